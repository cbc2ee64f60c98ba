/// One pass over one text: where it stands, and what it has counted on the way.
///
/// The text is handed to each function rather than kept, because a struct that stores a `Span`
/// needs lifetime annotations that the language has not settled.
struct JSONParser {
    let limits: JSONLimits
    /// The next byte to read.
    var offset = 0
    /// Array elements and object members begun so far.
    private var elements = 0
    /// The way from the root to the value being read: one step for each open array or object.
    private var path: [Step] = []

    private enum Step {
        case member(String)
        case index(Int)
    }

    init(limits: JSONLimits) {
        self.limits = limits
    }

    /// The whole text: one value with nothing but white space around it.
    mutating func document(_ text: Span<UInt8>) throws(JSONSyntaxError) -> JSONValue {
        if text.count > limits.maximumBytes {
            throw fault(.documentTooLong, at: limits.maximumBytes, of: text)
        }
        if text.count >= 3, text[0] == 0xEF, text[1] == 0xBB, text[2] == 0xBF {
            throw fault(.byteOrderMark, at: 0, of: text)
        }
        let value = try value(text)
        skipSpace(text)
        if offset < text.count { throw fault(.trailingText, at: offset, of: text) }
        return value
    }

    private mutating func value(_ text: Span<UInt8>) throws(JSONSyntaxError) -> JSONValue {
        skipSpace(text)
        switch try peek(text) {
        case UInt8(ascii: "{"): return try object(text)
        case UInt8(ascii: "["): return try array(text)
        case UInt8(ascii: "\""): return .string(try string(text))
        case UInt8(ascii: "-"), UInt8(ascii: "0")...UInt8(ascii: "9"):
            return .number(try number(text))
        case UInt8(ascii: "t"): return try word("true", .bool(true), text)
        case UInt8(ascii: "f"): return try word("false", .bool(false), text)
        case UInt8(ascii: "n"): return try word("null", .null, text)
        default: throw fault(.unexpectedByte, at: offset, of: text)
        }
    }

    private mutating func array(_ text: Span<UInt8>) throws(JSONSyntaxError) -> JSONValue {
        try open(text)
        if take(UInt8(ascii: "]"), text) { return .array([]) }
        var values: [JSONValue] = []
        repeat {
            try countElement(text)
            path.append(.index(values.count))
            values.append(try value(text))
            path.removeLast()
        } while take(UInt8(ascii: ","), text)
        try expect(UInt8(ascii: "]"), text)
        return .array(values)
    }

    private mutating func object(_ text: Span<UInt8>) throws(JSONSyntaxError) -> JSONValue {
        try open(text)
        if take(UInt8(ascii: "}"), text) { return .object([]) }
        var members: [JSONValue.Member] = []
        var names: Set<MemberName> = []
        repeat {
            let name = try memberName(text, unlike: &names)
            try expect(UInt8(ascii: ":"), text)
            path.append(.member(name))
            members.append(JSONValue.Member(name, try value(text)))
            path.removeLast()
        } while take(UInt8(ascii: ","), text)
        try expect(UInt8(ascii: "}"), text)
        return .object(members)
    }

    /// A member's name, which must not be among those that the object has, and then is.
    private mutating func memberName(
        _ text: Span<UInt8>, unlike names: inout Set<MemberName>
    ) throws(JSONSyntaxError) -> String {
        try countElement(text)
        guard try peek(text) == UInt8(ascii: "\"") else {
            throw fault(.unexpectedByte, at: offset, of: text)
        }
        let start = offset
        let name = try string(text)
        guard names.insert(MemberName(name: name)).inserted else {
            path.append(.member(name))
            throw fault(.duplicateName, at: start, of: text)
        }
        return name
    }

    private mutating func word(
        _ word: StaticString, _ value: JSONValue, _ text: Span<UInt8>
    ) throws(JSONSyntaxError) -> JSONValue {
        for byte in word.description.utf8 {
            guard try peek(text) == byte else { throw fault(.unexpectedByte, at: offset, of: text) }
            offset += 1
        }
        return value
    }
}

// MARK: - Steps

extension JSONParser {
    /// The next byte, which stays unread.
    func peek(_ text: Span<UInt8>) throws(JSONSyntaxError) -> UInt8 {
        guard offset < text.count else { throw fault(.unexpectedEnd, at: offset, of: text) }
        return text[offset]
    }

    /// The first fault, with the place that it has in lines and in the document.
    func fault(
        _ reason: JSONSyntaxError.Reason, at offset: Int, of text: Span<UInt8>
    ) -> JSONSyntaxError {
        let pointer = path.reduce(JSONPointer.root) { parent, step in
            switch step {
            case .member(let name): parent.appending(name)
            case .index(let index): parent.appending(index)
            }
        }
        return JSONSyntaxError(reason, at: offset, of: text, pointer: pointer)
    }

    /// Enters the array or object whose bracket is next.
    private mutating func open(_ text: Span<UInt8>) throws(JSONSyntaxError) {
        if path.count >= limits.maximumDepth { throw fault(.tooDeep, at: offset, of: text) }
        offset += 1
    }

    private mutating func countElement(_ text: Span<UInt8>) throws(JSONSyntaxError) {
        skipSpace(text)
        if elements >= limits.maximumElements {
            throw fault(.tooManyElements, at: offset, of: text)
        }
        elements += 1
    }

    private mutating func skipSpace(_ text: Span<UInt8>) {
        while offset < text.count {
            switch text[offset] {
            case 0x20, 0x09, 0x0A, 0x0D: offset += 1
            default: return
            }
        }
    }

    /// Passes white space, and that byte if it follows.
    private mutating func take(_ byte: UInt8, _ text: Span<UInt8>) -> Bool {
        skipSpace(text)
        guard offset < text.count, text[offset] == byte else { return false }
        offset += 1
        return true
    }

    private mutating func expect(_ byte: UInt8, _ text: Span<UInt8>) throws(JSONSyntaxError) {
        guard take(byte, text) else {
            _ = try peek(text)
            throw fault(.unexpectedByte, at: offset, of: text)
        }
    }
}

/// A member's name compared byte by byte, as RFC 8259 section 8.3 advises.
///
/// Swift's own comparison by canonical equivalence would take a Kelvin sign for a K, and
/// normalising a name made of combining marks is work that a client should not be able to order.
private struct MemberName: Hashable {
    let name: String

    static func == (left: MemberName, right: MemberName) -> Bool {
        left.name.utf8.elementsEqual(right.name.utf8)
    }

    func hash(into hasher: inout Hasher) {
        for byte in name.utf8 { hasher.combine(byte) }
    }
}
