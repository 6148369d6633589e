#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""A library that breaks down while it reads a stranger's file: in the place of Poppler stands one that crashes, aborts, ends the process or
sends back what is no document. It is told with its reason, the program goes on to its end, and nothing is written or changed."""
import os
import re
import subprocess
import sys
import tempfile

sys.dont_write_bytecode = True
TESTS = os.path.dirname(os.path.dirname(os.path.abspath(__file__)))
sys.path.insert(0, os.path.join(TESTS, "check"))
from tap import PROGRAM, done, ok

LISTED = os.path.join(os.path.dirname(TESTS), "src", "doc", "poppler_library.h")
# What the library does, and what is said of it.
FAULTS = {
    "crashes": ("volatile int *nowhere = 0; *nowhere = 1;", "breaks down"),
    "divides by nothing": ("raise(SIGFPE);", "breaks down"),
    "aborts": ("abort();", "breaks down"),
    "runs out of its stack": ("deeper(1);", "breaks down"),
    "ends the process": ("_exit(0);", "breaks down"),
    "ends the process as if it had failed": ("_exit(77);", "breaks down"),
    "sends half a document": ('(void)!write(3, "R{\\"language\\":", 13); _exit(0);', "paper.pdf"),
    "sends what is none": ('(void)!write(3, "R\\0\\377[[[[", 7); _exit(0);', "paper.pdf"),
    "sends an error without words": ('(void)!write(3, "\\3", 1); _exit(0);', "paper.pdf"),
    "sends an unknown mark": ('(void)!write(3, "Zzz", 3); _exit(0);', "breaks down"),
}
STUB = """#include <signal.h>
#include <stdlib.h>
#include <unistd.h>
int deeper(int depth);
__attribute__((noinline)) int deeper(int depth) {{ volatile char room[4096]; room[0] = (char)depth; return deeper(depth + 1) + room[0]; }}
static void fault(void) {{ {0} }}
"""


def stub(folder, name, body):
    """A library of Poppler's name, each function of which does that."""
    place = os.path.join(folder, re.sub(r"\W", "-", name))
    os.mkdir(place)
    with open(LISTED, encoding="utf-8") as file:
        functions = sorted(set(re.findall(r"of\((\w+)\)", file.read())))
    source = os.path.join(place, "stub.c")
    with open(source, "w", encoding="utf-8") as file:
        file.write(STUB.format(body) + "".join(f"void {each}(void);\nvoid {each}(void) {{ fault(); }}\n" for each in functions))
    subprocess.run(["cc", "-shared", "-fPIC", "-O0", "-w", "-o", os.path.join(place, "libpoppler-glib.so.8"), source], check=True)
    os.remove(source)
    return place


def seen(folder):
    found = {}
    for name in sorted(os.listdir(folder)):
        with open(os.path.join(folder, name), "rb") as file:
            found[name] = file.read()
    return found


def main():
    with tempfile.TemporaryDirectory() as folder:
        work = os.path.join(folder, "work")
        os.mkdir(work)
        with open(os.path.join(work, "paper.pdf"), "wb") as file:
            file.write(b"%PDF-1.4\n")
        before = seen(work)
        for name, (body, words) in FAULTS.items():
            place = stub(folder, name, body)
            for command in (["check", "paper.pdf"], ["check", "paper.pdf", "--annotate", "copy.pdf"], ["import", "paper.pdf"]):
                ran = subprocess.run([PROGRAM, "--lang", "en", *command], cwd=work, capture_output=True, text=True, errors="replace", timeout=120,
                                     env=dict(os.environ, LD_LIBRARY_PATH=place))
                told = [line for line in ran.stderr.splitlines() if line.startswith("ngoaivu: ")]
                ok(ran.returncode == 3 and not ran.stdout and len(told) == 1 and "paper.pdf: " in told[0] and words in told[0] and seen(work) == before,
                   f"{' '.join(command)}: a library that {name}", (ran.returncode, ran.stderr[-2000:]))
    done()


main()
