internal import CPostgres

/// The rows that one statement returned, all columns in binary format.
///
/// The memory is libpq's and is given back when the last reference goes.
public final class Rows {
    let result: OpaquePointer

    /// The number of rows at hand.
    public let count: Int

    init(owning result: OpaquePointer) {
        self.result = result
        count = Int(PQntuples(result))
    }

    deinit { PQclear(result) }

    /// The row at a position, counted from 0.
    public subscript(index: Int) -> Row {
        precondition(index >= 0 && index < count, "row \(index) of \(count)")
        return Row(rows: self, index: Int32(truncatingIfNeeded: index))
    }

    /// The number of rows an INSERT, UPDATE or DELETE touched.
    public var affected: Int { Int(String(cString: PQcmdTuples(result))) ?? 0 }

    /// What the command did, such as `COMMIT` or `INSERT 0 1`.
    var tag: String { String(cString: PQcmdStatus(result)) }

    /// The bytes of memory that libpq holds for these rows.
    var memorySize: Int { Int(PQresultMemorySize(result)) }
}

/// One row of a result. It is valid for as long as it keeps its `Rows` alive.
public struct Row {
    let rows: Rows
    let index: Int32

    /// Whether the column's value is SQL NULL.
    public func isNull(_ column: Int) -> Bool {
        PQgetisnull(rows.result, index, Int32(truncatingIfNeeded: column)) != 0
    }

    /// The column's bytes in PostgreSQL's binary format, valid while the row is; empty for NULL.
    public func bytes(_ column: Int) -> UnsafeRawBufferPointer {
        let column = Int32(truncatingIfNeeded: column)
        let length = Int(PQgetlength(rows.result, index, column))
        return UnsafeRawBufferPointer(start: PQgetvalue(rows.result, index, column), count: length)
    }

    /// An `int2`, `int4` or `int8`; also the count of microseconds of a `timestamptz` and of days
    /// of a `date`.
    public func int(_ column: Int) -> Int64 {
        let bytes = bytes(column)
        switch bytes.count {
        case 8: return Int64(bigEndian: bytes.loadUnaligned(as: Int64.self))
        case 4: return Int64(Int32(bigEndian: bytes.loadUnaligned(as: Int32.self)))
        case 2: return Int64(Int16(bigEndian: bytes.loadUnaligned(as: Int16.self)))
        default: return 0
        }
    }

    /// A `bool`.
    public func bool(_ column: Int) -> Bool { bytes(column).first == 1 }

    /// A text, or the label of an enum; empty for NULL.
    public func text(_ column: Int) -> String { String(decoding: bytes(column), as: UTF8.self) }

    /// A text, or nil for NULL.
    public func optionalText(_ column: Int) -> String? { isNull(column) ? nil : text(column) }
}
