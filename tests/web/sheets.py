#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""A sheet's way into a register: sent, looked at, its columns told, its errors returned, its rows written or none. TAP."""
import io
import sys
import zipfile

sys.dont_write_bytecode = True
from web import Site, Tap, account, all_roles, html, json, plain, re

GOOD = "Tên đoàn,Nước,Số khách,Cấp tiếp,Ngày đến,Trạng thái\n" + "".join(
    f"Đoàn thử {i},Nhật Bản,{i},leaders,0{i}/3/2020,Đã tiếp\n" for i in range(1, 6))
BAD = GOOD.replace("Đoàn thử 2,Nhật Bản", "Đoàn thử 2,Narnia").replace("04/3/2020", "31/2/2020")


def inbound(site):
    return json.loads(site.run("list", "inbound", "--office", "tb", "--format", "json").stdout)


def send(browser, name, content, register="inbound"):
    return browser.send_file(f"/registers/{register}/import", name, content if isinstance(content, bytes) else content.encode())


def mapping(text):
    return [(html.unescape(n), html.unescape(v)) for n, v in re.findall(r'<input type="hidden" name="(map\.[A-Z]+|sheet)" value="([^"]*)">', text)]


def good_sheet(tap, site, browser):
    before = len(inbound(site))
    sent = send(browser, "đoàn.csv", GOOD)
    page = browser.get(sent.location)
    tap.check("a sheet is kept and looked at", sent.status == 303 and page.status == 200 and "5 hàng: 5 hàng sẽ được ghi" in plain(page.text), page)
    tap.check("looking writes nothing", len(inbound(site)) == before)
    tap.check("its columns are recognised", ("map.A", "name") in mapping(page.text) and ("map.E", "arrives_on") in mapping(page.text), mapping(page.text))
    done = browser.post(sent.location, mapping(page.text) + [("act", "all"), ("why", "từ bảng của phòng")])
    after = inbound(site)
    tap.check("its rows are written", done.status == 303 and len(after) == before + 5, done)
    tap.check("with who and why in the history", all(w in plain(browser.get(f"/registers/inbound/{after[-1]['id']}").text) for w in ("leader", "từ bảng của phòng")))
    tap.check("the file has gone with that", browser.get(sent.location).status == 404)


def bad_sheet(tap, site, browser):
    before = inbound(site)
    sent = send(browser, "sai.csv", BAD)
    page = browser.get(sent.location)
    text = plain(page.text)
    tap.check("what is wrong is told with its cell", "B3" in text and "Narnia" in text and "E5" in text and "31/2/2020" in text and page.text.count("wrong-cell") == 2, text[:3000])
    tap.check("all rows are not offered to be written", 'value="all"' not in page.text and 'value="partial"' in page.text)
    link = html.unescape(re.search(r'href="([^"]+/errors[^"]*)"', page.text)[1])
    back = browser.get(link)
    tap.check("the sheet comes back with a column of errors", back.status == 200 and "sai.csv" in back.headers["Content-Disposition"] and
              back.text.count("\n") >= 6 and "Narnia" in back.text.splitlines()[2] and len(back.text.splitlines()[2].split(",")) > 6, back.text[:800])
    refused = browser.post(sent.location, mapping(page.text) + [("act", "all")])
    tap.check("all or nothing is nothing", refused.status == 422 and inbound(site) == before, refused)
    done = browser.post(sent.location, mapping(page.text) + [("act", "partial")])
    tap.check("the right rows alone go in when that is wished", done.status == 303 and len(inbound(site)) == len(before) + 3, done)


def told_columns(tap, site, browser):
    strange = GOOD.replace("Tên đoàn,Nước,Số khách", "Ai vậy,Ở đâu,Mấy mạng")
    sent = send(browser, "lạ.csv", strange)
    page = browser.get(sent.location)
    tap.check("columns that nobody knows are asked about", "Ai vậy" in plain(page.text) and ("map.A", "-") in mapping(page.text), mapping(page.text))
    query = "map.A=name&map.B=country&map.C=visitors&map.D=host&map.E=arrives_on&map.F=state"
    page = browser.get(f"{sent.location}?{query}")
    tap.check("told what they are, they are read", "5 hàng: 5 hàng sẽ được ghi" in plain(page.text), plain(page.text)[:900])
    before = len(inbound(site))
    done = browser.post(sent.location, mapping(page.text) + [("act", "all")])
    tap.check("and written so", done.status == 303 and len(inbound(site)) == before + 5 and inbound(site)[-1]["name"] == "Đoàn thử 5", done)
    sent = send(browser, "lạ.csv", strange)
    for wrong in ("map.A=nothing", "map.ZZZZ=name", "map.A=name&map.B=name", "sheet=x"):
        answer = browser.get(f"{sent.location}?{wrong}")
        tap.check(f"{wrong}: told in words", answer.status in (200, 422) and answer.status != 500 and len(plain(answer.text)) > 200, answer)


def workbooks(tap, site, browser):
    template = browser.get("/registers/inbound/import/template")
    tap.check("there is an empty sheet of the register", template.status == 200 and template.body[:2] == b"PK" and "Tên đoàn" in
              zipfile.ZipFile(io.BytesIO(template.body)).read("xl/sharedStrings.xml").decode())
    sheet = browser.get("/registers/inbound/export?format=xlsx&w.country=LA").body
    sent = send(browser, "ra vào.xlsx", sheet)
    text = plain(browser.get(sent.location).text)
    tap.check("what went out as a workbook comes in unchanged", re.search(r"(\d+) hàng: 0 hàng sẽ được ghi, \1 hàng giữ nguyên, 0 hàng sai", text), text[:900])
    for name, content in {"empty.xlsx": b"", "broken.xlsx": b"PK\x03\x04" + b"\0" * 500, "x.json": b"[]", "x.csv": b"\xff\xfe\x00", "x.pdf": b"%PDF-1.4", "zeros.csv": b"\0" * 3000}.items():
        answer = send(browser, name, content)
        if answer.status == 303:
            answer = browser.get(answer.location)
        tap.check(f"{name}: told in words", answer.status in (200, 422) and "Sanitizer" not in answer.text and len(plain(answer.text)) > 200, answer)
    answer = send(browser, "<script>alert(1)</script>.csv", "Tên đoàn\n<script>alert(2)</script>\n")
    page = browser.get(answer.location)
    tap.check("names and cells are shown as text", "<script>alert" not in page.text and "alert(2)" in page.text, page)


def rights(tap, site, browser):
    other, stranger, reader = site.browser("consular"), site.browser("stranger"), site.browser("inspector")
    sent = send(browser, "đoàn.csv", GOOD)
    for name, who in (("somebody else of the office", other), ("another office", stranger)):
        tap.check(f"{name} does not see the file", who.get(sent.location).status == 404 and who.get(sent.location + "/errors").status == 404 and
                  who.post(sent.location, {"act": "all"}).status == 404)
    tap.check("who may not write may not send", send(reader, "đoàn.csv", GOOD).status == 403)
    for register in ("office", "report"):
        tap.check(f"{register}: not from a sheet", send(browser, "x.csv", "a,b\n1,2\n", register).status == 403)
    record = [r for r in inbound(site) if r.get("division") == "htqt"][0]
    before = inbound(site)
    change = f"id,version,name\n{record['id']},{record['version']},Đổi tên\n"
    sent = send(other, "sửa.csv", change)
    page = other.get(sent.location)
    tap.check("another division's record is not changed by a sheet", "phòng khác" in plain(page.text) and other.post(sent.location, mapping(page.text) + [("act", "all")]).status == 422 and
              inbound(site) == before, page)
    sent = send(browser, "sửa.csv", change)
    page = browser.get(sent.location)
    done = browser.post(sent.location, mapping(page.text) + [("act", "all")])
    tap.check("its own people change it", done.status == 303 and any(r["name"] == "Đổi tên" for r in inbound(site)), page)
    sent = send(browser, "sửa.csv", change)
    tap.check("a version that is gone is told", "phiên bản" in plain(browser.get(sent.location).text))
    ids = [send(browser, f"{i}.csv", GOOD).location for i in range(7)]
    tap.check("only the newest files are kept", [browser.get(i).status for i in ids] == [404, 404, 200, 200, 200, 200, 200])


def main():
    tap = Tap()
    with Site(demo=("tb", "qn"), accounts=all_roles() + [account("consular", "officer", division="ls"), account("stranger", "leader", "qn")]) as site:
        site.start("--behind-proxy")
        browser = site.browser("leader")
        for part in (good_sheet, bad_sheet, told_columns, workbooks, rights):
            part(tap, site, browser)
        status, err = site.stop()
        tap.check("the server ends well", status == 0 and not re.search("Sanitizer|CRITICAL|runtime error", err), err[-3000:])
        audit = site.run("audit", check=False)
        tap.check("the store is sound", audit.returncode == 0, audit.stdout + audit.stderr)
    tap.end()


main()
