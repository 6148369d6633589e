#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Several records changed at once: all or none, with every record that refuses told; versions, rights, history. TAP."""
import sys

sys.dont_write_bytecode = True
from web import Site, Tap, account, all_roles, json, plain, re


def records(site, register="inbound"):
    return {r["id"]: r for r in json.loads(site.run("list", register, "--office", "tb", "--format", "json").stdout)}


def chosen(browser, ids, register="inbound"):
    """The hidden fields of the page for these records."""
    page = browser.get(f"/registers/{register}/bulk?" + "&".join(f"id={i}" for i in ids))
    return page, [(n, v) for n, v in re.findall(r'<input type="hidden" name="(id|version\.\d+)" value="(\d+)">', page.text)]


def main():
    tap = Tap()
    with Site(demo=("tb",), accounts=all_roles() + [account("consular", "officer", division="ls")]) as site:
        site.start("--behind-proxy")
        browser = site.browser("leader")
        before = records(site)
        ids = [i for i, r in before.items() if r["state"] == "received" and r["purpose"] != "courtesy"][:3]
        page, hidden = chosen(browser, ids)
        tap.check("the page names the records", page.status == 200 and all(before[i]["name"] in plain(page.text) for i in ids) and len(hidden) == 6, page)
        answer = browser.post("/registers/inbound/bulk", hidden + [("has", "purpose"), ("f.purpose", "courtesy"), ("f.form", "online"), ("why", "rà soát")])
        after = records(site)
        tap.check("what was ticked is changed in all of them", answer.status == 303 and all(after[i]["purpose"] == "courtesy" for i in ids), answer)
        tap.check("and nothing else, in no other record", all({**after[i], "purpose": 0, "version": 0} == {**before[i], "purpose": 0, "version": 0} for i in before))
        tap.check("the reason stands in each history", all("rà soát" in browser.get(f"/registers/inbound/{i}").text for i in ids))
        page, hidden = chosen(browser, ids)
        answer = browser.post("/registers/inbound/bulk", hidden + [("has", "visitors"), ("f.visitors", "0"), ("has", "leaves_on"), ("f.leaves_on", "1999-01-01")])
        told = plain(re.search(r'class="box problem".*?</div>', answer.text, re.S)[0])
        tap.check("what one refuses is told for each", answer.status == 422 and all(before[i]["name"] in told for i in ids), answer)
        tap.check("and none is changed", records(site) == after)
        browser.post("/registers/inbound/bulk", chosen(browser, ids[:1])[1] + [("has", "note"), ("f.note", "x")])
        answer = browser.post("/registers/inbound/bulk", hidden + [("has", "note"), ("f.note", "y")])
        tap.check("a record that somebody changed meanwhile stops all", answer.status == 422 and not any(records(site)[i].get("note") == "y" for i in ids), answer)
        tap.check("nothing ticked is told", browser.post("/registers/inbound/bulk", chosen(browser, ids)[1]).status == 422)
        tap.check("no record chosen is told", "Chưa chọn" in plain(browser.get("/registers/inbound/bulk").text))
        planned = [i for i, r in after.items() if r["state"] == "announced"]
        answer = browser.post("/registers/inbound/bulk", chosen(browser, planned)[1] + [("state", "permitted")])
        tap.check("states are changed as the definition lets them", answer.status == 303 and all(records(site)[i]["state"] == "permitted" for i in planned) and planned, answer)
        answer = browser.post("/registers/inbound/bulk", chosen(browser, ids)[1] + [("state", "announced")])
        tap.check("and not otherwise", answer.status == 422 and all(records(site)[i]["state"] == "received" for i in ids), answer)
        other = site.browser("consular")
        answer = other.post("/registers/inbound/bulk", hidden + [("has", "note"), ("f.note", "z")])
        tap.check("another division's are not changed", answer.status == 403 and not any(r.get("note") == "z" for r in records(site).values()), answer)
        for bad in ("0", "-1", "x", "99999999"):
            answer = browser.post("/registers/inbound/bulk", [("id", bad), ("has", "note"), ("f.note", "y")])
            tap.check(f"id {bad}: refused", answer.status in (404, 422), answer)
        tap.check("too many are refused", browser.post("/registers/inbound/bulk", [("id", str(ids[0]))] * 600).status == 422)
        status, err = site.stop()
        tap.check("the server ends well", status == 0 and not re.search("Sanitizer|CRITICAL|runtime error", err), err[-3000:])
        audit = site.run("audit", check=False)
        tap.check("the store is sound", audit.returncode == 0, audit.stdout + audit.stderr)
    tap.end()


main()
