-- The forum: a tree of forums, their topics, and the posts these are made of.

CREATE TYPE topic_type AS ENUM ('announce', 'sticky', 'post');
COMMENT ON TYPE topic_type IS
    'Where a topic stands in its forum: at the very top, below it, or by last post.';
CREATE TYPE topic_status AS ENUM ('open', 'closed', 'hidden');
COMMENT ON TYPE topic_status IS
    'Whether a topic takes posts: open does, closed does not, and hidden is for moderators alone.';

CREATE TABLE forums (
    id bigint GENERATED ALWAYS AS IDENTITY CONSTRAINT forums_pkey PRIMARY KEY,
    parent_id bigint CONSTRAINT forums_parent_fkey REFERENCES forums ON DELETE RESTRICT,
    slug text COLLATE "C" NOT NULL CONSTRAINT forums_slug_key UNIQUE
        CONSTRAINT forums_slug_form
            CHECK (slug ~ '^[a-z0-9]+(-[a-z0-9]+)*$' AND length(slug) <= 80),
    name text NOT NULL CONSTRAINT forums_name_length CHECK (char_length(name) BETWEEN 1 AND 200),
    description text NOT NULL DEFAULT ''
        CONSTRAINT forums_description_length CHECK (char_length(description) <= 1000),
    position int NOT NULL DEFAULT 0,
    -- A parent is there before its children, so that no walk upwards goes in circles.
    CONSTRAINT forums_parent_is_older CHECK (parent_id < id)
);
COMMENT ON TABLE forums IS 'What topics are sorted into; a tree.';
COMMENT ON COLUMN forums.id IS 'Identifier.';
COMMENT ON COLUMN forums.parent_id IS 'The forum that it is part of; null: none.';
COMMENT ON COLUMN forums.slug IS 'Its name in addresses: small letters, digits and single hyphens.';
COMMENT ON COLUMN forums.name IS 'Name as shown, 1 to 200 characters.';
COMMENT ON COLUMN forums.description IS 'What belongs there, up to 1,000 characters.';
COMMENT ON COLUMN forums.position IS 'Place in the list of all forums, ascending.';

CREATE INDEX forums_by_parent ON forums (parent_id);
CREATE INDEX forums_by_position ON forums (position, id);

CREATE FUNCTION topic_shift(type topic_type) RETURNS int
    LANGUAGE sql IMMUTABLE PARALLEL SAFE
    RETURN CASE type WHEN 'announce' THEN 730000 WHEN 'sticky' THEN 365000 ELSE 0 END;
COMMENT ON FUNCTION topic_shift IS
    'Days by which a topic of this type is listed as if it were later: a thousand years for each '
    'rank, so that one moment alone orders a forum''s list.';

CREATE FUNCTION excerpt_of(body text) RETURNS text
    LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE SET search_path = pg_catalog, pg_temp
    RETURN left(btrim(regexp_replace(left(body, 1000), '\s+', ' ', 'g')), 200);
COMMENT ON FUNCTION excerpt_of IS
    'The beginning of a post on one line: 200 characters at the most.';

CREATE TABLE topics (
    id bigint GENERATED ALWAYS AS IDENTITY CONSTRAINT topics_pkey PRIMARY KEY,
    forum_id bigint NOT NULL CONSTRAINT topics_forum_fkey REFERENCES forums ON DELETE RESTRICT,
    user_id bigint NOT NULL CONSTRAINT topics_user_fkey REFERENCES users ON DELETE RESTRICT,
    created_at timestamptz NOT NULL DEFAULT now(),
    last_post_at timestamptz NOT NULL DEFAULT now(),
    listed_at timestamptz NOT NULL GENERATED ALWAYS AS
        (((last_post_at AT TIME ZONE 'UTC') + topic_shift(type) * interval '1 day')
         AT TIME ZONE 'UTC') STORED,
    trending_at timestamptz NOT NULL GENERATED ALWAYS AS
        (((created_at AT TIME ZONE 'UTC')
          + log(greatest(posts_count, 1)::float8) * 259200 * interval '1 second')
         AT TIME ZONE 'UTC') STORED,
    posts_count int NOT NULL DEFAULT 1,
    type topic_type NOT NULL DEFAULT 'post',
    status topic_status NOT NULL DEFAULT 'open',
    subject text NOT NULL
        CONSTRAINT topics_subject_length CHECK (char_length(subject) BETWEEN 1 AND 200),
    excerpt text NOT NULL CONSTRAINT topics_excerpt_length CHECK (char_length(excerpt) <= 200),
    origin text CONSTRAINT topics_origin_key UNIQUE
        CONSTRAINT topics_origin_length CHECK (char_length(origin) BETWEEN 1 AND 100),
    -- What RFC 3339 can write, with the shifts added; infinity is not among it.
    CONSTRAINT topics_in_calendar CHECK (created_at >= '1900-01-01T00:00Z'
        AND last_post_at >= created_at AND last_post_at < '5000-01-01T00:00Z')
) WITH (fillfactor = 90);
COMMENT ON TABLE topics IS 'Threads of posts. Who locks a topic and counts locks the topic first.';
COMMENT ON COLUMN topics.id IS 'Identifier.';
COMMENT ON COLUMN topics.forum_id IS 'The forum it is in.';
COMMENT ON COLUMN topics.user_id IS 'Who began it.';
COMMENT ON COLUMN topics.created_at IS 'When it was begun.';
COMMENT ON COLUMN topics.last_post_at IS 'When its newest post was written. Kept by a trigger.';
COMMENT ON COLUMN topics.listed_at IS
    'What its forum''s list is ordered by: the last post, with topic_shift() of the type.';
COMMENT ON COLUMN topics.trending_at IS
    'How hot it is, as a moment: ten times the posts make up for three days of age.';
COMMENT ON COLUMN topics.posts_count IS
    'Its posts, with the first, which each topic has. Kept by a trigger.';
COMMENT ON COLUMN topics.type IS 'Where it stands in its forum.';
COMMENT ON COLUMN topics.status IS 'Whether it takes posts and is seen.';
COMMENT ON COLUMN topics.subject IS 'What it is about, 1 to 200 characters.';
COMMENT ON COLUMN topics.excerpt IS 'excerpt_of() of the first post.';
COMMENT ON COLUMN topics.origin IS
    'What a topic that was brought in from elsewhere is known by there, so that it is brought in '
    'once; null: it was written here.';

-- The lists read these backwards; what they carry besides lets hidden topics be skipped in them.
CREATE INDEX topics_by_listing ON topics (forum_id, listed_at, id) INCLUDE (status);
CREATE INDEX topics_by_status_listing ON topics (forum_id, status, listed_at, id);
CREATE INDEX topics_by_last_post ON topics (last_post_at, id) WHERE status <> 'hidden';
CREATE INDEX topics_by_forum_last_post ON topics (forum_id, last_post_at, id)
    WHERE status <> 'hidden';
CREATE INDEX topics_by_trend ON topics (trending_at, id) WHERE status <> 'hidden';
CREATE INDEX topics_by_forum_trend ON topics (forum_id, trending_at, id)
    WHERE status <> 'hidden';
CREATE INDEX topics_by_user ON topics (user_id, created_at, id);

-- Apart from topics: each post makes a new version of its topic's row, and would enter all its
-- trigrams anew.
CREATE TABLE topic_texts (
    topic_id bigint CONSTRAINT topic_texts_pkey PRIMARY KEY
        CONSTRAINT topic_texts_topic_fkey REFERENCES topics ON DELETE CASCADE,
    content text NOT NULL
);
COMMENT ON TABLE topic_texts IS 'What topics are searched in. Kept by triggers.';
COMMENT ON COLUMN topic_texts.topic_id IS 'The topic.';
COMMENT ON COLUMN topic_texts.content IS 'The subject, a line break and the first post.';

-- Each search reads the whole pending list, so it is short.
CREATE INDEX topic_texts_search ON topic_texts USING gin (content gin_trgm_ops)
    WITH (gin_pending_list_limit = 256);

CREATE TABLE posts (
    id bigint GENERATED ALWAYS AS IDENTITY CONSTRAINT posts_pkey PRIMARY KEY,
    topic_id bigint NOT NULL CONSTRAINT posts_topic_fkey REFERENCES topics ON DELETE RESTRICT,
    user_id bigint NOT NULL CONSTRAINT posts_user_fkey REFERENCES users ON DELETE RESTRICT,
    position int NOT NULL CONSTRAINT posts_position_positive CHECK (position > 0),
    created_at timestamptz NOT NULL DEFAULT now()
        CONSTRAINT posts_created_at_finite CHECK (isfinite(created_at)),
    edited_at timestamptz CONSTRAINT posts_edited_at_finite CHECK (isfinite(edited_at)),
    body text NOT NULL CONSTRAINT posts_body_length CHECK (char_length(body) BETWEEN 1 AND 20000),
    CONSTRAINT posts_topic_position_key UNIQUE (topic_id, position)
);
COMMENT ON TABLE posts IS 'What members write. None is ever removed; topics are hidden.';
COMMENT ON COLUMN posts.id IS 'Identifier.';
COMMENT ON COLUMN posts.topic_id IS 'The topic.';
COMMENT ON COLUMN posts.user_id IS 'Who wrote it.';
COMMENT ON COLUMN posts.position IS
    'Its number in the topic, without gaps; 1 is the post that began it. Who adds one holds the '
    'topic.';
COMMENT ON COLUMN posts.created_at IS 'When it was written.';
COMMENT ON COLUMN posts.edited_at IS 'When it was last changed; null: never.';
COMMENT ON COLUMN posts.body IS 'The text, 1 to 20,000 characters.';

CREATE INDEX posts_by_user ON posts (user_id, created_at, id);

-- What members read and follow

CREATE TABLE topic_follows (
    user_id bigint CONSTRAINT topic_follows_user_fkey REFERENCES users ON DELETE CASCADE,
    topic_id bigint CONSTRAINT topic_follows_topic_fkey REFERENCES topics ON DELETE CASCADE,
    created_at timestamptz NOT NULL DEFAULT now(),
    CONSTRAINT topic_follows_pkey PRIMARY KEY (user_id, topic_id)
);
COMMENT ON TABLE topic_follows IS 'Topics that members follow.';
COMMENT ON COLUMN topic_follows.user_id IS 'The member.';
COMMENT ON COLUMN topic_follows.topic_id IS 'The topic.';
COMMENT ON COLUMN topic_follows.created_at IS 'Since when.';
CREATE INDEX topic_follows_by_topic ON topic_follows (topic_id);

CREATE TABLE topic_reads (
    user_id bigint CONSTRAINT topic_reads_user_fkey REFERENCES users ON DELETE CASCADE,
    topic_id bigint CONSTRAINT topic_reads_topic_fkey REFERENCES topics ON DELETE CASCADE,
    read_at timestamptz NOT NULL DEFAULT now(),
    posts_count int NOT NULL,
    CONSTRAINT topic_reads_pkey PRIMARY KEY (user_id, topic_id)
) WITH (fillfactor = 70);
COMMENT ON TABLE topic_reads IS 'How far members have read.';
COMMENT ON COLUMN topic_reads.user_id IS 'The member.';
COMMENT ON COLUMN topic_reads.topic_id IS 'The topic.';
COMMENT ON COLUMN topic_reads.read_at IS
    'When the member last opened it; again within an hour counts as the same visit.';
COMMENT ON COLUMN topic_reads.posts_count IS 'The posts that the topic had then.';
CREATE INDEX topic_reads_by_topic ON topic_reads (topic_id);

CREATE TABLE topic_views (
    topic_id bigint CONSTRAINT topic_views_pkey PRIMARY KEY
        CONSTRAINT topic_views_topic_fkey REFERENCES topics ON DELETE CASCADE,
    views int NOT NULL
) WITH (fillfactor = 50);
COMMENT ON TABLE topic_views IS
    'Members'' visits. Apart from topics, as a visit must cost no index entries; those who are not '
    'logged in do not count, since most of them are machines.';
COMMENT ON COLUMN topic_views.topic_id IS 'The topic.';
COMMENT ON COLUMN topic_views.views IS 'How many.';

-- Numbers

CREATE TABLE topic_counts (
    forum_id bigint,
    day date,
    type topic_type,
    status topic_status,
    -- Not bigint: the sum of integers is a bigint, which adds faster than the numeric of bigints.
    topics int NOT NULL,
    CONSTRAINT topic_counts_pkey PRIMARY KEY (forum_id, day, type, status)
) WITH (fillfactor = 70);
COMMENT ON TABLE topic_counts IS
    'Topics by forum, day, type and status. Kept by triggers; a row may have come down to 0.';
COMMENT ON COLUMN topic_counts.forum_id IS 'The forum.';
COMMENT ON COLUMN topic_counts.day IS 'The UTC day of the last post.';
COMMENT ON COLUMN topic_counts.type IS 'Where the topics stand.';
COMMENT ON COLUMN topic_counts.status IS 'Whether they take posts.';
COMMENT ON COLUMN topic_counts.topics IS 'How many there are.';

CREATE TABLE forum_counts (
    forum_id bigint CONSTRAINT forum_counts_pkey PRIMARY KEY,
    topics int NOT NULL,
    posts int NOT NULL
) WITH (fillfactor = 50);
COMMENT ON TABLE forum_counts IS 'Topics that are not hidden, by forum. Kept by triggers.';
COMMENT ON COLUMN forum_counts.forum_id IS 'The forum; it has no row before its first topic.';
COMMENT ON COLUMN forum_counts.topics IS 'How many there are.';
COMMENT ON COLUMN forum_counts.posts IS 'Posts in them.';

-- Each branch takes its rows in the order of the key, as in count_bookings().
CREATE FUNCTION count_topics() RETURNS trigger
    LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
BEGIN
    IF TG_OP = 'INSERT' THEN
        INSERT INTO topic_counts AS counts (forum_id, day, type, status, topics)
        SELECT forum_id, (last_post_at AT TIME ZONE 'UTC')::date, type, status, count(*)
          FROM added GROUP BY 1, 2, 3, 4 ORDER BY 1, 2, 3, 4
            ON CONFLICT (forum_id, day, type, status) DO UPDATE
           SET topics = counts.topics + excluded.topics;
        INSERT INTO forum_counts AS counts (forum_id, topics, posts)
        SELECT forum_id, count(*), sum(posts_count) FROM added WHERE status <> 'hidden'
         GROUP BY 1 ORDER BY 1
            ON CONFLICT (forum_id) DO UPDATE
           SET topics = counts.topics + excluded.topics, posts = counts.posts + excluded.posts;
    ELSIF TG_OP = 'DELETE' THEN
        INSERT INTO topic_counts AS counts (forum_id, day, type, status, topics)
        SELECT forum_id, (last_post_at AT TIME ZONE 'UTC')::date, type, status, -count(*)
          FROM removed GROUP BY 1, 2, 3, 4 ORDER BY 1, 2, 3, 4
            ON CONFLICT (forum_id, day, type, status) DO UPDATE
           SET topics = counts.topics + excluded.topics;
        INSERT INTO forum_counts AS counts (forum_id, topics, posts)
        SELECT forum_id, -count(*), -sum(posts_count) FROM removed WHERE status <> 'hidden'
         GROUP BY 1 ORDER BY 1
            ON CONFLICT (forum_id) DO UPDATE
           SET topics = counts.topics + excluded.topics, posts = counts.posts + excluded.posts;
    ELSIF TG_OP = 'UPDATE' THEN
        INSERT INTO topic_counts AS counts (forum_id, day, type, status, topics)
        SELECT forum_id, (last_post_at AT TIME ZONE 'UTC')::date, type, status, sum(change)
          FROM (SELECT forum_id, last_post_at, type, status, 1 AS change FROM added
                UNION ALL
                SELECT forum_id, last_post_at, type, status, -1 FROM removed) AS changes
         GROUP BY 1, 2, 3, 4 HAVING sum(change) <> 0 ORDER BY 1, 2, 3, 4
            ON CONFLICT (forum_id, day, type, status) DO UPDATE
           SET topics = counts.topics + excluded.topics;
        INSERT INTO forum_counts AS counts (forum_id, topics, posts)
        SELECT forum_id, sum(change), sum(change * posts_count)
          FROM (SELECT forum_id, posts_count, 1 AS change FROM added WHERE status <> 'hidden'
                UNION ALL
                SELECT forum_id, posts_count, -1 FROM removed WHERE status <> 'hidden') AS changes
         GROUP BY 1 HAVING sum(change) <> 0 OR sum(change * posts_count) <> 0 ORDER BY 1
            ON CONFLICT (forum_id) DO UPDATE
           SET topics = counts.topics + excluded.topics, posts = counts.posts + excluded.posts;
    ELSE
        TRUNCATE topic_counts, forum_counts;
    END IF;
    RETURN NULL;
END
$$;
COMMENT ON FUNCTION count_topics IS
    'Carries a statement''s changes of topics to topic_counts and forum_counts.';

CREATE TRIGGER count_inserted AFTER INSERT ON topics
    REFERENCING NEW TABLE AS added
    FOR EACH STATEMENT EXECUTE FUNCTION count_topics();
CREATE TRIGGER count_updated AFTER UPDATE ON topics
    REFERENCING OLD TABLE AS removed NEW TABLE AS added
    FOR EACH STATEMENT EXECUTE FUNCTION count_topics();
CREATE TRIGGER count_deleted AFTER DELETE ON topics
    REFERENCING OLD TABLE AS removed
    FOR EACH STATEMENT EXECUTE FUNCTION count_topics();
CREATE TRIGGER count_truncated AFTER TRUNCATE ON topics
    FOR EACH STATEMENT EXECUTE FUNCTION count_topics();

CREATE FUNCTION count_posts() RETURNS trigger
    LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
BEGIN
    IF TG_OP = 'INSERT' THEN
        -- The first post is counted from the start: it comes with its topic.
        PERFORM FROM topics WHERE id IN (SELECT topic_id FROM added WHERE position > 1)
          ORDER BY id FOR NO KEY UPDATE;
        UPDATE topics
           SET posts_count = posts_count + more.posts,
               last_post_at = greatest(last_post_at, more.newest)
          FROM (SELECT topic_id, count(*)::int AS posts, max(created_at) AS newest
                  FROM added WHERE position > 1 GROUP BY 1) AS more
         WHERE topics.id = more.topic_id;
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
COMMENT ON FUNCTION count_posts IS
    'Carries a statement''s changes of posts to their topics, to what is searched, and to '
    'member_counts.';

CREATE TRIGGER count_inserted AFTER INSERT ON posts
    REFERENCING NEW TABLE AS added
    FOR EACH STATEMENT EXECUTE FUNCTION count_posts();
CREATE TRIGGER count_deleted AFTER DELETE ON posts
    REFERENCING OLD TABLE AS removed
    FOR EACH STATEMENT EXECUTE FUNCTION count_posts();
CREATE TRIGGER count_truncated AFTER TRUNCATE ON posts
    FOR EACH STATEMENT EXECUTE FUNCTION count_posts();

-- Row by row: one is edited at a time.
CREATE FUNCTION keep_first_post() RETURNS trigger
    LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
BEGIN
    UPDATE topics SET excerpt = excerpt_of(NEW.body) WHERE id = NEW.topic_id;
    UPDATE topic_texts
       SET content = (SELECT subject FROM topics WHERE id = NEW.topic_id) || E'\n' || NEW.body
     WHERE topic_id = NEW.topic_id;
    RETURN NULL;
END
$$;
COMMENT ON FUNCTION keep_first_post IS 'Carries an edited first post to its topic.';
CREATE TRIGGER first_post_edited AFTER UPDATE OF body ON posts
    FOR EACH ROW WHEN (NEW.position = 1 AND NEW.body <> OLD.body)
    EXECUTE FUNCTION keep_first_post();

CREATE FUNCTION keep_subject() RETURNS trigger
    LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
BEGIN
    UPDATE topic_texts
       SET content = NEW.subject || E'\n' || substr(content, char_length(OLD.subject) + 2)
     WHERE topic_id = NEW.id;
    RETURN NULL;
END
$$;
COMMENT ON FUNCTION keep_subject IS 'Carries a new subject to what is searched.';
CREATE TRIGGER subject_edited AFTER UPDATE OF subject ON topics
    FOR EACH ROW WHEN (NEW.subject <> OLD.subject) EXECUTE FUNCTION keep_subject();

CREATE FUNCTION forum_parents(forum bigint) RETURNS jsonb
    LANGUAGE sql STABLE STRICT SET search_path = public, pg_temp
BEGIN ATOMIC
    WITH RECURSIVE up AS (
        SELECT parent_id, 0 AS height FROM forums WHERE id = forum
        UNION ALL
        SELECT forums.parent_id, height + 1 FROM up JOIN forums ON forums.id = up.parent_id
    )
    SELECT COALESCE(jsonb_agg(jsonb_build_object('id', id, 'slug', slug, 'name', name)
                              ORDER BY height DESC), '[]')
      FROM up JOIN forums ON forums.id = up.parent_id;
END;
COMMENT ON FUNCTION forum_parents IS 'The forums above one, from the root down.';

-- Moderation

CREATE TABLE moderation_log (
    id bigint GENERATED ALWAYS AS IDENTITY CONSTRAINT moderation_log_pkey PRIMARY KEY,
    at timestamptz NOT NULL DEFAULT now(),
    moderator_id bigint NOT NULL
        CONSTRAINT moderation_log_moderator_fkey REFERENCES users ON DELETE RESTRICT,
    -- No foreign keys: what happened has happened, whatever is cleared away later.
    topic_id bigint NOT NULL,
    post_id bigint,
    changes jsonb NOT NULL,
    reason text
        CONSTRAINT moderation_log_reason_length CHECK (char_length(reason) BETWEEN 1 AND 1000)
);
COMMENT ON TABLE moderation_log IS
    'What moderators did to topics and posts, for everyone to see. Nothing changes or removes it.';
COMMENT ON COLUMN moderation_log.id IS 'Identifier.';
COMMENT ON COLUMN moderation_log.at IS 'When it was done.';
COMMENT ON COLUMN moderation_log.moderator_id IS 'Who did it.';
COMMENT ON COLUMN moderation_log.topic_id IS 'The topic.';
COMMENT ON COLUMN moderation_log.post_id IS 'The post that was edited; null: the topic itself.';
COMMENT ON COLUMN moderation_log.changes IS
    'What changed, each with its value before and after: {"status":["open","closed"]}. Texts are '
    'only named, {"subject":true}, as what was removed shall not stay here.';
COMMENT ON COLUMN moderation_log.reason IS 'Why; null: none was given.';
CREATE INDEX moderation_log_by_time ON moderation_log (at, id);
CREATE INDEX moderation_log_by_moderator ON moderation_log (moderator_id);

CREATE FUNCTION refuse_rewriting_moderation() RETURNS trigger
    LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
BEGIN
    RAISE insufficient_privilege USING
        MESSAGE = 'the moderation log can be added to, but not changed';
END
$$;
COMMENT ON FUNCTION refuse_rewriting_moderation IS 'Lets nobody change the moderation log.';
CREATE TRIGGER rewritten BEFORE UPDATE OR DELETE OR TRUNCATE ON moderation_log
    FOR EACH STATEMENT EXECUTE FUNCTION refuse_rewriting_moderation();

-- What the responder may do

GRANT SELECT ON forums, topics, topic_texts, posts, topic_follows, topic_reads, topic_views,
                topic_counts, forum_counts, moderation_log TO guildhall_responder;
GRANT INSERT (forum_id, user_id, subject, excerpt), UPDATE (subject, type, status)
    ON topics TO guildhall_responder;
GRANT INSERT (topic_id, user_id, position, body), UPDATE (body, edited_at)
    ON posts TO guildhall_responder;
GRANT INSERT (user_id, topic_id), DELETE ON topic_follows TO guildhall_responder;
GRANT INSERT (user_id, topic_id, posts_count), UPDATE (read_at, posts_count)
    ON topic_reads TO guildhall_responder;
GRANT INSERT, UPDATE (views) ON topic_views TO guildhall_responder;
GRANT INSERT (moderator_id, topic_id, post_id, changes, reason)
    ON moderation_log TO guildhall_responder;
GRANT EXECUTE ON FUNCTION topic_shift, excerpt_of, forum_parents TO guildhall_responder;
