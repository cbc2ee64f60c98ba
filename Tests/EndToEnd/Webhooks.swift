import Foundation
import JSON
import TestStack
import Testing

extension EndToEnd {
    /// Telling other programs what happens.
    @Suite(.serialized) struct Webhooks {
        private let stack = sharpStack
        private let path = "/api/v1/admin/webhooks"

        /// Makes a webhook to a port, and gives it with its secret.
        private func webhook(_ port: Int, events: String = #"["booking.created"]"#) throws
            -> JSONValue
        {
            let answer = try stack.curl(
                path, as: stack.admin,
                json: #"{"url":"http://127.0.0.1:\#(port)/hook","events":\#(events)}"#)
            try #require(answer.status == 201, "\(answer.text)")
            return answer.json
        }

        private func id(_ webhook: JSONValue) -> Int { webhook["id"].int ?? 0 }

        private func log(_ webhook: JSONValue) throws -> [JSONValue] {
            try stack.curl("\(path)/\(id(webhook))/deliveries", as: stack.admin)
                .json["items"].elements
        }

        private func delete(_ webhook: JSONValue) throws -> Int {
            try stack.curl("\(path)/\(id(webhook))", as: stack.admin, method: "DELETE").status
        }

        private func workers() throws -> [Int32] {
            let services = try stack.facts()["service_pids"]
            return ["worker", "worker-2"].compactMap { services[$0].int.map(Int32.init) }
        }

        @Test("What happens is told once, signed, without names; the log says so")
        func telling() throws {
            let receiver = try WebhookReceiver(port: freePorts(1)[0])
            defer { receiver.stop() }
            let types = [
                "booking.created", "booking.changed", "booking.cancelled", "waitlist.held",
            ]
            let hook = try webhook(
                receiver.port, events: "[\(types.map { "\"\($0)\"" }.joined(separator: ","))]")
            try receiver.expect(secret: hook["secret"].text)
            let steps = try WaitingSteps(on: stack)
            let (owner, waiting) = (try person(on: stack), try person(on: stack))
            let booking = try steps.booking(owner, 10, 13)
            #expect(try steps.move(booking, of: owner, to: 10, 12).status == 200)
            #expect(try steps.wait(waiting).status == 201)
            #expect(try steps.cancel(booking, of: owner).status == 200)
            #expect(eventually { receiver.messages.count >= 4 })
            usleep(500_000)
            let messages = receiver.messages
            #expect(Set(messages.map(\.type)) == Set(types) && messages.count == 4)
            #expect(messages.allSatisfy { $0.isGenuine })
            #expect(Set(messages.map(\.id)).count == 4)
            let told = messages.map(\.body).joined()
            #expect(!told.contains("Pia") && !told.contains("@"))
            let change = try #require(messages.first { $0.type == "booking.changed" })
            let data = JSONValue(Data(change.body.utf8))["data"]
            #expect(data["booking_id"].int == booking)
            #expect(data["end_datetime"].text == "2031-06-06T12:00:00Z")
            let isLogged = try eventually {
                try log(hook).allSatisfy {
                    $0["status"].text == "delivered" && $0["attempts"].int == 1
                        && $0["response_status"].int == 200 && $0["duration_ms"].int != nil
                        && $0["error"].isNull && $0["next_attempt_at"].isNull
                }
            }
            #expect(isLogged)
            let shown = try stack.curl(path, as: stack.admin).text
            #expect(!shown.contains("secret") && !shown.contains("whsec_"))
            #expect(try delete(hook) == 204)
            _ = try steps.booking(owner, 14, 15)
            usleep(700_000)
            #expect(receiver.messages.count == 4, "a webhook that was deleted is told nothing")
        }

        @Test("After an error, silence and a redirect a message comes again until it is taken")
        func retrying() throws {
            let receiver = try WebhookReceiver(
                port: freePorts(1)[0], answers: "500,slow,302,200")
            defer { receiver.stop() }
            let hook = try webhook(receiver.port)
            try receiver.expect(secret: hook["secret"].text)
            _ = try WaitingSteps(on: stack).booking(person(on: stack))
            let isTried = try eventually { try log(hook).first?["attempts"].int == 1 }
            #expect(isTried)
            let hasFailed = try eventually {
                let entry = try log(hook).first
                return entry?["error"].text == "the answer was 500"
                    && entry?["response_status"].int == 500
            }
            #expect(hasFailed)
            let hasTimedOut = try eventually {
                try log(hook).first?["error"].text.contains("Timeout") == true
            }
            #expect(hasTimedOut)
            let isTaken = try eventually(20) { try log(hook).first?["status"].text == "delivered" }
            #expect(isTaken)
            let messages = receiver.messages
            // A busy machine may not even take a connection in time.
            let attempts = try #require(log(hook).first?["attempts"].int)
            #expect(attempts >= messages.count)
            #expect(messages.count == 4 && messages.allSatisfy { $0.isGenuine })
            #expect(Set(messages.map(\.id)).count == 1 && Set(messages.map(\.body)).count == 1)
            #expect(messages.allSatisfy { $0.path == "/hook" }, "no redirect is followed")
            #expect(try delete(hook) == 204)
        }

        @Test("A webhook that is gone is disabled, and can be mended")
        func gone() throws {
            let receiver = try WebhookReceiver(
                port: freePorts(1)[0], answers: "410,200")
            defer { receiver.stop() }
            let hook = try webhook(receiver.port)
            _ = try WaitingSteps(on: stack).booking(person(on: stack))
            let isGivenUp = try eventually { try log(hook).first?["status"].text == "failed" }
            #expect(isGivenUp)
            let present = try stack.curl(path, as: stack.admin).json["items"].elements
                .first { $0["id"] == hook["id"] }
            #expect(present?["enabled"] == .bool(false))
            #expect(present?["disabled_reason"].text.contains("410") == true)
            let delivery = try #require(log(hook).first?["id"].int)
            let mended = try stack.curl(
                "\(path)/\(id(hook))", as: stack.admin, method: "PATCH", json: #"{"enabled":true}"#)
            #expect(mended.json["disabled_reason"].isNull)
            let retry = try stack.curl(
                "\(path)/\(id(hook))/deliveries/\(delivery)/retry", as: stack.admin, method: "POST")
            #expect(retry.status == 204)
            let isTaken = try eventually { try log(hook).first?["status"].text == "delivered" }
            #expect(isTaken)
            #expect(try delete(hook) == 204)
        }

        @Test("A receiver that was down gets everything, although workers were killed meanwhile")
        func outage() throws {
            let port = try freePorts(1)[0]
            let hook = try webhook(port)
            let person = try person(on: stack)
            let steps = try WaitingSteps(on: stack)
            for hour in 0..<10 { _ = try steps.booking(person, hour, hour + 1) }
            let isTried = try eventually { try log(hook).contains { $0["error"].text != "" } }
            #expect(isTried)
            for worker in try workers() { kill(worker, SIGKILL) }
            for hour in 10..<20 { _ = try steps.booking(person, hour, hour + 1) }
            let receiver = try WebhookReceiver(port: port)
            defer { receiver.stop() }
            try receiver.expect(secret: hook["secret"].text)
            #expect(eventually(30) { Set(receiver.messages.map(\.id)).count == 20 })
            #expect(receiver.messages.allSatisfy { $0.isGenuine })
            #expect(try delete(hook) == 204)
        }

        @Test("A message that was under way when its worker was killed is sent again")
        func killedWhileSending() throws {
            let receiver = try WebhookReceiver(
                port: freePorts(1)[0], answers: "late,200")
            defer { receiver.stop() }
            let hook = try webhook(receiver.port)
            _ = try WaitingSteps(on: stack).booking(person(on: stack))
            #expect(eventually { receiver.messages.count == 1 })
            for worker in try workers() { kill(worker, SIGKILL) }
            #expect(eventually(20) { receiver.messages.count == 2 })
            #expect(Set(receiver.messages.map(\.id)).count == 1)
            let isTaken = try eventually { try log(hook).first?["status"].text == "delivered" }
            #expect(isTaken)
            #expect(try delete(hook) == 204)
        }

        @Test("All that is wrong with a webhook is named")
        func refusals() throws {
            for url in [
                "ftp://example.org/", "http://", "https://a b/", "http://u:p@example.org/",
                "http://:80/", "https://example.org/#x", "",
            ] {
                let answer = try stack.curl(
                    path, as: stack.admin, json: #"{"url":"\#(url)","events":["no.such"]}"#)
                #expect(answer.status == 422)
                #expect(Set(pointers(answer)) == ["/url", "/events"], "\(url)")
            }
        }

        @Test("A webhook's secret outlives the server's keys")
        func rotation() throws {
            let receiver = try WebhookReceiver(port: freePorts(1)[0])
            defer { receiver.stop() }
            let hook = try webhook(receiver.port)
            try receiver.expect(secret: hook["secret"].text)
            func sealed() throws -> [String] {
                try stack.sql("SELECT secret FROM webhooks WHERE id = \(id(hook))")
            }
            func rotate() throws {
                let words = ["\(Stack.programs)/guildhall", "rotate-key"]
                let outcome = try run(words, environment: ["GUILDHALL_STATE": stack.state.path])
                try #require(outcome.status == 0, "\(outcome.errors)")
            }
            let before = try sealed()
            try rotate()
            // A worker that starts seals anew; one that runs does so within a minute.
            for worker in try workers() { kill(worker, SIGTERM) }
            let isRenewed = try eventually { try sealed() != before }
            #expect(isRenewed)
            try rotate()
            _ = try WaitingSteps(on: stack).booking(person(on: stack))
            #expect(eventually { receiver.messages.count == 1 })
            #expect(receiver.messages.allSatisfy { $0.isGenuine })
            #expect(try delete(hook) == 204)
            let responders = try stack.responders()
            kill(stack.processID, SIGHUP)
            let isReloaded = try eventually(30) {
                let now = try stack.responders()
                return now.count == responders.count && Set(now).isDisjoint(with: responders)
            }
            #expect(isReloaded)
            // Those that were replaced would otherwise wait for nginx, and know none of the new keys.
            for responder in responders { kill(responder, SIGTERM) }
            stack.forgetTokens()
        }
    }
}
