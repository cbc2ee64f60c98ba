internal import API
public import Postgres
public import Security

/// The secrets of webhooks outlive the server's keys, so what was sealed with a former key is sealed
/// with the current one before that is taken away.
public enum SealedSecrets {
    private static let id = ParameterDeclaration.machinery("id", .int8)
    private static let former = ParameterDeclaration.machinery("former", .bytes)
    private static let fresh = ParameterDeclaration.machinery("fresh", .bytes)

    private static let all = PreparedSQL("SELECT id, secret FROM webhooks ORDER BY id")
    private static let change = PreparedSQL(
        """
        UPDATE webhooks SET secret = \(hole: fresh)
         WHERE id = \(hole: id) AND secret = \(hole: former)
        """)

    static let statements = [
        CheckedStatement(all, [.int("id")]), CheckedStatement(change, []),
    ]

    /// Seals with the current key what was sealed with another.
    public static func renew(on database: Connection, _ keys: KeyRing) throws(DatabaseError) {
        let rows = try database.run([all.command(ParameterValues())])[0]
        for index in 0..<rows.count {
            let sealed = unsafe Array(rows[index].bytes(1))
            guard !keys.isSealedWithCurrent(sealed), let secret = keys.open(sealed) else {
                continue
            }
            var values = ParameterValues()
            values.set(id, .int(rows[index].int(0)))
            values.set(former, .bytes(sealed))
            values.set(fresh, .bytes(keys.seal(secret)))
            _ = try database.run([change.command(values)])
        }
    }
}
