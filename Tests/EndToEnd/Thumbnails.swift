import Foundation
import TestStack
import Testing

extension EndToEnd {
    /// The process that decodes photos.
    @Suite(.serialized) struct Thumbnails {
        private static let program = "\(Stack.programs)/guildhall-thumbnailer"

        @Test("The decoder runs without network, children and privileges, and within its limits")
        func confinement() throws {
            // It waits for its input, and can be looked at meanwhile.
            let facts = try Photos.python(
                """
                import subprocess, sys, time
                child = subprocess.Popen(
                    [sys.argv[1], "jpeg", "webp", "480", "805306368", "20", "1048576"],
                    stdin=subprocess.PIPE, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
                def read(name): return open(f"/proc/{child.pid}/{name}").read().split("\\n")
                for attempt in range(200):
                    status = dict(line.split(":\\t", 1) for line in read("status") if ":\\t" in line)
                    if status["Name"] == "vips": break
                    time.sleep(0.05)
                limits = {line[:26].strip(): line[26:47].strip() for line in read("limits")}
                print(status["Name"], status["NoNewPrivs"], status["Seccomp"],
                      status["Uid"].split("\\t")[0] != "0", limits["Max address space"],
                      limits["Max cpu time"], limits["Max file size"], limits["Max core file size"])
                child.stdin.close()
                print(child.wait())
                """, [Self.program])
            #expect(facts == "vips 1 2 True 805306368 20 1048576 0\n1")
        }

        @Test("A photo that takes more memory to decode than it may is no photo")
        func memory() throws {
            let path = try Photos.file(Data())
            try Photos.python(
                """
                import sys
                from PIL import Image
                Image.linear_gradient("L").convert("RGB").resize((6000, 6000)).save(
                    sys.argv[1], format="JPEG", progressive=True, subsampling=0)
                """, [path])
            func decode(_ mebibytes: Int) throws -> Int32 {
                try run([
                    "sh", "-c", "exec \"$0\" jpeg webp 480 \(mebibytes << 20) 20 1048576 < \"$1\"",
                    Self.program, path,
                ]).status
            }
            #expect(try decode(256) != 0)
            #expect(try decode(768) == 0)
        }

        @Test("More photos than may be decoded at once wait for their turn")
        func turns() throws {
            let data = stack.state.appendingPathComponent("data").path
            let holder = try Running([
                "flock", "\(data)/thumbnail-1.lock", "flock", "\(data)/thumbnail-2.lock", "sleep",
                "1.5",
            ])
            usleep(300_000)
            #expect(try Photos.add(Photos.picture()).status == 201)
            #expect(!holder.process.isRunning, "it did not wait")
        }
    }
}
