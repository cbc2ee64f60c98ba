public import Foundation
public import JSON

/// An answer as a client got it.
public struct Answer: Sendable {
    /// curl's exit status: 0 for a whole answer, 18 or 92 for one that was cut off.
    public let exit: Int32
    public let status: Int
    public let headers: [(name: String, value: String)]
    public let body: Data

    public var text: String { String(decoding: body, as: UTF8.self) }

    /// The body as JSON; null if it is none.
    public var json: JSONValue {
        JSONValue(body)
    }

    /// A header's value, by its name in any case.
    public subscript(name: String) -> String? {
        headers.first { $0.name.lowercased() == name.lowercased() }?.value
    }

    /// All values of a header.
    public func all(_ name: String) -> [String] {
        headers.filter { $0.name.lowercased() == name.lowercased() }.map(\.value)
    }
}

extension Stack {
    /// Makes a request with curl.
    /// - Parameters:
    ///   - login: who calls; nobody if nil.
    ///   - isSecure: whether to use HTTPS, and with it HTTP/2.
    ///   - options: further words for curl.
    public func curl(
        _ path: String, as login: Login? = nil, method: String? = nil, json: String? = nil,
        isSecure: Bool = false, options: [String] = []
    ) throws -> Answer {
        let files = FileManager.default.temporaryDirectory
            .appendingPathComponent("guildhall-curl-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: files, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(at: files) }
        let head = files.appendingPathComponent("head").path
        let body = files.appendingPathComponent("body").path
        var words = [
            "curl", "-sk", "--path-as-is", "--max-time", "120", "-D", head, "-o", body,
        ]
        if let login { words += ["-H", "Authorization: Bearer \(try token(login))"] }
        if let method { words += method == "HEAD" ? ["-I"] : ["-X", method] }
        if let json { words += ["-H", "Content-Type: application/json", "--data-binary", json] }
        words += options + [(isSecure ? secureURL : url) + path]
        let outcome = try run(words)
        return Answer(
            exit: outcome.status, head: (try? String(contentsOfFile: head, encoding: .utf8)) ?? "",
            body: (try? Data(contentsOf: URL(fileURLWithPath: body))) ?? Data())
    }
}

extension Answer {
    fileprivate init(exit: Int32, head: String, body: Data) {
        // An interim answer such as 100 Continue has a head of its own; the last one counts.
        let heads = head.components(separatedBy: "\r\n\r\n").filter { !$0.isEmpty }
        let lines = (heads.last ?? "").components(separatedBy: "\r\n")
        let words = (lines.first ?? "").split(separator: " ")
        let headers = lines.dropFirst().compactMap { line -> (name: String, value: String)? in
            guard let colon = line.firstIndex(of: ":") else { return nil }
            let value = line[line.index(after: colon)...].trimmingCharacters(in: .whitespaces)
            return (String(line[..<colon]), value)
        }
        self.init(
            exit: exit, status: words.count > 1 ? Int(words[1]) ?? 0 : 0, headers: headers,
            body: body)
    }
}
