#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Every file of cases/: commands and what they must answer. Adding a test is adding a file.

    store: demo tb qn | office tb | none    what the folder begins with (default: office tb)
    @ a.csv                                 a file; its lines follow, each behind "|"
    | name,country
    $ ngoaivu load inbound a.csv            a command for the shell; the store is store.db of the folder, its URL $STORE
    = 3                                     its exit status (default 0)
    > text                                  stands somewhere in the standard output
    ! text                                  stands somewhere in the standard error
    -> text, -! text                        does not stand there
"""
import glob
import os
import subprocess
import sys

sys.dont_write_bytecode = True
from door import PROGRAM, SECONDS, Door, Result, Tap, environment

HERE = os.path.dirname(os.path.abspath(__file__))


class Step:
    def __init__(self, command, line):
        self.command, self.line, self.status = command, line, 0
        self.checks = []  # (stream, wanted, text)


def parse(path):
    """[("store", words) | ("file", name, lines) | Step], in order."""
    parts = []
    with open(path, encoding="utf-8") as file:
        for number, line in enumerate(file, 1):
            line = line.rstrip("\n")
            if not line or line.startswith("#"):
                continue
            mark, _, rest = line.partition(" ")
            if mark == "store:":
                parts.append(("store", rest.split()))
            elif mark == "@":
                parts.append(("file", rest, []))
            elif mark == "|":
                parts[-1][2].append(rest)
            elif mark == "$":
                parts.append(Step(rest, number))
            elif mark == "=":
                parts[-1].status = int(rest)
            elif mark in (">", "!", "->", "-!"):
                parts[-1].checks.append((mark[-1], not mark.startswith("-"), rest))
            else:
                raise SystemExit(f"{path}:{number}: {line}: is no line of a case")
    return parts


class Made:
    """Stores that cases begin with, each made once."""

    def __init__(self, door):
        self.door, self.made = door, {}

    def copy_to(self, words, door):
        key = " ".join(words)
        if words[0] == "none":
            door.stores.make("store.db")
            return
        if key not in self.made:
            name = f"{len(self.made)}.db"
            result = self.door.run("demo", "--offices", ",".join(words[1:]), db=name) if words[0] == "demo" else \
                self.door.run("init", "--office", words[1], db=name)
            assert result.status == 0, str(result)
            self.made[key] = name
        self.door.stores.copy(self.made[key], "store.db", door.stores)


def run_step(door, step):
    env = environment("en", NGOAIVU=PROGRAM, STORE=door.stores.url("store.db"), PATH=os.path.join(door.folder, ".bin") + ":" + os.environ["PATH"])
    done = subprocess.run(["bash", "-c", step.command], cwd=door.folder, env=env, input=b"", capture_output=True, timeout=SECONDS)
    return Result(done.returncode, done.stdout.decode(errors="replace"), done.stderr.decode(errors="replace"))


def faults(step, result):
    found = [] if result.status == step.status else [f"wanted status {step.status}"]
    for stream, wanted, text in step.checks:
        stands = text in (result.out if stream == ">" else result.err)
        if stands != wanted:
            found.append(f"{'missing' if wanted else 'unwanted'} {stream} {text}")
    if "CRITICAL" in result.err or "Sanitizer" in result.err:
        found.append("the program stumbled")
    return found


def prepare(door):
    os.mkdir(door.path(".bin"))
    script = door.path(".bin/ngoaivu")
    with open(script, "w", encoding="utf-8") as file:
        url = door.stores.url("store.db")
        file.write(f'#!/bin/sh\nexec "{PROGRAM}" --db "{url}" "$@"\n')
    os.chmod(script, 0o755)


def run_file(path, stores, tap):
    name = os.path.basename(path)[:-4]
    parts = parse(path)
    with Door() as door:
        prepare(door)
        if not any(isinstance(part, tuple) and part[0] == "store" for part in parts):
            stores.copy_to(["office", "tb"], door)
        for part in parts:
            if isinstance(part, Step):
                result = run_step(door, part)
                found = faults(part, result)
                tap.check(f"{name}:{part.line} {part.command}", not found, "\n".join(found) + "\n" + str(result))
            elif part[0] == "store":
                stores.copy_to(part[1], door)
            else:
                door.write(part[1], "".join(line + "\n" for line in part[2]))


def main():
    tap = Tap()
    words = sys.argv[1:]
    with Door() as made:
        stores = Made(made)
        for path in sorted(glob.glob(os.path.join(HERE, "cases", "*.txt"))):
            if not words or os.path.basename(path)[:-4] in words:
                run_file(path, stores, tap)
    tap.done()


if __name__ == "__main__":
    main()
