# SPDX-License-Identifier: Apache-2.0
"""Figures on ledgers of 1, 5 and 10 million entries: one series, and 300 figures of 30 offices; then a
report that asks about 18,000 of an office with 100,000 records."""
import os
import shutil

from tools import duration, median

SIZES = [1, 5, 10]
RECORDS = 100000


def run(bench):
    run_ledgers(bench)
    run_report(bench)


def run_report(bench):
    """What `ngoaivu gen` makes, told by the standard template of a year."""
    command = [bench.ngoaivu, '--db', 'sqlite:' + bench.path('year.db')]
    bench.run(command + ['gen', '--records', str(RECORDS)])
    report = command + ['report', '--office', 's01', '--period', '2020', '--template', 'standard-year', '--output',
                        bench.path('year.docx')]
    bench.show(*report)
    bench.run(report)
    seconds = [bench.run(report)[1] for _ in range(5)]
    bench.at_most('the yearly report of %d records, cold, DOCX' % RECORDS, seconds, 1)


def run_ledgers(bench):
    found = {}
    for size in SIZES:
        folder = bench.path('ledger')
        os.mkdir(folder)
        _, spent = bench.run([bench.program('ledger'), 'make', folder, str(size * 1000000)])
        megabytes = os.path.getsize(os.path.join(folder, 'store.db')) / 1e6
        print('  %d million entries: made in %.0f s, %.0f MB' % (size, spent, megabytes))
        figure = [bench.program('ledger'), 'figure', folder, '20000']
        matrix = [bench.program('ledger'), 'matrix', folder, '15']
        bench.show(*figure)
        bench.show(*matrix)
        times = bench.in_turns(3, {'figure': lambda: bench.times(figure, 'figure', 1000),
                                   'matrix': lambda: bench.times(matrix, 'matrix', 2)})
        found[size] = {name: median(values) for name, values in times.items()}
        shutil.rmtree(folder)
    bench.at_most('a figure of one series, 10 million entries', [found[10]['figure']], 20e-6)
    bench.at_most('300 figures × 30 offices, 10 million entries', [found[10]['matrix']], 60e-3)
    for name, what in (('figure', 'a figure'), ('matrix', 'the matrix')):
        bench.row('%s on 1, 5, 10 million entries' % what,
                  ', '.join(duration(found[size][name]) for size in SIZES), '',
                  '%.2f × for 10 × the entries' % (found[10][name] / found[1][name]), '', '')
