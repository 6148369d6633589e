#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Takes the pictures of docs/screens/ from the demonstration, in Chromium: NGOAIVU=build/ngoaivu docs/screens.py
(npm ci --prefix tests/browser is needed once). The people in it are invented."""
import json
import os
import shutil
import subprocess
import sys

sys.dont_write_bytecode = True
HERE = os.path.dirname(os.path.abspath(__file__))
ROOT = os.path.dirname(HERE)
sys.path.insert(0, os.path.join(ROOT, "tests", "web"))
from web import Site, fields_of, re

NOW = "2020-03-20T02:00:00Z"


def prepare(site, accounts):
    """A quarter's report with a section that a division writes, in which something is wrong."""
    site.run("report", "open", "--office", "tb", "--period", "2020-Q1", "--cutoff", "2020-03-12")
    report = "/reports/" + str(json.loads(site.run("list", "report", "--office", "tb", "--format", "json").stdout)[0]["id"])
    site.start()
    people = {who: site.browser() for who in ("tb.tonghop", "tb.chuyenvien")}
    for who, browser in people.items():
        browser.sign_in(who, next(each["password"] for each in accounts if each["name"] == who))
    page = people["tb.tonghop"].get(report + "/parts").text
    number = re.search(r'name="path\.(\d+)" value="[^"]*Đoàn vào"', page)[1]
    given = [f for f in fields_of(page) if f[0] == "path." + number] + [("division." + number, "htqt"), ("due", "18/3/2020")]
    people["tb.tonghop"].post(report + "/parts", given)
    part = re.search(report + r"/parts/\d+", people["tb.tonghop"].get(report + "/parts").text)[0]
    version = re.search(r'name="version" value="(\d+)"', people["tb.chuyenvien"].get(part).text)[1]
    text = ("Tính đến hết ngày 25/4/2020, Phòng Hợp tác quốc tế giúp lãnh đạo tỉnh đón **{{ count(inbound.delegations(host: leaders)) }}** với {{ inbound.visitors(host: leaders) }} lượt khách.\n\n"
            "- Chuẩn bị nội dung, quà tặng cho từng đoàn;\n- Phối hợp Công an tỉnh bảo đảm an ninh.")
    people["tb.chuyenvien"].post(part, {"version": version, "act": "save", "text": text})
    people["tb.tonghop"].post(report + "/move", {"version": "1", "act": "advance"})
    return report, part


def main():
    with open(os.path.join(ROOT, "demo", "accounts.json"), encoding="utf-8") as file:
        accounts = [each for each in json.load(file) if each["office"] == "tb"]
    chromium = next(filter(None, map(shutil.which, ("chromium", "chromium-browser", "google-chrome"))))
    with Site(demo=("tb",), accounts=accounts, NGOAIVU_NOW=NOW) as site:
        report, part = prepare(site, accounts)
        screens = [
            ["dashboard", "tb.lanhdao", "/", 1280, 900, ""],
            ["list", "tb.chuyenvien", "/registers/inbound?sort=arrives_on&down=1", 1280, 720, ""],
            ["figure", "tb.tonghop", "/figures/inbound.visitors?from=2020-01-01&to=2020-03-31&time=month&compare=year", 1280, 860, ""],
            ["report", "tb.tonghop", report, 1280, 900, ""],
            ["editor", "tb.chuyenvien", part, 1280, 900, ".ProseMirror"],
            ["phone", "tb.lanhdao", "/", 390, 844, "dark"],
        ]
        told = json.dumps({"site": f"http://127.0.0.1:{site.port}", "program": chromium, "folder": os.path.join(HERE, "screens"), "screens": screens,
                           "passwords": {each["name"]: each["password"] for each in accounts}})
        subprocess.run(["node", os.path.join(ROOT, "tests", "browser", "screens.mjs")], input=told, text=True, check=True, env=dict(os.environ, HOME=site.folder))


main()
