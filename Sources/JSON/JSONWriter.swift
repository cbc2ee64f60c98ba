/// Writes JSON text to an output as it is produced.
///
/// Scopes are closures, and a scope is closed only when its closure *returns*: one that throws
/// leaves the document open, so a cut-off answer can never be taken for a whole one.
public struct JSONWriter: ~Copyable {
    /// Where the text goes. What is written to it directly must keep the document well-formed.
    public let output: Output
    private var needsComma = false

    /// Creates a writer for one JSON value.
    public init(_ output: Output) { self.output = output }

    /// Writes an object whose members `body` writes.
    public mutating func object(_ body: (inout JSONWriter) throws -> Void) throws {
        try scope("{", "}", body)
    }

    /// Writes an array whose elements `body` writes.
    public mutating func array(_ body: (inout JSONWriter) throws -> Void) throws {
        try scope("[", "]", body)
    }

    private mutating func scope(
        _ opening: StaticString, _ closing: StaticString, _ body: (inout JSONWriter) throws -> Void
    ) throws {
        try separate()
        try output.write(opening)
        needsComma = false
        try body(&self)
        try output.write(closing)
        needsComma = true
    }

    /// Writes a member's name; its value must be written next.
    public mutating func key(_ name: String) throws {
        try string(name)
        try output.write(":")
        needsComma = false
    }

    /// Writes a string.
    public mutating func string(_ text: String) throws {
        try separate()
        try output.write("\"")
        var text = text
        try text.withUTF8 { try unsafe output.writeEscaped(UnsafeRawBufferPointer($0)) }
        try output.write("\"")
    }

    /// Writes a number.
    public mutating func int(_ number: Int64) throws {
        try separate()
        try output.write(atMost: Pen.longestInteger) { $0.integer(number) }
    }

    /// Writes a number with three decimals, such as `1.250` for 1,250 thousandths.
    public mutating func thousandths(_ number: Int) throws {
        try separate()
        let (whole, rest) = number.magnitude.quotientAndRemainder(dividingBy: 1_000)
        let digits = String(rest + 1_000).dropFirst()
        try output.write("\(number < 0 ? "-" : "")\(whole).\(digits)")
    }

    /// Writes `true` or `false`.
    public mutating func bool(_ flag: Bool) throws {
        try separate()
        try output.write(flag ? "true" : "false")
    }

    /// Writes `null`.
    public mutating func null() throws {
        try separate()
        try output.write("null")
    }

    /// Writes text that is one JSON value already.
    public mutating func raw(_ json: String) throws {
        try separate()
        try output.write(json)
    }

    /// Writes the comma that the next value needs, if any. Called before writing a value to
    /// `output` directly.
    public mutating func separate() throws {
        if needsComma { try output.write(",") }
        needsComma = true
    }
}

extension JSONWriter {
    /// Writes a member whose value is a string.
    public mutating func member(_ name: String, _ text: String) throws {
        try key(name)
        try string(text)
    }

    /// Writes a member whose value is a string or null.
    public mutating func member(_ name: String, _ text: String?) throws {
        try key(name)
        if let text { try string(text) } else { try null() }
    }

    /// Writes a member whose value is a number.
    public mutating func member(_ name: String, _ number: Int) throws {
        try key(name)
        try int(Int64(number))
    }

    /// Writes a member whose value is a number or null.
    public mutating func member(_ name: String, _ number: Int?) throws {
        try key(name)
        if let number { try int(Int64(number)) } else { try null() }
    }

    /// Writes a member whose value is a number with three decimals, or null.
    public mutating func member(_ name: String, thousandths number: Int?) throws {
        try key(name)
        if let number { try thousandths(number) } else { try null() }
    }

    /// Writes a member whose value is `true` or `false`.
    public mutating func member(_ name: String, _ flag: Bool) throws {
        try key(name)
        try bool(flag)
    }

    /// Writes a member whose value is an object.
    public mutating func object(
        _ name: String, _ body: (inout JSONWriter) throws -> Void
    ) throws {
        try key(name)
        try object(body)
    }

    /// Writes a member whose value is an array.
    public mutating func array(_ name: String, _ body: (inout JSONWriter) throws -> Void) throws {
        try key(name)
        try array(body)
    }
}
