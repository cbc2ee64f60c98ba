public import API
public import Configuration
internal import Postgres

/// Work that a worker does in the background, in batches. Any number of workers may do it at once.
public protocol Job: Sendable {
    /// Works off up to so many rows, and gives how many there were.
    static var statement: PreparedSQL { get }
    /// Sets what the statement needs besides the number of rows.
    static func set(_ values: inout ParameterValues, _ configuration: Configuration)
}

extension Job {
    /// Does nothing, as most statements need nothing.
    public static func set(_ values: inout ParameterValues, _ configuration: Configuration) {}
}

/// What a worker does besides delivering.
public enum Jobs {
    /// The jobs of each turn.
    public static let frequent: [any Job.Type] = [
        ExpireHolds.self, ExpireWishes.self, CompleteBookings.self, FanOut.self,
    ]
    /// The jobs of each hour.
    public static let rare: [any Job.Type] = [CleanUp.self]

    static let most = ParameterDeclaration.machinery("most", .int8)

    /// All statements with names, for checking them against the schema.
    public static let statements: [(name: String, statements: [CheckedStatement])] =
        (frequent + rare).map {
            ("\($0)", [CheckedStatement($0.statement, [.int("count")])])
        } + [
            ("HoldTime", [CheckedStatement(HoldTime.statement, [])]),
            ("Delivery", Delivery.statements), ("SealedSecrets", SealedSecrets.statements),
        ]
}
