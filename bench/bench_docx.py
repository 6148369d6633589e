# SPDX-License-Identifier: Apache-2.0
"""DOCX of a six-page report (Quảng Ngãi, August 2020) against carbone, docx and docxtemplater."""
import html
import json
import os
import re
import zipfile

from tools import HERE, undisturbed

ROUNDS = 5
GOALS = {'carbone': 4, 'docx': 15, 'docxtemplater': 15}


def report(bench):
    """The report's tree and what is printed of it, for the peers."""
    tree, flow = bench.path('report.json'), bench.path('flow.json')
    if not os.path.exists(tree):
        bench.run([bench.ngoaivu, '--db', bench.demo(), 'report', '--office', 'qn', '--period', '2020-08',
                   '--output', tree])
        bench.run([bench.program('document'), 'flow', tree, '1', flow])
    return tree, flow


def words(path):
    with zipfile.ZipFile(path) as archive:
        xml = archive.read('word/document.xml').decode()
    paragraphs = re.findall(r'<w:p[ >].*?</w:p>', xml, re.S)
    texts = [''.join(re.findall(r'<w:t(?: [^>]*)?>([^<]*)</w:t>', p)) for p in paragraphs]
    return html.unescape(' '.join(texts)).split()


def lines(flow):
    """Every text that must be in each file, without the generated labels."""
    with open(flow, encoding='utf-8') as file:
        data = json.load(file)
    items = data['items'] + [item for appendix in data['appendices'] for item in appendix['items']]
    for item in items:
        if item['kind'] == 'table':
            yield from (cell for row in item['header'] + item['rows'] for cell in row)
        else:
            yield item['text']


def check(flow, name, path):
    text = ' '.join(words(path))
    missing = [line for line in lines(flow) if ' '.join(line.split()) not in text]
    with open(path, 'rb') as file:
        size = len(file.read())
    print('  %s: %d words, %d bytes%s' % (name, len(text.split()), size,
                                          ', %d texts MISSING: %r' % (len(missing), missing[0]) if missing else ''))


def package_version(name):
    with open(os.path.join(HERE, 'node_modules', name, 'package.json'), encoding='utf-8') as file:
        return json.load(file)['version']


def run(bench):
    tree, flow = report(bench)
    commands = {'ngoaivu': [bench.program('document'), 'docx', tree, '300', bench.path('ngoaivu.docx')]}
    for name in GOALS:
        template = bench.path('template-%s.docx' % name)
        commands[name] = ['node', bench.peer(name), flow, '150', bench.path(name + '.docx')]
        if name != 'docx':
            bench.run(['node', bench.peer('template'), name, template])
            commands[name].append(template)
        print('  %s %s' % (name, package_version(name)))
    for command in commands.values():
        bench.show(*command)
    steady = bench.in_turns(ROUNDS, {name: lambda c=command: undisturbed(bench.times(c, 'document', 50))
                                     for name, command in commands.items()})
    for name in commands:
        check(flow, name, bench.path(name + '.docx'))
    for name, goal in GOALS.items():
        bench.compare('DOCX, six pages', steady['ngoaivu'], name, steady[name], goal)
    once = {name: [part if part not in ('300', '150') else '1' for part in command]
            for name, command in commands.items()}
    cold = bench.in_turns(ROUNDS, {name: lambda c=command: [bench.run(c)[1]] for name, command in once.items()})
    for name in GOALS:
        bench.compare('… in a cold process', cold['ngoaivu'], name, cold[name])
