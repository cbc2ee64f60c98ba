internal import Glibc

/// A system call that failed.
public struct SystemError: Error, CustomStringConvertible {
    /// The name of the call.
    public let call: String
    /// The value of `errno`.
    public let code: Int32

    public var description: String { "\(call): \(String(cString: strerror(code)))" }

    /// Gives a call's result back, or throws what `errno` says.
    @discardableResult
    static func check(_ call: String, _ result: Int32) throws(SystemError) -> Int32 {
        guard result >= 0 else { throw SystemError(call: call, code: errno) }
        return result
    }
}
