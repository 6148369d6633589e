#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Between offices, by the browser: a received report is accepted or returned, and the package of an office without a line is
taken as a file that its superior's store receives."""
import os
import subprocess
import sys

sys.dont_write_bytecode = True
from sending import receive_report
from web import PROGRAM, Site, Tap, account, plain


def check_reports(tap, site, people, symbol):
    page = people["leader"].get("/exchange").text
    tap.check("a report that came is there, with the acts for it", symbol in page and "Chấp nhận" in page and "Trả lại" in page, plain(page))
    seen = people["superior"].get("/exchange").text
    tap.check("who only reads sees it without them", symbol in seen and "Chấp nhận" not in plain(seen).split("Báo cáo của")[-1], plain(seen))
    report = {"office": "ht", "report": symbol}
    silent = people["leader"].post("/exchange/decisions", {**report, "decision": "returned", "reason": ""})
    tap.check("nothing is returned without a reason", silent.status == 422 and "lý do" in silent.text, silent)
    strange = people["leader"].post("/exchange/decisions", {**report, "decision": "lost"})
    tap.check("… nor decided otherwise", strange.status == 422, strange)
    nowhere = people["leader"].post("/exchange/decisions", {"office": "tb", "report": "#1", "decision": "accepted"})
    tap.check("the office's own reports are not received ones", nowhere.status in (403, 404), nowhere)
    given = people["leader"].post("/exchange/decisions", {**report, "decision": "returned", "reason": "Thiếu <phụ lục>"})
    after = people["leader"].get("/exchange").text
    tap.check("a return is kept with its reason", given.status == 303 and "Thiếu &lt;phụ lục&gt;" in after and "trả lại" in after, plain(after))
    tap.check("the page of the period tells it too", "Thiếu &lt;phụ lục&gt;" in people["leader"].get("/reports/periods/2020-Q1").text)


def check_package(tap, site, people):
    """What is saved in the browser is received by another store."""
    site.stores.make("hub.db")
    url = site.stores.url("hub.db")

    def there(*words):
        return subprocess.run([PROGRAM, "--db", url, *words], cwd=site.folder, env=site.env, capture_output=True, text=True)
    there("init", "--office", "bn")
    there("hub", "key", "--office", "bn")
    there("hub", "add", "tb", site.run("hub", "key", "--office", "tb").stdout.strip())
    got = people["leader"].get("/exchange/package")
    tap.check("the package is a file of its own name", got.status == 200 and got.body.startswith(b"ngoaivu package\n") and 'filename="tb-000000001-' in got.headers["Content-Disposition"], got)
    with open(os.path.join(site.folder, "taken.package"), "wb") as file:
        file.write(got.body)
    done = there("hub", "receive", "taken.package", "--office", "bn")
    tap.check("… which the superior's store receives", done.returncode == 0, done.stdout + done.stderr)


def main():
    tap = Tap()
    with Site(demo=("tb",), accounts=[account(role, role) for role in ("leader", "superior", "officer", "compiler")]) as site:
        symbol = receive_report(site, "ht", "tb")
        site.start("--behind-proxy")
        people = {role: site.browser(role) for role in ("leader", "superior", "officer", "compiler")}
        tap.check("it is for those who see other offices", people["officer"].get("/exchange").status == 403 and people["compiler"].get("/exchange").status == 200)
        tap.check("reports lead to it", "/exchange" in people["leader"].get("/reports").text and "/exchange" not in people["officer"].get("/reports").text)
        check_reports(tap, site, people, symbol)
        check_package(tap, site, people)
        status, err = site.stop()
        tap.check("the server ends well", status == 0 and "Sanitizer" not in err, err[-3000:])
    tap.end()


main()
