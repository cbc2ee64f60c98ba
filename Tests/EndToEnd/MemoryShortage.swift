import Foundation
import TestStack
import Testing

extension EndToEnd {
    /// A control group of the kernel's own with little memory.
    private final class Group: Sendable {
        static let megabytes = 320
        private static let roots = ["/sys/fs/cgroup/memory", "/sys/fs/cgroup"]

        let directory: String
        private let isUnified: Bool

        /// Makes one; nil where that is not allowed.
        init?() {
            let name = "guildhall-test-\(UUID().uuidString.prefix(8))"
            for root in Self.roots {
                let directory = "\(root)/\(name)"
                guard mkdir(directory, 0o755) == 0 else { continue }
                for (file, isUnified) in [("memory.limit_in_bytes", false), ("memory.max", true)]
                where access("\(directory)/\(file)", W_OK) == 0 {
                    self.directory = directory
                    self.isUnified = isUnified
                    let limit = Data("\(Self.megabytes << 20)".utf8)
                    try? limit.write(to: URL(fileURLWithPath: "\(directory)/\(file)"))
                    return
                }
                rmdir(directory)
            }
            return nil
        }

        func take(in process: Int32) throws {
            let file = URL(fileURLWithPath: directory + "/cgroup.procs")
            try Data("\(process)".utf8).write(to: file)
        }

        /// How many processes the kernel has ended for want of memory.
        var kills: Int {
            let file = directory + (isUnified ? "/memory.events" : "/memory.oom_control")
            let text = (try? String(contentsOfFile: file, encoding: .utf8)) ?? ""
            let line = text.split(separator: "\n").first { $0.hasPrefix("oom_kill ") }
            return line?.split(separator: " ").last.flatMap { Int($0) } ?? -1
        }

        func remove() { _ = EndToEnd.eventually { rmdir(directory) == 0 } }
    }

    /// Real memory that really runs out.
    @Suite(.serialized) struct MemoryShortage {
        private static let group = Group()

        @Test(
            "Responders whose memory is nearly gone refuse work instead of being killed, and come back",
            .enabled("needs root and a memory control group that it may make") { group != nil })
        func shortage() throws {
            let group = try #require(Self.group)
            let stack = EndToEnd.start(
                bookings: 2_000,
                [
                    "GUILDHALL_MEMORY_FILES": group.directory, "GUILDHALL_MEMORY_SAMPLE_MS": "20",
                    "GUILDHALL_MEMORY_BUDGET_MB": "8192",
                ])
            defer {
                stack.stop()
                group.remove()
            }
            let responders = try stack.responders()
            for process in responders { try group.take(in: process) }
            let login = EndToEnd.logIn(stack.member.email, "wrong password")
            func hammer() throws -> [Running] {
                let token = try stack.token(stack.admin)
                let paths = ["admin/bookings/export", "admin/bookings", "profile/export"]
                return try paths.map { path in
                    try Running([
                        "wrk", "-t1", "-c32", "-d4s", "-H", "Authorization: Bearer \(token)",
                        "\(stack.url)/api/v1/\(path)",
                    ])
                }
            }
            _ = try stack.token(stack.admin)
            let ballast = try Running([
                "python3", "-c",
                """
                import sys, time
                open(sys.argv[1], "w").write("0")
                held = bytearray(int(sys.argv[2]) << 20)
                held[::4096] = b"x" * len(held[::4096])
                time.sleep(60)
                """, group.directory + "/cgroup.procs", "\(Group.megabytes * 91 / 100)",
            ])
            #expect(try eventually { try stack.curl("/api/v1/venues").status == 503 })
            let load = try hammer()
            for _ in 0..<20 {
                #expect(try stack.curl("/live").status == 200)
                #expect(try stack.curl("/api/v1/auth/login", json: login).status == 503)
            }
            for one in load { #expect(try one.wait().text.contains("Non-2xx")) }
            #expect(try stack.responders() == responders && group.kills == 0)
            kill(ballast.process.processIdentifier, SIGKILL)
            _ = try ballast.wait()
            #expect(try eventually { try stack.curl("/api/v1/venues").status == 200 })
            for one in try hammer() { #expect(try one.wait().text.contains("requests in")) }
            #expect(try stack.responders() == responders && group.kills == 0)
        }
    }
}
