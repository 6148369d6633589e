# SPDX-License-Identifier: Apache-2.0
"""Bridges over random histories: a million of them, each of which must close (NGOAIVU_HISTORIES: so many instead). Each
core lives through its share, from a seed of its own; stores are in memory where the machine has a folder for that."""
import os
import subprocess
import tempfile
import time

from tools import ROOT

MEMORY = '/dev/shm'


def run(bench):
    wanted = int(os.environ.get('NGOAIVU_HISTORIES', 1000000))
    target = 'tests/ledger/test-ledger-bridge'
    program = os.path.join(bench.build, target)
    subprocess.run(['ninja', '-C', bench.build, '--quiet', target], check=True)
    cores = len(os.sched_getaffinity(0))
    began = time.monotonic()
    with tempfile.TemporaryDirectory(dir=MEMORY if os.access(MEMORY, os.W_OK) else None) as folder:
        seed = int(os.environ.get('NGOAIVU_SEED', '20210705'))
        shares = [subprocess.Popen([program, '--histories', str(-(-wanted // cores))],
                                   env={**os.environ, 'NGOAIVU_SHARE': ROOT, 'TMPDIR': folder, 'NGOAIVU_SEED': str(seed + core)})
                  for core in range(cores)]
        failed = [share.args for share in shares if share.wait() != 0]
    assert not failed, failed
    took = time.monotonic() - began
    bench.row('bridges', '%d histories' % wanted, '%.0f s' % took, '', '', 'all close')
