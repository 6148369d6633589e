#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""What is exported, loaded again, changes nothing: every register of a demonstration office and of a synthetic one,
as CSV or as a workbook, and as JSON; in an office that has none it makes the same records. A register that goes as CSV
in the one goes as a workbook in the other."""
import csv
import functools
import io
import itertools
import re
import sys

sys.dont_write_bytecode = True
from door import DONE, Door, Tap, letters


def registers(door):
    lines = door.run("registers", "--format", "csv", db=None).out.splitlines()[1:]
    return [line.split(",")[1] for line in lines if line.split(",")[1] != "office"]


def same_sheet(door, register, ending, office):
    name = f"{register}.{ending}"
    export = door.run("export", register, "--office", office, "--output", name)
    back = door.run("load", register, name, "--office", office, "--format", "json")
    if export.status != DONE or back.status != DONE:
        return False, f"{export}\n{back}"
    told = back.json()
    return told["written"] == 0 and told["wrong"] == 0 and told["unchanged"] == told["rows"], back


def same_json(door, register, office):
    door.run("export", register, "--office", office, "--output", "a.json")
    back = door.run("put", register, "a.json", "--office", office)
    door.run("export", register, "--office", office, "--output", "b.json")
    return back.status == DONE and door.read("a.json") == door.read("b.json"), back


def rounds(tap, door, what, office, endings):
    for register, ending in zip(registers(door), itertools.cycle(endings)):
        good, detail = same_sheet(door, register, ending, office) if ending != "json" else same_json(door, register, office)
        tap.check(f"{what}: {register} as {ending} is put unchanged", good, detail)
    tap.expect(f"{what}: the store is sound", door.run("audit"), DONE, "sound")


def moved(tap):
    """The records of an office, without ids, make the same records in an empty one."""
    with Door() as door:
        door.demo("tb")
        door.run("export", "inbound", "--output", "a.csv")
        lines = door.read("a.csv").decode("utf-8-sig").split("\r\n")
        door.write("b.csv", "\r\n".join(lines).replace("id,version,", "x,y,", 1))
        door.office_of = door.run("init", "--office", "new", db="new.db")
        back = door.run("load", "inbound", "b.csv", "--map", "x=-", "--map", "y=-", db="new.db")
        tap.expect("records move to another office", back, DONE, "43 written")
        here = door.run("figure", "inbound.visitors", "--span", "2020", "--format", "json").json()["value"]
        there = door.run("figure", "inbound.visitors", "--span", "2020", "--format", "json", db="new.db").json()["value"]
        tap.check("and their figures are the same", here == there and here > 0, (here, there))


@functools.cache
def described(register):
    """Lines of (field, kind, whether required or computed, label, target or values); those of rows as "guests.name"."""
    with Door() as door:
        lines = list(csv.reader(io.StringIO(door.run("registers", register, "--format", "csv", db=None).out)))[1:]
        return [line for line in lines if not line[0].startswith("state = ")]


def fields(register):
    """(field, kind, target or values) of a register."""
    return [(line[0], line[1], line[4]) for line in described(register)]


def derived(register):
    """The fields that are computed."""
    return [line[0] for line in described(register) if line[2] == "computed"]


def in_order(door):
    """The registers, those that others name before those that name them."""
    links = {r: [f[2] for f in fields(r) if f[1].startswith("link") and f[2] != r] for r in registers(door)}
    done = []
    while len(done) < len(links):
        ready = [r for r in links if r not in done and all(t in done or t not in links for t in links[r])]
        done += ready or [r for r in links if r not in done][:1]
    return done


def named_by_number(value):
    """Whether a record without a code is named in it, as #12."""
    if isinstance(value, dict):
        return any(named_by_number(v) for v in value.values())
    if isinstance(value, list):
        return any(named_by_number(v) for v in value)
    return isinstance(value, str) and re.fullmatch(r"#\d+", value) is not None


def content(records, without):
    return [{k: v for k, v in record.items() if k not in ("id", "version") and k not in without} for record in records]


def taken_out(register, ending, without):
    """What is done to a sheet so that numbers do not travel: its columns are passed over."""
    if ending == "csv":
        columns = ["id", "version"] + without
    else:
        own = [name for name, _, _ in fields(register) if "." not in name]
        columns = ["A", "B"] + [letters(4 + own.index(name)) for name in without]
    return [word for column in columns for word in ("--map", f"{column}=-")]


def emptied(tap):
    """Every register of an office, without its numbers, makes the same records in an office that has none: rows, money with its rate, many choices, documents."""
    with Door() as door:
        made = door.run("gen", "--offices", "1", "--years", "2020", "--records", "400", "--seed", "23")
        tap.expect("emptied: a synthetic office is made", made, DONE)
        door.run("init", "--office", "new", db="new.db")
        kinds = set()
        for register, ending in zip(in_order(door), itertools.cycle(["csv", "xlsx"])):
            if register in ("report", "report_part", "release"):  # made by opening one, and by publishing
                continue
            here = door.run("list", register, "--format", "json").json()
            kinds |= {(kind.rstrip(" *"), kind.endswith("*")) for name, kind, _ in fields(register) if any(name in record for record in here)}
            # A link to a record that has no code is told by its number, which is another one there.
            without = [n for n, kind, _ in fields(register) if "." not in n and any(named_by_number(r.get(n)) for r in here)]
            computed = derived(register) if without else []  # from what was left out, maybe
            name = f"{register}.{ending}"
            door.run("export", register, "--output", name, lang="vi")
            back = door.run("load", register, name, *taken_out(register, ending, without), db="new.db")
            there = door.run("list", register, "--format", "json", db="new.db").json()
            good = here and content(here, without + computed) == content(there, without + computed)
            first = next(((a, b) for a, b in zip(content(here, without + computed), content(there, without + computed)) if a != b), None)
            tap.check(f"emptied: {register} as {ending} makes the same records elsewhere", good, f"{first}\n{back}")
        wanted = {("rows", False), ("money", False), ("document", True), ("document", False), ("choice", True), ("country", True), ("decimal", False), ("bool", False), ("link", False)}
        tap.check("emptied: every kind of field was among them", wanted <= kinds, wanted - kinds)
        tap.expect("emptied: the other store is sound", door.run("audit", db="new.db"), DONE, "sound")


def main():
    tap = Tap()
    with Door() as door:
        door.demo("tb")
        rounds(tap, door, "demonstration", "tb", ["csv", "json"])
    with Door() as door:
        made = door.run("gen", "--offices", "1", "--years", "2020", "--records", "400", "--seed", "11")
        tap.expect("a synthetic office is made", made, DONE)
        rounds(tap, door, "synthetic", "s01", ["json", "xlsx", "csv"])
    moved(tap)
    emptied(tap)
    tap.done()


if __name__ == "__main__":
    main()
