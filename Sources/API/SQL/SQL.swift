/// SQL text whose holes are parameter *declarations*, not values.
///
/// So a statement is constant, can be prepared and described without a request, and is itself the
/// list of the parameters it takes. An optional clause is part of the text only when its parameter
/// is given; each combination is a statement of its own with a plan of its own, never `($1 IS NULL
/// OR …)`.
public struct SQL: ExpressibleByStringInterpolation, Sendable {
    indirect enum Piece: Sendable {
        case text(String)
        case hole(ParameterDeclaration)
        case clause(when: ParameterDeclaration, SQL)
        case sql(SQL)
        case plannedAnew
    }

    /// Says, without any text, that a statement with this part is planned anew for each request's values.
    ///
    /// A search for a pattern needs it: the index is the best way to a rare word, and the worst to a
    /// common letter. A plan for all of them supposes that each is rare.
    public static let plannedAnew = SQL(pieces: [.plannedAnew])

    private init(pieces: [Piece]) { self.pieces = pieces }

    var pieces: [Piece]

    public init(stringLiteral text: String) { pieces = [.text(text)] }
    public init(stringInterpolation interpolation: StringInterpolation) {
        pieces = interpolation.pieces
    }

    /// Gathers the pieces of an interpolated literal.
    public struct StringInterpolation: StringInterpolationProtocol {
        var pieces: [Piece] = []

        public init(literalCapacity: Int, interpolationCount: Int) {
            pieces.reserveCapacity(interpolationCount * 2 + 1)
        }

        public mutating func appendLiteral(_ text: String) { pieces.append(.text(text)) }

        /// A parameter: `$n` in the statement.
        public mutating func appendInterpolation(_ parameter: some Parameter) {
            pieces.append(.hole(parameter.declaration))
        }

        /// A value that the endpoint itself works out.
        public mutating func appendInterpolation(hole declaration: ParameterDeclaration) {
            pieces.append(.hole(declaration))
        }

        /// A clause that is there only when `parameter` is given.
        public mutating func appendInterpolation(when parameter: some Parameter, _ clause: SQL) {
            pieces.append(.clause(when: parameter.declaration, clause))
        }

        /// A statement's part that stands elsewhere.
        public mutating func appendInterpolation(_ part: SQL) { pieces.append(.sql(part)) }

        /// A `SELECT` list.
        public mutating func appendInterpolation(columns: [Column]) {
            pieces.append(.text(columns.selectList))
        }

        /// Constant text, such as a join.
        public mutating func appendInterpolation(text: String) { pieces.append(.text(text)) }
    }

    /// A text that no other statement has.
    var signature: String {
        pieces.map { piece in
            switch piece {
            case .text(let text): text
            case .hole(let declaration): "{\(declaration.name)}"
            case .clause(let condition, let sql): "[\(condition.name): \(sql.signature)]"
            case .sql(let sql): sql.signature
            case .plannedAnew: ""
            }
        }.joined()
    }

    /// All parameters, in the order of first mention.
    var parameters: [ParameterDeclaration] {
        var found: [ParameterDeclaration] = []
        func add(_ declaration: ParameterDeclaration) {
            if !found.contains(where: declaration.isSame(as:)) { found.append(declaration) }
        }
        for piece in pieces {
            switch piece {
            case .text, .plannedAnew: break
            case .hole(let declaration): add(declaration)
            case .clause(let condition, let sql):
                add(condition)
                sql.parameters.forEach(add)
            case .sql(let sql): sql.parameters.forEach(add)
            }
        }
        return found
    }

    /// The parameters whose presence decides the text, in the order of first mention.
    var conditions: [ParameterDeclaration] {
        var found: [ParameterDeclaration] = []
        for piece in pieces {
            let more: [ParameterDeclaration] =
                switch piece {
                case .text, .hole, .plannedAnew: []
                case .clause(let condition, let sql): [condition] + sql.conditions
                case .sql(let sql): sql.conditions
                }
            for condition in more where !found.contains(where: condition.isSame(as:)) {
                found.append(condition)
            }
        }
        return found
    }
}
