-- Demo data, second part: the people numbered $1 to $2. A number makes the same person each time,
-- and one who is there already is left alone. Three in four belong to a church. Trust is nobody's
-- from the start: the bookings earn it.

WITH names (given, family) AS MATERIALIZED (
    VALUES (ARRAY['Anna', 'Ben', 'Chiara', 'David', 'Élodie', 'Finn', 'Greta', 'Hannah', 'İpek',
                  'Jonas', 'Katarzyna', 'Lukas', 'María', 'Noah', 'Olga', 'Paul', 'Quentin',
                  'Rosa', 'Søren', 'Theresa', 'Uwe', 'Valentina', 'Wei', 'Ximena', 'Yusuf',
                  'Zoë', 'Siobhán', 'Björn', 'Aisha', 'Thomas "Tom"', 'Marie-Luise', 'Γιώργος'],
            ARRAY['Müller', 'Schmidt', 'O''Brien', 'Nowak', 'García', 'Weiß', 'Fischer',
                  'Kowalczyk', 'Dvořák', 'Rossi', 'd''Angelo', 'Jensen', 'Yılmaz', 'Nguyễn',
                  'Smith', 'van der Berg', 'Schröder', 'Petrov', 'Lindström', 'Brown', 'Krüger',
                  'Okafor', 'Martin', 'Hofmann', 'Çelik', 'Johnson', 'Richter', 'Ångström',
                  'Meyer', 'Silva', 'Tanaka', 'Bauer', 'Walker', 'Zimmermann', 'Lefèvre',
                  'McDonald', 'Haddad'])
), people AS (
    SELECT number,
           names.given[1 + (hashint8extended(number, 1) & 1023) % cardinality(names.given)]
               AS given,
           names.family[1 + (hashint8extended(number, 2) & 1023) % cardinality(names.family)]
               AS family,
           hashint8extended(number, 3) & 1023 AS chance
      FROM generate_series($1::bigint, $2::bigint) AS number
     CROSS JOIN names
)
INSERT INTO users (email, name, church_id, created_at)
SELECT concat_ws('.', NULLIF(plain.given, ''), plain.family, number) || '@example.org',
       people.given || ' ' || people.family,
       church.id,
       date_trunc('day', now()) - (hashint8extended(number, 4) & 134217727) * interval '1 second'
  FROM people
 CROSS JOIN (VALUES ('ÉÅØÇİáãäåæçéèëễíñłøößřýüůğış', 'EAOCIaaaaaceeeeinloosryuugis'))
       AS accents (letters, bases)
 CROSS JOIN LATERAL (
        SELECT lower(regexp_replace(translate(people.given, letters, bases), '[^A-Za-z]', '', 'g')),
               lower(regexp_replace(translate(people.family, letters, bases), '[^A-Za-z]', '', 'g'))
       ) AS plain (given, family)
  LEFT JOIN (SELECT id, row_number() OVER (ORDER BY id) AS position FROM churches) AS church
    ON church.position = chance % 16
 ORDER BY number
    ON CONFLICT (lower(email)) DO NOTHING
