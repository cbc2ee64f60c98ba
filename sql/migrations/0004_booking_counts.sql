-- How many bookings start on each day, so that totals and pages by number need not count bookings.

CREATE TABLE booking_counts (
    day date,
    status booking_status,
    -- Not bigint: the sum of integers is a bigint, which adds faster than the numeric of bigints.
    bookings int NOT NULL,
    CONSTRAINT booking_counts_pkey PRIMARY KEY (day, status)
) WITH (fillfactor = 70);
COMMENT ON TABLE booking_counts IS
    'Bookings by day and status. Kept by triggers on bookings; a row may have come down to 0.';
COMMENT ON COLUMN booking_counts.day IS 'The UTC day on which the bookings start.';
COMMENT ON COLUMN booking_counts.status IS 'Where the bookings stand.';
COMMENT ON COLUMN booking_counts.bookings IS 'How many there are.';

-- Each branch takes its rows in the order of the key, so that two statements which wait for one
-- another's counts cannot deadlock. The function runs as its owner: no one else writes the counts.
CREATE FUNCTION count_bookings() RETURNS trigger
    LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
BEGIN
    IF TG_OP = 'INSERT' THEN
        INSERT INTO booking_counts AS counts (day, status, bookings)
        SELECT (start_datetime AT TIME ZONE 'UTC')::date AS day, status, count(*)
          FROM added GROUP BY 1, 2 ORDER BY 1, 2
            ON CONFLICT (day, status) DO UPDATE SET bookings = counts.bookings + excluded.bookings;
    ELSIF TG_OP = 'DELETE' THEN
        INSERT INTO booking_counts AS counts (day, status, bookings)
        SELECT (start_datetime AT TIME ZONE 'UTC')::date AS day, status, -count(*)
          FROM removed GROUP BY 1, 2 ORDER BY 1, 2
            ON CONFLICT (day, status) DO UPDATE SET bookings = counts.bookings + excluded.bookings;
    ELSIF TG_OP = 'UPDATE' THEN
        INSERT INTO booking_counts AS counts (day, status, bookings)
        SELECT (start_datetime AT TIME ZONE 'UTC')::date AS day, status, sum(change)
          FROM (SELECT start_datetime, status, 1 AS change FROM added
                UNION ALL
                SELECT start_datetime, status, -1 FROM removed) AS changes
         GROUP BY 1, 2 HAVING sum(change) <> 0 ORDER BY 1, 2
            ON CONFLICT (day, status) DO UPDATE SET bookings = counts.bookings + excluded.bookings;
    ELSE
        TRUNCATE booking_counts;
    END IF;
    RETURN NULL;
END
$$;
COMMENT ON FUNCTION count_bookings IS
    'Carries a statement''s changes of bookings to booking_counts.';

CREATE TRIGGER count_inserted AFTER INSERT ON bookings
    REFERENCING NEW TABLE AS added
    FOR EACH STATEMENT EXECUTE FUNCTION count_bookings();
CREATE TRIGGER count_updated AFTER UPDATE ON bookings
    REFERENCING OLD TABLE AS removed NEW TABLE AS added
    FOR EACH STATEMENT EXECUTE FUNCTION count_bookings();
CREATE TRIGGER count_deleted AFTER DELETE ON bookings
    REFERENCING OLD TABLE AS removed
    FOR EACH STATEMENT EXECUTE FUNCTION count_bookings();
CREATE TRIGGER count_truncated AFTER TRUNCATE ON bookings
    FOR EACH STATEMENT EXECUTE FUNCTION count_bookings();

GRANT SELECT ON booking_counts TO guildhall_responder;
