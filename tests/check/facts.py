#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""What a document states. Own texts in facts/: ⟦words→figure(where)=value span⟧ is stated at that place with these days,
and nothing else of the text states a figure; behind a difference stand its direction, its base and the base's days. Then
five reports whose figures were listed by hand (NGOAIVU_REPORTS, skipped where absent): how many of them are found."""
import csv
import glob
import json
import os
import re
import subprocess
import sys
import tempfile

sys.dont_write_bytecode = True
from tap import HERE, PROGRAM, done, ok

FOLDER = os.environ.get("NGOAIVU_REPORTS", "/work/shared/reports")
LIST = os.path.join(FOLDER, "facts.tsv")
FOUND_LEAST, WHERE_LEAST, DAYS_LEAST = 113, 102, 84  # of 116, one of which the report itself states otherwise


def stated(path):
    ran = subprocess.run([PROGRAM, "--lang", "en", "import", path, "--format", "json"], capture_output=True, text=True, timeout=120)
    assert ran.returncode == 0, ran.stderr
    return json.loads(ran.stdout)["facts"]


def days(fact):
    return fact.get("date") or f"{fact.get('from')}/{fact.get('to')}"


def told(fact):
    where = ",".join(f"{key}={value}" for key, value in (fact.get("where") or {}).items())
    text = f"{fact['figure']}{f'({where})' if where else ''}={fact['value']} {days(fact)}"
    base = fact.get("comparison")
    return text + (f" {base['direction']} {base.get('base')} {days(base)}" if base else "")


def parse(text):
    places, lines = {}, []
    for number, line in enumerate(text.split("\n"), 1):
        clean = ""
        for part in re.split(r"(⟦[^⟧]*⟧)", line):
            if part.startswith("⟦"):
                words, _, meaning = part[1:-1].partition("→")
                places[number, len(clean) + 1, words] = meaning
                part = words
            clean += part
        lines.append(clean)
    return "\n".join(lines), places


def judge_own(path, folder):
    with open(path, encoding="utf-8") as file:
        text, places = parse(file.read())
    copy = os.path.join(folder, os.path.basename(path))
    with open(copy, "w", encoding="utf-8") as file:
        file.write(text)
    found = {(fact["line"], fact["column"], fact["quote"]): told(fact) for fact in stated(copy) if fact.get("figure")}
    notes = [f"{place}: {meaning}, but found {found.get(place)}" for place, meaning in places.items() if found.get(place) != meaning]
    notes += [f"{place}: {meaning} is too much" for place, meaning in found.items() if place not in places]
    ok(not notes, f"{os.path.basename(path)}: {len(places)} figures are found, and no other", "\n".join(notes))


def same(fact, row):
    """The value, or that which it is compared with."""
    least, *most = (int(end) for end in row["value"].split(" ")[0].lstrip("~").split(".."))
    values = [fact.get("value"), (fact.get("comparison") or {}).get("base")]
    return fact.get("figure") == row["figure"] and any(value is not None and least <= float(value) <= (most or [least])[0] for value in values)


def of_days(fact, row):
    """Of the days listed, by the value that is the one."""
    least, *most = (int(end) for end in row["value"].split(" ")[0].lstrip("~").split(".."))
    told = [fact, fact.get("comparison") or {}]
    values = [fact.get("value"), told[1].get("base")]
    return any(value is not None and least <= float(value) <= (most or [least])[0] and days(said) == row["span"].lstrip("@") for said, value in zip(told, values))


def judge_reports():
    with open(LIST, encoding="utf-8") as file:
        rows = list(csv.DictReader(file, delimiter="\t"))
    facts = {office: stated(os.path.join(FOLDER, office.upper() + ".txt")) for office in {row["office"] for row in rows}}
    found, cut, dated, missed = 0, 0, 0, []
    for row in rows:
        alike = [fact for fact in facts[row["office"]] if same(fact, row)]
        where = dict(part.split("=") for part in row["where"].split(",") if part)
        found += bool(alike)
        cut += any((fact.get("where") or {}) == where for fact in alike)
        dated += any(of_days(fact, row) for fact in alike)
        if not alike:
            missed.append(" ".join(row.values()))
    print(f"# {found} of {len(rows)} figures are found with their value, {cut} of them with what they are of, {dated} with their days")
    ok(found >= FOUND_LEAST, f"of {len(rows)} figures in the reports {FOUND_LEAST} are found", "\n".join(missed))
    ok(cut >= WHERE_LEAST, f"{WHERE_LEAST} of them with what they are of", cut)
    ok(dated >= DAYS_LEAST, f"{DAYS_LEAST} of them with their days", dated)


def judge_kinds(folder):
    """Beside figures: numbers in words and ranges, documents, names, what is listed."""
    path = os.path.join(folder, "kinds.txt")
    with open(path, "w", encoding="utf-8") as file:
        file.write("Theo Nghị định số 80/2020/NĐ-CP ngày 08/7/2020 của Chính phủ, dự án tại hai huyện trị giá khoảng 1-1,5 triệu EUR.\n\n"
                   "Sở có 3 phòng: Văn phòng Sở, Phòng Lãnh sự, Phòng Hợp tác quốc tế.\n\nĐoàn của tỉnh Hủa Phăn (Lào) đến thăm.\n")
    facts = stated(path)
    pick = lambda kind, **wanted: [fact for fact in facts if fact["kind"] == kind and all(fact.get(key) == value for key, value in wanted.items())]
    ok(pick("document", symbol="80/2020/NĐ-CP", date="2020-07-08", issuer="Chính phủ", year=2020), "a cited document has symbol, day and issuer", facts)
    ok(pick("figure", quote="hai huyện", value=2, in_words=True), "a number in words", facts)
    ok(pick("figure", value=1000000, upper=1500000, approximation=["about"]), "a range, with its approximation", facts)
    ok(pick("figure", quote="3 phòng", items=["Văn phòng Sở", "Phòng Lãnh sự", "Phòng Hợp tác quốc tế"]), "what is listed", facts)
    ok(pick("name", quote="Lào", list="countries", code="LA"), "a country has its code", facts)


def main():
    with tempfile.TemporaryDirectory() as folder:
        for path in sorted(glob.glob(os.path.join(HERE, "facts", "*.*"))):
            judge_own(path, folder)
        judge_kinds(folder)
    if os.path.exists(LIST):
        judge_reports()
    else:
        ok(True, "figures of five reports", skip=f"{LIST} is not there")
    done()


main()
