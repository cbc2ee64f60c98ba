internal import JSON
internal import Postgres

/// What a page says of its place in the list: the `pagination` object and the `Link` header.
struct PageFacts {
    /// The rows that are shown, of those that were read.
    let shown: Range<Int>
    private let size: Int
    private let number: Int?
    private let total: Int?
    private let hasNext: Bool
    private let hasPrevious: Bool
    private let next: String?
    private let previous: String?

    init(_ page: Page, _ list: List, rows: Rows, total: Int?) {
        let hasExtra = rows.count > page.size
        var hasNext = hasExtra
        var hasPrevious: Bool
        // Read backwards, the row too many is the first, since the rows always come in the list's
        // order.
        var shown = 0..<min(rows.count, page.size)
        switch page.position {
        case .number(let number):
            self.number = number
            hasPrevious = number > 1
        case .cursor(let cursor):
            self.number = nil
            hasPrevious = true
            if cursor.isBackwards {
                (hasPrevious, hasNext) = (hasExtra, true)
                if hasExtra { shown = 1..<rows.count }
            }
        }
        let firstKey = list.columns.flatMap(\.leaves).count
        func cursor(at row: Int, isBackwards: Bool) -> String {
            KeysetCursor(rows[row], keys: list.keys, from: firstKey, isBackwards: isBackwards)
                .text(mark: list.mark)
        }
        next =
            hasNext && !shown.isEmpty ? cursor(at: shown.upperBound - 1, isBackwards: false) : nil
        previous =
            hasPrevious && !shown.isEmpty ? cursor(at: shown.lowerBound, isBackwards: true) : nil
        self.shown = shown
        self.size = page.size
        self.total = total
        self.hasNext = hasNext
        self.hasPrevious = hasPrevious
    }

    /// The total in a count's row, which is null if it was too large, or the estimate in a plan:
    /// `"Plan Rows": 123` stands first for the topmost node.
    static func total(_ rows: Rows) -> Int? {
        guard rows.count > 0, !rows[0].isNull(0) else { return nil }
        if unsafe rows[0].bytes(0).count == 8 { return Int(rows[0].int(0)) }
        let plan = Array(rows[0].text(0).utf8)
        let name = Array("\"Plan Rows\": ".utf8)
        let start = plan.indices.first { plan[$0...].starts(with: name) }
        guard let start else { return nil }
        let digits = plan[(start + name.count)...].prefix { (48...57).contains($0) }
        return Int(String(decoding: digits, as: UTF8.self))
    }

    private var pages: Int? { total.map { ($0 + size - 1) / size } }

    static let schema = Schema.object([
        .init("page", .nullable(.integer())), .init("page_size", .integer(1...100)),
        .init("total", .nullable(.integer())), .init("pages", .nullable(.integer())),
        .init("has_next", .boolean), .init("has_previous", .boolean),
        .init("next", .nullable(.string())), .init("previous", .nullable(.string())),
    ])

    func write(to json: inout JSONWriter) throws {
        try json.member("page", number)
        try json.member("page_size", size)
        try json.member("total", total)
        try json.member("pages", pages)
        try json.member("has_next", hasNext)
        try json.member("has_previous", hasPrevious)
        try json.member("next", next)
        try json.member("previous", previous)
    }

    /// Bytes of a `Link` field at the most; a longer one is left out, so that the head always fits.
    private static let longestLink = 4_096

    /// The `Link` field (RFC 8288): the same call with another page or cursor; nil if it is too
    /// long. `pagination` says the same.
    /// - Parameter names: parameters that are not kept.
    func link(path: String, query: QueryString, leavingOut names: [String] = []) -> String? {
        let replaced = ["page", "cursor"] + names
        let kept = query.pairs.filter { !replaced.contains($0.name ?? "") }
            .compactMap(\.encoded)
        func link(_ relation: String, _ name: String, _ value: String) -> String {
            let pairs = (kept + ["\(name)=\(value)"]).joined(separator: "&")
            return "<\(path)?\(pairs)>; rel=\"\(relation)\""
        }
        var links = [link("first", "page", "1")]
        if let number {
            if hasPrevious { links.append(link("prev", "page", String(lastBefore(number)))) }
            if hasNext { links.append(link("next", "page", String(number + 1))) }
            if let pages, pages > 0 { links.append(link("last", "page", String(pages))) }
        } else {
            if let previous { links.append(link("prev", "cursor", previous)) }
            if let next { links.append(link("next", "cursor", next)) }
        }
        let field = links.joined(separator: ", ")
        return field.utf8.count <= Self.longestLink ? field : nil
    }

    /// The page before one, or the last one there is if that lies beyond the end.
    private func lastBefore(_ number: Int) -> Int {
        min(number - 1, max(1, pages ?? number - 1))
    }
}
