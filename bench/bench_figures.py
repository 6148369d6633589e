# SPDX-License-Identifier: Apache-2.0
"""Figures on ledgers of 1, 5 and 10 million entries: one series, and 300 figures of 30 offices."""
import os
import shutil

from tools import duration, median

SIZES = [1, 5, 10]


def run(bench):
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
