internal import API

/// The description of this interface.
enum GetOpenAPI: Endpoint {
    static let operation = API.Operation(
        .get, "/openapi.json", "This interface's OpenAPI document", access: .anyone)

    static let isTagged = true
    static let success = Success.json(.any, "An OpenAPI 3.1 document.")

    static func respond(to call: Call) throws {
        try call.services.reference.answer(call, cacheControl: "public, max-age=60")
    }
}
