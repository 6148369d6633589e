#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Stores that cannot be opened, or not to be written: each is told in words, in time, and stays as it is."""
import os
import resource
import shutil
import sqlite3
import stat
import subprocess
import sys
import time

sys.dont_write_bytecode = True
TESTS = os.path.dirname(os.path.dirname(os.path.abspath(__file__)))
sys.path.insert(0, os.path.join(TESTS, "cli"))
os.environ.setdefault("LSAN_OPTIONS", f"suppressions={TESTS}/doc/lsan.txt:print_suppressions=0")
from door import ABSENT, BUSY, DONE, INPUT, PROGRAM, REFUSED, SYSTEM, Door, Result, Tap, environment
from older import YEARS_WITH_MONTHS

RECORD = {"name": "Đoàn", "country": ["JP"], "host": "leaders", "arrives_on": "2020-02-03", "visitors": 3, "state": "received"}
FIGURE = ("figure", "inbound.visitors", "--span", "2020")
NOBODY = 65534


def office(door):
    door.office()
    door.write("r.json", RECORD)
    assert door.run("put", "inbound", "r.json").status == DONE


def as_nobody(door, *words, db="store.db", **env):
    """What a user sees who owns nothing here; None where nobody can be had."""
    if os.geteuid() != 0:
        return None

    def drop():
        os.setgroups([])
        os.setgid(NOBODY)
        os.setuid(NOBODY)
    done = subprocess.run([PROGRAM, "--db", "sqlite:" + door.path(db), *words], cwd="/", env=environment("en", **env), capture_output=True, preexec_fn=drop, timeout=60)
    return Result(done.returncode, done.stdout.decode(errors="replace"), done.stderr.decode(errors="replace"))


def no_files(tap):
    """Whatever stands in the place of a store."""
    with Door() as door:
        os.mkdir(door.path("folder.db"))
        os.mkfifo(door.path("pipe.db"))
        os.symlink("nowhere.db", door.path("link.db"))
        os.symlink("round.db", door.path("round.db"))
        began = time.monotonic()
        for words in (("list", "inbound"), ("audit",), ("init", "--office", "tb"), ("backup", "copy.db")):
            tap.expect(f"{words[0]}: a folder is no store", door.run(*words, db="folder.db"), INPUT, "folder")
            tap.expect(f"{words[0]}: a pipe is no store", door.run(*words, db="pipe.db"), INPUT, "regular file")
            tap.expect(f"{words[0]}: a link to itself is no store", door.run(*words, db="round.db"), SYSTEM, "round.db")
            if words[0] != "init":
                tap.expect(f"{words[0]}: a link to nowhere is no store", door.run(*words, db="link.db"), ABSENT, "no store")
        tap.expect("a place in no folder", door.run("init", "--office", "tb", db="none/such.db"), SYSTEM, "cannot be opened")
        tap.expect("a file taken for a folder", door.run("list", "inbound", db="pipe.db/x.db"), SYSTEM, "pipe.db/x.db")
        tap.check("nobody waited for a pipe", time.monotonic() - began < 60)
        tap.expect("a store that is restored from a folder", door.run("restore", "folder.db", "new.db"), INPUT, "folder")
        tap.check("nothing was made", not os.path.exists(door.path("new.db")) and not os.path.exists(door.path("copy.db")))


def cut_short(tap):
    """A file that ends early, at every kind of place: told, and never half a store."""
    with Door() as door:
        office(door)
        door.run("backup", "good.db")
        good = door.read("good.db")
        wrong = []
        for length in (0, 1, 16, 50, 99, 100, 101, 512, 4095, 4096, 4097, 8192, len(good) // 3, len(good) - 4096, len(good) - 1):
            for words in (("audit",), ("list", "inbound"), ("restore", "bad.db", "new.db")):
                door.write("bad.db", good[:length])
                result = door.run(*words, db="bad.db", ASAN_OPTIONS="detect_leaks=0")
                if not 1 <= result.status <= 7 or "CRITICAL" in result.err or "Sanitizer" in result.err or not (result.out + result.err):
                    wrong.append(f"{length} bytes: {words}: {result}")
        tap.check("a store that ends early is told", not [w for w in wrong if "list" not in w], "\n".join(wrong[:5]))
        tap.check("nothing is made of it", not os.path.exists(door.path("new.db")))
        door.write("text.db", "không phải kho dữ liệu, chỉ là mấy dòng chữ\n" * 40)
        tap.expect("a text is no store", door.run("audit", db="text.db"), INPUT, "not a store")
        raw = sqlite3.connect(door.path("empty.db"))
        raw.execute("PRAGMA application_id = 0x6e677675")
        raw.close()
        tap.expect("a store with nothing in it", door.run("audit", db="empty.db"), ABSENT, "no store")


def versions(tap):
    """A newer schema is refused whatever else is the same; a schema that says nothing is damage."""
    for value, status, part in (("1000", REFUSED, "newer"), ("999999999999", SYSTEM, "damaged"), ("", SYSTEM, "damaged"), ("0", SYSTEM, "damaged"), ("x", SYSTEM, "damaged"), (None, SYSTEM, "damaged")):
        with Door() as door:
            office(door)
            raw = sqlite3.connect(door.path("store.db"), isolation_level=None)
            raw.execute("DELETE FROM setting WHERE name = 'schema'")
            if value is not None:
                raw.execute("INSERT INTO setting VALUES ('schema', ?)", (value,))
            before = raw.execute("SELECT * FROM setting").fetchall()
            for words in (("list", "inbound"), ("put", "inbound", "r.json"), ("audit",), ("init", "--office", "qn"), ("restore", "store.db", "new.db")):
                tap.expect(f"schema {value!r}: {words[0]}", door.run(*words), status, part)
            tap.check(f"schema {value!r}: it is left as it is", raw.execute("SELECT * FROM setting").fetchall() == before)
            raw.close()


def older(tap):
    """Balances of years once stood with those of months: the first command that may write puts them where they are now."""
    with Door() as door:
        office(door)
        raw = sqlite3.connect(door.path("store.db"), isolation_level=None)
        balances = raw.execute("SELECT * FROM balance ORDER BY cell").fetchall()
        raw.execute(YEARS_WITH_MONTHS)
        tap.check("an older store: it has its years elsewhere", raw.execute("SELECT * FROM balance ORDER BY cell").fetchall() != balances)
        raw.execute("UPDATE setting SET value = '2' WHERE name = 'schema'")
        for words in (("audit",), ("restore", "store.db", "new.db")):
            tap.expect(f"an older store: {words[0]} tells what to do", door.run(*words), REFUSED, "an older ngoaivu made this store")
        tap.expect("an older store: it is brought up to date", door.run("list", "inbound"), DONE)
        tap.check("an older store: its balances are where they are now", raw.execute("SELECT * FROM balance ORDER BY cell").fetchall() == balances)
        raw.close()
        tap.expect("an older store: then it is sound", door.run("audit"), DONE, "sound")
        tap.expect("an older store: a year is what it was", door.run(*FIGURE), DONE, "3")


def locked(tap):
    """Held by another program: readers read, writers wait as long as they are told and then say so."""
    with Door() as door:
        office(door)
        raw = sqlite3.connect(door.path("store.db"), isolation_level=None)
        raw.execute("BEGIN EXCLUSIVE")
        tap.expect("reading goes on", door.run(*FIGURE), DONE, "3")
        tap.expect("so does an audit", door.run("audit"), DONE, "sound")
        tap.expect("so does a backup", door.run("backup", "copy.db"), DONE)
        for wait, most in (("0", 5), ("1", 6)):
            began = time.monotonic()
            tap.expect(f"a writer waits {wait} s", door.run("put", "inbound", "r.json", NGOAIVU_WAIT=wait), BUSY, "in use by another program")
            tap.check(f"and no longer than {wait} s", float(wait) <= time.monotonic() - began < most + float(wait), time.monotonic() - began)
        waiting = door.start("put", "inbound", "r.json")
        time.sleep(1)
        raw.execute("COMMIT")
        out, err = waiting.communicate(timeout=60)
        tap.check("a writer that waited long enough writes", waiting.returncode == DONE, err)
        raw.close()
        tap.expect("the store is sound", door.run("audit"), DONE, "sound")
        plain = sqlite3.connect(door.path("copy.db"), isolation_level=None)
        plain.execute("BEGIN EXCLUSIVE")
        tap.expect("a copy without a log that another holds is told", door.run(*FIGURE, db="copy.db", NGOAIVU_WAIT="1"), BUSY, "in use by another program")
        plain.execute("ROLLBACK")
        plain.execute("BEGIN")
        plain.execute("SELECT count(*) FROM history").fetchone()
        tap.expect("and is read while another reads it", door.run(*FIGURE, db="copy.db"), DONE, "3")
        plain.close()
        tap.expect("and written afterwards", door.run("put", "inbound", "r.json", db="copy.db"), DONE)


def read_only(tap):
    """A user who may not write here."""
    with Door() as door:
        office(door)
        os.chmod(door.folder, 0o755)
        os.chmod(door.path("store.db"), 0o644)
        if as_nobody(door, "registers") is None:
            tap.skip("a store that may only be read", "needs root, to be nobody")
            return
        tap.expect("a store that may only be read is read", as_nobody(door, *FIGURE), DONE, "3")
        tap.expect("and audited", as_nobody(door, "audit"), DONE, "sound")
        tap.expect("and found in", as_nobody(door, "search", "doan"), DONE, "Đoàn")
        tap.expect("but not written", as_nobody(door, "put", "inbound", door.path("r.json")), SYSTEM, "permissions")
        tap.check("no file was made beside it", sorted(os.listdir(door.folder)) == ["r.json", "store.db"], os.listdir(door.folder))
        raw = sqlite3.connect(door.path("store.db"), isolation_level=None)
        raw.execute("UPDATE setting SET value = value WHERE name = 'schema'")
        logs = [n for n in os.listdir(door.folder) if n.startswith("store.db-")]
        tap.check("while another has it open there is a log", len(logs) == 2, logs)
        tap.expect("it is read by the log", as_nobody(door, *FIGURE), DONE, "3")
        os.chmod(door.path("store.db-shm"), 0o600)
        os.chmod(door.path("store.db-wal"), 0o600)
        tap.expect("a log that may not be read is told", as_nobody(door, *FIGURE), SYSTEM, "permissions")
        raw.close()
        os.chmod(door.path("store.db"), 0o600)
        tap.expect("a store that may not be read is told", as_nobody(door, *FIGURE), SYSTEM, "permissions")
        os.chmod(door.folder, 0o700)
        tap.expect("so is a folder that may not be entered", as_nobody(door, *FIGURE), SYSTEM, "Permission denied")
        os.chmod(door.folder, 0o555)
        os.chmod(door.path("store.db"), 0o666)
        tap.expect("a file that may be written in a folder that may not", as_nobody(door, "put", "inbound", door.path("r.json")), SYSTEM, "permissions")
        tap.expect("is read all the same", as_nobody(door, *FIGURE), DONE, "3")
        os.chmod(door.folder, 0o755)
        tap.expect("all of it left the store sound", door.run("audit"), DONE, "sound")


def read_only_disk(tap):
    """A disk that takes no writes, where root may mount one."""
    with Door() as door:
        office(door)
        place = door.path("disk")
        os.mkdir(place)
        os.mkdir(door.path("real"))
        shutil.copy(door.path("store.db"), door.path("real/store.db"))
        bind = ["mount", "--bind", door.path("real"), place]
        if os.geteuid() != 0 or subprocess.run(bind, capture_output=True).returncode:
            tap.skip("a read-only disk", "nothing can be mounted here")
            return
        try:
            if subprocess.run(["mount", "-o", "remount,bind,ro", place], capture_output=True).returncode:
                tap.skip("a read-only disk", "nothing can be mounted read-only here")
                return
            tap.expect("a store on a read-only disk is read", door.run(*FIGURE, db="disk/store.db"), DONE, "3")
            tap.expect("and audited", door.run("audit", db="disk/store.db"), DONE, "sound")
            tap.expect("and copied", door.run("backup", "copy.db", db="disk/store.db"), DONE)
            tap.expect("and restored from", door.run("restore", "disk/store.db", "new.db"), DONE, "sound")
            tap.expect("but not written", door.run("put", "inbound", "r.json", db="disk/store.db"), SYSTEM, "read-only")
            os.makedirs(door.path("own/registers"))
            with open(door.path("own/registers/gift.yaml"), "w", encoding="utf-8") as file:
                file.write("register: gift\nextends: true\nfields:\n  weather: {type: text, label: {vi: Thời tiết, en: Weather}}\n")
            tap.expect("nor brought to other definitions, and that is said", door.run("list", "inbound", "--definitions", "own", db="disk/store.db"), SYSTEM, "definitions", "read-only")
        finally:
            subprocess.run(["umount", place], check=True)


def full(tap):
    """No byte more, at the commands that make files of their own."""
    with Door() as door:
        office(door)
        door.run("backup", "copy.db")
        for words in (("backup", "new.db"), ("restore", "copy.db", "new.db")):
            for most in (0, 4096, 200_000):
                result = door.run(*words, limits=[(resource.RLIMIT_FSIZE, most)])
                left = [n for n in os.listdir(door.folder) if n.startswith("new.db")]
                tap.check(f"{words[0]} with room for {most} bytes: told, and nothing left", result.status == SYSTEM and ("new.db" in result.err or "full" in result.err) and not left, f"{result} {left}")
        result = door.run("init", "--office", "qn", db="other.db", limits=[(resource.RLIMIT_FSIZE, 8192)])
        tap.expect("a store that cannot grow is not made", result, SYSTEM, "full")
        tap.expect("and is made when there is room", door.run("init", "--office", "qn", db="other.db"), DONE)
        tap.expect("sound", door.run("audit", db="other.db"), DONE, "sound")


def interrupted_copies(tap):
    """What a copy that was cut off left behind does not get into the next one."""
    with Door() as door:
        office(door)
        for ending in ("", "-journal", "-wal", "-shm"):
            door.write("copy.db.part" + ending, os.urandom(20000))
        tap.expect("a copy is made over what was left", door.run("backup", "copy.db"), DONE)
        tap.expect("and is whole", door.run("audit", db="copy.db"), DONE, "sound")
        left = [n for n in os.listdir(door.folder) if ".part" in n]
        tap.check("nothing is left", not left, left)
        os.symlink("elsewhere.db", door.path("link.db"))
        result = door.run("backup", "link.db")
        tap.check("a link under the name of the copy is not written through", not os.path.exists(door.path("elsewhere.db")), result)


def no_library(tap):
    """The library of a server's store is loaded for such a store alone; a broken one is told with its package."""
    with Door() as door:
        door.write("libpq.so.5", "no library")
        path = {"LD_LIBRARY_PATH": door.folder}
        result = door.run("list", "inbound", "--db", "postgresql://localhost/x", db=None, **path)
        tap.expect("a library that cannot be loaded", result, SYSTEM, "libpq.so.5", "package libpq5")
        tap.expect("a store in a file does without it", door.run("init", "--office", "tb", **path), DONE)
        for library, package in (("libmicrohttpd.so.12", "libmicrohttpd12"), ("liboath.so.0", "liboath0")):
            door.write(library, "no library")
            tap.expect(f"nor does it serve without {library}", door.run("serve", "--listen", "127.0.0.1:0", **path), SYSTEM, library, f"package {package}")
            os.remove(door.path(library))
    with Door() as door:
        door.demo("tb")
        report = ("report", "--office", "tb", "--period", "2020-Q1", "--output")
        door.write("fonts.conf", "<fontconfig/>")
        tap.expect("a PDF without any font", door.run(*report, "r.pdf", FONTCONFIG_FILE=door.path("fonts.conf")), SYSTEM, "fonts-liberation2")
        tap.expect("a PDF in the fonts of the user's choice", door.run(*report, "r.pdf", FONTCONFIG_FILE="/etc/fonts/fonts.conf"), DONE)
        door.write("libharfbuzz-subset.so.0", "no library")
        tap.expect("a PDF without HarfBuzz", door.run(*report, "r.pdf", LD_LIBRARY_PATH=door.folder), SYSTEM, "libharfbuzz-subset.so.0", "package libharfbuzz-subset0")
        tap.expect("a DOCX does without it", door.run(*report, "r.docx", LD_LIBRARY_PATH=door.folder), DONE)


def main():
    tap = Tap()
    for part in (no_files, cut_short, versions, older, locked, read_only, read_only_disk, full, interrupted_copies, no_library):
        if len(sys.argv) < 2 or part.__name__ in sys.argv[1:]:
            part(tap)
    tap.done()


if __name__ == "__main__":
    main()
