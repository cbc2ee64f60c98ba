-- Bookings of venues, with items.

CREATE TYPE booking_status AS ENUM ('pending', 'confirmed', 'cancelled', 'completed', 'rejected');
COMMENT ON TYPE booking_status IS 'Where a booking stands; pending and confirmed hold the venue.';

CREATE FUNCTION booking_reference(number bigint) RETURNS text
    LANGUAGE plpgsql IMMUTABLE STRICT PARALLEL SAFE AS $$
DECLARE
    digits constant text := '0123456789ABCDEFGHJKMNPQRSTVWXYZ';
    keys constant bigint[] := '{740837, 318211, 958573, 129757}';
    half constant bigint := (1 << 20) - 1;
    high bigint := number >> 20;
    low bigint := number & half;
    swapped bigint;
    key bigint;
BEGIN
    IF number NOT BETWEEN 0 AND (1::bigint << 40) - 1 THEN
        RAISE numeric_value_out_of_range USING MESSAGE = 'booking number needs more than 40 bits';
    END IF;
    -- A Feistel network: each round can be undone whatever it mixes in, so no two numbers meet.
    FOREACH key IN ARRAY keys LOOP
        swapped := low;
        low := high # ((((low # key) * 1597334677) >> 13) & half);
        high := swapped;
    END LOOP;
    RETURN 'GH-' || substr(digits, (high >> 15)::int + 1, 1)
        || substr(digits, ((high >> 10) & 31)::int + 1, 1)
        || substr(digits, ((high >> 5) & 31)::int + 1, 1)
        || substr(digits, (high & 31)::int + 1, 1)
        || substr(digits, (low >> 15)::int + 1, 1)
        || substr(digits, ((low >> 10) & 31)::int + 1, 1)
        || substr(digits, ((low >> 5) & 31)::int + 1, 1)
        || substr(digits, (low & 31)::int + 1, 1);
END
$$;
COMMENT ON FUNCTION booking_reference IS
    'GH- and eight digits of Crockford''s base 32 that stand for one number of 0 … 2^40 - 1 each. '
    'Neighbours look unrelated, which hides how many bookings there are; it is no secret.';

CREATE SEQUENCE booking_numbers;
COMMENT ON SEQUENCE booking_numbers IS 'The numbers that booking references are made from.';

CREATE TABLE bookings (
    id bigint GENERATED ALWAYS AS IDENTITY CONSTRAINT bookings_pkey PRIMARY KEY,
    -- Compared byte by byte, so that the unique index also finds references by their beginning.
    booking_reference text COLLATE "C" NOT NULL
        DEFAULT booking_reference(nextval('booking_numbers'))
        CONSTRAINT bookings_booking_reference_key UNIQUE
        CONSTRAINT bookings_booking_reference_length
            CHECK (char_length(booking_reference) BETWEEN 1 AND 40),
    user_id bigint NOT NULL CONSTRAINT bookings_user_fkey REFERENCES users ON DELETE RESTRICT,
    venue_id bigint NOT NULL CONSTRAINT bookings_venue_fkey REFERENCES venues ON DELETE RESTRICT,
    status booking_status NOT NULL DEFAULT 'pending',
    start_datetime timestamptz NOT NULL,
    end_datetime timestamptz NOT NULL,
    guests int NOT NULL CONSTRAINT bookings_guests_range CHECK (guests BETWEEN 1 AND 100000),
    total_amount_minor bigint NOT NULL
        CONSTRAINT bookings_total_amount_not_negative CHECK (total_amount_minor >= 0),
    currency char(3) NOT NULL CONSTRAINT bookings_currency_form CHECK (currency ~ '^[A-Z]{3}$'),
    notes text NOT NULL DEFAULT ''
        CONSTRAINT bookings_notes_length CHECK (char_length(notes) <= 4000),
    created_at timestamptz NOT NULL DEFAULT now(),
    updated_at timestamptz NOT NULL DEFAULT now(),
    CONSTRAINT bookings_end_after_start CHECK (end_datetime > start_datetime),
    -- What RFC 3339 can write; infinity is not among it.
    CONSTRAINT bookings_in_calendar
        CHECK (start_datetime >= '1900-01-01T00:00Z' AND end_datetime < '9999-01-01T00:00Z'),
    CONSTRAINT bookings_no_overlap
        EXCLUDE USING gist (venue_id WITH =, tstzrange(start_datetime, end_datetime) WITH &&)
        WHERE (status IN ('pending', 'confirmed'))
);
COMMENT ON TABLE bookings IS 'Bookings of venues by users.';
COMMENT ON COLUMN bookings.id IS 'Identifier.';
COMMENT ON COLUMN bookings.booking_reference IS 'What people call it by, such as GH-7K3M9QXT.';
COMMENT ON COLUMN bookings.user_id IS 'The customer.';
COMMENT ON COLUMN bookings.venue_id IS 'What is booked.';
COMMENT ON COLUMN bookings.status IS 'Where the booking stands.';
COMMENT ON COLUMN bookings.start_datetime IS 'When it begins.';
COMMENT ON COLUMN bookings.end_datetime IS 'When it ends; the end itself does not belong to it.';
COMMENT ON COLUMN bookings.guests IS 'How many people come.';
COMMENT ON COLUMN bookings.total_amount_minor IS
    'Price of venue and items in minor units of the currency, as agreed when it was booked.';
COMMENT ON COLUMN bookings.currency IS 'ISO 4217 code.';
COMMENT ON COLUMN bookings.notes IS 'What the customer wants known, up to 4,000 characters.';
COMMENT ON COLUMN bookings.created_at IS 'When it was booked.';
COMMENT ON COLUMN bookings.updated_at IS 'When the row last changed.';

-- Lists are ordered by start and id; read backwards the same indexes serve newest first.
CREATE INDEX bookings_by_start ON bookings (start_datetime, id);
CREATE INDEX bookings_by_status_start ON bookings (status, start_datetime, id);
CREATE INDEX bookings_by_user_start ON bookings (user_id, start_datetime, id);
CREATE INDEX bookings_by_user_status ON bookings (user_id, status, start_datetime, id);
-- Carries the status, so that a venue's list with a status filter skips rows within the index.
CREATE INDEX bookings_by_venue_start ON bookings (venue_id, start_datetime, id) INCLUDE (status);

CREATE TABLE booking_items (
    booking_id bigint
        CONSTRAINT booking_items_booking_fkey REFERENCES bookings ON DELETE RESTRICT,
    item_id bigint CONSTRAINT booking_items_item_fkey REFERENCES items ON DELETE RESTRICT,
    quantity int NOT NULL CONSTRAINT booking_items_quantity_positive CHECK (quantity > 0),
    CONSTRAINT booking_items_pkey PRIMARY KEY (booking_id, item_id)
);
COMMENT ON TABLE booking_items IS 'Items booked along with a venue.';
COMMENT ON COLUMN booking_items.booking_id IS 'The booking.';
COMMENT ON COLUMN booking_items.item_id IS 'The item.';
COMMENT ON COLUMN booking_items.quantity IS 'How many of the item.';

CREATE INDEX booking_items_by_item ON booking_items (item_id);

GRANT SELECT ON bookings, booking_items TO guildhall_responder;
