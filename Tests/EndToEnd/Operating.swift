import Foundation
import JSON
import TestStack
import Testing

extension EndToEnd {
    /// What those who run the hall's machine ask for.
    @Suite(.serialized) struct Operating {
        @Test("The list of indexes is that of the database, and all are there and valid")
        func indexes() throws {
            let answer = try stack.curl("/api/v1/ops/indexes", as: admin).json
            let names = answer["indexes"].elements.map { $0["name"].text }
            let present = try stack.sql(
                """
                SELECT indexname FROM pg_indexes
                 WHERE schemaname = 'public' AND tablename <> 'schema_migrations'
                """)
            #expect(Set(names).symmetricDifference(present) == [])
            #expect(answer["healthy"] == .bool(true))
            let primary = answer["indexes"].elements.first { $0["name"].text == "users_email_key" }
            #expect(primary?["used"] == .bool(true) && primary?["table"].text == "users")
        }

        @Test("An index that is missing is named")
        func missingIndex() throws {
            let stack = brittleStack
            let definition = try stack.value(
                "SELECT indexdef FROM pg_indexes WHERE indexname = 'users_by_role'")
            try stack.sql("DROP INDEX users_by_role")
            let answer = try stack.curl("/api/v1/ops/indexes", as: stack.admin).json
            try stack.sql(definition)
            #expect(answer["healthy"] == .bool(false))
            let missing = answer["indexes"].elements.filter { $0["present"] == .bool(false) }
            #expect(missing.map { $0["name"].text } == ["users_by_role"])
        }

        @Test("The cache tells how often it was of use, and can be cleared for all processes")
        func cache() throws {
            func threads() throws -> String? {
                try stack.curl("/api/v1/forum/threads?tab=recent&page=3")["X-Cache"]
            }
            _ = try threads()
            #expect(try threads() == "hit")
            let before = try stack.curl("/api/v1/ops/cache", as: admin).json
            #expect(before["type"].text == "redis" && before["breaker"].text == "closed")
            #expect((before["hits"].int ?? 0) > 0 && (before["bytes"].int ?? 0) > 0)
            let cleared = try stack.curl("/api/v1/ops/cache/clear", as: admin, method: "POST")
            #expect(cleared.status == 204)
            #expect(try threads() == "miss")
            let after = try stack.curl("/api/v1/ops/cache", as: admin).json
            #expect((after["misses"].int ?? 0) > (before["misses"].int ?? 0))
            #expect(
                try stack.curl("/api/v1/ops/health", as: admin).json["cache"]["type"].text
                    == "redis")
        }

        @Test("The database's facts are those of the database")
        func database() throws {
            let answer = try stack.curl("/api/v1/ops/database", as: admin).json
            #expect((1..<1_000_000).contains(answer["latency_microseconds"].int ?? 0))
            let version = try stack.value("SHOW server_version")
            #expect(answer["database"]["version"].text == version)
            let schema = try stack.value("SELECT max(version) FROM schema_migrations")
            #expect(answer["database"]["schema_version"].int == Int(schema))
        }
    }
}
