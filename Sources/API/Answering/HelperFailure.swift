/// A program that helps with requests could not be run: no fault of the request. The log has the detail,
/// the client a 503.
public struct HelperFailure: Error {
    let detail: String

    /// Says what happened.
    public init(_ detail: String) { self.detail = detail }
}
