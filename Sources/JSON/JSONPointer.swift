/// The place of one value in a document, as RFC 6901 writes it: `/items/0/quantity`.
public struct JSONPointer: Equatable, Sendable, CustomStringConvertible {
    /// The pointer's text; empty for the whole document.
    public let description: String

    /// The whole document.
    public static let root = JSONPointer(description: "")

    private init(description: String) {
        self.description = description
    }

    /// The member of that name in the object that this pointer names.
    ///
    /// `~` becomes `~0` and `/` becomes `~1` (RFC 6901 section 3).
    public func appending(_ name: String) -> JSONPointer {
        var text = description + "/"
        for scalar in name.unicodeScalars {
            switch scalar {
            case "~": text += "~0"
            case "/": text += "~1"
            default: text.unicodeScalars.append(scalar)
            }
        }
        return JSONPointer(description: text)
    }

    /// The element at that index, counted from 0, in the array that this pointer names.
    public func appending(_ index: Int) -> JSONPointer {
        JSONPointer(description: "\(description)/\(index)")
    }
}
