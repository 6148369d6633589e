#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Runs what the manuals show. In each file the blocks are taken in order, in one shell and one empty folder:
```json NAME (or csv, yaml, markdown) is a file, ```sh test must succeed, ```sh test fails must not, and a ```text output after
them is what they print; there … stands for anything in a line, and a line … for any lines. TAP."""
import os
import re
import subprocess
import sys
import tempfile

ROOT = os.path.dirname(os.path.dirname(os.path.abspath(__file__)))
PROGRAM = os.environ.get("NGOAIVU") or sys.exit("NGOAIVU: the program to run is not named")
FILES = ["README.md", "README.vi.md", "docs/manual.en.md", "docs/manual.vi.md", "docs/api.md"]
BLOCK = re.compile(r"^```(\S+)(?: ([^\n]+))?\n(.*?)^```$", re.S | re.M)
MARK = "@@end of block"
cases = 0


def ok(condition, name, note=""):
    global cases
    cases += 1
    print(f"{'ok' if condition else 'not ok'} {cases} - {name}", flush=True)
    if not condition:
        print("\n".join("# " + line for line in str(note).splitlines()))


def steps_of(text):
    """(line, script, may fail, expected output or None) of each tested block; files become scripts that write them."""
    steps, before = [], ""
    for found in BLOCK.finditer(text):
        kind, words, body = found[1], (found[2] or "").split(), found[3]
        if kind in ("json", "csv", "yaml", "markdown") and words:
            before += f"mkdir -p $(dirname {words[0]})\ncat >{words[0]} <<'@@end'\n{body}@@end\n"
        elif kind == "sh" and words[:1] == ["test"]:
            steps.append([text.count("\n", 0, found.start()) + 1, before + body, words[1:] == ["fails"], None])
            before = ""
        elif kind == "text" and words == ["output"]:
            steps[-1][3] = body
    return steps


def pattern(expected):
    lines = [r"(?:.*\n)*?" if line == "…" else ".*?".join(re.escape(part.rstrip()) for part in line.split("…")) + r"[ ]*\n"
             for line in expected.splitlines()]
    return re.compile("".join(lines) + r"\s*")


def run_all(steps, folder):
    bin_folder = os.path.join(folder, ".bin")
    os.mkdir(bin_folder)
    os.symlink(os.path.abspath(PROGRAM), os.path.join(bin_folder, "ngoaivu"))
    script = "trap 'failed=1' ERR\n"
    for _, body, _, _ in steps:
        script += f"failed=0\n{body}\nprintf '\\n%s %s\\n' '{MARK}' $failed\n"
    environment = {"PATH": bin_folder + ":" + os.environ["PATH"], "HOME": folder, "LC_ALL": "C.UTF-8", "NGOAIVU_NOW": "2020-04-02T08:00:00+07:00"}
    environment.update({name: value for name, value in os.environ.items() if name.endswith("SAN_OPTIONS") or name == "NGOAIVU_SHARE"})
    with open(os.path.join(folder, ".out"), "w+", encoding="utf-8") as out:
        subprocess.run(["bash", "-c", script], cwd=folder, env=environment, stdout=out, stderr=subprocess.STDOUT)
        out.seek(0)
        return re.findall(r"(.*?)\n" + MARK + r" (\d)\n", out.read(), re.S)


def check(name):
    with open(os.path.join(ROOT, name), encoding="utf-8") as source:
        text = source.read()
    steps = steps_of(text)
    with tempfile.TemporaryDirectory() as folder:
        results = run_all(steps, folder)
    ok(steps and len(results) == len(steps), f"{name}: its {len(steps)} blocks run", results[-1:] if results else "nothing ran")
    for (line, body, fails, expected), (output, failed) in zip(steps, results):
        output = output + "\n"
        sound = (failed == "1") == fails and (expected is None or pattern(expected).fullmatch(output))
        ok(sound, f"{name}:{line}: {body.strip().splitlines()[-1][:60]}", f"exit status {'not ' if failed == '1' else ''}0, output:\n{output}")
    lost = [link for link in re.findall(r'(?:\]\(|src=")([^)#":]+)[)#"]', text)
            if not os.path.exists(os.path.join(ROOT, os.path.dirname(name), link))]
    ok(not lost, f"{name}: what it links to is there", lost)


for each in FILES:
    check(each)
print(f"1..{cases}")
