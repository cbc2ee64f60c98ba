internal import API
internal import Postgres

/// Says what a plant is, or that nobody can. A decision can be changed by another one: people
/// recognise a plant later, or take it for another first.
enum DecideIdentification: ChangeEndpoint {
    static let operation = Operation(
        .patch, "/plants/identifications/{id}", "Say what a plant is", access: .moderator)

    static let id = Path<Int>("id", "The id of the request.")
    static let status = Body<IdentificationStatus>(
        "status", "What came of it: `identified` or `failed`.")
    static let species = Body<Line>(
        optional: "species", "What it is; must be given with `identified`.")
    static let confidence = Body<Confidence>(
        optional: "confidence", "How sure that is, from 0 to 1.")

    static let present: PreparedSQL? = PreparedSQL(
        columns, "FROM plant_identifications i WHERE i.id = \(id) FOR NO KEY UPDATE OF i")
    static let change = PreparedSQL(
        """
        WITH i AS (
            UPDATE plant_identifications
               SET status = \(status), species = \(species),
                   confidence = \(confidence)::numeric, decided_at = now(),
                   decided_by = \(Caller.id)
             WHERE id = \(id) RETURNING *
        )
        SELECT \(columns: columns) FROM i
        """)
    static let columns = IdentificationColumns.all
    static let encoder = RowEncoder(json: columns)

    static func check(_ values: ParameterValues) -> [Fault] {
        if values[status] == .identified {
            return values[species] == nil
                ? [.pointer("/species", "must be given when the plant is identified")] : []
        }
        var faults: [Fault] = []
        if values[status] == .requested {
            faults.append(.pointer("/status", "must be identified or failed"))
        }
        if values[species] != nil {
            faults.append(.pointer("/species", "must be left out unless the plant is identified"))
        }
        if values[confidence] != nil {
            faults.append(
                .pointer("/confidence", "must be left out unless the plant is identified"))
        }
        return faults
    }
}
