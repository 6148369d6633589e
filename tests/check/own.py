#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""The reports that the program makes from the demonstration's records: nothing is wrong in them. A draft's blanks are
told as hints; what its records state on purpose (a cut-off after the period) is told, and stands in the table here."""
import os
import subprocess
import sys
import tempfile

sys.dont_write_bytecode = True
from tap import PROGRAM, check, done, ok, told

REPORTS = [  # office, period, cut-off, rules that are told rightly
    ("tb", "2020-Q1", "2020-03-12", set()),
    ("qn", "2020-08", None, set()),
    ("vp", "2021-H1", None, {"cutoff"}),
    ("ls", "2020", "2020-10-15", set()),
    ("ht", "2021-03", None, set()),
]


def main():
    with tempfile.TemporaryDirectory() as folder:
        store = "sqlite:" + os.path.join(folder, "demo.db")
        made = subprocess.run([PROGRAM, "--db", store, "demo"], capture_output=True, text=True)
        ok(made.returncode == 0, "the demonstration is made", made.stderr)
        for office, period, cutoff, right in REPORTS:
            for ending in "md", "txt", "docx":
                path = os.path.join(folder, f"{office}.{ending}")
                subprocess.run([PROGRAM, "--db", store, "report", "--office", office, "--period", period,
                    *(["--cutoff", cutoff] if cutoff else []), "--output", path], check=True, capture_output=True)
                wrong = [each for each in check(path)[1] if each["rule"] != "blank" and each["rule"] not in right]
                ok(not wrong, f"the report of {office} as {ending} is clean", "\n".join(map(told, wrong)))
    done()


main()
