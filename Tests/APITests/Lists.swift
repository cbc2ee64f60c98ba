import JSON
import Postgres
import TestSupport
import Testing

@testable import API

/// A list of things, of which several share their moment and their name.
private enum ListThings: ListEndpoint {
    static let operation = Operation(.get, "/things", "t", access: .anyone)
    static let group = Query<Int>("group", "Only things of this group.")
    static let list = List(
        [.int("id", "t.id"), .text("name", "t.name")], of: "things t",
        where: "TRUE \(when: group, "AND t.grp = \(group)")",
        orderedBy: [.instant("t.at"), .text("t.name"), .int("t.id")], .descending, size: 10)
}

/// The same list, which counts no further than to 20.
private enum ListFewThings: ListEndpoint {
    static let operation = Operation(.get, "/few-things", "f", access: .anyone)
    static let list = List(
        [.int("id", "t.id")], of: "things t",
        where: "TRUE \(when: ListThings.group, "AND t.grp = \(ListThings.group)")",
        orderedBy: [.int("t.id")], countBound: 20, size: 10)
}

/// A list whose rows come and go.
private enum ListVisits: ListEndpoint {
    static let operation = Operation(.get, "/visits", "v", access: .anyone)
    static let list = List(
        [.int("id", "visits.id")], of: "visits", orderedBy: [.int("visits.id")], .descending)
}

@Suite("Lists")
struct Lists {
    private let site: Site
    private let ids: [Int]

    /// The table that all tests here read, in an order that shuffles the ids.
    private static let table: [Int] = {
        let connection = Connection(Cluster.shared.settings())
        do {
            try connection.execute(
                script: """
                    CREATE TABLE things (id int8 PRIMARY KEY, at timestamptz NOT NULL, name text NOT NULL, grp int8 NOT NULL);
                    INSERT INTO things
                    SELECT n, '2030-05-01Z'::timestamptz + n * 7 % 5 * interval '1 day', 'name ' || n * 11 % 4, n % 3
                      FROM generate_series(1, 57) n;
                    """)
            let rows = try connection.run(
                Statement("SELECT id FROM things ORDER BY at DESC, name DESC, id DESC"))
            return (0..<rows.count).map { Int(rows[$0].int(0)) }
        } catch {
            fatalError("\(error)")
        }
    }()

    init() throws {
        ids = Self.table
        site = try Site([ListThings.self, ListFewThings.self, ListVisits.self])
    }

    private func page(
        _ query: String, of list: String = "things"
    ) -> (ids: [Int], facts: JSONValue, link: String) {
        let answer = site.answer("GET", "/api/v1/\(list)", query: query)
        #expect(answer.field("Status") == "200", "\(answer.text)")
        let items = answer.json?["items"]?.elements ?? []
        return (
            items.compactMap { $0["id"]?.int }, answer.json?["pagination"] ?? .null,
            answer.field("Link") ?? ""
        )
    }

    @Test(
        "Pages by number cut the list without gap or overlap",
        arguments: [1, 7, 19, 56, 57, 58, 100])
    func numbers(size: Int) {
        var seen: [Int] = []
        let pages = (ids.count + size - 1) / size
        for number in 1...pages {
            let page = page("page_size=\(size)&page=\(number)")
            seen += page.ids
            #expect(page.facts["page"]?.int == number && page.facts["pages"]?.int == pages)
            #expect(page.facts["total"]?.int == 57 && page.facts["page_size"]?.int == size)
            #expect(page.facts["has_next"] == .bool(number < pages))
            #expect(page.facts["has_previous"] == .bool(number > 1))
        }
        #expect(seen == ids)
        #expect(page("page_size=\(size)&page=\(pages + 1)").ids.isEmpty)
    }

    @Test(
        "Cursors walk the whole list forwards and all the way back",
        arguments: [1, 7, 19, 56, 57, 58])
    func cursors(size: Int) throws {
        var page = page("page_size=\(size)")
        var forwards = page.ids
        while let next = page.facts["next"]?.text {
            page = self.page("page_size=\(size)&cursor=\(next)")
            #expect(!page.ids.isEmpty && page.ids.count <= size)
            #expect(page.facts["total"] == .null && page.facts["page"] == .null)
            forwards += page.ids
        }
        #expect(forwards == ids)
        #expect(page.facts["has_next"] == .bool(false))
        var backwards = page.ids
        while page.facts["has_previous"] == .bool(true), let previous = page.facts["previous"]?.text
        {
            page = self.page("page_size=\(size)&cursor=\(previous)")
            backwards = page.ids + backwards
        }
        #expect(backwards == ids)
    }

    @Test("A cursor continues where it was though rows come and go before it")
    func stability() throws {
        let connection = Connection(Cluster.shared.settings())
        func insert(_ range: String) throws {
            try connection.execute(
                script: "INSERT INTO visits SELECT generate_series(\(range))")
        }
        try connection.execute(script: "CREATE TABLE visits (id int8 PRIMARY KEY)")
        try insert("1, 20")
        let first = page("page_size=5", of: "visits")
        #expect(first.ids == [20, 19, 18, 17, 16])
        try insert("21, 30")
        try connection.execute(script: "DELETE FROM visits WHERE id IN (16, 15)")
        let second = page("page_size=5&cursor=\(first.facts["next"]?.text ?? "")", of: "visits")
        #expect(second.ids == [14, 13, 12, 11, 10])
    }

    @Test("A filter holds for the rows, the total and the links")
    func filters() {
        let page = page("group=1&page_size=3")
        #expect(page.ids == Array(ids.filter { $0 % 3 == 1 }.prefix(3)))
        #expect(page.facts["total"]?.int == 19 && page.facts["pages"]?.int == 7)
        #expect(page.link.contains("</api/v1/things?group=1&page_size=3&page=2>; rel=\"next\""))
        #expect(page.link.contains("</api/v1/things?group=1&page_size=3&page=7>; rel=\"last\""))
        #expect(!page.link.contains("rel=\"prev\""))
    }

    @Test("The total is exact, estimated or left out, as it is asked for")
    func counting() {
        #expect(page("count=exact&group=2").facts["total"]?.int == 19)
        #expect(page("count=none").facts["total"] == .null)
        #expect((page("count=estimated").facts["total"]?.int ?? -1) >= 0)
        let cursor = page("").facts["next"]?.text ?? ""
        #expect(page("count=exact&group=2&cursor=\(cursor)").facts["total"]?.int == 19)
    }

    @Test("Beyond its bound a total is left out, unless an exact one is asked for")
    func boundedCounting() {
        let few = page("group=2", of: "few-things")
        #expect(few.facts["total"]?.int == 19 && few.facts["pages"]?.int == 2)
        let many = page("", of: "few-things")
        #expect(many.facts["total"] == .null && many.facts["pages"] == .null)
        #expect(many.facts["has_next"] == .bool(true) && many.ids.count == 10)
        #expect(page("page=6", of: "few-things").facts["has_next"] == .bool(false))
        #expect(page("count=exact", of: "few-things").facts["total"]?.int == 57)
    }

    @Test("Paging parameters that cannot be used are refused, all at once")
    func refusals() {
        for query in [
            "page=0", "page_size=0", "page_size=101", "page=x", "cursor=x", "count=some", "sort=id",
        ] {
            #expect(site.status("GET", "/api/v1/things", query: query) == "400", "\(query)")
        }
        let both = site.answer("GET", "/api/v1/things", query: "page=1&cursor=x")
        #expect(both.json?["errors"]?.elements.count == 2)
    }
}
