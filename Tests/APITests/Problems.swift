import JSON
import Testing

@testable import API
@testable import Postgres

@Suite("Problems")
struct Problems {
    private static func document(_ problem: Problem, requestID: String = "r-1") throws -> JSONValue
    {
        let output = Output(capacity: 65_536) { _ in }
        var json = JSONWriter(output)
        try problem.write(to: &json, requestID: requestID)
        return try JSONReader().parse(Array(output.gathered))
    }

    @Test("A problem is an RFC 9457 document with the request's id")
    func document() throws {
        let document = try Self.document(
            Problem(.conflict, "Taken \"twice\".\n"), requestID: "a\u{1}b")
        #expect(
            document
                == .object([
                    .init("type", .string("urn:guildhall:problem:conflict")),
                    .init("title", .string("The request conflicts with the present state")),
                    .init("status", .number(JSONNumber("409")!)),
                    .init("detail", .string("Taken \"twice\".\n")),
                    .init("request_id", .string("a\u{1}b")),
                ]))
    }

    @Test("Faults stand in it one by one, with their place")
    func faults() throws {
        let problem = Problem.malformed([
            .parameter("a/b", "must be given"), .pointer("/guests", "must be at least 1"),
        ])
        guard case .object(let members) = try Self.document(problem) else { return }
        #expect(
            members.last?.value
                == .array([
                    .object([
                        .init("pointer", .string("/a~1b")), .init("in", .string("query")),
                        .init("detail", .string("must be given")),
                    ]),
                    .object([
                        .init("pointer", .string("/guests")), .init("in", .string("body")),
                        .init("detail", .string("must be at least 1")),
                    ]),
                ]))
    }

    @Test("Every code has a status of an error, a title, and a name of its own")
    func codes() throws {
        for code in ProblemCode.allCases {
            #expect((400...599).contains(code.status) && !code.title.isEmpty)
            guard case .object(let members) = try Self.document(Problem(code, "")) else { continue }
            #expect(members[2].value == .number(JSONNumber(String(code.status))!))
        }
        let statuses = Dictionary(
            uniqueKeysWithValues: ProblemCode.allCases.map { ($0.rawValue, $0.status) })
        #expect(
            statuses == [
                "malformed": 400, "unauthenticated": 401, "forbidden": 403, "not-found": 404,
                "method-not-allowed": 405, "conflict": 409, "precondition-failed": 412,
                "too-large": 413, "uri-too-long": 414,
                "unsupported-media-type": 415, "invalid": 422, "too-many-requests": 429,
                "internal": 500,
                "unavailable": 503, "timed-out": 503, "http-version-not-supported": 505,
                "insufficient-storage": 507,
            ])
    }

    private static func problem(_ state: String) -> Problem {
        Problem(
            .statement(
                ServerError(
                    state: state, message: "secret text", detail: "secret detail",
                    constraint: "secret_name")))
    }

    @Test(
        "An SQLSTATE becomes its problem, and says when to come back if that helps",
        arguments: [
            ("57014", ProblemCode.timedOut, "2"), ("55P03", .unavailable, "1"),
            ("40001", .unavailable, "1"),
            ("40P01", .unavailable, "1"), ("53100", .unavailable, "2"),
            ("53200", .unavailable, "2"),
            ("53300", .unavailable, "2"), ("57P01", .unavailable, "2"),
            ("57P02", .unavailable, "2"),
            ("57P03", .unavailable, "2"), ("22021", .malformed, nil), ("22P05", .malformed, nil),
        ] as [(String, ProblemCode, String?)])
    func states(state: String, code: ProblemCode, retry: String?) {
        let problem = Self.problem(state)
        #expect(problem.code == code)
        #expect(problem.headers.first { $0.name == "Retry-After" }?.value == retry)
    }

    @Test(
        "Any other SQLSTATE is an error of ours",
        arguments: ["42P01", "42501", "XX000", "22012", "23505", "25006", ""])
    func otherStates(state: String) {
        #expect(Self.problem(state).code == .internalError)
    }

    @Test("A foreign key of who acts means that the account is gone; any other is an error of ours")
    func accountGone() {
        func problem(_ constraint: String) -> Problem {
            Problem(
                .statement(
                    ServerError(state: "23503", message: "", detail: "", constraint: constraint)))
        }
        for constraint in ["posts_user_fkey", "booking_history_actor_fkey"] {
            let problem = problem(constraint)
            #expect(problem.code == .unauthenticated)
            #expect(problem.headers.contains { $0.value.contains("invalid_token") })
        }
        #expect(problem("bookings_venue_fkey").code == .internalError)
    }

    @Test("Nothing that PostgreSQL says of an error reaches the client")
    func secrets() throws {
        for state in ["57014", "40001", "53300", "57P01", "22021", "42P01", "23505"] {
            let output = Output(capacity: 65_536) { _ in }
            var json = JSONWriter(output)
            try Self.problem(state).write(to: &json, requestID: "")
            #expect(!String(decoding: output.gathered, as: UTF8.self).contains("secret"))
        }
        #expect(!Problem(DatabaseError.unavailable("secret")).detail.contains("secret"))
        #expect(!Problem(DatabaseError.lost("secret")).detail.contains("secret"))
    }

    @Test("A database that is away, or too slow, is a 503 with Retry-After")
    func outages() {
        let errors: [(DatabaseError, ProblemCode)] = [
            (.unavailable(""), .unavailable), (.lost(""), .unavailable),
            (.deadlineExceeded, .timedOut),
        ]
        for (error, code) in errors {
            let problem = Problem(error)
            #expect(problem.code == code && problem.code.status == 503)
            #expect(problem.headers.contains { $0.name == "Retry-After" })
        }
    }

    @Test("A 401 names the error only if a token came")
    func challenges() {
        let none = Problem.unauthenticated("", hasInvalidToken: false).headers
        #expect(none.map(\.value) == ["Bearer realm=\"guildhall\""])
        let invalid = Problem.unauthenticated("", hasInvalidToken: true).headers
        #expect(invalid.map(\.value) == ["Bearer realm=\"guildhall\", error=\"invalid_token\""])
    }
}
