import JSON
import Testing

@Suite("Refusing texts")
struct ReadingRefusals {
    typealias Refusal = (text: ReadingText, reason: JSONSyntaxError.Reason, offset: Int)

    static let structure: [Refusal] = [
        ("", .unexpectedEnd, 0), (" \n", .unexpectedEnd, 2), ("[", .unexpectedEnd, 1),
        ("[1", .unexpectedEnd, 2), ("[1,", .unexpectedEnd, 3), ("{", .unexpectedEnd, 1),
        (#"{"a""#, .unexpectedEnd, 4), (#"{"a":"#, .unexpectedEnd, 5),
        (#"{"a":1"#, .unexpectedEnd, 6), (#"{"a":1,"#, .unexpectedEnd, 7),
        ("tru", .unexpectedEnd, 3), ("]", .unexpectedByte, 0), (",", .unexpectedByte, 0),
        ("[,1]", .unexpectedByte, 1), ("[1,]", .unexpectedByte, 3), ("[1,,2]", .unexpectedByte, 3),
        ("[1 2]", .unexpectedByte, 3), ("[1}", .unexpectedByte, 2), ("[1:2]", .unexpectedByte, 2),
        (#"{"a":1,}"#, .unexpectedByte, 7), (#"{"a" 1}"#, .unexpectedByte, 5),
        (#"{"a":}"#, .unexpectedByte, 5), (#"{"a",1}"#, .unexpectedByte, 4),
        (#"{"a"::1}"#, .unexpectedByte, 5), (#"{"a":1]"#, .unexpectedByte, 6),
        ("{a:1}", .unexpectedByte, 1), ("{1:1}", .unexpectedByte, 1),
        ("{null:1}", .unexpectedByte, 1), ("{'a':1}", .unexpectedByte, 1),
        ("'a'", .unexpectedByte, 0), ("True", .unexpectedByte, 0), ("nulL", .unexpectedByte, 3),
        ("NaN", .unexpectedByte, 0), ("Infinity", .unexpectedByte, 0),
        ("undefined", .unexpectedByte, 0), ("/* */1", .unexpectedByte, 0),
        ("[1// one\n]", .unexpectedByte, 2), ("#1", .unexpectedByte, 0),
        ("\u{0C}1", .unexpectedByte, 0), ("\u{A0}1", .unexpectedByte, 0),
        ("\u{2060}1", .unexpectedByte, 0), ("\u{0}", .unexpectedByte, 0),
        (ReadingText([0xFF]), .unexpectedByte, 0), (#"\u0022a""#, .unexpectedByte, 0),
        ("1 2", .trailingText, 2), ("nullx", .trailingText, 4), ("{}}", .trailingText, 2),
        ("[][]", .trailingText, 2), ("\"a\"/", .trailingText, 3), ("1,", .trailingText, 1),
        ("{}\u{0}", .trailingText, 2), ("1\u{FEFF}", .trailingText, 1), ("0x1", .trailingText, 1),
        ("\u{FEFF}1", .byteOrderMark, 0), ("\u{FEFF}", .byteOrderMark, 0),
        (ReadingText([0xFE, 0xFF, 0x00, 0x31]), .unexpectedByte, 0),
        (ReadingText([0x31, 0x00]), .trailingText, 1),
    ]

    static let numbers: [Refusal] = [
        ("-", .unexpectedEnd, 1), ("1.", .unexpectedEnd, 2), ("1e", .unexpectedEnd, 2),
        ("1e+", .unexpectedEnd, 3), ("[-]", .unexpectedByte, 2), ("[1.]", .unexpectedByte, 3),
        ("1.e1", .unexpectedByte, 2), ("[1e]", .unexpectedByte, 3), ("1e1.5", .trailingText, 3),
        ("+1", .unexpectedByte, 0), (".5", .unexpectedByte, 0), ("-.5", .unexpectedByte, 1),
        ("--1", .unexpectedByte, 1), ("1e+-1", .unexpectedByte, 3), ("- 1", .unexpectedByte, 1),
        ("-Infinity", .unexpectedByte, 1), ("1_000", .trailingText, 1), ("1.2.3", .trailingText, 3),
        ("１", .unexpectedByte, 0), ("01", .leadingZero, 0), ("-01", .leadingZero, 1),
        ("00", .leadingZero, 0), ("[1,02.5]", .leadingZero, 3), ("00e1", .leadingZero, 0),
    ]

    static let strings: [Refusal] = [
        (#"""#, .unexpectedEnd, 1), (#""a"#, .unexpectedEnd, 2), (#""\"#, .unexpectedEnd, 2),
        (#""\""#, .unexpectedEnd, 3), (#""\u12"#, .unexpectedEnd, 5),
        (#""\x41""#, .badEscape, 1), (#""ab\a""#, .badEscape, 3), (#""\'""#, .badEscape, 1),
        (#""\0""#, .badEscape, 1), (#""\U0041""#, .badEscape, 1), (#""\u004""#, .badEscape, 1),
        (#""\u00G0""#, .badEscape, 1), (#""\u+041""#, .badEscape, 1), (#""\u 041""#, .badEscape, 1),
        (#""\u{41}""#, .badEscape, 1), ("\"\\\n\"", .badEscape, 1), ("\"\\é\"", .badEscape, 1),
        (#""\ud83d\u12G4""#, .badEscape, 7),
        (#""\ud800""#, .loneSurrogate, 1), (#""\udc00""#, .loneSurrogate, 1),
        (#""\udc00\ud800""#, .loneSurrogate, 1), (#""\ud800\ud800""#, .loneSurrogate, 1),
        (#""a\ud83dx""#, .loneSurrogate, 2), (#""\ud83d\n""#, .loneSurrogate, 1),
        (#""\ud83d\u0041""#, .loneSurrogate, 1), (#""\ud83d\ude00\ude00""#, .loneSurrogate, 13),
        (#"{"\ud800":1}"#, .loneSurrogate, 2),
        (#""\u0000""#, .nulCharacter, 1), (#""ab\u0000""#, .nulCharacter, 3),
        (#"{"\u0000":1}"#, .nulCharacter, 2),
        ("\"\u{0}\"", .controlCharacter, 1), ("\"a\u{1F}\"", .controlCharacter, 2),
        ("\"a\nb\"", .controlCharacter, 2), ("\"\t\"", .controlCharacter, 1),
        ("\"\u{1B}\"", .controlCharacter, 1), ("{\"a\r\":1}", .controlCharacter, 3),
        (.quoted(0x80), .invalidUTF8, 1), (.quoted(0x61, 0xBF), .invalidUTF8, 2),
        (.quoted(0xC3), .invalidUTF8, 1), (.quoted(0xE2, 0x82), .invalidUTF8, 1),
        (.quoted(0xF0, 0x9F, 0x98), .invalidUTF8, 1), (.quoted(0xC3, 0x28), .invalidUTF8, 1),
        (.quoted(0xC0, 0xAF), .invalidUTF8, 1), (.quoted(0xC1, 0xBF), .invalidUTF8, 1),
        (.quoted(0xE0, 0x80, 0xAF), .invalidUTF8, 1),
        (.quoted(0xF0, 0x80, 0x80, 0xAF), .invalidUTF8, 1),
        (.quoted(0xED, 0xA0, 0x80), .invalidUTF8, 1), (.quoted(0xED, 0xBF, 0xBF), .invalidUTF8, 1),
        (.quoted(0xF4, 0x90, 0x80, 0x80), .invalidUTF8, 1),
        (.quoted(0xF8, 0x88, 0x80, 0x80, 0x80), .invalidUTF8, 1),
        (.quoted(0xFE), .invalidUTF8, 1), (.quoted(0xFF), .invalidUTF8, 1),
        (ReadingText([0x22, 0xC3, 0x5C, 0x6E, 0x22]), .invalidUTF8, 1),
        (ReadingText([0x22, 0x61, 0xFF]), .invalidUTF8, 2),
    ]

    static let duplicates: [Refusal] = [
        (#"{"a":1,"a":1}"#, .duplicateName, 7), (#"{"a":1,"b":2,"a":3}"#, .duplicateName, 13),
        (#"{"a":1,"\u0061":2}"#, .duplicateName, 7), (#"{"":1,"":2}"#, .duplicateName, 6),
    ]

    @Test(
        "A text that breaks the grammar is refused at its first fault",
        arguments: structure + numbers + strings + duplicates)
    func refuses(_ refusal: Refusal) {
        let error = #expect(throws: JSONSyntaxError.self) {
            try JSONReader().parse(refusal.text.bytes)
        }
        #expect(error?.reason == refusal.reason)
        #expect(error?.offset == refusal.offset)
    }

    @Test("No beginning of an object passes for the whole")
    func prefixes() {
        let bytes = Array(#"{"a":[1.5,"é\ud83d\ude00",true],"b":null}"#.utf8)
        for length in 0..<bytes.count {
            #expect(throws: JSONSyntaxError.self) { try JSONReader().parse(bytes[..<length]) }
        }
    }
}
