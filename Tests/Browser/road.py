"""A TCP proxy on loopback whose answers can be slowed, so that an export can be cut half-way."""

import socket, threading, time


class Road:
    """The way to a server."""

    def __init__(self, port):
        self.port, self.rate = port, 0
        self.listener = socket.create_server(("127.0.0.1", 0))
        self.url = f"http://127.0.0.1:{self.listener.getsockname()[1]}"
        threading.Thread(target=self.serve, daemon=True).start()

    def serve(self):
        while True:
            client, _ = self.listener.accept()
            server = socket.create_connection(("127.0.0.1", self.port))
            # Little is kept on the way, so that what the client has is what the server has sent.
            for end in (client, server): end.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 65536)
            for pair in ((client, server, False), (server, client, True)):
                threading.Thread(target=self.carry, args=pair, daemon=True).start()

    def carry(self, source, target, is_answer):
        try:
            while data := source.recv(16_384):
                target.sendall(data)
                if is_answer and self.rate: time.sleep(len(data) / self.rate)
        except OSError: pass
        # A connection that breaks on one side breaks on the other.
        for end in (source, target):
            try: end.shutdown(socket.SHUT_RDWR)
            except OSError: pass
