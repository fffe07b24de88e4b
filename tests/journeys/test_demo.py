"""`manage.py demo` as its own processes: it loads, tells who says so, serves, and ends when it is told to."""

import os
import re
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from http.client import HTTPConnection
from pathlib import Path

import pytest
from django.conf import settings
from django.db import connection
from django.db.backends.utils import truncate_name

DATABASE = truncate_name("demo_journey", 63)
MANAGE = [sys.executable, "manage.py"]


@pytest.fixture(scope="module")
def environment(
    django_db_setup: None, django_db_blocker: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[dict[str, str]]:
    """A database of their own on the same server, by its address."""
    with django_db_blocker.unblock():  # type: ignore[attr-defined]
        parameters = connection.get_connection_params()
        with connection.cursor() as cursor:
            cursor.execute(f"DROP DATABASE IF EXISTS {DATABASE}")
            cursor.execute(f"CREATE DATABASE {DATABASE}")
            cursor.execute(f"ALTER DATABASE {DATABASE} SET synchronous_commit TO off")
    user, host, port = (parameters.get(name) or "" for name in ("user", "host", "port"))
    password = parameters.get("password") or ""
    address = f"postgres://{user}:{password}@/{DATABASE}?host={host}&port={port}"
    yield {
        **os.environ,
        "DATABASE_URL": address,
        "THROUGHLINE_NO_VENV": "1",
        "THROUGHLINE_VAR": str(tmp_path_factory.mktemp("var")),
    }
    with django_db_blocker.unblock(), connection.cursor() as cursor:  # type: ignore[attr-defined]
        cursor.execute(f"DROP DATABASE {DATABASE} WITH (FORCE)")


def run(environment: dict[str, str], *arguments: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [*MANAGE, *arguments], cwd=settings.BASE_DIR, env=environment, capture_output=True, text=True, check=False
    )


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@pytest.fixture(scope="module")
def told(environment: dict[str, str]) -> str:
    done = run(environment, "demo", "--no-server")
    assert done.returncode == 0, done.stderr
    return done.stdout


def test_it_prints_a_trace_down_to_somebody_s_words(told: str) -> None:
    assert "Keep a receipt on the phone until it has been sent" in told
    assert "Evidence: strong" in told
    assert re.search(r"> “.+”\n>\n> — P-01\d\d \(.+\), .+, \d{4}-\d\d-\d\d, \d:\d\d:\d\d", told)


def test_it_prints_who_can_log_in(told: str) -> None:
    for name, role in (("ada", "researcher"), ("cleo", "product owner"), ("gus", "administrator")):
        assert re.search(rf"^  {name} +{role}$", told, re.MULTILINE)


def test_a_second_time_loads_nothing_more(told: str, environment: dict[str, str]) -> None:
    again = run(environment, "demo", "--no-server")

    assert again.returncode == 0
    assert "Loading" not in again.stdout
    assert "Evidence: strong" in again.stdout


def test_it_serves_until_it_is_told_to_end(told: str, environment: dict[str, str]) -> None:
    port = free_port()
    service = subprocess.Popen(
        [*MANAGE, "demo", "--port", str(port)],
        cwd=settings.BASE_DIR,
        env=environment,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
    )
    try:
        status = first_answer(port, service)
        service.send_signal(signal.SIGTERM)
        output, _ = service.communicate(timeout=30)
    finally:
        service.kill()
        service.wait()

    assert status == 200
    assert service.returncode == 0, output
    assert f"http://127.0.0.1:{port}/" in output
    with pytest.raises(ConnectionRefusedError):
        answer(port)


def first_answer(port: int, service: "subprocess.Popen[str]") -> int:
    deadline = time.monotonic() + 60
    while time.monotonic() < deadline and service.poll() is None:
        try:
            return answer(port)
        except ConnectionRefusedError:
            time.sleep(0.1)
    raise AssertionError("The service did not come up.")


def answer(port: int) -> int:
    request = HTTPConnection("127.0.0.1", port, timeout=30)
    request.request("GET", "/login/")
    return request.getresponse().status


def test_a_taken_port_is_said_at_once(environment: dict[str, str]) -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        done = run(environment, "demo", "--port", str(taken.getsockname()[1]))

    assert done.returncode == 1
    assert "cannot be used (Address already in use). Choose another: --port N." in done.stderr


def test_start_prints_a_link_for_the_first_administrator(environment: dict[str, str]) -> None:
    cleared = run(environment, "clear_demo")
    port = free_port()
    service = subprocess.Popen(
        [*MANAGE, "start", "--port", str(port)],
        cwd=settings.BASE_DIR,
        env=environment,
        stdout=subprocess.PIPE,
        text=True,
    )
    try:
        first_answer(port, service)
        service.send_signal(signal.SIGINT)
        output, _ = service.communicate(timeout=30)
    finally:
        service.kill()
        service.wait()

    assert "rows of demo data" in cleared.stdout
    assert re.search(rf"http://127\.0\.0\.1:{port}/join/\S{{40,}}/", output)
    assert Path(environment["THROUGHLINE_VAR"], "secret_key").exists()
