# SPDX-License-Identifier: Apache-2.0
"""What a hub receives, with signature and chain checked, against the same entries put bare into one table: INSERT by the
sqlite3 shell, COPY by psql; how fast an office makes its packages; and single durable writes by several at once."""
import glob
import os
import re
import shutil
import subprocess
import sys
import time

from tools import ROOT, duration, median

sys.path.insert(0, os.path.join(ROOT, 'tests'))
import postgres

# NGOAIVU_RECORDS: fewer, to see whether it runs.
RECORDS = int(os.environ.get('NGOAIVU_RECORDS', '20000'))
ROUNDS = 5 if RECORDS >= 20000 else 1
WRITES = 1600 if RECORDS >= 20000 else 64
WRITERS = (1, 8, 32)
LEAST = 0.25  # of the bare entries per second
# As a server is set up that must not lose anything.
DURABLE = {'fsync': 'on', 'synchronous_commit': 'on', 'full_page_writes': 'on', 'autovacuum': 'on', 'shared_buffers': '256MB'}
COLUMNS = ['office', 'record', 'number', 'cell', 'delta', 'history']
TABLE = 'CREATE TABLE entry(%s, PRIMARY KEY(office, record, number))' % ', '.join('%s %%s NOT NULL' % name for name in COLUMNS)


def call(command, **options):
    """Output and seconds."""
    begin = time.monotonic()
    done = subprocess.run(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, encoding='utf-8', **options)
    spent = time.monotonic() - begin
    if done.returncode != 0:
        raise RuntimeError('%s: %s' % (' '.join(command), (done.stderr or done.stdout).strip()[-300:]))
    return done.stdout, spent


def make_office(ngoaivu, folder):
    """An office's store, its packages, and its entries as CSV and as SQL; how many there are, seconds to make the packages."""
    store, box = os.path.join(folder, 'office.db'), os.path.join(folder, 'box')
    office = [ngoaivu, '--db', 'sqlite:' + store]
    call(office + ['gen', '--offices', '1', '--years', '2020-2020', '--records', str(RECORDS)])
    call(office + ['hub', 'key'])
    os.mkdir(box)
    pushes = [call(office + ['hub', 'push', '--to', box])[1] for _ in range(ROUNDS)]
    rows, _ = call(['sqlite3', '-csv', store, 'SELECT %s FROM entry' % ', '.join(COLUMNS)])
    rows = rows.split()
    with open(os.path.join(folder, 'entries.csv'), 'w', encoding='utf-8') as file:
        file.writelines(row + '\n' for row in rows)
    with open(os.path.join(folder, 'entries.sql'), 'w', encoding='utf-8') as file:
        file.write('PRAGMA synchronous = FULL; PRAGMA journal_mode = WAL;\n' + TABLE % (('INTEGER',) * len(COLUMNS)) + ' STRICT, WITHOUT ROWID;\nBEGIN;\n')
        file.writelines('INSERT INTO entry VALUES (%s);\n' % row for row in rows)
        file.write('COMMIT;\n')
    return len(rows), pushes


def receive(ngoaivu, folder, url):
    """A new hub at the URL receives all packages; seconds of the receiving."""
    hub = [ngoaivu, '--db', url]
    call(hub + ['init', '--office', 'bng'])
    call(hub + ['hub', 'key'])
    key = call([ngoaivu, '--db', 'sqlite:' + os.path.join(folder, 'office.db'), 'hub', 'key'])[0].strip()
    call(hub + ['hub', 'add', 's01', key])
    return call(hub + ['hub', 'receive'] + sorted(glob.glob(os.path.join(folder, 'box', '*'))))[1]


def remove(*names):
    for name in names:
        for path in glob.glob(name + '*'):
            os.remove(path)


def on_sqlite(ngoaivu, folder):
    hub, bare = os.path.join(folder, 'hub.db'), os.path.join(folder, 'bare.db')
    remove(hub, bare)
    ours = receive(ngoaivu, folder, 'sqlite:' + hub)
    with open(os.path.join(folder, 'entries.sql'), encoding='utf-8') as script:
        peer = call(['sqlite3', '-bail', bare], stdin=script)[1]
    return ours, peer


def on_postgresql(ngoaivu, folder, server, number):
    url = lambda name: postgres.database_url(server.url(), '%s%d' % (name, number))
    for name in ('hub', 'bare'):
        postgres.make_database(server.url(), '%s%d' % (name, number))
    ours = receive(ngoaivu, folder, url('hub'))
    call(['psql', '-qX', '-d', url('bare'), '-c', TABLE % (('bigint',) * len(COLUMNS))])
    copy = "\\copy entry FROM '%s' CSV" % os.path.join(folder, 'entries.csv')
    return ours, call(['psql', '-qX', '-d', url('bare'), '-c', copy])[1]


def tell(bench, what, entries, ours, name, peer):
    ratio = sorted(p / o for o, p in zip(ours, peer))[len(ours) // 2]
    middle = lambda values: entries / sorted(values)[len(values) // 2] / 1e3
    bench.row(what, '%.0f thousand entries/s' % middle(ours), '%s %.0f thousand' % (name, middle(peer)), '%.2f ×' % ratio,
              '≥ %g ×' % LEAST, 'met' if ratio >= LEAST else 'missed')


def receiving(bench, folder, server):
    entries, pushes = make_office(bench.ngoaivu, folder)
    size = sum(os.path.getsize(path) for path in glob.glob(os.path.join(folder, 'box', '*')))
    print('  %d records with %d entries; %.1f bytes an entry in packages' % (RECORDS, entries, size / entries))
    bench.row('packages of an office', '%.0f thousand entries/s' % (entries / sorted(pushes)[ROUNDS // 2] / 1e3), '', '', '', '')
    bench.show(bench.ngoaivu, 'hub', 'receive', 'box/*')
    bench.show('sqlite3', 'bare.db', '< entries.sql')
    bench.show('psql', '-c', "\\copy entry FROM 'entries.csv' CSV")
    for what, peer, measure in (('SQLite', 'sqlite3, INSERT', lambda number: on_sqlite(bench.ngoaivu, folder)),
                                ('PostgreSQL', 'psql, COPY', lambda number: on_postgresql(bench.ngoaivu, folder, server, number))):
        both = [measure(number) for number in range(ROUNDS)]
        tell(bench, 'a hub receives, ' + what, entries, [pair[0] for pair in both], peer, [pair[1] for pair in both])


PLAIN = """\\set day random(1, 365)
BEGIN;
INSERT INTO visit(name, host, country, programme, day, n0, n1, n2, n3, n4, n5, n6, n7, n8, n9)
  VALUES ('Đoàn công tác của thành phố kết nghĩa', 'leaders', 'JP', 'Trao đổi về hợp tác giáo dục, nông nghiệp, y tế và giao lưu nhân dân', :day, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10)
  RETURNING id AS visit \\gset
INSERT INTO change(visit, at, who, body) VALUES (:visit, now(), 'bench', 'Trao đổi về hợp tác giáo dục, nông nghiệp, y tế và giao lưu nhân dân');
COMMIT;
"""
PLAIN_TABLES = ('CREATE TABLE visit(id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY, name text, host text, country text, programme text, day bigint, %s);'
                ' CREATE INDEX visit_day ON visit(day, host);'
                ' CREATE TABLE change(id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY, visit bigint, at timestamptz, who text, body text)'
                % ', '.join('n%d bigint' % n for n in range(10)))


def figures_of(output):
    """Writes a second, and the seconds that one in a hundred takes longer than."""
    writes = sorted(int(value) / 1e9 for value in re.findall(r'^write (\d+)$', output, re.M))
    whole = int(re.search(r'^all (\d+)$', output, re.M)[1]) / 1e9
    return WRITES / whole, writes[int(len(writes) * 0.99)]


def with_pgbench(server, number, writers):
    url = postgres.database_url(server.url(), 'plain%d' % number)
    postgres.make_database(server.url(), 'plain%d' % number)
    call(['psql', '-qX', '-d', url, '-c', PLAIN_TABLES])
    script, log = os.path.join(server.folder, 'plain.sql'), os.path.join(server.folder, 'pgbench')
    with open(script, 'w', encoding='utf-8') as file:
        file.write(PLAIN)
    remove(log)
    output, _ = call([os.path.join(server.programs, 'pgbench'), '-n', '-M', 'prepared', '-c', str(writers), '-j', str(min(writers, 2)), '-t', str(WRITES // writers),
                      '-l', '--log-prefix', log, '-f', script, url])
    times = []
    for path in glob.glob(log + '*'):
        with open(path, encoding='utf-8') as file:
            times += [int(line.split()[2]) / 1e6 for line in file]
    return float(re.search(r'tps = ([\d.]+)', output)[1]), sorted(times)[int(len(times) * 0.99)]


def writing(bench, server):
    """Single writes that are durable, by so many at once; in turns with the plain tables."""
    program, made = bench.program('writers'), 0
    bench.show(program, 'ours', 'writers', 'URL', str(WRITES), 'N')
    bench.show(program, 'plain', 'writers', 'plain.db', str(WRITES), 'N')
    bench.show('pgbench', '-M', 'prepared', '-c', 'N', '-f', 'plain.sql')
    for what in ('SQLite', 'PostgreSQL'):
        for writers in WRITERS:
            ours, plain = [], []
            for _ in range(ROUNDS):
                made += 1
                folder = bench.path('writers%d' % made)
                os.mkdir(folder)
                if what == 'SQLite':
                    url = os.path.join(folder, 'store.db')
                    plain.append(figures_of(call([program, 'plain', folder, os.path.join(folder, 'plain.db'), str(WRITES), str(writers)])[0]))
                else:
                    url = postgres.database_url(server.url(), 'store%d' % made)
                    postgres.make_database(server.url(), 'store%d' % made)
                    plain.append(with_pgbench(server, made, writers))
                ours.append(figures_of(call([program, 'ours', folder, url, str(WRITES), str(writers)])[0]))
                shutil.rmtree(folder)
            rate = lambda results: median([result[0] for result in results])
            slow = lambda results: duration(median([result[1] for result in results]))
            bench.row('durable writes by %d at once, %s' % (writers, what), '%.0f/s' % rate(ours), 'plain SQL %.0f/s' % rate(plain),
                      '%.2f ×' % median([o[0] / p[0] for o, p in zip(ours, plain)]), '', 'p99 %s and %s' % (slow(ours), slow(plain)))


def run(bench):
    folder = bench.path('hub')
    os.mkdir(folder)
    os.environ['XDG_DATA_HOME'] = folder
    os.environ['NGOAIVU_WAIT'] = '600' # those who are not served in turn are waited for
    if not postgres.programs():
        raise RuntimeError('PostgreSQL 15 is not installed')
    with postgres.Server(DURABLE) as server:
        receiving(bench, folder, server)
        writing(bench, server)
    shutil.rmtree(folder)
