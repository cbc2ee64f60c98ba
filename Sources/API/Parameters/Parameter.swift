internal import JSON
public import Postgres

/// Where a parameter's value comes from.
public enum ParameterLocation: String, Sendable {
    case path, query, body
    /// The access token.
    case caller
    /// The endpoint itself: page size, keys of a cursor, a token's digest.
    case machinery
}

/// A parameter without its Swift type: what validation, binding and OpenAPI read.
public struct ParameterDeclaration: Sendable {
    let name: String
    let location: ParameterLocation
    let postgresType: PostgresType
    let schema: Schema
    let summary: String
    let isRequired: Bool
    /// The value when the request gives none; nil means that the parameter is absent then.
    let standard: Value?
    /// Reads a text, or says what is wrong with it.
    let parseText: @Sendable (String) -> Result<Value, ParameterFault>
    /// Reads a JSON value, or says what is wrong with it.
    let parseJSON: @Sendable (JSONValue) -> Result<Value, ParameterFault>

    /// The same member of a body, which may also be null.
    var orNull: ParameterDeclaration {
        ParameterDeclaration(
            name: name, location: location, postgresType: postgresType, schema: .nullable(schema),
            summary: summary, isRequired: isRequired, standard: standard, parseText: parseText,
            parseJSON: { $0 == .null ? .success(.null) : parseJSON($0) })
    }

    func isSame(as other: ParameterDeclaration) -> Bool {
        name == other.name && location == other.location
    }
}

/// What is wrong with a value, to follow its name: "must be at least 1".
public struct ParameterFault: Error, Sendable {
    /// Each fault with its place within the value (RFC 6901); the empty one is the value itself.
    let details: [(place: String, detail: String)]

    /// A fault of the value itself.
    public init(detail: String) { details = [("", detail)] }

    /// Faults of the value's parts.
    public init(details: [(place: String, detail: String)]) { self.details = details }

    /// What is wrong first.
    public var detail: String { details[0].detail }
}

/// A typed parameter, which can stand in an SQL statement as a hole.
public protocol Parameter: Sendable {
    associatedtype Content: ParameterContent
    var declaration: ParameterDeclaration { get }
}

extension [ParameterDeclaration] {
    /// The declarations of typed parameters.
    public static func of<each P: Parameter>(_ parameters: repeat each P) -> [ParameterDeclaration]
    {
        var declarations: [ParameterDeclaration] = []
        for parameter in repeat each parameters { declarations.append(parameter.declaration) }
        return declarations
    }
}

/// A parameter of the query string. An empty value counts as none.
public struct Query<Content: ParameterContent>: Parameter {
    public let declaration: ParameterDeclaration

    /// Declares an optional parameter.
    public init(_ name: String, _ summary: String) {
        declaration = .make(Content.self, name, .query, summary)
    }

    /// Declares a parameter with a value of its own when none is given.
    public init(_ name: String, default standard: Content, _ summary: String) {
        declaration = .make(Content.self, name, .query, summary, standard: standard.value)
    }

    /// Declares a parameter that must be given.
    public init(required name: String, _ summary: String) {
        declaration = .make(Content.self, name, .query, summary, isRequired: true)
    }
}

extension Query where Content == Int {
    /// Declares a number within bounds, with a value of its own when none is given.
    public init(
        _ name: String, default standard: Int, in range: ClosedRange<Int>, _ summary: String
    ) {
        declaration = .make(
            Int.self, name, .query, summary, standard: standard.value, schema: .integer(range)
        ) { $0.fault(outside: range) }
    }

    /// Declares an optional number within bounds.
    public init(_ name: String, in range: ClosedRange<Int>, _ summary: String) {
        declaration = .make(Int.self, name, .query, summary, schema: .integer(range)) {
            $0.fault(outside: range)
        }
    }
}

extension Query where Content == String {
    /// Declares an optional text whose length in characters is bounded.
    public init(_ name: String, length: ClosedRange<Int>, _ summary: String) {
        declaration = .make(
            String.self, name, .query, summary, schema: .string(length: length)
        ) { $0.fault(outside: length) }
    }
}

/// A parameter in the path. A value that is not of its type names nothing, so it is a 404.
public struct Path<Content: ParameterContent>: Parameter {
    public let declaration: ParameterDeclaration

    /// Declares the parameter that stands in braces in the path.
    public init(_ name: String, _ summary: String) {
        declaration = .make(Content.self, name, .path, summary, isRequired: true)
    }
}

/// A member of the JSON object in the request's body.
public struct Body<Content: ParameterContent>: Parameter {
    public let declaration: ParameterDeclaration

    /// Declares a member that must be given.
    public init(_ name: String, _ summary: String) {
        declaration = .make(Content.self, name, .body, summary, isRequired: true)
    }

    /// Declares a member that may be left out.
    public init(optional name: String, _ summary: String) {
        declaration = .make(Content.self, name, .body, summary)
    }

    /// Declares a member that may be left out, and whose null means that there shall be none.
    public init(nullable name: String, _ summary: String) {
        declaration = ParameterDeclaration.make(Content.self, name, .body, summary).orNull
    }
}

extension Body where Content == String {
    /// Declares a required text whose length in characters is bounded.
    public init(_ name: String, length: ClosedRange<Int>, _ summary: String) {
        declaration = .make(
            String.self, name, .body, summary, isRequired: true, schema: .string(length: length)
        ) { $0.fault(outside: length) }
    }

    /// Declares a text that may be left out and whose length in characters is bounded.
    public init(optional name: String, length: ClosedRange<Int>, _ summary: String) {
        declaration = .make(String.self, name, .body, summary, schema: .string(length: length)) {
            $0.fault(outside: length)
        }
    }
}

extension Body where Content == Int {
    /// Declares a number within bounds that may be left out.
    public init(optional name: String, in range: ClosedRange<Int>, _ summary: String) {
        declaration = .make(Int.self, name, .body, summary, schema: .integer(range)) {
            $0.fault(outside: range)
        }
    }

    /// Declares a number within bounds that may be left out, and whose null means that there shall
    /// be none.
    public init(nullable name: String, in range: ClosedRange<Int>, _ summary: String) {
        declaration = Body(optional: name, in: range, summary).declaration.orNull
    }

    /// Declares a required number within bounds.
    public init(_ name: String, in range: ClosedRange<Int>, _ summary: String) {
        declaration = .make(
            Int.self, name, .body, summary, isRequired: true, schema: .integer(range)
        ) { $0.fault(outside: range) }
    }
}

extension ParameterDeclaration {
    /// Declares a value that no request gives but the endpoint works out.
    public static func machinery(_ name: String, _ type: PostgresType) -> ParameterDeclaration {
        let never: Result<Value, ParameterFault> = .failure(ParameterFault(detail: "is not given"))
        return ParameterDeclaration(
            name: name, location: .machinery, postgresType: type, schema: .any, summary: "",
            isRequired: false, standard: nil, parseText: { _ in never }, parseJSON: { _ in never })
    }

    static func make<Content: ParameterContent>(
        _ type: Content.Type, _ name: String, _ location: ParameterLocation, _ summary: String,
        isRequired: Bool = false, standard: Value? = nil, schema: Schema? = nil,
        check: @escaping @Sendable (Content) -> ParameterFault? = { _ in nil }
    ) -> ParameterDeclaration {
        @Sendable func verdict(_ content: Content) -> Result<Value, ParameterFault> {
            if let fault = check(content) { return .failure(fault) }
            return .success(content.value)
        }
        return ParameterDeclaration(
            name: name, location: location, postgresType: Content.postgresType,
            schema: schema ?? Content.schema, summary: summary, isRequired: isRequired,
            standard: standard,
            parseText: { text in
                guard let content = Content.parse(text) else {
                    return .failure(ParameterFault(detail: "must be \(Content.expectation)"))
                }
                return verdict(content)
            },
            parseJSON: { json in
                do throws(ParameterFault) {
                    return verdict(try Content.read(json))
                } catch {
                    return .failure(error)
                }
            })
    }
}

extension Int {
    fileprivate func fault(outside range: ClosedRange<Int>) -> ParameterFault? {
        if range.contains(self) { return nil }
        let bound =
            self < range.lowerBound ? "at least \(range.lowerBound)" : "at most \(range.upperBound)"
        return ParameterFault(detail: "must be \(bound)")
    }
}

extension String {
    fileprivate func fault(outside length: ClosedRange<Int>) -> ParameterFault? {
        let count = unicodeScalars.count
        if count < length.lowerBound {
            return ParameterFault(
                detail: length.lowerBound == 1
                    ? "must not be empty" : "must have at least \(length.lowerBound) characters")
        }
        if count > length.upperBound {
            return ParameterFault(detail: "must have at most \(length.upperBound) characters")
        }
        return nil
    }
}
