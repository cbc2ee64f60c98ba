internal import API
internal import Postgres

/// An address that can be posted to: `https://example.org/hook`, or `http:`.
struct WebAddress: ParameterContent {
    /// Characters at the most.
    private static let longest = 2_000

    let text: String

    static var postgresType: PostgresType { .text }
    static var schema: Schema { .string(format: "uri", length: 1...longest) }
    static var expectation: String {
        "an http or https URL of at most \(longest) characters, without a user name or a fragment"
    }

    static func parse(_ text: String) -> WebAddress? {
        guard text.utf8.count <= longest, text.utf8.allSatisfy({ (0x21...0x7E).contains($0) }),
            !text.contains(where: { "#\"<>\\^`{|}".contains($0) })
        else { return nil }
        let lower = text.lowercased()
        guard let scheme = ["https://", "http://"].first(where: { lower.hasPrefix($0) }) else {
            return nil
        }
        let authority = text.dropFirst(scheme.count).prefix { $0 != "/" && $0 != "?" }
        guard let first = authority.first, first != ":", !authority.contains("@") else {
            return nil
        }
        return WebAddress(text: text)
    }

    var value: Value { .text(text) }
    init(text: String) { self.text = text }
    init?(_ value: Value) {
        guard case .text(let text) = value else { return nil }
        self.text = text
    }
}
