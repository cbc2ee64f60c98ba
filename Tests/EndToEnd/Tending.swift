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
