internal import CPostgres

/// The values of one command as libpq wants them: three parallel arrays and the bytes they point
/// to.
struct ParameterBuffer {
    private var bytes: [UInt8] = []
    private var ranges: [Range<Int>?] = []

    init(_ values: [Value]) {
        ranges.reserveCapacity(values.count)
        for value in values { append(value) }
    }

    private mutating func append(_ value: Value) {
        let start = bytes.count
        switch value {
        case .null:
            ranges.append(nil)
            return
        case .bool(let flag): bytes.append(flag ? 1 : 0)
        case .int(let number), .instant(let number): append(bigEndian: number)
        case .double(let number): append(bigEndian: number.bitPattern)
        case .day(let number): append(bigEndian: number)
        case .text(let text): bytes.append(contentsOf: text.utf8)
        case .bytes(let raw): bytes.append(contentsOf: raw)
        }
        ranges.append(start..<bytes.count)
    }

    private mutating func append(bigEndian number: some FixedWidthInteger) {
        withUnsafeBytes(of: number.bigEndian) { bytes.append(contentsOf: $0) }
    }

    /// Calls `body` with the count, values, lengths and formats for `PQsendQueryPrepared` and its
    /// relatives.
    func withPointers<Result>(
        _ body: (
            Int32, UnsafePointer<UnsafePointer<CChar>?>?, UnsafePointer<Int32>?,
            UnsafePointer<Int32>?
        ) -> Result
    ) -> Result {
        // An empty value still needs a non-null address: a null one means SQL NULL.
        let backing = bytes.isEmpty ? [0] : bytes
        return backing.withUnsafeBytes { raw in
            let base = raw.baseAddress!.assumingMemoryBound(to: CChar.self)
            let values = ranges.map { $0.map { base + $0.lowerBound } }
            let lengths = ranges.map { Int32(truncatingIfNeeded: $0?.count ?? 0) }
            let formats = [Int32](repeating: 1, count: ranges.count)
            return body(Int32(truncatingIfNeeded: ranges.count), values, lengths, formats)
        }
    }
}
