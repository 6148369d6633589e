#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Runs every test of a build folder and counts the single cases (TAP): tests/run.py BUILD [WORD…]

WORDs choose the tests whose names hold one of them. Those of the suite `stores` run twice, the second time as
NAME@postgresql on a PostgreSQL of the run's own (tests/postgres.py), those of `postgresql` there alone. Prints what
failed, and last `N passed, N failed, N skipped`.
"""
import concurrent.futures
import contextlib
import json
import os
import re
import signal
import subprocess
import sys
import threading
import time

sys.dont_write_bytecode = True
import postgres

LIMIT = 900  # seconds for one test program
ROOT = os.path.dirname(os.path.dirname(os.path.abspath(__file__)))
SERVER = "@postgresql"  # ends the names of the tests on PostgreSQL


def marks(test):
    return {suite.split(":")[-1] for suite in test["suite"]}


def tests_of(build, words):
    listed = subprocess.run(["meson", "introspect", "--tests", build], capture_output=True, text=True, check=True)
    tests = []
    for test in json.loads(listed.stdout):
        tests += [test] if "postgresql" not in marks(test) else []
        tests += [dict(test, name=test["name"] + SERVER)] if marks(test) & {"stores", "postgresql"} else []
    tests.sort(key=lambda test: -test["priority"])  # the long ones first, so that none is waited for at the end
    return [t for t in tests if not words or any(w in t["name"] for w in words)]


def environment(build, test, server):
    env = dict(os.environ, **test["env"])
    env.pop("NGOAIVU_TEST_STORE", None)
    if test["name"].endswith(SERVER):
        env["NGOAIVU_TEST_STORE"] = server
    elif not marks(test) & {"stores", "files"}:
        env["NGOAIVU_TEST_STORE"] = postgres.UNMARKED
    env["NGOAIVU"] = os.path.join(os.path.abspath(build), "ngoaivu")
    env["NGOAIVU_SHARE"] = ROOT
    # The sanitizer guesses where the TLS of a library loaded later lies, at times wrongly, and breaks down looking for leaks there.
    env["ASAN_OPTIONS"] = "detect_leaks=1:intercept_tls_get_addr=0"
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


class Programs:
    """Those that run now, each with its children: ended when the run is broken off."""

    def __init__(self):
        self.lock, self.running, self.over = threading.Lock(), set(), False

    def run(self, command, **more):
        with self.lock:
            if self.over:
                return "", "broken off", -1
            process = subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, errors="replace", start_new_session=True, **more)
            self.running.add(process)
        try:
            output, notes = process.communicate(timeout=LIMIT)
        except subprocess.TimeoutExpired:
            self.kill(process)
            output, notes = process.communicate()
            notes += f"\nno end after {LIMIT} s"
        with self.lock:
            self.running.discard(process)
        return output, notes, process.returncode

    @staticmethod
    def kill(process):
        with contextlib.suppress(ProcessLookupError):
            os.killpg(process.pid, signal.SIGKILL)

    def stop(self):
        with self.lock:
            self.over = True
            for process in self.running:
                self.kill(process)


def run(build, test, server, programs):
    began = time.monotonic()
    command = list(test["cmd"])
    if command[0].startswith(os.path.abspath(build)) and not command[0].endswith("ngoaivu") and len(command) == 1:
        command += ["--tap"]
    output, notes, status = programs.run(command, env=environment(build, test, server), cwd=test["workdir"] or ROOT)
    passed, failed, skipped, complete = count(output)
    if status == 77:
        skipped += 1
    elif (status != 0 or not complete) and failed == 0:
        failed += 1
    return test["name"], passed, failed, skipped, time.monotonic() - began, output, notes


def tell(name, passed, failed, skipped, seconds, output, notes):
    print(f"{'FAIL' if failed else 'ok  '} {name}: {passed} passed, {failed} failed, {skipped} skipped ({seconds:.1f} s)", flush=True)
    for line in output.splitlines():
        if re.match(r"ok\b.*#\s*skip", line, re.I):
            print("     " + line)
    if failed:
        told = [line for line in (output + notes).splitlines() if not line.startswith("ok ")]
        print("\n".join("     " + line for line in told[-60:]), flush=True)


def run_all(build, tests, server):
    totals = [0, 0, 0]
    programs = Programs()
    with concurrent.futures.ThreadPoolExecutor(max_workers=os.cpu_count() or 2) as pool:
        try:
            for done in pool.map(lambda test: run(build, test, server, programs), tests):
                tell(*done)
                totals = [a + b for a, b in zip(totals, done[1:4])]
        except BaseException:
            programs.stop()
            raise
    print(f"{totals[0]} passed, {totals[1]} failed, {totals[2]} skipped")
    return 1 if totals[1] or not totals[0] else 0


def main():
    build = sys.argv[1]
    tests = tests_of(build, sys.argv[2:])
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(1))
    if not any(test["name"].endswith(SERVER) for test in tests):
        return run_all(build, tests, None)
    if not postgres.programs():
        sys.exit("PostgreSQL 15 is not installed, which the tests of stores need")
    with postgres.Server() as server:
        return run_all(build, tests, server.url())


if __name__ == "__main__":
    try:
        sys.exit(main())
    except KeyboardInterrupt:
        sys.exit(130)
