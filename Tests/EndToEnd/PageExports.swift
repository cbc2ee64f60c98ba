import Foundation
import JSON
import TestStack
import Testing

extension EndToEnd {
    /// Exports by the console: written to disk by the browser while they come.
    @Suite(.serialized) struct PageExports {
        /// A folder for downloads, removed after the work.
        private func withFolder(_ work: (String) throws -> Void) throws {
            let folder = FileManager.default.temporaryDirectory
                .appendingPathComponent("guildhall-downloads-\(UUID().uuidString)")
            try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
            defer { try? FileManager.default.removeItem(at: folder) }
            try work(folder.path)
        }

        private func file(_ outcome: JSONValue, _ format: String) throws -> String {
            try String(contentsOfFile: outcome["files"][format].text, encoding: .utf8)
        }

        /// The interface's own export, to compare with.
        private func export(_ format: String, _ stack: Stack) throws -> String {
            let path = "/api/v1/admin/bookings/export?format=\(format)"
            return try stack.curl(path, as: stack.admin).text
        }

        /// A text without the moment of its snapshot.
        private func timeless(_ text: String) -> String {
            text.replacingOccurrences(
                of: #""as_of":"[^"]*""#, with: "", options: .regularExpression)
        }

        @Test("An export that the console saves is the interface's own, in every format")
        func whole() throws {
            try withFolder { folder in
                let outcome = try Pages().perform("export", more: ["folder": folder])
                #expect(outcome["marks"].elements.map(\.text) == ["✓ whole", "✓ whole", "✓ whole"])
                for format in ["csv", "json", "ndjson"] {
                    let saved = try timeless(file(outcome, format))
                    #expect(try saved == timeless(export(format, stack)), "\(format)")
                }
            }
        }

        @Test("Wherever an export is cut, in whatever pieces it came, going on makes it whole")
        func cuts() throws {
            #expect(try Pages().perform("cuts")["tried"].int ?? 0 > 4_000)
        }

        @Test("An export that was cut off says so, and is whole once it was gone on with")
        func cutOff() throws {
            try withFolder { folder in
                let stack = brittleStack
                let outcome = try Pages().perform(
                    "cut_off", more: ["folder": folder], on: stack)
                let total = try Int(stack.value("SELECT count(*) FROM bookings")) ?? 0
                for mark in outcome["marks"].elements {
                    #expect(mark.text.contains("This file is not whole"))
                }
                let progress = outcome["progress"].elements.compactMap(\.int)
                #expect(progress.count == 4 && progress.allSatisfy { 0 < $0 && $0 < total })
                // No row is missing, none is there twice, and nothing shows where it was cut.
                #expect(try file(outcome, "csv") == export("csv", stack))
                #expect(try timeless(file(outcome, "json")) == timeless(export("json", stack)))
            }
        }

        /// Bookings, beyond those that the stack has, that one export is of: 10,000 times
        /// `GUILDHALL_ROUNDS`, so 88 make a million.
        private var more: Int {
            Int(ProcessInfo.processInfo.environment["GUILDHALL_ROUNDS"] ?? "").map { $0 * 10_000 }
                ?? 0
        }

        @Test("A tab's memory does not grow with what it exports")
        func memory() throws {
            try withFolder { folder in
                let stack = more > 0 ? start(bookings: 120_000 + more) : brittleStack
                let outcome = try Pages().perform("memory", more: ["folder": folder], on: stack)
                #expect(outcome["state"].text == "whole")
                let half = (outcome["bytes"].int ?? 0) / 2
                #expect(half > 20_000_000)
                for measure in ["heap", "resident"] {
                    let grown =
                        (outcome["second"][measure].int ?? .max)
                        - (outcome["first"][measure].int ?? 0)
                    #expect(grown < half / 2, "\(measure) while \(half) bytes came")
                }
            }
        }
    }
}
