#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""The whole server dies (kill -9 of every process of it) and comes back, again and again, while programs write: what was
kept is there, once; what was not is told, and goes in when it is done again. NGOAIVU_SEED, NGOAIVU_ROUNDS."""
import concurrent.futures
import json
import os
import random
import subprocess
import sys
import threading
import time

sys.dont_write_bytecode = True
TESTS = os.path.dirname(os.path.dirname(os.path.abspath(__file__)))
sys.path.insert(0, os.path.join(TESTS, "web"))
sys.path.insert(0, os.path.join(TESTS, "cli"))
os.environ.setdefault("LSAN_OPTIONS", f"suppressions={TESTS}/doc/lsan.txt:print_suppressions=0")
from door import BUSY, DONE, SYSTEM, Door, Tap, environment
import postgres
from web import Browser, Site, account

ROUNDS = int(os.environ.get("NGOAIVU_ROUNDS", "1"))
SEED = int(os.environ.get("NGOAIVU_SEED", "17"))
RECORD = {"name": "Đoàn", "country": ["JP"], "host": "leaders", "arrives_on": "2020-02-03", "visitors": 1, "state": "received"}
FIGURE = ("figure", "inbound.visitors", "--span", "2020", "--format", "json")
WRITERS, EACH, DEATHS = 3, 50 * ROUNDS, 5 * ROUNDS
PAUSE = 20  # milliseconds between the records of one


def whole(tap, name, door, wanted):
    """The records are those, once; their numbers run on from the office's first; the figure is theirs."""
    listed = door.run("list", "inbound", "--format", "json").json()
    tap.check(f"{name}: each record is there once", sorted(r["code"] for r in listed) == sorted(wanted), (len(listed), len(wanted)))
    ids = sorted(r["id"] for r in listed)
    tap.check(f"{name}: no number is missing", ids and ids == list(range(ids[0], ids[0] + len(ids))), ids)
    tap.check(f"{name}: the figure is theirs", door.run(*FIGURE).json()["value"] == len(wanted), door.run(*FIGURE))
    tap.expect(f"{name}: the store is sound", door.run("audit"), DONE, "sound")


class Writers:
    """Programs that stay connected, and what they say."""

    def __init__(self, url, names):
        self.running = [subprocess.Popen([os.environ["WRITER"], url, name, str(EACH), str(PAUSE)], stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, env=environment("en")) for name in names]
        self.said = [[] for _ in names]
        self.readers = [threading.Thread(target=lambda p=p, lines=lines: lines.extend(line.strip() for line in p.stdout)) for p, lines in zip(self.running, self.said)]
        for reader in self.readers:
            reader.start()

    def kept(self):
        return [line.split()[1] for lines in self.said for line in list(lines) if line.startswith("kept ")]

    def others(self):
        return [line for lines in self.said for line in lines if not line.startswith("kept ")]

    def busy(self):
        return any(process.poll() is None for process in self.running)

    def wait_for(self, number):
        """Until they have kept so many records, or have ended."""
        while len(self.kept()) < number and self.busy():
            time.sleep(0.01)
        return self.busy()

    def end(self):
        statuses = [process.wait(timeout=300) for process in self.running]
        for reader in self.readers:
            reader.join()
        return statuses


def die(server, chance):
    """The server dies, and comes back after a while."""
    server.kill()
    time.sleep(chance.random() / 2)
    server.start()


def connected(tap, server):
    """Programs that stay connected."""
    chance = random.Random(SEED)
    with Door() as door:
        door.office()
        writers = Writers(door.stores.url("store.db"), [f"w{n}" for n in range(WRITERS)])
        step, deaths = WRITERS * EACH // (DEATHS + 1), 0
        while deaths < DEATHS and writers.wait_for(step * deaths + chance.randint(WRITERS, step)):
            time.sleep(chance.random() / 20)
            die(server, chance)
            deaths += 1
        statuses = writers.end()
        lost, kept = writers.others(), writers.kept()
        tap.check(f"programs that stay connected go on after each of {deaths} deaths", statuses == [0] * WRITERS and deaths, (statuses, lost[-5:]))
        known = ("nothing was changed", "look whether", "reached", "lost", "starting")
        tap.check(f"what was not kept was told ({len(lost)} times)", all(any(words in line for words in known) for line in lost), lost[:5])
        whole(tap, "connected", door, kept)


def one_by_one(tap, server):
    """A program for each record, as scripts do."""
    chance = random.Random(SEED + 1)
    with Door() as door:
        door.office()
        kept, doubtful, wrong, stop = [], [], [], threading.Event()

        def write(name):
            number = 0
            while not stop.is_set():
                code = f"{name}-{number}"
                number += 1
                door.write(f"{name}.json", dict(RECORD, code=code))
                result = door.run("put", "inbound", f"{name}.json")
                if result.status == DONE:
                    kept.append(code)
                elif "look whether" in result.err:
                    doubtful.append(code)
                elif result.status not in (BUSY, SYSTEM) or "Sanitizer" in result.err:
                    wrong.append(result)
        threads = [threading.Thread(target=write, args=(f"o{n}",)) for n in range(2)]
        for thread in threads:
            thread.start()
        deaths, last = 0, time.monotonic() + 200
        while deaths < DEATHS and time.monotonic() < last:
            before = len(kept)
            while len(kept) < before + 2 and time.monotonic() < last:
                time.sleep(0.01)
            time.sleep(chance.random() / 3)
            die(server, chance)
            deaths += 1
        stop.set()
        for thread in threads:
            thread.join()
        tap.check(f"programs that find no server say so ({deaths} deaths)", not wrong, wrong[0] if wrong else "")
        there = {r["code"] for r in door.run("list", "inbound", "--format", "json").json()}
        tap.check(f"what was kept is there ({len(kept)} records)", kept and set(kept) <= there, set(kept) - there)
        whole(tap, "one by one", door, kept + [code for code in doubtful if code in there])


def ended_from_outside(tap, server):
    """An administrator ends connections; nothing of it reaches those who write."""
    with Door() as door:
        door.office()
        writers, cuts = Writers(door.stores.url("store.db"), ["e"]), 0
        while writers.wait_for(1 + 2 * cuts):
            cuts += len(postgres.sql(server.url(), f"SELECT pg_terminate_backend(pid, 2000) FROM pg_stat_activity WHERE datname = '{door.stores.database('store.db')}'"))
        statuses, kept = writers.end(), writers.kept()
        tap.check(f"a program whose connection is ended goes on ({cuts} times)", statuses == [0] and len(kept) == EACH and cuts, writers.others()[-5:])
        whole(tap, "ended from outside", door, kept)


OUTAGE = ("Đoàn trước khi máy chủ dừng", "Đoàn trong khi máy chủ dừng", "Đoàn sau khi máy chủ dừng")


def served(tap, server):
    """`serve` goes on through a restart of the server: what it acknowledged is there once, and nothing else; it is not started again."""
    with Site(accounts=[account("lan", "leader,compiler,officer")]) as site:
        site.start()
        browser = site.browser("lan")
        token = browser.token("/registers/inbound/new")
        kept, answers = [], []
        def ask(name):
            fields = [("state", "received")] + [pair for field, value in (("name", name), ("country", "Nhật Bản"), ("host", "leaders"), ("arrives_on", "2020-02-03"), ("visitors", "1")) for pair in (("has", field), ("f." + field, value))]
            answers.append(browser.post("/registers/inbound", fields, token=token))
            if answers[-1].status == 303:
                kept.append(name)
        ask(OUTAGE[0])
        tap.check("served: a record is kept before", answers[-1].status == 303, answers[-1])
        server.kill()
        writer = threading.Thread(target=ask, args=(OUTAGE[1],))
        writer.start()
        time.sleep(0.3)
        server.start()
        writer.join()
        tap.check("served: a change that was asked meanwhile waits, or is told", answers[-1].status in (303, 500, 503), answers[-1])
        ask(OUTAGE[2])
        tap.check("served: the next is kept", answers[-1].status == 303, answers[-1])
        page = browser.get("/registers/inbound")
        listed = site.run("list", "inbound", "--office", "tb", "--format", "json")
        names = sorted(r["name"] for r in json.loads(listed.stdout) if r["name"] in OUTAGE)
        tap.check("served: what was acknowledged is there once", page.status == 200 and names == sorted(kept), (page.status, names, kept))
        away(tap, server, site, browser, token)
        tap.check("served: it was never started again", site.process.poll() is None)


def away(tap, server, site, browser, token):
    """A server that stays away: everybody is told to come again, in words that name no place in the machine."""
    server.kill()
    asked = {"a page": lambda: browser.get("/registers/inbound"), "a change": lambda: browser.post("/registers/inbound", [("state", "received")], token=token),
             "the JSON": lambda: Browser(site.port).get("/api/v1/registers", Authorization="Bearer " + "a" * 43)}
    with concurrent.futures.ThreadPoolExecutor() as pool:
        answers = dict(zip(asked, pool.map(lambda ask: ask(), asked.values())))
    for what, answer in answers.items():
        tap.check(f"away: {what} is answered by 503", answer.status == 503 and int(answer.headers.get("retry-after", 0)) > 0 and "postgresql" not in answer.text, (answer, answer.headers, answer.text[:300]))
    server.start()
    tap.check("away: it is there again", browser.get("/registers/inbound").status == 200)


def main():
    if not postgres.programs():
        sys.exit("PostgreSQL 15 is not installed")
    tap = Tap()
    with postgres.Server({"synchronous_commit": "on"}) as server:
        os.environ["NGOAIVU_TEST_STORE"] = server.url()
        for part in (connected, one_by_one, ended_from_outside, served):
            if len(sys.argv) < 2 or part.__name__ in sys.argv[1:]:
                part(tap, server)
    tap.done()


if __name__ == "__main__":
    main()
