internal import Calendar
internal import Configuration
internal import JSON
internal import Postgres

/// A part of what is held about a member: rows of any number, streamed as an array.
public struct ProfileSection: Sendable {
    let name: String
    let rows: PreparedSQL
    let columns: [Column]
    let encoder: RowEncoder

    /// Declares a section.
    /// - Parameters:
    ///   - name: the member of the export that holds the rows.
    ///   - source: the statement from `FROM` on; `Caller.id` stands for the member.
    public init(_ name: String, _ columns: [Column], _ source: SQL) {
        self.name = name
        self.columns = columns
        rows = PreparedSQL(columns, source)
        encoder = RowEncoder(json: columns)
    }
}

/// An endpoint that answers with everything held about the caller: one object with an array for each
/// section, all from one snapshot, in constant memory.
public protocol ProfileExport: Endpoint {
    static var sections: [ProfileSection] { get }
}

extension ProfileExport {
    public static var statements: [CheckedStatement] {
        sections.map { CheckedStatement($0.rows, $0.columns) }
    }

    public static var success: Success {
        .json(
            .object(
                [.init("as_of", .string(format: "date-time"))]
                    + sections.map { .init($0.name, .array(.object($0.columns))) }
                    + [.init("complete", .boolean)]),
            "Everything held about the caller. `complete` comes last, in a whole answer only.")
    }

    public static func respond(to call: Call) throws {
        try call.refuseUnlessTruncationShows()
        call.reply.add("Content-Disposition", "attachment; filename=\"profile.json\"")
        guard !call.reply.isHeadRequest else {
            try call.json { _ in }
            return call.reply.leaveLengthOpen()
        }
        let limits = BatchLimits(bytes: call.services.configuration.number(Settings.batchBytes))
        let (snapshot, before) = try Snapshot.begin(
            on: call.database, before: [Command(ProfileMoment.statement)])
        try call.json { json in
            try json.object { json in
                try json.member("as_of", ProfileMoment.text(before[0]))
                for section in sections {
                    let cursor = try snapshot.cursor(
                        section.rows.command(call.values), limits: limits)
                    try json.array(section.name) { try $0.rows(cursor, section.encoder) }
                }
                try snapshot.end()
                try json.member("complete", true)
            }
        }
    }
}

/// The moment of a snapshot.
private enum ProfileMoment {
    static let statement = Statement("SELECT now()")

    static func text(_ rows: Rows) -> String {
        Instant(microseconds: rows[0].int(0)).text
    }
}
