#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""A store whose tables are partitioned by office, on one server: the program finds what it had, writes as before, follows
new definitions, and every statement that is for one office looks at the partitions of that office alone."""
import os
import re
import sys

sys.dont_write_bytecode = True
from world import Door, Store, Tap, postgres, skip_all, statements

FIGURES = ["inbound.visitors", "aid.pending", "aid.value", "outbound.delegations"]
RECORD = {"name": "Đoàn mới", "country": ["JP"], "host": "leaders", "arrives_on": "2020-02-03", "visitors": 7, "state": "received"}
OWN = """# SPDX-License-Identifier: Apache-2.0
register: lamp
title: {vi: Đèn}
group: delegations
number: 77
key: name
fields:
  name: {type: text, required: true, label: {vi: Tên}}
  on: {type: date, required: true, label: {vi: Ngày}}
figures:
  lamp.count: {count: true, on: on, unit: {vi: cái}, label: {vi: Đèn}}
"""


def answers(store):
    texts = [store.must("figure", figure, "--office", "all", "--span", "2020", "--by", "office", "--format", "json").out for figure in FIGURES]
    return texts + [store.must("report", "--office", "tb", "--period", "2020-Q1", "--format", "json").out]


def moved(store, tap):
    before = answers(store)
    store.scale()
    store.sql("SELECT scale.partition('public')")
    plain = store.sql("SELECT relname FROM scale.tables('public') WHERE relkind <> 'p'")
    parts = store.sql("SELECT count(*) FROM pg_class WHERE relnamespace = 'public_parts'::regnamespace AND relname LIKE 'history%' AND relkind = 'r'")
    tap.check("all tables of the offices are partitioned", plain == [] and parts == [["4"]], (plain, parts))
    tap.check("the program answers as before", answers(store) == before)
    tap.expect("the store is sound, and made as the program makes it", store.run("audit"), 0, "sound")


def written(store, tap):
    store.door.write("r.json", RECORD)
    made = store.must("put", "inbound", "r.json", "--office", "tb", "--format", "json").json()
    store.door.write("r.json", {"id": made["id"], "version": made["version"], "visitors": 9})
    tap.expect("records are entered and changed", store.run("put", "inbound", "r.json", "--office", "tb"), 0)
    tap.expect("and deleted", store.run("delete", "inbound", str(made["id"]), "--office", "tb"), 0)
    there = store.sql("SELECT count(*) FROM public_parts.history_1 h JOIN (SELECT max(key) AS key FROM history WHERE office = 1) last USING (key)")
    tap.check("they lie in the partition of their office", there == [["1"]], there)
    for act in ("UPDATE history SET who = 'x'", "DELETE FROM entry", "TRUNCATE history", "DELETE FROM public_parts.entry_1"):
        try:
            store.sql(act)
            tap.check(f"{act}: refused", False)
        except postgres.Failed as failure:
            tap.check(f"{act}: refused", "append-only" in str(failure), failure)
    tap.expect("the store is sound", store.run("audit"), 0, "sound")


def grown(store, tap):
    store.must("init", "--office", "new")
    store.must("put", "inbound", store.door.write("r.json", RECORD), "--office", "new")
    rows = store.sql("SELECT count(*) > 0 FROM public_parts.history WHERE office = 4")
    tap.check("an office that has no partition yet lies with the others", rows == [["t"]], rows)
    store.sql("SELECT scale.partition('public')")
    rows = store.sql("SELECT (SELECT count(*) FROM public_parts.history), (SELECT count(*) > 0 FROM public_parts.history_4)")
    tap.check("until it gets its own", rows == [["0", "t"]], rows)
    tap.expect("the store is sound", store.run("audit"), 0, "sound")
    folder = store.door.path("own/registers")
    os.makedirs(folder)
    store.door.write("own/registers/lamp.yaml", OWN)
    lamp = store.door.write("lamp.json", {"name": "Đèn 1", "on": "2020-05-05"})
    tap.expect("a new register", store.run("put", "lamp", lamp, "--office", "tb", "--definitions", "own"), 0)
    store.sql("SELECT scale.partition('public')")
    store.door.write("own/registers/lamp.yaml", OWN.replace("figures:", "  height: {type: count, label: {vi: Cao}}\nfigures:"))
    lamp = store.door.write("lamp.json", {"name": "Đèn 2", "on": "2020-05-06", "height": 3})
    tap.expect("a new field of it", store.run("put", "lamp", lamp, "--office", "qn", "--definitions", "own"), 0)
    tap.expect("its figure", store.run("figure", "lamp.count", "--office", "all", "--span", "2020", "--format", "json", "--definitions", "own"), 0, '"value": 2')
    tap.expect("the store is sound", store.run("audit"), 0, "sound")


def office_place(text):
    """Which value is the office."""
    found = re.search(r"\boffice = \$(\d+)|\boffice = ANY\(\$(\d+)\)", text)
    listed = re.match(r"INSERT INTO \w+\(office, ", text)
    return (int(found[1] or found[2]), bool(found[2])) if found else (1, "unnest(" in text) if listed else None


def pruned(program, store, tap):
    """With the office's number and nothing else known, only its partitions are in the plan."""
    wrong, seen = [], 0
    for name, text in statements(program, store.server):
        place = office_place(text)
        table = re.search(r"(?:FROM|INTO|UPDATE) (\w+)", text)
        if not place or not table or store.sql(f"SELECT relkind FROM pg_class WHERE oid = to_regclass('{table[1]}')") != [["p"]]:
            continue
        count = max((int(number) for number in re.findall(r"\$(\d+)", text)), default=0)
        values = ["NULL"] * count
        values[place[0] - 1] = "ARRAY[2]::bigint[]" if place[1] else "2"
        plan = store.plan(text, values, generic=not place[1])
        parts = {node["Relation Name"] for node in plan if node.get("Schema") == "public_parts"}
        others = {part for part in parts if not part.endswith("_2")}
        seen += bool(parts)
        if others:
            wrong.append(f"{name} ({text[:200]}): {sorted(others)}")
    tap.check("each statement for one office looks at its partitions alone", not wrong and seen > 100, "\n".join(wrong) or seen)


def main():
    if not postgres.programs():
        skip_all("PostgreSQL 15 is not installed")
    tap = Tap()
    with postgres.Server() as server, Door() as door:
        store = Store(door, server, "spread")
        store.must("demo", "--offices", "tb,qn,ht")
        store.sql("CREATE ROLE reader; GRANT SELECT ON history TO reader")
        moved(store, tap)
        rights = store.sql("SELECT has_table_privilege('reader', 'history', 'SELECT')")
        tap.check("rights are kept", rights == [["t"]], rights)
        written(store, tap)
        pruned(sys.argv[1], store, tap)
        grown(store, tap)
    tap.done()


main()
