import JSON
import Testing

@testable import API

@Suite("Lines")
struct Lines {
    private func fault(_ text: String) -> String? {
        do throws(ParameterFault) {
            _ = try Line.read(.string(text))
            return nil
        } catch {
            return error.detail
        }
    }

    @Test(
        "A line of any script is taken as it is",
        arguments: ["a", "Große Halle", "二つ", "<b>&\"", String(repeating: "é", count: 200)])
    func good(_ text: String) throws {
        #expect(try Line.read(.string(text)).text == text)
        #expect(Line.parse(text)?.text == text)
    }

    @Test(
        "What would not show, or break the line, is refused, and said",
        arguments: [
            ("", "must not be blank"), (" ", "must not be blank"),
            ("\u{3000}\n", "must not be blank"),
            (" a", "must not begin or end with a space"),
            ("a\u{A0}", "must not begin or end with a space"),
            ("a\nb", "must be on one line, without control characters"),
            ("a\tb", "must be on one line, without control characters"),
            ("a\u{1}", "must be on one line, without control characters"),
            (String(repeating: "é", count: 201), "must have at most 200 characters"),
        ])
    func bad(_ text: String, _ detail: String) {
        #expect(fault(text) == detail)
        #expect(Line.parse(text) == nil)
    }

    @Test("Whatever is no text is no line")
    func others() {
        for json in [JSONValue.null, .bool(true), .array([]), .object([])] {
            #expect(throws: ParameterFault.self) { try Line.read(json) }
        }
    }
}
