# SPDX-License-Identifier: Apache-2.0
"""An office with a store of its own that sends an issued report to the office of a site."""
import json
import subprocess

from web import PROGRAM


def receive_report(site, code, hub):
    """The number of the report that office `hub` has received from the new office `code`."""
    site.stores.make("sender.db")
    url = site.stores.url("sender.db")

    def there(*words):
        done = subprocess.run([PROGRAM, "--db", url, *words], cwd=site.folder, env=site.env, capture_output=True, text=True)
        if done.returncode:
            raise SystemExit(f"ngoaivu {' '.join(words)}: {done.stdout}{done.stderr}")
        return done.stdout.strip()

    there("init", "--office", code)
    site.run("hub", "add", code, there("hub", "key", "--office", code))
    there("hub", "trust", site.run("hub", "key", "--office", hub).stdout.strip())
    there("report", "open", "--office", code, "--period", "2020-Q1")
    report = "#" + str(json.loads(there("list", "report", "--office", code, "--format", "json"))[-1]["id"])
    there("issue", report, "--office", code, "--date", "2020-04-02")
    there("hub", "push", "--office", code, "--to", f"{code}.package")
    site.run("hub", "receive", f"{code}.package", "--office", hub)
    return json.loads(there("show", "report", report, "--office", code, "--format", "json"))["symbol"]
