# SPDX-License-Identifier: Apache-2.0
"""Offices with stores of their own and a hub, in one folder; what goes between them are files."""
import os
import random
import sys

sys.dont_write_bytecode = True
TESTS = os.path.dirname(os.path.dirname(os.path.abspath(__file__)))
sys.path.insert(0, os.path.join(TESTS, "cli"))
os.environ.setdefault("LSAN_OPTIONS", f"suppressions={TESTS}/doc/lsan.txt:print_suppressions=0")
from door import BUSY, CONFLICT, DONE, FINDINGS, INPUT, REFUSED, ROOT, SYSTEM, USAGE, ABSENT, Door, Tap  # noqa: F401 (for the tests)

ROUNDS = int(os.environ.get("NGOAIVU_ROUNDS", "1"))
# Figures of every kind, with what they are split by.
FIGURES = [
    ("inbound.delegations", ("--span", "2020", "--by", "country")), ("inbound.visitors", ("--span", "2020-02-03/2020-11-20", "--by", "host")),
    ("protection.held", ("--at", "2020-10-31", "--by", "country")), ("aid.items", ("--span", "2020-H1", "--by", "continuing")),
    ("aid.committed", ("--span", "2019-01-01/2021-12-31", "--by", "currency")), ("aid.donors", ("--span", "2020", "--by", "donor_kind")),
    ("aid.committed", ("--span", "2020")), ("protection.cases", ("--span", "2020-03-05/2020-09-30", "--by", "kind")),
]


class World(Door):
    """`codes`: the offices; each has the store CODE.db. The hub's own office is bng, in hub.db."""

    def __init__(self, *codes, init=True):
        super().__init__()
        self.codes = codes
        self.done("hub.db", "init", "--office", "bng")
        self.hub_key = self.done("hub.db", "hub", "key").out.strip()
        self.keys = {}
        for code in codes:
            if init:
                self.done(self.store(code), "init", "--office", code)
            self.join(code)

    def join(self, code):
        self.keys[code] = self.done(self.store(code), "hub", "key", "--office", code).out.strip()
        self.done(self.store(code), "hub", "trust", self.hub_key)
        self.done("hub.db", "hub", "add", code, self.keys[code])

    def store(self, code):
        return f"{code}.db"

    def key(self, code):
        """The file of the secret keys of the store that holds an office."""
        files = [os.path.join(folder, name) for folder, _, names in os.walk(self.folder) for name in names if name.endswith(".key")]
        return next(path for path in files if self.read(path).decode().startswith(code + " "))

    def restore(self, db, backup):
        """An older copy takes the place of a store."""
        self.stores.drop(db)
        self.stores.make(db)
        self.done(None, "restore", backup, self.stores.url(db))

    def done(self, db, *words, **more):
        result = self.run(*words, db=db, **more)
        assert result.status == DONE, f"{words}: {result}"
        return result

    def put(self, code, register, record, **more):
        self.write("record.json", record)
        result = self.run("put", register, "record.json", "--office", code, "--format", "json", db=self.store(code), **more)
        assert result.status == DONE, f"{record}: {result}"
        said = result.json()
        return said[0] if isinstance(said, list) else said

    def push(self, code, name=None, *more):
        name = name or f"{code}.package"
        result = self.run("hub", "push", "--office", code, "--to", name, *more, db=self.store(code))
        return name if result.status == DONE and os.path.exists(self.path(name)) else result

    def receive(self, *names, answer=None, **more):
        return self.run("hub", "receive", *names, *(("--answer", answer) if answer else ()), db="hub.db", **more)

    def acknowledge(self, code, name):
        return self.run("hub", "acknowledge", name, db=self.store(code))

    def send(self, code):
        """All that waits, received and acknowledged."""
        while self.line(code)["waiting"]:
            name = self.push(code)
            assert isinstance(name, str), str(name)
            result = self.receive(name, answer=f"{code}.answer")
            assert result.status == DONE, str(result)
            result = self.acknowledge(code, f"{code}.answer")
            assert result.status == DONE, str(result)

    def line(self, code, hub=False):
        lines = self.done("hub.db" if hub else self.store(code), "hub", "status", "--format", "json").json()
        return next(line for line in lines if line["office"] == code)

    def same(self, code):
        """Whether both ends show the same position and hash."""
        ends = self.line(code), self.line(code, hub=True)
        return ends[0]["position"] == ends[1]["position"] and ends[0]["hash"] == ends[1]["hash"]

    @staticmethod
    def read_template(name):
        with open(os.path.join(ROOT, "templates", name + ".md"), encoding="utf-8") as file:
            return file.read()

    def figure(self, db, offices, figure, words, *more):
        return self.run("figure", figure, "--office", offices, *words, *more, "--format", "json", db=db)

    @staticmethod
    def bare(result):
        """An answer without what does not travel."""
        def strip(value):
            if isinstance(value, list):
                return [strip(item) for item in value]
            if isinstance(value, dict):
                return {key: strip(item) for key, item in value.items() if key not in ("who", "why", "title")}
            return value
        return strip(result.json()) if result.status == DONE else result.err

    def differing(self, code, *more, figures=FIGURES):
        """The figures that the hub answers otherwise than the office, as known there."""
        wrong = []
        for figure, words in figures:
            here = self.figure(self.store(code), code, figure, words, *more)
            there = self.figure("hub.db", code, figure, words, *more)
            if self.bare(here) != self.bare(there):
                wrong.append(f"{code} {figure} {words} {more}\n{here}\n{there}")
        return wrong

    def sound(self, tap, name, db="hub.db"):
        tap.expect(f"{name}: the store is sound", self.run("audit", db=db), DONE, "sound")


class History:
    """Random records of an office, entered, corrected, withdrawn and restored."""
    COUNTRIES = ["JP", "KR", "LA", "CN", "FR", "US"]

    def __init__(self, world, code, seed):
        self.world, self.code, self.chance = world, code, random.Random(seed)
        self.records = []  # (register, id, version)
        self.hour = 0
        self.put("donor", {"code": "d1", "name": "Quỹ Á", "kind": "ngo", "country": "JP"})
        self.put("donor", {"code": "d2", "name": "Quỹ Âu", "kind": "government", "country": "FR"})

    def day(self):
        return f"2020-{self.chance.randrange(1, 13):02}-{self.chance.randrange(1, 29):02}"

    def now(self):
        """A clock that goes on by days."""
        self.hour += self.chance.randrange(1, 60)
        return f"2021-{1 + self.hour // 672 % 12:02}-{1 + self.hour // 24 % 28:02}T{self.hour % 24:02}:00:00Z"

    def put(self, register, record):
        said = self.world.put(self.code, register, record, NGOAIVU_NOW=self.now())
        if register != "donor":
            self.records = [r for r in self.records if r[:2] != (register, said["id"])] + [(register, said["id"], said["version"])]

    def new(self):
        chance = self.chance
        register = chance.choice(["inbound", "inbound", "aid", "protection"])
        secret = f"Nguyễn Văn {chance.choice('ABCDEFGH')}{chance.randrange(10**6)}"
        if register == "inbound":
            return register, {"name": "Đoàn của " + secret, "country": chance.sample(self.COUNTRIES, chance.randrange(1, 3)), "narrative": secret,
                              "host": chance.choice(["leaders", "agency"]), "arrives_on": self.day(), "visitors": chance.randrange(1, 30), "state": "received"}
        if register == "aid":
            return register, {"code": f"a{chance.randrange(10**9)}", "title": "Dự án " + secret, "kind": chance.choice(["project", "programme"]), "donors": chance.sample(["d1", "d2"], chance.randrange(1, 3)),
                              "recipient": "Sở Y tế", "sector": ["health"], "state": "running", "approved_on": self.day(),
                              "starts_on": f"2020-0{chance.randrange(1, 9)}-01", "ends_on": "2021-06-30",
                              "committed": {"amount": str(chance.randrange(1000, 90000)), "currency": chance.choice(["USD", "VND", "EUR"]), "rate": "23000", "rate_on": "2020-01-02"}}
        return register, {"title": "Vụ của " + secret, "country": chance.choice(self.COUNTRIES), "kind": "vessel_detained", "whose": "citizen",
                          "persons_held": chance.randrange(1, 20), "reported_on": self.day()}

    def step(self):
        kind = self.chance.random()
        if not self.records or kind < 0.5:
            register, record = self.new()
            if record.get("committed", {}).get("currency") == "VND":
                record["committed"] = {"amount": record["committed"]["amount"], "currency": "VND"}
            self.put(register, record)
            return
        register, number, version = self.chance.choice(self.records)
        if kind < 0.8:
            field = {"inbound": ("visitors", self.chance.randrange(1, 30)), "aid": ("approved_on", self.day()), "protection": ("persons_held", self.chance.randrange(1, 20))}[register]
            self.put(register, {"id": number, "version": version, field[0]: field[1]})
        elif kind < 0.9:
            result = self.world.run("delete", register, f"#{number}", "--office", self.code, db=self.world.store(self.code), NGOAIVU_NOW=self.now())
            assert result.status == DONE, str(result)
            self.records = [r for r in self.records if r[:2] != (register, number)]
        else:  # a name that stands in the dimensions of others
            donor = self.world.run("show", "donor", "d1", "--office", self.code, "--format", "json", db=self.world.store(self.code)).json()
            self.put("donor", {"id": donor["id"], "version": donor["version"], "kind": self.chance.choice(["ngo", "government", "company"])})
