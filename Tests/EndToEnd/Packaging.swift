import Foundation
import TestStack
import Testing

extension EndToEnd {
    /// The Debian package that `make test` has built, held against the tools that know its rules.
    @Suite(.serialized) struct Packaging {
        /// The exposure that systemd-analyze may find, of ten.
        private static let exposure = 2.0

        private func package() throws -> String {
            let directory = URL(fileURLWithPath: ".build/deb")
            let files = try FileManager.default.contentsOfDirectory(
                at: directory, includingPropertiesForKeys: [.contentModificationDateKey])
            let packages = files.filter { $0.pathExtension == "deb" }
            return try #require(packages.first, "make deb builds it").path
        }

        /// The package's files, in a directory that is removed afterwards.
        private func withFiles(_ body: (String) throws -> Void) throws {
            let root = FileManager.default.temporaryDirectory
                .appendingPathComponent("ght-package-\(UUID().uuidString.prefix(8))").path
            defer { try? FileManager.default.removeItem(atPath: root) }
            try #require(try run(["dpkg-deb", "-x", try package(), root]).status == 0)
            try body(root)
        }

        @Test("lintian finds no error in the package")
        func lintian() throws {
            let outcome = try run(
                ["lintian", "--allow-root", "--fail-on", "error", try package()])
            #expect(outcome.status == 0, "\(outcome.text)\(outcome.errors)")
        }

        @Test("systemd takes every unit, and finds each service well shut in")
        func units() throws {
            try withFiles { root in
                let directory = root + "/lib/systemd/system"
                let units = try FileManager.default.contentsOfDirectory(atPath: directory).sorted()
                #expect(units.contains("guildhall.service") && units.contains("guildhall.socket"))
                // What the units name besides the package: systemd's own units, and two programs.
                let script = """
                    cp -an /lib/systemd/system/. \(directory)/
                    mkdir -p \(root)/bin \(root)/usr/sbin
                    cp /bin/kill \(root)/bin/ && cp /usr/sbin/nginx \(root)/usr/sbin/
                    """
                try #require(try run(["sh", "-ec", script]).status == 0)
                let verdict = try run(
                    ["systemd-analyze", "verify", "--man=no", "--root=\(root)"] + units)
                #expect(verdict.status == 0 && verdict.errors.isEmpty, "\(verdict.errors)")
                for unit in units where unit.hasSuffix(".service") {
                    let report = try run(
                        ["systemd-analyze", "security", "--offline=true", "\(directory)/\(unit)"])
                    let line = try #require(report.text.split(separator: "\n").last)
                    let words = line.split(separator: " ")
                    let level = words.compactMap { Double($0) }.first
                    #expect((level ?? 10) <= Self.exposure, "\(unit): \(line)")
                }
            }
        }

        @Test("The installed program finds its files and its manual names every command")
        func installed() throws {
            try withFiles { root in
                let program = root + "/usr/bin/guildhall"
                let routes = try run([program, "routes"])
                #expect(routes.status == 0 && routes.text.contains("/api/v1/venues"))
                let help = try run([program, "help"]).text
                let manual = try run(["zcat", "\(root)/usr/share/man/man1/guildhall.1.gz"]).text
                let commands = help.split(separator: "\n").drop { !$0.hasPrefix("SUBCOMMANDS") }
                    .dropFirst().prefix { $0.hasPrefix("  ") }
                    .compactMap { $0.split(separator: " ").first.map(String.init) }
                    .filter { $0.first?.isLowercase == true }
                #expect(commands.count > 10)
                for command in commands where help.contains("\n  \(command) ") {
                    #expect(manual.contains(command), "\(command)")
                }
            }
        }
    }
}
