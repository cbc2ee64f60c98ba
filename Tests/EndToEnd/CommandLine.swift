import Foundation
import TestStack
import Testing

extension EndToEnd {
    @Suite(.serialized) struct CommandLine {
        private func guildhall(_ words: String...) throws -> Outcome {
            let host = try stack.facts()["database_host"].text
            return try run(
                ["\(Stack.programs)/guildhall"] + words,
                environment: [
                    "GUILDHALL_STATE": stack.state.path,
                    "GUILDHALL_DATABASE_OWNER":
                        "host=\(host) dbname=guildhall user=guildhall_owner",
                ])
        }

        @Test("Every endpoint's statements fit the schema")
        func check() throws {
            let outcome = try guildhall("check")
            #expect(outcome.status == 0, "\(outcome.text)\(outcome.errors)")
        }

        @Test("A statement that does not fit the schema is found")
        func checkFinds() throws {
            try stack.sql("ALTER TABLE venues RENAME COLUMN seats TO chairs")
            let outcome = try guildhall("check")
            try stack.sql("ALTER TABLE venues RENAME COLUMN chairs TO seats")
            #expect(outcome.status != 0)
            #expect((outcome.text + outcome.errors).contains("/api/v1/venues"))
        }

        @Test("Migrating again changes nothing")
        func migrate() throws {
            let before = try stack.sql("SELECT * FROM schema_migrations ORDER BY version")
            #expect(try guildhall("migrate").status == 0)
            #expect(try stack.sql("SELECT * FROM schema_migrations ORDER BY version") == before)
        }

        @Test("The routes are listed with their access")
        func routes() throws {
            let outcome = try guildhall("routes")
            #expect(outcome.status == 0)
            let line = outcome.lines.first { $0.contains("/api/v1/admin/bookings/export") }
            #expect(line?.contains("GET") == true)
            #expect(line?.contains("admin") == true)
        }

        @Test("The README's table of settings is the program's own")
        func settings() throws {
            let readme = try String(contentsOfFile: "README.md", encoding: .utf8)
            let table = try guildhall("settings", "--markdown")
            #expect(table.lines.count > 30)
            for line in table.lines { #expect(readme.contains(line), "\(line)") }
        }

        @Test("A new admin can log in")
        func createAdmin() throws {
            let email = "new.admin@guildhall.example"
            let outcome = try run(
                [
                    "\(Stack.programs)/guildhall", "create-admin", "--email", email, "--name",
                    "New Admin", "--password-stdin",
                ],
                environment: [
                    "GUILDHALL_DATABASE_OWNER":
                        "host=\(try stack.facts()["database_host"].text) dbname=guildhall user=guildhall_owner"
                ], input: "a long new password\n")
            #expect(outcome.status == 0, "\(outcome.errors)")
            let login = Stack.Login(email: email, password: "a long new password")
            #expect(try stack.curl("/api/v1/admin/bookings?page_size=1", as: login).status == 200)
        }
    }
}
