import JSON
import Postgres
import TestSupport
import Testing

@testable import API

/// Makes a thing; the name `refused` fails after it was made.
private enum MakeThing: Endpoint {
    static let operation = Operation(.post, "/things", "m", access: .anyone, creates: true)
    static let name = Body<String>("name", length: 1...100, "The name.")
    static var parameters: [ParameterDeclaration] { .of(name) }
    static let success = Success.json(.any, status: 201, "Made.")
    private static let insert = PreparedSQL(
        """
        INSERT INTO made_things (name)
        SELECT \(name) FROM pg_sleep(CASE WHEN \(name) = 'slow' THEN 0.5 ELSE 0 END) RETURNING id
        """)

    static func respond(to call: Call) throws {
        try call.create { run in
            let row = try run([insert.command(call.values)])[0][0]
            guard call.values[name] != "refused" else { throw Problem(.conflict, "Refused.") }
            call.reply.add("Location", "/things/\(row.int(0))")
            try call.json(status: 201) { json in
                try json.object { try $0.member("id", Int(row.int(0))) }
            }
        }
    }
}

@Suite("Creations", .serialized)
struct Creations {
    private let site: Site

    init() throws {
        site = try Site([MakeThing.self])
        let connection = Connection(Cluster.shared.settings())
        try connection.execute(
            script: """
                DROP TABLE IF EXISTS made_things, idempotency_keys;
                CREATE TABLE made_things (id bigint GENERATED ALWAYS AS IDENTITY, name text);
                CREATE TABLE idempotency_keys (
                    caller bigint, operation text, key text, body_digest bytea, answer bytea,
                    created_at timestamptz DEFAULT now(), PRIMARY KEY (caller, operation, key));
                """)
    }

    private func make(_ name: String, key: String? = nil) -> FastCGIClient.Answer {
        site.answer(
            "POST", "/api/v1/things", key.map { [("HTTP_IDEMPOTENCY_KEY", $0)] } ?? [],
            body: #"{"name":"\#(name)"}"#)
    }

    private var things: Int64 {
        get throws { try rows("SELECT count(*) FROM made_things")[0].int(0) }
    }

    @Test("Without a key each request makes something")
    func withoutKey() throws {
        #expect(make("a").field("Status") == "201")
        #expect(make("a").field("Status") == "201")
        #expect(try things == 2)
    }

    @Test("The same key and body get the first answer again and make nothing")
    func replay() throws {
        let first = make("a", key: "k1")
        let again = make("a", key: "k1")
        #expect(first.field("Status") == "201" && again.field("Status") == "201")
        #expect(first.body == again.body && first.field("Location") == again.field("Location"))
        #expect(first.field("Idempotency-Replayed") == nil)
        #expect(again.field("Idempotency-Replayed") == "true")
        #expect(again.field("Content-Length") == first.field("Content-Length"))
        #expect(try things == 1)
        #expect(make("a", key: "k2").field("Status") == "201")
        #expect(try things == 2)
    }

    @Test("The same key with another body is refused")
    func otherBody() throws {
        _ = make("a", key: "k1")
        #expect(make("b", key: "k1").field("Status") == "422")
        #expect(try things == 1)
    }

    @Test("What failed has left nothing behind, and its key can be used again")
    func failure() throws {
        #expect(make("refused", key: "k1").field("Status") == "409")
        #expect(try things == 0)
        #expect(make("a", key: "k1").field("Status") == "201")
        #expect(try things == 1)
    }

    @Test("A key whose request is under way is refused")
    func inFlight() throws {
        let other = Connection(Cluster.shared.settings())
        try other.execute(
            script: """
                BEGIN;
                SELECT pg_advisory_xact_lock(hash_record_extended(
                    ROW(0::int8, 'POST /api/v1/things'::text, 'k1'::text), 0));
                """)
        let answer = make("a", key: "k1")
        #expect(answer.field("Status") == "409" && answer.field("Retry-After") == "1")
        try other.execute(script: "ROLLBACK")
        #expect(make("a", key: "k1").field("Status") == "201")
        #expect(try things == 1)
    }

    @Test("After 24 hours a key is as good as new")
    func expiry() throws {
        _ = make("a", key: "k1")
        try Connection(Cluster.shared.settings()).execute(
            script: "UPDATE idempotency_keys SET created_at = now() - interval '25 hours'")
        #expect(make("b", key: "k1").field("Status") == "201")
        #expect(try things == 2)
        #expect(try rows("SELECT count(*) FROM idempotency_keys")[0].int(0) == 1)
    }

    @Test("A key is 1 to 255 visible ASCII characters", arguments: ["a b", "ä", "\u{7f}"])
    func badKeys(key: String) throws {
        #expect(make("a", key: key).field("Status") == "400")
        #expect(make("a", key: String(repeating: "k", count: 256)).field("Status") == "400")
        #expect(try things == 0)
    }

    @Test("The answer is kept sealed")
    func sealed() throws {
        let id = make("secret", key: "k1").body
        let kept = try rows("SELECT answer FROM idempotency_keys")[0].bytes(0)
        #expect(!String(decoding: kept, as: UTF8.self).contains(id))
    }
}
