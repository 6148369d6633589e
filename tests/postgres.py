#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""A PostgreSQL of the tests' own: in a temporary folder, reached by a socket in it, gone at the end. No cluster of the
system is touched.

NGOAIVU_TEST_STORE holds the URL of its server, without a database: with it, the stores of a test are databases there
instead of files. `postgres.py COMMAND…` runs a command with one.
"""
import contextlib
import ctypes
import glob
import hashlib
import os
import pwd
import re
import shutil
import signal
import sqlite3
import subprocess
import sys
import tempfile
import time
import urllib.parse

FAST = {"fsync": "off", "synchronous_commit": "off", "full_page_writes": "off", "autovacuum": "off", "max_connections": "100",
        "shared_buffers": "64MB", "max_wal_size": "4GB", "checkpoint_timeout": "1h", "listen_addresses": "", "unix_socket_permissions": "0777", "lc_messages": "C"}

UNMARKED = "none"  # the server of a test that does not say where its stores are


def programs():
    """The folder of initdb and postgres, of the newest version from 15 on; None where there is none."""
    found = [(int(path.split("/")[4]), path) for path in glob.glob("/usr/lib/postgresql/*/bin") if path.split("/")[4].isdigit()]
    found = [(version, path) for version, path in found if version >= 15 and os.path.exists(path + "/initdb")]
    if found:
        return max(found)[1]
    beside = shutil.which("initdb")
    return os.path.dirname(os.path.realpath(beside)) if beside else None


def unprivileged():
    """The server refuses to be root's: whose it is, and how a command is run as that user, to end with us."""
    become = ["setpriv", "--pdeathsig=SIGQUIT"]
    if os.geteuid() != 0:
        return pwd.getpwuid(os.geteuid()), [*become, "--"]
    for name in ("postgres", "nobody"):
        with contextlib.suppress(KeyError):
            user = pwd.getpwnam(name)
            return user, [*become, f"--reuid={user.pw_uid}", f"--regid={user.pw_gid}", "--clear-groups", "--"]
    raise RuntimeError("there is no user to run PostgreSQL as")


class Server:
    """Begun and ended by one thread, with whose end the server's comes too."""

    def __init__(self, settings=None):
        self.folder = tempfile.mkdtemp(prefix="ngoaivu-pg-")
        self.settings = dict(FAST, unix_socket_directories=self.folder, **(settings or {}))
        self.user, self.become = unprivileged()
        self.programs = programs()
        self.data = os.path.join(self.folder, "data")
        self.process = None
        os.chmod(self.folder, 0o755)
        os.chown(self.folder, self.user.pw_uid, self.user.pw_gid)

    def begin(self, program, *words):
        with open(os.path.join(self.folder, "log"), "ab") as log:
            return subprocess.Popen([*self.become, os.path.join(self.programs, program), "-D", self.data, *words], cwd=self.folder, stdin=subprocess.DEVNULL,
                                    stdout=log, stderr=log, start_new_session=True, env={"PATH": os.environ["PATH"], "LC_ALL": "C", "TZ": "UTC"})

    def log(self):
        with open(os.path.join(self.folder, "log"), errors="replace") as log:
            return log.read()[-3000:]

    def make(self):
        if self.begin("initdb", "-A", "trust", "-U", "ngoaivu", "-E", "UTF8", "--locale=C", "--no-sync", "--no-instructions").wait():
            raise RuntimeError(f"initdb: {self.log()}")

    def is_ready(self):
        with contextlib.suppress(OSError):
            with open(os.path.join(self.data, "postmaster.pid"), encoding="ascii") as file:
                lines = file.read().split("\n")
            return lines[0] == str(self.process.pid) and lines[-2].strip() == "ready"
        return False

    def start(self):
        self.process = self.begin("postgres", *(word for name, value in self.settings.items() for word in ("-c", f"{name}={value}")))
        until = time.monotonic() + 60
        while not self.is_ready():
            if self.process.poll() is not None or time.monotonic() > until:
                raise RuntimeError(f"the server did not start: {self.log()}")
            time.sleep(0.02)

    def stop(self, how=signal.SIGINT):
        """SIGTERM waits for those who are connected, SIGINT ends them, SIGQUIT leaves all as it is."""
        self.process.send_signal(how)
        self.process.wait(timeout=60)

    def kill(self):
        """As when the machine loses its power: every process of it at once."""
        children = [pid for pid in map(int, filter(str.isdigit, os.listdir("/proc"))) if parent_of(pid) == self.process.pid]
        for pid in [self.process.pid, *children]:
            with contextlib.suppress(ProcessLookupError):
                os.kill(pid, signal.SIGKILL)
        self.process.wait()
        while any(parent_of(pid) is not None for pid in children):
            time.sleep(0.01)

    def url(self, name="", user="ngoaivu", **more):
        query = urllib.parse.urlencode({"host": self.folder, **more}, safe="/")
        return f"postgresql://{user}@/{name}?{query}"

    def __enter__(self):
        try:
            self.make()
            self.start()
        except BaseException:
            self.__exit__()
            raise
        return self

    def __exit__(self, *_):
        if self.process and self.process.poll() is None:
            self.stop(signal.SIGQUIT)
        shutil.rmtree(self.folder, ignore_errors=True)


def parent_of(pid):
    """None where there is no such process, or what is left of it."""
    with contextlib.suppress(OSError), open(f"/proc/{pid}/stat", encoding="utf-8", errors="replace") as file:
        state, parent = file.read().rsplit(")", 1)[1].split()[:2]
        return None if state == "Z" else int(parent)
    return None


class Failed(Exception):
    """What the server said."""


class Connection:
    """One connection that stays open: rows of texts, None for NULL. By libpq itself, which the program needs anyway."""

    def __init__(self, url):
        self.url = url
        self.pq = ctypes.CDLL("libpq.so.5")
        for name, result, *takes in CALLS:
            call = getattr(self.pq, name)
            call.restype, call.argtypes = result, takes
        self.at = self.pq.PQconnectdb((url + ("&" if "?" in url else "?") + "application_name=tests").encode())
        if self.pq.PQstatus(self.at) != 0:
            self.fail()
        self.execute("SET client_min_messages = error")

    def fail(self):
        said = self.pq.PQerrorMessage(self.at).decode(errors="replace")
        raise Failed(said)

    def execute(self, *texts):
        """One after the other; the rows of the last. A text of several statements is one transaction."""
        rows = []
        for text in texts:
            result = self.pq.PQexec(self.at, text.encode(errors="surrogateescape"))
            good = self.pq.PQresultStatus(result) in (1, 2)
            rows = [tuple(self.cell(result, row, column) for column in range(self.pq.PQnfields(result))) for row in range(self.pq.PQntuples(result))] if good else []
            self.pq.PQclear(result)
            if not good:
                self.fail()
        return rows

    def cell(self, result, row, column):
        if self.pq.PQgetisnull(result, row, column):
            return None
        return ctypes.string_at(self.pq.PQgetvalue(result, row, column), self.pq.PQgetlength(result, row, column)).decode(errors="surrogateescape")

    def close(self):
        self.pq.PQfinish(self.at)


HANDLE, NUMBER = ctypes.c_void_p, ctypes.c_int
CALLS = [("PQconnectdb", HANDLE, ctypes.c_char_p), ("PQstatus", NUMBER, HANDLE), ("PQerrorMessage", ctypes.c_char_p, HANDLE), ("PQexec", HANDLE, HANDLE, ctypes.c_char_p),
         ("PQresultStatus", NUMBER, HANDLE), ("PQclear", None, HANDLE), ("PQntuples", NUMBER, HANDLE), ("PQnfields", NUMBER, HANDLE),
         ("PQgetisnull", NUMBER, HANDLE, NUMBER, NUMBER), ("PQgetvalue", HANDLE, HANDLE, NUMBER, NUMBER), ("PQgetlength", NUMBER, HANDLE, NUMBER, NUMBER), ("PQfinish", None, HANDLE)]


def database_url(server, name):
    place, _, query = server.partition("?")
    return f"{place.rsplit('/', 1)[0]}/{name}?{query}"


def sql(server, *texts, database="postgres"):
    """The rows of the last of some texts of SQL."""
    connection = Connection(database_url(server, database))
    try:
        return connection.execute(*texts)
    finally:
        connection.close()


def make_database(server, name, template="template0"):
    sql(server, f'CREATE DATABASE "{name}" TEMPLATE "{template}" STRATEGY file_copy')


class Stores:
    """The stores of one test by their names: files of its folder, or databases of the tests' server. Where both could be
    meant (a backup is always a file), the file that is there is."""
    kept = {}  # (server, word) → database, for tests that begin with the same

    def __init__(self, folder):
        self.folder, self.server, self.made = folder, os.environ.get("NGOAIVU_TEST_STORE"), set()
        self.prefix = "t" + hashlib.md5(folder.encode()).hexdigest()[:12] + "_"

    def database(self, name):
        return self.prefix + re.sub(r"\W", "_", os.path.basename(name))

    def is_file(self, name):
        return not self.server or os.path.exists(os.path.join(self.folder, name))

    def url(self, name):
        assert self.server != UNMARKED, "say in meson.build on what this test's stores are: see tests/meson.build"
        return "sqlite:" + name if self.is_file(name) else database_url(self.server, self.database(name))

    def make(self, name):
        """What has to be there before a store is made in it."""
        if not self.is_file(name) and name not in self.made:
            make_database(self.server, self.database(name))
            self.made.add(name)

    def copy(self, name, new, target=None):
        """The store as it is, under another name (and in another test's folder)."""
        target = target or self
        if self.server:
            target.take(self.database(name), new)
            return
        for ending in ("", "-wal", "-shm"):
            there = os.path.join(target.folder, new + ending)
            if os.path.exists(os.path.join(self.folder, name + ending)):
                shutil.copy(os.path.join(self.folder, name + ending), there)
            elif os.path.exists(there):
                os.unlink(there)

    def take(self, database, name):
        self.drop(name)
        make_database(self.server, self.database(name), database)
        self.made.add(name)

    def keep(self, name, word):
        """What others may begin with too, by `again`; it goes with the server."""
        if self.server:
            database = f"k{os.getpid()}_{len(self.kept)}"
            make_database(self.server, database, self.database(name))
            self.kept[self.server, word] = database

    def again(self, name, word):
        """Whether there was one to begin with."""
        known = self.kept.get((self.server, word))
        if known:
            self.take(known, name)
        return known is not None

    def writer(self, name):
        """Another program that has begun to write: execute, then COMMIT or ROLLBACK, and close."""
        if self.is_file(name):
            other = sqlite3.connect(os.path.join(self.folder, name), isolation_level=None)
            other.execute("BEGIN IMMEDIATE")
            return other
        other = Connection(self.url(name))
        other.execute("BEGIN", "SELECT pg_advisory_xact_lock(1852274293, quote_ident(current_schema())::regnamespace::oid::int4)")
        return other

    def sql(self, name, *texts):
        return sql(self.server, *texts, database=self.database(name))

    def drop(self, name):
        """A file too."""
        for ending in ("", "-wal", "-shm"):
            with contextlib.suppress(FileNotFoundError):
                os.unlink(os.path.join(self.folder, name + ending))
        if name in self.made:
            sql(self.server, f'DROP DATABASE "{self.database(name)}" WITH (FORCE)')
            self.made.discard(name)

    def close(self):
        for name in list(self.made):
            with contextlib.suppress(Failed):
                self.drop(name)


def main():
    if not programs():
        sys.exit("PostgreSQL 15 is not installed")
    with Server() as server:
        sys.exit(subprocess.run(sys.argv[1:], env=dict(os.environ, NGOAIVU_TEST_STORE=server.url())).returncode)


if __name__ == "__main__":
    main()
