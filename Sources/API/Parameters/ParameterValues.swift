public import Postgres

/// The values that one request gives for an endpoint's parameters.
public struct ParameterValues: Sendable {
    private var entries: [(declaration: ParameterDeclaration, value: Value)] = []

    /// Creates values to be set one by one.
    public init() {}

    /// Gives a parameter its value.
    public mutating func set(_ declaration: ParameterDeclaration, _ value: Value) {
        entries.append((declaration, value))
    }

    func isPresent(_ declaration: ParameterDeclaration) -> Bool {
        entries.contains { $0.declaration.isSame(as: declaration) }
    }

    /// The value of a parameter, or null if the request gave none.
    subscript(declaration: ParameterDeclaration) -> Value {
        entries.first { $0.declaration.isSame(as: declaration) }?.value ?? .null
    }

    /// The content of a parameter, or nil if the request gave none.
    public subscript<P: Parameter>(parameter: P) -> P.Content? {
        P.Content(self[parameter.declaration])
    }
}
