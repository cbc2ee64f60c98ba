public import API
internal import JSON
public import Telemetry

/// Sets what lines of the log must matter to be written, in all processes at once.
enum SetLogLevel: Endpoint {
    static let operation = API.Operation(
        .put, "/ops/log-level", "Set what the log's lines must matter", access: .admin,
        isVital: true)

    static let level = Body<LogLevel>(
        "level", "The lowest level that is written: `info` has a line for each request.")

    static var parameters: [ParameterDeclaration] { .of(level) }
    static let success = Success.json(
        .object([
            .init("level", LogLevel.schema), .init("former", LogLevel.schema),
        ]), "The level, and the one before. It stays until the service is started again.")

    static func respond(to call: Call) throws {
        let board = call.services.telemetry.board
        let former = board.logLevel
        let level = call.values[level] ?? former
        board.logLevel = level
        call.report("the log's level is \(level.rawValue) now, it was \(former.rawValue)")
        try call.json { json in
            try json.object { json in
                try json.member("level", level.rawValue)
                try json.member("former", former.rawValue)
            }
        }
    }
}

extension LogLevel: ChoiceContent {}
