# SPDX-License-Identifier: Apache-2.0
"""A server of its own with a store of its own, and browsers that talk to it as plain HTTP clients.

NGOAIVU names the program. Nothing here looks into it.
"""
import gzip
import html
import http.client
import json
import os
import re
import shutil
import socket
import subprocess
import sys
import tempfile
import time
import urllib.parse

sys.path.insert(0, os.path.dirname(os.path.dirname(os.path.abspath(__file__))))
from postgres import Stores

PROGRAM = os.path.abspath(os.environ.get("NGOAIVU", "build/ngoaivu"))
ROOT = os.path.dirname(os.path.dirname(os.path.dirname(os.path.abspath(__file__))))
PASSWORD = "mật khẩu thử nghiệm"
ROLES = ["officer", "clerk", "compiler", "head", "leader", "inspector", "administrator", "superior"]


class Tap:
    def __init__(self):
        self.count = self.failed = 0

    def check(self, name, good, note=""):
        self.count += 1
        self.failed += not good
        print(f"{'ok' if good else 'not ok'} {self.count} - {name}", flush=True)
        if not good:
            print("\n".join("# " + line for line in str(note)[:3000].splitlines()), flush=True)
        return good

    def end(self):
        print(f"1..{self.count}")
        sys.exit(1 if self.failed else 0)


class Answer:
    def __init__(self, response, body):
        self.status, self.headers = response.status, response.headers
        self.raw = body
        if response.headers.get("Content-Encoding") == "gzip":
            body = gzip.decompress(body)
        self.body = body
        self.text = body.decode("utf-8", "replace")
        self.location = response.headers.get("Location")

    def __str__(self):
        return f"{self.status} {self.location or ''}\n{self.headers}\n{plain(self.text)[:1500]}"


def until(condition, seconds=60):
    end = time.monotonic() + seconds
    while not condition() and time.monotonic() < end:
        time.sleep(0.02)
    return condition()


def text_of(path):
    with open(path, encoding="utf-8", errors="replace") as file:
        return file.read()


def plain(text):
    """What a reader sees of a page."""
    return html.unescape(re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", text)))


def rows_of(table):
    """The rows of a table as lists of what their cells say."""
    return [[plain(c).strip() for c in re.findall(r"<t[hd][^>]*>(.*?)</t[hd]>", row, re.S)] for row in re.findall(r"<tr[^>]*>(.*?)</tr>", table.split("<tbody>")[1], re.S)]


def tables_of(page):
    return re.findall(r"<table[^>]*>.*?</table>", page, re.S)


class Browser:
    """Cookies, forms with their token, redirections only when followed."""

    def __init__(self, port, gzipped=False, address=None):
        self.port, self.cookies, self.gzipped, self.address = port, {}, gzipped, address

    def ask(self, method, target, body=None, headers=None):
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=60)
        own = {"Cookie": "; ".join(f"{n}={v}" for n, v in self.cookies.items())} if self.cookies else {}
        if self.gzipped:
            own["Accept-Encoding"] = "gzip"
        if self.address:
            own["X-Forwarded-For"] = self.address
        own.update(headers or {})
        connection.request(method, target, body, own)
        response = connection.getresponse()
        answer = Answer(response, response.read())
        connection.close()
        for line in response.headers.get_all("Set-Cookie") or []:
            name, value = line.split(";")[0].split("=", 1)
            if "Max-Age=0" in line:
                self.cookies.pop(name, None)
            else:
                self.cookies[name] = value
        return answer

    def get(self, target, **headers):
        return self.ask("GET", target, None, headers)

    def token(self, target):
        """A form token as the page at `target` carries it."""
        found = re.search(r'name="form-token" value="([0-9a-f]+)"', self.get(target).text)
        return found[1] if found else ""

    def post(self, target, fields=(), token_of="/account", token=None, headers=None):
        pairs = list(fields.items()) if isinstance(fields, dict) else list(fields)
        token = self.token(token_of) if token is None else token
        body = urllib.parse.urlencode([("form-token", token)] + pairs)
        return self.ask("POST", target, body, {"Content-Type": "application/x-www-form-urlencoded", **(headers or {})})

    def post_parts(self, target, fields, files, token_of="/account"):
        """A form with files: (input, name of the file, bytes)."""
        boundary = "x7s8d6f87sdf"
        body = b""
        for name, value in [("form-token", self.token(token_of))] + list(fields):
            body += f'--{boundary}\r\nContent-Disposition: form-data; name="{name}"\r\n\r\n{value}\r\n'.encode()
        for name, file, content in files:
            body += f'--{boundary}\r\nContent-Disposition: form-data; name="{name}"; filename="{file}"\r\nContent-Type: application/octet-stream\r\n\r\n'.encode()
            body += content + b"\r\n"
        return self.ask("POST", target, body + f"--{boundary}--\r\n".encode(), {"Content-Type": f"multipart/form-data; boundary={boundary}"})

    def send_file(self, target, name, content, token_of="/account"):
        return self.post_parts(target, [], [("file", name, content)], token_of)

    def sign_in(self, name, password=PASSWORD):
        return self.post("/sign-in", {"name": name, "password": password}, token_of="/sign-in")

    def form_of(self, target):
        """The fields of the longest form of a page, as they stand."""
        forms = re.findall(r"<form\b.*?</form>", self.get(target).text, re.S)
        return fields_of(max(forms, key=len)) if forms else []


def fields_of(form):
    """(name, value) of every input that a browser would send, as they stand."""
    fields = []
    for found in re.finditer(r"<(input|textarea|select)\b([^>]*)>", form):
        tag, attributes = found[1], found[2]
        name, value = re.search(r'\bname="([^"]*)"', attributes), re.search(r'\bvalue="([^"]*)"', attributes)
        if not name or 'type="file"' in attributes or (re.search(r'type="(checkbox|radio)"', attributes) and " checked" not in attributes):
            continue
        text = value[1] if value else ""
        if tag == "textarea":
            text = form[found.end():form.index("</textarea>", found.end())].lstrip("\n")
        elif tag == "select":
            options = form[found.end():form.index("</select>", found.end())]
            chosen = re.search(r'<option value="([^"]*)" selected', options) or re.search(r'<option value="([^"]*)"', options)
            text = chosen[1] if chosen else ""
        fields.append((html.unescape(name[1]), html.unescape(text)))
    return fields


def filled(page, text):
    """What somebody would send who typed `text` wherever a form takes text, and chose the first of what it offers elsewhere."""
    form = max(re.findall(r"<form\b.*?</form>", page, re.S), key=len)
    offered = {found[1]: html.unescape(found[2]) for found in re.finditer(r'<datalist id="([^"]+)">\s*<option value="([^"]*)"', form)}
    fields, ticked = [], set()
    for found in re.finditer(r"<(input|textarea|select)\b([^>]*)>", form):
        tag, have = found[1], dict(re.findall(r'\b([a-z]+)="([^"]*)"', found[2]))
        name, kind, value = have.get("name", ""), have.get("type", "text"), html.unescape(have.get("value", ""))
        if not name or name == "form-token":
            continue
        if kind == "file":
            continue
        if kind in ("checkbox", "radio"):
            if name in ticked:
                continue
            ticked.add(name)
        elif tag == "select":
            options = form[found.end():form.index("</select>", found.end())]
            value = next((html.unescape(v) for v in re.findall(r'<option value="([^"]+)"', options)), "")
        elif kind != "hidden" and not value:
            if have.get("day"):
                value = "03/2/2020" + " 08:00" * (have["day"] == "time")
            elif name.endswith(".rate"):
                value = ""
            elif have.get("inputmode"):
                value = "1"
            else:
                value = offered.get(have.get("list"), "" if "list" in have else text)
        fields.append((name, value))
    return fields


class Site:
    """A folder with a store in it, and the server."""

    def __init__(self, demo=("tb",), accounts=None, **env):
        self.folder = tempfile.mkdtemp(prefix="ngoaivu-web-")
        self.env = dict(os.environ, NGOAIVU_SHARE=os.environ.get("NGOAIVU_SHARE", ROOT), NGOAIVU_LANG="vi", **env)
        self.process = None
        self.port = free_port()
        self.stores = Stores(self.folder)
        self.stores.make("store.db")
        self.url = self.stores.url("store.db")
        if demo:
            self.run("demo", "--offices", ",".join(demo))
        if accounts:
            self.write("accounts.json", json.dumps(accounts))
            self.run("user", "load", "accounts.json")

    def path(self, name):
        return os.path.join(self.folder, name)

    def write(self, name, text):
        with open(self.path(name), "w", encoding="utf-8") as file:
            file.write(text)

    def run(self, *words, check=True, stdin=None):
        done = subprocess.run([PROGRAM, "--db", self.url, *words], cwd=self.folder, env=self.env, capture_output=True, text=True, input=stdin)
        if check and done.returncode:
            raise SystemExit(f"ngoaivu {' '.join(words)}: {done.stdout}{done.stderr}")
        return done

    def start(self, *words, wait=True):
        self.out, self.err = open(self.path("out"), "ab"), open(self.path("err"), "ab")
        self.process = subprocess.Popen([PROGRAM, "--db", self.url, "serve", "--listen", f"127.0.0.1:{self.port}", "--log", "access.log", *words],
                                        cwd=self.folder, env=self.env, stdout=self.out, stderr=self.err)
        until = time.monotonic() + 60
        while wait and time.monotonic() < until and self.process.poll() is None:
            try:
                socket.create_connection(("127.0.0.1", self.port), 1).close()
                break
            except OSError:
                time.sleep(0.05)
        return self

    def stop(self):
        """The exit status, and what was said on standard error."""
        if self.process and self.process.poll() is None:
            self.process.terminate()
            try:
                self.process.wait(60)
            except subprocess.TimeoutExpired:
                self.process.kill()
                self.process.wait()
        status = self.process.returncode if self.process else 0
        self.process = None
        with open(self.path("err"), encoding="utf-8", errors="replace") as file:
            return status, file.read()

    def browser(self, name=None, **options):
        browser = Browser(self.port, **options)
        if name:
            answer = browser.sign_in(name)
            if answer.status != 303:
                raise SystemExit(f"{name} cannot sign in: {answer}")
        return browser

    def __enter__(self):
        return self

    def __exit__(self, *_):
        if self.process:
            self.stop()
        self.stores.close()
        shutil.rmtree(self.folder, ignore_errors=True)


def free_port():
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        return listener.getsockname()[1]


def account(name, roles, office="tb", division="", **more):
    return {"name": name, "office": office, "person": "Người dùng " + name, "division": division, "roles": roles, "password": PASSWORD, **more}


def all_roles(office="tb"):
    """One account a role, named as the role is."""
    return [account(role, role, office) for role in ROLES]
