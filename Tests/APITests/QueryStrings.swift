import Testing

@testable import API

@Suite("Query strings")
struct QueryStrings {
    /// Each pair as `name=value`, with a question mark for what cannot be decoded.
    private static func pairs(_ text: String) -> [String] {
        QueryString(text).pairs.map { "\($0.name ?? "?")=\($0.value ?? "?")" }
    }

    @Test(
        "Pairs are split and decoded",
        arguments: [
            ("", []), ("a=1", ["a=1"]), ("a=1&b=2", ["a=1", "b=2"]), ("a", ["a="]), ("a=", ["a="]),
            ("=1", ["=1"]), ("=", ["="]), ("a=b=c", ["a=b=c"]), ("&&a=1&&", ["a=1"]),
            ("a=1&a=2", ["a=1", "a=2"]), ("a+b=c+d", ["a b=c d"]), ("a%2Bb=%2b", ["a+b=+"]),
            ("a%20b=%26%3D", ["a b=&="]), ("a=%c3%a9%C3%A9", ["a=éé"]), ("a=é", ["a=é"]),
            ("a=%F0%9F%98%80", ["a=😀"]), ("a=1;b=2", ["a=1;b=2"]), ("a=%0D%0A", ["a=\r\n"]),
            ("%61=1", ["a=1"]),
            ("a=%25zz", ["a=%zz"]), ("a[]=1", ["a[]=1"]),
        ] as [(String, [String])])
    func decodes(text: String, pairs: [String]) {
        #expect(Self.pairs(text) == pairs)
    }

    @Test(
        "A value that is no percent-encoded UTF-8, or holds a NUL, cannot be decoded",
        arguments: [
            "%", "%4", "%zz", "%4z", "%z4", "%+1", "%%41", "a%", "%00", "a%00b", "%c3", "%c3%28",
            "%ff", "%fe",
            "%c0%80", "%e0%80%80", "%ed%a0%80", "%f4%90%80%80", "%f8%88%80%80%80", "%80", "%u0041",
        ])
    func undecodable(text: String) {
        #expect(Self.pairs("a=\(text)&b=2") == ["a=?", "b=2"])
        #expect(Self.pairs("\(text)=a&b=2") == ["?=a", "b=2"])
    }

    @Test("A combining mark behind a separator takes nothing of its meaning")
    func combiningMarks() {
        #expect(Self.pairs("a=\u{301}x&\u{301}b=1") == ["a=\u{301}x", "\u{301}b=1"])
    }

    @Test("A pair is encoded anew for links to other pages, so that it cannot be read as more")
    func encoded() {
        let pairs = QueryString("a=%C3%A9&b=1+2&c=x>;rel=next,<y&d=&e=%zz").pairs
        #expect(
            pairs.map(\.encoded) == ["a=%C3%A9", "b=1%202", "c=x%3E%3Brel%3Dnext%2C%3Cy", nil, nil])
    }
}
