#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""The calendar: what is held and due stands on its days, for browsers and for calendar programs, which sign in by a secret
address. TAP."""
import datetime
import sys

sys.dont_write_bytecode = True
from web import Site, Tap, account, all_roles, html, json, plain, re

NOW = "2020-03-10T02:00:00Z"


def days_of(page):
    """day → titles, from the month's page."""
    found = {}
    for cell in re.findall(r"<td[^>]*>.*?</td>", page, re.S):
        day = re.search(r'<time datetime="([\d-]+)"', cell)
        if day:
            found[day[1]] = [plain(e).strip() for e in re.findall(r'<li class="event[^"]*">(.*?)</li>', cell, re.S)]
    return found


def unfold(text):
    return text.replace("\r\n ", "").split("\r\n")


def unescape(text):
    return re.sub(r"\\(.)", lambda m: "\n" if m[1] == "n" else m[1], text)


def events_of(text):
    events, event = [], None
    for line in unfold(text):
        if line == "BEGIN:VEVENT":
            event = {}
        elif line == "END:VEVENT":
            events.append(event)
            event = None
        elif event is not None:
            name, value = line.split(":", 1)
            event[name.split(";")[0]] = unescape(value)
    return events


def months(tap, site, browser):
    page = browser.get("/calendar")
    days = days_of(page.text)
    tap.check("the month of today is shown", "Tháng 3 năm 2020" in plain(page.text) and len(days) == 31 and 'class="today"' in page.text, plain(page.text)[:300])
    records = json.loads(site.run("list", "inbound", "--office", "tb", "--format", "json").stdout)
    days = days_of(browser.get("/calendar?month=2020-02").text)
    wrong = []
    for r in records:
        first, last = r["arrives_on"], r.get("leaves_on", r["arrives_on"])
        for day, titles in days.items():
            here = any(r["name"] in t for t in titles)
            if here != (first <= day <= last and r["state"] not in ("cancelled", "postponed")):
                wrong.append((r["name"], day, here))
    tap.check("delegations stand on each of their days, cancelled ones nowhere", not wrong and any(days.values()), wrong[:5])
    tasks = [t for t in json.loads(site.run("list", "task", "--office", "tb", "--format", "json").stdout) if t["due_on"].startswith("2020-06")]
    due = [t for titles in days_of(browser.get("/calendar?month=2020-06").text).values() for t in titles if t.startswith("Đến hạn")]
    still = [t for t in tasks if not t.get("done_on") and t["state"] not in ("done", "accepted", "cancelled")]
    tap.check("what is due and not done stands on its day", len(due) == len(still) > 0, (due, still))
    days = days_of(browser.get("/calendar?month=2020-04").text)
    tap.check("days off have their names", any("Hùng Vương" in t for t in days["2020-04-02"]) and any("30/4" in t or "Chiến thắng" in t for t in days["2020-04-30"]), days)
    few, many = (sum("Quốc khánh" in t for titles in days_of(browser.get("/calendar?month=2020-02" + more).text).values() for t in titles) for more in ("", "&all=1"))
    tap.check("national days of partners' countries, or of all", 0 < few < many, (few, many))
    for bad in ("2020", "2020-13", "x", "0-1", "2020-3-1", "99999-01"):
        tap.check(f"{bad}: no month", browser.get(f"/calendar?month={bad}").status == 422)
    for good in ("1900-01", "2800-12", "2020-2"):
        tap.check(f"{good}: a month", browser.get(f"/calendar?month={good}").status == 200)


def feeds(tap, site, browser):
    made = browser.post("/account/feed", {})
    address = html.unescape(re.search(r'class="copy">([^<]+)<', made.text)[1])
    path = re.sub(r"^http://[^/]+", "", address)
    nobody = site.browser()
    got = nobody.get(path)
    events = events_of(got.text)
    tap.check("a calendar program reads it by the address alone", got.status == 200 and got.headers["Content-Type"].startswith("text/calendar") and len(events) > 10, got)
    tap.check("lines are folded and ended as RFC 5545 says", all(len(line.encode()) <= 75 for line in got.text.split("\r\n")) and "\n" not in got.text.replace("\r\n", "") and
              got.text.startswith("BEGIN:VCALENDAR\r\n") and got.text.endswith("END:VCALENDAR\r\n"))
    records = {r["name"]: r for r in json.loads(site.run("list", "inbound", "--office", "tb", "--format", "json").stdout)}
    wrong, by_id = [], {r["id"]: r for r in json.loads(site.run("list", "inbound", "--office", "tb", "--format", "json").stdout)}
    for event in events:
        found = re.search(r"/registers/inbound/(\d+)$", event.get("URL", ""))
        record = found and by_id[int(found[1])]
        if record:
            last = datetime.date.fromisoformat(record.get("leaves_on", record["arrives_on"])) + datetime.timedelta(1)
            if event["DTSTART"] != record["arrives_on"].replace("-", "") or event["DTEND"] != last.strftime("%Y%m%d") or event["SUMMARY"] != record["name"]:
                wrong.append(event)
    tap.check("each is on the days of its record, and leads to it", not wrong and any(e["SUMMARY"] in records for e in events), wrong)
    tap.check("each has a name of its own", len({e["UID"] for e in events}) == len(events), [e["UID"] for e in events][:5])
    with open(site.path("access.log"), encoding="utf-8") as log:
        tap.check("the secret stands in no log", path.split("/")[-1] not in log.read())
    again = browser.post("/account/feed", {})
    new = re.sub(r"^http://[^/]+", "", html.unescape(re.search(r'class="copy">([^<]+)<', again.text)[1]))
    tap.check("another address ends the first", nobody.get(path).status == 404 and nobody.get(new).status == 200)
    stranger = site.browser("stranger")
    theirs = re.search(r'class="copy">http://[^/]+([^<]+)<', stranger.post("/account/feed", {}).text)[1]
    tap.check("another office's shows its own calendar", not any(e["SUMMARY"] in records for e in events_of(nobody.get(theirs).text)))
    site.browser("administrator").post("/accounts/leader/disable", {"act": "disable"})
    tap.check("of a disabled account it is nothing", nobody.get(new).status == 404)
    stranger.post("/account/feed/end", {})
    tap.check("it can be ended", nobody.get(theirs).status == 404)
    for bad in ("x", "0" * 43, "../account", "%00", "a" * 5000):
        tap.check(f"{bad[:10]}: no calendar", nobody.get("/calendar/feed/" + bad).status in (404, 414))


def main():
    tap = Tap()
    with Site(demo=("tb", "qn"), accounts=all_roles() + [account("stranger", "leader", "qn")], NGOAIVU_NOW=NOW) as site:
        office = json.loads(site.run("show", "partner", "#9", "--office", "tb", "--format", "json").stdout)
        site.write("names.json", json.dumps({"name": "Đoàn; của, “Sở\\Ban”\u200b " + "rất dài " * 20, "country": ["LA"], "host": "agency", "arrives_on": "2020-03-12", "state": "permitted"}))
        site.run("put", "inbound", "names.json", "--office", "tb")
        site.start("--behind-proxy")
        browser = site.browser("leader")
        tap.check("the demonstration has partners", office.get("country"), office)
        for part in (months, feeds):
            part(tap, site, browser)
        status, err = site.stop()
        tap.check("the server ends well", status == 0 and not re.search("Sanitizer|CRITICAL|runtime error", err), err[-3000:])
    tap.end()


main()
