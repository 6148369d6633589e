#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Every form of every page, sent with each of its fields wrong in turn, in each way that a field of its kind can be: nothing
is ever an error of the server; what is refused changes nothing, says what is wrong where it was typed, and keeps the rest as
it was typed. TAP."""
import collections
import html
import os
import sys
import urllib.parse

sys.dont_write_bytecode = True
from door import Program, token_of
from web import ROLES, Site, Tap, account, plain, re

# Forms that end what the rest needs, ask for a password (which may be tried only so often), or take a file alone.
LEFT = re.compile(r"/sign-out|/sessions/|/end$|/delete$|/password$|/codes/|/feed$|/follow$|/public/verify$|/revoke$|/invite$|/undo$|/import$|/exchange/(packages|answers)")
REGISTERS = ("inbound", "dossier", "outgoing", "aid")  # every type of field is in one of them
LONG = "a" * 60000
ALIKE = 1 if os.environ.get("NGOAIVU_TEST_STORE") else 2  # fields of a form that are of the same kind: on a server the answers are the same


def attributes(text):
    return {name: html.unescape(value) for name, value in re.findall(r'\b([a-z-]+)="([^"]*)"', text)}


def inputs(form):
    found = []
    for one in re.finditer(r"<(input|textarea|select|button)\b([^>]*)>", form):
        tag, have = one[1], attributes(one[2])
        if not have.get("name") or have["name"] == "form-token":
            continue
        have.update(tag=tag, kind=have.get("type", "text") if tag == "input" else tag, value=have.get("value", ""), ticked=" checked" in one[2])
        if tag == "textarea":
            have["value"] = html.unescape(form[one.end():form.index("</textarea>", one.end())].lstrip("\n"))
        if tag == "select":
            options = form[one.end():form.index("</select>", one.end())]
            have["options"] = [html.unescape(v) for v in re.findall(r'<option value="([^"]*)"', options)]
            chosen = re.search(r'<option value="([^"]*)" selected', options)
            have["value"] = html.unescape(chosen[1]) if chosen else (have["options"] or [""])[0]
        found.append(have)
    return found


def forms_of(page):
    """(action, media, inputs, text) of each form that posts."""
    found = [(attributes(head), inside) for head, inside in re.findall(r"<form\b([^>]*)>(.*?)</form>", page, re.S)]
    return [(head.get("action", ""), head.get("enctype", ""), inputs(inside), inside) for head, inside in found if head.get("method") == "post"]


def good_value(field, offered, number):
    if field.get("data-day"):
        return "03/02/2020" + " 08:00" * (field["data-day"] == "time")
    if field["name"].endswith(".rate"):
        return ""
    if field.get("inputmode"):
        return "1"
    return offered.get(field.get("list"), "" if "list" in field else f"Chữ thử {number}")


def filled(fields, form, number):
    """What somebody would send who typed something good wherever there was nothing."""
    offered = {one[1]: html.unescape(one[2]) for one in re.finditer(r'<datalist id="([^"]+)">\s*<option value="([^"]*)"', form)}
    sent, ticked = [], set()
    for field in fields:
        name, value = field["name"], field["value"]
        if field["kind"] in ("file", "submit", "button"):
            continue
        if field["kind"] in ("checkbox", "radio"):
            if name in ticked:
                continue
            ticked.add(name)
        elif field["tag"] == "select":
            value = value or next((o for o in field["options"] if o), "")
        elif field["kind"] != "hidden" and not value:
            value = good_value(field, offered, number)
        sent.append((name, value))
    named = [f for f in fields if f["tag"] == "button"]
    return sent + ([(named[0]["name"], named[0]["value"])] if named and not re.search(r"<button(?![^>]*name=)", form) else [])


def wrong_values(field):
    """Ways in which such a field is wrong whatever it is for; whether it must be refused."""
    if field.get("data-day"):
        return [("no such day", "31/02/2026", True), ("no day", "hôm qua", True), ("a day out of range", "1/1/99999", True)]
    if field["tag"] == "select" or field["kind"] in ("radio", "checkbox"):
        return [("no such choice", "không-có", field["tag"] == "select")]
    if field["kind"] == "hidden":
        return [("another", "không-có", False), ("a huge number", "9" * 30, False), ("a negative number", "-1", False), ("another office's", "987654321", False)]
    if field.get("inputmode") in ("numeric", "decimal"):
        return [("no number", "ba", True), ("a number out of range", "9" * 30, True)]
    more = [("nothing that there is", "#987654321", True)] if "list" in field else []
    return more + [("too long", LONG, field["tag"] == "input"), ("control characters", "a\x01\x02b\x7f", True)]


def variants(sent, field):
    name = field["name"]
    instead = lambda value: [(n, value if n == name else v) for n, v in sent] if name in dict(sent) else sent + [(name, value)]
    for way, value, refused in wrong_values(field):
        yield way, instead(value), refused
    yield "empty", instead(""), "required" in field
    yield "missing", [pair for pair in sent if pair[0] != name], False
    yield "twice", sent + [(name, dict(sent).get(name, "") + "x")], False
    yield "not UTF-8", instead(None), True


def send(browser, action, media, sent, token):
    pairs = [("form-token", token)] + sent
    if media == "multipart/form-data":
        body = b"".join(f'--x7s8\r\nContent-Disposition: form-data; name="{n}"\r\n\r\n'.encode() + (b"\xff\xfe" if v is None else v.encode()) + b"\r\n" for n, v in pairs)
        return browser.ask("POST", action, body + b"--x7s8--\r\n", {"Content-Type": "multipart/form-data; boundary=x7s8"})
    body = "&".join(urllib.parse.quote_plus(n) + "=" + ("%ff%fe" if v is None else urllib.parse.quote_plus(v)) for n, v in pairs)
    return browser.ask("POST", action, body, {"Content-Type": "application/x-www-form-urlencoded"})


def told(page, field):
    """Whether it is said what is wrong: at the field, or in a box."""
    name = re.escape(html.escape(field["name"]))
    marked = re.search(f'<[^>]*name="{name}"[^>]*aria-invalid="true"|<[^>]*aria-invalid="true"[^>]*name="{name}"', page)
    return marked or len("".join(plain(box) for box in re.findall(r'class="(?:box problem|problem|empty)"[^>]*>(.*?)</(?:div|p)>', page, re.S)).strip()) > 8


def lost(page, action, field, sent):
    """What was typed and does not stand in the form any more; None where the form itself is not there."""
    form = next((fields for where, _, fields, _ in forms_of(page) if where == action), None)
    if form is None:
        return None
    have = collections.defaultdict(list)
    typed = {f["name"] for f in form if f["kind"] not in ("password", "file", "submit", "hidden", "button")}
    for one in form:
        if one["kind"] not in ("checkbox", "radio") or one["ticked"]:
            have[one["name"]].append(one["value"])
    return [name for name, value in sent if name != field["name"] and name in typed and value and value.strip() and value not in have[name]]


class Sweep:
    def __init__(self, browser, program):
        self.browser, self.program, self.token = browser, program, browser.token("/account")
        self.sent = self.refused = 0
        self.wrong = []

    def last(self):
        """Where the store is: the newest entry of its history."""
        return self.program.get("/log").json["changes"][0]

    def try_one(self, page, form, field, way, sent, must):
        action, media = form[0], form[1]
        name = f"{page}: {action}: {field['name']}: {way}"
        before = self.last()
        answer = send(self.browser, action, media, sent, self.token)
        self.sent += 1
        if answer.status >= 500 or answer.status in (401, 429):
            self.wrong.append(f"{name}: {answer.status}")
        elif answer.status < 400 and must and field["kind"] != "hidden" and (field["name"] != "why" or self.last() != before):
            self.wrong.append(f"{name}: taken")
        elif answer.status >= 400:
            self.refused += 1
            main = answer.text.split("<main")[-1]
            gone = lost(main, action, field, sent)
            if self.last() != before:
                self.wrong.append(f"{name}: refused, and yet something was written")
            if not told(main, field):
                self.wrong.append(f"{name}: {answer.status} without a word on it: {plain(main)[:200]}")
            if way != "not UTF-8" and field["kind"] != "hidden" and (gone or gone is None) and answer.status in (409, 422):
                self.wrong.append(f"{name}: {answer.status}: " + (f"the form is not there any more: {plain(main)[:200]}" if gone is None else f"{gone} is lost"))
        return answer.status < 400 or answer.status == 409

    def try_form(self, page, action):
        """The form anew each time, as its version counts on."""
        form = current = next((f for f in forms_of(self.browser.get(page).text) if f[0] == action), None)
        if not form:
            return
        seen, alike = set(), collections.Counter()
        for field in form[2]:
            kind = tuple(field.get(word) for word in ("tag", "kind", "inputmode", "data-day")) + ("list" in field, "required" in field, "." in field["name"][2:])
            if field["name"] in seen or field["kind"] in ("file", "button") or alike[kind] >= ALIKE:
                continue
            seen.add(field["name"])
            alike[kind] += 1
            for way, _, _ in list(variants([], field)):
                sent = filled(current[2], current[3], self.sent)
                taken = self.try_one(page, form, field, *next(v for v in variants(sent, field) if v[0] == way))
                again = [f for f in forms_of(self.browser.get(page).text) if f[0] == form[0]] if taken else [current]
                if not again:
                    return
                current = again[0]


def pages_of(browser):
    """The pages that have forms, with the things that these are about."""
    opened = browser.post("/reports", {"kind": "1", "number": "1", "year": "2020"}).location
    given = [("division.0", "htqt")] + [f for f in browser.form_of(opened + "/parts") if f[0] == "path.0"]
    browser.post(opened + "/parts", given)
    part = re.search(opened + r"/parts/\d+", browser.get(opened + "/parts").text)[0]
    record = re.search(r"/registers/inbound/\d+", browser.get("/registers/inbound").text)[0]
    return [f"/registers/{register}/new" for register in REGISTERS] + [record + "/edit", record, "/registers/inbound/filter?state=permitted",
            "/registers/inbound/bulk?id=" + record.split("/")[-1], "/reports/new", opened + "/parts", part, opened, "/accounts/new", "/accounts/spare", "/account/tokens", "/verify"]


def many_rows(tap, browser):
    """As many rows as a large delegation has."""
    form = next(f for f in forms_of(browser.get("/registers/inbound/new").text) if f[0] == "/registers/inbound")
    sent = [pair for pair in filled(form[2], form[3], 900) if not pair[0].startswith("f.guests.")]
    guests = [(f"f.guests.{i}.{part}", value) for i in range(120) for part, value in (("name", f"Khách thứ {i}"), ("position", "Thành viên"), ("nationality", "JP"))]
    answer = send(browser, form[0], form[1], sent + guests, browser.token("/account"))
    tap.check("a delegation of 120 guests is entered in the form", answer.status == 303, answer)
    shown = browser.get(answer.location + "/edit").text if answer.location else ""
    tap.check("and stands in it when it is changed", shown.count("Khách thứ ") == 120, shown.count("Khách thứ "))


def main():
    tap = Tap()
    with Site(demo=("tb",), accounts=[account("all", " ".join(ROLES), "tb", "htqt"), account("spare", "officer")]) as site:
        token = token_of(site, "all")
        site.start("--behind-proxy")
        browser = site.browser("all")
        for page in pages_of(browser):
            sweep = Sweep(browser, Program(site, token))
            for action in dict.fromkeys(form[0] for form in forms_of(browser.get(page).text)):
                if not LEFT.search(action):
                    sweep.try_form(page, action)
            tap.check(f"{re.sub(r'[0-9]+', 'N', page)}: what is wrong is told, changes nothing and costs nothing that was typed ({sweep.sent} forms)", not sweep.wrong and sweep.refused > 2, "\n".join(sweep.wrong[:30]))
        many_rows(tap, browser)
        status, err = site.stop()
        tap.check("the server ends well", status == 0 and "Sanitizer" not in err and "ngoaivu: /" not in err, err[-3000:])
        tap.check("the store is sound", site.run("audit", check=False).returncode == 0)
    tap.end()


main()
