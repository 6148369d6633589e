#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""The Vietnamese messages are complete: po/POTFILES names every file with messages, po/vi.po translates every message
of theirs, and the formats agree. Then the program itself: Vietnamese by default, English when asked. TAP.

To mend: `xgettext` and `msgmerge` as in tests/po.py --update, then translate what it left empty."""
import glob
import os
import re
import subprocess
import sys
import tempfile

ROOT = os.path.dirname(os.path.dirname(os.path.abspath(__file__)))
PO = os.path.join(ROOT, "po", "vi.po")
POTFILES = os.path.join(ROOT, "po", "POTFILES")
MESSAGE = re.compile(r'\bN?_\(\s*"')
cases = 0


def ok(condition, name, note=""):
    global cases
    cases += 1
    print(f"{'ok' if condition else 'not ok'} {cases} - {name}")
    if not condition:
        print("\n".join("# " + line for line in str(note).splitlines()))


def files_with_messages():
    found = []
    for folder, _, names in os.walk(os.path.join(ROOT, "src")):
        for name in names:
            path = os.path.join(folder, name)
            if name.endswith((".c", ".h")) and MESSAGE.search(open(path, encoding="utf-8").read()):
                found.append(os.path.relpath(path, ROOT))
    return sorted(found)


def listed():
    return [line.strip() for line in open(POTFILES, encoding="utf-8") if line.strip() and line[0] != "#"]


def run(*command, **options):
    return subprocess.run(command, capture_output=True, text=True, **options)


def extract(pot, files):
    return run("xgettext", "--keyword=_", "--keyword=N_", "--from-code=UTF-8", "--add-location=file",
               "--package-name=ngoaivu", "-o", pot, *files, cwd=ROOT)


def update():
    """Brings POTFILES and vi.po to the sources; new messages stay empty."""
    files = files_with_messages()
    head = [line for line in open(POTFILES, encoding="utf-8") if line.startswith("#")]
    with open(POTFILES, "w", encoding="utf-8") as out:
        out.writelines(head + [name + "\n" for name in files])
    with tempfile.TemporaryDirectory() as folder:
        pot = os.path.join(folder, "new.pot")
        extract(pot, files)
        merged = os.path.join(folder, "vi.po")
        subprocess.run(["msgmerge", "--quiet", "--no-fuzzy-matching", "--add-location=file", "-o", merged, PO, pot], check=True)
        subprocess.run(["msgattrib", "--no-obsolete", "--add-location=file", "-o", merged, merged], check=True)
        text = re.sub(r'"(POT-Creation-Date|Report-Msgid-Bugs-To): .*\n', "", open(merged, encoding="utf-8").read())
        open(PO, "w", encoding="utf-8").write(text)


def check_files():
    files = files_with_messages()
    note = f"missing: {sorted(set(files) - set(listed()))}\nwithout messages: {sorted(set(listed()) - set(files))}"
    ok(listed() == files, "POTFILES names every file with messages, in order", note)
    wrong = [name for name in files
             if re.search(r'_\((?:\s|"(?:[^"\\]|\\.)*")*G_G\w+_FORMAT', open(os.path.join(ROOT, name), encoding="utf-8").read())]
    ok(not wrong, "no message is cut by G_GINT64_FORMAT (gettext knows PRId64)", wrong)


def check_messages():
    with tempfile.TemporaryDirectory() as folder:
        pot = os.path.join(folder, "new.pot")
        done = extract(pot, files_with_messages())
        ok(done.returncode == 0 and not done.stderr, "the messages can be extracted", done.stderr)
        done = run("msgcmp", PO, pot)
        ok(done.returncode == 0, "every message of the sources is translated", done.stderr)
        done = run("msgmerge", "--quiet", "--no-fuzzy-matching", "-o", "-", PO, pot)
        left = run("msgattrib", "--only-obsolete", "-", input=done.stdout).stdout
        ok(not left.strip(), "no translation is left without its message", left)
        done = run("msgfmt", "--check", "-o", os.path.join(folder, "vi.mo"), PO)
        ok(done.returncode == 0 and not done.stderr, "formats and headers are sound", done.stderr)
    ok(not run("msgattrib", "--only-fuzzy", PO).stdout.strip(), "no translation is fuzzy")
    ok(not run("msgattrib", "--untranslated", PO).stdout.strip(), "no translation is empty")


def labels(language):
    """What the definitions call things, in a language."""
    found = set()
    for path in glob.glob(os.path.join(ROOT, "definitions", "**", "*.yaml"), recursive=True):
        with open(path, encoding="utf-8") as file:
            found |= {text.strip('"') for text in re.findall(rf'\b{language}: ("[^"]*"|[^,}}\n]*)', file.read())}
    return found


def check_guide():
    """The words of the screen that the guide names are on the screen."""
    with open(PO, encoding="utf-8") as file:
        messages = file.read()
    for language, field in (("vi", "msgstr"), ("en", "msgid")):
        known = labels(language) | set(re.findall(rf'^{field} "(.*)"$', messages, re.M))
        with open(os.path.join(ROOT, "docs", f"guide.{language}.md"), encoding="utf-8") as file:
            named = re.findall(r"\*\*(.+?)\*\*", re.sub(r"\n\s*", " ", file.read()))
        strange = [words for words in named if words not in known]
        ok(len(named) > 40 and not strange, f"docs/guide.{language}.md names what the screen says", strange)


def check_program(program):
    def says(*words, **variables):
        done = subprocess.run([program, *words], capture_output=True, text=True, env=variables, cwd="/")
        return done.stdout + done.stderr
    ok("Cách dùng:" in says() and "tính một số liệu" in says("--help"), "the program speaks Vietnamese in an empty environment", says())
    ok("Usage:" in says("--lang", "en", "--help"), "--lang en: English", says("--lang", "en", "--help"))
    ok("Usage:" in says("--help", NGOAIVU_LANG="en"), "NGOAIVU_LANG=en: English")
    ok("Cách dùng:" in says("--help", LANG="en_US.UTF-8", LC_ALL="C", LANGUAGE="en"), "the system's language changes nothing")
    ok("phân tổ theo một tiêu thức" in says("figure", "--help"), "the help of a command is Vietnamese", says("figure", "--help"))
    ok("split by a dimension" in says("--lang=en", "figure", "--help"), "--lang=en: help of a command in English")
    ok("không có lệnh này" in says("figur"), "errors are Vietnamese", says("figur"))
    ok("không có tùy chọn --spam" in says("figure", "--spam"), "errors of options are Vietnamese", says("figure", "--spam"))
    ok("kiểu" in says("registers", "inbound", NGOAIVU_SHARE=ROOT).splitlines()[0], "headers of tables are Vietnamese", says("registers", "inbound"))


if sys.argv[1:] == ["--update"]:
    update()
    sys.exit(0)
check_files()
check_messages()
check_guide()
if os.environ.get("NGOAIVU"):
    check_program(os.environ["NGOAIVU"])
print(f"1..{cases}")
