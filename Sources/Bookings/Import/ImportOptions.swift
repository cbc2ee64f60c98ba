public import API

/// How a file of bookings is imported.
public struct ImportOptions: Sendable {
    /// What happens to the others when a line is refused.
    public enum ErrorPolicy: String, ChoiceContent {
        /// They are imported, in batches each of which is durable before its verdicts leave.
        case skip
        /// None is imported.
        case abort
    }

    /// The formats.
    public enum Format: Sendable { case ndjson, csv }

    /// What stands between a CSV's fields.
    public enum Separator: String, ChoiceContent {
        case comma, semicolon, tab

        var byte: UInt8 {
            switch self {
            case .comma: UInt8(ascii: ",")
            case .semicolon: UInt8(ascii: ";")
            case .tab: UInt8(ascii: "\t")
            }
        }
    }

    /// What stands before a CSV's decimals.
    public enum Decimal: String, ChoiceContent { case point, comma }

    public var format = Format.ndjson
    public var onError = ErrorPolicy.skip
    /// Whether everything is undone in the end.
    public var isDryRun = false
    /// Whether customers and venues that nobody knows are made.
    public var createsMissing = false
    /// The time zone of venues that are made.
    public var timeZone = "UTC"
    /// What a CSV's columns mean; nil: they have the names of an export's.
    public var columns: ImportColumns?
    public var separator = Separator.comma
    public var decimal = Decimal.point

    /// The standard: NDJSON, line by line, for good.
    public init() {}

    /// Whether it all happens in one transaction.
    var isAtOnce: Bool { isDryRun || onError == .abort }
}
