import Foundation
import JSON
import TestStack
import Testing

extension EndToEnd {
    /// What admins see of users, and how it is found.
    @Suite(.serialized) struct Users {
        private let path = "/api/v1/admin/users"

        private func ids(_ query: String) throws -> [String] {
            let answer = try stack.curl("\(path)?page_size=100&\(query)", as: admin)
            #expect(answer.status == 200, "\(answer.text)")
            return answer.json["items"].elements.compactMap { $0["id"].int.map(String.init) }
        }

        private func wanted(_ filter: String) throws -> [String] {
            try stack.sql("SELECT id FROM users WHERE \(filter) ORDER BY id LIMIT 100")
        }

        @Test("Users are found by address in any case, by trust and by role, and by all at once")
        func filters() throws {
            #expect(try ids("") == wanted("TRUE"))
            #expect(try ids("email=\(member.email)") == ["2"])
            #expect(try ids("email=\(member.email.uppercased())") == ["2"])
            #expect(try ids("email=nobody@example.org") == [])
            #expect(try ids("email=%25") == [])
            #expect(try ids("role=admin") == wanted("role = 'admin'"))
            for level in ["new", "basic", "trusted", "veteran"] {
                #expect(try ids("trust_level=\(level)") == wanted("trust_level = '\(level)'"))
            }
            let trust = try stack.value("SELECT trust_level FROM users WHERE id = 2")
            #expect(
                try ids("email=\(member.email)&trust_level=\(trust)&role=member") == ["2"])
            #expect(try ids("email=\(member.email)&role=admin") == [])
            for query in ["role=king", "trust_level=high", "search=x"] {
                #expect(try stack.curl("\(path)?\(query)", as: admin).status == 400)
            }
            let item = try stack.curl("\(path)?email=\(member.email)", as: admin).json["items"][0]
            #expect(
                item.names == [
                    "id", "email", "name", "role", "trust_level", "church", "joined_at",
                ])
        }

        @Test("Pages and cursors show every user once")
        func pages() throws {
            let total = try Int(stack.value("SELECT count(*) FROM users"))
            let first = try stack.curl("\(path)?page=1&page_size=100", as: admin)
            #expect(first.json["pagination"]["total"].int == total)
            var seen = try ids("page=1")
            var cursor = first.json["pagination"]["next"].text
            for _ in 0..<3 where cursor != "" {
                let answer = try stack.curl("\(path)?page_size=100&cursor=\(cursor)", as: admin)
                seen += answer.json["items"].elements.compactMap { $0["id"].int.map(String.init) }
                cursor = answer.json["pagination"]["next"].text
            }
            #expect(
                seen == (try stack.sql("SELECT id FROM users ORDER BY id LIMIT \(seen.count)")))
        }

        @Test("Among a million users the plans that run look into indexes")
        func indexes() throws {
            let stack = sharpStack
            try fill(stack)
            try watchPlans(stack)
            defer { try? stopWatching(stack) }
            let log = stack.state.appendingPathComponent("log/postgres.log")
            let start = try Data(contentsOf: log).count
            // Often enough for the plans that PostgreSQL keeps for any parameters.
            for _ in 0..<30 { try use(stack) }
            let plans = String(decoding: try Data(contentsOf: log)[start...], as: UTF8.self)
            for index in [
                "users_email_key", "users_by_trust_level", "users_by_role", "users_pkey",
                "refresh_tokens_token_hash_key", "refresh_families_pkey",
            ] {
                let uses = plans.matches(of: try Regex("Scan (using|on) \(index)\\b")).count
                #expect(uses >= 20, "\(index): \(uses) times")
            }
            let scans = plans.split(separator: "\n").filter {
                $0.contains("Seq Scan on users") || $0.contains("Seq Scan on refresh")
            }
            #expect(scans.isEmpty, "\(scans.count): \(scans.prefix(3))")
        }

        /// Makes a call of each kind.
        private func use(_ stack: Stack) throws {
            let email = "user.12345@many.example"
            for query in [
                "email=\(email.uppercased())", "trust_level=veteran", "role=moderator",
                "trust_level=veteran&role=moderator", "email=\(email)&trust_level=new",
                "count=none",
            ] {
                let answer = try stack.curl("\(path)?\(query)", as: stack.admin)
                #expect(answer.status == 200)
                #expect(!answer.json["items"].elements.isEmpty, "\(query)")
            }
            _ = try stack.curl("/api/v1/auth/login", json: logIn(email, "wrong"))
            let login = logIn(stack.member.email, stack.member.password)
            let tokens = try stack.curl("/api/v1/auth/login", json: login).json
            let refreshed = try stack.curl(
                "/api/v1/auth/refresh", json: refreshing(tokens["refresh_token"].text))
            #expect(refreshed.status == 200)
            let bearer = ["-H", "Authorization: Bearer \(tokens["access_token"].text)"]
            #expect(try stack.curl("/api/v1/profile", options: bearer).status == 200)
        }

        /// Adds a million users and some log-ins of theirs. Without the index of their names'
        /// letters, which nothing here reads and which takes a minute to fill.
        private func fill(_ stack: Stack) throws {
            try stack.sql("DROP INDEX IF EXISTS users_search")
            try stack.sql(
                """
                INSERT INTO users (email, name, role, trust_level)
                SELECT 'User.' || n || '@many.example', 'User ' || n,
                       CASE WHEN n % 5000 = 0 THEN 'moderator' ELSE 'member' END::user_role,
                       CASE WHEN n % 2000 = 0 THEN 'veteran' ELSE 'new' END::trust_level
                  FROM generate_series(1, 1000000) AS n ON CONFLICT DO NOTHING
                """)
            try stack.sql(
                """
                WITH families AS (
                    INSERT INTO refresh_families (user_id, expires_at)
                    SELECT id, now() + interval '30 days' FROM users
                     WHERE email LIKE '%@many.example' LIMIT 50000 RETURNING id, expires_at)
                INSERT INTO refresh_tokens (family, token_hash, expires_at)
                SELECT id, sha256(uuid_send(id)), expires_at FROM families
                """)
            for table in ["users", "refresh_families", "refresh_tokens"] {
                try stack.sql("VACUUM ANALYZE \(table)")
            }
        }

        /// Has the plans of all statements that the responders run written to PostgreSQL's log.
        private func watchPlans(_ stack: Stack) throws {
            try stack.sql(
                """
                ALTER ROLE guildhall_interactive SET session_preload_libraries = 'auto_explain';
                ALTER ROLE guildhall_interactive SET auto_explain.log_min_duration = 0;
                """)
            try reconnect(stack)
        }

        private func stopWatching(_ stack: Stack) throws {
            try stack.sql(
                """
                ALTER ROLE guildhall_interactive RESET session_preload_libraries;
                ALTER ROLE guildhall_interactive RESET auto_explain.log_min_duration;
                """)
            try reconnect(stack)
        }

        private func reconnect(_ stack: Stack) throws {
            try stack.sql(
                """
                SELECT pg_terminate_backend(pid) FROM pg_stat_activity
                 WHERE usename = 'guildhall_interactive'
                """)
        }
    }
}
