internal import FastCGI
internal import JSON

/// A file that came with a request, and what was said about it.
public struct Upload {
    /// The request's body.
    public let body: SpooledBody
    /// Where in the body the file is: all of it, or a form's part.
    public let content: Range<Int>
    /// The media type that the client declares for the whole body; nil for a form, in which what the
    /// client says about a part is not relied on.
    public let mediaType: String?
    /// The call's values and those of the form's fields.
    public let values: ParameterValues
}

extension Call {
    /// Whether the request's body is one of the endpoint's files, and not JSON.
    public func isUpload(_ file: FileBody) -> Bool { file.takes(request) }

    /// Reads the request's body, which is a file as it is or a form with one.
    ///
    /// Beside a file that comes as it is, the query gives what the fields of a form would. None must be
    /// given.
    /// - Parameter fields: the members of the body that a form's fields can give.
    /// - Throws: what ``spool(_:)`` throws; 400 for a form that cannot be read, 422 naming every fault
    ///   of its fields.
    public func upload(_ file: FileBody, fields: [ParameterDeclaration]) throws(Problem) -> Upload {
        let body = try spool(file)
        guard request.mediaType == FileBody.form else {
            return Upload(
                body: body, content: 0..<body.size, mediaType: request.mediaType, values: values)
        }
        let reading = FormReading(
            body: body, fields: fields, names: file.fieldNames, values: values)
        return try reading.upload()
    }
}

/// Reads a form's fields, and gathers every fault.
private struct FormReading {
    /// Bytes of a field that is no file.
    private static let longestField = 65_536

    let body: SpooledBody
    let fields: [ParameterDeclaration]
    let names: [String]
    let values: ParameterValues

    func upload() throws(Problem) -> Upload {
        let (files, values, faults) = try read()
        var problems = faults
        if files.count != 1 {
            let pointer = "/\(names[0])"
            problems.append(
                .pointer(pointer, files.isEmpty ? "must be given" : "must be given once"))
        }
        guard problems.isEmpty else { throw .invalid(problems) }
        return Upload(body: body, content: files[0].content, mediaType: nil, values: values)
    }

    private func read() throws(Problem) -> ([MultipartPart], ParameterValues, [Fault]) {
        var values = values
        var faults: [Fault] = []
        var files: [MultipartPart] = []
        var seen: Set<String> = []
        for part in try formParts() {
            let name = part.head.name
            if names.contains(name) {
                files.append(part)
                continue
            }
            guard let field = fields.first(where: { $0.name == name }) else {
                faults.append(.member(name, "is not a member of this body"))
                continue
            }
            guard seen.insert(name).inserted else {
                faults.append(.member(name, "must be given once"))
                continue
            }
            guard let text = try text(part.content) else {
                faults.append(.member(name, "must be UTF-8 without NUL, and not so long"))
                continue
            }
            guard !text.isEmpty else { continue }
            switch field.parseText(text) {
            case .success(let value): values.set(field, value)
            case .failure(let fault): faults.append(.member(name, fault.detail))
            }
        }
        return (files, values, faults)
    }

    private func formParts() throws(Problem) -> [MultipartPart] {
        do {
            return try parts()
        } catch let fault as MultipartParser.Fault {
            throw Problem(.malformed, "The body is not a form: \(fault.detail).")
        } catch {
            throw error as? Problem ?? .unavailable("The body could not be read.")
        }
    }

    private func parts() throws -> [MultipartPart] {
        guard let boundary = FieldValue(body.mediaType)?["boundary"],
            (1...70).contains(boundary.utf8.count)
        else { throw Problem(.malformed, "The form's boundary is missing or too long.") }
        var parser = MultipartParser(boundary: boundary)
        var buffer = [UInt8](repeating: 0, count: 32_768)
        var offset = 0
        while case let count = try body.read(at: offset, into: &buffer), count > 0 {
            try parser.feed(buffer[..<count])
            offset += count
        }
        try parser.finish()
        return parser.parts
    }

    private func text(_ content: Range<Int>) throws(Problem) -> String? {
        guard content.count <= Self.longestField else { return nil }
        var bytes = [UInt8](repeating: 0, count: content.count)
        _ = try body.read(at: content.lowerBound, into: &bytes)
        return bytes.contains(0) ? nil : String(validating: bytes, as: UTF8.self)
    }
}

extension Fault {
    /// A fault of a member that the client named.
    fileprivate static func member(_ name: String, _ detail: String) -> Fault {
        .pointer(JSONPointer.root.appending(name).description, detail)
    }
}
