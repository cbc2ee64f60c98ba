-- Demo data, last part: for ten bookings of the days to come two or three people each who would like
-- to have the time, if nobody waits for any. One of them is the demo member, who comes second.

INSERT INTO waiting_entries (user_id, venue_id, start_datetime, end_datetime, guests, notes)
SELECT person.id, taken.venue_id, taken.start_datetime, taken.end_datetime,
       least(taken.guests, 20), CASE place WHEN 0 THEN 'Any of the halls would do.' ELSE '' END
  FROM (SELECT row_number() OVER (ORDER BY start_datetime, id) AS number, bookings.*
          FROM bookings
         WHERE status IN ('pending', 'confirmed')
           AND start_datetime BETWEEN now() + interval '2 days' AND now() + interval '60 days'
         ORDER BY start_datetime, id LIMIT 10) AS taken
 CROSS JOIN generate_series(0, 2) AS place
  JOIN LATERAL (
       SELECT id FROM users WHERE id <> taken.user_id
        ORDER BY id OFFSET CASE WHEN taken.number = 1 AND place = 1 THEN 1
                                ELSE 2 + taken.number * 3 + place END LIMIT 1) AS person ON true
 WHERE NOT EXISTS (SELECT FROM waiting_entries) AND (place < 2 OR taken.number % 2 = 0)
 ORDER BY taken.number, place;
