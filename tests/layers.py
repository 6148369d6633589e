#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""A folder under src/ includes only itself and those before it in the list; an engine's words stand in its own files
alone; every statement stands in a list that the test of statements knows (TAP)."""
import os
import re

ORDER = ["base", "format", "doc", "def", "store", "ledger", "report", "check", "import", "auth", "app", "hub", "web", "cli"]
ROOT = os.path.join(os.path.dirname(os.path.dirname(os.path.abspath(__file__))), "src")
# What only one engine knows, by the beginning of the names of its files in store/.
ENGINES = {
    "sqlite": r"sqlite3|\bPRAGMA\b|\browid\b|\bfts5\b|\bWAL\b|\bINSERT OR\b|\bAUTOINCREMENT\b",
    "pg": r"\bPQ[a-z]\w+|\bPG[A-Z]\w+|\blibpq\b|\bpg_\w+|\btsvector\b|\btsquery\b|\bplpgsql\b|\bRETURNING\b|\bADVISORY\b",
}


def sources(folder):
    for name in sorted(os.listdir(os.path.join(ROOT, folder))):
        if name.endswith((".c", ".h")):
            with open(os.path.join(ROOT, folder, name), encoding="utf-8") as source:
                yield name, list(enumerate(source, 1))


def foreign_words(engine):
    for folder in folders:
        for name, lines in sources(folder):
            if folder == "store" and re.match(engine + r"[._]", name):
                continue
            yield from (f"{folder}/{name}:{line} says {found[0]}" for line, text in lines if (found := re.search(ENGINES[engine], text)))


def unlisted_statements():
    """Constants of struct sql that no list of their file names, and lists that tests/store/statements.c does not."""
    with open(os.path.join(os.path.dirname(ROOT), "tests", "store", "statements.c"), encoding="utf-8") as test:
        known = test.read()
    for folder in folders:
        for name, lines in sources(folder):
            text = "".join(line for _, line in lines)
            lists = re.findall(r"const struct sql \*const (\w+)\[\] = \{(.*?)\};", text, re.S)
            listed = " ".join(body for _, body in lists)
            if not (folder == "store" and re.match(r"(sqlite|pg)[._]", name)):
                yield from (f"{folder}/{name}: {each} is in no list" for each in re.findall(r"struct sql (\w+)(?:\[\w*\])? = ", text)
                            if not re.search(rf"&{each}\b", listed))
                yield from (f"{folder}/{name}: {each} is not in the test" for each, _ in lists if not re.search(rf"\b{each}\b", known))


folders = sorted(os.listdir(ROOT))
folders = [f for f in folders if os.path.isdir(os.path.join(ROOT, f))]
print(f"1..{len(folders) + len(ENGINES) + 1}")
for number, folder in enumerate(folders, 1):
    wrong = [] if folder in ORDER else ["it has no place in the order"]
    for name, lines in sources(folder):
        for line, text in lines:
            found = re.match(r'#include "([a-z]+)/', text)
            if found and found[1] in ORDER and folder in ORDER and ORDER.index(found[1]) > ORDER.index(folder):
                wrong.append(f"{folder}/{name}:{line} includes {found[1]}/")
    print(f"{'not ok' if wrong else 'ok'} {number} {folder} includes only what lies before it")
    for each in wrong:
        print("# " + each)
for number, engine in enumerate(ENGINES, len(folders) + 1):
    wrong = list(foreign_words(engine))
    print(f"{'not ok' if wrong else 'ok'} {number} the words of {engine} stand in store/{engine}*.[ch] alone")
    for each in wrong:
        print("# " + each)
wrong = list(unlisted_statements())
print(f"{'not ok' if wrong else 'ok'} {len(folders) + len(ENGINES) + 1} every statement is in a list, and every list in the test of statements")
for each in wrong:
    print("# " + each)
