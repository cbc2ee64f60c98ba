internal import Glibc

/// A system call that failed, and what it was about.
public struct SystemFailure: Error, Sendable, CustomStringConvertible {
    /// What was attempted, such as "bind /run/guildhall/bulk.sock".
    public let action: String
    /// The value of `errno`.
    public let code: Int32

    /// Creates an error with a given code.
    public init(_ action: String, code: Int32) {
        self.action = action
        self.code = code
    }

    /// Creates an error from the present value of `errno`.
    public init(_ action: String) { self.init(action, code: errno) }

    /// The action and the system's words for the code.
    public var description: String { unsafe "\(action): \(String(cString: strerror(code)))" }

    /// Gives a call's result back, or throws what `errno` says.
    @discardableResult
    static func check(_ action: String, _ result: Int32) throws(SystemFailure) -> Int32 {
        guard result >= 0 else { throw SystemFailure(action) }
        return result
    }
}
