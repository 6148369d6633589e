#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""An applicant follows a dossier by its code: nobody is signed in, nobody's data is told, and no code is guessed."""
import json
import sys

sys.dont_write_bytecode = True
from web import Site, Tap, all_roles, plain, re


def main():
    tap = Tap()
    with Site(demo=("tb", "qn"), accounts=all_roles()) as site:
        site.run("put", "procedure", "-", "--office", "tb", stdin=json.dumps({"code": "ttx", "effective_on": "2019-01-01", "title": "Cho phép <thử>", "limit_days": 5, "limit_unit": "working"}))
        stored = json.loads(site.run("put", "dossier", "-", "--office", "tb", "--format", "json", stdin=json.dumps({"code": "HS-01", "procedure": "ttx", "applicant": "Nguyễn Thị Bí Mật",
                            "phone": "0912345678", "received_on": "2020-03-02", "content": "Nội dung riêng", "channel": "counter"})).stdout)
        number = (stored[0] if isinstance(stored, list) else stored)["id"]
        site.start("--behind-proxy")
        page = plain(site.browser("officer", address="10.9.0.1").get(f"/registers/dossier/{number}").text)
        code = re.search(r"TB-\d+-[0-9A-Z]{16}", page)
        tap.check("who receives a dossier sees the code for its receipt", code, page)
        reader = plain(site.browser("inspector", address="10.9.0.2").get(f"/registers/dossier/{number}").text)
        tap.check("… who only reads does not", not re.search(r"TB-\d+-[0-9A-Z]{16}", reader))
        code = code[0]

        def ask(text, address="10.8.0.1"):
            return site.browser(address=address).post("/follow", {"code": text}, token_of="/follow")

        found = ask(" " + code.lower() + " ")
        told = plain(found.text)
        tap.check("the code leads to where the dossier stands", found.status == 200 and "HS-01" in told and "02/03/2020" in told and "Cho phép <thử>" in told, told)
        if set(code[-16:]) & set("01V"):
            typed = code[:-16] + code[-16:].replace("0", "o").replace("1", "l").replace("V", "u")
            tap.check("letters that look alike are taken for what they look like", ask(typed).status == 200, typed)
        tap.check("it tells nobody's data", not any(secret in told for secret in ("Bí Mật", "0912345678", "Nội dung riêng")), told)
        tap.check("no store keeps it elsewhere", found.headers["Cache-Control"] == "no-store")
        head, seal = code.rsplit("-", 1)
        near = seal[:-1] + ("0" if seal[-1] != "0" else "1")
        wrong = [f"{head}-{near}", head, f"{head}-", f"TB-{number + 1}-{seal}", f"QN-{number}-{seal}", "", "---", "TB--" + seal, "TB-99999999999999999999-" + seal, "x" * 5000,
                 "TB-" + str(number) + "-" + "Đ" * 16, "<script>"]
        answers = [ask(text, address=f"10.7.0.{i}") for i, text in enumerate(wrong)]
        tap.check("any other code is told the same", all(a.status == 404 and "<script>" not in a.text for a in answers), [a.status for a in answers])
        tap.check("… in the same words", len({plain(a.text) for a in answers}) == 1)
        tries = [ask("TB-1-" + "0" * 16, address="10.6.0.1").status for _ in range(30)]
        tap.check("guessing is slowed down", tries[0] == 404 and tries[-1] == 429, tries)
        tap.check("… for those who guess alone", ask(code, address="10.6.0.2").status == 200)
        forged = site.browser(address="10.5.0.1").post("/follow", {"code": code}, token="0" * 128)
        tap.check("a form from elsewhere is refused", forged.status == 403)
        status, err = site.stop()
        tap.check("the server ends well", status == 0 and "Sanitizer" not in err, err[-3000:])
        tap.check("no code stands in the log", code not in open(site.path("access.log"), encoding="utf-8").read())
    tap.end()


main()
