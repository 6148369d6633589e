#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Old registers as sheets: what their numbers state. Each file of registers/ is a workbook and what comes of it:

    sheet NAME [hidden]         begins a sheet
    | STT | Nước | …            a row; "|" alone is an empty one; a cell is text, or #1.5 a number, @45000 a day
    merge A1:H1                 a merged cell
    hidden 5                    a hidden row
    = C5 12 inbound.visitors 2023-01-01/2023-03-31 country=JP     what a cell states; "= C5 12 ? SPAN" what is not understood
    ~ C5                        the same with a doubt
    ! …                         a part of what is told of places

All that is stated is listed; the cell is one of the sheet it stands below. Then random layouts, whose numbers must come out as they were
put in, and old registers as a baseline from end to end. TAP."""
import glob
import os
import random
import sys

sys.dont_write_bytecode = True
from door import DONE, INPUT, ROOT, Day, Door, Tap, letters, xlsx_book, xlsx_bytes

HERE = os.path.dirname(os.path.abspath(__file__))


def cell_of(text):
    text = text.strip()
    if text.startswith("#") and len(text) > 1:
        return float(text[1:]) if "." in text else int(text[1:])
    return Day(int(text[1:])) if text.startswith("@") else text or None


def read_case(path):
    sheets, stated, remarks = [], {}, []
    with open(path, encoding="utf-8") as file:
        for line in file.read().splitlines():
            sign, _, rest = line.partition(" ")
            if sign == "sheet":
                name = rest.removesuffix(" hidden")
                sheets.append({"name": name, "rows": [], "merges": [], "hidden": [], **({"state": "hidden"} if name != rest else {})})
            elif sign.startswith("|"):
                sheets[-1]["rows"].append([cell_of(c) for c in line[1:].split("|")])
            elif sign == "merge":
                sheets[-1]["merges"].append(rest)
            elif sign == "hidden":
                sheets[-1]["hidden"].append(int(rest))
            elif sign in "=~" and sign:
                cell, value, *question = rest.split(" ")
                stated[f"{sheets[-1]['name']}!{cell}"] = (sign == "~", value, " ".join(question))
            elif sign == "!":
                remarks.append(rest)
    return xlsx_book(sheets), stated, remarks


def question_of(fact):
    span = f"{fact['from']}/{fact['to']}" if "from" in fact else fact.get("date", "?")
    where = ",".join(f"{k}={v}" for k, v in sorted(fact.get("where", {}).items()))
    return " ".join(filter(None, [fact.get("figure", "?"), span, where]))


def facts_of(result):
    return {f["cell"]: (bool(f.get("doubt")) and "figure" in f, str(f["value"]), question_of(f)) for f in result.json()["facts"]}


def differences(wanted, found):
    return "\n".join(f"{cell}: wanted {wanted.get(cell)}, found {found.get(cell)}" for cell in {**wanted, **found} if wanted.get(cell) != found.get(cell))


def cases(tap, door):
    for path in sorted(glob.glob(os.path.join(HERE, "registers", "*.txt"))):
        name = os.path.basename(path)[:-4]
        book, stated, remarks = read_case(path)
        result = door.run("import", door.write(name + ".xlsx", book), "--format", "json", db=None)
        if not tap.expect(f"{name}: it is read", result, DONE):
            continue
        found = facts_of(result)
        tap.check(f"{name}: what it states", found == stated, differences(stated, found))
        told = "\n".join(f"{f['cell']}: {f['message']}" for f in result.json()["findings"])
        tap.check(f"{name}: what is told of places", all(r in told for r in remarks) and bool(remarks) == bool(told), told)


COUNTRIES = [("Nhật Bản", "JP"), ("Hàn Quốc", "KR"), ("Pháp", "FR"), ("CHDCND Lào", "LA"), ("Trung Quốc", "CN"), ("CHLB Đức", "DE"), ("Hoa Kỳ", "US"), ("Ấn Độ", "IN"), ("Thái Lan", "TH")]
HOSTS = [("Lãnh đạo Tỉnh ủy, HĐND, UBND tỉnh", "leaders"), ("Sở, ngành, địa phương, đơn vị", "agency")]
KINDS = [("Đoàn vào", [("Số đoàn", "inbound.delegations"), ("Số khách", "inbound.visitors")]),
         ("Đoàn ra", [("Số đoàn", "outbound.delegations"), ("Số cán bộ", "outbound.members")])]
DAYS = {1: "31 28 31 30 31 30 31 31 30 31 30 31".split()}


def span_of(year, first, count):
    last = first + count - 1
    leap = year % 4 == 0 and last == 2
    return f"{year}-{first:02}-01/{year}-{last:02}-{29 if leap else DAYS[1][last - 1]}"


def spans_of(rng, year):
    """Headings of columns with the days that they say; what is over them; whether they end with their sum."""
    kind = rng.choice(["quarters", "months", "whole", "halves"])
    if kind == "quarters":
        style = rng.choice(["Quý {}", "Q{}", "Quý {}/" + str(year)])
        return [(style.format(n), span_of(year, 3 * i + 1, 3)) for i, n in enumerate(["I", "II", "III", "IV"])], True
    if kind == "months":
        few = rng.randint(3, 12)
        style = rng.choice(["Tháng {}", "T{}", "Tháng {}/" + str(year)])
        return [(style.format(m), span_of(year, m, 1)) for m in range(1, few + 1)], few == 12
    if kind == "halves":
        return [("6 tháng đầu năm", span_of(year, 1, 6)), ("6 tháng cuối năm", span_of(year, 7, 6))], True
    return [(None, span_of(year, 1, 12))], False


def number(rng, value):
    """As people type it."""
    styles = [value, str(value)]
    if value < 10:
        styles.append(f"{value:02}")
    if value >= 1000:
        styles.append(f"{value // 1000}.{value % 1000:03}")
    return rng.choice(styles)


def layout(rng):
    """A sheet with random headings, groups and totals: rows, merges, and what each cell states."""
    title, counts = rng.choice(KINDS)
    counts = counts if rng.random() < .7 else counts[:1]
    year = rng.randint(2012, 2024)
    spans, sums = spans_of(rng, year)
    sums = sums and rng.random() < .7
    by_country = title == "Đoàn ra" or rng.random() < .7
    parts = rng.sample(COUNTRIES, rng.randint(2, 7)) if by_country else HOSTS
    key = ("country" if by_country else "host")
    ordinal, total_first, groups = rng.random() < .6, rng.random() < .3, by_country and rng.random() < .4
    rows, merges, stated = [], [], {}
    for _ in range(rng.randint(0, 2)):
        rows.append([rng.choice(["UBND TỈNH THÁI BÌNH", "SỞ NGOẠI VỤ", None])])
    rows.append([rng.choice([f"TỔNG HỢP {title.upper()} NĂM {year}", f"Thống kê {title.lower()} năm {year}", f"BIỂU SỐ LIỆU {title.upper()} CỦA TỈNH NĂM {year}"])])
    merges.append(f"A{len(rows)}:H{len(rows)}")
    rows += [[]] * rng.randint(0, 1)
    left = (["STT"] if ordinal else []) + [rng.choice(["Nước", "Quốc gia", "Tên nước"]) if by_country else "Cấp tiếp"]
    columns = [(label, figure, heading, span, False) for label, figure in counts for heading, span in spans]
    if sums:
        columns = [c for label, figure in counts for c in [x for x in columns if x[1] == figure] + [(label, figure, rng.choice(["Cộng", "Cả năm", "Tổng số"]), span_of(year, 1, 12), True)]]
    over = [None if c and columns[c - 1][0] == label else label for c, (label, *_) in enumerate(columns)]
    top = len(rows) + 1
    if spans[0][0] is None:
        rows.append(left + [label for label, *_ in columns])
    else:
        rows += [left + over, [None] * len(left) + [heading for _, _, heading, _, _ in columns]]
        merges += [f"{letters(c)}{top}:{letters(c)}{top + 1}" for c in range(1, len(left) + 1)]
        for c, label in enumerate(over):
            wide = sum(1 for x in columns if x[0] == label)
            if label and wide > 1:
                merges.append(f"{letters(len(left) + c + 1)}{top}:{letters(len(left) + c + wide)}{top}")
    if rng.random() < .3:
        rows.append([f"({i})" for i in range(1, len(left) + len(columns) + 1)])
    body = [(name, code, {c: rng.choice([0, 1, 2, 5, 12, 47, 1234]) for c, column in enumerate(columns) if not column[4]}) for name, code in parts]
    lines = [("part", *each) for each in body]
    if groups:
        lines.insert(rng.randint(1, len(lines) - 1), ("group", rng.choice(["Châu Á", "Châu Âu"]), None, {}))
        lines.insert(0, ("group", "Châu Á", None, {}))
    total = ("total", rng.choice(["Cộng", "Tổng cộng", "Tổng số", "TỔNG CỘNG"]), None, {c: sum(b[2][c] for b in body) for c in body[0][2]})
    if rng.random() < .8:
        lines.insert(0, total) if total_first and not groups else lines.append(total)
    count = 0
    for kind, name, code, values in lines:
        count += kind == "part"
        head = ([number(rng, count) if kind == "part" else ["I", "II"][count > 0] if kind == "group" else None] if ordinal else []) + [name]
        line = []
        for c, (_, figure, _, span, whole) in enumerate(columns):
            value = sum(values[x] for x, other in enumerate(columns) if other[1] == figure and not other[4]) if whole and values else values.get(c)
            blank = value == 0 and not whole and rng.random() < .5
            line.append(rng.choice([None, "-", "–"]) if blank else None if value is None else number(rng, value))
            if value is not None and not blank:
                place = f"{letters(len(left) + c + 1)}{len(rows) + 1}"
                stated[place] = (False, str(value), " ".join(filter(None, [figure, span, f"{key}={code}" if code else ""])))
        rows.append(head + line)
    if rng.random() < .4:
        rows += [[], ["Ghi chú: số liệu do các sở, ngành cung cấp"], [None, "Người lập biểu"]]
    return {"name": f"Biểu {rng.randint(1, 99)}", "rows": rows, "merges": merges}, stated


def layouts(tap, door):
    """Five workbooks of ten sheets, each another layout."""
    for seed in range(5):
        rng = random.Random(seed)
        sheets, stated = [], {}
        for i in range(10):
            sheet, own = layout(rng)
            sheet["name"] += f" ({i})"
            sheets.append(sheet)
            stated.update({f"{sheet['name']}!{cell}": fact for cell, fact in own.items()})
        result = door.run("import", door.write(f"random{seed}.xlsx", xlsx_book(sheets)), "--format", "json", db=None)
        found = facts_of(result) if result.status == DONE else {}
        notes = [f"{f['cell']}: {f['message']}" for f in result.json()["findings"]] if found else [str(result)]
        tap.check(f"random layouts {seed}: {len(stated)} numbers come out as they were put in", found == stated and not notes,
                  "\n".join([differences(stated, found)[:1500]] + notes[:10]))
        # One total made wrong: a finding tells both numbers.
        sums = [(s, r, c) for s, sheet in enumerate(sheets) for r, row in enumerate(sheet["rows"]) for c, cell in enumerate(row)
                if "tổng" in str(row[:2]).lower() and c > 1 and isinstance(cell, int) and "NĂM" not in str(row).upper().replace("CẢ NĂM", "")]
        if not sums:
            continue
        s, r, c = rng.choice(sums)
        sheets[s]["rows"][r][c] += 7
        result = door.run("import", door.write("wrong.xlsx", xlsx_book(sheets)), "--format", "json", db=None)
        told = [f for f in result.json()["findings"] if f["cell"] == f"{sheets[s]['name']}!{letters(c + 1)}{r + 1}"]
        tap.check(f"random layouts {seed}: a wrong total is told with both numbers", told and "the difference is 7" in told[0]["message"], (told, sheets[s]["name"], r, c))


def hostile(tap, door):
    rows = [["TỔNG HỢP ĐOÀN VÀO NĂM 2023"], ["Nước", "Số đoàn"], ["Nhật Bản", 3]]
    for name, content, status in [
            ("empty.xlsx", b"", INPUT), ("zip.xlsx", b"PK\x03\x04" + b"\0" * 300, INPUT), ("old.xls", b"\xd0\xcf\x11\xe0" + b"\0" * 600, INPUT),
            ("torn.xlsx", xlsx_bytes(rows)[:-200], INPUT), ("sheet.xlsx", xlsx_bytes([], sheet="<worksheet"), INPUT), ("bytes.csv", b"\xff\xfe\x00\xd8", INPUT),
            ("wide.xlsx", xlsx_bytes([["a"] * 3000, [1] * 3000]), DONE), ("deep.xlsx", xlsx_bytes([[None] * 2] * 10 + [["1." * 9000, 1]] * 50), DONE),
            ("merges.xlsx", xlsx_bytes(rows, merges=["A1:XFD1", "A1:A1048576", "B2:A1", "B3:B3"]), DONE),
            ("many.xlsx", xlsx_bytes([["TỔNG HỢP ĐOÀN VÀO NĂM 2023"], ["Nước", *[f"Quý {q}" for q in ("I", "II", "III", "IV")] * 20]] + [["Nhật Bản", *[7] * 80]] * 400), DONE),
            ("huge.csv", "Đoàn vào năm 2023\nNước,Số đoàn\nLào,99999999999999999999999\nPháp,9223372036854775807\nCộng,1\n".encode(), DONE)]:
        result = door.run("import", door.write(name, content), "--format", "json", db=None)
        tap.expect(f"{name} ends with status {status}", result, status, *([] if status == DONE else [name]))


def baseline(tap, door):
    """From the sheet to the figure's page, on a store."""
    door.office()
    rows = [["TỔNG HỢP ĐOÀN VÀO NĂM 2019"], ["Nước", "Số đoàn", None, "Số khách", None], [None, "Quý I", "Quý II", "Quý I", "Quý II"], ["Nhật Bản", 3, 2, "1.234", 8],
            ["Sao Hỏa", 1, None, 2, None], ["Tổng cộng", 4, 2, 1236, 9]]
    book = door.write("cũ.xlsx", xlsx_bytes(rows, name="2019", merges=["A1:E1", "A2:A3", "B2:C2", "D2:E2"]))
    result = door.run("baseline", book, "--format", "json")
    tap.expect("a sheet is proposed like a report, and what is wrong is told beside it", result, DONE, "2019!E6: the total in E6 is 9, but its parts (E4–E5) add up to 8")
    found = {p["cell"]: p for p in result.json()}
    tap.check("each with its cell and quote", found["2019!D4"]["quote"] == "TỔNG HỢP ĐOÀN VÀO NĂM 2019 · Số khách · Quý I · Nhật Bản: 1.234", found["2019!D4"])
    tap.check("the question is that of the figure", found["2019!B6"]["query"] == "inbound.delegations?office=tb&span=2019-01-01/2019-03-31" and
              found["2019!B4"]["query"] == "inbound.delegations?office=tb&span=2019-01-01/2019-03-31&country=JP", found["2019!B4"])
    tap.check("what is not understood has no figure, and is said so", found["2019!B5"]["query"] == "?office=tb&span=2019-01-01/2019-03-31" and
              found["2019!B5"]["standing"] == "not understood" and "Sao Hỏa" in found["2019!B5"]["doubt"], found["2019!B5"])
    tap.check("what does not add up is in doubt, the parts, too", found["2019!E6"]["standing"] == found["2019!E4"]["standing"] == "in doubt", found["2019!E6"])
    tap.expect("all that is certain is accepted", door.run("baseline", book, "--accept", "all", "--user", "an", "--why", "Sổ cũ"), DONE, "6 accepted, of 10")
    tap.expect("the rest is kept", door.run("baseline", book, "--keep"), DONE, "4 kept")
    tap.expect("nothing twice", door.run("baseline", book, "--accept", "all", "--keep"), DONE, "0 accepted", "0 kept")
    tap.expect("the figure says that it was stated, and where", door.run("figure", "inbound.visitors", "--span", "2019-Q1", "--where", "country=JP"), DONE,
               "stated: 1,234 (cũ.xlsx, 2019!D4: “TỔNG HỢP ĐOÀN VÀO NĂM 2019 · Số khách · Quý I · Nhật Bản: 1.234”)")
    tap.expect("who accepted it is in the history", door.run("history", "stated", "--format", "json"), DONE, '"who": "an"', "Sổ cũ")
    tap.expect("the store stays sound", door.run("audit"), DONE, "sound")


tap = Tap()
with Door() as door:
    cases(tap, door)
    layouts(tap, door)
    hostile(tap, door)
    baseline(tap, door)
tap.done()
