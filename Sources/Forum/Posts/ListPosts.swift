internal import API
internal import JSON
internal import Postgres

/// A topic's posts, oldest first.
///
/// With `at=post:<id>` the page is the one that holds the post: a post knows its number in the topic,
/// so finding the page needs no counting.
enum ListPosts: Endpoint {
    static let operation = Operation(
        .get, "/topics/{id}/posts", "List a topic's posts", access: .anyone)

    static var parameters: [ParameterDeclaration] {
        EveryonesPosts.parameters + .of(PostPage.place)
    }
    static var statements: [CheckedStatement] {
        EveryonesPosts.statements + ModeratorsPosts.statements + PostPage.statements
    }
    static var success: Success { EveryonesPosts.success }

    static func respond(to call: Call) throws {
        if let place = call.values[PostPage.place] { return try PostPage.respond(to: call, place) }
        if Moderates.isTrue(call) {
            try ModeratorsPosts.respond(to: call)
        } else if call.caller != nil {
            try MembersPosts.respond(to: call)
        } else {
            call.reply.add("Vary", "Authorization, Cookie")
            try EveryonesPosts.respond(to: call)
        }
    }
}

/// A list of a topic's posts.
private protocol TopicPosts: ListEndpoint {}

extension TopicPosts {
    static var operation: Operation { ListPosts.operation }
    static var list: List { PostPage.list }
}

/// The list for those who are not logged in.
private enum EveryonesPosts: TopicPosts {
    static let parent: PreparedSQL? = PostPage.visibleTopic
    static let cacheControl = ForumCaching.everyone
}

/// The list for members.
private enum MembersPosts: TopicPosts {
    static let parent: PreparedSQL? = PostPage.visibleTopic
}

/// The list for moderators, who see hidden topics too.
private enum ModeratorsPosts: TopicPosts {
    static let parent: PreparedSQL? = PostPage.anyTopic
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
    static let place = Query<PostPlace>(
        "at",
        "Answer with the page that holds this post, such as `post:17`; `page` is left out then."
    )

    /// The topic's condition stands with the parent: the list itself is the same for all.
    static let list = List(
        PostColumns.all, of: "posts p", where: "p.topic_id = \(TopicColumns.id)",
        orderedBy: [.int("p.position"), .int("p.id")], joining: PostColumns.joinAuthor, size: 20)

    static let visibleTopic = PreparedSQL(
        "SELECT FROM topics WHERE id = \(TopicColumns.id) AND status <> 'hidden'")
    static let anyTopic = PreparedSQL("SELECT FROM topics WHERE id = \(TopicColumns.id)")

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
    private static let rows = PreparedSQL(
        PostColumns.all,
        """
        \(from)
        JOIN posts p ON p.topic_id = t.id
         AND p.position > (a.position - 1) / size.rows * size.rows
         AND p.position <= ((a.position - 1) / size.rows + 1) * size.rows
        \(text: PostColumns.joinAuthor)
        ORDER BY p.position
        """)
    private static let encoder = RowEncoder(json: PostColumns.all)

    static var statements: [CheckedStatement] {
        [CheckedStatement(find, facts), CheckedStatement(rows, PostColumns.all)]
    }

    static func respond(to call: Call, _ place: PostPlace) throws {
        let values = Moderates.values(call)
        let results = try call.database.run([find.command(values), rows.command(values)])
        guard results[0].count > 0 else { throw Problem.notFound() }
        let page = Int(results[0][0].int(0))
        let total = Int(results[0][0].int(1))
        let size = call.values[size] ?? 20
        let pages = (total + size - 1) / size
        try call.json(cacheControl: "private, no-cache") { json in
            try json.object { json in
                try json.array("items") { json in
                    for index in 0..<results[1].count {
                        try json.separate()
                        try encoder.write(results[1][index], to: json.output)
                    }
                }
                try json.object("pagination") { json in
                    try json.member("page", page)
                    try json.member("page_size", size)
                    try json.member("total", total)
                    try json.member("pages", pages)
                    try json.member("has_next", page < pages)
                    try json.member("has_previous", page > 1)
                    try json.member("next", String?.none)
                    try json.member("previous", String?.none)
                }
            }
        }
        call.tag()
    }
}
