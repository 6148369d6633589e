# SPDX-License-Identifier: Apache-2.0
"""A browser that is led over its debugging pipe: a page, its keys, its clipboard, what it shows."""
import base64
import json
import os
import select
import shutil
import subprocess
import tempfile
import time

PROGRAM = next((found for found in map(shutil.which, ("chromium", "chromium-browser", "google-chrome")) if found), None)
CONTROL, SHIFT, ALT = 2, 8, 1
KEYS = {"Enter": (13, "\r"), "Backspace": (8, ""), "Delete": (46, ""), "Tab": (9, ""), "Escape": (27, ""), "ArrowLeft": (37, ""), "ArrowRight": (39, ""),
        "ArrowUp": (38, ""), "ArrowDown": (40, ""), "Home": (36, ""), "End": (35, ""), "[": (219, "["), "]": (221, "]")}


class Chromium:
    def __init__(self, width=1280, height=1000):
        self.folder = tempfile.mkdtemp(prefix="ngoaivu-chromium-")
        to_read, self.to = os.pipe()
        self.come, from_write = os.pipe()
        command = [PROGRAM, "--headless=new", "--no-sandbox", "--disable-gpu", "--no-first-run", "--disable-extensions", "--hide-scrollbars", "--lang=vi",
                   f"--user-data-dir={self.folder}/profile", "--remote-debugging-pipe", "about:blank"]
        words = 'r=$1 w=$2; shift 2; eval "exec \\"\\$@\\" 3<&$r 4>&$w"'
        self.process = subprocess.Popen(["bash", "-c", words, "bash", str(to_read), str(from_write), *command], pass_fds=(to_read, from_write),
                                        stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        os.close(to_read)
        os.close(from_write)
        self.number, self.rest, self.session, self.told, self.dialogs = 0, b"", None, [], []
        target = self.ask("Target.createTarget", url="about:blank")["targetId"]
        self.session = self.ask("Target.attachToTarget", targetId=target, flatten=True)["sessionId"]
        for domain in ("Page", "Runtime", "Log", "Network"):
            self.ask(domain + ".enable")
        self.size(width, height)

    def receive(self, until):
        while b"\0" not in self.rest:
            if not select.select([self.come], [], [], max(0, until - time.monotonic()))[0]:
                raise TimeoutError("the browser does not answer")
            piece = os.read(self.come, 1 << 16)
            if not piece:
                raise EOFError("the browser has ended")
            self.rest += piece
        line, self.rest = self.rest.split(b"\0", 1)
        return json.loads(line)

    def ask(self, method, **words):
        self.number += 1
        number, message = self.number, {"id": self.number, "method": method, "params": words}
        if self.session:
            message["sessionId"] = self.session
        os.write(self.to, json.dumps(message).encode() + b"\0")
        until = time.monotonic() + 60
        while True:
            answer = self.receive(until)
            if answer.get("id") == number:
                if "error" in answer:
                    raise RuntimeError(f"{method}: {answer['error']}")
                return answer["result"]
            self.note(answer)

    def note(self, event):
        """What went wrong in the page: errors of scripts, and what the content policy refused."""
        words = event.get("params", {})
        if event.get("method") == "Runtime.exceptionThrown":
            self.told.append(words["exceptionDetails"].get("exception", {}).get("description", words["exceptionDetails"]["text"]))
        elif event.get("method") == "Log.entryAdded" and words["entry"]["level"] == "error":
            self.told.append(words["entry"]["text"] + " " + words["entry"].get("url", ""))
        elif event.get("method") == "Page.javascriptDialogOpening":
            self.dialogs.append(words["type"])
            self.number += 1
            os.write(self.to, json.dumps({"id": self.number, "method": "Page.handleJavaScriptDialog", "params": {"accept": True}, "sessionId": self.session}).encode() + b"\0")

    def size(self, width, height):
        self.ask("Emulation.setDeviceMetricsOverride", width=width, height=height, deviceScaleFactor=1, mobile=width < 600)

    def dark(self, on=True):
        self.ask("Emulation.setEmulatedMedia", features=[{"name": "prefers-color-scheme", "value": "dark" if on else "light"}])

    def cookies(self, port, cookies):
        for name, value in cookies.items():
            self.ask("Network.setCookie", name=name, value=value, url=f"http://127.0.0.1:{port}/")

    def open(self, address):
        self.run("window.gone = true")
        self.ask("Page.navigate", url=address)
        self.wait("!window.gone && document.readyState === 'complete'")

    def run(self, script):
        """The value of an expression, which may be a promise."""
        done = self.ask("Runtime.evaluate", expression=script, awaitPromise=True, returnByValue=True, userGesture=True)
        if "exceptionDetails" in done:
            raise RuntimeError(done["exceptionDetails"].get("exception", {}).get("description", script))
        return done["result"].get("value")

    def wait(self, script, seconds=60):
        """Until it holds; what it is in the end."""
        until = time.monotonic() + seconds
        while time.monotonic() < until:
            try:
                value = self.run(script)
            except RuntimeError:
                value = None
            if value:
                return value
            time.sleep(0.05)
        return None

    def type(self, text):
        for sign in text:
            self.ask("Input.dispatchKeyEvent", type="keyDown", text=sign, unmodifiedText=sign, key=sign)
            self.ask("Input.dispatchKeyEvent", type="keyUp", key=sign)

    def press(self, key, modifiers=0, times=1):
        code, text = KEYS.get(key, (ord(key.upper()[0]), key))
        name = key if key in KEYS and len(key) > 1 else {"[": "BracketLeft", "]": "BracketRight"}.get(key, ("Digit" if key.isdigit() else "Key") + key.upper())
        words = {"key": key, "code": name, "windowsVirtualKeyCode": code, "nativeVirtualKeyCode": code, "modifiers": modifiers}
        for _ in range(times):
            self.ask("Input.dispatchKeyEvent", type="keyDown" if text and not modifiers & (CONTROL | ALT) else "rawKeyDown",
                     **({"text": text} if text and not modifiers & (CONTROL | ALT) else {}), **words)
            self.ask("Input.dispatchKeyEvent", type="keyUp", **words)

    def click(self, selector):
        self.run(f"document.querySelector({json.dumps(selector)}).scrollIntoView({{block: 'center'}})")
        x, y = self.run(f"(r => [r.left + r.width / 2, r.top + r.height / 2])(document.querySelector({json.dumps(selector)}).getBoundingClientRect())")
        for kind in ("mousePressed", "mouseReleased"):
            self.ask("Input.dispatchMouseEvent", type=kind, x=x, y=y, button="left", clickCount=1)

    def shot(self, path):
        with open(path, "wb") as file:
            file.write(base64.b64decode(self.ask("Page.captureScreenshot", captureBeyondViewport=True)["data"]))

    def close(self):
        os.close(self.to)
        try:
            self.process.wait(20)
        except subprocess.TimeoutExpired:
            self.process.kill()
            self.process.wait()
        os.close(self.come)
        shutil.rmtree(self.folder, ignore_errors=True)

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.close()
