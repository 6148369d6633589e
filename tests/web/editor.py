#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""The editor of a section: its text and its document by properties, against the server's own reading of the same text, and
in a browser by keys. Without node, or without a browser, what needs them is skipped."""
import os
import shutil
import subprocess
import sys
import tempfile

sys.dont_write_bytecode = True
from chromium import ALT, CONTROL, PROGRAM as BROWSER, SHIFT, Chromium
from web import Site, Tap, account, fields_of, html, json, plain, re

HERE = os.path.dirname(os.path.abspath(__file__))
ROOT = os.path.dirname(os.path.dirname(HERE))
NODE = shutil.which("node")
TEXT = "Phòng **đón** {{ count(inbound.delegations) }}.\n\n1. một\n2. hai\n\n- Đoàn *thăm* tỉnh;\n- việc hai."


def node(word):
    return subprocess.run([NODE, os.path.join(HERE, "texts.js"), word], capture_output=True, text=True)


def check_alone(tap):
    told = node("check").stdout
    for line in re.findall(r"^(?:not )?ok \d+ - .*(?:\n# .*)*", told, re.M):
        tap.check(re.match(r"(?:not )?ok \d+ - (.*)", line)[1], line.startswith("ok"), line)
    tap.check("all of them were tried", "1..5" in told, told[-500:])


def previewed(browser, part, text, prints=()):
    answer = browser.post(part + "/preview", [("text", text), ("instead", "yes")] + [("print", p) for p in prints])
    return json.loads(answer.text) if answer.status == 200 else {"html": None, "problem": str(answer), "prints": []}


def together(texts):
    """Texts in one, each after a paragraph that tells them apart."""
    return "\n\n".join(f"¶{number}¶\n\n{text}" for number, text in enumerate(texts))


def portions(texts, most=12000):
    portion = []
    for each in texts:
        if sum(len(t[0]) + 12 for t in portion) + len(each[0]) > most:
            yield portion
            portion = []
        portion.append(each)
    yield portion


def parts_of(page):
    return [re.sub(r"^</p>|<p>$", "", part) for part in re.split(r"¶\d+¶", page)[1:]]


def check_reading(tap, own, part):
    """What the browser takes a text for is what the server takes it for."""
    pairs = json.loads(node("pairs").stdout)
    wrong, taken = [], []
    for at in range(0, len(pairs["texts"]), 140):
        some = pairs["texts"][at:at + 140]
        told = previewed(own, part, "", [text for pair in some for text in pair])["prints"]
        for number, pair in enumerate(some):
            before, after = told[2 * number:2 * number + 2]
            if ("problem" in before) != ("problem" in after):
                wrong.append((pair, before, after))
            elif "problem" not in before:
                taken.append(pair)
    tap.check("what the server refuses of a text, it refuses of what the editor makes of it", not wrong and len(taken) > 300, wrong[:3] or len(taken))
    wrong = []
    for some in portions(taken):
        before, after = (previewed(own, part, together([pair[which] for pair in some])) for which in (0, 1))
        if not before["html"] or not after["html"]:
            wrong.append((before["problem"], after["problem"]))
            continue
        wrong += [(pair, a, b) for pair, a, b in zip(some, parts_of(before["html"]), parts_of(after["html"])) if a != b]
    tap.check("the section is the same before and after", not wrong, wrong[:3])
    chips = ["{{ 1 }}", '{{ "a" }}', "{{ cutoff }}", '{{ if(yes,\n"x", "y") }}']
    values = {chip.replace("\n", " "): told["text"] for chip, told in zip(chips, previewed(own, part, "", chips)["prints"])}
    wrong = []
    for some in portions(pairs["docs"]):
        told = previewed(own, part, together([text for text, words in some]))
        shown = parts_of(told["html"]) if told["html"] else []
        if len(shown) != len(some):
            wrong.append(told["problem"])
        for (text, words), page in zip(some, shown):
            for chip, value in values.items():
                words = [each.replace(chip, value) for each in words]
            seen = html.unescape(re.sub(r"<[^>]*>", "", re.sub(r"<p[^>]*>(?:- |\+ )?", "", page)))
            wanted = "".join(words)
            if re.sub(r"[ \n+•-]", "", seen) != re.sub(r"[ \n+•-]", "", wanted):
                wrong.append((text, wanted, seen))
    tap.check("the server reads the words of a document that the editor wrote", not wrong, wrong[:3])


def check_bundle(tap, folder):
    """ProseMirror as it lies here is what its lock file says."""
    with tempfile.TemporaryDirectory() as room:
        made = os.path.join(room, "prosemirror.js")
        done = subprocess.run(["npm", "run", "-s", "bundle", "--", "--outfile=" + made], cwd=folder, capture_output=True, text=True)
        same = not done.returncode and open(made, "rb").read() == open(os.path.join(folder, "prosemirror.js"), "rb").read()
        tap.check("ProseMirror is bundled from what its lock file names", same, done.stderr)


TYPED = "document.getElementById('text').value"
PASTE = """(() => { const data = new DataTransfer(); data.setData('text/html', %s); data.setData('text/plain', 'x');
document.querySelector('.ProseMirror').dispatchEvent(new ClipboardEvent('paste', { clipboardData: data, bubbles: true, cancelable: true })); })()"""
WORD = """<html><head><style>p { color: red }</style></head><body><!--StartFragment--><p class=MsoNormal><b>Kết\nquả</b> tốt<o:p></o:p></p>
<p class=MsoListParagraph style='mso-list:l0 level1 lfo1'><span style='mso-list:Ignore'>·&nbsp;&nbsp; </span>việc <span style="color:blue">một</span>;</p>
<p>- việc hai</p><table><tr><td>a</td><td>b</td></tr></table><script>alert(1)</script></body></html>"""


def values_shown(browser):
    return browser.wait("!document.querySelector('.ProseMirror .chip.waiting') && [...document.querySelectorAll('.ProseMirror .chip')].map(c => c.textContent)")


def check_writing(tap, browser, address):
    browser.open(address)
    chips = values_shown(browser)
    tap.check("a figure shows its value", chips and re.fullmatch(r"\d+ đoàn", chips[0]), chips)
    tap.check("the text stays as it is while nothing is written", browser.run(TYPED) == TEXT, browser.run(TYPED))
    look = browser.run("(e => [e.role || e.getAttribute('role'), e.getAttribute('aria-multiline'), e.getAttribute('aria-labelledby'), document.getElementById('text').offsetParent === null, document.querySelector('pre.raw').textContent])(document.querySelector('.ProseMirror'))")
    tap.check("the field of the form gives way to a text box that is named, and keeps what it does not model", look == ["textbox", "true", "text-label", True, "1. một\n2. hai"], look)
    browser.run("document.querySelector('.ProseMirror').focus()")
    browser.press("End", CONTROL)
    browser.press("Enter", times=2)
    browser.type("Thêm {{ inbound.visitors }} *x* {{")
    tap.check("{{ … }} becomes a figure, signs of Markdown stay signs", browser.run(TYPED).endswith("\n\nThêm {{ inbound.visitors }} \\*x\\* {\\{"), browser.run(TYPED))
    tap.check("… and it is computed", values_shown(browser)[-1] == "44", values_shown(browser))
    section = browser.wait("(t => t.includes('Thêm 44 *x*') && t)(document.getElementById('preview').innerText)")
    tap.check("the section is shown as it will stand", section, browser.run("document.getElementById('preview').innerText"))
    browser.press("Backspace", times=7)
    browser.press("ArrowLeft")
    voice = browser.run("[...document.querySelectorAll('.editor [role=status]')].pop().textContent")
    tap.check("a figure that is reached by keys is told", voice.startswith("Số liệu: 44. {{ inbound.visitors }}"), voice)
    browser.run("window.open = (address, target) => { window.opened = [address, target] }")
    browser.press("Enter")
    tap.check("Enter opens what it is made of, in a page of its own", (browser.run("window.opened") or [""])[0].startswith("/figures/inbound.visitors?"), browser.run("window.opened"))
    browser.press("Backspace")
    tap.check("it is removed as one", browser.run(TYPED).endswith("\n\nThêm"), browser.run(TYPED))
    browser.press("z", CONTROL)
    tap.check("… and undone", "Thêm {{ inbound.visitors }}" in browser.run(TYPED), browser.run(TYPED))
    browser.press("End", CONTROL)
    browser.type(" và ")
    browser.press("b", CONTROL)
    browser.type("mạnh")
    pressed = browser.run("document.querySelector('.tools button').getAttribute('aria-pressed')")
    tap.check("Ctrl+B writes bold, and its button tells so", browser.run(TYPED).endswith(" và **mạnh**") and pressed == "true", browser.run(TYPED))
    browser.press("b", CONTROL)
    browser.press("8", CONTROL | SHIFT)
    browser.press("Enter")
    browser.type("sâu")
    browser.press("]", CONTROL)
    tap.check("a list, and one in it", browser.run(TYPED).endswith("**mạnh**\n  - sâu"), browser.run(TYPED))


def check_inserting(tap, browser):
    browser.press("f", ALT)
    browser.type("luot khach nuoc")
    first = browser.run("document.querySelector('.picker li .found').textContent")
    browser.press("Enter")
    tap.check("a figure is found by its name without tones, and put in", first == "Lượt khách nước ngoài" and browser.run(TYPED).endswith("sâu{{ count(inbound.visitors) }}"), [first, browser.run(TYPED)])
    browser.press("f", ALT)
    browser.press("Escape")
    inside = "document.activeElement.closest('.ProseMirror') !== null"
    tap.check("Escape closes the list of figures, back in the text", browser.wait(f"!document.querySelector('.picker') && {inside}", 20))
    browser.press("Tab")
    tap.check("Tab leaves the text", not browser.run(inside))
    browser.run("document.querySelector('.ProseMirror').focus()")
    browser.press("End", CONTROL)
    browser.press("Enter", times=3)
    browser.run(PASTE % json.dumps(WORD))
    tap.check("what Word brings becomes paragraphs and items", browser.run(TYPED).endswith("\n\n**Kết quả** tốt\n\n- việc một;\n- việc hai\n\na b"), browser.run(TYPED))


def check_keeping(tap, browser, address, own):
    typed = browser.run(TYPED)
    browser.open(address)
    tap.check("who leaves with a text that is not saved is asked", browser.dialogs == ["beforeunload"], browser.dialogs)
    tap.check("… and is offered it again", browser.run(TYPED) == TEXT and browser.run("document.querySelectorAll('.editor .box').length") == 1, browser.run(TYPED))
    browser.click(".editor .box button")
    tap.check("… as it was", browser.run(TYPED) == typed and not browser.run("document.querySelector('.editor .box')"), browser.run(TYPED))
    values_shown(browser)
    browser.click(".tools button:last-child")
    tap.check("the text can be written as it stands", browser.run("!document.getElementById('text').hidden && !document.querySelector('.ProseMirror')"))
    browser.run("(t => { t.value = t.value + ' Hết.'; t.dispatchEvent(new Event('input', { bubbles: true })) })(document.getElementById('text'))")
    browser.click(".tools button:last-child")
    tap.check("… and back", browser.run("document.querySelector('.ProseMirror').innerText.trim().endsWith('a b Hết.')"))
    browser.run("window.gone = true")
    browser.click("button[value=save]")
    browser.wait("!window.gone && document.readyState === 'complete'")
    kept = browser.run("Object.keys(localStorage).filter(k => k.startsWith('section ')).length")
    tap.check("it is saved, and nothing stays in the browser", kept == 0 and browser.run(TYPED) == typed + " Hết.", [kept, browser.run(TYPED)])
    tap.check("nobody is asked then", browser.dialogs == ["beforeunload"], browser.dialogs)


def check_browser(tap, site, own, part):
    address = f"http://127.0.0.1:{site.port}{part}"
    with Chromium() as browser:
        browser.cookies(site.port, own.cookies)
        check_writing(tap, browser, address)
        check_inserting(tap, browser)
        check_keeping(tap, browser, address, own)
        browser.size(360, 740)
        browser.open(address)
        wide = browser.run("document.documentElement.scrollWidth")
        tap.check("a narrow screen holds it", wide <= 360, wide)
        tap.check("nothing was refused by the content policy, no script failed", browser.told == [], browser.told)


def given_part(site):
    compiler = site.browser("compiler")
    report = compiler.post("/reports", {"kind": "1", "number": "1", "year": "2020", "cutoff": "2020-03-12"}).location
    paths = [f for f in fields_of(compiler.get(report + "/parts").text) if f[0].startswith("path.")]
    number = next(name.split(".")[1] for name, path in paths if path.endswith("Đoàn vào"))
    compiler.post(report + "/parts", [("division." + number, "htqt")] + paths)
    return report + "/parts/" + re.search(report + r"/parts/(\d+)", compiler.get(report + "/parts").text)[1]


def main():
    tap = Tap()
    if NODE:
        check_alone(tap)
    bundled = os.path.join(ROOT, "assets", "editor")
    has_packages = shutil.which("npm") and os.path.isdir(os.path.join(bundled, "node_modules"))
    if has_packages:
        check_bundle(tap, bundled)
    with Site(demo=("tb",), accounts=[account("compiler", "compiler"), account("own", "officer", division="htqt")]) as site:
        site.start()
        own, part = site.browser("own"), given_part(site)
        version = re.search(r'name="version" value="(\d+)"', own.get(part).text)[1]
        page = own.get(own.post(part, {"version": version, "act": "save", "text": TEXT}).location).text
        scripts = re.findall(r'<script src="(/assets/[0-9a-f]+/[a-z-]+\.js)" defer></script>', page)
        tap.check("the editor's scripts lie in the program", len(scripts) == 6 and all(own.get(script).status == 200 for script in scripts), scripts)
        tap.check("their licences go with them", "Permission is hereby granted" in own.get(next(s for s in scripts if "prosemirror" in s)).text[:1500])
        tap.check("who does not write it gets no editor", "section-editor.js" not in site.browser("compiler").get(part).text or "data-preview" in page)
        if NODE:
            check_reading(tap, own, part)
        if BROWSER:
            check_browser(tap, site, own, part)
        status, err = site.stop()
        tap.check("the server ends well", status == 0 and "Sanitizer" not in err, err[-3000:])
    for name, found in (("ProseMirror's bundle: npm ci in assets/editor", has_packages), ("texts and documents at random: node", NODE), ("the editor by its keys: chromium", BROWSER)):
        if not found:
            tap.count += 1
            print(f"ok {tap.count} - {name} # SKIP it is not installed")
    tap.end()


main()
