#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""The books of documents for printing: the columns of the law, the documents of the year, and the numbers that lack."""
import io
import json
import subprocess
import sys
import zipfile

sys.dont_write_bytecode = True
from web import Site, Tap, all_roles, plain, re

OUT = ["Số, ký hiệu", "Ngày, tháng, năm văn bản", "Tên loại và trích yếu nội dung văn bản", "Người ký", "Nơi nhận văn bản", "Đơn vị, người nhận bản lưu",
       "Số lượng bản", "Ngày chuyển", "Ký nhận", "Ghi chú"]
IN = ["Ngày đến", "Số đến", "Tác giả", "Số, ký hiệu", "Ngày, tháng, năm văn bản", "Tên loại và trích yếu nội dung văn bản", "Đơn vị hoặc người nhận",
      "Ngày chuyển", "Ký nhận", "Ghi chú"]
HANDLING = ["Số đến", "Tên loại, số và ký hiệu, ngày, tháng và tác giả văn bản", "Đơn vị hoặc người nhận", "Thời hạn giải quyết", "Tiến độ giải quyết",
            "Số, ký hiệu văn bản trả lời", "Ghi chú"]


def heads(page):
    return [plain(cell).strip() for cell in re.findall(r'<th scope="col">(.*?)</th>', page, re.S)]


def check_print(tap, site, clerk):
    """The same as files, on pages on their side; and all of it by the command line."""
    many = [{"number": n, "arrived_on": "2022-03-07", "issuer": "Sở A", "summary": f"Giấy mời số {n}"} for n in range(1, 121) if n not in (7, 50, 51)]
    site.run("put", "incoming", "-", "--office", "tb", stdin=json.dumps(many))
    answer = clerk.get("/registers/incoming/book/pdf?year=2022")
    tap.check("a book is printed as PDF", answer.body[:5] == b"%PDF-" and "incoming-2022.pdf" in answer.headers["Content-Disposition"], answer.headers)
    with open(site.path("book.pdf"), "wb") as file:
        file.write(answer.body)
    told = subprocess.run(["pdfinfo", site.path("book.pdf")], capture_output=True, text=True).stdout
    pages = int(re.search(r"Pages:\s+(\d+)", told)[1])
    tap.check("… on A4 on its side", re.search(r"Page size:\s+841\.89 x 595\.2", told) and pages > 3, told)
    text = [subprocess.run(["pdftotext", "-layout", "-f", str(n), "-l", str(n), site.path("book.pdf"), "-"], capture_output=True, text=True).stdout for n in range(1, pages + 1)]
    rows = [page for page in text if "Giấy mời" in page]
    tap.check("… with the heading row on each page", all("(1)" in page and "(10)" in page and "Ký nhận" in page for page in rows) and len(rows) > 2)
    tap.check("… numbered from the second on", all(re.search(rf"^\s+{n}\s*$", page, re.M) for n, page in enumerate(text, 1) if n > 1), [page[:200] for page in text])
    whole = re.sub(r"\s+", " ", " ".join(text))
    tap.check("… its year, and from when to when", "Năm 2022" in whole and "Mở sổ ngày 01/01/2022, khóa sổ ngày 31/12/2022: 117 văn bản." in whole, whole[:500])
    tap.check("… and the numbers that lack", "thiếu số: 7, 50–51." in whole, whole[-300:])
    printed = [int(n) for n in re.findall(r"Giấy mời số (\d+)", whole)]
    tap.check("each document stands in it once, in the order of its number", printed == [d["number"] for d in many], printed)
    docx = clerk.get("/registers/incoming/book/docx?year=2022")
    with zipfile.ZipFile(io.BytesIO(docx.body)) as parts:
        body = parts.read("word/document.xml").decode()
    tap.check("a book is printed as DOCX: on its side, the heading repeated", 'w:orient="landscape"' in body and 'w:orient="portrait"' not in body and body.count("<w:tblHeader/>") == 2 and body.count("<w:sectPr>") == 1, body[-900:])
    done = site.run("book", "incoming", "--office", "tb", "--year", "2022", "--output", "again.pdf")
    with open(site.path("again.pdf"), "rb") as file:
        tap.check("the command line prints the same", file.read() == answer.body, done.stderr)
    wrong = [site.run("book", *words, "--office", "tb", check=False).returncode for words in (["inbound"], ["outgoing", "handling"], ["incoming", "--year", "x"], ["incoming", "--output", "x.exe"])]
    tap.check("other books, years and forms are refused", wrong == [2, 2, 3, 2], wrong)
    statuses = [clerk.get("/registers/" + where).status for where in ("incoming/book/exe?year=2022", "inbound/book/pdf", "incoming/book/pdf?year=x", "incoming/book/pdf?book=x")]
    tap.check("… on the page too", statuses == [404, 404, 422, 404], statuses)


def check_given(tap, site):
    """Numbers that the program gives have no gap, also where it was refused between."""
    for period in ("2020-Q1", "2020-Q2"):
        site.run("report", "open", "--office", "tb", "--period", period)
        for _ in range(4):
            done = site.run("report", "advance", "--office", "tb", "--period", period, check=False)
        early = site.run("issue", "--office", "tb", "--period", period, "--date", "2020-02-30", check=False)
        done = site.run("issue", "--office", "tb", "--period", period, "--date", "2026-02-0" + period[-1], check=False)
        tap.check(f"{period} is issued, after a refusal", early.returncode == 3 and done.returncode == 0, early.stderr + done.stderr)
    book = site.run("book", "outgoing", "--office", "tb", "--year", "2026").stdout
    tap.check("what is issued has numbers without a gap", re.search(r"BC: số 1 đến 2, không thiếu, không trùng\.", book), book[-600:])


def main():
    tap = Tap()
    with Site(demo=("tb",), accounts=all_roles()) as site:
        documents = [("CV", 1, "2024-01-05"), ("CV", 2, "2024-01-06"), ("CV", 5, "2024-03-01"), ("CV", 5, "2024-03-02"), ("BC", 1, "2024-02-01"), ("CV", 1, "2023-12-31"), ("CV", 6, "2025-01-01")]
        for number, (kind, order, day) in enumerate(documents):
            site.run("put", "outgoing", "-", "--office", "tb", stdin=json.dumps({"kind": kind, "number": order, "symbol": f"{order:02}/{kind}-{number}", "dated_on": day, "summary": f"Văn bản <b>{number}</b> & khác",
                     "recipients": ["UBND tỉnh", "Sở <Y>"], "state": "issued"}))
        site.run("put", "incoming", "-", "--office", "tb", stdin=json.dumps({"number": 1, "arrived_on": "2024-01-08", "issuer": "UBND tỉnh", "summary": "V/v báo cáo"}))
        site.start()
        clerk = site.browser("clerk")
        book = clerk.get("/registers/outgoing/book?year=2024").text
        tap.check("the book of outgoing documents has the columns of the law", heads(book) == OUT, heads(book))
        tap.check("it holds the documents of its year alone", [s in book for s in ("CV-0", "BC-4", "CV-5", "CV-6")] == [True, True, False, False])
        tap.check("texts stay texts", "Văn bản &lt;b&gt;0&lt;/b&gt; &amp; khác" in book and "Sở &lt;Y&gt;" in book)
        told = plain(book)
        tap.check("missing and doubled numbers are told, for each kind", "3–4" in told and re.search(r"trùng[^.]*5", told) and "1 đến 1" in told, told[-600:])
        for name, columns in (("", IN), ("&book=handling", HANDLING)):
            page = clerk.get("/registers/incoming/book?year=2024" + name).text
            tap.check("a book of incoming documents has the columns of the law" + name, heads(page) == columns, heads(page))
        check_print(tap, site, clerk)
        check_given(tap, site)
        tap.check("an empty year says so", "Không có văn bản" in plain(clerk.get("/registers/outgoing/book?year=1999").text))
        wrong = [clerk.get("/registers/" + where).status for where in ("outgoing/book?year=x", "outgoing/book?year=99999", "outgoing/book?book=handling", "inbound/book", "nothing/book", "incoming/book?book=%3Cb%3E")]
        tap.check("other books and years are none", wrong == [422, 422, 404, 404, 404, 404], wrong)
        status, err = site.stop()
        tap.check("the server ends well", status == 0 and "Sanitizer" not in err, err[-3000:])
    tap.end()


main()
