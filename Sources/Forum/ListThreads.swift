internal import API
internal import Postgres

/// Topics across the forums, by tab.
enum ListThreads: Endpoint {
    static let operation = Operation(
        .get, "/forum/threads", "List threads across forums", access: .anyone)

    fileprivate static let tab = Query<ThreadTab>(
        "tab", default: .trending,
        "What is talked about most, what was written in last, or what the caller follows.")
    fileprivate static let forum = Query<String>(
        "forum", length: 1...80, "Only topics of the forum with this slug.")

    static var parameters: [ParameterDeclaration] { TrendingThreads.parameters + .of(tab) }
    static var statements: [CheckedStatement] {
        TrendingThreads.statements + RecentThreads.statements + FollowedThreads.statements
    }
    static let isTagged = true
    static let furtherProblems = [ProblemCode.unauthenticated]
    static var success: Success { TrendingThreads.success }

    /// Trending and recent threads are the same for everyone, so one answer serves all.
    static let caching: CachePolicy? = CachePolicy(
        warmUp: ThreadTab.allCases.filter { $0 != .following }.map { "tab=\($0.rawValue)" }
    ) { values, caller in
        let tab = values[tab] ?? .trending
        let isOwn = tab == .following
        guard let page = TrendingThreads.list.pageKey(values), !isOwn || caller != nil
        else { return nil }
        let user = isOwn ? caller.map { String($0.id) } ?? "" : ""
        let entry = CachePolicy.Entry(
            [tab.rawValue, values[forum] ?? ""] + page + [user], for: tab.lifetime,
            outdatedBy: isOwn ? ForumCaching.own(caller) : [])
        return (entry, isOwn ? .caller : .everyone)
    }

    static func respond(to call: Call) throws {
        switch call.values[tab] ?? .trending {
        case .trending: try TrendingThreads.respond(to: call)
        case .recent: try RecentThreads.respond(to: call)
        case .following:
            guard call.caller != nil else {
                throw Problem.unauthenticated(
                    "Who is not logged in follows nothing.", hasInvalidToken: call.hasInvalidToken)
            }
            try FollowedThreads.respond(to: call)
        }
    }

    fileprivate static let isInForum: SQL = """
        \(when: forum, "AND forum_id = (SELECT id FROM forums WHERE slug = \(forum))")
        """
}

/// A list of topics across the forums. All see the same, so hidden topics are left out for all.
private protocol Threads: ListEndpoint {}

extension Threads {
    static var operation: Operation { ListThreads.operation }
}

/// Topics by trend, which is a stored moment. What no post has kept up for three months trends no
/// more: so the total is cheap too.
private enum TrendingThreads: Threads {
    static let list = List(
        TopicColumns.withParents, of: "topics t",
        where: """
            t.status <> 'hidden' AND t.trending_at > now() - interval '90 days'
            \(ListThreads.isInForum)
            """,
        orderedBy: [.instant("t.trending_at"), .int("t.id")], .descending,
        joining: TopicColumns.joinForEveryone, size: 20)
    static let cacheControl = ForumCaching.everyone
}

/// Topics by last post, whatever their type.
private enum RecentThreads: Threads {
    static let list = List(
        TopicColumns.withParents, of: "topics t",
        where: "t.status <> 'hidden' \(ListThreads.isInForum)",
        orderedBy: [.instant("t.last_post_at"), .int("t.id")], .descending,
        joining: TopicColumns.joinForEveryone,
        tally: List.Tally(
            "topic_counts", day: "day", count: "topics",
            where: "status <> 'hidden' \(ListThreads.isInForum)"), size: 20)
    static let cacheControl = ForumCaching.everyone
}

/// Topics that the caller follows, by last post.
private enum FollowedThreads: Threads {
    static let list = List(
        TopicColumns.withParents, of: "topics t",
        where: """
            t.status <> 'hidden'
            AND t.id IN (SELECT w.topic_id FROM topic_follows w WHERE w.user_id = \(Caller.id))
            \(ListThreads.isInForum)
            """,
        orderedBy: [.instant("t.last_post_at"), .int("t.id")], .descending,
        joining: TopicColumns.joinAll, forCaller: TopicColumns.joinUnread, size: 20)
}
