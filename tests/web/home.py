#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""The first page and "my work": each number is the ledger's, leads to its records, and what is late stands first. TAP."""
import sys

sys.dont_write_bytecode = True
from web import Site, Tap, account, all_roles, html, json, plain, re, rows_of, tables_of

NOW = "2020-03-20T02:00:00Z"
SIGNED_IN = {}


def who(site, role):
    """A browser of each role, signed in once: more would be too many from one address."""
    if role not in SIGNED_IN:
        SIGNED_IN[role] = site.browser(role)
    return SIGNED_IN[role]


def works_of(page):
    return re.findall(r'<li(?: class="late")?>\s*<span class="day">.*?</li>', page, re.S)


def figure(site, name, span, office="tb"):
    return json.loads(site.run("figure", name, "--office", office, "--span", span, "--format", "json").stdout)["value"]


def figures(tap, site, browser):
    page = browser.get("/").text
    rows = {r[0]: r[1:] for r in rows_of(tables_of(page)[0])}
    spans = ["2020-03-01/2020-03-20", "2019-03-01/2019-03-20", "2020-01-01/2020-03-20", "2019-01-01/2019-03-20"]
    shown = [rows["Đoàn vào đoàn"][i] for i in (0, 1, 4, 5)]
    expected = [str(figure(site, "inbound.delegations", s)) for s in spans]
    tap.check("a month to today against the same days of the year before, and the year so far", shown == expected, (shown, expected))
    tap.check("stocks have no sum of a year", rows["Nhiệm vụ quá hạn chưa hoàn thành nhiệm vụ"][4:6] == ["—", "—"], rows)
    link = html.unescape(re.search(r'Đoàn vào</a>.*?<td class="number"[^>]*><a href="([^"]+)"', page, re.S)[1])
    behind = browser.get(link).text
    postings = rows_of(tables_of(behind)[-1])
    tap.check("a number leads to its records", sum(int(r[0]) for r in postings) == int(shown[0]) and "/registers/inbound/" in behind, postings)
    by_country = rows_of(tables_of(page)[1])
    answer = json.loads(site.run("figure", "inbound.delegations", "--office", "tb", "--span", spans[2], "--by", "country", "--format", "json").stdout)
    labels = {r["label"]: str(r["value"]) for r in answer["rows"]}
    tap.check("countries, the largest first", all(labels.get(r[0], "0") == r[1] for r in by_country) and int(by_country[0][1]) == max(int(v) for v in labels.values()), (by_country, labels))
    tap.check("bars are pictures for the eye alone, without styles", "<svg" in page and page.count('<svg class="pair"') == page.count('aria-hidden="true"') and "style=" not in page)
    quiet = re.search(r"Không phát sinh ở cả hai năm: (.*?)\.<", page)
    tap.check("what did not happen is told in a sentence", quiet and "Thỏa thuận" in quiet[1], quiet)
    english = site.browser("leader")
    english.get("/language/en")
    tap.check("it is complete in English", not re.search("[ăâđêôơưạảấầẩẫậắằẳẵặẹẻẽếềểễệỉịọỏốồổỗộớờởỡợụủứừửữựỳỵỷỹ]", re.sub(r"<a [^>]*>.*?</a>", "", plain(re.sub(r"<(a|span class=\"(?:brand|person|quiet|day)[^>]*)>.*?</(a|span)>", "", "".join(re.findall(r"<(?:h1|h2|th|p)[^>]*>.*?</(?:h1|h2|th|p)>", english.get("/").text, re.S)))))), None)


def months(tap, site, browser):
    page = browser.get("/?month=2020-01").text
    row = next(r for r in rows_of(tables_of(page)[0]) if r[0].startswith("Đoàn vào"))
    tap.check("another month, whole", row[1] == str(figure(site, "inbound.delegations", "2020-01")) and "tháng 01/2020" in page, row)
    far = browser.get("/?month=2025-06").text
    link = re.search(r'href="/\?month=(\d{4}-\d\d)"[^>]*>Xem', far)
    tap.check("an empty month leads to the last one with figures", link and link[1] <= "2021-12" and any(r[1] != "0" for r in rows_of(tables_of(browser.get("/?month=" + link[1]).text)[0])), plain(far)[:1500])
    for bad in ("2020", "2020-13", "x", "2020-03-01", "99999-01"):
        tap.check(f"{bad}: no month", browser.get(f"/?month={bad}").status == 422)
    for good in ("1900-01", "2800-12"):
        tap.check(f"{good}: a month", browser.get(f"/?month={good}").status == 200)


def roles(tap, site):
    clerk, leader = (rows_of(tables_of(who(site, r).get("/").text)[0])[0][0] for r in ("clerk", "leader"))
    tap.check("what a role looks after stands first", leader.startswith("Nhiệm vụ") and not clerk.startswith("Nhiệm vụ"), (clerk, leader))
    superior = who(site, "superior").get("/").text
    total = sum(figure(site, "inbound.delegations", "2020-01-01/2020-03-20", office) for office in ("tb", "qn"))
    row = next(r for r in rows_of(tables_of(superior)[0]) if r[0].startswith("Đoàn vào"))
    tap.check("a superior office sees the sum of all", row[5] == str(total) and "office=all" in superior, (row, total))
    tiles = {role: plain(" ".join(re.findall(r'<a class="tile[^"]*".*?</a>', who(site, role).get("/").text, re.S))) for role in ("officer", "clerk", "compiler", "leader")}
    tap.check("tiles by role", all("báo cáo chờ xử lý" in tiles[role] for role in ("leader", "clerk", "compiler")) and "chờ" not in tiles["officer"], tiles)
    tap.check("the late count is the list's", tiles["leader"].split()[0] == str(len([w for w in works_of(who(site, "leader").get("/work?whose=office").text) if 'class="late"' in w])), tiles)


def put(site, register, **fields):
    site.write("record.json", json.dumps(fields))
    site.run("put", register, "record.json", "--office", "tb")


def work(tap, site):
    browser = who(site, "leader")
    empty = who(site, "stranger").get("/work?whose=mine").text
    tap.check("nothing to do says what makes work stand here", 'class="empty"' in empty and "/registers/task/new" in empty, plain(empty))
    put(site, "task", title="Việc của lãnh đạo <b>", assigned_on="2020-03-02", due_on="2020-03-18", owner="Người dùng leader")
    put(site, "task", title="Việc hôm nay", assigned_on="2020-03-02", due_on="2020-03-20", owner="Người dùng leader")
    put(site, "task", title="Việc đã xong", assigned_on="2020-03-02", due_on="2020-03-18", done_on="2020-03-18", state="done", owner="Người dùng leader")
    put(site, "task", title="Việc sang năm", assigned_on="2020-03-02", due_on="2021-03-18", owner="Người dùng leader")
    page = browser.get("/work").text
    lines = [plain(w) for w in works_of(page)]
    tap.check("mine comes first of itself; done and far off are not told", len(lines) == 2 and "Việc của lãnh đạo <b>" in lines[0] and "quá hạn 2 ngày làm việc" in lines[0] and
              "hạn hôm nay" in lines[1].lower(), lines)
    whole = browser.get("/work?whose=office").text
    days = [w.split(">")[2] for w in works_of(whole)]
    tap.check("the office's: late first, by day", len(works_of(whole)) > 2 and 'class="late"' in works_of(whole)[0] and "Báo cáo định kỳ" in whole, days)
    for bad in ("x", "mine ", "0"):
        tap.check(f"{bad!r}: nobody's work", browser.get("/work?whose=" + bad.replace(" ", "%20")).status == 422)
    other = who(site, "stranger").get("/work?whose=office").text
    tap.check("another office's work is not seen", "Việc hôm nay" not in other and "Việc hôm nay" in whole)


def reports(tap, site):
    """The legal month that ends on 14 April is to come; what is opened leads to its report, and the next of its kind is waited for."""
    page = who(site, "compiler").get("/").text
    part = page[page.index("Báo cáo đến hạn</h2>"):]
    tap.check("a report that is to come, not opened", "tháng 4/2020" in part and "Chưa mở" in part and 'href="/reports/new"' in part, plain(part)[:500])
    who(site, "compiler").post("/reports", {"kind": "0", "number": "2", "year": "2020", "cutoff": ""})
    page = who(site, "compiler").get("/").text
    part = page[page.index("Báo cáo đến hạn</h2>"):page.index("Mới thay đổi")]
    tap.check("one under way leads to it", re.search(r'href="/reports/\d+"', part) is not None, plain(part))
    waiting = re.search(r"chờ bạn xử lý</h2>.*?</ul>", who(site, "compiler").get("/work").text, re.S)
    tap.check("it waits with its clock", waiting and 'class="late"' in waiting[0] and "quá hạn" in waiting[0], waiting and waiting[0])
    tap.check("it waits for the compiler, and for no officer", "/reports/" in who(site, "compiler").get("/work").text and not re.search(r'href="/reports/\d+"', who(site, "officer").get("/work").text))


def helps(tap, site):
    """The help sheet tells of what the reader may do; the script of keys is one file of our own, on pages of those signed in."""
    sheet = {role: plain(who(site, role).get("/help").text) for role in ("officer", "compiler", "inspector")}
    tap.check("help tells of what the reader may do", "Lập báo cáo" in sheet["compiler"] and "Lập báo cáo" not in sheet["officer"] and "Thêm hoặc sửa bản ghi" not in sheet["inspector"], sheet)
    browser = who(site, "officer")
    page = browser.get("/work").text
    scripts = re.findall(r"<script[^>]*>", page)
    got = browser.get(re.search(r'src="([^"]+)"', scripts[0])[1])
    tap.check("keys, and days that are typed, are scripts from here", [re.search(r"(\w+)\.js", s)[1] for s in scripts] == ["keys", "dates"] and got.status == 200 and got.headers["Content-Type"].startswith("text/javascript") and "addEventListener" in got.text, scripts)
    tap.check("every page leads to the sheet", '<a href="/help" accesskey="h">' in page)
    places = set(re.findall(r'"(/[a-z]*)"', got.text))
    tap.check("each place that a key leads to is there", {p: browser.get(p).status for p in places} == {p: 200 for p in places} and len(places) > 5, places)
    guide = browser.get("/help/guide").text
    chapters, listed = re.findall(r'<h2 id="([^"]+)">', guide), re.findall(r'href="/help/guide#(chapter-[^"]+)"', guide)
    tap.check("the guide lists its chapters", chapters == listed and len(chapters) > 5 and "**" not in guide and "/help/guide" in browser.get("/help").text, (chapters, listed))
    tap.check("before signing in there is neither", "<script" not in site.browser().get("/sign-in").text)


def main():
    tap = Tap()
    with Site(demo=("tb", "qn"), accounts=all_roles() + [account("stranger", "leader", "qn")], NGOAIVU_NOW=NOW) as site:
        site.start("--behind-proxy")
        browser = who(site, "leader")
        figures(tap, site, browser)
        months(tap, site, browser)
        roles(tap, site)
        reports(tap, site)
        work(tap, site)
        helps(tap, site)
        status, err = site.stop()
        tap.check("the server ends well", status == 0 and not re.search("Sanitizer|CRITICAL|runtime error", err), err[-3000:])
    tap.end()


main()
