internal import JSON

/// What came of an import.
public struct ImportSummary: Sendable {
    /// Lines that are bookings'.
    public internal(set) var lines = 0
    /// Lines that could be imported, in an import that is not line by line.
    public internal(set) var valid = 0
    /// Bookings that were made.
    public internal(set) var created = 0
    /// Lines whose bookings are there already.
    public internal(set) var duplicates = 0
    /// Lines that cannot be imported.
    public internal(set) var refused = 0
    /// Whether what was made stays.
    public internal(set) var isCommitted = false
    /// Whether the file is an export that lacks its end.
    public internal(set) var isCutOff = false
    let isDryRun: Bool

    init(isDryRun: Bool) { self.isDryRun = isDryRun }

    /// Writes the last line, without which the verdicts are not whole.
    func write(to output: Output) throws {
        var json = JSONWriter(output)
        try json.object { json in
            try json.member("lines", lines)
            try json.member("valid", valid)
            try json.member("created", created)
            try json.member("duplicates", duplicates)
            try json.member("refused", refused)
            try json.member("dry_run", isDryRun)
            try json.member("committed", isCommitted)
            try json.member("cut_off", isCutOff)
            try json.member("complete", true)
        }
        try output.write("\n")
    }
}
