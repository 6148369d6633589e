#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""A folder under src/ includes only itself and those before it in the list (TAP)."""
import os
import re

ORDER = ["base", "format", "doc", "def", "store", "ledger", "report", "check", "import", "auth", "app", "hub", "web", "cli"]
ROOT = os.path.join(os.path.dirname(os.path.dirname(os.path.abspath(__file__))), "src")
folders = sorted(os.listdir(ROOT))
folders = [f for f in folders if os.path.isdir(os.path.join(ROOT, f))]
print(f"1..{len(folders)}")
for number, folder in enumerate(folders, 1):
    wrong = [] if folder in ORDER else ["it has no place in the order"]
    for name in sorted(os.listdir(os.path.join(ROOT, folder))):
        if not name.endswith((".c", ".h")):
            continue
        with open(os.path.join(ROOT, folder, name), encoding="utf-8") as source:
            for line, text in enumerate(source, 1):
                found = re.match(r'#include "([a-z]+)/', text)
                if found and found[1] in ORDER and folder in ORDER and ORDER.index(found[1]) > ORDER.index(folder):
                    wrong.append(f"{folder}/{name}:{line} includes {found[1]}/")
    print(f"{'not ok' if wrong else 'ok'} {number} {folder} includes only what lies before it")
    for each in wrong:
        print("# " + each)
