#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""The API against its own description: every route is described and every description is a route, and each operation is
brought to answer with each status that the description gives it, in the form that it gives."""
import subprocess
import sys

sys.dont_write_bytecode = True
from door import API, Program, token_of
from schema import Schemas
from sending import receive_report
from web import PROGRAM, ROLES, Site, Tap, account, json, os, re

ALL = " ".join(ROLES)
NEW = {"register": "inbound", "fields": {"name": "Đoàn thử giao diện", "country": ["JP"], "host": "agency", "form": "in_person", "visitors": 3,
                                         "arrives_on": "2020-02-03", "leaves_on": "2020-02-04"}}

SHEET = "name,country,host,form,visitors,arrives_on,leaves_on\nĐoàn từ bảng tính,JP,agency,in_person,{},2020-02-03,2020-02-04\n"

DOSSIER = (("procedure", {"code": "ttx", "effective_on": "2019-01-01", "title": "Cho phép", "limit_days": 5, "limit_unit": "working"}),
           ("dossier", {"code": "HS-01", "procedure": "ttx", "applicant": "Nguyễn Thị Bí Mật", "phone": "0912345678", "received_on": "2020-03-02", "channel": "counter"}))


class Things:
    """What the operations are tried on; made anew where one of them uses it up."""

    def __init__(self, program, symbol):
        self.program, self.symbol, self.own = program, symbol, {}
        self.names = {"register": "inbound", "list": "countries", "figure": "inbound.visitors", "format": "txt", "account": "spare", "office": "ht"}
        self.count = 0
        self.above = False

    def number(self):
        self.count += 1
        return self.count

    def period(self):
        number = self.number()
        return f"{1990 + number // 12}-{number % 12 + 1:02}"

    def tag(self, place):
        return self.program.get(place).headers["ETag"]

    def report(self, period=None):
        made = self.program.ask("POST", "/reports", {"period": period or self.period()})
        assert made.status == 201, made
        self.names["report"] = str(made.json["report"]["id"])
        return made.headers["ETag"]

    def approved(self):
        self.report("2020-Q1")
        place = f"/reports/{self.names['report']}"
        for _ in range(4):
            for finding in self.program.get(place + "/findings").json["findings"]:
                if finding["severity"] == "error" and not finding["reason"]:
                    self.program.ask("POST", place + "/answers", {"rule": finding["rule"], "quote": finding["quote"], "reason": "đúng"}, if_match=self.tag(place))
            moved = self.program.ask("POST", place + "/moves", {"act": "advance"}, if_match=self.tag(place))
            assert moved.status == 200, moved
        return self.tag(place)

    def found(self):
        """A report in which something is found."""
        tag = self.report()
        place = f"/reports/{self.names['report']}"
        section = self.program.get(place + "/parts").json["sections"][0]
        part = self.program.ask("POST", place + "/parts", {"section": section, "division": "htqt"})
        self.program.ask("POST", f"{place}/parts/{part.json['id']}", {"act": "save", "text": "Có 5 đoàn, gồm 2 đoàn Nhật Bản và 2 đoàn Hàn Quốc."}, if_match=part.headers["ETag"])
        found = self.program.get(place + "/findings").json["findings"]
        assert found, "nothing is found"
        self.finding = {"rule": found[0]["rule"], "quote": found[0]["quote"]}
        return tag

    def part(self):
        self.report()
        section = self.program.get(f"/reports/{self.names['report']}/parts").json["sections"][0]
        self.section = section
        made = self.program.ask("POST", f"/reports/{self.names['report']}/parts", {"section": section, "division": "htqt"})
        assert made.status == 201, made
        self.names["part"] = str(made.json["id"])
        return made.headers["ETag"]

    def token(self):
        self.program.ask("POST", "/tokens", {"name": "thêm", "scopes": ["figures"], "days": 1})
        self.names["token"] = next(t["id"] for t in self.program.get("/tokens").json["tokens"] if t["name"] == "thêm")

    def record(self, deleted=False):
        made = self.program.ask("POST", "/registers/inbound/records", NEW)
        assert made.status == 201, made
        place, tag = made.location.removeprefix(API), made.headers["ETag"]
        if deleted:
            self.program.ask("DELETE", place, if_match=tag)
            tag = self.program.get(place).headers["ETag"]
        self.names["record"] = place.split("/")[-1]
        return tag

    def file(self):
        """A record that carries a file."""
        kept = self.program.ask("POST", "/registers/inbound/files?name=a.txt", b"abc", "application/octet-stream").json["value"]
        tag = self.record()
        self.program.ask("PATCH", f"/registers/inbound/records/{self.names['record']}", {"fields": {"attachments": [kept]}}, if_match=tag)
        self.names["hash"] = kept.split("/")[0]


    def sheet(self):
        kept = self.program.ask("POST", "/registers/inbound/sheets?name=doan.csv", SHEET.format(self.number()).encode(), "application/octet-stream")
        assert kept.status == 201, kept
        self.names["sheet"] = kept.json["id"]

    def view(self):
        self.program.ask("POST", "/registers/inbound/views", {"name": "của tôi", "query": "q=doan"})

    def dossier(self):
        self.own = {"register": "dossier", "record": str(self.program.get("/registers/dossier/records?limit=1").json["records"][0]["id"])}
        self.code = self.program.get(f"/registers/dossier/records/{self.own['record']}/follow-code").json["code"]

    def publication(self, public=False):
        kept = self.program.ask("POST", "/registers/publication/files?name=a.pdf", b"%PDF-1.4", "application/octet-stream").json["value"]
        made = self.program.ask("POST", "/registers/publication/records", {"fields": {"series": "bulletin", "title": f"Bản tin {self.number()}", "issue_number": self.count, "language": ["vi"], "issued_on": "2020-03-01", "publisher": "Sở Ngoại vụ",
                                                                                      "attachments": [kept]}})
        place = made.location.removeprefix(API)
        moved = self.program.ask("POST", place + "/state", {"state": "issued"}, if_match=made.headers["ETag"])
        assert moved.status == 200, (made, moved)
        self.own = {"register": "publication", "record": place.split("/")[-1]}
        if public:
            assert self.program.ask("POST", place + "/release", {}).status == 201

    def two_reports(self):
        self.report()
        self.before = self.names["report"]
        self.report()

    def acknowledgement(self):
        """By another store, of what is told here: the body that is to be sent."""
        site = self.program.site
        url = site.stores.url("above.db")

        def above(*words):
            return subprocess.run([PROGRAM, "--db", url, *words], cwd=site.folder, env=site.env, capture_output=True, text=True, check=True).stdout.strip()
        if not self.above:
            self.above = True
            site.stores.make("above.db")
            above("init", "--office", "bn")
            site.run("hub", "trust", above("hub", "key", "--office", "bn"))
            above("hub", "add", "tb", site.run("hub", "key", "--office", "tb").stdout.strip())
        with open(site.path("tb.package"), "wb") as file:
            file.write(self.program.get("/hub/package").raw)
        above("hub", "receive", "tb.package", "--office", "bn", "--answer", "tb.answer")

    def session(self):
        self.program.site.browser("all", address="10.9.1.1")
        self.names["session"] = self.program.get("/sessions").json["sessions"][0]["id"]


def file_of(things, name):
    """Nothing where it was not made yet."""
    path = things.program.site.path(name)
    if not os.path.exists(path):
        return b"x"
    with open(path, "rb") as file:
        return file.read()


# What each operation takes to succeed: (query, body, the thing it is tried on).
GOOD = {
    "exportRecords": ("?format=csv", None), "listRecords": ("?limit=3&w.country=JP&col=name&sort=arrives_on", None), "createRecord": ("", NEW),
    "keepFile": ("?name=a.txt", b"abc"), "changeRecord": ("", {"fields": {"visitors": 4}, "why": "đếm lại"}), "deleteRecord": ("?why=nh%E1%BA%A7m", None),
    "changeState": ("", {"state": "cancelled", "why": "hoãn"}), "undoRecord": ("", {}), "restoreRecord": ("", {"why": "nhầm"}), "addComment": ("", {"text": "Đã hỏi lại."}),
    "openReport": ("", lambda things: {"period": things.period()}), "moveReport": ("", {"act": "advance"}), "issueReport": ("", {"date": "2020-04-02"}),
    "assignPart": ("", lambda things: {"section": things.section, "division": "ls"}), "changePart": ("", {"act": "save", "text": "Đã làm xong."}),
    "answerFinding": ("", lambda things: {**things.finding, "reason": "đúng như vậy"}), "verifyFile": ("?name=a.txt", "một tờ giấy".encode()),
    "createAccount": ("", lambda things: {"name": f"moi{things.number()}", "person": "Người Mới", "roles": ["officer"]}),
    "changeAccount": ("", {"person": "Người Khác", "roles": ["officer"]}), "makeToken": ("", {"name": "khác", "scopes": ["figures"], "days": 2}),
    "inviteAccount": ("", {}), "keepSheet": ("?name=doan.csv", SHEET.format(1).encode()), "loadSheet": ("", {"mode": "all", "map": {"A": "name"}, "why": "nhập từ bảng"}),
    "previewSheet": ("?map.E=visitors", None), "changeRecords": ("", lambda things: {"records": [{"id": int(things.names["record"])}], "fields": {"visitors": 5 + things.number()}}),
    "keepView": ("", {"name": "của tôi", "query": "q=doan", "shared": True}), "dropView": ("?view=c%E1%BB%A7a+t%C3%B4i", None), "getBook": ("?year=2020", None),
    "printBook": ("?year=2020", None), "followDossier": ("", lambda things: {"code": things.code}), "publishRecord": ("", {"title": "Cho bạn đọc"}),
    "withdrawRecord": ("?why=nh%E1%BA%A7m", None), "getBridge": (lambda things: "?with=%23" + things.before, None), "printBridge": (lambda things: "?with=%23" + things.before, None),
    "previewPart": ("", {"text": "Có {{ inbound.visitors }}.", "prints": ["{{ inbound.visitors }}"]}), "listReceivedReports": ("?period=2020-Q1&regime=calendar", None),
    "decideReceivedReport": ("", lambda things: {"office": "ht", "report": things.symbol, "decision": "returned", "reason": "thiếu phụ lục"}), "makeFeed": ("", {}),
    "receivePackage": ("", lambda things: file_of(things, "ht.package")), "takeAcknowledgement": ("", lambda things: file_of(things, "tb.answer")),
    "search": ("?q=doan", None), "getFigure": ("?span=2020-Q1&by=country&compare=year", None), "explainFigure": ("?span=2020-Q1&w.host=leaders", None),
}


def prepare(things, name):
    """The ETag of the thing."""
    things.own = {"getBook": {"register": "outgoing"}, "printBook": {"register": "outgoing"}, "getPeriod": {"period": "2020-Q1"}}.get(name, {})
    own = {"previewSheet": things.sheet, "loadSheet": things.sheet, "getSheetErrors": things.sheet, "dropView": things.view, "getFollowCode": things.dossier, "followDossier": things.dossier, "getRelease": things.publication,
           "publishRecord": things.publication, "withdrawRecord": lambda: things.publication(True), "getBridge": things.two_reports, "printBridge": things.two_reports, "endSession": things.session, "takeAcknowledgement": things.acknowledgement, "changeRecords": things.record,
           "getFile": things.file, "issueReport": things.approved, "answerFinding": things.found, "revokeToken": things.token}
    if name in own:
        return own[name]()
    if name == "undoRecord":
        tag = things.record()
        return things.program.ask("PATCH", f"/registers/inbound/records/{things.names['record']}", {"fields": {"visitors": 9}}, if_match=tag).headers["ETag"]
    if "Part" in name:
        return things.part()
    if "Account" in name:
        return things.tag("/accounts/spare")
    if name in ("getReport", "moveReport", "listFindings", "getReportFile", "compareReport", "getAnnotatedReport"):
        return things.report()
    return things.record(deleted=name == "restoreRecord") if re.search("Record$|State|Comment|Changes|Links", name) else None


def target_of(pattern, names):
    return re.sub(r"\{(\w+)\}", lambda found: names.get(found[1], "x"), pattern.removeprefix(API))


def wish_of(things, name):
    return tuple(part(things) if callable(part) else part for part in GOOD.get(name, ("", None)))


class Operation:
    def __init__(self, path, method, told):
        self.path, self.method, self.told, self.name = path, method.upper(), told, told["operationId"]
        self.scope = (told["security"][0]["token"] or [None])[0]
        self.content = (told.get("requestBody") or {}).get("content") or {}
        self.media = next(iter(self.content), None)

    def good(self, things, **headers):
        tag = prepare(things, self.name)
        words, body = wish_of(things, self.name)
        if any(p["name"] == "If-Match" for p in self.told["parameters"]):
            headers.setdefault("if_match", tag)
        return self.ask(things, things.program, words, body, **headers)

    def ask(self, things, program, words, body=None, names=None, media=None, **headers):
        target = target_of(self.path, names or {**things.names, **things.own}) + words
        return program.ask(self.method, target, body, media or self.media or "application/json", **headers)


def bring_to(operation, status, things, programs):
    """An answer that should have this status."""
    if status < 300:
        return operation.good(things)
    tag = prepare(things, operation.name) if status == 409 or operation.name in FIRST else '"v1"'
    words, body = wish_of(things, operation.name)
    match = {"if_match": tag} if any(p["name"] == "If-Match" for p in operation.told["parameters"]) else {}
    good, json_body = things.program, operation.media == "application/json"
    if status == 304:
        seen = operation.good(things).headers["ETag"]
        return operation.ask(things, good, wish_of(things, operation.name)[0], if_none_match=seen)
    if status == 400:
        if json_body:
            return operation.ask(things, good, words, b'{"a": ', **match)
        return operation.ask(things, good, words + ("&" if words else "?") + "token=x", body, **match)
    if status == 401:
        return operation.ask(things, programs["nobody"], words, body, **match)
    if status == 403:
        return operation.ask(things, programs["other" if operation.scope == "tokens" else "idle"], words, body, **match)
    if status == 404:
        return operation.ask(things, good, words, body, names={**{n: "987654321" for n in things.names}, **({"register": "inbound"} if "{record}" in operation.path else {})}, **match)
    if status == 409 and operation.name == "restoreRecord":
        return operation.ask(things, good, words, body, if_match=things.record())
    if status == 409:
        operation.ask(things, good, words, body, idempotency_key=operation.name)
        return operation.ask(things, good, words, {**body, **CHANGED[operation.name]}, idempotency_key=operation.name)
    if status == 412:
        return operation.ask(things, good, words, body, if_match='"v987654"')
    if status == 413:
        return good.head_only(operation.method, target_of(operation.path, things.names), Content_Length=str(64 << 20), Content_Type=operation.media or "application/json")
    if status == 415:
        return operation.ask(things, good, words, body or b"x", media="text/plain", **match)
    if status == 422:
        return operation.ask(things, good, "?zzz=1", body, **match)
    if status == 428:
        return operation.ask(things, good, words, body)
    if status == 429:
        answers = (operation.ask(things, programs["guesser"], words, body, **match) for _ in range(60))
        return next((answer for answer in answers if answer.status == 429), None) or next(answers)
    return operation.good(things)


FIRST = ("changeRecords", "followDossier", "getBridge", "printBridge")  # what they are asked with must be there first
OWN = {"getDescription", "listCodes", "getCodes", "keepFile", "getHub", "decideReceivedReport"}  # what programs alone need, or the command line has too
CHANGED = {"publishRecord": {"why": "khác"}, "createRecord": {"why": "khác"}, "addComment": {"text": "khác"}, "openReport": {"why": "khác"}, "createAccount": {"person": "Khác"},
           "assignPart": {"due_on": "2020-05-01"}}


def check_answer(schemas, operation, status, answer):
    if answer.status != status:
        return [f"{answer.status} instead: {answer.text[:300]}"]
    told = operation.told["responses"][str(status)].get("content", {})
    media = (answer.headers.get("Content-Type") or "").split(";")[0]
    wrong = [] if not told or media in told or "application/octet-stream" in told else [f"{media} is not told of"]
    if status >= 400 and answer.json is None:
        return [f"no problem in JSON: {answer}"]
    if status >= 400:
        wrong += [f"status {answer.json.get('status')} in the problem"] if answer.json.get("status") != status else []
        wrong += ["no words"] if not answer.json.get("detail") else []
    if status in (204, 304) and answer.raw:
        wrong.append("a body where there is none")
    if media in told and answer.json is not None:
        wrong += schemas.mistakes(told[media]["schema"], answer.json)
    if status == 201 and "Location" not in answer.headers and operation.name not in ("keepFile", "makeToken", "inviteAccount", "makeFeed"):
        wrong.append("the place of what was made is not told")
    if status == 401 and "Bearer" not in (answer.headers.get("WWW-Authenticate") or ""):
        wrong.append("no WWW-Authenticate")
    if status == 429 and not (answer.headers.get("Retry-After") or "").isdigit():
        wrong.append("no Retry-After")
    if status == 412 and answer.json.get("present") != answer.headers.get("ETag"):
        wrong.append("the present version is not told")
    return wrong


def check_document(tap, site, document, table):
    routes = {(r["method"], r["pattern"]) for r in table["routes"] if r["operation"]}
    told = {(method.upper(), re.sub(r"\{(\w+)\}", r":\1", path)) for path, item in document["paths"].items() for method in item}
    tap.check("every route of the API is described, and nothing else", routes == told, routes ^ told)
    names = [told["operationId"] for item in document["paths"].values() for told in item.values()]
    tap.check("operations have names of their own", len(set(names)) == len(names) > 20, names)
    text = json.dumps(document)
    lost = [n for n in set(re.findall(r'"#/components/schemas/([^"]+)"', text)) if n not in document["components"]["schemas"]]
    tap.check("every schema that is named is there", not lost, lost)
    registers = json.loads(site.run("registers", "--format", "json").stdout)
    fields = document["components"]["schemas"]["fields.inbound"]["properties"]
    tap.check("every register's records have a schema, with types, values and labels in both languages",
              all(f"record.{r['register']}" in document["components"]["schemas"] for r in registers) and fields["visitors"]["type"] == "integer" and
              "agency" in fields["host"]["enum"] and fields["name"]["x-label"] == {"vi": "Tên đoàn", "en": "Name"} and set(fields["host"]["x-labels"]["agency"]) == {"vi", "en"}, fields)
    english = json.loads(site.run("--lang", "en", "openapi").stdout)
    tap.check("it is told in the language that is asked for", english["paths"][API + "/me"]["get"]["summary"] != document["paths"][API + "/me"]["get"]["summary"], "")


def check_use_cases(tap, table, document):
    """What people do in pages programs do by the API: doors.txt names the operations for each route of a page, or why there is none."""
    with open(os.path.join(os.path.dirname(os.path.abspath(__file__)), "doors.txt"), encoding="utf-8") as file:
        lines = [line.strip().split(None, 2) for line in file if line.strip() and line[0] != "#"]
    told = {(method, pattern): rest for method, pattern, rest in lines}
    pages = {(r["method"], r["pattern"]) for r in table["routes"] if not r["operation"]}
    names = {told["operationId"] for item in document["paths"].values() for told in item.values()}
    strange = [f"{place}: {name}" for place, rest in told.items() if not rest.startswith("- ") for name in rest.split() if name not in names]
    tap.check("every route of a page is told with its operations, or with a reason", pages == set(told) and len(lines) == len(told), pages ^ set(told))
    tap.check("the operations are there", not strange, strange)
    unused = names - {name for rest in told.values() if not rest.startswith("- ") for name in rest.split()} - OWN
    tap.check("and none is forgotten there", not unused, unused)


def check_operations(tap, document, things, programs):
    schemas = Schemas(document)
    operations = [Operation(path, method, told) for path, item in document["paths"].items() for method, told in item.items()]
    for operation in operations:
        wrong = []
        statuses = [int(s) for s in operation.told["responses"] if s != "default"]
        for status in statuses:
            wrong += [f"{status}: {line}" for line in check_answer(schemas, operation, status, bring_to(operation, status, things, programs))]
        tap.check(f"{operation.name} answers with {', '.join(map(str, statuses))} as it is described", not wrong, "\n".join(wrong))
    allowed = {}
    for operation in operations:
        allowed.setdefault(operation.path, set()).add(operation.method)
    wrong = []
    for path, methods in allowed.items():
        answer = things.program.ask("PUT", target_of(path, things.names))
        told = set((answer.headers.get("Allow") or "").split(", "))
        if answer.status != 405 or told != methods or answer.json["status"] != 405:
            wrong.append(f"{path}: {answer.status} {told}")
        other = next((m for m in ("PATCH", "DELETE", "POST") if m not in methods), None)
        answer = things.program.ask(other, target_of(path, things.names)) if other else answer
        if answer.status != 405 or set(answer.headers["Allow"].split(", ")) != methods:
            wrong.append(f"{other} {path}: {answer.status} {answer.headers.get('Allow')}")
    tap.check("another method is told which there are", not wrong, "\n".join(wrong))


def check_registers(tap, program, document):
    """The first records of every register, by the schema of their own."""
    schemas, wrong, seen = Schemas(document), [], 0
    for register in program.get("/registers").json["registers"]:
        for record in program.get(f"/registers/{register['id']}/records?limit=40").json["records"]:
            seen += 1
            wrong += [f"{register['id']} {record['id']}: {m}" for m in schemas.mistakes(schemas.of("record." + register["id"]), record)]
    tap.check(f"records of every register are as their schema says ({seen})", not wrong and seen > 100, "\n".join(wrong[:20]))


def main():
    tap = Tap()
    with Site(demo=("tb", "qn"), accounts=[account("all", ALL, "tb", "htqt"), account("idle", ALL), account("spare", "officer")]) as site:
        programs = {"nobody": Program(site, None, "10.9.0.2"), "idle": Program(site, token_of(site, "idle", "tokens"), "10.9.0.3"),
                    "other": Program(site, token_of(site, "idle", "figures"), "10.9.0.5"),
                    "guesser": Program(site, "ngv_" + "0" * 64, "10.9.0.4")}
        program = Program(site, token_of(site, "all"))
        symbol = receive_report(site, "ht", "tb")
        for register, record in DOSSIER:
            site.run("put", register, "-", "--office", "tb", stdin=json.dumps(record))
        table = json.loads(site.run("serve", "--routes").stdout)
        document = json.loads(site.run("openapi").stdout)
        check_document(tap, site, document, table)
        check_use_cases(tap, table, document)
        site.start("--behind-proxy")
        served = program.get("/openapi.json")
        tap.check("what is served is what the command prints", served.json == document, "")
        check_operations(tap, document, Things(program, symbol), programs)
        check_registers(tap, program, document)
        status, err = site.stop()
        tap.check("the server ends well", status == 0 and "Sanitizer" not in err, err[-3000:])
    tap.end()


main()
