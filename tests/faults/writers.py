#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Many at once: nothing acknowledged is lost, nothing half is seen, copies are of one moment. And kill -9 among them."""
import json
import os
import random
import signal
import subprocess
import sys
import threading
import time

sys.dont_write_bytecode = True
TESTS = os.path.dirname(os.path.dirname(os.path.abspath(__file__)))
sys.path.insert(0, os.path.join(TESTS, "cli"))
os.environ.setdefault("LSAN_OPTIONS", f"suppressions={TESTS}/doc/lsan.txt:print_suppressions=0")
from door import CONFLICT, DONE, REFUSED, Door, Tap, environment

ROUNDS = int(os.environ.get("NGOAIVU_ROUNDS", "1"))
RECORD = {"name": "Đoàn", "country": ["JP"], "host": "leaders", "arrives_on": "2020-02-03", "visitors": 1, "state": "received"}
FIGURE = ("figure", "inbound.visitors", "--span", "2020", "--format", "json")


def codes(door, db="store.db"):
    return [r["code"] for r in door.run("list", "inbound", "--format", "json", db=db).json()]


def putter(door, name, count, acknowledged, refused):
    """One program after another, each one record; a record counts when its line arrived."""
    for i in range(count):
        door.write(f"{name}-{i}.json", dict(RECORD, code=f"{name}-{i}"))
        result = door.run("put", "inbound", f"{name}-{i}.json")
        (acknowledged if result.status == DONE and "inbound #" in result.out else refused).append(f"{name}-{i}")


def several_writers(tap):
    with Door() as door:
        door.office()
        acknowledged, refused = [], []
        threads = [threading.Thread(target=putter, args=(door, f"w{n}", 6 * ROUNDS, acknowledged, refused)) for n in range(4)]
        for thread in threads:
            thread.start()
        looks = []
        while any(thread.is_alive() for thread in threads):
            looks.append(door.run("audit"))
        for thread in threads:
            thread.join()
        tap.check("four writers: every record is acknowledged", not refused, refused)
        tap.check("and there, once", sorted(codes(door)) == sorted(acknowledged), codes(door))
        wrong = [look for look in looks if look.status != DONE]
        tap.check(f"an audit while others write sees a sound store ({len(looks)} times)", not wrong and looks, wrong[0] if wrong else "")
        tap.check("the figure is that of the records", door.run(*FIGURE).json()["value"] == len(acknowledged), door.run(*FIGURE))
        tap.expect("the store is sound", door.run("audit"), DONE, "sound")


def crowds(tap):
    """1, 8 and 32 programs that stay connected: each record is there once, and their numbers run on."""
    for count in (1, 8, 32):
        with Door() as door:
            door.office()
            each = 96 * ROUNDS // count
            running = [subprocess.Popen([os.environ["WRITER"], door.stores.url("store.db"), f"c{n}", str(each)], cwd=door.folder, env=environment("en"), stdout=subprocess.PIPE,
                                        stderr=subprocess.STDOUT, text=True) for n in range(count)]
            said = [process.communicate()[0].splitlines() for process in running]
            kept = sorted(line.split()[1] for lines in said for line in lines if line.startswith("kept "))
            others = [line for lines in said for line in lines if not line.startswith("kept ")]
            listed = door.run("list", "inbound", "--format", "json").json()
            ids = sorted(r["id"] for r in listed)
            tap.check(f"{count} writers: every record is kept, and at once", len(kept) == each * count and not others, others[:3])
            tap.check(f"{count} writers: and there, once", sorted(r["code"] for r in listed) == kept, len(listed))
            tap.check(f"{count} writers: no number is missing and none is given twice", ids == list(range(ids[0], ids[0] + len(kept))), ids)
            tap.check(f"{count} writers: the figure is that of the records", door.run(*FIGURE).json()["value"] == len(kept), door.run(*FIGURE))
            tap.expect(f"{count} writers: the store is sound", door.run("audit"), DONE, "sound")


def numbers(tap):
    """Reports issued at the same time take the numbers of the outgoing register without gaps, whoever is refused between."""
    with Door() as door:
        door.office()
        door.write("all.json", [dict(RECORD, code=f"n{i}", arrives_on=f"2020-0{1 + i}-15") for i in range(8)])
        door.run("put", "inbound", "all.json")
        periods = [f"2020-0{month}" for month in range(1, 9)]
        running = [door.start("issue", "--period", period, "--date", "2020-09-01") for period in periods]
        running += [door.start("issue", "--period", "2020-01", "--date", "2020-08-01"), door.start("issue", "--period", "2020-02", "--date", "2020-09-01")]
        ended = [(process.communicate(), process.returncode) for process in running]
        outgoing = door.run("list", "outgoing", "--format", "json").json()
        given = sorted(record["number"] for record in outgoing)
        done = sum(status == DONE for _, status in ended)
        tap.check("of ten programs that issue eight reports, each report is issued once", done == 8 and len(given) == 8, [(s, e.decode()[-300:]) for (_, e), s in ended])
        tap.check("with the numbers from 1 on, none missing and none given twice", given == list(range(1, 9)), given)
        reports = door.run("list", "report", "--format", "json").json()
        tap.check("and each report has its own", sorted(r["number"] for r in reports if r["state"] == "issued") == given, reports)
        tap.expect("the store is sound", door.run("audit"), DONE, "sound")


def one_version_changed_twice(tap):
    with Door() as door:
        door.office()
        door.write("r.json", RECORD)
        door.run("put", "inbound", "r.json")
        record = door.run("list", "inbound", "--format", "json").json()[0]
        wrong, version = [], record["version"]
        for number in range(3 * ROUNDS):
            for name in ("a", "b", "c"):
                door.write(f"{name}.json", {"id": record["id"], "version": version, "name": f"Đoàn {name} {number}"})
            running = [door.start("put", "inbound", f"{name}.json") for name in ("a", "b", "c")]
            ended = [(p.communicate(), p.returncode) for p in running]
            statuses = sorted(status for _, status in ended)
            told = [err.decode() for (_, err), status in ended if status == CONFLICT]
            if statuses != [DONE, CONFLICT, CONFLICT] or not all(f"version {version}," in t and f"version {version + 1}" in t for t in told):
                wrong.append(ended)
            version += 1
        tap.check("of three changes of one version one wins, and the others are told both versions", not wrong, wrong)
        history = door.run("history", "inbound", f"#{record['id']}", "--format", "json").json()
        tap.check("the history has each version once", [c["version"] for c in history] == list(range(1, version + 1)), history)
        tap.expect("the store is sound", door.run("audit"), DONE, "sound")


def readers_see_whole_changes(tap):
    """Records move from month to month all the time; the year's figure never changes, and its parts add up."""
    with Door() as door:
        door.office()
        door.write("all.json", [dict(RECORD, code=f"m{i}", visitors=10, arrives_on=f"2020-0{1 + i % 9}-15", host=("leaders", "agency")[i % 2]) for i in range(6)])
        door.run("put", "inbound", "all.json")
        stop, writes = threading.Event(), []

        def move():
            chance = random.Random(2)
            while not stop.is_set():
                now = door.run("list", "inbound", "--format", "json").json()
                door.write("move.json", [{"id": r["id"], "version": r["version"], "host": chance.choice(("leaders", "agency")),
                                          "arrives_on": f"2020-{chance.randrange(1, 13):02}-{chance.randrange(1, 29):02}"} for r in now])
                writes.append(door.run("put", "inbound", "move.json").status)
        mover = threading.Thread(target=move)
        mover.start()
        wrong, until, last = [], time.monotonic() + 4 * ROUNDS, time.monotonic() + 300
        while time.monotonic() < until or (len(writes) < 4 and time.monotonic() < last):
            answer = door.run("figure", "inbound.visitors", "--span", "2020-01-01/2020-12-31", "--by", "host", "--format", "json").json()
            if answer["value"] != 60 or sum(row["value"] for row in answer["rows"]) != 60:
                wrong.append(answer)
        stop.set()
        mover.join()
        tap.check(f"readers see each change whole ({len(writes)} changes)", not wrong and len(writes) > 3 and set(writes) == {DONE}, wrong[:2] or writes)
        tap.expect("the store is sound", door.run("audit"), DONE, "sound")


TOGGLE = """
import sqlite3, sys, time
raw = sqlite3.connect(sys.argv[1], isolation_level=None, timeout=30)
raw.execute("PRAGMA synchronous=OFF")
cells = raw.execute("SELECT min(cell), max(cell) FROM balance JOIN series ON id = (cell >> 46 << 24) | (cell & 16777215) WHERE figure = 'inbound.visitors' AND (cell >> 36) & 1023 = 1023").fetchone()
until, turns = time.monotonic() + float(sys.argv[2]), 0
while time.monotonic() < until:
    raw.execute("BEGIN IMMEDIATE")
    for cell, sign in zip(cells, (1, -1)):
        raw.execute("UPDATE balance SET sum = sum + ? WHERE cell = ?", (sign * (-1) ** turns * 7, cell))
    raw.execute("COMMIT")
    turns += 1
print(turns)
"""


# The same in PostgreSQL, each turn a transaction.
TOGGLE_SERVER = """
CREATE TEMPORARY TABLE turn(count int); INSERT INTO turn VALUES (0);
DO $$ DECLARE least bigint; most bigint; turns int := 0; until timestamptz := clock_timestamp() + interval '%s s';
BEGIN
    SELECT min(cell), max(cell) INTO least, most FROM balance JOIN series ON id = (cell >> 46 << 24) | (cell & 16777215) WHERE figure = 'inbound.visitors' AND (cell >> 36) & 1023 = 1023;
    WHILE clock_timestamp() < until LOOP
        UPDATE balance SET sum = sum + 7 * (CASE turns %% 2 WHEN 0 THEN 1 ELSE -1 END) * (CASE cell WHEN least THEN 1 ELSE -1 END) WHERE cell IN (least, most);
        turns := turns + 1;
        UPDATE turn SET count = turns;
        COMMIT;
    END LOOP;
END $$;
SELECT count FROM turn;
"""


def toggle(door, seconds):
    if door.stores.server:
        act, url = TOGGLE_SERVER % seconds, door.stores.url("store.db")
        return subprocess.Popen(["psql", "-X", "-q", "-A", "-t", "-c", act.split("DO $$")[0], "-c", "DO $$" + act.split("DO $$")[1].split("SELECT count")[0],
                                 "-c", "SELECT count FROM turn", url], stdout=subprocess.PIPE)
    return subprocess.Popen([sys.executable, "-c", TOGGLE, door.path("store.db"), str(seconds)], stdout=subprocess.PIPE)


def readers_see_one_moment(tap):
    """The same, thousands of times: two series change together, and no reader sees one of them alone."""
    with Door() as door:
        door.office()
        door.write("all.json", [dict(RECORD, code=f"m{i}", visitors=10, host=("leaders", "agency")[i % 2], country=[c]) for i, c in enumerate(("JP", "KR", "CN", "LA", "US", "FR"))])
        door.run("put", "inbound", "all.json")
        toggling = toggle(door, 3 * ROUNDS)
        wrong, looks = [], 0
        while toggling.poll() is None:
            for words in (("--span", "2020"), ("--span", "2020", "--by", "host")):
                answer = door.run("figure", "inbound.visitors", *words, "--format", "json")
                looks += 1
                if answer.json()["value"] != 60 or ("--by" in words and sum(row["value"] for row in answer.json()["rows"]) != 60):
                    wrong.append(answer)
        turns = int(toggling.communicate()[0] or 0)
        tap.check(f"two series that change together are seen together ({looks} looks, {turns} changes)", not wrong and turns > 100, wrong[0] if wrong else turns)


def copies_of_one_moment(tap):
    with Door() as door:
        door.demo("tb")
        stop, count = threading.Event(), [0]

        def write():
            while not stop.is_set():
                door.write("w.json", [dict(RECORD, name=f"Đoàn {count[0]}-{i}") for i in range(5)])
                count[0] += door.run("put", "inbound", "w.json").status == DONE
        held = len(codes_of_all(door))
        writer = threading.Thread(target=write)
        writer.start()
        wrong = []
        for number in range(3 * ROUNDS):
            made = door.run("backup", f"copy{number}.db")
            restored = door.run("restore", f"copy{number}.db", f"new{number}.db") if made.status == DONE else made
            there = len(codes_of_all(door, f"new{number}.db")) if restored.status == DONE else -1
            if restored.status != DONE or (there - held) % 5 or door.run("audit", db=f"new{number}.db").status != DONE:
                wrong.append(f"{restored} {there} {held}")
        stop.set()
        writer.join()
        tap.check(f"copies made while a writer runs hold whole changes ({count[0]} changes)", not wrong and count[0] > 0, "\n".join(wrong))
        door.run("backup", "last.db")
        door.run("restore", "last.db", "last-new.db")
        tap.check("a restored store has the same figures", door.run(*FIGURE).out == door.run(*FIGURE, db="last-new.db").out)
        before = door.read("last-new.db")
        tap.expect("restoring overwrites nothing", door.run("restore", "copy0.db", "last-new.db"), REFUSED)
        tap.expect("a backup overwrites nothing", door.run("backup", "last-new.db"), REFUSED)
        tap.check("what was there is as it was", door.read("last-new.db") == before)
        running = [door.start("put", "inbound", "w.json", db="last-new.db") for _ in range(4)]
        ended = [(p.communicate(), p.returncode) for p in running]
        tap.check("several writers open a restored store at once", [s for _, s in ended] == [DONE] * 4, ended)
        tap.expect("and it is sound", door.run("audit", db="last-new.db"), DONE, "sound")


def codes_of_all(door, db="store.db"):
    return door.run("list", "inbound", "--format", "json", db=db).json()


def duration(door, *words, **more):
    began = time.monotonic()
    door.run(*words, **more)
    return time.monotonic() - began


def killed_among_others(tap):
    """Writers and readers die at any moment; the others go on."""
    chance = random.Random(int(os.environ.get("NGOAIVU_SEED", "8")))
    with Door() as door:
        door.office()
        whole = duration(door, "audit")
        acknowledged, cut = set(), 0
        for number in range(6 * ROUNDS):
            running = []
            for n in range(3):
                name = f"k{number}-{n}"
                door.write(f"{name}.json", [dict(RECORD, code=f"{name}-{i}") for i in range(20)])
                running.append((name, door.start("put", "inbound", f"{name}.json")))
            running.append((None, door.start("figure", "inbound.visitors", "--span", "2020")))
            time.sleep(chance.random() * 3 * whole)
            victims = [p for _, p in chance.sample(running, 2)]
            for victim in victims:
                cut += victim.poll() is None
                victim.kill()
            for name, process in running:
                out, _ = process.communicate()
                if name and out.count(b"inbound #") == 20:
                    acknowledged.add(name)
                elif name and process not in victims:
                    acknowledged.add(f"{name} was not killed, but did not write: {process.returncode}")
        there = {}
        for code in codes(door):
            there[code.rsplit("-", 1)[0]] = there.get(code.rsplit("-", 1)[0], 0) + 1
        tap.check(f"killed among others ({cut} of them): all that was acknowledged is there", acknowledged <= set(there), acknowledged - set(there))
        tap.check("whole", set(there.values()) <= {20}, there)
        tap.check("with its figure", door.run(*FIGURE).json()["value"] == 20 * len(there), there)
        tap.expect("sound", door.run("audit"), DONE, "sound")
        door.write("r.json", RECORD)
        tap.expect("and the next write goes in", door.run("put", "inbound", "r.json"), DONE)


def killed_in_making(tap):
    """demo, gen, issue and restore: whole or not at all."""
    chance = random.Random(int(os.environ.get("NGOAIVU_SEED", "10")))
    with Door() as door:
        door.demo("tb")
        door.run("backup", "copy.db")
        acts = [("demo", "--offices", "qn"), ("gen", "--offices", "2", "--records", "60", "--years", "2020-2020"),
                ("restore", "copy.db", "new.db"), ("report", "open", "--office", "tb", "--period", "2020-Q1")]
        door.stores.copy("store.db", "whole.db")
        whole = [duration(door, *words, db="whole.db") for words in acts]
        os.unlink(door.path("new.db"))
        wrong, cut = [], 0
        for number in range(8 * ROUNDS):
            words = acts[number % len(acts)]
            db = f"k{number}.db"
            door.stores.copy("store.db", db)
            process = door.start(*words, db=db)
            time.sleep(chance.random() * whole[number % len(acts)])
            cut += process.poll() is None
            process.kill()
            process.communicate()
            audit = door.run("audit", db=db)
            if audit.status != DONE:
                wrong.append(audit)
            if os.path.exists(door.path("new.db")):
                if door.run("audit", db="new.db").status != DONE:
                    wrong.append("half a restored store has its name")
                os.unlink(door.path("new.db"))
            again = door.run(*words, db=db)
            if again.status not in (DONE, CONFLICT):
                wrong.append(f"{words} again: {again}")
            if os.path.exists(door.path("new.db")):
                os.unlink(door.path("new.db"))
            door.stores.drop(db)
        tap.check(f"killed in the making ({cut} times): sound, and done again", not wrong and cut > 0, "\n".join(map(str, wrong)))


def main():
    tap = Tap()
    for part in (several_writers, crowds, numbers, one_version_changed_twice, readers_see_whole_changes, readers_see_one_moment, copies_of_one_moment, killed_among_others, killed_in_making):
        if len(sys.argv) < 2 or part.__name__ in sys.argv[1:]:
            part(tap)
    tap.done()


if __name__ == "__main__":
    main()
