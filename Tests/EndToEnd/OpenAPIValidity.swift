import Foundation
import TestStack
import Testing

extension EndToEnd {
    @Suite struct OpenAPIValidity {
        @Test("The document is one of OpenAPI 3.1, as others read it")
        func valid() throws {
            let file = FileManager.default.temporaryDirectory
                .appendingPathComponent("ght-openapi-\(UUID().uuidString).json")
            defer { try? FileManager.default.removeItem(at: file) }
            try Data(try stack.curl("/api/v1/openapi.json").text.utf8).write(to: file)
            let outcome = try run([".build/openapi/bin/openapi-spec-validator", file.path])
            #expect(outcome.status == 0, "\(outcome.text)\(outcome.errors)")
        }
    }
}
