#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Every route × every role × own division, other division, other office, from the program's own table of routes: who may
gets further, who may not is refused before anything is done. Nobody gets anywhere without signing in, or with a form that
is not theirs; nor, in the API, without a token that is for it, whatever session there is."""
import sys

sys.dont_write_bytecode = True
from door import API, Program, token_of
from web import ROLES, Site, Tap, account, all_roles, fields_of, plain, re, json

REFUSED = "Vai trò của bạn không cho phép việc này"
REFUSED_TOKEN = "Vai trò của tài khoản giữ mã không cho phép việc này"
BODIES = {"new_record": {"fields": {}}, "change_of_state": {"state": "x"}, "new_comment": {"text": "x"}, "move": {"act": "advance"}, "new_report": {"period": "2020-Q1"}, "new_answer": {"rule": "x", "reason": "x"},
          "new_part": {"section": "x", "division": "x"}, "part_act": {"act": "save"}, "new_account": {"name": "x", "person": "x", "roles": []},
          "new_token": {"name": "x", "scopes": []}, "change_of_records": {"records": [{"id": 1}]}, "new_view": {"name": "x", "query": "x" * 4000}, "follow": {"code": "x"}, "part_text": {"text": "x"},
          "new_decision": {"office": "x", "report": "x", "decision": "accepted"}}
FORGED = "Biểu mẫu này đã cũ"
OTHERS = "phòng khác"
HELD = ("POST /sign-out", "GET /sign-in/code")  # ends the session that asks; is for those who have given their password


def target_of(route, things):
    return re.sub(r":(\w+)", lambda found: things[found[1]], route["pattern"])


def name_of(route):
    return f"{route['method']} {route['pattern']}"


def is_open(route):
    return "anyone" in route["may"] or "local" in route["may"]


def led_away(answer):
    return answer.status == 303 and answer.location.startswith("/sign-in")


def ask(browser, route, things, token="good"):
    target = target_of(route, things)
    if route["method"] == "GET":
        return browser.get(target)
    return browser.post(target, {}, token_of="/account" if browser.cookies else "/sign-in", token=None if token == "good" else token)


def let_through(answer):
    return answer.status not in (401, 405, 500) and REFUSED not in plain(answer.text) and not led_away(answer)


def ask_api(program, route, things):
    """As whoever may: what is sent is as the operation takes it, of a version that there is none of, so that nothing is done."""
    takes, words = route["operation"]["takes"], {"if_match": '"v987654"'}
    if takes == "bytes":
        return program.ask(route["method"], target_of(route, things).removeprefix(API), b"x", "application/octet-stream", **words)
    return program.ask(route["method"], target_of(route, things).removeprefix(API), BODIES.get(takes, {}) if takes else None, **words)


def let_in(answer):
    return answer.status not in (401, 405, 500) and REFUSED_TOKEN not in answer.text


def check_api_role(tap, operations, table, role, things, number, tokens):
    may, wrong = set(table["roles"][role]), []
    program = Program(things["site"], tokens[role + ".own"], f"10.5.{number}.1")
    for route in operations:
        answer = ask_api(program, route, things)
        if not (let_in(answer) if may & set(route["may"]) else answer.status == 403 and REFUSED_TOKEN in answer.text):
            wrong.append(f"{name_of(route)}: {answer.status} {answer.text[:300]}")
    tap.check(f"{role}: all of the API but what is the role's is closed", not wrong, "\n".join(wrong))


def check_api_scopes(tap, operations, things, token):
    """Of somebody who has every role, by a token that is for next to nothing."""
    wrong, program = [], Program(things["site"], token, "10.7.0.3")
    for route in operations:
        scope, answer = route["operation"]["scope"], ask_api(program, route, things)
        if scope not in ("", "tokens") and not (answer.status == 403 and scope in answer.text):
            wrong.append(f"{name_of(route)} without the scope {scope}: {answer.status} {answer.text[:300]}")
    tap.check("what a token is not for is closed to it", not wrong, "\n".join(wrong))


def check_api_places(tap, operations, table, role, things, number, tokens):
    may, wrong, tried = set(table["roles"][role]), [], 0
    for place in ("own", "other", "away"):
        program = Program(things["site"], tokens[f"{role}.{place}"], f"10.6.{number}.1")
        for route in operations:
            if not re.search(r":(record|report|account)\b", route["pattern"]) or not may & set(route["may"]):
                continue
            answer = ask_api(program, route, things)
            tried += 1
            if place == "away":
                good = answer.status == 404
            elif place == "other" and route["method"] != "GET" and re.search(r":record(?!.*/comments)|/parts/:part", route["pattern"]) and not may & {"write_all", "administer"}:
                good = answer.status == 403 and OTHERS in answer.text
            else:
                good = let_in(answer) and not (answer.status == 403 and OTHERS in answer.text)
            if not good:
                wrong.append(f"{role}.{place}: {name_of(route)}: {answer.status} {answer.text[:300]}")
    tap.check(f"{role}: by the API, records of the own division, of others, of other offices ({tried})", not wrong and tried > 0, "\n".join(wrong))


def check_api_nobody(tap, site, operations, things):
    """A session is nothing to the API, and neither is a token in another place than its own."""
    wrong = []
    browser = site.browser("compiler", address="10.7.0.1")
    for route in operations:
        target = target_of(route, things)
        for name, answer in (("nobody", ask_api(Program(site, None, "10.7.0.2"), route, things)),
                             ("a session", browser.ask(route["method"], target, None, {"Content-Type": "application/json"}))):
            if answer.status != 401 or "Set-Cookie" in answer.headers:
                wrong.append(f"{name_of(route)}, {name}: {answer.status}")
    tap.check("nobody gets into the API without a token, a session is none", not wrong, "\n".join(wrong))


def check_role(tap, site, table, role, things, number):
    browser = site.browser(role, address=f"10.1.0.{number}")
    may = set(table["roles"][role])
    wrong = []
    for route in table["routes"]:
        if name_of(route) in HELD or (is_open(route) and route["method"] == "POST") or "local" in route["may"]:
            continue
        allowed = is_open(route) or may & set(route["may"])
        answer = ask(browser, route, things)
        good = let_through(answer) if allowed else answer.status == 403 and REFUSED in plain(answer.text)
        if not good:
            wrong.append(f"{name_of(route)}: {'allowed' if allowed else 'closed'}, but {answer.status} {answer.location} {plain(answer.text)[:300]}")
    tap.check(f"{role}: all routes but those of the role are closed", not wrong, "\n".join(wrong))
    forged = []
    of_another = site.browser("officer", address=f"10.2.{number}.1").token("/account")
    for route in table["routes"]:
        if route["method"] == "POST" and may & set(route["may"]):
            for token in ("", "0" * 128, of_another):
                answer = ask(browser, route, things, token)
                if answer.status != 403 or FORGED not in plain(answer.text):
                    forged.append(f"{name_of(route)} with the token {token[:8]!r}: {answer.status}")
                if role == "officer":
                    break
    tap.check(f"{role}: no form is taken without its token, or with another's", not forged, "\n".join(forged))


def check_nobody(tap, site, table, things):
    nobody = site.browser(address="10.3.0.1")
    wrong = []
    for route in table["routes"]:
        if is_open(route):
            continue
        answer = ask(nobody, route, things)
        if not (led_away(answer) if route["method"] == "GET" else answer.status in (401, 403)):
            wrong.append(f"{name_of(route)}: {answer.status} {answer.location}")
    tap.check("nobody gets anywhere without signing in", not wrong, "\n".join(wrong))


def check_table(tap, table):
    closed = [name_of(r) for r in table["routes"] if not r["may"]]
    tap.check("every route says who may", not closed, closed)
    tap.check("there are routes, and all eight roles", len(table["routes"]) > 30 and sorted(table["roles"]) == sorted(ROLES), table["roles"])
    changing = [name_of(r) for r in table["routes"] if r["method"] == "GET" and r["place"] == "writer"]
    tap.check("no GET is done by the writer", not changing, changing)
    open_pages = sorted({r["pattern"] for r in table["routes"] if "anyone" in r["may"]})
    expected = ["/assets/:hash/:file", "/calendar/feed/:token", "/favicon.ico", "/follow", "/health", "/language/:language", "/public", "/public/offices/:office", "/public/offices/:office/:release", "/public/offices/:office/:release/file/:hash",
                "/public/offices/:office/feed", "/public/verify", "/robots.txt", "/setup/:token", "/sign-in", "/sign-in/code"]
    tap.check("what is open to all is known", open_pages == expected, open_pages)


def is_of_division(route):
    """What changes a record, which its division's people alone do; a word about it changes nothing."""
    if "/parts/:part" in route["pattern"]:
        return route["method"] == "POST"
    return ":record" in route["pattern"] and (route["method"] == "POST" or route["pattern"].endswith("/edit")) and not route["pattern"].endswith("/comment")


def check_places(tap, site, table, things, role, number):
    """Somebody of the record's division, of another one, and of another office. The version is none that there is, so nothing is done."""
    may = set(table["roles"][role])
    fields = {"version": "987654", "text": "x", "reason": "x", "act": "save"}
    wrong, tried = [], 0
    for place, who in enumerate((f"{role}.own", f"{role}.other", f"{role}.away")):
        browser = site.browser(who, address=f"10.4.{number}.{place}")
        for route in table["routes"]:
            if not re.search(r":(record|report|account)\b", route["pattern"]) or not may & set(route["may"]):
                continue
            target = target_of(route, things)
            answer = browser.get(target) if route["method"] == "GET" else browser.post(target, fields)
            text = plain(answer.text)
            tried += 1
            if who.endswith("away"):
                good = answer.status == 404
            elif who.endswith("other") and is_of_division(route) and not may & {"write_all", "administer"}:
                good = answer.status == 403 and OTHERS in text
            else:
                good = answer.status not in (401, 405, 500) and not (answer.status == 403 and (REFUSED in text or OTHERS in text))
            if not good:
                wrong.append(f"{who}: {name_of(route)}: {answer.status} {text[:200]}")
    tap.check(f"{role}: records of the own division, of others, of other offices ({tried})", not wrong and tried > 0, "\n".join(wrong))


def main():
    tap = Tap()
    places = [account(f"{role}.{place}", role, office, division) for role in ROLES for place, office, division in
              (("own", "tb", "htqt"), ("other", "tb", "ls"), ("away", "qn", ""))]
    with Site(demo=("tb", "qn"), accounts=all_roles() + places + [account("spare", "officer"), account("all", " ".join(ROLES))]) as site:
        table = json.loads(site.run("serve", "--routes").stdout)
        check_table(tap, table)
        operations, table["routes"] = [r for r in table["routes"] if r["operation"]], [r for r in table["routes"] if not r["operation"]]
        tokens = {p["name"]: token_of(site, p["name"]) for p in places}
        tokens["idle"] = token_of(site, "all", "tokens")
        site.start("--behind-proxy")
        own, away = ({r["id"] for r in json.loads(site.run("list", "inbound", "--office", office, "--format", "json").stdout) if office != "tb" or r.get("division") == "htqt"}
                     for office in ("tb", "qn"))
        opened = site.browser("compiler", address="10.0.0.2").post("/reports", {"kind": "1", "number": "1", "year": "2020"})
        parts = opened.location + "/parts"
        compiler = site.browser("compiler", address="10.0.0.2")
        given = [("division.0", "htqt")] + [f for f in fields_of(compiler.get(parts).text) if f[0] == "path.0"]
        compiler.post(parts, given)
        part = re.search(parts + r"/(\d+)", compiler.get(parts).text)[1]
        things = {"part": part, "register": "inbound", "record": str(min(own - away)), "figure": "inbound.delegations", "report": opened.location.split("/")[-1], "format": "txt", "hash": "0", "period": "2020-Q1",
                  "file": "x", "language": "vi", "token": "x", "office": "tb", "release": "1", "session": "x", "account": "spare", "upload": "0" * 64, "source": "0" * 64}
        things.update({"site": site, "list": "countries", "hash": "0" * 64, "sheet": "0" * 64})
        check_nobody(tap, site, table, things)
        check_api_nobody(tap, site, operations, things)
        check_api_scopes(tap, operations, things, tokens["idle"])
        for number, role in enumerate(ROLES, 1):
            check_role(tap, site, table, role, things, number)
            check_places(tap, site, table, things, role, number)
            check_api_role(tap, operations, table, role, things, number, tokens)
            check_api_places(tap, operations, table, role, things, number, tokens)
        status, err = site.stop()
        tap.check("the server ends well", status == 0 and "Sanitizer" not in err, err[-3000:])
    tap.end()


main()
