#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""`check --format sarif` against the rules of the SARIF 2.1.0 schema for what it writes: required properties, their types
and values, and no property that the schema does not know; and against what stands in the files."""
import glob
import json
import os
import re
import sys
import tempfile
import urllib.parse
import zipfile

sys.dont_write_bytecode = True
from tap import HERE, check, done, ok

# By the schema's names of objects: property → what it must be; "!" = required. A list holds objects or values of one kind.
COUNT, TEXT = "a number from 1 on", "text"
OBJECTS = {
    "sarifLog": {"$schema": "address", "version!": ("2.1.0",), "runs!": ["run"]},
    "run": {"tool!": "tool", "columnKind": ("utf16CodeUnits", "unicodeCodePoints"), "results": ["result"]},
    "tool": {"driver!": "toolComponent"},
    "toolComponent": {"name!": TEXT, "version": TEXT, "rules": ["reportingDescriptor"]},
    "reportingDescriptor": {"id!": TEXT, "shortDescription": "multiformatMessageString", "defaultConfiguration": "reportingConfiguration"},
    "multiformatMessageString": {"text!": TEXT},
    "reportingConfiguration": {"level": ("none", "note", "warning", "error")},
    "result": {"ruleId": TEXT, "level": ("none", "note", "warning", "error"), "message!": "message", "locations": ["location"]},
    "message": {"text!": TEXT},
    "location": {"physicalLocation": "physicalLocation", "logicalLocations": ["logicalLocation"]},
    "physicalLocation": {"artifactLocation!": "artifactLocation", "region": "region"},
    "artifactLocation": {"uri": "reference"},
    "region": {"startLine!": COUNT, "startColumn": COUNT, "endLine": COUNT, "endColumn": COUNT, "snippet": "artifactContent"},
    "artifactContent": {"text": TEXT},
    "logicalLocation": {"fullyQualifiedName": TEXT},
}
REFERENCE = re.compile(r"(?![A-Za-z][A-Za-z0-9+.-]*:)([A-Za-z0-9._~!$&'()*+,;=:@/-]|%[0-9A-F]{2})*")  # of a file: without a scheme
BODY = '<w:document xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"><w:body><w:p><w:r><w:t>Sở đã tham mưu tham mưu cho tỉnh.</w:t></w:r></w:p></w:body></w:document>'
RELATIONS = ('<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"><Relationship Id="a" '
             'Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/officeDocument" Target="word/document.xml"/></Relationships>')


def wrong(value, kind, where):
    """What is wrong with a value, as lines."""
    if isinstance(kind, list):
        return [line for number, each in enumerate(value) for line in wrong(each, kind[0], f"{where}[{number}]")] if isinstance(value, list) else [f"{where}: no array"]
    if isinstance(kind, tuple):
        return [] if value in kind else [f"{where}: {value!r} is none of {kind}"]
    if kind == COUNT:
        return [] if type(value) is int and value >= 1 else [f"{where}: {value!r} is not {kind}"]
    if kind in (TEXT, "address", "reference"):
        good = isinstance(value, str) and (kind == TEXT or (value.startswith("https://") if kind == "address" else REFERENCE.fullmatch(value)))
        return [] if good else [f"{where}: {value!r} is no {kind}"]
    if not isinstance(value, dict):
        return [f"{where}: no object"]
    known = {name.rstrip("!"): each for name, each in OBJECTS[kind].items()}
    lines = [f"{where}: {name} is missing" for name in OBJECTS[kind] if name.endswith("!") and name[:-1] not in value]
    for name, each in value.items():
        lines += wrong(each, known[name], f"{where}.{name}") if name in known else [f"{where}: {name} is not known to a {kind}"]
    return lines


def out_of_place(result):
    """What its region says is not there, as lines; FALSE of a file that is no text."""
    location = result["locations"][0]["physicalLocation"]
    path, region = urllib.parse.unquote_to_bytes(location["artifactLocation"]["uri"]), location.get("region")
    if not os.path.exists(path):
        return [f"no file {path}"]
    if not region:
        return [] if path.endswith((b".docx", b".pdf")) and result["locations"][0]["logicalLocations"] else [f"no place in {path}"]
    with open(path, encoding="utf-8", newline="") as file:
        lines = file.read().split("\n")
    start, end = (region["startLine"], region.get("startColumn", 1)), (region.get("endLine", region["startLine"]), region.get("endColumn", 1 << 30))
    if start > end or end[0] > len(lines):
        return [f"{path}: {region}"]
    text = lines[start[0] - 1][start[1] - 1:] if start[0] != end[0] else lines[start[0] - 1][start[1] - 1:end[1] - 1]
    return [] if text.startswith(region["snippet"]["text"]) or region["snippet"]["text"].startswith(text) else [f"{path}: {region} is “{text}”"]


def texts(folder):
    paths = []
    for number, path in enumerate(sorted(glob.glob(os.path.join(HERE, "*", "bad*.txt")) + glob.glob(os.path.join(HERE, "*", "bad*.md")))):
        with open(path, encoding="utf-8") as file:
            text = re.sub("→[^⟧]*⟧|[⟦⟧]", "", file.read())
        paths.append(os.path.join(folder, "%03d-%s" % (number, os.path.basename(path))))
        with open(paths[-1], "w", encoding="utf-8", newline="") as file:
            file.write(text)
    return paths


def odd_names(folder):
    """Files whose names are no plain addresses, named as seen from their folder."""
    os.chdir(folder)
    names = ["a b.txt", "file:x.txt", "50%.txt", "tiếng Việt.txt", "a#b?c.txt", "sub/x:y.txt"]
    os.mkdir("sub")
    for name in names:
        with open(name, "w", encoding="utf-8") as file:
            file.write("Sở đã tham mưu tham mưu cho tỉnh.\n")
    with zipfile.ZipFile("a.docx", "w") as file:
        file.writestr("_rels/.rels", RELATIONS)
        file.writestr("word/document.xml", BODY)
    return names + ["a.docx"]


def main():
    with tempfile.TemporaryDirectory() as folder:
        for what, paths in ("every rule's bad files", texts(folder)), ("odd names and a DOCX", odd_names(folder)):
            status, log, errors = check(*paths, form="sarif")
            log = json.loads(log) if isinstance(log, str) else log
            ok(status == 1 and not errors, what + " are told", errors)
            lines = wrong(log, "sarifLog", "log")
            ok(not lines, what + " as the schema wants it", "\n".join(lines[:20]))
            run = log["runs"][0]
            ids = [rule["id"] for rule in run["tool"]["driver"]["rules"]]
            ok(len(set(ids)) == len(ids) and {result["ruleId"] for result in run["results"]} <= set(ids), what + ": each by a rule that is listed once")
            lines = [line for result in run["results"] for line in out_of_place(result)]
            ok(run["results"] and not lines, what + ": %d, each where it stands" % len(run["results"]), "\n".join(lines[:20]))
            if what.startswith("odd"):
                told = {urllib.parse.unquote(result["locations"][0]["physicalLocation"]["artifactLocation"]["uri"]) for result in run["results"]}
                ok({os.path.normpath(name) for name in told} == set(paths), "each file by its address", told)
    done()


main()
