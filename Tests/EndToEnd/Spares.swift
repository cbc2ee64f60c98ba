import Foundation
import TestStack
import Testing

extension EndToEnd {
    /// Things that a test may use up.
    enum Spares {
        /// A venue that is always open and that nobody has booked.
        static func venue(_ zone: String = "UTC", on stack: Stack = EndToEnd.stack) throws -> String
        {
            try stack.value(
                """
                INSERT INTO venues (name, seats, time_zone, hourly_rate_minor, currency)
                VALUES ('Spare', 100, '\(zone)', 1000, 'EUR') RETURNING id
                """)
        }

        /// Items of which there are so many.
        static func item(_ quantity: Int = 5) throws -> String {
            try stack.value(
                """
                INSERT INTO items (name, quantity, price_minor, currency)
                VALUES ('Spare', \(quantity), 250, 'EUR') RETURNING id
                """)
        }

        static func program() throws -> String {
            try stack.value(
                """
                INSERT INTO programs (name, regular, venue_id) VALUES ('Spare', false, 1)
                RETURNING id
                """)
        }

        static func event() throws -> String {
            try stack.value(
                """
                INSERT INTO events (title, venue_id, start_datetime, end_datetime)
                VALUES ('Spare', 1, '2031-01-01T10:00Z', '2031-01-01T11:00Z') RETURNING id
                """)
        }

        /// A pending booking of the demo member's, some years ahead, in a venue of its own.
        static func booking() throws -> String {
            try stack.value(
                """
                INSERT INTO bookings (user_id, venue_id, start_datetime, end_datetime, guests,
                                      total_amount_minor, currency)
                VALUES (2, \(try venue()), '2031-05-05T10:00Z', '2031-05-05T12:00Z', 7, 2000, 'EUR')
                RETURNING id
                """)
        }

        /// A venue that a pending booking of the demo member's takes.
        static func takenVenue() throws -> String {
            try stack.value("SELECT venue_id FROM bookings WHERE id = \(try booking())")
        }

        /// A wish of the demo member's on a waiting list.
        static func waiting() throws -> String {
            try stack.value(
                """
                INSERT INTO waiting_entries (user_id, venue_id, start_datetime, end_datetime, guests)
                VALUES (2, \(try venue()), '2031-05-05T10:00Z', '2031-05-05T12:00Z', 7)
                RETURNING id
                """)
        }

        /// A disabled webhook.
        static func webhook() throws -> String {
            try stack.value(
                """
                INSERT INTO webhooks (url, events, secret, enabled)
                VALUES ('http://127.0.0.1:9/', '{booking.created}', '', false) RETURNING id
                """)
        }

        /// The path of a delivery to a disabled webhook, below that of webhooks.
        static func delivery() throws -> String {
            try stack.value(
                """
                WITH event AS (
                    INSERT INTO outbox (event, payload, fanned_out_at)
                    VALUES ('booking.created', '{}', now()) RETURNING id
                )
                INSERT INTO webhook_deliveries (webhook_id, event_id)
                SELECT \(try webhook()), id FROM event
                RETURNING webhook_id || '/deliveries/' || id
                """)
        }

        /// The token of a calendar feed, of somebody whom nobody else knows.
        static func feed() throws -> String {
            let person = try EndToEnd.person()
            return try stack.curl("/api/v1/calendar", method: "POST", options: person.bearer)
                .json["token"].text
        }

        /// A care card of the demo member's.
        static func card() throws -> String {
            try stack.curl(
                "/api/v1/plants/care-cards", as: member, method: "POST",
                json: #"{"plant":"Bellis","title":"Daisies","text":"Water.","source":"book"}"#
            ).json["id"].int.map(String.init) ?? ""
        }

        /// A photo of the gallery.
        static func photo() throws -> String {
            try Photos.add(Photos.picture()).json["id"].int.map(String.init) ?? ""
        }

        /// A plant that the demo member asked about with a photo.
        static func plant() throws -> String {
            try stack.curl(
                "/api/v1/plants/identifications", as: member, method: "POST",
                options: Photos.raw(try Photos.picture(), "image/jpeg")
            ).json["id"].int.map(String.init) ?? ""
        }

        private static func first(_ query: String) -> () throws -> String {
            { try stack.value(query) }
        }

        /// A text with a spare thing for each name of one in it.
        static func fill(_ text: String) throws -> String {
            let makers: [(String, () throws -> String)] = [
                ("$VENUE", { try venue() }), ("$ITEM", { try item() }), ("$PROGRAM", program),
                ("$EVENT", event), ("$PENDING", booking), ("$FEED", feed), ("$CARD", card),
                ("$TAKEN", takenVenue), ("$WAITING", waiting), ("$WEBHOOK", webhook),
                ("$DELIVERY", delivery),
                ("$PHOTO", photo), ("$PLANT", plant),
                (
                    "$OWN_TOPIC",
                    first("SELECT min(id) FROM topics WHERE status = 'open' AND user_id = 2")
                ),
                ("$TOPIC", first("SELECT min(id) FROM topics WHERE status = 'open'")),
                (
                    "$OWN_POST",
                    first(
                        """
                        SELECT min(p.id) FROM posts p JOIN topics t ON t.id = p.topic_id
                         WHERE t.status = 'open' AND p.user_id = 2
                        """)
                ),
            ]
            var text = text
            for (hole, make) in makers where text.contains(hole) {
                text = text.replacingOccurrences(of: hole, with: try make())
            }
            return text
        }
    }
}
