import JSON

/// An output of a given size and everything that came out of it.
final class WritingSink {
    /// The pieces that were drained, one for each time.
    private(set) var drained: [[UInt8]] = []
    private(set) var output: Output!

    init(capacity: Int) {
        output = Output(capacity: capacity) { [unowned self] bytes in drained.append(Array(bytes)) }
    }

    /// All that was drained and what is still in the buffer.
    var bytes: [UInt8] { drained.flatMap { $0 } + Array(output.gathered) }

    var text: String { String(decoding: bytes, as: UTF8.self) }

    /// What `body` writes.
    static func text(
        capacity: Int = 4_096, _ body: (inout JSONWriter) throws -> Void
    ) rethrows -> String {
        let sink = WritingSink(capacity: capacity)
        var json = JSONWriter(sink.output)
        try body(&json)
        return sink.text
    }
}
