/// Reads the records of a CSV one after another (RFC 4180).
///
/// Lines may end with a carriage return, a line feed or both, and blank ones are no records. What
/// the RFC does not allow is read as Python's csv module and spreadsheets do: quotation marks within
/// a plain field stand for themselves, and what follows a quoted part belongs to the field.
public struct CSVReader {
    /// What is wrong with a record as a whole.
    public enum Flaw: Sendable {
        case tooLong, tooManyFields, openQuote
    }

    private var bytes: ByteReader
    private let separator: UInt8
    private let longest: Int
    private let mostFields: Int
    private var line = 1

    private var text: [UInt8] = []
    private var ends: [Int] = []

    /// The number of the line on which the record begins, counted from 1.
    public private(set) var number = 0
    /// What is wrong with the record read last; its fields mean nothing then.
    public private(set) var flaw: Flaw?
    /// How many fields the record read last has.
    public var count: Int { ends.count }

    /// Reads records.
    /// - Parameters:
    ///   - separator: what stands between fields.
    ///   - longest: bytes of a record's fields together, at the most.
    ///   - mostFields: fields of a record at the most.
    public init(
        _ source: any ByteStream, separator: UInt8 = UInt8(ascii: ","), longest: Int,
        mostFields: Int
    ) {
        bytes = ByteReader(source)
        self.separator = separator
        self.longest = longest
        self.mostFields = mostFields
    }

    /// A field of the record read last, its quotation marks undone.
    public subscript(index: Int) -> ArraySlice<UInt8> {
        text[(index == 0 ? 0 : ends[index - 1])..<ends[index]]
    }

    /// A field as the text that it stands for: without the apostrophe with which ``CSVEncoder`` makes
    /// formulas harmless.
    /// - Returns: nil if it is not UTF-8, or holds U+0000, which cannot be stored.
    public func text(_ index: Int) -> String? {
        var field = self[index]
        if field.first == UInt8(ascii: "'"), CSVEncoder.isFormula(field) { field.removeFirst() }
        guard !field.contains(0) else { return nil }
        return String(validating: field, as: UTF8.self)
    }

    /// Reads the next record.
    /// - Returns: whether there was one.
    public mutating func next() throws -> Bool {
        text.removeAll(keepingCapacity: true)
        ends.removeAll(keepingCapacity: true)
        flaw = nil
        while let byte = try bytes.peek(), Self.isLineEnd(byte) {
            _ = try bytes.next()
            try countLine(byte)
        }
        number = line
        guard try bytes.peek() != nil else { return false }
        while try readField() {}
        return true
    }

    private static func isLineEnd(_ byte: UInt8) -> Bool {
        byte == UInt8(ascii: "\n") || byte == UInt8(ascii: "\r")
    }

    /// Counts a line that ended with this byte; a line feed after a carriage return is one with it.
    private mutating func countLine(_ byte: UInt8) throws {
        line += 1
        if byte == UInt8(ascii: "\r"), try bytes.peek() == UInt8(ascii: "\n") {
            _ = try bytes.next()
        }
    }

    /// Reads one field with what ends it.
    /// - Returns: whether another one follows in the record.
    private mutating func readField() throws -> Bool {
        defer { endField() }
        if try bytes.peek() == UInt8(ascii: "\"") {
            _ = try bytes.next()
            try readQuoted()
        }
        while let byte = try bytes.next() {
            if byte == separator { return true }
            if Self.isLineEnd(byte) {
                try countLine(byte)
                return false
            }
            append(byte)
        }
        return false
    }

    /// Reads up to the quotation mark that is not doubled.
    private mutating func readQuoted() throws {
        var afterReturn = false
        while let byte = try bytes.next() {
            if byte == UInt8(ascii: "\"") {
                guard try bytes.peek() == byte else { return }
                _ = try bytes.next()
            }
            if byte == UInt8(ascii: "\r") || (byte == UInt8(ascii: "\n") && !afterReturn) {
                line += 1
            }
            afterReturn = byte == UInt8(ascii: "\r")
            append(byte)
        }
        flaw = flaw ?? .openQuote
    }

    private mutating func append(_ byte: UInt8) {
        if text.count < longest { text.append(byte) } else { flaw = flaw ?? .tooLong }
    }

    private mutating func endField() {
        if ends.count < mostFields {
            ends.append(text.count)
        } else {
            flaw = flaw ?? .tooManyFields
        }
    }
}
