-- Administrators keep the catalogue: they add, change and retire, and delete nothing.

GRANT INSERT (name, seats, time_zone, hourly_rate_minor, currency, opening_hours),
      UPDATE (name, seats, time_zone, hourly_rate_minor, currency, opening_hours, retired_at)
    ON venues TO guildhall_responder;
GRANT INSERT (name, description, quantity, price_minor, currency),
      UPDATE (name, description, quantity, price_minor, currency, retired_at)
    ON items TO guildhall_responder;
GRANT INSERT (name, description, regular, venue_id, weekday, starts_at, ends_at),
      UPDATE (name, description, regular, venue_id, weekday, starts_at, ends_at, retired_at)
    ON programs TO guildhall_responder;
GRANT INSERT (title, description, venue_id, start_datetime, end_datetime),
      UPDATE (title, description, venue_id, start_datetime, end_datetime, retired_at)
    ON events TO guildhall_responder;

-- The check of venues runs as whoever writes.
GRANT EXECUTE ON FUNCTION is_time_zone TO guildhall_responder;
