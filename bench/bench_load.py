# SPDX-License-Identifier: Apache-2.0
"""Bulk load of records with history, ledger and search, against the bare sqlite3 shell that imports
the same rows into plain indexed tables."""
import csv
import json
import os

COUNT = 20000
ROUNDS = 3
MOST = 6

# Lists and rows go to tables of their own, as a plain design has them: table → columns.
CHILDREN = {
    'country': ['country'], 'host_unit': ['unit'], 'places': ['place'],
    'guests': ['name', 'position', 'nationality', 'passport'],
    'gifts': ['item', 'quantity', 'unit', 'value', 'currency', 'kept_by'],
}
NESTED = {'permit': ['symbol', 'date', 'issuer', 'title'], 'cost': ['amount', 'currency', 'rate', 'rate_on']}
INDEXES = ['office, code', 'office, name', 'office, state', 'office, host', 'office, purpose', 'office, arrives_on',
           'office, cancelled_on']


def flat(record):
    row = {}
    for key, value in record.items():
        if key in NESTED:
            row.update({key + '_' + part: value.get(part) for part in NESTED[key]})
        elif key not in CHILDREN:
            row[key] = value
    return row


def child_rows(key, number, values):
    for value in values:
        if not isinstance(value, dict):
            yield [number, value]
            continue
        money = value.get('value')
        if isinstance(money, dict):
            value = dict(value, value=money['amount'], currency=money['currency'])
        yield [number] + [value.get(column) for column in CHILDREN[key]]


def write_csv(path, rows):
    with open(path, 'w', encoding='utf-8', newline='') as file:
        csv.writer(file).writerows(rows)


def write_tables(bench, records):
    """The records as CSV files, and the script that loads them."""
    rows = [flat(record) for record in records]
    columns = sorted({column for row in rows for column in row})
    main = [['bench', number + 1] + [row.get(column) for column in columns] for number, row in enumerate(rows)]
    write_csv(bench.path('inbound.csv'), main)
    script = ['PRAGMA journal_mode=WAL;', 'PRAGMA synchronous=FULL;',
              'CREATE TABLE inbound(office TEXT, id INTEGER PRIMARY KEY, %s);' % ', '.join(columns)]
    script += ['CREATE INDEX i%d ON inbound(%s);' % pair for pair in enumerate(INDEXES)]
    for key, names in CHILDREN.items():
        script += ['CREATE TABLE %s(inbound INTEGER, %s);' % (key, ', '.join(names)),
                   'CREATE INDEX %s_of ON %s(inbound);' % (key, key)]
        write_csv(bench.path(key + '.csv'), [row for number, record in enumerate(records)
                                             for row in child_rows(key, number + 1, record.get(key, []))])
    script += ['CREATE INDEX country_of_row ON country(country);', 'BEGIN;']
    script += ['.import --csv %s %s' % (bench.path(name + '.csv'), name) for name in ['inbound'] + list(CHILDREN)]
    return '\n'.join(script + ['COMMIT;', ''])


def remove(path):
    for ending in ('', '-wal', '-shm'):
        if os.path.exists(path + ending):
            os.remove(path + ending)


def run(bench):
    folder = bench.path('records')
    os.mkdir(folder)
    bench.run([bench.program('records'), 'make', folder, str(COUNT)])
    source = os.path.join(folder, 'records.json')
    with open(source, encoding='utf-8') as file:
        script = write_tables(bench, json.load(file))
    store, plain = bench.path('load.db'), bench.path('plain.db')
    put = [bench.ngoaivu, '--db', 'sqlite:' + store, 'put', 'inbound', source, '--office', 'bench']
    shell = ['sqlite3', '-bail', plain]

    def ours():
        remove(store)
        bench.run([bench.ngoaivu, '--db', 'sqlite:' + store, 'init', '--office', 'bench'])
        return [bench.run(put)[1]]

    def bare():
        remove(plain)
        return [bench.run(shell, text=script)[1]]

    bench.show(*put)
    bench.show(*shell, '< script')
    print('  %d records, %.1f MB of JSON; %d indexed tables for the shell' % (
        COUNT, os.path.getsize(source) / 1e6, 1 + len(CHILDREN)))
    times = bench.in_turns(ROUNDS, {'ours': ours, 'bare': bare})
    loaded = bench.run(['sqlite3', plain, 'SELECT count(*) FROM inbound'])[0].strip()
    stored = bench.run(['sqlite3', store, 'SELECT (SELECT count(*) FROM r_inbound), (SELECT count(*) FROM entry), '
                        '(SELECT count(*) FROM balance)'])[0].strip()
    print('  shell: %s rows; ngoaivu: %s records|entries|balances' % (loaded, stored))
    ratio = sorted(o / b for o, b in zip(times['ours'], times['bare']))[ROUNDS // 2]
    each = sorted(times['ours'])[ROUNDS // 2] / COUNT * 1e6
    bench.row('bulk load, %d records' % COUNT, '%.0f µs a record' % each,
              'sqlite3 %.0f µs' % (sorted(times['bare'])[ROUNDS // 2] / COUNT * 1e6), '%.1f ×' % ratio,
              '≤ %d ×' % MOST, 'met' if ratio <= MOST else 'missed')
    remove(store)
    remove(plain)
