public import Postgres
internal import Synchronization

/// An SQL text with the statements that it has become so far: one for each combination of optional
/// clauses that was asked for. Shared by all threads.
public final class PreparedSQL: Sendable {
    let sql: SQL
    private let conditions: [ParameterDeclaration]
    private let variants = Mutex<[UInt64: Variant]>([:])

    /// One combination: the statement, and the parameters for `$1 … $n`.
    struct Variant: Sendable {
        let statement: Statement
        let parameters: [ParameterDeclaration]
    }

    /// Keeps an SQL text ready for use.
    public init(_ sql: SQL) {
        self.sql = sql
        conditions = sql.conditions
        precondition(conditions.count < 64, "a statement has fewer than 64 optional clauses")
    }

    /// The command for a request's values.
    public func command(_ values: ParameterValues) -> Command {
        let variant = variant(given: values.isPresent)
        return Command(variant.statement, variant.parameters.map { values[$0] })
    }

    /// Every combination of optional clauses, for checking them against the schema.
    var allVariants: [Variant] {
        (0..<(UInt64(1) << UInt64(conditions.count))).map { mask in
            var index = 0
            var present: [ParameterDeclaration] = []
            for condition in conditions {
                if mask >> UInt64(index) & 1 == 1 { present.append(condition) }
                index += 1
            }
            return render { condition in present.contains(where: condition.isSame(as:)) }
        }
    }

    private func variant(given isPresent: (ParameterDeclaration) -> Bool) -> Variant {
        var mask: UInt64 = 0
        for (index, condition) in conditions.enumerated() where isPresent(condition) {
            mask |= 1 << UInt64(index)
        }
        return variants.withLock { variants in
            if let known = variants[mask] { return known }
            let fresh = render(isPresent)
            variants[mask] = fresh
            return fresh
        }
    }

    private func render(_ isPresent: (ParameterDeclaration) -> Bool) -> Variant {
        var text = ""
        var parameters: [ParameterDeclaration] = []
        var isPlannedAnew = false
        func append(_ sql: SQL) {
            for piece in sql.pieces {
                switch piece {
                case .text(let part): text += part
                case .sql(let part): append(part)
                case .plannedAnew: isPlannedAnew = true
                case .clause(let condition, let part): if isPresent(condition) { append(part) }
                case .hole(let declaration):
                    let known = parameters.firstIndex(where: declaration.isSame(as:))
                    if known == nil { parameters.append(declaration) }
                    text += "$\((known ?? parameters.count - 1) + 1)"
                }
            }
        }
        append(sql)
        return Variant(
            statement: Statement(
                text, types: parameters.map(\.postgresType), isPlannedAnew: isPlannedAnew),
            parameters: parameters)
    }
}
