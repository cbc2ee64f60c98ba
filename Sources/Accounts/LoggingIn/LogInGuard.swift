internal import API
internal import Configuration
internal import Postgres
internal import Security

/// The guards against guessing passwords: for each account and each network a log of the attempts
/// in a sliding window.
///
/// Attempts on an account from networks where its owner has logged in are counted apart from those
/// elsewhere, so that a stranger's guesses do not lock the owner out.
enum LogInGuard {
    static let email = ParameterDeclaration.machinery("email", .text)
    static let address = ParameterDeclaration.machinery("address", .text)
    static let guardName = ParameterDeclaration.machinery("guard", .text)
    static let attemptedAt = ParameterDeclaration.machinery("attempted_at", .timestamptz)
    private static let attempt = ParameterDeclaration.machinery("attempt", PostgresType(oid: 2950))
    private static let accountLimit = ParameterDeclaration.machinery("account_limit", .int8)
    private static let networkLimit = ParameterDeclaration.machinery("network_limit", .int8)
    private static let window = ParameterDeclaration.machinery("window", .float8)
    private static let memory = ParameterDeclaration.machinery("memory", .float8)

    /// What counting an attempt needs to know.
    static func values(of email: String, _ call: Call) -> ParameterValues {
        let configuration = call.services.configuration
        var values = ParameterValues()
        values.set(Self.email, .text(email))
        values.set(address, .text(call.address))
        values.set(attempt, .bytes(Sodium.randomBytes(16)))
        values.set(accountLimit, .int(Int64(configuration.number(Settings.loginAttempts))))
        values.set(networkLimit, .int(Int64(configuration.number(Settings.networkAttempts))))
        values.set(window, .double(Double(configuration.number(Settings.loginWindowSeconds))))
        setMemory(in: &values, call)
        return values
    }

    /// Gives a statement the time for which networks are remembered.
    static func setMemory(in values: inout ParameterValues, _ call: Call) {
        let seconds = call.services.configuration.number(Settings.knownNetworkSeconds)
        values.set(memory, .double(Double(seconds)))
    }

    static let columns =
        MemberColumns.all + [
            .bool("admitted", "admitted"),
            .int(
                "retry_after",
                """
                CASE WHEN admitted THEN 0
                     ELSE greatest(1, ceil(extract(epoch FROM opens_at - now())))::int8 END
                """),
            .instant("attempted_at", "coalesce(counted_at, now())"),
            .text("guard", "caller.guard::text"), .text("password_hash", "u.password_hash").orNull,
        ]

    private static let span: SQL = "make_interval(secs => \(hole: window))"

    /// Counts an attempt for its network, and if that lets it through for its account; each only
    /// as long as its guard is open. Gives the account, if there is one.
    static let count = PreparedSQL(
        """
        WITH person AS MATERIALIZED (
            SELECT id, email, name, password_hash, role, trust_level, church_id, created_at
              FROM users WHERE lower(email) = lower(\(hole: email))
        ), caller AS MATERIALIZED (
            -- Where users are known, their attempts are counted apart from all others'.
            SELECT sha256(convert_to(lower(\(hole: email)), 'UTF8')) AS account, address.network,
                   CASE WHEN EXISTS (
                             SELECT FROM person
                               JOIN known_networks AS known ON known.user_id = person.id
                              WHERE known.network = address.network
                                AND known.last_seen_at
                                    > now() - make_interval(secs => \(hole: memory)))
                        THEN address.network ELSE '::/0' END AS guard
              FROM (SELECT network_of(\(hole: address)::inet)) AS address (network)
        ), shut AS MATERIALIZED (
            -- A guard that can be seen to be shut costs no lock and no write.
            SELECT max(opens_at) AS opens_at
              FROM caller
             CROSS JOIN LATERAL (VALUES (''::bytea, caller.network, \(hole: networkLimit)),
                                        (caller.account, caller.guard, \(hole: accountLimit)))
                   AS asked (account, network, threshold)
              JOIN login_guards AS present
                ON present.account = asked.account AND present.network = asked.network
             CROSS JOIN LATERAL login_guard_opens(present.attempts, asked.threshold, \(span))
                   AS opens_at
             WHERE opens_at > now()
        ), by_network AS (
            \(add("''", "network", networkLimit, from: "caller JOIN shut ON shut.opens_at IS NULL"))
            RETURNING last_attempt = \(hole: attempt) AS counted, newest,
                      login_guard_opens(attempts, \(hole: networkLimit), \(span)) AS opens_at
        ), by_account AS (
            \(add("account", "guard", accountLimit,
                from: "caller JOIN by_network ON by_network.counted"))
            RETURNING last_attempt = \(hole: attempt) AS counted,
                      login_guard_opens(attempts, \(hole: accountLimit), \(span)) AS opens_at
        ), verdict AS MATERIALIZED (
            SELECT coalesce(by_account.counted, false) AS admitted,
                   by_network.newest AS counted_at,
                   coalesce(shut.opens_at, by_account.opens_at, by_network.opens_at) AS opens_at
              FROM shut LEFT JOIN by_network ON true LEFT JOIN by_account ON true
        ), swept AS (
            \(sweeping)
        )
        SELECT \(columns: columns)
          FROM verdict CROSS JOIN caller LEFT JOIN person u ON true
               \(text: MemberColumns.joinChurch)
        """)

    /// Adds the attempt to a guard, unless that is shut. `last_attempt` tells which.
    private static func add(
        _ account: String, _ network: String, _ limit: ParameterDeclaration, from source: String
    ) -> SQL {
        """
        INSERT INTO login_guards AS present (account, network, attempts, last_attempt, newest)
            SELECT \(text: account), \(text: network), ARRAY[now()], \(hole: attempt), now()
              FROM \(text: source)
                ON CONFLICT (account, network) DO UPDATE SET (attempts, last_attempt, newest) = (
                    -- By now the row is locked and as new as can be. The moment is later than the
                    -- last.
                    SELECT present.attempts[(cardinality(present.attempts) - \(hole: limit) + 2)::int :]
                               || moment,
                           excluded.last_attempt, moment
                      FROM greatest(now(), present.newest + interval '1 microsecond') AS moment
                     WHERE (login_guard_opens(present.attempts, \(hole: limit), \(span)) > moment)
                           IS NOT TRUE
                     UNION ALL
                    SELECT present.attempts, present.last_attempt, present.newest
                     WHERE login_guard_opens(present.attempts, \(hole: limit), \(span))
                           > greatest(now(), present.newest + interval '1 microsecond'))
        """
    }

    /// Removes guards that count nothing any more. Each attempt adds two at the most, so these do
    /// not pile up.
    private static let sweeping: SQL = """
        DELETE FROM login_guards AS present
             USING (SELECT old.account, old.network
                      FROM login_guards AS old JOIN caller ON (SELECT admitted FROM verdict)
                     WHERE old.newest <= now() - \(span)
                       AND (old.account, old.network) <> (''::bytea, caller.network)
                       AND (old.account, old.network) <> (caller.account, caller.guard)
                     ORDER BY old.newest LIMIT 10
                       FOR UPDATE OF old SKIP LOCKED) AS stale
             WHERE present.account = stale.account AND present.network = stale.network
        """

    /// Takes an attempt with the right password back: the beginning of a statement whose next part
    /// has `forgotten` to wait for. The network's guard comes first, as everywhere.
    ///
    /// Others behind the same address do not suffer from members who know their passwords; and only
    /// the guard goes where this attempt was counted: what strangers did elsewhere stays.
    static let forgiving: SQL = """
        taken_back AS (
            UPDATE login_guards SET attempts = array_remove(attempts, \(hole: attemptedAt))
             WHERE account = '' AND network = network_of(\(hole: address)::inet)
            RETURNING network
        ), forgotten AS (
            DELETE FROM login_guards
             WHERE account = sha256(convert_to(lower(\(hole: email)), 'UTF8'))
               AND network = \(hole: guardName)::cidr
               AND (SELECT count(*) FROM taken_back) >= 0
            RETURNING account
        )
        """

    /// Takes an attempt back, and nothing else.
    static let forgive = PreparedSQL("WITH \(forgiving) SELECT count(*) FROM forgotten")

    /// Remembers where a member logged in from: the text of an `INSERT`.
    /// - Parameter member: a query that gives the member's `id`.
    static func remember(_ member: String) -> SQL {
        """
        INSERT INTO known_networks AS known (user_id, network, last_seen_at)
            SELECT id, network_of(\(hole: address)::inet), now() FROM \(text: member)
                ON CONFLICT (user_id, network) DO UPDATE
               SET last_seen_at = greatest(known.last_seen_at, excluded.last_seen_at)
            RETURNING user_id, network
        """
    }

    /// Forgets where a member has not logged in from for long: the text of a `DELETE`.
    /// - Parameter member: a query that gives the member's `user_id`.
    static func forget(_ member: String) -> SQL {
        """
        DELETE FROM known_networks AS known
             USING (SELECT old.user_id, old.network
                      FROM known_networks AS old
                      JOIN \(text: member) AS member ON member.user_id = old.user_id
                     WHERE old.last_seen_at <= now() - make_interval(secs => \(hole: memory))
                       AND old.network <> network_of(\(hole: address)::inet)
                     LIMIT 10 FOR UPDATE OF old SKIP LOCKED) AS old
             WHERE known.user_id = old.user_id AND known.network = old.network
        """
    }
}
