-- Fasts, on which days they are kept and by whom; the garden: what members ask about plants, and
-- what they keep about caring for them; and what the dashboard reads.
--
-- Whoever locks several things locks them in this order: fasts by id, then members' counts.

-- Fasts

CREATE TABLE fasts (
    id bigint GENERATED ALWAYS AS IDENTITY CONSTRAINT fasts_pkey PRIMARY KEY,
    name text NOT NULL CONSTRAINT fasts_name_length CHECK (char_length(name) BETWEEN 1 AND 200),
    church_id bigint NOT NULL
        CONSTRAINT fasts_church_fkey REFERENCES churches ON DELETE RESTRICT,
    created_at timestamptz NOT NULL DEFAULT now(),
    days_count int NOT NULL DEFAULT 0,
    participants_count int NOT NULL DEFAULT 0,
    starts_on date,
    ends_on date,
    -- The key of lists, which compare whole keys and so need one that is never null.
    start_order int NOT NULL
        GENERATED ALWAYS AS (COALESCE(starts_on - date '2000-01-01', 2147483647)) STORED
    -- Half empty pages, as each one who joins a fast changes its row.
) WITH (fillfactor = 50);
COMMENT ON TABLE fasts IS 'Fasts that a church calls.';
COMMENT ON COLUMN fasts.id IS 'Identifier.';
COMMENT ON COLUMN fasts.name IS 'Name as shown, 1 to 200 characters.';
COMMENT ON COLUMN fasts.church_id IS 'The church that calls it.';
COMMENT ON COLUMN fasts.created_at IS 'When it was written down.';
COMMENT ON COLUMN fasts.days_count IS 'Days in fast_days. Kept by triggers.';
COMMENT ON COLUMN fasts.participants_count IS 'Rows in participations. Kept by triggers.';
COMMENT ON COLUMN fasts.starts_on IS 'The first day; null: it has none. Kept by triggers.';
COMMENT ON COLUMN fasts.ends_on IS 'The last day; null: it has none. Kept by triggers.';
COMMENT ON COLUMN fasts.start_order IS
    'The first day, in days after 2000-01-01; those without days come last.';

CREATE INDEX fasts_by_start ON fasts (start_order, id);
CREATE INDEX fasts_by_church ON fasts (church_id, start_order, id);

CREATE TABLE fast_days (
    fast_id bigint CONSTRAINT fast_days_fast_fkey REFERENCES fasts ON DELETE CASCADE,
    day date CONSTRAINT fast_days_in_calendar
        CHECK (day BETWEEN date '1900-01-01' AND date '2999-12-31'),
    CONSTRAINT fast_days_pkey PRIMARY KEY (fast_id, day)
);
COMMENT ON TABLE fast_days IS 'The days on which a fast is kept.';
COMMENT ON COLUMN fast_days.fast_id IS 'The fast.';
COMMENT ON COLUMN fast_days.day IS 'The day; the same day may be one of several fasts.';

CREATE TABLE participations (
    id bigint GENERATED ALWAYS AS IDENTITY CONSTRAINT participations_pkey PRIMARY KEY,
    fast_id bigint NOT NULL CONSTRAINT participations_fast_fkey REFERENCES fasts ON DELETE CASCADE,
    user_id bigint NOT NULL
        CONSTRAINT participations_user_fkey REFERENCES users ON DELETE RESTRICT,
    joined_at timestamptz NOT NULL DEFAULT now(),
    -- Finds the fasts of a member.
    CONSTRAINT participations_user_fast_key UNIQUE (user_id, fast_id)
);
COMMENT ON TABLE participations IS 'Who keeps which fast.';
COMMENT ON COLUMN participations.id IS 'Identifier.';
COMMENT ON COLUMN participations.fast_id IS 'The fast.';
COMMENT ON COLUMN participations.user_id IS 'Who keeps it.';
COMMENT ON COLUMN participations.joined_at IS 'When they joined.';

CREATE INDEX participations_by_fast ON participations (fast_id, joined_at, id);
CREATE INDEX participations_by_user_joined ON participations (user_id, joined_at, id);

CREATE FUNCTION days_in_words(days int) RETURNS text
    LANGUAGE sql IMMUTABLE PARALLEL SAFE
    RETURN days || CASE WHEN days = 1 THEN ' day' ELSE ' days' END;
COMMENT ON FUNCTION days_in_words IS 'A number of days as people say it: 1 day, 2 days.';

CREATE FUNCTION fast_countdown(name text, starts_on date, ends_on date, today date) RETURNS text
    LANGUAGE sql IMMUTABLE PARALLEL SAFE
    RETURN CASE WHEN ends_on IS NULL THEN 'No days available for ' || name
                WHEN today > ends_on THEN 'Finished'
                WHEN today < starts_on THEN 'Starts in ' || days_in_words(starts_on - today)
                WHEN today = ends_on THEN 'Ends today'
                ELSE days_in_words(ends_on - today) || ' until finished' END;
COMMENT ON FUNCTION fast_countdown IS 'How far along a fast is on a day, in words.';

CREATE FUNCTION utc_today() RETURNS date
    LANGUAGE sql STABLE PARALLEL SAFE
    RETURN (now() AT TIME ZONE 'UTC')::date;
COMMENT ON FUNCTION utc_today IS
    'The day that it is in UTC, by which fasts begin and end: churches have no clock of their own.';

-- Facts about fasts

-- What a fast's days are is read again once its row is locked, in a statement of its own, so that
-- it sees what those who held the lock before wrote.
CREATE FUNCTION refresh_fast_days(changed bigint[]) RETURNS void
    LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
BEGIN
    PERFORM FROM fasts WHERE id = ANY (changed) ORDER BY id FOR NO KEY UPDATE;
    UPDATE fasts
       SET days_count = facts.days, starts_on = facts.first_day, ends_on = facts.last_day
      FROM (SELECT fast.id, count(day) AS days, min(day) AS first_day, max(day) AS last_day
              FROM unnest(changed) AS fast (id) LEFT JOIN fast_days ON fast_days.fast_id = fast.id
             GROUP BY fast.id) AS facts
     WHERE fasts.id = facts.id
       AND (fasts.days_count, fasts.starts_on, fasts.ends_on)
           IS DISTINCT FROM (facts.days, facts.first_day, facts.last_day);
END
$$;
COMMENT ON FUNCTION refresh_fast_days IS 'Takes the facts about fasts from their days.';

CREATE FUNCTION keep_fast_days() RETURNS trigger
    LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
BEGIN
    IF TG_OP = 'INSERT' THEN
        PERFORM refresh_fast_days(ARRAY(SELECT DISTINCT fast_id FROM added));
    ELSIF TG_OP = 'DELETE' THEN
        PERFORM refresh_fast_days(ARRAY(SELECT DISTINCT fast_id FROM removed));
    ELSIF TG_OP = 'UPDATE' THEN
        PERFORM refresh_fast_days(ARRAY(SELECT fast_id FROM added
                                        UNION SELECT fast_id FROM removed));
    ELSE
        PERFORM refresh_fast_days(ARRAY(SELECT id FROM fasts));
    END IF;
    RETURN NULL;
END
$$;
COMMENT ON FUNCTION keep_fast_days IS 'Carries a statement''s changes of fast days to fasts.';

CREATE TRIGGER fast_inserted AFTER INSERT ON fast_days
    REFERENCING NEW TABLE AS added
    FOR EACH STATEMENT EXECUTE FUNCTION keep_fast_days();
CREATE TRIGGER fast_updated AFTER UPDATE ON fast_days
    REFERENCING OLD TABLE AS removed NEW TABLE AS added
    FOR EACH STATEMENT EXECUTE FUNCTION keep_fast_days();
CREATE TRIGGER fast_deleted AFTER DELETE ON fast_days
    REFERENCING OLD TABLE AS removed
    FOR EACH STATEMENT EXECUTE FUNCTION keep_fast_days();
CREATE TRIGGER fast_truncated AFTER TRUNCATE ON fast_days
    FOR EACH STATEMENT EXECUTE FUNCTION keep_fast_days();

-- Adds differences, as reading all participants again would take long for each one who joins.
CREATE FUNCTION keep_participants() RETURNS trigger
    LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
DECLARE
    fast_ids bigint[];
    fast_changes bigint[];
BEGIN
    IF TG_OP = 'TRUNCATE' THEN
        PERFORM FROM fasts WHERE participants_count <> 0 ORDER BY id FOR NO KEY UPDATE;
        UPDATE fasts SET participants_count = 0 WHERE participants_count <> 0;
        UPDATE member_counts SET fasts = 0
          FROM (SELECT user_id FROM member_counts WHERE fasts <> 0
                 ORDER BY user_id FOR NO KEY UPDATE) AS locked
         WHERE member_counts.user_id = locked.user_id;
        RETURN NULL;
    ELSIF TG_OP = 'INSERT' THEN
        SELECT array_agg(fast_id), array_agg(change) INTO fast_ids, fast_changes
          FROM (SELECT fast_id, count(*) AS change FROM added GROUP BY 1) AS changes;
    ELSIF TG_OP = 'DELETE' THEN
        SELECT array_agg(fast_id), array_agg(change) INTO fast_ids, fast_changes
          FROM (SELECT fast_id, -count(*) AS change FROM removed GROUP BY 1) AS changes;
    ELSE
        SELECT array_agg(fast_id), array_agg(change) INTO fast_ids, fast_changes
          FROM (SELECT fast_id, sum(change) AS change
                  FROM (SELECT fast_id, 1 AS change FROM added
                        UNION ALL
                        SELECT fast_id, -1 FROM removed) AS rows
                 GROUP BY 1 HAVING sum(change) <> 0) AS changes;
    END IF;

    IF fast_ids IS NOT NULL THEN
        PERFORM FROM fasts WHERE id = ANY (fast_ids) ORDER BY id FOR NO KEY UPDATE;
        UPDATE fasts SET participants_count = participants_count + changes.change
          FROM unnest(fast_ids, fast_changes) AS changes (fast_id, change)
         WHERE fasts.id = changes.fast_id;
    END IF;

    IF TG_OP = 'INSERT' THEN
        INSERT INTO member_counts AS counts (user_id, fasts)
        SELECT user_id, count(*) FROM added GROUP BY 1 ORDER BY 1
            ON CONFLICT (user_id) DO UPDATE SET fasts = counts.fasts + excluded.fasts;
    ELSIF TG_OP = 'DELETE' THEN
        INSERT INTO member_counts AS counts (user_id, fasts)
        SELECT user_id, -count(*) FROM removed GROUP BY 1 ORDER BY 1
            ON CONFLICT (user_id) DO UPDATE SET fasts = counts.fasts + excluded.fasts;
    ELSE
        INSERT INTO member_counts AS counts (user_id, fasts)
        SELECT user_id, sum(change)
          FROM (SELECT user_id, 1 AS change FROM added
                UNION ALL
                SELECT user_id, -1 FROM removed) AS rows
         GROUP BY 1 HAVING sum(change) <> 0 ORDER BY 1
            ON CONFLICT (user_id) DO UPDATE SET fasts = counts.fasts + excluded.fasts;
    END IF;
    RETURN NULL;
END
$$;
COMMENT ON FUNCTION keep_participants IS
    'Carries a statement''s changes of participations to fasts and member_counts.';

CREATE TRIGGER participants_inserted AFTER INSERT ON participations
    REFERENCING NEW TABLE AS added
    FOR EACH STATEMENT EXECUTE FUNCTION keep_participants();
CREATE TRIGGER participants_updated AFTER UPDATE ON participations
    REFERENCING OLD TABLE AS removed NEW TABLE AS added
    FOR EACH STATEMENT EXECUTE FUNCTION keep_participants();
CREATE TRIGGER participants_deleted AFTER DELETE ON participations
    REFERENCING OLD TABLE AS removed
    FOR EACH STATEMENT EXECUTE FUNCTION keep_participants();
CREATE TRIGGER participants_truncated AFTER TRUNCATE ON participations
    FOR EACH STATEMENT EXECUTE FUNCTION keep_participants();

-- The garden

CREATE TYPE identification_status AS ENUM ('requested', 'identified', 'failed');
COMMENT ON TYPE identification_status IS 'Where a request to identify a plant stands.';

CREATE TABLE plant_identifications (
    id bigint GENERATED ALWAYS AS IDENTITY CONSTRAINT plant_identifications_pkey PRIMARY KEY,
    user_id bigint NOT NULL
        CONSTRAINT plant_identifications_user_fkey REFERENCES users ON DELETE RESTRICT,
    note text NOT NULL
        CONSTRAINT plant_identifications_note_length CHECK (char_length(note) <= 2000),
    -- The gallery, when it comes, makes this a foreign key.
    photo_id bigint,
    status identification_status NOT NULL DEFAULT 'requested',
    species text
        CONSTRAINT plant_identifications_species_length
            CHECK (char_length(species) BETWEEN 1 AND 200),
    confidence numeric(4, 3)
        CONSTRAINT plant_identifications_confidence_range CHECK (confidence BETWEEN 0 AND 1),
    created_at timestamptz NOT NULL DEFAULT now()
        CONSTRAINT plant_identifications_created_at_finite CHECK (isfinite(created_at)),
    decided_at timestamptz,
    decided_by bigint
        CONSTRAINT plant_identifications_decider_fkey REFERENCES users ON DELETE RESTRICT,
    CONSTRAINT plant_identifications_identified_as_something
        CHECK ((status = 'identified') = (species IS NOT NULL)),
    CONSTRAINT plant_identifications_confidence_in_something
        CHECK (confidence IS NULL OR species IS NOT NULL),
    CONSTRAINT plant_identifications_decided_at_some_time
        CHECK ((status = 'requested') = (decided_at IS NULL))
);
COMMENT ON TABLE plant_identifications IS
    'Plants that members asked about. A moderator''s decision can be changed by another one: '
    'people recognise a plant later, or take it for another first.';
COMMENT ON COLUMN plant_identifications.id IS 'Identifier.';
COMMENT ON COLUMN plant_identifications.user_id IS 'Who asked.';
COMMENT ON COLUMN plant_identifications.note IS 'What they said about it, up to 2,000 characters.';
COMMENT ON COLUMN plant_identifications.photo_id IS 'A photo of it; null: there is none.';
COMMENT ON COLUMN plant_identifications.status IS 'Whether it was identified.';
COMMENT ON COLUMN plant_identifications.species IS 'As what; null: it was not.';
COMMENT ON COLUMN plant_identifications.confidence IS
    'How sure that is, from 0 to 1; null: nobody said.';
COMMENT ON COLUMN plant_identifications.created_at IS 'When they asked.';
COMMENT ON COLUMN plant_identifications.decided_at IS 'When that was last decided; null: not yet.';
COMMENT ON COLUMN plant_identifications.decided_by IS
    'Who decided it; null: nobody yet, or no person.';

CREATE INDEX plant_identifications_by_user_created
    ON plant_identifications (user_id, created_at, id);
CREATE INDEX plant_identifications_by_user_status
    ON plant_identifications (user_id, status, created_at, id);
CREATE INDEX plant_identifications_by_decider ON plant_identifications (decided_by, id)
    WHERE decided_by IS NOT NULL;

CREATE TABLE care_cards (
    id bigint GENERATED ALWAYS AS IDENTITY CONSTRAINT care_cards_pkey PRIMARY KEY,
    user_id bigint NOT NULL CONSTRAINT care_cards_user_fkey REFERENCES users ON DELETE RESTRICT,
    plant text NOT NULL
        CONSTRAINT care_cards_plant_length CHECK (char_length(plant) BETWEEN 1 AND 200),
    title text NOT NULL
        CONSTRAINT care_cards_title_length CHECK (char_length(title) BETWEEN 1 AND 200),
    text text NOT NULL
        CONSTRAINT care_cards_text_length CHECK (char_length(text) BETWEEN 1 AND 10000),
    source text NOT NULL DEFAULT ''
        CONSTRAINT care_cards_source_length CHECK (char_length(source) <= 500),
    created_at timestamptz NOT NULL DEFAULT now()
        CONSTRAINT care_cards_created_at_finite CHECK (isfinite(created_at))
);
COMMENT ON TABLE care_cards IS 'Care instructions that members saved, as they were when saved.';
COMMENT ON COLUMN care_cards.id IS 'Identifier.';
COMMENT ON COLUMN care_cards.user_id IS 'Who saved them.';
COMMENT ON COLUMN care_cards.plant IS 'The plant, 1 to 200 characters.';
COMMENT ON COLUMN care_cards.title IS 'The heading, 1 to 200 characters.';
COMMENT ON COLUMN care_cards.text IS 'The instructions, 1 to 10,000 characters.';
COMMENT ON COLUMN care_cards.source IS 'Where they are from, up to 500 characters; empty: unknown.';
COMMENT ON COLUMN care_cards.created_at IS 'When they were saved.';

CREATE INDEX care_cards_by_user_created ON care_cards (user_id, created_at, id);

CREATE FUNCTION count_members_identifications() RETURNS trigger
    LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
BEGIN
    IF TG_OP = 'INSERT' THEN
        INSERT INTO member_counts AS counts (user_id, identifications)
        SELECT user_id, count(*) FROM added WHERE status <> 'failed' GROUP BY 1 ORDER BY 1
            ON CONFLICT (user_id) DO UPDATE
           SET identifications = counts.identifications + excluded.identifications;
    ELSIF TG_OP = 'DELETE' THEN
        INSERT INTO member_counts AS counts (user_id, identifications)
        SELECT user_id, -count(*) FROM removed WHERE status <> 'failed' GROUP BY 1 ORDER BY 1
            ON CONFLICT (user_id) DO UPDATE
           SET identifications = counts.identifications + excluded.identifications;
    ELSIF TG_OP = 'UPDATE' THEN
        INSERT INTO member_counts AS counts (user_id, identifications)
        SELECT user_id, sum(change)
          FROM (SELECT user_id, 1 AS change FROM added WHERE status <> 'failed'
                UNION ALL
                SELECT user_id, -1 FROM removed WHERE status <> 'failed') AS changes
         GROUP BY 1 HAVING sum(change) <> 0 ORDER BY 1
            ON CONFLICT (user_id) DO UPDATE
           SET identifications = counts.identifications + excluded.identifications;
    ELSE
        UPDATE member_counts SET identifications = 0
          FROM (SELECT user_id FROM member_counts WHERE identifications <> 0
                 ORDER BY user_id FOR NO KEY UPDATE) AS locked
         WHERE member_counts.user_id = locked.user_id;
    END IF;
    RETURN NULL;
END
$$;
COMMENT ON FUNCTION count_members_identifications IS
    'Carries a statement''s changes of plant_identifications to member_counts.';

CREATE TRIGGER member_count_inserted AFTER INSERT ON plant_identifications
    REFERENCING NEW TABLE AS added
    FOR EACH STATEMENT EXECUTE FUNCTION count_members_identifications();
CREATE TRIGGER member_count_updated AFTER UPDATE ON plant_identifications
    REFERENCING OLD TABLE AS removed NEW TABLE AS added
    FOR EACH STATEMENT EXECUTE FUNCTION count_members_identifications();
CREATE TRIGGER member_count_deleted AFTER DELETE ON plant_identifications
    REFERENCING OLD TABLE AS removed
    FOR EACH STATEMENT EXECUTE FUNCTION count_members_identifications();
CREATE TRIGGER member_count_truncated AFTER TRUNCATE ON plant_identifications
    FOR EACH STATEMENT EXECUTE FUNCTION count_members_identifications();

COMMENT ON COLUMN member_counts.fasts IS 'Fasts that the member keeps or kept: participations.';
COMMENT ON COLUMN member_counts.identifications IS
    'Plants that the member asked about and that were identified or still may be; a failed one '
    'earns no trust.';

-- The dashboard

-- Finds what somebody booked last, whenever it takes place.
CREATE INDEX bookings_by_user_created ON bookings (user_id, created_at, id);
-- Count what is new in the whole forum.
CREATE INDEX topics_by_created ON topics (created_at) WHERE status <> 'hidden';
CREATE INDEX posts_by_created ON posts (created_at);

-- What the responder may do

GRANT SELECT, INSERT (name, church_id) ON fasts TO guildhall_responder;
-- Asks which number the fast got that it has just made.
GRANT SELECT ON SEQUENCE fasts_id_seq TO guildhall_responder;
GRANT SELECT, INSERT, DELETE ON fast_days TO guildhall_responder;
-- Whoever sets a fast's days locks it first, which takes the right to update something of it.
GRANT UPDATE (name) ON fasts TO guildhall_responder;
GRANT SELECT, INSERT (fast_id, user_id), DELETE ON participations TO guildhall_responder;
GRANT SELECT, INSERT (user_id, note), UPDATE (status, species, confidence, decided_at, decided_by)
    ON plant_identifications TO guildhall_responder;
GRANT SELECT, INSERT (user_id, plant, title, text, source), DELETE
    ON care_cards TO guildhall_responder;
GRANT EXECUTE ON FUNCTION days_in_words, fast_countdown, utc_today, rfc3339
    TO guildhall_responder;
