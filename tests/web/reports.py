#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""A report by the browser from its opening to the file that is verified: each role does its part, and nobody another's."""
import hashlib
import io
import sys
import zipfile

sys.dont_write_bytecode = True
from web import Site, Tap, account, all_roles, fields_of, json, plain, re

QUARTER = {"kind": "1", "number": "1", "year": "2020", "cutoff": "2020-03-12"}
NEXT = {"kind": "1", "number": "2", "year": "2020"}


def act(browser, report, where="move", **fields):
    """What somebody does who looks at the report and then presses a button."""
    page = browser.get(report).text
    found = re.search(r'name="version" value="(\d+)"', page)
    return browser.post(report + "/" + where, {"version": found[1] if found else "1", **fields})


def check_opening(tap, people):
    opened = people["compiler"].post("/reports", QUARTER)
    tap.check("a report is opened for a period", opened.status == 303, opened)
    again = people["compiler"].post("/reports", QUARTER)
    tap.check("… once", again.status == 409 and "đã có" in plain(again.text) and f'href="{opened.location}"' in again.text, again)
    report = opened.location
    listed = people["officer"].get("/reports").text
    tap.check("the list tells its due day and that it is late", "03/04/2020" in listed and "quá hạn" in listed and "Chưa mở" in listed, plain(listed))
    period = plain(people["inspector"].get("/reports/periods/2020-Q1").text)
    tap.check("the period tells both regimes with their due days", all(day in period for day in ("31/03/2020", "03/04/2020", "14/03/2020", "17/03/2020")), period)
    wrong = [people["officer"].get("/reports/periods/" + text).status for text in ("2020-Q5", "x", "2020-13", "2020-9M-1", "<script>")]
    tap.check("a period that is none is no page", wrong == [404] * 5, wrong)
    return report


def check_draft(tap, people, report):
    page = people["officer"].get(report).text
    tap.check("numbers of the draft lead to their figures", '<a class="chip" href="/figures/' in page)
    tap.check("what the check finds stands beside the draft", 'id="check"' in page and "blank" not in page, plain(page)[-800:])
    pdf = people["officer"].get(report + "/pdf")
    tap.check("the preview is the PDF itself, shown inline", pdf.body[:5] == b"%PDF-" and pdf.headers["Content-Type"] == "application/pdf" and "Content-Disposition" not in pdf.headers)
    forms = [people["officer"].get(f"{report}/file/{form}") for form in ("docx", "pdf", "html", "md", "txt", "json")]
    tap.check("a draft is downloaded in each form", all(f.status == 200 and f.body and "attachment" in f.headers["Content-Disposition"] for f in forms))
    tap.check("no other form is made up", people["officer"].get(report + "/file/exe").status == 404)
    tap.check("a first issue has none to be compared with", "Chưa có kỳ báo cáo trước" in people["officer"].get(report + "/compare").text)
    tap.check("… nor to be led to from it", "Chưa có kỳ báo cáo trước" in people["officer"].get(report + "/bridge").text and people["officer"].get(report + "/bridge/docx").status == 404)


def write(browser, part, act_name, **fields):
    version = re.search(r'name="version" value="(\d+)"', browser.get(part).text)
    return browser.post(part, {"version": version[1] if version else "1", "act": act_name, **fields})


def give(browser, report, section, division):
    """Gives the section whose path ends so to a division; its part's address."""
    page = browser.get(report + "/parts").text
    number = re.search(r'name="path\.(\d+)" value="[^"]*' + section + '"', page)[1]
    fields = [f for f in fields_of(page) if f[0] == "path." + number]
    given = browser.post(report + "/parts", fields + [("division." + number, division), ("due", "2020-03-10")])
    row = browser.get(report + "/parts").text.split(f'name="path.{number}"')[1]
    return given, re.search(r'href="(' + report + r'/parts/\d+)"', row)[1]


def check_parts(tap, people, report):
    compiler, own, other = people["compiler"], people["own"], people["second"]
    given, part = give(compiler, report, "Đoàn vào", "htqt")
    tap.check("a section is given to a division", given.status == 303 and "10/03/2020" in plain(compiler.get(report + "/parts").text), given)
    page = own.get(part).text
    tap.check("its people see the figures of the section, and how each is written", '<code>{{ inbound.visitors }}</code>' in page or "{{ inbound.visitors" in page, plain(page)[-1500:])
    tap.check("another division does not write it", write(other, part, "save", text="x").status == 403)
    bad = write(own, part, "save", text="Có {{ inbound.visitors khách <i>x</i>")
    tap.check("a mistake is told with its place, and the text stays typed", bad.status == 422 and "1:" in bad.text and "khách &lt;i&gt;x&lt;/i&gt;" in bad.text, bad)
    unknown = write(own, part, "save", text="{{ inbound.nothing }}")
    tap.check("an unknown figure is told", unknown.status == 422, unknown)
    markup = write(own, part, "save", text="<script>alert(1)</script>")
    tap.check("HTML is refused, and never becomes any", markup.status == 422 and "<script>" not in markup.text, markup)
    heading = write(own, part, "save", text="# Mục mới")
    tap.check("headings belong to the template", heading.status == 422, heading)
    check_preview(tap, people, report, part)
    text = "Riêng phòng đón {{ count(inbound.visitors) }}, 1 < 2 & \"3\".\n\n- việc một;\n- việc hai."
    saved = write(own, part, "save", text=text)
    tap.check("the division's text is kept", saved.status == 303, saved)
    draft = people["officer"].get(report).text
    tap.check("… and stands in the draft, with its figure computed", re.search(r'Riêng phòng đón <a class="chip" href="/figures/inbound.visitors[^"]*">44', draft) or "Riêng phòng đón" in plain(draft), plain(draft)[:2000])
    tap.check("… as text", "1 &lt; 2 &amp;" in draft)
    old = own.post(part, {"version": "1", "act": "save", "text": "đè lên"})
    tap.check("who saw an older text is told, and keeps what was typed", old.status == 409 and "đè lên" in old.text, old)
    early = act(compiler, report, act="advance"), act(compiler, report, act="advance")
    tap.check("the report waits for its parts", early[0].status == 303 and early[1].status == 403 and "Đoàn vào" in plain(early[1].text), early[1])
    tap.check("the division hands it in", write(own, part, "submit", text=text).status == 303)
    tap.check("its people do not accept it themselves", write(own, part, "accept").status == 403)
    tap.check("it is returned with a reason only", write(compiler, part, "return").status == 422 and write(compiler, part, "return", why="Thiếu số liệu").status == 303)
    again = write(own, part, "submit", text=text.replace("đón", "đã đón"), instead="yes")
    accepted = write(compiler, part, "accept")
    tap.check("it is handed in again, and accepted", again.status == 303 and accepted.status == 303, again)
    after = plain(people["officer"].get(part).text)
    tap.check("it stands instead of what the section says by itself", "Riêng phòng đã đón" in after and "Thiếu số liệu" in after, after)
    tap.check("a part of another report is none", people["officer"].get(report.replace("reports/", "reports/9") + "/parts/" + part.split("/")[-1]).status == 404)


def previewed(browser, part, text, prints=(), **more):
    answer = browser.post(part + "/preview", [("text", text), *more.items()] + [("print", p) for p in prints])
    return answer, json.loads(answer.text) if answer.headers["Content-Type"].startswith("application/json") else {}


def check_preview(tap, people, report, part):
    own = people["own"]
    before = people["officer"].get(part).text
    answer, told = previewed(own, part, "Nháp **đậm** {{ count(inbound.visitors) }}.\r\n\r\n- việc <b>;", ["{{ inbound.visitors }}", "{{ inbound.nothing }}", "{{ cutoff }}", "{{ count(inbound.visitors"])
    tap.check("a text that is not kept yet is refused where it is wrong", answer.status == 200 and told["html"] is None and "HTML" in told["problem"] and len(told["prints"]) == 4, answer)
    answer, told = previewed(own, part, "Nháp **đậm** {{ count(inbound.visitors) }}.\r\n\r\n- việc < 1;", ["{{ inbound.visitors }}", "{{ inbound.nothing }}", "{{ cutoff }}", "{{ count(inbound.visitors"])
    html = told["html"]
    tap.check("a text that is not kept yet is shown in its section", told["problem"] is None and '<article class="paper"' in html and re.search(r'<p>Nháp <strong>đậm</strong> <a class="chip" href="/figures/inbound.visitors\?', html) and "việc &lt; 1;" in html, html)
    tap.check("… after what the section says by itself", len(plain(html)) > len("Nháp đậm 44. - việc < 1;") + 40, html)
    alone = previewed(own, part, "Nháp.", instead="yes")[1]["html"]
    tap.check("… or instead of it", plain(alone).split() == ["Nháp."], alone)
    prints = told["prints"]
    tap.check("each print has its value and the address of its figure", re.fullmatch(r"\d+", prints[0]["text"]) and prints[0]["url"].startswith("/figures/inbound.visitors?") and people["officer"].get(prints[0]["url"]).status == 200, prints)
    tap.check("… or what is wrong with it, the others all the same", "inbound.nothing" in prints[1]["problem"] and prints[2] == {"text": "12/3/2020", "url": None} and "}}" in prints[3]["problem"], prints)
    tap.check("nothing of it is kept", people["officer"].get(part).text.count("Nháp") == before.count("Nháp") == 0)
    tap.check("other divisions write no preview", previewed(people["second"], part, "x")[0].status == 403)
    tap.check("there is an end to what is asked at once", previewed(own, part, "x", ["{{ 1 }}"] * 301)[0].status == 422 and previewed(own, part, "y" * 20001)[0].status == 422)
    lone, told = previewed(own, part, "", [])
    tap.check("an empty text leaves the section to itself", lone.status == 200 and told["html"] and told["prints"] == [], lone)


def check_way(tap, people, report):
    tap.check("an officer leads no report", act(people["officer"], report, act="advance").status == 403)
    for step in ("checked", "submitted"):
        tap.check("the compiler leads it on: " + step, act(people["compiler"], report, act="advance").status == 303)
    tap.check("the compiler approves nothing", act(people["compiler"], report, act="advance").status in (403, 409))
    bare = act(people["leader"], report, act="return")
    tap.check("nothing is returned without a reason", bare.status == 422 and "lý do" in plain(bare.text), bare)
    tap.check("the leader returns it with a reason", act(people["leader"], report, act="return", why="Bổ sung <b>số liệu</b> viện trợ").status == 303)
    page = people["compiler"].get(report).text
    tap.check("the reason stands in the course, as text", "Bổ sung &lt;b&gt;số liệu&lt;/b&gt; viện trợ" in page)
    early = act(people["clerk"], report, "issue", date="2020-03-16")
    tap.check("what is not approved is not issued", early.status in (403, 409), early)
    for who in ("compiler", "compiler", "compiler", "leader"):
        tap.check(f"again: {who}", act(people[who], report, act="advance").status == 303)
    old = people["leader"].post(report + "/move", {"version": "1", "act": "return", "why": "x"})
    tap.check("a page of before does nothing", old.status == 409, old)
    wrong = act(people["clerk"], report, "issue", date="2020-02-30")
    tap.check("a day that is none issues nothing", wrong.status == 422, wrong)
    done = act(people["clerk"], report, "issue", date="2020-03-16")
    tap.check("the clerk issues it", done.status == 303, done)
    tap.check("nobody issues it again", act(people["clerk"], report, "issue", date="2020-03-16").status in (403, 409))


def blake(content):
    return hashlib.blake2b(content, digest_size=32).hexdigest()


def check_issued(tap, people, report):
    page = people["officer"].get(report).text
    docx = people["officer"].get(report + "/file/docx").body
    tap.check("it has its number", re.search(r"\d+/BC-SNgV", page))
    tap.check("the page tells the hash of each file", blake(docx) in page, blake(docx))
    same = people["inspector"].send_file("/verify", "bao-cao.docx", docx)
    tap.check("the file is what was issued", "box notice" in same.text and "BC-SNgV" in same.text, same)
    named = people["inspector"].post("/verify", {"hash": blake(docx).upper()})
    tap.check("its hash is enough", "box notice" in named.text and "BC-SNgV" in named.text, named)
    other = people["inspector"].post("/verify", {"hash": "0" * 64})
    tap.check("another hash is of no report", other.status == 200 and "box problem" in other.text, other)
    bad = [people["inspector"].post("/verify", {"hash": text}).status for text in ("xyz", "g" * 64, "<script>", "0" * 63, "")]
    tap.check("a hash that is none is told so", bad == [422] * 5, bad)


def check_bridged(tap, people, report, compared):
    """The next quarter's days begin otherwise; the issued report against its own correction has all in common."""
    page = people["officer"].get(report + "/bridge").text
    tap.check("what has no days in common is said so", f'href="{report}/bridge"' in compared and "bắt đầu khác" in plain(page), plain(page)[:1500])
    link = re.search(r'href="(%s/bridge\?figure=[^"]+)"' % report, compared)
    one = people["officer"].get(link[1].replace("&amp;", "&")) if link else None
    tap.check("each difference leads to its causes", one and one.status == 200, compared[:1500])
    docx = people["officer"].get(report + "/bridge/docx")
    tap.check("the bridge is a document too", docx.status == 200 and docx.body[:2] == b"PK", docx)
    bad = [people["officer"].get(report + end).status for end in ("/bridge/xlsx", "/bridge?figure=x", "/bridge?with=99999", "/bridge?figure=staff.held%3Foffice%3Dtb%26span%3D2020-01-01/2020-01-01")]
    tap.check("what is not there is told so", bad[0] == 404 and all(status in (404, 422) for status in bad), bad)


def check_compared(tap, people, first):
    report = people["compiler"].post("/reports", NEXT).location
    page = people["officer"].get(report + "/compare").text
    tap.check("the next issue is compared in its figures", page.count('class="number"') > 9 and "Lượt khách" in plain(page), plain(page)[:1500])
    tap.check("… and in its text", "<del>" in page and "<ins>" in page)
    tap.check("the issue before is named", f'href="{first}"' in page)
    check_bridged(tap, people, report, page)
    return report


def found(page):
    """The first error of the page that asks for its reason: what its form carries, and where its quote leads to."""
    item = re.search(r'<li class="finding error">.*?</form>', page, re.S)
    fields = dict(re.findall(r'name="(rule|quote|version)" value="([^"]*)"', item[0])) if item else {}
    return fields, re.search(r'href="[^"]*#(found-\d+)"', item[0])[1] if item and "#found-" in item[0] else None


def check_stopped(tap, people):
    """A division states a cut-off after the period: the report is not submitted until that is mended, or answered."""
    compiler = people["compiler"]
    report = compiler.post("/reports", {"kind": "1", "number": "3", "year": "2020"}).location
    _, part = give(compiler, report, "Đoàn vào", "htqt")
    write(people["own"], part, "submit", text="Tính đến hết ngày 25/12/2020, phòng đón thêm khách.")
    write(compiler, part, "accept")
    for _ in range(2):
        act(compiler, report, act="advance")
    stopped = act(compiler, report, act="advance")
    page = compiler.get(report).text
    tap.check("a report with an error is not submitted; its compiler is led to the error", stopped.status == 303 and "#check" in stopped.location and "còn lỗi" in plain(page) and "Đã kiểm tra" in plain(page), stopped)
    fields, place = found(page)
    tap.check("… which leads to its place in the draft", place and re.search(f'id="{place}"[^>]*>[^<]*Tính đến hết ngày 25/12/2020', page), fields)
    tap.check("others see it, and are not asked for a reason", "25/12/2020" in people["officer"].get(report).text and not found(people["officer"].get(report).text)[0])
    notes = zipfile.ZipFile(io.BytesIO(people["leader"].get(report + "/annotated").body))
    comments = notes.read("word/comments.xml").decode()
    tap.check("a copy of the draft has the error as a comment at its words, and no number that is yet to be given", "25/12/2020" in comments and "chưa ghi số" not in comments and "commentRangeStart" in notes.read("word/document.xml").decode(), comments[:600])
    tap.check("nobody else answers it", people["officer"].post(report + "/answer", fields | {"reason": "x"}).status == 403)
    tap.check("no answer without a reason", compiler.post(report + "/answer", fields).status == 422)
    tap.check("what is not found has no answer", compiler.post(report + "/answer", fields | {"quote": "khác", "reason": "x"}).status == 422)
    answered = compiler.post(report + "/answer", fields | {"reason": "Theo <b>văn bản</b> chỉ đạo"})
    page = people["leader"].get(report).text
    tap.check("it stays for a reason, which the leader reads", answered.status == 303 and "Theo &lt;b&gt;văn bản&lt;/b&gt; chỉ đạo" in page, answered)
    tap.check("… and the report goes on", act(compiler, report, act="advance").status == 303 and "Đã trình" in plain(compiler.get(report).text))
    tap.check("an answer to an older page does nothing", compiler.post(report + "/answer", fields | {"reason": "x"}).status == 409)
    issued = people["officer"].get("/reports").text
    first = re.search(r'href="(/reports/\d+)"[^>]*>[^<]*quý I ', issued)
    tap.check("an issued report has no such copy", first and people["officer"].get(first[1] + "/annotated").status == 404, issued[:300])


def main():
    tap = Tap()
    with Site(demo=("tb",), accounts=all_roles() + [account("own", "officer", division="htqt"), account("second", "officer", division="ls")]) as site:
        site.start("--behind-proxy")
        people = {"own": site.browser("own", address="10.0.1.1"), "second": site.browser("second", address="10.0.1.2")}
        people |= {role: site.browser(role, address=f"10.0.0.{number}") for number, role in enumerate(("officer", "clerk", "compiler", "leader", "inspector"), 1)}
        report = check_opening(tap, people)
        check_draft(tap, people, report)
        check_parts(tap, people, report)
        check_way(tap, people, report)
        check_issued(tap, people, report)
        check_compared(tap, people, report)
        check_stopped(tap, people)
        status, err = site.stop()
        tap.check("the server ends well", status == 0 and "Sanitizer" not in err, err[-3000:])
        audit = site.run("audit", check=False)
        tap.check("the store is sound", audit.returncode == 0, audit.stdout + audit.stderr)
    tap.end()


main()
