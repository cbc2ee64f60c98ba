import API
public import ArgumentParser
public import Bookings
import JSON
import Postgres

extension ImportOptions.ErrorPolicy: ExpressibleByArgument {}
extension ImportOptions.Separator: ExpressibleByArgument {}
extension ImportOptions.Decimal: ExpressibleByArgument {}
extension ImportColumns: ExpressibleByArgument {
    public init?(argument: String) { self.init(.text(argument)) }
}

struct Import: ParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Import bookings from a file: NDJSON, or CSV if its name ends in .csv.",
        discussion: """
            Prints a line for each booking that is refused, and a summary. The exit status is 0 only if \
            none is refused and the file is whole.
            """)

    private static let admin = Statement(
        "SELECT id FROM users WHERE lower(email) = lower($1) AND role = 'admin'", types: [.text])

    @Argument(help: "The file; - is standard input.")
    var file: String

    @Flag(help: "Read a CSV, whatever the file's name.")
    var csv = false

    @Flag(help: "Judge everything and keep nothing.")
    var dryRun = false

    @Option(help: "What a refused line does: skip imports the others, abort nothing at all.")
    var onError = ImportOptions.ErrorPolicy.skip

    @Flag(help: "Make customers and venues that are unknown.")
    var createMissing = false

    @Option(help: "The time zone of venues that are made.")
    var timeZone = "UTC"

    @Option(help: "What a CSV's columns mean, such as venue.name:Room,start_datetime:From.")
    var columns: ImportColumns?

    @Option(help: "What stands between a CSV's fields.")
    var separator = ImportOptions.Separator.comma

    @Option(help: "What stands before the decimals of a CSV's amounts.")
    var decimal = ImportOptions.Decimal.point

    @Option(name: .customLong("as"), help: "The e-mail address of the admin who imports.")
    var admin: String?

    @Flag(help: "Print a line for each booking, and no progress.")
    var all = false

    func run() throws {
        try Command.run {
            let connection = OwnerDatabase.connection(try Environment.configuration())
            let source = try FileSource(file == "-" ? "/dev/stdin" : file)
            let output = unsafe Output(capacity: 65_536) { bytes in
                if Terminal.isInteractive { Terminal.replaceLine("") }
                unsafe Terminal.write(bytes)
            }
            var bar = ProgressBar("bookings", total: 0)
            let showsBar = Terminal.isInteractive && !all
            let bookings = BookingImport(
                options, actor: try actor(connection), on: connection, to: output, writesAll: all
            ) { summary in
                if showsBar { bar.show(summary.lines, of: source.estimate(summary.lines)) }
            }
            let summary = try bookings.run(source)
            if showsBar { bar.finish() }
            try output.flush()
            if summary.refused > 0 || summary.isCutOff { throw ExitCode.failure }
        }
    }

    private var options: ImportOptions {
        var options = ImportOptions()
        options.format = csv || file.hasSuffix(".csv") ? .csv : .ndjson
        options.isDryRun = dryRun
        options.onError = onError
        options.createsMissing = createMissing
        options.timeZone = timeZone
        options.columns = columns
        options.separator = separator
        options.decimal = decimal
        return options
    }

    private func actor(_ connection: Connection) throws -> Int64? {
        guard let admin else { return nil }
        let rows = try connection.run(Self.admin, [.text(admin)])
        guard rows.count > 0 else { throw Failure("\(admin) is no admin") }
        return rows[0].int(0)
    }
}
