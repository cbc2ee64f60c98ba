public import JSON
public import Postgres

extension ParameterDeclaration {
    /// Reads a JSON value as a member of a body, apart from any request.
    public func read(_ json: JSONValue) -> Result<Value, ParameterFault> { parseJSON(json) }

    /// Reads a text as a value of a query, apart from any request.
    public func read(_ text: String) -> Result<Value, ParameterFault> { parseText(text) }
}
