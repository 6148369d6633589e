#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Every rule by files: RULE/bad*.txt or .md, RULE/good*.txt or .md. Adding a file is adding a test.

In a bad file ⟦ and ⟧ stand around what must be found; they are taken out before it is checked. The rule must be told at
exactly these places with exactly these words, and no other rule may be told. In a good file nothing may be told.
What a suggestion must be stands behind the words: ⟦words→suggestion⟧. Every rule has a bad file and a good one, and a
section in the manual. A file whose name ends in -listed needs the list of syllables (package hunspell-vi)."""
import glob
import os
import re
import subprocess
import sys
import tempfile

sys.dont_write_bytecode = True
from tap import HERE, PROGRAM, check, done, ok, told

STORED = {"ledger", "legal-unknown", "legal-ended", "legal-day", "official"}  # rules against records
SYLLABLES = "/usr/share/hunspell/vi_VN.dic"
MAN = os.path.join(os.path.dirname(os.path.dirname(HERE)), "man", "ngoaivu-check.7")


def parse(text):
    """The text without the marks; [(line, column, words, suggestion or None)]."""
    places, lines = [], []
    for number, line in enumerate(text.split("\n"), 1):
        clean = ""
        for part in re.split(r"(⟦[^⟧]*⟧)", line):
            if part.startswith("⟦"):
                words, _, right = part[1:-1].partition("→")
                places.append((number, len(clean) + 1, words, right or None))
                part = words
            clean += part
        lines.append(clean)
    return "\n".join(lines), places


def compare(rule, places, findings):
    notes = []
    found = {(each.get("line"), each.get("column"), each["quote"]): each for each in findings}
    for line, column, words, right in places:
        finding = found.pop((line, column, words), None)
        if not finding or finding["rule"] != rule:
            notes.append(f"missing: {line}:{column}: {rule}: “{words}”")
        elif right and finding["suggestion"] != right:
            notes.append(f"suggests “{finding['suggestion']}” instead of “{right}”")
    return notes + ["too much: " + told(each) for each in found.values()]


def rule_ids():
    """Every rule, from the rules that SARIF tells."""
    with tempfile.NamedTemporaryFile("w", suffix=".txt", encoding="utf-8") as file:
        file.write("Một câu.\n")
        file.flush()
        sarif = check(file.name, form="sarif")[1]
    return [rule["id"] for rule in sarif["runs"][0]["tool"]["driver"]["rules"]]


def check_stored(folder, paths):
    """Against the records of one of the offices of the demonstration."""
    store = "sqlite:" + os.path.join(folder, "tb.db")
    subprocess.run([PROGRAM, "--db", store, "demo", "--offices", "tb"], check=True, capture_output=True)
    ended = '{"symbol": "12/2012/NĐ-CP", "kind": "ND", "title": "t", "issuer": "Chính phủ", "level": "central", "dated_on": "2012-03-01", "ended_on": "2018-01-01"}'
    subprocess.run([PROGRAM, "--db", store, "put", "legal", "-", "--office", "tb"], input=ended, text=True, check=True, capture_output=True)
    return check("--db", store, "--office", "tb", *paths)[1]


def main():
    cases = {}  # place in the folder → (rule, name, places)
    with tempfile.TemporaryDirectory() as folder:
        for path in sorted(glob.glob(os.path.join(HERE, "*", "*.*"))):
            rule, name = os.path.basename(os.path.dirname(path)), os.path.basename(path)
            if not re.match(r"(bad|good).*\.(txt|md)$", name):
                continue
            with open(path, encoding="utf-8") as file:
                text, places = parse(file.read())
            copy = os.path.join(folder, f"{rule}-{name}")
            with open(copy, "w", encoding="utf-8") as file:
                file.write(text)
            cases[copy] = (rule, name, places)
        against = {copy for copy in cases if cases[copy][0] in STORED}
        status, findings, errors = check(*(copy for copy in cases if copy not in against))
        findings += check_stored(folder, sorted(against))
    ok(status == 1, "findings end with status 1", errors)
    for copy, (rule, name, places) in cases.items():
        if "-listed." in name and not os.path.exists(SYLLABLES):
            ok(True, f"{rule}/{name}", skip="the list of syllables is not installed")
            continue
        notes = compare(rule, places, [each for each in findings if each["file"] == copy])
        if name.startswith("bad") != bool(places):
            notes.append("a bad file needs ⟦…⟧, a good one has none")
        ok(not notes, f"{rule}/{name}", "\n".join(notes))
    with open(MAN, encoding="utf-8") as file:
        manual = file.read()
    for rule in rule_ids():
        for kind in "bad", "good":
            ok(glob.glob(os.path.join(HERE, rule, kind + "*")), f"{rule} has a {kind} file")
        ok(re.search(rf"^\.It Cm {re.escape(rule)}(\s|$)", manual, re.M), f"{rule} is in the manual")
    done()


main()
