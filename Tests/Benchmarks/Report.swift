import Foundation

/// What was measured, by name: ratios and sizes that mean the same on another machine.
struct Report {
    private(set) var figures: [(name: String, value: Double, bound: Double?)] = []

    /// Adds a figure.
    /// - Parameter bound: the most that it may be.
    mutating func add(_ name: String, _ value: Double, atMost bound: Double? = nil) {
        figures.append((name, value, bound))
        Benchmarks.tell(String(format: "  %@: %.2f", name, value))
    }

    private static let file = "Tests/Benchmarks/recorded.json"

    /// The figures that were recorded last, by name.
    static func recorded() -> [String: Double] {
        guard let data = try? Data(contentsOf: URL(fileURLWithPath: file)) else { return [:] }
        return (try? JSONDecoder().decode([String: Double].self, from: data)) ?? [:]
    }

    /// Keeps the figures for comparison with later runs, beside those of parts that did not run.
    func record() throws {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.prettyPrinted, .sortedKeys]
        let values = Dictionary(
            uniqueKeysWithValues: figures.map { ($0.name, ($0.value * 1_000).rounded() / 1_000) })
        try encoder.encode(Self.recorded().merging(values) { $1 }).write(
            to: URL(fileURLWithPath: Self.file))
    }

    /// The figures as a table of Markdown.
    var markdown: String {
        let rows = figures.map { figure in
            let isOver = figure.bound.map { figure.value > $0 } ?? false
            let bound = figure.bound.map { String(format: "%.2f", $0) } ?? "–"
            return String(format: "| %@ | %.2f | ", figure.name, figure.value) + bound
                + (isOver ? " (missed) |" : " |")
        }
        return (["| figure | measured | at most |", "| --- | --- | --- |"] + rows)
            .joined(separator: "\n")
    }

    func print(against recorded: [String: Double]) {
        let width = figures.map(\.name.count).max() ?? 0
        func cell(_ value: Double?) -> String {
            String(repeating: " ", count: 2)
                + (value.map { String(format: "%10.2f", $0) } ?? "         –")
        }
        let title = "figure".padding(toLength: width, withPad: " ", startingAt: 0)
        Swift.print("\n\(title)         now    recorded     at most")
        for figure in figures {
            let name = figure.name.padding(toLength: width, withPad: " ", startingAt: 0)
            let isOver = figure.bound.map { figure.value > $0 } ?? false
            Swift.print(
                name + cell(figure.value) + cell(recorded[figure.name]) + cell(figure.bound)
                    + (isOver ? "  OVER" : ""))
        }
    }
}

extension [Double] {
    /// The middle value.
    var median: Double { sorted()[count / 2] }
}
