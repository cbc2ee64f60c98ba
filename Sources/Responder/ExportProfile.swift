internal import API

/// Everything that all areas hold about the caller. It stands here because no area knows the others.
enum ExportProfile: ProfileExport {
    static let operation = Operation(
        .get, "/profile/export", "Export everything held about you", access: .member, pool: .bulk)

    static let sections = Areas.profile
}
