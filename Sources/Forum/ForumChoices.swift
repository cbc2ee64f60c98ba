internal import API
internal import Cache
internal import Configuration

/// Where a topic stands in its forum's list.
enum TopicType: String, ChoiceContent {
    case announce, sticky, post
}

/// Whether a topic takes posts and is seen.
enum TopicStatus: String, ChoiceContent {
    case open, closed, hidden
}

/// Which topics are listed across the forums, and in which order.
enum ThreadTab: String, ChoiceContent {
    case trending, recent, following

    /// Seconds that a list is kept.
    var lifetime: Setting {
        switch self {
        case .trending: Settings.trendingSeconds
        case .recent: Settings.recentSeconds
        case .following: Settings.followingSeconds
        }
    }
}

/// What of the forum others may keep, and what puts the lists that are kept out of date.
enum ForumCaching {
    /// What everyone sees alike and nobody keeps here.
    static let everyone = "public, max-age=10"

    /// What a new topic, a post or a moderator's doing changes.
    static let threads = ThreadTab.allCases.map { CachePrefix($0.rawValue) }

    /// What a member's following and reading changes: the lists that are for the member alone.
    static func own(_ caller: Caller?) -> [CachePrefix] {
        caller.map { [CachePrefix("member", String($0.id))] } ?? []
    }
}
