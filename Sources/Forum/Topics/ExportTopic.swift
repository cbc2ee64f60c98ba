internal import API
internal import JSON
internal import Postgres

/// A whole topic, with posts of any number, in one snapshot and constant memory.
enum ExportTopic: Endpoint {
    static let operation = Operation(
        .get, "/topics/{id}/export", "Export a topic", access: .anyone, pool: .bulk)

    private static let columns = TopicColumns.all
    private static let topic = PreparedSQL(
        columns,
        """
        FROM topics t \(text: TopicColumns.joinAll) \(TopicColumns.joinUnread)
        WHERE t.id = \(TopicColumns.id) AND \(TopicColumns.isVisible)
        """)
    private static let topicEncoder = RowEncoder(json: columns)
    private static let posts = PreparedSQL(
        PostColumns.all,
        """
        FROM posts p \(text: PostColumns.joinAuthor) JOIN topics t ON t.id = p.topic_id
        WHERE p.topic_id = \(TopicColumns.id) AND \(TopicColumns.isVisible) ORDER BY p.position
        """)
    private static let postEncoder = RowEncoder(json: PostColumns.all)

    static var parameters: [ParameterDeclaration] { .of(TopicColumns.id) }
    static var statements: [CheckedStatement] {
        [CheckedStatement(topic, columns), CheckedStatement(posts, PostColumns.all)]
    }
    static let success = Success.json(
        .object([
            .init("topic", .object(columns)), .init("posts", .array(.object(PostColumns.all))),
            .init("complete", .boolean),
        ]), "The topic and its posts in order; `complete` comes last, in a whole answer only.")

    static func respond(to call: Call) throws {
        try call.refuseUnlessTruncationShows()
        let values = Moderates.values(call)
        if call.reply.isHeadRequest {
            let rows = try call.database.run([topic.command(values)])[0]
            guard rows.count > 0 else { throw Problem.notFound() }
            name(rows[0], call)
            try call.json { _ in }
            return call.reply.leaveLengthOpen()
        }
        let (cursor, before) = try call.open(posts, values, before: [topic])
        guard before[0].count > 0 else {
            // Without a topic there are no posts either: the cursor ends, and the connection stays.
            _ = try cursor.next()
            throw Problem.notFound()
        }
        name(before[0][0], call)
        try call.json { json in
            try json.object { json in
                try json.key("topic")
                try json.separate()
                try topicEncoder.write(before[0][0], to: json.output)
                try json.array("posts") { try $0.rows(cursor, postEncoder) }
                try json.member("complete", true)
            }
        }
    }

    /// Says what a file of the topic is called.
    private static func name(_ topic: Row, _ call: Call) {
        call.reply.add(
            "Content-Disposition", "attachment; filename=\"topic-\(topic.int(0)).json\"")
    }
}
