import Foundation
import JSON
import TestStack
import Testing

extension EndToEnd {
    @Suite(.serialized) struct Profiles {
        private let path = "/api/v1/profile"

        private func get(_ person: Person) throws -> JSONValue {
            try stack.curl(path, options: person.bearer).json
        }

        private func patch(_ person: Person, _ json: String) throws -> Answer {
            try stack.curl(path, method: "PATCH", json: json, options: person.bearer)
        }

        private func logInStatus(_ email: String, _ password: String) throws -> Int {
            try stack.curl("/api/v1/auth/login", json: logIn(email, password)).status
        }

        private func refreshStatus(_ token: String) throws -> Int {
            try stack.curl("/api/v1/auth/refresh", json: refreshing(token)).status
        }

        @Test("A profile says who one is and how much one has taken part")
        func profile() throws {
            let answer = try stack.curl(path, as: member)
            #expect(answer.status == 200)
            #expect(
                answer.json.names == [
                    "id", "email", "name", "role", "trust_level", "church", "joined_at",
                    "fasts_count", "bookings_count",
                ])
            #expect(answer.json["id"].int == 2)
            #expect(answer.json["email"].text == member.email)
            let count = try stack.value("SELECT count(*) FROM bookings WHERE user_id = 2")
            #expect(answer.json["bookings_count"].int == Int(count))
            #expect(answer["Cache-Control"]?.contains("private") == true)
            let tag = try #require(answer["ETag"])
            let same = try stack.curl(path, as: member, options: ["-H", "If-None-Match: \(tag)"])
            #expect(same.status == 304)
            #expect(same.body.isEmpty)
            let head = try stack.curl(path, as: member, method: "HEAD")
            #expect(head.status == 200)
        }

        @Test("Bookings earn trust, and losing them costs it")
        func trust() throws {
            let person = try EndToEnd.person()
            #expect(try get(person)["bookings_count"].int == 0)
            try stack.sql(
                """
                INSERT INTO bookings (user_id, venue_id, status, start_datetime, end_datetime,
                                      guests, total_amount_minor, currency)
                SELECT \(person.id), 4, 'completed', day, day + interval '1 hour', 5, 100, 'EUR'
                  FROM generate_series(timestamptz '2100-03-01 10:00Z', '2100-03-10 10:00Z',
                                       '1 day') AS day
                """)
            #expect(try get(person)["bookings_count"].int == 10)
            #expect(try get(person)["trust_level"].text == "basic")
            try stack.sql("DELETE FROM bookings WHERE user_id = \(person.id)")
            #expect(try get(person)["bookings_count"].int == 0)
            #expect(try get(person)["trust_level"].text == "new")
        }

        @Test("Ten, fifty and two hundred bookings lead from one trust level to the next")
        func trustLevels() throws {
            let person = try EndToEnd.person()
            defer { _ = try? stack.sql("DELETE FROM bookings WHERE user_id = \(person.id)") }
            var made = 0
            for (count, level) in [
                (9, "new"), (10, "basic"), (49, "basic"), (50, "trusted"), (199, "trusted"),
                (200, "veteran"),
            ] {
                try stack.sql(
                    """
                    INSERT INTO bookings (user_id, venue_id, status, start_datetime, end_datetime,
                                          guests, total_amount_minor, currency)
                    SELECT \(person.id), 4, 'completed', start, start + interval '1 hour', 5, 100, 'EUR'
                      FROM generate_series(\(made + 1), \(count)) AS n,
                           LATERAL (SELECT timestamptz '2101-01-01 10:00Z' + n * interval '1 day'
                                           AS start) AS moment
                    """)
                made = count
                #expect(try get(person)["trust_level"].text == level, "\(count)")
            }
        }

        @Test("Name and church can be changed with the token alone")
        func change() throws {
            let person = try EndToEnd.person()
            let churches = try stack.curl("/api/v1/churches").json["items"].elements
            #expect(churches.count > 2)
            #expect(churches[0].names == ["id", "name", "time_zone"])
            let id = try #require(churches[1]["id"].int)
            let name = churches[1]["name"].text
            let answer = try patch(person, #"{"name":"Nina New","church_id":\#(id)}"#)
            #expect(answer.status == 200)
            #expect(answer.json["name"].text == "Nina New")
            #expect(answer.json["church"].names == ["id", "name"])
            #expect(answer.json["church"]["id"].int == id)
            #expect(answer.json["church"]["name"].text == name)
            #expect(try get(person) == answer.json)
            let other = try patch(person, #"{"name":"Nina Newer"}"#)
            #expect(other.json["church"] == answer.json["church"], "what is not named stays")
            let none = try patch(person, #"{"church_id":null}"#)
            #expect(none.json["church"].isNull)
            #expect(none.json["name"].text == "Nina Newer")
            let unknown = try patch(person, #"{"name":"Not Kept","church_id":999999}"#)
            #expect(unknown.status == 422)
            #expect(pointers(unknown) == ["/church_id"])
            #expect(try get(person)["name"].text == "Nina Newer")
            #expect(try patch(person, "{}").status == 200)
        }

        @Test("Every fault of a change is named, and roles are not one's own to change")
        func faults() throws {
            let person = try EndToEnd.person()
            let answer = try patch(
                person,
                #"{"name":"","church_id":"x","email":"y","password":"short","role":"admin"}"#)
            #expect(answer.status == 422)
            #expect(
                Set(pointers(answer)) == ["/name", "/church_id", "/email", "/password", "/role"])
            #expect(try patch(person, #"{"id":1}"#).status == 422)
            #expect(try patch(person, #"{"name":null}"#).status == 422)
            #expect(try get(person)["role"].text == "member")
        }

        @Test("A new e-mail address or password needs the present password")
        func needsPassword() throws {
            let person = try EndToEnd.person()
            let email = freshAddress()
            for change in [#""email":"\#(email)""#, #""password":"another good one""#] {
                for present in ["", #","current_password":"wrong""#] {
                    let answer = try patch(person, "{\(change)\(present)}")
                    #expect(answer.status == 422, "\(answer.text)")
                    #expect(pointers(answer) == ["/current_password"])
                }
            }
            #expect(try get(person)["email"].text == person.login.email)
            #expect(try logInStatus(person.login.email, person.login.password) == 200)
        }

        @Test("Wrong present passwords are counted like wrong ones at the door")
        func guessing() throws {
            let person = try EndToEnd.person()
            func status(_ password: String) throws -> Int {
                try patch(
                    person,
                    #"{"password":"another good one","current_password":"\#(password)"}"#
                ).status
            }
            for _ in 0..<5 { #expect(try status("wrong") == 422) }
            let locked = try patch(
                person,
                #"{"password":"another one","current_password":"\#(person.login.password)"}"#)
            #expect(locked.status == 429)
            #expect(locked["Retry-After"] != nil)
            #expect(try logInStatus(person.login.email, person.login.password) == 429)
            try forgetAttempts()
            #expect(try status(person.login.password) == 200)
        }

        @Test("An e-mail address moves with its log-in, and stays unique")
        func email() throws {
            let person = try EndToEnd.person()
            let other = try EndToEnd.person()
            let present = #""current_password":"\#(person.login.password)""#
            let taken = try patch(
                person, #"{"email":"\#(other.login.email.uppercased())",\#(present)}"#)
            #expect(taken.status == 409)
            #expect(pointers(taken) == ["/email"])
            let email = freshAddress()
            let moved = try patch(person, #"{"email":"\#(email)",\#(present)}"#)
            #expect(moved.status == 200)
            #expect(moved.json["email"].text == email)
            #expect(try logInStatus(person.login.email, person.login.password) == 401)
            #expect(try logInStatus(email, person.login.password) == 200)
            let same = try patch(person, #"{"email":"\#(email.uppercased())",\#(present)}"#)
            #expect(same.status == 200, "one's own address in other letters")
            #expect(try refreshStatus(person.refresh) == 200)
        }

        @Test("A new password ends one's other log-ins, not this one")
        func password() throws {
            let person = try EndToEnd.person()
            let other = try stack.curl(
                "/api/v1/auth/login", json: logIn(person.login.email, person.login.password)
            ).json["refresh_token"].text
            let bystander = try EndToEnd.person()
            let new = "a new good password"
            let weak = try patch(
                person,
                #"{"password":"12345678","current_password":"\#(person.login.password)"}"#)
            #expect(weak.status == 422)
            #expect(pointers(weak) == ["/password"])
            let answer = try patch(
                person, #"{"password":"\#(new)","current_password":"\#(person.login.password)"}"#)
            #expect(answer.status == 200)
            #expect(try logInStatus(person.login.email, person.login.password) == 401)
            #expect(try logInStatus(person.login.email, new) == 200)
            #expect(try refreshStatus(other) == 401)
            #expect(try refreshStatus(person.refresh) == 200)
            #expect(try refreshStatus(bystander.refresh) == 200)
        }
    }
}
