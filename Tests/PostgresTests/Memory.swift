import Glibc
import Postgres
import TestSupport
import Testing

@Suite("Memory")
struct Memory {
    /// KiB of this process that no file backs.
    static var anonymous: Int {
        guard let file = fopen("/proc/self/status", "r") else { return -1 }
        defer { fclose(file) }
        var line = [CChar](repeating: 0, count: 256)
        while fgets(&line, 256, file) != nil {
            let text = String(
                decoding: line.prefix { $0 != 0 }.map(UInt8.init(bitPattern:)), as: UTF8.self)
            guard text.hasPrefix("RssAnon:") else { continue }
            return Int(text.split(whereSeparator: \.isWhitespace)[1]) ?? -1
        }
        return -1
    }

    static func read(rows: Int, on connection: Connection) throws -> (rows: Int, peak: Int) {
        let query = Statement(
            "SELECT n::int8, repeat('x', 90) FROM generate_series(1, $1) n", types: [.int8])
        let (cursor, _) = try Cursor.open(Command(query, [.int(Int64(rows))]), on: connection)
        var (count, batches, peak) = (0, 0, 0)
        while let batch = try cursor.next() {
            count += batch.count
            batches += 1
            if batches % 50 == 0 { peak = max(peak, anonymous) }
        }
        return (count, peak)
    }

    @Test("A million rows take no more memory than a hundred thousand")
    func constant() async {
        // A process of its own, since other tests' memory would count here.
        await #expect(processExitsWith: .success) {
            [settings = Cluster.shared.settings() as String] in
            let connection = Connection(settings)
            let warm = try Memory.read(rows: 100_000, on: connection)
            #expect(warm.rows == 100_000 && warm.peak > 0)
            let long = try Memory.read(rows: 1_000_000, on: connection)
            #expect(long.rows == 1_000_000)
            #expect(long.peak - warm.peak < 2_048, "\(warm.peak) KiB grew to \(long.peak)")
        }
    }
}
