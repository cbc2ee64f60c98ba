-- The waiting list with its timed holds, the outbox of events, and the webhooks that events go to.
--
-- Time that is held is taken just as if it were booked. Two tables cannot share an exclusion
-- constraint, so whoever takes or frees a venue's time locks the venue first and looks afterwards;
-- triggers see to it for whatever is written, and by whom. In the order in which things are locked
-- (see 0006), the entries of the waiting list come behind the venue, with what triggers write.

-- The waiting list

CREATE TYPE waiting_status AS ENUM ('waiting', 'held', 'booked', 'expired', 'left');
COMMENT ON TYPE waiting_status IS
    'Where a wish on a waiting list stands: in line, its time held, used for a booking, held or '
    'waited in vain, or given up.';

CREATE TABLE waiting_policy (
    is_only boolean NOT NULL DEFAULT true CONSTRAINT waiting_policy_pkey PRIMARY KEY
        CONSTRAINT waiting_policy_is_only CHECK (is_only),
    hold_time interval NOT NULL DEFAULT '24 hours'
        CONSTRAINT waiting_policy_hold_time_positive CHECK (hold_time > '0')
);
COMMENT ON TABLE waiting_policy IS
    'How holds are made, in one row. Triggers make them, who know no settings, so a worker that '
    'starts writes here what it is told.';
COMMENT ON COLUMN waiting_policy.is_only IS 'True: there is one row.';
COMMENT ON COLUMN waiting_policy.hold_time IS 'For how long time is held, unless it begins before.';
INSERT INTO waiting_policy DEFAULT VALUES;

CREATE TABLE waiting_entries (
    id bigint GENERATED ALWAYS AS IDENTITY CONSTRAINT waiting_entries_pkey PRIMARY KEY,
    user_id bigint NOT NULL
        CONSTRAINT waiting_entries_user_fkey REFERENCES users ON DELETE RESTRICT,
    venue_id bigint NOT NULL
        CONSTRAINT waiting_entries_venue_fkey REFERENCES venues ON DELETE RESTRICT,
    status waiting_status NOT NULL DEFAULT 'waiting',
    start_datetime timestamptz NOT NULL,
    end_datetime timestamptz NOT NULL,
    guests int NOT NULL CONSTRAINT waiting_entries_guests_range CHECK (guests BETWEEN 1 AND 100000),
    notes text NOT NULL DEFAULT ''
        CONSTRAINT waiting_entries_notes_length CHECK (char_length(notes) <= 4000),
    created_at timestamptz NOT NULL DEFAULT now(),
    hold_expires_at timestamptz,
    -- No foreign key: what it was used for stays true, whatever is cleared away later.
    booking_id bigint,
    CONSTRAINT waiting_entries_end_after_start CHECK (end_datetime > start_datetime),
    CONSTRAINT waiting_entries_in_calendar
        CHECK (start_datetime >= '1900-01-01T00:00Z' AND end_datetime < '9999-01-01T00:00Z'),
    CONSTRAINT waiting_entries_held_until CHECK (status <> 'held' OR hold_expires_at IS NOT NULL),
    CONSTRAINT waiting_entries_booked_by CHECK ((status = 'booked') = (booking_id IS NOT NULL)),
    CONSTRAINT waiting_entries_no_overlap
        EXCLUDE USING gist (venue_id WITH =, tstzrange(start_datetime, end_datetime) WITH &&)
        WHERE (status = 'held')
);
COMMENT ON TABLE waiting_entries IS
    'Wishes for time of venues that was taken. The lower the id, the earlier the turn.';
COMMENT ON COLUMN waiting_entries.id IS 'Identifier, and place in line.';
COMMENT ON COLUMN waiting_entries.user_id IS 'Who waits.';
COMMENT ON COLUMN waiting_entries.venue_id IS 'What for.';
COMMENT ON COLUMN waiting_entries.status IS 'Where the wish stands.';
COMMENT ON COLUMN waiting_entries.start_datetime IS 'When the wished booking begins.';
COMMENT ON COLUMN waiting_entries.end_datetime IS 'When it ends; the end does not belong to it.';
COMMENT ON COLUMN waiting_entries.guests IS 'How many people come.';
COMMENT ON COLUMN waiting_entries.notes IS 'What the member wants known, up to 4,000 characters.';
COMMENT ON COLUMN waiting_entries.created_at IS 'Since when they wait.';
COMMENT ON COLUMN waiting_entries.hold_expires_at IS
    'Until when the time is, or was last, held; null: it never was.';
COMMENT ON COLUMN waiting_entries.booking_id IS 'The booking that it was used for.';

-- Finds who waits for, or holds, a span of a venue's time.
CREATE INDEX waiting_entries_by_span ON waiting_entries
    USING gist (venue_id, tstzrange(start_datetime, end_datetime))
    WHERE status IN ('waiting', 'held');
-- Counts a member's wishes too.
CREATE UNIQUE INDEX waiting_entries_once
    ON waiting_entries (user_id, venue_id, start_datetime, end_datetime)
    WHERE status IN ('waiting', 'held');
CREATE INDEX waiting_entries_by_user ON waiting_entries (user_id, id);
CREATE INDEX waiting_entries_by_hold ON waiting_entries (hold_expires_at) WHERE status = 'held';
CREATE INDEX waiting_entries_by_start ON waiting_entries (start_datetime)
    WHERE status = 'waiting';

CREATE FUNCTION lock_venues(venue_ids bigint[]) RETURNS void
    LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
BEGIN
    -- A snapshot that is older than the lock would not show what those before us took.
    IF current_setting('transaction_isolation') NOT LIKE 'read %committed' THEN
        RAISE feature_not_supported USING
            MESSAGE = 'a venue''s time can only change hands in a READ COMMITTED transaction';
    END IF;
    PERFORM FROM venues WHERE id = ANY (venue_ids) ORDER BY id FOR NO KEY UPDATE;
END
$$;
COMMENT ON FUNCTION lock_venues IS
    'Keeps others from taking or freeing time of these venues until the transaction ends.';

CREATE FUNCTION offer_time(venue bigint, freed tstzrange) RETURNS void
    LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
DECLARE
    entry waiting_entries;
BEGIN
    PERFORM lock_venues(ARRAY[venue]);
    FOR entry IN
        SELECT * FROM waiting_entries
         WHERE venue_id = venue AND status = 'waiting' AND start_datetime > now()
           AND tstzrange(start_datetime, end_datetime) && freed
         ORDER BY id
    LOOP
        -- Asked apart, as holds of the one who acts are no fault of a booking.
        CONTINUE WHEN EXISTS (
            SELECT FROM waiting_entries
             WHERE venue_id = venue AND status = 'held'
               AND tstzrange(start_datetime, end_datetime)
                   && tstzrange(entry.start_datetime, entry.end_datetime));
        CONTINUE WHEN EXISTS (
            SELECT FROM booking_faults(venue, entry.start_datetime, entry.end_datetime,
                                       entry.guests, NULL, NULL));
        UPDATE waiting_entries
           SET status = 'held',
               hold_expires_at = least(now() + (SELECT hold_time FROM waiting_policy),
                                       start_datetime)
         WHERE id = entry.id AND status = 'waiting';
    END LOOP;
END
$$;
COMMENT ON FUNCTION offer_time IS
    'Holds time that came free for those who wait for it: whoever is first in line and could book '
    'their whole wish now, and then the next, as far as there is time left.';

-- Bookings and entries name these columns alike.
CREATE FUNCTION pass_time_on() RETURNS trigger
    LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
BEGIN
    PERFORM offer_time(OLD.venue_id, tstzrange(OLD.start_datetime, OLD.end_datetime));
    RETURN NULL;
END
$$;
COMMENT ON FUNCTION pass_time_on IS 'offer_time() for the time that a row took until now.';

CREATE FUNCTION claim_time(booking bigint, customer bigint, venue bigint, during tstzrange)
    RETURNS void
    LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
BEGIN
    IF EXISTS (SELECT FROM waiting_entries
                WHERE venue_id = venue AND status = 'held' AND user_id <> customer
                  AND tstzrange(start_datetime, end_datetime) && during) THEN
        RAISE exclusion_violation USING
            MESSAGE = format('booking %s takes time that is held for another', booking),
            TABLE = 'bookings', CONSTRAINT = 'bookings_outside_holds';
    END IF;
    UPDATE waiting_entries SET status = 'booked', booking_id = booking
     WHERE venue_id = venue AND user_id = customer
       AND (status = 'held' AND tstzrange(start_datetime, end_datetime) && during
            OR status = 'waiting' AND tstzrange(start_datetime, end_datetime) <@ during);
END
$$;
COMMENT ON FUNCTION claim_time IS
    'Fails if a booking takes time that is held for another; uses its customer''s own holds up, '
    'and the wishes that it fulfils. The venue must be locked.';

CREATE FUNCTION claim_booked_time() RETURNS trigger
    LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
DECLARE
    venue_ids bigint[];
BEGIN
    SELECT array_agg(DISTINCT venue_id) INTO venue_ids FROM added WHERE holds_venue(status);
    IF venue_ids IS NULL THEN
        RETURN NULL;
    END IF;
    PERFORM lock_venues(venue_ids);
    PERFORM claim_time(added.id, added.user_id, added.venue_id,
                       tstzrange(added.start_datetime, added.end_datetime))
       FROM added
      WHERE holds_venue(added.status)
        AND EXISTS (SELECT FROM waiting_entries AS entry
                     WHERE entry.venue_id = added.venue_id AND entry.status IN ('waiting', 'held')
                       AND tstzrange(entry.start_datetime, entry.end_datetime)
                           && tstzrange(added.start_datetime, added.end_datetime));
    RETURN NULL;
END
$$;
COMMENT ON FUNCTION claim_booked_time IS 'claim_time() for the bookings that were made.';

CREATE FUNCTION claim_moved_time() RETURNS trigger
    LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
BEGIN
    PERFORM lock_venues(ARRAY[NEW.venue_id]);
    PERFORM claim_time(NEW.id, NEW.user_id, NEW.venue_id,
                       tstzrange(NEW.start_datetime, NEW.end_datetime));
    RETURN NULL;
END
$$;
COMMENT ON FUNCTION claim_moved_time IS 'claim_time() for a booking at another time or place.';

CREATE TRIGGER time_claimed_by_insert AFTER INSERT ON bookings
    REFERENCING NEW TABLE AS added
    FOR EACH STATEMENT EXECUTE FUNCTION claim_booked_time();
CREATE TRIGGER time_claimed_by_update AFTER UPDATE ON bookings
    FOR EACH ROW
    WHEN (holds_venue(NEW.status)
          AND ((OLD.venue_id, OLD.start_datetime, OLD.end_datetime)
               IS DISTINCT FROM (NEW.venue_id, NEW.start_datetime, NEW.end_datetime)
               OR NOT holds_venue(OLD.status)))
    EXECUTE FUNCTION claim_moved_time();
CREATE TRIGGER time_freed_by_update AFTER UPDATE ON bookings
    FOR EACH ROW
    WHEN (holds_venue(OLD.status) AND OLD.end_datetime > now()
          AND ((OLD.venue_id, OLD.start_datetime, OLD.end_datetime)
               IS DISTINCT FROM (NEW.venue_id, NEW.start_datetime, NEW.end_datetime)
               OR NOT holds_venue(NEW.status)))
    EXECUTE FUNCTION pass_time_on();
CREATE TRIGGER time_freed_by_delete AFTER DELETE ON bookings
    FOR EACH ROW WHEN (holds_venue(OLD.status) AND OLD.end_datetime > now())
    EXECUTE FUNCTION pass_time_on();

-- What a holder did not use, or not all of it, is the next one's.
CREATE TRIGGER time_freed_by_update AFTER UPDATE OF status ON waiting_entries
    FOR EACH ROW WHEN (OLD.status = 'held' AND NEW.status <> 'held')
    EXECUTE FUNCTION pass_time_on();
CREATE TRIGGER time_freed_by_delete AFTER DELETE ON waiting_entries
    FOR EACH ROW WHEN (OLD.status = 'held')
    EXECUTE FUNCTION pass_time_on();

CREATE FUNCTION expire_holds(venue_ids bigint[]) RETURNS bigint
    LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
DECLARE
    count bigint := 0;
BEGIN
    IF EXISTS (SELECT FROM waiting_entries
                WHERE venue_id = ANY (venue_ids) AND status = 'held'
                  AND hold_expires_at <= now()) THEN
        PERFORM lock_venues(venue_ids);
        UPDATE waiting_entries SET status = 'expired'
         WHERE venue_id = ANY (venue_ids) AND status = 'held' AND hold_expires_at <= now();
        GET DIAGNOSTICS count = ROW_COUNT;
    END IF;
    RETURN count;
END
$$;
COMMENT ON FUNCTION expire_holds IS
    'Ends the holds of these venues whose time is over; triggers hold the time for the next in '
    'line. Gives how many ended.';

CREATE FUNCTION leave_waitlist(member bigint, entry bigint) RETURNS boolean
    LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
DECLARE
    venue bigint;
BEGIN
    SELECT venue_id INTO venue FROM waiting_entries WHERE id = entry AND user_id = member;
    IF venue IS NULL THEN
        RETURN false;
    END IF;
    PERFORM lock_venues(ARRAY[venue]);
    UPDATE waiting_entries SET status = 'left' WHERE id = entry AND status IN ('waiting', 'held');
    RETURN true;
END
$$;
COMMENT ON FUNCTION leave_waitlist IS
    'Takes a member''s entry out of the line, if it still is in it. Whether there is such an entry.';

-- As in 0006, but for the last step.
CREATE OR REPLACE FUNCTION hold_for_booking(actor bigint, reason text, booking bigint, venue bigint,
                                            item_ids bigint[]) RETURNS void
    LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
DECLARE
    venue_ids bigint[];
BEGIN
    PERFORM set_config('guildhall.actor', COALESCE(actor::text, ''), true),
            set_config('guildhall.reason', COALESCE(reason, ''), true);
    PERFORM FROM bookings WHERE id = booking FOR NO KEY UPDATE;
    SELECT array_agg(id) INTO venue_ids
      FROM (SELECT id FROM venues
             WHERE id = venue OR id = (SELECT venue_id FROM bookings WHERE id = booking)
             ORDER BY id FOR NO KEY UPDATE) AS locked;
    PERFORM FROM items
      WHERE id = ANY (item_ids)
         OR id IN (SELECT item_id FROM booking_items WHERE booking_id = booking)
      ORDER BY id FOR NO KEY UPDATE;
    -- A hold that is over is in nobody's way, even if no worker runs; but the next in line is.
    PERFORM expire_holds(venue_ids);
END
$$;
COMMENT ON FUNCTION hold_for_booking IS
    'Says for the rest of the transaction who acts and why, and locks what a booking is made of: '
    'the next statement of the transaction sees what it will still find when it writes. What is '
    'null or unknown is left out. Holds of the waiting list that are over move on.';

CREATE OR REPLACE FUNCTION booking_collisions(venue bigint, starts timestamptz, ends timestamptz,
                                              leaving_out bigint DEFAULT NULL)
    RETURNS TABLE (start_datetime timestamptz, end_datetime timestamptz)
    LANGUAGE sql STABLE ROWS 10 SET search_path = public, pg_temp
BEGIN ATOMIC
    SELECT bookings.start_datetime, bookings.end_datetime FROM bookings
     WHERE venue_id = venue AND status IN ('pending', 'confirmed')
       AND tstzrange(bookings.start_datetime, bookings.end_datetime) && tstzrange(starts, ends)
       AND id IS DISTINCT FROM leaving_out
     UNION ALL
    SELECT waiting_entries.start_datetime, waiting_entries.end_datetime FROM waiting_entries
     WHERE venue_id = venue AND status = 'held'
       AND tstzrange(waiting_entries.start_datetime, waiting_entries.end_datetime)
           && tstzrange(starts, ends)
       AND user_id IS DISTINCT FROM NULLIF(current_setting('guildhall.actor', true), '')::bigint
     ORDER BY 1 LIMIT 10;
END;
COMMENT ON FUNCTION booking_collisions IS
    'When a venue is booked, or held for another than who acts, within a span of time, ten times at '
    'the most; by whom is nobody''s business. One booking can be left out.';

-- The outbox

CREATE TYPE event_type AS ENUM (
    'booking.created', 'booking.changed', 'booking.confirmed', 'booking.rejected',
    'booking.cancelled', 'booking.completed', 'waitlist.held', 'waitlist.expired');
COMMENT ON TYPE event_type IS 'What others can be told of.';

CREATE TABLE outbox (
    id bigint GENERATED ALWAYS AS IDENTITY CONSTRAINT outbox_pkey PRIMARY KEY,
    event event_type NOT NULL,
    at timestamptz NOT NULL DEFAULT clock_timestamp(),
    payload jsonb NOT NULL,
    fanned_out_at timestamptz
);
COMMENT ON TABLE outbox IS
    'What happened, written in the transaction in which it did. Workers make deliveries of it; it '
    'is kept for as long as their log.';
COMMENT ON COLUMN outbox.id IS
    'Identifier. Numbers are given before transactions end, so a lower one may appear later.';
COMMENT ON COLUMN outbox.event IS 'What happened.';
COMMENT ON COLUMN outbox.at IS 'When it happened.';
COMMENT ON COLUMN outbox.payload IS 'Ids, status and times; nobody''s name, address or notes.';
COMMENT ON COLUMN outbox.fanned_out_at IS
    'When deliveries were made of it; null: a worker has yet to.';

CREATE INDEX outbox_pending ON outbox (id) WHERE fanned_out_at IS NULL;
CREATE INDEX outbox_by_time ON outbox (at);

CREATE FUNCTION publish_booking() RETURNS trigger
    LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
BEGIN
    INSERT INTO outbox (event, at, payload)
    SELECT ('booking.' || history.action)::event_type, history.at,
           jsonb_build_object(
               'booking_id', bookings.id, 'booking_reference', bookings.booking_reference,
               'version', history.version, 'status', history.to_status,
               'previous_status', history.from_status, 'venue_id', bookings.venue_id,
               'customer_id', bookings.user_id,
               'start_datetime', rfc3339(bookings.start_datetime),
               'end_datetime', rfc3339(bookings.end_datetime), 'guests', bookings.guests)
      FROM booking_history AS history JOIN bookings ON bookings.id = history.booking_id
     WHERE history.id = NEW.id;
    RETURN NULL;
END
$$;
COMMENT ON FUNCTION publish_booking IS 'Puts what was done to a booking into the outbox.';

-- At the end of the transaction, when the history's row is as it will stay.
CREATE CONSTRAINT TRIGGER published AFTER INSERT ON booking_history
    DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION publish_booking();

CREATE FUNCTION publish_waiting() RETURNS trigger
    LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
BEGIN
    INSERT INTO outbox (event, payload)
    VALUES (('waitlist.' || NEW.status)::event_type,
            jsonb_build_object(
                'entry_id', NEW.id, 'status', NEW.status, 'venue_id', NEW.venue_id,
                'customer_id', NEW.user_id, 'start_datetime', rfc3339(NEW.start_datetime),
                'end_datetime', rfc3339(NEW.end_datetime), 'guests', NEW.guests,
                'hold_expires_at', rfc3339(NEW.hold_expires_at)));
    RETURN NULL;
END
$$;
COMMENT ON FUNCTION publish_waiting IS
    'Puts into the outbox that time is held for somebody, or that somebody waited in vain.';

CREATE TRIGGER published AFTER UPDATE OF status ON waiting_entries
    FOR EACH ROW WHEN (NEW.status <> OLD.status AND NEW.status IN ('held', 'expired'))
    EXECUTE FUNCTION publish_waiting();

-- Webhooks

CREATE TABLE webhooks (
    id bigint GENERATED ALWAYS AS IDENTITY CONSTRAINT webhooks_pkey PRIMARY KEY,
    url text NOT NULL
        CONSTRAINT webhooks_url_length CHECK (char_length(url) BETWEEN 1 AND 2000),
    description text NOT NULL DEFAULT ''
        CONSTRAINT webhooks_description_length CHECK (char_length(description) <= 500),
    events event_type[] NOT NULL CONSTRAINT webhooks_events_some CHECK (cardinality(events) > 0),
    secret bytea NOT NULL,
    enabled boolean NOT NULL DEFAULT true,
    failing_since timestamptz,
    disabled_reason text
        CONSTRAINT webhooks_disabled_reason_length CHECK (char_length(disabled_reason) <= 500),
    created_at timestamptz NOT NULL DEFAULT now()
);
COMMENT ON TABLE webhooks IS 'Addresses of others'' programs that are told what happens.';
COMMENT ON COLUMN webhooks.id IS 'Identifier.';
COMMENT ON COLUMN webhooks.url IS 'Where events are posted to.';
COMMENT ON COLUMN webhooks.description IS 'What it is for, in an administrator''s words.';
COMMENT ON COLUMN webhooks.events IS 'Which events it gets.';
COMMENT ON COLUMN webhooks.secret IS 'The secret that signs what it gets, sealed by the responder.';
COMMENT ON COLUMN webhooks.enabled IS 'Whether it gets any.';
COMMENT ON COLUMN webhooks.failing_since IS
    'Since when no delivery has succeeded; null: the last one did, or there was none.';
COMMENT ON COLUMN webhooks.disabled_reason IS 'Why a worker disabled it; null: none did.';
COMMENT ON COLUMN webhooks.created_at IS 'When it was made.';

CREATE TYPE delivery_status AS ENUM ('pending', 'delivered', 'failed');
COMMENT ON TYPE delivery_status IS 'Where a delivery stands: to be sent, taken, or given up.';

CREATE TABLE webhook_deliveries (
    id bigint GENERATED ALWAYS AS IDENTITY CONSTRAINT webhook_deliveries_pkey PRIMARY KEY,
    webhook_id bigint NOT NULL
        CONSTRAINT webhook_deliveries_webhook_fkey REFERENCES webhooks ON DELETE CASCADE,
    event_id bigint NOT NULL
        CONSTRAINT webhook_deliveries_event_fkey REFERENCES outbox ON DELETE CASCADE,
    status delivery_status NOT NULL DEFAULT 'pending',
    attempts int NOT NULL DEFAULT 0
        CONSTRAINT webhook_deliveries_attempts_not_negative CHECK (attempts >= 0),
    created_at timestamptz NOT NULL DEFAULT now(),
    last_attempt_at timestamptz,
    next_attempt_at timestamptz DEFAULT now(),
    response_status int,
    duration_ms int,
    error text CONSTRAINT webhook_deliveries_error_length CHECK (char_length(error) <= 500),
    CONSTRAINT webhook_deliveries_event_webhook_key UNIQUE (event_id, webhook_id),
    CONSTRAINT webhook_deliveries_pending_until
        CHECK ((status = 'pending') = (next_attempt_at IS NOT NULL))
);
COMMENT ON TABLE webhook_deliveries IS
    'Events on their way to webhooks, and the log of what became of them.';
COMMENT ON COLUMN webhook_deliveries.id IS 'Identifier.';
COMMENT ON COLUMN webhook_deliveries.webhook_id IS 'Where it goes.';
COMMENT ON COLUMN webhook_deliveries.event_id IS 'What is delivered.';
COMMENT ON COLUMN webhook_deliveries.status IS 'Where it stands.';
COMMENT ON COLUMN webhook_deliveries.attempts IS 'How often it was sent, or is being sent.';
COMMENT ON COLUMN webhook_deliveries.created_at IS 'When it was made of the event.';
COMMENT ON COLUMN webhook_deliveries.last_attempt_at IS 'When it was last begun to be sent.';
COMMENT ON COLUMN webhook_deliveries.next_attempt_at IS
    'When it is sent next. While a worker sends it, when others take it for lost with that worker.';
COMMENT ON COLUMN webhook_deliveries.response_status IS
    'The HTTP status of the last answer; null: there was none.';
COMMENT ON COLUMN webhook_deliveries.duration_ms IS 'Milliseconds that the last attempt took.';
COMMENT ON COLUMN webhook_deliveries.error IS 'What was wrong with the last attempt; null: nothing.';

CREATE INDEX webhook_deliveries_due ON webhook_deliveries (webhook_id, next_attempt_at)
    WHERE status = 'pending';
CREATE INDEX webhook_deliveries_by_webhook ON webhook_deliveries (webhook_id, id);

-- What the responder may do

GRANT SELECT, INSERT (user_id, venue_id, start_datetime, end_datetime, guests, notes)
    ON waiting_entries TO guildhall_responder;
GRANT EXECUTE ON FUNCTION leave_waitlist TO guildhall_responder;
GRANT SELECT ON outbox TO guildhall_responder;
GRANT SELECT, INSERT (url, description, events, secret),
      UPDATE (url, description, events, enabled, failing_since, disabled_reason), DELETE
    ON webhooks TO guildhall_responder;
GRANT SELECT, UPDATE (status, next_attempt_at) ON webhook_deliveries TO guildhall_responder;

-- What the worker may do

GRANT SELECT, UPDATE (hold_time) ON waiting_policy TO guildhall_worker;
GRANT SELECT, UPDATE (status) ON waiting_entries TO guildhall_worker;
GRANT EXECUTE ON FUNCTION expire_holds, holds_venue, rfc3339 TO guildhall_worker;
GRANT SELECT (id, status, start_datetime, end_datetime), UPDATE (status)
    ON bookings TO guildhall_worker;
GRANT SELECT, UPDATE (fanned_out_at), DELETE ON outbox TO guildhall_worker;
GRANT SELECT, UPDATE (secret, enabled, failing_since, disabled_reason)
    ON webhooks TO guildhall_worker;
GRANT SELECT, INSERT (webhook_id, event_id),
      UPDATE (status, attempts, last_attempt_at, next_attempt_at, response_status, duration_ms,
              error)
    ON webhook_deliveries TO guildhall_worker;
