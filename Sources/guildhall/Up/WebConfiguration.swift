import Configuration

/// nginx's configuration: the templates with the settings in place.
struct WebConfiguration {
    /// The directory with `tls/`, and with `nginx/` and `log/`, which nginx writes to.
    let state: String
    /// The directory of the responders' sockets.
    let run: String
    /// The directory of uploaded files.
    let data: String
    /// The directory of the templates and pages.
    let templates: String
    /// Whether root starts nginx, which then may put itself first.
    let isRoot: Bool

    /// Writes the files to `nginx/` in the state directory.
    /// - Parameter harmless: gives a path by another name if nginx would not take it as it is.
    func render(_ configuration: Configuration, harmless: (String) throws -> String = { $0 })
        throws
    {
        let limits = configuration.flag(Settings.rateLimits) ? "limits" : "limits-off"
        let values = [
            "STATE": state, "RUN": run, "DATA": data,
            "PORT": configuration.text(Settings.port),
            "TLS_PORT": configuration.text(Settings.tlsPort),
            "NGINX_DIR": try harmless(templates),
            // Root may also put nginx first: beside exports that keep all cores busy, a page waits for
            // whoever has the core, and nginx is who both of them wait for.
            "NGINX_USER": isRoot ? "user root; worker_priority -10;" : "",
            "MAX_BODY": configuration.text(Settings.bodyMegabytes) + "m",
            "IMPORT": configuration.text(Settings.importMegabytes) + "m",
            "SPOOL": configuration.text(Settings.spoolMegabytes) + "m", "LIMITS": limits,
        ]
        for name in try Files.list(templates) where name.hasSuffix(".conf") {
            let text = try fill(Files.text("\(templates)/\(name)"), values, name)
            try Files.write("\(state)/nginx/\(name)", Array(text.utf8), mode: 0o600)
        }
    }

    private func fill(_ template: String, _ values: [String: String], _ name: String) throws
        -> String
    {
        let mark = "${GUILDHALL_"
        var text = ""
        var rest = template[...]
        while let start = rest.firstRange(of: mark) {
            let tail = rest[start.upperBound...]
            guard let end = tail.firstIndex(of: "}"), let value = values[String(tail[..<end])]
            else {
                throw Failure("nginx/\(name) has a placeholder without a value: \(tail.prefix(20))")
            }
            text += rest[..<start.lowerBound]
            text += value
            rest = tail[tail.index(after: end)...]
        }
        return text + rest
    }
}
