internal import API
internal import JSON
internal import Postgres

/// Lines on their way to the database, as one JSON array.
final class ImportBatch {
    private static let mostLines = 500
    /// Bytes after which a batch is full. It is copied more than once on its way, and a responder has
    /// little memory.
    private static let fullAt = 65_536

    private final class Store { var bytes: [UInt8] = [] }
    private let store: Store
    private let output: Output

    private(set) var count = 0

    init() {
        let store = Store()
        self.store = store
        output = unsafe Output(capacity: 16_384) { unsafe store.bytes += Array($0) }
    }

    var isFull: Bool { count >= Self.mostLines || store.bytes.count >= Self.fullAt }

    func add(_ line: ImportLine) throws {
        try output.write(count == 0 ? "[" : ",")
        var json = JSONWriter(output)
        try line.write(to: &json)
        count += 1
    }

    /// The lines as a value of type text; the batch is empty then.
    func take() throws -> Value {
        try output.write("]")
        try output.flush()
        defer {
            store.bytes.removeAll(keepingCapacity: true)
            count = 0
        }
        return .bytes(store.bytes)
    }
}
