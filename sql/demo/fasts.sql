-- Demo data, fifth part: fasts number $1 to $2 of $3 in all, of 40 days each, with who of the first
-- $4 users keeps them.
--
-- The fasts' years lie around this one: a twentieth of the fasts is kept now, a tenth is still to
-- come. The lower a fast's number, the more keep it. Most members keep none to a dozen, some a fifth
-- of all; the demo member, who comes second, keeps about a quarter, and who comes third all.

WITH people AS MATERIALIZED (
    SELECT array_agg(id ORDER BY id) AS ids
      FROM (SELECT id FROM users ORDER BY id LIMIT $4::bigint) AS first_users
), parish AS MATERIALIZED (
    SELECT array_agg(id ORDER BY id) AS ids FROM churches
), names (names) AS MATERIALIZED (
    VALUES (ARRAY['Great Lent', 'Advent Fast', 'Apostles'' Fast', 'Dormition Fast',
                  'Nativity Fast', 'Fasten vor Ostern', 'Carême', 'Wielki Post', 'Ember Days',
                  'Cuaresma'])
), numbered AS MATERIALIZED (
    SELECT number,
           (now() AT TIME ZONE 'UTC')::date
               - CASE WHEN number % 20 = 1 THEN number * 7 % 40
                      ELSE (number % 10 - 1) * 365 + number * 7 % 365 END::int AS first_day,
           (hashint8extended(number, 1) & 2147483647) AS pick
      FROM generate_series($1::bigint, $2::bigint) AS number
     WHERE EXISTS (SELECT FROM churches)
), fast AS (
    INSERT INTO fasts (name, church_id)
    SELECT names[1 + number % cardinality(names)] || ' ' || extract(year FROM first_day)
               || ' (' || number || ')',
           parish.ids[1 + pick % cardinality(parish.ids)]
      FROM numbered CROSS JOIN names CROSS JOIN parish
     ORDER BY number
    RETURNING id
), placed AS MATERIALIZED (
    SELECT fast.id, number, first_day
      FROM (SELECT id, $1 - 1 + row_number() OVER (ORDER BY id) AS number FROM fast) AS fast
      JOIN numbered USING (number)
), days AS (
    INSERT INTO fast_days (fast_id, day)
    SELECT id, first_day + offset_days FROM placed CROSS JOIN generate_series(0, 39) AS offset_days
), keeps AS (
    INSERT INTO participations (fast_id, user_id, joined_at)
    SELECT placed.id, people.ids[place],
           least(now(), placed.first_day + interval '6 hours')
               - (hashint8extended(place * 1000::bigint + turn, 2) & 1048575) * interval '1 second'
      FROM people
     CROSS JOIN generate_series(1, cardinality(people.ids)) AS place
     CROSS JOIN LATERAL (
            SELECT number, min(turn) AS turn
              FROM generate_series(1, CASE WHEN place = 2 THEN $3 * 3 / 10
                                           WHEN place = 3 THEN $3
                                           WHEN place % 100 = 0 THEN $3 / 5
                                           ELSE (hashint8extended(place, 4) & 1023) % 13 END)
                   AS turn
             CROSS JOIN LATERAL (
                    SELECT CASE WHEN place = 3 THEN turn
                                ELSE 1 + floor($3 * (dice / 2147483648.0) ^ 2)::bigint END
                      FROM (SELECT hashint8extended(place * 100000::bigint + turn, 3) & 2147483647) AS d (dice)
                   ) AS choice (number)
             WHERE number BETWEEN $1 AND $2
             GROUP BY number) AS wish
      JOIN placed USING (number)
     ORDER BY 3, 1, 2
)
SELECT count(*) FROM fast
