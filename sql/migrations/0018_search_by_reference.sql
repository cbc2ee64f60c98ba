-- References that came with an import may be in small letters, and are found in any case too.

CREATE INDEX bookings_by_reference ON bookings (upper(booking_reference));
COMMENT ON INDEX bookings_by_reference IS 'Serves searches by the beginning of a reference, in any case.';
