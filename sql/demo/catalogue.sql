-- Demo data, first part: churches, venues, items, programs and events. Each statement fills its
-- table only while that is empty, so that running the file again changes nothing.

INSERT INTO churches (name, time_zone)
SELECT name, time_zone
  FROM (VALUES (1, 'St. Nikolai', 'Europe/Berlin'), (2, 'Grace Chapel', 'America/New_York'),
               (3, 'Heilig Kreuz', 'Europe/Berlin'), (4, 'Sankt Jürgen', 'Europe/Berlin'),
               (5, 'Trinity on the Hill', 'Australia/Lord_Howe'),
               (6, 'Église Saint-Martin', 'Europe/Paris'), (7, 'St. Brigid''s', 'Europe/Dublin'),
               (8, 'Zum Guten Hirten', 'Europe/Berlin'), (9, 'Emmaus', 'Europe/Berlin'),
               (10, 'Santa María la Nueva', 'Europe/Madrid'),
               (11, 'Holy Innocents', 'America/New_York'),
               (12, 'Kościół św. Jadwigi', 'Europe/Warsaw')) AS demo (position, name, time_zone)
 WHERE NOT EXISTS (SELECT FROM churches)
 ORDER BY position;

INSERT INTO venues (name, seats, time_zone, hourly_rate_minor, currency, opening_hours)
SELECT demo.name, seats, time_zone, rate, currency,
       (SELECT jsonb_object_agg(weekday, jsonb_build_array(
                   jsonb_build_object('opens', '08:00', 'closes', closes)))
          FROM (VALUES ('monday', '22:00'), ('tuesday', '22:00'), ('wednesday', '22:00'),
                       ('thursday', '22:00'), ('friday', '23:00'), ('saturday', '23:00'),
                       ('sunday', '20:00')) AS week (weekday, closes))
  FROM (VALUES
        (1, 'Great Hall', 420, 'Europe/Berlin', 18000, 'EUR'),
        (2, 'Small Hall', 160, 'Europe/Berlin', 9000, 'EUR'),
        (3, 'Council Chamber', 60, 'Europe/Berlin', 7500, 'EUR'),
        (4, 'Library', 40, 'Europe/Berlin', 5500, 'EUR'),
        (5, 'Weavers'' Room', 30, 'Europe/Berlin', 4500, 'EUR'),
        (6, 'Bakers'' Room', 24, 'Europe/Berlin', 4000, 'EUR'),
        (7, 'Vaulted Cellar', 90, 'Europe/Berlin', 6500, 'EUR'),
        (8, 'Courtyard', 250, 'Europe/Berlin', 8000, 'EUR'),
        (9, 'Orchard', 300, 'Europe/Berlin', 6000, 'EUR'),
        (10, 'Kitchen', 12, 'Europe/Berlin', 3500, 'EUR'),
        (11, 'Attic Studio', 25, 'Europe/Berlin', 4200, 'EUR'),
        (12, 'Music Room', 20, 'Europe/Berlin', 3900, 'EUR'),
        (13, 'Rehearsal Room', 35, 'Europe/Berlin', 3200, 'EUR'),
        (14, 'Bürgersaal', 200, 'Europe/Berlin', 11000, 'EUR'),
        (15, 'Kaminzimmer', 18, 'Europe/Berlin', 3800, 'EUR'),
        (16, 'Gemeindehaus Nord', 120, 'Europe/Berlin', 5200, 'EUR'),
        (17, 'Gemeindehaus Süd', 110, 'Europe/Berlin', 5200, 'EUR'),
        (18, 'Pfarrscheune', 150, 'Europe/Berlin', 6800, 'EUR'),
        (19, 'Jugendkeller', 50, 'Europe/Berlin', 1500, 'EUR'),
        (20, 'Turmzimmer', 10, 'Europe/Berlin', 2900, 'EUR'),
        (21, 'Garden Pavilion', 70, 'Europe/Berlin', 5900, 'EUR'),
        (22, 'Orangery', 80, 'Europe/Berlin', 7900, 'EUR'),
        (23, 'Boathouse', 45, 'Europe/Berlin', 4700, 'EUR'),
        (24, 'Mill Barn', 180, 'Europe/Berlin', 8800, 'EUR'),
        (25, 'Schoolroom', 32, 'Europe/Berlin', 2500, 'EUR'),
        (26, 'Chapel of Rest', 60, 'Europe/Berlin', 3000, 'EUR'),
        (27, 'Print Workshop', 16, 'Europe/Berlin', 3600, 'EUR'),
        (28, 'Pottery', 14, 'Europe/Berlin', 3400, 'EUR'),
        (29, 'Sports Hall', 350, 'Europe/Berlin', 7000, 'EUR'),
        (30, 'Meadow', 1000, 'Europe/Berlin', 9900, 'EUR'),
        (31, 'Harbor Hall', 220, 'America/New_York', 14000, 'USD'),
        (32, 'Parish House', 90, 'America/New_York', 7000, 'USD'),
        (33, 'Reading Room', 28, 'America/New_York', 4500, 'USD'),
        (34, 'Rooftop', 75, 'America/New_York', 12000, 'USD'),
        (35, 'Fellowship Hall', 140, 'America/New_York', 8500, 'USD'),
        (36, 'Undercroft', 65, 'America/New_York', 5000, 'USD'),
        (37, 'Lagoon Hall', 100, 'Australia/Lord_Howe', 9500, 'AUD'),
        (38, 'Surf Shed', 40, 'Australia/Lord_Howe', 4800, 'AUD'),
        (39, 'Pines Lodge', 55, 'Australia/Lord_Howe', 6200, 'AUD'),
        (40, 'Quiet Room', 8, 'Australia/Lord_Howe', 2200, 'AUD')
       ) AS demo (position, name, seats, time_zone, rate, currency)
 WHERE NOT EXISTS (SELECT FROM venues)
 ORDER BY position;

INSERT INTO items (name, description, quantity, price_minor, currency)
SELECT name, description, quantity, price, currency
  FROM (VALUES
        (1, 'Beamer', 'Full HD, HDMI cable of 10 m', 30, 2500, 'EUR'),
        (2, 'Screen', '2.4 × 1.8 m, on a stand', 30, 1000, 'EUR'),
        (3, 'Microphone, wireless', 'With receiver and spare batteries', 60, 1500, 'EUR'),
        (4, 'Loudspeakers', 'A pair, 2 × 300 W', 40, 4000, 'EUR'),
        (5, 'Flip chart', 'With paper and pens', 50, 800, 'EUR'),
        (6, 'Folding table', '1.80 m, seats 6', 200, 300, 'EUR'),
        (7, 'Chairs, stack of 10', 'Beech', 120, 500, 'EUR'),
        (8, 'Coffee urn', '60 cups', 40, 1200, 'EUR'),
        (9, 'Crockery for 50', 'Plates, cups, cutlery', 40, 3500, 'EUR'),
        (10, 'Piano', 'Tuned in spring and autumn; stays where it is', 30, 6000, 'EUR'),
        (11, 'Stage element', '2 × 1 m', 80, 900, 'EUR'),
        (12, 'Marquee', '5 × 8 m, put up by us', 25, 18000, 'EUR'),
        (13, 'Projector', '1080p, 30 ft HDMI cable', 30, 3000, 'USD'),
        (14, 'Podium', 'With gooseneck microphone', 30, 1500, 'USD'),
        (15, 'Round table, 60"', 'Seats 8', 90, 1000, 'USD'),
        (16, 'Linen set', 'White, for 8 guests', 90, 1800, 'USD'),
        (17, 'PA system', '2 × 300 W, two microphones', 25, 4500, 'AUD'),
        (18, 'Barbecue', 'Gas, one bottle included', 25, 3500, 'AUD'),
        (19, 'Shade sail', '4 × 4 m', 30, 1500, 'AUD')
       ) AS demo (position, name, description, quantity, price, currency)
 WHERE NOT EXISTS (SELECT FROM items)
 ORDER BY position;

INSERT INTO programs (name, description, regular, venue_id, weekday, starts_at, ends_at)
SELECT demo.name, demo.description, weekday IS NOT NULL, venue.id, weekday,
       starts_at::time, ends_at::time
  FROM (VALUES
        (1, 'Choir practice', 'All voices; no audition', 'Music Room', 1, '19:30', '21:30'),
        (2, 'Morning prayer', 'Twenty quiet minutes', 'Chapel of Rest', 1, '07:30', '07:50'),
        (3, 'Language café', 'German with tea and cake', 'Small Hall', 2, '16:00', '18:00'),
        (4, 'Homework club', 'For years 3 to 8', 'Schoolroom', 2, '14:00', '16:00'),
        (5, 'Repair café', 'Bring it, mend it', 'Print Workshop', 6, '10:00', '14:00'),
        (6, 'Toddlers'' group', 'Up to three years', 'Gemeindehaus Nord', 3, '09:30', '11:00'),
        (7, 'Seniors'' lunch', 'Three courses, please book', 'Bürgersaal', 3, '12:00', '14:00'),
        (8, 'Youth evening', 'Table football and more', 'Jugendkeller', 5, '18:00', '22:00'),
        (9, 'Bible study', 'This year: Luke and Acts', 'Library', 4, '19:00', '20:30'),
        (10, 'Brass band', 'Beginners at six', 'Rehearsal Room', 4, '18:00', '20:00'),
        (11, 'Pottery course', 'Wheel and kiln', 'Pottery', 2, '18:30', '21:00'),
        (12, 'Food bank', 'Open to all in need', 'Gemeindehaus Süd', 5, '13:00', '16:00'),
        (13, 'Yoga', 'Mats are there', 'Attic Studio', 1, '18:00', '19:15'),
        (14, 'Chess club', 'Clocks and coffee', 'Kaminzimmer', 3, '19:00', '22:00'),
        (15, 'Gardening group', 'Tools are in the shed', 'Orchard', 6, '09:00', '12:00'),
        (16, 'Sunday coffee', 'After the service', 'Small Hall', 7, '11:30', '13:00'),
        (17, 'Folk dance', 'With a live band', 'Sports Hall', 5, '20:00', '22:30'),
        (18, 'Fellowship supper', 'Potluck', 'Fellowship Hall', 3, '18:00', '20:00'),
        (19, 'Story time', 'Ages four to seven', 'Reading Room', 6, '10:00', '11:00'),
        (20, 'Surf rescue drill', 'Certificate needed', 'Surf Shed', 6, '08:00', '10:00'),
        (21, 'Blood donation', 'Bring your card', 'Bürgersaal', NULL, NULL, NULL),
        (22, 'Jumble sale', 'Twice a year', 'Great Hall', NULL, NULL, NULL),
        (23, 'First aid course', 'Two days', 'Schoolroom', NULL, NULL, NULL),
        (24, 'Confirmation camp', 'Summer', 'Meadow', NULL, NULL, NULL),
        (25, 'Organ tour', 'On request', 'Chapel of Rest', NULL, NULL, NULL),
        (26, 'Film night', 'See the notice board', 'Vaulted Cellar', NULL, NULL, NULL),
        (27, 'Debate', 'Two speakers, one hour', 'Council Chamber', NULL, NULL, NULL),
        (28, 'Harvest supper', 'October', 'Mill Barn', NULL, NULL, NULL),
        (29, 'Boat building', 'A week in June', 'Boathouse', NULL, NULL, NULL),
        (30, 'Star gazing', 'When the sky is clear', 'Pines Lodge', NULL, NULL, NULL)
       ) AS demo (position, name, description, venue, weekday, starts_at, ends_at)
  JOIN venues AS venue ON venue.name = demo.venue
 WHERE NOT EXISTS (SELECT FROM programs)
 ORDER BY position;

-- Two hundred events from 100 days ago to 100 days ahead, in the evening of their venue.
INSERT INTO events (title, description, venue_id, start_datetime, end_datetime)
SELECT titles.names[1 + number % cardinality(titles.names)],
       titles.texts[1 + number % cardinality(titles.texts)],
       venue.id, opening.instant, opening.instant + interval '90 minutes'
  FROM generate_series(0, 199) AS number
 CROSS JOIN (VALUES (
        ARRAY['Organ recital', 'Summer concert', 'Poetry reading', 'Children''s theatre',
              'Lecture: the old town walls', 'Open rehearsal', 'Advent singing', 'Quiz night',
              'Taizé prayer', 'Exhibition opening', 'Kammermusik für fünf'],
        ARRAY['Doors open half an hour earlier.', 'Free entry, donations welcome.',
              'Tickets at the door.', 'Please bring a cushion.',
              'Mit Pause und Getränken.', '', '“A feast for the ears.”'])
       ) AS titles (names, texts)
  JOIN (SELECT id, time_zone, row_number() OVER (ORDER BY id) - 1 AS position,
               count(*) OVER () AS total
          FROM venues) AS venue ON venue.position = number * 7 % venue.total
 CROSS JOIN LATERAL (SELECT (now()::date + (number - 100) + time '20:00')
                            AT TIME ZONE venue.time_zone) AS opening (instant)
 WHERE NOT EXISTS (SELECT FROM events)
 ORDER BY number;
