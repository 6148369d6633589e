#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Reports at the hub: received as they were issued, accepted or returned, late or owed; and the report that combines
all offices, by the boundaries of then and of now."""
import json
import os
import sys

sys.dont_write_bytecode = True
from world import ABSENT, CONFLICT, DONE, FINDINGS, INPUT, REFUSED, USAGE, Tap, World

DELEGATION = {"name": "Đoàn", "country": ["JP"], "host": "leaders", "state": "received"}


def visit(world, code, day, visitors, **more):
    world.put(code, "inbound", dict(DELEGATION, arrives_on=day, visitors=visitors, **more))


def name(world, code, text):
    """The demonstration's offices are all called the same: tell them apart."""
    record = world.run("show", "office", code, "--office", code, "--format", "json", db=world.store(code)).json()
    world.put(code, "office", {"id": record["id"], "version": record["version"], "full_name": text})


def issue(world, code, period, day, **more):
    """Opens a report, takes it through its stages, issues it; returns the record."""
    db = world.store(code)
    world.done(db, "report", "open", "--office", code, "--period", period)
    opened = world.run("list", "report", "--office", code, "--format", "json", db=db).json()[-1]
    world.done(db, "issue", f"#{opened['id']}", "--office", code, "--date", day, **more)
    return world.run("show", "report", f"#{opened['id']}", "--office", code, "--format", "json", db=db).json()


def reports(world, *words, **more):
    return world.done("hub.db", "hub", "reports", *words, "--format", "json", **more).json()


ASKED = (("hub", "status"), ("hub", "reports"), ("list", "received_report", "--office", "bng"), ("list", "report", "--office", "tb"),
         ("figure", "inbound.visitors", "--office", "tb", "--span", "2020", "--by", "host"))


def copied(world, tap):
    """The hub's store brought into a file, and from there into a store of its own engine: it answers as before, and is sound."""
    answers = [world.done("hub.db", *words, "--format", "json").out for words in ASKED]
    file = "sqlite:" + world.path("copied.db")
    world.stores.make("again.db")
    for source, target, url in ((world.stores.url("hub.db"), file, file), (file, world.stores.url("again.db"), world.stores.url("again.db"))):
        world.done(None, "copy", "--from", source, "--to", target)
        got = [world.done(None, "--db", url, *words, "--format", "json").out for words in ASKED]
        tap.check("a hub that was copied answers as before", got == answers, [pair for pair in zip(got, answers) if pair[0] != pair[1]])
        name = os.path.basename(url.split("?")[0])
        symbol = json.loads(answers[1])[0]["symbol"]
        world.done(None, "--db", url, "report", "--office", "tb", "--number", symbol, "--output", f"{name}.docx")
        tap.check("it gives the issued file of an office", world.read(f"{name}.docx") == world.read("there.docx"))
        tap.expect("and is sound", world.run("--db", url, "audit", db=None), DONE, "sound")


def decisions(tap):
    with World("tb", "qn") as world:
        visit(world, "tb", "2020-02-03", 14)
        report = issue(world, "tb", "2020-Q1", "2020-04-02")
        symbol = report["symbol"]
        world.send("tb")
        lines = reports(world)
        tap.check("an issued report is received", [(line["office"], line["symbol"], line["decision"]) for line in lines] == [("tb", symbol, None)], lines)
        world.done("tb.db", "report", "--office", "tb", "--number", symbol, "--output", "here.docx")
        world.done("hub.db", "report", "--office", "tb", "--number", symbol, "--output", "there.docx")
        tap.check("its file is the one that was issued", world.read("here.docx") == world.read("there.docx"))
        tap.expect("and is verified at the hub", world.run("verify", "here.docx", db="hub.db"), DONE, symbol)
        tap.expect("a return needs a reason", world.run("hub", "return", "tb", symbol, db="hub.db"), INPUT, "--reason")
        tap.expect("a report is returned", world.run("hub", "return", "tb", symbol, "--reason", "Thiếu phụ lục", db="hub.db"), DONE, symbol)
        tap.expect("of a report that is not there", world.run("hub", "accept", "tb", "99/BC-SNgV", db="hub.db"), ABSENT)
        tap.expect("of an office that sends nothing", world.run("hub", "accept", "bng", symbol, db="hub.db"), REFUSED, "not received")
        visit(world, "tb", "2020-02-04", 1)
        world.send("tb")
        there = world.run("show", "report", f"#{report['id']}", "--office", "tb", "--format", "json", db="tb.db").json()
        tap.check("the office learns it with the acknowledgement", (there.get("reception"), there.get("reception_reason")) == ("returned", "Thiếu phụ lục"), there)
        tap.check("the report itself stays as it was issued", there["snapshot"] == report["snapshot"] and there["state"] == report["state"], there)
        tap.expect("it is accepted after all", world.run("hub", "accept", "tb", symbol, db="hub.db"), DONE, symbol)
        tap.expect("the hub answers without a package", world.run("hub", "answer", "tb", "--answer", "tb.answer", db="hub.db"), DONE, "tb")
        tap.expect("but not an office that may not send", world.run("hub", "answer", "zz", "--answer", "zz.answer", db="hub.db"), REFUSED, "hub add zz")
        tap.expect("nor nowhere", world.run("hub", "answer", "tb", db="hub.db"), USAGE, "--answer")
        tap.expect("and is heard", world.acknowledge("tb", "tb.answer"), DONE)
        there = world.run("show", "report", f"#{report['id']}", "--office", "tb", "--format", "json", db="tb.db").json()
        tap.check("and the office learns that", there.get("reception") == "accepted" and not there.get("reception_reason"), there)
        lines = reports(world)
        tap.check("the hub tells its last decision", len(lines) == 1 and lines[0]["decision"] == "accepted" and not lines[0].get("reason"), lines)
        history = world.run("history", "received_report", db="hub.db")
        figure = world.run("figure", "received_report.accepted", "--office", "bng", "--span", "2020", "--format", "json", db="hub.db")
        tap.check("decisions are records of the hub's office", figure.status == DONE and figure.json()["value"] == 1, f"{figure}\n{history}")
        while world.line("tb")["waiting"]:
            world.send("tb")
        tap.check("both ends are the same", world.same("tb"), world.line("tb"))
        for db in ("hub.db", "tb.db"):
            world.sound(tap, f"decisions: {db}", db=db)
        copied(world, tap)


def late(tap):
    """A report of a quarter is due two working days after its last day: 31 March 2020 is a Tuesday."""
    with World("tb", "qn", "hd") as world:
        for code, day in (("tb", "2020-04-02"), ("qn", "2020-04-02")):
            visit(world, code, "2020-02-03", 2)
            issue(world, code, "2020-Q1", day)
        for code, moment in (("tb", "2020-04-02T09:00:00Z"), ("qn", "2020-04-07T02:00:00Z")):
            world.push(code)
            world.receive(f"{code}.package", answer=f"{code}.answer", NGOAIVU_NOW=moment)
        lines = {line["office"]: line for line in reports(world, "--period", "2020-Q1", NGOAIVU_NOW="2020-04-08T01:00:00Z")}
        tap.check("each office has a line", sorted(lines) == ["hd", "qn", "tb"], lines)
        tap.check("it is due two working days after the quarter", {line["due_on"] for line in lines.values()} == {"2020-04-03"}, lines)
        tap.check("one came in time", lines["tb"]["late"] == 0, lines["tb"])
        tap.check("one came late", lines["qn"]["late"] == 4, lines["qn"])
        tap.check("one has not come, and is late to this day", lines["hd"]["symbol"] is None and lines["hd"]["late"] == 5, lines["hd"])
        early = {line["office"]: line for line in reports(world, "--period", "2020-Q2", NGOAIVU_NOW="2020-06-30T01:00:00Z")}
        tap.check("before the day nobody is late", all(line["late"] == 0 for line in early.values()) and len(early) == 3, early)
        legal = reports(world, "--period", "2020", "--regime", "legal", NGOAIVU_NOW="2020-12-20T01:00:00Z")
        tap.check("a year of the legal regime is due on 18 December", {(line["due_on"], line["late"]) for line in legal} == {("2020-12-18", 2)}, legal)
        table = world.run("hub", "reports", "--period", "2020-Q1", db="hub.db", NGOAIVU_NOW="2020-04-08T01:00:00Z")
        tap.expect("the table says who has not sent", table, DONE, "hd", "not sent")
        csv = world.run("hub", "reports", "--period", "2020-Q1", "--format", "csv", db="hub.db", NGOAIVU_NOW="2020-04-08T01:00:00Z")
        tap.expect("as a file of columns too", csv, DONE, "qn,2020-Q1,")
        tap.expect("a period that is none", world.run("hub", "reports", "--period", "2020-Q9", db="hub.db"), INPUT)
        tap.expect("a regime that is none", world.run("hub", "reports", "--regime", "lunar", db="hub.db"), USAGE, "lunar")


def combined(tap):
    with World("tb", "qn", "hd") as world:
        for code, text in (("tb", "Sở Ngoại vụ tỉnh Thái Bình"), ("qn", "Sở Ngoại vụ tỉnh Quảng Ngãi"), ("hd", "Sở Ngoại vụ tỉnh Hải Dương")):
            name(world, code, text)
        for code, guests in (("tb", (14, 5)), ("qn", (30,)), ("hd", ())):
            for number, count in enumerate(guests):
                visit(world, code, f"2020-02-0{number + 3}", count)
        issue(world, "tb", "2020-Q1", "2020-04-02")
        for code in world.codes:
            world.send(code)
        words = ("report", "--office", "bng", "--period", "2020-Q1", "--template", "combined-quarter", "--format", "txt")
        text = world.done("hub.db", *words).out
        tap.check("the combined report adds all offices up", "đón 03 đoàn với 49 lượt người" in text, text)
        tap.check("it tells who has not sent", all(part in text for part in ("02 cơ quan chưa gửi", "Quảng Ngãi", "Hải Dương")) and "01 cơ quan đã gửi" in text, text)
        rows = [line for line in text.splitlines() if "Sở Ngoại vụ tỉnh" in line and ("49" in line or "30" in line or "19" in line)]
        tap.check("it has a table by office", len(rows) >= 2 and any("Thái Bình" in row and "19" in row for row in rows) and any("Quảng Ngãi" in row and "30" in row for row in rows), text)
        tap.check("also of those that have nothing", any("| Sở Ngoại vụ tỉnh Hải Dương " in line for line in text.splitlines()), text)
        world.done("hub.db", "report", "open", "--office", "bng", "--period", "2020-Q1", "--template", "combined-quarter")
        tap.expect("it is issued", world.run("issue", "#2", "--office", "bng", "--date", "2020-04-05", "--output", "combined.docx", db="hub.db", NGOAIVU_NOW="2020-09-02T00:00:00Z"), DONE)
        symbol = world.run("list", "report", "--office", "bng", "--format", "json", db="hub.db").json()[-1]["symbol"]
        visit(world, "hd", "2020-03-01", 100)
        world.send("hd")
        now = world.done("hub.db", *words).out
        tap.check("what is received later is in the next draft", "đón 04 đoàn với 149 lượt người" in now, now)
        world.done("hub.db", "report", "--office", "bng", "--number", symbol, "--output", "again.docx")
        tap.check("what was issued stays as it was", world.read("combined.docx") == world.read("again.docx"))
        explained = world.run("explain", "combined.docx", db="hub.db")
        tap.expect("its numbers are explained by the offices' entries, as held then", explained, DONE, "inbound.visitors", "~held=")
        tap.check("and not by what came later", "149" not in explained.out and "49" in explained.out, explained)
        world.sound(tap, "combined: hub")


def boundaries(tap):
    """hd and tb are merged into hp; the sums are the same by the boundaries of then and of now."""
    with World("tb", "hd", "hp") as world:
        for code, text in (("tb", "Sở Ngoại vụ tỉnh Thái Bình"), ("hd", "Sở Ngoại vụ tỉnh Hải Dương"), ("hp", "Sở Ngoại vụ thành phố Hải Phòng")):
            name(world, code, text)
        for code, count in (("tb", 3), ("hd", 50), ("hp", 700)):
            visit(world, code, "2020-02-03", count)
        for code in ("tb", "hd"):
            record = world.run("show", "office", code, "--office", code, "--format", "json", db=world.store(code)).json()
            world.put(code, "office", {"id": record["id"], "version": record["version"], "successor": "hp", "succeeded_on": "2020-07-01"})
        for code in world.codes:
            world.send(code)
        split = lambda *words: {row["key"]: row["value"] for row in world.done("hub.db", "figure", "inbound.visitors", "--span", "2020", "--by", "office", "--format", "json", *words).json()["rows"]}
        then = split("--office", "tb,hd,hp")
        now = split("--office", "hp", "--boundaries", "now")
        tap.check("by the boundaries of then each has its own", then == {"tb": 3, "hd": 50, "hp": 700}, then)
        tap.check("by those of now the successor has all", now == {"hp": 753}, now)
        both = split("--office", "hp,tb", "--boundaries", "now")
        tap.check("one that is asked for by name counts there, and once", both == {"hp": 750, "tb": 3}, both)
        template = world.read_template("combined-quarter")
        os.makedirs(world.path("own"))
        world.write("own/then-quarter.md", template.replace("boundaries: now", "boundaries: then"))
        words = ("--templates", "own", "report", "--office", "bng", "--period", "2020-Q1", "--format", "txt", "--template")
        of_now, of_then = (world.done("hub.db", *words, which).out for which in ("combined-quarter", "then-quarter"))
        tap.check("the combined report has the same sum by both", all("03 đoàn với 753 lượt người" in text for text in (of_now, of_then)), of_now + of_then)
        appendix = {which: text[text.index("SỐ LIỆU THEO CƠ QUAN"):] for which, text in (("now", of_now), ("then", of_then))}
        tap.check("its table names the offices of now", "Hải Phòng" in appendix["now"] and "Thái Bình" not in appendix["now"], appendix["now"])
        tap.check("or those of then", all(place in appendix["then"] for place in ("Hải Phòng", "Thái Bình", "Hải Dương")), appendix["then"])
        owing = {line["office"] for line in reports(world, "--period", "2020-Q4")}
        tap.check("who was merged before a period ended owes no report of it", owing == {"hp"}, owing)
        tap.check("of an earlier period it does", {line["office"] for line in reports(world, "--period", "2020-Q2")} == {"tb", "hd", "hp"})


def main():
    tap = Tap()
    for part in (decisions, late, combined, boundaries):
        part(tap)
    tap.done()


if __name__ == "__main__":
    main()
