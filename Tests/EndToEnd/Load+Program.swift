extension Load {
    /// The program: reads a task from standard input and writes what came of it, both in JSON.
    static let program = """
        import json, os, socket, sys, threading, time

        task = json.load(sys.stdin)

        class Link:
            \"""A kept connection, whose answer may be read later.\"""
            def __init__(self, address="127.0.0.1"):
                self.address, self.socket = address, None

            def open(self):
                self.socket = socket.create_connection(
                    ("127.0.0.1", task["port"]), timeout=120, source_address=(self.address, 0))
                self.socket.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
                self.file = self.socket.makefile("rb")

            def close(self):
                if self.socket: self.file.close(); self.socket.close()
                self.socket = None

            def send(self, path, body, headers={}, method="POST"):
                if not self.socket: self.open()
                lines = [f"{method} {path} HTTP/1.1", "Host: 127.0.0.1:%d" % task["port"]]
                lines += [f"{name}: {value}" for name, value in headers.items()]
                if body: lines.append("Content-Type: application/json")
                lines += [f"Content-Length: {len(body.encode())}", "", body]
                self.start = time.monotonic()
                self.socket.sendall("\\r\\n".join(lines).encode())

            def receive(self):
                status, fields = int(self.file.readline().split()[1]), {}
                while line := self.file.readline().strip():
                    name, _, value = line.partition(b":")
                    fields[name.lower()] = value.strip().lower()
                body = self.body(fields)
                self.seconds = time.monotonic() - self.start
                if fields.get(b"connection") == b"close": self.close()
                return status, body

            def body(self, fields):
                if fields.get(b"transfer-encoding") != b"chunked":
                    return self.file.read(int(fields.get(b"content-length", 0)))
                parts = []
                while size := int(self.file.readline(), 16):
                    parts.append(self.file.read(size))
                    self.file.readline()
                self.file.readline()
                return b"".join(parts)

        def reply(link):
            status, body = link.receive()
            return [status, body.decode(), int(link.seconds * 1e6)]

        def send(link, one):
            link.send(one["path"], one["body"], one["headers"], one["method"])

        def burst():
            links = [Link(one["address"]) for one in task["requests"]]
            for link in links: link.open()
            for link, one in zip(links, task["requests"]): send(link, one)
            return [reply(link) for link in links]

        def sequence():
            replies = []
            for one in task["requests"]:
                link = Link(one["address"])
                link.open()
                send(link, one)
                replies.append(reply(link))
            return replies

        # One after another on one kept connection, as often as it breaks on a new one.
        def kept():
            link, replies = Link(), []
            for one in task["requests"]:
                try:
                    link.send(one["path"], one["body"], task["headers"], one["method"])
                    replies.append(reply(link))
                except Exception as error:
                    link.close()
                    replies.append([0, repr(error), 0])
                if replies[-1][0] in (0, 502, 503): time.sleep(0.02)
            return replies

        def refresh(link, token):
            link.send("/api/v1/auth/refresh", json.dumps({"refresh_token": token}))

        # Each round, all links present the token that the round before gave.
        def rounds():
            links = [Link() for _ in range(task["width"])]
            token, faults = task["token"], []
            for number in range(task["rounds"]):
                for link in links: refresh(link, token)
                answers = [link.receive() for link in links]
                good = {json.loads(body)["refresh_token"] for status, body in answers if status == 200}
                bad = [f"{status} {body.decode()}" for status, body in answers if status != 200]
                if bad or len(good) != 1: faults.append(f"round {number}: {len(good)} tokens, {bad[:2]}")
                if not good: break
                token = good.pop()
            return {"token": token, "faults": faults[:10], "fault_count": len(faults)}

        # Each chain presents the last token that it was given, until it is told to stop.
        def chains():
            told = {"tokens": [], "refusals": {}, "faults": []}
            threads = [threading.Thread(target=chain, args=(token, told)) for token in task["tokens"]]
            for thread in threads: thread.start()
            for thread in threads: thread.join()
            return told

        def chain(token, told):
            link = Link()
            while not os.path.exists(task["stop"]):
                try:
                    refresh(link, token)
                    status, body = link.receive()
                except Exception as error:
                    link.close()
                    status, body = 0, repr(error).encode()
                if status == 200:
                    token = json.loads(body)["refresh_token"]
                    told["tokens"].append(token)
                elif status >= 500:
                    told["refusals"][str(status)] = told["refusals"].get(str(status), 0) + 1
                    time.sleep(0.01)
                else:
                    told["faults"].append(f"{status} {body.decode()}")
                    return

        # The most that processes and the hashers that they run had resident together.
        class Watch(threading.Thread):
            def run(self):
                self.peak = self.hasher = self.hashers = self.samples = 0
                while not self.done:
                    hashers = [self.resident(one) for one in self.children()]
                    processes = sum(self.resident(one) for one in task["watch"])
                    self.peak = max(self.peak, processes + sum(hashers))
                    self.hasher = max([self.hasher] + hashers)
                    self.hashers = max(self.hashers, len(hashers))
                    self.samples += 1
                    time.sleep(0.002)

            done = False

            def children(self):
                for process in task["watch"]:
                    try:
                        for thread in os.listdir(f"/proc/{process}/task"):
                            with open(f"/proc/{process}/task/{thread}/children") as file:
                                yield from (one for one in file.read().split() if self.hashes(one))
                    except OSError: pass

            def hashes(self, process):
                # Before exec(2) a child still shares all memory with the responder.
                with open(f"/proc/{process}/comm") as file: return file.read().startswith("guildhall-hash")

            def resident(self, process):
                try:
                    with open(f"/proc/{process}/statm") as file: return int(file.read().split()[1]) * 4
                except OSError: return 0

        def watched():
            watch = Watch()
            watch.start()
            replies = burst()
            watch.done = True
            watch.join()
            return {"replies": replies, "peak": watch.peak, "hasher": watch.hasher,
                    "hashers": watch.hashers, "samples": watch.samples}

        start = time.monotonic()
        outcome = {"burst": burst, "sequence": sequence, "rounds": rounds, "chains": chains, "kept": kept,
                   "watched": watched}[task["mode"]]()
        if isinstance(outcome, list): outcome = {"replies": outcome}
        outcome["milliseconds"] = int((time.monotonic() - start) * 1000)
        json.dump(outcome, sys.stdout)
        """
}
