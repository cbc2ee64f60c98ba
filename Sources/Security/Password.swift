@_spi(_Unicode) internal import Swift

/// A password as it is hashed: in Unicode's normalisation form C, so that it is the same from every
/// keyboard (RFC 8265, section 4.2).
public struct Password: Sendable, Equatable {
    /// Bytes that a new password has at least, in UTF-8.
    public static let shortest = 8
    /// Bytes that a password has at most, in UTF-8.
    public static let longest = 1_024

    /// Why a text cannot become a new password.
    public enum Fault: Error, Sendable, Equatable {
        /// It has fewer than `shortest` bytes.
        case tooShort
        /// It has more than `longest` bytes.
        case tooLong
        /// It is one of those that are guessed first.
        case tooCommon
        /// It holds U+0000, which ends a text in many programs.
        case holdsNUL
    }

    /// The password itself, for the hasher alone.
    public let text: String

    /// Makes a password that somebody chooses.
    public init(_ text: String) throws(Fault) {
        guard let password = Password(attempt: text) else { throw .tooLong }
        guard password.text.utf8.count >= Self.shortest else { throw .tooShort }
        guard !password.text.utf8.contains(0) else { throw .holdsNUL }
        guard !password.isCommon else { throw .tooCommon }
        self = password
    }

    /// Makes a password that somebody tries to log in with, or nil if it is longer than any can be.
    ///
    /// Whatever else is wrong with it, it is just not the right one.
    public init?(attempt text: String) {
        var normal = ""
        var count = 0
        // The end of a text that is too long is never looked at.
        for scalar in text._nfc {
            count += UTF8.width(scalar)
            guard count <= Self.longest else { return nil }
            normal.unicodeScalars.append(scalar)
        }
        self.text = normal
    }

    private var isCommon: Bool {
        let letters = UInt8(ascii: "A")...UInt8(ascii: "Z")
        let small = text.utf8.map { letters.contains($0) ? $0 | 0x20 : $0 }
        return CommonPasswords.all.contains { $0.utf8.elementsEqual(small) }
    }
}

extension Password: CustomStringConvertible, CustomReflectable {
    /// Passwords must not get into a log by way of what holds them.
    public var description: String { "Password" }

    /// Shows nothing, as `dump` would show the text.
    public var customMirror: Mirror { Mirror(self, children: []) }
}
