#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""What holds off a hub that receives: another writer, on a server a lock on one of its tables, too little time, or no room
on the disk in the middle of the rows. Each is named, nothing is held of the package, and the next act works. Then clocks
that differ by tens of years and run backwards: what follows what is told by positions."""
import os
import random
import sys

sys.dont_write_bytecode = True
from faults import write
from world import BUSY, DONE, SYSTEM, Tap, World
import postgres

TABLES = ("series", "history", "entry", "balance")  # in the order in which rows come
FULL = """CREATE FUNCTION full_disk() RETURNS trigger LANGUAGE plpgsql AS $$BEGIN RAISE EXCEPTION 'could not extend file: No space left on device'
 USING ERRCODE = '53100'; END$$"""


def receive(world, name, **more):
    return world.receive(name, answer="tb.answer", **more)


def nothing_held(tap, world, name):
    tap.check(f"{name}: nothing is answered", not os.path.exists(world.path("tb.answer")))
    tap.check(f"{name}: nothing is held", world.line("tb", True)["position"] == 0, world.line("tb", True))


def another_writer(tap, world, name):
    other = world.stores.writer("hub.db")
    tap.expect("another writer: it is told", receive(world, name, NGOAIVU_WAIT="1"), BUSY, "in use by another program")
    nothing_held(tap, world, "another writer")
    other.execute("COMMIT")
    other.close()


def locked_tables(tap, world, name):
    """A lock that is met when rows are on their way already."""
    for table in TABLES:
        other = postgres.Connection(world.stores.url("hub.db"))
        other.execute("BEGIN", f"LOCK TABLE {table} IN SHARE MODE")
        tap.expect(f"{table} is locked: it is told", receive(world, name, NGOAIVU_WAIT="1"), BUSY, "in use by another program", "copy")
        tap.expect(f"{table} is locked: too little time is told", receive(world, name, NGOAIVU_TIMEOUT="1"), BUSY, "did not finish in time")
        nothing_held(tap, world, f"{table} is locked")
        other.execute("COMMIT")
        other.close()


def full_servers(tap, world, name):
    """The server says that its disk is full at one of the last rows, of which some were taken."""
    world.stores.sql("hub.db", FULL)
    for table, last in (("series", "NEW.dims LIKE '%leaders%'"), ("history", "NEW.key & 255 = 200"), ("entry", "NEW.number = 2 AND NEW.record & 255 = 200"),
                        ("balance", "NEW.sum > 50")):
        world.stores.sql("hub.db", f"CREATE TRIGGER full_disk BEFORE INSERT ON {table} FOR EACH ROW WHEN ({last}) EXECUTE FUNCTION full_disk()")
        tap.expect(f"no room for {table}: it is told", receive(world, name), SYSTEM, "disk is full", "nothing was changed")
        nothing_held(tap, world, f"no room for {table}")
        world.stores.sql("hub.db", f"DROP TRIGGER full_disk ON {table}")
    world.stores.sql("hub.db", "DROP FUNCTION full_disk()")


def held_off(tap):
    with World("tb") as world:
        write(world, random.Random(1), 600)
        name = world.push("tb")
        another_writer(tap, world, name)
        if world.stores.server:
            locked_tables(tap, world, name)
            full_servers(tap, world, name)
        tap.expect("then it is received", receive(world, name), DONE)
        tap.expect("and acknowledged", world.acknowledge("tb", "tb.answer"), DONE)
        tap.check("both ends show the same position and hash", world.same("tb"), (world.line("tb"), world.line("tb", True)))
        differing = world.differing("tb", figures=[("inbound.visitors", ("--span", "2020", "--by", "country")), ("inbound.delegations", ("--span", "2020-02-05/2020-02-20"))])
        tap.check("the hub's figures are the office's", not differing, differing)
        world.sound(tap, "held off")


CLOCKS = [("2049-12-31T23:59:59Z", "1990-01-01T00:00:00Z"), ("1991-05-05T05:05:05Z", "2049-12-31T23:59:59Z"), ("2020-02-02T02:02:02Z", "1990-01-01T00:00:00Z"),
          ("1990-01-01T00:00:00Z", "1990-01-01T00:00:00Z")]


def clocks(tap):
    """(the office's, the hub's) of each turn."""
    with World("tb") as world:
        for turn, (office, hub) in enumerate(CLOCKS):
            write(world, random.Random(turn), 3, NGOAIVU_NOW=office)
            name = world.push("tb", f"{turn}.package")
            answer = f"{turn}.answer"
            tap.expect(f"turn {turn}: it is received", world.receive(name, answer=answer, NGOAIVU_NOW=hub), DONE)
            tap.expect(f"turn {turn}: again it is held already", world.receive(name, answer=answer, NGOAIVU_NOW=office), DONE)
            tap.expect(f"turn {turn}: its acknowledgement is taken", world.run("hub", "acknowledge", answer, db="tb.db", NGOAIVU_NOW=hub), DONE)
            tap.check(f"turn {turn}: nothing waits, and both ends are the same", world.same("tb") and not world.line("tb")["waiting"], (world.line("tb"), world.line("tb", True)))
        tap.expect("the first acknowledgement is the older one, whatever its moment", world.acknowledge("tb", "0.answer"), DONE, "a later acknowledgement was taken before")
        tap.check("and changes nothing", world.same("tb") and not world.line("tb")["waiting"], world.line("tb"))
        for db in ("tb.db", "hub.db"):
            world.sound(tap, f"clocks: {db}", db=db)


def main():
    tap = Tap()
    held_off(tap)
    clocks(tap)
    tap.done()


if __name__ == "__main__":
    main()
