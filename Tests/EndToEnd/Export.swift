import Foundation
import JSON
import TestStack
import Testing

extension EndToEnd {
    @Suite(.serialized) struct Export {
        private let path = "/api/v1/admin/bookings/export"
        private static let order = "ORDER BY start_datetime, id"

        private func ids(_ filter: String = "TRUE") throws -> [Int] {
            try stack.sql("SELECT id FROM bookings WHERE \(filter) \(Self.order)").compactMap {
                Int($0)
            }
        }

        @Test("JSON holds every booking in order and ends with the end mark")
        func json() throws {
            let answer = try stack.curl(path, as: admin)
            #expect(answer.exit == 0)
            #expect(answer["Content-Type"] == "application/json")
            let document = answer.json
            #expect(document.names == ["as_of", "items", "rows", "complete"])
            let wanted = try ids()
            #expect(document["items"].elements.compactMap { $0["id"].int } == wanted)
            #expect(document["rows"].int == wanted.count)
            #expect(answer["X-Total-Rows"] == String(wanted.count))
            #expect(document["complete"] == .bool(true))
            #expect(
                answer["Content-Disposition"]?.hasPrefix("attachment; filename=\"bookings-") == true
            )
            #expect(answer.text.hasSuffix("\"complete\":true}\n"))
        }

        @Test("NDJSON has a booking a line, a checkpoint every 10,000 rows, and the end mark")
        func ndjson() throws {
            let answer = try stack.curl(path + "?format=ndjson", as: admin)
            let lines = answer.text.split(separator: "\n").map { line in
                (try? JSONReader().parse([UInt8](line.utf8))) ?? .null
            }
            let wanted = try ids()
            #expect(lines.compactMap { $0["id"].int } == wanted)
            #expect(lines[10_000].names == ["checkpoint"])
            #expect(lines[20_001].names == ["checkpoint"])
            #expect(lines.last?.names == ["rows", "complete", "as_of"])
            #expect(lines.last?["rows"].int == wanted.count)
            // Going on after a checkpoint gives just the rest.
            let rest = try stack.curl(
                path + "?format=ndjson&after=\(lines[10_000]["checkpoint"].text)", as: admin)
            let restIDs = rest.text.split(separator: "\n").compactMap { line in
                (try? JSONReader().parse([UInt8](line.utf8)))?["id"].int
            }
            #expect(restIDs == Array(wanted[10_000...]))
            #expect(rest["X-Total-Rows"] == String(wanted.count - 10_000))
        }

        @Test("A CSV reader gets back every text, and no cell is a formula")
        func csv() throws {
            let note = #"=HYPERLINK("x"), with ""quotes"", commas,\#nand lines – ünïcode"#
            let id = try ids()[123]
            try stack.sql("UPDATE bookings SET notes = $n$\(note)$n$ WHERE id = \(id)")
            let answer = try stack.curl(path + "?format=csv", as: admin)
            #expect(answer["Content-Type"]?.hasPrefix("text/csv") == true)
            let reader = """
                import csv, io, json, sys
                text = io.TextIOWrapper(sys.stdin.buffer, encoding='utf-8', newline='')
                rows = list(csv.reader(text, strict=True))
                print(json.dumps([rows[0], rows[124], rows[-1], len(rows), len({len(r) for r in rows[:-1]}),
                                  sum(c[:1] in '=+-@\\t\\r' and c != '' for r in rows[1:-1] for c in r)]))
                """
            let facts = try read(answer, with: reader)
            #expect(
                facts[0].elements.map(\.text) == [
                    "id", "booking_reference", "status", "start_datetime", "end_datetime", "guests",
                    "total_amount", "currency", "notes", "created_at", "venue_id", "venue_name",
                    "customer_id", "customer_name", "customer_email",
                ])
            let count = try ids().count
            #expect(facts[1][0].text == String(id))
            #expect(facts[1][8].text == "'" + note)
            #expect(facts[2].elements.map(\.text) == ["#complete", "rows=\(count)"])
            #expect(facts[3].int == count + 2)
            #expect(facts[4].int == 1, "every row has as many cells as the header")
            #expect(facts[5].int == 0)
            #expect(answer.text.hasSuffix("\r\n"))
            let bare = try stack.curl(path + "?format=csv&end_mark=false", as: admin)
            #expect(!bare.text.contains("#complete"))
        }

        private func read(_ answer: Answer, with script: String) throws -> JSONValue {
            let outcome = try run(["python3", "-c", script], input: answer.text)
            try #require(outcome.status == 0, "\(outcome.errors)")
            return try JSONReader().parse([UInt8](outcome.output))
        }

        @Test("Filters, fields and after combine")
        func filters() throws {
            let wanted = try ids("status = 'confirmed' AND venue_id = 5")
            let answer = try stack.curl(
                path + "?status=confirmed&venue=5&fields=status,id,start_datetime", as: admin)
            #expect(answer.json["items"].elements.compactMap { $0["id"].int } == wanted)
            #expect(answer.json["items"][0].names == ["status", "id", "start_datetime"])
            let tenth = answer.json["items"][9]
            let rest = try stack.curl(
                path
                    + "?status=confirmed&venue=5&after=\(tenth["start_datetime"].text),\(tenth["id"].int ?? 0)",
                as: admin)
            #expect(rest.json["items"].elements.compactMap { $0["id"].int } == Array(wanted[10...]))
            let from = try stack.value("SELECT (now() - interval '10 days')::date")
            let to = try stack.value("SELECT now()::date")
            let span = try stack.curl(path + "?from=\(from)&to=\(to)", as: admin)
            #expect(
                span.json["items"].elements.compactMap { $0["id"].int }
                    == (try ids("start_datetime >= '\(from)' AND start_datetime < date '\(to)' + 1"))
            )
        }

        @Test("A compressed export is whole and smaller")
        func compressed() throws {
            let answer = try stack.curl(path, as: admin, options: ["-H", "Accept-Encoding: gzip"])
            #expect(answer["Content-Encoding"] == "gzip")
            let plain = try stack.curl(path, as: admin, options: ["--compressed"])
            #expect(plain.json["complete"] == .bool(true))
            #expect(answer.body.count * 3 < plain.body.count)
        }

        @Test("HEAD tells the number of rows and sends none")
        func head() throws {
            let answer = try stack.curl(path, as: admin, method: "HEAD")
            #expect(answer.status == 200)
            #expect(answer["X-Total-Rows"] == String(try ids().count))
        }

        @Test("HTTP/1.0 cannot show that an answer was cut off, so it gets no export")
        func http10() throws {
            let answer = try stack.curl(path, as: admin, options: ["--http1.0"])
            #expect(answer.status == 505)
            #expect(answer["Content-Type"] == "application/problem+json")
        }

        @Test("An export is one snapshot, whatever is committed meanwhile")
        func snapshot() throws {
            let before = try ids()
            let running = try Running([
                "curl", "-s", "--limit-rate", "6M", "-H",
                "Authorization: Bearer \(try stack.token(admin))", stack.url + path,
            ])
            usleep(200_000)
            try stack.sql(
                """
                INSERT INTO bookings (user_id, venue_id, status, start_datetime, end_datetime, guests,
                                      total_amount_minor, currency)
                VALUES (2, 4, 'pending', '2100-02-01T10:00Z', '2100-02-01T12:00Z', 5, 100, 'EUR')
                """)
            let outcome = try running.wait()
            try stack.sql("DELETE FROM bookings WHERE start_datetime > '2099-12-31'")
            let items = JSONValue(outcome.output)["items"]
            #expect(items.elements.compactMap { $0["id"].int } == before)
        }
    }
}
