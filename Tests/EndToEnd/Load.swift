import Foundation
import JSON
import TestStack

/// Many requests at once, which curl cannot make: a Python program writes all of them, each on a
/// connection of its own, before it reads the first answer.
struct Load {
    let stack: Stack

    /// One request.
    struct Request {
        var method = "POST"
        var path: String
        var body = ""
        var headers: [String: String] = [:]
        /// The address that it comes from: all of 127.0.0.0/8 is this machine.
        var address = "127.0.0.1"

        /// What the program reads.
        var description: [String: Any] {
            [
                "method": method, "path": path, "body": body, "headers": headers,
                "address": address,
            ]
        }
    }

    /// One answer.
    struct Reply {
        let status: Int
        let body: String
        /// From before the request until the whole answer was there.
        let seconds: Double
        var json: JSONValue { JSONValue(Data(body.utf8)) }
    }

    /// Makes requests all at once.
    func burst(_ requests: [Request]) throws -> [Reply] {
        try replies(perform(["mode": "burst", "requests": requests.map(\.description)]))
    }

    /// Makes requests one after another.
    func sequence(_ requests: [Request]) throws -> [Reply] {
        try replies(perform(["mode": "sequence", "requests": requests.map(\.description)]))
    }

    /// Runs the program, and gives what it tells.
    func perform(_ task: [String: Any]) throws -> JSONValue {
        try Self.outcome(of: start(task))
    }

    /// Starts the program.
    func start(_ task: [String: Any]) throws -> Running {
        var task = task
        task["port"] = URL(string: stack.url)?.port
        let input = try JSONSerialization.data(withJSONObject: task)
        return try Running(
            ["python3", "-c", Self.program], input: String(decoding: input, as: UTF8.self))
    }

    /// Waits for the program, and gives what it tells.
    static func outcome(of running: Running) throws -> JSONValue {
        let outcome = try running.wait()
        guard outcome.status == 0 else { throw Stack.Failure(description: outcome.errors) }
        return JSONValue(outcome.output)
    }

    private func replies(_ outcome: JSONValue) throws -> [Reply] {
        outcome["replies"].elements.map {
            Reply(
                status: $0[0].int ?? 0, body: $0[1].text,
                seconds: Double($0[2].int ?? 0) / 1_000_000)
        }
    }

    /// How often a test does again what may go wrong once in many times: `GUILDHALL_ROUNDS`.
    static let rounds =
        ProcessInfo.processInfo.environment["GUILDHALL_ROUNDS"].flatMap { Int($0) } ?? 100
}
