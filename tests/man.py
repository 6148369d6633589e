#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""The manual against the program: every command of `ngoaivu --help` has its synopsis, every option of each
`COMMAND --help` its place, every page is clean mdoc and is installed, and the first example of ngoaivu(1) runs. TAP."""
import os
import re
import subprocess
import sys
import tempfile

ROOT = os.path.dirname(os.path.dirname(os.path.abspath(__file__)))
MAN = os.path.join(ROOT, "man")
PROGRAM = os.environ.get("NGOAIVU") or sys.exit("NGOAIVU: the program to compare with is not named")
GLOBAL = {"--db", "--lang", "--definitions", "--templates", "--user", "--help"}
PAGES = sorted(name for name in os.listdir(MAN) if re.fullmatch(r"ngoaivu[a-z-]*\.[1-7]", name))
cases = 0


def ok(condition, name, note=""):
    global cases
    cases += 1
    print(f"{'ok' if condition else 'not ok'} {cases} - {name}")
    if not condition:
        print("\n".join("# " + line for line in str(note).splitlines()))


def run(*command, **options):
    return subprocess.run(command, capture_output=True, text=True, **options)


def rendered(page):
    """The page as a reader sees it, with blanks and line ends as one blank."""
    done = run("mandoc", "-T", "utf8", "-O", "width=200", os.path.join(MAN, page))
    return re.sub(r".\x08", "", done.stdout)


def flat(text):
    return re.sub(r" ?\| ?", "|", re.sub(r"\s+", " ", text))


def sections(text):
    """Heading → text, of sections and subsections."""
    found, name = {}, ""
    for line in text.splitlines():
        if re.match(r" {0,3}\S", line):
            name = line.strip()
        found[name] = found.get(name, "") + line + "\n"
    return found


def check_command(name, pages, main):
    help_text = run(PROGRAM, "--lang", "en", name, "--help").stdout
    usage = re.match(r"Usage: (ngoaivu \S+) \[OPTION…\] ?(.*)", help_text)
    synopsis = flat(f"{usage[1]} [option ...] {usage[2]}".strip())
    own = [text for page, text in pages.items() if page != "ngoaivu.1" and synopsis in flat(sections(text).get("SYNOPSIS", ""))]
    ok(synopsis in flat(main.get(name, "")), f"ngoaivu.1 has the synopsis of {name}", synopsis)
    place = main.get(name, "") + "".join(own)
    options = set(re.findall(r"^ +(?:-., )? *(--[a-z-]+)", help_text, re.M)) - GLOBAL
    missing = sorted(option for option in options if not re.search(re.escape(option) + r"(?![a-z-])", place))
    ok(not missing, f"every option of {name} is in the manual", missing)
    told = set(re.findall(r"^ +(?:-., )? *(--[a-z-]+)", main.get(name, ""), re.M)) - GLOBAL
    ok(told <= options, f"the manual gives {name} no option that it does not take", sorted(told - options))


def run_example(text):
    """The commands after `$ ` of the first example, in an empty folder."""
    example = re.search(r"^\.Sh EXAMPLES.*?^\.Bd[^\n]*\n(.*?)^\.Ed", text, re.S | re.M)[1].replace("\\e\n", "\\\n")
    script = "set -eu\nngoaivu() { " + f"'{PROGRAM}'" + ' "$@"; }\n' + re.sub(r"^\$ ", "", example, flags=re.M)
    with tempfile.TemporaryDirectory() as folder:
        done = run("bash", "-c", script, cwd=folder)
        ok(done.returncode == 0 and re.search(r"\b6\b", done.stdout), "the first example of ngoaivu.1 runs", script + done.stdout + done.stderr)


def main():
    pages = {page: rendered(page) for page in PAGES}
    for page in PAGES:
        lint = run("mandoc", "-T", "lint", "-W", "warning", os.path.join(MAN, page))
        ok(lint.returncode == 0 and not lint.stdout, f"{page} is clean", lint.stdout)
    installed = open(os.path.join(MAN, "meson.build"), encoding="utf-8").read()
    ok(all(f"'{page}'" in installed for page in PAGES), "every page is installed", PAGES)
    parts = sections(pages["ngoaivu.1"])
    commands = re.findall(r"^  (\S+) +\S", run(PROGRAM, "--lang", "en", "--help").stdout, re.M)
    ok(len(commands) > 15, "the program lists its commands", commands)
    for name in commands:
        check_command(name, pages, parts)
    missing = [option for option in sorted(GLOBAL) if option not in parts["OPTIONS"]]
    ok(not missing, "the options of every command are in ngoaivu.1", missing)
    told = [name for name in parts if re.fullmatch(r"[a-z]+", name) and name not in commands]
    ok(not told, "ngoaivu.1 tells of no command that there is not", told)
    seen = set(re.findall(r"^\.Xr (\S+) (\d)", "".join(open(os.path.join(MAN, page), encoding="utf-8").read() for page in PAGES), re.M))
    lost = sorted(f"{name}.{number}" for name, number in seen if name.startswith("ngoaivu") and f"{name}.{number}" not in PAGES)
    ok(not lost, "every page referred to is there", lost)
    run_example(open(os.path.join(MAN, "ngoaivu.1"), encoding="utf-8").read())
    print(f"1..{cases}")


main()
