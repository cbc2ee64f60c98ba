internal import API

/// Where a topic stands in its forum's list.
enum TopicType: String, ChoiceContent {
    case announce, sticky, post
}

/// Whether a topic takes posts and is seen.
enum TopicStatus: String, ChoiceContent {
    case open, closed, hidden
}

/// How much an author's own doings have made them trusted.
enum AuthorTrust: String, ChoiceContent {
    case new, basic, trusted, veteran
}

/// How long others may keep what everyone sees alike.
enum ForumCaching {
    static let everyone = "public, max-age=10"
}
