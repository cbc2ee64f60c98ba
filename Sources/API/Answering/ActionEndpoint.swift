internal import Postgres

/// An endpoint that does something to one thing and answers 204, or 404 if there is no such thing.
public protocol ActionEndpoint: Endpoint {
    /// The statement; it gives a row if there is such a thing.
    static var action: PreparedSQL { get }
}

extension ActionEndpoint {
    public static var parameters: [ParameterDeclaration] { action.sql.parameters }
    public static var statements: [CheckedStatement] { [CheckedStatement(action, [])] }
    public static var success: Success { .nothing(operation.summary) }

    public static func respond(to call: Call) throws {
        guard try call.run(action).count > 0 else { throw Problem.notFound() }
        call.nothing()
    }
}
