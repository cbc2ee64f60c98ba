internal import API
internal import Glibc
internal import JSON
internal import Telemetry

/// How much memory is in use, and what the memory guard lets in because of it.
enum GetMemory: Endpoint {
    static let operation = API.Operation(
        .get, "/ops/memory", "How much memory is in use", access: .admin, isVital: true)

    static let success = Success.json(
        .object([
            .init("total_bytes", .integer()), .init("available_bytes", .integer()),
            .init("used_percent", .number), .init("used_bytes", .integer()),
            .init("threshold_percent", .integer()), .init("critical_percent", .integer()),
            .init("source", .choice(MemoryReading.Source.allCases.map(\.rawValue))),
            .init("guard", .choice(MemoryGuard.State.allCases.map(\.name))),
            .init("refused", .integer()), .init("growth_bytes_per_hour", .nullable(.integer())),
            .init("processes", ProcessList.schema),
        ]),
        "Memory: of the control group if it has a limit, else of the machine. `guard`: `open`; `shedding` refuses exports, uploads and imports; `closed` refuses all but probes and `/ops`."
    )

    static func respond(to call: Call) throws {
        let memoryGuard = call.services.memoryGuard
        let board = call.services.telemetry.board
        guard let reading = memoryGuard.reading else {
            throw Problem.unavailable("The kernel does not tell how much memory is in use.")
        }
        try call.json { json in
            try json.object { json in
                try json.member("total_bytes", reading.total)
                try json.member("available_bytes", reading.available)
                try json.member("used_percent", thousandths: reading.usedPermille * 100)
                try json.member("used_bytes", reading.used)
                try json.member("threshold_percent", memoryGuard.thresholds.shedding)
                try json.member("critical_percent", memoryGuard.thresholds.closed)
                try json.member("source", reading.source.rawValue)
                try json.member("guard", memoryGuard.present.name)
                try json.member("refused", board.refusals)
                try json.member("growth_bytes_per_hour", board.trend.bytesPerHour)
                try ProcessList.write(board.processes, now: Int(time(nil)), to: &json)
            }
        }
    }
}
