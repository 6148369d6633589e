#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Files that records carry, and comments on them: kept for good, shown to those who may, never run. TAP."""
import hashlib
import os
import sys
import urllib.parse

sys.dont_write_bytecode = True
from web import Site, Tap, account, all_roles, fields_of, html, json, plain, re

PDF = b"%PDF-1.4 " + bytes(range(256)) * 40
HTML = b"<html><script>alert(1)</script></html>"


def hash_of(content):
    return hashlib.blake2b(content, digest_size=32).hexdigest()


def form(browser, record, drop=()):
    page = browser.get(record + "/edit").text
    body = next(f for f in re.findall(r"<form\b.*?</form>", page, re.S) if "record-form" in f)
    return [(n, v) for n, v in fields_of(body) if n != "form-token" and not (n == "f.attachments" and v in drop)]


def attached(tap, site, browser, record):
    done = browser.post_parts(record, form(browser, record), [("f.attachments", "công văn 12.pdf", PDF), ("f.attachments", "trang.html", HTML), ("f.attachments", "", b"")])
    page = browser.get(record).text
    links = {html.unescape(t): html.unescape(u) for u, t in re.findall(r'<a href="([^"]+/file/[0-9a-f]{64})">([^<]+)</a>', page)}
    tap.check("files are attached by a form", done.status == 303 and sorted(links) == ["công văn 12.pdf", "trang.html"], (done, links))
    got = browser.get(links["công văn 12.pdf"])
    tap.check("and come back as they were", got.status == 200 and got.body == PDF and hash_of(PDF) in links["công văn 12.pdf"], got.status)
    tap.check("under their names, to be saved", urllib.parse.quote("công văn 12.pdf") in got.headers["Content-Disposition"] and got.headers["Content-Disposition"].startswith("attachment"), got.headers)
    got = browser.get(links["trang.html"])
    tap.check("a page that somebody attached is never shown as one", got.headers["Content-Type"] == "application/octet-stream" and got.headers["X-Content-Type-Options"] == "nosniff" and
              "attachment" in got.headers["Content-Disposition"] and "default-src 'none'" in got.headers["Content-Security-Policy"], got.headers)
    value = next(v for n, v in form(browser, record) if n == "f.attachments" and v.endswith("trang.html"))
    done = browser.post_parts(record, form(browser, record, drop=[value]), [])
    page = browser.get(record).text
    now = page[:page.index("Lịch sử")]
    tap.check("one that is not ticked any more is taken off", done.status == 303 and "trang.html" not in now and "công văn 12.pdf" in now, plain(now)[-500:])
    tap.check("but stays with the version that had it", browser.get(links["trang.html"]).body == HTML)
    again = browser.post_parts(record, form(browser, record), [("f.attachments", "bản sao.pdf", PDF)])
    tap.check("the same bytes under another name are kept once", again.status == 303 and plain(browser.get(record).text).count("bản sao.pdf") >= 1 and browser.get(links["công văn 12.pdf"]).status == 200, again)
    return links


def names(tap, site, browser, record):
    for name in ("../../etc/passwd", "C:\\Windows\\x.exe", "a;b|c.txt", "<script>alert(1)</script>.txt", "x" * 400 + ".pdf", "\u202egpj.exe", "đ.txt"):
        answer = browser.post_parts(record, form(browser, record), [("f.attachments", name, name.encode())])
        page = browser.get(record)
        tap.check(f"{name[:30]!r}: a name and no more", answer.status in (303, 422) and page.status == 200 and "<script>alert" not in page.text and "/../" not in page.text, answer)
    for name in ("..", "/", " "):
        answer = browser.post_parts(record, form(browser, record), [("f.attachments", name, b"x")])
        tap.check(f"{name!r}: no name at all, or a plain one", answer.status in (303, 422), answer)
    try:
        status = browser.post_parts(record, form(browser, record), [("f.attachments", "groß.bin", os.urandom(17 << 20))]).status
    except ConnectionError:
        status = 413  # the answer came, and the connection ended, before all was sent
    tap.check("too large a file is refused", status == 413 and "groß.bin" not in browser.get(record).text, status)


def reached(tap, site, browser, record, links):
    link = links["công văn 12.pdf"]
    tap.check("another office has no such file", site.browser("stranger").get(link).status == 404)
    tap.check("nobody gets it without signing in", site.browser().get(link).status == 303)
    other = re.sub(r"/inbound/\d+/", "/inbound/23/", link)
    tap.check("it is reached by the record that carries it alone", browser.get(other).status == 404)
    for bad in ("0" * 64, "x", "0", "g" * 64, hash_of(PDF)[:63], hash_of(PDF).upper()):
        tap.check(f"{bad[:10]}…: no file", browser.get(record + "/file/" + bad).status == 404)
    page = browser.post_parts(record, [("version", "1"), ("has", "files"), ("f.attachments", "0" * 64 + "/giả.pdf")], [])
    tap.check("a hash that is made up leads nowhere", browser.get(record + "/file/" + "0" * 64).status == 404, page)


def said(tap, site, browser, record):
    before = json.loads(site.run("show", "inbound", record.split("/")[-1], "--office", "tb", "--format", "json").stdout)
    answer = browser.post(record + "/comment", {"text": "Đã trao đổi với Sở Y tế.\n<b>chờ</b> <script>alert(1)</script>"})
    page = browser.get(record)
    tap.check("a comment stands with the record", answer.status == 303 and "Đã trao đổi với Sở Y tế." in page.text and "<script>alert" not in page.text and "<b>ch" not in page.text, answer)
    after = json.loads(site.run("show", "inbound", record.split("/")[-1], "--office", "tb", "--format", "json").stdout)
    tap.check("and changes nothing of it", before == after)
    for text in ("", "  \n ", "x" * 4001):
        tap.check(f"a comment of {len(text)} letters is refused", browser.post(record + "/comment", {"text": text}).status == 422)
    tap.check("who only reads says nothing", site.browser("inspector").post(record + "/comment", {"text": "x"}).status == 403)
    tap.check("nor does another office", site.browser("stranger").post(record + "/comment", {"text": "x"}).status in (303, 404) and "Đã trao đổi" not in site.browser("stranger").get(record).text)
    tap.check("the trail names it", "góp ý" in plain(site.browser("inspector").get("/log").text).lower())


def main():
    tap = Tap()
    with Site(demo=("tb", "qn"), accounts=all_roles() + [account("stranger", "leader", "qn")]) as site:
        site.start("--behind-proxy")
        browser = site.browser("leader")
        record = "/registers/inbound/30"
        links = attached(tap, site, browser, record)
        names(tap, site, browser, "/registers/inbound/31")
        reached(tap, site, browser, record, links)
        said(tap, site, browser, record)
        status, err = site.stop()
        tap.check("the server ends well", status == 0 and not re.search("Sanitizer|CRITICAL|runtime error", err), err[-3000:])
        audit = site.run("audit", check=False)
        tap.check("the store is sound", audit.returncode == 0, audit.stdout + audit.stderr)
    tap.end()


main()
