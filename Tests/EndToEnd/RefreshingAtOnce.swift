import Foundation
import JSON
import TestStack
import Testing

extension EndToEnd {
    /// Refreshes that meet each other, or PostgreSQL's end.
    @Suite(.serialized) struct RefreshingAtOnce {
        @Test("Fifty refreshes of one token at once make one new token, round after round")
        func rounds() throws {
            let person = try EndToEnd.person()
            let told = try Load(stack: stack).perform([
                "mode": "rounds", "token": person.refresh, "width": 50, "rounds": Load.rounds,
            ])
            #expect(told["fault_count"].int == 0, "\(told["faults"])")
            let rows = try stack.sql(
                """
                SELECT count(*), count(used_at), count(DISTINCT successor_hash),
                       count(*) FILTER (WHERE EXISTS (
                           SELECT FROM refresh_tokens n WHERE n.token_hash = t.successor_hash))
                  FROM refresh_tokens t WHERE family = (
                       SELECT family FROM refresh_tokens
                        WHERE token_hash = sha256('\(person.refresh)'::bytea))
                """)
            let count = Load.rounds
            #expect(rows == ["\(count + 1)|\(count)|\(count)|\(count)"])
            print("\(count) rounds of 50 took \(told["milliseconds"].int ?? 0) ms")
        }

        @Test("Whatever PostgreSQL's end cuts off, a token that a client got is one that is known")
        func databaseEnds() throws {
            let stack = brittleStack
            let people = try (0..<6).map { _ in try EndToEnd.person(on: stack) }
            let stop = stack.state.appendingPathComponent("stop-chains")
            try? FileManager.default.removeItem(at: stop)
            let chains = try Load(stack: stack).start([
                "mode": "chains", "tokens": people.map(\.refresh), "stop": stop.path,
            ])
            try endDatabase(max(1, Load.rounds / 10), stack)
            _ = FileManager.default.createFile(atPath: stop.path, contents: nil)
            let told = try Load.outcome(of: chains)
            #expect(told["faults"].elements.isEmpty, "\(told["faults"].elements.prefix(5))")
            #expect(told["refusals"].names.allSatisfy { Int($0) ?? 0 >= 500 })
            #expect(!told["refusals"].names.isEmpty, "PostgreSQL's end was not met")
            let tokens = told["tokens"].elements.map(\.text)
            #expect(tokens.count > 100)
            #expect(try unknown(tokens, stack) == "0")
            // Each client's last token is good for the next.
            let families = people.map { "sha256('\($0.refresh)'::bytea)" }.joined(separator: ",")
            let revoked = try stack.sql(
                """
                SELECT count(*) FROM refresh_families f JOIN refresh_tokens t ON t.family = f.id
                 WHERE t.token_hash IN (\(families)) AND f.revoked_at IS NOT NULL
                """)
            #expect(revoked == ["0"])
            print("\(tokens.count) refreshes; refused: \(told["refusals"])")
        }

        /// Ends PostgreSQL without warning, by turns all of it and a back end, and waits each time
        /// until it is back.
        private func endDatabase(_ times: Int, _ stack: Stack) throws {
            for round in 0..<times {
                usleep(.random(in: 150_000...400_000))
                if round % 2 == 0 {
                    let server = try #require(
                        stack.facts()["service_pids"]["postgresql"].int.map(Int32.init))
                    // What pg_ctl stop -m immediate sends.
                    kill(server, SIGQUIT)
                } else {
                    let backends = try stack.sql(
                        "SELECT pid FROM pg_stat_activity WHERE usename = 'guildhall_interactive'")
                    if let backend = backends.randomElement().flatMap({ Int32($0) }) {
                        kill(backend, SIGKILL)
                    }
                }
                usleep(20_000)
                let isBack = try eventually(30) { try stack.curl("/ready").status == 200 }
                try #require(isBack, "round \(round)")
            }
        }

        /// How many of these tokens the database does not know.
        private func unknown(_ tokens: [String], _ stack: Stack) throws -> String {
            let outcome = try run(
                ["psql", "-XAtq", "-v", "ON_ERROR_STOP=1", stack.database],
                input: """
                    CREATE TEMP TABLE got (token text);
                    COPY got FROM STDIN;
                    \(tokens.joined(separator: "\n"))
                    \\.
                    SELECT count(*) FROM got WHERE NOT EXISTS (
                        SELECT FROM refresh_tokens WHERE token_hash = sha256(token::bytea));
                    """ + "\n")
            return outcome.lines.last ?? outcome.errors
        }
    }
}
