/// Bytes that can be read from any place, such as a part of a file.
public protocol ByteSource {
    /// How many bytes there are.
    var size: Int { get }

    /// Reads bytes at an offset.
    /// - Returns: how many were read; fewer than the buffer holds only at the end.
    func read(at offset: Int, into buffer: inout [UInt8]) throws -> Int
}

/// Where bytes are written one after the other.
public protocol ByteSink {
    /// Writes bytes behind those that were written before.
    mutating func write(_ bytes: ArraySlice<UInt8>) throws
}
