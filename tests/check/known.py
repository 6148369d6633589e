#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Reports of two offices against the list of what is wrong in them, made by hand: every entry of certainty A is found,
nine of ten of certainty B, and no more than one alarm a report is false. NGOAIVU_REPORTS names the folder; without it
the test is skipped. With WORDS the entries that are missed, and the alarms, are printed."""
import os
import re
import sys

sys.dont_write_bytecode = True
from tap import check, done, ok, told

FOLDER = os.environ.get("NGOAIVU_REPORTS", "/work/shared/reports")
LIST = os.path.join(FOLDER, "known-TB-VP.md")
# What the list's classes are to the program.
RULES = {
    "ARITH": {"total", "part", "count", "change", "share", "hundred", "table", "series", "cumulation"},
    "YEAR": {"period"},
    "PERIOD": {"cutoff", "stage", "period"},
    "NUMBER": {"section"},
    "DOCNO": {"symbol-year", "symbol-form", "symbol-kind", "cited-twice"},
    "PUNCT": {"stop", "mark", "bracket"},
    "DROP": {"phrase", "word"},
    "DUP": {"twice", "word", "phrase"},
    "LOGIC": {"phrase", "approximation", "outdated", "stage"},
    "MISSING": {"recipient"},
    "NAME": {"name", "known-name", "phrase"},
    "SPELL": {"spelling", "word", "phrase", "known-name"},
    "CASE": {"symbol-form", "capital", "name"},
}


def entries(text):
    """Report → [(id, lines, class, certainty)], and report → lines of what is left blank or weak."""
    known, weak, report = {}, {}, None
    for line in text.splitlines():
        head = re.match(r"## (\w+)\.txt", line)
        if head:
            report = head[1]
            known[report], weak[report] = [], set()
        cells = [cell.strip() for cell in line.split("|")[1:-1]]
        if report and len(cells) == 6 and re.match(r"E\d", cells[0]):
            known[report].append((cells[0], numbers(cells[1]), cells[2], cells[3], quotes(cells[4])))
        if report and re.match(r"(Blank fields|Weak)", line):
            weak[report] |= numbers(line)
    return known, weak


def numbers(text):
    found = set()
    for first, last in re.findall(r"(?<![\w/.:«-])(\d+)(?:-(\d+))?(?![\w/.:»])", text):
        found |= set(range(int(first), int(last or first) + 1))
    return found


def quotes(text):
    return [re.sub(r"\s+", " ", quote) for quote in re.findall(r"«([^»]*)»", text)]


def same(finding, entry):
    _, lines, kind, _, words = entry
    if finding.get("line") not in lines or finding["rule"] not in RULES[kind]:
        return False
    quote = re.sub(r"\s+", " ", finding["quote"])
    return kind == "MISSING" or any(alike(quote, word) for word in words)


def alike(quote, word):
    """One within the other, or most of the shorter one's words in both."""
    a, b = set(quote.split()), set(word.split())
    return word in quote or quote in word or len(a & b) * 2 > min(len(a), len(b))


def judge(report, known, weak):
    findings = check(os.path.join(FOLDER, report + ".txt"))[1]
    missed = [each for each in known if not any(same(finding, each) for finding in findings)]
    false = [each for each in findings if each["severity"] != "hint" and each.get("line") not in weak
             and not any(same(each, entry) for entry in known)]
    for each in missed:
        print(f"# {report}: missed {each[3]}: {each[0]} line {sorted(each[1])} {each[2]} {each[4]}")
    for each in false:
        print(f"# {report}: false? {told(each)}")
    for certainty, share in ("A", 1), ("B", 0.9):
        all_of = [each for each in known if each[3] == certainty]
        lost = [each for each in missed if each[3] == certainty]
        ok(len(lost) <= len(all_of) * (1 - share), f"{report}: {len(all_of) - len(lost)} of {len(all_of)} of certainty {certainty} are found",
            "\n".join(str(each) for each in lost))
    ok(len(false) <= 1, f"{report}: at most one alarm is false", "\n".join(map(told, false)))


def main():
    if not os.path.exists(LIST):
        print(f"1..0 # SKIP {LIST} is not there")
        return
    with open(LIST, encoding="utf-8") as file:
        known, weak = entries(file.read())
    for report in known:
        judge(report, known[report], weak[report])
    done()


if __name__ == "__main__":
    main()
