import Foundation
import JSON
import TestStack
import Testing

extension EndToEnd {
    /// Files of bookings that are large, come at once, or do not come to their end.
    @Suite(.serialized) struct ImportsAtOnce {
        private static let rounds =
            Int(ProcessInfo.processInfo.environment["GUILDHALL_ROUNDS"] ?? "") ?? 1

        @Test("A large file is imported in constant memory")
        func memory() throws {
            defer { try? Importing.clear() }
            let count = 25_000 * Self.rounds
            _ = try Importing.post(Importing.many(1), "?dry_run=true")
            for responder in try stack.responders() { try Memory.resetPeak(responder) }
            let result = try Importing.post(Importing.many(count))
            #expect(result.summary["created"].int == count)
            #expect(try Importing.count("IMP-M%") == count)
            let peak = try stack.responders().map(Memory.peak).max() ?? 0
            #expect(peak <= 16_384, "\(peak) KiB")
        }

        @Test("Two imports of one file at once make each booking once")
        func twice() throws {
            defer { try? Importing.clear() }
            let file = try Importing.write(Importing.many(5_000))
            defer { try? FileManager.default.removeItem(at: file) }
            let imports = try (0..<2).map { _ in try Importing.start(file) }
            let results = try imports.map { try $0.wait() }
            let summaries = results.map { JSONValue(Data(($0.lines.last ?? "").utf8)) }
            #expect(summaries.compactMap { $0["created"].int }.reduce(0, +) == 5_000)
            #expect(summaries.compactMap { $0["duplicates"].int }.reduce(0, +) == 5_000)
        }

        @Test("What was said to be created is there, even if the responder dies in the middle")
        func responderKilled() throws {
            defer { try? Importing.clear() }
            let file = try Importing.write(Importing.many(30_000))
            defer { try? FileManager.default.removeItem(at: file) }
            let running = try Importing.start(file)
            try #require(eventually(30) { running.outputSoFar.count > 100_000 })
            for responder in try stack.responders() { kill(responder, SIGKILL) }
            let outcome = try running.wait()
            #expect(outcome.status == 18)
            #expect(!outcome.text.contains("\"complete\""))
            try expectCreated(outcome.text)
            try #require(try eventually { try stack.curl("/ready").status == 200 })
        }

        @Test("When the client hangs up, the import ends, and what it was told is there")
        func clientGone() throws {
            defer { try? Importing.clear() }
            let file = try Importing.write(Importing.many(30_000))
            defer { try? FileManager.default.removeItem(at: file) }
            let running = try Importing.start(file)
            try #require(eventually(30) { running.outputSoFar.count > 100_000 })
            kill(running.process.processIdentifier, SIGKILL)
            try expectCreated(try running.wait().text)
            let importing = "SELECT count(*) FROM pg_stat_activity WHERE query LIKE '%import_b%' "
            let others = "AND state <> 'idle' AND pid <> pg_backend_pid()"
            try #require(try eventually { try stack.sql(importing + others) == ["0"] })
            let count = try #require(try Importing.count("IMP-M%"))
            #expect(count < 30_000)
            usleep(500_000)
            #expect(try Importing.count("IMP-M%") == count)
            // The rest follows when the same file is sent again.
            let again = try Importing.post(Data(contentsOf: file))
            #expect(again.summary["duplicates"].int == count)
            #expect(again.summary["created"].int == 30_000 - count)
        }

        /// All bookings of whose creation there is word must be in the table.
        private func expectCreated(_ text: String) throws {
            let created = text.split(separator: "\n").filter { $0.hasSuffix("}") }
                .map { JSONValue(Data($0.utf8)) }
            #expect(created.count > 500)
            let there = Set(
                try stack.sql(
                    "SELECT booking_reference FROM bookings WHERE booking_reference LIKE 'IMP-M%'"))
            #expect(created.allSatisfy { there.contains($0["booking_reference"].text) })
        }

        @Test("When fifty venues are taken in 400 days takes no more memory than a page")
        func availability() throws {
            let known = try stack.sql("SELECT id FROM venues").count
            for _ in 0..<max(0, 50 - known) { _ = try Spares.venue() }
            for responder in try stack.responders() { try Memory.resetPeak(responder) }
            for venue in try stack.sql("SELECT id FROM venues ORDER BY id LIMIT 50") {
                let answer = try stack.curl(
                    "/api/v1/venues/\(venue)/availability?from=2026-01-01&to=2027-02-03")
                #expect(answer.status == 200)
            }
            let peak = try stack.responders().map(Memory.peak).max() ?? 0
            #expect(peak <= 16_384, "\(peak) KiB")
        }
    }
}
