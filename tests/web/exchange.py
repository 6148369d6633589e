#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Between offices, by the browser: a received report is accepted or returned; an office without a line takes its package as a
file and brings the acknowledgement in, and its superior receives the one and gives the other."""
import html
import os
import subprocess
import sys

sys.dont_write_bytecode = True
from sending import receive_report
from web import PROGRAM, Site, Tap, account, plain, re


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


class Store:
    """Another office's, by the command line."""

    def __init__(self, site, name):
        self.site, self.url = site, site.stores.url(name)

    def run(self, *words, check=True):
        done = subprocess.run([PROGRAM, "--db", self.url, *words], cwd=self.site.folder, env=self.site.env, capture_output=True, text=True)
        if check and done.returncode:
            raise SystemExit(f"ngoaivu {' '.join(words)}: {done.stdout}{done.stderr}")
        return done


def read(site, name):
    with open(os.path.join(site.folder, name), "rb") as file:
        return file.read()


def write(site, name, content):
    with open(os.path.join(site.folder, name), "wb") as file:
        file.write(content)


def bring(browser, target, field, *files):
    """What is told of each file."""
    answer = browser.post_parts(target, [], [(field, name, content) for name, content in files], token_of="/exchange")
    answer.told = [html.unescape(re.sub("<[^>]*>", "", box)).strip() for box in re.findall(r'<div class="box (?:problem|notice)"[^>]*>(.*?)</div>', answer.text, re.S)]
    return answer


def check_sending(tap, site, people):
    """What is saved in the browser is received by another store, and its acknowledgement brought in by the browser."""
    site.stores.make("hub.db")
    hub = Store(site, "hub.db")
    hub.run("init", "--office", "bn")
    key = hub.run("hub", "key", "--office", "bn").stdout.strip()
    hub.run("hub", "add", "tb", site.run("hub", "key", "--office", "tb").stdout.strip())
    got = people["leader"].get("/exchange/package")
    tap.check("the package is a file of its own name", got.status == 200 and got.body.startswith(b"ngoaivu package\n") and 'filename="tb-000000001-' in got.headers["Content-Disposition"], got)
    write(site, "taken.package", got.body)
    done = hub.run("hub", "receive", "taken.package", "--office", "bn", "--answer", "first.answer")
    tap.check("… which the superior's store receives", done.returncode == 0, done.stdout + done.stderr)
    early = bring(people["leader"], "/exchange/answers", "acknowledgement", ("a.answer", read(site, "first.answer")))
    said = site.run("hub", "acknowledge", "first.answer", check=False)
    tap.check("an acknowledgement of a hub that is not trusted is refused as the command line refuses it", early.status == 422 and early.told and
              early.told[0].removeprefix("a.answer: ") == said.stderr.strip().removeprefix("ngoaivu: "), (early.told, said.stderr))
    site.run("hub", "trust", key)
    page = people["compiler"].get("/exchange")
    tap.check("there is a field for it, beside the package", 'name="acknowledgement"' in page.text and "/exchange/package" in page.text, plain(page.text))
    for name, content, why in (("broken", b"ngoaivu acknowledgement\nx", None), ("nothing", b"", "Hãy chọn tệp trước"), ("changed", read(site, "first.answer").replace(b'"tb"', b'"qn"'), None)):
        answer = bring(people["compiler"], "/exchange/answers", "acknowledgement", (name, content))
        tap.check(f"an acknowledgement that is {name} is refused", answer.status == 422 and answer.told and (not why or why in answer.told[0]), (answer.status, answer.told))
    taken = bring(people["compiler"], "/exchange/answers", "acknowledgement", ("first.answer", read(site, "first.answer")))
    tap.check("the true one is taken, and how far the superior holds is told", taken.status == 200 and len(taken.told) == 1 and "Sở Ngoại vụ" in taken.told[0] and 'href="/exchange/package"' not in taken.text, taken.told)
    hub.run("hub", "answer", "tb", "--office", "bn", "--answer", "same.answer")
    again = bring(people["compiler"], "/exchange/answers", "acknowledgement", ("same.answer", read(site, "same.answer")))
    tap.check("one that says as much is told to change nothing", again.status == 200 and ("không có gì thay đổi" in again.told[0] or "giữ" in again.told[0]), again.told)


def check_receiving(tap, site, people):
    """The other way round: packages of an office below are brought in by the browser, and its acknowledgement is taken there."""
    below = Store(site, "sender.db")
    below.run("report", "open", "--office", "ht", "--period", "2020-Q2")
    below.run("hub", "push", "--office", "ht", "--to", "next.package")
    package = read(site, "next.package")
    middle = len(package) // 2
    bad = {"changed.package": package[:middle] + bytes([package[middle] ^ 1]) + package[middle + 1:], "cut.package": package[:-20], "none.package": "không phải gói".encode()}
    for name, content in bad.items():
        write(site, name, content)
        said = site.run("hub", "receive", name, "--office", "tb", check=False)
        answer = bring(people["leader"], "/exchange/packages", "package", (name, content))
        tap.check(f"{name} is refused in the words of the command line", answer.status == 422 and said.returncode and answer.told == [said.stderr.strip().removeprefix("ngoaivu: ")], (answer.status, answer.told, said.stderr))
    page = people["leader"].get("/exchange").text
    tap.check("why a package was refused stands beside its office", "changed" not in page and re.search(r'<p class="problem">[^<]+</p>', page), plain(page))
    got = bring(people["leader"], "/exchange/packages", "package", ("b.package", b"x"), ("a.package", package))
    tap.check("of several that come at once each is told, and a wrong one keeps none away", got.status == 422 and len(got.told) == 2 and got.told[0].startswith("a.package: ") and "Sở Ngoại vụ" in got.told[0] and got.told[1].startswith("b.package: "), got.told)
    again = bring(people["compiler"], "/exchange/packages", "package", ("a.package", package))
    tap.check("what came before is known again", again.status == 200 and "đã" in again.told[0], again.told)
    none = bring(people["compiler"], "/exchange/packages", "package")
    tap.check("no file is no package", none.status == 422 and none.told == ["Hãy chọn tệp trước."], none.told)
    link = re.search(r'href="(/exchange/answers/[^"]+)"', again.text)
    answer = people["leader"].get(link[1]) if link else again
    write(site, "carried.answer", answer.body)
    tap.check("its acknowledgement is a file of its own name", answer.status == 200 and 'filename="ht-0000000' in answer.headers.get("Content-Disposition", ""), answer)
    done = below.run("hub", "acknowledge", "carried.answer", check=False)
    tap.check("… which the office takes, with what was decided", done.returncode == 0, done.stdout + done.stderr)
    same = people["leader"].get(link[1], **{"If-None-Match": answer.headers.get("ETag")})
    tap.check("it is the same as long as nothing new came or was decided", same.status == 304, same)
    tap.check("of an office that does not send there is none", people["leader"].get("/exchange/answers/bn").status == 404)
    for role in ("superior", "officer"):
        page = people[role].get("/exchange").text
        wrong = [a.status for a in (people[role].get("/exchange/answers/ht"), people[role].send_file("/exchange/packages", "a", b"x"), people[role].send_file("/exchange/answers", "a", b"x")) if a.status != 403]
        tap.check(f"the {role} brings nothing in", not wrong and 'type="file"' not in page and "/exchange/answers" not in page, wrong)


def main():
    tap = Tap()
    with Site(demo=("tb",), accounts=[account(role, role) for role in ("leader", "superior", "officer", "compiler")]) as site:
        symbol = receive_report(site, "ht", "tb")
        site.start("--behind-proxy")
        people = {role: site.browser(role) for role in ("leader", "superior", "officer", "compiler")}
        tap.check("it is for those who see other offices", people["officer"].get("/exchange").status == 403 and people["compiler"].get("/exchange").status == 200)
        tap.check("reports lead to it", "/exchange" in people["leader"].get("/reports").text and "/exchange" not in people["officer"].get("/reports").text)
        check_reports(tap, site, people, symbol)
        check_sending(tap, site, people)
        check_receiving(tap, site, people)
        status, err = site.stop()
        tap.check("the server ends well", status == 0 and "Sanitizer" not in err, err[-3000:])
    tap.end()


main()
