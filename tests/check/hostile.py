#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Papers that no office writes: they end in findings or in an error with its reason, soon; and whatever is done to a text,
each quote is exactly what stands in the file at its line and column."""
import glob
import os
import random
import re
import sys
import tempfile

sys.dont_write_bytecode = True
from tap import HERE, check, done, ok

HOSTILE = {
    "nothing": "",
    "a stop": ".",
    "open brackets": "(" * 20000,
    "closed brackets": ")" * 20000,
    "numbers": "12 đoàn, " * 20000,
    "parts of parts": "12 đoàn trong đó 3 đoàn; " * 10000,
    "a long word": "a" * 100000,
    "a long number": "9" * 50000 + " đoàn",
    "days": "ngày 12/3/2020 " * 10000,
    "quotes": "“" * 20000,
    "hyphens": "Bun-ga-ri" * 10000,
    "documents": "Nghị quyết số 12-NQ/TW ngày 1/2/2020 của Bộ Chính trị " * 4000,
    "large numbers": "9223372036854775807-9223372036854775807 đoàn, 999999999999999999 nghìn tỷ đồng trong đó 9 tỷ đồng, "
                     "tăng 9223372036854775807 đoàn so với cùng kỳ (9223372036854775807 đoàn). Số 99999999999/QĐ-UBND ngày 99/99/9999; "
                     "giai đoạn 9999-0001; quý XXXXX; 5 số (từ số 1 đến số 9223372036854775807), 0/0 hồ sơ, đạt 999999999999999999%. " * 20,
    "large table": "| a | b |\n|---|---|\n" + "| 1 | 9223372036854775807 |\n| Tổng cộng | 9223372036854775807 |\n" * 500,
}
PIECES = ["(", ")", "“", "”", "\n", "\n\n", "  ", "12 ", "đoàn ", "trong đó ", "|", "- ", "I. ", "a, ", "%", "/", "số ", "…", "ngày ", "\u0301", "-"]


def damaged(text, dice):
    letters = list(text)
    for _ in range(dice.randint(1, 40)):
        at = dice.randrange(len(letters))
        if dice.random() < 0.4:
            del letters[at:at + dice.randint(1, 20)]
        else:
            letters[at:at] = dice.choice(PIECES)
    return "".join(letters)


def not_there(path, findings):
    with open(path, encoding="utf-8", newline="") as file:
        lines = file.read().split("\n")
    return [each for each in findings if each["file"] == path and each.get("line")
            and not lines[each["line"] - 1][each.get("column", 1) - 1:].startswith(each["quote"])]


def main():
    dice = random.Random(20)
    texts = []
    for path in sorted(glob.glob(os.path.join(HERE, "*", "*.txt")) + glob.glob(os.path.join(HERE, "*", "*.md"))):
        with open(path, encoding="utf-8") as file:
            texts.append(re.sub("[⟦⟧]", "", file.read()))
    with tempfile.TemporaryDirectory() as folder:
        for name, text in HOSTILE.items():
            path = os.path.join(folder, "paper.txt")
            with open(path, "w", encoding="utf-8") as file:
                file.write(text)
            status, findings, errors = check(path)
            ok(status in (0, 1, 3) and not not_there(path, findings or []), f"{name}: status {status}", errors)
        paths = []
        for number in range(100):
            paths.append(os.path.join(folder, f"{number}.txt"))
            with open(paths[-1], "w", encoding="utf-8", newline="") as file:
                file.write(damaged("\n\n".join(dice.sample(texts, 4)), dice))
        status, findings, errors = check(*paths)
        ok(status == 1, "a hundred damaged papers are checked", errors)
        wrong = [str(each) for path in paths for each in not_there(path, findings)]
        ok(not wrong, f"{len(findings)} quotes are what stands in the files", "\n".join(wrong[:20]))
    done()


main()
