import Configuration

/// Where uploaded files are.
enum UploadedFiles {
    /// The directory that the setting names, or that of the state directory's `up`; nil if there is
    /// neither.
    static func directory(_ configuration: Configuration) -> String? {
        let named = configuration.text(Settings.dataDirectory)
        let path = named.isEmpty ? PlaceMaking.state(configuration) + "/data" : named
        return Files.exists(path) ? Environment.absolute(path) : nil
    }
}
