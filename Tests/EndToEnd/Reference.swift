import Foundation
import JSON
import TestStack
import Testing

extension EndToEnd {
    /// The OpenAPI document says what the server does.
    @Suite(.serialized) struct Reference {
        /// A request for each operation, so that no endpoint goes untried: one that is missing here
        /// fails the test.
        static let samples: [String: (path: String, json: String?)] = [
            "register": (
                "/api/v1/auth/register",
                #"{"email":"$NEW","password":"a good password","name":"Rita Reference"}"#
            ),
            "logIn": ("/api/v1/auth/login", #"{"email":"$EMAIL","password":"$PASSWORD"}"#),
            "refresh": ("/api/v1/auth/refresh", #"{"refresh_token":"$REFRESH"}"#),
            "logOut": ("/api/v1/auth/logout", nil),
            "getProfile": ("/api/v1/profile", nil),
            "updateProfile": ("/api/v1/profile", #"{"name":"Max Member"}"#),
            "exportProfile": ("/api/v1/profile/export", nil),
            "listChurches": ("/api/v1/churches", nil),
            "listUsers": ("/api/v1/admin/users", nil),
            "unlockUser": ("/api/v1/admin/users/2/unlock", nil),
            "listVenues": ("/api/v1/venues", nil),
            "getVenue": ("/api/v1/venues/3", nil),
            "streamAvailability": (
                "/api/v1/venues/3/availability?from=2026-01-01&to=2026-02-01", nil
            ),
            "listItems": ("/api/v1/items", nil),
            "listPrograms": ("/api/v1/programs", nil),
            "listEvents": ("/api/v1/events", nil),
            "listMyBookings": ("/api/v1/bookings", nil),
            "getBooking": ("/api/v1/bookings/$BOOKING", nil),
            "listAllBookings": ("/api/v1/admin/bookings", nil),
            "listTodaysBookings": ("/api/v1/admin/bookings/today", nil),
            "exportBookings": ("/api/v1/admin/bookings/export?status=rejected&venue=3", nil),
            "importBookings": ("/api/v1/admin/bookings/import?dry_run=true", nil),
            "createBooking": (
                "/api/v1/bookings",
                #"{"venue_id":$VENUE,"start_datetime":"2031-01-01T10:00:00Z","#
                    + #""end_datetime":"2031-01-01T12:00:00Z","guests":5,"#
                    + #""items":[{"item_id":$ITEM,"quantity":2}]}"#
            ),
            "updateBooking": ("/api/v1/bookings/$PENDING", #"{"guests":8,"notes":"more"}"#),
            "cancelBooking": ("/api/v1/bookings/$PENDING/cancel", nil),
            "confirmBooking": ("/api/v1/admin/bookings/$PENDING/confirm", #"{"reason":"paid"}"#),
            "rejectBooking": ("/api/v1/admin/bookings/$PENDING/reject", nil),
            "cancelAnyBooking": ("/api/v1/admin/bookings/$PENDING/cancel", nil),
            "getBookingCalendar": ("/api/v1/bookings/$BOOKING.ics", nil),
            "streamCalendar": ("/api/v1/calendar/$FEED.ics", nil),
            "createCalendarFeed": ("/api/v1/calendar", nil),
            "endCalendarFeed": ("/api/v1/calendar", nil),
            "listBookingHistory": ("/api/v1/admin/bookings/$BOOKING/history", nil),
            "joinWaitlist": (
                "/api/v1/venues/$TAKEN/waitlist",
                #"{"start_datetime":"2031-05-05T10:00:00Z","end_datetime":"2031-05-05T12:00:00Z","#
                    + #""guests":5,"notes":"any time"}"#
            ),
            "listWaitlist": ("/api/v1/waitlist", nil),
            "leaveWaitlist": ("/api/v1/waitlist/$WAITING", nil),
            "listWebhooks": ("/api/v1/admin/webhooks", nil),
            "createWebhook": (
                "/api/v1/admin/webhooks",
                #"{"url":"http://127.0.0.1:9/","events":["waitlist.held"]}"#
            ),
            "updateWebhook": ("/api/v1/admin/webhooks/$WEBHOOK", #"{"enabled":false}"#),
            "deleteWebhook": ("/api/v1/admin/webhooks/$WEBHOOK", nil),
            "listDeliveries": ("/api/v1/admin/webhooks/$WEBHOOK/deliveries", nil),
            "retryDelivery": ("/api/v1/admin/webhooks/$DELIVERY/retry", nil),
            "createVenue": (
                "/api/v1/admin/venues",
                #"{"name":"Loft","seats":9,"time_zone":"UTC","hourly_rate":"1.50","currency":"EUR"}"#
            ),
            "updateVenue": ("/api/v1/admin/venues/$VENUE", #"{"opening_hours":{}}"#),
            "retireVenue": ("/api/v1/admin/venues/$VENUE", nil),
            "createItem": (
                "/api/v1/admin/items", #"{"name":"Urn","quantity":3,"price":"0","currency":"EUR"}"#
            ),
            "updateItem": ("/api/v1/admin/items/$ITEM", #"{"price":"2.5"}"#),
            "retireItem": ("/api/v1/admin/items/$ITEM", nil),
            "createProgram": (
                "/api/v1/admin/programs", #"{"name":"Choir","regular":false,"venue_id":1}"#
            ),
            "updateProgram": ("/api/v1/admin/programs/$PROGRAM", #"{"weekday":null}"#),
            "retireProgram": ("/api/v1/admin/programs/$PROGRAM", nil),
            "createEvent": (
                "/api/v1/admin/events",
                #"{"title":"Fair","venue_id":1,"start_datetime":"2031-01-01T10:00:00Z","#
                    + #""end_datetime":"2031-01-01T12:00:00Z"}"#
            ),
            "updateEvent": ("/api/v1/admin/events/$EVENT", #"{"title":"Fete"}"#),
            "retireEvent": ("/api/v1/admin/events/$EVENT", nil),
            "listGallery": ("/api/v1/gallery", nil),
            "getGalleryPhoto": ("/api/v1/gallery/$PHOTO", nil),
            "addGalleryPhoto": ("/api/v1/admin/gallery", nil),
            "updateGalleryPhoto": ("/api/v1/admin/gallery/$PHOTO", #"{"title":"The hall"}"#),
            "deleteGalleryPhoto": ("/api/v1/admin/gallery/$PHOTO", nil),
            "listForums": ("/api/v1/forums", nil),
            "listTopics": ("/api/v1/forums/general/topics?search=umbrella", nil),
            "createTopic": (
                "/api/v1/forums/general/topics", #"{"subject":"Ladder","body":"Who has one?"}"#
            ),
            "getTopic": ("/api/v1/topics/$TOPIC", nil),
            "updateTopic": ("/api/v1/topics/$OWN_TOPIC", #"{"subject":"Ladders"}"#),
            "listPosts": ("/api/v1/topics/$TOPIC/posts", nil),
            "createPost": ("/api/v1/topics/$TOPIC/posts", #"{"body":"I do."}"#),
            "updatePost": ("/api/v1/posts/$OWN_POST", #"{"body":"I did."}"#),
            "followTopic": ("/api/v1/topics/$TOPIC/follow", nil),
            "unfollowTopic": ("/api/v1/topics/$TOPIC/follow", nil),
            "markTopicRead": ("/api/v1/topics/$TOPIC/read", #"{"position":1}"#),
            "exportTopic": ("/api/v1/topics/$TOPIC/export", nil),
            "getForumFeed": ("/api/v1/forums/general/feed.atom", nil),
            "listThreads": ("/api/v1/forum/threads?tab=recent", nil),
            "getForumActivity": ("/api/v1/forum/activity", nil),
            "listModerations": ("/api/v1/forum/moderation-log", nil),
            "listFasts": ("/api/v1/fasts?church=1", nil),
            "getFastStats": ("/api/v1/fasts/stats", nil),
            "getFast": ("/api/v1/fasts/1", nil),
            "getFastCalendar": ("/api/v1/fasts/1.ics", nil),
            "joinFast": ("/api/v1/fasts/1/participation", nil),
            "leaveFast": ("/api/v1/fasts/1/participation", nil),
            "listParticipants": ("/api/v1/fasts/1/participants", nil),
            "createFast": (
                "/api/v1/admin/fasts",
                #"{"name":"Lent","church_id":1,"days":["2031-03-05","2031-03-07"]}"#
            ),
            "setFastDays": (
                "/api/v1/admin/fasts/2/days",
                #"{"days":{"from":"2031-03-05","to":"2031-04-12","weekdays":["wednesday","friday"]}}"#
            ),
            "listMyIdentifications": ("/api/v1/plants/identifications?status=identified", nil),
            "requestIdentification": (
                "/api/v1/plants/identifications", #"{"note":"White flowers"}"#
            ),
            "decideIdentification": (
                "/api/v1/plants/identifications/1",
                #"{"status":"identified","species":"Bellis perennis","confidence":0.93}"#
            ),
            "getIdentificationPhoto": ("/api/v1/plants/identifications/$PLANT/photo", nil),
            "getIdentificationThumbnail": ("/api/v1/plants/identifications/$PLANT/thumbnail", nil),
            "listIdentifications": ("/api/v1/moderator/identifications?status=requested", nil),
            "listCareCards": ("/api/v1/plants/care-cards", nil),
            "createCareCard": (
                "/api/v1/plants/care-cards",
                #"{"plant":"Bellis","title":"Daisies","text":"Water weekly.","source":"book"}"#
            ),
            "deleteCareCard": ("/api/v1/plants/care-cards/$CARD", nil),
            "getDashboardStats": ("/api/v1/dashboard/stats", nil),
            "testDatabase": ("/api/v1/ops/database", nil),
            "listIndexes": ("/api/v1/ops/indexes", nil),
            "getHealth": ("/api/v1/ops/health", nil),
            "getMemory": ("/api/v1/ops/memory", nil),
            "listQueries": ("/api/v1/ops/queries", nil),
            "getCache": ("/api/v1/ops/cache", nil),
            "clearCache": ("/api/v1/ops/cache/clear", nil),
            "getLogLevel": ("/api/v1/ops/log-level", nil),
            "setLogLevel": ("/api/v1/ops/log-level", #"{"level":"info"}"#),
            "getMetrics": ("/metrics", nil),
            "getLiveness": ("/live", nil),
            "getReadiness": ("/ready", nil),
            "getOpenAPI": ("/api/v1/openapi.json", nil),
        ]

        /// What is sent beside the samples: words for curl.
        private static func words(_ operation: String) throws -> [String] {
            switch operation {
            case "importBookings":
                return ["-H", "Content-Type: application/x-ndjson", "--data-binary", "{}"]
            case "addGalleryPhoto":
                return ["-F", "title=A photo", "-F", "file=@\(try Photos.file(Photos.picture()))"]
            default: return []
            }
        }

        /// The operations of the document.
        static func operations() throws -> [(id: String, method: String, description: JSONValue)] {
            guard case .object(let paths) = try stack.curl("/api/v1/openapi.json").json["paths"]
            else {
                return []
            }
            return paths.flatMap { path -> [(id: String, method: String, description: JSONValue)] in
                guard case .object(let methods) = path.value else { return [] }
                return methods.map {
                    ($0.value["operationId"].text, $0.name.uppercased(), $0.value)
                }
            }
        }

        /// A sample with what is there to be had.
        func fill(_ sample: String) throws -> String {
            var sample = try Spares.fill(sample)
            let booking = try stack.value("SELECT min(id) FROM bookings WHERE user_id = 2")
            for (hole, value) in [
                ("$BOOKING", booking), ("$EMAIL", member.email), ("$PASSWORD", member.password),
                ("$NEW", freshAddress()),
            ] {
                sample = sample.replacingOccurrences(of: hole, with: value)
            }
            if sample.contains("$REFRESH") {
                let token = try EndToEnd.person().refresh
                sample = sample.replacingOccurrences(of: "$REFRESH", with: token)
            }
            return sample
        }

        @Test("Every operation's answer has the shape that the document gives")
        func shapes() throws {
            let operations = try Self.operations()
            #expect(Set(operations.map(\.id)) == Set(Self.samples.keys))
            for operation in operations {
                let sample = try #require(Self.samples[operation.id])
                let access = operation.description["x-access"].text
                let login = ["admin", "moderator"].contains(access) ? admin : member
                let answer = try stack.curl(
                    fill(sample.path), as: login, method: operation.method,
                    json: sample.json.map(fill), options: Self.words(operation.id))
                let described = operation.description["responses"][String(answer.status)]
                #expect(answer.status < 300, "\(operation.id): \(answer.text)")
                #expect(!described.isNull, "\(operation.id) answers \(answer.status)")
                guard answer.status != 204 else {
                    #expect(answer.body.isEmpty && described["content"].isNull)
                    continue
                }
                let type = answer["Content-Type"] ?? ""
                let schema = described["content"][type]["schema"]
                try #require(!schema.isNull, "\(operation.id) answers \(type)")
                guard type == "application/json" else { continue }
                #expect(SchemaCheck.faults(answer.json, schema) == [], "\(operation.id)")
            }
        }

        @Test("A problem has the shape that the document gives")
        func problems() throws {
            let document = try stack.curl("/api/v1/openapi.json").json
            let schema = document["components"]["schemas"]["problem"]
            for path in ["/api/v1/venues?page=0&x=1", "/api/v1/nothing", "/api/v1/bookings"] {
                #expect(SchemaCheck.faults(try stack.curl(path).json, schema) == [], "\(path)")
            }
        }

        @Test("The document is the same as the one that the command line prints")
        func sameDocument() throws {
            let printed = try run(["\(Stack.programs)/guildhall", "openapi"])
            #expect(printed.status == 0)
            let served = try stack.curl("/api/v1/openapi.json").text
            #expect(printed.text.trimmingCharacters(in: .whitespacesAndNewlines) == served)
        }
    }
}

/// As much of JSON Schema as our documents use.
enum SchemaCheck {
    static func faults(_ value: JSONValue, _ schema: JSONValue, at place: String = "") -> [String] {
        let choices = schema["oneOf"].elements.map { Self.faults(value, $0, at: place) }
        if let best = choices.min(by: { $0.count < $1.count }) { return best }
        let types =
            schema["type"].text.isEmpty
            ? schema["type"].elements.map(\.text) : [schema["type"].text]
        guard !types.isEmpty else { return [] }
        let type = name(of: value)
        // Every whole number is a number too (JSON Schema 2020-12, section 4.2.1).
        guard types.contains(type) || (type == "integer" && types.contains("number")) else {
            return ["\(place): \(type) instead of \(types)"]
        }
        var faults: [String] = []
        let labels = schema["enum"].elements
        if !labels.isEmpty, !labels.contains(value) {
            faults.append("\(place): \(value) is none of the choices")
        }
        for (index, element) in value.elements.enumerated() {
            faults += Self.faults(element, schema["items"], at: "\(place)/\(index)")
        }
        for name in value.names {
            let property = schema["properties"][name]
            if property.isNull { faults.append("\(place)/\(name): not in the document") }
            faults += Self.faults(value[name], property, at: "\(place)/\(name)")
        }
        if type == "object" {
            for name in schema["required"].elements.map(\.text) where !value.names.contains(name) {
                faults.append("\(place)/\(name): missing")
            }
        }
        return faults
    }

    private static func name(of value: JSONValue) -> String {
        switch value {
        case .null: "null"
        case .bool: "boolean"
        case .number(let number): number.int64 == nil ? "number" : "integer"
        case .string: "string"
        case .array: "array"
        case .object: "object"
        }
    }
}
