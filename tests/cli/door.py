# SPDX-License-Identifier: Apache-2.0
"""Runs the program from outside, in a folder of its own, and prints TAP.

NGOAIVU names the program. Nothing here looks into it: what is tested is what an office or its scripts see.
"""
import json
import os
import resource
import shutil
import signal
import subprocess
import sys
import tempfile
import threading
import zipfile
from xml.sax.saxutils import escape

sys.path.insert(0, os.path.dirname(os.path.dirname(os.path.abspath(__file__))))
from postgres import Stores

PROGRAM = os.path.abspath(os.environ.get("NGOAIVU", "build/ngoaivu"))
ROOT = os.path.dirname(os.path.dirname(os.path.dirname(os.path.abspath(__file__))))
NOW = "2020-09-01T00:00:00Z"
SECONDS = 120  # nothing here may take longer

MAKES = ("init", "demo", "gen")  # the commands that make a store

DONE, FINDINGS, USAGE, INPUT, ABSENT, REFUSED, CONFLICT, SYSTEM, BUSY = range(9)


class Result:
    def __init__(self, status, out, err):
        self.status, self.out, self.err = status, out, err

    def json(self):
        return json.loads(self.out)

    def __str__(self):
        return f"status {self.status}\n--- out\n{self.out[:2000]}\n--- err\n{self.err[:2000]}"


def environment(lang="en", **more):
    env = dict(os.environ, NGOAIVU_LANG=lang, NGOAIVU_NOW=NOW, NGOAIVU_SHARE=os.environ.get("NGOAIVU_SHARE", ROOT), TZ="UTC")
    env.pop("LANGUAGE", None)
    env.update(more)
    return env


class Door:
    """A temporary folder with a program in it."""

    def __init__(self):
        self.folder = tempfile.mkdtemp(prefix="ngoaivu-door-")
        self.stores = Stores(self.folder)

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.close()

    def close(self):
        self.stores.close()
        shutil.rmtree(self.folder, ignore_errors=True)

    def path(self, name):
        return os.path.join(self.folder, name)

    def write(self, name, content):
        """Text as UTF-8, bytes as they are, anything else as JSON. Returns the name."""
        if not isinstance(content, (str, bytes)):
            content = json.dumps(content, ensure_ascii=False)
        with open(self.path(name), "wb") as file:
            file.write(content.encode() if isinstance(content, str) else content)
        return name

    def read(self, name):
        with open(self.path(name), "rb") as file:
            return file.read()

    def start(self, *words, lang="en", db="store.db", limits=(), user=None, **env):
        def confine():
            os.setpgid(0, 0)
            for kind, most in limits:
                resource.setrlimit(kind, (most, most))
            if limits:
                signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
        if db and words[0] in MAKES:
            self.stores.make(db)
        command = [PROGRAM] + (["--db", self.stores.url(db)] if db else []) + [str(w) for w in words]
        env.setdefault("XDG_DATA_HOME", self.path(".data"))
        return subprocess.Popen(command, cwd=self.folder, env=environment(lang, **env), stdin=subprocess.PIPE,
                                stdout=subprocess.PIPE, stderr=subprocess.PIPE, preexec_fn=confine, user=user)

    def run(self, *words, stdin=b"", **more):
        process = self.start(*words, **more)
        try:
            out, err = process.communicate(stdin.encode() if isinstance(stdin, str) else stdin, timeout=SECONDS)
        except subprocess.TimeoutExpired:
            process.kill()
            out, err = process.communicate()
            return Result(-1, out.decode(errors="replace"), err.decode(errors="replace") + f"\nno end after {SECONDS} s")
        return Result(process.returncode, out.decode(errors="replace"), err.decode(errors="replace"))

    def office(self, code="tb"):
        """A store with an office and no records."""
        if self.stores.again("store.db", code):
            return
        result = self.run("init", "--office", code)
        assert result.status == 0, str(result)
        self.stores.keep("store.db", code)

    def demo(self, *codes, db="store.db"):
        result = self.run("demo", *(["--offices", ",".join(codes)] if codes else []), db=db)
        assert result.status == 0, str(result)

    def ids(self, register):
        return [record["id"] for record in self.run("list", register, "--format", "json").json()]


class Tap:
    """Cases counted as they come, from several threads too; the plan stands at the end."""

    def __init__(self):
        self.count = self.failed = 0
        self.lock = threading.Lock()

    def check(self, name, good, detail=""):
        with self.lock:
            return self.tell(name, good, detail)

    def tell(self, name, good, detail):
        self.count += 1
        self.failed += not good
        print(f"{'ok' if good else 'not ok'} {self.count} - {name.replace('#', '')}")
        if not good:
            for line in str(detail).splitlines():
                print("# " + line)
        sys.stdout.flush()
        return good

    def expect(self, name, result, status, *parts):
        """The status and every part somewhere in what was printed; never a crash."""
        said = result.out + result.err
        missing = [part for part in parts if part not in said]
        good = result.status == status and not missing and "CRITICAL" not in result.err and "Sanitizer" not in result.err
        return self.check(name, good, f"wanted status {status}{' and ' + repr(missing) if missing else ''}\n{result}")

    def skip(self, name, why):
        self.count += 1
        print(f"ok {self.count} - {name} # SKIP {why}")

    def done(self):
        print(f"1..{self.count}")
        sys.exit(1 if self.failed else 0)


def csv_text(rows, separator=","):
    def cell(text):
        text = "" if text is None else str(text)
        return '"' + text.replace('"', '""') + '"' if any(c in text for c in separator + '"\n') else text
    return "".join(separator.join(cell(c) for c in row) + "\r\n" for row in rows)


class Formula:
    """A cell of a workbook with a formula and its stored result, or none."""

    def __init__(self, formula, result=None):
        self.formula, self.result = formula, result


class Error:
    def __init__(self, text):
        self.text = text


class Day:
    """A day as workbooks keep it: a number with the format of a date."""

    def __init__(self, serial):
        self.serial = serial


def letters(column):
    text = ""
    while column:
        column, rest = divmod(column - 1, 26)
        text = chr(65 + rest) + text
    return text


def xlsx_cell(place, value):
    if isinstance(value, Formula):
        result = "" if value.result is None else f"<v>{escape(str(value.result))}</v>"
        kind = ' t="str"' if isinstance(value.result, str) else ""
        return f'<c r="{place}"{kind}><f>{escape(value.formula)}</f>{result}</c>'
    if isinstance(value, Error):
        return f'<c r="{place}" t="e"><v>{escape(value.text)}</v></c>'
    if isinstance(value, Day):
        return f'<c r="{place}" s="1"><v>{value.serial}</v></c>'
    if isinstance(value, bool):
        return f'<c r="{place}" t="b"><v>{int(value)}</v></c>'
    if isinstance(value, (int, float)):
        return f'<c r="{place}"><v>{value}</v></c>'
    return f'<c r="{place}" t="inlineStr"><is><t xml:space="preserve">{escape(value)}</t></is></c>'


HIDDEN = ' hidden="1"'


def xlsx_bytes(rows, name="Trang 1", sheet=None, merges=(), hidden=(), beside=()):
    """A workbook of one sheet; None is an empty cell. `sheet` replaces the sheet's XML; `beside` names further sheets, which hold the same."""
    import io
    body = []
    for number, row in enumerate(rows, 1):
        cells = "".join(xlsx_cell(letters(c) + str(number), v) for c, v in enumerate(row, 1) if v is not None)
        body.append(f'<row r="{number}"{HIDDEN if number in hidden else ""}>{cells}</row>')
    merged = "".join(f'<mergeCell ref="{m}"/>' for m in merges)
    others = "".join(f'<sheet name="{escape(n)}" sheetId="{i}" r:id="rId1"/>' for i, n in enumerate(beside, 2))
    merged = f'<mergeCells count="{len(merges)}">{merged}</mergeCells>' if merges else ""
    main = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
    office = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
    packages = "http://schemas.openxmlformats.org/package/2006"
    parts = {
        "[Content_Types].xml": f'<Types xmlns="{packages}/content-types"><Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
        '<Default Extension="xml" ContentType="application/xml"/>'
        '<Override PartName="/xl/workbook.xml" ContentType="application/vnd.openxmlformats-officedocument.spreadsheetml.sheet.main+xml"/>'
        '<Override PartName="/xl/styles.xml" ContentType="application/vnd.openxmlformats-officedocument.spreadsheetml.styles+xml"/>'
        '<Override PartName="/xl/worksheets/sheet1.xml" ContentType="application/vnd.openxmlformats-officedocument.spreadsheetml.worksheet+xml"/></Types>',
        "_rels/.rels": f'<Relationships xmlns="{packages}/relationships"><Relationship Id="rId1" Type="{office}/officeDocument" Target="xl/workbook.xml"/></Relationships>',
        "xl/workbook.xml": f'<workbook xmlns="{main}" xmlns:r="{office}"><sheets><sheet name="{escape(name)}" sheetId="1" r:id="rId1"/>{others}</sheets></workbook>',
        "xl/_rels/workbook.xml.rels": f'<Relationships xmlns="{packages}/relationships"><Relationship Id="rId1" Type="{office}/worksheet" Target="worksheets/sheet1.xml"/>'
        f'<Relationship Id="rId2" Type="{office}/styles" Target="styles.xml"/></Relationships>',
        "xl/styles.xml": f'<styleSheet xmlns="{main}"><cellXfs count="2"><xf numFmtId="0"/><xf numFmtId="14"/></cellXfs></styleSheet>',
        "xl/worksheets/sheet1.xml": sheet or f'<worksheet xmlns="{main}"><sheetData>{"".join(body)}</sheetData>{merged}</worksheet>',
    }
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        for part, text in parts.items():
            archive.writestr(part, '<?xml version="1.0" encoding="UTF-8"?>' + text)
    return buffer.getvalue()


def xlsx_book(sheets):
    """A workbook of several sheets: dicts with name, rows, and if wanted merges, hidden (rows), state ("hidden")."""
    import io
    books = [zipfile.ZipFile(io.BytesIO(xlsx_bytes(s["rows"], name=s["name"], merges=s.get("merges", ()), hidden=s.get("hidden", ())))) for s in sheets]
    parts = {name: books[0].read(name).decode() for name in books[0].namelist()}
    listed = "".join(f'<sheet name="{escape(s["name"])}" sheetId="{i}" r:id="s{i}"{chr(32) + "state=" + chr(34) + s["state"] + chr(34) if "state" in s else ""}/>'
                     for i, s in enumerate(sheets, 1))
    main, office = "http://schemas.openxmlformats.org/spreadsheetml/2006/main", "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
    parts["xl/workbook.xml"] = f'<workbook xmlns="{main}" xmlns:r="{office}"><sheets>{listed}</sheets></workbook>'
    relations = "".join(f'<Relationship Id="s{i}" Type="{office}/worksheet" Target="worksheets/sheet{i}.xml"/>' for i in range(1, len(sheets) + 1))
    parts["xl/_rels/workbook.xml.rels"] = parts["xl/_rels/workbook.xml.rels"].replace("</Relationships>", relations + "</Relationships>")
    for i, book in enumerate(books, 1):
        parts[f"xl/worksheets/sheet{i}.xml"] = book.read("xl/worksheets/sheet1.xml").decode()
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        for part, text in parts.items():
            archive.writestr(part, text)
    return buffer.getvalue()
