-- Demo data, fourth part: $1 fasts of 40 days each, and $2 plants that the first $3 users asked
-- about; with who keeps the fasts, and care cards for every fourth plant. It fills the tables only
-- while there is no fast, so that running it again changes nothing. It gives the number of fasts.
--
-- The fasts' years lie around this one: a twentieth of the fasts is kept now, a tenth is still to
-- come. A member keeps none to a dozen; the demo member, who comes second, keeps many.

WITH people AS MATERIALIZED (
    SELECT array_agg(id ORDER BY id) AS ids
      FROM (SELECT id FROM users ORDER BY id LIMIT $3::bigint) AS first_users
), parish AS MATERIALIZED (
    SELECT array_agg(id ORDER BY id) AS ids FROM churches
), moderator AS MATERIALIZED (
    SELECT min(id) AS id FROM users WHERE role >= 'moderator'
), texts (names, notes, species, care) AS MATERIALIZED (
    VALUES (ARRAY['Great Lent', 'Advent Fast', 'Apostles'' Fast', 'Dormition Fast',
                  'Nativity Fast', 'Fasten vor Ostern', 'Carême', 'Wielki Post', 'Ember Days',
                  'Cuaresma'],
            ARRAY['White flowers, by the cemetery wall.', 'Leaves like a hand; smells of lemon.',
                  'Was ist das? Wächst hinter der Sakristei.', 'Climbs the bell tower.',
                  'Small and blue, in the lawn.', 'It came up where the compost was 🌱',
                  'Petite fleur jaune près de la source.'],
            ARRAY['Bellis perennis', 'Hedera helix', 'Melissa officinalis', 'Taraxacum officinale',
                  'Primula veris', 'Acer platanoides', 'Galanthus nivalis', 'Salvia officinalis',
                  'Convallaria majalis', 'Urtica dioica', 'Rosa canina'],
            ARRAY['Water once a week, and never the leaves.', 'Half shade; cut back in March.',
                  'Likes it poor and dry. Do not feed.', 'Poisonous: wear gloves.'])
), numbered_fast AS MATERIALIZED (
    SELECT number,
           (now() AT TIME ZONE 'UTC')::date
               - CASE WHEN number % 20 = 1 THEN number * 7 % 40
                      ELSE (number % 10 - 1) * 365 + number * 7 % 365 END::int AS first_day,
           (hashint8extended(number, 1) & 2147483647) AS pick
      FROM generate_series(1, $1::bigint) AS number
     WHERE NOT EXISTS (SELECT FROM fasts) AND EXISTS (SELECT FROM churches)
), fast AS (
    INSERT INTO fasts (name, church_id)
    SELECT names[1 + number % cardinality(names)] || ' ' || extract(year FROM first_day)
               || ' (' || number || ')',
           parish.ids[1 + pick % cardinality(parish.ids)]
      FROM numbered_fast CROSS JOIN texts CROSS JOIN parish
     ORDER BY number
    RETURNING id, name
), placed AS MATERIALIZED (
    SELECT fast.id, number, first_day
      FROM (SELECT id, row_number() OVER (ORDER BY id) AS number FROM fast) AS fast
      JOIN numbered_fast USING (number)
), days AS (
    INSERT INTO fast_days (fast_id, day)
    SELECT id, first_day + offset_days FROM placed CROSS JOIN generate_series(0, 39) AS offset_days
), keeps AS (
    INSERT INTO participations (fast_id, user_id, joined_at)
    SELECT placed.id, people.ids[place],
           least(now(), placed.first_day + interval '6 hours')
               - (hashint8extended(place * 1000 + turn, 2) & 1048575) * interval '1 second'
      FROM people
     CROSS JOIN generate_series(1, cardinality(people.ids)) AS place
     CROSS JOIN LATERAL (
            SELECT DISTINCT 1 + (hashint8extended(place * 1000 + turn, 3) & 2147483647)
                                % greatest(1, $1::bigint) AS number, min(turn) AS turn
              FROM generate_series(1, CASE WHEN place = 2 THEN 60
                                           ELSE (hashint8extended(place, 4) & 1023) % 13 END::int)
                   AS turn
             GROUP BY 1) AS wish
      JOIN placed USING (number)
     ORDER BY 3, 1, 2
), plant AS MATERIALIZED (
    SELECT number,
           -- Every hundredth, more or less, is the demo member's.
           people.ids[CASE WHEN who % 100 = 0 THEN least(2, cardinality(people.ids))
                           ELSE 1 + who / 100 % cardinality(people.ids) END] AS user_id,
           CASE WHEN percent < 70 THEN 'identified' WHEN percent < 85 THEN 'failed'
                ELSE 'requested' END::identification_status AS status,
           notes[1 + who % cardinality(notes)] AS note,
           species[1 + who % cardinality(species)] AS species,
           care[1 + who % cardinality(care)] AS care,
           (who % 500 + 500) / 1000.0 AS confidence,
           now() - (hashint8extended(number, 6) & 67108863) * interval '1 second' AS asked_at
      FROM generate_series(1, $2::bigint) AS number
     CROSS JOIN texts CROSS JOIN people
     CROSS JOIN LATERAL (SELECT hashint8extended(number, 5) & 2147483647 AS who,
                                (hashint8extended(number, 7) & 2147483647) % 100 AS percent) AS dice
     WHERE EXISTS (SELECT FROM numbered_fast)
), asked AS (
    INSERT INTO plant_identifications (user_id, note, status, species, confidence, created_at,
                                       decided_at, decided_by)
    SELECT user_id, note, status, CASE WHEN status = 'identified' THEN species END,
           CASE WHEN status = 'identified' THEN confidence END, asked_at,
           CASE WHEN status <> 'requested' THEN least(now(), asked_at + interval '5 hours') END,
           CASE WHEN status <> 'requested' THEN moderator.id END
      FROM plant CROSS JOIN moderator
     ORDER BY asked_at, number
), saved AS (
    INSERT INTO care_cards (user_id, plant, title, text, source, created_at)
    SELECT user_id, species, 'Caring for ' || species, care, 'Parish gardeners'' handbook', asked_at
      FROM plant WHERE number % 4 = 0
     ORDER BY asked_at, number
)
SELECT count(*) FROM fast
