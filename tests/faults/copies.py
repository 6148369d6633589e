#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""A copy to the other engine and back has every row of every table. The tables are those that the store has, and each is given
rows, so that one that is new cannot be forgotten."""
import os
import sqlite3
import sys

sys.dont_write_bytecode = True
TESTS = os.path.dirname(os.path.dirname(os.path.abspath(__file__)))
sys.path.insert(0, os.path.join(TESTS, "cli"))
os.environ.setdefault("LSAN_OPTIONS", f"suppressions={TESTS}/doc/lsan.txt:print_suppressions=0")
from door import DONE, Door, Tap

ROWS = 5
TEXTS = ["Đoàn", "", "một\ttab\nvà dòng", "\\N \\. \\\\", "東京 🙂"]
BYTES = [b"", b"\0", bytes(range(256)), b"\\x00", "ngoại vụ".encode()]
NUMBERS = [1 << 40, 0, -1, (1 << 63) - 1, -(1 << 63)]


def tables(raw):
    """With their columns: name, type, whether it must be there, place in the key."""
    names = [n for (n,) in raw.execute("SELECT name FROM sqlite_schema WHERE type = 'table' AND name NOT LIKE 'sqlite_%' AND name NOT LIKE 'search%' ORDER BY name")]
    return {name: raw.execute('SELECT name, type, "notnull", pk FROM pragma_table_info(?)', (name,)).fetchall() for name in names}


def value(column, i):
    name, kind, needed, key = column
    if name == "office" and kind == "INTEGER":
        return 1000 + i
    if key:  # a number begins with the office, by which both engines have the same order
        return {"INTEGER": 1000 + i << 46, "TEXT": f"khóa {i} đ", "BLOB": bytes([255, 0, i])}[kind]
    if not needed and i == 2:
        return None
    return {"INTEGER": NUMBERS, "TEXT": TEXTS, "BLOB": BYTES}[kind][i]


def fill(raw, name, columns):
    """What the rows mean is nothing to a copy. A unique text differs by its place."""
    unique = {c for (index,) in raw.execute('SELECT name FROM pragma_index_list(?) WHERE "unique"', (name,)) for (c,) in raw.execute("SELECT name FROM pragma_index_info(?)", (index,))}
    for i in range(ROWS):
        cells = [value((c[0], c[1], c[2], c[3] or c[0] in unique), i) for c in columns]
        raw.execute(f"INSERT INTO {name}({', '.join(c[0] for c in columns)}) VALUES ({', '.join('?' * len(columns))})", cells)


def rows(raw):
    """Of each table; a store's word on itself (its shape and seal) is that of its engine."""
    found = {}
    for name, columns in tables(raw).items():
        names = sorted(c[0] for c in columns)
        all_rows = raw.execute(f"SELECT {', '.join(names)} FROM {name}").fetchall()
        found[name] = sorted((row for row in all_rows if name != "setting" or row[names.index("name")] not in ("seal", "shape")), key=repr)
    return found


def every_table(tap):
    with Door() as door:
        made = door.run("--db", "sqlite:file.db", "init", "--office", "tb", db=None)
        tap.check("a store is made", made.status == DONE, made)
        raw = sqlite3.connect(door.path("file.db"), isolation_level=None)
        for name, columns in tables(raw).items():
            if name not in ("setting", "definitions", "posted_figure"):  # these have rows, which the program reads
                fill(raw, name, columns)
        before = rows(raw)
        raw.close()
        empty = [name for name, held in before.items() if not held]
        tap.check(f"each of {len(before)} tables has rows", len(before) > 60 and not empty, empty)
        door.stores.make("server.db")
        there = door.run("copy", "--from", "sqlite:file.db", "--to", door.stores.url("server.db"), db=None)
        tap.check("they are copied to the other engine", there.status == DONE, there)
        back = door.run("copy", "--from", door.stores.url("server.db"), "--to", "sqlite:back.db", db=None)
        tap.check("and back", back.status == DONE, back)
        raw = sqlite3.connect(door.path("back.db"))
        after = rows(raw)
        raw.close()
        different = [name for name in before if before[name] != after.get(name)] + [name for name in after if name not in before]
        tap.check("every table has the same rows as before", not different, different)


def main():
    tap = Tap()
    every_table(tap)
    tap.done()


if __name__ == "__main__":
    main()
