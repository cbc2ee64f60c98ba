/// One member of a row's JSON object, and the SQL expression that gives its value.
///
/// The same list of columns makes the `SELECT` list, the bytes of each row, and the schema in the
/// OpenAPI document.
public struct Column: Sendable {
    /// How a value is read from PostgreSQL and written as JSON.
    public indirect enum Kind: Sendable {
        /// `int2`, `int4` or `int8`.
        case int
        case text
        case bool
        /// `timestamptz`, written as RFC 3339 in UTC.
        case instant
        /// `date`, written as `YYYY-MM-DD`.
        case day
        /// `time`, written as `HH:MM`.
        case time
        /// Minor units in an `int8`, written as a decimal text such as `"120.00"`.
        case money
        /// `jsonb`, copied through.
        case json
        /// A PostgreSQL enum with these labels.
        case choice([String])
        /// A nested object.
        case object([Column])
    }

    public let name: String
    public let kind: Kind
    let expression: String
    let isNullable: Bool

    private init(_ name: String, _ kind: Kind, _ expression: String?, isNullable: Bool = false) {
        self.name = name
        self.kind = kind
        self.expression = expression ?? name
        self.isNullable = isNullable
    }

    /// An integer.
    public static func int(_ name: String, _ expression: String? = nil) -> Column {
        Column(name, .int, expression)
    }
    /// A text.
    public static func text(_ name: String, _ expression: String? = nil) -> Column {
        Column(name, .text, expression)
    }
    /// A truth value.
    public static func bool(_ name: String, _ expression: String? = nil) -> Column {
        Column(name, .bool, expression)
    }
    /// A moment.
    public static func instant(_ name: String, _ expression: String? = nil) -> Column {
        Column(name, .instant, expression)
    }
    /// A calendar day.
    public static func day(_ name: String, _ expression: String? = nil) -> Column {
        Column(name, .day, expression)
    }
    /// A time of day.
    public static func time(_ name: String, _ expression: String? = nil) -> Column {
        Column(name, .time, expression)
    }
    /// An amount of money in minor units.
    public static func money(_ name: String, _ expression: String? = nil) -> Column {
        Column(name, .money, expression)
    }
    /// A JSON value.
    public static func json(_ name: String, _ expression: String? = nil) -> Column {
        Column(name, .json, expression)
    }
    /// One of a closed set of texts.
    public static func choice<Content: ChoiceContent>(
        _ name: String, _ type: Content.Type, _ expression: String? = nil
    ) -> Column {
        Column(name, .choice(Content.allCases.map(\.rawValue)), expression)
    }
    /// An object made of further columns.
    public static func object(_ name: String, _ columns: [Column]) -> Column {
        Column(name, .object(columns), nil)
    }

    /// The same column, whose value may be null.
    public var orNull: Column { Column(name, kind, expression, isNullable: true) }

    /// The columns of the `SELECT` list that this one takes.
    public var leaves: [Column] {
        if case .object(let columns) = kind { return columns.flatMap(\.leaves) }
        return [self]
    }

    /// The shape of the column's JSON.
    var schema: Schema {
        let schema: Schema =
            switch kind {
            case .int: .integer()
            case .text: .string()
            case .bool: .boolean
            case .instant: .string(format: "date-time")
            case .day: .string(format: "date")
            case .time: .string(format: "time")
            case .money: .string(format: "decimal")
            case .json: .any
            case .choice(let labels): .choice(labels)
            case .object(let columns): .object(columns)
            }
        return isNullable ? .nullable(schema) : schema
    }
}

extension Schema {
    /// The object that a row becomes.
    public static func object(_ columns: [Column]) -> Schema {
        .object(columns.map { Property($0.name, $0.schema) })
    }
}

extension [Column] {
    /// The `SELECT` list.
    var selectList: String {
        flatMap(\.leaves).map(\.expression).joined(separator: ", ")
    }
}
