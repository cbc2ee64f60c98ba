import Postgres
import Testing

@Suite("Scripts and descriptions")
struct Scripts {
    private let connection = Connection.toCluster()

    @Test("A script's statements all take effect, and the connection goes on as before")
    func script() throws {
        let table = uniqueName()
        try connection.execute(
            script: """
                CREATE TEMP TABLE \(table) (n int8);
                -- A comment; with a semicolon.
                INSERT INTO \(table) VALUES (1), (2);
                SELECT * FROM \(table);
                DO $$ BEGIN INSERT INTO \(table) VALUES (3); END $$;
                """)
        #expect(try connection.int("SELECT count(*) FROM \(table)") == 3)
        try connection.execute(script: "")
        #expect(try connection.int("SELECT count(*) FROM \(table)") == 3)
    }

    @Test("A script that fails takes no effect at all and names the line")
    func failingScript() throws {
        let table = uniqueName()
        let script = """
            CREATE TABLE \(table) (n int8);
            -- é€😀: the position counts characters.
            INSERT INTO \(table) VALUES (1);

            INSERT INTO \(table) VALUES (nothing);
            """
        guard
            case .statement(let error)? = databaseError({ try connection.execute(script: script) })
        else {
            Issue.record("no error")
            return
        }
        #expect(error.state == "42703" && error.message.hasSuffix("(line 5)"), "\(error.message)")
        #expect(sqlState { _ = try connection.int("SELECT count(*) FROM \(table)") } == "42P01")
    }

    @Test("A script that waits for data is refused, and the connection is usable afterwards")
    func copy() throws {
        let error = databaseError {
            try connection.execute(script: "CREATE TEMP TABLE c (n int); COPY c FROM STDIN")
        }
        guard case .lost? = error else {
            Issue.record("\(String(describing: error))")
            return
        }
        #expect(try connection.int("SELECT 1") == 1)
    }

    @Test("A description names parameters and columns without running the statement")
    func describe() throws {
        let table = uniqueName()
        try connection.execute(
            script: "CREATE TEMP TABLE \(table) (n int8, t text, d date, j jsonb)")
        let insert = Statement(
            "INSERT INTO \(table) VALUES ($1, $2, $3, $4) RETURNING *, now() AS at, true AS yes")
        let description = try connection.describe(insert)
        #expect(description.parameters == [.int8, .text, .date, .jsonb])
        #expect(description.columns.map(\.name) == ["n", "t", "d", "j", "at", "yes"])
        #expect(
            description.columns.map(\.type) == [.int8, .text, .date, .jsonb, .timestamptz, .bool])
        #expect(try connection.int("SELECT count(*) FROM \(table)") == 0)
    }

    @Test("A statement without rows has no columns, and declared types are kept")
    func describeCommand() throws {
        let description = try connection.describe(
            Statement("DELETE FROM pg_class WHERE reltuples < $1", types: [.float8]))
        #expect(description.columns.isEmpty && description.parameters == [.float8])
    }

    @Test(
        "A statement that does not fit the schema is refused by its description, and others are not"
    )
    func describeFault() throws {
        for _ in 0..<3 {
            #expect(
                sqlState { _ = try connection.describe(Statement("SELECT nothing FROM pg_class")) }
                    == "42703")
            #expect(try connection.describe(Statement("SELECT 1")).columns.count == 1)
        }
        #expect(connection.isOpen)
    }
}
