import Foundation
import JSON
import TestStack
import Testing

extension EndToEnd {
    /// What browsers do: cookies alone, over TLS.
    @Suite(.serialized) struct Sessions {
        /// As much of a browser as there is in its cookies. (curl's own, in 7.88, forgets only the
        /// second of two that end.)
        private final class Browser {
            private(set) var cookies: [String: String] = [:]

            func call(
                _ path: String, method: String? = nil, json: String? = nil, _ headers: String...
            ) throws -> Answer {
                let pairs = cookies.map { "\($0)=\($1)" }.sorted().joined(separator: "; ")
                let fields = (pairs.isEmpty ? [] : ["Cookie: \(pairs)"]) + headers
                let answer = try stack.curl(
                    "/api/v1" + path, method: method, json: json, isSecure: true,
                    options: fields.flatMap { ["-H", $0] })
                answer.all("Set-Cookie").forEach(take)
                return answer
            }

            private func take(_ field: String) {
                let pair = field.prefix { $0 != ";" }.split(separator: "=", maxSplits: 1)
                let ends = field.contains("; Max-Age=0;")
                cookies[String(pair[0])] = ends || pair.count < 2 ? nil : String(pair[1])
            }
        }

        private func registered() throws -> Browser {
            let browser = Browser()
            let answer = try browser.call(
                "/auth/register", json: registration(freshAddress(), "a good password"))
            try #require(answer.status == 201, "\(answer.text)")
            return browser
        }

        @Test("A browser registers, looks, refreshes and logs out with cookies only")
        func flow() throws {
            let browser = try registered()
            let names: Set = ["__Host-guildhall_access", "__Host-guildhall_refresh"]
            #expect(Set(browser.cookies.keys) == names)
            #expect(try browser.call("/profile").status == 200)
            let patched = try browser.call(
                "/profile", method: "PATCH", json: #"{"name":"Bea Browser"}"#,
                "Origin: \(stack.secureURL)", "Sec-Fetch-Site: same-origin")
            #expect(patched.json["name"].text == "Bea Browser")
            let before = browser.cookies["__Host-guildhall_refresh"]
            let refreshed = try browser.call("/auth/refresh", method: "POST")
            #expect(refreshed.status == 200, "\(refreshed.text)")
            #expect(browser.cookies["__Host-guildhall_refresh"] != before)
            #expect(try browser.call("/profile").json["name"].text == "Bea Browser")
            let out = try browser.call("/auth/logout", method: "POST")
            #expect(out.status == 204)
            #expect(out.all("Set-Cookie").count == 2)
            #expect(
                out.all("Set-Cookie").allSatisfy {
                    $0.hasPrefix("__Host-guildhall_") && $0.contains("Max-Age=0")
                        && $0.contains("Path=/") && $0.contains("Secure")
                })
            #expect(browser.cookies.isEmpty)
            #expect(try browser.call("/profile").status == 401)
            #expect(try browser.call("/auth/refresh", method: "POST").status == 401)
        }

        @Test(
            "What another site's page sends with cookies is refused and changes nothing",
            arguments: [
                "Origin: https://evil.example", "Origin: null", "Sec-Fetch-Site: cross-site",
                "Sec-Fetch-Site: same-site", "Origin: https://127.0.0.1", "Origin: http://$HOST",
                "Origin: https://$HOST.evil.example",
            ])
        func foreign(_ header: String) throws {
            let host = stack.secureURL.dropFirst("https://".count)
            let header = header.replacingOccurrences(of: "$HOST", with: host)
            let browser = try registered()
            let before = browser.cookies
            let patch = try browser.call(
                "/profile", method: "PATCH", json: #"{"name":"Eve Evil"}"#, header)
            let refresh = try browser.call("/auth/refresh", method: "POST", header)
            let out = try browser.call("/auth/logout", method: "POST", header)
            for answer in [patch, refresh, out] {
                #expect(answer.status == 403, "\(answer.text)")
                #expect(answer["Content-Type"] == "application/problem+json")
                #expect(answer.all("Set-Cookie").isEmpty)
            }
            #expect(browser.cookies == before)
            let profile = try browser.call("/profile", header)
            #expect(profile.status == 200)
            #expect(profile.json["name"].text == "Pia Person")
            #expect(try browser.call("/auth/refresh", method: "POST").status == 200)
        }

        @Test("A request with a token in its header is nobody's forgery, wherever it comes from")
        func bearer() throws {
            let person = try EndToEnd.person()
            let foreign = ["-H", "Origin: https://app.example", "-H", "Sec-Fetch-Site: cross-site"]
            let patch = try stack.curl(
                "/api/v1/profile", method: "PATCH", json: #"{"name":"Ann App"}"#,
                options: person.bearer + foreign)
            #expect(patch.status == 200, "\(patch.text)")
            let refresh = try stack.curl(
                "/api/v1/auth/refresh", json: refreshing(person.refresh), options: foreign)
            #expect(refresh.status == 200)
            let out = try stack.curl(
                "/api/v1/auth/logout", method: "POST", options: person.bearer + foreign)
            #expect(out.status == 204)
        }

        @Test("Logging out ends this log-in and no other")
        func logOut() throws {
            let person = try EndToEnd.person()
            let other = try stack.curl(
                "/api/v1/auth/login", json: logIn(person.login.email, person.login.password))
            let next = try stack.curl("/api/v1/auth/refresh", json: refreshing(person.refresh))
                .json["refresh_token"].text
            for _ in 0..<2 {
                let out = try stack.curl(
                    "/api/v1/auth/logout", method: "POST", options: person.bearer)
                #expect(out.status == 204)
                #expect(out.body.isEmpty)
            }
            for token in [person.refresh, next] {
                let answer = try stack.curl("/api/v1/auth/refresh", json: refreshing(token))
                #expect(answer.status == 401)
            }
            let going = other.json["refresh_token"].text
            #expect(
                try stack.curl("/api/v1/auth/refresh", json: refreshing(going)).status == 200)
            #expect(
                try stack.sql(
                    """
                    SELECT revoked_for FROM refresh_families
                     WHERE user_id = \(person.id) AND revoked_at IS NOT NULL
                    """) == ["logout"])
            #expect(try stack.curl("/api/v1/auth/logout", method: "POST").status == 401)
        }

        @Test("A token that outlives its account is not valid any more, and no error of ours")
        func goneAccount() throws {
            let person = try EndToEnd.person()
            try stack.sql(
                """
                DELETE FROM refresh_families WHERE user_id = \(person.id);
                DELETE FROM users WHERE id = \(person.id)
                """)
            let wish = try Wish(
                Spares.venue(), "2031-06-01T10:00:00Z", "2031-06-01T12:00:00Z"
            ).json
            for (method, path, json) in [
                ("GET", "profile", nil), ("PATCH", "profile", #"{"name":"Nobody"}"#),
                ("POST", "bookings", wish), ("POST", "calendar", nil),
                ("PUT", "fasts/1/participation", nil),
                ("POST", "forums/general/topics", #"{"subject":"x","body":"y"}"#),
                ("POST", "plants/care-cards", #"{"plant":"x","title":"y","text":"z"}"#),
                ("POST", "plants/identifications", #"{"note":"x"}"#),
            ] as [(String, String, String?)] {
                let answer = try stack.curl(
                    "/api/v1/\(path)", method: method, json: json, options: person.bearer)
                #expect(answer.status == 401, "\(method) \(path): \(answer.text)")
                #expect(answer["WWW-Authenticate"]?.contains("invalid_token") == true)
            }
        }

        @Test("A cookie for plain HTTP is none over TLS")
        func prefix() throws {
            let person = try EndToEnd.person()
            let pairs = "guildhall_access=\(person.access); guildhall_refresh=\(person.refresh)"
            let plain = ["-H", "Cookie: \(pairs)"]
            #expect(try stack.curl("/api/v1/profile", options: plain).status == 200)
            #expect(try stack.curl("/api/v1/profile", isSecure: true, options: plain).status == 401)
            let refresh = try stack.curl(
                "/api/v1/auth/refresh", method: "POST", isSecure: true, options: plain)
            #expect(refresh.status == 401)
        }
    }
}
