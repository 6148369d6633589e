#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Whole programs on a line that breaks: office and hub are killed while they send, connections end at any byte, disks
are full, clocks differ. Afterwards both ends show the same position and hash. NGOAIVU_ROUNDS multiplies the runs."""
import concurrent.futures
import os
import random
import resource
import signal
import sys
import threading
import time

sys.dont_write_bytecode = True
from line import Line, Server, make_certificate
from world import DONE, ROUNDS, SYSTEM, Tap, World

RECORD = {"name": "Đoàn", "country": ["JP"], "host": "leaders", "arrives_on": "2020-02-03", "visitors": 1, "state": "received"}


def write(world, chance, count, **more):
    """Records of one act: all of a folder, or none."""
    rows = "".join(f"Đoàn,JP,leaders,{chance.randrange(1, 28)}/2/2020,{chance.randrange(1, 90)},received\r\n" for _ in range(count))
    world.write("rows.csv", "name,country,host,arrives_on,visitors,state\r\n" + rows)
    result = world.run("load", "inbound", "rows.csv", "--office", "tb", db="tb.db", **more)
    assert result.status == DONE, str(result)


DEATHS_MOST = 6  # of one hub: a slow machine must come to an end too


class Hub:
    """A server that is killed and started again at the same port while others send to it."""

    def __init__(self, world, seed):
        self.world, self.chance = world, random.Random(seed)
        self.server = Server(world)
        self.port = self.server.port
        self.ending = threading.Event()
        self.deaths = 0
        self.thread = threading.Thread(target=self.run)
        self.thread.start()

    def run(self):
        while self.deaths < DEATHS_MOST and not self.ending.wait(self.chance.uniform(0.2, 1.5)):
            self.server.stop(signal.SIGKILL)
            self.deaths += 1
            self.server = Server(self.world, port=self.port, NGOAIVU_NOW=f"{self.chance.randrange(1990, 2050)}-01-01T00:00:00Z")

    def end(self):
        self.ending.set()
        self.thread.join()


def push(world, url, *words):
    return world.start("hub", "push", "--to", url, "--authority", "hub.pem", *words, db="tb.db")


def broken_line(tap, seed):
    chance = random.Random(seed)
    name = f"seed {seed}"
    with World("tb") as world:
        make_certificate(world, "hub")
        hub = Hub(world, seed)
        line = Line(hub.port, seed)
        said = []
        for _ in range(4):
            write(world, chance, chance.randrange(1, 40), NGOAIVU_NOW=f"{chance.randrange(1990, 2050)}-01-01T00:00:00Z")
            process = push(world, line.url, "--patience", "600")
            if chance.random() < 0.6:
                time.sleep(chance.uniform(0, 1.5))
                process.kill()
            out, err = process.communicate(timeout=700)
            if process.returncode not in (DONE, -signal.SIGKILL):
                said.append(err.decode())
        hub.end()
        result = world.run("hub", "push", "--to", f"https://127.0.0.1:{hub.port}", "--authority", "hub.pem", db="tb.db")
        tap.expect(f"{name}: once all is well, the rest is sent", result, DONE)
        tap.check(f"{name}: no push gave up", not said, said)
        tap.check(f"{name}: both ends show the same position and hash", world.same("tb") and not world.line("tb")["waiting"], (world.line("tb"), world.line("tb", True)))
        figures = [("inbound.visitors", ("--span", "2020", "--by", "country")), ("inbound.delegations", ("--span", "2020-02-05/2020-02-20"))]
        differing = world.differing("tb", figures=figures)
        tap.check(f"{name}: the hub's figures are the office's", not differing, differing)
        line.close()
        tap.check(f"{name}: the hub ends well", hub.server.stop() == 0, hub.server.said)
        for db in ("tb.db", "hub.db"):
            world.sound(tap, f"{name}: {db}", db=db)
        return line.broken, hub.deaths


def limit(most):
    """No file may grow beyond so many bytes: those that SQLite needs to open a store are less than 40,000."""
    return ((resource.RLIMIT_FSIZE, most),)


def waits_for(what, seconds=60):
    until = time.monotonic() + seconds
    while not what() and time.monotonic() < until:
        time.sleep(0.05)
    return what()


def full_disks(tap):
    """Of SQLite's files: on a server these programs write none."""
    with World("tb") as world:
        make_certificate(world, "hub")
        write(world, random.Random(1), 2000)
        result = world.run("hub", "push", "--to", "p.package", db="tb.db", limits=limit(40000))
        tap.expect("a package that finds no room is told", result, SYSTEM, "p.package")
        tap.check("and leaves nothing", not [name for name in os.listdir(world.folder) if name.startswith("p.package")], os.listdir(world.folder))
        name = world.push("tb")
        for most in (40000, 200000, 400000):
            result = world.run("hub", "receive", name, "--answer", "tb.answer", db="hub.db", limits=limit(most))
            tap.expect(f"a hub whose disk is full ({most}) receives nothing", result, SYSTEM)
            tap.check("and answers nothing", not os.path.exists(world.path("tb.answer")))
            tap.check("and holds what it held", world.line("tb", True)["position"] == 0, world.line("tb", True))
        server = Server(world, limits=limit(200000))
        process = push(world, server.url, "--patience", "100")
        log = lambda: world.read("access.log") if os.path.exists(world.path("access.log")) else b""
        tap.check("over the network it says that it cannot take it now", waits_for(lambda: b" 503 " in log()) and b"disk" in log(), log())
        server.stop()
        with Server(world, port=server.port):
            out, err = process.communicate(timeout=120)
            tap.check("and the office sends again until there is room", process.returncode == DONE and b"503" in err, (out, err))
            tap.check("nothing of the hub's files is told outside", b"hub.db" not in err, err)
        tap.check("both ends show the same position and hash", world.same("tb") and not world.line("tb")["waiting"], (world.line("tb"), world.line("tb", True)))
        write(world, random.Random(2), 3)
        world.receive(world.push("tb"), answer="tb.answer")
        result = world.run("hub", "acknowledge", "tb.answer", db="tb.db", limits=limit(100))
        tap.expect("an office whose disk is full takes no answer", result, SYSTEM)
        tap.expect("but later", world.acknowledge("tb", "tb.answer"), DONE)
        tap.check("both ends are the same again", world.same("tb"), (world.line("tb"), world.line("tb", True)))
        for db in ("tb.db", "hub.db"):
            world.sound(tap, f"full disks: {db}", db=db)


def main():
    tap = Tap()
    with concurrent.futures.ThreadPoolExecutor(max_workers=4) as pool:  # they mostly wait
        met = list(pool.map(lambda seed: broken_line(tap, seed), range(1, 1 + 4 * ROUNDS)))
    tap.check("lines broke, and hubs died", all(map(sum, zip(*met))), met)
    if "NGOAIVU_TEST_STORE" not in os.environ:
        full_disks(tap)
    tap.done()


if __name__ == "__main__":
    main()
