#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Documents of ours as another program writes them again: LibreOffice makes PDF, DOCX, ODT and text of a report, and what the
readers see in each is, word by word, what they see in the report.

round.py READ_FILE WRITE_SAMPLE
"""
import difflib
import os
import shutil
import subprocess
import sys
import tempfile

# How LibreOffice is asked, and how many words in a thousand may differ: items counted with "đ", which no other program
# knows, become numbers in an ODT. A text file has no tables and other marks of
# items: none of its words may be lost or added, in whatever order they stand.
FORMS = (("pdf", "pdf", 2), ("docx", "docx", 0), ("odt", "odt", 3), ("txt", "txt:Text (encoded):UTF8", 2))


def words(read_file, path):
    done = subprocess.run([read_file, "--text", path], capture_output=True, text=True)
    if done.returncode != 0:
        return [], done.stderr
    return done.stdout.split(), ""


def differences(before, after):
    """How many words were lost, added or changed, and the first places."""
    count, places = 0, []
    for kind, a, b, c, d in difflib.SequenceMatcher(None, before, after, autojunk=False).get_opcodes():
        if kind != "equal":
            count += max(b - a, d - c)
            places.append(f"“{' '.join(before[a:b])[:80]}” became “{' '.join(after[c:d])[:80]}” behind “{' '.join(before[max(a - 4, 0):a])}”")
    return count, places


def bare(found):
    return sorted(word for word in found if word.strip("|+-=_:•"))


def convert(source, kind, into):
    subprocess.run(["soffice", f"-env:UserInstallation=file://{into}/profile", "--headless", "--convert-to", kind, "--outdir", into, source],
        stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, timeout=300, check=True)


def main(read_file, write_sample):
    print(f"1..{len(FORMS)}")
    if not shutil.which("soffice"):
        for number, form in enumerate(FORMS, 1):
            print(f"ok {number} - {form[0]} # SKIP no soffice")
        return
    with tempfile.TemporaryDirectory(prefix="ngoaivu-round-") as folder:
        subprocess.run([write_sample, folder, "report"], check=True, stdout=subprocess.DEVNULL)
        source = os.path.join(folder, "report.docx")
        before, wrong = words(read_file, source)
        for number, (extension, kind, most) in enumerate(FORMS, 1):
            into = os.path.join(folder, extension)
            os.mkdir(into)
            convert(source, kind, into)
            after, wrong = words(read_file, os.path.join(into, "report." + extension))
            count, places = differences(*(map(bare, (before, after)) if extension == "txt" else (before, after)))
            sound = not wrong and count * 1000 <= most * len(before)
            print(f"{'ok' if sound else 'not ok'} {number} - {extension}: {count} of {len(before)} words differ")
            if not sound or "-v" in sys.argv:
                print("\n".join("# " + line for line in (wrong.splitlines() + places)[:40]))


main(*sys.argv[1:3])
