#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Runs every test of a build folder and counts the single cases (TAP): tests/run.py BUILD [WORD…]

WORDs choose the tests whose names hold one of them. Prints what failed, and last `N passed, N failed, N skipped`.
"""
import concurrent.futures
import json
import os
import re
import subprocess
import sys
import time

LIMIT = 600  # seconds for one test program
ROOT = os.path.dirname(os.path.dirname(os.path.abspath(__file__)))


def tests_of(build, words):
    listed = subprocess.run(["meson", "introspect", "--tests", build], capture_output=True, text=True, check=True)
    tests = json.loads(listed.stdout)
    return [t for t in tests if not words or any(w in t["name"] for w in words)]


def environment(build, test):
    env = dict(os.environ, **test["env"])
    env["NGOAIVU"] = os.path.join(os.path.abspath(build), "ngoaivu")
    env["NGOAIVU_SHARE"] = ROOT
    env["ASAN_OPTIONS"] = "detect_leaks=1"
    env["LSAN_OPTIONS"] = "print_suppressions=0:suppressions=" + os.path.join(ROOT, "tests", "doc", "lsan.txt")
    env["UBSAN_OPTIONS"] = "halt_on_error=1:print_stacktrace=1"
    env["G_TEST_SRCDIR"] = os.path.join(ROOT, "tests")
    return env


def count(output):
    """Passed, failed, skipped cases of one TAP output, and whether its plan was kept."""
    passed = failed = skipped = 0
    plan = re.search(r"^1\.\.(\d+)", output, re.M)
    for line in output.splitlines():
        found = re.match(r"(not )?ok\b(.*)", line)
        if not found:
            continue
        if re.search(r"#\s*skip", found[2], re.I):
            skipped += 1
        elif found[1]:
            failed += 1
        else:
            passed += 1
    complete = plan is not None and int(plan[1]) == passed + failed + skipped
    return passed, failed, skipped, complete


def run(build, test):
    began = time.monotonic()
    command = list(test["cmd"])
    if command[0].startswith(os.path.abspath(build)) and not command[0].endswith("ngoaivu") and len(command) == 1:
        command += ["--tap"]
    try:
        done = subprocess.run(command, capture_output=True, text=True, errors="replace", timeout=LIMIT,
                              env=environment(build, test), cwd=test["workdir"] or ROOT)
        output, notes, status = done.stdout, done.stderr, done.returncode
    except subprocess.TimeoutExpired as late:
        output, notes, status = (late.stdout or b"").decode(errors="replace"), f"no end after {LIMIT} s", -1
    passed, failed, skipped, complete = count(output)
    if status == 77:
        skipped += 1
    elif (status != 0 or not complete) and failed == 0:
        failed += 1
    return test["name"], passed, failed, skipped, time.monotonic() - began, output, notes


def main():
    build, words = sys.argv[1], sys.argv[2:]
    totals = [0, 0, 0]
    with concurrent.futures.ThreadPoolExecutor(max_workers=os.cpu_count() or 2) as pool:
        for done in pool.map(lambda test: run(build, test), tests_of(build, words)):
            name, passed, failed, skipped, seconds, output, notes = done
            totals = [a + b for a, b in zip(totals, (passed, failed, skipped))]
            print(f"{'FAIL' if failed else 'ok  '} {name}: {passed} passed, {failed} failed, {skipped} skipped ({seconds:.1f} s)", flush=True)
            for line in output.splitlines():
                if re.match(r"ok\b.*#\s*skip", line, re.I):
                    print("     " + line)
            if failed:
                told = [line for line in (output + notes).splitlines() if not line.startswith("ok ")]
                print("\n".join("     " + line for line in told[-60:]), flush=True)
    print(f"{totals[0]} passed, {totals[1]} failed, {totals[2]} skipped")
    return 1 if totals[1] or not totals[0] else 0


if __name__ == "__main__":
    sys.exit(main())
