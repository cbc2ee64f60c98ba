internal import Calendar
public import JSON
public import Postgres

/// Writes rows as they come from PostgreSQL: the columns' names are bytes made once, and each value
/// goes from libpq's memory to the output's without becoming a Swift object.
public struct RowEncoder: Sendable {
    /// How one value is written.
    enum Scalar: Sendable {
        case int, text, bool, instant, day, time, money, json
    }

    /// One step of writing a row. Leads are the bytes before a value: names, commas and braces.
    private enum Step: Sendable {
        case value(lead: [UInt8], field: Int, Scalar)
        /// An object that is null as a whole when a field is; the steps up to `end` are left out
        /// then.
        case nullableObject(lead: [UInt8], field: Int, end: Int)
        case constant([UInt8])
    }

    private let steps: [Step]
    /// Bytes that a row needs at the most, but for its texts.
    private let fixedRoom: Int
    private let texts: [Int]

    /// An encoder of rows as JSON objects.
    public init(json columns: [Column]) {
        var builder = Builder()
        builder.object(columns)
        builder.flush()
        steps = builder.steps
        texts = builder.texts
        fixedRoom = builder.room
    }

    /// Bytes that a value takes at the most that is not a text: a moment with microseconds and
    /// quotes.
    static let longestScalar = 40

    private struct Builder {
        var steps: [Step] = []
        var texts: [Int] = []
        var room = 0
        private var pending: [UInt8] = []
        private var field = 0

        mutating func object(_ columns: [Column]) {
            pending.append(UInt8(ascii: "{"))
            for (index, column) in columns.enumerated() {
                if index > 0 { pending.append(UInt8(ascii: ",")) }
                pending += Array("\"\(column.name)\":".utf8)
                switch column.kind {
                case .object(let inner) where column.isNullable: nullableObject(inner)
                case .object(let inner): object(inner)
                default: value(column)
                }
            }
            pending.append(UInt8(ascii: "}"))
        }

        private mutating func value(_ column: Column) {
            let scalar = Scalar(column.kind)
            if scalar == .text || scalar == .json { texts.append(field) }
            steps.append(.value(lead: take(), field: field, scalar))
            field += 1
        }

        private mutating func nullableObject(_ columns: [Column]) {
            let place = steps.count
            let lead = take()
            let guarding = field
            steps.append(.constant([]))
            object(columns)
            flush()
            steps[place] = .nullableObject(lead: lead, field: guarding, end: steps.count)
        }

        mutating func flush() {
            if !pending.isEmpty { steps.append(.constant(take())) }
        }

        private mutating func take() -> [UInt8] {
            defer { pending = [] }
            room += pending.count + RowEncoder.longestScalar
            return pending
        }
    }

    /// Writes one row.
    public func write(_ row: Row, to output: Output) throws {
        var room = fixedRoom
        for field in texts { room += Pen.room(forEscaped: unsafe row.bytes(field).count) }
        guard output.canHold(room) else { return try writeInPieces(row, to: output) }
        try output.write(atMost: room) { pen in
            var index = 0
            while index < steps.count {
                let step = steps[index]
                index += 1
                switch step {
                case .value(let lead, let field, let scalar):
                    pen.copy(lead)
                    unsafe pen.value(row.bytes(field), scalar, isNull: { row.isNull(field) })
                case .constant(let bytes): pen.copy(bytes)
                case .nullableObject(let lead, let field, let end):
                    pen.copy(lead)
                    if row.isNull(field) {
                        pen.constant("null")
                        index = end
                    }
                }
            }
        }
    }

    /// Writes a row with texts that are larger than the output's buffer.
    private func writeInPieces(_ row: Row, to output: Output) throws {
        var index = 0
        while index < steps.count {
            let step = steps[index]
            index += 1
            switch step {
            case .value(let lead, let field, let scalar):
                try unsafe lead.withUnsafeBytes { try unsafe output.write($0) }
                try writeInPieces(row, field, scalar, to: output)
            case .constant(let bytes):
                try unsafe bytes.withUnsafeBytes { try unsafe output.write($0) }
            case .nullableObject(let lead, let field, let end):
                try unsafe lead.withUnsafeBytes { try unsafe output.write($0) }
                if row.isNull(field) {
                    try output.write("null")
                    index = end
                }
            }
        }
    }

    private func writeInPieces(_ row: Row, _ field: Int, _ scalar: Scalar, to output: Output) throws
    {
        let bytes = unsafe row.bytes(field)
        switch scalar {
        case .text where !row.isNull(field):
            try output.write("\"")
            try unsafe output.writeEscaped(bytes)
            try output.write("\"")
        case .json where !row.isNull(field):
            try unsafe output.write(UnsafeRawBufferPointer(rebasing: bytes.dropFirst()))
        default:
            try output.write(atMost: Self.longestScalar) { pen in
                unsafe pen.value(bytes, scalar, isNull: { row.isNull(field) })
            }
        }
    }
}

extension RowEncoder.Scalar {
    init(_ kind: Column.Kind) {
        switch kind {
        case .int: self = .int
        case .text, .choice: self = .text
        case .bool: self = .bool
        case .instant: self = .instant
        case .day: self = .day
        case .time: self = .time
        case .money: self = .money
        case .json: self = .json
        case .object: preconditionFailure("an object is not one value")
        }
    }
}

extension Pen {
    /// Writes one value in JSON. NULL has no bytes, so only an empty value needs a second look.
    fileprivate mutating func value(
        _ bytes: UnsafeRawBufferPointer, _ scalar: RowEncoder.Scalar, isNull: () -> Bool
    ) {
        if unsafe bytes.isEmpty, isNull() { return constant("null") }
        switch scalar {
        case .int: unsafe unquoted(bytes, scalar)
        case .text: quoted { unsafe $0.escaped(bytes) }
        case .bool: constant(unsafe bytes.first == 1 ? "true" : "false")
        case .instant, .day, .time, .money: quoted { unsafe $0.unquoted(bytes, scalar) }
        // The first byte of jsonb's wire format is its version.
        case .json: unsafe copy(UnsafeRawBufferPointer(rebasing: bytes.dropFirst()))
        }
    }

    /// Writes a number, a moment or an amount, which JSON and CSV write alike but for quotes.
    mutating func unquoted(_ bytes: UnsafeRawBufferPointer, _ scalar: RowEncoder.Scalar) {
        switch scalar {
        case .int: unsafe integer(bytes.integer)
        case .instant: unsafe instant(Instant(microseconds: bytes.integer))
        case .day: unsafe date(CivilDate(daysSince2000: Int(bytes.integer)))
        case .time: unsafe time(minutes: Int(bytes.integer / 60_000_000))
        case .money: unsafe hundredths(bytes.integer)
        case .text, .bool, .json: preconditionFailure("JSON and CSV write a \(scalar) differently")
        }
    }

    private mutating func quoted(_ body: (inout Pen) -> Void) {
        byte(UInt8(ascii: "\""))
        body(&self)
        byte(UInt8(ascii: "\""))
    }

    fileprivate mutating func copy(_ bytes: [UInt8]) {
        unsafe bytes.withUnsafeBytes { unsafe copy($0) }
    }

    fileprivate mutating func constant(_ text: StaticString) {
        unsafe copy(UnsafeRawBufferPointer(start: text.utf8Start, count: text.utf8CodeUnitCount))
    }
}

extension UnsafeRawBufferPointer {
    /// A big-endian `int2`, `int4` or `int8`.
    var integer: Int64 {
        switch count {
        case 8: return unsafe Int64(bigEndian: loadUnaligned(as: Int64.self))
        case 4: return unsafe Int64(Int32(bigEndian: loadUnaligned(as: Int32.self)))
        case 2: return unsafe Int64(Int16(bigEndian: loadUnaligned(as: Int16.self)))
        default: return 0
        }
    }
}
