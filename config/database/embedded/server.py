"""Starts, joins and stops the embedded server of a directory.

Two lock files hold the rules. `users`: every process that uses the server holds it shared for as long as it lives.
`gate`: held, exclusively and shortly, by whoever looks whether the server runs, starts it or stops it. A process that
ends stops the server if, within the gate, it can have `users` for itself. Killed processes stop nothing, and their
locks vanish with them: the next process joins the server they left and stops it in its turn.
"""

import atexit
import fcntl
import hashlib
import os
import shlex
import socket
import stat
import sys
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import psycopg

from config.database.embedded import cluster, permissions, programs
from config.database.embedded.programs import EmbeddedPostgresError

PORT = 5432
LONGEST_SOCKET = 100  # bytes; Linux takes 107, macOS 103
PATIENCE = 60.0  # seconds for a server that is starting, recovering or stopping
LARGEST_LOG = 10_000_000  # bytes


@dataclass(frozen=True)
class Address:
    host: Path
    port: int


def running(directory: Path) -> Address:
    """Return where the server of `directory` listens, having started it if need be; the process now counts as a user.

    Cheap once the server runs: one attempt to reach its socket. Raises EmbeddedPostgresError.
    """
    with _threads:
        directory = directory.resolve()
        server = _servers.setdefault(directory, Server(directory))
        server.join()
        return server.address


class Server:
    """The server of one directory, as this process sees it. A forked child becomes a user of its own."""

    def __init__(self, directory: Path) -> None:
        self.directory = directory
        self.data = directory / "data"
        self.log = directory / "data" / "server.log"
        self.address = Address(host=_socket_folder(self.data), port=PORT)
        self._users = -1
        self._user_pid = -1

    def join(self) -> None:
        if self._user_pid == os.getpid() and self._answers():
            return
        try:
            self.directory.mkdir(parents=True, exist_ok=True)
            with _announced(f"Starting the embedded PostgreSQL in {self.directory} ..."), self._gate():
                self._become_user()
                self._await_ready()
        except PermissionError as error:
            raise EmbeddedPostgresError(
                f"{error.filename or self.directory} belongs to another user: run Throughline as that user, "
                "or set DATABASE_URL."
            ) from error
        except OSError as error:
            raise EmbeddedPostgresError(f"The embedded PostgreSQL in {self.directory} failed: {error}") from error

    def leave(self) -> None:
        """Stop the server if this process is its last user. Called when the process ends; twice does no harm."""
        if self._user_pid != os.getpid() or not self.data.exists():
            return
        with self._gate():
            if _lock(self._users, fcntl.LOCK_EX | fcntl.LOCK_NB):
                self._stop()
            os.close(self._users)
            self._user_pid = -1

    @contextmanager
    def _gate(self) -> Iterator[None]:
        descriptor = self._open("gate")
        try:
            _lock(descriptor, fcntl.LOCK_EX)
            yield
        finally:
            os.close(descriptor)

    def _open(self, name: str) -> int:
        return os.open(self.directory / name, os.O_RDWR | os.O_CREAT, 0o600)

    def _become_user(self) -> None:
        if self._user_pid != os.getpid():
            # Never closes an inherited descriptor's lock: that one belongs to the parent, too.
            self._users = self._open("users")
            self._user_pid = os.getpid()
            _lock(self._users, fcntl.LOCK_SH)
            atexit.register(self.leave)

    def _await_ready(self) -> None:
        """Start the server unless it runs; a killed process may have left it half way up or down."""
        deadline = time.monotonic() + PATIENCE
        while True:
            if not self._answers() and not self._is_alive():
                self._start()
            try:
                return cluster.prepare(self.address.host, self.address.port)
            except psycopg.OperationalError as error:
                if time.monotonic() > deadline:
                    raise EmbeddedPostgresError(
                        f"The embedded PostgreSQL in {self.directory} does not answer: {error}"
                    ) from error
                time.sleep(0.1)

    def _answers(self) -> bool:
        with socket.socket(socket.AF_UNIX) as probe:
            return probe.connect_ex(str(self.address.host / f".s.PGSQL.{PORT}")) == 0

    def _is_alive(self) -> bool:
        """Tell whether the process of the pid file is a server of ours, and not another that got its number."""
        try:
            pid = int((self.data / "postmaster.pid").read_text().split("\n", 1)[0])
            os.kill(pid, 0)
        except (FileNotFoundError, ProcessLookupError, PermissionError, ValueError):
            return False  # a process of another user's is not a server over our data
        return _runs_with(pid, str(self.data))

    def _start(self) -> None:
        self._open_for_account()
        if not self.data.exists():
            cluster.create(self.data)
        cluster.check_version(self.data)
        _make_socket_folder(self.address.host, self.data)
        self._remove_locks()
        self._keep_log_small()
        self._launch()

    def _remove_locks(self) -> None:
        """Remove what a killed server left: its number may be another process by now, and keep ours from starting."""
        (self.data / "postmaster.pid").unlink(missing_ok=True)
        (self.address.host / f".s.PGSQL.{PORT}.lock").unlink(missing_ok=True)

    def _open_for_account(self) -> None:
        if programs.account():
            permissions.open_programs(programs.folder())
            permissions.open_the_way_to(self.data)

    def _launch(self) -> None:
        options = {
            "listen_addresses": "",
            "unix_socket_directories": f'"{self.address.host}"',
            "unix_socket_permissions": "0700",
            "port": str(PORT),
        }
        arguments = shlex.join(f"--{name}={value}" for name, value in options.items())
        try:
            programs.run("pg_ctl", "start", "-D", self.data, "-w", "-t", "600", "-l", self.log, "-o", arguments)
        except EmbeddedPostgresError as error:
            reason = programs.telling_line(_tail(self.log)) or error
            raise EmbeddedPostgresError(f"The embedded PostgreSQL does not start: {reason} (see {self.log})") from error

    def _keep_log_small(self) -> None:
        if self.log.exists() and self.log.stat().st_size > LARGEST_LOG:
            self.log.replace(self.log.with_suffix(".log.1"))

    def _stop(self) -> None:
        if not self._answers() and not self._is_alive():
            return
        try:
            self._open_for_account()  # somebody may have closed a folder again
            programs.run("pg_ctl", "stop", "-D", self.data, "-m", "fast", "-w", "-t", str(int(PATIENCE)))
            if self.address.host != self.data:
                self.address.host.rmdir()
        except EmbeddedPostgresError as error:
            sys.stderr.write(f"The embedded PostgreSQL in {self.directory} could not be stopped: {error}\n")


_servers: dict[Path, Server] = {}
_threads = threading.RLock()


def _lock(descriptor: int, how: int) -> bool:
    try:
        fcntl.flock(descriptor, how)
    except BlockingIOError:
        return False
    return True


def _socket_folder(data: Path) -> Path:
    """Return the data directory, or one in /tmp where the path is too long for a socket or libpq would split it.

    Always the same for the same directory, whatever TMPDIR says: every process must come to the same place.
    """
    path = os.fsencode(data / f".s.PGSQL.{PORT}")
    if len(path) <= LONGEST_SOCKET and not set(path) & set(b',"'):
        return data
    name = hashlib.sha256(os.fsencode(data)).hexdigest()[:16]
    return Path("/tmp") / f"throughline-{name}"  # noqa: S108  # checked for its owner before it is used


def _make_socket_folder(folder: Path, data: Path) -> None:
    """Make the folder, for the owner of the data alone, or refuse one that somebody else has put there."""
    if folder == data:
        return
    if not folder.is_symlink() and not folder.exists():
        permissions.make_folder(folder, programs.account())
    found = folder.lstat()
    if not stat.S_ISDIR(found.st_mode) or found.st_uid != data.stat().st_uid or found.st_mode & 0o077:
        raise EmbeddedPostgresError(f"{folder} is needed for PostgreSQL's socket, but is not ours: remove it.")


def _runs_with(pid: int, argument: str) -> bool:
    """Tell whether the process was started with the argument; where /proc does not say, believe it."""
    try:
        return os.fsencode(argument) in Path(f"/proc/{pid}/cmdline").read_bytes().split(b"\0")
    except OSError:
        return not Path("/proc/self/cmdline").exists()


def _tail(path: Path) -> str:
    """Return the last lines of a log, latest first, so that the newest error is the first one found."""
    if not path.exists():
        return ""
    return "\n".join(reversed(path.read_text(errors="replace").splitlines()[-20:]))


@contextmanager
def _announced(text: str) -> Iterator[None]:
    """Say what is happening if it takes more than two seconds."""
    timer = threading.Timer(2, sys.stderr.write, [f"{text}\n"])
    timer.daemon = True
    timer.start()
    try:
        yield
    finally:
        timer.cancel()
