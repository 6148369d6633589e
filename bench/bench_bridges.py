# SPDX-License-Identifier: Apache-2.0
"""Bridges over random histories: a million of them, each of which must close (NGOAIVU_HISTORIES: so many instead)."""
import os
import subprocess
import time

from tools import ROOT


def run(bench):
    wanted = int(os.environ.get('NGOAIVU_HISTORIES', 1000000))
    target = 'tests/ledger/test-ledger-bridge'
    program = os.path.join(bench.build, target)
    subprocess.run(['ninja', '-C', bench.build, '--quiet', target], check=True)
    began = time.monotonic()
    subprocess.run([program, '--histories', str(wanted)], check=True, env={**os.environ, 'NGOAIVU_SHARE': ROOT})
    took = time.monotonic() - began
    bench.row('bridges', '%d histories' % wanted, '%.0f s' % took, '', '', 'all close')
