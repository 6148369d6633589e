#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Each role's day in Chromium, on a desk and on a phone, by keys alone, and axe-core on every page (days.mjs). TAP."""
import json
import os
import shutil
import subprocess
import sys

sys.dont_write_bytecode = True
HERE = os.path.dirname(os.path.abspath(__file__))
sys.path.insert(0, os.path.join(os.path.dirname(HERE), "web"))
from web import PASSWORD, ROLES, Site, Tap, account


def missing():
    """Why the browser cannot be driven here; None when it can."""
    for words in (("chromium", "chromium-browser", "google-chrome"), ("node",)):
        if not any(shutil.which(word) for word in words):
            return f"{words[0]} is not installed"
    if not os.path.isdir(os.path.join(HERE, "node_modules", "axe-core")):
        return "tests/browser/node_modules is not there: npm ci --prefix tests/browser"
    return None


def dossier(site, code):
    stored = json.loads(site.run("put", "dossier", "-", "--office", "tb", "--format", "json", stdin=json.dumps(
        {"code": code, "procedure": "ttx", "applicant": "Người nộp", "received_on": "2020-03-02", "channel": "counter"})).stdout)
    return (stored[0] if isinstance(stored, list) else stored)["id"]


def main():
    tap = Tap()
    why = missing()
    if why:
        print(f"1..1\nok 1 # SKIP {why}")
        return
    with Site(demo=("tb",), accounts=[account(role, role) for role in ROLES]) as site:
        site.run("put", "procedure", "-", "--office", "tb", stdin=json.dumps({"code": "ttx", "effective_on": "2019-01-01", "title": "Cho phép thử", "limit_days": 5, "limit_unit": "working"}))
        dossiers = ",".join(str(dossier(site, code)) for code in ("HS-01", "HS-02"))
        site.run("report", "open", "--office", "tb", "--period", "2020-H1")
        draft = str(json.loads(site.run("list", "report", "--office", "tb", "--format", "json").stdout)[0]["id"])
        site.run("put", "stated", "-", "--office", "tb", stdin=json.dumps({"query": "inbound.visitors?office=tb&span=2019-01-01/2019-03-31", "value": "69", "first_day": "2019-01-01",
                                                                            "last_day": "2019-03-31", "source": "cũ.docx", "page": 2, "quote": "69 lượt người", "state": "proposed"}))
        site.start()
        chromium = next(filter(None, map(shutil.which, ("chromium", "chromium-browser", "google-chrome"))))
        driver = subprocess.Popen(["node", os.path.join(HERE, "days.mjs"), str(site.port), site.folder, chromium, dossiers, draft], env=dict(os.environ, SITE_PASSWORD=PASSWORD, HOME=site.folder), stdout=subprocess.PIPE, text=True)
        for line in driver.stdout:
            told = json.loads(line)
            tap.check(told["name"], told["good"], told["note"])
        tap.check("the browser was driven to its end", driver.wait() == 0)
        status, err = site.stop()
        tap.check("the server ends well", status == 0 and "Sanitizer" not in err, err[-3000:])
    tap.end()


main()
