-- What can be booked and attended: venues, items, programs and events. Rows that bookings may point
-- at are never deleted but retired.

CREATE FUNCTION is_time_zone(name text) RETURNS boolean
    LANGUAGE plpgsql IMMUTABLE STRICT PARALLEL SAFE AS $$
BEGIN
    -- PostgreSQL also takes abbreviations and POSIX rules such as 'Made/Up3' for time zones; the
    -- pattern has no digits, so what passes it is found in the IANA database or not at all.
    IF name !~ '^(UTC|[A-Z][A-Za-z_]+(/[A-Z][A-Za-z_-]+){1,2})$' THEN
        RETURN false;
    END IF;
    PERFORM timestamp '2000-01-01 00:00' AT TIME ZONE name;
    RETURN true;
EXCEPTION WHEN invalid_parameter_value THEN
    RETURN false;
END
$$;
COMMENT ON FUNCTION is_time_zone IS 'Whether this is the name of a zone in the IANA database.';

CREATE TABLE venues (
    id bigint GENERATED ALWAYS AS IDENTITY CONSTRAINT venues_pkey PRIMARY KEY,
    name text NOT NULL CONSTRAINT venues_name_length CHECK (char_length(name) BETWEEN 1 AND 200),
    seats int NOT NULL CONSTRAINT venues_seats_range CHECK (seats BETWEEN 1 AND 100000),
    time_zone text NOT NULL CONSTRAINT venues_time_zone_known CHECK (is_time_zone(time_zone)),
    hourly_rate_minor bigint NOT NULL
        CONSTRAINT venues_hourly_rate_not_negative CHECK (hourly_rate_minor >= 0),
    currency char(3) NOT NULL CONSTRAINT venues_currency_form CHECK (currency ~ '^[A-Z]{3}$'),
    opening_hours jsonb NOT NULL DEFAULT '{}'
        CONSTRAINT venues_opening_hours_object CHECK (jsonb_typeof(opening_hours) = 'object'),
    retired_at timestamptz
);
COMMENT ON TABLE venues IS 'Rooms and grounds that can be booked.';
COMMENT ON COLUMN venues.id IS 'Identifier.';
COMMENT ON COLUMN venues.name IS 'Name as shown, 1 to 200 characters.';
COMMENT ON COLUMN venues.seats IS 'How many guests fit in.';
COMMENT ON COLUMN venues.time_zone IS 'IANA name of the zone whose clock hangs on the wall.';
COMMENT ON COLUMN venues.hourly_rate_minor IS 'Price of an hour in minor units of the currency.';
COMMENT ON COLUMN venues.currency IS 'ISO 4217 code.';
COMMENT ON COLUMN venues.opening_hours IS
    'By weekday ("monday"), a list of {"opens":"08:00","closes":"22:00"}, venue-local.';
COMMENT ON COLUMN venues.retired_at IS 'Since when it is no longer offered; null: it is.';

CREATE TABLE items (
    id bigint GENERATED ALWAYS AS IDENTITY CONSTRAINT items_pkey PRIMARY KEY,
    name text NOT NULL CONSTRAINT items_name_length CHECK (char_length(name) BETWEEN 1 AND 200),
    description text NOT NULL DEFAULT ''
        CONSTRAINT items_description_length CHECK (char_length(description) <= 4000),
    quantity int NOT NULL CONSTRAINT items_quantity_not_negative CHECK (quantity >= 0),
    price_minor bigint NOT NULL CONSTRAINT items_price_not_negative CHECK (price_minor >= 0),
    currency char(3) NOT NULL CONSTRAINT items_currency_form CHECK (currency ~ '^[A-Z]{3}$'),
    retired_at timestamptz
);
COMMENT ON TABLE items IS 'Things that can be booked along with a venue.';
COMMENT ON COLUMN items.id IS 'Identifier.';
COMMENT ON COLUMN items.name IS 'Name as shown, 1 to 200 characters.';
COMMENT ON COLUMN items.description IS 'What it is, up to 4,000 characters; may be empty.';
COMMENT ON COLUMN items.quantity IS 'How many there are, booked or not.';
COMMENT ON COLUMN items.price_minor IS 'Price of one, per booking, in minor units of the currency.';
COMMENT ON COLUMN items.currency IS 'ISO 4217 code.';
COMMENT ON COLUMN items.retired_at IS 'Since when it is no longer offered; null: it is.';

CREATE TABLE programs (
    id bigint GENERATED ALWAYS AS IDENTITY CONSTRAINT programs_pkey PRIMARY KEY,
    name text NOT NULL CONSTRAINT programs_name_length CHECK (char_length(name) BETWEEN 1 AND 200),
    description text NOT NULL DEFAULT ''
        CONSTRAINT programs_description_length CHECK (char_length(description) <= 4000),
    regular boolean NOT NULL,
    venue_id bigint NOT NULL CONSTRAINT programs_venue_fkey REFERENCES venues ON DELETE RESTRICT,
    weekday smallint CONSTRAINT programs_weekday_iso CHECK (weekday BETWEEN 1 AND 7),
    starts_at time,
    ends_at time,
    retired_at timestamptz,
    CONSTRAINT programs_regular_has_times
        CHECK (NOT regular OR num_nulls(weekday, starts_at, ends_at) = 0),
    CONSTRAINT programs_end_after_start CHECK (ends_at > starts_at)
);
COMMENT ON TABLE programs IS 'Programs on offer; the regular ones take place every week.';
COMMENT ON COLUMN programs.id IS 'Identifier.';
COMMENT ON COLUMN programs.name IS 'Name as shown, 1 to 200 characters.';
COMMENT ON COLUMN programs.description IS 'What it is, up to 4,000 characters; may be empty.';
COMMENT ON COLUMN programs.regular IS 'Whether it takes place every week.';
COMMENT ON COLUMN programs.venue_id IS 'Where it takes place.';
COMMENT ON COLUMN programs.weekday IS 'ISO 8601 weekday, 1 Monday to 7 Sunday; null: not fixed.';
COMMENT ON COLUMN programs.starts_at IS 'Venue-local time of day it begins; null: not fixed.';
COMMENT ON COLUMN programs.ends_at IS 'Venue-local time of day it ends; null: not fixed.';
COMMENT ON COLUMN programs.retired_at IS 'Since when it is no longer offered; null: it is.';

CREATE TABLE events (
    id bigint GENERATED ALWAYS AS IDENTITY CONSTRAINT events_pkey PRIMARY KEY,
    title text NOT NULL CONSTRAINT events_title_length CHECK (char_length(title) BETWEEN 1 AND 200),
    description text NOT NULL DEFAULT ''
        CONSTRAINT events_description_length CHECK (char_length(description) <= 4000),
    venue_id bigint NOT NULL CONSTRAINT events_venue_fkey REFERENCES venues ON DELETE RESTRICT,
    start_datetime timestamptz NOT NULL,
    end_datetime timestamptz NOT NULL,
    retired_at timestamptz,
    CONSTRAINT events_end_after_start CHECK (end_datetime > start_datetime),
    -- What RFC 3339 can write; infinity is not among it.
    CONSTRAINT events_in_calendar
        CHECK (start_datetime >= '1900-01-01T00:00Z' AND end_datetime < '9999-01-01T00:00Z')
);
COMMENT ON TABLE events IS 'Single events to attend.';
COMMENT ON COLUMN events.id IS 'Identifier.';
COMMENT ON COLUMN events.title IS 'Title as shown, 1 to 200 characters.';
COMMENT ON COLUMN events.description IS 'What it is, up to 4,000 characters; may be empty.';
COMMENT ON COLUMN events.venue_id IS 'Where it takes place.';
COMMENT ON COLUMN events.start_datetime IS 'When it begins.';
COMMENT ON COLUMN events.end_datetime IS 'When it ends; the end itself does not belong to it.';
COMMENT ON COLUMN events.retired_at IS 'Since when it is cancelled or withdrawn; null: it is on.';

CREATE INDEX events_by_start ON events (start_datetime, id);

GRANT SELECT ON venues, items, programs, events TO guildhall_responder;
