public import API

/// The forum: topics, the posts they are made of, and what members follow.
public enum Forum {
    public static let area = Area(
        [
            ListForums.self,
            ListTopics.self, CreateTopic.self,
            GetTopic.self, UpdateTopic.self,
            ListPosts.self, CreatePost.self, UpdatePost.self,
            FollowTopic.self, UnfollowTopic.self, MarkTopicRead.self,
            ExportTopic.self, GetForumFeed.self,
            ListThreads.self,
            GetForumActivity.self,
            ListModerations.self,
        ],
        profile: [
            ProfileSection(
                "topics", TopicColumns.own,
                """
                FROM topics t \(text: TopicColumns.joinForum)
                WHERE t.user_id = \(Caller.id) ORDER BY t.created_at, t.id
                """),
            ProfileSection(
                "posts", PostColumns.own,
                "FROM posts p WHERE p.user_id = \(Caller.id) ORDER BY p.created_at, p.id"),
            ProfileSection(
                "follows",
                [.int("topic_id", "w.topic_id"), .instant("created_at", "w.created_at")],
                "FROM topic_follows w WHERE w.user_id = \(Caller.id) ORDER BY w.topic_id"),
            ProfileSection(
                "topic_reads",
                [
                    .int("topic_id", "r.topic_id"), .instant("read_at", "r.read_at"),
                    .int("posts_count", "r.posts_count"),
                ], "FROM topic_reads r WHERE r.user_id = \(Caller.id) ORDER BY r.topic_id"),
            ProfileSection(
                "moderations", ModerationColumns.own,
                "FROM moderation_log m WHERE m.moderator_id = \(Caller.id) ORDER BY m.at, m.id"),
        ])
}
