internal import API
internal import Postgres

/// A forum's topics: announcements, then stickies, then the rest, each by last post.
///
/// Moderators get a list of their own, with the hidden topics in it; what nobody in particular asks
/// for may be kept by others for some seconds.
enum ListTopics: ListByRole {
    static let operation = Operation(
        .get, "/forums/{slug}/topics", "List a forum's topics", access: .anyone)

    static var parameters: [ParameterDeclaration] { EveryonesTopics.parameters }
    static var statements: [CheckedStatement] {
        EveryonesTopics.statements + ModeratorsTopics.statements
    }
    static let everyones: any ListEndpoint.Type = EveryonesTopics.self
    static let members: any ListEndpoint.Type = MembersTopics.self
    static let moderators: any ListEndpoint.Type = ModeratorsTopics.self

    static func respond(to call: Call) throws { try respondWithList(to: call) }
}

/// A list of a forum's topics.
private protocol ForumTopics: ListEndpoint {}

extension ForumTopics {
    static var operation: Operation { ListTopics.operation }
}

/// The list for those who are not logged in.
private enum EveryonesTopics: ForumTopics {
    static let list = TopicList.visible
    static let cacheControl = ForumCaching.everyone
}

/// The list for members.
private enum MembersTopics: ForumTopics {
    static let list = TopicList.visible
}

/// The list for moderators.
private enum ModeratorsTopics: ForumTopics {
    static let list = TopicList.all
}

/// The parts of the lists of a forum's topics.
enum TopicList {
    static let slug = Path<String>("slug", "The forum's name in addresses.")
    private static let search = Query<String>(
        "search", length: 1...200,
        "Only topics whose subject or first post holds this, in any case.")
    private static let status = Query<TopicStatus>(
        "status", "Only topics with this status; hidden ones are for moderators.")

    private static let isInForum: SQL = "forum_id = (SELECT id FROM forums WHERE slug = \(slug))"

    static let visible = list("AND status <> 'hidden'")
    static let all = list("")

    /// The days of the tally are shifted as `listed_at` is.
    private static func list(_ condition: SQL) -> List {
        List(
            TopicColumns.all, of: "topics t",
            where: """
                t.\(isInForum) \(condition)
                \(when: status, "AND t.status = \(status)")
                \(when: search, TopicSearch.condition(search))
                """,
            orderedBy: [.instant("t.listed_at"), .int("t.id")], .descending,
            joining: TopicColumns.joinAll, forCaller: TopicColumns.joinUnread,
            within: "SELECT FROM forums WHERE slug = \(slug)",
            tally: List.Tally(
                "topic_counts", day: "(day + topic_shift(type))", count: "topics",
                where: "\(isInForum) \(condition) \(when: status, "AND status = \(status)")"),
            countBound: TopicSearch.countBound, size: 20)
    }
}

/// How topics are searched.
enum TopicSearch {
    /// Topics found that are counted at the most, unless the request says `count=exact`.
    static let countBound = 100_000

    static func condition(_ search: Query<String>) -> SQL {
        #"""
        AND t.id IN (\#(SQL.plannedAnew)
            SELECT s.topic_id FROM topic_texts s
             WHERE s.content ILIKE '%' || replace(replace(replace(\#(search), '\', '\\'), '%', '\%'),
                                                  '_', '\_') || '%')
        """#
    }
}
