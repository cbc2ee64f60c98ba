-- Demo data, third part: bookings number $1 to $2 of $3 in all, by the first $4 users, with their
-- items. A number makes the same booking each time on one day; one that is there is left alone.
--
-- Numbers run along two-hour slots from 8 to 20 o'clock of each venue's own clock, six a day and
-- venue, and each slot is taken once, so nothing overlaps. Every sixteenth booking is a cancelled
-- one in the slot of the booking before it. Three quarters of the span lie before today.

WITH venue AS MATERIALIZED (
    SELECT row_number() OVER (ORDER BY id) - 1 AS position, id, seats, time_zone,
           hourly_rate_minor, currency
      FROM venues WHERE retired_at IS NULL
), people AS MATERIALIZED (
    SELECT array_agg(id ORDER BY id) AS ids
      FROM (SELECT id FROM users ORDER BY id LIMIT $4::bigint) AS first_users
), stock AS MATERIALIZED (
    SELECT currency, array_agg(id ORDER BY id) AS ids, array_agg(price_minor ORDER BY id) AS prices
      FROM items WHERE retired_at IS NULL GROUP BY currency
), span AS MATERIALIZED (
    -- A few bookings are spread over two months, one to every `stride` slots.
    SELECT slots_a_day, stride,
           now()::date - round(0.75 * ($3 - $3 / 16) * stride / slots_a_day)::int AS first_day
      FROM (SELECT count(*) * 6 AS slots_a_day,
                   greatest(1, 60 * count(*) * 6 / greatest(1, $3 - $3 / 16)) AS stride
              FROM venue) AS density
), numbered AS (
    SELECT number, booking_reference((1::bigint << 39) + number) AS booking_reference,
           slots_a_day, number % 16 = 0 AS doubled,
           first_day + (slot / slots_a_day)::int AS day,
           -- Turned a bit further each day, so that a stride does not meet the same venues only.
           (slot + 37 * (slot / slots_a_day)) % slots_a_day AS slot_of_day,
           hashint8extended(number, 1) & 2147483647 AS who,
           (hashint8extended(number, 2) & 2147483647) % 100 AS percent,
           hashint8extended(number, 3) & 2147483647 AS crowd,
           (hashint8extended(number, 4) & 2147483647) % 200 AS remark,
           hashint8extended(number, 5) & 2147483647 AS lead,
           (hashint8extended(number, 6) & 2147483647) % 10 AS wish,
           hashint8extended(number, 7) & 2147483647 AS pick
      FROM generate_series($1::bigint, $2::bigint) AS number
     CROSS JOIN span
     CROSS JOIN LATERAL (SELECT (number - 1 - number / 16) * stride AS slot) AS along
), placed AS (
    SELECT numbered.*, venue.id AS venue_id, venue.seats, venue.currency, start_datetime,
           start_datetime < date_trunc('day', now()) AS past,
           2 * venue.hourly_rate_minor AS rent,
           -- How many kinds of items: none for seven in ten bookings, else one to three.
           CASE WHEN wish < 3 THEN least(wish + 1, cardinality(stock.ids)) ELSE 0 END AS kinds,
           stock.ids AS item_ids, stock.prices AS item_prices
      FROM numbered
      JOIN venue ON venue.position = slot_of_day % (slots_a_day / 6)
      LEFT JOIN stock USING (currency)
     CROSS JOIN LATERAL (
            SELECT (day + make_interval(hours => 8 + 2 * (slot_of_day / (slots_a_day / 6))::int))
                   AT TIME ZONE venue.time_zone AS start_datetime) AS clock
), wishes AS MATERIALIZED (
    -- Neighbours in the stock, so that none comes twice.
    SELECT number, booking_reference,
           item_ids[1 + (pick + kind) % cardinality(item_ids)] AS item_id,
           item_prices[1 + (pick + kind) % cardinality(item_ids)] AS price,
           1 + (pick / 7 + kind) % 3 AS quantity
      FROM placed JOIN generate_series(1, 3) AS kind ON kind <= kinds
), texts (notes, formulas) AS MATERIALIZED (
    VALUES (ARRAY[
        'Please leave the key with the caretaker.', 'We need the room warm by nine.',
        'Tables in a horseshoe, please.', 'Birthday party, about half are children.',
        'Choir rehearsal.', 'Same as last month.', 'Step-free access needed for two guests.',
        'Vegetarian catering arrives at half past.', 'Will pay by invoice.',
        'Board meeting; quiet, please.', 'Bitte die Heizung früh anstellen – Säuglinge dabei.',
        'Grüße vom Förderverein, wir freuen uns auf Ihr schönes Haus!',
        'Parking for three cars if possible.', 'Rehearsal with “loud” brass.',
        'Our speaker said "start on the dot".', 'It''s a surprise, so don''t ring Anna''s number.',
        E'Set-up:\n- 8 tables\n- 40 chairs\n- piano stays closed',
        E'Contact on the day:\r\nMrs. O''Neill, +49 30 1234567', 'Fête de fin d’année 🎉',
        'Zażółć gęślą jaźń — próba chóru', '結婚式の二次会です。よろしくお願いします。',
        'First visit, could someone show us round?', 'Two wheelchairs, one guide dog.',
        'May run ten minutes over.', 'Deposit was paid in cash.',
        'C:\hall\plan.pdf was sent by mail.',
        'Costs: 50 %; rest by the parish, see above.', E'Tab\tseparated\twishes', 'Thanks a lot!'],
            -- A spreadsheet would run these.
            ARRAY['=SUM(A1:A9)', '+49 30 7654321 is my number', '-- no decorations, please',
                  '@caretaker: ring me'])
), inserted AS (
    INSERT INTO bookings (booking_reference, user_id, venue_id, status, start_datetime,
                          end_datetime, guests, total_amount_minor, currency, notes, created_at,
                          updated_at)
    SELECT booking_reference,
           -- Every five hundredth, more or less, is the demo member's, who comes second. Most
           -- people book seldom, a third of them more often, and the last ones time and again.
           (SELECT ids[CASE WHEN who % 500 = 0 THEN least(2, cardinality(ids))
                            ELSE cardinality(ids) - who / 20 % greatest(1, cardinality(ids) /
                                 CASE WHEN who % 20 < 5 THEN 1 WHEN who % 20 < 14 THEN 3
                                      WHEN who % 20 < 18 THEN 17 ELSE 200 END)
                            END] FROM people),
           venue_id,
           CASE WHEN doubled THEN 'cancelled'
                WHEN past THEN CASE WHEN percent < 86 THEN 'completed'
                                    WHEN percent < 94 THEN 'cancelled' ELSE 'rejected' END
                WHEN percent < 64 THEN 'confirmed' WHEN percent < 96 THEN 'pending'
                ELSE 'cancelled' END::booking_status,
           start_datetime, start_datetime + interval '2 hours',
           1 + crowd % seats,
           rent + COALESCE(extra, 0), currency,
           CASE WHEN remark < 168 THEN notes[1 + remark % cardinality(notes)]
                WHEN remark < 172 THEN formulas[1 + remark % cardinality(formulas)] ELSE '' END,
           booked_at, booked_at
      FROM placed
      LEFT JOIN (SELECT number, sum(price * quantity) AS extra FROM wishes GROUP BY number)
           AS extras USING (number)
     CROSS JOIN texts
     CROSS JOIN LATERAL (
            SELECT least(start_datetime, date_trunc('day', now()))
                   - (lead % 86400 + 86400 * (lead % 60)) * interval '1 second' AS booked_at
           ) AS clock
     ORDER BY start_datetime, number
        ON CONFLICT DO NOTHING
    RETURNING id, booking_reference
), inserted_items AS (
    INSERT INTO booking_items (booking_id, item_id, quantity)
    SELECT inserted.id, item_id, quantity
      FROM wishes
      JOIN inserted USING (booking_reference)
)
SELECT count(*) FROM inserted
