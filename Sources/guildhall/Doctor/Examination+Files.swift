import Configuration
import Glibc
import Security
import Supervision

extension Examination {
    /// The keys that sign tokens: there, long enough, and nobody else's to read.
    ///
    /// An installed service gets its key from systemd, which alone can read it.
    var keys: [Finding] {
        if InstalledSettings.isInstalled { return [] }
        let files = Secrets.TokenKeyFiles(configuration)
        guard Files.exists(files.current) else {
            let remedy = "make run makes one; or set \(Settings.tokenKeyFile.name)"
            return run == nil
                ? [.doubtful("keys", "there is no \(files.current) yet", remedy)]
                : [.wrong("keys", "there is no \(files.current)", remedy)]
        }
        let faults = [files.current, files.former, files.next].filter(Files.exists)
            .compactMap(fault)
        return faults.isEmpty ? [.well("keys", "only their owner can read them")] : faults
    }

    private func fault(inKey path: String) -> Finding? {
        guard let key = try? Files.read(path) else {
            return .wrong("keys", "cannot read \(path)", "run this as the service's user")
        }
        guard key.count >= TokenSigner.shortestKey else {
            return .wrong(
                "keys", "\(path) has \(key.count) bytes, fewer than \(TokenSigner.shortestKey)",
                "remove it and start again, or guildhall rotate-key")
        }
        var record = stat()
        guard unsafe stat(path, &record) == 0, record.st_mode & 0o077 == 0 else {
            return .wrong("keys", "others can read \(path)", "chmod 600 \(path)")
        }
        return nil
    }

    /// nginx's own test of the configuration that the last start has written.
    var webServer: Finding? {
        let file = state + "/nginx/nginx.conf"
        guard Files.exists(file),
            let program = try? Programs.find(
                clusterVersion: Cluster.version(in: state + "/postgres/data"))
        else { return nil }
        let log = state + "/log/doctor-nginx.log"
        Files.remove(log)
        do {
            let output = try Files.openLog(log)
            defer {
                close(output)
                Files.remove(log)
            }
            let test = Program(
                program.nginx,
                [
                    "-t", "-q", "-p", state + "/nginx", "-e", log, "-c", file,
                ], descriptors: [1: output, 2: output])
            Signals.hold()
            guard try ProcessTree().run(test, check: { _ in }).isSuccess else {
                let text = try Files.text(log).split(separator: "\n").first ?? ""
                return .wrong(
                    "nginx", String(text), "start the service again, which writes it anew")
            }
            return .well("nginx", "\(file) is as nginx wants it")
        } catch {
            return .wrong("nginx", "\(error)", "run this as the service's user")
        }
    }
}
