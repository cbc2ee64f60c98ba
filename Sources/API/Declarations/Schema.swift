internal import JSON
internal import Postgres

/// The shape of a JSON value, as far as OpenAPI documents need it (JSON Schema 2020-12).
public indirect enum Schema: Sendable {
    case integer(ClosedRange<Int>? = nil)
    /// A number with decimals.
    case number
    case string(format: String? = nil, length: ClosedRange<Int>? = nil)
    case choice([String])
    case boolean
    /// A value of any shape, such as a `jsonb` column.
    case any
    case null
    case array(Schema)
    case object([Property])
    case nullable(Schema)
    /// A value of one of these shapes.
    case oneOf([Schema])

    /// One member of an object.
    public struct Property: Sendable {
        let name: String
        let schema: Schema
        let isRequired: Bool

        /// Declares a member.
        public init(_ name: String, _ schema: Schema, isRequired: Bool = true) {
            self.name = name
            self.schema = schema
            self.isRequired = isRequired
        }
    }
}

extension Schema {
    /// Writes the schema as JSON, with the value that stands in when none is given.
    func write(to json: inout JSONWriter, standard: Value? = nil) throws {
        try json.object { json in
            try writeMembers(to: &json, orNull: false)
            switch standard {
            case .int(let number): try json.member("default", Int(number))
            case .text(let text): try json.member("default", text)
            case .bool(let flag): try json.member("default", flag)
            default: break
            }
        }
    }

    private func writeMembers(to json: inout JSONWriter, orNull: Bool) throws {
        switch self {
        case .integer(let range):
            try type("integer", orNull, &json)
            try json.member("format", "int64")
            if let range {
                try json.member("minimum", range.lowerBound)
                try json.member("maximum", range.upperBound)
            }
        case .number: try type("number", orNull, &json)
        case .string(let format, let length):
            try type("string", orNull, &json)
            if let format { try json.member("format", format) }
            if let length {
                try json.member("minLength", length.lowerBound)
                try json.member("maxLength", length.upperBound)
            }
        case .choice(let values):
            try type("string", orNull, &json)
            try json.array("enum") { json in
                for value in values { try json.string(value) }
                // A value must be one of these as well as of the type (JSON Schema 2020-12).
                if orNull { try json.null() }
            }
        case .boolean: try type("boolean", orNull, &json)
        case .null: try json.member("type", "null")
        case .any: break
        case .array(let element):
            try type("array", orNull, &json)
            try json.key("items")
            try element.write(to: &json)
        case .object(let properties):
            try type("object", orNull, &json)
            try write(properties, to: &json)
        case .nullable(let schema): try schema.writeMembers(to: &json, orNull: true)
        case .oneOf(let schemas):
            try json.array("oneOf") { json in
                for schema in schemas + (orNull ? [.null] : []) {
                    try schema.write(to: &json)
                }
            }
        }
    }

    private func write(_ properties: [Property], to json: inout JSONWriter) throws {
        try json.object("properties") { json in
            for property in properties {
                try json.key(property.name)
                try property.schema.write(to: &json)
            }
        }
        let required = properties.filter(\.isRequired)
        if !required.isEmpty {
            try json.array("required") { for property in required { try $0.string(property.name) } }
        }
        try json.member("additionalProperties", false)
    }

    private func type(_ name: String, _ orNull: Bool, _ json: inout JSONWriter) throws {
        guard orNull else { return try json.member("type", name) }
        try json.array("type") {
            try $0.string(name)
            try $0.string("null")
        }
    }
}
