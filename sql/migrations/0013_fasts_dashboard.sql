-- By which clock a fast's days begin and end: that of the church that calls it. And what is new in
-- the forum by day, so that the dashboard need not count a week of posts.

-- Fasts

ALTER TABLE churches ADD COLUMN time_zone text NOT NULL DEFAULT 'UTC'
    CONSTRAINT churches_time_zone_known CHECK (is_time_zone(time_zone));
COMMENT ON COLUMN churches.time_zone IS
    'IANA name of the zone by whose clock its fasts begin and end.';

-- Churches that are there already are most likely where the hall's venues are.
UPDATE churches SET time_zone = likely.time_zone
  FROM (SELECT time_zone FROM venues WHERE retired_at IS NULL
         GROUP BY time_zone ORDER BY count(*) DESC, time_zone LIMIT 1) AS likely;

CREATE FUNCTION today_in(time_zone text) RETURNS date
    LANGUAGE sql STABLE PARALLEL SAFE
    RETURN (now() AT TIME ZONE time_zone)::date;
COMMENT ON FUNCTION today_in IS 'The day that it is by the clocks of a time zone.';

DROP FUNCTION utc_today();

-- Whatever day it is before the end, the text says how many days are left until then.
CREATE OR REPLACE FUNCTION fast_countdown(name text, starts_on date, ends_on date, today date)
    RETURNS text
    LANGUAGE sql IMMUTABLE PARALLEL SAFE
    RETURN CASE WHEN ends_on IS NULL THEN 'No days available for ' || name
                WHEN today > ends_on THEN 'Finished'
                WHEN today = ends_on THEN 'Ends today'
                ELSE CASE WHEN today < starts_on
                          THEN 'Starts in ' || days_in_words(starts_on - today) || ', '
                          ELSE '' END || days_in_words(ends_on - today) || ' until finished' END;

GRANT EXECUTE ON FUNCTION today_in TO guildhall_responder;

-- The dashboard

CREATE TABLE forum_days (
    day date,
    forum_id bigint,
    topics int NOT NULL DEFAULT 0,
    posts int NOT NULL DEFAULT 0,
    CONSTRAINT forum_days_pkey PRIMARY KEY (day, forum_id)
) WITH (fillfactor = 50);
COMMENT ON TABLE forum_days IS
    'What was written, by UTC day and forum. Kept by triggers; a row may have come down to 0. By '
    'forum, since whoever changes one has locked its forum_counts before.';
COMMENT ON COLUMN forum_days.day IS 'The UTC day.';
COMMENT ON COLUMN forum_days.forum_id IS 'The forum.';
COMMENT ON COLUMN forum_days.topics IS 'Topics begun that day that are not hidden.';
COMMENT ON COLUMN forum_days.posts IS 'Posts written that day, those in hidden topics too.';

CREATE FUNCTION count_topic_days() RETURNS trigger
    LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
BEGIN
    IF TG_OP = 'INSERT' THEN
        INSERT INTO forum_days AS counts (day, forum_id, topics)
        SELECT (created_at AT TIME ZONE 'UTC')::date, forum_id, count(*)
          FROM added WHERE status <> 'hidden' GROUP BY 1, 2 ORDER BY 1, 2
            ON CONFLICT (day, forum_id) DO UPDATE SET topics = counts.topics + excluded.topics;
    ELSIF TG_OP = 'DELETE' THEN
        INSERT INTO forum_days AS counts (day, forum_id, topics)
        SELECT (created_at AT TIME ZONE 'UTC')::date, forum_id, -count(*)
          FROM removed WHERE status <> 'hidden' GROUP BY 1, 2 ORDER BY 1, 2
            ON CONFLICT (day, forum_id) DO UPDATE SET topics = counts.topics + excluded.topics;
    ELSIF TG_OP = 'UPDATE' THEN
        INSERT INTO forum_days AS counts (day, forum_id, topics)
        SELECT (created_at AT TIME ZONE 'UTC')::date, forum_id, sum(change)
          FROM (SELECT created_at, forum_id, 1 AS change FROM added WHERE status <> 'hidden'
                UNION ALL
                SELECT created_at, forum_id, -1 FROM removed WHERE status <> 'hidden') AS changes
         GROUP BY 1, 2 HAVING sum(change) <> 0 ORDER BY 1, 2
            ON CONFLICT (day, forum_id) DO UPDATE SET topics = counts.topics + excluded.topics;
    ELSE
        UPDATE forum_days SET topics = 0 WHERE topics <> 0;
    END IF;
    RETURN NULL;
END
$$;
COMMENT ON FUNCTION count_topic_days IS 'Carries a statement''s changes of topics to forum_days.';

CREATE FUNCTION count_post_days() RETURNS trigger
    LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
BEGIN
    IF TG_OP = 'INSERT' THEN
        INSERT INTO forum_days AS counts (day, forum_id, posts)
        SELECT (added.created_at AT TIME ZONE 'UTC')::date, forum_id, count(*)
          FROM added JOIN topics ON topics.id = topic_id GROUP BY 1, 2 ORDER BY 1, 2
            ON CONFLICT (day, forum_id) DO UPDATE SET posts = counts.posts + excluded.posts;
    ELSIF TG_OP = 'DELETE' THEN
        INSERT INTO forum_days AS counts (day, forum_id, posts)
        SELECT (removed.created_at AT TIME ZONE 'UTC')::date, forum_id, -count(*)
          FROM removed JOIN topics ON topics.id = topic_id GROUP BY 1, 2 ORDER BY 1, 2
            ON CONFLICT (day, forum_id) DO UPDATE SET posts = counts.posts + excluded.posts;
    ELSE
        UPDATE forum_days SET posts = 0 WHERE posts <> 0;
    END IF;
    RETURN NULL;
END
$$;
COMMENT ON FUNCTION count_post_days IS 'Carries a statement''s changes of posts to forum_days.';

-- Triggers run in the order of their names: these after those of forum_counts, for everyone.
CREATE TRIGGER days_inserted AFTER INSERT ON topics
    REFERENCING NEW TABLE AS added
    FOR EACH STATEMENT EXECUTE FUNCTION count_topic_days();
CREATE TRIGGER days_updated AFTER UPDATE ON topics
    REFERENCING OLD TABLE AS removed NEW TABLE AS added
    FOR EACH STATEMENT EXECUTE FUNCTION count_topic_days();
CREATE TRIGGER days_deleted AFTER DELETE ON topics
    REFERENCING OLD TABLE AS removed
    FOR EACH STATEMENT EXECUTE FUNCTION count_topic_days();
CREATE TRIGGER days_truncated AFTER TRUNCATE ON topics
    FOR EACH STATEMENT EXECUTE FUNCTION count_topic_days();
CREATE TRIGGER days_inserted AFTER INSERT ON posts
    REFERENCING NEW TABLE AS added
    FOR EACH STATEMENT EXECUTE FUNCTION count_post_days();
CREATE TRIGGER days_deleted AFTER DELETE ON posts
    REFERENCING OLD TABLE AS removed
    FOR EACH STATEMENT EXECUTE FUNCTION count_post_days();
CREATE TRIGGER days_truncated AFTER TRUNCATE ON posts
    FOR EACH STATEMENT EXECUTE FUNCTION count_post_days();

INSERT INTO forum_days (day, forum_id, topics)
SELECT (created_at AT TIME ZONE 'UTC')::date, forum_id, count(*)
  FROM topics WHERE status <> 'hidden' GROUP BY 1, 2;
INSERT INTO forum_days AS counts (day, forum_id, posts)
SELECT (posts.created_at AT TIME ZONE 'UTC')::date, forum_id, count(*)
  FROM posts JOIN topics ON topics.id = topic_id GROUP BY 1, 2
    ON CONFLICT (day, forum_id) DO UPDATE SET posts = excluded.posts;

GRANT SELECT ON forum_days TO guildhall_responder;
