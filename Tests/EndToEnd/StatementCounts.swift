import Foundation
import JSON
import TestStack
import Testing

extension EndToEnd {
    /// How many statements requests take, as PostgreSQL counts them.
    @Suite(.serialized) struct StatementCounts {
        /// Statements of ten calls, after each connection has prepared what it needs.
        private func statements(of call: () throws -> Int) throws -> Int {
            for _ in 0..<30 { #expect(try call() == 200) }
            var statuses: [Int] = []
            let count = try stack.statements {
                for _ in 0..<10 { statuses.append(try call()) }
            }
            #expect(Set(statuses) == [200])
            return count
        }

        private func get(_ path: String, _ login: Stack.Login?) throws -> Int {
            try statements { try stack.curl(path, as: login).status }
        }

        @Test("A refresh takes one statement, be it the first of its token or a repeated one")
        func refresh() throws {
            var token = try EndToEnd.person().refresh
            let rotations = try statements {
                let answer = try stack.curl("/api/v1/auth/refresh", json: refreshing(token))
                token = answer.json["refresh_token"].text
                return answer.status
            }
            #expect(rotations == 10)
            let repeated = try EndToEnd.person().refresh
            let repetitions = try statements {
                try stack.curl("/api/v1/auth/refresh", json: refreshing(repeated)).status
            }
            #expect(repetitions == 10)
        }

        @Test("A log-in takes two statements, and a wrong password one")
        func logIn() throws {
            let login = try EndToEnd.person().login
            let right = EndToEnd.logIn(login.email, login.password)
            let count = try statements { try stack.curl("/api/v1/auth/login", json: right).status }
            #expect(count == 20)
            try stack.sql("SELECT pg_stat_statements_reset()")
            let wrong = EndToEnd.logIn(login.email, "wrong")
            #expect(try stack.curl("/api/v1/auth/login", json: wrong).status == 401)
            let calls = try stack.sql(
                """
                SELECT sum(calls) FROM pg_stat_statements
                 WHERE userid = 'guildhall_interactive'::regrole
                """)
            #expect(calls == ["1"])
            try forgetAttempts()
        }

        @Test("A profile takes one statement, a list of users or churches two")
        func reading() throws {
            #expect(try get("/api/v1/profile", member) == 10)
            #expect(try get("/api/v1/admin/users?page_size=10", admin) <= 20)
            #expect(try get("/api/v1/admin/users?email=\(member.email)", admin) <= 20)
            #expect(try get("/api/v1/admin/users?trust_level=new&count=none", admin) <= 20)
            #expect(try get("/api/v1/churches", nil) <= 20)
        }

        @Test("A list of the forum takes two statements, whoever asks and for whichever page")
        func forum() throws {
            let topics = "/api/v1/forums/general/topics?page_size=10"
            let topic = try stack.value("SELECT min(id) FROM topics WHERE status = 'open'")
            let posts = "/api/v1/topics/\(topic)/posts"
            let post = try stack.value("SELECT max(id) FROM posts WHERE topic_id = \(topic)")
            for login in [nil, member, admin] {
                // Moderators have a list of their own, with its own cursors.
                let next = try stack.curl(topics, as: login).json["pagination"]["next"].text
                for path in [
                    topics, topics + "&page=30", topics + "&search=umbrella",
                    "\(topics)&cursor=\(next)", posts, "\(posts)?at=post:\(post)",
                    "/api/v1/forum/threads?count=exact", "/api/v1/forums/general/feed.atom",
                ] {
                    #expect(try getAtOnce(path, login) == 20, "\(path)")
                }
            }
            #expect(try getAtOnce("/api/v1/forum/activity", member) == 20)
        }

        @Test("A list of threads that is kept takes no statement")
        func threads() throws {
            for tab in ["trending", "following"] {
                #expect(try getAtOnce("/api/v1/forum/threads?tab=\(tab)", member) == 0)
            }
        }

        /// Statements of ten requests, sent by one program.
        private func getAtOnce(_ path: String, _ login: Stack.Login?) throws -> Int {
            let headers = try login.map { ["Authorization": "Bearer \(try stack.token($0))"] }
            let request = Load.Request(method: "GET", path: path, headers: headers ?? [:])
            func send(_ count: Int) throws {
                let requests = Array(repeating: request, count: count)
                let replies = try Load(stack: stack).sequence(requests)
                #expect(replies.count == count && replies.allSatisfy { $0.status == 200 })
            }
            try send(30)
            try stack.sql("SELECT pg_stat_statements_reset()")
            try send(10)
            return try stack.statements()
        }

        @Test("A change of one's name takes one statement")
        func change() throws {
            let person = try EndToEnd.person()
            var number = 0
            let count = try statements {
                number += 1
                return try stack.curl(
                    "/api/v1/profile", method: "PATCH", json: #"{"name":"Name \#(number)"}"#,
                    options: person.bearer
                ).status
            }
            #expect(count == 10)
        }
    }
}
