import Foundation
import JSON
import TestStack
import Testing

extension EndToEnd {
    /// Imports by the console.
    @Suite(.serialized) struct PageImports {
        /// What the console said of an import.
        private func perform(
            _ name: String, _ content: String, format: String = "ndjson",
            choices: [String: String] = [:], buttons: [String], secure: Bool = false
        ) throws -> (outcomes: [JSONValue], verdicts: [JSONValue]) {
            let folder = FileManager.default.temporaryDirectory
                .appendingPathComponent("guildhall-imports-\(UUID().uuidString)")
            try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
            defer { try? FileManager.default.removeItem(at: folder) }
            let file = folder.appendingPathComponent(name)
            try Data(content.utf8).write(to: file)
            let told = try Pages().perform(
                "import_file",
                more: [
                    "file": file.path, "folder": folder.path, "format": format,
                    "choices": choices, "buttons": buttons,
                    "url": secure ? stack.secureURL : stack.url,
                ])
            let path = told["verdicts"].text
            let verdicts =
                try path.isEmpty
                ? "" : String(contentsOfFile: path, encoding: .utf8)
            return (
                told["outcomes"].elements,
                verdicts.split(separator: "\n").map { JSONValue(Data($0.utf8)) }
            )
        }

        private func kept(_ pattern: String) throws -> [String] {
            try stack.sql(
                """
                SELECT booking_reference FROM bookings WHERE booking_reference LIKE '\(pattern)'
                 ORDER BY booking_reference
                """)
        }

        /// Two good lines, the first one twice, and one with two faults.
        private var mixed: String {
            let first = Importing.line("IMP-P1", "2092-01-01T10:00:00Z", "2092-01-01T12:00:00Z")
            return first
                + Importing.line("IMP-P2", "2092-01-02T10:00:00Z", "2092-01-02T12:00:00Z")
                + first
                + Importing.line(
                    "IMP-P3", "2092-01-03T10:00:00Z", "2092-01-03T12:00:00Z",
                    more: #","guests":0,"status":"open""#)
        }

        @Test("A file that is tried leaves nothing", arguments: [false, true])
        func tried(_ isSecure: Bool) throws {
            let (outcomes, verdicts) = try perform(
                "tried.ndjson", mixed, buttons: ["Try the file"], secure: isSecure)
            #expect(outcomes[0]["mark"].text == "✓ ended")
            let notice = outcomes[0]["notice"].text
            #expect(notice.contains("2 of 4 lines can be imported, 1 here already"))
            let counts = ["valid": "2", "duplicates": "1", "refused": "1"]
            for (name, count) in counts { #expect(outcomes[0]["counts"][name].text == count) }
            #expect(outcomes[0]["faults"].elements.count == 1)
            let fault = outcomes[0]["faults"][0].text
            #expect(fault.hasPrefix("Line 4"))
            for member in ["guests", "status"] { #expect(fault.contains(member)) }
            #expect(
                verdicts.dropLast().map { $0["verdict"].text } == [
                    "valid", "valid", "duplicate", "refused",
                ])
            #expect(verdicts.last?["complete"] == .bool(true))
            #expect(try kept("IMP-P%") == [])
        }

        @Test("What was tried can be imported then, all lines but the refused ones")
        func imported() throws {
            defer { try? Importing.clear() }
            let (outcomes, _) = try perform(
                "meant.ndjson", mixed, buttons: ["Try the file", "Import it now"])
            let notice = outcomes[1]["notice"].text
            #expect(notice.contains("2 bookings of 4 lines imported, 1 here already"))
            #expect(outcomes[1]["counts"]["created"].text == "2")
            #expect(try kept("IMP-P%") == ["IMP-P1", "IMP-P2"])
        }

        @Test("An import of all or nothing imports nothing when a line is refused")
        func aborted() throws {
            let (outcomes, _) = try perform(
                "all.ndjson", mixed,
                choices: ["What to do": "", "When a line is refused": "abort"],
                buttons: ["Import the file"])
            #expect(outcomes[0]["notice"].text.contains("Nothing was imported"))
            #expect(try kept("IMP-P%") == [])
        }

        @Test("Another system's CSV is read as its columns are said to mean")
        func columns() throws {
            defer { try? Importing.clear() }
            let table = """
                Number;Room;From;Until;Who;People;Price;"Room; floor"
                IMP-C1;Great Hall;2093-01-01T10:00;2093-01-01T12:00;\(member.email);12;"45,50";x

                """
            let (outcomes, _) = try perform(
                "rooms.csv", table, format: "csv",
                choices: [
                    "What to do": "", "Before decimals": "comma", "Who": "customer.email",
                ], buttons: ["Import the file"])
            #expect(outcomes[0]["counts"]["created"].text == "1", "\(outcomes[0])")
            let row = try stack.sql(
                """
                SELECT v.name, u.email, b.guests, b.total_amount_minor,
                       to_char(b.start_datetime AT TIME ZONE v.time_zone, 'HH24:MI')
                  FROM bookings b JOIN venues v ON v.id = b.venue_id JOIN users u ON u.id = b.user_id
                 WHERE booking_reference = 'IMP-C1'
                """)
            #expect(row == ["Great Hall|\(member.email)|12|4550|10:00"])
        }

        @Test("A file whose columns say too little is refused in the interface's own words")
        func refused() throws {
            let (outcomes, verdicts) = try perform(
                "poor.csv", "Room,From\nGreat Hall,2093-01-01T10:00\n", format: "csv",
                buttons: ["Try the file"])
            #expect(outcomes[0]["mark"].text == "✕ refused")
            for member in ["end_datetime", "customer.email"] {
                #expect(outcomes[0]["notice"].text.contains("must have a column for \(member)"))
            }
            #expect(verdicts.isEmpty)
        }

        @Test("An import that was cut off says so, and the same file goes on with it")
        func cutOff() throws {
            let stack = brittleStack
            let file = try Importing.write(Importing.many(8_000))
            defer {
                try? FileManager.default.removeItem(at: file)
                _ = try? stack.sql("DELETE FROM bookings WHERE booking_reference LIKE 'IMP-M%'")
            }
            let path = file.path + ".ndjson"
            try FileManager.default.moveItem(atPath: file.path, toPath: path)
            defer { try? FileManager.default.removeItem(atPath: path) }
            let outcomes = try Pages().perform(
                "import_cut_off", more: ["file": path], on: stack)["outcomes"].elements
            #expect(outcomes[0]["mark"].text == "✕ cut off")
            #expect(outcomes[0]["notice"].text.contains("Not all lines have a verdict"))
            func count(_ outcome: JSONValue, _ name: String) -> Int {
                Int(outcome["counts"][name].text.replacingOccurrences(of: ",", with: "")) ?? 0
            }
            let first = count(outcomes[0], "created")
            #expect(0 < first && first < 8_000)
            #expect(outcomes[1]["mark"].text == "✓ ended")
            // What was durable when the answer broke comes back as a duplicate, and nothing twice.
            #expect(count(outcomes[1], "duplicates") >= first)
            #expect(
                count(outcomes[1], "duplicates") + count(outcomes[1], "created") == 8_000)
            let all = try stack.sql(
                "SELECT count(*) FROM bookings WHERE booking_reference LIKE 'IMP-M%'")
            #expect(all == ["8000"])
        }
    }
}
