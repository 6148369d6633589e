#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""`check --annotate`: the copy is the file, with each finding as a comment or highlight around the very words that it quotes."""
import json
import os
import re
import subprocess
import sys
import tempfile
import unicodedata
import xml.etree.ElementTree as E
import zipfile

sys.dont_write_bytecode = True
from tap import PROGRAM, done, ok

NOTES = os.environ.get("PDF_NOTES")
SPACE = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
STRICT = "http://purl.oclc.org/ooxml/wordprocessingml/main"
RELATIONS = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
W = "{" + SPACE + "}"
DECLARED = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'


def t(text, look=""):
    return f'<w:r>{f"<w:rPr>{look}</w:rPr>" if look else ""}<w:t xml:space="preserve">{text}</w:t></w:r>'


def p(*inner):
    return "<w:p>" + "".join(inner) + "</w:p>"


BOX = ('<w:r><mc:AlternateContent xmlns:mc="http://schemas.openxmlformats.org/markup-compatibility/2006"><mc:Choice Requires="wps"><w:drawing>'
       "<w:txbxContent>{0}</w:txbxContent></w:drawing></mc:Choice><mc:Fallback><w:pict><w:txbxContent>{0}</w:txbxContent></w:pict></mc:Fallback>"
       "</mc:AlternateContent></w:r>")
VNI = '<w:rFonts w:ascii="VNI-Times"/>'
# By name: the body, what is quoted in it, and what stands between the marks where that is not the quote.
BODIES = {
    "the middle of a run": (p(t("Sở đã tham mưu tham mưu cho tỉnh.")), ["tham mưu tham mưu"], None),
    "runs of several looks": (p(t("Sở đã tham "), t("mưu", "<w:b/>"), t(" tham ", "<w:i/>"), t("mưu cho tỉnh.")), ["tham mưu tham mưu"], None),
    "several in a paragraph": (p(t("Sở cho cho tỉnh, "), t("đối đối ngoại; tham mưu tham mưu cho tỉnh.", "<w:b/>")),
                               ["cho cho", "đối đối", "tham mưu tham mưu"], None),
    "one beside the other": (p(t("Sở cho cho đối đối ngoại.")), ["cho cho", "đối đối"], None),
    "a cell": ("<w:tbl><w:tblPr/><w:tblGrid><w:gridCol w:w='2000'/><w:gridCol w:w='4000'/></w:tblGrid><w:tr><w:tc>" + p(t("1")) + "</w:tc><w:tc>"
               + p(t("Nội dung")) + p(t("Sở cho cho tỉnh")) + "</w:tc></w:tr></w:tbl>" + p(t("Hết.")), ["cho cho"], None),
    "tracked changes": (p('<w:del w:id="70" w:author="a"><w:r><w:delText>Phòng cho cho </w:delText></w:r></w:del>',
                          '<w:ins w:id="71" w:author="a">' + t("Sở đã tham ") + "</w:ins>", t("mưu tham"),
                          '<w:ins w:id="72" w:author="a">' + t(" mưu cho tỉnh.") + "</w:ins>"), ["tham mưu tham mưu"], None),
    "a paragraph whose end was deleted": (
        "<w:p><w:pPr><w:rPr><w:del w:id='73' w:author='a'/></w:rPr></w:pPr>" + t("Sở đã tham mưu ") + "</w:p>" + p(t("tham mưu cho tỉnh.")),
        ["tham mưu tham mưu"], None),
    "a link": (p(t("Sở "), '<w:hyperlink w:anchor="x">' + t("có cho cho tỉnh") + "</w:hyperlink>", t(" nữa.")), ["cho cho"], None),
    "a content control": (p(t("Sở đã "), "<w:sdt><w:sdtPr/><w:sdtContent>" + t("gửi cho cho") + "</w:sdtContent></w:sdt>", t(" tỉnh.")),
                          ["cho cho"], ["gửi cho cho"]),
    "a field": (p(t("Sở đã "), '<w:r><w:fldChar w:fldCharType="begin"/><w:instrText>REF cho cho</w:instrText>'
                  '<w:fldChar w:fldCharType="separate"/><w:t xml:space="preserve">gửi cho cho tỉnh</w:t><w:fldChar w:fldCharType="end"/></w:r>', t(" nữa.")),
                ["cho cho"], None),
    "a tab in the run": (p('<w:r><w:t>Sở</w:t><w:tab/><w:t xml:space="preserve">tham mưu tham</w:t><w:br/><w:t>mưu cho tỉnh.</w:t></w:r>'),
                         ["tham mưu tham mưu"], ["tham mưu thammưu"]),
    "letters and tones apart": (p(t(unicodedata.normalize("NFD", "Sở đã tham mưu tham mưu cho tỉnh."))), ["tham mưu tham mưu"], None),
    "blanks that are none": ("<w:p><w:r><w:t>   Sở cho cho tỉnh   </w:t></w:r></w:p>", ["cho cho"], None),
    "letters of an old font": (p(t("Sôû tham möu tham möu cho tænh.", '<w:rFonts w:ascii="VNI-Times"/>')), ["tham mưu tham mưu"], ["tham möu tham möu"]),
    "letters of an old font over runs": (
        p(t("Baùo caùo cu", VNI), t("ûa cu", VNI + "<w:b/>"), t("ûa tænh.", VNI)), ["của của"], ["cuûa cuûa"]),
    "tones over runs": (p(t("Báo cáo cu"), t("\u0309a cu", "<w:b/>"), t("\u0309a tỉnh.")), ["của của"], None),
    "a note": (p(t("Sở đã báo cáo"), '<w:r><w:footnoteReference w:id="2"/></w:r>', t(" tỉnh.")), ["cho cho"], [""]),
    "a box": (p(t("Sở đã báo cáo tỉnh."), BOX.format(p(t("Gửi cho cho tỉnh.")))), ["cho cho"], ["Gửi cho cho tỉnh.Gửi cho cho tỉnh."]),
}
FOOTNOTES = (f'{DECLARED}<w:footnotes xmlns:w="{SPACE}"><w:footnote w:id="0" w:type="separator"><w:p/></w:footnote><w:footnote w:id="2">'
             + p(t("Sở gửi cho cho tỉnh.")) + "</w:footnote></w:footnotes>")
OLD_COMMENT = f'{DECLARED}<w:comments xmlns:w="{SPACE}"><w:comment w:id="5" w:author="Lan" w:initials="L">' + p(t("Xem lại.")) + "</w:comment></w:comments>"


def package(path, body, comments=False, head="", space=SPACE):
    """The parts of a document, as they are written."""
    relations = f'<Relationship Id="r1" Type="{RELATIONS}/footnotes" Target="footnotes.xml"/>'
    types = ""
    parts = {"word/footnotes.xml": FOOTNOTES, "word/media/ảnh..1.png": b"\x89PNG\r\n\x1a\n\0", "customXml/lạ.bin": bytes(range(256))}
    if comments:
        relations += f'<Relationship Id="ngoaivu" Type="{RELATIONS}/comments" Target="comments.xml"/>'
        types = ('<Override PartName="/word/comments.xml" '
                 'ContentType="application/vnd.openxmlformats-officedocument.wordprocessingml.comments+xml"/>')
        parts["word/comments.xml"] = OLD_COMMENT
    parts["[Content_Types].xml"] = (
        DECLARED + '<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types"><Default Extension="rels" '
        'ContentType="application/vnd.openxmlformats-package.relationships+xml"/><Default Extension="xml" ContentType="application/xml"/>'
        '<Default Extension="png" ContentType="image/png"/><Default Extension="bin" ContentType="application/octet-stream"/>'
        '<Override PartName="/word/document.xml" ContentType="application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml"/>'
        '<Override PartName="/word/footnotes.xml" ContentType="application/vnd.openxmlformats-officedocument.wordprocessingml.footnotes+xml"/>'
        + types + "</Types>")
    parts["_rels/.rels"] = (DECLARED + '<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">'
                            f'<Relationship Id="r1" Type="{RELATIONS}/officeDocument" Target="word/document.xml"/></Relationships>')
    parts["word/_rels/document.xml.rels"] = (
        DECLARED + f'<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">{relations}</Relationships>')
    parts["word/document.xml"] = (f'{DECLARED}<w:document xmlns:w="{space}" xmlns:r="{RELATIONS}"><w:body>{head}{body}<w:sectPr/></w:body></w:document>')
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in parts.items():
            archive.writestr(name, content)


def annotate(path, out, *more):
    ran = subprocess.run([PROGRAM, "--lang", "en", "check", path, "--annotate", out, "--format", "json", *more], capture_output=True, text=True, timeout=120)
    return ran.returncode, json.loads(ran.stdout)["findings"] if ran.stdout else [], ran.stderr


def plain(node, w):
    """What is read of a part, its comments aside: text with the look of its run, breaks and the like."""
    told = []
    for each in node.iter():
        if each.tag != w + "r" or each.find(w + "commentReference") is not None:
            continue
        look = each.find(w + "rPr")
        shown = E.tostring(look) if look is not None else b""
        for child in each:
            if child.tag == w + "t":
                text = child.text or ""
                kept = child.get("{http://www.w3.org/XML/1998/namespace}space") == "preserve"
                told += [(letter, shown) for letter in (text if kept else text.strip())]
            elif child.tag != w + "rPr":
                told.append((child.tag, shown))
    return told


def marked(root, w):
    """By comment: the text between its marks; which comments are referred to."""
    open_marks, ranges, references = {}, {}, []
    for node in root.iter():
        if node.tag == w + "commentRangeStart":
            open_marks[node.get(w + "id")] = ""
        elif node.tag == w + "commentRangeEnd":
            ranges[node.get(w + "id")] = open_marks.pop(node.get(w + "id"))
        elif node.tag == w + "commentReference":
            references.append(node.get(w + "id"))
        elif node.tag == w + "t":
            for each in open_marks:
                open_marks[each] += node.text or ""
    return ranges, references, open_marks


def read(path, w=W):
    with zipfile.ZipFile(path) as archive:
        assert archive.testzip() is None
        parts = {name: archive.read(name) for name in archive.namelist()}
    return parts, E.fromstring(parts["word/document.xml"]), E.fromstring(parts["word/comments.xml"]) if "word/comments.xml" in parts else None


def words_of(comment, w):
    return "\n".join("".join(each.text or "" for each in line.iter(w + "t")) for line in comment.iter(w + "p"))


def expect_docx(name, path, out, quotes, between, w=W):
    """What holds of every annotated copy."""
    status, findings, errors = annotate(path, out)
    findings = twice(findings)
    found = [each["quote"].replace("\n", " ") for each in findings]
    ok(status == 1 and found == quotes, f"{name}: is found", f"{status} {found} {errors}")
    before, old_root, old_comments = read(path, w)
    after, root, comments = read(out, w)
    changed = {"word/document.xml", "word/comments.xml", "word/_rels/document.xml.rels", "[Content_Types].xml"}
    kept = all(after.get(each) == content for each, content in before.items() if each not in changed)
    ok(kept and set(after) - set(before) <= {"word/comments.xml"}, f"{name}: other parts stay as they are", sorted(after))
    ok(plain(root, w) == plain(old_root, w), f"{name}: the text and its look stay as they are")
    ranges, references, left = marked(root, w)
    ours = {each.get(w + "id"): words_of(each, w) for each in comments if each.get(w + "author") == "ngoaivu"}
    repeated = {each: words for each, words in ours.items() if words.endswith("[twice]")}
    shown = [unicodedata.normalize("NFC", ranges[each]) for each in repeated]
    ok(shown == (between or quotes), f"{name}: marks stand around the words", shown)
    ok(not left and sorted(references) == sorted(ranges) and set(ours) <= set(ranges), f"{name}: each comment is anchored", (references, ranges))
    ok([words.split("\n")[0] for words in repeated.values()] == ["error: " + each["message"] if each["severity"] == "error" else
        each["severity"] + ": " + each["message"] for each in findings], f"{name}: comments say what is found", repeated)
    return ours, old_comments, comments


def test_docx(folder):
    for number, (name, (body, quotes, between)) in enumerate(BODIES.items()):
        path, out = os.path.join(folder, f"{number}.docx"), os.path.join(folder, f"{number}-notes.docx")
        package(path, body)
        expect_docx(name, path, out, quotes, between)
    path, out = os.path.join(folder, "own.docx"), os.path.join(folder, "own-notes.docx")
    package(path, p('<w:commentRangeStart w:id="5"/>', t("Sở cho"), '<w:commentRangeEnd w:id="5"/><w:r><w:commentReference w:id="5"/></w:r>',
                    t(" cho tỉnh.")), comments=True)
    ours, old, new = expect_docx("comments that are there", path, out, ["cho cho"], None)
    ok(E.tostring(new[0]) == E.tostring(old[0]) and list(ours) == ["6"], "comments that are there stay, and ours count on", list(ours))
    again = os.path.join(folder, "again.docx")
    status, _, errors = annotate(out, again)
    parts, root, comments = read(again)
    ok(status == 1 and len(comments) == 3 and len(marked(root, W)[0]) == 3, "a copy can be annotated again", errors)
    path, out = os.path.join(folder, "strict.docx"), os.path.join(folder, "strict-notes.docx")
    package(path, p(t("Sở cho cho tỉnh.")), space=STRICT)
    expect_docx("the strict form", path, out, ["cho cho"], None, w="{" + STRICT + "}")
    test_all_bodies(folder)


def test_all_bodies(folder):
    """All in one document, opened by LibreOffice; and what nothing is found in."""
    path, out = os.path.join(folder, "all.docx"), os.path.join(folder, "all-notes.docx")
    package(path, "".join(body for body, _, _ in BODIES.values()))
    expect_docx("all in one", path, out, [quote for name, (_, quotes, _) in BODIES.items() if name != "a note" for quote in quotes] + ["cho cho"],
                [quote for name, (_, quotes, between) in BODIES.items() if name != "a note" for quote in between or quotes] + [""])
    _, findings, _ = annotate(path, os.path.join(folder, "all-again.docx"))
    with zipfile.ZipFile(convert(out, "odt", folder)) as archive:
        opened = E.fromstring(archive.read("content.xml"))
    office = "{urn:oasis:names:tc:opendocument:xmlns:office:1.0}"
    shown = [each for each in opened.iter(office + "annotation") if each.findtext("{http://purl.org/dc/elements/1.1/}creator") == "ngoaivu"]
    ok(len(shown) == len(findings), f"LibreOffice shows {len(findings)} comments", len(shown))
    clean, copy = os.path.join(folder, "clean.docx"), os.path.join(folder, "clean-notes.docx")
    package(clean, p(t("Sở đã báo cáo tỉnh.")))
    status, findings, errors = annotate(clean, copy)
    with open(clean, "rb") as one, open(copy, "rb") as two:
        ok(status == 0 and not findings and one.read() == two.read(), "without findings the copy is the file", errors)


def convert(path, kind, folder):
    subprocess.run(["soffice", f"-env:UserInstallation=file://{folder}/office", "--headless", "--convert-to", kind, "--outdir", folder, path],
                   capture_output=True, timeout=240, check=True)
    return os.path.splitext(path)[0] + "." + kind


def notes_of(path):
    ran = subprocess.run([NOTES, path], capture_output=True, text=True, timeout=60, check=True)
    return [line.split("\t") for line in ran.stdout.splitlines()]


def twice(findings):
    return [each for each in findings if each["rule"] == "twice"]


DAYS = [f"ngày 30 tháng 02 năm {1960 + number}" for number in range(60)]  # none of which there was


def expect_pdf(name, path):
    """The annotations by finding: [(page, the words of each line under it)]."""
    out = path[:-4] + "-notes.pdf"
    status, findings, errors = annotate(path, out)
    findings = [each for each in findings if each["rule"] == "day"]
    ok(status == 1 and len(findings) == len(DAYS), f"{name}: is found", (len(findings), errors))
    with open(path, "rb") as one, open(out, "rb") as two:
        before, after = one.read(), two.read()
    notes = [(int(page), kind, who, words, says) for page, kind, who, words, says in notes_of(out)]
    ok(all(who == "ngoaivu" and kind == "highlight" for _, kind, who, *_ in notes), f"{name}: all are highlights of ours", notes)
    notes = [each for each in notes if each[4].endswith("[day]")]
    by_finding, at = [], 0
    for finding, day in zip(findings, DAYS):
        parts = []
        while at < len(notes) and " ".join(words for _, words in parts) != day and finding["message"] in notes[at][4]:
            parts.append((notes[at][0], notes[at][3].replace("|", " ")))
            at += 1
        by_finding.append([notes[at - 1][3]] if len(parts) == 1 else parts)
        if " ".join(words for _, words in parts) != day or parts[0][0] != finding["page"]:
            break
    ok(len(by_finding) == len(DAYS) and at == len(notes), f"{name}: the words that findings are about are highlighted, no others",
       (by_finding[-1:], notes[at:at + 2]))
    return before, after, by_finding


def pages(folder, name, size):
    path = os.path.join(folder, name + ".docx")
    look = '<w:rFonts w:ascii="Liberation Serif" w:hAnsi="Liberation Serif"/><w:sz w:val="28"/>'
    long = " ".join(f"Sở đã trao tặng phẩm số {'1' * (number % 7 + 1)} vào {day}, có giấy tờ." for number, day in enumerate(DAYS))
    package(path, p(t("Sở kính gửi tỉnh.", look)) + p(t(long, look)))
    with zipfile.ZipFile(path) as archive:
        parts = {each: archive.read(each) for each in archive.namelist()}
    wide, high = size
    parts["word/document.xml"] = parts["word/document.xml"].replace(
        b"<w:sectPr/>", f'<w:sectPr><w:pgSz w:w="{wide}" w:h="{high}"/><w:pgMar w:top="400" w:bottom="400" w:left="400" w:right="400" '
        'w:header="0" w:footer="0" w:gutter="0"/></w:sectPr>'.encode())
    with zipfile.ZipFile(path, "w") as archive:
        for each, content in parts.items():
            archive.writestr(each, content)
    return convert(path, "pdf", folder)


def test_pdf(folder):
    path = pages(folder, "small", (7000, 2600))
    before, after, notes = expect_pdf("small pages", path)
    ok(after.startswith(before), "what the PDF held stays, byte for byte")
    ok(any(len(parts) == 1 and "|" in parts[0] for parts in notes), "a quote over the end of a line: both lines are highlighted", notes)
    ok(any(len(parts) == 2 and parts[1][0] == parts[0][0] + 1 for parts in notes), "a quote over the end of a page: both pages are highlighted", notes)
    # Pages that do not begin at 0, and are cut; the table of places is wrong then, and Poppler makes it anew.
    moved = os.path.join(folder, "moved.pdf")
    with open(moved, "wb") as file:
        file.write(re.sub(rb"/MediaBox\[0 0 ([0-9.]+) ([0-9.]+)\]", rb"/MediaBox[-50 -70 \1 \2]/CropBox[-20 -30 \1 \2]", before))
    expect_pdf("moved and cut pages", moved)


def test_refusals(folder):
    """What no copy is made of, and what is never written over."""
    wrong, right = p(t("Sở cho cho tỉnh.")), os.path.join(folder, "paper-right.docx")
    package(right, wrong)
    for name, content in {"a.txt": b"X", "b.md": b"X", "c.odt": b"X", "d.xyz": b"X", "kept.docx": b"kept", "empty.docx": b""}.items():
        with open(os.path.join(folder, name), "wb") as file:
            file.write(content)
    os.symlink(right, os.path.join(folder, "link.docx"))
    cases = {  # the file, the copy, the status, what is said
        "a text": ("a.txt", "new.docx", 2, "made of a DOCX or a PDF"),
        "Markdown": ("b.md", "new.md", 2, "made of a DOCX or a PDF"),
        "an OpenDocument text": ("c.odt", "new.odt", 2, "made of a DOCX or a PDF"),
        "an unknown kind": ("d.xyz", "new.docx", 2, "not read"),
        "a copy of another kind": ("paper-right.docx", "new.pdf", 2, "ends in .docx"),
        "the file itself": ("paper-right.docx", "paper-right.docx", 2, "another name"),
        "the file itself by a link": ("paper-right.docx", "link.docx", 2, "another name"),
        "a file that is there": ("paper-right.docx", "kept.docx", 5, "is there already"),
        "no folder": ("paper-right.docx", "absent/new.docx", 7, "cannot be written"),
        "no file": ("absent.docx", "new.docx", 4, "no such file"),
        "no DOCX": ("kept.docx", "new.docx", 3, "kept.docx"),
    }
    for name, (path, out, wanted, words) in cases.items():
        out = os.path.join(folder, out)
        before = os.path.exists(out) and open(out, "rb").read()
        status, findings, errors = annotate(os.path.join(folder, path), out)
        ok(status == wanted and words in errors and errors.count("\n") == 1, f"{name}: is refused", (status, errors))
        ok((os.path.exists(out) and open(out, "rb").read()) == before, f"{name}: nothing is written")
    status, _, errors = annotate(right, os.path.join(folder, "empty.docx"))
    ok(status == 1 and os.path.getsize(os.path.join(folder, "empty.docx")) > 1000, "an empty file takes the copy", errors)
    ran = subprocess.run([PROGRAM, "check", right, right, "--annotate", os.path.join(folder, "two.docx")], capture_output=True, text=True, timeout=60)
    ok(ran.returncode == 2 and not os.path.exists(os.path.join(folder, "two.docx")), "a copy is made of one file", ran.stderr)
    ok(not [name for name in os.listdir(folder) if name.startswith("new.")], "nothing else is left")


def test_hostile(folder):
    """Papers that no office writes: an error with its reason, or a copy."""
    loop = (b"%PDF-1.4\n1 0 obj<</Type/Catalog/Pages 2 0 R>>endobj\n2 0 obj<</Type/Pages/Count 99999999/Kids[2 0 R 2 0 R]/Parent 2 0 R>>endobj\n"
            b"trailer<</Root 1 0 R/Size 3/Prev 0>>\n%%EOF\n")
    cases = {
        "tables in tables without end": ("<w:tbl><w:tr><w:tc>" * 10000 + p(t("cho cho")) + "</w:tc></w:tr></w:tbl>" * 10000, 3),
        "tables sixty deep": ("<w:tbl><w:tr><w:tc>" * 60 + p(t("cho cho")) + "</w:tc></w:tr></w:tbl>" * 60, 3),
        "signs that turn text around": (p(t("\u202eSở cho cho\u202c tỉnh\u2066")), 1),
        "more findings than are told": ("".join(p(t(f"Sở cho cho tỉnh {number}")) for number in range(5000)), 1),
        "a tree of pages that holds itself": (loop, 3),
    }
    for number, (name, (content, wanted)) in enumerate(cases.items()):
        ending = "pdf" if isinstance(content, bytes) else "docx"
        path, out = os.path.join(folder, f"hostile{number}.{ending}"), os.path.join(folder, f"hostile{number}-notes.{ending}")
        if isinstance(content, bytes):
            with open(path, "wb") as file:
                file.write(content)
        else:
            package(path, content)
        status, findings, errors = annotate(path, out)
        ok(status == wanted and (status == 1) == os.path.exists(out) and (status == 1 or os.path.basename(path) in errors), name, (status, errors))


def main():
    with tempfile.TemporaryDirectory() as folder:
        test_docx(folder)
        test_pdf(folder)
        test_refusals(folder)
        test_hostile(folder)
    done()


main()
