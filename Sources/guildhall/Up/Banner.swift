/// What `up` says when everything runs.
struct Banner {
    let run: RunFile
    let bookings: Int

    func show() {
        let list = "\(run.url)/api/v1/bookings?page_size=3"
        let export = "\(run.url)/api/v1/admin/bookings/export"
        let lines = [
            "",
            "Guildhall runs, with \(Terminal.grouped(bookings)) bookings.",
            "",
            "  \(run.url)      \(run.tlsURL) (certificate of its own)",
            "",
            "  admin    \(run.admin.email)    \(run.admin.password)",
            "  member   \(run.member.email)   \(run.member.password)",
            "",
            "My bookings:",
            "  curl -s -w '\\n' '\(list)' \(authorization(run.member))",
            "",
            "All bookings, as an administrator:",
            "  curl -o bookings.json \(export) \(authorization(run.admin))",
            "",
            "Is it ready?",
            "  curl -i -w '\\n' \(run.url)/ready",
            "",
            "Ctrl-C stops everything.",
            "",
        ]
        for line in lines { Terminal.line(line) }
    }

    /// A header for curl with a token that is fetched in the same line, by tools that are
    /// everywhere.
    private func authorization(_ login: RunFile.Login) -> String {
        let body = "{\"email\":\"\(login.email)\",\"password\":\"\(login.password)\"}"
        let request =
            "curl -s \(run.url)/api/v1/auth/login -H 'Content-Type: application/json' -d '\(body)'"
        let extraction = "sed 's/.*\"access_token\":\"\\([^\"]*\\)\".*/\\1/'"
        return "-H \"Authorization: Bearer $(\(request) | \(extraction))\""
    }
}
