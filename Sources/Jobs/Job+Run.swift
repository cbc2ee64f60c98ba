public import Configuration
public import Postgres
internal import API

extension Job {
    /// Works off one batch.
    /// - Returns: whether there may be more.
    public static func run(
        on database: Connection, _ configuration: Configuration
    ) throws(DatabaseError) -> Bool {
        let most = configuration.number(Settings.workerBatch)
        var values = ParameterValues()
        values.set(Jobs.most, .int(Int64(most)))
        set(&values, configuration)
        return try database.run([statement.command(values)])[0][0].int(0) >= most
    }
}
