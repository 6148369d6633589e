#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""The server on the network: what it shows of its certificate and how that is renewed, whose word on addresses it takes,
how many it lets in, and how it ends. TAP."""
import http.client
import os
import signal
import socket
import sqlite3
import ssl
import subprocess
import sys
import threading
import urllib.parse
import warnings

sys.dont_write_bytecode = True
from web import PASSWORD, Browser, Site, Tap, account, json, re, text_of, until

EACH = 200  # connections of one address


def openssl(*words):
    subprocess.run(["openssl", *words], check=True, capture_output=True)


def make_certificate(site, name, kind=("ec", "ec_paramgen_curve:prime256v1")):
    openssl("req", "-x509", "-newkey", kind[0], "-pkeyopt", kind[1], "-nodes", "-days", "36500", "-subj", f"/CN={name}", "-addext", "subjectAltName=IP:127.0.0.1",
            "-keyout", site.path(name + ".key"), "-out", site.path(name + ".pem"))
    return text_of(site.path(name + ".pem")), text_of(site.path(name + ".key"))


def anyone(low=None, high=None):
    warnings.simplefilter("ignore", DeprecationWarning)  # of versions that are tried because they are to be refused
    context = ssl.create_default_context()
    context.check_hostname, context.verify_mode = False, ssl.CERT_NONE
    if low:
        context.set_ciphers("ALL:@SECLEVEL=0")
        context.minimum_version, context.maximum_version = low, high
    return context


def shown(site, context=None):
    """The certificate that a connection begun now is shown, and the version of TLS; None where there is no agreement."""
    try:
        with socket.create_connection(("127.0.0.1", site.port), 30) as wire, (context or anyone()).wrap_socket(wire) as line:
            return ssl.DER_cert_to_PEM_cert(line.getpeercert(True)), line.version()
    except (ssl.SSLError, ConnectionError):
        return None, None


def check_wrong_certificates(tap, site):
    """Each is told by its file, and nothing begins."""
    make_certificate(site, "one")
    make_certificate(site, "other")
    openssl("pkey", "-in", site.path("one.key"), "-aes256", "-passout", "pass:geheim", "-out", site.path("locked.key"))
    site.write("empty.pem", "")
    site.write("text.pem", "-----BEGIN CERTIFICATE-----\nkhông phải chứng thư\n-----END CERTIFICATE-----\n")
    cases = [("one.pem", "other.key", "other.key không phải khóa riêng của chứng thư trong one.pem"), ("one.pem", "locked.key", "locked.key: không có khóa riêng"),
             ("one.pem", "one.pem", "one.pem: không có khóa riêng"), ("empty.pem", "one.key", "empty.pem: không có chuỗi chứng thư"),
             ("text.pem", "one.key", "text.pem: không có chuỗi chứng thư"), ("one.key", "one.key", "one.key: không có chuỗi chứng thư"), ("none.pem", "one.key", "none.pem"), ("one.pem", "none.key", "none.key"), (".", "one.key", ".:")]
    for chain, key, expected in cases:
        done = site.run("serve", "--listen", f"127.0.0.1:{site.port}", "--log", "none", "--certificate", chain, "--key", key, check=False)
        tap.check(f"{chain} with {key}: told, and nothing begins", done.returncode in (3, 4) and expected in done.stderr and "Sanitizer" not in done.stderr, (done.returncode, done.stderr))


def check_tls(tap, site, first):
    tap.check("the certificate is shown", shown(site) == (first, "TLSv1.3"), shown(site))
    tap.check("TLS 1.2 is spoken, too", shown(site, anyone(ssl.TLSVersion.TLSv1_2, ssl.TLSVersion.TLSv1_2))[1] == "TLSv1.2")
    for version in (ssl.TLSVersion.TLSv1, ssl.TLSVersion.TLSv1_1):
        tap.check(f"{version.name} is not", shown(site, anyone(version, version)) == (None, None))
    with socket.create_connection(("127.0.0.1", site.port), 30) as wire:
        wire.sendall(b"GET / HTTP/1.1\r\nHost: x\r\n\r\n")
        try:
            said = wire.recv(1000)
        except ConnectionError:
            said = b""
        tap.check("what is not TLS gets no page", b"HTTP/" not in said, said)
    answer = Secure(site).get("/sign-in")
    cookies = answer.headers.get_all("Set-Cookie") or []
    tap.check("pages are to be asked for by TLS alone, and so are the cookies sent", answer.status == 200 and "max-age" in answer.headers.get("Strict-Transport-Security", "") and
              cookies and all("; Secure" in c and c.startswith("__Host-") for c in cookies), answer)


class Secure:
    """One connection that is kept."""

    def __init__(self, site):
        self.line = http.client.HTTPSConnection("127.0.0.1", site.port, timeout=60, context=anyone())

    def get(self, target):
        self.line.request("GET", target)
        response = self.line.getresponse()
        response.body = response.read()
        return response


def check_renewal(tap, site, first):
    second = make_certificate(site, "second", ("rsa", "rsa_keygen_bits:2048"))
    kept = Secure(site)
    began = kept.get("/health").status
    port = kept.line.sock.getsockname()[1]
    renew(site, *second)
    tap.check("after SIGHUP the new certificate is shown", until(lambda: shown(site)[0] == second[0]), shown(site))
    tap.check("connections that were open go on", began == kept.get("/health").status == 200 and kept.line.sock.getsockname()[1] == port)
    third = make_certificate(site, "third")
    for name, chain, key in (("a file that is broken", second[0][:200], second[1]), ("a key of another", third[0], second[1]), ("an empty key", third[0], ""), ("no file", None, third[1])):
        told = len(text_of(site.path("err")))
        renew(site, chain, key)
        until(lambda: len(text_of(site.path("err"))) > told)
        said = text_of(site.path("err"))[told:]
        tap.check(f"{name}: told, and the one before is shown", "không thay được chứng thư" in said and "site." in said and shown(site)[0] == second[0], said)
    renew(site, *third)
    tap.check("one that is good again is shown again", until(lambda: shown(site)[0] == third[0]), shown(site))
    stop, wrong = threading.Event(), []

    def ask():
        while not stop.is_set():
            if shown(site)[0] not in (first, third[0]):
                wrong.append("neither")

    askers = [threading.Thread(target=ask) for _ in range(3)]
    for asker in askers:
        asker.start()
    for chain in [(first, text_of(site.path("one.key"))), third] * 3:
        renew(site, *chain)
        until(lambda: shown(site)[0] == chain[0])
    stop.set()
    for asker in askers:
        asker.join()
    tap.check("who comes while it is renewed is shown the one or the other", not wrong, wrong[:3])


def renew(site, chain, key):
    for name, text in (("site.pem", chain), ("site.key", key)):
        if text is None:
            os.unlink(site.path(name))
        else:
            site.write(name, text)
    site.process.send_signal(signal.SIGHUP)


def last_line(site):
    return text_of(site.path("access.log")).splitlines()[-1].split()


def logged_as(site, browser, **heads):
    """As whose the request is written down."""
    have = len(text_of(site.path("access.log")).splitlines())
    answer = browser.get("/health", **heads)
    until(lambda: len(text_of(site.path("access.log")).splitlines()) > have)
    return last_line(site)[1], answer


def own_address():
    """An address of this machine that is not its own alone; None where it has none."""
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as asked:
        try:
            asked.connect(("192.0.2.1", 9))  # nothing is sent
            found = asked.getsockname()[0]
        except OSError:
            return None
    return None if found.startswith("127.") or found == "0.0.0.0" else found


def check_addresses(tap, site, proxied):
    browser = Browser(site.port)
    said = {"X-Forwarded-For": "198.51.100.7, 203.0.113.9", "X-Forwarded-Proto": "https"}
    at, answer = logged_as(site, browser, **said)
    tap.check("behind a proxy its last word on the address is taken" if proxied else "what a client says of its own address is nothing", at == ("203.0.113.9" if proxied else "127.0.0.1"), at)
    tap.check("and so is that on how it was reached" if proxied else "nor what it says of how it came", ("Strict-Transport-Security" in answer.headers) == proxied, answer)
    for nonsense in ("nonsense", "1.2.3.4.5", "203.0.113.9\x7f", "198.51.100.7,", "203.0.113.9:80", "x" * 5000):
        at, answer = logged_as(site, browser, **{"X-Forwarded-For": nonsense})
        tap.check(f"{nonsense[:20]!r} is no address", at == "127.0.0.1" and answer.status == 200, at)
    answer = browser.get("/metrics", **{"X-Forwarded-For": "203.0.113.9"})
    tap.check("metrics are for this machine: not for those behind the proxy" if proxied else "metrics are for this machine", answer.status == (401 if proxied else 200), answer)


def check_from_elsewhere(tap, site):
    """The proxy is on this machine; whoever comes from elsewhere is believed nothing."""
    address = own_address()
    if not address:
        return
    line = http.client.HTTPConnection(address, site.port, timeout=60)
    line.request("GET", "/metrics", headers={"X-Forwarded-For": "127.0.0.1", "X-Forwarded-Proto": "https"})
    response = line.getresponse()
    response.read()
    line.close()
    tap.check("who is no proxy on this machine is not believed", response.status == 401 and until(lambda: last_line(site)[1] == address) and not response.headers.get("Strict-Transport-Security"), last_line(site))


def ended(wire, wait=0.0):
    wire.settimeout(wait)
    try:
        return wire.recv(1) == b""
    except (BlockingIOError, socket.timeout):
        return False
    except ConnectionError:
        return True


def is_served(site):
    try:
        return Browser(site.port).get("/health").status == 200
    except OSError:
        return False


def check_many(tap, site):
    """One address may not take all the doors."""
    lines = [socket.create_connection(("127.0.0.1", site.port), 30) for _ in range(EACH)]
    for line in lines:
        line.sendall(b"GET /health HTTP/1.1\r\nHost: x\r\n\r\n")
    answered = sum(line.recv(12) == b"HTTP/1.1 200" for line in lines)
    tap.check(f"{EACH} connections of an address are served", answered == EACH, answered)
    tap.check("the next is not", not is_served(site))
    for line in lines[:20]:
        line.close()
    tap.check("until others end", until(lambda: is_served(site)))
    for line in lines:
        line.close()


def check_slow(tap, site):
    """Many that send next to nothing, while others work."""
    heads = [socket.create_connection(("127.0.0.1", site.port), 30) for _ in range(40)]
    for number, line in enumerate(heads):
        line.sendall(b"GET / HTTP/1.1\r\nHost: x\r\n" if number % 2 else b"POST /sign-in HTTP/1.1\r\nHost: x\r\nContent-Length: 5000\r\n\r\nname=")
    statuses = [Browser(site.port).get("/sign-in").status for _ in range(10)]
    tap.check("forty that begin and do not go on keep nobody waiting", statuses == [200] * 10, statuses)
    left = list(heads)

    def all_ended():
        for line in list(left):
            if ended(line):
                left.remove(line)
            else:
                try:
                    line.send(b"X")  # a little now and then
                except ConnectionError:
                    pass
        return not left
    tap.check("they are cut off, though each sends a little now and then", until(all_ended), len(left))
    tap.check("and nobody else is", is_served(site))


def metric(site, name):
    found = re.search(rf"^{name} (\d+)", Browser(site.port).get("/metrics").text, re.M)
    return int(found[1]) if found else -1


def refused(site):
    try:
        socket.create_connection(("127.0.0.1", site.port), 5).close()
        return False
    except ConnectionError as problem:  # the one that comes just while the door is shut is reset
        return isinstance(problem, ConnectionRefusedError)


def sign_in_wire(site, held):
    """The bytes of somebody's sign-in, but for the last `held`; the connection, and those bytes."""
    browser = Browser(site.port)
    body = urllib.parse.urlencode({"form-token": browser.token("/sign-in"), "name": "officer", "password": PASSWORD}).encode()
    cookie = "; ".join(f"{n}={v}" for n, v in browser.cookies.items())
    wire = socket.create_connection(("127.0.0.1", site.port), 60)
    sent = f"POST /sign-in HTTP/1.1\r\nHost: x\r\nCookie: {cookie}\r\nContent-Type: application/x-www-form-urlencoded\r\nContent-Length: {len(body)}\r\n\r\n".encode() + body
    wire.sendall(sent[:len(sent) - held])
    return wire, sent[len(sent) - held:]


def answer_of(wire):
    response = http.client.HTTPResponse(wire)
    response.begin()
    response.read()
    return response


def check_end(tap, site):
    """What is under way when it is told to end: one request that the store keeps waiting, and one that is half sent."""
    store = sqlite3.connect(site.path("store.db"), isolation_level=None)
    store.execute("BEGIN IMMEDIATE")
    waiting, _ = sign_in_wire(site, 0)
    half, rest = sign_in_wire(site, 10)
    idle = socket.create_connection(("127.0.0.1", site.port), 60)
    under_way = until(lambda: metric(site, "ngoaivu_writes_waiting") == 1 or metric(site, "ngoaivu_requests_in_hand") >= 2)
    site.process.send_signal(signal.SIGTERM)
    tap.check("told to end, it lets nobody in", under_way and until(lambda: refused(site)))
    half.sendall(rest)
    store.execute("COMMIT")
    store.close()
    answers = [answer_of(wire) for wire in (waiting, half)]
    tap.check("what was under way is done and answered, and the connections end", all(a.status == 303 and a.headers.get("Set-Cookie") and a.headers.get("Connection") == "close" for a in answers),
              [(a.status, str(a.headers)) for a in answers])
    idle.close()
    site.process.wait(60)
    status, err = site.stop()
    tap.check("and the server ends well", status == 0 and "Sanitizer" not in err, err[-3000:])
    tap.check("the store is sound", site.run("audit", check=False).returncode == 0)


def make(accounts=True, **env):
    site = Site(demo=None, **env)
    site.run("init", "--office", "tb")
    if accounts:
        site.write("accounts.json", json.dumps([account("officer", "officer")]))
        site.run("user", "load", "accounts.json")
    return site


def ends_well(tap, site):
    status, err = site.stop()
    tap.check("the server ends well", status == 0 and "Sanitizer" not in err, err[-3000:])


def main():
    tap = Tap()
    with make(NGOAIVU_PATIENCE="4") as site:
        check_wrong_certificates(tap, site)
        first, key = text_of(site.path("one.pem")), text_of(site.path("one.key"))
        site.write("site.pem", first)
        site.write("site.key", key)
        site.start("--certificate", "site.pem", "--key", "site.key")
        check_tls(tap, site, first)
        check_renewal(tap, site, first)
        ends_well(tap, site)
        site.start("--behind-proxy", "--listen", f"0.0.0.0:{site.port}")
        check_addresses(tap, site, True)
        check_from_elsewhere(tap, site)
        ends_well(tap, site)
        site.start()
        check_addresses(tap, site, False)
        check_many(tap, site)
        check_slow(tap, site)
        ends_well(tap, site)
        del site.env["NGOAIVU_PATIENCE"]  # nobody is to be cut off for a busy machine's sake
        site.start()
        check_end(tap, site)
    tap.end()


main()
