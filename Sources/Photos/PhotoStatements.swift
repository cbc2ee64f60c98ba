public import API
internal import Postgres

/// The statements by which rows and files of photos go together.
public enum PhotoStatements {
    static let audience = ParameterDeclaration.machinery("audience", .text)
    static let digest = ParameterDeclaration.machinery("digest", .text)
    static let format = ParameterDeclaration.machinery("format", .text)
    static let width = ParameterDeclaration.machinery("width", .int8)
    static let height = ParameterDeclaration.machinery("height", .int8)
    static let bytes = ParameterDeclaration.machinery("bytes", .int8)

    /// Waits until nobody else writes the row or removes the files of a photo. The lock lasts as long
    /// as the transaction, even if the process that took it ends with its COMMIT under way.
    static let lock = PreparedSQL(
        "SELECT pg_advisory_xact_lock(hashtextextended(\(hole: digest), 1))")

    /// Writes a photo's row if there is none, and gives it in any case: the body of a `WITH` query.
    public static let kept: SQL = """
        INSERT INTO photos AS present (audience, digest, format, width, height, bytes)
        VALUES (\(hole: audience)::photo_audience, \(hole: digest),
                \(hole: format)::photo_format, \(hole: width), \(hole: height), \(hole: bytes))
            ON CONFLICT (digest, audience) DO UPDATE SET digest = excluded.digest
        RETURNING *
        """

    /// Whether a photo has a row.
    static let look = PreparedSQL(
        """
        SELECT EXISTS (SELECT FROM photos
                        WHERE digest = \(hole: digest)
                          AND audience = \(hole: audience)::photo_audience)
        """)

    /// Removes a photo's row if nothing points at it.
    public static let forget = PreparedSQL(
        """
        DELETE FROM photos p
         WHERE p.digest = \(hole: digest) AND p.audience = \(hole: audience)::photo_audience
           AND NOT EXISTS (SELECT FROM gallery_photos g WHERE g.photo_id = p.id)
           AND NOT EXISTS (SELECT FROM plant_identifications i WHERE i.photo_id = p.id)
        """)

    /// The digests that have no row, of several, which stand one after the other.
    static let strays = PreparedSQL(
        """
        SELECT found.digest FROM unnest(string_to_array(\(hole: digest), ' ')) AS found (digest)
         WHERE NOT EXISTS (SELECT FROM photos p
                            WHERE p.digest = found.digest
                              AND p.audience = \(hole: audience)::photo_audience)
        """)

    /// Rows that nothing points at, which nothing here leaves behind.
    static let unused = PreparedSQL(
        """
        SELECT p.digest FROM photos p
         WHERE p.audience = \(hole: audience)::photo_audience
           AND NOT EXISTS (SELECT FROM gallery_photos g WHERE g.photo_id = p.id)
           AND NOT EXISTS (SELECT FROM plant_identifications i WHERE i.photo_id = p.id)
        """)

    /// What an endpoint that keeps or removes photos runs besides its own statements.
    public static let all = [lock, look, forget].map { CheckedStatement($0, []) }

    /// What ``guildhall sweep`` runs besides.
    public static let sweeping = [strays, unused].map { CheckedStatement($0, []) }

    /// A photo's name and audience as values.
    public static func values(
        _ digest: String, _ audience: PhotoAudience, in values: ParameterValues = ParameterValues()
    ) -> ParameterValues {
        var values = values
        values.set(Self.digest, .text(digest))
        values.set(Self.audience, .text(audience.rawValue))
        return values
    }
}
