# SPDX-License-Identifier: Apache-2.0
"""One record with ten entries, written durably by itself; the same in bulk, in time on a processor."""
import os

from tools import duration, median


def run(bench):
    folder = bench.path('write')
    os.mkdir(folder)
    command = [bench.program('records'), 'write', folder, '1000']
    bench.show(*command)
    output, _ = bench.run(command)
    times = {'durable': [], 'bare': [], 'bulk': []}
    for line in output.splitlines():
        name, value = line.split()
        times[name].append(int(value) / 1e9)
    durable = sorted(times['durable'])
    bench.row('a record with 10 entries, durable', duration(median(durable)),
              'a bare row, durable ' + duration(median(times['bare'])), '%.1f ×' % (
                  median(durable) / median(times['bare'])), '', 'p99 ' + duration(durable[int(len(durable) * 0.99)]))
    bench.at_most('a record with 10 entries, in bulk: processor time', times['bulk'], 60e-6)
