-- Photos: the hall's gallery, and those of plants that members ask about.
--
-- A photo's file is named by its content and is there before its row is: rows are written under an
-- advisory lock on the digest, and a file is removed only under that lock, once there is no row. So no
-- row is ever without its file, and a file without a row is what `guildhall sweep` removes.

CREATE TYPE photo_audience AS ENUM ('public', 'private');
COMMENT ON TYPE photo_audience IS
    'Who may see a photo''s file: everyone, or who may see what it belongs to.';

CREATE TYPE photo_format AS ENUM ('jpeg', 'png', 'webp');
COMMENT ON TYPE photo_format IS 'The formats of photos; image/ and the label is the media type.';

CREATE TABLE photos (
    id bigint GENERATED ALWAYS AS IDENTITY CONSTRAINT photos_pkey PRIMARY KEY,
    audience photo_audience NOT NULL,
    digest text NOT NULL CONSTRAINT photos_digest_form CHECK (digest ~ '^[0-9a-f]{64}$'),
    format photo_format NOT NULL,
    width int NOT NULL CONSTRAINT photos_width_positive CHECK (width > 0),
    height int NOT NULL CONSTRAINT photos_height_positive CHECK (height > 0),
    bytes bigint NOT NULL CONSTRAINT photos_bytes_positive CHECK (bytes > 0),
    created_at timestamptz NOT NULL DEFAULT now(),
    CONSTRAINT photos_digest_key UNIQUE (digest, audience)
);
COMMENT ON TABLE photos IS 'The files of photos, each once for an audience, however often it came.';
COMMENT ON COLUMN photos.id IS 'Identifier.';
COMMENT ON COLUMN photos.audience IS 'Who may see the file.';
COMMENT ON COLUMN photos.digest IS 'SHA-256 of the file in hexadecimal digits, which is its name.';
COMMENT ON COLUMN photos.format IS 'The file''s format.';
COMMENT ON COLUMN photos.width IS 'Width in pixels, as it is to be shown.';
COMMENT ON COLUMN photos.height IS 'Height in pixels, as it is to be shown.';
COMMENT ON COLUMN photos.bytes IS 'Size of the file.';
COMMENT ON COLUMN photos.created_at IS 'When the file came first.';

CREATE TABLE gallery_photos (
    id bigint GENERATED ALWAYS AS IDENTITY CONSTRAINT gallery_photos_pkey PRIMARY KEY,
    title text NOT NULL
        CONSTRAINT gallery_photos_title_length CHECK (char_length(title) <= 200),
    photo_id bigint NOT NULL
        CONSTRAINT gallery_photos_photo_fkey REFERENCES photos ON DELETE NO ACTION,
    added_by bigint CONSTRAINT gallery_photos_adder_fkey REFERENCES users ON DELETE RESTRICT,
    created_at timestamptz NOT NULL DEFAULT now()
        CONSTRAINT gallery_photos_created_at_finite CHECK (isfinite(created_at))
);
COMMENT ON TABLE gallery_photos IS
    'The photos of the hall''s gallery. The same photo can be there twice, under two titles.';
COMMENT ON COLUMN gallery_photos.id IS 'Identifier.';
COMMENT ON COLUMN gallery_photos.title IS 'What is shown with it, up to 200 characters.';
COMMENT ON COLUMN gallery_photos.photo_id IS 'The file.';
COMMENT ON COLUMN gallery_photos.added_by IS 'Who added it; null: no person.';
COMMENT ON COLUMN gallery_photos.created_at IS 'When it was added.';

CREATE INDEX gallery_photos_by_created ON gallery_photos (created_at, id);
-- Finds whether a file is still needed.
CREATE INDEX gallery_photos_by_photo ON gallery_photos (photo_id);
CREATE INDEX gallery_photos_by_adder ON gallery_photos (added_by) WHERE added_by IS NOT NULL;

UPDATE plant_identifications SET photo_id = NULL WHERE photo_id IS NOT NULL;
ALTER TABLE plant_identifications
    ADD CONSTRAINT plant_identifications_photo_fkey
        FOREIGN KEY (photo_id) REFERENCES photos ON DELETE NO ACTION;

CREATE INDEX plant_identifications_by_photo ON plant_identifications (photo_id)
    WHERE photo_id IS NOT NULL;
-- What moderators work through.
CREATE INDEX plant_identifications_by_created ON plant_identifications (created_at, id);
CREATE INDEX plant_identifications_by_status ON plant_identifications (status, created_at, id);

CREATE FUNCTION photo_path(digest text, format photo_format) RETURNS text
    LANGUAGE sql IMMUTABLE PARALLEL SAFE
    RETURN '/files/' || digest || CASE format WHEN 'jpeg' THEN '.jpg' WHEN 'png' THEN '.png'
                                              ELSE '.webp' END;
COMMENT ON FUNCTION photo_path IS 'Where the web server has a public photo.';

CREATE FUNCTION thumbnail_path(digest text) RETURNS text
    LANGUAGE sql IMMUTABLE PARALLEL SAFE
    RETURN '/files/' || digest || '-480.webp';
COMMENT ON FUNCTION thumbnail_path IS 'Where the web server has a public photo''s thumbnail.';

GRANT SELECT, INSERT (audience, digest, format, width, height, bytes), UPDATE (digest), DELETE
    ON photos TO guildhall_responder;
GRANT SELECT, INSERT (title, photo_id, added_by), UPDATE (title), DELETE
    ON gallery_photos TO guildhall_responder;
GRANT INSERT (photo_id) ON plant_identifications TO guildhall_responder;
GRANT EXECUTE ON FUNCTION photo_path, thumbnail_path TO guildhall_responder;
