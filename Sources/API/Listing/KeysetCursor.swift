internal import Calendar
internal import Postgres
internal import Security

/// A place in a list: the keys of a row, and which way to go from it.
///
/// A client gets it as an opaque text. It is not secret and grants nothing; the marks at both ends
/// are there so that a cursor of another list, or one that was cut or mistyped, is refused instead
/// of misread.
struct KeysetCursor {
    enum KeyKind: UInt8, Sendable { case int, instant, text }

    let isBackwards: Bool
    let keys: [Value]

    init(isBackwards: Bool, keys: [Value]) {
        self.isBackwards = isBackwards
        self.keys = keys
    }

    /// The place of a row whose keys begin at a field.
    init(_ row: Row, keys: [List.Key], from field: Int, isBackwards: Bool) {
        self.isBackwards = isBackwards
        self.keys = keys.enumerated().map { index, key in
            switch key.kind {
            case .int: .int(row.int(field + index))
            case .instant: .instant(row.int(field + index))
            case .text: .text(row.text(field + index))
            }
        }
    }

    /// Reads a cursor's text; nil if it is not one of the list with this mark and these keys.
    init?(_ text: String, mark: UInt32, keys: [List.Key]) {
        guard let bytes = Sodium.bytes(base64URL: text), bytes.count > 9 else { return nil }
        let content = bytes.dropLast(4)
        guard Self.number(bytes.suffix(4)) == Self.hash(content),
            Self.number(content.prefix(4)) == mark, content[4] <= 1
        else { return nil }
        var rest = content.dropFirst(5)
        var values: [Value] = []
        for key in keys {
            guard let value = Self.take(key.kind, &rest) else { return nil }
            values.append(value)
        }
        guard rest.isEmpty else { return nil }
        isBackwards = content[4] == 1
        self.keys = values
    }

    /// The cursor's text.
    func text(mark: UInt32) -> String {
        var bytes = Self.bytes(mark) + [isBackwards ? 1 : 0]
        for key in keys {
            switch key {
            case .int(let number), .instant(let number):
                bytes += (0..<8).map { UInt8(truncatingIfNeeded: number >> (56 - 8 * Int64($0))) }
            case .text(let text):
                let text = Array(text.utf8.prefix(Int(UInt16.max)))
                bytes += [UInt8(text.count >> 8), UInt8(text.count & 255)] + text
            default: break
            }
        }
        return Sodium.base64URL(bytes + Self.bytes(Self.hash(bytes[...])))
    }

    private static func take(_ kind: KeyKind, _ rest: inout ArraySlice<UInt8>) -> Value? {
        let width = kind == .text ? 2 : 8
        guard rest.count >= width else { return nil }
        let number = rest.prefix(width).reduce(Int64(0)) { $0 << 8 | Int64($1) }
        rest = rest.dropFirst(width)
        switch kind {
        case .int: return .int(number)
        case .instant:
            guard Instant.writable.contains(Instant(microseconds: number)) else { return nil }
            return .instant(number)
        case .text:
            guard rest.count >= Int(number),
                let text = String(validating: rest.prefix(Int(number)), as: UTF8.self)
            else { return nil }
            rest = rest.dropFirst(Int(number))
            return .text(text)
        }
    }

    /// The mark of a list.
    static func mark(_ list: String) -> UInt32 { hash(Array(list.utf8)[...]) }

    /// FNV-1a of 32 bits.
    private static func hash(_ bytes: ArraySlice<UInt8>) -> UInt32 {
        bytes.reduce(0x811c_9dc5) { ($0 ^ UInt32($1)) &* 0x0100_0193 }
    }

    private static func bytes(_ number: UInt32) -> [UInt8] {
        (0..<4).map { UInt8(truncatingIfNeeded: number >> (24 - 8 * UInt32($0))) }
    }

    private static func number(_ bytes: ArraySlice<UInt8>) -> UInt32 {
        bytes.reduce(0) { $0 << 8 | UInt32($1) }
    }
}
