#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""What is no paper, or is built to do harm: `check FILE` and `import FILE` end soon, in findings or in one error that names
the file. And however many files are named, each tells what it tells alone."""
import concurrent.futures
import glob
import json
import os
import subprocess
import sys
import tempfile
import zipfile

sys.dont_write_bytecode = True
from tap import HERE, PROGRAM, done, ok

W = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
RELATIONS = "http://schemas.openxmlformats.org/package/2006/relationships"
OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
LAUGHS = '<!DOCTYPE a [<!ENTITY l0 "ha">' + "".join('<!ENTITY l%d "%s">' % (i, ("&l%d;" % (i - 1)) * 10) for i in range(1, 10)) + "]>"
PARAGRAPH = '<w:p><w:r><w:t>%s</w:t></w:r></w:p>'


def archive(folder, name, parts):
    path = os.path.join(folder, name)
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED, compresslevel=1) as file:
        for part, content in parts.items():
            file.writestr(part, content)
    return path


def related(*targets):
    return '<Relationships xmlns="%s">%s</Relationships>' % (RELATIONS, "".join(
        '<Relationship Id="r%d" Type="%s/%s" Target="%s"/>' % (i, OFFICE, kind, target) for i, (kind, target) in enumerate(targets)))


def docx(folder, name, body, head="", relations="", more=None):
    document = head + '<w:document xmlns:w="%s"><w:body>%s</w:body></w:document>' % (W, body)
    parts = {"_rels/.rels": related(("officeDocument", "word/document.xml")), "word/document.xml": document}
    parts.update({"word/_rels/document.xml.rels": relations} if relations else {})
    return archive(folder, name, {**parts, **(more or {})})


def odt(folder, name, text, head=""):
    office = "urn:oasis:names:tc:opendocument:xmlns:"
    return archive(folder, name, {"mimetype": "application/vnd.oasis.opendocument.text", "content.xml": head +
        '<o:document-content xmlns:o="%soffice:1.0" xmlns:t="%stext:1.0"><o:body><o:text><t:p>%s</t:p></o:text></o:body></o:document-content>' % (office, office, text)})


def pdf(folder, name, *objects):
    path = os.path.join(folder, name)
    text, places = b"%PDF-1.4\n", []
    for number, content in enumerate(objects, 1):
        places.append(len(text))
        text += b"%d 0 obj\n%s\nendobj\n" % (number, content.encode())
    table = len(text)
    text += b"xref\n0 %d\n0000000000 65535 f \n" % (len(objects) + 1) + b"".join(b"%010d 00000 n \n" % place for place in places)
    text += b"trailer\n<</Size %d/Root 1 0 R>>\nstartxref\n%d\n%%%%EOF\n" % (len(objects) + 1, table)
    with open(path, "wb") as file:
        file.write(text)
    return path


def write(folder, name, content):
    path = os.path.join(os.fsencode(folder), name) if isinstance(name, bytes) else os.path.join(folder, name)
    with open(path, "wb") as file:
        file.write(content)
    return path


def odd(folder):
    """(what it is, path, the exit statuses that are right)"""
    os.mkdir(os.path.join(folder, "folder.txt"))
    os.mkfifo(os.path.join(folder, "pipe.txt"))
    os.symlink("/dev/zero", os.path.join(folder, "zero.txt"))
    os.symlink("loop.txt", os.path.join(folder, "loop.txt"))
    noise = bytes(range(256)) * 20
    refused, read = (3,), (0, 1)
    yield "a folder", os.path.join(folder, "folder.txt"), refused
    yield "a pipe that nobody writes to", os.path.join(folder, "pipe.txt"), refused
    yield "a device without end", os.path.join(folder, "zero.txt"), refused
    yield "a link to itself", os.path.join(folder, "loop.txt"), (3, 4, 5, 6, 7)
    with open(os.path.join(folder, "large.txt"), "wb") as file:
        file.truncate(1 << 40)
    yield "a terabyte of holes", os.path.join(folder, "large.txt"), refused
    for ending in "txt", "md":
        yield "an empty " + ending, write(folder, "empty." + ending, b""), read
        yield "noise as " + ending, write(folder, "noise." + ending, noise), refused
        yield "only zeros as " + ending, write(folder, "zeros." + ending, bytes(1000)), refused
    for ending in "docx", "odt", "pdf":
        yield "an empty " + ending, write(folder, "empty." + ending, b""), refused
        yield "noise as " + ending, write(folder, "noise." + ending, noise), refused
        yield "a text called " + ending, write(folder, "text." + ending, "Báo cáo tuần".encode()), refused
    yield "a name with the end of a line", write(folder, "two\nlines.txt", "Báo cáo  tuần này này.\n".encode()), read
    yield "a name that is not UTF-8", write(folder, b"\xff\xfe.txt", "Báo cáo  tuần này này.\n".encode()), read
    for path in sorted(glob.glob(os.path.join(HERE, "..", "doc", "read", "old-*.txt"))):
        yield "letters of " + os.path.basename(path), path, read
    yield "a UTF-16 text", write(folder, "wide.txt", "\ufeffBáo cáo tuần này này.\n".encode("utf-16-le")), read
    yield "half a letter of UTF-16", write(folder, "half.txt", "\ufeffBáo cáo".encode("utf-16-le") + b"x"), refused
    yield "a swelling archive", docx(folder, "bomb.docx", PARAGRAPH % ("0" * (100 << 20))), refused
    yield "entities in entities", docx(folder, "laughs.docx", PARAGRAPH % "&l9;", LAUGHS), refused
    yield "entities in entities of an ODT", odt(folder, "laughs.odt", "&l9;", LAUGHS), refused
    yield "a swelling ODT", odt(folder, "bomb.odt", "0" * (100 << 20)), refused
    yield "a part that is related to itself", docx(folder, "related.docx", PARAGRAPH % "Báo cáo", relations=related(
        ("footnotes", "document.xml"), ("styles", "document.xml"), ("numbering", "document.xml"))), (0, 1, 3)
    yield "styles based on each other", docx(folder, "styles.docx", '<w:p><w:pPr><w:pStyle w:val="a"/></w:pPr><w:r><w:t>Báo cáo</w:t></w:r></w:p>',
        relations=related(("styles", "styles.xml")), more={"word/styles.xml": '<w:styles xmlns:w="%s">%s</w:styles>' % (W, "".join(
            '<w:style w:type="paragraph" w:styleId="%s"><w:basedOn w:val="%s"/></w:style>' % tuple(pair) for pair in ("ab", "bc", "ca")))}), (0, 1, 3)
    yield "tables in tables", docx(folder, "deep.docx", "<w:tbl><w:tr><w:tc>" * 5000 + "</w:tc></w:tr></w:tbl>" * 5000), (0, 1, 3)
    page = "<</Type/Page/Parent 2 0 R/MediaBox[0 0 100 100]>>"
    yield "pages that hold themselves", pdf(folder, "cycle.pdf", "<</Type/Catalog/Pages 2 0 R>>", "<</Type/Pages/Count 2/Kids[2 0 R 2 0 R]>>"), (0, 1, 3)
    yield "a count of a thousand million pages", pdf(folder, "count.pdf", "<</Type/Catalog/Pages 2 0 R>>",
        "<</Type/Pages/Count 1000000000/Kids[3 0 R]>>", page), (0, 1, 3)
    yield "a negative count of pages", pdf(folder, "negative.pdf", "<</Type/Catalog/Pages 2 0 R>>", "<</Type/Pages/Count -1/Kids[3 0 R]>>", page), (0, 1, 3)
    yield "a catalogue that is its pages", pdf(folder, "own.pdf", "<</Type/Catalog/Pages 1 0 R>>"), (0, 1, 3)


AT_ONCE = 4  # programs; most of their time is their start


def run(command, *paths):
    return subprocess.run([PROGRAM, "--lang", "en", command, "--format", "json", *paths], stdout=subprocess.PIPE, stderr=subprocess.PIPE, timeout=240)


def sound(ran, path, statuses):
    if ran.returncode not in statuses:
        return False
    if ran.returncode > 1:
        return not ran.stdout and os.fsencode(path) in ran.stderr
    return isinstance(json.loads(ran.stdout), dict) and not ran.stderr


def findings(ran):
    return json.loads(ran.stdout)["findings"] if ran.returncode <= 1 else ran.stderr


FILES, KINDS, EACH = 400, 8, 100000  # of which one in fifty is so large that a child has few of them


def many(pool, folder):
    texts = []
    for path in sorted(glob.glob(os.path.join(HERE, "*", "bad*.txt")))[:KINDS]:
        with open(path, "rb") as file:
            texts.append(file.read())
    paths = [write(folder, "%03d.txt" % number, texts[number % KINDS] + (b"" if number % 50 else b"\n" * EACH)) for number in range(FILES)]
    alone = pool.map(lambda path: findings(run("check", path)), paths[:KINDS])
    told = findings(run("check", *paths))
    alone = [[{**each, "file": ""} for each in all] for all in alone]
    of_file = {path: [] for path in paths}
    for each in told:
        of_file[each["file"]].append({**each, "file": ""})
    wrong = [path for number, path in enumerate(paths) if of_file[path] != alone[number % KINDS]]
    ok(told and not wrong, "%d files tell what each tells alone" % len(paths), wrong[:5])
    ok([each["file"] for each in told] == sorted(each["file"] for each in told), "in the order of the files")
    for number in range(280, FILES, 2):
        write(folder, "%03d.txt" % number, b"\xff\x00 broken")
    os.remove(paths[281])
    for first in 280, 281:
        ran = run("check", *paths)
        ok(ran.returncode == (3 if first == 280 else 4) and b"%d.txt" % first in ran.stderr and not ran.stdout, "the first that cannot be read is told", ran.stderr)
        write(folder, "280.txt", b"")


def main():
    with concurrent.futures.ThreadPoolExecutor(AT_ONCE) as pool, tempfile.TemporaryDirectory() as folder:
        cases = [(command, name, path, statuses, pool.submit(run, command, path))
                 for name, path, statuses in odd(folder) for command in ("check", "import")]
        for command, name, path, statuses, running in cases:
            ran = running.result()
            # Of an import, 1 says nothing.
            ok(sound(ran, path, statuses), "%s: %s" % (command, name), "status %d\n%s" % (ran.returncode, ran.stderr[:500]))
        with tempfile.TemporaryDirectory() as other:
            many(pool, other)
    done()


main()
