internal import JSON
public import Postgres

/// Reads an object's members as they are declared, and gathers every fault with its place.
struct ObjectReading {
    private(set) var values: [(declaration: ParameterDeclaration, value: Value)] = []
    private(set) var faults: [(place: String, detail: String)] = []

    /// Reads an object.
    init(_ json: JSONValue, _ declared: [ParameterDeclaration]) {
        guard case .object(let members) = json else {
            faults = [("", "must be an object")]
            return
        }
        for member in members {
            let place = JSONPointer.root.appending(member.name).description
            guard let declaration = declared.first(where: { $0.name == member.name }) else {
                faults.append((place, "is not a member of this body"))
                continue
            }
            switch declaration.parseJSON(member.value) {
            case .success(let value): values.append((declaration, value))
            case .failure(let fault):
                faults += fault.details.map { (place + $0.place, $0.detail) }
            }
        }
        for declaration in declared where declaration.isRequired {
            guard !members.contains(where: { $0.name == declaration.name }) else { continue }
            let place = JSONPointer.root.appending(declaration.name).description
            faults.append((place, "must be given"))
        }
    }
}

/// An array of objects in a body. PostgreSQL gets it as one JSON text, for `jsonb_to_recordset`.
public struct Objects: ParameterContent {
    private let json: String

    public static var postgresType: PostgresType { .text }
    public static var schema: Schema { .array(.any) }
    public static var expectation: String { "an array of objects" }
    public static func parse(_ text: String) -> Objects? { nil }
    public var value: Value { .text(json) }
    public init?(_ value: Value) {
        guard case .text(let json) = value else { return nil }
        self.json = json
    }
}

extension Body where Content == Objects {
    /// Declares an array of objects that may be left out.
    /// - Parameters:
    ///   - members: the members of each object.
    ///   - most: how many objects there may be.
    public init(
        optional name: String, of members: [ParameterDeclaration], most: Int, _ summary: String
    ) {
        declaration = ParameterDeclaration(
            name: name, location: .body, postgresType: .text,
            schema: .array(
                .object(members.map { .init($0.name, $0.schema, isRequired: $0.isRequired) })),
            summary: summary, isRequired: false, standard: nil,
            parseText: { _ in .failure(ParameterFault(detail: "must be an array")) },
            parseJSON: { Self.read($0, members, most) })
    }

    private static func read(_ json: JSONValue, _ members: [ParameterDeclaration], _ most: Int)
        -> Result<Value, ParameterFault>
    {
        guard case .array(let elements) = json else {
            return .failure(ParameterFault(detail: "must be \(Objects.expectation)"))
        }
        guard elements.count <= most else {
            return .failure(ParameterFault(detail: "must have at most \(most) elements"))
        }
        let readings = elements.map { ObjectReading($0, members) }
        let faults = readings.enumerated().flatMap { index, reading in
            reading.faults.map { ("/\(index)" + $0.place, $0.detail) }
        }
        guard faults.isEmpty else { return .failure(ParameterFault(details: faults)) }
        return .success(.text(text(readings)))
    }

    /// The objects as JSON again: just the members that are declared, checked.
    private static func text(_ readings: [ObjectReading]) -> String {
        var text: [UInt8] = []
        let output = unsafe Output(capacity: 4_096) { unsafe text += Array($0) }
        var json = JSONWriter(output)
        // An output that drains to an array cannot fail.
        try? json.array { json in
            for reading in readings {
                try json.object { json in
                    for (declaration, value) in reading.values {
                        try json.key(declaration.name)
                        try value.write(to: &json)
                    }
                }
            }
        }
        try? output.flush()
        return String(decoding: text, as: UTF8.self)
    }
}

extension Value {
    /// Writes what a member of a body can be.
    fileprivate func write(to json: inout JSONWriter) throws {
        switch self {
        case .int(let number): try json.int(number)
        case .text(let text): try json.string(text)
        case .bool(let flag): try json.bool(flag)
        case .null, .double, .bytes, .instant, .day: try json.null()
        }
    }
}
