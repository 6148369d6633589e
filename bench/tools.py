# SPDX-License-Identifier: Apache-2.0
"""What the benches share: folders, commands in turns, medians, the table of results."""
import datetime
import os
import platform
import re
import shutil
import statistics
import subprocess
import tempfile
import time

HERE = os.path.dirname(os.path.abspath(__file__))
ROOT = os.path.dirname(HERE)
PROGRAMS = ['document', 'ledger', 'records', 'writers', 'national']


def median(values):
    return statistics.median(values)


def undisturbed(values):
    """What a tenth of the values are below: other work on the machine lengthens long runs more than short ones."""
    return [sorted(values)[len(values) // 10]]


def duration(seconds):
    for unit, factor in (('s', 1), ('ms', 1e3), ('µs', 1e6)):
        if seconds * factor >= 1 or unit == 'µs':
            return '%.3g %s' % (seconds * factor, unit)


class Bench:
    def __init__(self):
        self.build = os.environ.get('NGOAIVU_BUILD', os.path.join(ROOT, 'build'))
        self.rows = []
        self.began = time.monotonic()

    def __enter__(self):
        self.folder = tempfile.mkdtemp(prefix='ngoaivu-bench-')
        targets = ['ngoaivu'] + ['bench/bench-' + name for name in PROGRAMS]
        subprocess.run(['ninja', '-C', self.build, '--quiet'] + targets, check=True)
        return self

    def __exit__(self, *failure):
        shutil.rmtree(self.folder, ignore_errors=True)

    # Paths.
    def path(self, *names):
        return os.path.join(self.folder, *names)

    @property
    def ngoaivu(self):
        return os.path.join(self.build, 'ngoaivu')

    def program(self, name):
        return os.path.join(self.build, 'bench', 'bench-' + name)

    def peer(self, name):
        modules = os.path.join(HERE, 'node_modules')
        if not os.path.isdir(modules):
            subprocess.run(['npm', 'ci', '--no-audit', '--no-fund', '--silent'], cwd=HERE, check=True)
        return os.path.join(HERE, 'peers', name + '.js')

    # Commands.
    def run(self, command, text=None, **options):
        """The output of a command, its time in seconds."""
        begin = time.monotonic()
        done = subprocess.run(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, input=text,
                              encoding='utf-8', **options)
        spent = time.monotonic() - begin
        if done.returncode != 0:
            raise RuntimeError('%s: %s' % (' '.join(command), (done.stderr or done.stdout).strip()[-300:]))
        return done.stdout, spent

    def times(self, command, label, skip=0, **options):
        """The times, in seconds, of the lines "LABEL NANOSECONDS" that a command prints."""
        output, _ = self.run(command, **options)
        found = [int(value) / 1e9 for value in re.findall(r'^%s (\d+)$' % label, output, re.M)]
        return found[skip:]

    def show(self, *command):
        """Says which command is measured, with the temporary folder left out."""
        text = ' '.join(command).replace(self.folder + os.sep, '').replace(ROOT + os.sep, '')
        print('  $ ' + text)

    def in_turns(self, rounds, contestants):
        """name → the median of each round; in every round each one has its turn."""
        result = {name: [] for name in contestants}
        for _ in range(rounds):
            for name, measure in contestants.items():
                result[name].append(median(measure()))
        return result

    def demo(self):
        """The store of the demonstration offices, made once."""
        path = self.path('demo.db')
        if not os.path.exists(path):
            self.run([self.ngoaivu, '--db', 'sqlite:' + path, 'demo'])
        return 'sqlite:' + path

    # Telling.
    def version(self, command, pattern=r'\d[\w.+-]*'):
        try:
            output = subprocess.run(command, stdout=subprocess.PIPE, stderr=subprocess.STDOUT,
                                    encoding='utf-8').stdout
            return re.search(pattern, output).group(0)
        except (OSError, AttributeError):
            return 'absent'

    def head(self):
        with open('/proc/cpuinfo', encoding='utf-8') as info:
            model = re.search(r'^model name\s*: (.*)$', info.read(), re.M)
        print('%s · %s, %d cores · Linux %s · load %.1f' % (
            datetime.datetime.now().strftime('%Y-%m-%d %H:%M'), model.group(1) if model else '?',
            os.cpu_count(), platform.release(), os.getloadavg()[0]))
        commit = self.version(['git', '-C', ROOT, 'rev-parse', '--short', 'HEAD'], r'\w+')
        print('ngoaivu %s (%s) · SQLite %s · Node %s · LibreOffice %s' % (
            self.version([self.ngoaivu, '--version']), commit, self.version(['sqlite3', '--version']),
            self.version(['node', '--version']), self.version(['soffice', '--version'])))

    def title(self, name):
        print('\n%s (after %.0f s)' % (name, time.monotonic() - self.began))

    def row(self, what, ours, peer, ratio, goal, verdict):
        self.rows.append((what, ours, peer, ratio, goal, verdict))
        print('  %s: %s' % (what, ' · '.join(part for part in (ours, peer, ratio, goal, verdict) if part)))

    def compare(self, what, ours, peer_name, peer, least=None):
        """Peer against us: the median of the rounds' ratios, at least so much where there is a goal."""
        ratio = median([p / o for o, p in zip(ours, peer)])
        verdict = '' if least is None else 'met' if ratio >= least else 'missed'
        self.row(what, duration(median(ours)), '%s %s' % (peer_name, duration(median(peer))),
                 '%.1f ×' % ratio, '≥ %g ×' % least if least else '', verdict)

    def at_most(self, what, seconds, limit):
        value = median(seconds)
        self.row(what, duration(value), '', '', '≤ ' + duration(limit), 'met' if value <= limit else 'missed')

    def table(self):
        print('\n| what | ours | peer | ratio | goal | |\n| --- | --- | --- | --- | --- | --- |')
        for row in self.rows:
            print('| %s |' % ' | '.join(row))
        print('\n%.0f s in all' % (time.monotonic() - self.began))
