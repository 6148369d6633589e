#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Figures that old reports state, in the browser: read, corrected, accepted, refused, kept for later. TAP."""
import os
import sys

sys.dont_write_bytecode = True

sys.path.insert(0, os.path.join(os.path.dirname(os.path.dirname(os.path.abspath(__file__))), "cli"))
from door import xlsx_bytes
from web import Site, Tap, all_roles, account, fields_of, json, plain, re, rows_of, tables_of

OLD = """SỞ NGOẠI VỤ

BÁO CÁO
Công tác đối ngoại quý I năm 2018

1. Công tác đoàn vào
Trong quý I năm 2018, tỉnh đã đón 12 đoàn khách quốc tế với 44 lượt người, giảm 12 đoàn với 25 lượt người so với cùng kỳ năm 2017.

2. Công tác đoàn ra
Trong quý I năm 2018, tỉnh đã cử 05 đoàn với 31 lượt người đi công tác nước ngoài.
"""
AGAIN = "BÁO CÁO\nCông tác đối ngoại quý I năm 2018\n\n1. Công tác đoàn vào\nTrong quý I năm 2018, tỉnh đã đón 13 đoàn khách quốc tế.\n"


def stated(site):
    return json.loads(site.run("list", "stated", "--office", "tb", "--format", "json").stdout)


def by_state(site):
    states = [record["state"] for record in stated(site)]
    return {state: states.count(state) for state in set(states)}


def figure(site, name, span):
    return json.loads(site.run("figure", name, "--office", "tb", "--span", span, "--format", "json").stdout)


def rows(page):
    return rows_of(tables_of(page)[0])


def form(browser, target):
    """The fields of the page's form as they stand, nothing ticked."""
    forms = re.findall(r'<form[^>]*method="post".*?</form>', browser.get(target).text, re.S)
    return [f for f in fields_of(max(forms, key=len)) if f[0] not in ("pick", "form-token", "why", "act")]


def number_of(page, quote):
    """The record whose row says this."""
    row = [r for r in re.findall(r"<tr>.*?</tr>", page, re.S) if quote in plain(r)]
    return re.search(r'name="pick" value="(\d+)"', row[0])[1]


def empty(tap, site, browser, reader):
    page = browser.get("/baseline")
    tap.check("without any, it is told what to do", "Chưa có báo cáo cũ nào được đọc" in plain(page.text) and 'type="file"' in page.text, page)
    tap.check("who may only read is offered no file", 'type="file"' not in reader.get("/baseline").text)
    tap.check("the figures lead there", 'href="/baseline"' in browser.get("/figures").text)


def hostile(tap, site, browser):
    for name, content in {"none.txt": b"", "x.exe": b"MZ", "broken.docx": b"PK\x03\x04" + b"\0" * 300, "x.pdf": b"%PDF-1.4", "empty.txt": "Không có gì.\n".encode(), "../../x.txt": b"\xff\xfe"}.items():
        answer = browser.send_file("/baseline", name, content)
        tap.check(f"{name}: told in words", answer.status == 422 and len(plain(answer.text)) > 200 and "/tmp" not in answer.text and "Sanitizer" not in answer.text, answer)
    tap.check("nothing came of it", stated(site) == [])


def read(tap, site, browser):
    sent = browser.send_file("/baseline", "<i>cũ.txt", OLD.encode())
    page = browser.get(sent.location)
    tap.check("a report is read and kept to be decided on", sent.status == 303 and by_state(site) == {"proposed": 6} and len(rows(page.text)) == 6, page)
    text = plain(page.text)
    tap.check("with value, unit, days, place, quote, and what the records give", all(word in text for word in ("12 đoàn", "01/01/2018 – 31/03/2018", "dòng 7", "không có hồ sơ", "12 đoàn khách quốc tế")), text[:3000])
    tap.check("names are shown as text", "<i>cũ" not in page.text and "<i>cũ.txt" in text)
    tap.check("nothing counts yet", figure(site, "inbound.delegations", "2018-Q1")["source"] == "records" and figure(site, "inbound.delegations", "2018-Q1").get("stated") is None)
    tap.check("the same file again changes nothing", browser.send_file("/baseline", "cũ.txt", OLD.encode()).location == sent.location and by_state(site) == {"proposed": 6})
    return sent.location


def decide(tap, site, browser, where):
    page = browser.get(where).text
    members = number_of(page, "31 lượt người")
    tap.check("nothing ticked is told", browser.post(where, form(browser, where) + [("act", "accept")]).status == 422)
    tap.check("an act that is none is told", browser.post(where, form(browser, where) + [("act", "x"), ("pick", members)]).status == 422)
    refused = browser.post(where, form(browser, where) + [("act", "refuse"), ("pick", members)])
    tap.check("refusing needs a reason", refused.status == 422 and "lý do" in plain(refused.text) and by_state(site) == {"proposed": 6}, refused)
    tap.check("what was ticked stays ticked", re.search(f'value="{members}"[^>]*checked', refused.text) is not None)
    refused = browser.post(where, form(browser, where) + [("act", "refuse"), ("pick", members), ("why", "Số này đã đính chính")])
    record = [r for r in stated(site) if r["state"] == "refused"]
    tap.check("with one it is refused", refused.status == 303 and len(record) == 1 and record[0]["reason"] == "Số này đã đính chính", refused)
    one = number_of(page, "12 đoàn khách quốc tế")
    done = browser.post(where, form(browser, where) + [("act", "accept"), ("pick", one), ("why", "Báo cáo 12/BC-SNgV")])
    told = figure(site, "inbound.delegations", "2018-Q1")
    tap.check("what is accepted is found by its question", done.status == 303 and (told["source"], told["stated"][0]["value"]) == ("stated", 12), (done, told))
    history = site.run("history", "stated", "--office", "tb", "--format", "json").stdout
    tap.check("who and why are in the history", '"leader"' in history and "Báo cáo 12/BC-SNgV" in history, history[-1500:])


def correct(tap, site, browser, where):
    page = browser.get(where).text
    number = number_of(page, "05 đoàn")
    fields = dict(form(browser, where))
    for name, wrong in {"f": "inbound.nothing", "w": "host=nobody", "a": "2019-05-01", "b": "không"}.items():
        answer = browser.post(where, list({**fields, f"{name}.{number}": wrong}.items()) + [("act", "correct")])
        tap.check(f"{wrong}: no question, told, and kept in the form", answer.status == 422 and wrong in answer.text and by_state(site)["proposed"] == 4, answer)
    stale = browser.post(where, list({**fields, f"v.{number}": "9", f"f.{number}": "outbound.cancelled"}.items()) + [("act", "correct")])
    tap.check("a version that is none is told", stale.status == 409, stale)
    done = browser.post(where, list({**fields, f"f.{number}": "outbound.delegations", f"a.{number}": "2018-02-01", f"b.{number}": "2018-02-28"}.items()) + [("act", "correct")])
    queries = [r["query"] for r in stated(site)]
    tap.check("figure and days are corrected, and nothing decided", done.status == 303 and any(q.startswith("outbound.delegations?office=tb&span=2018-02-01/2018-02-28") for q in queries) and by_state(site)["proposed"] == 4, (done, queries))
    tap.check("the same file read again brings nothing back", browser.send_file("/baseline", "cũ.txt", OLD.encode()).status == 303 and len(stated(site)) == 6)
    fields = dict(form(browser, where))
    done = browser.post(where, list({**fields, f"w.{number}": "", f"a.{number}": "2018-01-01"}.items()) + [("act", "accept"), ("pick", number)])
    tap.check("corrected and accepted in one", done.status == 303 and figure(site, "outbound.delegations", "2018-01-01/2018-02-28")["stated"][0]["value"] == 5, done)


def certain(tap, site, browser, where):
    sent = browser.send_file("/baseline", "lại.txt", AGAIN.encode())
    page = plain(browser.get(sent.location).text)
    tap.check("another value of what was accepted is told", "số liệu khác" in page and "chắc chắn (" not in page, page[:2500])
    done = browser.post(where, form(browser, where) + [("act", "certain")])
    tap.check("all certain ones at once", done.status == 303 and by_state(site) == {"accepted": 5, "refused": 1, "proposed": 1}, by_state(site))
    tap.check("what is compared with is found", figure(site, "inbound.delegations", "2017-Q1")["stated"][0]["value"] == 24)
    page = plain(browser.get(where + "?show=left").text)
    tap.check("when all is decided, that is said", "Không có dòng nào như vậy" in page and "Chờ quyết định: 0" in page, page[:1500])
    found = {row[0]: row[1:] for row in rows(browser.get("/baseline").text)}
    tap.check("the files are listed with what came of them", found == {"<i>cũ.txt": ["0", "5", "1", "0"], "lại.txt": ["1", "0", "0", "0"]}, found)
    for wrong in ("?show=x", "?from=x", "?from=-1", "?from=99999999999"):
        tap.check(f"{wrong}: told in words", browser.get(where + wrong).status == 422)
    tap.check("behind the last there is none", browser.get(where + "?show=all&from=900").status == 200)
    tap.check("the page of the figure tells where it is from", "<i>cũ.txt" in plain(browser.get("/figures/inbound.delegations?span=2018-Q1").text))
    tap.check("in English, too", "Accept what is ticked" in plain(browser.get(where + "?show=refused").text) if browser.get("/language/en") else False)
    browser.get("/language/vi")


def sheet(tap, site, browser):
    rows = [["TỔNG HỢP ĐOÀN VÀO NĂM 2016"], ["Nước", "Quý I", "Quý II"], ["Nhật Bản", 3, 2], ["Sao Hỏa", 1, None], ["Tổng cộng", 4, 3]]
    sent = browser.send_file("/baseline", "cũ.xlsx", xlsx_bytes(rows, name="<b>2016", merges=["A1:C1"]))
    text = plain(sent.text)
    tap.check("what does not add up on a sheet is told with its cells", sent.status == 200 and "<b>2016!C5: tổng ở ô C5 là 3, nhưng các thành phần (C3–C4) cộng lại là 2: chênh lệch 1" in text, sent)
    where = re.search(r'href="(/baseline/[0-9a-f]+)"[^>]*>Đến số liệu của tệp này', sent.text)[1]
    page = browser.get(where)
    text = plain(page.text)
    tap.check("the rest waits, each with cell and quote", len(rows_of(tables_of(page.text)[0])) == 5 and "<b>2016!B3" in text and "TỔNG HỢP ĐOÀN VÀO NĂM 2016 · Quý I · Nhật Bản: 3" in text, text[:3000])
    tap.check("what is not understood asks which figure it is", "Đây là chỉ tiêu nào?" in text and "“Sao Hỏa” không hiểu được là phần nào" in text, text[:3000])
    open_one = number_of(page.text, "Sao Hỏa")
    refused = browser.post(where, form(browser, where) + [("act", "accept"), ("pick", open_one)])
    tap.check("it is not accepted without one", refused.status == 422, refused)
    fields = dict(form(browser, where))
    done = browser.post(where, list({**fields, f"f.{open_one}": "inbound.delegations", f"w.{open_one}": "country=US"}.items()) + [("act", "accept"), ("pick", open_one)])
    tap.check("with one it is", done.status == 303 and json.loads(site.run("figure", "inbound.delegations", "--office", "tb", "--span", "2016-Q1", "--where", "country=US", "--format", "json").stdout)["stated"][0]["value"] == 1, done)
    done = browser.post(where, form(browser, where) + [("act", "certain")])
    tap.check("all certain ones at once, not those that do not add up", done.status == 303 and "Chờ quyết định: 2" in plain(browser.get(where + "?show=left").text), done)
    tap.check("the figure says the cell", "<b>2016!B5" in plain(browser.get("/figures/inbound.delegations?span=2016-Q1").text))
    for name, content in {"torn.xlsx": xlsx_bytes(rows)[:-300], "old.xls": b"\xd0\xcf\x11\xe0" + b"\0" * 600, "text.csv": b"a,b\r\n"}.items():
        answer = browser.send_file("/baseline", name, content)
        tap.check(f"{name}: told in words", answer.status in (200, 422) and "/tmp" not in answer.text and "Sanitizer" not in answer.text, answer)


def rights(tap, site, reader, stranger, where):
    tap.check("who may only read sees it, and no acts", "12 đoàn" in plain(reader.get(where + "?show=all").text) and 'name="act"' not in reader.get(where + "?show=all").text)
    tap.check("… and does nothing", reader.post(where, {"act": "certain"}).status == 403 and reader.send_file("/baseline", "x.txt", OLD.encode()).status == 403)
    tap.check("another office has none of it", stranger.get(where).status == 404 and stranger.post(where, {"act": "certain"}).status == 404 and "cũ.txt" not in plain(stranger.get("/baseline").text))


def main():
    tap = Tap()
    with Site(demo=("tb", "qn"), accounts=all_roles() + [account("stranger", "leader", "qn")]) as site:
        site.start("--behind-proxy")
        browser, reader, stranger = site.browser("leader"), site.browser("inspector"), site.browser("stranger")
        empty(tap, site, browser, reader)
        hostile(tap, site, browser)
        where = read(tap, site, browser)
        for part in (decide, correct, certain):
            part(tap, site, browser, where)
        rights(tap, site, reader, stranger, where)
        sheet(tap, site, browser)
        status, err = site.stop()
        tap.check("the server ends well", status == 0 and not re.search("Sanitizer|CRITICAL|runtime error", err), err[-3000:])
        audit = site.run("audit", check=False)
        tap.check("the store is sound", audit.returncode == 0, audit.stdout + audit.stderr)
    tap.end()


main()
