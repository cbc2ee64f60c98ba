/// What stands before the content of a form's part (RFC 7578, section 4).
struct MultipartHead: Equatable {
    /// The name of the form's field.
    let name: String
    /// The name of the file, if the part is one.
    let fileName: String?

    /// Reads a head, with the empty line that ends it.
    init(_ bytes: [UInt8]) throws(MultipartParser.Fault) {
        guard let text = String(validating: bytes, as: UTF8.self) else {
            throw .init(detail: "the head of a part is not UTF-8")
        }
        var disposition: FieldValue?
        for line in text.split(separator: "\r\n") {
            guard let colon = line.firstIndex(of: ":"), line.first != " ", line.first != "\t" else {
                throw .init(detail: "the head of a part has a line that is no field")
            }
            let value = line[line.index(after: colon)...]
            switch line[..<colon].lowercased() {
            case "content-disposition":
                guard disposition == nil else {
                    throw .init(detail: "a part has two Content-Disposition fields")
                }
                disposition = FieldValue(value)
            case "content-transfer-encoding":
                // Forms do not use it any more (RFC 7578, section 4.7).
                let encoding = value.filter { $0 != " " }.lowercased()
                guard ["7bit", "8bit", "binary"].contains(encoding) else {
                    throw .init(detail: "a part is encoded for transfer")
                }
            default: break
            }
        }
        guard let disposition, disposition.value.lowercased() == "form-data",
            let name = disposition["name"]
        else { throw .init(detail: "a part has no name") }
        self.name = name
        fileName = disposition["filename"]
    }
}

/// A header field's value with parameters (RFC 9110, section 5.6.6): `form-data; name="photo"`.
struct FieldValue {
    /// What stands before the parameters.
    let value: String
    private var parameters: [(name: String, value: String)] = []

    /// Reads a value; nil if it is not of this form.
    init?(_ text: some StringProtocol) {
        var rest = Substring(text)
        value = Self.word(&rest)
        while !rest.isEmpty {
            guard rest.removeFirst() == ";" else { return nil }
            let name = Self.word(&rest)
            if name.isEmpty, rest.isEmpty { return }
            guard rest.popFirst() == "=" else { return nil }
            rest = rest.drop { $0 == " " || $0 == "\t" }
            guard let value = rest.first == "\"" ? Self.quoted(&rest) : Self.word(&rest) else {
                return nil
            }
            parameters.append((name.lowercased(), value))
            rest = rest.drop { $0 == " " || $0 == "\t" }
        }
    }

    /// A parameter's value by its name in small letters.
    subscript(name: String) -> String? { parameters.first { $0.name == name }?.value }

    private static func word(_ rest: inout Substring) -> String {
        rest = rest.drop { $0 == " " || $0 == "\t" }
        let word = rest.prefix { $0 != ";" && $0 != "=" && $0 != " " && $0 != "\t" }
        rest = rest.dropFirst(word.count).drop { $0 == " " || $0 == "\t" }
        return String(word)
    }

    /// A quoted text. Browsers write a quote within it as `%22`, others as `\"`.
    private static func quoted(_ rest: inout Substring) -> String? {
        rest.removeFirst()
        var text = ""
        while let character = rest.popFirst() {
            switch character {
            case "\"": return text
            case "\\" where rest.first == "\"" || rest.first == "\\":
                text.append(rest.removeFirst())
            default: text.append(character)
            }
        }
        return nil
    }
}
