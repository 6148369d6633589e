#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Pages that the server keeps: given again only to whom they were made for, and never once anything has changed. TAP."""
import contextlib
import json
import os
import sys

sys.dont_write_bytecode = True
from web import Site, Tap, all_roles, plain, re
import postgres  # which web finds

NOW = "2020-03-20T02:00:00Z"
TRIES = 12  # the same page may be made by several workers before one gives it again


def token_of(page):
    """Made anew with each page, so that two pages with the same one are one."""
    return re.search(r'name="form-token" value="([0-9a-f]+)"', page.text)[1]


def given_again(browser, target):
    seen = set()
    for _ in range(TRIES):
        token = token_of(browser.get(target))
        if token in seen:
            return True
        seen.add(token)
    return False


def kept(tap, site, browser):
    for target in ("/", "/work", "/registers", "/registers/inbound", "/registers/inbound?sort=name", "/figures", "/figures/inbound.visitors", "/calendar", "/reports", "/search?q=doan"):
        tap.check(f"{target} is given again", given_again(browser, target))
    tap.check("what is about the session itself is made anew", not given_again(browser, "/account"))
    tap.check("a draft follows its template, which is no record", not given_again(browser, "/reports/new"))


def changed(tap, site, browser):
    """Each page is kept by every worker before something changes; then none gives what was."""
    name = "Đoàn của thành phố Ngày Mai"
    acts = (("put by another program", lambda: site.put("inbound", {"name": name, "country": ["JP"], "host": "leaders", "arrives_on": "2020-03-19", "visitors": 7, "state": "received"}), True),
            ("deleted by it", lambda: site.run("delete", "inbound", "#" + str(site.last), "--office", "tb"), False))
    for what, act, stands in acts:
        for _ in range(TRIES):
            before = browser.get("/registers/inbound")
        act()
        stale = [page for page in (browser.get("/registers/inbound") for _ in range(TRIES)) if (name in plain(page.text)) != stands]
        tap.check(f"{what}: no page is as it was", not stale and (name in plain(before.text)) != stands, len(stale))
    number = re.compile(r"Lượt khách nước ngoài lượt người (\d+)")
    before = int(number.search(plain(browser.get("/").text))[1])
    for _ in range(TRIES):
        browser.get("/")
    site.put("inbound", {"name": name, "country": ["JP"], "host": "leaders", "arrives_on": "2020-03-19", "visitors": 7, "state": "received"})
    after = {int(number.search(plain(browser.get("/").text))[1]) for _ in range(TRIES)}
    tap.check("the first page's figures follow at once", after == {before + 7}, (before, after))


def own(tap, site, browser):
    """What one may see, another may not; what is told once is told once."""
    other = site.browser("inspector")
    for _ in range(TRIES):
        first, second = browser.get("/registers/inbound"), other.get("/registers/inbound")
    tap.check("no page goes to another session", token_of(first) != token_of(second) and "/registers/inbound/new" in first.text and "/registers/inbound/new" not in second.text)
    for _ in range(TRIES):
        browser.get("/registers")
    browser.get("/language/en")
    tap.check("nor in another language", all("Registers" in browser.get("/registers").text for _ in range(TRIES)))
    browser.get("/language/vi")
    made = browser.post("/registers/inbound", [("state", "announced"), ("has", "name"), ("f.name", "Đoàn mới"), ("has", "country"), ("f.country", "Nhật Bản"), ("has", "host"), ("f.host", "leaders"),
                                                  ("has", "arrives_on"), ("f.arrives_on", "2020-03-30")],
                        token_of="/registers/inbound/new")
    told = ["Đã lưu" in plain(browser.get(made.location).text) for _ in range(TRIES)]
    tap.check("what is told once is told once", made.status == 303 and told == [True] + [False] * (TRIES - 1), (made, told))


def readings(tap, site):
    """A page with personal data notes each reading of it."""
    officer = site.browser("officer")
    id = site.put("inbound", {"name": "Đoàn", "country": ["JP"], "host": "leaders", "arrives_on": "2020-03-18", "visitors": 1, "state": "received",
                              "guests": [{"name": "Watanabe Aoi", "passport": "TK1234567"}]})
    tap.check("personal data is not shown unasked", "TK1234567" not in officer.get(f"/registers/inbound/{id}").text)
    shown = f"/registers/inbound/{id}?personal=show"
    tap.check("it is when asked for", "TK1234567" in officer.get(shown).text)
    tap.check("and a page that notes its reading is not kept", not given_again(officer, shown))


def ended(tap, site, browser):
    for _ in range(TRIES):
        browser.get("/registers")
    cookies = dict(browser.cookies)
    browser.post("/sign-out")
    browser.cookies = cookies
    tap.check("nothing is given after signing out", all(browser.get("/registers").status == 303 for _ in range(TRIES)))
    leader = site.browser("compiler")
    for _ in range(TRIES):
        leader.get("/reports")
    site.run("user", "disable", "compiler")
    tap.check("nor to an account that was disabled", all(leader.get("/reports").status == 303 for _ in range(TRIES)))


class Kept(Site):
    last = 0

    def put(self, register, record):
        self.write("record.json", json.dumps(record))
        self.last = json.loads(self.run("put", register, "record.json", "--office", "tb", "--format", "json").stdout)
        self.last = (self.last[0] if isinstance(self.last, list) else self.last)["id"]
        return self.last


@contextlib.contextmanager
def undisturbed():
    """On PostgreSQL a page is kept until anything on the server has changed: one where no other test writes."""
    if not os.environ.get("NGOAIVU_TEST_STORE", "").startswith("postgresql"):
        yield
        return
    with postgres.Server() as server:
        os.environ["NGOAIVU_TEST_STORE"] = server.url()
        yield


def main():
    tap = Tap()
    with undisturbed(), Kept(("tb",), all_roles(), NGOAIVU_NOW=NOW) as site:
        site.start()
        browser = site.browser("officer")
        kept(tap, site, browser)
        changed(tap, site, browser)
        own(tap, site, browser)
        readings(tap, site)
        ended(tap, site, browser)
    tap.end()


if __name__ == "__main__":
    main()
