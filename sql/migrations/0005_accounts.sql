-- Accounts: log-ins that are renewed and revoked as a whole, guards against guessing passwords,
-- what members did and the trust it earned them, and answers that are kept to be given again.

-- Log-ins

CREATE TYPE revocation_cause AS ENUM ('logout', 'reuse', 'password', 'admin');
COMMENT ON TYPE revocation_cause IS
    'Why a log-in ended early: logged out, a used token came again, the password changed, or an '
    'administrator ended it.';

CREATE TABLE refresh_families (
    id uuid DEFAULT gen_random_uuid() CONSTRAINT refresh_families_pkey PRIMARY KEY,
    user_id bigint NOT NULL
        CONSTRAINT refresh_families_user_fkey REFERENCES users ON DELETE RESTRICT,
    created_at timestamptz NOT NULL DEFAULT now(),
    expires_at timestamptz NOT NULL,
    revoked_at timestamptz,
    revoked_for revocation_cause,
    CONSTRAINT refresh_families_expire_later CHECK (expires_at > created_at),
    CONSTRAINT refresh_families_revoked_for_a_cause
        CHECK (num_nulls(revoked_at, revoked_for) IN (0, 2))
);
COMMENT ON TABLE refresh_families IS
    'Log-ins, each with the refresh tokens that descend from it. Whoever locks a family and one '
    'of its tokens locks the family first. A revoked one is kept until it would have expired.';
COMMENT ON COLUMN refresh_families.id IS 'Identifier.';
COMMENT ON COLUMN refresh_families.user_id IS 'Who logged in.';
COMMENT ON COLUMN refresh_families.created_at IS 'When the user logged in.';
COMMENT ON COLUMN refresh_families.expires_at IS
    'When the newest token expires; later the family can be deleted, and its tokens with it.';
COMMENT ON COLUMN refresh_families.revoked_at IS
    'Since when all its tokens are refused; null: they are good.';
COMMENT ON COLUMN refresh_families.revoked_for IS 'Why it was revoked; null: it was not.';

CREATE INDEX refresh_families_by_user ON refresh_families (user_id);
CREATE INDEX refresh_families_by_expiry ON refresh_families (expires_at);

-- So far nothing renewed or revoked a token; a row that was marked by hand is good for nothing.
DELETE FROM refresh_tokens WHERE revoked_at IS NOT NULL;

INSERT INTO refresh_families (id, user_id, created_at, expires_at)
SELECT family, min(user_id), min(created_at), max(expires_at) FROM refresh_tokens GROUP BY family;

DROP INDEX refresh_tokens_by_user_family;
ALTER TABLE refresh_tokens RENAME COLUMN revoked_at TO used_at;
ALTER TABLE refresh_tokens
    -- The family knows it.
    DROP COLUMN user_id,
    ADD COLUMN successor_hash bytea
        CONSTRAINT refresh_tokens_successor_hash_length CHECK (octet_length(successor_hash) = 32),
    ADD CONSTRAINT refresh_tokens_used_for_a_successor
        CHECK (num_nulls(used_at, successor_hash) IN (0, 2)),
    ADD CONSTRAINT refresh_tokens_family_fkey
        FOREIGN KEY (family) REFERENCES refresh_families ON DELETE CASCADE;
COMMENT ON COLUMN refresh_tokens.family IS 'The log-in that the token descends from.';
COMMENT ON COLUMN refresh_tokens.used_at IS 'When it was exchanged for the next; null: not yet.';
COMMENT ON COLUMN refresh_tokens.successor_hash IS 'SHA-256 of the token it was exchanged for.';

-- Serves the cascade, and finds the tokens of a long log-in that have expired.
CREATE INDEX refresh_tokens_by_family_expiry ON refresh_tokens (family, expires_at);

-- Guards against guessing

CREATE FUNCTION network_of(address inet) RETURNS cidr
    LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE
    RETURN CASE
        WHEN family(address) = 4 THEN network(set_masklen(address, 32))
        -- An IPv4 address that came in through an IPv6 socket.
        WHEN address <<= inet '::ffff:0.0.0.0/96'
        THEN network(set_masklen(inet '0.0.0.0' + (address - inet '::ffff:0.0.0.0'), 32))
        ELSE network(set_masklen(address, 64)) END;
COMMENT ON FUNCTION network_of IS
    'What one customer of a provider has: a single IPv4 address, or 2^64 addresses of IPv6.';

CREATE TABLE login_guards (
    account bytea
        CONSTRAINT login_guards_account_length CHECK (octet_length(account) IN (0, 32)),
    network cidr,
    attempts timestamptz[] NOT NULL,
    last_attempt uuid NOT NULL,
    newest timestamptz NOT NULL,
    CONSTRAINT login_guards_pkey PRIMARY KEY (account, network)
);
COMMENT ON TABLE login_guards IS
    'Who tried to log in lately, so that guessing comes to an end. Whoever locks two rows locks '
    'the network''s first, then the account''s.';
COMMENT ON COLUMN login_guards.account IS
    'SHA-256 of the e-mail address in lower case, whether someone has it or not (people type '
    'passwords into that field, too); empty: any account.';
COMMENT ON COLUMN login_guards.network IS 'Where from, as network_of() has it; ::/0: anywhere.';
COMMENT ON COLUMN login_guards.attempts IS
    'When passwords were checked, in ascending order, each moment once: at least those that still '
    'count. Attempts that were refused without a check are not among them.';
COMMENT ON COLUMN login_guards.last_attempt IS 'The request that was let through last.';
COMMENT ON COLUMN login_guards.newest IS 'When that was; once it counts no more, the row can go.';

CREATE INDEX login_guards_by_newest ON login_guards (newest);

CREATE FUNCTION login_guard_opens(attempts timestamptz[], threshold bigint, span interval)
    RETURNS timestamptz
    LANGUAGE sql STABLE PARALLEL SAFE
    RETURN attempts[(cardinality(attempts) - threshold + 1)::int] + span;
COMMENT ON FUNCTION login_guard_opens IS
    'From when on there are fewer attempts than the threshold within a span of time: when the '
    'last attempt but so many is as old as that. Null: there never were so many.';

CREATE TABLE known_networks (
    user_id bigint CONSTRAINT known_networks_user_fkey REFERENCES users ON DELETE CASCADE,
    network cidr,
    last_seen_at timestamptz NOT NULL,
    CONSTRAINT known_networks_pkey PRIMARY KEY (user_id, network)
);
COMMENT ON TABLE known_networks IS
    'Where users logged in from. There their attempts are counted apart, so that a stranger who '
    'guesses elsewhere cannot lock them out.';
COMMENT ON COLUMN known_networks.user_id IS 'The user.';
COMMENT ON COLUMN known_networks.network IS 'The network, as network_of() has it.';
COMMENT ON COLUMN known_networks.last_seen_at IS 'When the user last logged in from there.';

-- What members did

-- Not STRICT: PostgreSQL would call it for each row instead of inlining it, which takes longer than
-- the whole update.
CREATE FUNCTION earned_trust(interactions int) RETURNS trust_level
    LANGUAGE sql IMMUTABLE PARALLEL SAFE
    RETURN CASE WHEN interactions < 10 THEN 'new'::trust_level
                WHEN interactions < 50 THEN 'basic'::trust_level
                WHEN interactions < 200 THEN 'trusted'::trust_level
                ELSE 'veteran'::trust_level END;
COMMENT ON FUNCTION earned_trust IS 'The trust that so many interactions earn.';

CREATE TABLE member_counts (
    user_id bigint CONSTRAINT member_counts_pkey PRIMARY KEY
        CONSTRAINT member_counts_user_fkey REFERENCES users ON DELETE CASCADE,
    bookings int NOT NULL DEFAULT 0,
    kept_bookings int NOT NULL DEFAULT 0,
    posts int NOT NULL DEFAULT 0,
    identifications int NOT NULL DEFAULT 0,
    fasts int NOT NULL DEFAULT 0,
    interactions int NOT NULL GENERATED ALWAYS AS (kept_bookings + posts + identifications) STORED
    -- Half empty pages, as large changes touch every row of a page at once.
) WITH (fillfactor = 50);
COMMENT ON TABLE member_counts IS
    'What members did, in numbers; who has no row did nothing. Kept by triggers on what is '
    'counted: each adds a statement''s changes to its columns with INSERT … ORDER BY user_id ON '
    'CONFLICT, so that rows are always locked in the order of the key, and users.trust_level '
    'follows by itself.';
COMMENT ON COLUMN member_counts.user_id IS 'The member.';
COMMENT ON COLUMN member_counts.bookings IS 'Bookings in any status.';
COMMENT ON COLUMN member_counts.kept_bookings IS
    'Those among them that are pending, confirmed or completed.';
COMMENT ON COLUMN member_counts.posts IS 'Posts.';
COMMENT ON COLUMN member_counts.identifications IS 'Identifications.';
COMMENT ON COLUMN member_counts.fasts IS 'Fasts.';
COMMENT ON COLUMN member_counts.interactions IS 'What trust is earned by.';

-- Whoever runs this holds the members' counts, so no one else is about to change their trust. Users
-- whose trust stays are not even looked at: many change at once, and each change of trust costs an
-- entry in every index of theirs.
CREATE FUNCTION keep_trust() RETURNS trigger
    LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
BEGIN
    IF TG_OP = 'INSERT' THEN
        UPDATE users SET trust_level = earned_trust(present.interactions)
          FROM present
         WHERE users.id = present.user_id
           AND users.trust_level <> earned_trust(present.interactions);
    ELSE
        -- Grouped, not joined: the plan is made for the first statement of a session, and a join
        -- that suits few rows takes forever for many.
        UPDATE users SET trust_level = changed.trust
          FROM (SELECT user_id, max(trust) FILTER (WHERE is_present) AS trust
                  FROM (SELECT user_id, earned_trust(interactions) AS trust, true AS is_present
                          FROM present
                        UNION ALL
                        SELECT user_id, earned_trust(interactions), false FROM former) AS rows
                 GROUP BY user_id HAVING min(trust) <> max(trust)) AS changed
         WHERE users.id = changed.user_id;
    END IF;
    RETURN NULL;
END
$$;
COMMENT ON FUNCTION keep_trust IS 'Carries a statement''s changes of interactions to users.';

CREATE TRIGGER trust_inserted AFTER INSERT ON member_counts
    REFERENCING NEW TABLE AS present
    FOR EACH STATEMENT EXECUTE FUNCTION keep_trust();
CREATE TRIGGER trust_updated AFTER UPDATE ON member_counts
    REFERENCING OLD TABLE AS former NEW TABLE AS present
    FOR EACH STATEMENT EXECUTE FUNCTION keep_trust();

CREATE FUNCTION is_kept(status booking_status) RETURNS boolean
    LANGUAGE sql IMMUTABLE PARALLEL SAFE
    RETURN status IN ('pending', 'confirmed', 'completed');
COMMENT ON FUNCTION is_kept IS 'Whether a booking came about, or still may.';

CREATE FUNCTION count_members_bookings() RETURNS trigger
    LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
BEGIN
    IF TG_OP = 'INSERT' THEN
        INSERT INTO member_counts AS counts (user_id, bookings, kept_bookings)
        SELECT user_id, count(*), count(*) FILTER (WHERE is_kept(status))
          FROM added GROUP BY 1 ORDER BY 1
            ON CONFLICT (user_id) DO UPDATE
           SET bookings = counts.bookings + excluded.bookings,
               kept_bookings = counts.kept_bookings + excluded.kept_bookings;
    ELSIF TG_OP = 'DELETE' THEN
        INSERT INTO member_counts AS counts (user_id, bookings, kept_bookings)
        SELECT user_id, -count(*), -count(*) FILTER (WHERE is_kept(status))
          FROM removed GROUP BY 1 ORDER BY 1
            ON CONFLICT (user_id) DO UPDATE
           SET bookings = counts.bookings + excluded.bookings,
               kept_bookings = counts.kept_bookings + excluded.kept_bookings;
    ELSIF TG_OP = 'UPDATE' THEN
        INSERT INTO member_counts AS counts (user_id, bookings, kept_bookings)
        SELECT user_id, sum(change), sum(change * is_kept(status)::int)
          FROM (SELECT user_id, status, 1 AS change FROM added
                UNION ALL
                SELECT user_id, status, -1 FROM removed) AS changes
         GROUP BY 1
        HAVING sum(change) <> 0 OR sum(change * is_kept(status)::int) <> 0
         ORDER BY 1
            ON CONFLICT (user_id) DO UPDATE
           SET bookings = counts.bookings + excluded.bookings,
               kept_bookings = counts.kept_bookings + excluded.kept_bookings;
    ELSE
        UPDATE member_counts SET bookings = 0, kept_bookings = 0
          FROM (SELECT user_id FROM member_counts WHERE bookings <> 0
                 ORDER BY user_id FOR NO KEY UPDATE) AS locked
         WHERE member_counts.user_id = locked.user_id;
    END IF;
    RETURN NULL;
END
$$;
COMMENT ON FUNCTION count_members_bookings IS
    'Carries a statement''s changes of bookings to member_counts.';

-- Triggers run in the order of their names: these after those of booking_counts, for everyone.
CREATE TRIGGER member_count_inserted AFTER INSERT ON bookings
    REFERENCING NEW TABLE AS added
    FOR EACH STATEMENT EXECUTE FUNCTION count_members_bookings();
CREATE TRIGGER member_count_updated AFTER UPDATE ON bookings
    REFERENCING OLD TABLE AS removed NEW TABLE AS added
    FOR EACH STATEMENT EXECUTE FUNCTION count_members_bookings();
CREATE TRIGGER member_count_deleted AFTER DELETE ON bookings
    REFERENCING OLD TABLE AS removed
    FOR EACH STATEMENT EXECUTE FUNCTION count_members_bookings();
CREATE TRIGGER member_count_truncated AFTER TRUNCATE ON bookings
    FOR EACH STATEMENT EXECUTE FUNCTION count_members_bookings();

-- The bookings that are there, which no one changes any more until this migration ends.
INSERT INTO member_counts (user_id, bookings, kept_bookings)
SELECT user_id, count(*), count(*) FILTER (WHERE is_kept(status))
  FROM bookings GROUP BY 1 ORDER BY 1;
UPDATE users SET trust_level = 'new'
 WHERE trust_level <> 'new' AND NOT EXISTS (SELECT FROM member_counts WHERE user_id = users.id);

COMMENT ON COLUMN users.trust_level IS
    'Standing earned by taking part: earned_trust() of the interactions in member_counts.';

-- Answers kept

CREATE TABLE idempotency_keys (
    caller bigint,
    operation text
        CONSTRAINT idempotency_keys_operation_length CHECK (char_length(operation) <= 200),
    key text CONSTRAINT idempotency_keys_key_length CHECK (char_length(key) BETWEEN 1 AND 255),
    body_digest bytea NOT NULL
        CONSTRAINT idempotency_keys_body_digest_length CHECK (octet_length(body_digest) = 32),
    answer bytea NOT NULL,
    created_at timestamptz NOT NULL DEFAULT now(),
    CONSTRAINT idempotency_keys_pkey PRIMARY KEY (caller, operation, key)
);
COMMENT ON TABLE idempotency_keys IS
    'Answers to requests that carried a key of the caller''s choice: who repeats such a request '
    'within 24 hours gets the same answer, and nothing is done twice.';
COMMENT ON COLUMN idempotency_keys.caller IS 'The user who called; 0: nobody.';
COMMENT ON COLUMN idempotency_keys.operation IS 'What was called.';
COMMENT ON COLUMN idempotency_keys.key IS 'The key, 1 to 255 characters.';
COMMENT ON COLUMN idempotency_keys.body_digest IS
    'SHA-256 of the request''s body: the same key with another body is a mistake.';
COMMENT ON COLUMN idempotency_keys.answer IS 'The answer, sealed by the responder.';
COMMENT ON COLUMN idempotency_keys.created_at IS 'When it was given.';

-- Sealed bytes do not compress, so nothing should try.
ALTER TABLE idempotency_keys ALTER COLUMN answer SET STORAGE EXTERNAL;

CREATE INDEX idempotency_keys_by_age ON idempotency_keys (created_at);

-- What the responder may do

GRANT INSERT (email, name, password_hash) ON users TO guildhall_responder;
GRANT UPDATE (email, name, church_id) ON users TO guildhall_responder;

REVOKE INSERT ON refresh_tokens FROM guildhall_responder;
GRANT INSERT (family, token_hash, expires_at), UPDATE (used_at, successor_hash), DELETE
    ON refresh_tokens TO guildhall_responder;
GRANT SELECT, INSERT (user_id, expires_at), UPDATE (expires_at, revoked_at, revoked_for), DELETE
    ON refresh_families TO guildhall_responder;

GRANT SELECT, INSERT, UPDATE (attempts, last_attempt, newest), DELETE
    ON login_guards TO guildhall_responder;
GRANT SELECT, INSERT, UPDATE (last_seen_at), DELETE ON known_networks TO guildhall_responder;
GRANT EXECUTE ON FUNCTION network_of, login_guard_opens TO guildhall_responder;

GRANT SELECT ON member_counts TO guildhall_responder;

GRANT SELECT, INSERT, UPDATE (body_digest, answer, created_at), DELETE
    ON idempotency_keys TO guildhall_responder;
