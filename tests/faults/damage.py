#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Every table, every column, rows too many and too few, single bytes of the file: the audit finds what differs.

NGOAIVU_ROUNDS multiplies the random part.
"""
import concurrent.futures
import os
import random
import shutil
import sqlite3
import subprocess
import sys

sys.dont_write_bytecode = True
TESTS = os.path.dirname(os.path.dirname(os.path.abspath(__file__)))
sys.path.insert(0, os.path.join(TESTS, "cli"))
os.environ.setdefault("LSAN_OPTIONS", f"suppressions={TESTS}/doc/lsan.txt:print_suppressions=0")
from door import DONE, FINDINGS, REFUSED, SYSTEM, Door, Tap

ROUNDS = int(os.environ.get("NGOAIVU_ROUNDS", "1"))
TOLD = (FINDINGS, REFUSED, SYSTEM)

# One record that fills columns of every kind; what hangs on it comes first.
RECORDS = [
    ("donor", {"code": "d1", "name": "Quỹ Á", "kind": "ngo", "country": "JP"}),
    ("aid", {"code": "a1", "title": "Dự án", "kind": "project", "donors": ["d1"], "recipient": "Sở Y tế", "sector": ["health"], "relief": True,
             "beneficiaries": 12, "received_on": "2020-01-05", "state": "received",
             "committed": {"amount": "1500.25", "currency": "USD", "rate": "23000", "rate_on": "2020-01-02"},
             "consultations": [{"body": "Sở Tài chính", "asked_on": "2020-01-06", "agreed": True}]}),
    ("disbursement", {"title": "Đợt 1", "item": "a1", "donor": "d1", "paid_on": "2020-02-01",
                      "value": {"amount": "500", "currency": "USD", "rate": "23000", "rate_on": "2020-01-02"}}),
    ("inbound", {"code": "v1", "name": "Đoàn Kyoto", "country": ["JP", "KR"], "host": "leaders", "arrives_on": "2020-02-03", "leaves_on": "2020-02-05",
                 "visitors": 7, "state": "received", "cost": {"amount": "1000000", "currency": "VND"}, "permit": {"symbol": "1/QĐ", "title": "Cho phép"}}),
    ("protection", {"code": "p1", "title": "Tàu cá", "country": "PH", "kind": "vessel_detained", "whose": "citizen", "persons_held": 5, "reported_on": "2020-01-10"}),
]


class Store:
    """A sound store, and changed copies of it."""

    def __init__(self, tap):
        self.tap, self.door = tap, Door()
        door = self.door
        assert door.run("init", "--office", "tb").status == DONE
        assert door.run("init", "--office", "qn").status == DONE
        refused = []
        for register, record in RECORDS:
            door.write("r.json", record)
            result = door.run("put", register, "r.json", "--office", "tb")
            if result.status != DONE:
                refused.append(result.err)
        tap.check("the records of the test are taken", not refused, "\n".join(refused))
        found = door.run("list", "inbound", "--office", "tb", "--format", "json").json()
        if found:
            door.write("r.json", {"id": found[0]["id"], "version": found[0]["version"], "visitors": 9})
            door.run("put", "inbound", "r.json", "--office", "tb", "--why", "đếm lại")
        self.issue()
        tap.expect("the store is sound", door.run("audit"), DONE, "sound")
        door.run("backup", "good.db")
        self.good = door.read("good.db")

    def issue(self):
        """A report that was issued, for its snapshot."""
        words = ("--office", "tb", "--period", "2020-Q1")
        for act in (("open",), ("advance",), ("advance",), ("advance",), ("advance",)):
            self.door.run("report", *act, *words)
        result = self.door.run("issue", *words)
        self.tap.expect("a report is issued", result, DONE)

    def raw(self, name="bad.db"):
        self.door.write(name, self.good)
        for ending in ("-wal", "-shm", "-journal"):
            if os.path.exists(self.door.path(name + ending)):
                os.unlink(self.door.path(name + ending))
        connection = sqlite3.connect(self.door.path(name), isolation_level=None)
        connection.text_factory = lambda b: b.decode(errors="surrogateescape")
        return connection

    def audit(self, name="bad.db"):
        return self.door.run("audit", db=name, ASAN_OPTIONS="detect_leaks=0")

    def try_act(self, number, act):
        """The audit of a copy on which `act` was done without the guards; None where it could not be done."""
        name = f"bad{number}.db"
        raw = self.raw(name)
        guards = without_triggers(raw)
        try:
            done = act(raw) is not False
        except sqlite3.DatabaseError:
            done = False
        put_back(raw, guards)
        raw.close()
        result = self.audit(name) if done else None
        os.unlink(self.door.path(name))
        return result

    def unseen(self, acts, all_of_them=True):
        """(name, act) pairs → those that no audit tells (or that could not be done), and how many were done."""
        with concurrent.futures.ThreadPoolExecutor(2) as pool:
            results = list(pool.map(lambda job: self.try_act(job[0], job[1][1]), enumerate(acts)))
        unseen = [f"{name}: {result}" for (name, _), result in zip(acts, results) if result and not is_told(result)]
        if all_of_them:
            unseen += [f"{name}: could not be done" for (name, _), result in zip(acts, results) if not result]
        return unseen, sum(result is not None for result in results)


def is_told(result):
    return result.status in TOLD and (result.out or result.err) and "CRITICAL" not in result.err and "Sanitizer" not in result.err


def without_triggers(raw):
    """Drops the guards for one act and puts them back as they were, so that only the act itself can be found."""
    guards = raw.execute("SELECT name, sql FROM sqlite_schema WHERE type = 'trigger'").fetchall()
    for name, _ in guards:
        raw.execute(f"DROP TRIGGER {name}")
    return guards


def put_back(raw, guards):
    for _, sql in guards:
        raw.execute(sql)


def tables_of(raw):
    """The tables with rows, without the engine's own; the search as the program sees it."""
    names = [n for (n,) in raw.execute("SELECT name FROM sqlite_schema WHERE type = 'table' AND name NOT LIKE 'sqlite_%' ORDER BY name")]
    return [n for n in names if not n.startswith("search_") and raw.execute(f"SELECT count(*) FROM {n}").fetchone()[0]]


def other(value, kind):
    """The value with one byte changed; a value where there was none."""
    if value is None:
        return {"INTEGER": 1, "BLOB": b"\x01"}.get(kind, "x")
    if isinstance(value, int):
        return value ^ 1
    if isinstance(value, bytes):
        return bytes([value[0] ^ 1]) + value[1:] if value else b"\x01"
    return value[:-1] + ("y" if value[-1] == "x" else "x") if value else "x"


def key_of(raw, table):
    """Columns that name one row."""
    info = raw.execute(f"SELECT name, pk FROM pragma_table_info('{table}')").fetchall()
    return [name for name, pk in info if pk] or ["rowid"]


def rows_of(raw, table):
    """The first and the last row, by key: (where clause, values of the key)."""
    key = key_of(raw, table)
    found = raw.execute(f"SELECT {', '.join(key)} FROM {table} ORDER BY {', '.join(key)}").fetchall()
    where = " AND ".join(f"{name} = ?" for name in key)
    return where, [found[0], found[-1]] if len(found) > 1 else found


def change_cell(table, name, kind, where, key):
    def act(raw):
        value = raw.execute(f"SELECT {name} FROM {table} WHERE {where}", key).fetchone()[0]
        raw.execute(f"UPDATE {table} SET {name} = ? WHERE {where}", (other(value, kind), *key))
    return act


def is_register(table):
    return table.startswith("r_")


def columns(store):
    """One cell of every column of every table; of the registers' own, some, for each column is made in one way."""
    chance = random.Random(5)
    raw = store.raw()
    acts, some = [], []
    for table in tables_of(raw):
        where, keys = rows_of(raw, table)
        for name, kind in raw.execute(f"SELECT name, type FROM pragma_table_info('{table}')").fetchall():
            fixed = not is_register(table) or not name.startswith("f_")
            for key in keys if ROUNDS > 1 else [chance.choice(keys)]:
                (acts if fixed else some).append((f"{table}.{name} of {key}", change_cell(table, name, kind, where, key)))
    raw.close()
    acts += some if ROUNDS > 1 else chance.sample(some, 24)
    unseen, done = store.unseen(acts, False)
    store.tap.check(f"a changed cell of every column is found ({done} cells)", not unseen and done > 90, "\n".join(unseen[:9]))


def add_tail(table, name):
    def act(raw):
        raw.execute(f"UPDATE {table} SET {name} = {name} || char(0) || 'x' WHERE {name} = (SELECT min({name}) FROM {table} WHERE {name} IS NOT NULL)")
        return raw.execute("SELECT changes()").fetchone()[0] > 0
    return act


def texts(store):
    """What hides behind the end of a text, for those who read it as C does."""
    raw = store.raw()
    acts = [(f"{t}.{n}", add_tail(t, n)) for t in tables_of(raw) if t != "search"
            for n, k in raw.execute(f"SELECT name, type FROM pragma_table_info('{t}')").fetchall() if k == "TEXT"]
    raw.close()
    unseen, done = store.unseen(acts if ROUNDS > 1 else random.Random(6).sample(acts, 8), False)
    store.tap.check("a text with a tail behind a byte 0 is found", not unseen and done > 2, "\n".join(unseen[:9]))


def rows(store):
    """A row less, and a row more, of every table."""
    raw = store.raw()
    acts = []
    for table in tables_of(raw):
        where, keys = rows_of(raw, table)
        fixed = not is_register(table) or ROUNDS > 1 or table == "r_report"
        for key in keys if fixed else keys[:1]:
            acts.append((f"{table}: without {key}", lambda raw, t=table, w=where, k=key: raw.execute(f"DELETE FROM {t} WHERE {w}", k)))
        acts.append((f"{table}: with another row", lambda raw, t=table, w=where, k=keys[-1]: add_row(raw, t, w, k)))
    raw.close()
    unseen, done = store.unseen(acts)
    store.tap.check(f"a row less and a row more of every table is found ({done})", not unseen, "\n".join(unseen[:9]))


def add_row(raw, table, where, key):
    """A copy of a row under a key of its own."""
    names = [n for (n,) in raw.execute(f"SELECT name FROM pragma_table_info('{table}')")]
    chosen = names if table != "search" else ["rowid"] + names
    cells = list(raw.execute(f"SELECT {', '.join(chosen)} FROM {table} WHERE {where}", key).fetchone())
    for change in key_of(raw, table)[::-1] + names:
        at = chosen.index(change) if change in chosen else 0
        kept = cells[at]
        cells[at] = kept + 1000 if isinstance(kept, int) else kept + b"x" if isinstance(kept, bytes) else (kept or "") + "x"
        try:
            raw.execute(f"INSERT INTO {table}({', '.join(chosen)}) VALUES ({', '.join('?' * len(chosen))})", cells)
            return True
        except sqlite3.DatabaseError:
            continue
    return False


def zero_rows(store):
    """Rows that change no sum: a balance of nothing, a series of nobody."""
    acts = {
        "a balance of nothing on a day": "INSERT INTO balance SELECT office, cell + 1, 0 FROM balance ORDER BY cell LIMIT 1",
        "a balance of nothing of a year": "INSERT INTO balance SELECT office, max(cell) + 7, 0 FROM balance",
        "a balance of a grain that there is not": "INSERT INTO balance SELECT office, cell | (3 << 20), 0 FROM balance ORDER BY cell LIMIT 1",
        "a balance of an office that there is not": "INSERT INTO balance SELECT 99, max(cell) + (1 << 22), 5 FROM balance",
        "a series of nobody": "INSERT INTO series SELECT office, max(id) + 1, figure, role, 'zz=1' FROM series",
        "a history of an office that there is not": "INSERT INTO history SELECT 9, (9 << 40) + 1, at, action, register, (9 << 40) + 1, 1, who, why, origin, data, posted, hash, sealed FROM history LIMIT 1",
        "a row of an office that there is not": "INSERT INTO r_inbound(office, key, version, deleted) VALUES (9, (9 << 40) + 1, 1, 0)",
        "a row between two offices": "INSERT INTO r_gift(office, key, version, deleted) VALUES (1, -5, 1, 0)",
        "a text to be found of no record": "INSERT INTO search(rowid, text) VALUES ((9 << 40) + 1, 'ma')",
        "a link of an office that there is not": "INSERT INTO link VALUES (9, (9 << 40) + 1, (9 << 40) + 2)",
        "another setting": "INSERT INTO setting VALUES ('other', 'x')",
        "an office more": "INSERT INTO office VALUES (3, 'zz', 0)",
        "an office that skips a number": "UPDATE office SET number = 7 WHERE number = 2",
        "an index that is gone": "DROP INDEX entry_cell",
        "a table more": "CREATE TABLE notes(x TEXT)",
        "the end of the history": "DELETE FROM history WHERE key = (SELECT max(key) FROM history WHERE office = 1)",
        "the end of the history with its entries": "DELETE FROM entry WHERE history = (SELECT max(key) FROM history WHERE office = 1);"
                                                   "DELETE FROM history WHERE key = (SELECT max(key) FROM history WHERE office = 1)",
        "an office's whole history": "DELETE FROM entry WHERE office = 2; DELETE FROM history WHERE office = 2",
        "the index for searching": "UPDATE search_data SET block = zeroblob(length(block)) WHERE id > 10",
        "the first page of the index for searching": "UPDATE search_idx SET pgno = pgno + 2",
        "the form of the search": "UPDATE search_config SET v = v + 1",
    }
    unseen, done = store.unseen([(name, lambda raw, act=act: raw.executescript(act) and None) for name, act in acts.items()])
    store.tap.check(f"what changes no sum is found too ({done})", not unseen, "\n".join(unseen))
    guards = {
        "a guard that is gone": "DROP TRIGGER history_keep",
        "a guard that looks away": "DROP TRIGGER entry_hold; CREATE TRIGGER entry_hold BEFORE DELETE ON entry WHEN 0 BEGIN SELECT RAISE(ABORT, 'entry is append-only'); END",
    }
    for name, act in guards.items():
        raw = store.raw()
        raw.executescript(act)
        raw.close()
        result = store.audit()
        store.tap.check(f"{name}: found", is_told(result), result)


def tail_with_rows(store):
    """The last change taken back everywhere it left something, one place forgotten each time."""
    def act(raw, left):
        last, = raw.execute("SELECT key FROM history WHERE office = 1 AND action = 'create' AND register = 'disbursement'").fetchone()
        raw.execute("DELETE FROM history WHERE key >= ? AND office = 1", (last,))
        if left != "balance":
            for cell, delta in raw.execute("SELECT cell, delta FROM entry WHERE history >= ? AND office = 1", (last,)).fetchall():
                raw.execute("UPDATE balance SET sum = sum - ? WHERE cell = ?", (delta, cell))
        if left != "entry":
            raw.execute("DELETE FROM entry WHERE history >= ? AND office = 1", (last,))
        if left != "search":
            raw.execute("DELETE FROM search WHERE rowid >= ? AND rowid < (2 << 40)", (last,))
        if left != "link":
            raw.execute("DELETE FROM link WHERE source >= ? AND office = 1", (last,))
        if left != "r_":
            for (table,) in raw.execute("SELECT name FROM sqlite_schema WHERE type = 'table' AND substr(name, 1, 2) = 'r_'").fetchall():
                raw.execute(f"DELETE FROM {table} WHERE key >= ? AND office = 1", (last,))
    unseen, done = store.unseen([(left, lambda raw, left=left: act(raw, left)) for left in ("entry", "balance", "search", "link", "r_")])
    store.tap.check("a history cut short is found by what it left behind", not unseen, "\n".join(unseen))


def bypasses(store):
    """Plain SQL cannot change what was written, by any door."""
    acts = [f"{act} {table}" for table in ("history", "entry", "snapshot") for act in ("UPDATE", "DELETE FROM", "INSERT OR REPLACE INTO", "REPLACE INTO", "INSERT INTO")]
    taken = []
    for act in acts:
        raw = store.raw()
        word, table = act.rsplit(" ", 1)
        before = raw.execute(f"SELECT * FROM {table}").fetchall()
        column = raw.execute(f"SELECT name FROM pragma_table_info('{table}') WHERE pk = 0 ORDER BY cid DESC").fetchone()[0]
        sql = f"UPDATE {table} SET {column} = {column}" if word == "UPDATE" else f"DELETE FROM {table}" if word == "DELETE FROM" else f"{word} {table} SELECT * FROM {table}"
        try:
            raw.execute(sql)
            taken.append(sql)
        except sqlite3.DatabaseError as error:
            if "append-only" not in str(error):
                taken.append(f"{sql}: {error}")
        if raw.execute(f"SELECT * FROM {table}").fetchall() != before:
            taken.append(f"{sql} changed it")
        raw.close()
    store.tap.check("history, entries and snapshots refuse UPDATE, DELETE and REPLACE", not taken, "\n".join(taken))


def dump(path):
    """What the engine makes of the file, as SQL; None when it can make nothing of it."""
    done = subprocess.run(["sqlite3", path, ".dump"], capture_output=True)
    return None if done.returncode or done.stderr or b"ERROR" in done.stdout else done.stdout


def bytes_of_file(store):
    """A bit of the file: found, or it meant nothing."""
    chance = random.Random(int(os.environ.get("NGOAIVU_SEED", "11")))
    store.door.write("good.db", store.good)
    whole = dump(store.door.path("good.db"))
    unseen, used = [], 0
    for _ in range(24 * ROUNDS):
        content = bytearray(store.good)
        place, bit = chance.randrange(len(content)), 1 << chance.randrange(8)
        content[place] ^= bit
        store.raw().close()
        store.door.write("bad.db", bytes(content))
        result = store.audit()
        crashed = not 0 <= result.status <= 7 or "CRITICAL" in result.err or "Sanitizer" in result.err
        if not crashed and result.status != DONE:
            used += 1
            continue
        store.door.write("bad.db", bytes(content))
        if crashed or dump(store.door.path("bad.db")) != whole:
            unseen.append(f"byte {place} bit {bit}: {result}")
    store.tap.check(f"a changed bit of the file is found or means nothing ({used} meant something)", not unseen and used > 3, "\n".join(unseen[:5]))


def audits_change_nothing(store):
    """An audit of a damaged or a read-only store leaves it as it is."""
    raw = store.raw()
    raw.execute("UPDATE setting SET value = 'x' WHERE name = 'tables'")
    raw.close()
    before = store.door.read("bad.db")
    result = store.audit()
    store.tap.check("a store that lost its definitions is found", result.status == FINDINGS and "settings" in result.out, result)
    store.tap.check("an audit changes nothing", store.door.read("bad.db") == before)
    raw = store.raw()
    without = without_triggers(raw)
    raw.execute("DELETE FROM series WHERE id = (SELECT max(id) FROM series)")
    put_back(raw, without)
    raw.close()
    before = store.door.read("bad.db")
    store.audit()
    store.tap.check("and makes no series that is missing", store.door.read("bad.db") == before)


def main():
    tap = Tap()
    store = Store(tap)
    try:
        parts = (bypasses, zero_rows, tail_with_rows, audits_change_nothing, rows, columns, texts)
        for part in parts + ((bytes_of_file,) if shutil.which("sqlite3") else ()):
            if len(sys.argv) < 2 or part.__name__ in sys.argv[1:]:
                part(store)
    finally:
        store.door.__exit__()
    tap.done()


if __name__ == "__main__":
    main()
