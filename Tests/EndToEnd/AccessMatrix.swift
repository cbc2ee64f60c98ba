import Foundation
import JSON
import TestStack
import Testing

extension EndToEnd {
    /// Who may call what: each route by each kind of caller.
    @Suite(.serialized) struct AccessMatrix {
        /// Who may make a call. `own`: members, each for what is theirs; to all others it is not
        /// there. `shared`: as `own`, and moderators too.
        private enum Level: Int { case anyone, member, own, shared, moderator, admin }

        private struct Entry {
            let level: Level
            let path: String
            /// A body that is refused only after the caller was let in, so that nothing changes.
            var body: String?
            /// A good body for something that cannot be changed any more.
            var harmless: String?
            /// A file or a form that is judged only after the caller was let in, and not kept, as
            /// words for curl.
            var form: [String] = []
        }

        private static let strangeBody = #"{"no_such_member":1}"#

        private static let table: [String: Entry] = [
            "register": .init(level: .anyone, path: "/api/v1/auth/register", body: strangeBody),
            "logIn": .init(level: .anyone, path: "/api/v1/auth/login", body: strangeBody),
            "refresh": .init(level: .anyone, path: "/api/v1/auth/refresh", body: strangeBody),
            "logOut": .init(level: .member, path: "/api/v1/auth/logout"),
            "getProfile": .init(level: .member, path: "/api/v1/profile"),
            "updateProfile": .init(level: .member, path: "/api/v1/profile", body: strangeBody),
            "exportProfile": .init(level: .member, path: "/api/v1/profile/export"),
            "listChurches": .init(level: .anyone, path: "/api/v1/churches"),
            "listUsers": .init(level: .admin, path: "/api/v1/admin/users?page_size=1"),
            "unlockUser": .init(level: .admin, path: "/api/v1/admin/users/2/unlock"),
            "listVenues": .init(level: .anyone, path: "/api/v1/venues"),
            "getVenue": .init(level: .anyone, path: "/api/v1/venues/3"),
            "streamAvailability": .init(
                level: .anyone,
                path: "/api/v1/venues/3/availability?from=2026-01-01&to=2026-01-02"),
            "listItems": .init(level: .anyone, path: "/api/v1/items"),
            "listPrograms": .init(level: .anyone, path: "/api/v1/programs"),
            "listEvents": .init(level: .anyone, path: "/api/v1/events"),
            "listMyBookings": .init(level: .member, path: "/api/v1/bookings"),
            "getBooking": .init(level: .own, path: "/api/v1/bookings/$BOOKING"),
            "listAllBookings": .init(level: .admin, path: "/api/v1/admin/bookings?page_size=1"),
            "listTodaysBookings": .init(level: .admin, path: "/api/v1/admin/bookings/today"),
            "exportBookings": .init(
                level: .admin, path: "/api/v1/admin/bookings/export?status=rejected&venue=3"),
            "importBookings": .init(
                level: .admin, path: "/api/v1/admin/bookings/import?dry_run=true",
                form: ["-H", "Content-Type: application/x-ndjson", "--data-binary", "{}"]),
            "createBooking": .init(level: .member, path: "/api/v1/bookings", body: strangeBody),
            "updateBooking": .init(
                level: .own, path: "/api/v1/bookings/$PAST", harmless: #"{"guests":3}"#),
            "cancelBooking": .init(level: .own, path: "/api/v1/bookings/$PAST/cancel"),
            "confirmBooking": .init(
                level: .admin, path: "/api/v1/admin/bookings/$BOOKING/confirm", body: strangeBody),
            "rejectBooking": .init(
                level: .admin, path: "/api/v1/admin/bookings/$BOOKING/reject", body: strangeBody),
            "cancelAnyBooking": .init(
                level: .admin, path: "/api/v1/admin/bookings/$BOOKING/cancel", body: strangeBody),
            "getBookingCalendar": .init(level: .own, path: "/api/v1/bookings/$BOOKING.ics"),
            "streamCalendar": .init(level: .anyone, path: "/api/v1/calendar/$FEED.ics"),
            "createCalendarFeed": .init(level: .member, path: "/api/v1/calendar"),
            "endCalendarFeed": .init(level: .member, path: "/api/v1/calendar"),
            "listBookingHistory": .init(
                level: .admin, path: "/api/v1/admin/bookings/$BOOKING/history"),
            "joinWaitlist": .init(
                level: .member, path: "/api/v1/venues/1/waitlist", body: strangeBody),
            "listWaitlist": .init(level: .member, path: "/api/v1/waitlist"),
            "leaveWaitlist": .init(level: .own, path: "/api/v1/waitlist/$WAITING"),
            "listWebhooks": .init(level: .admin, path: "/api/v1/admin/webhooks"),
            "createWebhook": .init(
                level: .admin, path: "/api/v1/admin/webhooks", body: strangeBody),
            "updateWebhook": .init(
                level: .admin, path: "/api/v1/admin/webhooks/$WEBHOOK", body: strangeBody),
            "deleteWebhook": .init(level: .admin, path: "/api/v1/admin/webhooks/$WEBHOOK"),
            "listDeliveries": .init(
                level: .admin, path: "/api/v1/admin/webhooks/$WEBHOOK/deliveries"),
            "retryDelivery": .init(
                level: .admin, path: "/api/v1/admin/webhooks/$DELIVERY/retry"),
            "createVenue": .init(level: .admin, path: "/api/v1/admin/venues", body: strangeBody),
            "updateVenue": .init(
                level: .admin, path: "/api/v1/admin/venues/1", body: strangeBody),
            "retireVenue": .init(level: .admin, path: "/api/v1/admin/venues/$VENUE"),
            "createItem": .init(level: .admin, path: "/api/v1/admin/items", body: strangeBody),
            "updateItem": .init(
                level: .admin, path: "/api/v1/admin/items/1", body: strangeBody),
            "retireItem": .init(level: .admin, path: "/api/v1/admin/items/$ITEM"),
            "createProgram": .init(
                level: .admin, path: "/api/v1/admin/programs", body: strangeBody),
            "updateProgram": .init(
                level: .admin, path: "/api/v1/admin/programs/1", body: strangeBody),
            "retireProgram": .init(level: .admin, path: "/api/v1/admin/programs/$PROGRAM"),
            "createEvent": .init(level: .admin, path: "/api/v1/admin/events", body: strangeBody),
            "updateEvent": .init(
                level: .admin, path: "/api/v1/admin/events/1", body: strangeBody),
            "retireEvent": .init(level: .admin, path: "/api/v1/admin/events/$EVENT"),
            "listGallery": .init(level: .anyone, path: "/api/v1/gallery"),
            "getGalleryPhoto": .init(level: .anyone, path: "/api/v1/gallery/$PHOTO"),
            "addGalleryPhoto": .init(
                level: .admin, path: "/api/v1/admin/gallery", form: ["-F", "no_such_member=1"]),
            "updateGalleryPhoto": .init(
                level: .admin, path: "/api/v1/admin/gallery/$PHOTO", body: strangeBody),
            "deleteGalleryPhoto": .init(level: .admin, path: "/api/v1/admin/gallery/$PHOTO"),
            "listForums": .init(level: .anyone, path: "/api/v1/forums"),
            "listTopics": .init(
                level: .anyone, path: "/api/v1/forums/general/topics?search=umbrella"),
            "createTopic": .init(
                level: .member, path: "/api/v1/forums/general/topics", body: strangeBody),
            "getTopic": .init(level: .anyone, path: "/api/v1/topics/$TOPIC"),
            "updateTopic": .init(
                level: .member, path: "/api/v1/topics/$OWN_TOPIC", body: strangeBody),
            "listPosts": .init(level: .anyone, path: "/api/v1/topics/$TOPIC/posts"),
            "createPost": .init(
                level: .member, path: "/api/v1/topics/$TOPIC/posts", body: strangeBody),
            "updatePost": .init(level: .member, path: "/api/v1/posts/$OWN_POST", body: strangeBody),
            "followTopic": .init(level: .member, path: "/api/v1/topics/$TOPIC/follow"),
            "unfollowTopic": .init(level: .member, path: "/api/v1/topics/$TOPIC/follow"),
            "markTopicRead": .init(
                level: .member, path: "/api/v1/topics/$TOPIC/read", body: strangeBody),
            "getForumFeed": .init(level: .anyone, path: "/api/v1/forums/general/feed.atom"),
            "exportTopic": .init(level: .anyone, path: "/api/v1/topics/$TOPIC/export"),
            "listThreads": .init(level: .anyone, path: "/api/v1/forum/threads?tab=recent"),
            "getForumActivity": .init(level: .member, path: "/api/v1/forum/activity"),
            "listModerations": .init(level: .anyone, path: "/api/v1/forum/moderation-log"),
            "listFasts": .init(level: .anyone, path: "/api/v1/fasts?church=1"),
            "getFastStats": .init(level: .member, path: "/api/v1/fasts/stats"),
            "getFast": .init(level: .anyone, path: "/api/v1/fasts/1"),
            "getFastCalendar": .init(level: .anyone, path: "/api/v1/fasts/1.ics"),
            "joinFast": .init(level: .member, path: "/api/v1/fasts/1/participation"),
            "leaveFast": .init(level: .member, path: "/api/v1/fasts/1/participation"),
            "listParticipants": .init(level: .member, path: "/api/v1/fasts/1/participants"),
            "createFast": .init(level: .admin, path: "/api/v1/admin/fasts", body: strangeBody),
            "setFastDays": .init(
                level: .admin, path: "/api/v1/admin/fasts/2/days", body: strangeBody),
            "listMyIdentifications": .init(
                level: .member, path: "/api/v1/plants/identifications?status=identified"),
            "requestIdentification": .init(
                level: .member, path: "/api/v1/plants/identifications", body: strangeBody),
            "decideIdentification": .init(
                level: .moderator, path: "/api/v1/plants/identifications/1", body: strangeBody),
            "getIdentificationPhoto": .init(
                level: .shared, path: "/api/v1/plants/identifications/$PLANT/photo"),
            "getIdentificationThumbnail": .init(
                level: .shared, path: "/api/v1/plants/identifications/$PLANT/thumbnail"),
            "listIdentifications": .init(
                level: .moderator, path: "/api/v1/moderator/identifications?status=failed"),
            "listCareCards": .init(level: .member, path: "/api/v1/plants/care-cards"),
            "createCareCard": .init(
                level: .member, path: "/api/v1/plants/care-cards", body: strangeBody),
            "deleteCareCard": .init(level: .own, path: "/api/v1/plants/care-cards/$CARD"),
            "getDashboardStats": .init(level: .member, path: "/api/v1/dashboard/stats"),
            "testDatabase": .init(level: .admin, path: "/api/v1/ops/database"),
            "listIndexes": .init(level: .admin, path: "/api/v1/ops/indexes"),
            "getHealth": .init(level: .admin, path: "/api/v1/ops/health"),
            "getMemory": .init(level: .admin, path: "/api/v1/ops/memory"),
            "listQueries": .init(level: .admin, path: "/api/v1/ops/queries"),
            "getCache": .init(level: .admin, path: "/api/v1/ops/cache"),
            "clearCache": .init(level: .admin, path: "/api/v1/ops/cache/clear"),
            "getLogLevel": .init(level: .admin, path: "/api/v1/ops/log-level"),
            "setLogLevel": .init(
                level: .admin, path: "/api/v1/ops/log-level", body: strangeBody),
            "getMetrics": .init(level: .anyone, path: "/metrics"),
            "getLiveness": .init(level: .anyone, path: "/live"),
            "getReadiness": .init(level: .anyone, path: "/ready"),
            "getOpenAPI": .init(level: .anyone, path: "/api/v1/openapi.json"),
        ]

        private enum Kind: String, CaseIterable { case nobody, member, other, moderator, admin }

        /// A caller of each kind, with a fresh log-in, as its token has the role of then.
        private func callers() throws -> [Kind: [String]] {
            var callers: [Kind: [String]] = [.nobody: []]
            for kind in [Kind.other, .moderator, .admin] {
                let person = try EndToEnd.person()
                let role = kind == .other ? "member" : kind.rawValue
                try stack.sql("UPDATE users SET role = '\(role)' WHERE id = \(person.id)")
                callers[kind] = bearer(try stack.token(person.login))
            }
            callers[.member] = bearer(try stack.token(member))
            return callers
        }

        private func bearer(_ token: String) -> [String] {
            ["-H", "Authorization: Bearer \(token)"]
        }

        private func expected(_ level: Level, _ kind: Kind) -> String {
            switch (level, kind) {
            case (.anyone, _): "in"
            case (_, .nobody): "401"
            case (.member, _), (.own, .member), (.shared, .member): "in"
            case (.shared, .moderator), (.shared, .admin): "in"
            case (.own, _), (.shared, _): "404"
            case (.moderator, .moderator), (.moderator, .admin), (.admin, .admin): "in"
            case (.moderator, _), (.admin, _): "403"
            }
        }

        /// What came of a call: `in` if the caller was let in.
        private func outcome(_ entry: Entry, _ answer: Answer) -> String {
            // A form is judged line by line, or refused as a whole.
            let isIn =
                (entry.body == nil && answer.status < 300)
                || answer.status == (entry.body == nil && entry.form.isEmpty ? 409 : 422)
            return isIn ? "in" : "\(answer.status)"
        }

        @Test("Every route lets in just those whom it is for")
        func matrix() throws {
            let booking = try stack.value("SELECT min(id) FROM bookings WHERE user_id = 2")
            let past = try stack.value(
                "SELECT min(id) FROM bookings WHERE user_id = 2 AND end_datetime < now()")
            let callers = try callers()
            let operations = try Reference.operations()
            #expect(Set(operations.map(\.id)) == Set(Self.table.keys))
            for operation in operations {
                guard let entry = Self.table[operation.id] else { continue }
                let declared = operation.description["x-access"].text
                let isOwners = [.own, .shared].contains(entry.level)
                #expect(declared == (isOwners ? "member" : "\(entry.level)"))
                let path = try Spares.fill(
                    entry.path.replacingOccurrences(of: "$BOOKING", with: booking)
                        .replacingOccurrences(of: "$PAST", with: past))
                for kind in Kind.allCases {
                    let answer = try stack.curl(
                        path, method: operation.method, json: entry.body ?? entry.harmless,
                        options: (callers[kind] ?? []) + entry.form)
                    let outcome = outcome(entry, answer)
                    let name = "\(operation.id) by \(kind): \(answer.text.prefix(200))"
                    #expect(outcome == expected(entry.level, kind), "\(name)")
                    if answer.status == 401 { #expect(answer["WWW-Authenticate"] != nil) }
                    let described = operation.description["responses"][String(answer.status)]
                    #expect(!described.isNull, "\(operation.id) answers \(answer.status)")
                }
            }
        }

        @Test("A log-in's role is that of the account, whoever asks for more")
        func role() throws {
            let person = try EndToEnd.person()
            let query = "/api/v1/admin/users?page_size=1"
            #expect(try stack.curl(query, options: person.bearer).status == 403)
            let forged = person.bearer + ["-H", "X-Role: admin", "-H", "Cookie: role=admin"]
            #expect(try stack.curl(query, options: forged).status == 403)
            let both = person.bearer + ["-H", "Cookie: guildhall_access=\(try stack.token(admin))"]
            #expect(try stack.curl(query, options: both).status == 403, "the header goes first")
        }
    }
}
