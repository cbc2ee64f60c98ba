import JSON
import Postgres
import TestSupport

@testable import API

/// Gathers what encoders write.
final class Sink {
    private(set) var bytes: [UInt8] = []
    private(set) var output: Output!

    init(capacity: Int = 65_536) {
        output = Output(capacity: capacity) { [unowned self] in bytes += Array($0) }
    }

    /// Everything written so far.
    func take() throws -> String {
        try output.flush()
        defer { bytes = [] }
        return String(decoding: bytes, as: UTF8.self)
    }
}

/// Rows that a statement gives, in the tests' own cluster.
func rows(_ sql: String) throws -> Rows {
    try Connection(Cluster.shared.settings()).run(Statement(sql))
}
