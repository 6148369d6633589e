#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Stores that are locked, read-only, full, from a newer program, another program's, cut short or damaged: each is
told in words, nothing is lost, and nothing is half done."""
import os
import random
import resource
import shutil
import sqlite3
import subprocess
import sys

sys.dont_write_bytecode = True
from door import ABSENT, BUSY, DONE, FINDINGS, INPUT, REFUSED, SYSTEM, Door, Tap, csv_text

RECORD = {"name": "Đoàn", "country": ["JP"], "host": "leaders", "arrives_on": "2020-02-03", "visitors": 1, "state": "received"}
ROWS = csv_text([["name", "country", "host", "arrives_on", "visitors", "narrative"]] + [[f"Đoàn {i}", "JP", "leaders", "3/2/2020", 1, "x" * 500] for i in range(3000)])


def record_count(door, db="store.db"):
    listed = door.run("list", "inbound", "--format", "json", db=db)
    return len(listed.json()) if listed.status == DONE else None


def whole(tap, name, door, count):
    tap.expect(f"{name}: the store is sound", door.run("audit"), DONE, "sound")
    tap.check(f"{name}: it holds what it held", record_count(door) == count, record_count(door))


def locked(tap):
    with Door() as door:
        door.office()
        door.write("a.json", RECORD)
        other = sqlite3.connect(door.path("store.db"), isolation_level=None)
        other.execute("BEGIN IMMEDIATE")
        tap.expect("while another writes, reading goes on", door.run("list", "inbound"), DONE)
        result = door.run("put", "inbound", "a.json", NGOAIVU_WAIT="1")
        tap.expect("writing waits and then says who is in the way", result, BUSY, "in use by another")
        other.execute("ROLLBACK")
        tap.expect("afterwards it writes", door.run("put", "inbound", "a.json"), DONE)
        whole(tap, "locked", door, 1)


def read_only(tap):
    with Door() as door:
        door.office()
        door.write("a.json", RECORD)
        door.run("put", "inbound", "a.json")
        os.chmod(door.path("store.db"), 0o444)
        os.chmod(door.folder, 0o555)
        user = 65534 if os.geteuid() == 0 else None  # root may write everything
        if user and door.run("--version", user=user).status != 0:
            tap.skip("a store that may only be read is read", "only root may run the program")
            return
        tap.expect("a store that may only be read is read", door.run("list", "inbound", user=user), DONE)
        tap.expect("reported", door.run("report", "--period", "2020-Q1", user=user), DONE, "01 đoàn")
        tap.expect("its reports listed", door.run("report", "list", user=user), DONE)
        tap.expect("examined", door.run("audit", user=user), DONE)
        tap.expect("and not written", door.run("put", "inbound", "a.json", user=user), SYSTEM, "read-only")
        tap.expect("and no report opened", door.run("report", "open", "--period", "2020-Q1", user=user), SYSTEM, "read-only")
        os.chmod(door.folder, 0o755)


def full_disk(tap):
    """A disk of a few megabytes, where root may make one."""
    with Door() as outside:
        disk = outside.path("disk")
        os.mkdir(disk)
        if subprocess.run(["mount", "-t", "tmpfs", "-o", "size=4m", "none", disk], capture_output=True).returncode:
            tap.skip("a full disk is told", "no disk can be mounted here")
            return
        try:
            door = Door()
            shutil.rmtree(door.folder)
            door.folder = disk
            door.office()
            door.write("a.json", RECORD)
            door.run("put", "inbound", "a.json")
            outside.write("a.csv", ROWS)
            tap.expect("a full disk is told", door.run("load", "inbound", "../a.csv"), SYSTEM, "the disk is full")
            whole(tap, "a full disk", door, 1)
            room = os.statvfs(disk)
            door.write("rest", b"x" * max(0, room.f_bavail * room.f_bsize - 8192))
            for number in range(20):
                last = door.run("put", "inbound", "a.json")
                if last.status != DONE:
                    break
            tap.expect("a record more than fits is told", last, SYSTEM, "the disk is full")
            os.unlink(door.path("rest"))
            whole(tap, "with room again", door, 1 + number)
            tap.expect("it takes records again", door.run("put", "inbound", "a.json"), DONE)
        finally:
            subprocess.run(["umount", disk], check=True)


def full(tap):
    """No file may grow, at every place of a load: RLIMIT_FSIZE."""
    with Door() as door:
        door.office()
        door.write("a.json", RECORD)
        door.write("a.csv", ROWS)
        door.run("put", "inbound", "a.json")
        for most in (0, 4096, 65536, 300_000, 1_000_000, 3_000_000):
            result = door.run("load", "inbound", "a.csv", limits=[(resource.RLIMIT_FSIZE, most)])
            tap.expect(f"no file beyond {most} bytes: told", result, SYSTEM, "disk")
            whole(tap, f"full after {most}", door, 1)
        result = door.run("put", "inbound", "a.json", limits=[(resource.RLIMIT_FSIZE, 0)])
        tap.expect("one record on a full disk is told", result, SYSTEM, "full")
        whole(tap, "full", door, 1)
        result = door.run("backup", "copy.db", limits=[(resource.RLIMIT_FSIZE, 65536)])
        tap.expect("a backup on a full disk is told", result, SYSTEM)
        tap.check("and leaves no half copy", not os.path.exists(door.path("copy.db")), os.listdir(door.folder))
        result = door.run("export", "inbound", "--output", "a.xlsx", limits=[(resource.RLIMIT_FSIZE, 1000)])
        tap.expect("an export on a full disk is told", result, SYSTEM)
        tap.check("and leaves no half file", not os.path.exists(door.path("a.xlsx")), os.listdir(door.folder))
        tap.expect("with room again, all goes in", door.run("load", "inbound", "a.csv"), DONE, "3000 written")
        whole(tap, "room again", door, 3001)


def newer(tap):
    with Door() as door:
        door.office()
        with sqlite3.connect(door.path("store.db")) as raw:
            raw.execute("UPDATE setting SET value = '999' WHERE name = 'schema'")
        raw.close()
        tap.expect("a store of a newer program is refused", door.run("list", "inbound"), REFUSED, "newer")
        tap.expect("for writing too", door.run("init", "--office", "qn"), REFUSED, "newer")


def others(tap):
    with Door() as door:
        door.write("text.db", "this is no database at all, only some words that are longer than a header\n" * 10)
        tap.expect("a text is no store", door.run("list", "inbound", db="text.db"), INPUT, "text.db")
        door.write("empty.db", b"")
        tap.expect("an empty file is no store", door.run("list", "inbound", db="empty.db"), ABSENT, "init")
        with sqlite3.connect(door.path("other.db")) as raw:
            raw.execute("CREATE TABLE spam(x)")
        raw.close()
        tap.expect("another program's database is none", door.run("list", "inbound", db="other.db"), INPUT, "another program")
        tap.expect("and init does not write into it", door.run("init", "--office", "tb", db="other.db"), INPUT)
        tap.check("which is as it was", sqlite3.connect(door.path("other.db")).execute("SELECT name FROM sqlite_schema").fetchall() == [("spam",)])


def tampered(tap):
    """What is changed behind the program's back is found."""
    acts = {
        "a figure's sum": "UPDATE balance SET sum = sum + 1 WHERE rowid = (SELECT min(rowid) FROM balance)",
        "a record's field": "UPDATE r_inbound SET f_visitors = f_visitors + 1",
        "a record that is gone": "DELETE FROM r_inbound WHERE rowid = (SELECT min(rowid) FROM r_inbound)",
        "a search copy": "DELETE FROM search WHERE rowid = (SELECT min(rowid) FROM search)",
        "a word in the history": "DROP TRIGGER history_keep; UPDATE history SET why = 'x' WHERE rowid = (SELECT max(rowid) FROM history)",
        "the last change": "DROP TRIGGER history_hold; DELETE FROM history WHERE rowid = (SELECT max(rowid) - 3 FROM history)",
        "an entry": "DROP TRIGGER entry_keep; UPDATE entry SET delta = delta + 1 WHERE record = (SELECT max(record) FROM entry)",
        "an entry that is gone": "DROP TRIGGER entry_hold; DELETE FROM entry WHERE record = (SELECT max(record) FROM entry)",
        "a moment": "DROP TRIGGER history_keep; UPDATE history SET at = at - 1 WHERE rowid = (SELECT max(rowid) FROM history)",
    }
    with Door() as door:
        door.demo("tb")
        for act in ("UPDATE history SET why = 'x'", "DELETE FROM history", "UPDATE entry SET delta = 0", "DELETE FROM entry"):
            raw = sqlite3.connect(door.path("store.db"))
            try:
                raw.execute(act)
                refused = False
            except sqlite3.DatabaseError as error:
                refused = "append-only" in str(error)
            raw.close()
            tap.check(f"{act}: refused by the store itself", refused)
        for name, act in acts.items():
            for ending in ("", "-wal", "-shm"):
                if os.path.exists(door.path("store.db" + ending)):
                    shutil.copy(door.path("store.db" + ending), door.path("t.db" + ending))
            raw = sqlite3.connect(door.path("t.db"))
            try:
                raw.executescript(act)
                raw.commit()
            except sqlite3.DatabaseError as error:
                tap.check(f"{name}: changed", False, error)
                continue
            finally:
                raw.close()
            result = door.run("audit", db="t.db")
            tap.check(f"{name}: the audit finds it", result.status == FINDINGS, result)
            for ending in ("", "-wal", "-shm"):
                if os.path.exists(door.path("t.db" + ending)):
                    os.unlink(door.path("t.db" + ending))


def damaged(tap):
    """Bytes of the file itself changed or missing."""
    chance = random.Random(7)
    with Door() as door:
        door.demo("tb")
        door.run("backup", "good.db")
        good = door.read("good.db")
        unseen = []
        for number in range(40):
            content = bytearray(good)
            if number % 4 == 0:
                content = content[:chance.randrange(1, len(content))]
            else:
                for _ in range(1 if number % 2 else 200):
                    content[chance.randrange(100, len(content))] ^= 1 << chance.randrange(8)
            door.write("bad.db", bytes(content))
            for ending in ("-wal", "-shm"):
                if os.path.exists(door.path("bad.db" + ending)):
                    os.unlink(door.path("bad.db" + ending))
            for words in (("audit",), ("list", "inbound"), ("figure", "inbound.visitors", "--span", "2020"), ("search", "doan")):
                result = door.run(*words, db="bad.db")
                if not 0 <= result.status <= 7 or "CRITICAL" in result.err or "Sanitizer" in result.err:
                    unseen.append(result)
        tap.check("a damaged store is answered each time", not unseen, unseen[0] if unseen else "")
        door.write("bad.db", good[:len(good) // 2])
        result = door.run("audit", db="bad.db")
        tap.check("half a store is told", result.status in (FINDINGS, INPUT, SYSTEM), result)
        tap.expect("half a store is not restored", door.run("restore", "bad.db", "new.db"), result.status if result.status != FINDINGS else SYSTEM)
        tap.check("nothing is made of it", not os.path.exists(door.path("new.db")), os.listdir(door.folder))
        tap.expect("the good copy is restored", door.run("restore", "good.db", "new.db"), DONE)
        tap.check("with the same figures", door.run("figure", "inbound.visitors", "--span", "2020", db="new.db").out == door.run("figure", "inbound.visitors", "--span", "2020").out)


def main():
    tap = Tap()
    parts = {part.__name__: part for part in (locked, read_only, full_disk, full, newer, others, tampered, damaged)}
    for name, part in parts.items():
        if len(sys.argv) < 2 or name in sys.argv[1:]:
            part(tap)
    tap.done()


if __name__ == "__main__":
    main()
