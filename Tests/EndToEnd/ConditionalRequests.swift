import JSON
import TestStack
import Testing

/// What the reference says of requests with conditions (RFC 9110, section 13) is so.
extension EndToEnd.Reference {
    /// The operations that take a header field.
    private static func operations(with field: String) throws -> [(
        id: String, method: String, description: JSONValue
    )] {
        try operations().filter { operation in
            operation.description["parameters"].elements.contains { $0["name"].text == field }
        }
    }

    private func answer(
        _ operation: (id: String, method: String, description: JSONValue), _ field: String
    )
        throws -> Answer
    {
        let sample = try #require(Self.samples[operation.id])
        let access = operation.description["x-access"].text
        return try EndToEnd.stack.curl(
            fill(sample.path),
            as: ["admin", "moderator"].contains(access) ? EndToEnd.admin : EndToEnd.member,
            method: operation.method, json: sample.json.map(fill), options: ["-H", field])
    }

    @Test(
        "Where the document names If-Match, nothing is changed that is not as the client knows it"
    )
    func ifMatch() throws {
        let operations = try Self.operations(with: "If-Match")
        #expect(operations.allSatisfy { ["PATCH", "PUT"].contains($0.method) })
        #expect(
            Set(operations.map(\.id)).isSuperset(of: [
                "updateProfile", "updateBooking", "updateTopic", "updatePost", "setFastDays",
                "updateVenue", "decideIdentification",
            ]))
        for operation in operations {
            let stale = try answer(operation, "If-Match: \"0\"")
            #expect(stale.status == 412, "\(operation.id): \(stale.text)")
            #expect(!operation.description["responses"]["412"].isNull)
            let any = try answer(operation, "If-Match: *")
            #expect(any.status == 200 && any["ETag"] != nil, "\(operation.id): \(any.text)")
        }
    }

    @Test("Where the document names If-None-Match, and only there, answers have tags")
    func ifNoneMatch() throws {
        let tagged = Set(try Self.operations(with: "If-None-Match").map(\.id))
        for operation in try Self.operations() where operation.method == "GET" {
            let answer = try answer(operation, "Accept: */*")
            #expect((answer["ETag"] != nil) == tagged.contains(operation.id), "\(operation.id)")
            guard tagged.contains(operation.id) else { continue }
            let again = try self.answer(operation, "If-None-Match: *")
            #expect(again.status == 304 && again.body.isEmpty, "\(operation.id)")
            #expect(!operation.description["responses"]["304"].isNull)
        }
    }
}
