#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""The five demonstration offices: every fact of the real reports by `figure` and in the printed report, and reports
that follow when records change (TAP). The facts lie outside the project; without them those cases are skipped."""
import csv
import glob
import json
import os
import re
import subprocess
import sys
import tempfile

import prose
from postgres import Stores

ROOT = os.path.dirname(os.path.dirname(os.path.abspath(__file__)))
NGOAIVU = os.environ.get("NGOAIVU", os.path.join(ROOT, "build", "ngoaivu"))
SOURCES = os.path.join(ROOT, "..", "shared", "reports")
REPORTS = {"tb": ("2020-Q1", "2020-03-12"), "qn": ("2020-08", None), "vp": ("2021-H1", None), "ls": ("2020", "2020-10-15"), "ht": ("2021-03", None)}

results = []
stores = None  # of this test: files by their names in a folder, or databases


def tell(good, name, notes=()):
    results.append(good)
    print(f"{'ok' if good else 'not ok'} {len(results)} {name}", flush=True)
    for note in notes:
        print("# " + str(note))


def skip(name, why):
    results.append(True)
    print(f"ok {len(results)} {name} # SKIP {why}", flush=True)


def run(db, *words, stdin=None):
    return subprocess.run([NGOAIVU, "--db", stores.url(db), *words], input=stdin, capture_output=True, text=True)


def must(db, *words, stdin=None):
    done = run(db, *words, stdin=stdin)
    if done.returncode != 0:
        raise RuntimeError(f"{words}: {done.stderr}")
    return done.stdout


def report(db, office, period=None, cutoff=None):
    if period is None:
        period, cutoff = REPORTS[office]
    return must(db, "report", "--office", office, "--period", period, *(["--cutoff", cutoff] if cutoff else []), "--format", "txt")


def figure(db, name, office, span, where=""):
    days = ["--at", span[1:]] if span.startswith("@") else ["--span", span]
    return json.loads(must(db, "figure", name, "--office", office, *days, *(["--where", where] if where else []), "--format", "json"))["value"]


def holds(wanted, value):
    if wanted.startswith("~"):
        low, high = wanted[1:].split()[0].split("..")
        return value is not None and float(low) <= value <= float(high)
    return value == int(wanted.split()[0])


def facts(db):
    path = os.path.join(SOURCES, "facts.tsv")
    if not os.path.exists(path):
        skip("the facts of the five reports", "shared/reports is not here")
        return
    texts = {office: re.sub(r"\s+", " ", report(db, office)) for office in REPORTS}
    with open(path, encoding="utf-8") as lines:
        for row in csv.DictReader(lines, delimiter="\t"):
            value = figure(db, row["figure"], row["office"], row["span"], row["where"])
            notes = [] if holds(row["value"], value) else [f"wanted {row['value']}, got {value}"]
            if row["text"].strip() and row["text"].strip() not in texts[row["office"]]:
                notes.append(f"the report does not hold “{row['text']}”")
            tell(not notes, f"{row['office']} {row['figure']} {row['where']} {row['span']}", notes)


def copied_sentences():
    sources = sorted(glob.glob(os.path.join(SOURCES, "*.txt")))
    if not sources:
        skip("no sentence is copied from the reports", "shared/reports is not here")
        return
    clauses = set()
    for source in sources:
        with open(source, encoding="utf-8") as text:
            for clause in re.findall(r"[^.;:,()]{60,}", text.read().replace("\n", " ")):
                clauses.add(re.sub(r"\s+", " ", clause).strip())
    clauses = {clause for clause in clauses if len(clause) >= 60}
    found = []
    for folder in ("templates", "demo", "definitions"):
        for path in glob.glob(os.path.join(ROOT, folder, "**", "*.*"), recursive=True):
            with open(path, encoding="utf-8") as text:
                held = re.sub(r"\s+", " ", text.read())
            found += [f"{path}: {clause}" for clause in clauses if clause in held]
    tell(not found, "no sentence is copied from the reports", found[:10])


def typed_figures():
    """No number is typed where a template counts something: digits stand only inside {{ }} and {% %}, in list labels
    (1.), in the official form's column numbers, and in names of standards."""
    wrong = []
    for path in sorted(glob.glob(os.path.join(ROOT, "templates", "**", "*.md"), recursive=True)):
        with open(path, encoding="utf-8") as source:
            text = re.sub(r"\A---\n.*?\n---\n", "", source.read(), count=1, flags=re.S)
        text = re.sub(r"\{\{.*?\}\}|\{%.*?%\}|\{#.*?#\}", "", text, flags=re.S)
        text = re.sub(r"(?m)^\s*\d+\.\s", "", text)
        text = re.sub(r"\(\d+\)|TCVN ISO 9001:20\d\d", "", text)
        wrong += [f"{os.path.basename(path)}: {line.strip()}" for line in text.splitlines() if re.search(r"\d", line)]
    tell(not wrong, "no figure is typed into a template", wrong)


def records(db, register, office, where=None):
    return json.loads(must(db, "list", register, "--office", office, "--format", "json", *(["--where", where] if where else [])))


def put(db, register, office, objects):
    must(db, "put", register, "-", "--office", office, stdin=json.dumps(objects))


SPAN = "arrives_on >= 2020-01-01 and arrives_on <= 2020-03-12 and state = received"
LAST = "arrives_on >= 2019-01-01 and arrives_on <= 2019-03-12 and state = received"


def new_delegations(count, day="2020-02-10", visitors=3):
    return [{"name": f"Đoàn thử {n}", "country": ["JP"], "host": "agency", "visitors": visitors, "arrives_on": day, "state": "received"} for n in range(count)]


def changed(base, folder, name, change, wanted, unwanted=(), office="tb"):
    """A copy of the store, changed: the report must hold some texts and not others."""
    db = os.path.join(folder, "changed.db")
    stores.copy(base, db)
    try:
        change(db)
        text = re.sub(r"\s+", " ", report(db, office))
        notes = [f"missing: {w}" for w in wanted if w not in text] + [f"still there: {w}" for w in unwanted if w in text]
    except RuntimeError as problem:
        notes = [problem]
    tell(not notes, name, notes)


def reports_follow(db, folder):
    def none(store):
        for record in records(store, "inbound", "tb", SPAN):
            must(store, "delete", "inbound", f"#{record['id']}", "--office", "tb")

    def one(store):
        none(store)
        put(store, "inbound", "tb", new_delegations(1))

    def moved(store):
        first = records(store, "inbound", "tb", SPAN + " and host = agency")[0]
        put(store, "inbound", "tb", {"id": first["id"], "version": first["version"], "arrives_on": "2020-03-13", "leaves_on": "2020-03-20"})

    changed(db, folder, "a report says none in words", none, ["giảm 24 đoàn với 69 lượt người"], ["12 đoàn với 44 lượt người"])
    changed(db, folder, "a report says one", one, ["01 đoàn với 03 lượt người", "giảm 23 đoàn với 66 lượt người"])
    changed(db, folder, "a decrease becomes an increase", lambda store: put(store, "inbound", "tb", new_delegations(14)),
            ["26 đoàn với 86 lượt người", "tăng 02 đoàn với 17 lượt người so với cùng kỳ năm 2019"], ["giảm 12 đoàn"])
    changed(db, folder, "no change is said as such", lambda store: put(store, "inbound", "tb", new_delegations(11, visitors=2) + new_delegations(1)),
            ["không thay đổi so với cùng kỳ năm 2019"], ["giảm 12 đoàn với"])
    changed(db, folder, "what is moved beyond the cut-off is gone", moved, ["11 đoàn với"], ["12 đoàn với 44 lượt người"])

    def put_off(store):
        held = next(r for r in records(store, "conference", "tb") if r["code"] == "HT-2020-01")
        put(store, "conference", "tb", {"id": held["id"], "version": held["version"], "starts_on": "2020-03-09", "ends_on": "2020-03-11"})
    changed(db, folder, "the dates in a narrative are those of its record", put_off, ["từ ngày 09/3/2020 đến ngày 11/3/2020"], ["07/3/2020"])

    def stops(store):
        for register in ("protection", "entry", "conference", "training"):
            for record in records(store, register, "ht"):
                put(store, register, "ht", {"id": record["id"], "version": record["version"], "narrative": record.get("narrative", "Việc đã làm") + "."})
    changed(db, folder, "the stop of a narrative does not stand inside a sentence", stops, ["Xử lý"], ["..", ".;", ".)"], office="ht")

    def more_held(store):
        put(store, "protection", "qn", {"kind": "vessel_detained", "whose": "citizen", "country": "TH", "persons": 5, "persons_held": 5, "vessels": 1,
                                        "reported_on": "2020-08-20", "title": "Tàu cá thử nghiệm", "state": "assisting"})
    changed(db, folder, "a part that is new joins the list and the total", more_held, ["74 ngư dân", "Thái Lan: 05"], ["69 ngư dân"], office="qn")


def reproduced(db, folder):
    """An issued report is made again to the byte after thousands of other changes."""
    store, first, again = (os.path.join(folder, name) for name in ("issue.db", "first.docx", "again.docx"))
    stores.copy(db, store)
    must(store, "issue", "--office", "tb", "--period", "2020-Q1", "--cutoff", "2020-03-12", "--date", "2020-03-13", "--output", first)
    draft = report(store, "tb")
    put(store, "inbound", "tb", new_delegations(1500))
    put(store, "inbound", "tb", new_delegations(1500, "2019-02-02"))
    must(store, "report", "--office", "tb", "--number", "01/BC-SNgV", "--output", again)
    with open(first, "rb") as a, open(again, "rb") as b:
        tell(a.read() == b.read(), "an issued report is made again to the byte after thousands of changes")
    tell(report(store, "tb") != draft, "a draft of the same period follows the changes")
    verdict = json.loads(must(store, "verify", first, "--format", "json"))
    tell(verdict["verdict"] == "unchanged" and len(verdict["data_changes"]) > 0, "verify tells the unchanged file from the changed data", [verdict["verdict"]])
    with open(again, "ab") as file:
        file.write(b" ")
    done = run(store, "verify", again)
    tell(done.returncode in (1, 4), "a file with one byte more is not the issued one", [done.stdout])
    done = run(store, "audit")
    tell(done.returncode == 0, "the store is sound after all that", [done.stdout, done.stderr])


# An office that has just begun: nothing is recorded yet.
EMPTY = {"code": "kk", "name": "Sở Ngoại vụ", "superior": "UBND TỈNH", "issuer": "SỞ NGOẠI VỤ", "place": "Nơi đặt trụ sở", "symbol_suffix": "SNgV",
         "addressees": ["Ủy ban nhân dân tỉnh"], "recipients": ["Cục Ngoại vụ"], "signer": "Nguyễn Văn An"}
NEIGHBOURS = [("tb", "2019-Q1"), ("tb", "2019-Q4"), ("tb", "2020-Q1"), ("tb", "2020-Q2"), ("tb", "2020-Q3"), ("qn", "2019-08"), ("qn", "2020-01"),
              ("qn", "2020-07"), ("qn", "2020-09"), ("vp", "2020-H1"), ("vp", "2020-H2"), ("vp", "2021-H2"), ("ls", "2019"), ("ls", "2020"), ("ls", "2021"),
              ("ht", "2020-03"), ("ht", "2021-01"), ("ht", "2021-02"), ("ht", "2021-04"), ("ht", "2021-05")]
STANDARD = {"standard-month": "-03", "standard-quarter": "-Q1", "standard-half": "-H1", "standard-nine-months": "-9M", "standard-year": ""}
YEARS = {"tb": "2020", "qn": "2020", "vp": "2021", "ls": "2020", "ht": "2021", "kk": "2020"}


def wishes():
    """(office, period, further words): the reports of the demonstration, those of periods beside, and every office by the standard templates."""
    for office, (period, cutoff) in REPORTS.items():
        yield office, period, ["--cutoff", cutoff] if cutoff else []
    yield from ((office, period, []) for office, period in NEIGHBOURS)
    for office, year in YEARS.items():
        for template, period in STANDARD.items():
            yield office, year + period, ["--template", template]
    yield "ls", "2020", ["--cutoff", "2020-10-15", "--template", "standard-year"]
    yield "qn", "2020-08", ["--template", "standard-month"]
    yield "tb", "2020-Q1", ["--template", "standard-quarter", "--regime", "legal"]


def prose_is_clean(db, folder):
    """Every report reads like one that a clerk has looked through: tests/prose.py says what that means."""
    store = os.path.join(folder, "prose.db")
    stores.copy(db, store)
    office = os.path.join(folder, "office.json")
    with open(office, "w", encoding="utf-8") as file:
        json.dump(EMPTY, file)
    must(store, "init", "--office", EMPTY["code"], office)
    output = os.path.join(folder, "prose.json")
    for code, period, words in wishes():
        name = " ".join([code, period, *words])
        try:
            must(store, "report", "--office", code, "--period", period, *words, "--output", output)
            with open(output, encoding="utf-8") as file:
                notes = prose.faults(json.load(file))
        except RuntimeError as problem:
            notes = [problem]
        tell(not notes, f"the report reads well: {name}", notes)


def prose_finds():
    """The reader of reports is read itself: each fault is found in a text that has it, and a clean text has none."""
    bad = {"two stops": "Đã gửi 02 văn bản;.", "a blank before a stop": "Đã gửi văn bản .", "an empty or untidy bracket": "Đã gửi () văn bản.",
           "two blanks": "Đã gửi  văn bản.", "a sentence that begins small": "Đã gửi. đã nhận.", "a word twice": "Đã đã gửi và và nhận.",
           "words that lead to nothing": "Có 02 đoàn, trong đó.", "a zero in digits": "Tỉnh có 0 đoàn.", "a count below ten without its zero": "Tỉnh đón 2 đoàn.",
           "a zero before an amount": "Tăng 05% với 02 tỷ đồng.", "a verb and then nothing": "Tỉnh tiếp nhận không có hồ sơ.",
           "a total and its only part": "Có 02 đoàn (Lào: 02).", "a part that is the whole": "Có 02 đoàn, trong đó 02 đoàn từ Lào.",
           "a date not as the decree writes it": "Ngày 6/03/2020 có 02 đoàn."}
    for fault, text in bad.items():
        found = list(prose.faults_of(text))
        good = any(f.startswith(fault) for f in found)
        tell(good, f"a reader finds {fault}", [] if good else found)
    clean = ("Tính đến ngày 06/3/2020, tỉnh đón 02 đoàn với 15 lượt người (giảm 01 đoàn so với cùng kỳ năm 2019); Đài Loan (Trung Quốc): 01; "
             "giá trị 1,5 tỷ đồng; theo Nghị định số 30/2020/NĐ-CP ngày 05/3/2020. Đã gửi 22/SNgV-LS./.")
    tell(not list(prose.faults_of(clean)), "a reader finds nothing in a clean text", list(prose.faults_of(clean)))


def main():
    global stores
    with tempfile.TemporaryDirectory() as folder:
        stores = Stores(folder)
        db = os.path.join(folder, "demo.db")
        try:
            stores.make(db)
            must(db, "demo")
            facts(db)
            copied_sentences()
            typed_figures()
            prose_finds()
            prose_is_clean(db, folder)
            reports_follow(db, folder)
            reproduced(db, folder)
        finally:
            stores.close()
    print(f"1..{len(results)}")
    return 0 if all(results) else 1


if __name__ == "__main__":
    sys.exit(main())
