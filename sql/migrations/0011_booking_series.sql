-- Series of bookings, and the venue's clock. A series is what one wish with a recurrence rule made;
-- each of its occurrences is a booking like any other.

CREATE TABLE booking_series (
    id bigint GENERATED ALWAYS AS IDENTITY CONSTRAINT booking_series_pkey PRIMARY KEY,
    user_id bigint NOT NULL
        CONSTRAINT booking_series_user_fkey REFERENCES users ON DELETE RESTRICT,
    venue_id bigint NOT NULL
        CONSTRAINT booking_series_venue_fkey REFERENCES venues ON DELETE RESTRICT,
    rule text NOT NULL
        CONSTRAINT booking_series_rule_length CHECK (char_length(rule) BETWEEN 1 AND 500),
    start_datetime timestamptz NOT NULL,
    end_datetime timestamptz NOT NULL,
    time_zone text NOT NULL,
    created_at timestamptz NOT NULL DEFAULT now()
);
COMMENT ON TABLE booking_series IS 'Wishes for recurring bookings, as they were granted.';
COMMENT ON COLUMN booking_series.id IS 'Identifier.';
COMMENT ON COLUMN booking_series.user_id IS 'The customer.';
COMMENT ON COLUMN booking_series.venue_id IS 'What is booked.';
COMMENT ON COLUMN booking_series.rule IS
    'The recurrence rule (RFC 5545, section 3.3.10), in upper case and without RRULE:.';
COMMENT ON COLUMN booking_series.start_datetime IS
    'When the first occurrence was wished to begin, be it booked or skipped.';
COMMENT ON COLUMN booking_series.end_datetime IS 'When it was wished to end.';
COMMENT ON COLUMN booking_series.time_zone IS
    'The venue''s zone at that time: the one in whose clock the rule recurs.';
COMMENT ON COLUMN booking_series.created_at IS 'When it was booked.';

-- Finds what somebody booked, who asks for all that is kept about them.
CREATE INDEX booking_series_by_user ON booking_series (user_id, id);

ALTER TABLE bookings ADD COLUMN series_id bigint
    CONSTRAINT bookings_series_fkey REFERENCES booking_series ON DELETE RESTRICT;
COMMENT ON COLUMN bookings.series_id IS 'The series that it was made with; null: it came alone.';
CREATE INDEX bookings_by_series ON bookings (series_id, start_datetime, id)
    WHERE series_id IS NOT NULL;

-- The venue's clock

CREATE FUNCTION utc_offset(instant timestamptz, time_zone text) RETURNS interval
    LANGUAGE sql STABLE STRICT PARALLEL SAFE
    RETURN (instant AT TIME ZONE time_zone) - (instant AT TIME ZONE 'UTC');
COMMENT ON FUNCTION utc_offset IS 'How far a zone''s clock is ahead of UTC at an instant.';

CREATE FUNCTION offset_text(utc_offset interval) RETURNS text
    LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE
    RETURN CASE WHEN utc_offset < interval '0' THEN '-' ELSE '+' END
           || to_char(greatest(utc_offset, -utc_offset), 'HH24:MI');
COMMENT ON FUNCTION offset_text IS 'An offset as RFC 3339 writes it, such as +05:45.';

-- AT TIME ZONE gives some instant for any local time, also for one that does not exist. What is an
-- instant of the local time is one at which the clock shows it; which offsets come into question
-- is seen a day before and a day after, as no zone is further than that from UTC and none changes
-- its clock twice within two days.
CREATE FUNCTION local_instants(local timestamp, time_zone text) RETURNS timestamptz[]
    LANGUAGE sql STABLE STRICT PARALLEL SAFE
    RETURN ARRAY(
        SELECT DISTINCT instant
          FROM (VALUES (interval '-24 hours'), (interval '24 hours')) AS sides (distance)
         CROSS JOIN LATERAL (
                SELECT local AT TIME ZONE 'UTC'
                       - utc_offset((local AT TIME ZONE 'UTC') + distance, time_zone)
                       AS instant) AS candidates
         WHERE instant AT TIME ZONE time_zone = local
         ORDER BY instant);
COMMENT ON FUNCTION local_instants IS
    'The instants at which a zone''s clock shows a local time: one as a rule, none when the clock '
    'is put forward past it, two (the earlier first) when it is put back over it.';

CREATE FUNCTION local_instant(local timestamp, time_zone text, preferred interval)
    RETURNS timestamptz
    LANGUAGE sql STABLE STRICT PARALLEL SAFE
    RETURN (SELECT instant
              FROM (SELECT instant, count(*) OVER () AS count
                      FROM unnest(local_instants(local, time_zone)) AS instant) AS instants
             WHERE count = 1 OR utc_offset(instant, time_zone) = preferred);
COMMENT ON FUNCTION local_instant IS
    'The instant at which a zone''s clock shows a local time: of two the one with the preferred '
    'offset. Null if there is none, or two with other offsets.';

CREATE FUNCTION local_time_fault(local timestamp, time_zone text) RETURNS text
    LANGUAGE plpgsql STABLE STRICT PARALLEL SAFE SET search_path = public, pg_temp AS $$
DECLARE
    instants constant timestamptz[] := local_instants(local, time_zone);
    before timestamptz := date_trunc('second', local AT TIME ZONE 'UTC' - interval '24 hours');
    after timestamptz := before + interval '48 hours';
    former constant interval := utc_offset(before, time_zone);
    middle timestamptz;
BEGIN
    IF cardinality(instants) = 1 THEN
        RETURN NULL;
    ELSIF cardinality(instants) = 2 THEN
        RETURN format('exists twice in %s, with the offsets %s and %s', time_zone,
                      offset_text(utc_offset(instants[1], time_zone)),
                      offset_text(utc_offset(instants[2], time_zone)));
    END IF;
    -- Halves the two days until the second is left at whose beginning the clock changes.
    WHILE after - before > interval '1 second' LOOP
        middle := date_trunc('second', before + (after - before) / 2);
        IF utc_offset(middle, time_zone) = former THEN
            before := middle;
        ELSE
            after := middle;
        END IF;
    END LOOP;
    RETURN format('does not exist in %s, where the clock is put from %s to %s', time_zone,
                  to_char(after AT TIME ZONE 'UTC' + former, 'YYYY-MM-DD"T"HH24:MI'),
                  to_char(after AT TIME ZONE time_zone, 'YYYY-MM-DD"T"HH24:MI'));
END
$$;
COMMENT ON FUNCTION local_time_fault IS
    'Why a local time is no single instant in a zone, to follow its name; null if it is one.';

CREATE FUNCTION series_occurrences(days date[], time_zone text, first_start timestamptz,
                                   first_end timestamptz)
    RETURNS TABLE (local_start timestamp, starts timestamptz, ends timestamptz, pointer text,
                   fault text)
    LANGUAGE sql STABLE ROWS 366 SET search_path = public, pg_temp
BEGIN ATOMIC
    SELECT clock.local_start, times.starts, times.ends,
           CASE WHEN times.starts IS NULL THEN '/start_datetime'
                WHEN times.ends IS NULL THEN '/end_datetime' END,
           CASE WHEN times.starts IS NULL THEN local_time_fault(clock.local_start, time_zone)
                WHEN times.ends IS NULL THEN local_time_fault(clock.local_end, time_zone) END
      FROM unnest(days) AS day
     CROSS JOIN LATERAL (
            SELECT (day - (first_start AT TIME ZONE time_zone)::date) * interval '1 day' AS later
           ) AS distance
     CROSS JOIN LATERAL (
            SELECT (first_start AT TIME ZONE time_zone) + later AS local_start,
                   (first_end AT TIME ZONE time_zone) + later AS local_end) AS clock
     CROSS JOIN LATERAL (
            SELECT local_instant(clock.local_start, time_zone,
                                 utc_offset(first_start, time_zone)) AS starts,
                   local_instant(clock.local_end, time_zone,
                                 utc_offset(first_end, time_zone)) AS ends
            -- Once for each day, not for each mention.
            OFFSET 0) AS times;
END;
COMMENT ON FUNCTION series_occurrences IS
    'The occurrences of a series on these days: from and to the times of day of the first, by the '
    'zone''s clock. A local time that is there twice has the offset of the first''s start or end. '
    'An occurrence whose start or end is no single instant has a fault, and null for that time.';

-- What the responder may do

GRANT SELECT, INSERT (user_id, venue_id, rule, start_datetime, end_datetime, time_zone)
    ON booking_series TO guildhall_responder;
GRANT INSERT (series_id) ON bookings TO guildhall_responder;
GRANT EXECUTE ON FUNCTION rfc3339, local_time_fault, local_instant, local_instants, utc_offset,
                          offset_text, series_occurrences
    TO guildhall_responder;
