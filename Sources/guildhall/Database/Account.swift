import Postgres
import Security

/// People who can log in, as the command line makes them.
struct Account {
    /// What an account may do.
    enum Role: String, CaseIterable {
        case member, moderator, admin
    }

    private static let find = Statement(
        "SELECT password_hash FROM users WHERE lower(email) = lower($1)", types: [.text])
    private static let insert = Statement(
        """
        INSERT INTO users (email, name, password_hash, role)
        VALUES ($1, $2, $3, $4::text::user_role)
        RETURNING id
        """,
        types: [.text, .text, .text, .text])
    private static let update = Statement(
        """
        UPDATE users SET password_hash = $2, role = $3::text::user_role
         WHERE lower(email) = lower($1)
        """,
        types: [.text, .text, .text])

    let email: String
    let name: String
    let role: Role
    let password: String

    /// Makes the account.
    /// - Returns: its id, or nil if there is an account of that address.
    func create(_ connection: Connection) throws -> Int64? {
        let values: [Value] = [.text(email), .text(name), .text(try hash()), .text(role.rawValue)]
        do {
            return try connection.run(Self.insert, values)[0].int(0)
        } catch .statement(let error) where error.constraint == "users_email_key" {
            return nil
        }
    }

    /// Sees to it that one can log in with this address and password.
    func ensure(_ connection: Connection) throws {
        let rows = try connection.run(Self.find, [.text(email)])
        guard rows.count > 0 else {
            _ = try create(connection)
            return
        }
        let present = rows[0].text(0)
        guard !PasswordHash.verify(Array(password.utf8), against: present) else { return }
        _ = try connection.run(
            Self.update, [.text(email), .text(try hash()), .text(role.rawValue)])
    }

    private func hash() throws -> String {
        guard let hash = PasswordHash.make(Array(password.utf8)) else {
            throw Failure("there is not memory enough to hash a password")
        }
        return hash
    }

    /// A password of 120 random bits, which needs no quoting anywhere.
    static func randomPassword() -> String { Sodium.base64URL(Sodium.randomBytes(15)) }
}
