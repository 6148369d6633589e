#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Reports as offices of other provinces would write them, and errors that people make, planted in them by hand: nothing is told
of a clean text, and every planted error is told. corpus/edits.tsv: file<TAB>class<TAB>what stands there<TAB>what it becomes."""
import collections
import json
import os
import subprocess
import sys
import tempfile

sys.dont_write_bytecode = True
from tap import HERE, PROGRAM, done, ok

CORPUS = os.path.join(HERE, "corpus")
SYLLABLES = "/usr/share/hunspell/vi_VN.dic"
LANGUAGE = {"spelling"}  # classes that need the list of syllables
MOST = 5  # findings of one planted error: those of what it contradicts, too


def read():
    with open(os.path.join(CORPUS, "edits.tsv"), encoding="utf-8") as file:
        return [line.rstrip("\n").split("\t") for line in file if line.strip() and not line.startswith("#")]


def main():
    texts = {}
    for name in sorted(os.listdir(CORPUS)):
        if not name.endswith(".tsv"):
            with open(os.path.join(CORPUS, name), encoding="utf-8") as file:
                texts[name] = file.read()
    edits = [edit for edit in read() if edit[1] not in LANGUAGE or os.path.exists(SYLLABLES)]
    with tempfile.TemporaryDirectory() as folder:
        paths = {}
        for index, (name, _, before, after) in enumerate(edits):
            if before not in texts[name]:
                ok(False, f"{name} holds “{before}”")
                continue
            paths[index] = os.path.join(folder, f"{index}{os.path.splitext(name)[1]}")
            with open(paths[index], "w", encoding="utf-8") as file:
                file.write(texts[name].replace(before, after, 1))
        run = subprocess.run([PROGRAM, "check", "--format", "json", *(os.path.join(CORPUS, name) for name in texts), *paths.values()],
            capture_output=True, check=False)
        found = collections.defaultdict(list)
        for finding in json.loads(run.stdout)["findings"]:
            found[finding["file"]].append(finding)
    for name in texts:
        told = found[os.path.join(CORPUS, name)]
        ok(not told, f"{name} is clean", "\n".join(f"{each['line']}: {each['rule']}: {each['quote']}" for each in told))
    for index, path in paths.items():
        name, kind, _, after = edits[index]
        ok(0 < len(found[path]) <= MOST, f"{name}: {kind}: {after}", f"{len(found[path])} findings")
    done()


main()
