internal import API

/// The caller's plants, bookings and fasts in numbers, the forum's, and what the caller did last: one
/// statement, and so one snapshot.
///
/// A week is the last seven times 24 hours. Upcoming bookings are pending or confirmed ones that have
/// not begun; past ones are those that have, and were not cancelled or rejected. Hidden topics are not
/// counted; posts that were written in them this week are, since leaving them out would mean looking
/// each post's topic up.
enum GetDashboardStats: ResourceEndpoint {
    static let operation = Operation(
        .get, "/dashboard/stats", "Get the dashboard's numbers", access: .member)

    static let columns: [Column] = [
        .instant("as_of", "now()"),
        .object(
            "plants",
            [
                .int("total_identified", "plants.identified"),
                .int("total_searches", "plants.searches"),
                .int("searches_this_week", "plants.this_week"),
                .int("saved_care_cards", "cards.n"),
            ]),
        .object(
            "forum",
            [
                .int("topics_count", "forum.topics"), .int("posts_count", "forum.posts"),
                .int("topics_this_week", "new_days.topics + new_topics.n"),
                .int("posts_this_week", "new_days.posts + new_posts.n"),
            ]),
        .object(
            "bookings",
            [
                .int("upcoming", "booked.upcoming"), .int("past", "booked.past"),
                .int("pending", "pending.n"),
            ]),
        .object("fasts", [.int("joined", "fasting.n"), .int("days", "fasting.days")]),
        .json("recent_activity", "activity.newest"),
    ]
    static let source = PreparedSQL(columns, "FROM \(counts) CROSS JOIN \(activity)")
    static let encoder = RowEncoder(json: columns)
    static let cacheControl = "no-store"

    /// A member's whole history is not read where its length is kept: what is past is what was kept
    /// at all but for what is still to come.
    ///
    /// The first whole day of the week: what was written since is counted by day already, and only
    /// what was written before, in the rest of a day, has to be counted here.
    private static let wholeDay: SQL = """
        (date_trunc('day', now() - interval '7 days', 'UTC') + interval '24 hours')
        """

    private static let counts: SQL = """
        (
            SELECT coalesce((SELECT identifications FROM member_counts
                              WHERE user_id = \(Caller.id)), 0)
                       + (SELECT count(*) FROM plant_identifications
                           WHERE user_id = \(Caller.id) AND status = 'failed') AS searches,
                   (SELECT count(*) FROM plant_identifications
                     WHERE user_id = \(Caller.id) AND status = 'identified') AS identified,
                   count(*) AS this_week
              FROM plant_identifications
             WHERE user_id = \(Caller.id) AND created_at > now() - interval '7 days'
        ) plants CROSS JOIN (
            SELECT count(*) AS n FROM care_cards WHERE user_id = \(Caller.id)
        ) cards CROSS JOIN (
            SELECT coalesce(sum(topics), 0)::int8 AS topics,
                   coalesce(sum(posts), 0)::int8 AS posts
              FROM forum_counts
        ) forum CROSS JOIN (
            SELECT coalesce(sum(topics), 0)::int8 AS topics,
                   coalesce(sum(posts), 0)::int8 AS posts
              FROM forum_days WHERE day >= (\(wholeDay) AT TIME ZONE 'UTC')::date
        ) new_days CROSS JOIN (
            SELECT count(*) AS n FROM topics
             WHERE status <> 'hidden'
               AND created_at > now() - interval '7 days' AND created_at < \(wholeDay)
        ) new_topics CROSS JOIN (
            SELECT count(*) AS n FROM posts
             WHERE created_at > now() - interval '7 days' AND created_at < \(wholeDay)
        ) new_posts CROSS JOIN (
            SELECT count(*) FILTER (WHERE status IN ('pending', 'confirmed')) AS upcoming,
                   coalesce((SELECT kept_bookings FROM member_counts
                              WHERE user_id = \(Caller.id)), 0)
                       - count(*) FILTER (
                           WHERE status IN ('pending', 'confirmed', 'completed')) AS past
              FROM bookings WHERE user_id = \(Caller.id) AND start_datetime > now()
        ) booked CROSS JOIN (
            SELECT count(*) AS n FROM bookings WHERE user_id = \(Caller.id) AND status = 'pending'
        ) pending CROSS JOIN (
            SELECT count(*) AS n, coalesce(sum(f.days_count), 0)::int8 AS days
              FROM participations p JOIN fasts f ON f.id = p.fast_id
             WHERE p.user_id = \(Caller.id)
        ) fasting
        """

    /// Each kind gives its ten newest by an index of its own, and the ten newest of these are
    /// described.
    private static let activity: SQL = """
        (
            SELECT coalesce(
                       jsonb_agg(jsonb_build_object('kind', kind, 'id', id,
                                                    'description', description,
                                                    'at', rfc3339(at))
                                 ORDER BY at DESC, kind, id DESC), '[]') AS newest
              FROM (
                SELECT * FROM (
                    (SELECT 'booking' AS kind, b.id, b.created_at AS at,
                            'Booked ' || v.name AS description
                       FROM bookings b JOIN venues v ON v.id = b.venue_id
                      WHERE b.user_id = \(Caller.id)
                      ORDER BY b.created_at DESC, b.id DESC LIMIT 10)
                    UNION ALL
                    (SELECT 'topic', t.id, t.created_at,
                            'Began "' || t.subject || '" in ' || f.name
                       FROM topics t JOIN forums f ON f.id = t.forum_id
                      WHERE t.user_id = \(Caller.id)
                      ORDER BY t.created_at DESC, t.id DESC LIMIT 10)
                    UNION ALL
                    (SELECT 'post', p.id, p.created_at,
                            'Wrote in "' || t.subject || '" in ' || f.name
                       FROM posts p JOIN topics t ON t.id = p.topic_id
                       JOIN forums f ON f.id = t.forum_id
                      WHERE p.user_id = \(Caller.id) AND p.position > 1
                      ORDER BY p.created_at DESC, p.id DESC LIMIT 10)
                    UNION ALL
                    (SELECT 'identification', i.id, i.created_at,
                            CASE i.status WHEN 'identified' THEN 'Asked about ' || i.species
                                          ELSE 'Asked about a plant' END
                       FROM plant_identifications i WHERE i.user_id = \(Caller.id)
                      ORDER BY i.created_at DESC, i.id DESC LIMIT 10)
                    UNION ALL
                    (SELECT 'care_card', c.id, c.created_at, 'Saved "' || c.title || '"'
                       FROM care_cards c WHERE c.user_id = \(Caller.id)
                      ORDER BY c.created_at DESC, c.id DESC LIMIT 10)
                    UNION ALL
                    (SELECT 'fast', f.id, p.joined_at, 'Joined ' || f.name
                       FROM participations p JOIN fasts f ON f.id = p.fast_id
                      WHERE p.user_id = \(Caller.id)
                      ORDER BY p.joined_at DESC, p.id DESC LIMIT 10)
                ) everything
                ORDER BY at DESC, kind, id DESC LIMIT 10
              ) ten
        ) activity
        """
}
