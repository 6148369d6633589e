# SPDX-License-Identifier: Apache-2.0
"""What the tests of spread stores share: servers with docs/scale.sql, the program at a database of one, plans."""
import json
import os
import subprocess
import sys

TESTS = os.path.dirname(os.path.dirname(os.path.abspath(__file__)))
sys.path[:0] = [TESTS, os.path.join(TESTS, "cli")]
os.environ.setdefault("LSAN_OPTIONS", f"suppressions={TESTS}/doc/lsan.txt:print_suppressions=0")
import postgres
from door import Door, Tap

ROOT = os.path.dirname(TESTS)
# Settings of a session as the program makes it (src/store/pg_connect.c).
SESSION = "SET enable_seqscan = off; SET jit = off;"


class Store:
    """A database of a server, by the program and by SQL."""

    def __init__(self, door, server, name, new=True):
        self.door, self.server, self.name = door, server, name
        if new:
            postgres.make_database(server.url(), name)

    def url(self, **more):
        return self.server.url(self.name, **more)

    def run(self, *words, schema=None, **more):
        url = self.url(options=f"-csearch_path={schema}") if schema else self.url()
        return self.door.run("--db", url, *words, db=None, **more)

    def must(self, *words, **more):
        result = self.run(*words, **more)
        assert result.status == 0, f"{words}: {result}"
        return result

    def sql(self, text):
        return [list(row) for row in postgres.sql(self.server.url(), text, database=self.name)]

    def scale(self):
        self.sql(open(os.path.join(ROOT, "docs", "scale.sql"), encoding="utf-8").read())

    def offices(self, *codes, schema=None):
        return {row["code"] for row in self.must("list", "office", "--office", ",".join(codes), "--format", "json", schema=schema).json()}

    def plan(self, text, values, generic=True, settings=""):
        """The nodes of a statement's plan, with the values as the program would bind them."""
        mode = "force_generic_plan" if generic else "force_custom_plan"
        given = f"({', '.join(values)})" if values else ""
        rows = self.sql(f"{SESSION} SET plan_cache_mode = {mode}; {settings} PREPARE tried AS {text}; EXPLAIN (VERBOSE, FORMAT JSON) EXECUTE tried{given}")
        return list(nodes(json.loads("\n".join(row[0] for row in rows))[0]["Plan"]))


def nodes(node):
    yield node
    for inner in node.get("Plans", ()):
        yield from nodes(inner)


def statements(program, server):
    """Every statement of the program, as it is sent: name → text with $1 $2 …"""
    env = dict(os.environ, NGOAIVU_TEST_STORE=server.url(), NGOAIVU_SHARE=ROOT)
    done = subprocess.run([program, "--list"], capture_output=True, env=env, check=True)
    lines = [line.split("\t", 1) for line in done.stdout.decode().splitlines() if "\t" in line]
    return [(name, text.replace("?", "$")) for name, text in lines]


def skip_all(why):
    print(f"1..0 # SKIP {why}")
    sys.exit(77)
