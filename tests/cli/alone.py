#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""The program by itself, copied to where nothing of it is beside: it speaks Vietnamese, makes an office's reports and
serves, to the byte as with the folders it was made from. TAP."""
import glob
import os
import shutil
import socket
import subprocess
import sys
import tempfile
import time
import urllib.request

sys.dont_write_bytecode = True
from door import DONE, NOW, PROGRAM, ROOT, Tap

OFFICES = {"tb": "2020-Q1", "vp": "2020-H1"}


def run(program, folder, *words, **env):
    own = {name: value for name, value in os.environ.items() if name.endswith("SAN_OPTIONS")}
    done = subprocess.run([program, *words], cwd=folder, env={**own, "NGOAIVU_NOW": NOW, "TZ": "UTC", **env}, capture_output=True, timeout=300)
    return done.returncode, done.stdout.decode(errors="replace"), done.stderr.decode(errors="replace")


def reports(program, folder, **env):
    """What the demonstration offices report: {name: bytes}."""
    said = [run(program, folder, "demo", "--offices", ",".join(OFFICES), **env)]
    for office, period in OFFICES.items():
        said += [run(program, folder, "report", "--office", office, "--period", period, "-o", f"{office}.{ending}", **env) for ending in ("docx", "txt")]
    said.append(run(program, folder, "registers", **env))
    said.append(run(program, folder, "report", "--office", "tb", "--period", "2020-Q1", "--template", "none-such", **env))
    made = {os.path.basename(path): open(path, "rb").read() for path in glob.glob(os.path.join(folder, "*.*")) if path.endswith((".docx", ".txt"))}
    return said, made


def serves(program, folder):
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    server = subprocess.Popen([program, "serve", "--listen", f"127.0.0.1:{port}"], cwd=folder, env={name: value for name, value in os.environ.items() if name.endswith("SAN_OPTIONS")},
                              stdout=subprocess.DEVNULL, stderr=subprocess.PIPE)
    try:
        until = time.monotonic() + 60
        while time.monotonic() < until and server.poll() is None:
            try:
                return urllib.request.urlopen(f"http://127.0.0.1:{port}/sign-in", timeout=30).read().decode()
            except OSError:
                time.sleep(0.05)
        return "no answer"
    finally:
        server.terminate()
        server.wait(60)


def main():
    tap = Tap()
    with tempfile.TemporaryDirectory(prefix="ngoaivu-alone-") as folder:
        program = os.path.join(folder, "alone", "ngoaivu")
        for name in ("alone", "with"):
            os.mkdir(os.path.join(folder, name))
        shutil.copy(PROGRAM, program)
        tap.check("it speaks Vietnamese", "Các lệnh:" in run(program, "/", "--help")[1], run(program, "/", "--help"))
        tap.check("and English when asked", "Commands:" in run(program, "/", "--lang", "en", "--help")[1])
        said, made = reports(program, os.path.join(folder, "alone"))
        expected_said, expected = reports(PROGRAM, os.path.join(folder, "with"), NGOAIVU_SHARE=ROOT)
        tap.check("it makes the demonstration offices and their reports", all(status == DONE for status, _, _ in said[:-1]) and len(made) == 2 * len(OFFICES), said)
        tap.check("as with its folders, to the byte", made == expected and said == expected_said, (list(made), [pair for pair in zip(said, expected_said) if pair[0] != pair[1]]))
        page = serves(program, os.path.join(folder, "alone"))
        tap.check("it serves, in Vietnamese", "Đăng nhập" in page, page[:500])
    tap.done()


main()
