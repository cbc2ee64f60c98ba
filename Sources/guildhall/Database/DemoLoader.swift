import Postgres

/// Fills the database with people and bookings to try things on.
struct DemoLoader {
    /// Bookings a statement: a second's work at the most, so that progress shows and Ctrl-C works.
    private static let chunk = 10_000
    /// Topics a statement, each with some posts.
    private static let topicsChunk = 10_000
    /// Fasts a statement, each with the days and the members who keep it.
    private static let fastsChunk = 500
    /// Plants a statement, some with a care card.
    private static let searchesChunk = 20_000

    private static let bookingsCount = Statement("SELECT count(*) FROM bookings")
    private static let usersCount = Statement("SELECT count(*) FROM users")
    private static let fastsCount = Statement("SELECT count(*) FROM fasts")
    private static let searchesCount = Statement("SELECT count(*) FROM plant_identifications")
    /// What many texts at once are gathered in before their trigrams enter the index: sorted, they take
    /// half the log. Each search would read it, so a batch's ends with the batch.
    private static let gathering = [
        Statement("ALTER INDEX topic_texts_search SET (gin_pending_list_limit = 65536)")
    ].map { Postgres.Command($0) }
    private static let gathered = [
        Statement("ALTER INDEX topic_texts_search SET (gin_pending_list_limit = 256)"),
        Statement("SELECT gin_clean_pending_list('topic_texts_search')"),
    ].map { Postgres.Command($0) }
    private static let anyBooking = Statement("SELECT EXISTS (SELECT FROM bookings)")

    private let connection: Connection
    private let catalogue: String
    private let members: Statement
    private let bookings: Statement
    private let topics: Statement
    private let fasts: Statement
    private let searches: Statement
    private let waiting: String

    /// Reads the scripts.
    init(_ connection: Connection, directory: String) throws {
        self.connection = connection
        catalogue = try Files.text(directory + "/catalogue.sql")
        members = Statement(try Files.text(directory + "/members.sql"), types: [.int8, .int8])
        bookings = Statement(
            try Files.text(directory + "/bookings.sql"), types: [.int8, .int8, .int8, .int8])
        topics = Statement(
            try Files.text(directory + "/forum.sql"), types: [.int8, .int8, .int8, .int8])
        fasts = Statement(
            try Files.text(directory + "/fasts.sql"), types: [.int8, .int8, .int8, .int8])
        searches = Statement(
            try Files.text(directory + "/garden.sql"), types: [.int8, .int8, .int8])
        waiting = try Files.text(directory + "/waiting.sql")
    }

    /// Whether there is no booking at all.
    func isEmpty() throws -> Bool { try !connection.run(Self.anyBooking)[0].bool(0) }

    /// Fills the tables that hardly grow: churches, venues, items, programs and events.
    func loadCatalogue() throws { try connection.execute(script: catalogue) }

    /// Adds bookings until there are so many, and people who make them.
    /// - Parameters:
    ///   - total: bookings in the end; those that are there count.
    ///   - progress: called with the bookings there are by then. What it throws ends the loading.
    /// - Returns: how many were added.
    func load(total: Int, progress: (Int) throws -> Void) throws -> Int {
        let before = try count(Self.bookingsCount)
        guard before < total else { return 0 }
        let people = try loadPeople(for: total)
        var present = before
        var number = before
        // A number whose slot a real booking has taken makes none, so a few more numbers may be
        // needed; where hardly any makes one, there is no room.
        while present < total, number < 2 * total + Self.chunk {
            try progress(present)
            let count = min(Self.chunk, total - present)
            let added = try connection.run(
                bookings,
                [.int(number + 1), .int(number + count), .int(total), .int(people)])
            present += Int(added[0].int(0))
            number += count
        }
        try progress(present)
        return present - before
    }

    /// Adds topics to the forum until there are so many, by the people there are.
    /// - Parameter progress: called with the topics there are by then. What it throws ends the
    ///   loading.
    func loadTopics(total: Int, progress: (Int) throws -> Void) throws {
        let people = try count(Self.usersCount)
        var number = 0
        while number < total {
            try progress(number)
            let last = min(total, number + Self.topicsChunk)
            let batch = Postgres.Command(
                topics, [.int(number + 1), .int(last), .int(total), .int(people)])
            _ = try connection.run(Self.gathering + [batch] + Self.gathered)
            number = last
        }
        try progress(number)
    }

    /// Adds fasts until there are so many, with the people who keep them.
    /// - Parameter progress: called with the fasts there are by then. What it throws ends the loading.
    func loadFasts(total: Int, progress: (Int) throws -> Void) throws {
        let people = try count(Self.usersCount)
        var number = try count(Self.fastsCount)
        while number < total {
            try progress(number)
            let last = min(total, number + Self.fastsChunk)
            _ = try connection.run(
                fasts, [.int(number + 1), .int(last), .int(total), .int(people)])
            number = last
        }
        try progress(number)
    }

    /// Adds plants that people asked about until there are so many, and care cards.
    /// - Parameter progress: called with the plants there are by then. What it throws ends the
    ///   loading.
    func loadSearches(total: Int, progress: (Int) throws -> Void) throws {
        let people = try count(Self.usersCount)
        var number = try count(Self.searchesCount)
        while number < total {
            try progress(number)
            let last = min(total, number + Self.searchesChunk)
            _ = try connection.run(searches, [.int(number + 1), .int(last), .int(people)])
            number = last
        }
        try progress(number)
    }

    /// Puts a few people on waiting lists, if nobody is on any.
    func loadWaiting() throws { try connection.execute(script: waiting) }

    /// One person to every twenty bookings or so.
    /// - Returns: how many people bookings are spread over.
    private func loadPeople(for bookings: Int) throws -> Int {
        let wanted = min(50_000, max(200, bookings / 20))
        var number = try count(Self.usersCount)
        while number < wanted {
            let last = min(wanted, number + Self.chunk)
            _ = try connection.run(members, [.int(number + 1), .int(last)])
            number = last
        }
        return wanted
    }

    /// Makes the planner's statistics, and the visibility map that index-only scans need.
    func tidy() throws { try connection.execute(script: "VACUUM (ANALYZE)") }

    /// How many bookings there are.
    func countBookings() throws -> Int { try count(Self.bookingsCount) }

    private func count(_ statement: Statement) throws -> Int {
        Int(try connection.run(statement)[0].int(0))
    }
}

extension Value {
    /// An integer of Swift's own size.
    fileprivate static func int(_ number: Int) -> Value { .int(Int64(number)) }
}
