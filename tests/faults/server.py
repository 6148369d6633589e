#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""A server that is not there, refuses, stops, is full of others' tables or was meddled with: each is told in words, in
both languages, never with a password, and nothing is half done. On a PostgreSQL of this test's own."""
import os
import signal
import subprocess
import sys
import time

sys.dont_write_bytecode = True
TESTS = os.path.dirname(os.path.dirname(os.path.abspath(__file__)))
sys.path.insert(0, os.path.join(TESTS, "cli"))
os.environ.setdefault("LSAN_OPTIONS", f"suppressions={TESTS}/doc/lsan.txt:print_suppressions=0")
from door import ABSENT, BUSY, DONE, FINDINGS, INPUT, REFUSED, SYSTEM, Door, Tap, csv_text
from older import YEARS_WITH_MONTHS
import postgres

RECORD = {"name": "Đoàn", "country": ["JP"], "host": "leaders", "arrives_on": "2020-02-03", "visitors": 3, "state": "received"}
FIGURE = ("figure", "inbound.visitors", "--span", "2020")
SECRET = "b1mat-s3cret"
ROWS = csv_text([["name", "country", "host", "arrives_on", "visitors"]] + [[f"Đoàn {i}", "JP", "leaders", "3/2/2020", 1] for i in range(3000)])


class House(Door):
    """A door whose stores are at the test's own server."""

    def __init__(self, server):
        os.environ["NGOAIVU_TEST_STORE"] = server.url()
        super().__init__()
        self.server = server

    def office(self, code="tb"):
        super().office(code)
        self.write("r.json", RECORD)
        assert self.run("put", "inbound", "r.json").status == DONE

    def at(self, url, *words, **more):
        """At a URL of its own."""
        return self.run("--db", url, *words, db=None, **more)

    def sql(self, *texts, db="store.db"):
        return self.stores.sql(db, *texts)

    def role(self, name, password=None):
        postgres.sql(self.server.url(), f"DROP ROLE IF EXISTS {name}", f"CREATE ROLE {name} LOGIN {f'PASSWORD {chr(39)}{password}{chr(39)}' if password else ''}")

    def url(self, db="store.db", user="ngoaivu", password=None):
        url = self.stores.url(db).replace("ngoaivu@", f"{user}{':' + password if password else ''}@")
        return url


def says(tap, name, result, status, *parts):
    """As expected, and the password is in nothing that was said."""
    tap.expect(name, result, status, *parts)
    if SECRET in result.out + result.err:
        tap.check(f"{name}: the password is not shown", False, result)


def refused_at_the_door(tap, server):
    with House(server) as door:
        door.office()
        door.role("clerk", SECRET)
        door.role("reader")
        rules = os.path.join(server.data, "pg_hba.conf")
        old = open(rules, encoding="utf-8").read()
        with open(rules, "w", encoding="utf-8") as file:
            file.write("local all clerk scram-sha-256\nlocal all reader reject\n" + old)
        postgres.sql(server.url(), "SELECT pg_reload_conf()")
        time.sleep(0.5)
        env = {"PGPASSFILE": "/nowhere"}
        says(tap, "a wrong password", door.at(door.url(user="clerk", password="x" + SECRET), "list", "inbound", **env), SYSTEM, "does not take this password", "clerk")
        says(tap, "a wrong password, in Vietnamese", door.at(door.url(user="clerk", password="x" + SECRET), "list", "inbound", lang="vi", **env), SYSTEM, "mật khẩu")
        says(tap, "no password", door.at(door.url(user="clerk"), "list", "inbound", **env), SYSTEM, "asks for a password", "pgpass")
        says(tap, "a user who is not let in", door.at(door.url(user="reader"), "list", "inbound"), SYSTEM, "does not let reader in")
        says(tap, "the right password, and no right to the tables", door.at(door.url(user="clerk", password=SECRET), "list", "inbound"), SYSTEM, "has no right")
        says(tap, "a password in the words of a search", door.at(door.url(user="clerk", password=SECRET), "audit"), SYSTEM, "has no right")
        door.sql("GRANT SELECT ON ALL TABLES IN SCHEMA public TO clerk")
        says(tap, "who may read, reads", door.at(door.url(user="clerk", password=SECRET), *FIGURE), DONE, "3")
        says(tap, "and audits", door.at(door.url(user="clerk", password=SECRET), "audit"), DONE, "sound")
        says(tap, "and does not write", door.at(door.url(user="clerk", password=SECRET), "put", "inbound", "r.json"), SYSTEM, "has no right")
        door.stores.make("new.db")
        says(tap, "who may not make tables makes no store", door.at(door.url("new.db", "clerk", SECRET), "init", "--office", "tb"), SYSTEM, "has no right")
        door.sql("GRANT INSERT, UPDATE, DELETE ON ALL TABLES IN SCHEMA public TO clerk")
        says(tap, "who may write, writes", door.at(door.url(user="clerk", password=SECRET), "put", "inbound", "r.json"), DONE)
        tap.expect("the store is sound", door.run("audit"), DONE, "sound")
        with open(rules, "w", encoding="utf-8") as file:
            file.write(old)
        postgres.sql(server.url(), "SELECT pg_reload_conf()")


def other_databases(tap, server):
    with House(server) as door:
        tap.expect("a database that is not there", door.run("list", "inbound", db="none.db"), ABSENT, "createdb")
        door.stores.make("empty.db")
        tap.expect("an empty database", door.run("list", "inbound", db="empty.db"), ABSENT, "ngoaivu init")
        tap.expect("an empty database is not audited", door.run("audit", db="empty.db"), ABSENT)
        door.stores.make("other.db")
        door.sql("CREATE TABLE spam(x int)", db="other.db")
        tap.expect("another program's database", door.run("list", "inbound", db="other.db"), INPUT, "another program")
        tap.expect("init does not write into it", door.run("init", "--office", "tb", db="other.db"), INPUT, "another program")
        tap.check("which is as it was", door.sql("SELECT relname FROM pg_class WHERE relnamespace = 'public'::regnamespace", db="other.db") == [("spam",)])
        postgres.sql(server.url(), "DROP DATABASE IF EXISTS ascii", "CREATE DATABASE ascii TEMPLATE template0 ENCODING 'SQL_ASCII' LC_COLLATE 'C' LC_CTYPE 'C'")
        tap.expect("a database that does not keep UTF-8", door.at(postgres.database_url(server.url(), "ascii"), "init"), SYSTEM, "SQL_ASCII", "UTF8")
        door.stores.make("bare.db")
        door.sql("DROP SCHEMA public", db="bare.db")
        tap.expect("a database without a schema", door.run("init", db="bare.db"), ABSENT, "CREATE SCHEMA")
        for url in ("postgresql://x:y:z", "postgresql://[", "postgresql://h:99999999/x", "postgres://", f"postgresql://u:{SECRET}@h:x/y", "postgresql://%zz/", "postgresql://u@/x?spam=1"):
            result = door.at(url, "list", "inbound", PGCONNECT_TIMEOUT="1")
            tap.check(f"{url.replace(SECRET, '…')}: an answer", 3 <= result.status <= BUSY and result.err and SECRET not in result.err and "Sanitizer" not in result.err, result)


def own_schema(tap, server):
    """Several stores in one database, each in a schema; a schema of odd letters."""
    with House(server) as door:
        door.stores.make("shared.db")
        for schema in ("alpha", "Bêta gamma"):
            door.sql(f'CREATE SCHEMA "{schema}"', db="shared.db")
            url = door.url("shared.db") + "&options=-csearch_path%3D" + f'"{schema}"'.replace(" ", "%5C%20").replace('"', "%22").replace("ê", "%C3%AA")
            tap.expect(f"a store in the schema {schema}", door.at(url, "init", "--office", "tb"), DONE)
            door.write("r.json", dict(RECORD, visitors=len(schema)))
            tap.expect(f"{schema}: it takes records", door.at(url, "put", "inbound", "r.json"), DONE)
            tap.expect(f"{schema}: and has its own figure", door.at(url, *FIGURE), DONE, str(len(schema)))
            tap.expect(f"{schema}: and is sound", door.at(url, "audit"), DONE, "sound")


def versions(tap, server):
    with House(server) as door:
        door.office()
        for value, status, part in (("1000", REFUSED, "newer"), ("999999999999", SYSTEM, "damaged"), ("x", SYSTEM, "damaged")):
            door.sql(f"UPDATE setting SET value = '{value}' WHERE name = 'schema'")
            for words in (("list", "inbound"), ("put", "inbound", "r.json"), ("audit",)):
                tap.expect(f"schema {value}: {words[0]}", door.run(*words), status, part)


def older(tap, server):
    """A store of an earlier layout is brought up to date by the first command that may write."""
    with House(server) as door:
        door.office()
        door.sql(YEARS_WITH_MONTHS, "UPDATE setting SET value = '2' WHERE name = 'schema'")
        tap.expect("an older store: audit tells what to do", door.run("audit"), REFUSED, "an older ngoaivu made this store")
        tap.expect("an older store: it is brought up to date", door.run("list", "inbound"), DONE)
        tap.expect("an older store: then it is sound", door.run("audit"), DONE, "sound")
        tap.expect("an older store: a year is what it was", door.run(*FIGURE), DONE, "3")


def locked(tap, server):
    with House(server) as door:
        door.office()
        other = door.stores.writer("store.db")
        tap.expect("while another writes, reading goes on", door.run(*FIGURE), DONE, "3")
        tap.expect("so does an audit", door.run("audit"), DONE, "sound")
        tap.expect("so does a backup", door.run("backup", "copy.db"), DONE)
        for wait, most in (("0", 5), ("1", 6)):
            began = time.monotonic()
            tap.expect(f"a writer waits {wait} s", door.run("put", "inbound", "r.json", NGOAIVU_WAIT=wait), BUSY, "in use by another program")
            tap.check(f"and no longer than {wait} s", float(wait) <= time.monotonic() - began < most + float(wait), time.monotonic() - began)
        waiting = door.start("put", "inbound", "r.json")
        time.sleep(1)
        other.execute("COMMIT")
        _, err = waiting.communicate(timeout=60)
        tap.check("a writer that waited long enough writes", waiting.returncode == DONE, err)
        other.close()
        reader = postgres.Connection(door.stores.url("store.db"))
        reader.execute("BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY; LOCK TABLE setting IN ACCESS SHARE MODE; SELECT count(*) FROM r_inbound")
        tap.expect("a reader does not hold off writers", door.run("put", "inbound", "r.json", NGOAIVU_WAIT="1"), DONE)
        reader.close()
        door.sql("ALTER DATABASE \"" + door.stores.database("store.db") + "\" SET default_transaction_read_only = on")
        tap.expect("a server that takes no changes is read", door.run(*FIGURE), DONE, "9")
        tap.expect("and not written", door.run("put", "inbound", "r.json"), SYSTEM, "read-only")
        door.sql("SET default_transaction_read_only = off", "ALTER DATABASE \"" + door.stores.database("store.db") + "\" RESET default_transaction_read_only")
        tap.expect("the store is sound", door.run("audit"), DONE, "sound")


def begin_load(door):
    """A load that has begun to write and is far from its end."""
    loading = door.start("load", "inbound", "a.csv")
    watch = postgres.Connection(door.stores.url("store.db"))
    while not watch.execute("SELECT 1 FROM pg_stat_activity WHERE datname = current_database() AND backend_xid IS NOT NULL") and loading.poll() is None:
        time.sleep(0.005)
    watch.close()
    time.sleep(0.05)
    return loading


def stopped(tap, server):
    """The server goes in the middle of a load, by every way of stopping it, and comes back."""
    with House(server) as door:
        door.office()
        door.write("a.csv", ROWS)
        for how in ("SIGQUIT", "SIGINT", "SIGKILL"):
            loading = begin_load(door)
            server.kill() if how == "SIGKILL" else server.stop(getattr(signal, how))
            _, err = loading.communicate(timeout=120)
            err = err.decode()
            gone = door.run("list", "inbound")
            tap.check(f"{how}: a load is told that it lost the server", loading.returncode == BUSY and "lost" in err and "nothing was changed" in err and "Sanitizer" not in err, (loading.returncode, err))
            tap.expect(f"{how}: and that there is none", gone, BUSY, "cannot be reached")
            server.start()
            tap.expect(f"{how}: the store is sound", door.run("audit"), DONE, "sound")
            tap.check(f"{how}: nothing of it is there", len(door.run("list", "inbound", "--format", "json").json()) == 1)
        loading = begin_load(door)
        loading.send_signal(signal.SIGKILL)
        loading.communicate()
        tap.expect("a program that was killed does not hold the store", door.run("put", "inbound", "r.json", NGOAIVU_WAIT="10"), DONE)
        tap.expect("all of it goes in at last", door.run("load", "inbound", "a.csv"), DONE, "3000 written")
        tap.expect("and is sound", door.run("audit"), DONE, "sound")
        server.stop()
        tap.expect("no server, in Vietnamese", door.run("list", "inbound", lang="vi"), BUSY, "không kết nối được")
        server.start()


def slow(tap, server):
    """A statement that takes too long is ended, told, and leaves nothing behind."""
    with House(server) as door:
        door.office()
        other = postgres.Connection(door.stores.url("store.db"))
        other.execute("BEGIN; LOCK TABLE r_inbound IN ACCESS EXCLUSIVE MODE")
        for words in (("list", "inbound"), ("put", "inbound", "r.json")):
            tap.expect(f"{words[0]}: a server that takes too long is not waited for", door.run(*words, NGOAIVU_TIMEOUT="1"), BUSY, "did not finish in time", "NGOAIVU_TIMEOUT")
            tap.expect(f"{words[0]}: nor a lock", door.run(*words, NGOAIVU_WAIT="1"), BUSY, "in use by another program")
        tap.expect("it is said in Vietnamese", door.run("list", "inbound", lang="vi", NGOAIVU_TIMEOUT="1"), BUSY, "không làm xong đúng hạn")
        other.execute("COMMIT")
        other.close()
        tap.check("nothing was changed", len(door.run("list", "inbound", "--format", "json").json()) == 1)
        tap.expect("and the store is sound", door.run("audit"), DONE, "sound")


KEPT = ("history", "entry", "snapshot", "issued_file", "attachment", "package")
GRANTS = os.path.join(os.path.dirname(TESTS), "docs", "postgresql-roles.sql")


def grant(door):
    """The script of the manual, as the owner runs it."""
    return subprocess.run(["psql", "-X", "-q", "-v", "writer=a writer", "-v", "reader=reader_of", "-f", GRANTS, "-d", door.url()], capture_output=True, text=True)


def roles(tap, server):
    """Who writes cannot change what was written, in plain SQL either; who reads changes nothing."""
    with House(server) as door:
        door.office()
        door.stores.make("bare.db")
        given = subprocess.run(["psql", "-X", "-q", "-f", GRANTS, "-d", door.url("bare.db")], capture_output=True, text=True)
        tap.check("a database without a store is told", given.returncode == 3 and "ngoaivu init" in given.stderr, given.stderr)
        for again in (False, True):
            given = grant(door)
            tap.check(f"rights are given{' again' if again else ''}", given.returncode == 0 and not given.stderr, given.stderr)
        for name in ("lan", "minh"):
            door.role(name)
        postgres.sql(server.url(), 'GRANT "a writer" TO lan', "GRANT reader_of TO minh")
        tables = [name for (name,) in door.sql("SELECT relname FROM pg_class WHERE relnamespace = 'public'::regnamespace AND relkind = 'r' ORDER BY 1")]
        tap.check("all that is kept for ever is there", set(KEPT) <= set(tables), tables)
        held = {name: door.sql(f"SELECT has_table_privilege('lan', '{name}', 'UPDATE,DELETE,TRUNCATE,TRIGGER'), has_table_privilege('minh', '{name}', 'INSERT,UPDATE,DELETE,TRUNCATE,TRIGGER')")[0]
                for name in tables}
        tap.check("a writer changes none of it", sorted(name for name in tables if held[name][0] == "f") == sorted(name for name in tables if name in KEPT), held)
        tap.check("a reader changes nothing", all(reader == "f" for _, reader in held.values()), held)
        writer, reader = door.url(user="lan"), door.url(user="minh")
        own = postgres.Connection(writer)
        acts = [f"UPDATE {name} SET office = office" for name in KEPT] + [f"DELETE FROM {name}" for name in KEPT] + [f"TRUNCATE {name}" for name in KEPT] + [
            "ALTER TABLE history DISABLE TRIGGER history_keep", "DROP TRIGGER entry_keep ON entry", "SET session_replication_role = replica", "DROP TABLE entry",
            "CREATE OR REPLACE FUNCTION append_only() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN RETURN NEW; END'", "CREATE TABLE history2(x int)"]
        done = []
        for act in acts:
            try:
                own.execute(act)
                done.append(act)
            except postgres.Failed as failed:
                done += [] if "permission denied" in str(failed) or "must be owner" in str(failed) else [f"{act}: {failed}"]
        own.close()
        tap.check(f"the server refuses a writer {len(acts)} acts", not done, done)
        tap.expect("a writer enters", door.at(writer, "put", "inbound", "r.json"), DONE)
        door.write("a.csv", "".join(ROWS.splitlines(True)[:201]))
        tap.expect("loads", door.at(writer, "load", "inbound", "a.csv"), DONE, "200 written")
        tap.expect("deletes", door.at(writer, "delete", "inbound", "#2"), DONE)
        tap.expect("issues", door.at(writer, "issue", "--period", "2020-Q1", "--date", "2020-04-02"), DONE)
        tap.expect("keeps accounts", door.at(writer, "user", "add", "hoa", "--person", "Hoa", "--role", "officer", "--office", "tb"), DONE)
        tap.expect("a reader reads", door.at(reader, *FIGURE), DONE)
        tap.expect("and audits", door.at(reader, "audit"), DONE, "sound")
        tap.expect("and takes a backup", door.at(reader, "backup", "copy.db"), DONE)
        tap.expect("and does not write", door.at(reader, "put", "inbound", "r.json"), SYSTEM, "has no right")
        os.makedirs(door.path("own/registers"))
        door.write("own/registers/note.yaml", "register: note\nnumber: 190\ntitle: {vi: Ghi chú, en: Notes}\ngroup: delegations\nkey: name\nfields:\n  name: {type: text, required: true, label: {vi: Tên, en: Name}}\n")
        tap.expect("a writer does not bring it to other definitions", door.at(writer, "list", "inbound", "--definitions", "own"), SYSTEM, "has no right")
        tap.expect("the owner does", door.run("list", "note", "--definitions", "own"), DONE)
        tap.check("and gives the rights again", grant(door).returncode == 0)
        door.write("n.json", {"name": "x"})
        tap.expect("then a writer enters there", door.at(writer, "put", "note", "n.json"), DONE)
        tap.expect("another office is made by a writer", door.at(writer, "init", "--office", "qn"), DONE)
        tap.expect("the store is sound", door.at(reader, "audit"), DONE, "sound")


def meddled(tap, server):
    """What plain SQL can do behind the program's back: refused, or found."""
    acts = {
        "a sum": "UPDATE balance SET sum = sum + 1 WHERE cell = (SELECT min(cell) FROM balance)",
        "a balance of nothing": "INSERT INTO balance SELECT office, cell + 1, 0 FROM balance ORDER BY cell LIMIT 1",
        "a field": "UPDATE r_inbound SET f_visitors = f_visitors + 1",
        "a text": "UPDATE r_inbound SET f_name = f_name || ' '",
        "a record that is gone": "DELETE FROM r_inbound WHERE key = (SELECT min(key) FROM r_inbound)",
        "a record of nobody": "INSERT INTO r_inbound(office, key, version, deleted) VALUES (9, (9::bigint << 40) + 1, 1, 0)",
        "a search copy": "DELETE FROM search WHERE key = (SELECT min(key) FROM search)",
        "a search copy of nobody": "INSERT INTO search(office, key, text, words) VALUES (9, (9::bigint << 40) + 1, 'ma', array_to_tsvector('{ma}'))",
        "words that are not the text's": "UPDATE search SET words = array_to_tsvector('{ma}') WHERE key = (SELECT min(key) FROM search)",
        "words that are marked": "UPDATE search SET words = words || array_to_tsvector('{*}') WHERE key = (SELECT min(key) FROM search)",
        "a word in the history": "ALTER TABLE history DISABLE TRIGGER history_keep; UPDATE history SET why = 'x' WHERE key = (SELECT max(key) FROM history); ALTER TABLE history ENABLE TRIGGER history_keep",
        "the last change": "ALTER TABLE history DISABLE TRIGGER history_keep; DELETE FROM history WHERE key = (SELECT max(key) FROM history); ALTER TABLE history ENABLE TRIGGER history_keep",
        "an entry": "ALTER TABLE entry DISABLE TRIGGER entry_keep; UPDATE entry SET delta = delta + 1 WHERE record = (SELECT max(record) FROM entry); ALTER TABLE entry ENABLE TRIGGER entry_keep",
        "a guard that is off": "ALTER TABLE history DISABLE TRIGGER history_keep",
        "a guard that is gone": "DROP TRIGGER history_hold ON history",
        "a guard that looks away": "CREATE OR REPLACE FUNCTION append_only() RETURNS trigger LANGUAGE plpgsql AS $$BEGIN RETURN NEW; END$$",
        "a guard under a condition": "CREATE OR REPLACE TRIGGER history_keep BEFORE UPDATE OR DELETE ON history FOR EACH ROW WHEN (false) EXECUTE FUNCTION append_only()",
        "a rule": "CREATE RULE quiet AS ON INSERT TO balance DO INSTEAD NOTHING",
        "an index that is gone": "DROP INDEX entry_cell",
        "an index more": "CREATE INDEX mine ON balance(sum)",
        "another collation": "ALTER TABLE r_inbound ALTER f_name TYPE text COLLATE \"POSIX\"",
        "a column more": "ALTER TABLE balance ADD COLUMN x int",
        "a table more": "CREATE TABLE notes(x text)",
        "a policy": "ALTER TABLE r_inbound ENABLE ROW LEVEL SECURITY",
        "a setting more": "INSERT INTO setting VALUES ('other', 'x')",
        "an office that skips a number": "UPDATE office SET number = 7 WHERE number = 1",
        "an index that was not finished": "UPDATE pg_index SET indisvalid = false WHERE indexrelid = 'entry_cell'::regclass",
    }
    with House(server) as door:
        door.office()
        for act in [f"{act} {table}{more}" for table in ("history", "entry") for act, more in (("UPDATE", " SET office = office"), ("DELETE FROM", ""), ("TRUNCATE", ""))]:
            try:
                door.sql(act)
                tap.check(f"{act}: refused by the store itself", False)
            except postgres.Failed as failed:
                tap.check(f"{act}: refused by the store itself", "append-only" in str(failed), failed)
        for name, act in acts.items():
            door.stores.copy("store.db", "bad.db")
            try:
                door.sql("SET allow_system_table_mods = on", act, db="bad.db")
            except postgres.Failed as failed:
                tap.check(f"{name}: could be done", False, failed)
                continue
            result = door.run("audit", db="bad.db")
            tap.check(f"{name}: the audit finds it", result.status == FINDINGS and "Sanitizer" not in result.err, result)
        try:
            door.sql("CREATE EXTENSION amcheck")
        except postgres.Failed as failed:
            tap.skip("an audit with amcheck", str(failed).replace("\n", " "))
        else:
            tap.expect("with amcheck, which is no table of ours, it is sound", door.run("audit"), DONE, "sound")
        tap.expect("all of it left the store sound", door.run("audit"), DONE, "sound")


def main():
    if not postgres.programs():
        print("1..1\nok 1 # SKIP PostgreSQL is not installed")
        return
    tap = Tap()
    with postgres.Server({"synchronous_commit": "on"}) as server:
        for part in (refused_at_the_door, other_databases, own_schema, versions, older, locked, slow, roles, meddled, stopped):
            if len(sys.argv) < 2 or part.__name__ in sys.argv[1:]:
                part(tap, server)
    tap.done()


if __name__ == "__main__":
    main()
