#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""kill -9 at any moment of a write: what was acknowledged is there, what was not is whole or absent."""
import os
import random
import signal
import sys
import time

sys.dont_write_bytecode = True
from door import DONE, Door, Tap, csv_text

HEAD = ["code", "name", "country", "host", "arrives_on", "visitors", "state"]
ROWS = 400
ROUNDS = 25


def sheet(batch):
    return csv_text([HEAD] + [[f"{batch}-{i}", f"Đoàn {i}", "JP", "leaders", "3/2/2020", 1, "received"] for i in range(ROWS)])


def interrupted(door, words, seconds):
    """Kills the program after that time; the status, None when it was killed before it ended."""
    process = door.start(*words)
    time.sleep(seconds)
    ended = process.poll()
    if ended is None:
        os.kill(process.pid, signal.SIGKILL)
    process.communicate()
    return ended if ended is not None else (process.returncode if process.returncode == 0 else None)


def duration(door, words):
    began = time.monotonic()
    assert door.run(*words).status == DONE
    return time.monotonic() - began


def batches(door):
    """How many records of each batch there are."""
    counts = {}
    for record in door.run("list", "inbound", "--format", "json").json():
        batch = record["code"].split("-")[0]
        counts[batch] = counts.get(batch, 0) + 1
    return counts


def loads(tap):
    chance = random.Random(3)
    with Door() as door:
        door.office()
        door.write("first.csv", sheet("first"))
        whole = duration(door, ("load", "inbound", "first.csv"))
        acknowledged, killed = {"first"}, 0
        for number in range(ROUNDS):
            door.write("a.csv", sheet(f"b{number}"))
            status = interrupted(door, ("load", "inbound", "a.csv"), chance.random() * whole * 1.2)
            killed += status is None
            if status == DONE:
                acknowledged.add(f"b{number}")
        counts = batches(door)
        tap.check("some loads were killed", killed > 0, killed)
        tap.check("what was acknowledged is there", acknowledged <= set(counts), acknowledged - set(counts))
        tap.check("every load is there whole or not at all", all(count == ROWS for count in counts.values()), counts)
        value = door.run("figure", "inbound.visitors", "--span", "2020", "--format", "json").json()["value"]
        tap.check("the figure is that of the records", value == ROWS * len(counts), (value, counts))
        tap.expect("the store is sound", door.run("audit"), DONE, "sound")


def puts(tap):
    chance = random.Random(4)
    with Door() as door:
        door.office()
        record = {"name": "Đoàn", "country": ["JP"], "host": "leaders", "arrives_on": "2020-02-03", "visitors": 1, "state": "received"}
        door.write("first.json", dict(record, code="first"))
        whole = duration(door, ("put", "inbound", "first.json"))
        acknowledged = {"first"}
        for number in range(ROUNDS):
            door.write("a.json", dict(record, code=f"p{number}"))
            if interrupted(door, ("put", "inbound", "a.json"), chance.random() * whole * 1.3) == DONE:
                acknowledged.add(f"p{number}")
        held = {r["code"] for r in door.run("list", "inbound", "--format", "json").json()}
        tap.check("every record that was acknowledged is there", acknowledged <= held, acknowledged - held)
        tap.expect("the store is sound", door.run("audit"), DONE, "sound")


def making(tap):
    """init and demo, killed: the next one goes on."""
    chance = random.Random(5)
    wrong = []
    for _ in range(12):
        with Door() as door:
            interrupted(door, ("init", "--office", "tb"), chance.random() * 0.4)
            again = door.run("init", "--office", "tb")
            if again.status not in (DONE, 6) or door.run("audit").status != DONE:
                wrong.append(again)
    tap.check("a store that was killed in the making is made again", not wrong, wrong[0] if wrong else "")


def copies(tap):
    chance = random.Random(6)
    with Door() as door:
        door.demo("tb")
        wrong = []
        for number in range(10):
            status = interrupted(door, ("backup", f"copy{number}.db"), chance.random() * 0.3)
            if os.path.exists(door.path(f"copy{number}.db")):
                result = door.run("audit", db=f"copy{number}.db")
                if result.status != DONE:
                    wrong.append(result)
            elif status == DONE:
                wrong.append(f"copy{number}.db was acknowledged and is not there")
        tap.check("a copy under its name is a whole copy", not wrong, wrong[0] if wrong else "")
        tap.expect("the store is sound", door.run("audit"), DONE, "sound")


def two_writers(tap):
    """Several programs write at once: each is heard, none is lost."""
    with Door() as door:
        door.office()
        for number in range(6):
            door.write(f"{number}.csv", sheet(f"w{number}"))
        running = [door.start("load", "inbound", f"{number}.csv") for number in range(6)]
        ended = [process.communicate() and process.returncode for process in running]
        tap.check("all of them end well", ended == [0] * 6, ended)
        counts = batches(door)
        tap.check("and all their records are there", len(counts) == 6 and set(counts.values()) == {ROWS}, counts)
        tap.expect("the store is sound", door.run("audit"), DONE, "sound")


def main():
    tap = Tap()
    for part in (loads, puts, making, copies, two_writers):
        part(tap)
    tap.done()


if __name__ == "__main__":
    main()
