internal import API
internal import JSON
internal import Postgres

/// Whether the indexes are there, whole and of use.
enum ListIndexes: Endpoint {
    static let operation = API.Operation(
        .get, "/ops/indexes", "Whether the indexes are there and used", access: .admin,
        isVital: true)

    private static let columns = IndexSurvey.columns
    private static let encoder = RowEncoder(json: columns)

    static var statements: [CheckedStatement] { [CheckedStatement(IndexSurvey.statement, columns)] }
    static let success = Success.json(
        .object([
            .init("healthy", .boolean), .init("missing", .array(.string())),
            .init("invalid", .array(.string())), .init("unused", .array(.string())),
            .init("indexes", .array(.object(columns))),
        ]),
        "The indexes, and the names of those that are missing, invalid, or not used since statistics began. `healthy`: all are there and valid."
    )

    static func respond(to call: Call) throws {
        let survey = IndexSurvey(try call.run(IndexSurvey.statement))
        try call.json { json in
            try json.object { json in
                try json.member("healthy", survey.isHealthy)
                for (name, names) in survey.findings {
                    try json.array(name) { for name in names { try $0.string(name) } }
                }
                try json.array("indexes") { json in
                    for index in 0..<survey.rows.count {
                        try json.separate()
                        try encoder.write(survey.rows[index], to: json.output)
                    }
                }
            }
        }
    }
}
