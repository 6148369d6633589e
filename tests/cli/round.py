#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""What is exported, loaded again, changes nothing: every register of a demonstration office and of a synthetic one,
as CSV, as a workbook and as JSON."""
import sys

sys.dont_write_bytecode = True
from door import DONE, Door, Tap


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
    for register in registers(door):
        for ending in endings:
            good, detail = same_sheet(door, register, ending, office)
            tap.check(f"{what}: {register} as {ending} is loaded unchanged", good, detail)
        good, detail = same_json(door, register, office)
        tap.check(f"{what}: {register} as JSON is put unchanged", good, detail)
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


def main():
    tap = Tap()
    with Door() as door:
        door.demo("tb")
        rounds(tap, door, "demonstration", "tb", ["csv"])
    with Door() as door:
        made = door.run("gen", "--offices", "1", "--years", "2020", "--records", "400", "--seed", "11")
        tap.expect("a synthetic office is made", made, DONE)
        rounds(tap, door, "synthetic", "s01", ["csv", "xlsx"])
    moved(tap)
    tap.done()


if __name__ == "__main__":
    main()
