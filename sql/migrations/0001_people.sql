-- Who uses Guildhall: churches, users and the refresh tokens of their log-ins.

CREATE TYPE user_role AS ENUM ('member', 'moderator', 'admin');
COMMENT ON TYPE user_role IS 'What a user may do; each role may do what the ones before it may.';

CREATE TYPE trust_level AS ENUM ('new', 'basic', 'trusted', 'veteran');
COMMENT ON TYPE trust_level IS 'Standing earned by taking part, in ascending order.';

CREATE TABLE churches (
    id bigint GENERATED ALWAYS AS IDENTITY CONSTRAINT churches_pkey PRIMARY KEY,
    name text NOT NULL CONSTRAINT churches_name_length CHECK (char_length(name) BETWEEN 1 AND 200)
);
COMMENT ON TABLE churches IS 'The churches that users can belong to.';
COMMENT ON COLUMN churches.id IS 'Identifier.';
COMMENT ON COLUMN churches.name IS 'Name as shown, 1 to 200 characters.';

CREATE TABLE users (
    id bigint GENERATED ALWAYS AS IDENTITY CONSTRAINT users_pkey PRIMARY KEY,
    email text NOT NULL
        CONSTRAINT users_email_length CHECK (char_length(email) <= 254)
        CONSTRAINT users_email_form CHECK (email ~ '^[^@[:space:]]+@[^@[:space:]]+$'),
    name text NOT NULL CONSTRAINT users_name_length CHECK (char_length(name) BETWEEN 1 AND 200),
    password_hash text,
    role user_role NOT NULL DEFAULT 'member',
    trust_level trust_level NOT NULL DEFAULT 'new',
    church_id bigint CONSTRAINT users_church_fkey REFERENCES churches ON DELETE RESTRICT,
    created_at timestamptz NOT NULL DEFAULT now()
        CONSTRAINT users_created_at_finite CHECK (isfinite(created_at))
);
COMMENT ON TABLE users IS 'People with an account, and people whom bookings were made for.';
COMMENT ON COLUMN users.id IS 'Identifier.';
COMMENT ON COLUMN users.email IS 'E-mail address as given; unique without regard to case.';
COMMENT ON COLUMN users.name IS 'Name as shown, 1 to 200 characters.';
COMMENT ON COLUMN users.password_hash IS 'Argon2id hash in PHC string format; null: cannot log in.';
COMMENT ON COLUMN users.role IS 'What the user may do.';
COMMENT ON COLUMN users.trust_level IS 'Standing earned by taking part.';
COMMENT ON COLUMN users.church_id IS 'The church the user belongs to, if any.';
COMMENT ON COLUMN users.created_at IS 'When the user joined.';

CREATE UNIQUE INDEX users_email_key ON users (lower(email));
CREATE INDEX users_by_role ON users (role, id);
CREATE INDEX users_by_trust_level ON users (trust_level, id);
-- Each search reads the whole pending list, so it is short; without one an insert costs ten times
-- as much.
CREATE INDEX users_search ON users USING gin (name gin_trgm_ops, email gin_trgm_ops)
    WITH (gin_pending_list_limit = 256);

CREATE TABLE refresh_tokens (
    id bigint GENERATED ALWAYS AS IDENTITY CONSTRAINT refresh_tokens_pkey PRIMARY KEY,
    user_id bigint NOT NULL
        CONSTRAINT refresh_tokens_user_fkey REFERENCES users ON DELETE RESTRICT,
    family uuid NOT NULL,
    token_hash bytea NOT NULL
        CONSTRAINT refresh_tokens_token_hash_key UNIQUE
        CONSTRAINT refresh_tokens_token_hash_length CHECK (octet_length(token_hash) = 32),
    created_at timestamptz NOT NULL DEFAULT now(),
    expires_at timestamptz NOT NULL,
    revoked_at timestamptz,
    CONSTRAINT refresh_tokens_expire_later CHECK (expires_at > created_at)
);
COMMENT ON TABLE refresh_tokens IS 'Refresh tokens (RFC 6749, 1.5) that were issued.';
COMMENT ON COLUMN refresh_tokens.id IS 'Identifier.';
COMMENT ON COLUMN refresh_tokens.user_id IS 'Whom the token was issued to.';
COMMENT ON COLUMN refresh_tokens.family IS 'Same for all tokens that descend from one log-in.';
COMMENT ON COLUMN refresh_tokens.token_hash IS 'SHA-256 of the token, which is not kept.';
COMMENT ON COLUMN refresh_tokens.created_at IS 'When the token was issued.';
COMMENT ON COLUMN refresh_tokens.expires_at IS 'From when on the token is refused.';
COMMENT ON COLUMN refresh_tokens.revoked_at IS 'When it was used or revoked; null: still good.';

CREATE INDEX refresh_tokens_by_user_family ON refresh_tokens (user_id, family);

GRANT SELECT ON churches, users, refresh_tokens TO guildhall_responder;
GRANT INSERT ON refresh_tokens TO guildhall_responder;
GRANT UPDATE (password_hash) ON users TO guildhall_responder;
