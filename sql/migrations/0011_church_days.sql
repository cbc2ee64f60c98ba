-- By which clock a fast's days begin and end: that of the church that calls it.

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
