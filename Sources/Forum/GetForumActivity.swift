internal import API
internal import JSON
internal import Postgres

/// What the caller wrote: how much, and the newest topics and posts with their forums.
enum GetForumActivity: Endpoint {
    static let operation = Operation(
        .get, "/forum/activity", "Get one's own forum activity", access: .member)

    private static let numbers: [Column] = [
        .int("topics_count", "(SELECT count(*) FROM topics WHERE user_id = \(me))"),
        .int(
            "posts_count",
            "coalesce((SELECT posts FROM member_counts WHERE user_id = \(me)), 0)"),
        .int(
            "topics_this_week",
            """
            (SELECT count(*) FROM topics
              WHERE user_id = \(me) AND created_at > now() - interval '7 days')
            """),
        .int(
            "posts_this_week",
            """
            (SELECT count(*) FROM posts
              WHERE user_id = \(me) AND created_at > now() - interval '7 days')
            """),
    ]
    private static let me = "caller.id"
    private static let counts = PreparedSQL(
        numbers, "FROM (SELECT \(Caller.id) AS id) AS caller")

    private static let entry: [Column] = [
        .int("id", "e.id"), .instant("created_at", "e.created_at"), .text("excerpt", "e.excerpt"),
        .object("topic", [.int("id", "t.id"), .text("subject", "t.subject")]),
        .object(
            "forum", [.int("id", "f.id"), .text("slug", "f.slug"), .text("name", "f.name")]),
    ]
    private static let kind = Column.bool("is_topic", "e.is_topic")
    private static let newest = PreparedSQL(
        entry + [kind],
        """
        FROM ((SELECT true AS is_topic, id, id AS topic_id, created_at, excerpt
                 FROM topics WHERE user_id = \(Caller.id)
                ORDER BY created_at DESC, id DESC LIMIT 10)
              UNION ALL
              (SELECT false, id, topic_id, created_at, excerpt_of(body)
                 FROM posts WHERE user_id = \(Caller.id)
                ORDER BY created_at DESC, id DESC LIMIT 10)) AS e
        JOIN topics t ON t.id = e.topic_id \(text: TopicColumns.joinForum)
        ORDER BY e.created_at DESC, e.id DESC
        """)
    private static let encoder = RowEncoder(json: entry)

    static var parameters: [ParameterDeclaration] { [] }
    static var statements: [CheckedStatement] {
        [CheckedStatement(counts, numbers), CheckedStatement(newest, entry + [kind])]
    }
    static let isTagged = true
    static let success = Success.json(
        .object(
            numbers.map { .init($0.name, .integer()) } + [
                .init("topics", .array(.object(entry))), .init("posts", .array(.object(entry))),
            ]), "The caller's numbers, and the newest ten topics and posts.")

    static func respond(to call: Call) throws {
        let results = try call.database.run([
            counts.command(call.values), newest.command(call.values),
        ])
        let flag = entry.flatMap(\.leaves).count
        func write(_ name: StaticString, _ isTopic: Bool, _ json: inout JSONWriter) throws {
            try json.array("\(name)") { json in
                for index in 0..<results[1].count where results[1][index].bool(flag) == isTopic {
                    try json.separate()
                    try encoder.write(results[1][index], to: json.output)
                }
            }
        }
        try call.json(cacheControl: "private, no-cache") { json in
            try json.object { json in
                for (field, column) in numbers.enumerated() {
                    try json.member(column.name, Int(results[0][0].int(field)))
                }
                try write("topics", true, &json)
                try write("posts", false, &json)
            }
        }
        call.tag()
    }
}
