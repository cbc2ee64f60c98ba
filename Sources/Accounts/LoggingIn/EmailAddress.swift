internal import API
internal import JSON
internal import Postgres

/// An e-mail address, as far as its form can tell: something, an `@`, and the name of a host, whose
/// labels are not empty and neither begin nor end with a hyphen (RFC 1123, section 2.1).
///
/// Whether it exists only a message could tell, and none is sent.
struct EmailAddress: ParameterContent {
    /// Characters at the most (RFC 5321, section 4.5.3.1.3).
    static let longest = 254

    let text: String

    static var postgresType: PostgresType { .text }
    static var schema: Schema { .string(format: "email", length: 3...longest) }
    static var expectation: String { "an e-mail address such as anna@example.org" }

    static func parse(_ text: String) -> EmailAddress? {
        let scalars = text.unicodeScalars
        let parts = text.split(separator: "@", omittingEmptySubsequences: false)
        let isPlain = scalars.allSatisfy {
            !$0.properties.isWhitespace && $0.properties.generalCategory != .control
        }
        guard isPlain, scalars.count <= longest, parts.count == 2,
            !parts[0].isEmpty, isHostName(parts[1])
        else { return nil }
        return EmailAddress(text: text)
    }

    private static func isHostName(_ text: Substring) -> Bool {
        text.split(separator: ".", omittingEmptySubsequences: false).allSatisfy {
            !$0.isEmpty && !$0.hasPrefix("-") && !$0.hasSuffix("-")
        }
    }

    var value: Value { .text(text) }
    init(text: String) { self.text = text }
    init?(_ value: Value) {
        guard case .text(let text) = value else { return nil }
        self.text = text
    }
}
