-- Demo data, fourth part: topics number $1 to $2 of $3 in all, by the first $4 users, with their
-- posts, and the forums with the first of them. A number makes the same topic each time on one day;
-- one that is there is left alone.
--
-- Half of the topics are in the largest forum; the newest number is the newest topic. They are
-- spread over three years before today.

WITH shelves (position, slug, parent, name, description) AS MATERIALIZED (
    VALUES (1, 'announcements', NULL, 'Announcements', 'What everyone should know'),
           (2, 'community', NULL, 'Community', 'Whatever concerns us all'),
           (3, 'general', 'community', 'General', 'Talk about anything'),
           (4, 'introductions', 'community', 'Introductions', 'Who we are'),
           (5, 'neighbours', 'general', 'Neighbours', 'Lend, borrow, give away'),
           (6, 'venues', NULL, 'Venues', 'Rooms, keys, heating'),
           (7, 'music', NULL, 'Music', 'Choirs, bands, concerts'),
           (8, 'garden', NULL, 'Garden', 'Plants and their care'),
           (9, 'fasting', NULL, 'Fasting', 'Together through lean days'),
           (10, 'deutsch', NULL, 'Deutsch', 'Alles auf Deutsch'),
           (11, 'help', NULL, 'Help', 'How this site works')
), roots AS (
    INSERT INTO forums (slug, name, description, position)
    SELECT slug, name, description, position FROM shelves WHERE parent IS NULL ORDER BY position
        ON CONFLICT (slug) DO NOTHING RETURNING id, slug
), branches AS (
    INSERT INTO forums (slug, parent_id, name, description, position)
    SELECT shelves.slug, roots.id, shelves.name, shelves.description, shelves.position
      FROM shelves JOIN roots ON roots.slug = shelves.parent ORDER BY shelves.position
        ON CONFLICT (slug) DO NOTHING RETURNING id, slug
), leaves AS (
    INSERT INTO forums (slug, parent_id, name, description, position)
    SELECT shelves.slug, branches.id, shelves.name, shelves.description, shelves.position
      FROM shelves JOIN branches ON branches.slug = shelves.parent ORDER BY shelves.position
        ON CONFLICT (slug) DO NOTHING RETURNING id, slug
), shelf AS MATERIALIZED (
    -- What this statement adds it does not see in the table.
    SELECT id, slug FROM roots UNION ALL SELECT id, slug FROM branches
    UNION ALL SELECT id, slug FROM leaves
    UNION SELECT id, slug FROM forums
), places AS MATERIALIZED (
    SELECT array_agg(id ORDER BY slug) FILTER (WHERE slug <> 'general') AS ids,
           max(id) FILTER (WHERE slug = 'general') AS largest FROM shelf
), people AS MATERIALIZED (
    SELECT array_agg(id ORDER BY id) AS ids
      FROM (SELECT id FROM users ORDER BY id LIMIT $4::bigint) AS first_users
), phrases (subjects, bodies) AS (
    VALUES (ARRAY[
        'Who has a ladder to lend?', 'Lost: a blue umbrella', 'Ideas for the summer party',
        'The heating in the Great Hall', 'Choir: two tenors wanted', 'Neu hier – hallo zusammen!',
        'Schlüssel für die Pfarrscheune', 'Fête de fin d’année', 'Zażółć gęślą jaźń',
        '初めまして', 'Tomatoes: when to plant out?', 'Piano tuning in spring',
        'Car pool on Sundays',
        'Recipe for fasting soup', 'Flohmarkt: wer macht mit?', '¿Alguien habla español?',
        'Minutes of the meeting', 'Thanks for the help!', 'C:\hall\plan.pdf does not open',
        '50 % more visitors', 'Καλημέρα σε όλους', 'The "quiet" room isn''t',
        'Bikes in the courtyard',
        'Gießdienst im August', 'Bread at half past seven'],
            ARRAY[
        'Does anyone know more about this? I could come by on Thursday after six.',
        'I was there last week and found the door locked. Who keeps the key?',
        E'Here is what we have so far:\n\n- tables\n- chairs\n- a piano\n\nWhat is missing?',
        'Ich bringe Kuchen mit. Wer kümmert sich um den Kaffee?',
        'Grüße aus Süddeutschland! Wir freuen uns sehr auf das schöne Haus.',
        'Merci beaucoup pour votre aide, c’était formidable 🎉',
        'Próba chóru jest przełożona na środę, proszę przekazać dalej.',
        'よろしくお願いします。日曜日に会いましょう。', 'Same here. Thank you for asking.',
        'It''s all said in the minutes; see "costs": 50 %, the rest by the parish.',
        'Hola a todos, ¿quién viene el sábado? Llevo tortilla.',
        'My grandmother always said: water them in the evening, never at noon. It has worked for '
        'fifty years, through hot summers and wet ones, and her roses are still there.',
        'Please do not use <b>tags</b> & the like; they are shown as they are.'])
), texts AS MATERIALIZED (
    SELECT subjects, bodies,
           ARRAY(SELECT excerpt_of(body) FROM unnest(bodies) WITH ORDINALITY AS ordered (body, n)
                  ORDER BY n) AS excerpts
      FROM phrases
), dice AS (
    SELECT number,
           hashint8extended(number, 11) & 2147483647 AS place,
           hashint8extended(number, 12) & 2147483647 AS author,
           hashint8extended(number, 13) & 2147483647 AS crowd,
           hashint8extended(number, 14) & 2147483647 AS size,
           (hashint8extended(number, 15) & 2147483647) % 997 AS rank,
           (hashint8extended(number, 16) & 2147483647) % 100 AS percent,
           hashint8extended(number, 17) & 2147483647 AS words
      FROM generate_series($1::bigint, $2::bigint) AS number
), numbered AS MATERIALIZED (
    SELECT number, 'demo-' || number AS origin,
           CASE WHEN number % 2 = 0 THEN places.largest
                ELSE places.ids[1 + place % cardinality(places.ids)] END AS forum_id,
           people.ids[1 + author % cardinality(people.ids)] AS user_id,
           date_trunc('day', now()) - interval '2 days'
               - ($3 - number) * (interval '1095 days' / greatest($3, 1)) AS created_at,
           -- Two to three posts for most, scores for a few.
           (CASE WHEN crowd % 500 = 0 THEN 40 ELSE (ARRAY[1, 2, 2, 3, 3, 4])[1 + size % 6] END)::int
               AS posts,
           (1 + words % 60) * interval '1 minute' AS pause,
           rank, percent, words
      FROM dice CROSS JOIN places CROSS JOIN people
), inserted AS (
    -- With its posts counted, as that takes less than to count them one by one.
    INSERT INTO topics (forum_id, user_id, created_at, last_post_at, posts_count, type, status,
                        subject, excerpt, origin)
    SELECT forum_id, user_id, created_at, created_at + (posts - 1) * pause, posts,
           CASE rank WHEN 0 THEN 'announce' WHEN 1 THEN 'sticky' WHEN 2 THEN 'sticky'
                     ELSE 'post' END::topic_type,
           CASE WHEN percent < 93 THEN 'open' WHEN percent < 99 THEN 'closed'
                ELSE 'hidden' END::topic_status,
           subjects[1 + words % cardinality(subjects)] || ' #' || number,
           excerpts[1 + words / 31 % cardinality(bodies)], origin
      FROM numbered CROSS JOIN texts
     ORDER BY number
        ON CONFLICT DO NOTHING
    RETURNING id, origin
), written AS (
    -- The arrays come from subqueries: joined, they would be copied for each row that is sorted.
    INSERT INTO posts (topic_id, user_id, position, created_at, body)
    SELECT inserted.id,
           CASE WHEN position = 1 THEN user_id
                ELSE (SELECT ids FROM people)[1 + (words + position * 7919)
                                                  % cardinality((SELECT ids FROM people))] END,
           position, created_at + (position - 1) * pause,
           (SELECT bodies FROM texts)[1 + (words / 31 + (position - 1) * 5)
                                          % cardinality((SELECT bodies FROM texts))]
      FROM inserted JOIN numbered USING (origin)
     CROSS JOIN generate_series(1, posts) AS position
     ORDER BY inserted.id, position
)
SELECT count(*) FROM inserted
