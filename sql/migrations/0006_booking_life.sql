-- The life of a booking: what it costs, when it may be, what becomes of it, and who did that; and
-- the promise that no item is booked more often than there are of it.
--
-- Whoever locks several things locks them in this order: the booking, the venue, the items by id,
-- then whatever triggers write. hold_for_booking() does so, and with it nobody waits in a circle.
-- Without it nothing goes wrong either, but two who insert into one gap of a venue at the same time
-- may wait for one another in the exclusion constraint, and one of them gets a deadlock error.

-- Versions

ALTER TABLE bookings ADD COLUMN version int NOT NULL DEFAULT 1
    CONSTRAINT bookings_version_positive CHECK (version > 0);
COMMENT ON COLUMN bookings.version IS
    'Which state of the booking this is: 1 when it was made, and one more for each transaction '
    'that changed it or its items. Kept by triggers, whatever is written into it.';
COMMENT ON COLUMN bookings.updated_at IS 'When the booking or its items last changed.';

CREATE FUNCTION holds_venue(status booking_status) RETURNS boolean
    LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE
    RETURN status IN ('pending', 'confirmed');
COMMENT ON FUNCTION holds_venue IS
    'Whether a booking takes its venue and its items; once it does not, it never will again.';

-- A row that this transaction has changed already keeps its version. Its clock does not stand
-- still as now() does: who comes second has the later time, even if he began first.
CREATE FUNCTION renew_booking() RETURNS trigger
    LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
BEGIN
    IF NOT holds_venue(OLD.status)
       AND (NEW.booking_reference, NEW.user_id, NEW.venue_id, NEW.status, NEW.start_datetime,
            NEW.end_datetime, NEW.guests, NEW.total_amount_minor, NEW.currency)
           IS DISTINCT FROM
           (OLD.booking_reference, OLD.user_id, OLD.venue_id, OLD.status, OLD.start_datetime,
            OLD.end_datetime, OLD.guests, OLD.total_amount_minor, OLD.currency) THEN
        RAISE check_violation USING
            MESSAGE = format('booking %s is %s, which is final', OLD.id, OLD.status),
            TABLE = 'bookings', CONSTRAINT = 'bookings_closed_stay_closed';
    END IF;
    NEW.version := OLD.version + CASE WHEN OLD.xmin = pg_current_xact_id()::xid
                                           AND OLD.updated_at >= now() THEN 0 ELSE 1 END;
    NEW.updated_at := clock_timestamp();
    RETURN NEW;
END
$$;
COMMENT ON FUNCTION renew_booking IS
    'Counts a booking''s versions, and lets one that was cancelled, rejected or completed stay as '
    'it is, save for its notes: people may ask to have taken out what they wrote about others.';

CREATE TRIGGER renewed BEFORE UPDATE ON bookings
    FOR EACH ROW WHEN (OLD.* IS DISTINCT FROM NEW.*) EXECUTE FUNCTION renew_booking();

-- History

CREATE TYPE booking_action AS ENUM ('created', 'changed', 'confirmed', 'rejected', 'cancelled',
                                    'completed');
COMMENT ON TYPE booking_action IS
    'What was done to a booking; a change may also take a confirmation back.';

CREATE TABLE booking_history (
    id bigint GENERATED ALWAYS AS IDENTITY CONSTRAINT booking_history_pkey PRIMARY KEY,
    -- No foreign key: what happened has happened, whatever is cleared away later.
    booking_id bigint NOT NULL,
    version int NOT NULL,
    at timestamptz NOT NULL,
    actor_id bigint CONSTRAINT booking_history_actor_fkey REFERENCES users ON DELETE RESTRICT,
    action booking_action NOT NULL,
    from_status booking_status,
    to_status booking_status NOT NULL,
    reason text
        CONSTRAINT booking_history_reason_length CHECK (char_length(reason) BETWEEN 1 AND 1000),
    changes jsonb NOT NULL DEFAULT '{}',
    CONSTRAINT booking_history_booking_version_key UNIQUE (booking_id, version),
    CONSTRAINT booking_history_created_from_nothing
        CHECK ((action = 'created') = (from_status IS NULL))
);
COMMENT ON TABLE booking_history IS
    'What was done to bookings, one row for each transaction that did something to one. Written '
    'by triggers on bookings and booking_items, and closed for good when the transaction ends. '
    'That a booking was made is here only if somebody is known to have made it.';
COMMENT ON COLUMN booking_history.id IS 'Identifier.';
COMMENT ON COLUMN booking_history.booking_id IS 'The booking.';
COMMENT ON COLUMN booking_history.version IS 'The version of the booking that came of it.';
COMMENT ON COLUMN booking_history.at IS 'When it was done.';
COMMENT ON COLUMN booking_history.actor_id IS
    'Who did it, from the setting guildhall.actor of the transaction; null: the system.';
COMMENT ON COLUMN booking_history.action IS 'What was done.';
COMMENT ON COLUMN booking_history.from_status IS 'Where the booking stood; null: it was not there.';
COMMENT ON COLUMN booking_history.to_status IS 'Where it stood then.';
COMMENT ON COLUMN booking_history.reason IS
    'Why, 1 to 1,000 characters, from the setting guildhall.reason; null: none was given.';
COMMENT ON COLUMN booking_history.changes IS
    'What changed besides, each with its value before and after, as the interface names and '
    'writes them: {"guests":[2,3],"items":{"7":[0,2]}}, where items go by id and 0 is none.';

-- Finds what somebody did, who asks for all that is kept about them.
CREATE INDEX booking_history_by_actor ON booking_history (actor_id, id)
    WHERE actor_id IS NOT NULL;

CREATE FUNCTION refuse_rewriting() RETURNS trigger
    LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
BEGIN
    IF TG_OP = 'UPDATE' THEN
        IF OLD.xmin = pg_current_xact_id()::xid THEN
            RETURN NEW;
        END IF;
    END IF;
    RAISE insufficient_privilege USING
        MESSAGE = 'the history of bookings can be added to, but not changed';
END
$$;
COMMENT ON FUNCTION refuse_rewriting IS
    'Lets a row be changed by nobody but the transaction that writes it.';

CREATE TRIGGER rewritten BEFORE UPDATE OR DELETE ON booking_history
    FOR EACH ROW EXECUTE FUNCTION refuse_rewriting();
CREATE TRIGGER truncated BEFORE TRUNCATE ON booking_history
    FOR EACH STATEMENT EXECUTE FUNCTION refuse_rewriting();

CREATE FUNCTION rfc3339(instant timestamptz) RETURNS text
    LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE
    RETURN to_char(instant AT TIME ZONE 'UTC',
                   CASE WHEN date_trunc('second', instant, 'UTC') = instant
                        THEN 'YYYY-MM-DD"T"HH24:MI:SS"Z"'
                        ELSE 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"' END);
COMMENT ON FUNCTION rfc3339 IS
    'An instant as the interface writes it: with microseconds only where there are any.';

CREATE FUNCTION joined_changes(earlier jsonb, later jsonb) RETURNS jsonb
    LANGUAGE plpgsql IMMUTABLE STRICT PARALLEL SAFE SET search_path = public, pg_temp AS $$
DECLARE
    joined jsonb := earlier;
    name text;
    change jsonb;
BEGIN
    FOR name, change IN SELECT * FROM jsonb_each(later) LOOP
        IF joined -> name IS NULL THEN
            joined := jsonb_set(joined, ARRAY[name], change);
        ELSIF jsonb_typeof(change) = 'object' THEN
            joined := jsonb_set(joined, ARRAY[name], joined_changes(joined -> name, change));
        ELSE
            joined := jsonb_set(joined, ARRAY[name, '1'], change -> 1);
        END IF;
        -- What came back to what it was did not change.
        IF joined -> name = '{}' OR joined -> name -> 0 = joined -> name -> 1 THEN
            joined := joined - name;
        END IF;
    END LOOP;
    RETURN joined;
END
$$;
COMMENT ON FUNCTION joined_changes IS 'Two changes, one after the other, as a single one.';

-- The only place that writes the history. It runs as its owner, as nobody else may.
CREATE FUNCTION record_in_history(
    booking bigint, version int, at timestamptz, action booking_action,
    from_status booking_status, to_status booking_status, changes jsonb) RETURNS void
    LANGUAGE sql SECURITY DEFINER SET search_path = public, pg_temp
BEGIN ATOMIC
    INSERT INTO booking_history AS history
           (booking_id, version, at, actor_id, action, from_status, to_status, reason, changes)
    VALUES (booking, version, at, NULLIF(current_setting('guildhall.actor', true), '')::bigint,
            action, from_status, to_status,
            NULLIF(current_setting('guildhall.reason', true), ''), changes)
        ON CONFLICT ON CONSTRAINT booking_history_booking_version_key DO UPDATE
       SET action = CASE WHEN history.action = 'created' OR excluded.action = 'changed'
                         THEN history.action ELSE excluded.action END,
           to_status = excluded.to_status,
           changes = joined_changes(history.changes, excluded.changes);
END;
COMMENT ON FUNCTION record_in_history IS
    'Adds to the history of a booking, or to the row that this transaction has there already.';

CREATE FUNCTION record_booking() RETURNS trigger
    LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
DECLARE
    changes jsonb := '{}';
    action booking_action := 'changed';
BEGIN
    IF TG_OP = 'INSERT' THEN
        PERFORM record_in_history(id, version, updated_at, 'created', NULL, status, '{}')
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

-- Whoever loads bookings in bulk is nobody, and pays for nothing but this question.
CREATE TRIGGER recorded_insert AFTER INSERT ON bookings
    REFERENCING NEW TABLE AS added
    FOR EACH STATEMENT WHEN (current_setting('guildhall.actor', true) <> '')
    EXECUTE FUNCTION record_booking();
CREATE TRIGGER recorded_update AFTER UPDATE ON bookings
    FOR EACH ROW WHEN (OLD.* IS DISTINCT FROM NEW.*) EXECUTE FUNCTION record_booking();

-- A booking of version 1 that this transaction wrote is one that it made; its items are part of
-- the making.
CREATE FUNCTION record_booking_items() RETURNS trigger
    LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
DECLARE
    changed record;
    booking bookings;
    closed bigint;
    changes jsonb;
BEGIN
    IF TG_OP = 'INSERT' THEN
        SELECT jsonb_object_agg(booking_id, items) INTO changes
          FROM (SELECT booking_id,
                       jsonb_object_agg(item_id, jsonb_build_array(0, quantity)) AS items
                  FROM added
                 CROSS JOIN LATERAL (
                        SELECT version = 1 AND xmin = pg_current_xact_id()::xid AS is_new
                          FROM bookings WHERE id = booking_id
                        -- Row by row by the key: most have no more than a few items.
                        OFFSET 0) AS booking
                 WHERE NOT is_new
                 GROUP BY booking_id) AS bookings;
    ELSIF TG_OP = 'DELETE' THEN
        SELECT jsonb_object_agg(booking_id, items) INTO changes
          FROM (SELECT booking_id,
                       jsonb_object_agg(item_id, jsonb_build_array(quantity, 0)) AS items
                  FROM removed GROUP BY booking_id) AS bookings;
    ELSE
        SELECT jsonb_object_agg(booking_id, items) INTO changes
          FROM (SELECT booking_id,
                       jsonb_object_agg(item_id, jsonb_build_array(
                           COALESCE(removed.quantity, 0), COALESCE(added.quantity, 0))) AS items
                  FROM removed FULL JOIN added USING (booking_id, item_id)
                 WHERE removed.quantity IS DISTINCT FROM added.quantity
                 GROUP BY booking_id) AS bookings;
    END IF;
    FOR changed IN
        SELECT key::bigint AS id, jsonb_build_object('items', value) AS changes
          FROM jsonb_each(COALESCE(changes, '{}')) ORDER BY 1
    LOOP
        UPDATE bookings SET version = version + 1 WHERE id = changed.id RETURNING * INTO booking;
        -- Who clears a booking away takes its items first.
        IF NOT holds_venue(booking.status) AND TG_OP <> 'DELETE' THEN
            RAISE check_violation USING
                MESSAGE = format('booking %s is %s, which is final', booking.id, booking.status),
                TABLE = 'bookings', CONSTRAINT = 'bookings_closed_stay_closed';
        END IF;
        PERFORM record_in_history(booking.id, booking.version, booking.updated_at, 'changed',
                                  booking.status, booking.status, changed.changes);
    END LOOP;
    RETURN NULL;
END
$$;
COMMENT ON FUNCTION record_booking_items IS
    'Carries what is done to the items of bookings to their versions and histories.';

CREATE TRIGGER recorded_insert AFTER INSERT ON booking_items
    REFERENCING NEW TABLE AS added
    FOR EACH STATEMENT EXECUTE FUNCTION record_booking_items();
CREATE TRIGGER recorded_update AFTER UPDATE ON booking_items
    REFERENCING OLD TABLE AS removed NEW TABLE AS added
    FOR EACH STATEMENT EXECUTE FUNCTION record_booking_items();
CREATE TRIGGER recorded_delete AFTER DELETE ON booking_items
    REFERENCING OLD TABLE AS removed
    FOR EACH STATEMENT EXECUTE FUNCTION record_booking_items();

-- Items

-- Bookings that hold their venue do not overlap there, so the way to those of a span of time is
-- short: venue by venue, along the index that keeps them apart. OFFSET 0 keeps the planner on it,
-- and the setting keeps this from becoming part of a statement whose plan was made when the tables
-- were smaller: as it stands it is planned each time it is called.
CREATE FUNCTION items_taken(items bigint[], during tstzrange, leaving_out bigint DEFAULT NULL)
    RETURNS TABLE (item_id bigint, quantity bigint)
    LANGUAGE sql STABLE ROWS 10 SET search_path = public, pg_temp
BEGIN ATOMIC
    WITH taken AS (
        SELECT taken.item_id, taken.quantity, held.start_datetime, held.end_datetime
          FROM venues
         CROSS JOIN LATERAL (
                SELECT id, start_datetime, end_datetime FROM bookings
                 WHERE bookings.venue_id = venues.id
                   AND bookings.status IN ('pending', 'confirmed')
                   AND tstzrange(bookings.start_datetime, bookings.end_datetime) && during
                   AND bookings.id IS DISTINCT FROM leaving_out
                OFFSET 0) AS held
         CROSS JOIN LATERAL (
                SELECT booking_items.item_id, booking_items.quantity FROM booking_items
                 WHERE booking_items.booking_id = held.id
                   AND booking_items.item_id = ANY (items)
                OFFSET 0) AS taken
    ), steps AS (
        SELECT item_id, start_datetime AS at, quantity AS change FROM taken
        UNION ALL
        SELECT item_id, end_datetime, -quantity FROM taken
    )
    SELECT item_id, max(level)
      FROM (SELECT item_id, sum(change) OVER (PARTITION BY item_id ORDER BY at, change) AS level
              FROM steps) AS levels
     GROUP BY item_id;
END;
COMMENT ON FUNCTION items_taken IS
    'How many of these items bookings take at the worst moment of a span of time; an item of which '
    'none is taken has no row. One booking can be left out.';

CREATE FUNCTION require_items(bookings_written bigint[]) RETURNS void
    LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
DECLARE
    wanted bigint[];
    span tstzrange;
    short bigint[];
    shortages jsonb;
BEGIN
    SELECT array_agg(DISTINCT item_id), tstzrange(min(start_datetime), max(end_datetime))
      INTO wanted, span
      FROM bookings JOIN booking_items ON booking_id = bookings.id
     WHERE bookings.id = ANY (bookings_written) AND status IN ('pending', 'confirmed');
    IF wanted IS NULL THEN
        RETURN;
    END IF;
    -- A snapshot that is older than the locks would not show what those before us took.
    IF current_setting('transaction_isolation') NOT LIKE 'read %committed' THEN
        RAISE feature_not_supported USING
            MESSAGE = 'items can only be booked in a READ COMMITTED transaction';
    END IF;
    PERFORM FROM items WHERE id = ANY (wanted) ORDER BY id FOR NO KEY UPDATE;
    SELECT array_agg(items.id) INTO short
      FROM items_taken(wanted, span) AS taken JOIN items ON items.id = taken.item_id
     WHERE taken.quantity > items.quantity;
    IF short IS NULL THEN
        RETURN;
    END IF;
    SELECT jsonb_agg(jsonb_build_object('item_id', id, 'available', available, 'asked', asked)
                     ORDER BY id) INTO shortages
      FROM (SELECT items.id, min(booking_items.quantity) AS asked,
                   min(greatest(0, items.quantity - COALESCE(taken.quantity, 0))) AS available
              FROM booking_items
              JOIN bookings ON bookings.id = booking_id
              JOIN items ON items.id = booking_items.item_id
              LEFT JOIN LATERAL items_taken(
                   ARRAY[items.id], tstzrange(start_datetime, end_datetime), bookings.id) AS taken
                ON true
             WHERE bookings.id = ANY (bookings_written) AND status IN ('pending', 'confirmed')
               AND booking_items.item_id = ANY (short)
               AND booking_items.quantity + COALESCE(taken.quantity, 0) > items.quantity
             GROUP BY items.id) AS lacking;
    -- Between the bookings at hand there may be others with too much from before this was looked
    -- after; that is not their fault.
    IF shortages IS NOT NULL THEN
        RAISE exclusion_violation USING
            MESSAGE = 'more of an item is booked at one time than there is',
            DETAIL = shortages::text,
            TABLE = 'booking_items', CONSTRAINT = 'booking_items_within_quantity';
    END IF;
END
$$;
COMMENT ON FUNCTION require_items IS
    'Fails unless there is enough of each item of these bookings at any time. The detail of the '
    'error is a JSON list of {"item_id","available","asked"}.';

CREATE FUNCTION require_booked_items() RETURNS trigger
    LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
BEGIN
    PERFORM require_items((SELECT array_agg(DISTINCT booking_id) FROM added));
    RETURN NULL;
END
$$;
COMMENT ON FUNCTION require_booked_items IS 'require_items() for the items that were booked.';

CREATE FUNCTION require_moved_items() RETURNS trigger
    LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
BEGIN
    PERFORM require_items(ARRAY[NEW.id]);
    RETURN NULL;
END
$$;
COMMENT ON FUNCTION require_moved_items IS 'require_items() for a booking at another time.';

CREATE FUNCTION require_quantity() RETURNS trigger
    LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
DECLARE
    booked bigint;
BEGIN
    SELECT quantity INTO booked FROM items_taken(ARRAY[NEW.id], tstzrange(now(), NULL));
    IF booked > NEW.quantity THEN
        RAISE exclusion_violation USING
            MESSAGE = 'more of an item is booked at one time than there would be',
            DETAIL = jsonb_build_array(jsonb_build_object(
                'item_id', NEW.id, 'available', NEW.quantity, 'asked', booked))::text,
            TABLE = 'items', CONSTRAINT = 'booking_items_within_quantity';
    END IF;
    RETURN NULL;
END
$$;
COMMENT ON FUNCTION require_quantity IS
    'Fails if there would be less of an item than is booked from now on.';

CREATE TRIGGER required_insert AFTER INSERT ON booking_items
    REFERENCING NEW TABLE AS added
    FOR EACH STATEMENT EXECUTE FUNCTION require_booked_items();
CREATE TRIGGER required_update AFTER UPDATE ON booking_items
    REFERENCING NEW TABLE AS added
    FOR EACH STATEMENT EXECUTE FUNCTION require_booked_items();
CREATE TRIGGER required_move AFTER UPDATE ON bookings
    FOR EACH ROW
    WHEN (NEW.status IN ('pending', 'confirmed')
          AND ((OLD.start_datetime, OLD.end_datetime)
               IS DISTINCT FROM (NEW.start_datetime, NEW.end_datetime)
               OR OLD.status NOT IN ('pending', 'confirmed')))
    EXECUTE FUNCTION require_moved_items();
CREATE TRIGGER required_quantity AFTER UPDATE OF quantity ON items
    FOR EACH ROW WHEN (NEW.quantity < OLD.quantity) EXECUTE FUNCTION require_quantity();

-- Opening hours

CREATE FUNCTION are_opening_hours(week jsonb) RETURNS boolean
    LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE
    RETURN jsonb_typeof(week) = 'object' AND NOT EXISTS (
        SELECT FROM jsonb_each(CASE jsonb_typeof(week) WHEN 'object' THEN week END)
            AS days (name, spans)
         WHERE name NOT IN ('monday', 'tuesday', 'wednesday', 'thursday', 'friday', 'saturday',
                            'sunday')
            OR jsonb_typeof(spans) <> 'array'
            OR EXISTS (
               SELECT FROM jsonb_array_elements(
                    CASE jsonb_typeof(spans) WHEN 'array' THEN spans END) AS elements (span)
                WHERE jsonb_typeof(span) <> 'object'
                   OR COALESCE(span ->> 'opens', '') !~ '^([01][0-9]|2[0-3]):[0-5][0-9]$'
                   OR COALESCE(span ->> 'closes', '')
                      !~ '^(([01][0-9]|2[0-3]):[0-5][0-9]|24:00)$'));
COMMENT ON FUNCTION are_opening_hours IS
    'Whether this is a week of opening hours, as venues.opening_hours describes it.';

ALTER TABLE venues ADD CONSTRAINT venues_opening_hours_form
    CHECK (are_opening_hours(opening_hours));
COMMENT ON COLUMN venues.opening_hours IS
    'By weekday ("monday"), a list of {"opens":"08:00","closes":"22:00"}, venue-local. What closes '
    'no later than it opens closes on the next day; 24:00 is midnight. A day that is left out is '
    'a day off, but an empty object means that the venue is open at any time.';

-- Spans that touch become one, so that a night counts as open when one day lasts until midnight and
-- the next begins there.
CREATE FUNCTION opening_times(week jsonb, time_zone text, starts timestamptz, ends timestamptz)
    RETURNS tstzmultirange
    LANGUAGE sql STABLE STRICT PARALLEL SAFE SET search_path = public, pg_temp
    RETURN CASE WHEN week = '{}' THEN tstzmultirange(tstzrange(NULL, NULL)) ELSE COALESCE((
        SELECT range_agg(tstzrange(opens, closes))
          FROM generate_series(date_trunc('day', starts AT TIME ZONE time_zone) - interval '1 day',
                               ends AT TIME ZONE time_zone, interval '1 day') AS day
         CROSS JOIN jsonb_array_elements(
                week -> (ARRAY['monday', 'tuesday', 'wednesday', 'thursday', 'friday', 'saturday',
                               'sunday'])[extract(isodow FROM day)::int]) AS span
         CROSS JOIN LATERAL (
                SELECT (span ->> 'opens')::interval AS opening,
                       (span ->> 'closes')::interval AS closing) AS clock
         CROSS JOIN LATERAL (
                SELECT (day + opening) AT TIME ZONE time_zone AS opens,
                       (day + closing + CASE WHEN closing <= opening THEN interval '1 day'
                                             ELSE interval '0' END) AT TIME ZONE time_zone
                           AS closes) AS times
         WHERE opens < closes), '{}') END;
COMMENT ON FUNCTION opening_times IS
    'When a venue with these opening hours is open from the day before the start to the day of the '
    'end.';

-- Prices

CREATE FUNCTION booking_price(venue bigint, starts timestamptz, ends timestamptz,
                              items bigint[], quantities int[], OUT amount_minor bigint,
                              OUT currency char(3))
    LANGUAGE plpgsql STABLE SET search_path = public, pg_temp AS $$
DECLARE
    minutes numeric := round(extract(epoch FROM ends - starts) / 60);
    extra numeric;
    foreign_item bigint;
BEGIN
    SELECT round(hourly_rate_minor * minutes / 60), venues.currency INTO amount_minor, currency
      FROM venues WHERE id = venue;
    SELECT sum(price_minor::numeric * wishes.quantity),
           min(stock.id) FILTER (WHERE stock.currency <> booking_price.currency)
      INTO extra, foreign_item
      FROM unnest(items, quantities) AS wishes (item_id, quantity)
      JOIN items AS stock ON stock.id = item_id;
    IF foreign_item IS NOT NULL THEN
        RAISE check_violation USING
            MESSAGE = format('item %s is not priced in %s', foreign_item, currency),
            TABLE = 'booking_items', CONSTRAINT = 'booking_items_in_one_currency';
    END IF;
    amount_minor := amount_minor + COALESCE(extra, 0);
END
$$;
COMMENT ON FUNCTION booking_price IS
    'What a booking costs at today''s prices: the venue by the minute, rounded half up to the '
    'minor unit, and each item once. No venue, no price.';

-- Making and changing bookings

CREATE FUNCTION hold_for_booking(actor bigint, reason text, booking bigint, venue bigint,
                                 item_ids bigint[]) RETURNS void
    LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
BEGIN
    PERFORM set_config('guildhall.actor', COALESCE(actor::text, ''), true),
            set_config('guildhall.reason', COALESCE(reason, ''), true);
    PERFORM FROM bookings WHERE id = booking FOR NO KEY UPDATE;
    PERFORM FROM venues
      WHERE id = venue OR id = (SELECT venue_id FROM bookings WHERE id = booking)
      ORDER BY id FOR NO KEY UPDATE;
    PERFORM FROM items
      WHERE id = ANY (item_ids)
         OR id IN (SELECT item_id FROM booking_items WHERE booking_id = booking)
      ORDER BY id FOR NO KEY UPDATE;
END
$$;
COMMENT ON FUNCTION hold_for_booking IS
    'Says for the rest of the transaction who acts and why, and locks what a booking is made of: '
    'the next statement of the transaction sees what it will still find when it writes. What is '
    'null or unknown is left out.';

CREATE FUNCTION booking_faults(venue bigint, starts timestamptz, ends timestamptz, guests int,
                               item_ids bigint[], quantities int[], booking bigint DEFAULT NULL)
    RETURNS TABLE (is_conflict boolean, pointer text, detail text, item_id bigint,
                   available bigint, taken_from timestamptz, taken_until timestamptz)
    LANGUAGE plpgsql STABLE ROWS 1 SET search_path = public, pg_temp AS $$
DECLARE
    place venues;
    present bookings;
    open tstzmultirange;
    timely boolean := false;
    listed constant boolean := item_ids IS NOT NULL;
BEGIN
    SELECT * INTO present FROM bookings WHERE id = booking;
    SELECT * INTO place FROM venues WHERE id = COALESCE(venue, present.venue_id);
    is_conflict := false;

    -- A venue that was retired keeps the bookings it has, and their owners may still change them.
    IF booking IS NULL OR venue <> present.venue_id THEN
        pointer := '/venue_id';
        IF place.id IS NULL THEN
            detail := 'names no venue';
            RETURN NEXT;
        ELSIF place.retired_at IS NOT NULL THEN
            detail := 'names a venue that is not offered any more';
            RETURN NEXT;
        END IF;
    END IF;

    IF starts IS DISTINCT FROM present.start_datetime AND starts < now() THEN
        pointer := '/start_datetime';
        detail := 'must not be in the past';
        RETURN NEXT;
    END IF;
    IF num_nulls(starts, ends) < 2 THEN
        starts := COALESCE(starts, present.start_datetime);
        ends := COALESCE(ends, present.end_datetime);
        pointer := '/end_datetime';
        IF ends <= starts THEN
            detail := 'must be after start_datetime';
            RETURN NEXT;
        ELSIF ends - starts > interval '31 days' THEN
            detail := 'must be at most 31 days after start_datetime';
            RETURN NEXT;
        ELSIF starts < '1900-01-01T00:00Z' OR ends >= '9999-01-01T00:00Z' THEN
            detail := 'must be before the year 9999';
            RETURN NEXT;
        ELSE
            timely := true;
        END IF;
    END IF;
    IF timely AND place.id IS NOT NULL THEN
        open := opening_times(place.opening_hours, place.time_zone, starts, ends);
        IF NOT open @> tstzrange(starts, ends) THEN
            IF NOT open @> starts THEN
                pointer := '/start_datetime';
                detail := 'is outside the venue''s opening hours';
                RETURN NEXT;
            END IF;
            IF NOT open @> (ends - interval '1 microsecond') THEN
                pointer := '/end_datetime';
                detail := 'is outside the venue''s opening hours';
                RETURN NEXT;
            ELSIF open @> starts THEN
                pointer := '/end_datetime';
                detail := 'must not be after the venue closes';
                RETURN NEXT;
            END IF;
        END IF;
    END IF;

    IF guests > place.seats THEN
        pointer := '/guests';
        detail := format('must be at most %s, the seats of the venue', place.seats);
        RETURN NEXT;
    ELSIF guests < 1 THEN
        pointer := '/guests';
        detail := 'must be at least 1';
        RETURN NEXT;
    END IF;

    RETURN QUERY
    SELECT false, format('/items/%s/%s', position - 1, CASE WHEN about THEN 'item_id'
                                                            ELSE 'quantity' END),
           fault, wish.id, NULL::bigint, NULL::timestamptz, NULL::timestamptz
      FROM unnest(item_ids, quantities) WITH ORDINALITY AS wish (id, quantity, position)
      LEFT JOIN items AS stock ON stock.id = wish.id
     CROSS JOIN LATERAL (VALUES
           (true, CASE
                WHEN stock.id IS NULL THEN 'names no item'
                WHEN array_position(item_ids, wish.id) < position
                THEN format('names the item of /items/%s', array_position(item_ids, wish.id) - 1)
                -- As with the venue: what a booking has it may keep.
                WHEN stock.retired_at IS NOT NULL
                     AND NOT EXISTS (SELECT FROM booking_items AS kept
                                      WHERE kept.booking_id = booking AND kept.item_id = stock.id)
                THEN 'names an item that is not offered any more'
                WHEN stock.currency <> place.currency
                THEN format('names an item priced in %s, but the venue is in %s', stock.currency,
                            place.currency) END),
           (false, CASE
                WHEN wish.quantity IS NULL OR wish.quantity < 1 THEN 'must be at least 1'
                WHEN wish.quantity > stock.quantity
                THEN format('must be at most %s, which is all there are', stock.quantity) END))
           AS faults (about, fault)
     WHERE fault IS NOT NULL
     ORDER BY position, about DESC;

    -- What is taken by others depends on the time, so it needs one.
    IF booking IS NOT NULL AND num_nulls(starts, ends) = 2 AND item_ids IS NOT NULL THEN
        starts := present.start_datetime;
        ends := present.end_datetime;
    END IF;
    IF (starts < ends AND ends - starts <= interval '31 days' AND place.id IS NOT NULL)
       IS NOT TRUE THEN
        RETURN;
    END IF;
    IF timely THEN
        RETURN QUERY
        SELECT true, '/start_datetime', 'the venue is taken at this time', NULL::bigint,
               NULL::bigint, collision.*
          FROM booking_collisions(place.id, starts, ends, booking) AS collision;
    END IF;
    IF NOT listed THEN
        SELECT array_agg(kept.item_id), array_agg(kept.quantity) INTO item_ids, quantities
          FROM booking_items AS kept WHERE kept.booking_id = booking;
    END IF;
    IF cardinality(item_ids) > 0 THEN
        RETURN QUERY
        SELECT true,
               CASE WHEN listed THEN format('/items/%s/quantity', position - 1) ELSE '/items' END,
               format('only %s of “%s” are left at this time', rest, stock.name), stock.id, rest,
               NULL::timestamptz, NULL::timestamptz
          FROM unnest(item_ids, quantities) WITH ORDINALITY AS wish (id, quantity, position)
          JOIN items AS stock ON stock.id = wish.id
          JOIN items_taken(item_ids, tstzrange(starts, ends), booking) AS taken
            ON taken.item_id = stock.id
         CROSS JOIN LATERAL greatest(0, stock.quantity - taken.quantity) AS rest
         WHERE wish.quantity <= stock.quantity AND wish.quantity > rest
         ORDER BY position;
    END IF;
END
$$;
COMMENT ON FUNCTION booking_faults IS
    'Everything that is wrong with a booking to be made, or with changes of one: null is what they '
    'leave as it is. Conflicts are with others'' bookings; the rest is wrong whatever they do.';

CREATE FUNCTION booking_collisions(venue bigint, starts timestamptz, ends timestamptz,
                                   leaving_out bigint DEFAULT NULL)
    RETURNS TABLE (start_datetime timestamptz, end_datetime timestamptz)
    LANGUAGE sql STABLE ROWS 10 SET search_path = public, pg_temp
BEGIN ATOMIC
    SELECT start_datetime, end_datetime FROM bookings
     WHERE venue_id = venue AND status IN ('pending', 'confirmed')
       AND tstzrange(start_datetime, end_datetime) && tstzrange(starts, ends)
       AND id IS DISTINCT FROM leaving_out
     ORDER BY start_datetime LIMIT 10;
END;
COMMENT ON FUNCTION booking_collisions IS
    'When a venue is taken within a span of time, ten times at the most; by whom is nobody''s '
    'business. One booking can be left out.';

-- What the responder may do

GRANT SELECT ON booking_history TO guildhall_responder;
GRANT INSERT (user_id, venue_id, start_datetime, end_datetime, guests, total_amount_minor,
              currency, notes),
      UPDATE (status, start_datetime, end_datetime, guests, total_amount_minor, currency, notes,
              version)
    ON bookings TO guildhall_responder;
GRANT INSERT, UPDATE (quantity), DELETE ON booking_items TO guildhall_responder;
GRANT USAGE ON SEQUENCE booking_numbers TO guildhall_responder;
GRANT EXECUTE ON FUNCTION booking_reference, holds_venue, hold_for_booking, booking_faults,
                          booking_collisions, booking_price, items_taken, opening_times,
                          are_opening_hours
    TO guildhall_responder;
