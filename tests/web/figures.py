#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""The page of a figure: any span, split, comparison and condition gives what the ledger says, as a table, as a chart, as
text, and down to the versions of records. TAP."""
import sys

sys.dont_write_bytecode = True
from web import Site, Tap, account, all_roles, html, json, plain, re, rows_of, tables_of

NOW = "2021-07-05T02:00:00Z"


def ask(site, name, span, office="tb", **more):
    words = [w for k, v in more.items() for w in ("--" + k, v)]
    return json.loads(site.run("figure", name, "--office", office, "--span", span, *words, "--format", "json").stdout)


def section(page, title):
    """What stands below a heading, up to the next one."""
    return re.search(rf"<h2[^>]*>{title}</h2>(.*?)(?:<h2|</main>)", page, re.S)[1]


def copied(page):
    return html.unescape(re.search(r'<h2>Lời văn để chép vào báo cáo</h2>\s*<p class="copy">(.*?)</p>', page, re.S)[1])


def over_time(tap, site, browser):
    page = browser.get("/figures/inbound.delegations?span=2019-02-10/2020-04-20&time=month&compare=year").text
    rows = rows_of(tables_of(section(page, "Theo thời gian"))[0])
    spans = ["2019-02-10/2019-02-28"] + [f"2019-{m:02}" for m in range(3, 13)] + [f"2020-{m:02}" for m in range(1, 4)] + ["2020-04-01/2020-04-20"]
    expected = [str(ask(site, "inbound.delegations", s)["value"]) for s in spans]
    tap.check("by month, the first and the last as far as the span goes", [r[1] for r in rows] == expected, (rows, expected))
    tap.check("with the same days of the year before", rows[13][2] == expected[1] and rows[11][2] == str(ask(site, "inbound.delegations", "2019-01")["value"]), rows)
    chart = re.search(r'<svg class="columns-chart".*?</svg>', page, re.S)[0]
    heights, before = ([int(h) for h in re.findall(rf'<rect class="{bar}"[^>]*height="(\d+)"', chart)] for bar in ("now", "then"))
    drawn = list(zip(heights + before, map(int, expected + [r[2] for r in rows])))
    tallest = max(drawn, key=lambda d: d[1])
    tap.check("the chart has a column for each, as high as its number", len(drawn) == 2 * len(rows) and tallest[0] == 150 and
              all(abs(h - 150 * n / tallest[1]) <= 1 for h, n in drawn), drawn)
    tap.check("and says what it is", 'role="img"' in chart and 'aria-label="Biểu đồ: Đoàn vào' in chart and "style" not in chart)
    link = html.unescape(re.search(r'tháng 3/2019</th>\s*<td class="number"><a href="([^"]+)"', page)[1])
    behind = rows_of(tables_of(section(browser.get(link).text, "Số liệu gồm những gì"))[0])
    tap.check("a number of a month leads to its records", sum(int(r[0]) for r in behind) == int(expected[1]) and all("/03/2019" in r[1] for r in behind), behind)
    for cut, count in (("quarter", 6), ("year", 2)):
        rows = rows_of(tables_of(section(browser.get(f"/figures/inbound.visitors?span=2019-02-10/2020-04-20&time={cut}").text, "Theo thời gian"))[0])
        tap.check(f"by {cut}", len(rows) == count and sum(int(r[1].replace(".", "")) for r in rows) == ask(site, "inbound.visitors", "2019-02-10/2020-04-20")["value"], rows)
    stock = rows_of(tables_of(section(browser.get("/figures/protection.held?office=&span=2020-01-01/2020-09-15&time=month").text, "Theo thời gian"))[0])
    at = [str(json.loads(site.run("figure", "protection.held", "--office", "tb", "--at", day, "--format", "json").stdout)["value"]) for day in ("2020-01-31", "2020-09-15")]
    tap.check("a stock at the end of each", [stock[0][1], stock[-1][1]] == at, (stock, at))
    for bad, status in (("time=week", 422), ("time=month&span=2000-01-01/2020-12-31", 422), ("time=year&span=2000-01-01/2020-12-31", 200), ("compare=x", 422)):
        tap.check(f"{bad}: {status}", browser.get("/figures/inbound.visitors?" + bad).status == status)


def compared(tap, site, browser):
    for span, before in (("2020-01-01/2020-03-31", "2019-10-01/2019-12-31"), ("2020-03-01/2020-03-12", "2020-02-18/2020-02-29"), ("2020-02-01/2020-02-29", "2020-01-01/2020-01-31")):
        page = browser.get(f"/figures/inbound.visitors?span={span}&compare=before").text
        shown = [plain(v).split()[0] for v in re.findall(r'<p class="figure-value">(.*?)</p>', page, re.S)][:2]
        expected = [str(ask(site, "inbound.visitors", s)["value"]) for s in (span, before)]
        tap.check(f"{span} with what was just before", shown == expected, (shown, expected))
    page = browser.get("/figures/inbound.delegations?span=2020-01-01/2020-03-12&by=country&compare=year").text
    rows = {r[0]: r[1:3] for r in rows_of(tables_of(section(page, "Chia theo thành phần"))[0])}
    now, then = ({r["label"]: str(r["value"]) for r in ask(site, "inbound.delegations", s, by="country")["rows"]} for s in ("2020-01-01/2020-03-12", "2019-01-01/2019-03-12"))
    expected = {k: [now.get(k, "0"), then.get(k, "0")] for k in {**now, **then}}
    tap.check("split and compared, also what was there only before", rows == expected and set(then) - set(now), (rows, expected))
    browser.get("/language/en")
    english = browser.get("/figures/inbound.delegations?span=2020-01-01/2020-03-12&by=country").text
    browser.get("/language/vi")
    names = [row[0] for row in rows_of(tables_of(section(english, "By its parts"))[0])]
    tap.check("parts in the order of the reader's language", len(names) > 3 and names == sorted(names) and "Japan" in names, names)
    text = copied(page)
    tap.check("as text for a report", text.startswith("Đoàn vào từ ngày 01/01/2020 đến ngày 12/3/2020: ") and "so với cùng kỳ năm 2019; trong đó: " in text and
              all(f"{k} {int(v):02} đoàn" in text for k, v in now.items() if v != "0"), text)
    text = copied(browser.get("/figures/inbound.delegations?span=2019-02-10/2020-03-12&compare=year").text)
    tap.check("a span over two years names the days it is compared with", "so với cùng kỳ năm trước (từ ngày 10/02/2018 đến ngày 12/3/2019)" in text, text)
    page = browser.get("/figures/inbound.delegations?span=2020-01-01/2020-03-12&w.country=JP&w.country=KR&w.host=leaders").text
    tap.check("several values of a condition", copied(page).startswith("Đoàn vào (") and "Nhật Bản, Hàn Quốc" in copied(page) and
              str(ask(site, "inbound.delegations", "2020-01-01/2020-03-12", where="country=JP;KR,host=leaders")["value"]) in copied(page), copied(page))
    chosen = re.findall(r'<option value="(\w+)" selected', re.search(r'<select name="w.country"[^>]*>.*?</select>', page, re.S)[0])
    tap.check("they stay chosen in the form", sorted(chosen) == ["JP", "KR"] and re.search(r'<select name="w.country" multiple', page), chosen)
    money = copied(browser.get("/figures/aid.value?span=2019-01-01/2019-12-31&w.currency=VND").text)
    tap.check("money in words", "đồng" in money or "không có" in money or "0" in money, money)


def versions(tap, site, browser):
    """A corrected record: both versions stand behind the figure, and each leads to the change in its history."""
    site.write("new.json", json.dumps({"name": "Đoàn thử <i>", "country": ["JP"], "host": "agency", "visitors": 7, "arrives_on": "2021-06-01", "state": "received"}))
    site.run("put", "inbound", "new.json", "--office", "tb")
    record = next(r for r in json.loads(site.run("list", "inbound", "--office", "tb", "--format", "json").stdout) if r["name"] == "Đoàn thử <i>")
    site.write("new.json", json.dumps({"id": record["id"], "version": record["version"], "visitors": 9}))
    site.run("put", "inbound", "new.json", "--office", "tb")
    page = browser.get("/figures/inbound.visitors?span=2021-06-01/2021-06-30&explain=yes").text
    part = section(page, "Số liệu gồm những gì")
    rows = rows_of(tables_of(part)[0])
    tap.check("each version says what it counted", sum(int(r[0]) for r in rows) == 9 and [r[3] for r in rows] == ["1"] + ["2"] * (len(rows) - 1) and len(rows) > 1, rows)
    link = re.findall(r'href="(/registers/inbound/\d+#v2)"', part)
    history = browser.get(link[0].split("#")[0]).text
    item = re.search(r'<li id="v2">.*?</li>\s*</ul>', history, re.S)
    tap.check("and leads to the change", item and "7" in plain(item[0]) and "9" in plain(item[0]), link)
    tap.check("names are text", "<i>" not in part and "Đoàn thử &lt;i&gt;" in part)
    other = site.browser("superior").get("/figures/inbound.visitors?office=qn&span=2020-01-01/2020-12-31&explain=yes").text
    tap.check("of another office's records no address is given", "/registers/inbound/" not in section(other, "Số liệu gồm những gì") and tables_of(other))


def main():
    tap = Tap()
    with Site(demo=("tb", "qn"), accounts=all_roles() + [account("stranger", "leader", "qn")], NGOAIVU_NOW=NOW) as site:
        site.start("--behind-proxy")
        browser = site.browser("leader")
        for part in (over_time, compared, versions):
            part(tap, site, browser)
        status, err = site.stop()
        tap.check("the server ends well", status == 0 and not re.search("Sanitizer|CRITICAL|runtime error", err), err[-3000:])
    tap.end()


main()
