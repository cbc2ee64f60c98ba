/// A PostgreSQL type, by the object id under which its wire format is fixed (`pg_type.dat`).
public struct PostgresType: Hashable, Sendable {
    /// The object id in `pg_type`; 0 leaves the type to PostgreSQL's inference.
    public let oid: UInt32

    /// Creates a type from its object id.
    public init(oid: UInt32) { self.oid = oid }

    /// Left to PostgreSQL.
    public static let inferred = PostgresType(oid: 0)
    /// `bool`, one byte.
    public static let bool = PostgresType(oid: 16)
    /// `bytea`.
    public static let bytes = PostgresType(oid: 17)
    /// `bigint`.
    public static let int8 = PostgresType(oid: 20)
    /// `smallint`.
    public static let int2 = PostgresType(oid: 21)
    /// `integer`.
    public static let int4 = PostgresType(oid: 23)
    /// `text`.
    public static let text = PostgresType(oid: 25)
    /// `double precision`.
    public static let float8 = PostgresType(oid: 701)
    /// `date`, in days since 2000-01-01.
    public static let date = PostgresType(oid: 1082)
    /// `time`, in microseconds.
    public static let time = PostgresType(oid: 1083)
    /// `timestamp`, in microseconds since 2000-01-01.
    public static let timestamp = PostgresType(oid: 1114)
    /// `timestamptz`, in microseconds since 2000-01-01.
    public static let timestamptz = PostgresType(oid: 1184)
    /// `jsonb`, a version byte and the text.
    public static let jsonb = PostgresType(oid: 3802)
}

/// The text of one SQL statement and the types of its parameters `$1 … $n`.
///
/// Identity matters: a connection prepares each `Statement` object once, on first use, under a name
/// of its own. So statements are made once and kept, never made per request.
public final class Statement: Sendable {
    /// The text, with `$1 … $n` for parameters.
    public let text: String
    /// The parameters' types, in order.
    public let types: [PostgresType]
    /// Whether it is planned anew for each command's values instead of being prepared once.
    let isPlannedAnew: Bool

    /// Creates a statement. Parameters whose type is not given are inferred by PostgreSQL.
    /// - Parameter isPlannedAnew: whether its best plan depends on the values so much that planning it
    ///   each time is cheaper than a plan for all values.
    public init(_ text: String, types: [PostgresType] = [], isPlannedAnew: Bool = false) {
        self.text = text
        self.types = types
        self.isPlannedAnew = isPlannedAnew
    }
}

/// A value for a statement's parameter. All values travel in PostgreSQL's binary format.
public enum Value: Sendable, Equatable {
    case null
    case bool(Bool)
    case int(Int64)
    case double(Double)
    case text(String)
    case bytes([UInt8])
    /// Microseconds since 2000-01-01T00:00:00Z, PostgreSQL's own epoch and unit.
    case instant(Int64)
    /// Days since 2000-01-01.
    case day(Int32)
}

/// A statement together with the values for its parameters.
public struct Command: Sendable {
    /// What is run.
    public let statement: Statement
    /// A value for each parameter.
    public let values: [Value]

    /// Pairs a statement with one value for each of its parameters.
    public init(_ statement: Statement, _ values: [Value] = []) {
        self.statement = statement
        self.values = values
    }
}
