#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""A PostgreSQL of the tests' own: in a temporary folder, reached by a socket in it, gone at the end. No cluster of the
system is touched.

NGOAIVU_TEST_STORE holds the URL of its server, without a database: with it, the stores of a test are databases there,
made at their first use, instead of files. `postgres.py COMMAND…` runs a command with one.
"""
import contextlib
import glob
import os
import pwd
import shutil
import subprocess
import sys
import tempfile
import urllib.parse

FAST = {"fsync": "off", "synchronous_commit": "off", "full_page_writes": "off", "autovacuum": "off", "max_connections": "60",
        "shared_buffers": "64MB", "listen_addresses": "", "unix_socket_permissions": "0777", "lc_messages": "C"}


def programs():
    """The folder of initdb and postgres, of the newest version from 15 on; None where there is none."""
    found = [(int(path.split("/")[4]), path) for path in glob.glob("/usr/lib/postgresql/*/bin") if path.split("/")[4].isdigit()]
    found = [(version, path) for version, path in found if version >= 15 and os.path.exists(path + "/initdb")]
    if found:
        return max(found)[1]
    beside = shutil.which("initdb")
    return os.path.dirname(os.path.realpath(beside)) if beside else None


def unprivileged():
    """The server refuses to be root's: whose it is, and how a command is run as that user."""
    if os.geteuid() != 0:
        return pwd.getpwuid(os.geteuid()), []
    for name in ("postgres", "nobody"):
        with contextlib.suppress(KeyError):
            user = pwd.getpwnam(name)
            return user, ["setpriv", f"--reuid={user.pw_uid}", f"--regid={user.pw_gid}", "--clear-groups", "--"]
    raise RuntimeError("there is no user to run PostgreSQL as")


class Server:
    def __init__(self, settings=None):
        self.folder = tempfile.mkdtemp(prefix="ngoaivu-pg-")
        self.settings = dict(FAST, **(settings or {}))
        self.user, self.become = unprivileged()
        self.programs = programs()
        self.data = os.path.join(self.folder, "data")
        os.chmod(self.folder, 0o755)
        os.chown(self.folder, self.user.pw_uid, self.user.pw_gid)

    def call(self, program, *words):
        done = subprocess.run([*self.become, os.path.join(self.programs, program), *words], cwd=self.folder, capture_output=True, text=True,
                              env={"PATH": os.environ["PATH"], "LC_ALL": "C", "TZ": "UTC"})
        if done.returncode:
            raise RuntimeError(f"{program} {' '.join(words)}: {done.stdout}{done.stderr}{self.log()}")

    def log(self):
        path = os.path.join(self.folder, "log")
        return open(path, errors="replace").read()[-3000:] if os.path.exists(path) else ""

    def make(self):
        self.call("initdb", "-D", self.data, "-A", "trust", "-U", "ngoaivu", "-E", "UTF8", "--locale=C", "--no-sync")

    def start(self):
        options = " ".join(f"-c {name}='{value}'" for name, value in dict(self.settings, unix_socket_directories=self.folder).items())
        self.call("pg_ctl", "-D", self.data, "-l", os.path.join(self.folder, "log"), "-w", "-t", "60", "-o", options, "start")

    def stop(self, how="fast"):
        self.call("pg_ctl", "-D", self.data, "-m", how, "-w", "-t", "60", "stop")

    def url(self, name="", user="ngoaivu", **more):
        query = urllib.parse.urlencode({"host": self.folder, **more}, safe="/")
        return f"postgresql://{user}@/{name}?{query}"

    def __enter__(self):
        try:
            self.make()
            self.start()
        except BaseException:
            self.remove()
            raise
        return self

    def __exit__(self, *_):
        with contextlib.suppress(RuntimeError):
            self.stop("immediate")
        self.remove()

    def remove(self):
        shutil.rmtree(self.folder, ignore_errors=True)


class Failed(Exception):
    """What the server said."""


def database_url(server, name):
    place, _, query = server.partition("?")
    return f"{place.rsplit('/', 1)[0]}/{name}?{query}"


def sql(server, text, database="postgres"):
    """Rows of texts, of what a text of SQL gives."""
    done = subprocess.run(["psql", "-X", "-q", "-A", "-t", "-F", "\x1f", "-R", "\x1e", "-v", "ON_ERROR_STOP=1", database_url(server, database)],
                          input=text.encode(), capture_output=True, env=dict(os.environ, PGOPTIONS="-c client_min_messages=warning"))
    if done.returncode:
        raise Failed(done.stderr.decode(errors="replace"))
    out = done.stdout.decode(errors="surrogateescape").rstrip("\x1e\n")
    return [row.strip("\n").split("\x1f") for row in out.split("\x1e")] if out else []


def make_database(server, name, template="template0"):
    sql(server, f'CREATE DATABASE "{name}" TEMPLATE "{template}" STRATEGY file_copy' if template != "template0" else f'CREATE DATABASE "{name}" TEMPLATE template0')


def main():
    if not programs():
        sys.exit("PostgreSQL 15 is not installed")
    with Server() as server:
        sys.exit(subprocess.run(sys.argv[1:], env=dict(os.environ, NGOAIVU_TEST_STORE=server.url())).returncode)


if __name__ == "__main__":
    main()
