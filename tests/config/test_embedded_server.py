"""Who starts and who stops the embedded server, with real processes."""

import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import psycopg
import pytest
from django.core.exceptions import ImproperlyConfigured

from config.database.embedded import cluster, programs, server
from config.database.embedded.programs import EmbeddedPostgresError
from config.database.embedded.server import Server

ROOT = Path(__file__).resolve().parents[2]
USE_UNTIL_TOLD = """
import sys
from pathlib import Path
from config.database.embedded import server
print(server.running(Path(sys.argv[1])), flush=True)
sys.stdin.read()
"""
FORK_A_CHILD_THAT_USES_IT_AND_ENDS = """
import os, sys
from pathlib import Path
from config.database.embedded import server
server.running(Path(sys.argv[1]))
if os.fork() == 0:
    server.running(Path(sys.argv[1]))
    sys.exit(0)
os.wait()
print(server.Server(Path(sys.argv[1]))._answers(), flush=True)
"""

Start = Callable[..., "subprocess.Popen[str]"]


@pytest.fixture(scope="module")
def directory(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """A cluster that exists and is stopped; whatever a test leaves running is stopped after it."""
    path = tmp_path_factory.mktemp("server") / "postgres"
    join_and_leave(path)
    yield path
    join_and_leave(path)


@pytest.fixture
def start() -> Iterator[Start]:
    """Start a second process that uses a server until its standard input is closed."""
    processes: list[subprocess.Popen[str]] = []

    def start(directory: Path, *, script: str = USE_UNTIL_TOLD, waits: bool = True) -> "subprocess.Popen[str]":
        process = subprocess.Popen(
            [sys.executable, "-c", script, directory],
            cwd=ROOT,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
        )
        processes.append(process)
        if waits:
            assert process.stdout is not None
            assert process.stdout.readline()
        return process

    yield start
    for process in processes:
        process.communicate()


@pytest.fixture
def stopped(directory: Path) -> Iterator[Server]:
    here = Server(directory)
    yield here
    here.leave()


def join_and_leave(directory: Path) -> None:
    here = Server(directory)
    here.join()
    here.leave()


def runs(directory: Path) -> bool:
    return Server(directory)._answers()


def postmaster(directory: Path) -> int:
    return int((directory / "data" / "postmaster.pid").read_text().split()[0])


def connect(here: Server, database: str) -> psycopg.Connection:
    address = here.address
    return psycopg.connect(host=str(address.host), port=address.port, user="postgres", dbname=database, autocommit=True)


def wait_until(is_so: Callable[[], bool]) -> None:
    deadline = time.monotonic() + 30
    while not is_so():
        assert time.monotonic() < deadline
        time.sleep(0.02)


def test_the_first_process_starts_it_and_the_last_one_stops_it(directory: Path, start: Start) -> None:
    first = start(directory)
    second = start(directory)

    first.communicate()
    assert runs(directory)
    second.communicate()
    assert not runs(directory)


def test_a_killed_process_does_not_keep_it_running_for_ever(directory: Path, start: Start) -> None:
    killed = start(directory)
    killed.kill()
    killed.wait()
    assert runs(directory)

    start(directory).communicate()

    assert not runs(directory)


def test_processes_that_start_at_once_share_one_server(directory: Path, start: Start) -> None:
    processes = [start(directory, waits=False) for _ in range(3)]
    for process in processes:
        assert process.stdout is not None
        assert "5432" in process.stdout.readline()

    log = (directory / "data" / "server.log").read_text()
    started = log.rpartition("shut down\n")[2].count("ready to accept connections")

    assert started == 1


def test_a_forked_child_that_ends_leaves_the_server_to_its_parent(directory: Path, start: Start) -> None:
    parent = start(directory, script=FORK_A_CHILD_THAT_USES_IT_AND_ENDS, waits=False)

    assert parent.communicate()[0].strip() == "True"


def test_a_server_that_was_killed_is_started_again(directory: Path, stopped: Server) -> None:
    stopped.join()
    os.kill(postmaster(directory), signal.SIGKILL)
    wait_until(lambda: not stopped._answers())

    stopped.join()

    assert stopped._answers()


def test_a_number_in_the_pid_file_that_now_is_another_process_keeps_nobody_out(
    directory: Path, stopped: Server
) -> None:
    (directory / "data" / "postmaster.pid").write_text(f"{os.getpid()}\n")

    stopped.join()

    assert postmaster(directory) != os.getpid()


def test_a_half_made_cluster_is_made_again(tmp_path: Path) -> None:
    (tmp_path / "unfinished").mkdir()
    (tmp_path / "unfinished" / "PG_VERSION").write_text("18\n")

    join_and_leave(tmp_path)

    assert not (tmp_path / "unfinished").exists()


def test_a_half_prepared_cluster_is_prepared_to_the_end(directory: Path, stopped: Server) -> None:
    stopped.join()
    with connect(stopped, "postgres") as superuser:
        superuser.execute("DROP DATABASE throughline")
    stopped.leave()

    stopped.join()

    with connect(stopped, "throughline") as superuser:
        assert superuser.execute("SELECT '[1]'::vector::text").fetchone() == ("[1]",)


@pytest.mark.parametrize("name", [pytest.param("deep" * 25, id="too long"), pytest.param("a,b", id="with a comma")])
def test_a_path_that_no_socket_can_have_gets_its_socket_elsewhere(tmp_path: Path, name: str, start: Start) -> None:
    directory = tmp_path / name

    start(directory)

    assert Server(directory).address.host.name.startswith("throughline-")
    assert runs(directory)


def test_a_folder_that_somebody_else_put_in_the_sockets_place_is_refused(tmp_path: Path) -> None:
    directory = tmp_path / "a,b"
    place = Server(directory).address.host
    place.symlink_to(tmp_path)

    try:
        with pytest.raises(EmbeddedPostgresError, match="is not ours: remove it"):
            Server(directory).join()
    finally:
        place.unlink()


def test_a_start_that_fails_says_why_and_where_the_log_is(tmp_path: Path) -> None:
    join_and_leave(tmp_path)
    with (tmp_path / "data" / "postgresql.conf").open("a") as configuration:
        configuration.write("max_connections = many\n")

    with pytest.raises(
        EmbeddedPostgresError, match=r"does not start: .*postgresql\.conf.* contains errors \(see .*server\.log\)"
    ):
        Server(tmp_path).join()


def test_a_cluster_that_cannot_be_made_leaves_nothing_behind(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(cluster.CONFIGURATION, "shared_buffers", "1000TB")

    with pytest.raises(EmbeddedPostgresError, match=f"could not be made in {tmp_path}: .*error"):
        Server(tmp_path).join()

    assert {path.name for path in tmp_path.iterdir()} == {"gate", "users"}


def test_data_of_another_major_version_is_left_alone(directory: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(programs, "major_version", lambda: "19")
    here = Server(directory)

    with pytest.raises(ImproperlyConfigured, match="was written by PostgreSQL 18, but version 19 is installed"):
        here.join()
    here.leave()


def test_a_server_that_never_answers_is_given_up(directory: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(host: Path, port: int) -> None:
        raise psycopg.OperationalError("the database system is in recovery mode")

    monkeypatch.setattr(cluster, "prepare", refuse)
    monkeypatch.setattr(server, "PATIENCE", 0.3)
    here = Server(directory)

    with pytest.raises(EmbeddedPostgresError, match="does not answer: the database system is in recovery mode"):
        here.join()
    here.leave()


def test_a_directory_of_another_user_is_named(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(path: Path, *arguments: object) -> int:
        raise PermissionError(13, "Permission denied", str(path))

    monkeypatch.setattr(os, "open", refuse)

    with pytest.raises(EmbeddedPostgresError, match="gate belongs to another user"):
        Server(tmp_path / "postgres").join()


def test_a_directory_that_cannot_be_made_is_named(tmp_path: Path) -> None:
    (tmp_path / "file").touch()

    with pytest.raises(EmbeddedPostgresError, match=r"file/postgres failed: .*Not a directory"):
        Server(tmp_path / "file" / "postgres").join()


def test_a_large_log_is_put_aside_when_the_server_starts(
    directory: Path, stopped: Server, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(server, "LARGEST_LOG", 1)

    stopped.join()

    assert (directory / "data" / "server.log.1").exists()


def test_a_stop_that_fails_is_told_and_raises_nothing(
    stopped: Server, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    def fail(*arguments: object) -> str:
        raise EmbeddedPostgresError("no such program")

    stopped.join()
    with monkeypatch.context() as patch:
        patch.setattr(programs, "run", fail)
        stopped.leave()
    stopped.join()

    assert "could not be stopped: no such program" in capsys.readouterr().err
