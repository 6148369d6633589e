#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Hostile programs: the requests of hostile/api.txt; for every operation each member of its body as each wrong kind, too
long and not known; bodies that end too early, too late or not at all; ETags beside gzip. No answer is ever 5xx, each problem
says where it is, and nothing is changed."""
import os
import socket
import sys
import time

sys.dont_write_bytecode = True
from door import API, Program, token_of
from web import ROLES, Site, Tap, account, json, re

HERE = os.path.dirname(os.path.abspath(__file__))
ALL = " ".join(ROLES)
RECORD = {"fields": {"name": "Đoàn bị tấn công", "country": ["JP"], "host": "agency", "form": "in_person", "visitors": 3, "arrives_on": "2020-02-03", "division": "htqt"}}
WRONG = {"object": [{"x": 1}, {}], "array": [[], [[[1]]]], "string": ["", "x", "\u202e" * 3], "integer": [-1, 9223372036854775807], "number": [1.5, 1e300], "boolean": [True], "null": [None]}


def bytes_of(text, known):
    """A line of the file as bytes: <<…>> filled in, escapes undone."""
    def undone(part):
        return re.sub(r"\\(x..|r|n|\\)", lambda f: {"r": "\r", "n": "\n", "\\": "\\"}.get(f[1]) or chr(0xF700 + int(f[1][1:], 16)), part)

    def filled(found):
        name, _, times = found[1].rpartition("*")
        return undone(name) * int(times) if name else str(known[found[1]])

    parts = re.split(r"(<<.*?>>)", text)
    whole = "".join(filled(re.match(r"<<(.*)>>", part)) if part.startswith("<<") else undone(part) for part in parts)
    return re.sub(b"\xef[\x9c-\x9f][\x80-\xbf]", lambda f: bytes([ord(f[0].decode()) - 0xF700]), whole.encode())


def groups_of(name):
    with open(os.path.join(HERE, "hostile", name), encoding="utf-8") as file:
        lines = [line.rstrip("\n") for line in file if not line.startswith("#")]
    group = []
    for line in lines:
        if group or line:
            group.append(line)
        if line.startswith("→"):
            yield group
            group = []


def request_of(group, known):
    """The bytes of a group's request."""
    if group[1].startswith("raw: "):
        return b"\r\n".join(bytes_of(line, known) for line in [group[1][5:]] + group[2:-1]) + b"\r\n"
    method, target = group[1].split(" ", 1)
    heads, body, length = {"Host": "x", "X-Forwarded-For": "10.9.0.7", "Authorization": "Bearer <<TOKEN>>", "Accept-Language": "en", "Connection": "close"}, None, None
    further = []
    for line in group[2:-1]:
        if line.startswith("body:"):
            body = bytes_of(line[5:].lstrip(), known)
            heads.setdefault("Content-Type", "application/json")
        elif line.startswith("length: "):
            length = line[8:]
        elif line.startswith("<<"):
            further.append(line)
        else:
            name, value = line.split(": ", 1)
            heads[name] = value
    if body is not None:
        heads["Content-Length"] = length or str(len(body))
    lines = [f"{method} {API}{target} HTTP/1.1"] + [f"{n}: {v}" for n, v in heads.items() if v != "-"] + further
    return b"\r\n".join(bytes_of(line, known) for line in lines) + b"\r\n\r\n" + (body or b"")


def exchange(port, data, ends=False, wait=30):
    """All that is answered until the connection ends; `ends`: nothing more is sent."""
    got = b""
    with socket.create_connection(("127.0.0.1", port), wait) as wire:
        try:
            wire.sendall(data)
            if ends:
                wire.shutdown(socket.SHUT_WR)
            while part := wire.recv(65536):
                got += part
        except OSError:
            pass
    return got


def problem_of(got):
    head, _, body = got.partition(b"\r\n\r\n")
    if b"application/problem+json" not in head:
        return None
    return json.JSONDecoder().raw_decode(body.decode())[0]


def wrong_answer(expected, got):
    """What is wrong with an answer; "" when it is as the group says."""
    statuses = [word for word in expected if word.isdigit()]
    kinds = [word for word in expected if not word.isdigit() and word not in ("closed", "400-next", "ends")]
    first = got.split(b"\r\n", 1)[0].split()
    status = first[1].decode() if len(first) > 1 and first[0].startswith(b"HTTP/") else "closed"
    heads = got.partition(b"\r\n\r\n")[0].lower()
    if status not in statuses + (["closed"] if "closed" in expected else []):
        return f"{status}, not {' '.join(expected)}: {got[-400:]!r}"
    # the library tells the head of its own refusals twice, and ends the connection
    answers = {line.split()[1] for line in re.findall(rb"HTTP/1\.1 \d+", got)}
    if b"\r\nset-cookie:" in heads or b"\r\nx-forged:" in heads or (len(answers) > 1 and not ("400-next" in expected and all(answer.startswith(b"4") for answer in answers))) or (got.count(b"HTTP/1.1 ") > 1 and b"connection: close" not in heads and "400-next" not in expected):
        return f"a head that is not ours, or two answers: {got[:600]!r}"
    problem = problem_of(got)
    if kinds and status != "closed" and (not problem or problem["type"] != "urn:ngoaivu:problem:" + kinds[0] or str(problem["status"]) != status or not problem["detail"]):
        return f"no problem of the kind {kinds[0]}: {got[-400:]!r}"
    return ""


def state_of(program):
    """What an act would change: the position of the history, records, accounts, tokens, kept lists."""
    return [program.get(place).text for place in ("/log", "/accounts", "/tokens", "/registers/inbound/records?limit=500&sort=visitors", "/registers/inbound/views")]


def check_file(tap, site, program, known):
    groups = list(groups_of("api.txt"))
    for group in groups:
        before = known["position"]()
        got = exchange(site.port, request_of(group, known), "ends" in group[-1])
        wrong = wrong_answer(group[-1].split()[1:], got)
        if not wrong and not got.startswith(b"HTTP/1.1 2") and known["position"]() != before:
            wrong = "something was changed"
        tap.check(group[0], not wrong, wrong)
    tap.check("there are many of them", len(groups) > 100, len(groups))


# What is known only when the record is: which fields and states its register has.
LATER = {"fields": {"type": "object"}, "state": {"type": "string"}, "register": {"type": "string"}}


def schema_of(schemas, schema):
    """What a reference leads to; of one a register that of `inbound`. Values of fields are tried by themselves."""
    if "$ref" in schema:
        name = schema["$ref"].split("/")[-1]
        return {"type": "object"} if name.startswith("fields.") else schema_of(schemas, schemas[name])
    if "anyOf" in schema:
        return schema_of(schemas, next((one for one in schema["anyOf"] if one.get("$ref", "").endswith(".inbound")), schema["anyOf"][0]))
    return schema


def members_of(schemas, schema, at=()):
    """(place, schema) of each member, also inside of objects and lists."""
    schema = schema_of(schemas, schema)
    for name, own in schema.get("properties", {}).items():
        own = LATER.get(name) or schema_of(schemas, own)
        yield at + (name,), own
        if own.get("type") == "array" and "items" in own:
            yield at + (name, 0), own["items"]
            yield from members_of(schemas, own["items"], at + (name, 0))
        elif own.get("type") == "object":
            yield from members_of(schemas, own, at + (name,))


def sample_of(schemas, schema):
    """Something that the schema takes, with all of its members."""
    schema = schema_of(schemas, schema)
    if "enum" in schema:
        return schema["enum"][0]
    kind = schema.get("type", "string")
    kind = kind[0] if isinstance(kind, list) else kind
    if kind == "object":
        return {name: sample_of(schemas, own) for name, own in schema.get("properties", {}).items()}
    if kind == "array":
        return [sample_of(schemas, schema["items"])]
    return {"string": "2020-02-03" if schema.get("format") == "date" else "x" * max(4, schema.get("minLength", 0)), "integer": max(1, schema.get("minimum", 1)), "number": 1, "boolean": True, "null": None}[kind]


def replaced(value, place, other):
    if not place:
        return other
    if isinstance(value, list):
        return [replaced(value[0], place[1:], other)]
    return {**value, place[0]: replaced(value.get(place[0]), place[1:], other)}


def wrong_values(schema):
    types = schema.get("type", [])
    types = [types] if isinstance(types, str) else types
    for kind, values in WRONG.items():
        if types and kind not in types and not (kind == "integer" and "number" in types):
            yield from values[:1]
    if "string" in types and "maxLength" in schema:
        yield "x" * (schema["maxLength"] + 1)
    if "string" in types and schema.get("minLength", 0) > 0:
        yield ""
    if "enum" in schema:
        yield "none of these"
    if "minimum" in schema:
        yield schema["minimum"] - 1
    if "maxItems" in schema:
        yield [sample_of({}, schema["items"])] * (schema["maxItems"] + 1) if "$ref" not in schema.get("items", {}) else []


def operations_of(document):
    for path, item in document["paths"].items():
        for method, told in item.items():
            content = (told.get("requestBody") or {}).get("content") or {}
            schema = content.get("application/json", {}).get("schema")
            yield re.sub(r"\{(\w+)\}", lambda f: {"register": "inbound", "account": "spare", "format": "txt"}.get(f[1], "1"), path).removeprefix(API), method.upper(), told, schema


def check_members(tap, document, program, known):
    """Every member of every body as what it is not: the problem names it."""
    schemas, wrong, tried, unasked = document["components"]["schemas"], [], 0, []
    before = state_of(program)
    for target, method, told, schema in operations_of(document):
        if not schema:
            continue
        good, count = sample_of(schemas, schema), 0
        if "register" in good:
            good["register"] = "inbound"
        sent = [((), value) for kind, values in WRONG.items() if kind != "object" for value in values[:1]]
        sent += [(place + ("khong_co",), 1) for place in {p[:-1] for p, _ in members_of(schemas, schema) if p[-1] != 0} | {()} if "fields" not in place and "map" not in place]
        sent += [(place, value) for place, own in members_of(schemas, schema) for value in wrong_values(own)]
        for place, value in sent:
            body = replaced(good, place, value)
            answer = program.ask(method, target, b"null" if body is None else body, if_match='"v987654"')
            count += 1
            pointers = [e["pointer"] for e in (answer.json or {}).get("errors", [])]
            inner, outer = "/" + "/".join(map(str, place)), "/" + "/".join(map(str, place[:-1]))
            told_of = any(p == inner or p.startswith(inner + "/") for p in pointers) or (place and place[-1] == "khong_co" and outer in pointers)
            if answer.status != 422 or not (told_of or not place):
                wrong.append(f"{method} {target} {inner} = {value!r:.50}: {answer.status} {answer.text[:300]}")
        tried += count
        if count < 7:
            unasked.append(target)
    tap.check(f"each member of each body as what it is not is refused and named ({tried})", not wrong and not unasked and tried > 400, "\n".join(wrong[:30] + unasked))
    tap.check("nothing was changed by that", state_of(program) == before)


def check_fields(tap, document, program, registers):
    """Every field of every register as what it is not."""
    wrong, tried, taken = [], 0, 0
    for register in registers:
        fields = document["components"]["schemas"].get("fields." + register, {}).get("properties", {})
        for name, schema in fields.items():
            for value in ({"khong_co": [1]}, True, "\u0007"):
                answer = program.ask("POST", f"/registers/{register}/records", {"fields": {name: value}})
                tried += 1
                taken += answer.status == 201
                if answer.status not in (201, 403, 422):
                    wrong.append(f"{register}.{name} = {value!r:.40}: {answer.status} {answer.text[:300]}")
    tap.check(f"each field of each register as what it is not is refused ({tried}, {taken} taken)", not wrong and tried > 1000, "\n".join(wrong[:30]))


def check_queries(tap, document, program):
    """Each parameter of each operation with what it is not; and operations by numbers that are none."""
    wrong, tried = [], 0
    for target, method, told, _ in operations_of(document):
        for parameter in told["parameters"]:
            if parameter["in"] != "query":
                continue
            name = parameter["name"] + (".x" if parameter["name"] in ("w", "map") else "")
            for value in ("", "%00", "-1", "9" * 40, "2020-13-45", "%0d%0aX-Forged:1"):
                answer = program.ask(method, f"{target}?{name}={value}", if_match='"v987654"')
                tried += 1
                if answer.status >= 500 or "X-Forged" in answer.headers or (answer.status >= 400 and not (answer.json or {}).get("detail")):
                    wrong.append(f"{method} {target}?{name}={value[:40]}: {answer.status} {answer.text[:300]}")
    tap.check(f"each parameter as what it is not never breaks the server ({tried})", not wrong and tried > 250, "\n".join(wrong[:30]))


def check_bodies(tap, site, program, known):
    """Bodies that end too early, come in drops, or never end."""
    head = f"POST {API}/registers/inbound/records HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer {known['TOKEN']}\r\nContent-Type: application/json\r\nContent-Length: %d\r\nConnection: close\r\n\r\n"
    before = known["position"]()
    with socket.create_connection(("127.0.0.1", site.port), 30) as wire:
        wire.sendall((head % 100).encode() + b'{"fields": ')
        wire.shutdown(socket.SHUT_WR)
        wire.settimeout(30)
        try:
            got = wire.recv(65536)
        except OSError:
            got = b""
    tap.check("a body that ends too early is not done", not got.startswith(b"HTTP/1.1 2") and known["position"]() == before, got[:200])
    body = json.dumps(RECORD).encode()
    with socket.create_connection(("127.0.0.1", site.port), 30) as wire:
        wire.sendall((head % len(body)).encode())
        for i in range(0, len(body), 40):
            wire.sendall(body[i:i + 40])
            time.sleep(0.01)
        got = wire.recv(65536)
    tap.check("a body in drops is taken as a whole", got.startswith(b"HTTP/1.1 201"), got[:300])
    slow = [socket.create_connection(("127.0.0.1", site.port), 30) for _ in range(30)]
    for wire in slow:
        wire.sendall((head % 100000).encode() + b"{")
    tap.check("others are served while bodies do not end", all(program.get("/me").status == 200 for _ in range(5)))
    for wire in slow:
        wire.close()
    two = exchange(site.port, (head.replace("Connection: close\r\n", "") % 2).encode() + b"{}" + f"GET {API}/me HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n".encode())
    tap.check("what follows a body is another request, of its own rights", two.startswith(b"HTTP/1.1 422") and b"HTTP/1.1 401" in two, two[:600])


def check_tags(tap, program):
    """The same tag packed or not; a language and a token have answers of their own."""
    place = "/registers/inbound"
    plain, packed = program.get(place), program.get(place, accept_encoding="gzip")
    tags = plain.headers["ETag"], packed.headers["ETag"]
    tap.check("a packed answer says the same", packed.headers.get("Content-Encoding") == "gzip" and packed.text == plain.text and len(packed.raw) < len(plain.raw), packed.headers)
    wrong = [(tag, encoding) for tag in tags for encoding in (None, "gzip") if program.get(place, accept_encoding=encoding, if_none_match=tag).status not in (200, 304)]
    same = [program.get(place, accept_encoding=encoding, if_none_match=tag).status for tag, encoding in zip(tags, (None, "gzip"))]
    tap.check("each is known by its own tag", same == [304, 304] and not wrong, (tags, same, wrong))
    tap.check("caches are told what the answer depends on", {"Accept-Encoding", "Accept-Language", "Authorization"} <= set((packed.headers.get("Vary") or "").split(", ")), packed.headers.get("Vary"))
    tap.check("gzip that is not wanted is not sent", "Content-Encoding" not in program.get(place, accept_encoding="gzip;q=0").headers)
    for tag in ("*", "W/" + tags[0], '"x", ' + tags[0], tags[0].strip('"'), '"' * 50, ",,,,", "x" * 3000):
        answer = program.get(place, if_none_match=tag)
        tap.check(f"If-None-Match: {tag[:20]} is read or not, never an error", answer.status in (200, 304), answer)
    head = program.ask("HEAD", place)
    tap.check("HEAD tells what GET would, without a body", head.status == 200 and not head.raw and head.headers["Content-Length"] == plain.headers["Content-Length"] and head.headers["ETag"] == tags[0], head)


def people(site, program):
    """Tokens and things that the file names."""
    made = program.ask("POST", "/registers/inbound/records", RECORD)
    record = made.location.split("/")[-1]
    known = {"TOKEN": program.token, "RECORD": record, "TAG": made.headers["ETag"], "HERE": "spare", "OFFICER": token_of(site, "officer"), "ABROAD": token_of(site, "abroad"),
             "NARROW": token_of(site, "all", "tokens", days=2)}
    known["AWAY"] = Program(site, known["ABROAD"]).ask("POST", "/registers/inbound/records", {"fields": {**RECORD["fields"], "division": None}}).location.split("/")[-1]
    while int(known["AWAY"]) <= int(record):  # numbers are an office's own: this one must be no number here
        known["AWAY"] = Program(site, known["ABROAD"]).ask("POST", "/registers/inbound/records", {"fields": {**RECORD["fields"], "division": None}}).location.split("/")[-1]
    for name, who in (("REVOKED", "all"), ("OTHER_TOKEN", "officer"), ("LOCKED", "closing")):
        known[name] = token_of(site, who)
    own = program.get("/tokens").json["tokens"]
    program.ask("DELETE", f"/tokens/{own[0]['id']}")
    known["OTHER_TOKEN"] = Program(site, known["OTHER_TOKEN"]).get("/tokens").json["tokens"][0]["id"]
    program.ask("PATCH", "/accounts/closing", {"disabled": True}, if_match=program.get("/accounts/closing").headers["ETag"])
    known["SHEET"] = program.ask("POST", "/registers/inbound/sheets?name=a.csv", b"name,visitors\nx,1\n", "application/octet-stream").json["id"]
    known["position"] = lambda: program.get("/log").json["position"]
    return known


def main():
    tap = Tap()
    accounts = [account("all", ALL, "tb", "htqt"), account("officer", "officer", "tb", "ls"), account("abroad", ALL, "qn"), account("spare", "officer"), account("closing", "officer")]
    with Site(demo=("tb", "qn"), accounts=accounts) as site:
        program = Program(site, token_of(site, "all"), language="en")
        expired = dict(site.env, NGOAIVU_NOW="2020-01-01T00:00:00Z")
        kept, site.env = site.env, expired
        over = token_of(site, "all", days=1)
        site.env = kept
        document = json.loads(site.run("openapi").stdout)
        site.start("--behind-proxy")
        known = people(site, program)
        known["EXPIRED"] = over
        registers = [r["id"] for r in program.get("/registers").json["registers"]]
        check_file(tap, site, program, known)
        check_members(tap, document, program, known)
        check_fields(tap, document, program, registers)
        check_queries(tap, document, program)
        check_bodies(tap, site, program, known)
        check_tags(tap, program)
        status, err = site.stop()
        tap.check("the server ends well", status == 0 and "Sanitizer" not in err and "api" not in err, err[-3000:])
        audit = site.run("audit", check=False)
        tap.check("the store is sound", audit.returncode == 0, audit.stdout + audit.stderr)
    tap.end()


main()
