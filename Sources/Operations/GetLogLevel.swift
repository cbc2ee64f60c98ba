internal import API
internal import JSON
internal import Telemetry

/// What lines of the log must matter to be written.
enum GetLogLevel: Endpoint {
    static let operation = API.Operation(
        .get, "/ops/log-level", "What the log's lines must matter", access: .admin, isVital: true)

    static let success = Success.json(
        .object([.init("level", LogLevel.schema)]), "The level, the same for all processes.")

    static func respond(to call: Call) throws {
        try call.json { json in
            try json.object {
                try $0.member("level", call.services.telemetry.board.logLevel.rawValue)
            }
        }
    }
}
