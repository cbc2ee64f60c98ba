import Foundation
import JSON
import TestStack
import Testing

extension EndToEnd {
    /// Files and rows of photos, whatever breaks.
    @Suite(.serialized) struct PhotoStorage {
        /// How often a crash is tried.
        private static let rounds =
            Int(ProcessInfo.processInfo.environment["GUILDHALL_ROUNDS"] ?? "") ?? 1

        private func sweep() throws -> String {
            let outcome = try run(
                ["\(Stack.programs)/guildhall", "sweep"],
                environment: ["GUILDHALL_STATE": stack.state.path])
            try #require(outcome.status == 0, "\(outcome.errors)")
            return outcome.text.trimmingCharacters(in: .whitespacesAndNewlines)
        }

        /// The files that are missing. One that goes while it is looked for is missing once, and not
        /// again and again.
        private func rowsWithoutFile() throws -> Set<String> {
            var missing = try Photos.expected()
            for _ in 0..<3 where !missing.isEmpty {
                missing.formIntersection(try Photos.expected())
                missing.subtract(Photos.stored())
            }
            return missing
        }

        @Test("Crashes at any moment leave no row without its files; what else they leave is swept")
        func crashes() throws {
            let files = try (0..<6).map { _ in try Photos.file(Photos.picture()) }
            let bearer = "Authorization: Bearer \(try stack.token(admin))"
            let script = """
                import concurrent.futures as f, json, random, subprocess, sys
                url, bearer, files = sys.argv[1], sys.argv[2], sys.argv[3:]
                def curl(*words):
                    return subprocess.run(["curl", "-s", "-H", bearer, *words],
                                          capture_output=True, text=True).stdout
                def life(number):
                    for turn in range(6):
                        text = curl("-F", "file=@" + random.choice(files), url)
                        try: photo = json.loads(text)["id"]
                        except Exception: continue
                        if random.random() < .7: curl("-X", "DELETE", f"{url}/{photo}")
                with f.ThreadPoolExecutor(6) as pool: list(pool.map(life, range(6)))
                """
            for _ in 0..<Self.rounds {
                let life = try Running(
                    ["/usr/bin/python3", "-c", script, stack.url + "/api/v1/admin/gallery", bearer]
                        + files)
                while life.process.isRunning {
                    usleep(UInt32.random(in: 100_000...700_000))
                    for process in try stack.responders() { kill(process, SIGKILL) }
                    _ = try sweep()
                    #expect(try rowsWithoutFile() == [])
                }
                #expect(try life.wait().status == 0)
                #expect(try EndToEnd.eventually(20) { try stack.curl("/ready").status == 200 })
                _ = try sweep()
                #expect(try Photos.stored() == Photos.expected())
            }
            let left = try Photos.add(Data(contentsOf: URL(fileURLWithPath: files[0])))
            #expect(left.status == 201, "the service goes on")
        }

        @Test("The sweep takes what has no row, and nothing else")
        func sweeping() throws {
            _ = try sweep()
            let before = Photos.stored()
            let digest = String(repeating: "ab", count: 32)
            let directory = stack.state.appendingPathComponent("data/photos/public/ab")
            try FileManager.default.createDirectory(
                at: directory, withIntermediateDirectories: true)
            for name in [
                digest.dropFirst(2) + ".png", digest.dropFirst(2) + "-480.webp", "notes.txt",
            ] {
                try Data([1]).write(to: directory.appendingPathComponent(String(name)))
            }
            #expect(try sweep() == "1 photos removed")
            let note = "public/ab/notes.txt"
            #expect(Photos.stored() == before.union([note]), "what is not ours stays")
            try FileManager.default.removeItem(at: directory.appendingPathComponent("notes.txt"))
            #expect(try sweep() == "0 photos removed")
        }

        @Test("A full disk refuses an upload and keeps nothing of it")
        func fullDisk() throws {
            let picture = try Photos.picture("format='JPEG', quality=95", size: (3_000, 2_000))
            _ = try Photos.add(Photos.picture())
            let data = stack.state.appendingPathComponent("data").path
            // Room for less than the body, for the body and not its copy, for these and not the
            // thumbnail.
            for bytes in [64_000, picture.count + 100_000, 2 * picture.count + 500_000] {
                let mounted = try run(["mount", "-t", "tmpfs", "-o", "size=\(bytes)", "none", data])
                guard mounted.status == 0 else { return try limitedFiles(picture) }
                let answer = try Photos.add(picture)
                let files = try FileManager.default.subpathsOfDirectory(atPath: data)
                let room = try run(["stat", "-f", "-c", "%b %f", data]).text.split(separator: " ")
                #expect(try run(["umount", data]).status == 0)
                #expect(answer.status == 507, "\(bytes): \(answer.text)")
                #expect(answer["Content-Type"] == "application/problem+json")
                #expect(files.allSatisfy { !$0.contains("photos") }, "\(files)")
                try #require(room.count == 2)
                let total = try #require(Int(room[0]))
                let free = try #require(
                    Int(room[1].trimmingCharacters(in: .whitespacesAndNewlines)))
                #expect(total - free <= 1, "room is given back")
            }
            #expect(try Photos.stored() == Photos.expected())
            #expect(try Photos.add(picture).status == 201)
        }

        /// Where nothing can be mounted: files that may not grow.
        private func limitedFiles(_ picture: Data) throws {
            let processes = try stack.responders()
            for process in processes {
                _ = try run(["prlimit", "--pid", "\(process)", "--fsize=65536:unlimited"])
            }
            let answer = try Photos.add(picture)
            for process in processes {
                _ = try run(["prlimit", "--pid", "\(process)", "--fsize=unlimited:unlimited"])
            }
            #expect(answer.status == 507, "\(answer.text)")
            #expect(try Photos.stored() == Photos.expected())
        }

        @Test("Twenty photos of 15 MB at once leave the responders as small as they were")
        func memory() throws {
            let path = try Photos.file(Data())
            try Photos.python(
                """
                import sys
                from PIL import Image
                picture = Image.effect_noise((2000, 2000), 90).resize((4600, 3600)).convert("RGB")
                for quality in range(100, 70, -1):
                    picture.save(sys.argv[1], format="JPEG", quality=quality, subsampling=0)
                    import os
                    if os.path.getsize(sys.argv[1]) < 15_500_000: break
                """, [path])
            let size = try Data(contentsOf: URL(fileURLWithPath: path)).count
            #expect(size > 12_000_000, "\(size)")
            for process in try stack.responders() { try Memory.resetPeak(process) }
            let bearer = "Authorization: Bearer \(try stack.token(admin))"
            let uploads = try (0..<20).map { _ in
                try Running([
                    "curl", "-s", "-o", "/dev/null", "-w", "%{http_code}", "-H", bearer, "-H",
                    "Content-Type: image/jpeg", "--data-binary", "@\(path)",
                    stack.url + "/api/v1/admin/gallery",
                ])
            }
            for upload in uploads { #expect(try upload.wait().text == "201") }
            for process in try stack.responders() {
                let peak = try Memory.peak(process)
                print("peak of responder \(process): \(peak) KiB")
                #expect(peak <= 16 * 1_024 + EndToEnd.debugAllowance, "\(peak) KiB")
            }
        }
    }

    /// KiB that a responder built for debugging takes besides.
    static var debugAllowance: Int { Stack.programs.contains("release") ? 0 : 16 * 1_024 }
}
