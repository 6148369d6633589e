#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""What is published: only what was issued and an official has published, with its feed; nothing else of the office is told."""
import hashlib
import json
import sys
import xml.etree.ElementTree as xml
from datetime import datetime

sys.dont_write_bytecode = True
from web import Site, Tap, all_roles, plain, re

ATOM = "{http://www.w3.org/2005/Atom}"
PDF = b"%PDF-1.4 ban tin doi ngoai so 12"
MOVES = [("compiler", "advance")] * 3 + [("leader", "advance")]


def act(browser, page, where, **fields):
    version = re.search(r'name="version" value="(\d+)"', browser.get(page).text)
    return browser.post(page + where, {"version": version[1] if version else "1", **fields})


def make_report(people):
    """An issued one and one under way."""
    report = people["compiler"].post("/reports", {"kind": "1", "number": "1", "year": "2020", "cutoff": "2020-03-12"}).location
    for who, what in MOVES:
        act(people[who], report, "/move", act=what)
    early = people["leader"].post("/publish/report/" + report.split("/")[-1], {"act": "publish"})
    act(people["clerk"], report, "/issue", date="2020-03-16")
    return report, early


def make_newsletter(site, people):
    put = lambda **more: json.loads(site.run("put", "publication", "-", "--office", "tb", "--format", "json", stdin=json.dumps(
        {"series": "bulletin", "language": ["vi"], "issued_on": "2020-03-01", "publisher": "Sở Ngoại vụ", "note": "Ghi chú nội bộ", **more})).stdout)
    one, hidden = (made[0] if isinstance(made, list) else made for made in (put(title="Bản tin đối ngoại số 12 <&>", issue_number=12), put(title="Bản tin chưa công bố", issue_number=13)))
    for record in (one, hidden):
        page = f"/registers/publication/{record['id']}"
        form = people["officer"].form_of(page + "/edit")
        state = [("state", "issued")]
        people["officer"].post_parts(page, [f for f in form if f[0] != "form-token"], [("f.attachments", "ban-tin.pdf", PDF), ("f.attachments", "noi-bo.pdf", PDF + b" nhap")], token_of=page + "/edit")
        act(people["officer"], page, "/state", state="issued")
    return one["id"], hidden["id"]


def check_rights(tap, people, report, early, newsletter):
    target = "/publish/report/" + report.split("/")[-1]
    tap.check("what is not issued is not published", early.status == 403, early)
    refused = [people[who].post(target, {"act": "publish"}).status for who in ("officer", "clerk", "compiler", "inspector", "administrator")]
    tap.check("nobody publishes but the leader", refused == [403] * 5, refused)
    wrong = people["officer"].post("/registers/release", {"f.title": "x", "has": "title"})
    tap.check("a release is not written as a record", wrong.status == 403, wrong)
    tap.check("records of other registers are not published", people["leader"].post("/publish/inbound/1", {"act": "publish"}).status in (404, 422))
    tap.check("an act that is none does nothing", people["leader"].post(target, {"act": "x"}).status == 422)
    tap.check("what was never public is not withdrawn", people["leader"].post(target, {"act": "withdraw", "publish-why": "x"}).status == 403)
    done = people["leader"].post(target, {"act": "publish", "title": "Báo cáo quý I", "summary": "Tóm <tắt>", "publish-why": "Giám đốc đồng ý"})
    tap.check("the leader publishes a report", done.status == 303, done)
    tap.check("… once", people["leader"].post(target, {"act": "publish"}).status == 409)
    page = people["leader"].get(f"/registers/publication/{newsletter}").text
    choice = dict((name, hash) for hash, name in re.findall(r'<option value="([0-9a-f]{64})">([^<]+)', page))
    done = people["leader"].post(f"/publish/publication/{newsletter}", {"act": "publish", "file": choice.get("ban-tin.pdf", "")})
    tap.check("the leader publishes one file of a newsletter", done.status == 303 and len(choice) == 2, (done, choice))
    tap.check("the page of the report tells who and why", "Giám đốc đồng ý" in people["officer"].get(report).text)


def check_pages(tap, stranger, report_page):
    first = stranger.get("/public")
    tap.check("strangers find the office", "Thái Bình" in first.text and first.status == 200, first)
    office = stranger.get("/public/offices/tb")
    links = re.findall(r'href="(/public/offices/tb/\d+)"', office.text)
    tap.check("its page lists what is published, and no more", len(links) == 2 and "Bản tin đối ngoại số 12 &lt;&amp;&gt;" in office.text and "chưa công bố" not in office.text, plain(office.text))
    tap.check("it is kept for a short while, and has strict headers", office.headers["Cache-Control"] == "public, max-age=120" and office.headers.get("ETag") and "Set-Cookie" not in office.headers
              and office.headers["Content-Security-Policy"].startswith("default-src 'none'"), office.headers)
    again = stranger.get("/public/offices/tb", **{"If-None-Match": office.headers["ETag"]})
    tap.check("it is asked for again by its ETag", again.status == 304 and not again.raw)
    pages = {link: stranger.get(link).text for link in links}
    report = next(link for link, text in pages.items() if "BC-SNgV" in text)
    newsletter = next(link for link in links if link != report)
    tap.check("the page of a newsletter shows its cover, nothing internal", "ban-tin.pdf" in pages[newsletter] and "noi-bo.pdf" not in pages[newsletter] and "Ghi chú nội bộ" not in pages[newsletter], plain(pages[newsletter]))
    tap.check("texts stay texts", "Tóm &lt;tắt&gt;" in pages[report])
    tap.check("no page leads into the office", not any(re.findall(r'href="/(registers|reports|figures|accounts)', text) for text in pages.values()))
    return report, newsletter


def file_of(stranger, page):
    return stranger.get(re.search(r'href="(/public/[^"]+/file/[0-9a-f]{64})"', stranger.get(page).text)[1])


def check_files(tap, people, stranger, report_page, report, newsletter):
    pdf = file_of(stranger, report)
    issued = people["officer"].get(report_page + "/file/pdf").body
    tap.check("the report is the file that was issued", pdf.body == issued and pdf.headers["Content-Type"] == "application/pdf" and "attachment" in pdf.headers["Content-Disposition"], pdf.headers)
    tap.check("the newsletter is the file that was attached", file_of(stranger, newsletter).body == PDF)
    inner = re.search(r'/file/([0-9a-f]{64})"[^>]*>noi-bo', people["officer"].get(f"/registers/publication/{check_files.newsletter}").text)[1]
    wrong = [stranger.get(where).status for where in (newsletter + "/file/" + inner, newsletter + "/file/" + "0" * 64, newsletter + "/file/x", report + "/file/" + inner, "/public/offices/tb/1", "/public/offices/tb/0",
             "/public/offices/tb/-1", "/public/offices/tb/99999999999999999999", "/public/offices/zz", "/public/offices/zz/feed", "/public/offices/tb/x", "/public/offices/tb?after=1", "/public/offices/qn/" + report.split("/")[-1])]
    tap.check("nothing else can be asked for", wrong == [404] * len(wrong), wrong)
    docx = people["officer"].get(report_page + "/file/docx").body
    send = lambda content, number: stranger_at(number).post_parts("/public/verify", [], [("file", "x.bin", content)], token_of="/public/verify")
    good, other, changed, form = send(issued, 1), send(b"x", 2), send(issued + b" ", 3), send(docx, 4)
    tap.check("a published file is known", "box notice" in good.text and report in good.text, good)
    tap.check("… in the other forms in which it was issued too", "box notice" in form.text)
    tap.check("a changed one and a strange one are not", all("box problem" in a.text and a.status == 200 for a in (other, changed)), other)
    typed = stranger_at(5).post("/public/verify", {"hash": hashlib.blake2b(PDF, digest_size=32).hexdigest().upper()}, token_of="/public/verify")
    tap.check("the hash is enough", "box notice" in typed.text, typed)
    bad = [stranger_at(6).post("/public/verify", {"hash": text}, token_of="/public/verify").status for text in ("", "x", "0" * 63, "<script>")]
    tap.check("a hash that is none is told so", bad == [422] * 4, bad)


def check_feed(tap, stranger, titles):
    answer = stranger.get("/public/offices/tb/feed")
    feed = xml.fromstring(answer.body)
    one = lambda node, name: node.findall(ATOM + name)
    moments = [node.text for node in feed.iter() if node.tag in (ATOM + "updated", ATOM + "published")]
    entries = one(feed, "entry")
    tap.check("the feed is Atom", answer.headers["Content-Type"].startswith("application/atom+xml") and feed.tag == ATOM + "feed")
    tap.check("it has what RFC 4287 asks for, once each", all(len(one(node, name)) == 1 and one(node, name)[0].text for node in [feed] + entries for name in ("id", "title", "updated")) and one(feed, "author"), answer.text)
    tap.check("ids are URIs and none twice", len({e.find(ATOM + "id").text for e in entries + [feed]}) == len(entries) + 1 and all(re.fullmatch(r"urn:uuid:[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}", e.find(ATOM + "id").text) for e in entries))
    tap.check("moments are of RFC 3339", moments and all(datetime.fromisoformat(m.replace("Z", "+00:00")) for m in moments), moments)
    links = [(l.get("rel"), l.get("href")) for l in feed.iter(ATOM + "link")]
    tap.check("addresses are whole, one self and an alternate each", all(h.startswith("http://") for _, h in links) and [r for r, _ in links].count("self") == 1
              and all(len([l for l in one(e, "link") if l.get("rel") == "alternate"]) == 1 for e in entries), links)
    tap.check("it tells what is published: " + ", ".join(titles), [e.find(ATOM + "title").text for e in entries] == titles, [e.find(ATOM + "title").text for e in entries])
    return answer


def check_withdrawal(tap, people, stranger, report_page, report):
    target = "/publish/report/" + report_page.split("/")[-1]
    bare = people["leader"].post(target, {"act": "withdraw"})
    tap.check("nothing is withdrawn without a reason", bare.status == 422, bare)
    file = re.search(r'href="(/public/[^"]+/file/[0-9a-f]{64})"', stranger.get(report).text)[1]
    tap.check("the leader withdraws it", people["leader"].post(target, {"act": "withdraw", "publish-why": "Nhầm phụ lục"}).status == 303)
    gone = [stranger.get(where).status for where in (report, file)]
    tap.check("it is gone, page and file", gone == [404, 404] and "BC-SNgV" not in stranger.get("/public/offices/tb").text, gone)
    issued = people["officer"].get(report_page + "/file/pdf").body
    told = stranger_at(7).post_parts("/public/verify", [], [("file", "x", issued)], token_of="/public/verify")
    tap.check("… and its file is not known any more", "box problem" in told.text)
    check_feed(tap, stranger, ["Bản tin đối ngoại số 12 <&>"])
    tap.check("the history tells both", all(word in people["officer"].get(report_page).text for word in ("Giám đốc đồng ý", "Nhầm phụ lục")))
    tap.check("it is published again", people["leader"].post(target, {"act": "publish"}).status == 303 and stranger.get(report).status == 200)


def main():
    global stranger_at
    tap = Tap()
    with Site(demo=("tb", "qn"), accounts=all_roles()) as site:
        site.start("--behind-proxy")
        stranger_at = lambda number: site.browser(address=f"10.9.1.{number}")
        people = {role: site.browser(role, address=f"10.0.0.{number}") for number, role in enumerate(("officer", "clerk", "compiler", "leader", "inspector", "administrator"), 1)}
        stranger = stranger_at(100)
        empty = [stranger.get(where) for where in ("/public", "/public/offices/tb", "/public/offices/tb/feed")]
        tap.check("an office that publishes nothing says so", all(a.status == 200 for a in empty) and "Thái Bình" not in empty[0].text and not xml.fromstring(empty[2].body).findall(ATOM + "entry"), empty)
        report_page, early = make_report(people)
        newsletter, hidden = make_newsletter(site, people)
        check_rights(tap, people, report_page, early, newsletter)
        report, page = check_pages(tap, stranger, report_page)
        check_files.newsletter = newsletter
        check_files(tap, people, stranger, report_page, report, page)
        first = check_feed(tap, stranger, ["Bản tin đối ngoại số 12 <&>", "Báo cáo quý I"])
        tap.check("nothing new, nothing sent", stranger.get("/public/offices/tb/feed", **{"If-None-Match": first.headers["ETag"]}).status == 304)
        check_withdrawal(tap, people, stranger, report_page, report)
        visits = 0
        while visits < 1000 and stranger_at(200).get("/public").status == 200:
            visits += 1
        tap.check("visits from one address are bounded", 100 < visits < 1000 and stranger_at(201).get("/public").status == 200, visits)
        tap.check("who is signed in is not, and gets no page for others", people["officer"].get("/public").headers["Cache-Control"] == "no-store")
        status, err = site.stop()
        tap.check("the server ends well", status == 0 and "Sanitizer" not in err, err[-3000:])
        audit = site.run("audit", check=False)
        tap.check("the store is sound", audit.returncode == 0, audit.stdout + audit.stderr)
    tap.end()


main()
