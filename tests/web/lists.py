#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Lists of registers: what any condition finds, in any order, page by page, is what a recount of the records says. TAP."""
import collections
import random
import sys
import urllib.parse

sys.dont_write_bytecode = True
from web import Site, Tap, account, all_roles, html, json, plain, re

REGISTERS = ["inbound", "outbound", "aid", "task", "abtc", "legal", "activity"]


def walk(browser, query, register):
    """The ids of all pages, and the sum that each page tells."""
    ids, sums, target = [], set(), f"/registers/{register}?{query}"
    while target:
        answer = browser.get(target)
        if answer.status == 303:
            target = answer.location
            continue
        if answer.status != 200:
            return f"{answer.status}: {plain(answer.text)[:300]}", set()
        ids += [int(i) for i in re.findall(r'<td class="id"><a href="[^"]*/(\d+)">', answer.text)]
        sums.add(re.search(r'class="sum">([\d.,]+)', answer.text)[1])
        after = re.search(r'<a class="button" href="([^"]+)">Trang sau', answer.text)
        target = html.unescape(after[1]) if after else None
    return ids, sums


def values_of(record, field):
    value = record.get(field["field"])
    return value if isinstance(value, list) else [] if value is None else [value]


def amount(value):
    return int(str(value["amount"]).replace(".", "")) if isinstance(value, dict) else value


def conditions(records, field, choose):
    """(query, which records) for what a list can be asked for by a field."""
    name, kind = field["field"], (field["type"] or "?").split()[0]
    seen = sorted({json.dumps(v, sort_keys=True) for r in records for v in values_of(r, field)})
    yield f"w.{name}.is=none", lambda r: not values_of(r, field)
    yield f"w.{name}.is=some", lambda r: bool(values_of(r, field))
    if not seen or kind in ("rows", "document", "money", "longtext", "file"):
        return
    some = [json.loads(v) for v in choose.sample(seen, min(2, len(seen)))]
    words = "&".join(f"w.{name}=" + urllib.parse.quote(typed(v, kind)) for v in some)
    if ";" not in "".join(map(str, some)):
        yield words, lambda r: any(v in some for v in values_of(r, field))
    if kind in ("count", "date", "decimal") and "*" not in field["type"]:
        bound = some[0]
        yield f"w.{name}.least={typed(bound, kind)}", lambda r: any(v >= bound for v in values_of(r, field))
        yield f"w.{name}.most={typed(bound, kind)}", lambda r: any(v <= bound for v in values_of(r, field))


def typed(value, kind):
    if kind == "yes/no" or isinstance(value, bool):
        return "yes" if value else "no"
    return str(value)


def check_register(tap, site, browser, register, choose):
    fields = [f for f in json.loads(site.run("registers", register, "--format", "json").stdout) if "." not in f["field"]]
    records = json.loads(site.run("list", register, "--office", "tb", "--format", "json").stdout)
    askable = {m for m in re.findall(r'name="w\.([a-z_]+)\.is"', browser.get(f"/registers/{register}/filter").text)}
    wrong, tried, cases = [], 0, []
    for field in fields:
        if field["field"] in askable:
            cases += conditions(records, field, choose)
    cases += [(a[0] + "&" + b[0], lambda r, a=a, b=b: a[1](r) and b[1](r)) for a, b in (choose.sample(cases, 2) for _ in range(15))
              if a[0].split("=")[0] != b[0].split("=")[0]]
    states = sorted({r["state"] for r in records if "state" in r})
    cases += [("&".join(f"state={s}" for s in states[:2]), lambda r: r.get("state") in states[:2])] if states else []
    for query, fits in cases:
        ids, sums = walk(browser, query, register)
        expected = sorted((r["id"] for r in records if fits(r)), reverse=True)
        tried += 1
        if ids != expected or sums != {str(len(expected))}:
            wrong.append(f"{query}: {ids} ({sums}), not {expected}")
    tap.check(f"{register}: {tried} lists are what a recount says", not wrong and tried > len(askable), "\n".join(wrong))
    return fields, records


def check_orders(tap, site, browser, register, fields, records):
    sortable = set(re.findall(r'<option value="([a-z_]+)"', re.search(r'<select name="sort">.*?</select>', browser.get(f"/registers/{register}/filter").text, re.S)[0]))
    wrong = []
    for field in fields:
        name, kind = field["field"], (field["type"] or "?").split()[0]
        if name not in sortable or kind not in ("count", "date", "decimal"):
            continue
        for down in ("", "&down=1"):
            expected = [r["id"] for r in sorted(records, key=lambda r: (r.get(name) is not None, r.get(name) or 0, r["id"]), reverse=bool(down))]
            ids, _ = walk(browser, f"sort={name}{down}", register)
            if ids != expected:
                wrong.append(f"{name}{down}: {ids}, not {expected}")
    tap.check(f"{register}: numbers and days are in order, page by page", not wrong, "\n".join(wrong))


def many(tap, site, browser):
    """Some hundred records with equal days, names and gaps: pages forwards and backwards show each once."""
    choose = random.Random(4)
    rows = ["name,country,host,visitors,arrives_on,state"]
    for i in range(430):
        rows.append(f"Đoàn {choose.choice('ăâaáàảbdđeêoôơuư')}{choose.choice('xyz')} {i % 97},{choose.choice(['Nhật Bản', 'Lào'])},{choose.choice(['leaders', 'agency'])},"
                    f"{choose.choice(['', 2, 3])},2021-0{choose.randint(1, 9)}-1{choose.randint(0, 9)},{choose.choice(['received', 'cancelled'])}")
    site.write("many.csv", "\n".join(rows))
    site.run("load", "inbound", "many.csv", "--office", "tb")
    total = int(re.search(r'class="sum">([\d.,]+)', browser.get("/registers/inbound").text)[1].replace(".", ""))
    for query in ("", "sort=arrives_on", "sort=arrives_on&down=1", "sort=name", "sort=name&down=1", "sort=visitors&down=1", "up=1", "w.country=LA&sort=name", "q=doan"):
        forwards, sums = walk(browser, query, "inbound")
        twice = [i for i, n in collections.Counter(forwards).items() if n > 1]
        told = {int(s.replace(".", "")) for s in sums}
        tap.check(f"pages of “{query}” show each record once", not twice and told == {len(forwards)} and (query.startswith(("w.", "q=")) or len(forwards) == total), (twice, told, len(forwards), total))
        back, target = [], f"/registers/inbound?{query}&from={forwards[-1]}&back=1"
        while target:
            text = browser.get(target).text
            back = [int(i) for i in re.findall(r'<td class="id"><a href="[^"]*/(\d+)">', text)] + back
            before = re.search(r'<a class="button" href="([^"]+)">Trang trước', text)
            target = html.unescape(before[1]) if before else None
        tap.check(f"the pages before the last of “{query}” are the same backwards", back == forwards[:-1], (back[:5], forwards[:5], len(back), len(forwards)))
    names, _ = walk(browser, "sort=name", "inbound")
    cli = [r["id"] for r in json.loads(site.run("list", "inbound", "--office", "tb", "--sort", "name", "--format", "json").stdout)]
    tap.check("names are in Vietnamese order, as the command line has them", names == cli, [(a, b) for a, b in zip(names, cli) if a != b][:5])


def kept(tap, site, browser):
    query = "w.country=LA&col=name&col=visitors&sort=visitors"
    answer = browser.post("/registers/inbound/views", {"name": "Khách Lào", "query": query, "shared": "1"})
    tap.check("a list is kept under a name", answer.status == 303 and "w.country=LA" in answer.location, answer)
    other = site.browser("clerk")
    page = other.get("/registers/inbound").text
    link = re.search(r'<a href="([^"]+)">Khách Lào</a>', page)
    tap.check("what is shared is there for others of the office", link and walk(other, html.unescape(link[1]).split("?")[1], "inbound") == walk(browser, query, "inbound"), plain(page)[:500])
    heads = re.findall(r"<th [^>]*>(?:<a[^>]*>)?([^<]+)", other.get(html.unescape(link[1])).text)
    tap.check("with its columns", heads == ["#", "Tên đoàn", "Số khách", "Trạng thái"], heads)
    browser.post("/registers/inbound/views", {"name": "Của tôi", "query": "w.owner=me"})
    tap.check("what is not shared is not", "Của tôi" not in other.get("/registers/inbound").text and "Của tôi" in browser.get("/registers/inbound").text)
    tap.check("another's list is not deleted", other.post("/registers/inbound/views/drop", {"name": "Khách Lào"}).status == 404)
    tap.check("nor does another office see it", "Khách Lào" not in site.browser("stranger").get("/registers/inbound").text)
    browser.post("/registers/inbound/views/drop", {"name": "Khách Lào"})
    tap.check("one's own is", "Khách Lào" not in other.get("/registers/inbound").text)
    for name, text in (("", "a name"), ("x" * 61, "a short one")):
        tap.check(f"a kept list needs {text}", browser.post("/registers/inbound/views", {"name": name, "query": ""}).status == 422)


def strange(tap, site, browser):
    for query in ("w.nothing=1", "w.name.least=a", "w.visitors=abc", "w.arrives_on.least=32/1/2020", "w.country=Narnia", "state=nothing", "sort=guests", "col=nothing", "w.guests=1",
                  "w.visitors.is=maybe", "&".join(f"w.visitors={i}" for i in range(60)), "from=abc"):
        answer = browser.get("/registers/inbound?" + query)
        tap.check(f"{query[:30]}: refused in words", answer.status in (404, 422) and len(plain(answer.text)) > 200, answer)
    tap.check("empty inputs of a form leave a short address", browser.get("/registers/inbound?q=&state=&w.country=&w.visitors.least=3").location == "/registers/inbound?w.visitors.least=3")
    for form in ("csv", "xlsx", "json"):
        answer = browser.get(f"/registers/inbound/export?format={form}&w.country=JP")
        tap.check(f"the list goes out as {form}", answer.status == 200 and "attachment" in answer.headers["Content-Disposition"] and len(answer.body) > 200, answer.headers)


def main():
    tap = Tap()
    with Site(demo=("tb", "qn"), accounts=all_roles() + [account("stranger", "leader", "qn")]) as site:
        site.start("--behind-proxy")
        browser = site.browser("leader")
        for register in REGISTERS:
            fields, records = check_register(tap, site, browser, register, random.Random(register))
            check_orders(tap, site, browser, register, fields, records)
        for part in (strange, many, kept):
            part(tap, site, browser)
        status, err = site.stop()
        tap.check("the server ends well", status == 0 and not re.search("Sanitizer|CRITICAL|runtime error", err), err[-3000:])
    tap.end()


main()
