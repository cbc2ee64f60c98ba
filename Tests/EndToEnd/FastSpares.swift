import Foundation
import JSON
import Security
import TestStack
import Testing

extension EndToEnd.Spares {
    /// A church by whose clock fasts begin and end, of which there are no others.
    static func church(_ zone: String = "UTC", on stack: Stack = EndToEnd.stack) throws -> String {
        try stack.value(
            "INSERT INTO churches (name, time_zone) VALUES ('Spare', '\(zone)') RETURNING id")
    }

    /// A fast of a church's, of so many days from one on.
    static func fast(
        _ church: String, from: String = "date '2031-03-05'", days: Int = 3,
        on stack: Stack = EndToEnd.stack
    ) throws -> Int {
        let id = try stack.value(
            "INSERT INTO fasts (name, church_id) VALUES ('Spare', \(church)) RETURNING id")
        try stack.sql(
            """
            INSERT INTO fast_days (fast_id, day)
            SELECT \(id), \(from) + n FROM generate_series(0, \(days) - 1) AS n
            """)
        return try #require(Int(id))
    }

    /// A plant that somebody asked about.
    static func identification(
        of user: Int, at moment: String = "now()", on stack: Stack = EndToEnd.stack
    ) throws -> Int {
        let id = try stack.value(
            """
            INSERT INTO plant_identifications (user_id, note, created_at)
            VALUES (\(user), 'White flowers', \(moment)) RETURNING id
            """)
        return try #require(Int(id))
    }
}

extension EndToEnd {
    /// An access token such as a log-in gives, for members of the demo data, who cannot log in.
    static func bearer(
        of user: Int, role: String = "member", on stack: Stack = EndToEnd.stack
    ) throws -> String {
        let key = try Data(
            contentsOf: stack.state.appendingPathComponent("secrets/access-token.key"))
        let signer = try #require(TokenSigner(key: [UInt8](key)))
        return "Bearer "
            + signer.sign(
                AccessToken(
                    user: Int64(user), role: role, session: UUID().uuidString.lowercased(),
                    expiry: Int64(Date().timeIntervalSince1970) + 600))
    }
}
