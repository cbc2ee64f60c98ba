import Configuration
import Supervision

/// nginx and its configuration.
struct WebServer {
    let places: Places
    let program: String
    let configuration: Configuration

    /// Copies the templates with the settings in place.
    func render() throws {
        let templates = try Resources.find("nginx")
        let isRoot = places.user.isRoot
        let limits = configuration.flag(Settings.rateLimits) ? "limits" : "limits-off"
        let values = [
            "STATE": try places.harmless(places.state, link: "state"), "RUN": places.run,
            "DATA": try places.harmless(places.data, link: "data"),
            "PORT": configuration.text(Settings.port),
            "TLS_PORT": configuration.text(Settings.tlsPort),
            "NGINX_DIR": try places.harmless(templates, link: "nginx"),
            // Root may also put nginx first: beside exports that keep all cores busy, a page waits for
            // whoever has the core, and nginx is who both of them wait for.
            "NGINX_USER": isRoot ? "user root; worker_priority -10;" : "",
            "MAX_BODY": configuration.text(Settings.bodyMegabytes) + "m",
            "IMPORT": configuration.text(Settings.importMegabytes) + "m",
            "SPOOL": configuration.text(Settings.spoolMegabytes) + "m", "LIMITS": limits,
        ]
        for name in try Files.list(templates) where name.hasSuffix(".conf") {
            let text = try fill(Files.text("\(templates)/\(name)"), values, name)
            try Files.write("\(places.state)/nginx/\(name)", Array(text.utf8), mode: 0o600)
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

    func service(log: @escaping (String) -> Void) throws -> Service {
        let output = try Files.openLog(places.log("nginx"))
        let state = try places.harmless(places.state, link: "state")
        let program = Program(
            program,
            [
                "-p", state + "/nginx", "-e", state + "/log/nginx-error.log", "-c",
                state + "/nginx/nginx.conf",
            ], descriptors: [1: output, 2: output])
        return Service(
            "nginx", program, stopSteps: [.quit(.seconds(5)), .terminate(.seconds(10))], log: log)
    }
}
