public import JSON

/// The OpenAPI 3.1 document, made from the endpoints' own declarations, so that it cannot drift
/// from the code.
public struct OpenAPIDocument: Sendable {
    private let routes: [Route]

    /// Describes these endpoints.
    public init(_ endpoints: [any Endpoint.Type]) {
        routes = endpoints.map { Route($0) }
    }

    /// Writes the document.
    public func write(to json: inout JSONWriter) throws {
        try json.object { json in
            try json.member("openapi", "3.1.0")
            try json.object("info") { json in
                try json.member("title", "Guildhall")
                try json.member("version", "1")
                try json.member(
                    "description",
                    "Venues, items, programs and events of a community hall, and the bookings of them."
                )
            }
            try json.array("servers") { try $0.object { try $0.member("url", "/") } }
            try json.object("paths") { try writePaths(to: &$0) }
            try json.object("components") { try writeComponents(to: &$0) }
        }
    }

    private func writePaths(to json: inout JSONWriter) throws {
        var written: [String] = []
        for route in routes where !written.contains(route.operation.path) {
            written.append(route.operation.path)
            try json.object(route.operation.path) { json in
                for sibling in routes where sibling.operation.path == route.operation.path {
                    try json.object(sibling.operation.method.rawValue.lowercased()) {
                        try write(sibling, to: &$0)
                    }
                }
            }
        }
    }

    private func write(_ route: Route, to json: inout JSONWriter) throws {
        let operation = route.operation
        try json.member(
            "operationId",
            "\(route.endpoint)".prefix(1).lowercased() + "\(route.endpoint)".dropFirst())
        try json.member("summary", operation.summary)
        try json.array("tags") { try $0.string(operation.tag) }
        try json.member("x-access", "\(operation.access)")
        if operation.access > .anyone {
            try json.array("security") { json in
                for scheme in ["bearer", "cookie"] {
                    try json.object { try $0.array(scheme) { _ in } }
                }
            }
        }
        // Beside a file as it is, the query gives what are members of a form.
        let addressed = route.parameters.filter {
            $0.location != .body || route.endpoint.file != nil
        }
        let headers = headers(of: route)
        if !addressed.isEmpty || !headers.isEmpty {
            try json.array("parameters") { json in
                for parameter in addressed { try write(parameter, to: &json) }
                for header in headers { try write(header, to: &json) }
            }
        }
        if route.hasBody || route.endpoint.file != nil { try writeBody(route, to: &json) }
        try json.object("responses") { try writeResponses(route, to: &$0) }
    }

    private func write(_ parameter: ParameterDeclaration, to json: inout JSONWriter) throws {
        try json.object { json in
            try json.member("name", parameter.name)
            let isMember = parameter.location == .body
            try json.member("in", (isMember ? .query : parameter.location).rawValue)
            try json.member("required", parameter.isRequired && !isMember)
            try json.member("description", parameter.summary)
            try json.key("schema")
            try parameter.schema.write(to: &json, standard: parameter.standard)
        }
    }

    /// A header field of a request that may be left out.
    private struct Header {
        let name: String
        let summary: String
        var schema = Schema.string()
    }

    private func headers(of route: Route) -> [Header] {
        var headers: [Header] = []
        if route.operation.creates {
            headers.append(
                Header(
                    name: IdempotencyKey.field,
                    summary:
                        "The same key and body get the first answer again, for 24 hours; another body is a 422.",
                    schema: .string(length: 1...IdempotencyKey.longest)))
        }
        if route.endpoint.heedsIfMatch {
            headers.append(
                Header(
                    name: "If-Match",
                    summary: "Change it only if its `ETag` is still this one; else 412."))
        }
        if route.endpoint.isTagged {
            headers.append(
                Header(
                    name: "If-None-Match",
                    summary: "Answer 304 without a body if the `ETag` is still this one."))
        }
        return headers
    }

    private func write(_ header: Header, to json: inout JSONWriter) throws {
        try json.object { json in
            try json.member("name", header.name)
            try json.member("in", "header")
            try json.member("required", false)
            try json.member("description", header.summary)
            try json.key("schema")
            try header.schema.write(to: &json)
        }
    }

    private func writeBody(_ route: Route, to json: inout JSONWriter) throws {
        let members = route.parameters.filter { $0.location == .body }
        let file = route.endpoint.file
        try json.object("requestBody") { json in
            try json.member("required", file != nil || !route.isBodyOptional)
            try json.object("content") { json in
                if file?.isInPlaceOfJSON ?? true {
                    try json.object(BodyReading.mediaType) { json in
                        try json.key("schema")
                        try Schema.object(
                            members.map { .init($0.name, $0.schema, isRequired: $0.isRequired) }
                        ).write(to: &json)
                    }
                }
                for type in file?.mediaTypes ?? [] {
                    try json.object(type) { json in
                        guard type == FileBody.form else { return }
                        try json.key("schema")
                        try Schema.object(
                            members.map { .init($0.name, $0.schema, isRequired: false) }
                                + (file?.fieldNames ?? []).map {
                                    .init($0, .string(format: "binary"), isRequired: false)
                                }
                        ).write(to: &json)
                    }
                }
            }
        }
    }

    private func writeResponses(_ route: Route, to json: inout JSONWriter) throws {
        let success = route.endpoint.success
        try json.object(String(success.status)) { json in
            try json.member("description", success.summary)
            guard !success.content.isEmpty else { return }
            try json.object("content") { json in
                for (type, schema) in success.content {
                    try json.object(type) { json in
                        try json.key("schema")
                        try schema.write(to: &json)
                    }
                }
            }
        }
        if route.endpoint.isTagged {
            try json.object("304") {
                try $0.member("description", "The client has the present version.")
            }
        }
        for code in problems(of: route) {
            try json.object(String(code.status)) { json in
                try json.member("$ref", "#/components/responses/\(code.rawValue)")
            }
        }
    }

    /// What can go wrong with a call, each status once.
    private func problems(of route: Route) -> [ProblemCode] {
        var codes: [ProblemCode] = [.malformed]
        if route.operation.access > .anyone { codes.append(.unauthenticated) }
        // Whatever changes something is refused to another site's page that sends cookies.
        if route.operation.access > .member
            || route.operation.access > .anyone && !route.operation.method.isSafe
        {
            codes.append(.forbidden)
        }
        if route.parameters.contains(where: { $0.location == .path }) { codes.append(.notFound) }
        if route.hasBody || route.endpoint.file != nil {
            codes += [.tooLarge, .unsupportedMediaType, .invalid]
        }
        if route.endpoint.file != nil { codes.append(.insufficientStorage) }
        if route.operation.creates { codes += [.conflict, .invalid] }
        if route.endpoint.heedsIfMatch { codes.append(.preconditionFailed) }
        if route.operation.pool == .bulk { codes.append(.httpVersionNotSupported) }
        codes += route.endpoint.furtherProblems
        codes += route.endpoint.violations.values.map(\.code).sorted { $0.status < $1.status }
        codes = codes.enumerated().filter { codes.firstIndex(of: $1) == $0 }.map(\.element)
        return codes + [.uriTooLong, .tooManyRequests, .internalError, .unavailable]
    }

    private func writeComponents(to json: inout JSONWriter) throws {
        try json.object("securitySchemes") { json in
            try json.object("bearer") { json in
                try json.member("type", "http")
                try json.member("scheme", "bearer")
                try json.member("bearerFormat", "JWT")
            }
            try json.object("cookie") { json in
                try json.member("type", "apiKey")
                try json.member("in", "cookie")
                try json.member("name", "__Host-guildhall_access")
            }
        }
        try json.object("schemas") { json in
            try json.key("problem")
            try Problem.schema.write(to: &json)
        }
        try json.object("responses") { json in
            for code in ProblemCode.allCases {
                try json.object(code.rawValue) { json in
                    try json.member("description", code.title)
                    try json.object("content") { json in
                        try json.object("application/problem+json") { json in
                            try json.object("schema") {
                                try $0.member("$ref", "#/components/schemas/problem")
                            }
                        }
                    }
                }
            }
        }
    }
}
