import Foundation
import JSON
import TestStack
import Testing

extension EndToEnd {
    /// A receiver of webhooks on this machine: a Python program that checks signatures by itself
    /// and prints what it gets.
    final class WebhookReceiver {
        /// One message as it came.
        struct Message {
            let id: String
            let type: String
            let body: String
            let isGenuine: Bool
            let path: String
        }

        let port: Int
        private let secret = FileManager.default.temporaryDirectory
            .appendingPathComponent("guildhall-secret-\(UUID().uuidString)")
        private let program: Running

        /// Starts one.
        /// - Parameters:
        ///   - port: where it listens.
        ///   - answers: its answers in turn, the last for good: a status, `late` for a late 200, or
        ///     `slow` for none in time.
        init(port: Int, answers: String = "200") throws {
            self.port = port
            program = try Running(
                ["python3", "-c", Self.program, "\(port)", answers, secret.path])
        }

        /// Tells the secret, once it is known.
        func expect(secret text: String) throws {
            try text.write(to: secret, atomically: true, encoding: .utf8)
        }

        /// All messages so far.
        var messages: [Message] {
            String(decoding: program.outputSoFar, as: UTF8.self).split(separator: "\n").map {
                let line = JSONValue(Data($0.utf8))
                return Message(
                    id: line["id"].text, type: JSONValue(Data(line["body"].text.utf8))["type"].text,
                    body: line["body"].text, isGenuine: line["genuine"] == .bool(true),
                    path: line["path"].text)
            }
        }

        func stop() {
            // It may have inherited a mask that holds SIGTERM back.
            kill(program.process.processIdentifier, SIGKILL)
            _ = try? program.wait()
            try? FileManager.default.removeItem(at: secret)
        }

        private static let program = """
            import base64, hashlib, hmac, http.server, json, sys, threading, time

            answers, lock = sys.argv[2].split(","), threading.Lock()

            def genuine(fields, body):
                try: secret = open(sys.argv[3]).read()
                except FileNotFoundError: return False
                stamp = fields["webhook-timestamp"]
                signed = f"{fields['webhook-id']}.{stamp}.".encode() + body
                key = base64.b64decode(secret.removeprefix("whsec_"))
                code = hmac.new(key, signed, hashlib.sha256).digest()
                good = "v1," + base64.b64encode(code).decode()
                return hmac.compare_digest(good, fields["webhook-signature"]) \
                    and abs(time.time() - int(stamp)) < 5

            class Handler(http.server.BaseHTTPRequestHandler):
                def do_POST(self):
                    body = self.rfile.read(int(self.headers["content-length"]))
                    with lock:
                        answer = answers.pop(0) if len(answers) > 1 else answers[0]
                        print(json.dumps({"id": self.headers["webhook-id"], "path": self.path,
                            "body": body.decode(), "genuine": genuine(self.headers, body)}), flush=True)
                    if answer == "slow": return time.sleep(4)
                    if answer == "late": time.sleep(1.5); answer = "200"
                    self.send_response(int(answer))
                    self.send_header("Location", "/elsewhere")
                    self.send_header("Content-Length", "2")
                    self.end_headers()
                    self.wfile.write(b"ok")
                def log_message(self, *words): pass

            http.server.ThreadingHTTPServer.request_queue_size = 64
            http.server.ThreadingHTTPServer(("127.0.0.1", int(sys.argv[1])), Handler).serve_forever()
            """
    }
}
