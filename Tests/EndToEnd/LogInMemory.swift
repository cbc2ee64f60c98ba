import Foundation
import JSON
import TestStack
import Testing

extension EndToEnd {
    @Suite(.serialized) struct LogInMemory {
        /// What Argon2id fills, and what the hasher program is besides, in KiB.
        private let hash = (19 + 7) << 10

        @Test("Two hundred log-ins at once take the memory of four hashes, and give it back")
        func peak() throws {
            let login = try EndToEnd.person().login
            let request = Load.Request(
                path: "/api/v1/auth/login", body: logIn(login.email, login.password))
            let requests = Array(repeating: request, count: 200)
            _ = try Load(stack: stack).burst(Array(requests.prefix(20)))
            let responders = try stack.responders()
            let idle = try resident(responders)
            for responder in responders { try Memory.resetPeak(responder) }
            let told = try Load(stack: stack).perform([
                "mode": "watched", "watch": responders,
                "requests": requests.map(\.description),
            ])
            #expect(told["replies"].elements.allSatisfy { $0[0].int == 200 })
            let peak = try #require(told["peak"].int)
            let hashers = try #require(told["hashers"].int)
            let facts =
                "\(idle) KiB idle, \(peak) KiB at most; \(hashers) hashers of \(told["hasher"].int ?? 0) KiB, \(told["samples"].int ?? 0) samples, \(told["milliseconds"].int ?? 0) ms"
            #expect(hashers <= 4 && hashers > 0, "\(facts)")
            #expect(told["samples"].int ?? 0 > 50, "\(facts)")
            #expect(peak <= idle + 4 * hash + 4_096, "\(facts)")
            let grown = try responders.map(Memory.peak).reduce(0, +)
            #expect(grown <= idle + 4_096, "\(grown) KiB of responders; \(facts)")
            let isGivenBack = try eventually(5) { try resident(responders) <= idle + 2_048 }
            #expect(isGivenBack)
            #expect(try stack.responders() == responders)
            print(facts)
        }

        private func resident(_ processes: [Int32]) throws -> Int {
            try processes.map(Memory.resident).reduce(0, +)
        }
    }
}
