import Foundation
import TestStack
import Testing

extension EndToEnd {
    /// What is copied away comes back whole, or not at all.
    @Suite(.serialized) struct Backups {
        /// Enough to tell one state of the database from another.
        private static let summary = """
            SELECT (SELECT md5(string_agg(b::text, '' ORDER BY id)) FROM bookings b),
                   (SELECT md5(string_agg(h::text, '' ORDER BY id)) FROM booking_history h),
                   (SELECT md5(string_agg(u::text, '' ORDER BY id)) FROM users u),
                   (SELECT count(*) FROM topics)
            """

        private func guildhall(_ stack: Stack, _ words: String...) throws -> Outcome {
            try run(
                ["\(Stack.programs)/guildhall"] + words,
                environment: ["GUILDHALL_STATE": stack.state.path])
        }

        @Test("A backup brings everything back in place of what came after it")
        func restore() throws {
            let stack = try Stack(bookings: 500)
            defer { stack.stop() }
            let directory = stack.state.appendingPathComponent("backup").path
            let file = stack.state.appendingPathComponent("data/kept")
            try Data("kept".utf8).write(to: file)
            let before = try stack.sql(Self.summary)

            let backup = try guildhall(stack, "backup", directory)
            #expect(backup.status == 0, "\(backup.errors)")
            #expect(try guildhall(stack, "backup", directory).status != 0)

            try stack.sql("UPDATE bookings SET notes = 'later'; CREATE TABLE later (id int)")
            try FileManager.default.removeItem(at: file)
            let refused = try guildhall(stack, "restore", directory)
            #expect(refused.status != 0)
            #expect(refused.errors.contains("--replace"))
            #expect(try stack.sql(Self.summary) != before)

            try stack.sql("ALTER TABLE later OWNER TO guildhall_owner")
            let restored = try guildhall(stack, "restore", directory, "--replace")
            #expect(restored.status == 0, "\(restored.text)\(restored.errors)")
            #expect(try stack.sql(Self.summary) == before)
            #expect(try stack.sql("SELECT to_regclass('later') IS NULL") == ["t"])
            #expect(try String(contentsOf: file, encoding: .utf8) == "kept")
            #expect(try stack.curl("/ready").status == 200)
            #expect(try guildhall(stack, "check").status == 0)
        }

        @Test("A backup that is damaged or not whole is refused, and nothing changes")
        func damaged() throws {
            let directory = stack.state.appendingPathComponent("damaged").path
            #expect(try guildhall(stack, "backup", directory).status == 0)
            let before = try stack.sql("SELECT count(*) FROM users")

            let dump = try FileHandle(
                forWritingTo: URL(fileURLWithPath: directory + "/database.dump"))
            try dump.seek(toOffset: 20_000)
            try dump.write(contentsOf: Data("damage".utf8))
            try dump.close()
            let damaged = try guildhall(stack, "restore", directory, "--replace")
            #expect(damaged.status != 0)
            #expect(damaged.errors.contains("damaged"))

            try FileManager.default.removeItem(atPath: directory + "/manifest.json")
            let partial = try guildhall(stack, "restore", directory, "--replace")
            #expect(partial.status != 0)
            #expect(partial.errors.contains("not a whole backup"))
            #expect(try stack.sql("SELECT count(*) FROM users") == before)
            try FileManager.default.removeItem(atPath: directory)
        }
    }
}
