import Glibc

/// What people see: short lines, and at a terminal also a line that changes in place.
enum Terminal {
    /// Whether standard output is a terminal. Asked each time, as a terminal may be closed.
    static var isInteractive: Bool { isatty(1) == 1 }

    /// Prints a line. That nobody reads it any more is not an error.
    static func line(_ text: String = "") { write(text + "\n", to: 1) }

    /// Prints a line to standard error.
    static func complain(_ text: String) { write(text + "\n", to: 2) }

    /// Prints a line with the time of day.
    static func event(_ text: String) { line("\(timeOfDay)  \(text)") }

    /// Replaces the present line of a terminal.
    static func replaceLine(_ text: String) { write("\r\u{1B}[K" + text, to: 1) }

    /// Prints bytes as they are.
    static func write(_ bytes: UnsafeRawBufferPointer) {
        write(unsafe Array(bytes)[...], to: 1)
    }

    /// Does something and says what and how long it took, in seconds.
    static func step<Result>(_ name: String, _ body: () throws -> Result) rethrows -> Result {
        if isInteractive { replaceLine("  \(name) …") }
        let start = ContinuousClock.now
        do {
            let result = try body()
            done(name, since: start)
            return result
        } catch {
            if isInteractive { replaceLine("") }
            throw error
        }
    }

    /// Says what was done and how long it took.
    static func done(_ name: String, since start: ContinuousClock.Instant) {
        if isInteractive { replaceLine("") }
        line("  " + padded(name, to: 44) + padded(left: seconds(since: start), to: 8))
    }

    /// The time since a moment, such as "0.4 s".
    static func seconds(since start: ContinuousClock.Instant) -> String {
        let tenths = Int(start.duration(to: .now) / .milliseconds(100))
        return "\(tenths / 10).\(tenths % 10) s"
    }

    static func padded(_ text: String, to width: Int) -> String {
        text + String(repeating: " ", count: max(0, width - text.count))
    }

    static func padded(left text: String, to width: Int) -> String {
        String(repeating: " ", count: max(0, width - text.count)) + text
    }

    /// A number with a comma between thousands.
    static func grouped(_ number: Int) -> String {
        var groups: [Substring] = []
        var digits = Substring(String(number))
        while digits.count > 3 {
            groups.insert(digits.suffix(3), at: 0)
            digits = digits.dropLast(3)
        }
        return ([digits] + groups).joined(separator: ",")
    }

    private static var timeOfDay: String {
        var now = time(nil)
        var parts = unsafe tm()
        unsafe localtime_r(&now, &parts)
        let numbers = unsafe [parts.tm_hour, parts.tm_min, parts.tm_sec]
        return numbers.map { $0 < 10 ? "0\($0)" : "\($0)" }.joined(separator: ":")
    }

    private static func write(_ text: String, to descriptor: Int32) {
        write(Array(text.utf8)[...], to: descriptor)
    }

    private static func write(_ bytes: ArraySlice<UInt8>, to descriptor: Int32) {
        var bytes = bytes
        while !bytes.isEmpty {
            let count = unsafe bytes.withUnsafeBytes {
                unsafe Glibc.write(descriptor, $0.baseAddress, $0.count)
            }
            guard count > 0 else { return }
            bytes = bytes.dropFirst(count)
        }
    }
}
