#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""The books of documents for printing: the columns of the law, the documents of the year, and the numbers that lack."""
import json
import sys

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
        tap.check("an empty year says so", "Không có văn bản" in plain(clerk.get("/registers/outgoing/book?year=1999").text))
        wrong = [clerk.get("/registers/" + where).status for where in ("outgoing/book?year=x", "outgoing/book?year=99999", "outgoing/book?book=handling", "inbound/book", "nothing/book", "incoming/book?book=%3Cb%3E")]
        tap.check("other books and years are none", wrong == [422, 422, 404, 404, 404, 404], wrong)
        status, err = site.stop()
        tap.check("the server ends well", status == 0 and "Sanitizer" not in err, err[-3000:])
    tap.end()


main()
