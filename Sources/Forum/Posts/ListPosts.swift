internal import API
internal import JSON
internal import Postgres

/// A topic's posts, oldest first.
///
/// With `at=post:<id>` the page is the one that holds the post: a post knows its number in the topic,
/// so finding the page needs no counting.
enum ListPosts: ListByRole {
    static let operation = Operation(
        .get, "/topics/{id}/posts", "List a topic's posts", access: .anyone)

    static var parameters: [ParameterDeclaration] {
        EveryonesPosts.parameters + .of(PostPage.place)
    }
    static var statements: [CheckedStatement] {
        EveryonesPosts.statements + ModeratorsPosts.statements + PostPage.statements
    }
    static let everyones: any ListEndpoint.Type = EveryonesPosts.self
    static let members: any ListEndpoint.Type = MembersPosts.self
    static let moderators: any ListEndpoint.Type = ModeratorsPosts.self

    static func respond(to call: Call) throws {
        if call.values[PostPage.place] != nil { return try PostPage.respond(to: call) }
        try respondWithList(to: call)
    }
}

/// A list of a topic's posts.
private protocol TopicPosts: ListEndpoint {}

extension TopicPosts {
    static var operation: Operation { ListPosts.operation }
}

/// The list for those who are not logged in.
private enum EveryonesPosts: TopicPosts {
    static let list = PostPage.list
    static let cacheControl = ForumCaching.everyone
}

/// The list for members.
private enum MembersPosts: TopicPosts {
    static let list = PostPage.list
}

/// The list for moderators, who see hidden topics too.
private enum ModeratorsPosts: TopicPosts {
    static let list = PostPage.list(within: "SELECT FROM topics WHERE id = \(TopicColumns.id)")
}

/// A place in a topic, such as `post:17`.
struct PostPlace: ParameterContent {
    let post: Int

    static var postgresType: PostgresType { .int8 }
    static var schema: Schema { .string() }
    static var expectation: String { "post: and a post's id, such as post:17" }
    static func parse(_ text: String) -> PostPlace? {
        guard text.hasPrefix("post:") else { return nil }
        return Int.parse(String(text.dropFirst(5))).map(PostPlace.init(post:))
    }
    var value: Value { post.value }
    init(post: Int) { self.post = post }
    init?(_ value: Value) {
        guard let post = Int(value) else { return nil }
        self.post = post
    }
}

/// The page of a topic that holds a post, and the parts of the lists of posts.
private enum PostPage {
    private static let name = "at"
    static let place = Query<PostPlace>(
        name,
        "Answer with the page that holds this post, such as `post:17`; `page` is left out then."
    )

    /// The list in a topic that is not hidden.
    static let list = list(
        within: "SELECT FROM topics WHERE id = \(TopicColumns.id) AND status <> 'hidden'")

    /// The topic's condition stands with the parent: the posts are the same for all.
    static func list(within topic: SQL) -> List {
        List(
            PostColumns.all, of: "posts p", where: "p.topic_id = \(TopicColumns.id)",
            orderedBy: [.int("p.position"), .int("p.id")], joining: PostColumns.joinAuthor,
            within: topic, size: 20)
    }

    private static let size = Query<Int>(
        "page_size", default: 20, in: 1...100, "Rows on a page.")
    private static let facts: [Column] = [
        .int("page", "((a.position - 1) / \(sizeHole) + 1)"), .int("posts", "t.posts_count"),
    ]
    private static let sizeHole = "size.rows"
    private static let from: SQL = """
        FROM (SELECT \(size)::int4 AS rows) size
        JOIN topics t ON t.id = \(TopicColumns.id) AND \(TopicColumns.isVisible)
        JOIN posts a ON a.topic_id = t.id AND a.id = \(place)
        """
    private static let find = PreparedSQL(facts, from)
    /// With the list's keys behind, and one post more than the page holds.
    private static let rows = PreparedSQL(
        PostColumns.all + [.int("position", "p.position"), .int("id", "p.id")],
        """
        \(from)
        JOIN posts p ON p.topic_id = t.id
         AND p.position > (a.position - 1) / size.rows * size.rows
         AND p.position <= ((a.position - 1) / size.rows + 1) * size.rows + 1
        \(text: PostColumns.joinAuthor)
        ORDER BY p.position
        """)
    static var statements: [CheckedStatement] {
        [CheckedStatement(find, facts), CheckedStatement(rows, PostColumns.all)]
    }

    static func respond(to call: Call) throws {
        let faults = call.pagesGiven.map { Fault.parameter($0, "cannot be given together with at") }
        guard faults.isEmpty else { throw Problem.malformed(faults) }
        let values = Moderates.values(call)
        let results = try call.database.run([find.command(values), rows.command(values)])
        guard results[0].count > 0 else { throw Problem.notFound() }
        try call.page(
            list, number: Int(results[0][0].int(0)), size: call.values[size] ?? 20,
            total: Int(results[0][0].int(1)), results[1], insteadOf: name)
    }
}
