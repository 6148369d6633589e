#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Sending over real sockets: HTTPS with a certificate made here, what the hub lets in, and what it does to the slow,
the large and the many."""
import os
import shutil
import socket
import sys
import time

sys.dont_write_bytecode = True
from line import Server, free_port, make_certificate
from world import ABSENT, BUSY, CONFLICT, DONE, INPUT, REFUSED, SYSTEM, USAGE, Tap, World

RECORD = {"name": "Đoàn", "country": ["JP"], "host": "leaders", "arrives_on": "2020-02-03", "visitors": 1, "state": "received"}


def push(world, server, code, *words, **more):
    trusted = ("--authority", "hub.pem") if server.certificate else ()
    return world.run("hub", "push", "--office", code, "--to", server.url, *trusted, *words, db=world.store(code), **more)


def access(world):
    return world.read("access.log").decode().splitlines()


def over_tls(tap):
    with World("tb", "qn") as world:
        make_certificate(world, "hub")
        for number in range(3):
            world.put("tb", "inbound", dict(RECORD, visitors=number + 1))
        with Server(world) as server:
            tap.expect("entries are sent over HTTPS", push(world, server, "tb"), DONE, "entries sent in 1 packages")
            tap.check("both ends show the same position and hash", world.same("tb") and world.line("tb")["position"] > 3, (world.line("tb"), world.line("tb", True)))
            tap.expect("then there is nothing to send", push(world, server, "tb"), DONE, "Nothing to send")
            tap.check("the hub's figures are the office's", not world.differing("tb"), world.differing("tb"))
            world.put("qn", "inbound", RECORD)
            tap.expect("another office sends too", push(world, server, "qn"), DONE, "entries sent")
            result = world.run("hub", "push", "--to", server.url, db="tb.db")
            tap.expect("a certificate that nobody vouches for is refused", result, REFUSED, "certificate", "--authority")
            make_certificate(world, "other")
            result = world.run("hub", "push", "--to", server.url, "--authority", "other.pem", db="tb.db")
            tap.expect("one of another authority too", result, REFUSED, "certificate")
            tap.expect("an authority that is no certificate is told", world.run("hub", "push", "--to", server.url, "--authority", "access.log", db="tb.db"), INPUT, "--authority")
            tap.expect("one that is not there too", world.run("hub", "push", "--to", server.url, "--authority", "none.pem", db="tb.db"), ABSENT, "none.pem")
            lines = [line.split() for line in access(world)]
            tap.check("each request is a line of the access log", [line[1:6] for line in lines[:2]] ==
                      [["127.0.0.1", "tb", "GET", "/hub/position", "200"], ["127.0.0.1", "tb", "POST", "/hub/packages", "200"]] and len(lines) == 5, lines)
            tap.check("the server ends when it is told to", server.stop() == 0 and server.said == "", server.said)
        with Server(world, certificate="other") as server:
            shutil.copy(world.path("other.pem"), world.path("hub.pem"))
            make_certificate(world, "elsewhere", "DNS:hub.example")
        with Server(world, certificate="elsewhere") as server:
            result = world.run("hub", "push", "--to", server.url, "--authority", "elsewhere.pem", db="tb.db")
            tap.expect("a certificate for another name is refused", result, REFUSED, "certificate")
        key = world.key("bng")
        os.rename(key, world.path("away"))
        tap.expect("a hub without its key cannot serve, and says what to do", world.run("hub", "serve", "--listen", "127.0.0.1:0", db="hub.db"), ABSENT, "hub key")
        os.rename(world.path("away"), key)
        world.write("bad.pem", "no certificate")
        tap.expect("a certificate that is none is told", world.run("hub", "serve", "--listen", "127.0.0.1:0", "--certificate", "bad.pem", "--key", "bad.pem", db="hub.db"), SYSTEM, "certificate")
        tap.expect("a certificate without a key", world.run("hub", "serve", "--certificate", "bad.pem", db="hub.db"), USAGE, "--key")
        for where in ("nowhere", "127.0.0.1", "127.0.0.1:99999", "hub.example:8443"):
            tap.expect(f"“{where}” is no place to listen", world.run("hub", "serve", "--listen", where, db="hub.db"), USAGE, "--listen")
        tap.expect("without encryption only this machine is served", world.run("hub", "serve", "--listen", "0.0.0.0:0", db="hub.db"), USAGE, "--certificate")


def addresses(tap):
    with World("tb") as world:
        for url in ("ftp://127.0.0.1/", "https://", "https://u:p@127.0.0.1:1/", "https://127.0.0.1:1/?a=b", "https://127.0.0.1:1/#a", "://", "https://[::1"):
            tap.expect(f"“{url}” is no address", world.run("hub", "push", "--to", url, db="tb.db"), USAGE, "--to")
        for url in ("http://192.0.2.1:1", "http://hub.example", "http://127.0.0.1.example:80"):
            tap.expect(f"“{url}” would go unencrypted", world.run("hub", "push", "--to", url, db="tb.db"), USAGE, "https://")
        tap.expect("--from is for files", world.run("hub", "push", "--to", "http://127.0.0.1:1", "--from", "1", db="tb.db"), USAGE, "--from")
        began = time.monotonic()
        result = world.run("hub", "push", "--to", "http://127.0.0.1:1", "--patience", "1", db="tb.db")
        tap.expect("a hub that is not there is tried again, and told", result, BUSY, "trying again", "nothing is lost")
        tap.check("for as long as was said", time.monotonic() - began > 1, time.monotonic() - began)
        tap.expect("patience is a number", world.run("hub", "push", "--to", "http://127.0.0.1:1", "--patience", "long", db="tb.db"), USAGE, "--patience")


def strangers(tap):
    """What is not a request of an office that may send is refused before its body is read."""
    with World("tb", "qn") as world:
        world.put("tb", "inbound", RECORD)
        package = world.read(world.push("tb"))
        with Server(world, certificate=None) as server:
            status, text, _ = server.ask("GET", "/")
            tap.check("there is nothing but the two requests", status == 404, (status, text))
            status, text, heads = server.ask("GET", "/hub/packages")
            tap.check("packages are posted", status == 405 and heads.get("Allow") == "POST", (status, heads))
            status, text, heads = server.ask("POST", "/hub/position", b"x")
            tap.check("the position is asked for", status == 405 and heads.get("Allow") == "GET", (status, heads))
            zero, seal = "0" * 64, "0" * 128
            claims = ["", "Basic dTpw", "Ngoaivu", f"Ngoaivu tb {world.keys['tb']} {zero} {seal}", f"Ngoaivu zz {world.keys['tb']} {zero} {seal}",
                      f"Ngoaivu tb {zero} {zero} {seal}", f"Ngoaivu tb {world.keys['tb']} {zero} {seal} {zero} {seal}", f"Ngoaivu tb {world.keys['tb']} x y",
                      "Ngoaivu " + "a " * 500, f"Ngoaivu ../tb {world.keys['tb']} {zero} {seal}"]
            for method, path in (("GET", "/hub/position"), ("POST", "/hub/packages")):
                said = [server.ask(method, path, package if method == "POST" else None, {"Authorization": claim} if claim else {})[0] for claim in claims]
                tap.check(f"{method}: no claim that is not signed is let in", said == [401] * len(claims), said)
            tap.check("nothing was received", world.line("tb", True)["position"] == 0)
            world.done("hub.db", "hub", "remove", "tb")
            tap.expect("an office that is not entered is told so", push(world, server, "tb"), REFUSED, "401", "hub add tb")
            world.done("hub.db", "hub", "add", "tb", world.keys["tb"])
            tap.expect("once it is entered it is heard, by the hub that runs", push(world, server, "tb"), DONE)
            world.done("qn.db", "hub", "trust", world.keys["tb"], "--replace")
            world.put("qn", "inbound", RECORD)
            tap.expect("an office that trusts another hub takes nothing from this one", push(world, server, "qn"), REFUSED, "another key")
            tap.check("and sends it nothing", world.line("qn", True)["position"] == 0)
            renewed = world.done("tb.db", "hub", "key", "--renew").out.strip()
            world.put("tb", "inbound", RECORD)
            tap.expect("a renewed key is let in by the one before", push(world, server, "tb"), DONE, "entries sent")
            tap.expect("and then known", world.run("hub", "add", "tb", renewed, db="hub.db"), DONE)
            server.stop()
            tap.check("no line of the log can be made by others", all(len(line.split(" ")[0]) >= 20 for line in access(world)), access(world))


class Claimant:
    """Signs nothing itself: takes the claims of the program's own requests, which may be used again."""

    def __init__(self, world, code):
        self.world, self.code = world, code

    def claims(self):
        """Claims for both requests, from a server of ours that the program takes for its hub."""
        found = {}
        listener = socket.create_server(("127.0.0.1", 0))
        url = f"http://127.0.0.1:{listener.getsockname()[1]}"
        process = self.world.start("hub", "push", "--to", url, "--patience", "30", db=self.world.store(self.code))
        listener.settimeout(60)
        while "GET /hub/position" not in found:
            connection, _ = listener.accept()
            head = b""
            while b"\r\n\r\n" not in head:
                head += connection.recv(4096)
            lines = head.decode().split("\r\n")
            found[lines[0].rsplit(" ", 1)[0]] = next(line.split(": ", 1)[1] for line in lines if line.lower().startswith("authorization: "))
            connection.sendall(b"HTTP/1.1 503 Busy\r\nContent-Length: 0\r\nConnection: close\r\n\r\n")
            connection.close()
        process.kill()
        process.communicate()
        listener.close()
        return found


def limits(tap):
    with World("tb") as world:
        make_certificate(world, "hub")
        world.put("tb", "inbound", RECORD)
        with Server(world, "--patience", "1", certificate=None) as server:
            claim = Claimant(world, "tb").claims()["GET /hub/position"]
            status, text, _ = server.ask("GET", "/hub/position", None, {"Authorization": claim})
            tap.check("a claim lets in", status == 200 and text.startswith("ngoaivu answer\n"), (status, text))
            status, text, _ = server.ask("POST", "/hub/packages", b"x", {"Authorization": claim})
            tap.check("for the request that it was made for", status == 401, (status, text))
            status, text, _ = server.ask("GET", "/hub/position", b"body", {"Authorization": claim})
            tap.check("a question has no body", status == 400, (status, text))
            began = time.monotonic()
            with socket.create_connection(("127.0.0.1", server.port)) as slow:
                slow.settimeout(30)
                end = b"-"
                for byte in b"GET /hub/position HTTP/1.1\r\nHost: x\r\nX-Long: " + b"a" * 200:
                    try:
                        slow.sendall(bytes([byte]))
                        time.sleep(0.1)
                    except OSError:
                        end = b""
                        break
            tap.check("a head that comes byte by byte is not waited for", end == b"" and time.monotonic() - began < 20, time.monotonic() - began)
            idle = [socket.create_connection(("127.0.0.1", server.port)) for _ in range(80)]
            time.sleep(3)
            tap.expect("many connections that say nothing keep nobody away for long", push(world, server, "tb", "--patience", "60"), DONE)
            for connection in idle:
                connection.close()
            tap.check("both ends are the same", world.same("tb"), world.line("tb"))
            for text in (b"\x00\x01\x02\r\n\r\n", b"GET\r\n\r\n", b"POST /hub/packages HTTP/1.1\r\nHost: x\r\nContent-Length: 5\r\nContent-Length: 6\r\n\r\n",
                         b"A" * 100000 + b"\r\n\r\n", b"GET /hub/position HTTP/1.1\r\n" + b"X: y\r\n" * 5000 + b"\r\n"):
                with socket.create_connection(("127.0.0.1", server.port)) as rude:
                    rude.settimeout(30)
                    try:
                        rude.sendall(text)
                        rude.recv(65536)
                    except OSError:
                        pass
            status, text, _ = server.ask("GET", "/hub/position", None, {"Authorization": claim})
            tap.check("what is no HTTP harms nothing", status == 200, (status, text))
            tap.check("the server is still whole", server.stop() == 0, server.said)
        world.sound(tap, "limits: hub")


def bodies(tap):
    """Claims for packages: what a sender who may send can do wrong."""
    with World("tb", "qn") as world:
        for code in world.codes:
            world.put(code, "inbound", RECORD)
        own, others = (world.read(world.push(code)) for code in world.codes)
        with Server(world, "--patience", "1", certificate=None) as server:
            claim = package_claim(world, "tb")
            post = lambda body, **heads: server.ask("POST", "/hub/packages", body, {"Authorization": claim, **heads})
            status, text, _ = post(b"no package")
            tap.check("what is no package is refused in words", status == 400 and "not a package" in text, (status, text))
            status, text, _ = post(others)
            tap.check("another office's package is not taken", status == 403 and "another office" in text, (status, text))
            status, text, _ = post(own[:-1] + bytes([own[-1] ^ 1]))
            tap.check("nor one with a wrong signature", status == 403 and "signature" in text, (status, text))
            status, text, _ = post(b"", **{"Content-Length": "100000000"})
            tap.check("one that is too large is refused before it comes", status == 413, (status, text))
            status, text, _ = post(iter([own]), **{"Transfer-Encoding": "chunked"})
            tap.check("one of a length that is not told too", status in (400, 411), (status, text))
            began = time.monotonic()
            with socket.create_connection(("127.0.0.1", server.port)) as slow:
                slow.settimeout(60)
                slow.sendall(f"POST /hub/packages HTTP/1.1\r\nHost: x\r\nAuthorization: {claim}\r\nContent-Length: {len(own)}\r\n\r\n".encode())
                ended = False
                for byte in own[:300]:
                    try:
                        slow.sendall(bytes([byte]))
                        time.sleep(0.1)
                    except OSError:
                        ended = True
                        break
            tap.check("a body that comes byte by byte is not waited for", ended and time.monotonic() - began < 25, time.monotonic() - began)
            tap.check("nothing was received", world.line("tb", True)["position"] == 0, world.line("tb", True))
            status, text, _ = post(own)
            tap.check("the package itself is received", status == 200 and text.startswith("ngoaivu answer\n"), (status, text))
            status, again, _ = post(own)
            tap.check("and again, which changes nothing", status == 200, (status, again))
            world.write("by.hand", text)
            tap.expect("its answer is an acknowledgement as in a file", world.acknowledge("tb", "by.hand"), DONE)
            tap.check("both ends are the same", world.same("tb"), world.line("tb"))


def package_claim(world, code):
    """As above, for a package: the server that is taken for the hub has to answer the first question as the hub does."""
    world.done("hub.db", "hub", "answer", code, "--answer", "first.answer")
    answer = world.read("first.answer")
    listener = socket.create_server(("127.0.0.1", 0))
    listener.settimeout(60)
    process = world.start("hub", "push", "--to", f"http://127.0.0.1:{listener.getsockname()[1]}", "--patience", "30", db=world.store(code))
    claim = None
    while not claim:
        connection, _ = listener.accept()
        with connection:
            while not claim:
                head = b""
                while b"\r\n\r\n" not in head:
                    part = connection.recv(4096)
                    if not part:
                        break
                    head += part
                if b"\r\n\r\n" not in head:
                    break
                lines = head.decode(errors="replace").split("\r\n")
                if lines[0].startswith("POST"):
                    claim = next(line.split(": ", 1)[1] for line in lines if line.lower().startswith("authorization: "))
                else:
                    connection.sendall(b"HTTP/1.1 200 OK\r\nContent-Length: %d\r\n\r\n" % len(answer) + answer)
    process.kill()
    process.communicate()
    listener.close()
    return claim


def restored(tap):
    """The hub comes late, is restored from an older copy, and decides: a push finds out."""
    with World("tb") as world:
        make_certificate(world, "hub")
        world.put("tb", "inbound", RECORD)
        port = free_port()
        waiting = world.start("hub", "push", "--to", f"https://127.0.0.1:{port}", "--authority", "hub.pem", "--patience", "100", db="tb.db")
        time.sleep(1)
        with Server(world, port=port) as server:
            out, err = waiting.communicate(timeout=120)
            tap.check("a push waits for a hub that comes late", waiting.returncode == DONE and b"trying again" in err, (out, err))
            server.stop()
        world.done("hub.db", "backup", "old.db")
        world.put("tb", "inbound", RECORD)
        with Server(world) as server:
            tap.expect("more is sent", push(world, server, "tb"), DONE)
            server.stop()
        world.restore("hub.db", "old.db")
        with Server(world) as server:
            tap.expect("what a restored hub lost is sent again", push(world, server, "tb"), DONE, "had lost")
            tap.check("both ends are the same", world.same("tb"), (world.line("tb"), world.line("tb", True)))
            world.put("tb", "inbound", RECORD)
            tap.expect("and it goes on", push(world, server, "tb"), DONE, "entries sent")
            tap.check("both ends are the same again", world.same("tb") and world.line("tb")["waiting"] == 0, (world.line("tb"), world.line("tb", True)))
        world.sound(tap, "restored: hub")


def main():
    tap = Tap()
    for part in (over_tls, addresses, strangers, limits, bodies, restored):
        part(tap)
    tap.done()


if __name__ == "__main__":
    main()
