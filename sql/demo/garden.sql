-- Demo data, sixth part: plants number $1 to $2 that the first $3 users asked about, and care cards
-- for every fourth of them. A hundredth, more or less, is the demo member's, who comes second.

WITH people AS MATERIALIZED (
    SELECT array_agg(id ORDER BY id) AS ids
      FROM (SELECT id FROM users ORDER BY id LIMIT $3::bigint) AS first_users
), moderator AS MATERIALIZED (
    SELECT min(id) AS id FROM users WHERE role >= 'moderator'
), texts (notes, species, care) AS MATERIALIZED (
    VALUES (ARRAY['White flowers, by the cemetery wall.', 'Leaves like a hand; smells of lemon.',
                  'Was ist das? Wächst hinter der Sakristei.', 'Climbs the bell tower.',
                  'Small and blue, in the lawn.', 'It came up where the compost was 🌱',
                  'Petite fleur jaune près de la source.'],
            ARRAY['Bellis perennis', 'Hedera helix', 'Melissa officinalis', 'Taraxacum officinale',
                  'Primula veris', 'Acer platanoides', 'Galanthus nivalis', 'Salvia officinalis',
                  'Convallaria majalis', 'Urtica dioica', 'Rosa canina'],
            ARRAY['Water once a week, and never the leaves.', 'Half shade; cut back in March.',
                  'Likes it poor and dry. Do not feed.', 'Poisonous: wear gloves.'])
), plant AS MATERIALIZED (
    SELECT number,
           people.ids[CASE WHEN who % 100 = 0 THEN least(2, cardinality(people.ids))
                           ELSE 1 + who / 100 % cardinality(people.ids) END] AS user_id,
           CASE WHEN percent < 70 THEN 'identified' WHEN percent < 85 THEN 'failed'
                ELSE 'requested' END::identification_status AS status,
           notes[1 + who % cardinality(notes)] AS note,
           species[1 + who % cardinality(species)] AS species,
           care[1 + who % cardinality(care)] AS care,
           (who % 500 + 500) / 1000.0 AS confidence,
           now() - (hashint8extended(number, 6) & 67108863) * interval '1 second' AS asked_at
      FROM generate_series($1::bigint, $2::bigint) AS number
     CROSS JOIN texts CROSS JOIN people
     CROSS JOIN LATERAL (SELECT hashint8extended(number, 5) & 2147483647 AS who,
                                (hashint8extended(number, 7) & 2147483647) % 100 AS percent) AS dice
), asked AS (
    INSERT INTO plant_identifications (user_id, note, status, species, confidence, created_at,
                                       decided_at, decided_by)
    SELECT user_id, note, status, CASE WHEN status = 'identified' THEN species END,
           CASE WHEN status = 'identified' THEN confidence END, asked_at,
           CASE WHEN status <> 'requested' THEN least(now(), asked_at + interval '5 hours') END,
           CASE WHEN status <> 'requested' THEN moderator.id END
      FROM plant CROSS JOIN moderator
     ORDER BY asked_at, number
    RETURNING id
), saved AS (
    INSERT INTO care_cards (user_id, plant, title, text, source, created_at)
    SELECT user_id, species, 'Caring for ' || species, care, 'Parish gardeners'' handbook', asked_at
      FROM plant WHERE number % 4 = 0
     ORDER BY asked_at, number
)
SELECT count(*) FROM asked
