#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Random histories at three offices, sent in random sizes, orders and repeats: the hub answers every figure as the
offices do, now and as known, and both ends hold the same hashes. Nothing personal travels."""
import os
import random
import sys
import zlib

sys.dont_write_bytecode = True
from world import CONFLICT, DONE, REFUSED, ROUNDS, History, Tap, World


def body_of(package):
    """The uncompressed body, by the form that ngoaivu-hub(1) tells."""
    header = int.from_bytes(package[17:21], "big")
    start = 21 + header
    length = int.from_bytes(package[start:start + 4], "big")
    return package[21:21 + header], zlib.decompress(package[start + 4:start + 4 + length])


def random_histories(tap, seed):
    chance = random.Random(seed)
    with World("tb", "qn", "hd") as world:
        histories = {code: History(world, code, seed * 10 + number) for number, code in enumerate(world.codes)}
        packages, wrong, moments = [], [], []
        for _ in range(60):
            code = chance.choice(world.codes)
            act = chance.random()
            if act < 0.55:
                histories[code].step()
            elif act < 0.75:
                name = world.push(code, f"{len(packages)}.package", *(("--from", str(chance.randrange(1, 8))) if chance.random() < 0.3 else ()))
                packages += [name] if isinstance(name, str) else []
                moments.append((code, histories[code].now()))
            elif packages:
                names = chance.sample(packages, min(len(packages), chance.randrange(1, 4)))
                result = world.receive(*names, answer=None if chance.random() < 0.5 else ".")
                if result.status not in (DONE, CONFLICT) or (result.status == CONFLICT and "send from" not in result.err):
                    wrong.append(result)
                if chance.random() < 0.5:
                    world.acknowledge(code, f"{code}.answer")
        tap.check(f"seed {seed}: each package is received, held already, or told to be early", not wrong, wrong[0] if wrong else "")
        for code in world.codes:
            world.send(code)
        tap.check(f"seed {seed}: both ends show the same position and hash", all(world.same(code) for code in world.codes),
                  [(world.line(code), world.line(code, True)) for code in world.codes])
        differing = [line for code in world.codes for line in world.differing(code)]
        tap.check(f"seed {seed}: the hub's figures are the offices'", not differing, differing[0] if differing else "")
        known = [line for code, moment in chance.sample(moments, min(4, len(moments))) for line in world.differing(code, "--as-known", moment)]
        tap.check(f"seed {seed}: as they were known too", not known, known[0] if known else "")
        explained = [line for code in world.codes for line in world.differing(code, "--explain")]
        tap.check(f"seed {seed}: and as they are explained", not explained, explained[0] if explained else "")
        sums_up(tap, world, f"seed {seed}")
        world.sound(tap, f"seed {seed}: hub")
        leaks(tap, world, packages, f"seed {seed}")


def sums_up(tap, world, name):
    """A figure of several offices is the sum of theirs."""
    wrong = []
    for figure, words in (("inbound.visitors", ("--span", "2020")), ("protection.held", ("--at", "2020-12-31")), ("aid.committed", ("--span", "2020"))):
        each = [world.figure("hub.db", code, figure, words).json()["value"] for code in world.codes]
        total = world.figure("hub.db", ",".join(world.codes), figure, words).json()["value"]
        if int(total) != sum(int(value) for value in each):
            wrong.append((figure, each, total))
    tap.check(f"{name}: a figure of all offices is the sum of theirs", not wrong, wrong)


def leaks(tap, world, packages, name):
    """No name, title or narrative of any record stands in what was sent, nor who wrote it."""
    found = []
    for package in packages:
        header, body = body_of(world.read(package))
        for word in ("Nguyễn", "Đoàn của", "Dự án", "Vụ của", "Sở Y tế", "Quỹ"):
            if word.encode() in body or word.encode() in header:
                found.append((package, word))
    tap.check(f"{name}: nothing personal travels", packages and not found, found)


def definitions(tap):
    """The office changes its definitions: the differences travel, and the hub tells that it follows others."""
    with World("tb") as world:
        history = History(world, "tb", 5)
        for _ in range(12):
            history.step()
        world.send("tb")
        tap.check("definitions: at first both follow the same", not world.line("tb", True)["definitions_differ"], world.line("tb", True))
        os.makedirs(world.path("own/registers"))
        world.write("own/registers/inbound.yaml", """# SPDX-License-Identifier: Apache-2.0
register: inbound
extends: true
fields:
  plan: {type: text, label: {vi: Kế hoạch, en: Plan}}
figures:
  inbound.visitors: {sum: visitors, on: arrives_on + 31, when: state = received, by: [host, country], unit: {vi: lượt người, en: visitors}, label: {vi: Khách, en: Visitors}}
""")
        world.done("tb.db", "--definitions", "own", "list", "inbound")
        world.send("tb")
        tap.check("definitions: both ends are the same", world.same("tb"), world.line("tb"))
        figures = [("inbound.visitors", ("--span", "2020-02-01/2020-06-30")), ("inbound.delegations", ("--span", "2020")), ("protection.held", ("--at", "2020-12-31"))]
        differing = world.differing("tb", figures=figures)
        tap.check("definitions: the hub's figures follow the office's", not differing, differing)
        line = world.line("tb", True)
        tap.check("definitions: the hub tells that they differ", line["definitions_differ"], line)
        world.sound(tap, "definitions: hub")


def merger(tap):
    """Offices are merged: a successor takes over, the old series stay, and sums by both boundaries are the same."""
    old = [f"o{number}" for number in range(5)]
    new = {"n0": old[:1], "n1": old[1:3], "n2": old[3:]}
    with World() as world:
        world.codes = tuple(old) + tuple(new)
        world.store = lambda code: "all.db"
        chance = random.Random(9)
        for code in world.codes:
            world.done("all.db", "init", "--office", code)
            world.join(code)
        for code in old:
            for _ in range(2):
                world.put(code, "inbound", {"name": "Đoàn", "country": ["JP"], "host": "leaders", "arrives_on": f"2020-0{chance.randrange(1, 7)}-03", "visitors": chance.randrange(1, 9), "state": "received"})
        for code in new:
            world.put(code, "inbound", {"name": "Đoàn", "country": ["KR"], "host": "agency", "arrives_on": "2020-08-03", "visitors": chance.randrange(1, 9), "state": "received"})
        for code in old:
            world.send(code)
        before = world.figure("hub.db", ",".join(old), "inbound.visitors", ("--span", "2020")).json()["value"]
        for into, codes in new.items():
            for code in codes:
                record = world.run("show", "office", code, "--office", code, "--format", "json", db="all.db").json()
                world.put(code, "office", {"id": record["id"], "version": record["version"], "successor": into, "succeeded_on": "2020-07-01"})
        for code in world.codes:
            world.send(code)
        then = world.figure("hub.db", ",".join(world.codes), "inbound.visitors", ("--span", "2020")).json()["value"]
        now = [world.figure("hub.db", code, "inbound.visitors", ("--span", "2020", "--boundaries", "now")).json()["value"] for code in new]
        here = [world.figure("all.db", code, "inbound.visitors", ("--span", "2020", "--boundaries", "now")).json()["value"] for code in new]
        tap.check("merger: by boundaries now the hub answers as the offices", now == here, (now, here))
        tap.check("merger: what is summed by boundaries then is what is summed by those now", int(then) == sum(map(int, now)), (then, now))
        still = world.figure("hub.db", ",".join(old), "inbound.visitors", ("--span", "2020")).json()["value"]
        tap.check("merger: the old offices' series stay", still == before, (before, still))
        world.sound(tap, "merger: hub")


def several_clocks(tap):
    """Clocks that differ by years: positions decide, not moments."""
    with World("tb", "qn") as world:
        moments = {"tb": "2031-05-01T00:00:00Z", "qn": "1999-01-01T00:00:00Z"}
        for code, moment in moments.items():
            for number in range(3):
                world.put(code, "inbound", {"name": "Đoàn", "country": ["JP"], "host": "leaders", "arrives_on": "2020-02-03", "visitors": 1 + number, "state": "received"}, NGOAIVU_NOW=moment)
            world.send(code)
        tap.check("clocks: both ends are the same", all(world.same(code) for code in world.codes))
        world.put("tb", "inbound", {"name": "Đoàn", "country": ["JP"], "host": "leaders", "arrives_on": "2020-02-03", "visitors": 5, "state": "received"}, NGOAIVU_NOW="2005-01-01T00:00:00Z")
        name = world.push("tb")
        result = world.receive(name, answer="tb.answer", NGOAIVU_NOW="1980-01-01T00:00:00Z")
        tap.expect("clocks: a hub whose clock went back receives", result, DONE, "1 entries received")
        tap.expect("clocks: and is acknowledged", world.acknowledge("tb", "tb.answer"), DONE)
        tap.check("clocks: both ends are the same again", world.same("tb"), world.line("tb"))
        differing = world.differing("tb") + world.differing("qn")
        tap.check("clocks: the figures are the same", not differing, differing)
        world.sound(tap, "clocks: hub")


def unchangeable(tap):
    """At the hub nothing of a received office can be changed, and its own records can."""
    with World("tb") as world:
        world.put("tb", "inbound", {"name": "Đoàn", "country": ["JP"], "host": "leaders", "arrives_on": "2020-02-03", "visitors": 1, "state": "received"})
        world.send("tb")
        world.write("a.json", {"name": "Đoàn", "country": ["JP"], "host": "leaders", "arrives_on": "2020-02-03", "visitors": 1, "state": "received"})
        world.write("b.csv", "name,country,host,arrives_on,visitors\r\nĐoàn,JP,leaders,3/2/2020,1\r\n")
        said = "received from its own store"
        tap.expect("no record is entered for it", world.run("put", "inbound", "a.json", "--office", "tb", db="hub.db"), REFUSED, said)
        tap.expect("no sheet is loaded for it", world.run("load", "inbound", "b.csv", "--office", "tb", db="hub.db"), REFUSED, said)
        record = world.run("show", "office", "tb", "--office", "tb", "--format", "json", db="hub.db").json()
        world.write("c.json", {"id": record["id"], "version": record["version"], "place": "Huế"})
        tap.expect("its own record is not changed", world.run("put", "office", "c.json", "--office", "tb", db="hub.db"), REFUSED, said)
        tap.expect("no report is opened for it", world.run("report", "open", "--office", "tb", "--period", "2020-Q1", db="hub.db"), REFUSED, said)
        tap.expect("no key is made for it", world.run("hub", "key", "--office", "tb", db="hub.db"), REFUSED, said)
        tap.expect("it is not sent on", world.run("hub", "push", "--office", "tb", "--to", "x", db="hub.db"), REFUSED, said)
        tap.expect("the hub's own office writes", world.run("put", "inbound", "a.json", "--office", "bng", db="hub.db"), DONE)
        tap.expect("its records are not there to be shown", world.run("list", "inbound", "--office", "tb", db="hub.db"), DONE, "0 records")
        tap.expect("its own record is", world.run("list", "office", "--office", "tb", db="hub.db"), DONE, "1 records")
        tap.expect("an office that the hub writes itself is not entered", world.run("hub", "add", "bng", world.hub_key, db="hub.db"), REFUSED)
        world.sound(tap, "unchangeable: hub")


def main():
    tap = Tap()
    for seed in range(1, 1 + ROUNDS):
        random_histories(tap, seed)
    for part in (definitions, merger, several_clocks, unchangeable):
        part(tap)
    tap.done()


if __name__ == "__main__":
    main()
