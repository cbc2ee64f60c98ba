-- Private calendar feeds: whoever has the address reads the bookings, so the address is a secret.

CREATE TABLE calendar_feeds (
    user_id bigint CONSTRAINT calendar_feeds_pkey PRIMARY KEY
        CONSTRAINT calendar_feeds_user_fkey REFERENCES users ON DELETE CASCADE,
    token_hash bytea NOT NULL
        CONSTRAINT calendar_feeds_token_hash_key UNIQUE
        CONSTRAINT calendar_feeds_token_hash_length CHECK (octet_length(token_hash) = 32),
    created_at timestamptz NOT NULL DEFAULT now()
);
COMMENT ON TABLE calendar_feeds IS 'The feeds by which calendar programs read members'' bookings.';
COMMENT ON COLUMN calendar_feeds.user_id IS 'Whose bookings they are; each member has one feed.';
COMMENT ON COLUMN calendar_feeds.token_hash IS
    'SHA-256 of the token in the feed''s address, which is not kept.';
COMMENT ON COLUMN calendar_feeds.created_at IS 'Since when the address is good.';

GRANT SELECT, INSERT (user_id, token_hash), UPDATE (token_hash, created_at), DELETE
    ON calendar_feeds TO guildhall_responder;
