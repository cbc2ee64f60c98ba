import Configuration
import Testing

@Suite("The sum of memory")
struct MemoryPlans {
    private static func plan(_ environment: [String: String] = [:]) throws -> MemoryPlan {
        MemoryPlan(try Configuration { environment[$0] })
    }

    @Test("It is each part's bytes times its number, and the lines say so")
    func sum() throws {
        var plan = try Self.plan()
        let bytes = plan.parts.reduce(0) { $0 + $1.count * $1.bytes }
        #expect(plan.bytes == bytes && bytes > 0)
        plan.add(.init("ballast", count: 2, bytes: 3 << 20))
        #expect(plan.bytes == bytes + (6 << 20))
        #expect(plan.lines.contains("ballast: 2 × 3.0 MiB = 6.0 MiB"))
        #expect(plan.lines.count == plan.parts.count + 1)
    }

    @Test(
        "Whatever is answered at once, or kept for it, makes it larger",
        arguments: [
            ("GUILDHALL_RESPONDERS", "3"), ("DB_POOL_SIZE", "4"), ("GUILDHALL_BULK_THREADS", "2"),
            ("GUILDHALL_PASSWORD_THREADS", "3"), ("GUILDHALL_OUTPUT_BYTES", "1048576"),
            ("GUILDHALL_BATCH_BYTES", "10000000"), ("GUILDHALL_JSON_BYTES", "4194304"),
            ("GUILDHALL_CACHE_BYTES", "8388608"), ("GUILDHALL_THUMBNAILS", "3"),
            ("GUILDHALL_THUMBNAIL_MB", "1024"), ("GUILDHALL_WORKERS", "2"),
        ])
    func grows(name: String, value: String) throws {
        #expect(try Self.plan([name: value]).bytes > Self.plan().bytes)
    }

    @Test("The budget is what is set, or else the threshold's share of what there is")
    func budget() throws {
        let standard = try Configuration { _ in nil }
        #expect(MemoryPlan.budget(standard, total: 1_000) == 850)
        let set = try Configuration { $0 == "GUILDHALL_MEMORY_BUDGET_MB" ? "7" : nil }
        #expect(MemoryPlan.budget(set, total: 1_000) == 7 << 20)
    }
}
