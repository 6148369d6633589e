# SPDX-License-Identifier: Apache-2.0
"""What the tests of this folder share: running `ngoaivu check`, and TAP."""
import json
import os
import subprocess
import sys

PROGRAM = os.environ.get("NGOAIVU") or sys.exit("NGOAIVU: the program to test is not named")
HERE = os.path.dirname(os.path.abspath(__file__))
cases = 0


def ok(condition, name, note="", skip=""):
    global cases
    cases += 1
    print(f"{'ok' if condition else 'not ok'} {cases} - {name}" + (f" # SKIP {skip}" if skip else ""))
    if not condition:
        print("\n".join("# " + line for line in str(note).splitlines()))


def done():
    print(f"1..{cases}")


def check(*paths, form="json"):
    """(exit status, findings or text, standard error)"""
    ran = subprocess.run([PROGRAM, "--lang", "en", "check", *paths, "--format", form], capture_output=True, text=True, timeout=120)
    answer = json.loads(ran.stdout) if form != "text" and ran.stdout else ran.stdout
    return ran.returncode, answer["findings"] if form == "json" and ran.stdout else answer, ran.stderr


def told(finding):
    return f"{finding.get('line', 0)}:{finding.get('column', 0)}: {finding['rule']}: “{finding['quote']}”: {finding['message']} → {finding['suggestion']}"
