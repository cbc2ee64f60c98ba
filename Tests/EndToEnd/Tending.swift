import Foundation
import JSON
import TestStack
import Testing

extension EndToEnd {
    /// The commands with which one looks after a running service.
    @Suite(.serialized) struct Tending {
        private var stack: Stack { brittleStack }

        private func guildhall(_ words: String...) throws -> Outcome {
            try run(
                ["\(Stack.programs)/guildhall"] + words,
                environment: ["GUILDHALL_STATE": stack.state.path])
        }

        @Test("check-indexes names a missing index, and --create brings it back as it was")
        func missingIndex() throws {
            let name = "users_by_trust_level"
            let definition = "SELECT pg_get_indexdef('\(name)'::regclass)"
            let before = try stack.sql(definition)
            #expect(try guildhall("check-indexes").status == 0)
            try stack.sql("DROP INDEX \(name)")
            let found = try guildhall("check-indexes")
            #expect(found.status == 1 && found.lines.contains("missing  \(name)"))
            let answer = try stack.curl("/api/v1/ops/indexes", as: stack.admin).json
            #expect(answer["missing"].elements.map(\.text) == [name])
            let mended = try guildhall("check-indexes", "--create")
            #expect(mended.status == 0, "\(mended.text)\(mended.errors)")
            #expect(try stack.sql(definition) == before)
        }

        @Test("An invalid index is named and built again")
        func invalidIndex() throws {
            let name = "users_by_role"
            try stack.sql(
                "UPDATE pg_index SET indisvalid = false WHERE indexrelid = '\(name)'::regclass")
            let found = try guildhall("check-indexes")
            #expect(found.status == 1 && found.lines.contains("invalid  \(name)"))
            #expect(try guildhall("check-indexes", "--create").status == 0)
            #expect(
                try stack.sql(
                    "SELECT indisvalid FROM pg_index WHERE indexrelid = '\(name)'::regclass")
                    == ["t"])
        }

        @Test(
            "check-indexes --create brings primary keys and unique constraints back as constraints",
            arguments: [
                ("bookings", "bookings_booking_reference_key"), ("topic_reads", "topic_reads_pkey"),
            ])
        func constraint(table: String, name: String) throws {
            let definition = Self.definition(name)
            let before = try stack.sql(definition)
            #expect(before.count == 1)
            try stack.sql(
                """
                ALTER TABLE \(table) DROP CONSTRAINT \(name);
                CREATE INDEX \(name)_anew ON \(table) ((1));
                """)
            #expect(try guildhall("check-indexes").lines.contains("missing  \(name)"))
            let mended = try guildhall("check-indexes", "--create")
            #expect(mended.status == 0, "\(mended.text)\(mended.errors)")
            #expect(try stack.sql(definition) == before)
            #expect(try stack.sql("SELECT to_regclass('\(name)_anew') IS NULL") == ["t"])
        }

        @Test("Duplicates keep a unique constraint from coming back, and nothing is left half done")
        func duplicates() throws {
            let name = "booking_counts_pkey"
            let definition = Self.definition(name)
            let before = try stack.sql(definition)
            try stack.sql(
                """
                ALTER TABLE booking_counts DROP CONSTRAINT \(name);
                INSERT INTO booking_counts SELECT * FROM booking_counts LIMIT 1;
                """)
            let outcome = try guildhall("check-indexes", "--create")
            #expect(outcome.status == 1 && outcome.errors.contains("\(name): "))
            #expect(try stack.sql("SELECT to_regclass('\(name)_anew') IS NULL") == ["t"])
            try stack.sql(
                """
                DELETE FROM booking_counts b USING booking_counts c
                 WHERE (b.day, b.status) = (c.day, c.status) AND b.ctid < c.ctid
                """)
            #expect(try guildhall("check-indexes", "--create").status == 0)
            #expect(try stack.sql(definition) == before)
        }

        @Test("For an exclusion constraint check-indexes prints the statement that brings it back")
        func exclusion() throws {
            let name = "bookings_no_overlap"
            let definition = Self.definition(name)
            let before = try stack.sql(definition)
            try stack.sql("ALTER TABLE bookings DROP CONSTRAINT \(name)")
            let outcome = try guildhall("check-indexes", "--create")
            #expect(outcome.status == 1)
            let statement = try #require(
                outcome.errors.split(separator: "\n").first { $0.contains("ADD CONSTRAINT") })
            try stack.sql(String(statement))
            #expect(try stack.sql(definition) == before)
            #expect(try guildhall("check-indexes").status == 0)
        }

        /// Asks for a constraint as PostgreSQL says it.
        private static func definition(_ name: String) -> String {
            """
            SELECT conrelid::regclass || ' ' || contype::text || ' ' || pg_get_constraintdef(oid)
              FROM pg_constraint WHERE conname = '\(name)'
            """
        }

        @Test("The monitor prints a line with the signal and what came in between")
        func monitor() throws {
            let outcome = try guildhall("monitor", "--interval", "1", "--count", "2")
            #expect(outcome.status == 0, "\(outcome.errors)")
            let lines = outcome.lines.filter { $0.contains("requests/s") }
            #expect(lines.count == 2)
            for line in lines {
                #expect(line.contains("2 responders") && !line.contains("silent"), "\(line)")
                #expect(["green", "yellow", "red"].contains { line.contains($0) })
            }
            #expect(try guildhall("monitor", "--interval", "0").status != 0)
        }

        @Test("The doctor finds nothing wrong with what runs, and a stopped PostgreSQL at once")
        func doctor() throws {
            let well = try guildhall("doctor")
            #expect(well.status == 0, "\(well.text)\(well.errors)")
            for subject in ["PostgreSQL", "schema", "indexes", "sockets", "keys", "nginx", "clock"]
            {
                #expect(well.lines.contains { $0.hasPrefix("ok     \(subject)") }, "\(subject)")
            }
            let host = try stack.facts()["database_host"].text
            let socket = "\(host)/.s.PGSQL.5432"
            try FileManager.default.moveItem(atPath: socket, toPath: socket + ".away")
            let ill = try guildhall("doctor")
            try FileManager.default.moveItem(atPath: socket + ".away", toPath: socket)
            #expect(ill.status == 1)
            #expect(ill.lines.contains { $0.hasPrefix("wrong  PostgreSQL") }, "\(ill.text)")
            #expect(ill.lines.contains { $0.hasPrefix("ok     sockets") })
        }
    }
}
