public import Foundation
public import JSON

/// A whole Guildhall of its own: `guildhall up` with a throwaway state directory on free ports.
public final class Stack: @unchecked Sendable {
    /// A log-in of the demo data.
    public struct Login: Sendable {
        public let email: String
        public let password: String

        /// Names a log-in.
        public init(email: String, password: String) {
            self.email = email
            self.password = password
        }
    }

    /// What could not be had.
    public struct Failure: Error, CustomStringConvertible {
        public let description: String

        /// Says what.
        public init(description: String) { self.description = description }
    }

    public let url: String
    public let secureURL: String
    public let database: String
    public let admin: Login
    public let member: Login
    public let state: URL
    /// The programs that are tested, optimised as users get them.
    public static let programs =
        ProcessInfo.processInfo.environment["GUILDHALL_PROGRAMS"] ?? ".build/release"

    private let up: Running
    private let tokens = NSCache<NSString, KnownToken>()

    /// Starts everything and waits until it answers.
    /// - Parameters:
    ///   - patience: seconds that this may take.
    ///   - progress: called with each line that is printed meanwhile.
    public init(
        bookings: Int, environment: [String: String] = [:], patience: TimeInterval = 600,
        progress: (String) -> Void = { _ in }
    ) throws {
        state = FileManager.default.temporaryDirectory
            .appendingPathComponent("ght-stack-\(UUID().uuidString.prefix(8))")
        let ports = try freePorts(2)
        var settings = [
            "GUILDHALL_STATE": state.path, "GUILDHALL_PORT": "\(ports[0])",
            "GUILDHALL_TLS_PORT": "\(ports[1])", "BOOKINGS": "\(bookings)", "TOPICS": "2000",
            "FASTS": "200", "SEARCHES": "5000", "RATE_LIMITS": "off",
        ]
        settings.merge(environment) { $1 }
        up = try Running(["\(Self.programs)/guildhall", "up"], environment: settings)
        let facts = try Self.waitForFacts(state, up, patience, progress)
        url = facts["url"].text
        secureURL = facts["tls_url"].text
        database = facts["database_url"].text
        admin = Login(
            email: facts["admin"]["email"].text, password: facts["admin"]["password"].text)
        member = Login(
            email: facts["member"]["email"].text, password: facts["member"]["password"].text)
    }

    private static func waitForFacts(
        _ state: URL, _ up: Running, _ patience: TimeInterval, _ progress: (String) -> Void
    ) throws -> JSONValue {
        let deadline = Date() + patience
        var told = 0
        while Date() < deadline {
            let lines = String(decoding: up.outputSoFar, as: UTF8.self).split(separator: "\n")
            lines.dropFirst(told).forEach { progress(String($0)) }
            told = lines.count
            guard up.process.isRunning else {
                let outcome = try up.wait()
                throw Failure(
                    description: "guildhall up ended:\n\(outcome.text)\n\(outcome.errors)")
            }
            if let data = try? Data(contentsOf: state.appendingPathComponent("run.json")),
                let facts = try? JSONReader().parse([UInt8](data))
            {
                return facts
            }
            usleep(100_000)
        }
        throw Failure(description: "guildhall up did not become ready in \(Int(patience)) s")
    }

    /// Stops everything and removes it.
    public func stop() {
        if up.process.isRunning {
            up.process.terminate()
            up.process.waitUntilExit()
        }
        try? FileManager.default.removeItem(at: state)
    }

    /// The process of `guildhall up`.
    public var processID: Int32 { up.process.processIdentifier }

    /// What `run.json` says now.
    public func facts() throws -> JSONValue {
        let data = try Data(contentsOf: state.appendingPathComponent("run.json"))
        return try JSONReader().parse([UInt8](data))
    }

    /// The responder processes that serve now.
    public func responders() throws -> [Int32] {
        try facts()["responder_pids"].elements.compactMap { $0.int.map(Int32.init) }
    }

    /// One of the responder processes that serve now.
    public func responder() throws -> Int32 {
        guard let process = try responders().first else {
            throw Failure(description: "no responder runs")
        }
        return process
    }

    /// Runs SQL as the superuser; gives each row as a line with `|` between its columns.
    @discardableResult
    public func sql(_ statement: String) throws -> [String] {
        let outcome = try run(["psql", "-XAtq", "-v", "ON_ERROR_STOP=1", database, "-c", statement])
        guard outcome.status == 0 else { throw Failure(description: outcome.errors) }
        return outcome.lines
    }

    /// The first row of what SQL gives, as a line; a failure if there is none, or if it is empty.
    public func value(_ statement: String) throws -> String {
        guard let line = try sql(statement).first else {
            throw Failure(description: "no row: \(statement)")
        }
        return line
    }

    /// An access token, got by a real log-in and used for ten of its fifteen minutes.
    public func token(_ login: Login) throws -> String {
        if let known = tokens.object(forKey: login.email as NSString), known.end > Date() {
            return known.text
        }
        let answer = try curl(
            "/api/v1/auth/login", method: "POST",
            json: #"{"email":"\#(login.email)","password":"\#(login.password)"}"#)
        guard answer.status == 200 else { throw Failure(description: "log-in: \(answer.text)") }
        let token = answer.json["access_token"].text
        tokens.setObject(KnownToken(token), forKey: login.email as NSString)
        return token
    }

    /// Forgets the tokens, as the key that they are signed with is good no more.
    public func forgetTokens() { tokens.removeAllObjects() }
}

/// An access token, and until when to use it.
private final class KnownToken {
    let text: String
    let end = Date() + 600

    init(_ text: String) { self.text = text }
}
