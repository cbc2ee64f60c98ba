import Foundation
import JSON
import TestStack
import Testing

extension EndToEnd {
    /// The OpenAPI document says what the server does.
    @Suite(.serialized) struct Reference {
        /// A request for each operation, so that no endpoint goes untried: one that is missing here
        /// fails the test.
        private static let samples: [String: (path: String, json: String?)] = [
            "logIn": ("/api/v1/auth/login", #"{"email":"$EMAIL","password":"$PASSWORD"}"#),
            "listVenues": ("/api/v1/venues", nil),
            "getVenue": ("/api/v1/venues/3", nil),
            "streamAvailability": (
                "/api/v1/venues/3/availability?from=2026-01-01&to=2026-02-01", nil
            ),
            "listItems": ("/api/v1/items", nil),
            "listPrograms": ("/api/v1/programs", nil),
            "listEvents": ("/api/v1/events", nil),
            "listMyBookings": ("/api/v1/bookings", nil),
            "getBooking": ("/api/v1/bookings/$BOOKING", nil),
            "listAllBookings": ("/api/v1/admin/bookings", nil),
            "listTodaysBookings": ("/api/v1/admin/bookings/today", nil),
            "exportBookings": ("/api/v1/admin/bookings/export?status=rejected&venue=3", nil),
            "getLiveness": ("/live", nil),
            "getReadiness": ("/ready", nil),
            "getOpenAPI": ("/api/v1/openapi.json", nil),
        ]

        private func operations() throws -> [(id: String, method: String, description: JSONValue)] {
            guard case .object(let paths) = try stack.curl("/api/v1/openapi.json").json["paths"]
            else {
                return []
            }
            return paths.flatMap { path -> [(id: String, method: String, description: JSONValue)] in
                guard case .object(let methods) = path.value else { return [] }
                return methods.map {
                    ($0.value["operationId"].text, $0.name.uppercased(), $0.value)
                }
            }
        }

        @Test("Every operation's answer has the shape that the document gives")
        func shapes() throws {
            let operations = try operations()
            #expect(Set(operations.map(\.id)) == Set(Self.samples.keys))
            let own = try stack.sql(
                "SELECT min(id) FROM bookings WHERE user_id = 1 OR user_id = 2")[0]
            for operation in operations {
                let sample = try #require(Self.samples[operation.id])
                let login = operation.description["x-access"].text == "admin" ? admin : member
                let answer = try stack.curl(
                    sample.path.replacingOccurrences(of: "$BOOKING", with: own), as: login,
                    method: operation.method,
                    json: sample.json?.replacingOccurrences(of: "$EMAIL", with: member.email)
                        .replacingOccurrences(of: "$PASSWORD", with: member.password))
                let described = operation.description["responses"][String(answer.status)]
                #expect(answer.status < 300, "\(operation.id): \(answer.text)")
                let type = (answer["Content-Type"] ?? "").prefix { $0 != ";" }
                let schema = described["content"][String(type)]["schema"]
                try #require(!schema.isNull, "\(operation.id) answers \(type)")
                #expect(SchemaCheck.faults(answer.json, schema) == [], "\(operation.id)")
            }
        }

        @Test("A problem has the shape that the document gives")
        func problems() throws {
            let document = try stack.curl("/api/v1/openapi.json").json
            let schema = document["components"]["schemas"]["problem"]
            for path in ["/api/v1/venues?page=0&x=1", "/api/v1/nothing", "/api/v1/bookings"] {
                #expect(SchemaCheck.faults(try stack.curl(path).json, schema) == [], "\(path)")
            }
        }

        @Test("The document is the same as the one that the command line prints")
        func sameDocument() throws {
            let printed = try run(["\(Stack.programs)/guildhall", "openapi"])
            #expect(printed.status == 0)
            let served = try stack.curl("/api/v1/openapi.json").text
            #expect(printed.text.trimmingCharacters(in: .whitespacesAndNewlines) == served)
        }

        @Test("An access level that is declared is the one that is enforced")
        func access() throws {
            for operation in try operations() {
                let sample = try #require(Self.samples[operation.id])
                let path = sample.path.replacingOccurrences(of: "$BOOKING", with: "1")
                let level = operation.description["x-access"].text
                let nobody = try stack.curl(path, method: operation.method, json: sample.json)
                    .status
                let member = try stack.curl(
                    path, as: EndToEnd.member, method: operation.method, json: sample.json
                ).status
                switch level {
                case "anyone":
                    #expect(nobody != 403 && (operation.id == "logIn") == (nobody == 401))
                case "member": #expect(nobody == 401 && member != 401 && member != 403)
                case "admin": #expect(nobody == 401 && member == 403)
                default: Issue.record("\(operation.id) has no access level that is known: \(level)")
                }
            }
        }
    }
}

/// As much of JSON Schema as our documents use.
enum SchemaCheck {
    static func faults(_ value: JSONValue, _ schema: JSONValue, at place: String = "") -> [String] {
        let types =
            schema["type"].text.isEmpty
            ? schema["type"].elements.map(\.text) : [schema["type"].text]
        guard !types.isEmpty else { return [] }
        let type = name(of: value)
        guard types.contains(type) else { return ["\(place): \(type) instead of \(types)"] }
        var faults: [String] = []
        let labels = schema["enum"].elements
        if !labels.isEmpty, !value.isNull, !labels.contains(value) {
            faults.append("\(place): \(value) is none of the choices")
        }
        for (index, element) in value.elements.enumerated() {
            faults += Self.faults(element, schema["items"], at: "\(place)/\(index)")
        }
        for name in value.names {
            let property = schema["properties"][name]
            if property.isNull { faults.append("\(place)/\(name): not in the document") }
            faults += Self.faults(value[name], property, at: "\(place)/\(name)")
        }
        if type == "object" {
            for name in schema["required"].elements.map(\.text) where !value.names.contains(name) {
                faults.append("\(place)/\(name): missing")
            }
        }
        return faults
    }

    private static func name(of value: JSONValue) -> String {
        switch value {
        case .null: "null"
        case .bool: "boolean"
        case .number: "integer"
        case .string: "string"
        case .array: "array"
        case .object: "object"
        }
    }
}
