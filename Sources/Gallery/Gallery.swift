public import API

/// The photos that the hall shows.
public enum Gallery {
    public static let area = Area(
        [
            ListGallery.self,
            GetGalleryPhoto.self,
            AddGalleryPhoto.self,
            UpdateGalleryPhoto.self,
            DeleteGalleryPhoto.self,
        ],
        profile: [
            ProfileSection(
                "gallery_photos", GalleryColumns.all,
                """
                FROM gallery_photos g JOIN photos p ON p.id = g.photo_id
                WHERE g.added_by = \(Caller.id) ORDER BY g.created_at, g.id
                """)
        ])
}
