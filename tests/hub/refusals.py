#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""What a hub refuses, and what an office does: gaps, forks, replays, wrong signatures, unknown offices, old answers.
Each is named, and nothing changes."""
import os
import sys

sys.dont_write_bytecode = True
from world import ABSENT, CONFLICT, DONE, INPUT, REFUSED, USAGE, History, Tap, World

RECORD = {"name": "Đoàn", "country": ["JP"], "host": "leaders", "arrives_on": "2020-02-03", "visitors": 1, "state": "received"}


def gaps(tap):
    with World("tb") as world:
        for _ in range(3):
            world.put("tb", "inbound", RECORD)
        first = world.push("tb", "first.package")
        result = world.run("hub", "push", "--to", "late.package", "--from", "3", db="tb.db")
        tap.expect("a package from a later entry is made when asked for", result, DONE)
        result = world.receive("late.package", answer="tb.answer")
        tap.expect("a gap is named, with the entry to send from", result, CONFLICT, "entries 1 to 2 are missing", "send from 1")
        tap.check("nothing is answered", not os.path.exists(world.path("tb.answer")))
        tap.check("nothing was received", world.line("tb", True)["position"] == 0, world.line("tb", True))
        tap.check("hub status tells it", "send from 1" in world.line("tb", True).get("refused", ""), world.line("tb", True))
        tap.expect("afterwards the whole is received", world.receive(first), DONE)
        tap.expect("and the late one is held already", world.receive("late.package"), DONE, "already held")
        world.put("tb", "inbound", RECORD)
        world.run("hub", "push", "--to", "over.package", "--from", "2", db="tb.db")
        tap.expect("of a package that overlaps, what is new is received", world.receive("over.package", answer="tb.answer"), DONE, "1 entries received")
        tap.expect("and acknowledged", world.acknowledge("tb", "tb.answer"), DONE)
        tap.check("both ends are the same", world.same("tb"), world.line("tb"))
        tap.expect("nothing more is sent", world.run("hub", "push", "--to", "x", db="tb.db"), DONE, "Nothing to send")
        world.sound(tap, "gaps: hub")


def forks(tap):
    """The office's store is restored from an older copy and goes another way."""
    with World("tb") as world:
        world.put("tb", "inbound", RECORD)
        world.done("tb.db", "backup", "old.db")
        world.put("tb", "inbound", dict(RECORD, visitors=5))
        world.send("tb")
        before = world.line("tb", True)
        world.restore("tb.db", "old.db")
        tap.expect("an answer about entries that the office lost is refused", world.acknowledge("tb", "tb.answer"), CONFLICT, "older copy")
        world.put("tb", "inbound", dict(RECORD, visitors=7))
        name = world.push("tb")
        result = world.receive(name)
        tap.expect("a fork is named", result, CONFLICT, "the two histories have parted", "entry 3")
        tap.check("nothing was received", {k: v for k, v in world.line("tb", True).items() if k != "refused"} == {k: v for k, v in before.items() if k != "refused"}, world.line("tb", True))
        world.put("tb", "inbound", dict(RECORD, visitors=8))
        name = world.push("tb")
        tap.expect("a longer fork too", world.receive(name), CONFLICT, "have parted")
        tap.expect("and its answer", world.acknowledge("tb", "tb.answer"), CONFLICT, "is another here")
        world.run("hub", "push", "--to", "end.package", "--from", "4", db="tb.db")
        tap.expect("and one that begins after it", world.receive("end.package"), CONFLICT, "have parted")
        world.sound(tap, "forks: hub")


def signatures(tap):
    with World("tb", "qn") as world:
        world.put("tb", "inbound", RECORD)
        name = world.push("tb")
        good = world.read(name)
        for at, what in ((20, "the header"), (len(good) // 2, "the body"), (len(good) - 3, "the signature")):
            bad = bytearray(good)
            bad[at] ^= 1
            world.write("bad.package", bytes(bad))
            result = world.receive("bad.package")
            tap.check(f"a byte changed in {what} is refused and named", result.status in (INPUT, REFUSED) and "bad.package" in result.err, result)
        tap.check("hub status tells of the wrong signature", "signature" in world.line("tb", True).get("refused", ""), world.line("tb", True))
        world.done("hub.db", "hub", "add", "tb", world.keys["qn"], "--replace")
        tap.expect("a package of another key is refused", world.receive(name), REFUSED, "another key", "--replace")
        tap.expect("another key is not entered by the way", world.run("hub", "add", "tb", world.keys["tb"], db="hub.db"), CONFLICT, "--replace")
        world.done("hub.db", "hub", "remove", "tb")
        tap.expect("an office that is not entered is refused, with what to do", world.receive(name), REFUSED, "not entered here", "hub add tb")
        tap.check("nothing was received", "tb" not in world.run("list", "office", "--office", "tb", db="hub.db").out)
        world.done("hub.db", "hub", "add", "tb", world.keys["tb"])
        tap.expect("with the right key it is received", world.receive(name, answer="tb.answer"), DONE)
        answer = world.read("tb.answer").decode()
        world.write("false.answer", answer.replace('"position":', '"position": '))
        tap.expect("an answer that was changed is refused", world.acknowledge("tb", "false.answer"), INPUT, "not an acknowledgement")
        tap.expect("an answer for another office changes nothing here", world.run("hub", "acknowledge", "tb.answer", db="qn.db"), ABSENT, "tb")
        world.done("tb.db", "hub", "trust", world.keys["qn"], "--replace")
        tap.expect("an answer of a hub that is not trusted is refused", world.acknowledge("tb", "tb.answer"), REFUSED, "another key")
        world.done("tb.db", "hub", "trust", world.hub_key, "--replace")
        tap.expect("of the one that is, it is taken", world.acknowledge("tb", "tb.answer"), DONE)
        for text in ("xyz", world.hub_key[:-1], world.hub_key + "0", ""):
            tap.expect(f"“{text[:8]}” is no key", world.run("hub", "trust", text, db="tb.db"), INPUT, "is not a key")
        tap.expect("all is no office's code", world.run("hub", "add", "all", world.hub_key, db="hub.db"), INPUT)
        world.sound(tap, "signatures: hub")


def renewals(tap):
    with World("tb") as world:
        world.put("tb", "inbound", RECORD)
        world.send("tb")
        renewed = world.done("tb.db", "hub", "key", "--renew").out.strip()
        tap.check("a renewed key is another", renewed != world.keys["tb"], renewed)
        world.put("tb", "inbound", RECORD)
        tap.expect("it is taken by the hub, for the one before signed it", world.receive(world.push("tb"), answer="tb.answer"), DONE)
        tap.expect("and entered", world.run("hub", "add", "tb", renewed, db="hub.db"), DONE)
        world.acknowledge("tb", "tb.answer")
        key = world.key("tb")
        mode = os.stat(key).st_mode & 0o777
        tap.check("only its owner may read the file of keys", mode == 0o600, oct(mode))
        os.chmod(key, 0o644)
        world.put("tb", "inbound", RECORD)
        tap.expect("a file of keys that others may read is refused", world.run("hub", "push", "--to", "x", db="tb.db"), REFUSED, "chmod 600")
        os.unlink(key)
        tap.expect("without a key nothing is sent, and it is told what to do", world.run("hub", "push", "--to", "x", db="tb.db"), ABSENT, "hub key")
        world.done("tb.db", "hub", "key")
        tap.expect("a key that nothing signed is refused", world.receive(world.push("tb", "new.package")), REFUSED, "another key")
        world.write(key, "tb zzz\n")
        os.chmod(key, 0o600)
        tap.expect("a broken file of keys is told with its line", world.run("hub", "push", "--to", "x", db="tb.db"), INPUT, os.path.basename(key) + ":1")
        world.done("hub.db", "backup", "copy.db")
        tap.check("no secret is in a store or its copy", all(key.split()[1].encode() not in world.read(name) for key in [world.read(world.key("bng")).decode()]
                                                                         for name in ["copy.db"] + (["hub.db"] if world.stores.is_file("hub.db") else [])))


def replays(tap):
    with World("tb") as world:
        history = History(world, "tb", 3)
        answers = []
        for number in range(4):
            history.step()
            name = world.push("tb", f"{number}.package", "--from", "1")
            tap.expect(f"package {number} is received", world.receive(name, answer=f"{number}.answer"), DONE)
            answers.append(f"{number}.answer")
        held = world.line("tb", True)
        for number in (2, 0, 3, 1, 1):
            tap.expect(f"package {number} again is held already", world.receive(f"{number}.package"), DONE, "already held")
        tap.check("and changes nothing", world.line("tb", True) == held, (held, world.line("tb", True)))
        tap.expect("the last answer is taken", world.acknowledge("tb", answers[3]), DONE)
        for answer in answers[:3]:
            tap.expect("an older answer changes nothing", world.acknowledge("tb", answer), DONE, "nothing changed")
        tap.expect("the last answer again is taken", world.acknowledge("tb", answers[3]), DONE)
        tap.check("both ends are the same", world.same("tb"), world.line("tb"))
        world.sound(tap, "replays: hub")


def words(tap):
    with World("tb") as world:
        hub = lambda *words, db="tb.db": world.run("hub", *words, db=db)
        tap.expect("an act that there is not", hub("pusch"), USAGE, "push")
        tap.expect("push without a place", hub("push"), USAGE, "--to")
        tap.expect("from nowhere", hub("push", "--to", "x", "--from", "0"), USAGE, "--from")
        tap.expect("too few words", hub("add", "tb"), USAGE)
        tap.expect("a file that is not there", world.receive("none.package"), ABSENT)
        world.write("notes.txt", "chỉ là mấy dòng chữ\n" * 40)
        tap.expect("a file that is no package", world.receive("notes.txt"), INPUT, "not a package")
        world.write("empty", b"")
        tap.expect("an empty file", world.receive("empty"), INPUT, "not a package")
        os.makedirs(world.path("box"))
        world.put("tb", "inbound", RECORD)
        tap.expect("into a folder", hub("push", "--to", "box"), DONE, "tb-000000001-")
        names = sorted(os.path.join("box", name) for name in os.listdir(world.path("box")))
        tap.expect("of several files each is told, and the good one is received", world.receive("empty", *names, "none.package", answer="box"), INPUT, "empty", "received", "none.package")
        tap.check("its answer is in the folder", os.path.exists(world.path("box/tb.answer")))
        tap.expect("an office that the store does not hold", hub("push", "--office", "zz", "--to", "x"), ABSENT)


def main():
    tap = Tap()
    for part in (gaps, forks, signatures, renewals, replays, words):
        part(tap)
    tap.done()


if __name__ == "__main__":
    main()
