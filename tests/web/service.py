#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""The server as those who run it see it: its log moved away and begun anew, its metrics in the form of OpenMetrics."""
import os
import signal
import sys

sys.dont_write_bytecode = True
from web import Site, Tap, account, json, re, text_of, until

LINE = re.compile(r'([a-zA-Z_:][a-zA-Z0-9_:]*)(\{[a-zA-Z_][a-zA-Z0-9_]*="[^"\n]*"(,[a-zA-Z_][a-zA-Z0-9_]*="[^"\n]*")*\})? (-?[0-9.]+(e[-+]?[0-9]+)?|[+-]Inf|NaN)')
ENDS = {"counter": ("_total", "_created"), "histogram": ("_bucket", "_sum", "_count", "_created"), "summary": ("_sum", "_count", ""), "gauge": ("",), "info": ("_info",), "unknown": ("",)}


def check_log(tap, site):
    browser = site.browser("officer")
    browser.get("/search?q=mot")
    log, old = site.path("access.log"), site.path("access.log.1")
    os.rename(log, old)
    browser.get("/help")
    tap.check("a log that was moved away is still written to", until(lambda: " /help " in text_of(old)) and not os.path.exists(log))
    site.process.send_signal(signal.SIGHUP)
    tap.check("after SIGHUP there is a new one", until(lambda: os.path.exists(log)) and site.process.poll() is None)
    browser.get("/calendar")
    tap.check("into which requests go, and no more into the old one", until(lambda: " /calendar " in text_of(log)) and " /calendar " not in text_of(old), text_of(log))
    os.rename(log, old)
    os.mkdir(log)
    site.process.send_signal(signal.SIGHUP)
    tap.check("one that cannot be written is told, and the old one goes on", until(lambda: "access.log" in text_of(site.path("err"))) and browser.get("/work").status == 200 and
              until(lambda: " /work " in text_of(old)), text_of(site.path("err")))


def wrong_lines(text):
    """What is not as OpenMetrics 1.0 has it."""
    kinds, wrong, seen = {}, [], set()
    for line in text.splitlines():
        if line.startswith("# TYPE "):
            name, kind = line.split()[2:4]
            wrong += [f"twice: {name}"] if name in kinds else []
            wrong += [f"{name}: the type of a counter has no _total"] if name.endswith("_total") else []
            kinds[name] = kind
        elif not line.startswith("#"):
            found = LINE.fullmatch(line)
            family = found and next((n for n, k in kinds.items() for end in ENDS.get(k, ()) if found[1] == n + end), None)
            if not family:
                wrong.append(f"no sample of a family that was told: {line}")
            elif line.rsplit(" ", 1)[0] in seen:
                wrong.append(f"twice: {line}")
            seen.add(line.rsplit(" ", 1)[0])
    return wrong + ([] if text.endswith("# EOF\n") else ["it does not end with # EOF"])


def check_metrics(tap, site):
    answer = site.browser().get("/metrics")
    wrong = wrong_lines(answer.text)
    tap.check("metrics are OpenMetrics", answer.status == 200 and answer.headers["Content-Type"].startswith("application/openmetrics-text") and not wrong and answer.text.count("# TYPE") > 3,
              (wrong[:10], answer.headers["Content-Type"]))


def main():
    tap = Tap()
    with Site(demo=None, accounts=None) as site:
        site.run("init", "--office", "tb")
        site.write("accounts.json", json.dumps([account("officer", "officer")]))
        site.run("user", "load", "accounts.json")
        site.start()
        check_metrics(tap, site)
        check_log(tap, site)
        status, err = site.stop()
        tap.check("the server ends well", status == 0 and "Sanitizer" not in err, err[-3000:])
    tap.end()


main()
