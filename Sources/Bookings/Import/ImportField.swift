internal import API
internal import Calendar
internal import JSON
internal import Postgres

/// What an import reads of a booking: the members that exports write, in their place.
struct ImportField: Sendable {
    /// The member's name; within an object, with the object's name and a dot before it.
    let name: String
    private let content: ParameterDeclaration
    private let isTime: Bool

    private init(_ name: String, _ content: some Parameter, isTime: Bool = false) {
        self.name = name
        self.content = content.declaration
        self.isTime = isTime
    }

    static let start = ImportField(
        "start_datetime", Query<Instant>("start_datetime", ""), isTime: true)
    static let end = ImportField("end_datetime", Query<Instant>("end_datetime", ""), isTime: true)
    static let venueID = ImportField("venue.id", Query<Int>("id", ""))
    static let venueName = ImportField("venue.name", Query<String>("name", length: 1...200, ""))
    static let customerEmail = ImportField(
        "customer.email", Query<String>("email", length: 3...254, ""))

    static let all = [
        ImportField(
            "booking_reference", Query<String>("booking_reference", length: 1...40, "")),
        ImportField("status", Query<BookingStatus>("status", "")),
        start, end,
        ImportField("guests", Query<Int>("guests", in: 1...100_000, "")),
        ImportField("total_amount", Query<Money>("total_amount", "")),
        ImportField("currency", Query<Currency>("currency", "")),
        ImportField("notes", Query<String>("notes", length: 0...4_000, "")),
        ImportField("created_at", Query<Instant>("created_at", "")),
        venueID, venueName,
        ImportField("customer.name", Query<String>("name", length: 1...200, "")),
        customerEmail,
    ]

    /// Members of an export that mean nothing elsewhere.
    static let ignored = ["id", "customer.id"]

    /// The field of this name.
    static func named(_ name: String) -> ImportField? { all.first { $0.name == name } }

    /// Where the member stands in a line (RFC 6901).
    var pointer: String { Self.pointer(name) }

    /// Where a member of this name stands in a line.
    static func pointer(_ name: String) -> String {
        name.split(separator: ".", omittingEmptySubsequences: false)
            .reduce(JSONPointer.root) { $0.appending(String($1)) }.description
    }

    /// The name of the column in an exported CSV.
    static func column(_ name: String) -> String {
        name.split(separator: ".").joined(separator: "_")
    }

    /// Reads the member of an NDJSON line.
    func read(_ json: JSONValue, into line: inout ImportLine) {
        take(content.read(json), into: &line)
    }

    /// Reads a CSV's cell. A time without an offset is one of the venue's own clock.
    func read(_ cell: String, into line: inout ImportLine) {
        // Seconds are seldom in tables that people made.
        let time = cell.utf8.count == 16 ? cell + ":00" : cell
        if isTime, LocalTime(time) != nil {
            line.values.append((String(key.prefix { $0 != "_" }) + "_local", .text(time)))
            line.given.append(name)
        } else {
            take(content.read(cell), into: &line)
        }
    }

    private func take(_ result: Result<Value, ParameterFault>, into line: inout ImportLine) {
        switch result {
        case .success(let value): line.values.append((key, value))
        case .failure(let fault): line.faults.append((pointer, fault.detail))
        }
        line.given.append(name)
    }

    /// The name of the value in `imported_booking`.
    private var key: String {
        name == "total_amount" ? "total_amount_minor" : Self.column(name)
    }
}
