public import API

/// The photos that the hall shows.
public enum Gallery {
    public static let area = Area([
        ListGallery.self,
        GetGalleryPhoto.self,
        AddGalleryPhoto.self,
        UpdateGalleryPhoto.self,
        DeleteGalleryPhoto.self,
    ])
}
