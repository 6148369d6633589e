#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Offices on two servers of PostgreSQL, read together through postgres_fdw: the figures of all are those of one store
that holds all, what is for one server is asked of it alone, and sums are made where the rows lie. Then a replica."""
import sys

sys.dont_write_bytecode = True
from world import Door, Store, Tap, postgres, skip_all, statements

NORTH, SOUTH = ["tb", "ls"], ["qn"]
SPAN = ("--span", "2020")


def figures(store):
    return [row["figure"] for row in store.must("figures", "--format", "json").json()]


def same_answers(one, national, tap):
    """Some of the figures in all offices, and some questions about dimensions and spans that cut months."""
    asked = [(figure, *SPAN, "--by", "office") for figure in figures(one)[::29]]
    asked += [("inbound.visitors", "--span", "2019-12-15/2020-12-14", "--where", "host=leaders", "--by", "country"), ("aid.pending", "--at", "2020-08-31", "--by", "kind")]
    wrong = []
    for figure, *words in asked:
        both = [store.run("figure", figure, "--office", "all", *words, "--format", "json", **schema) for store, schema in ((one, {}), (national, {"schema": "national"}))]
        if both[0].out != both[1].out or both[0].status != both[1].status:
            wrong.append(f"{figure} {words}\n{both[0]}\n{both[1]}")
    tap.check(f"{len(asked)} figures of all offices are those of one store", not wrong, "\n".join(wrong))


def pushed(program, national, tap):
    """By EXPLAIN, of the program's own statements: which servers are asked, and what they do themselves."""
    texts = dict(reversed(statements(program, national.server)))
    path = "SET search_path = national; SET enable_partitionwise_aggregate = on;"
    plan = national.plan(texts["sum of a range"], ["11", f"{11 << 46}", f"{12 << 46}"], generic=False, settings=path)
    servers = {node["Schema"] for node in plan if node["Node Type"] == "Foreign Scan"}
    tap.check("a sum for one office asks its server alone", servers == {"national_south"}, plan)
    plan = national.plan(texts["history"], ["1", "0", "50"], generic=False, settings=path)
    remote = [node["Remote SQL"] for node in plan if node["Node Type"] == "Foreign Scan"]
    tap.check("the order and the limit of a page are the other server's work", len(remote) == 1 and "ORDER BY key" in remote[0], remote)
    text = "SELECT office, CAST(sum(delta) AS BIGINT) FROM entry WHERE office = ANY($1) GROUP BY office"
    for offices, wanted in (("ARRAY[1,2,11]::bigint[]", 2), ("ARRAY[11]::bigint[]", 1)):
        plan = national.plan(text, [offices], generic=False, settings=path)
        remote = [node["Remote SQL"] for node in plan if node["Node Type"] == "Foreign Scan"]
        tap.check(f"sums by office are made by {wanted} servers", len(remote) == wanted and all("sum(delta)" in sql and "GROUP BY" in sql for sql in remote), plan)


def refused(one, south, national, tap):
    record = national.door.write("r.json", {"name": "Đoàn", "country": ["JP"], "host": "leaders", "arrives_on": "2020-02-03", "visitors": 5, "state": "received"})
    tap.expect("nothing is written where all are read", national.run("put", "inbound", record, "--office", "qn", schema="national"), 7)
    asked = ("figure", "inbound.visitors", "--office", "qn", *SPAN, "--format", "json")
    before = national.must(*asked, schema="national").json()["value"]
    south.must("put", "inbound", record, "--office", "qn")
    one.must("put", "inbound", record, "--office", "qn")
    after = national.must(*asked, schema="national").json()["value"]
    tap.check("what an office writes at its own server is read at once", after == before + 5, (before, after))


def told(north, south, national, tap):
    for name, break_it, part in (
            ("other definitions", "UPDATE setting SET value = 'x' WHERE name = 'tables'", "follows other definitions"),
            ("a number of another's office", "INSERT INTO office(number, code) VALUES (2, 'zz')", "are taken by another server: 2 (zz, ls)")):
        kept = south.sql("SELECT value FROM setting WHERE name = 'tables'")[0][0]
        south.sql(break_it)
        try:
            national.sql("SELECT scale.national('public', 'national', ARRAY['north', 'south'])")
            tap.check(f"{name}: told", False)
        except postgres.Failed as failure:
            tap.check(f"{name}: told", part in str(failure), failure)
        south.sql(f"UPDATE setting SET value = '{kept}' WHERE name = 'tables'; DELETE FROM office WHERE code = 'zz'")
    tap.expect("and what could be read can be", national.run("figure", "inbound.visitors", "--office", "all", *SPAN, schema="national"), 0)


def stopped(south, national, tap):
    south.server.stop()
    tap.expect("with a server down, offices of the others are read", national.run("figure", "inbound.visitors", "--office", "tb", *SPAN, schema="national"), 0)
    tap.expect("and the others' are not, which is told", national.run("figure", "inbound.visitors", "--office", "qn", *SPAN, schema="national"), 7, "south")
    south.server.start()


def link(national, name, store):
    national.sql(f"""CREATE EXTENSION IF NOT EXISTS postgres_fdw;
        CREATE SERVER {name} FOREIGN DATA WRAPPER postgres_fdw OPTIONS (host '{store.server.folder}', dbname '{store.name}', use_remote_estimate 'true', fetch_size '10000');
        CREATE USER MAPPING FOR CURRENT_USER SERVER {name} OPTIONS (user 'ngoaivu', password_required 'false')""")


class Replica:
    """A copy of a server that follows it."""

    def __init__(self, server):
        self.server = postgres.Server({"hot_standby": "on"})
        if self.server.begin("pg_basebackup", "-R", "-X", "stream", "-h", server.folder, "-U", "ngoaivu", "--no-sync", "-c", "fast").wait():
            raise RuntimeError(f"pg_basebackup: {self.server.log()}")
        self.server.start()

    def stop(self):
        self.server.__exit__()


def replicated(north, tap):
    replica = Replica(north.server)
    try:
        copy = Store(north.door, replica.server, north.name, new=False)
        asked = ("figure", "inbound.visitors", "--office", "all", *SPAN, "--by", "country", "--format", "json")
        tap.check("a replica answers as its server", copy.must(*asked).out == north.must(*asked).out)
        tap.expect("and makes reports", copy.run("report", "--office", "tb", "--period", "2020-Q1"), 0, "01")
        record = north.door.write("r.json", {"name": "Đoàn", "country": ["JP"], "host": "leaders", "arrives_on": "2020-02-03", "visitors": 5, "state": "received"})
        tap.expect("it takes no record", copy.run("put", "inbound", record, "--office", "tb"), 7, "read-only")
        north.must("put", "inbound", record, "--office", "tb")
        moment = north.sql("SELECT pg_current_wal_flush_lsn()")[0][0]
        caught = copy.sql(f"DO $$BEGIN FOR i IN 1..500 LOOP EXIT WHEN pg_last_wal_replay_lsn() >= '{moment}'; PERFORM pg_sleep(0.02); END LOOP; END$$; SELECT 1")
        tap.check("what its server takes comes to it", caught == [["1"]] and copy.must(*asked).out == north.must(*asked).out)
    finally:
        replica.stop()


def main():
    if not postgres.programs():
        skip_all("PostgreSQL 15 is not installed")
    tap = Tap()
    with postgres.Server({"wal_level": "replica", "max_wal_senders": "4", "synchronous_commit": "on"}) as north_server, postgres.Server() as south_server, Door() as door:
        one, north = Store(door, north_server, "one"), Store(door, north_server, "north")
        south, national = Store(door, south_server, "south"), Store(door, north_server, "north", new=False)
        north.must("demo", "--offices", ",".join(NORTH))
        south.must("init", "--office", "start", "--number", "10")
        south.must("demo", "--offices", ",".join(SOUTH))
        one.must("demo", "--offices", ",".join(NORTH))
        one.must("init", "--office", "start")
        one.must("demo", "--offices", ",".join(SOUTH))
        for store in (north, south):
            store.sql("ANALYZE")
        national.scale()
        link(national, "north", north)
        link(national, "south", south)
        national.sql("SELECT scale.national('public', 'national', ARRAY['north', 'south'])")
        same_answers(one, national, tap)
        pushed(sys.argv[1], national, tap)
        refused(one, south, national, tap)
        told(north, south, national, tap)
        stopped(south, national, tap)
        replicated(north, tap)
    tap.done()


main()
