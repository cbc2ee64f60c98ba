public import Calendar
public import JSON

/// Writes an Atom feed (RFC 4287) as it is produced.
///
/// Scopes are closures, and a scope is closed only when its closure *returns*: a feed that was cut off
/// is not well-formed.
public struct AtomFeed {
    public static let mediaType = "application/atom+xml"

    private let output: Output

    /// Writes a feed whose further elements `body` writes.
    /// - Parameters:
    ///   - id: the feed's lasting name, a URI (section 4.2.6).
    ///   - address: where the feed is, as a path.
    public static func write(
        to output: Output, id: String, title: String, updated: Instant, address: String,
        _ body: (AtomFeed) throws -> Void
    ) throws {
        let feed = AtomFeed(output: output)
        try output.write("<?xml version=\"1.0\" encoding=\"utf-8\"?>\n")
        try output.write("<feed xmlns=\"http://www.w3.org/2005/Atom\">\n")
        try feed.element("id", id)
        try feed.element("title", title)
        try feed.element("updated", updated.text)
        try feed.link("self", address, type: mediaType)
        try body(feed)
        try output.write("</feed>\n")
    }

    /// Writes an entry (section 4.1.2) whose elements `body` writes.
    public func entry(_ body: () throws -> Void) throws {
        try output.write("<entry>\n")
        try body()
        try output.write("</entry>\n")
    }

    /// Writes who wrote an entry (section 4.2.1).
    public func author(_ name: String) throws {
        try output.write("<author>")
        try element("name", name)
        try output.write("</author>\n")
    }

    /// Writes an element that holds text.
    public func element(_ name: StaticString, _ text: String) throws {
        try output.write("<")
        try output.write(name)
        try output.write(">")
        try output.write(Self.escape(text))
        try output.write("</")
        try output.write(name)
        try output.write(">\n")
    }

    /// Writes a reference (section 4.2.7), which may be relative to the feed's own address.
    public func link(_ relation: StaticString, _ address: String, type: String) throws {
        try output.write("<link rel=\"")
        try output.write(relation)
        try output.write("\" type=\"\(Self.escape(type))\" href=\"\(Self.escape(address))\"/>\n")
    }

    /// A text as character data and between quotation marks. What XML has no place for (XML 1.0, section
    /// 2.2) is left out.
    static func escape(_ text: String) -> String {
        var escaped = ""
        for scalar in text.unicodeScalars {
            switch scalar {
            case "&": escaped += "&amp;"
            case "<": escaped += "&lt;"
            case ">": escaped += "&gt;"
            case "\"": escaped += "&quot;"
            case "\t", "\n", "\r": escaped += "&#\(scalar.value);"
            case "\u{FFFE}", "\u{FFFF}": continue
            case _ where scalar.value < 32: continue
            default: escaped.unicodeScalars.append(scalar)
            }
        }
        return escaped
    }
}

extension Call {
    /// Answers with a feed that fits a buffer or streams beyond it.
    public func feed(
        id: String, title: String, updated: Instant, cacheControl: String,
        _ body: (AtomFeed) throws -> Void
    ) throws {
        reply.add("Content-Type", AtomFeed.mediaType)
        reply.add("Cache-Control", cacheControl)
        try AtomFeed.write(
            to: reply.body, id: id, title: title, updated: updated, address: path, body)
    }
}
