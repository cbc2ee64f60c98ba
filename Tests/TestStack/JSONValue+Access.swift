public import Foundation
public import JSON

/// Short ways into a JSON value for tests; what is not there is null.
extension JSONValue {
    /// Reads a document of any size; null if it is none.
    public init(_ data: Data) {
        let limits = JSONLimits(
            maximumBytes: 1 << 30, maximumDepth: 64, maximumStringBytes: 1 << 24,
            maximumElements: 1 << 30, maximumNumberDigits: 40)
        self = (try? JSONReader(limits: limits).parse([UInt8](data))) ?? .null
    }

    public subscript(name: String) -> JSONValue {
        guard case .object(let members) = self else { return .null }
        return members.first { $0.name == name }?.value ?? .null
    }

    public subscript(index: Int) -> JSONValue {
        guard case .array(let elements) = self, elements.indices.contains(index) else {
            return .null
        }
        return elements[index]
    }

    public var elements: [JSONValue] {
        guard case .array(let elements) = self else { return [] }
        return elements
    }

    public var names: [String] {
        guard case .object(let members) = self else { return [] }
        return members.map(\.name)
    }

    public var text: String {
        guard case .string(let text) = self else { return "" }
        return text
    }

    public var int: Int? {
        guard case .number(let number) = self else { return nil }
        return number.int64.map(Int.init)
    }

    public var isNull: Bool { self == .null }
}
