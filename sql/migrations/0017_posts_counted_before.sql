-- Posts that a topic brings along are counted with it, so that many topics can be brought in without
-- writing each of them twice.

CREATE OR REPLACE FUNCTION count_posts() RETURNS trigger
    LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
BEGIN
    IF TG_OP = 'INSERT' THEN
        -- Positions are without gaps: those up to the topic's number are counted already.
        PERFORM FROM topics
          WHERE id IN (SELECT topic_id FROM added JOIN topics ON topics.id = topic_id
                        WHERE position > posts_count)
          ORDER BY id FOR NO KEY UPDATE;
        IF FOUND THEN
            UPDATE topics
               SET posts_count = posts_count + more.posts,
                   last_post_at = greatest(last_post_at, more.newest)
              FROM (SELECT topic_id, count(*)::int AS posts, max(added.created_at) AS newest
                      FROM added JOIN topics ON topics.id = topic_id
                     WHERE position > posts_count GROUP BY 1) AS more
             WHERE topics.id = more.topic_id;
        END IF;
        INSERT INTO topic_texts (topic_id, content)
        SELECT topics.id, subject || E'\n' || body
          FROM added JOIN topics ON topics.id = topic_id WHERE position = 1;
        INSERT INTO member_counts AS counts (user_id, posts)
        SELECT user_id, count(*) FROM added GROUP BY 1 ORDER BY 1
            ON CONFLICT (user_id) DO UPDATE SET posts = counts.posts + excluded.posts;
    ELSIF TG_OP = 'DELETE' THEN
        PERFORM FROM topics WHERE id IN (SELECT topic_id FROM removed WHERE position > 1)
          ORDER BY id FOR NO KEY UPDATE;
        UPDATE topics SET posts_count = posts_count - fewer.posts
          FROM (SELECT topic_id, count(*)::int AS posts
                  FROM removed WHERE position > 1 GROUP BY 1) AS fewer
         WHERE topics.id = fewer.topic_id;
        INSERT INTO member_counts AS counts (user_id, posts)
        SELECT user_id, -count(*) FROM removed GROUP BY 1 ORDER BY 1
            ON CONFLICT (user_id) DO UPDATE SET posts = counts.posts + excluded.posts;
    ELSE
        UPDATE member_counts SET posts = 0
          FROM (SELECT user_id FROM member_counts WHERE posts <> 0
                 ORDER BY user_id FOR NO KEY UPDATE) AS locked
         WHERE member_counts.user_id = locked.user_id;
    END IF;
    RETURN NULL;
END
$$;

COMMENT ON COLUMN topics.posts_count IS
    'Its posts, with the first, which each topic has. Kept by a trigger; a topic that is brought in '
    'with its posts may say their number itself.';
