#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Fuzzes the readers with the program of build/fuzz (clang, libFuzzer, the sanitizers).

run.py TARGET                    a test: the seeds, and a bounded number of changes of them, always the same
run.py --long SECONDS [TARGET…]  looks for more, from a corpus that grows in out/fuzz; what it finds is kept there

The seeds of a target are the files of seeds/TARGET and what the other tests already have of its kind (SEEDS).
"""
import glob
import os
import shutil
import subprocess
import sys
import tempfile

HERE = os.path.dirname(os.path.abspath(__file__))
ROOT = os.path.dirname(os.path.dirname(HERE))
PROGRAM = os.path.join(ROOT, "build", "fuzz", "tests", "fuzz", "fuzz")
SIZE_MOST = 40000  # bytes of an input
SECONDS_MOST = 100  # for one input, on a busy machine: nothing takes that long by itself

# By target: how many inputs the test tries, and where else its seeds are.
SEEDS = {
    "docx": (1500, ["tests/doc/read/*.docx.d"]),
    "docx-notes": (800, ["tests/doc/read/*.docx.d"]),
    "odt": (1500, []),
    "pdf": (400, []),
    "pdf-notes": (300, ["tests/fuzz/seeds/pdf/*"]),
    "markdown": (1500, ["tests/doc/read/*.md", "tests/doc/read/markdown.txt", "tests/doc/golden/*.md"]),
    "text": (1500, ["tests/doc/read/*.txt", "tests/doc/golden/*.txt"]),
    "json": (1000, ["tests/doc/golden/*.json"]),
    "csv": (20000, ["tests/import/sheets/*.txt"]),
    "xlsx": (1500, []),
    "definitions": (1500, ["definitions/*.yaml", "definitions/registers/*.yaml", "tests/def/bad/*.yaml"]),
    "expression": (8000, []),
    "template": (3000, ["templates/*.md", "templates/parts/*.md", "tests/report/templates/*.md"]),
    "value": (300, []),
    "check": (600, ["tests/check/*/*.txt"]),
    "tally": (1000, ["tests/cli/registers/*.txt"]),
    "period": (60000, []),
    "number": (40000, []),
    "package": (30000, []),
    "findings": (4000, []),
    "form": (40000, []),
}


def archive_text(folder):
    """The files of a folder as one text (fuzz_archive)."""
    text = b""
    for path in sorted(glob.glob(os.path.join(folder, "**", "*"), recursive=True) + glob.glob(os.path.join(folder, "_rels", ".rels"))):
        if os.path.isfile(path):
            with open(path, "rb") as file:
                text += b"=== " + os.path.relpath(path, folder).encode() + b"\n" + file.read().rstrip(b"\n") + b"\n"
    return text


def collect(target, into):
    """The seeds as files of one folder; how many there are."""
    paths = sorted(glob.glob(os.path.join(HERE, "seeds", target, "*")))
    for pattern in SEEDS[target][1]:
        paths += sorted(glob.glob(os.path.join(ROOT, pattern)))
    for number, path in enumerate(paths):
        to = os.path.join(into, f"{number:04}-{os.path.basename(path)}")
        if os.path.isdir(path):
            with open(to, "wb") as file:
                file.write(archive_text(path))
        else:
            shutil.copyfile(path, to)
    return len(paths)


# Poppler loses each annotation that it adds; the process that annotates ends with its copy.
LEAKING = {"pdf-notes"}


def environment(target):
    leaks = os.path.join(ROOT, "tests", "doc", "lsan.txt")
    found = "detect_leaks=0" if target in LEAKING else "detect_leaks=1"
    return dict(os.environ, LSAN_OPTIONS=f"print_suppressions=0:suppressions={leaks}", ASAN_OPTIONS=f"{found}:handle_abort=1",
        UBSAN_OPTIONS="halt_on_error=1:print_stacktrace=1", LANGUAGE="en", LC_ALL="C.UTF-8")


def command(target, found, *more):
    dictionary = os.path.join(HERE, target + ".dict")
    words = [f"-dict={dictionary}"] if os.path.exists(dictionary) else []
    return [PROGRAM, f"--target={target}", f"-max_len={SIZE_MOST}", f"-timeout={SECONDS_MOST}", "-rss_limit_mb=4000",
        f"-artifact_prefix={found}/{target}-", "-print_final_stats=0", *words, *more]


def test(target):
    print("1..1")
    if not os.path.exists(PROGRAM):
        print(f"ok 1 - {target} # SKIP no build/fuzz")
        return 0
    with tempfile.TemporaryDirectory(prefix="ngoaivu-fuzz-") as folder:
        seeds, corpus = os.path.join(folder, "seeds"), os.path.join(folder, "corpus")
        os.mkdir(seeds)
        os.mkdir(corpus)
        count = collect(target, seeds)
        runs = SEEDS[target][0]
        done = subprocess.run(command(target, folder, "-seed=1", f"-runs={count + runs}", corpus, seeds), capture_output=True, text=True,
            errors="replace", env=environment(target))
        print(f"{'ok' if done.returncode == 0 else 'not ok'} 1 - {target}: {count} seeds, {runs} changes")
        if done.returncode != 0:
            print("\n".join("# " + line for line in done.stderr.splitlines()[-60:]))
            for path in glob.glob(os.path.join(folder, target + "-*")):
                shutil.copy(path, tempfile.gettempdir())
                print(f"# the input: {os.path.join(tempfile.gettempdir(), os.path.basename(path))}")
        return done.returncode != 0


def search(seconds, targets):
    """TRUE when nothing was found."""
    sound = True
    for target in targets:
        found, corpus = os.path.join(ROOT, "out", "fuzz"), os.path.join(ROOT, "out", "fuzz", target)
        os.makedirs(corpus, exist_ok=True)
        with tempfile.TemporaryDirectory(prefix="ngoaivu-fuzz-") as seeds:
            collect(target, seeds)
            print(f"{target}: {seconds} s", flush=True)
            done = subprocess.run(command(target, found, f"-max_total_time={seconds}", corpus, seeds), stderr=subprocess.PIPE, text=True,
                errors="replace", env=environment(target))
        last = [line for line in done.stderr.splitlines() if line]
        print("\n".join(last[-1:] if done.returncode == 0 else last[-60:]), flush=True)
        sound = sound and done.returncode == 0
    return sound


def main(words):
    if words[:1] == ["--long"] and len(words) > 1 and words[1].isdigit() and all(word in SEEDS for word in words[2:]):
        return 0 if search(words[1], words[2:] or list(SEEDS)) else 1
    if len(words) == 1 and words[0] in SEEDS:
        return test(words[0])
    print(f"usage: run.py TARGET | --long SECONDS [TARGET…]\ntargets: {' '.join(SEEDS)}", file=sys.stderr)
    return 2


sys.exit(main(sys.argv[1:]))
