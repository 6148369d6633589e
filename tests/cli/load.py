#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Sheets in: what the columns are taken for, what the cells mean, what is told about mistakes."""
import io
import sys
import unicodedata
import zipfile

sys.dont_write_bytecode = True
from door import ABSENT, DONE, INPUT, REFUSED, USAGE, Day, Door, Error, Formula, Tap, csv_text, xlsx_bytes

HEAD = ["code", "name", "country", "host", "visitors", "arrives_on", "state"]
GOOD = ["A-1", "Đoàn Nhật Bản", "JP", "leaders", "12", "03/02/2020", "received"]


def load(door, rows, *words, name="a.csv", lang="en", register="inbound"):
    door.write(name, rows if isinstance(rows, (bytes, str)) else csv_text(rows) if name.endswith(".csv") else xlsx_bytes(rows))
    return door.run("load", register, name, *words, lang=lang)


def visitors(door):
    return door.run("figure", "inbound.visitors", "--span", "2020", "--format", "json").json()["value"]


def good_sheets(tap):
    with Door() as door:
        door.office()
        tap.expect("a row becomes a record", load(door, [HEAD, GOOD]), DONE, "1 written")
        tap.check("the figure counts it", visitors(door) == 12, visitors(door))
        tap.expect("its code is refused the second time", load(door, [HEAD, GOOD]), INPUT, "row 2, column A (code)", "exists already: #2", "id and version")
        tap.expect("labels in Vietnamese name the fields, whatever the tones and case",
                   load(door, [["MÃ ĐOÀN", "ten doan", "Nuoc, vung lanh tho", "Cấp tiếp", "số khách *", "Ngày  đến:", "TRẠNG THÁI"],
                               ["A-2", "Đoàn Lào", "Lào", "Sở, ngành, địa phương, đơn vị", "1.566", "12/3/2020", "Đã tiếp"]]), DONE, "1 written")
        tap.check("and their values", visitors(door) == 1578, visitors(door))
        tap.expect("labels in English too", load(door, [["Code", "Name", "Countries", "Received by", "Visitors", "Arrives on"],
                                                       ["A-3", "X", "Japan", "leaders", "3", "2020-03-12"]]), DONE, "1 written")
        tap.expect("titles above the header are passed over",
                   load(door, "UBND TỈNH THÁI BÌNH,,\r\nDANH SÁCH ĐOÀN VÀO NĂM 2020,,\r\n,,\r\nSTT,name,country,host,arrives_on\r\n1,Đoàn A,JP,leaders,1/2/2020\r\n2,,,,\r\n"),
                   DONE, "1 rows: 1 written")
        tap.expect("semicolons separate as well", load(door, csv_text([HEAD, ["A-4"] + GOOD[1:]], ";")), DONE, "1 written")
        tap.expect("so do tabs", load(door, csv_text([HEAD, ["A-5"] + GOOD[1:]], "\t")), DONE, "1 written")
        tap.expect("many values of a cell are separated by semicolons", load(door, [HEAD, ["A-6", "X", "JP; KR;Lào", "leaders", "1", "1/1/2020", ""]]), DONE)
        tap.expect("rows stand as JSON in a cell", load(door, [["code", "name", "country", "host", "arrives_on", "guests"],
                   ["A-7", "X", "JP", "leaders", "1/1/2020", '[{"name": "Sato", "nationality": "Nhật Bản"}]']]), DONE, "1 written")
        tap.check("and are kept", door.run("show", "inbound", "A-7", "--format", "json").json()["guests"] == [{"name": "Sato", "nationality": "JP"}],
                  door.run("show", "inbound", "A-7", "--format", "json"))
        tap.expect("the store is sound after all this", door.run("audit"), DONE, "sound")


def columns(tap):
    with Door() as door:
        door.office()
        unknown = [HEAD + ["Ghi chu cua toi"], GOOD + ["x"]]
        tap.expect("an unknown column is told with its place", load(door, unknown), INPUT, "a.csv: row 1, column H", "Ghi chu cua toi", "H=-", "--map")
        tap.check("and nothing is written", door.ids("inbound") == [])
        tap.expect("a near one is suggested", load(door, [["nmae"] + HEAD[2:], GOOD[1:]]), INPUT, "did you mean “name”?")
        tap.expect("the beginning of one label is taken for it, and told", load(door, [["name", "Nước", "host", "arrives_on"], ["x", "JP", "leaders", "1/1/2020"]], "--dry-run"), DONE,
                   "row 1, column B: note: “Nước” is taken for “Nước, vùng lãnh thổ”", "B=FIELD", "1 would be written")
        tap.expect("another part of a label is suggested", load(door, [["name", "vùng lãnh thổ", "host", "arrives_on"], ["x", "JP", "leaders", "1/1/2020"]]), INPUT,
                   "did you mean “Nước, vùng lãnh thổ”?")
        tap.expect("it may be left out by its letters", load(door, unknown, "--map", "H=-", "--dry-run"), DONE, "1 would be written")
        tap.expect("or by its header", load(door, unknown, "--map", "Ghi chu cua toi=-", "--dry-run"), DONE)
        tap.expect("or mapped without tones", load(door, unknown, "--map", "ghi chú của tôi=note", "--dry-run"), DONE)
        tap.expect("or mapped to a label", load(door, unknown, "--map", "h=Ghi chú", "--dry-run"), DONE)
        tap.expect("two columns of one field are refused", load(door, [HEAD + ["Tên đoàn"], GOOD + ["y"]]), INPUT, "column H", "column B holds the field name already")
        tap.expect("a column without header is told", load(door, [HEAD, GOOD + ["x"]]), INPUT, "column H", "no header")
        tap.expect("a map of no field is refused", load(door, unknown, "--map", "H=nota"), USAGE, "nota", "did you mean note?")
        tap.expect("a map of no column is refused", load(door, [HEAD, GOOD], "--map", "Nowhere=note"), USAGE, "Nowhere")
        tap.expect("a map without = is refused", load(door, unknown, "--map", "note"), USAGE, "COLUMN=FIELD")
        tap.expect("a required field without column is told once", load(door, [["name", "host"], ["x", "leaders"], ["y", "leaders"]]), INPUT,
                   "no column holds the field country", "no column holds the field arrives_on")
        tap.expect("a computed column is passed over", load(door, [["number", "dated_on", "year", "kind", "summary"], ["5", "2020-02-03", "1999", "report", "x"]],
                                                            "--dry-run", register="outgoing"), DONE, "1 would be written")
        tap.expect("no field of the sheet is known", load(door, [["a1b2", "c3d4"], ["x", "y"]]), INPUT, "no row names fields of the register inbound", "such as “Name”, “Countries”")


def empty(tap):
    with Door() as door:
        door.office()
        for name, content in (("no bytes", b""), ("blank lines", b"\r\n\r\n"), ("only separators", b",,,\r\n,,,\r\n"), ("only a mark", b"\xef\xbb\xbf")):
            tap.expect(f"a file of {name} is empty", load(door, content), INPUT, "empty")
        tap.expect("a header alone is no mistake", load(door, [HEAD]), DONE, "no rows", "0 rows")
        tap.expect("a workbook without cells is empty", load(door, [], name="a.xlsx"), INPUT, "empty")
        tap.expect("a file of NUL bytes is told", load(door, b"\0" * 1000), INPUT)
        tap.expect("a folder is no file", door.run("load", "inbound", "."), INPUT)
        tap.expect("nor is a device", door.run("load", "inbound", "/dev/zero"), INPUT)
        tap.expect("JSON belongs to put", load(door, "[]", name="a.json"), USAGE, "put")
        tap.expect("a sheet is chosen only in a workbook", load(door, [HEAD, GOOD], "--sheet", "x"), USAGE)
        tap.expect("a sheet that is not there is told with those that are", load(door, [HEAD, GOOD], "--sheet", "x", name="a.xlsx"), ABSENT, "Trang 1")
        tap.expect("an unknown register is told", load(door, [HEAD, GOOD], register="inbond"), ABSENT, "did you mean")
        tap.expect("an office is not loaded", load(door, [["code", "name"], ["x", "y"]], register="office"), REFUSED, "init")


BAD = [
    ("31/02/2020", "arrives_on", "31"), ("2020-13-01", "arrives_on", "13"), ("00/00/0000", "arrives_on", ""), ("hôm qua", "arrives_on", "hôm qua"),
    ("12/3/20", "arrives_on", ""), ("99999-01-01", "arrives_on", ""), ("-3", "visitors", "negative"), ("0", "visitors", "at least 1"), ("1,5", "visitors", "whole"),
    ("99999999999999999999", "visitors", "too large"), ("9223372036854775808", "visitors", "too large"), ("1e3", "visitors", "not a number"),
    ("mười hai", "visitors", "not a number"), ("12 km", "visitors", "not a number"), ("XX", "country", "XX"), ("JP; XX", "country", "XX"), ("", "country", "required"),
    ("ai đó", "host", "accepted: “Leaders of the province” (leaders), “"), ("bay", "state", "received"), ("", "name", "required"), ("x" * 2000, "name", "characters"),
    ("#REF!", "visitors", ""), ("[{", "guests", "JSON"), ('[{"name": "A", "name": "B"}]', "guests", "duplicate"), ("[" * 5000, "guests", ""),
    ('[{"nam": "A"}]', "guests", "did you mean name?"), ('[{"passport": "B1"}]', "guests", "name: is required"), ("{A}", "guests", "JSON"),
]


def bad_cells(tap):
    header = HEAD + ["guests"]
    rows = [header]
    for number, (text, field, _) in enumerate(BAD, 2):
        row = [f"B-{number}"] + GOOD[1:] + [""]
        row[header.index(field)] = text
        rows.append(row)
    rows.append(["B-99"] + GOOD[1:] + [""])
    with Door() as door:
        door.office()
        result = load(door, rows, "--format", "json")
        tap.expect("bad rows are bad input", result, INPUT)
        report = result.json()
        tap.check("nothing was written", report["written"] == 0 and door.ids("inbound") == [], result)
        tap.check("each bad row is counted", report["rows"] == len(BAD) + 1 and report["wrong"] == len(BAD), report["wrong"])
        for number, (text, field, part) in enumerate(BAD, 2):
            told = [e for e in report["errors"] if e["row"] == number]
            good = len(told) == 1 and told[0]["field"] == field and part in told[0]["message"] and told[0]["column"] == "ABCDEFGH"[header.index(field)]
            tap.check(f"“{text[:30]}” in {field} is told once, with its place", good, told)
        dry = load(door, rows, "--dry-run")
        tap.expect("a dry run tells the same", dry, INPUT, "1 would be written", f"{len(BAD)} are wrong", "a.csv: row 2, column F (arrives_on): ")
        part = load(door, rows, "--partial")
        tap.expect("the good row may be loaded alone", part, INPUT, "1 written")
        tap.check("and it is there", len(door.ids("inbound")) == 1)
        tap.expect("in Vietnamese, places are Vietnamese", load(door, rows, lang="vi"), INPUT, "a.csv: hàng 2, cột F (arrives_on): ")
        tap.expect("--dry-run and --partial exclude each other", load(door, rows, "--partial", "--dry-run"), USAGE)
        tap.expect("the store is sound", door.run("audit"), DONE)


def changes(tap):
    with Door() as door:
        door.office()
        load(door, [HEAD, GOOD, ["A-2"] + GOOD[1:]])
        tap.expect("id and version change a record", load(door, [["id", "version", "visitors"], ["2", "1", "20"], ["#3", "1", "12"]]), DONE, "1 written, 1 unchanged")
        tap.check("the figure follows", visitors(door) == 32, visitors(door))
        tap.expect("an empty cell clears its field", load(door, [["id", "version", "visitors"], ["2", "2", ""]]), DONE, "1 written")
        tap.expect("a stale version is told", load(door, [["id", "version", "visitors"], ["2", "2", "5"]]), INPUT, "row 2, column B (version)", "version 3 is stored")
        tap.expect("an id needs a version", load(door, [["id", "visitors"], ["2", "5"]]), INPUT, "needs the version", "stored: 3")
        tap.expect("a version needs an id", load(door, [["id", "version", "visitors"], ["", "2", "5"]]), INPUT, "without the id")
        tap.expect("an id that is not there is told", load(door, [["id", "version", "visitors"], ["99", "1", "5"]]), INPUT, "no such record")
        tap.expect("an id is a number", load(door, [["id", "version", "visitors"], ["hai", "1", "5"], ["-2", "1", "5"], ["2.5", "1", "5"]]), INPUT, "row 2, column A (id)", "row 3, column A (id)",
                   "row 4, column A (id)")
        tap.expect("a record is changed once a sheet", load(door, [["id", "version", "visitors"], ["3", "1", "5"], ["3", "1", "6"]]), INPUT, "row 3, column A (id): row 2 names")
        tap.expect("a state may only follow", load(door, [["id", "version", "state"], ["3", "1", "announced"]]), INPUT, "column C (state)")
        tap.expect("a code may not become another's", load(door, [["id", "version", "code"], ["3", "1", "A-1"]]), INPUT, "exists already: #2")
        tap.expect("nor stand twice in a sheet", load(door, [HEAD, ["C-1"] + GOOD[1:], ["C-1"] + GOOD[1:]]), INPUT, "row 3, column A (code): row 2 has the code")
        door.run("delete", "inbound", "A-2")
        tap.expect("what was deleted is not changed", load(door, [["id", "version", "visitors"], ["3", "2", "5"]]), INPUT, "was deleted")
        tap.expect("its code is free again", load(door, [HEAD, ["A-2"] + GOOD[1:]]), DONE, "1 written")
        tap.expect("the store is sound", door.run("audit"), DONE)


def late_mistakes(tap):
    """What only the writing finds, the ledger's sum that overflows, is a mistake of its row and of no other."""
    most = str(2**63 - 1)
    rows = [HEAD] + [[f"L-{i}"] + GOOD[1:4] + [most if i in (3, 5, 7) else "1"] + GOOD[5:] for i in range(10)]
    with Door() as door:
        door.office()
        tap.expect("a sum that overflows is told", load(door, rows, "--dry-run"), INPUT)
        result = load(door, rows, "--partial", "--format", "json")
        tap.expect("the rows before and after it are loaded", result, INPUT)
        told = result.json()
        tap.check("all but those", told["written"] == 7 and told["wrong"] == 3 and [e["row"] for e in told["errors"]] == [5, 7, 9], told)
        tap.check("and are counted", visitors(door) == 7, visitors(door))
        tap.expect("the store is sound", door.run("audit"), DONE, "sound")


def links(tap):
    head = ["symbol", "date", "issuer", "title", "kind", "replaced_by"]
    fields = door_fields("legal")
    head = [h for h in head if h in fields]
    with Door() as door:
        door.office()
        rows = [["symbol", "title", "amends"], ["1/NĐ-CP", "Một", ""], ["2/NĐ-CP", "Hai", "1/NĐ-CP; 3/NĐ-CP"], ["3/NĐ-CP", "Ba", ""]]
        required = [f for f in fields if fields[f] == "required" and f not in rows[0]]
        if required:
            tap.skip("rows link to rows of the same sheet", f"legal needs {required}")
        else:
            tap.expect("rows link to rows above and below", load(door, rows, register="legal"), DONE, "3 written")
            rows = [["symbol", "title", "amends"], ["4/NĐ-CP", "Bốn", "5/NĐ-CP"], ["5/NĐ-CP", "Năm", "6/NĐ-CP"]]
            tap.expect("a link to nothing is told", load(door, rows, "--dry-run", register="legal"), INPUT, "row 3, column C (amends)", "row 2, column C (amends)")
        tap.expect("the store is sound", door.run("audit"), DONE)


def door_fields(register):
    with Door() as door:
        lines = door.run("registers", register, "--format", "csv", db=None).out.splitlines()[1:]
        return {line.split(",")[0]: line.split(",")[2] for line in lines}


def workbooks(tap):
    head = ["code", "name", "country", "host", "visitors", "arrives_on", "cost"]

    def row(number, **cells):
        named = dict(zip(head, [f"W-{number}", "X", "JP", "leaders", 12, Day(43902), None]), **cells)
        return [named[h] for h in head]
    with Door() as door:
        door.office()
        rows = [head, row(1), row(2, visitors=Formula("6+6", 12)), row(3, name=Formula('"a"&"b"', "ab")), row(4, cost=1500000), row(5, cost="1500,5 USD @23000"),
                row(6, visitors="1.566"), row(7, code=77)]
        result = load(door, rows, name="a.xlsx")
        tap.expect("cells of a workbook become values", result, DONE, "7 written", "note: formulas", "Trang 1!E3 (visitors)")
        record = door.run("show", "inbound", "W-4", "--format", "json").json()
        tap.check("a day is a day", record["arrives_on"] == "2020-03-12", record)
        tap.check("a number of money is đồng", record["cost"] == {"amount": "1500000", "currency": "VND"}, record)
        bad = [head, row(11, visitors=Error("#REF!")), row(12, visitors=Formula("1/0")), row(13, visitors=12.5), row(14, visitors=-1), row(15, arrives_on=43902),
               row(16, visitors=True), row(17, host=Day(43902)), row(18, name=None)]
        result = load(door, bad, "--format", "json", name="b.xlsx")
        tap.expect("bad cells of a workbook are bad input", result, INPUT)
        report = result.json()
        for number in range(2, len(bad) + 1):
            told = [e for e in report["errors"] if e["row"] == number]
            tap.check(f"row {number} of the workbook is told once", len(told) == 1, told or result)
        for name, cell, place in (("a number without end", {"visitors": 1e300}, "E2"), ("a day before all days", {"arrives_on": Day(-5)}, "F2"),
                                  ("a day after all days", {"arrives_on": Day(99999999)}, "F2")):
            tap.expect(f"{name} is told with its cell", load(door, [head, row(30, **cell)], name="c.xlsx"), INPUT, f"c.xlsx: Trang 1!{place} (")
        ugly = [head, row(40), row(41, visitors=1e300), row(42, arrives_on=Day(99999999)), row(43, name=Error("#N/A")), row(44, visitors=Formula("1/0")), row(45)]
        tap.expect("one of them stops the sheet, as any wrong cell does", load(door, ugly, name="d.xlsx"), INPUT, "Trang 1!E3 (visitors): the number 1e+300 is too large",
                   "Trang 1!F4 (arrives_on): its number 99999999 is not a day", "Trang 1!B5 (name): the cell holds the error #N/A", "Trang 1!E6 (visitors): the formula has no stored",
                   "4 of 6 rows are wrong")
        tap.expect("the rows beside them may be loaded", load(door, ugly, "--partial", "--errors", "d-back.xlsx", name="d.xlsx"), INPUT, "2 written", "4 wrong")
        with zipfile.ZipFile(io.BytesIO(door.read("d-back.xlsx"))) as book:
            strings = book.read("xl/sharedStrings.xml").decode()
        tap.check("and each is told in the sheet that comes back",
                  all(part in strings for part in ("column E (visitors): the number 1e+300", "column F (arrives_on): its number", "column B (name): the cell holds")), strings)
        tap.expect("which is as wrong when it is loaded as it is", door.run("load", "inbound", "d-back.xlsx", "--dry-run"), INPUT, "Trang 1!E3", "Trang 1!F4")
        units = [["name", "country", "host", "arrives_on", "Kinh phí (triệu đồng)"], ["U", "JP", "leaders", "1/1/2020", "1,5"]]
        fields = door_fields("inbound")
        if "cost" in fields:
            label = [line for line in door.run("registers", "inbound", "--format", "csv", lang="vi", db=None).out.splitlines() if line.startswith("cost,")][0].split(",")[3].strip('"')
            units[0][4] = f"{label} (triệu đồng)"
            tap.expect("a unit in the header multiplies", load(door, units), DONE, "1 written")
            last = door.run("list", "inbound", "--format", "json").json()[-1]
            tap.check("by what it says", last["cost"]["amount"] == "1500000", last)
            units[0][4] = f"{label} (nghìn lít)"
            tap.expect("a unit that is none is told", load(door, units), INPUT, "nghìn lít", "column E")
            book = [["name", "country", "host", "arrives_on", f"{label} (USD)"], ["U", "JP", "leaders", "1/1/2020", 2.5]]
            tap.expect("a currency in the header is that of numbers", load(door, book, name="u.xlsx"), DONE)
            last = door.run("list", "inbound", "--format", "json").json()[-1]
            tap.check("and kept so", last["cost"]["amount"] == "2.50" and last["cost"]["currency"] == "USD", last)
        tap.expect("the store is sound", door.run("audit"), DONE)


def office_workbook(tap):
    """A workbook as an office has it: a title, headings in two rows, sections, merged cells, a total, signatures, a hidden row, a second sheet."""
    rows = [["SỞ NGOẠI VỤ", None, None, None, "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM"], [], ["DANH SÁCH ĐOÀN VÀO QUÝ I NĂM 2020"], [],
            ["STT", "Tên đoàn", "Nước", "Cấp tiếp", "Thời gian", None, "Số khách", "Ghi chú"], [None, None, None, None, "Ngày đến", "Ngày đi"],
            ["(1)", "(2)", "(3)", "(4)", "(5)", "(6)", "(7)", "(8)"],
            ["I. Đoàn do lãnh đạo tỉnh tiếp"], [1, "Đoàn A", "Nhật Bản, Hàn Quốc", "leaders", Day(43862), "03/02/2020", 12, "-"],
            [2, "Đoàn B", None, "leaders", Day(43863), None, "5 người", "…"],
            ["II. Đoàn do các sở, ngành tiếp"], [3, "Đoàn C", "Lào", "agency", "ngày 12 tháng 02 năm 2020", None, 6], [4, "Đoàn D", "Lào", "agency", Day(43880), None, 7],
            [None, "Tổng cộng", None, None, None, None, Formula("SUM(G9:G13)", 30)], [], [None, "Ghi chú: số liệu tính đến 12/3/2020"],
            [None, "NGƯỜI LẬP BIỂU", None, None, None, "GIÁM ĐỐC"], [None, "Nguyễn Thị B", None, None, None, "Trần Văn C"]]
    book = xlsx_bytes(rows, name="Quý I", merges=["A3:H3", "A5:A6", "B5:B6", "C5:C6", "D5:D6", "E5:F5", "G5:G6", "H5:H6", "A8:H8", "C9:C10", "A11:H11"], hidden=[13],
                      beside=["Quý II"])
    with Door() as door:
        door.office()
        result = load(door, book, "--dry-run", name="a.xlsx")
        tap.expect("what stands around the records is left out, and told", result, DONE, "4 rows checked", "4 would be written", "row 7: note: left out as numbers of the columns",
                   "row 8: note: left out as headings of sections: row 8, 11", "row 14: note: left out as totals", "row 16: note: left out as notes and signatures below the table: row 16–18",
                   "Quý I!C9 (country): note: merged cells", "row 13: note: 1 hidden rows", "only the sheet “Quý I” is read; the workbook also has “Quý II”")
        tap.expect("in Vietnamese too", load(door, book, "--dry-run", name="a.xlsx", lang="vi"), DONE, "bỏ qua", "trang “Quý I”")
        tap.expect("the sheet that was chosen is read without a word", load(door, book, "--sheet", "Quý I", name="a.xlsx"), DONE, "4 written")
        records = door.run("list", "inbound", "--format", "json").json()
        tap.check("the records are those of the table", [r["visitors"] for r in records] == [12, 5, 6, 7], records)
        tap.check("a merged cell is the value of each of its rows", [r["country"] for r in records] == [["JP", "KR"], ["JP", "KR"], ["LA"], ["LA"]], records)
        tap.check("and no dash has become a note", not any("note" in r for r in records), records)
        rows[8][6] = "12-13"
        wrong = xlsx_bytes(rows, name="Quý I", merges=["A3:H3", "E5:F5", "C9:C10", "A11:H11"])
        tap.expect("a mistake is returned in its row", load(door, wrong, "--errors", "e.xlsx", name="b.xlsx"), INPUT, "1 of 4 rows are wrong", "Quý I!G9 (visitors)")
        with zipfile.ZipFile(io.BytesIO(door.read("e.xlsx"))) as book:
            merged = book.read("xl/worksheets/sheet1.xml").decode()
        tap.check("of a sheet whose cells are merged as they were", all(f'<mergeCell ref="{m}"/>' in merged for m in ("A3:H3", "E5:F5", "C9:C10", "A11:H11")), merged[-600:])
        tap.expect("which is read as before", door.run("load", "inbound", "e.xlsx", "--dry-run"), INPUT, "3 would be written", "1 are wrong", "Quý I!G9 (visitors)")
        many = xlsx_bytes(rows, merges=[f"A{1}:XFD{1048576}"] * 3)
        tap.expect("merged cells without end are cut to the sheet", load(door, many, "--dry-run", name="c.xlsx"), INPUT)
        tap.expect("the store is sound", door.run("audit"), DONE)


def returned(tap):
    rows = [["DANH SÁCH"], HEAD, GOOD, ["A-2"] + GOOD[1:5] + ["31/02/2020", ""], ["A-3", "=cmd|' /C calc'!A0"] + GOOD[2:4] + ["-1"] + GOOD[5:]]
    with Door() as door:
        door.office()
        tap.expect("the sheet is returned", load(door, rows, "--errors", "e.csv", lang="vi"), INPUT, "e.csv")
        text = door.read("e.csv").decode("utf-8-sig")
        tap.check("with a column of errors", f"{','.join(HEAD)},Lỗi" in text and "cột F (arrives_on)" in text, text)
        tap.check("and its cells, none a formula", "'=cmd|" in text and "31/02/2020" in text, text)
        text = text.replace("31/02/2020", "21/02/2020").replace(",-1,", ",1,")
        tap.expect("corrected, it loads", load(door, text), DONE, "3 written")
        tap.check("the apostrophe is off again", "=cmd|" in door.run("show", "inbound", "A-3").out and "'=cmd" not in door.run("show", "inbound", "A-3").out)
        tap.expect("no file is written when nothing is wrong", load(door, [HEAD, ["A-9"] + GOOD[1:]], "--errors", "none.csv"), DONE)
        tap.expect("there is none", door.run("load", "inbound", "none.csv"), ABSENT)
        rows = [r[:4] + [12] + r[5:] if len(r) > 5 and r is not HEAD else r for r in rows]
        rows[3][0], rows[4][4] = "A-12", -1
        tap.expect("a workbook is returned as a workbook", load(door, rows, "--errors", "e.xlsx", name="a.xlsx"), INPUT, "e.xlsx")
        with zipfile.ZipFile(io.BytesIO(door.read("e.xlsx"))) as book:
            strings = book.read("xl/sharedStrings.xml").decode()
        tap.check("with its errors", "Errors" in strings and "column F (arrives_on)" in strings and "DANH SÁCH" in strings, strings)
        tap.expect("which says the same when loaded as it is", door.run("load", "inbound", "e.xlsx"), INPUT, "Trang 1!F4 (arrives_on)", "Trang 1!E5 (visitors)")
        tap.expect("a place that cannot be written is told", load(door, rows, "--errors", "nowhere/e.csv", name="a.xlsx"), 7, "nowhere/e.csv")


def encodings(tap):
    name = "Đoàn hữu nghị Thừa Thiên Huế"
    sheet = csv_text([HEAD, ["E-0", name] + GOOD[2:]])
    with Door() as door:
        door.office()
        forms = {"UTF-8": sheet.encode(), "UTF-8 with mark": sheet.encode("utf-8-sig"), "UTF-16 LE": b"\xff\xfe" + sheet.encode("utf-16-le"),
                 "UTF-16 BE": b"\xfe\xff" + sheet.encode("utf-16-be"), "NFD": unicodedata.normalize("NFD", sheet).encode()}
        for number, (form, content) in enumerate(forms.items(), 1):
            content = content.replace(b"E-0", b"E-%d" % number).replace("E-0".encode("utf-16-le"), f"E-{number}".encode("utf-16-le")).replace(
                "E-0".encode("utf-16-be"), f"E-{number}".encode("utf-16-be"))
            tap.expect(f"{form} is read", load(door, content), DONE, "1 written")
            got = door.run("show", "inbound", f"E-{number}", "--format", "json").json()["name"]
            tap.check(f"{form} gives the name in NFC", got == name, got)
        old = cp1258(csv_text([HEAD, ["E-9", name] + GOOD[2:]]))
        tap.expect("CP1258 is not guessed", load(door, old), INPUT, "not UTF-8", "Windows-1258")
        tap.expect("it is read when it is named", load(door, old, "--encoding", "cp1258"), DONE, "1 written")
        got = door.run("show", "inbound", "E-9", "--format", "json").json()["name"]
        tap.check("and gives the name in NFC", got == name, got)
        tap.expect("another encoding is not known", load(door, old, "--encoding", "latin-1"), USAGE, "cp1258")
        tap.expect("UTF-16 cut short is told", load(door, forms["UTF-16 LE"][:-1]), INPUT)
        tap.expect("half a character is told", load(door, sheet.encode().replace("Đ".encode(), b"\xc4")), INPUT, "line 2")
        tap.expect("a register of control characters is told", load(door, sheet.replace("hữu", "h\x07u")), INPUT)


def cp1258(text):
    """Python writes no tones by itself: letters with their tones apart, as Windows does."""
    out = b""
    for character in text:
        try:
            out += character.encode("cp1258")
            continue
        except UnicodeEncodeError:
            pass
        apart = unicodedata.normalize("NFD", character)
        for cut in range(len(apart), 0, -1):
            base = unicodedata.normalize("NFC", "".join(c for i, c in enumerate(apart) if i == 0 or c not in "\u0300\u0301\u0303\u0309\u0323"))
            tones = "".join(c for c in apart[1:] if c in "\u0300\u0301\u0303\u0309\u0323")
            out += base.encode("cp1258") + tones.encode("cp1258")
            break
    return out


def main():
    tap = Tap()
    for part in (good_sheets, columns, empty, bad_cells, changes, late_mistakes, links, workbooks, office_workbook, returned, encodings):
        part(tap)
    tap.done()


if __name__ == "__main__":
    main()
