import Configuration
import FastCGI
import Glibc
import JSON
import Postgres
import Security
import Telemetry
import TestSupport

@testable import API
@testable import FastCGI

/// A whole API of a few endpoints behind a pool, as a responder has it.
final class Site {
    private static let key = Array("an access token key of 32 bytes!".utf8)
    static let keys = KeyRing(current: key)!
    static let signer = TokenSigner(keys)

    private let directory = TemporaryDirectory()
    private let listener: Int32
    private let pool: Pool
    private let client: FastCGIClient
    /// What is counted.
    let board: Segment

    init(_ endpoints: [any Endpoint.Type], pool name: PoolName = .interactive) throws {
        Sodium.initialise()
        board = try Segment()
        // Failures on purpose, and requests by the hundred, are no news to who reads the tests' lines.
        board.logLevel = .critical
        // Creating a server starts libfcgi; the hold that it takes on SIGTERM is given back.
        _ = try Server([], patience: .init(stopSeconds: 0, idleSeconds: 0, retireSeconds: 0)) { _ in
        }
        signal(SIGTERM, SIG_DFL)
        signal(SIGPIPE, SIG_IGN)
        let environment = [
            "GUILDHALL_DATABASE_INTERACTIVE": Cluster.shared.settings(),
            "GUILDHALL_DATABASE_BULK": Cluster.shared.settings(), "GUILDHALL_OUTPUT_BYTES": "16384",
            "GUILDHALL_JSON_BYTES": "1024", "GUILDHALL_QUERY_BYTES": "256",
        ]
        let services = try Services(
            configuration: try Configuration { environment[$0] }, keys: Self.keys,
            hasher: HasherProgram(path: "/nonexistent"), endpoints: endpoints,
            telemetry: try Telemetry(board), log: Log())
        let application = try Application(services)
        listener = UnixSocket.listen(at: directory.file("s"))
        pool = try Pool(
            name: "site", listener: listener,
            limits: PoolLimits(threads: 1, connections: 8, ioSeconds: 15, restSeconds: 60),
            log: { _ in },
            makeWorker: { APIWorker(application, pool: name, log: Log()) })
        try pool.start()
        client = FastCGIClient(directory.file("s"))
    }

    deinit {
        pool.enter(.stopping)
        close(listener)
    }

    /// A request as nginx sends it.
    static func parameters(
        _ method: String, _ path: String, query: String = "", _ more: [(String, String)] = []
    ) -> [(String, String)] {
        [
            ("REQUEST_METHOD", method), ("SCRIPT_NAME", path), ("QUERY_STRING", query),
            ("REQUEST_ID", "r-7"),
            ("SERVER_PROTOCOL", "HTTP/1.1"), ("HTTP_HOST", "hall.example"),
        ] + more
    }

    /// Sends a request and reads its answer.
    func answer(
        _ method: String, _ path: String, query: String = "", _ more: [(String, String)] = [],
        body: String? = nil
    ) -> FastCGIClient.Answer {
        var parameters = Self.parameters(method, path, query: query, more)
        if let body {
            parameters.append(("CONTENT_LENGTH", String(body.utf8.count)))
            if !more.contains(where: { $0.0 == "CONTENT_TYPE" }) {
                parameters.append(("CONTENT_TYPE", "application/json"))
            }
        }
        client.request(parameters, body: Array((body ?? "").utf8))
        return client.answer()
    }

    /// A request's status.
    func status(
        _ method: String, _ path: String, query: String = "", _ more: [(String, String)] = [],
        body: String? = nil
    ) -> String? {
        answer(method, path, query: query, more, body: body).field("Status")
    }

    /// An access token of a role that ends in a minute, or ended a minute ago.
    static func token(_ role: String, hasEnded: Bool = false) -> String {
        signer.sign(
            AccessToken(
                user: 7, role: role, session: "00000000-0000-4000-8000-000000000007",
                expiry: Int64(time(nil)) + (hasEnded ? -60 : 60)))
    }

    static func bearer(_ token: String) -> [(String, String)] {
        [("HTTP_AUTHORIZATION", "Bearer \(token)")]
    }
}

extension FastCGIClient.Answer {
    /// The body as JSON.
    var json: JSONValue? {
        try? JSONReader(limits: JSONLimits(maximumBytes: 1_000_000)).parse(Array(body.utf8))
    }
}

extension JSONValue {
    /// A member of an object.
    subscript(name: String) -> JSONValue? {
        guard case .object(let members) = self else { return nil }
        return members.first { $0.name == name }?.value
    }

    /// The elements of an array.
    var elements: [JSONValue] { if case .array(let values) = self { values } else { [] } }

    var text: String? { if case .string(let text) = self { text } else { nil } }

    var int: Int? {
        if case .number(let number) = self { number.int64.map { Int($0) } } else { nil }
    }
}
