#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Input that is empty, huge, cut short, wrongly encoded or nested without end: told, with the status for bad input;
the program never falls over, never waits for ever, and the store stays sound."""
import json
import os
import random
import sys

sys.dont_write_bytecode = True
from door import ABSENT, DONE, INPUT, ROOT, SYSTEM, USAGE, Door, Tap, csv_text, xlsx_bytes

RECORD = {"name": "Đoàn", "country": ["JP"], "host": "leaders", "arrives_on": "2020-02-03", "state": "received"}


def calm(result):
    """Any of the statuses that are answers, and no sign of a fall."""
    return 0 <= result.status <= 7 and not any(word in result.err for word in ("CRITICAL", "Sanitizer", "runtime error"))


def json_input(tap):
    deep = 100000
    inputs = {
        "an array nested without end": "[" * deep,
        "an array nested deeply and closed": "[" * deep + "]" * deep,
        "an object nested deeply": '{"a":' * deep + "1" + "}" * deep,
        "a field nested deeply": '{"name":' + "[" * deep + "]" * deep + "}",
        "a huge text": json.dumps(dict(RECORD, name="x" * 5_000_000)),
        "a huge narrative": json.dumps(dict(RECORD, narrative="Đ" * 2_000_000)),
        "a hundred thousand countries": json.dumps(dict(RECORD, country=["JP"] * 100000 + ["KR", "LA"] * 1000 + ["XX"])),
        "a hundred thousand rows": json.dumps(dict(RECORD, guests=[{"name": "A"}] * 100000)),
        "a hundred thousand keys": json.dumps(dict({f"k{i}": i for i in range(100000)}, **RECORD)),
        "a key of a megabyte": json.dumps(dict(RECORD, **{"k" * 1_000_000: 1})),
        "UTF-16": json.dumps(RECORD).encode("utf-16"),
        "CP1258": '{"name": "Đoàn"}'.encode("cp1258", "ignore"),
        "a lone surrogate": '{"name": "\\ud800"}',
        "NUL in a text": '{"name": "a\\u0000b"}',
        "control characters": '{"name": "a\\u0007b", "country": ["JP"], "host": "leaders", "arrives_on": "2020-02-03"}',
        "a private character": '{"name": "a\\ue000b", "country": ["JP"], "host": "leaders", "arrives_on": "2020-02-03"}',
        "duplicate keys": '{"name": "a", "name": "b"}',
        "two documents": json.dumps(RECORD) + json.dumps(RECORD),
        "a date that is none": json.dumps(dict(RECORD, arrives_on="2020-02-31")),
        "a leap day that is none": json.dumps(dict(RECORD, arrives_on="2021-02-29")),
        "the year nought": json.dumps(dict(RECORD, arrives_on="0000-01-01")),
        "a far year": json.dumps(dict(RECORD, arrives_on="9999-12-31")),
        "a negative count": json.dumps(dict(RECORD, visitors=-1)),
        "a count too large": '{"visitors": 9223372036854775808}',
        "money too large": json.dumps(dict(RECORD, cost={"amount": "9223372036854775807", "currency": "USD", "rate": "99999999"})),
        "money of no currency": json.dumps(dict(RECORD, cost={"amount": "1", "currency": "XYZ"})),
        "true for a name": json.dumps(dict(RECORD, name=True)),
        "a list for a date": json.dumps(dict(RECORD, arrives_on=["2020-01-01"])),
        "an unknown state": json.dumps(dict(RECORD, state="gone")),
        "a number for a state": json.dumps(dict(RECORD, state=5)),
    }
    with Door() as door:
        door.office()
        for name, content in inputs.items():
            door.write("a.json", content)
            tap.expect(f"JSON, {name}: bad input", door.run("put", "inbound", "a.json"), INPUT)
        door.write("a.json", dict(RECORD, visitors=9223372036854775807))
        tap.expect("the largest count is a count", door.run("put", "inbound", "a.json"), DONE)
        overflow = door.run("put", "inbound", "a.json")
        tap.check("a figure that overflows is refused, not wrapped", overflow.status in (INPUT, SYSTEM) and calm(overflow), overflow)
        value = door.run("figure", "inbound.visitors", "--span", "2020", "--format", "json").json()["value"]
        tap.check("and keeps its value", value == 9223372036854775807, value)
        tap.expect("the store is sound", door.run("audit"), DONE, "sound")


def sheets(tap):
    head = ["name", "country", "host", "arrives_on"]
    good = ["X", "JP", "leaders", "1/1/2020"]
    inputs = {
        "a quote that is never closed": csv_text([head]) + '"x,JP\r\n' * 1000,
        "a quote in the middle": csv_text([head]) + 'a"b,JP,leaders,1/1/2020\r\n',
        "twenty thousand columns": ",".join(head + ["x"] * 20000) + "\r\n",
        "a cell of a megabyte": csv_text([head, ["x" * 1_000_000] + good[1:]]),
        "a line of separators": "," * 5_000_000,
        "UTF-16 without a mark": csv_text([head, good]).encode("utf-16-le"),
        "half of UTF-16": b"\xff\xfe" + csv_text([head, good]).encode("utf-16-le")[:-1],
        "a picture": b"\x89PNG\r\n\x1a\n" + bytes(range(256)) * 50,
        "NUL bytes": csv_text([head]).encode() + b"a\0b,JP,leaders,1/1/2020\r\n",
        "CR alone": csv_text([head, ["X", "XX", "leaders", "1/1/2020"]]).replace("\r\n", "\r"),
        "old Excel": b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 600,
    }
    workbook = xlsx_bytes([head, good])
    main = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
    inputs.update({
        "half a workbook": workbook[:len(workbook) // 2],
        "a workbook without its end": workbook[:-10],
        "a ZIP of nothing": b"PK\x05\x06" + b"\0" * 18,
        "a workbook whose sheet is no XML": xlsx_bytes([], sheet="<worksheet"),
        "a sheet nested without end": xlsx_bytes([], sheet=f'<worksheet xmlns="{main}">' + "<a>" * 100000),
        "a sheet with entities": xlsx_bytes([], sheet='<!DOCTYPE w [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;&a;&a;">]><worksheet>&b;</worksheet>'),
        "a sheet that reads a file": xlsx_bytes([], sheet=f'<!DOCTYPE w [<!ENTITY a SYSTEM "file:///etc/passwd">]><worksheet xmlns="{main}"><sheetData><row r="1"><c r="A1" t="inlineStr"><is><t>&a;</t></is></c></row></sheetData></worksheet>'),
        "a cell far away": xlsx_bytes([], sheet=f'<worksheet xmlns="{main}"><sheetData><row r="99999999"><c r="ZZZZ1"><v>1</v></c></row></sheetData></worksheet>'),
        "a bomb": xlsx_bytes([], sheet=f'<worksheet xmlns="{main}"><!--' + "0" * 300_000_000 + "--></worksheet>"),
    })
    with Door() as door:
        door.office()
        for name, content in inputs.items():
            door.write("a.csv", content)
            result = door.run("load", "inbound", "a.csv")
            tap.expect(f"a sheet, {name}: bad input", result, INPUT)
            tap.check(f"a sheet, {name}: nothing of the system is shown", "root:" not in result.out + result.err)
        many = csv_text([head] + [["X", "JP", "leaders", "32/1/2020"]] * 50000)
        door.write("a.csv", many)
        result = door.run("load", "inbound", "a.csv", "--format", "json")
        tap.expect("fifty thousand bad rows are bad input", result, INPUT)
        told = result.json()
        tap.check("a thousand are told and all are counted", len(told["errors"]) == 1000 and told["error_count"] == 50000 and told["wrong"] == 50000)
        door.write("a.csv", csv_text([head] + [good] * 20000))
        tap.expect("twenty thousand good rows are loaded", door.run("load", "inbound", "a.csv"), DONE, "20000 written")
        tap.expect("the store is sound", door.run("audit"), DONE, "sound")


def mangled(tap):
    """Bytes of good files changed at random: an answer each time."""
    chance = random.Random(20)
    head = ["name", "country", "host", "arrives_on"]
    goods = {"a.csv": csv_text([head] + [["X", "JP", "leaders", "1/1/2020"]] * 3).encode(),
             "a.xlsx": xlsx_bytes([head] + [["X", "JP", "leaders", "1/1/2020"]] * 3), "a.json": json.dumps([RECORD] * 2).encode()}
    with Door() as door:
        door.office()
        for name, good in goods.items():
            wrong = []
            for _ in range(60):
                content = bytearray(good)
                for _ in range(chance.randint(1, 8)):
                    place = chance.randrange(len(content))
                    act = chance.randrange(3)
                    if act == 0:
                        content[place] = chance.randrange(256)
                    elif act == 1:
                        del content[place:place + chance.randint(1, 20)]
                    else:
                        content[place:place] = bytes(chance.randrange(256) for _ in range(chance.randint(1, 8)))
                    if not content:
                        content = bytearray(b"x")
                door.write(name, bytes(content))
                result = door.run("put" if name.endswith("json") else "load", "inbound", name)
                if not calm(result) or result.status not in (DONE, USAGE, INPUT, ABSENT, 6):
                    wrong.append(result)
            tap.check(f"sixty mangled forms of {name} are answered", not wrong, wrong[0] if wrong else "")
        tap.expect("the store is sound", door.run("audit"), DONE, "sound")


def words(tap):
    """Command lines."""
    long = "x" * 100000
    lines = {
        "a long register": ("list", long), "a long search": ("search", long), "a long condition": ("list", "inbound", "--where", "visitors > 1 and " * 5000 + "visitors > 1"),
        "brackets without end": ("list", "inbound", "--where", "(" * 20000), "brackets nested deeply": ("list", "inbound", "--where", "(" * 20000 + "1" + ")" * 20000),
        "signs without end": ("list", "inbound", "--where", "-" * 20000 + "1 > 0"), "a long figure": ("figure", long, "--span", "2020"), "a long span": ("figure", "inbound.visitors", "--span", long),
        "a long office": ("list", "inbound", "--office", long), "bytes that are no text": (b"list", b"\xff\xfe"), "a search that is no text": (b"search", b"\xff\xfe"),
        "an option that is no text": (b"list", b"inbound", b"--where", b"\xff"), "a user that is no text": (b"list", b"inbound", b"--user", b"\xff"),
        "an empty condition": ("list", "inbound", "--where", ""), "an empty span": ("figure", "inbound.visitors", "--span", ""), "format strings": ("list", "%n%s%n%s%n"),
        "format strings in a search": ("search", "%n%s%n%s"), "a NUL path": ("load", "inbound", ""), "a path without end": ("load", "inbound", "a/" * 3000),
        "a store without name": ("--db", "sqlite:", "list", "inbound"), "a store of another kind": ("--db", "mysql://x", "list", "inbound"),
        "a store that is a folder": ("--db", "sqlite:.", "list", "inbound"), "a store in no folder": ("--db", "sqlite:a/b/c", "init"),
        "a store that is a device": ("--db", "sqlite:/dev/null", "list", "inbound"), "definitions that are not there": ("--definitions", "nowhere", "list", "inbound"),
        "definitions that are a file": ("--definitions", "a.json", "list", "inbound"), "templates that are not there": ("--templates", "nowhere", "report", "--period", "2020-Q1"),
        "a period that is none": ("report", "--period", "2020-Q5"), "a moment that is none": ("list", "inbound", "--as-known", "2020-02-31T00:00:00Z"),
    }
    with Door() as door:
        door.office()
        door.write("a.json", RECORD)
        for name, line in lines.items():
            result = run_raw(door, line)
            tap.check(f"words, {name}: an answer", calm(result), result)
        tap.expect("an output that is full is told", door_shell(door, 'ngoaivu registers > /dev/full'), SYSTEM, "cannot be written")
        tap.expect("the store is sound", door.run("audit"), DONE, "sound")


def run_raw(door, line):
    raw = [word if isinstance(word, bytes) else word.encode() for word in line]
    if b"--db" in raw:
        return door_raw(door, raw)
    return door_raw(door, [b"--db", door.stores.url("store.db").encode()] + raw)


def door_raw(door, raw):
    import subprocess
    from door import PROGRAM, SECONDS, Result, environment
    done = subprocess.run([PROGRAM.encode()] + raw, cwd=door.folder, env=environment(), stdin=subprocess.DEVNULL, capture_output=True, timeout=SECONDS)
    return Result(done.returncode, done.stdout.decode(errors="replace"), done.stderr.decode(errors="replace"))


def door_shell(door, command):
    import subprocess
    from door import PROGRAM, SECONDS, Result, environment
    done = subprocess.run(["bash", "-c", command.replace("ngoaivu", f'"{PROGRAM}" --db "{door.stores.url("store.db")}"', 1)], cwd=door.folder, env=environment(), capture_output=True, timeout=SECONDS)
    return Result(done.returncode, done.stdout.decode(errors="replace"), done.stderr.decode(errors="replace"))


def definitions(tap):
    """An office's own folder of definitions."""
    good = "# An office's own register.\nregister: visit\ntitle: {vi: Thăm, en: Visits}\ngroup: delegations\nnumber: 90\nkey: name\nfields:\n  name: {type: text, required: true, label: {vi: Tên, en: Name}}\n  persons: {type: count, label: {vi: Người, en: Persons}}\n"
    deep = 20000
    inputs = {
        "empty": "", "a tab": "\tregister: x\n", "a list": "- a\n- b\n", "an unknown key": good + "spam: 1\n", "an unknown type": good.replace("count", "number"),
        "a key that is no field": good.replace("key: name", "key: nam"), "duplicate keys": good + "key: persons\n", "nested without end": "register: " + "[" * deep,
        "nested deeply": "register: " + "[" * deep + "]" * deep, "maps nested deeply": "{a: " * deep, "aliases that multiply": "a: &a [x,x]\nb: &b [*a,*a]\nc: &c [*b,*b]\nregister: *c\n",
        "UTF-16": good.encode("utf-16"), "half a character": good.encode().replace("ê".encode(), b"\xc3"), "NUL": good.encode() + b"\0", "control characters": good.replace("Tên", "T\x07n"),
        "a formula that is none": good.replace("{type: count,", "{type: count, compute: 'persons +',"), "a formula nested deeply": good.replace("{type: count,", "{type: count, compute: '" + "(" * deep + "1" + ")" * deep + "',"),
        "fields that compute each other": good + "  a: {type: count, compute: b, label: {vi: A, en: A}}\n  b: {type: count, compute: a, label: {vi: B, en: B}}\n",
        "a pattern that is none": good.replace("{type: text,", "{type: text, pattern: '[',"), "a document cut short": good[:60] + '"',
    }
    with Door() as door:
        door.office()
        os.makedirs(door.path("own/registers"))
        for name, content in inputs.items():
            door.write("own/registers/visit.yaml", content)
            result = door.run("--definitions", "own", "list", "visit")
            tap.expect(f"definitions, {name}: bad input with its place", result, INPUT, "visit.yaml:" if name not in ("NUL",) else "visit.yaml")
        door.write("own/registers/visit.yaml", "\ufeff" + good)
        tap.check("definitions, a mark before them: an answer", calm(door.run("--definitions", "own", "list", "visit")))
        door.write("own/registers/visit.yaml", good)
        tap.expect("good definitions make a register", door.run("--definitions", "own", "list", "visit"), DONE)
        door.write("a.csv", csv_text([["name", "persons"], ["X", "5"]]))
        tap.expect("that is loaded", door.run("--definitions", "own", "load", "visit", "a.csv"), DONE, "1 written")
        tap.expect("and the store is sound", door.run("--definitions", "own", "audit"), DONE, "sound")


def templates(tap):
    inputs = {
        "empty": "", "a figure that is none": "# X\n\n{{ inbound.spam }}\n", "a bracket never closed": "# X\n\n{{ inbound.visitors\n", "a block never ended": "# X\n\n{% if inbound.visitors %}\n",
        "an end without beginning": "# X\n\n{% end %}\n", "nested without end": "{% if 1 %}" * 20000, "brackets without end": "{{ " + "(" * 20000, "brackets nested deeply": "{{ " + "(" * 20000 + "1" + ")" * 20000 + " }}",
        "headings deeply nested": "#" * 20000 + " X\n", "lists deeply nested": "".join("  " * i + "- x\n" for i in range(2000)), "quotes deeply nested": ">" * 20000 + " x\n", "half a character": b"# X\n\n\xc4\n",
        "UTF-16": "# X\n".encode("utf-16"), "NUL": b"# X\0\n", "a huge line": "# X\n\n" + "x " * 2_000_000,
    }
    with Door() as door:
        door.demo("tb")
        for name, content in inputs.items():
            door.write("own.md", content)
            result = door.run("report", "--period", "2020-Q1", "--template", "own.md", "--output", "a.txt")
            tap.check(f"a template, {name}: an answer", calm(result), result)
        door.write("own.md", "# X\n\n{{ inbound.spam }}\n")
        tap.expect("its mistakes have their place", door.run("report", "--period", "2020-Q1", "--template", "own.md", "--output", "a.txt"), INPUT, "own.md:3:")


def main():
    tap = Tap()
    parts = {part.__name__: part for part in (json_input, sheets, mangled, words, definitions, templates)}
    for name, part in parts.items():
        if len(sys.argv) < 2 or name in sys.argv[1:]:
            part(tap)
    tap.done()


if __name__ == "__main__":
    main()
