#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Draws docs/terminal.svg: commands of ngoaivu with their real output. docs/terminal.py PROGRAM > docs/terminal.svg"""
import os
import subprocess
import sys
import tempfile
from xml.sax.saxutils import escape

COMMANDS = [
    "ngoaivu figure inbound.visitors --office tb --span 2020-01-01/2020-03-12 --by host",
    "ngoaivu figure protection.held --office qn --at 2020-08-31 --by country",
    "ngoaivu issue --office tb --period 2020-Q1 --cutoff 2020-03-12 --date 2020-03-12 -o baocao.docx",
    "ngoaivu verify baocao.docx",
    "ngoaivu explain baocao.docx 13",
    "ngoaivu audit",
]
SIZE, LINE, MARGIN, WIDTH = 14, 20, 18, 1000
CHARACTER = SIZE * 0.602  # advance of the fonts named below


def output_of(command, folder, environment):
    done = subprocess.run(["bash", "-c", command], cwd=folder, env=environment, text=True, capture_output=True)
    return (done.stdout + done.stderr).splitlines()


def lines_of(program):
    with tempfile.TemporaryDirectory() as folder:
        os.symlink(os.path.abspath(program), os.path.join(folder, "ngoaivu"))
        environment = dict(os.environ, PATH=folder + ":" + os.environ["PATH"], NGOAIVU_NOW="2020-03-12T08:00:00+07:00")
        output_of("ngoaivu demo", folder, environment)
        for command in COMMANDS:
            yield "command", "$ " + command
            for line in output_of(command, folder, environment):
                yield "output", line
            yield "output", ""


def main():
    most = int((WIDTH - 2 * MARGIN) / CHARACTER)
    lines = [(kind, text if len(text) <= most else text[:most - 1] + "…") for kind, text in lines_of(sys.argv[1])][:-1]
    height = 2 * MARGIN + LINE * len(lines)
    print(f'<svg xmlns="http://www.w3.org/2000/svg" width="{WIDTH}" height="{height}" viewBox="0 0 {WIDTH} {height}" role="img" '
          'aria-label="ngoaivu on a terminal">')
    print("<style>text { font: 14px 'DejaVu Sans Mono', 'Liberation Mono', Menlo, Consolas, monospace; white-space: pre; fill: #d8dee9 } "
          ".command { fill: #a3d977; font-weight: bold }</style>")
    print(f'<rect width="{WIDTH}" height="{height}" rx="8" fill="#1c2128"/>')
    for number, (kind, text) in enumerate(lines):
        if text:
            print(f'<text x="{MARGIN}" y="{MARGIN + LINE * number + SIZE}" class="{kind}" xml:space="preserve">{escape(text)}</text>')
    print("</svg>")


main()
