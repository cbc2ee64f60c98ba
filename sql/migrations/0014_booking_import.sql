-- Bookings from elsewhere: a batch of lines at a time, each with a verdict of its own.

-- Finds venues that an import knows by name only.
CREATE INDEX venues_by_name ON venues (name);

CREATE FUNCTION booking_number(reference text) RETURNS bigint
    LANGUAGE plpgsql IMMUTABLE STRICT PARALLEL SAFE AS $$
DECLARE
    digits constant text := '0123456789ABCDEFGHJKMNPQRSTVWXYZ';
    keys constant bigint[] := '{129757, 958573, 318211, 740837}';
    half constant bigint := (1 << 20) - 1;
    number bigint := 0;
    high bigint;
    low bigint;
    swapped bigint;
    key bigint;
BEGIN
    IF reference !~ '^GH-[0-9A-HJKMNP-TV-Z]{8}$' THEN
        RETURN NULL;
    END IF;
    FOR place IN 4..11 LOOP
        number := number << 5 | (position(substr(reference, place, 1) IN digits) - 1);
    END LOOP;
    high := number >> 20;
    low := number & half;
    FOREACH key IN ARRAY keys LOOP
        swapped := high;
        high := low # ((((high # key) * 1597334677) >> 13) & half);
        low := swapped;
    END LOOP;
    RETURN high << 20 | low;
END
$$;
COMMENT ON FUNCTION booking_number IS
    'The number that booking_reference() made this reference of; null if it made none such.';

CREATE TYPE imported_booking AS (
    line bigint,
    booking_reference text,
    status booking_status,
    start_datetime timestamptz,
    start_local timestamp,
    end_datetime timestamptz,
    end_local timestamp,
    guests int,
    total_amount_minor bigint,
    currency text,
    notes text,
    created_at timestamptz,
    venue_id bigint,
    venue_name text,
    customer_name text,
    customer_email text,
    faults jsonb,
    venue bigint,
    customer bigint
);
COMMENT ON TYPE imported_booking IS
    'A line of an import: what it says, null where it says nothing usable, with the faults that '
    'were found so far; and then the venue and the customer that it means.';

CREATE FUNCTION fault(pointer text, detail text) RETURNS jsonb
    LANGUAGE sql IMMUTABLE PARALLEL SAFE
    RETURN CASE WHEN detail IS NULL THEN '[]'::jsonb
                ELSE jsonb_build_array(jsonb_build_object('pointer', pointer, 'detail', detail)) END;
COMMENT ON FUNCTION fault IS 'A list of one fault, or an empty one if there is no detail.';

CREATE FUNCTION is_address(email text) RETURNS boolean
    LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE
    RETURN email ~ '^[^@[:space:]]+@[^@[:space:]]+$';
COMMENT ON FUNCTION is_address IS 'Whether this has the form that users_email_form demands.';

CREATE FUNCTION make_imported_venues(batch imported_booking[], time_zone text) RETURNS bigint[]
    LANGUAGE sql SECURITY DEFINER SET search_path = public, pg_temp
BEGIN ATOMIC
    WITH made AS (
        INSERT INTO venues (name, seats, time_zone, hourly_rate_minor, currency)
        SELECT venue_name, COALESCE(max(guests), 1), make_imported_venues.time_zone, 0,
               COALESCE(min(currency), 'EUR')
          FROM unnest(batch) AS line
         WHERE faults = '[]' AND venue_name IS NOT NULL
           AND NOT EXISTS (SELECT FROM venues WHERE name = venue_name)
         GROUP BY venue_name ORDER BY min(line)
        RETURNING id
    )
    SELECT array_agg(id) FROM made;
END;
COMMENT ON FUNCTION make_imported_venues IS
    'Makes the venues that nobody knows yet: with as many seats as guests came, without a price or '
    'opening hours, which an admin knows better.';

CREATE FUNCTION make_imported_customers(batch imported_booking[]) RETURNS bigint[]
    LANGUAGE sql SECURITY DEFINER SET search_path = public, pg_temp
BEGIN ATOMIC
    WITH made AS (
        INSERT INTO users (email, name)
        SELECT DISTINCT ON (lower(customer_email)) customer_email,
               COALESCE(customer_name, left(customer_email, 200))
          FROM unnest(batch) AS line
         WHERE faults = '[]' AND is_address(customer_email)
           AND NOT EXISTS (SELECT FROM users WHERE lower(email) = lower(customer_email))
         ORDER BY lower(customer_email), line
            ON CONFLICT DO NOTHING
        RETURNING id
    )
    SELECT array_agg(id) FROM made;
END;
COMMENT ON FUNCTION make_imported_customers IS
    'Makes accounts for the customers that nobody knows yet. They have no password, so nobody can '
    'log in with them.';

-- Which venue a line means: the one with this id if it has this name, else the only one with the
-- name.
CREATE FUNCTION imported_venue(id bigint, name text) RETURNS bigint
    LANGUAGE sql STABLE SET search_path = public, pg_temp
    RETURN COALESCE(
        (SELECT venues.id FROM venues
          WHERE venues.id = imported_venue.id
            AND venues.name = COALESCE(imported_venue.name, venues.name)),
        (SELECT min(venues.id) FROM venues
          WHERE venues.name = imported_venue.name HAVING count(*) = 1));
COMMENT ON FUNCTION imported_venue IS
    'The venue with this id and name, or else the only one with the name.';

CREATE FUNCTION understood_bookings(batch imported_booking[], create_missing boolean)
    RETURNS imported_booking[]
    LANGUAGE plpgsql STABLE SET search_path = public, pg_temp AS $$
DECLARE
    places jsonb;
    people jsonb;
BEGIN
    -- Each venue and each customer is looked up once.
    SELECT COALESCE(jsonb_object_agg(key, imported_venue(venue_id, venue_name)), '{}') INTO places
      FROM (SELECT DISTINCT venue_id, venue_name, format('%s %s', venue_id, venue_name) AS key
              FROM unnest(batch)) AS meant;
    SELECT COALESCE(jsonb_object_agg(
               address, (SELECT id FROM users WHERE lower(email) = address)), '{}') INTO people
      FROM (SELECT DISTINCT lower(customer_email) AS address FROM unnest(batch)
             WHERE customer_email IS NOT NULL) AS meant;
    RETURN (
        SELECT array_agg(ROW(
                   line, booking_reference, status, starts, NULL, ends, NULL, guests,
                   total_amount_minor, given.currency, notes, created_at, venue_id, venue_name,
                   customer_name, customer_email,
                   faults
                   || fault(CASE WHEN venue_name IS NULL THEN '/venue/id' ELSE '/venue/name' END,
                            CASE WHEN num_nulls(venue_id, venue_name) = 2 OR meant.venue IS NOT NULL
                                 THEN NULL
                                 WHEN EXISTS (SELECT FROM venues WHERE name = venue_name)
                                 THEN 'names several venues; give the id too'
                                 WHEN venue_name IS NULL OR NOT create_missing
                                 THEN 'names no venue' END)
                   || fault('/customer/email',
                            CASE WHEN customer_email IS NULL OR meant.customer IS NOT NULL THEN NULL
                                 WHEN NOT create_missing THEN 'belongs to nobody'
                                 WHEN NOT is_address(customer_email)
                                 THEN 'must be an e-mail address' END)
                   || fault('/start_datetime', local_time_fault(start_local, place.time_zone))
                   || fault('/end_datetime', local_time_fault(end_local, place.time_zone))
                   || fault('/start_datetime',
                            CASE WHEN starts < '1900-01-01T00:00Z'
                                 THEN 'must be in the year 1900 or later' END)
                   || fault('/end_datetime',
                            CASE WHEN ends <= starts THEN 'must be after start_datetime'
                                 WHEN ends >= '9999-01-01T00:00Z'
                                 THEN 'must be before the year 9999' END),
                   meant.venue, meant.customer)::imported_booking ORDER BY line)
          FROM unnest(batch) AS given
         CROSS JOIN LATERAL (
                SELECT (places ->> format('%s %s', venue_id, venue_name))::bigint AS venue,
                       (people ->> lower(customer_email))::bigint AS customer) AS meant
          LEFT JOIN venues AS place ON place.id = meant.venue
         CROSS JOIN LATERAL (
                SELECT COALESCE(start_datetime, local_instant(start_local, place.time_zone, '0'))
                       AS starts,
                       COALESCE(end_datetime, local_instant(end_local, place.time_zone, '0')) AS ends)
               AS times);
END
$$;
COMMENT ON FUNCTION understood_bookings IS
    'The lines with the venues and customers that they mean, times of the venue''s clock as '
    'instants, and every fault that does not depend on other bookings.';

CREATE FUNCTION identified_bookings(batch imported_booking[]) RETURNS imported_booking[]
    LANGUAGE plpgsql VOLATILE SET search_path = public, pg_temp AS $$
BEGIN
    RETURN ARRAY(
        SELECT ROW(line, COALESCE(booking_reference, known,
                                  first_value(fresh) OVER (PARTITION BY content ORDER BY line)),
                   status, start_datetime, NULL, end_datetime, NULL, guests, total_amount_minor,
                   currency, notes, created_at, venue_id, venue_name, customer_name,
                   customer_email, faults, venue, customer)::imported_booking
          FROM unnest(batch) AS given
         CROSS JOIN LATERAL (
                SELECT ROW(booking_reference, venue, customer, start_datetime, end_datetime, status,
                           guests, total_amount_minor, currency, notes) AS content,
                       CASE WHEN booking_reference IS NULL AND faults = '[]' THEN (
                           SELECT b.booking_reference FROM bookings AS b
                            WHERE b.venue_id = given.venue
                              AND b.start_datetime = given.start_datetime
                              AND import_differences(given, b) = ''
                            ORDER BY b.id LIMIT 1) END AS known,
                       CASE WHEN booking_reference IS NULL AND faults = '[]'
                            THEN booking_reference(nextval('booking_numbers')) END AS fresh
               ) AS identity
         ORDER BY line);
END
$$;
COMMENT ON FUNCTION identified_bookings IS
    'The lines with references: one without gets that of a booking that is just as the line says, '
    'of an earlier line that says the same, or a new one.';

CREATE FUNCTION import_differences(line imported_booking, booking bookings) RETURNS text
    LANGUAGE sql IMMUTABLE PARALLEL SAFE
    RETURN concat_ws(', ',
        CASE WHEN line.venue <> booking.venue_id THEN 'venue' END,
        CASE WHEN line.customer <> booking.user_id THEN 'customer' END,
        CASE WHEN line.status <> booking.status THEN 'status' END,
        CASE WHEN line.start_datetime <> booking.start_datetime THEN 'start_datetime' END,
        CASE WHEN line.end_datetime <> booking.end_datetime THEN 'end_datetime' END,
        CASE WHEN line.guests <> booking.guests THEN 'guests' END,
        CASE WHEN line.total_amount_minor <> booking.total_amount_minor THEN 'total_amount' END,
        CASE WHEN line.currency <> booking.currency THEN 'currency' END,
        CASE WHEN line.notes <> booking.notes THEN 'notes' END,
        CASE WHEN line.created_at <> booking.created_at THEN 'created_at' END);
COMMENT ON FUNCTION import_differences IS
    'What a line says otherwise than a booking; what it does not say is no difference.';

CREATE FUNCTION import_collisions(line imported_booking) RETURNS jsonb
    LANGUAGE sql STABLE SET search_path = public, pg_temp
    RETURN CASE WHEN COALESCE(holds_venue(line.status), true)
                     AND line.start_datetime < line.end_datetime THEN (
        SELECT COALESCE(jsonb_agg(jsonb_build_object(
                   'pointer', '/start_datetime',
                   'detail', format('the venue is taken at this time: from %s until %s',
                                    rfc3339(start_datetime), rfc3339(end_datetime)))), '[]')
          FROM booking_collisions(
               line.venue, line.start_datetime, line.end_datetime,
               (SELECT id FROM bookings WHERE booking_reference = line.booking_reference)))
    ELSE '[]'::jsonb END;
COMMENT ON FUNCTION import_collisions IS
    'With which times of a venue a line collides, as faults.';

-- Whoever locks, locks in the order of hold_for_booking(); before that, imports lock one another
-- out, so that two of them never meet half-way in a constraint. The settings keep to the indexes,
-- since plans are made when the tables may still be empty and a million rows later are in use.
CREATE FUNCTION import_bookings(actor bigint, lines jsonb, create_missing boolean,
                                standard_time_zone text, all_venues boolean)
    RETURNS TABLE (line bigint, verdict text, booking_id bigint, booking_reference text,
                   errors jsonb)
    LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp
    SET enable_seqscan = off SET enable_hashjoin = off SET enable_mergejoin = off
    SET lock_timeout = '50s' AS $$
#variable_conflict use_column
DECLARE
    batch imported_booking[];
    made_venues bigint[];
    made_customers bigint[];
    first_made bigint;
    highest bigint;
BEGIN
    PERFORM pg_advisory_xact_lock(hashtextextended('import_bookings', 0));
    PERFORM set_config('guildhall.actor', COALESCE(actor::text, ''), true),
            set_config('guildhall.reason', '', true);
    batch := ARRAY(SELECT given FROM jsonb_populate_recordset(NULL::imported_booking, lines)
                          AS given);
    IF create_missing THEN
        made_venues := make_imported_venues(batch, standard_time_zone);
        made_customers := make_imported_customers(batch);
    END IF;
    batch := understood_bookings(batch, create_missing);
    PERFORM FROM venues
      WHERE all_venues OR id = ANY (ARRAY(SELECT DISTINCT venue FROM unnest(batch)))
      ORDER BY id FOR NO KEY UPDATE;
    batch := identified_bookings(batch);

    WITH made AS (
        INSERT INTO bookings (booking_reference, user_id, venue_id, status, start_datetime,
                              end_datetime, guests, total_amount_minor, currency, notes,
                              created_at)
        SELECT given.booking_reference, customer, venue, COALESCE(status, 'pending'),
               start_datetime, end_datetime, COALESCE(guests, 1), COALESCE(total_amount_minor, 0),
               COALESCE(given.currency, place.currency), COALESCE(notes, ''),
               COALESCE(created_at, now())
          FROM (SELECT DISTINCT ON (booking_reference) * FROM unnest(batch)
                 WHERE faults = '[]' ORDER BY booking_reference, line) AS given
          JOIN venues AS place ON place.id = venue
         -- Time that is held for another would fail the whole batch.
         WHERE NOT EXISTS (
               SELECT FROM waiting_entries AS hold
                WHERE hold.venue_id = venue AND hold.status = 'held' AND hold.user_id <> customer
                  AND holds_venue(COALESCE(given.status, 'pending'))
                  AND tstzrange(hold.start_datetime, hold.end_datetime)
                      && tstzrange(given.start_datetime, given.end_datetime))
         ORDER BY line
            ON CONFLICT DO NOTHING
        RETURNING id, booking_reference
    )
    -- Numbers beyond these are nobody's before their time comes, in 2^38 bookings.
    SELECT min(id), max(number) FILTER (WHERE number < 1::bigint << 38) INTO first_made, highest
      FROM made CROSS JOIN LATERAL booking_number(made.booking_reference) AS number;
    -- A thousand more, as others may draw a number between these two steps.
    PERFORM setval('booking_numbers', highest + 1000) FROM booking_numbers
      WHERE highest >= last_value;

    -- A million events of one transaction would take longer at its end than a statement may.
    SET CONSTRAINTS published IMMEDIATE;

    -- What only refused lines would have needed is not kept.
    DELETE FROM users WHERE id = ANY (made_customers)
       AND NOT EXISTS (SELECT FROM bookings WHERE user_id = users.id);
    DELETE FROM venues WHERE id = ANY (made_venues)
       AND NOT EXISTS (SELECT FROM bookings WHERE venue_id = venues.id);

    RETURN QUERY
    SELECT (given).line,
           CASE WHEN failures IS NOT NULL THEN 'refused' WHEN is_made THEN 'created'
                ELSE 'duplicate' END,
           CASE WHEN failures IS NULL THEN b.id END,
           (given).booking_reference, failures
      FROM (SELECT given, row_number() OVER (
                              PARTITION BY given.booking_reference, given.faults = '[]'
                              ORDER BY given.line) = 1 AS is_first
              FROM unnest(batch) AS given) AS ranked
      LEFT JOIN bookings AS b ON b.booking_reference = (given).booking_reference
     CROSS JOIN LATERAL (
            SELECT is_first AND b.id >= first_made AND b.xmin = pg_current_xact_id()::xid
                   AS is_made,
                   CASE WHEN (given).faults <> '[]' THEN (given).faults || import_collisions(given)
                        WHEN b.id IS NULL
                        THEN COALESCE(NULLIF(import_collisions(given), '[]'),
                                      fault('/start_datetime', 'the venue is taken at this time'))
                        ELSE NULLIF(
                            fault('/booking_reference',
                                  'belongs to another booking, which differs in '
                                  || NULLIF(import_differences(given, b), '')), '[]')
                        END AS failures) AS judgement
     ORDER BY 1;
END
$$;
COMMENT ON FUNCTION import_bookings IS
    'Makes bookings of a batch of lines, as far as they can be made, and gives a verdict on each: '
    'created, duplicate (one just like it is there) or refused, with every fault. Whoever wants all '
    'or nothing runs it in one transaction and locks all venues in the first batch.';

-- As in 0006, but for bookings that are made, of which there may now be hundreds at once: what is
-- new has no history yet that it could be joined with.
CREATE OR REPLACE FUNCTION record_booking() RETURNS trigger
    LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
DECLARE
    changes jsonb := '{}';
    action booking_action := 'changed';
BEGIN
    IF TG_OP = 'INSERT' THEN
        INSERT INTO booking_history (booking_id, version, at, actor_id, action, to_status, reason)
        SELECT id, version, updated_at, current_setting('guildhall.actor')::bigint, 'created',
               status, NULLIF(current_setting('guildhall.reason', true), '')
          FROM added;
        RETURN NULL;
    END IF;
    SELECT COALESCE(jsonb_object_agg(name, jsonb_build_array(before, after)), '{}')
      INTO changes
      FROM (VALUES ('customer_id', to_jsonb(OLD.user_id), to_jsonb(NEW.user_id)),
                   ('venue_id', to_jsonb(OLD.venue_id), to_jsonb(NEW.venue_id)),
                   ('start_datetime', to_jsonb(rfc3339(OLD.start_datetime)),
                                      to_jsonb(rfc3339(NEW.start_datetime))),
                   ('end_datetime', to_jsonb(rfc3339(OLD.end_datetime)),
                                    to_jsonb(rfc3339(NEW.end_datetime))),
                   ('guests', to_jsonb(OLD.guests), to_jsonb(NEW.guests)),
                   ('total_amount', to_jsonb((OLD.total_amount_minor * 0.01)::text),
                                    to_jsonb((NEW.total_amount_minor * 0.01)::text)),
                   ('currency', to_jsonb(OLD.currency), to_jsonb(NEW.currency)),
                   ('notes', to_jsonb(OLD.notes), to_jsonb(NEW.notes)))
           AS fields (name, before, after)
     WHERE before <> after;
    -- One that is pending again was changed, and has to be confirmed once more.
    IF NEW.status <> OLD.status AND NEW.status <> 'pending' THEN
        action := NEW.status::text::booking_action;
    ELSIF NEW.status = OLD.status AND changes = '{}' THEN
        RETURN NULL;
    END IF;
    PERFORM record_in_history(NEW.id, NEW.version, NEW.updated_at, action, OLD.status, NEW.status,
                              changes);
    RETURN NULL;
END
$$;
COMMENT ON FUNCTION record_booking IS 'Carries what is done to a booking to its history.';

GRANT EXECUTE ON FUNCTION import_bookings TO guildhall_bulk;
