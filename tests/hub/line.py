# SPDX-License-Identifier: Apache-2.0
"""What stands between an office and its hub on the network: the hub's server as a process, certificates made here, and
a line that breaks."""
import http.client
import random
import select
import signal
import socket
import ssl
import subprocess
import threading


def make_certificate(world, name, subject="IP:127.0.0.1,DNS:localhost"):
    """A certificate that signs itself, so that it is its own authority."""
    subprocess.run(["openssl", "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-nodes", "-days", "36500",
                    "-subj", "/CN=hub", "-addext", f"subjectAltName={subject}", "-keyout", world.path(name + ".key"), "-out", world.path(name + ".pem")],
                   check=True, capture_output=True)


def free_port():
    with socket.create_server(("127.0.0.1", 0)) as listener:
        return listener.getsockname()[1]


class Server:
    """`hub serve` in a process of its own."""

    def __init__(self, world, *words, certificate="hub", port=0, **more):
        self.world, self.scheme = world, "https" if certificate else "http"
        self.certificate = world.path(certificate + ".pem") if certificate else None
        secure = ("--certificate", certificate + ".pem", "--key", certificate + ".key") if certificate else ()
        self.process = world.start("hub", "serve", "--listen", f"127.0.0.1:{port}", "--log", "access.log", *secure, *words, db="hub.db", **more)
        said = self.process.stdout.readline().decode()
        assert said.startswith("Receiving at "), said + self.process.stderr.read().decode()
        self.port = int(said.rsplit(":", 1)[1])

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.stop()

    def stop(self, how=signal.SIGTERM):
        if self.process.poll() is None:
            self.process.send_signal(how)
        out, err = self.process.communicate(timeout=120)
        self.said = out.decode() + err.decode()
        return self.process.returncode

    @property
    def url(self):
        return f"{self.scheme}://127.0.0.1:{self.port}"

    def open(self, timeout=60):
        """A connection as other programs make it."""
        if not self.certificate:
            return http.client.HTTPConnection("127.0.0.1", self.port, timeout=timeout)
        return http.client.HTTPSConnection("127.0.0.1", self.port, timeout=timeout, context=ssl.create_default_context(cafile=self.certificate))

    def ask(self, method, path, body=None, headers=None, **more):
        """Status and text of one request; (0, …) when the connection was ended without an answer."""
        connection = self.open(**more)
        try:
            connection.request(method, path, body, headers or {})
            reply = connection.getresponse()
            return reply.status, reply.read().decode(errors="replace"), dict(reply.getheaders())
        except (OSError, http.client.HTTPException) as failure:
            return 0, repr(failure), {}
        finally:
            connection.close()


class Line:
    """Passes bytes on to a port, and breaks: most connections end after some bytes of either direction."""

    def __init__(self, port, seed, whole=0.3):
        self.port, self.chance, self.whole = port, random.Random(seed), whole
        self.listener = socket.create_server(("127.0.0.1", 0))
        self.url = f"https://127.0.0.1:{self.listener.getsockname()[1]}"
        self.broken = self.passed = 0
        self.ending = False
        self.thread = threading.Thread(target=self.serve, daemon=True)
        self.thread.start()

    def serve(self):
        while not self.ending:
            if not select.select([self.listener], [], [], 0.1)[0]:
                continue
            here, _ = self.listener.accept()
            limits = [None, None] if self.chance.random() < self.whole else [self.chance.choice([None, self.chance.randrange(6000)]) for _ in range(2)]
            with here:
                self.join(here, limits)

    def join(self, here, limits):
        """One connection after the other: the office has one open."""
        try:
            there = socket.create_connection(("127.0.0.1", self.port), timeout=10)
        except OSError:
            self.broken += 1
            return
        with there:
            ways = {here: (there, 0), there: (here, 1)}
            while not self.ending:
                for source in select.select([here, there], [], [], 0.1)[0]:
                    to, way = ways[source]
                    try:
                        data = source.recv(1000)
                        if not data:
                            self.passed += 1
                            return
                        if limits[way] is not None:
                            data = data[:limits[way]]
                            limits[way] -= len(data)
                        to.sendall(data)
                    except OSError:
                        return
                    if limits[way] == 0:
                        self.broken += 1
                        return

    def close(self):
        self.ending = True
        self.thread.join()
        self.listener.close()
