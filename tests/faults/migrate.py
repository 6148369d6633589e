#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Definitions that change: what was kept is kept, figures follow by posted differences, what was known stays known,
and the way back leads to the same place."""
import os
import random
import shutil
import signal
import sys
import time

sys.dont_write_bytecode = True
TESTS = os.path.dirname(os.path.dirname(os.path.abspath(__file__)))
sys.path.insert(0, os.path.join(TESTS, "cli"))
os.environ.setdefault("LSAN_OPTIONS", f"suppressions={TESTS}/doc/lsan.txt:print_suppressions=0")
from door import CONFLICT, DONE, INPUT, REFUSED, Door, Tap

ROUNDS = int(os.environ.get("NGOAIVU_ROUNDS", "1"))
SPAN = ("--office", "tb", "--span", "2020")
HEAD = "# SPDX-License-Identifier: Apache-2.0\n"

# A register of the office's own, small enough to be changed in every way.
VISIT = HEAD + """register: visit
title: {vi: Lượt thăm, en: Visits}
group: delegations
number: 27
key: name
fields:
  name: {type: text, required: true, label: {vi: Tên, en: Name}}
  kind: {type: choice, label: {vi: Loại, en: Kind}, values: {big: {vi: Lớn, en: Big}, small: {vi: Nhỏ, en: Small}}}
  on: {type: date, required: true, label: {vi: Ngày, en: Day}}
  people: {type: count, label: {vi: Số người, en: People}}
  remark: {type: text, label: {vi: Ghi chú, en: Remark}}
  donor: {type: link, to: donor, label: {vi: Bên tặng, en: Donor}}
  tags: {type: text, many: true, label: {vi: Nhãn, en: Tags}}
  guests: {type: rows, label: {vi: Khách, en: Guests}, of: {who: {type: text, label: {vi: Ai, en: Who}}, age: {type: count, label: {vi: Tuổi, en: Age}}}}
states:
  planned: [done, dropped]
  done: []
  dropped: {label: {vi: Thôi, en: Dropped}, to: []}
figures:
  visit.count: {count: true, on: on, when: state = done, by: [kind], unit: {vi: lượt, en: visits}, label: {vi: Lượt, en: Visits}}
  visit.people: {sum: people, on: on, when: state = done, by: [kind, {from: donor.country}], unit: {vi: người, en: persons}, label: {vi: Người, en: People}}
"""


class World:
    """A store that follows the program's definitions and one register of its own."""

    def __init__(self, tap, register=VISIT):
        self.tap, self.door = tap, Door()
        os.makedirs(self.door.path("own/registers"))
        self.define(register)
        assert self.run("init", "--office", "tb").status == DONE
        self.put("donor", {"code": "d1", "name": "Quỹ Kyoto", "kind": "ngo", "country": "JP"})

    def define(self, register, name="visit"):
        self.register = register
        path = self.door.path(f"own/registers/{name}.yaml")
        if register is None:
            os.unlink(path)
            return
        with open(path, "w", encoding="utf-8") as file:
            file.write(register)

    def run(self, *words, **more):
        return self.door.run(*words, "--definitions", "own", **more)

    def put(self, register, record):
        self.door.write("r.json", record)
        result = self.run("put", register, "r.json", "--office", "tb", "--format", "json")
        assert result.status == DONE, str(result)
        return result.json()

    def fill(self, count=8):
        self.put("visit", [{"name": f"Thăm {i}", "kind": ("big", "small")[i % 2], "on": f"2020-0{1 + i % 3}-10", "people": i + 1, "remark": f"lời {i}",
                            "donor": "d1" if i % 2 else None, "tags": ["a", f"t{i}"], "guests": [{"who": f"k{i}", "age": 20 + i}],
                            "state": ("done", "planned", "done", "dropped")[i % 4]} for i in range(count)])

    def list(self, register="visit"):
        return self.run("list", register, "--office", "tb", "--format", "json").json()

    def figure(self, name, *words):
        result = self.run("figure", name, *SPAN, *words, "--format", "json")
        return result.json()["value"] if result.status == DONE else str(result)

    def position(self):
        """A moment after all that has happened, as a reader would name it."""
        moments = [change["at"] for record in self.list() for change in self.run("history", "visit", str(record["id"]), "--office", "tb", "--format", "json").json()]
        return max(moments)

    def sound(self, name):
        self.tap.expect(f"{name}: the store is sound", self.run("audit"), DONE, "sound")

    def close(self):
        self.door.close()


def people(records, wanted=lambda r: r["state"] == "done"):
    return sum(r.get("people", 0) for r in records if wanted(r))


def field_added(world, tap):
    before = world.list()
    world.define(VISIT.replace("  remark:", "  weather: {type: text, label: {vi: Thời tiết, en: Weather}}\n  remark:"))
    tap.check("a field added: every record as it was", world.list() == before, world.list())
    world.sound("a field added")
    record = world.put("visit", {"id": before[0]["id"], "version": before[0]["version"], "weather": "nắng"})
    tap.check("a field added: it takes values", record["weather"] == "nắng" and record["remark"] == before[0]["remark"], record)
    world.sound("a field added and used")


def field_removed(world, tap):
    before = world.list()
    world.define(VISIT.replace("  remark: {type: text, label: {vi: Ghi chú, en: Remark}}\n", "").replace("  tags: {type: text, many: true, label: {vi: Nhãn, en: Tags}}\n", ""))
    gone = [{k: v for k, v in r.items() if k not in ("remark", "tags")} for r in before]
    tap.check("fields removed: the rest as it was", world.list() == gone, world.list())
    world.sound("fields removed")
    world.put("visit", {"id": before[1]["id"], "version": before[1]["version"], "people": 50})
    world.put("visit", {"name": "Không ghi chú", "on": "2020-03-03", "people": 1, "state": "done"})
    world.sound("fields removed and records changed")
    world.define(VISIT)
    after = {r["id"]: r for r in world.list()}
    kept = all(after[r["id"]].get(k) == r.get(k) for r in before for k in ("remark", "tags", "guests", "kind"))
    tap.check("fields removed and put back: what they said is there again", kept, after)
    tap.check("and what was changed meanwhile stays changed", after[before[1]["id"]]["people"] == 50, after)
    world.sound("fields put back")


def link_removed(world, tap):
    before = world.list()
    by_country = world.run("figure", "visit.people", *SPAN, "--by", "from", "--format", "csv").out
    world.define(VISIT.replace("  donor: {type: link, to: donor, label: {vi: Bên tặng, en: Donor}}\n", "").replace(", {from: donor.country}", ""))
    tap.check("a link removed: the figure stands", world.figure("visit.people") == people(before), world.figure("visit.people"))
    world.sound("a link removed")
    world.put("donor", {"id": 2, "version": 1, "country": "KR"})
    world.define(VISIT)
    tap.check("a link put back: split by what is linked now", world.run("figure", "visit.people", *SPAN, "--by", "from", "--format", "csv").out == by_country.replace("JP", "KR"),
              world.run("figure", "visit.people", *SPAN, "--by", "from", "--format", "csv").out)
    world.sound("a link put back")


def inner_field(world, tap):
    before = world.list()
    world.define(VISIT.replace("age: {type: count, label: {vi: Tuổi, en: Age}}", "job: {type: text, label: {vi: Nghề, en: Job}}"))
    tap.check("a field of rows replaced: the others as they were", [r["guests"][0]["who"] for r in world.list()] == [r["guests"][0]["who"] for r in before], world.list())
    world.sound("a field of rows replaced")
    world.define(VISIT)
    tap.check("and back", world.list() == before, world.list())
    world.sound("a field of rows put back")


def choice_added(world, tap):
    before = world.list()
    world.define(VISIT.replace("small: {vi: Nhỏ, en: Small}", "small: {vi: Nhỏ, en: Small}, middle: {vi: Vừa, en: Middle}"))
    tap.check("a choice added: every record as it was", world.list() == before)
    world.put("visit", {"name": "Vừa", "kind": "middle", "on": "2020-05-05", "people": 4, "state": "done"})
    rows = {r["key"]: r["value"] for r in world.run("figure", "visit.people", *SPAN, "--by", "kind", "--format", "json").json()["rows"]}
    tap.check("a choice added: figures are split by it", rows.get("middle") == 4, rows)
    world.sound("a choice added")
    world.define(VISIT)
    tap.check("a choice removed again: its record keeps it", [r["kind"] for r in world.list() if r["name"] == "Vừa"] == ["middle"], world.list())
    world.sound("a choice removed")


def figure_changed(world, tap):
    before, known, moment = world.list(), world.figure("visit.people"), world.position()
    tap.check("the figure is that of the records", known == people(before), (known, people(before)))
    world.define(VISIT.replace("visit.people: {sum: people, on: on, when: state = done", "visit.people: {sum: people, on: on, when: not state = dropped"))
    wanted = people(before, lambda r: r["state"] != "dropped")
    tap.check("a figure changed: it says what the records say", world.figure("visit.people") == wanted, (world.figure("visit.people"), wanted))
    tap.check("a figure changed: as known before it says the old", world.figure("visit.people", "--as-known", moment) == known, world.figure("visit.people", "--as-known", moment))
    tap.check("a figure changed: records are as they were", world.list() == before)
    explained = world.run("figure", "visit.people", *SPAN, "--explain", "--format", "json")
    tap.check("a figure changed: explained by entries that add up", explained.status == DONE and str(wanted) in explained.out, explained)
    world.sound("a figure changed")
    world.put("visit", {"id": before[1]["id"], "version": before[1]["version"], "people": 100})
    changed = world.list()
    tap.check("and goes on from there", world.figure("visit.people") == people(changed, lambda r: r["state"] != "dropped"))
    world.define(VISIT)
    tap.check("a figure put back", world.figure("visit.people") == people(world.list()), world.figure("visit.people"))
    tap.check("as known before all of it says the same still", world.figure("visit.people", "--as-known", moment) == known)
    world.sound("a figure put back")


def figure_renamed(world, tap):
    known = world.figure("visit.people")
    moment = world.position()
    world.define(VISIT.replace("visit.people:", "visit.persons:"))
    tap.check("a figure renamed: it has its number under the new name", world.figure("visit.persons") == known, world.figure("visit.persons"))
    tap.check("and none under the old", "visit.people" in world.figure("visit.people"))
    tap.check("as known before there was none of that name", world.figure("visit.persons", "--as-known", moment) == 0, world.figure("visit.persons", "--as-known", moment))
    world.sound("a figure renamed")
    world.define(VISIT)
    tap.check("and back", world.figure("visit.people") == known)
    world.sound("a figure renamed back")


def type_changed(world, tap):
    before = world.list()
    for name, old, new in (
            ("text to count", "remark: {type: text,", "remark: {type: count,"),
            ("text to a date", "remark: {type: text,", "remark: {type: date,"),
            ("text to a choice", "remark: {type: text, label: {vi: Ghi chú, en: Remark}}", "remark: {type: choice, label: {vi: Ghi chú, en: Remark}, values: {x: {vi: X, en: X}}}"),
            ("count to text", "people: {type: count, label", "people: {type: text, label"),
            ("count to yes/no", "people: {type: count, label", "people: {type: bool, label"),
            ("many to one", "tags: {type: text, many: true,", "tags: {type: text,"),
            ("rows to text", VISIT[VISIT.index("  guests:"):VISIT.index("states:")], "  guests: {type: text, label: {vi: Khách, en: Guests}}\n"),
            ("a field of rows to a date", "age: {type: count,", "age: {type: date,"),
            ("a link to another register", "donor: {type: link, to: donor,", "donor: {type: link, to: partner,"),
            ("a state taken away", "  planned: [done, dropped]\n  done: []\n  dropped: {label: {vi: Thôi, en: Dropped}, to: []}", "  planned: [done]\n  done: []")):
        changed = VISIT.replace(old, new)
        if "people: {type: text" in changed or "people: {type: bool" in changed:
            changed = changed.replace("sum: people", "count: true").replace("visit.people", "visit.other")
        if "link, to: partner" in changed:
            changed = changed.replace(", {from: donor.country}", "")
        assert changed != VISIT, name
        world.define(changed)
        result = world.run("list", "visit", "--office", "tb")
        tap.expect(f"{name}: refused, with its place", result, REFUSED, "visit")
    world.define(VISIT)
    tap.check("after every refusal all is as it was", world.list() == before, world.list())
    world.sound("types refused")
    for name, old, new in (
            ("text to long text", "remark: {type: text,", "remark: {type: longtext,"),
            ("one to many", "remark: {type: text,", "remark: {type: text, many: true,"),
            ("choice to text", "kind: {type: choice, label: {vi: Loại, en: Kind}, values: {big: {vi: Lớn, en: Big}, small: {vi: Nhỏ, en: Small}}}", "kind: {type: text, label: {vi: Loại, en: Kind}}"),
            ("count to decimal", "people: {type: count,", "people: {type: decimal, scale: 2,")):
        changed = VISIT.replace(old, new)
        if "kind: {type: text" in changed:
            changed = changed.replace("by: [kind]", "by: []").replace("by: [kind, ", "by: [")
        assert changed != VISIT, name
        world.define(changed)
        listed = world.run("list", "visit", "--office", "tb", "--format", "json")
        tap.check(f"{name}: the values go with it", listed.status == DONE and [str(r["id"]) for r in listed.json()] == [str(r["id"]) for r in before], listed)
        world.sound(name)
        world.define(VISIT)
        tap.check(f"{name}: and back", world.list() == before, world.list())
    world.sound("types changed and back")


def register_removed(world, tap):
    before, known, moment = world.list(), world.figure("visit.people"), world.position()
    found = world.run("search", "tham").out
    world.define(None)
    tap.check("a register removed: it is not there", world.run("list", "visit", "--office", "tb").status == 4)
    world.sound("a register removed")
    tap.check("nothing of it is found", "Thăm" not in world.run("search", "tham").out)
    world.put("donor", {"id": 2, "version": 1, "country": "KR"})
    world.sound("a register removed, a record changed that it linked to")
    world.define(VISIT)
    tap.check("a register put back: its records are there", world.list() == before, world.list())
    tap.check("and its figures", (world.figure("visit.people"), world.figure("visit.people", "--as-known", moment)) == (known, known), world.figure("visit.people"))
    tap.check("and its words", world.run("search", "tham").out == found)
    world.sound("a register put back")


def labels(world, tap):
    """Words that are searched by come from the definitions too."""
    os.makedirs(world.door.path("own/codes"), exist_ok=True)
    with open(world.door.path("own/codes/countries.yaml"), "w", encoding="utf-8") as file:
        file.write(HEAD + "codes: countries\nextends: true\nitems:\n  JP: {vi: Xứ Phù Tang, en: Japan}\n")
    result = world.run("search", "phu tang")
    os_ok = result.status == DONE
    tap.check("a country's other name is found", os_ok and "Quỹ Kyoto" in result.out, result)
    world.sound("a country renamed")
    os.unlink(world.door.path("own/codes/countries.yaml"))
    world.sound("and back")
    world.define(VISIT.replace("remark: {type: text,", "remark: {type: text, personal: true,"))
    tap.check("what became personal is found no more", "Thăm" not in world.run("search", "loi").out, world.run("search", "loi"))
    world.sound("a field became personal")


def deep_links(world, tap):
    """A figure through two links follows what changes at the far end."""
    world.define(HEAD + """register: trip
title: {vi: Chuyến, en: Trips}
group: delegations
number: 27
key: name
fields:
  name: {type: text, required: true, label: {vi: Tên, en: Name}}
  visit: {type: link, to: visit, label: {vi: Lượt thăm, en: Visit}}
  on: {type: date, label: {vi: Ngày, en: Day}}
figures:
  trip.count: {count: true, on: on, when: visit.donor.country = JP, unit: {vi: chuyến, en: trips}, label: {vi: Chuyến, en: Trips}}
""", "trip")
    visit = next(r for r in world.list() if r.get("donor"))
    world.put("trip", {"name": "Chuyến", "visit": f"#{visit['id']}", "on": "2020-04-04"})
    tap.check("a figure through two links", world.figure("trip.count") == 1, world.figure("trip.count"))
    world.put("donor", {"id": 2, "version": 1, "country": "KR"})
    tap.check("follows the far end", world.figure("trip.count") == 0, world.figure("trip.count"))
    world.sound("two links")
    world.define(None, "trip")
    world.sound("two links removed")


def two_programs(world, tap):
    """A program that still follows other definitions does not write by them."""
    slow = ["name,on,people,state"] + [f"Chậm {i},2020-01-01,1,done" for i in range(3)]
    world.door.write("slow.csv", "\n".join(slow) + "\n")
    before = world.list()
    world.define(VISIT.replace("  remark:", "  weather: {type: text, label: {vi: Thời tiết, en: Weather}}\n  remark:"))
    world.define(VISIT)
    lock = world.door.stores.writer("store.db")
    waiting = world.door.start("load", "visit", "slow.csv", "--office", "tb", "--definitions", "own")
    time.sleep(2)
    lock.execute("UPDATE setting SET value = 'other' WHERE name = 'tables'")
    lock.execute("COMMIT")
    out, err = waiting.communicate(timeout=60)
    tap.check("a program whose definitions are no longer followed is stopped", waiting.returncode == CONFLICT and b"definitions" in err, (waiting.returncode, out, err))
    lock.execute("UPDATE setting SET value = (SELECT value FROM setting WHERE name = 'figures') WHERE name = 'tables'")
    lock.close()
    tap.check("and has written nothing", world.list() == before)


def killed(world, tap):
    """kill -9 while a store is brought to other definitions: one or the other, never half."""
    chance = random.Random(9)
    before = world.list()
    wide = VISIT.replace("  remark: {type: text, label: {vi: Ghi chú, en: Remark}}\n", "").replace("when: state = done, by: [kind, ", "when: not state = dropped, by: [kind, ")
    began = time.monotonic()
    world.list()
    whole = (time.monotonic() - began) * 1.5
    wrong, cut = [], 0
    for number in range(8 * ROUNDS):
        world.define(wide if number % 2 == 0 else VISIT)
        process = world.door.start("list", "visit", "--office", "tb", "--definitions", "own")
        time.sleep(chance.random() * whole)
        if process.poll() is None:
            os.kill(process.pid, signal.SIGKILL)
            cut += 1
        process.communicate()
        audit = world.run("audit")
        if audit.status != DONE:
            wrong.append(audit)
    tap.check(f"killed on the way to other definitions ({cut} times): always sound", not wrong and cut > 0, wrong[0] if wrong else cut)
    world.define(VISIT)
    tap.check("and in the end all is there", world.list() == before, world.list())
    tap.check("with its figure", world.figure("visit.people") == people(before))


def main():
    tap = Tap()
    parts = (field_added, field_removed, link_removed, inner_field, choice_added, figure_changed, figure_renamed, type_changed, register_removed, labels,
             deep_links, two_programs, killed)
    for part in parts:
        if len(sys.argv) > 1 and part.__name__ not in sys.argv[1:]:
            continue
        world = World(tap)
        try:
            world.fill()
            part(world, tap)
        finally:
            world.close()
    tap.done()


if __name__ == "__main__":
    main()
