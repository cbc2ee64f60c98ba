/// How far a long piece of work is: a bar at a terminal, elsewhere a line every few seconds.
struct ProgressBar {
    private static let width = 30
    private static let lineInterval: Duration = .seconds(3)
    private static let barInterval: Duration = .milliseconds(100)

    private let name: String
    private var total: Int
    private let start = ContinuousClock.now
    private var lastShown: ContinuousClock.Instant?

    init(_ name: String, total: Int) {
        self.name = name
        self.total = total
    }

    /// Shows a state of which the end is only estimated.
    mutating func show(_ done: Int, of estimate: Int) {
        total = estimate
        show(done)
    }

    /// Shows a state, unless one was shown a moment ago.
    mutating func show(_ done: Int) {
        let interactive = Terminal.isInteractive
        let interval = interactive ? Self.barInterval : Self.lineInterval
        if let lastShown, lastShown.duration(to: .now) < interval { return }
        // Without a terminal the first line comes when there is something to say.
        let isFirst = lastShown == nil
        lastShown = .now
        if interactive {
            Terminal.replaceLine("  \(name) \(bar(done)) \(facts(done))")
        } else if !isFirst {
            Terminal.line("  \(name) \(facts(done))")
        }
    }

    /// Clears the bar away.
    func finish() { if Terminal.isInteractive { Terminal.replaceLine("") } }

    private func bar(_ done: Int) -> String {
        let full = total > 0 ? min(Self.width, done * Self.width / total) : Self.width
        let rest = String(repeating: "-", count: Self.width - full)
        return "[" + String(repeating: "#", count: full) + rest + "]"
    }

    private func facts(_ done: Int) -> String {
        let elapsed = start.duration(to: .now) / .seconds(1)
        let percent = total > 0 ? done * 100 / total : 100
        var text = "\(percent) %, \(Terminal.grouped(done)) of \(Terminal.grouped(total))"
        guard done > 0, elapsed > 0.2 else { return text }
        let rate = Double(done) / elapsed
        text += ", \(Terminal.grouped(Int(rate)))/s, \(Int(Double(total - done) / rate) + 1) s left"
        return text
    }
}
