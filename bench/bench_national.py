# SPDX-License-Identifier: Apache-2.0
"""The national matrix, 300 figures of 34 offices in a year and in the year before, on SQLite and on PostgreSQL: the
ledger of 10 million entries (NGOAIVU_BENCH_ENTRIES) against SQL on the records that posted them. Two such databases:
with the indexes that one has, by day and office, and with indexes that hold all columns of just this question. All
give the same 20,400 numbers. What is measured on is made once and kept in the build's folder."""
import hashlib
import os
import shutil
import sqlite3
import sys
import time

from tools import HERE, ROOT, duration, median

sys.path.insert(0, os.path.join(ROOT, 'tests'))
import postgres

ENTRIES = int(os.environ.get('NGOAIVU_BENCH_ENTRIES', '10000000'))
REGISTERS, OFFICES, EACH, YEAR = 30, 34, 10, 2025
ROUNDS, LEAST = 3, 50
COLUMNS = [('office', 'INTEGER'), ('number', 'INTEGER'), ('name', 'TEXT'), ('state', 'TEXT'), ('kind', 'TEXT'), ('registered', 'DAY'),
           ('held', 'DAY'), ('closed', 'DAY'), ('amount', 'INTEGER'), ('cost', 'INTEGER')]
INDEXES = {'plain': ['held, office', 'registered, office', 'closed, office'],
           'covering': ['held, office, state, kind, amount, cost', 'registered, office', 'closed, registered, office, amount']}
DONE = "state = 'done'"
FLOWS = [('count(*)', DONE), ('sum(amount)', DONE), ('sum(cost)', DONE), ('count(*)', DONE + " AND kind = 'big'"),
         ('sum(amount)', DONE + " AND kind = 'big'"), ('count(*)', "state = 'cancelled'")]
SETTINGS = {'shared_buffers': '1GB', 'maintenance_work_mem': '512MB', 'max_wal_size': '8GB', 'wal_level': 'minimal', 'max_wal_senders': '0'}


def flows(day, figures):
    """Of both years in one pass: the columns of this year, then those of the year before."""
    terms = [f"{term} FILTER (WHERE {day} {sign} '{YEAR}-01-01'{also})" for sign in ('>=', '<') for term, also in figures]
    return f"SELECT office, {', '.join(terms)} FROM {{table}} WHERE {day} BETWEEN '{YEAR - 1}-01-01' AND '{YEAR}-12-31' GROUP BY office"


def stocks():
    ends = [f'{YEAR}-12-31', f'{YEAR - 1}-12-31']
    terms = [f"{term} FILTER (WHERE registered <= '{end}' AND (closed IS NULL OR closed > '{end}'))" for end in ends for term in ('count(*)', 'sum(amount)')]
    return f"SELECT office, {', '.join(terms)} FROM {{table}} WHERE registered <= '{ends[0]}' AND (closed IS NULL OR closed > '{ends[1]}') GROUP BY office"


# What a register is asked: the statement, and its figures' places among the ten.
QUESTIONS = [(flows('held', [(term, ' AND ' + where) for term, where in FLOWS]), range(6)), (flows('registered', [('count(*)', '')]), [6]),
             (flows('closed', [('count(*)', '')]), [7]), (stocks(), [8, 9])]


def definition(table, day):
    return f"CREATE TABLE {table}({', '.join(name + ' ' + kind.replace('DAY', day) for name, kind in COLUMNS)}, PRIMARY KEY (office, number))"


def index_statements(kind):
    return [f'CREATE INDEX r{r:02d}_{i} ON r{r:02d}({columns})' for r in range(REGISTERS) for i, columns in enumerate(INDEXES[kind])]


def ask_records(ask):
    """The time of all statements, and the numbers in the order of bench-national's answers."""
    numbers = [0] * (2 * OFFICES * REGISTERS * EACH)
    begin = time.monotonic()
    rows = [(register, places, ask(text.format(table=f'r{register:02d}'))) for register in range(REGISTERS) for text, places in QUESTIONS]
    spent = time.monotonic() - begin
    for register, places, found in rows:
        for office, *values in found:
            for i, value in enumerate(values):
                year, place = divmod(i, len(places))
                numbers[((year * OFFICES + int(office) - 1) * REGISTERS + register) * EACH + places[place]] = int(value or 0)
    return spent, numbers


class Kept:
    """The folder of what is made once: again where the programs that make it have changed."""

    def __init__(self, bench):
        self.bench, self.folder = bench, os.path.join(bench.build, 'bench', f'national-{ENTRIES}')
        made_by = [open(os.path.join(HERE, name), encoding='utf-8').read() for name in ('national.c', 'world.c')]
        self.mark = hashlib.sha256(repr((made_by, COLUMNS, INDEXES)).encode()).hexdigest()
        if os.path.isdir(self.folder) and not self.is_made('records'):
            shutil.rmtree(self.folder)
        os.makedirs(self.folder, exist_ok=True)
        self.make('records', lambda: bench.run([bench.program('national'), 'records', self.folder, str(ENTRIES)]))

    def path(self, name):
        return os.path.join(self.folder, name)

    def is_made(self, what):
        return os.path.exists(self.path('made-' + what)) and open(self.path('made-' + what)).read() == self.mark

    def make(self, what, act):
        if self.is_made(what):
            return
        begin = time.monotonic()
        act()
        with open(self.path('made-' + what), 'w') as file:
            file.write(self.mark)
        print('  %s: made in %.0f s' % (what, time.monotonic() - begin))


class Files:
    """SQLite."""
    name = 'SQLite'

    def __init__(self, kept):
        self.kept, self.url = kept, 'sqlite:' + kept.path('store.db')
        for what in ('store', 'plain', 'covering'):
            kept.make(what, lambda: self.make(what))
        self.databases = {kind: sqlite3.connect(kept.path(kind + '.db')) for kind in INDEXES}
        for database in self.databases.values():
            database.execute('PRAGMA cache_size = -1000000')

    def make(self, what):
        path = self.kept.path(what + '.db')
        for ending in ('', '-wal', '-shm'):
            if os.path.exists(path + ending):
                os.remove(path + ending)
        if what == 'store':
            self.kept.bench.run([self.kept.bench.program('national'), 'make', self.kept.folder, str(ENTRIES), self.url])
            return
        script = ['PRAGMA journal_mode = WAL;', 'BEGIN;'] + [definition(f'r{r:02d}', 'TEXT') + ';' for r in range(REGISTERS)]
        script += [f'.import --csv {self.kept.path("r%02d.csv" % r)} r{r:02d}' for r in range(REGISTERS)]
        script += [f"UPDATE r{r:02d} SET closed = NULL WHERE closed = '';" for r in range(REGISTERS)]
        script += [text + ';' for text in index_statements(what)] + ['COMMIT;', 'ANALYZE;', '']
        self.kept.bench.run(['sqlite3', '-bail', path], text='\n'.join(script))

    def sizes(self):
        return os.path.getsize(self.kept.path('store.db')), os.path.getsize(self.kept.path('plain.db'))

    def ask(self, kind):
        return ask_records(lambda text: self.databases[kind].execute(text).fetchall())

    def close(self):
        for database in self.databases.values():
            database.close()


class Server(postgres.Server):
    """One whose data stay."""

    def __init__(self, kept):
        super().__init__(SETTINGS)
        self.data = kept.path('pg')

    def make(self):
        if not os.path.isdir(self.data):
            os.mkdir(self.data, 0o700)
            os.chown(self.data, self.user.pw_uid, self.user.pw_gid)
            super().make()

    def __exit__(self, *failure):
        if self.process and self.process.poll() is None:
            self.stop()
        super().__exit__(*failure)


class Databases:
    """PostgreSQL, with the same records and the same ledger."""
    name = 'PostgreSQL'

    def __init__(self, kept):
        self.kept, self.server = kept, Server(kept)
        self.server.__enter__()
        self.url = self.server.url('store')
        for what in ('store', 'plain', 'covering'):
            kept.make('postgresql-' + what, lambda: self.make(what))
        self.connections = {kind: postgres.Connection(self.server.url(kind)) for kind in INDEXES}
        for connection in self.connections.values():
            connection.execute('SET jit = off')

    def make(self, what):
        server = self.server.url()
        postgres.sql(server, f'DROP DATABASE IF EXISTS {what}')
        postgres.make_database(server, what)
        if what == 'store':
            self.kept.bench.run([self.kept.bench.program('national'), 'make', self.kept.folder, str(ENTRIES), self.url])
        else:
            script = [definition(f'r{r:02d}', 'DATE') + ';' for r in range(REGISTERS)]
            script += [f"\\copy r{r:02d} FROM '{self.kept.path('r%02d.csv' % r)}' CSV" for r in range(REGISTERS)]
            script += [text + ';' for text in index_statements(what)]
            self.kept.bench.run(['psql', '-X', '-q', '-v', 'ON_ERROR_STOP=1', '-d', self.server.url(what)], text='\n'.join(script))
        postgres.sql(server, 'VACUUM ANALYZE', database=what)

    def sizes(self):
        return [int(postgres.sql(self.server.url(), f"SELECT pg_database_size('{name}')")[0][0]) for name in ('store', 'plain')]

    def ask(self, kind):
        return ask_records(self.connections[kind].execute)

    def close(self):
        for connection in self.connections.values():
            connection.close()
        self.server.__exit__()


def measure(bench, kept, engine):
    command = [bench.program('national'), 'ask', kept.folder, engine.url, '4']
    bench.show(*command)
    times = bench.in_turns(ROUNDS, {'ours': lambda: bench.times(command, 'matrix', 1), **{
        kind: lambda kind=kind: [engine.ask(kind)[0] for _ in range(2)] for kind in INDEXES}})
    with open(kept.path('answers'), encoding='ascii') as file:
        answers = [int(line) for line in file]
    for kind in INDEXES:
        if engine.ask(kind)[1] != answers:
            raise RuntimeError(f'{engine.name}: the ledger and the {kind} records differ')
    store, plain = engine.sizes()
    print('  %s: the same %d numbers; the store %.0f MB (%.0f bytes an entry), the records %.0f MB' % (
        engine.name, len(answers), store / 1e6, store / ENTRIES, plain / 1e6))
    what = f'national matrix, {ENTRIES / 1e6:g} million entries, {engine.name}'
    bench.compare(what, times['ours'], 'SQL on records', times['plain'], LEAST)
    bench.compare('… against indexes made for it', times['ours'], 'SQL on records', times['covering'])
    bench.row('… one of its figures', duration(median(times['ours']) / (2 * OFFICES * REGISTERS * EACH)), '', '', '', '')


def run(bench):
    kept = Kept(bench)
    for engine_of in (Files, Databases):
        if engine_of is Databases and not postgres.programs():
            bench.row('national matrix, PostgreSQL', '', '', '', '', 'not measured: PostgreSQL 15 is not installed')
            continue
        engine = engine_of(kept)
        try:
            measure(bench, kept, engine)
        finally:
            engine.close()
