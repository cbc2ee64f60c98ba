internal import API
internal import Calendar
internal import JSON
internal import Postgres

/// A line of a file of bookings, as far as it can be judged without the database.
struct ImportLine {
    /// The line's number in the file, counted from 1.
    let number: Int
    /// What it says, by the names of `imported_booking`.
    var values: [(key: String, value: Value)] = []
    /// What is wrong with it, by place.
    var faults: [(pointer: String, detail: String)] = []
    /// The members that it has, good or bad.
    var given: [String] = []

    init(number: Int) { self.number = number }

    /// A line that cannot be read at all.
    init(number: Int, flaw: String) {
        self.number = number
        faults = [("", flaw)]
    }

    /// Adds what is missing to the faults.
    mutating func requireMembers() {
        let needed = [ImportField.start, .end, .customerEmail].map { [$0] }
        for choice in needed + [[.venueName, .venueID]]
        where !choice.contains(where: { given.contains($0.name) }) {
            faults.append((choice[0].pointer, "must be given"))
        }
    }

    /// Writes the line as `import_bookings` reads it.
    func write(to json: inout JSONWriter) throws {
        try json.object { json in
            try json.member("line", number)
            for (key, value) in values {
                try json.key(key)
                switch value {
                case .int(let number): try json.int(number)
                case .text(let text): try json.string(text)
                case .instant(let microseconds):
                    try json.string(Instant(microseconds: microseconds).text)
                default: try json.null()
                }
            }
            try json.array("faults") { json in
                for fault in faults {
                    try json.object { json in
                        try json.member("pointer", fault.pointer)
                        try json.member("detail", fault.detail)
                    }
                }
            }
        }
    }
}
