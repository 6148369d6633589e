#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Hostile clients: scripts in every field, forms from elsewhere, paths that climb, heads that smuggle, bodies too large,
too slow or broken, sessions planted or stolen, records and accounts of other offices. TAP."""
import html
import os
import socket
import sys
import time
import urllib.parse

sys.dont_write_bytecode = True
from web import PASSWORD, Site, Tap, account, all_roles, json, filled, plain, re

SCRIPT = '"><script>alert(1)</script><img src=x onerror=alert(1)>\'{{7*7}}'
POLICY = "default-src 'none'"


def marked(text):
    """What of a hostile text reached the page as markup."""
    return re.findall(r"<script>alert|<img src=x|onerror=alert\(1\)>(?!&)", text)


def scripts_in_fields(tap, site):
    """Every register's form, every field that takes text, and every page that shows it."""
    browser = site.browser("typist", address="10.9.0.1")
    registers = re.findall(r'href="/registers/([a-z_]+)"', browser.get("/registers").text)
    unsafe, untaken, entered = [], [], 0
    for register in registers:
        fields = filled(browser.get(f"/registers/{register}/new").text, SCRIPT)
        answer = browser.post(f"/registers/{register}", fields, token_of=f"/registers/{register}/new")
        if marked(answer.text):
            unsafe.append(f"the form of {register}")
        # what the form would not take is left out, until it is taken
        for _ in range(6):
            wrong = set(re.findall(r'class="field(?: wide)? wrong">.*?name="has" value="([a-z_]+)"', answer.text, re.S))
            if answer.status != 422 or not wrong:
                break
            fields = [(n, v) for n, v in fields if n.split(".")[1:2] == [] or n.split(".")[1] not in wrong]
            answer = browser.post(f"/registers/{register}", fields, token_of=f"/registers/{register}/new")
        if answer.status == 303:
            entered += 1
            for page in (answer.location, answer.location + "/edit", f"/registers/{register}", f"/registers/{register}?q=alert"):
                shown = browser.get(page)
                if marked(shown.text) or shown.status != 200:
                    unsafe.append(f"{page}: {shown.status}")
        else:
            untaken.append(f"{register}: {answer.status} {plain(answer.text.split('<main')[-1])[:200]} {re.findall(r'class=.problem[^>]*>([^<]*)', answer.text)}")
    tap.check(f"scripts typed into the fields of {len(registers)} registers never run ({entered} entered)", not unsafe and entered >= 36, (unsafe, untaken))
    for page in ("/", "/search?q=script", "/search?q=" + urllib.parse.quote(SCRIPT), "/registers/inbound?q=" + urllib.parse.quote(SCRIPT),
                 "/registers/inbound?state=" + urllib.parse.quote(SCRIPT), "/registers/inbound?sort=" + urllib.parse.quote(SCRIPT),
                 "/figures?q=" + urllib.parse.quote(SCRIPT), "/figures/" + urllib.parse.quote(SCRIPT, safe=""),
                 "/figures/inbound.visitors?by=" + urllib.parse.quote(SCRIPT), "/figures/inbound.visitors?w.host=" + urllib.parse.quote(SCRIPT),
                 "/sign-in?then=" + urllib.parse.quote(SCRIPT), "/" + urllib.parse.quote(SCRIPT, safe="")):
        shown = browser.get(page)
        tap.check(f"{page[:40]}: escaped, never an error of the server", not marked(shown.text) and shown.status < 500, shown)


def heads(tap, site):
    browser = site.browser("officer", address="10.9.0.2")
    for page in ("/", "/registers/inbound", "/sign-in", "/nowhere", "/assets/0/x", "/health"):
        answer = browser.get(page)
        policy = answer.headers.get("Content-Security-Policy", "")
        good = policy.startswith(POLICY) and "unsafe" not in policy and answer.headers.get("X-Content-Type-Options") == "nosniff" and \
            answer.headers.get("X-Frame-Options") == "DENY" and answer.headers.get("Referrer-Policy") == "same-origin"
        tap.check(f"{page}: strict headers", good, answer.headers)
    page = browser.get("/registers/inbound/new")
    inline = re.findall(r"<script(?![^>]*src=)|<style|\son[a-z]+=|\sstyle=|javascript:", page.text)
    tap.check("no script, style or handler stands inside a page", not inline, inline)
    tap.check("pages about people are not kept by browsers", page.headers.get("Cache-Control") == "no-store", page.headers)
    sheet = re.search(r'href="(/assets/[^"]+\.css)"', page.text)[1]
    kept = browser.get(sheet)
    again = browser.get(sheet, **{"If-None-Match": kept.headers["ETag"]})
    tap.check("the style sheet is kept for ever under its hash", "immutable" in kept.headers["Cache-Control"] and again.status == 304 and not again.raw, kept.headers)
    tap.check("under another hash it is not there", browser.get("/assets/0000000000000000/ngoaivu.css").status == 404)
    small = site.browser("officer", address="10.9.0.3", gzipped=True).get("/registers/inbound")
    tap.check("pages are packed for those who take that", small.headers.get("Content-Encoding") == "gzip" and len(small.raw) * 3 < len(small.body), small.headers)
    cookies = site.browser(address="10.9.0.4").sign_in("officer").headers.get_all("Set-Cookie")
    session = [c for c in cookies if c.startswith("ngoaivu=")]
    tap.check("the session's cookie is out of reach of scripts and other sites", session and "HttpOnly" in session[0] and "SameSite=Lax" in session[0], cookies)


def raw(site, data, wait=10, pause=0):
    """Bytes as they are; what came back."""
    got = b""
    with socket.create_connection(("127.0.0.1", site.port), wait) as line:
        line.settimeout(wait)
        try:
            for part in data if isinstance(data, list) else [data]:
                line.sendall(part)
                time.sleep(pause)
            while True:
                more = line.recv(65536)
                if not more:
                    break
                got += more
                if b"\r\n\r\n" in got and b"Connection: close" not in got and b"keep-alive" in got.lower():
                    break
        except (socket.timeout, ConnectionError):
            pass
        return got


def status_of(got):
    found = re.match(rb"HTTP/1\.[01] (\d+)", got)
    return int(found[1]) if found else 0


def wire(tap, site):
    """Heads and bodies that no browser sends."""
    end = b"\r\nHost: x\r\nConnection: close\r\n\r\n"
    cases = {
        "two lengths": (b"POST /sign-in HTTP/1.1\r\nContent-Length: 3\r\nContent-Length: 9" + end + b"abc", (400, 0)),
        "a length and chunks": (b"POST /sign-in HTTP/1.1\r\nContent-Length: 3\r\nTransfer-Encoding: chunked" + end + b"0\r\n\r\n", (400, 0)),
        "a length that is no number": (b"POST /sign-in HTTP/1.1\r\nContent-Length: -5" + end, (400, 413, 0)),
        "a length beyond all bounds": (b"POST /sign-in HTTP/1.1\r\nContent-Length: 99999999999999999999" + end, (400, 413, 0)),
        "a body too large": (b"POST /sign-in HTTP/1.1\r\nContent-Length: 9000000" + end, (413,)),
        "chunks without end": (b"POST /sign-in HTTP/1.1\r\nTransfer-Encoding: chunked" + end + b"ffffffffffffffff\r\nx", (400, 413, 0)),
        "more in chunks than is taken": (b"POST /sign-in HTTP/1.1\r\nTransfer-Encoding: chunked" + end + (b"10000\r\n" + b"a" * 65536 + b"\r\n") * 8 + b"0\r\n\r\n", (413, 400, 0)),
        "a GET with a body": (b"GET / HTTP/1.1\r\nContent-Length: 3" + end + b"abc", (400, 0)),
        "a target too long": (b"GET /" + b"a" * 20000 + b" HTTP/1.1" + end, (414, 431, 400, 0)),
        "a head too large": (b"GET / HTTP/1.1\r\nX: " + b"a" * 100000 + end, (431, 413, 400, 0)),
        "too many heads": (b"GET / HTTP/1.1\r\n" + b"".join(b"X%d: 1\r\n" % i for i in range(200)) + b"Host: x\r\nConnection: close\r\n\r\n", (431, 0)),
        "another method": (b"DELETE / HTTP/1.1" + end, (405,)),
        "TRACE": (b"TRACE / HTTP/1.1" + end, (405,)),
        "no HTTP at all": (b"\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03" + bytes(range(200)), (400, 0)),
        "bytes 0 in the target": (b"GET /\x00/etc HTTP/1.1" + end, (400, 404, 303, 0)),
        "two hosts": (b"GET / HTTP/1.1\r\nHost: a\r\nHost: b\r\nConnection: close\r\n\r\n", (400, 0)),
    }
    for name, (data, expected) in cases.items():
        got = raw(site, data)
        tap.check(f"{name}: refused", status_of(got) in expected, got[:300])
    tap.check("the server is well after all that", site.browser().get("/health").status == 200)
    began = time.monotonic()
    got = raw(site, [b"POST /sign-in HTTP/1.1\r\nHost: x\r\nContent-Length: 1000\r\n\r\n"] + [b"a"] * 30, wait=20, pause=0.5)
    tap.check("a body that comes byte by byte is not waited for", status_of(got) == 0 and time.monotonic() - began < 15, got[:200])
    began = time.monotonic()
    got = raw(site, [b"GET / HTTP/1.1\r\n"] + [b"X: 1\r\n"] * 30, wait=20, pause=0.5)
    tap.check("nor is a head", status_of(got) == 0 and time.monotonic() - began < 15, got[:200])


def paths(tap, site):
    browser = site.browser("officer", address="10.9.0.5")
    for path in ("/assets/../../../../etc/passwd", "/assets/0/..%2f..%2f..%2fetc%2fpasswd", "/assets/0/%2e%2e/x", "/..", "/%2e%2e/", "/registers/..%2finbound", "/./registers",
                 "//registers", "/registers//inbound", "/registers/inbound/1%00", "/registers/%ff", "/registers/%zz", "/registers/inbound/-1", "/registers/inbound/0",
                 "/registers/inbound/99999999999999999999", "/registers/inbound/1e3", "/reports/1/file/..%2f..%2fx", "/reports/1/file/exe", "/setup/", "/setup/x", "/language/../x"):
        answer = browser.get(path)
        tap.check(f"{path}: not found", answer.status in (404, 400) and "root:" not in answer.text, answer)
    outside = ["//evil.example", "https://evil.example", "/\\evil.example", "javascript:alert(1)", "/%0d%0aSet-Cookie: a=b", "\r\nSet-Cookie: a=b", "/x y"]
    for then in outside:
        away = browser.get("/language/vi?then=" + urllib.parse.quote(then, safe=""))
        signed = site.browser(address="10.9.0.6").post("/sign-in", {"name": "officer", "password": PASSWORD, "then": then}, token_of="/sign-in")
        good = all(a.location and a.location.startswith("/") and not a.location.startswith("//") and "evil" not in a.location.split("?")[0][:3] for a in (away, signed))
        planted = [c for a in (away, signed) for c in a.headers.get_all("Set-Cookie") or [] if c.startswith("a=")]
        tap.check(f"{then!r}: nobody is led outside, no header is planted", good and not planted, (away.location, signed.location))


def forms(tap, site):
    browser = site.browser("officer", address="10.9.0.7")
    token = browser.token("/account")
    fields = {"f.name": "Đoàn giả", "has": "name"}
    for site_header in ("cross-site", "same-site"):
        answer = browser.post("/registers/inbound", fields, token=token, headers={"Sec-Fetch-Site": site_header})
        tap.check(f"a form from a {site_header} page is refused even with its token", answer.status == 403, answer)
    answer = browser.post("/registers/inbound", fields, token=token, headers={"Origin": "https://evil.example"})
    tap.check("so is one of another origin", answer.status == 403, answer)
    answer = browser.ask("POST", "/registers/inbound", json.dumps({"form-token": token}), {"Content-Type": "application/json"})
    tap.check("JSON is no form", answer.status in (415, 422, 403), answer)
    answer = browser.ask("POST", "/registers/inbound", "form-token=%ff%fe&f.name=%00", {"Content-Type": "application/x-www-form-urlencoded"})
    tap.check("text that is not UTF-8 is refused", answer.status == 422, answer)
    answer = browser.ask("POST", "/registers/inbound", "&".join(f"a{i}=1" for i in range(9000)), {"Content-Type": "application/x-www-form-urlencoded"})
    tap.check("thousands of fields are refused", answer.status == 422, answer)
    broken = [b"", b"--x", b"--x\r\n", b"--x\r\n\r\n", b"--x--", b'--x\r\nContent-Disposition: form-data; name="a"\r\n\r\nb', b"--x\r\n" * 500 + b"--x--", os.urandom(3000),
              b'--x\r\nContent-Disposition: form-data; name="file"; filename="../../../../tmp/evil"\r\n\r\nx\r\n--x--\r\n']
    wrong = []
    for body in broken:
        for media in ("multipart/form-data; boundary=x", "multipart/form-data", "multipart/form-data; boundary=" + "y" * 400):
            answer = browser.ask("POST", "/verify", body, {"Content-Type": media})
            if answer.status not in (403, 422):
                wrong.append((body[:40], media[:40], answer.status))
    tap.check("broken bodies of several parts are refused", not wrong, wrong)
    for name, content in {"empty.docx": b"", "x.docx": b"PK\x03\x04" + os.urandom(2000), "x.pdf": b"%PDF-1.7\n" + os.urandom(2000), "a/../b.txt": b"x", "<script>.txt": b"BC",
                          "x.html": b"<html>" * 1000}.items():
        answer = browser.send_file("/verify", name, content)
        tap.check(f"a strange file is looked at and no more: {name}", answer.status in (200, 422) and not marked(answer.text) and "<script>" not in answer.text, answer)


def sessions(tap, site):
    planted = site.browser(address="10.9.0.8")
    planted.cookies["ngoaivu"] = "A" * 43
    tap.check("a session that was planted is none", planted.get("/").status == 303)
    planted.sign_in("officer")
    tap.check("signing in makes a new one", planted.cookies["ngoaivu"] != "A" * 43 and planted.get("/").status == 200)
    other = site.browser("officer", address="10.9.0.9")
    kept = dict(other.cookies)
    other.post("/sign-out", {})
    other.cookies = kept
    tap.check("after signing out the old cookie is worth nothing", other.get("/").status == 303)
    thief, owner = site.browser("spare", address="10.9.0.10"), site.browser("spare", address="10.9.0.11")
    owner.post("/account/sessions/end", {})
    tap.check("a stolen session can be ended from another", thief.get("/").status == 303 and owner.get("/").status == 200)
    new = "một mật khẩu khác hẳn"
    answer = owner.post("/account/password", {"password": PASSWORD, "new": new, "again": new})
    tap.check("the password is changed with the old one", answer.status == 303 and owner.get("/").status == 200, answer)
    tap.check("the old one is good no more", site.browser(address="10.9.0.12").sign_in("spare").status == 422)
    for bad, why in (("ngắn", "short"), ("spare12345", "the name"), ("aaaaaaaaaaaa", "one letter"), ("mat khau 123", None), ("Password123", "known")):
        answer = owner.post("/account/password", {"password": new, "new": bad, "again": bad})
        if why:
            tap.check(f"a password that is easily tried is refused: {why}", answer.status == 422, answer)
    ids = re.findall(r"/account/sessions/([0-9a-f]{64})/end", site.browser("officer", address="10.9.0.13").get("/account").text)
    answer = owner.post(f"/account/sessions/{ids[0]}/end" if ids else "/account/sessions/0/end", {})
    tap.check("nobody ends another's session", answer.status == 404, answer)


def guessing(tap, site):
    browser = site.browser(address="10.9.1.1")
    statuses = [browser.sign_in("victim", "sai mật khẩu rồi").status for _ in range(6)]
    tap.check("wrong passwords lock the account for a while", statuses[:5] == [422] * 5 and browser.sign_in("victim").status == 429, statuses)
    unknown = site.browser(address="10.9.1.2").sign_in("nobody-is-called-that", "x" * 12)
    known = site.browser(address="10.9.1.3").sign_in("officer", "x" * 12)
    tap.check("the answer does not tell whether an account exists", unknown.status == known.status and
              re.sub(r'value="[^"]*"', "", unknown.text) == re.sub(r'value="[^"]*"', "", known.text))
    flood = site.browser(address="10.9.1.4")
    statuses = [flood.sign_in(f"someone{i}", "x" * 12).status for i in range(25)]
    tap.check("one address cannot try for ever", statuses[-1] == 429 and 422 in statuses, statuses)


def offices(tap, site):
    """Records, reports and accounts of another office do not exist for this one."""
    stranger = site.browser("stranger", address="10.9.2.1")
    own = site.browser("administrator", address="10.9.2.2")
    compiler = site.browser("compiler", address="10.9.2.3")
    opened = compiler.post("/reports", {"kind": "1", "number": "1", "year": "2020"})
    records = re.findall(r'href="/registers/inbound/(\d+)"', own.get("/registers/inbound").text)
    name = re.search(r'<td class="name"[^>]*><a [^>]*>([^<]+)', own.get("/registers/inbound").text)[1]
    names = {r: html.unescape(n) for r, n in re.findall(r'<td class="name"[^>]*><a href="/registers/inbound/(\d+)"[^>]*>([^<]+)', own.get("/registers/inbound").text)}
    seen = [r for r, n in names.items() if n in html.unescape(stranger.get(f"/registers/inbound/{r}").text)]
    tap.check("another office's records are not found by their numbers, which each office counts for itself", len(names) > 10 and not seen, seen)
    tap.check("nor by searching", html.unescape(name) not in plain(stranger.get("/search?q=" + urllib.parse.quote(html.unescape(name))).text.split("<main")[1].split("value=")[-1]))
    tap.check("nor its reports", opened.status == 303 and stranger.get(opened.location).status == 404 and stranger.get(opened.location + "/file/txt").status == 404, opened)
    tap.check("nor its figures", stranger.get("/figures/inbound.visitors?office=tb&from=2020-01-01&to=2020-12-31").status == 403)
    tap.check("nor its accounts", site.browser("chief", address="10.9.2.4").get("/accounts/officer").status == 404)
    answer = site.browser("chief", address="10.9.2.5").post("/accounts/officer/disable", {"act": "disable"})
    tap.check("which cannot be disabled from there", answer.status == 404 and site.browser("officer", address="10.9.2.6").get("/").status == 200, answer)
    division = site.browser("consular", address="10.9.2.7")
    page = division.get(f"/registers/inbound/{records[0]}")
    answer = division.post(f"/registers/inbound/{records[0]}/delete", {"version": "1"})
    tap.check("another division's record is read, not changed", page.status == 200 and answer.status == 403 and "phòng khác" in plain(answer.text), answer)
    answer = site.browser("leader", address="10.9.2.8").post("/registers/report", {"f.name": "giả", "has": "name"})
    tap.check("a report is not entered as a record", answer.status == 403, answer)
    answer = site.browser("leader", address="10.9.2.8").post(f"/registers/report/{opened.location.split('/')[-1]}/state", {"version": "1", "state": "issued"})
    tap.check("nor issued as one", answer.status == 403, answer)


def main():
    tap = Tap()
    accounts = all_roles() + [account("spare", "officer"), account("typist", "leader clerk"), account("victim", "officer"), account("stranger", "leader compiler", "qn"),
                              account("chief", "administrator", "qn"), account("consular", "officer", division="ls")]
    with Site(demo=("tb", "qn"), accounts=accounts, NGOAIVU_PATIENCE="3") as site:
        site.start("--behind-proxy")
        for part in (heads, wire, paths, forms, sessions, guessing, offices, scripts_in_fields):
            part(tap, site)
        status, err = site.stop()
        tap.check("the server ends well", status == 0 and not re.search("Sanitizer|CRITICAL|runtime error", err), err[-3000:])
        audit = site.run("audit", check=False)
        tap.check("the store is sound", audit.returncode == 0, audit.stdout + audit.stderr)
    tap.end()


main()
