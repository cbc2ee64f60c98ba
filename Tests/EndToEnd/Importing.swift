import Foundation
import JSON
import TestStack

extension EndToEnd {
    /// What an import answered, if anything: the verdicts, and the summary behind them.
    struct ImportAnswer {
        let answer: Answer
        let lines: [JSONValue]
        var summary: JSONValue { lines.last ?? .null }
        var verdicts: [String] { lines.dropLast().map { $0["verdict"].text } }

        /// A line of the answer; null if there are fewer.
        subscript(index: Int) -> JSONValue { lines.indices.contains(index) ? lines[index] : .null }

        /// The faults of a line of the answer, each as its place and what is wrong there.
        func faults(_ index: Int) -> [String] {
            self[index]["errors"].elements.map { $0["pointer"].text + " " + $0["detail"].text }
        }

        /// The places of a line's faults.
        func places(_ index: Int) -> [String] {
            self[index]["errors"].elements.map { $0["pointer"].text }
        }
    }

    /// How files of bookings are imported over HTTP.
    enum Importing {
        static let path = "/api/v1/admin/bookings/import"

        static func post(
            _ content: Data, _ query: String = "", type: String = "application/x-ndjson",
            to stack: Stack = EndToEnd.stack, options: [String] = []
        ) throws -> ImportAnswer {
            let file = try write(content)
            defer { try? FileManager.default.removeItem(at: file) }
            let answer = try stack.curl(
                path + query, as: stack.admin, method: "POST",
                options: ["-H", "Content-Type: \(type)", "--data-binary", "@\(file.path)"] + options
            )
            let lines = answer.text.split(separator: "\n").map { JSONValue(Data($0.utf8)) }
            return ImportAnswer(answer: answer, lines: lines)
        }

        static func post(
            _ text: String, _ query: String = "", type: String = "application/x-ndjson",
            to stack: Stack = EndToEnd.stack, options: [String] = []
        ) throws -> ImportAnswer {
            try post(Data(text.utf8), query, type: type, to: stack, options: options)
        }

        /// Starts an import that goes on while the test does.
        static func start(_ file: URL, _ query: String = "") throws -> Running {
            try Running([
                "curl", "-sN", "-X", "POST", "-H",
                "Authorization: Bearer \(try stack.token(admin))", "-H",
                "Content-Type: application/x-ndjson", "--data-binary", "@\(file.path)",
                stack.url + path + query,
            ])
        }

        static func write(_ content: Data) throws -> URL {
            let file = FileManager.default.temporaryDirectory
                .appendingPathComponent("guildhall-import-\(UUID().uuidString)")
            try content.write(to: file)
            return file
        }

        /// A line of an NDJSON file: the demo member books the Great Hall, or whatever else is said.
        static func line(
            _ reference: String, _ start: String, _ end: String,
            venue: String = #"{"name":"Great Hall"}"#, customer: String = member.email,
            more: String = ""
        ) -> String {
            #"{"booking_reference":"\#(reference)","start_datetime":"\#(start)","#
                + #""end_datetime":"\#(end)","venue":\#(venue),"#
                + #""customer":{"email":"\#(customer)"}\#(more)}"# + "\n"
        }

        /// As many lines that are in nobody's way.
        static func many(_ count: Int) -> Data {
            let notes = String(repeating: "n", count: 150)
            var text = ""
            for number in 0..<count {
                text += line(
                    "IMP-M\(number)", "2000-01-01T10:00:00Z", "2000-01-01T12:00:00Z",
                    more: #","status":"completed","notes":"\#(notes)""#)
            }
            return Data(text.utf8)
        }

        static func count(_ like: String) throws -> Int? {
            try Int(
                stack.value("SELECT count(*) FROM bookings WHERE booking_reference LIKE '\(like)'")
            )
        }

        /// Removes what tests imported under references of their own.
        static func clear() throws {
            try stack.sql("DELETE FROM bookings WHERE booking_reference LIKE 'IMP-%'")
        }
    }
}
