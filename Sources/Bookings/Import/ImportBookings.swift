internal import API
internal import Configuration

/// Imports a file of bookings of any size; answers with a verdict on each line while it goes on.
enum ImportBookings: Endpoint {
    static let operation = Operation(
        .post, "/admin/bookings/import", "Import bookings", access: .admin, pool: .bulk)

    private static let csv = "text/csv"
    static let file: FileBody? = FileBody(
        ["application/x-ndjson", csv], limit: Settings.importMegabytes)

    static let dryRun = Query<Bool>(
        "dry_run", default: false, "Whether everything is judged and nothing kept.")
    static let onError = Query<ImportOptions.ErrorPolicy>(
        "on_error", default: .skip,
        "What a refused line does: `skip` imports the others, `abort` nothing at all.")
    static let createMissing = Query<Bool>(
        "create_missing", default: false,
        """
        Whether customers and venues that are unknown are made: customers without a password, venues \
        with as many seats as guests came, free of charge and always open.
        """)
    static let timeZone = Query<String>(
        "time_zone", length: 1...100,
        "The IANA name of the time zone of venues that are made; without it UTC.")
    static let columns = Query<ImportColumns>(
        "columns", "What the columns of another system's CSV mean: `venue.name:Room,…`.")
    static let separator = Query<ImportOptions.Separator>(
        "separator", default: .comma, "What stands between a CSV's fields.")
    static let decimal = Query<ImportOptions.Decimal>(
        "decimal", default: .point, "What stands before the decimals of a CSV's amounts.")

    static var parameters: [ParameterDeclaration] {
        .of(dryRun, onError, createMissing, timeZone, columns, separator, decimal)
    }
    static var statements: [CheckedStatement] {
        [CheckedStatement(BookingImport.statement, BookingImport.columns)]
    }
    static let success = Success(
        200, [("application/x-ndjson", .string())],
        """
        A line for each booking: its `line` in the file, a `verdict` of `created`, `valid` (nothing is \
        decided yet), `duplicate` or `refused`, and `errors`. Only a whole answer ends with the \
        summary, `"complete":true`. While a dry run goes on, or an import that aborts, others cannot \
        book: they are told to try again (503).
        """)
    static let violations = [
        "venues_time_zone_known": Problem.malformed([
            .parameter("time_zone", "must be the name of a time zone such as Europe/Berlin")
        ])
    ]

    static func respond(to call: Call) throws {
        try call.refuseUnlessTruncationShows()
        let body = try call.spool(file!)
        var options = ImportOptions()
        options.format = body.mediaType.lowercased().hasPrefix(csv) ? .csv : .ndjson
        options.isDryRun = call.values[dryRun] ?? false
        options.onError = call.values[onError] ?? .skip
        options.createsMissing = call.values[createMissing] ?? false
        options.timeZone = call.values[timeZone] ?? options.timeZone
        options.columns = call.values[columns]
        options.separator = call.values[separator] ?? .comma
        options.decimal = call.values[decimal] ?? .point

        call.reply.add("Content-Type", "application/x-ndjson")
        call.reply.add("Cache-Control", "no-store")
        let run = BookingImport(
            options, actor: call.caller?.id, on: call.database, to: call.reply.body)
        _ = try run.run(BodySource(body))
    }
}
