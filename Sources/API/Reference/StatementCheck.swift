public import Postgres

/// Compares statements, those of every endpoint above all, with the database's schema: SQL checked like types, without
/// an ORM.
///
/// Each combination of optional clauses is prepared and described, and its columns' types and
/// parameters are held against the declarations.
public struct StatementCheck {
    private let connection: Connection
    private var enums: [PostgresType: [String]] = [:]

    /// One statement that does not fit.
    public struct Fault: Sendable, CustomStringConvertible {
        let operation: String
        let detail: String
        public var description: String { "\(operation): \(detail)" }
    }

    /// What a check found.
    public struct Findings: Sendable {
        /// How many statements were prepared and described.
        public var statements = 0
        public var faults: [Fault] = []
    }

    /// Prepares a check.
    public init(_ connection: Connection) throws(DatabaseError) {
        self.connection = connection
        let rows = try connection.run(
            Statement(
                "SELECT enumtypid::int8, enumlabel FROM pg_enum ORDER BY enumtypid, enumsortorder"))
        for index in 0..<rows.count {
            let type = PostgresType(oid: UInt32(rows[index].int(0)))
            enums[type, default: []].append(rows[index].text(1))
        }
    }

    /// Checks endpoints.
    public func findings(_ endpoints: [any Endpoint.Type]) -> Findings {
        findings(
            endpoints.map { endpoint in
                (
                    "\(endpoint.operation.method.rawValue) \(endpoint.operation.path)",
                    endpoint.statements
                        + (endpoint.operation.creates ? IdempotencyKey.statements : [])
                )
            })
    }

    /// Checks statements of whatever is known by a name.
    public func findings(_ users: [(name: String, statements: [CheckedStatement])]) -> Findings {
        var findings = Findings()
        for user in users {
            for checked in user.statements {
                for variant in checked.sql.allVariants {
                    findings.statements += 1
                    findings.faults += faults(variant, checked.columns).map {
                        Fault(operation: user.name, detail: $0)
                    }
                }
            }
        }
        return findings
    }

    private func faults(_ variant: PreparedSQL.Variant, _ columns: [Column]) -> [String] {
        let description: StatementDescription
        do {
            description = try connection.describe(variant.statement)
        } catch {
            return ["\(error)\n\(variant.statement.text)"]
        }
        var faults: [String] = []
        let leaves = columns.flatMap(\.leaves)
        if description.columns.count < leaves.count {
            faults.append("\(leaves.count) columns declared, \(description.columns.count) given")
        }
        for (leaf, column) in zip(leaves, description.columns) where !fits(leaf.kind, column.type) {
            faults.append("\(leaf.name) is declared \(leaf.kind), but has type \(column.type.oid)")
        }
        for (parameter, type) in zip(variant.parameters, description.parameters) {
            if case .choice(let labels) = parameter.schema, enums[type] ?? [] != labels {
                faults.append(
                    "\(parameter.name) may be \(labels), but the type has \(enums[type] ?? [])")
            }
        }
        return faults
    }

    private func fits(_ kind: Column.Kind, _ type: PostgresType) -> Bool {
        switch kind {
        case .int: [.int2, .int4, .int8].contains(type)
        case .money: type == .int8
        // 1042 and 1043 are char(n) and varchar(n).
        case .text: [.text, PostgresType(oid: 1042), PostgresType(oid: 1043)].contains(type)
        case .bool: type == .bool
        case .instant: type == .timestamptz
        case .day: type == .date
        case .time: type == .time
        case .json: type == .jsonb
        case .choice(let labels): enums[type] == labels
        case .object: false
        }
    }
}
