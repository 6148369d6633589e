# SPDX-License-Identifier: Apache-2.0
"""How many errors are found in a report, and how many alarms are false: on reports whose errors are listed by hand, and
on clean texts in each of which one error was planted. The list is not part of the project; where it is absent
(NGOAIVU_REPORTS names its folder) only planted errors are measured. NGOAIVU_BENCH_SEED chooses other places;
NGOAIVU_BENCH_KEEP names a folder for the planted texts, with what was missed of them."""
import glob
import json
import os
import random
import re
import subprocess
import sys
import time

import plant
from bench_reports import REPORTS
from tools import HERE, ROOT, median

sys.path.insert(0, os.path.join(ROOT, 'tests', 'check'))

EACH = 40  # errors of a class
MEGABYTES, ROUNDS = 8, 5
WORDS = {'twice', 'word', 'phrase', 'spelling', 'known-name', 'name'}
NUMBERS = {'total', 'part', 'count', 'change', 'share', 'cumulation', 'repeated', 'table', 'series', 'hundred', 'ledger'}
SYMBOLS = {'symbol-year', 'symbol-form', 'symbol-kind', 'cited-twice', 'legal-unknown', 'legal-day', 'issuer'}
# The classes, and the rules by which an error of it is found.
CLASSES = {
    'total': NUMBERS, 'part': NUMBERS, 'count': NUMBERS, 'series': NUMBERS, 'change': NUMBERS, 'direction': NUMBERS, 'share': NUMBERS,
    'cumulation': NUMBERS, 'repeated': NUMBERS, 'table': NUMBERS, 'figure': NUMBERS,
    'title-year': {'period', 'cutoff'}, 'period': {'period'}, 'cutoff': {'cutoff', 'day'}, 'weekday': {'day'}, 'day': {'day', 'legal-day'}, 'stage': {'stage'},
    'years': {'years'}, 'late-document': {'day', 'symbol-year', 'cited-twice', 'legal-day'},
    'issuer': {'issuer', 'symbol-form'}, 'cited-twice': {'cited-twice', 'symbol-year'}, 'symbol-year': SYMBOLS, 'symbol-form': SYMBOLS, 'symbol-kind': SYMBOLS,
    'legal-ended': {'legal-ended'}, 'legal-day': {'legal-day'}, 'official': {'official', 'name', 'spelling'},
    'name': WORDS, 'known-name': WORDS, 'hyphened': WORDS,
    'section': {'section'}, 'twice': WORDS, 'twice-phrase': WORDS, 'passage': {'passage-twice', 'repeated'}, 'nonword': WORDS, 'typed': WORDS, 'half-word': WORDS,
    'bracket': {'bracket', 'mark'}, 'stop': {'stop', 'mark'}, 'mark': {'mark', 'stop'}, 'capital': {'capital'}, 'blank': {'blank'},
    'approximation': {'approximation'}, 'recipient': {'recipient'},
    'real-word': WORDS,
}
# A typing error that makes another syllable of Vietnamese can only be told from what is meant: measured apart.
APART = {'real-word'}
STORED = {'figure', 'legal-ended', 'legal-day', 'official'}  # against the records of the office
LEGAL = [('172/2012/NĐ-CP', '2012-03-01', '2018-01-01'), ('19/2014/TT-BTC', '2014-02-11', None)]
CITED = {'legal-ended': 'theo Nghị định số 172/2012/NĐ-CP ngày 01/3/2012 của Chính phủ',
         'legal-day': 'theo Thông tư số 19/2014/TT-BTC ngày 12/02/2014 của Bộ Tài chính'}


class Text:
    def __init__(self, name, text, ending, office=None):
        self.name, self.text, self.ending, self.office = name, text, ending, office


def texts(bench):
    """The clean texts: what the program makes of the demonstration's records, and what was written for this bench."""
    found = []
    for office, period, cutoff in REPORTS:
        path = bench.path(office + '.txt')
        bench.run([bench.ngoaivu, '--db', bench.demo(), 'report', '--office', office, '--period', period, '--output', path]
                  + (['--cutoff', cutoff] if cutoff else []))
        with open(path, encoding='utf-8') as file:
            found.append(Text(office, file.read(), 'txt', office))
    for path in sorted(glob.glob(os.path.join(HERE, 'check', '*.*'))):
        with open(path, encoding='utf-8') as file:
            found.append(Text(os.path.splitext(os.path.basename(path))[0], file.read(), path[-3:].strip('.')))
    return found


def check(bench, paths, office=None):
    """Path → findings."""
    command = [bench.ngoaivu, '--lang', 'en'] + (['--db', bench.demo(), '--office', office] if office else [])
    found = {path: [] for path in paths}
    if paths:
        done = subprocess.run(command + ['check', '--format', 'json', *paths], stdout=subprocess.PIPE, stderr=subprocess.PIPE, encoding='utf-8')
        if done.returncode > 1:
            raise RuntimeError(done.stderr)
        for finding in json.loads(done.stdout)['findings']:
            found[finding['file']].append(finding)
    return found


def key(finding):
    return finding['rule'], finding['quote']


LOOKS_BACK = re.compile('giai đoạn|tổng kết|sơ kết|thay thế')


def cite(choose, kind, text):
    """The text with a sentence's end that cites a document; what looks back may rightly cite one that ended."""
    ends = [end for start, end in plant.Planter(choose).prose(text) if text[end - 1] == '.' and not LOOKS_BACK.search(text[start:end])]
    end = choose.choice(ends) - 1
    return text[:end] + ' ' + CITED[kind] + text[end:], text.count('\n', 0, end) + 1


def official(choose, names, text):
    if not names:
        return None
    name = choose.choice(names)
    at = name.rindex(' ') + 1
    made = name[:at] + plant.Planter(choose).other_name(name[at:] + ' ', None).strip()
    ends = [end for start, end in plant.Planter(choose).prose(text) if text[end - 1] == '.']
    end = choose.choice(ends) - 1
    return (text[:end] + '; chỉ đạo chung: đồng chí ' + made + text[end:], text.count('\n', 0, end) + 1) if made != name else None


def planted(bench, choose, all_texts, kind):
    """EACH texts with an error of the class: [(path, text, line)]."""
    planter, found = plant.Planter(choose), []
    fit = [text for text in all_texts if kind not in STORED or text.office]
    for _ in range(EACH * 30):
        text = choose.choice(fit)
        if kind in CITED:
            made = cite(choose, kind, text.text)
        elif kind == 'official':
            made = official(choose, staff(bench, text.office), text.text)
        else:
            made = planter.plant(kind, text.text)
        if made:
            path = os.path.join(bench.kept, '%s-%02d-%s.%s' % (kind, len(found), text.name, text.ending))
            with open(path, 'w', encoding='utf-8') as file:
                file.write(made[0])
            found.append((path, text, made[1]))
        if len(found) == EACH:
            break
    return found


def staff(bench, office):
    if office not in bench.staff:
        rows = json.loads(bench.run([bench.ngoaivu, '--db', bench.demo(), 'list', 'staff', '--office', office, '--format', 'json'])[0])
        bench.staff[office] = [row['name'] for row in rows]
    return bench.staff[office]


def told(bench, cases, stored):
    """Path → findings, of all cases; those against records office by office."""
    found = check(bench, [path for path, text, _ in cases if not stored])
    for office in {text.office for _, text, _ in cases if stored}:
        found.update(check(bench, [path for path, text, _ in cases if text.office == office], office))
    return found


def judge(bench, kind, cases, clean):
    """(found, findings that are right, findings that are not, first missed)"""
    answers = told(bench, cases, kind in STORED)
    hits, right, false, missed = 0, 0, [], []
    for path, text, line in cases:
        old = [key(finding) for finding in clean[text.name, kind in STORED]]
        new = [finding for finding in answers[path] if key(finding) not in old]
        good = [finding for finding in new if finding['rule'] in CLASSES[kind] or line in (finding.get('line'), finding.get('other_line'))]
        hit = any(finding['rule'] in CLASSES[kind] for finding in new)
        hits, right = hits + hit, right + len(good)
        false += [(path, finding) for finding in new if finding not in good and finding['severity'] != 'hint']
        if not hit:
            missed.append((path, line))
    return hits, right, false, missed


def measure_planted(bench, all_texts):
    seed = int(os.environ.get('NGOAIVU_BENCH_SEED', '1'))
    bench.staff = {}
    for symbol, day, end in LEGAL:
        for office, _, _ in REPORTS:
            record = {'symbol': symbol, 'kind': 'ND' if 'NĐ' in symbol else 'TT', 'title': 't', 'issuer': 'Chính phủ', 'level': 'central', 'dated_on': day}
            record.update({'ended_on': end} if end else {})
            bench.run([bench.ngoaivu, '--db', bench.demo(), 'put', 'legal', '-', '--office', office], text=json.dumps(record))
    clean, alarms = {}, []
    for text in all_texts:
        path = bench.path('clean-%s.%s' % (text.name, text.ending))
        with open(path, 'w', encoding='utf-8') as file:
            file.write(plant.clean(text.text))
        for stored in (False, True) if text.office else (False,):
            clean[text.name, stored] = check(bench, [path], text.office if stored else None)[path]
            wrong = [finding for finding in clean[text.name, stored] if finding['severity'] != 'hint' and finding['rule'] != text_right(text)]
            alarms.append(len(wrong))
            for finding in wrong:
                print('  false in %s%s: %s “%s”: %s' % (text.name, ' against records' if stored else '', finding['rule'], finding['quote'], finding['message']))
    found, all_right, all_false, all_planted = 0, 0, 0, 0
    for number, kind in enumerate(CLASSES):
        cases = planted(bench, random.Random(seed * 1000 + number), all_texts, kind)
        hits, right, false, missed = judge(bench, kind, cases, clean)
        with open(os.path.join(bench.kept, 'missed.txt'), 'a', encoding='utf-8') as file:
            file.writelines('%s missed %s:%d\n' % (kind, path, line) for path, line in missed)
            file.writelines('%s false %s:%s %s “%s” %s\n' % (kind, path, finding.get('line'), finding['rule'], finding['quote'], finding['message']) for path, finding in false)
        bench.row('planted: ' + kind, '%d of %d' % (hits, len(cases)), '', '%.0f %%' % (100 * hits / max(1, len(cases))), '',
                  'apart' if kind in APART else '%d false' % len(false) if false else '')
        if kind not in APART:
            found, all_right, all_false, all_planted = found + hits, all_right + right, all_false + len(false), all_planted + len(cases)
    share(bench, 'recall of planted errors, %d classes' % (len(CLASSES) - len(APART)), found, all_planted, 0.95)
    share(bench, 'precision of what is told of them', all_right, all_right + all_false, 0.95)
    bench.row('false alarms a clean text, worst', str(max(alarms)), '', '%.2f on average of %d' % (sum(alarms) / len(alarms), len(alarms)), '≤ 1',
              'met' if max(alarms) <= 1 else 'missed')


def text_right(text):
    """The rule that is right in a clean text: the records of one office have a cut-off after the period, on purpose."""
    return 'cutoff' if text.name == 'vp' else None


def share(bench, what, part, whole, least):
    value = part / max(1, whole)
    bench.row(what, '%d of %d' % (part, whole), '', '%.1f %%' % (100 * value), '≥ %.0f %%' % (100 * least), 'met' if value >= least else 'missed')


def measure_known(bench):
    os.environ.setdefault('NGOAIVU', bench.ngoaivu)
    import known
    if not os.path.exists(known.LIST):
        print('  %s is not there: skipped' % known.LIST)
        return
    with open(known.LIST, encoding='utf-8') as file:
        entries, weak = known.entries(file.read())
    right = wrong = 0
    by_certainty = {}
    for report in entries:
        found = check(bench, [os.path.join(known.FOLDER, report + '.txt')]).popitem()[1]
        for entry in entries[report]:
            count = by_certainty.setdefault(entry[3], [0, 0])
            count[0] += any(known.same(finding, entry) for finding in found)
            count[1] += 1
        for finding in found:
            if finding['severity'] == 'hint':
                continue
            true = any(known.same(finding, entry) for entry in entries[report]) or finding.get('line') in weak[report]
            right, wrong = right + true, wrong + (not true)
    for certainty, least in ('A', 0.95), ('B', 0.9):
        share(bench, 'known errors of certainty ' + certainty, *by_certainty[certainty], least)
    share(bench, 'precision on the known reports', right, right + wrong, 0.95)


def measure_speed(bench, all_texts):
    """The whole command, cold, on many files of the size of reports, and on one."""
    folder, size, paths = bench.path('speed'), 0, []
    os.makedirs(folder)
    while size < MEGABYTES * 1e6:
        for text in all_texts:
            path = os.path.join(folder, '%05d-%s.%s' % (len(paths), text.name, text.ending))
            with open(path, 'wb') as file:
                size += file.write(plant.clean(text.text).encode())
            paths.append(path)
    bench.show(bench.ngoaivu, 'check', '%s/*' % folder, '  # %d files, %.1f MB' % (len(paths), size / 1e6))
    def run():
        begin = time.monotonic()
        subprocess.run([bench.ngoaivu, 'check', *paths], stdout=subprocess.DEVNULL, stderr=subprocess.PIPE)
        return [time.monotonic() - begin]
    rate = size / 1e6 / median([median(run()) for _ in range(ROUNDS)])
    bench.row('check, %d files' % len(paths), '%.1f MB/s' % rate, '', '', '≥ 20 MB/s', 'met' if rate >= 20 else 'missed')


def run(bench):
    bench.kept = os.environ.get('NGOAIVU_BENCH_KEEP') or bench.path('planted')
    os.makedirs(bench.kept, exist_ok=True)
    all_texts = texts(bench)
    measure_known(bench)
    measure_speed(bench, all_texts)
    measure_planted(bench, all_texts)
