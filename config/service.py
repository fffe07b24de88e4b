"""Runs the service: the application server and the job worker as children of one process."""

import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Sequence
from types import FrameType

from django.conf import settings
from django.core.management import call_command
from django.core.management.base import CommandError
from django.db import connection

MIGRATING = "config.service.prepare"
PATIENCE = 15.0
"""Seconds that a child has to end before it is killed."""


def prepare() -> None:
    """Bring the database and the static files up to date. Processes that start at once do so one after another."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_lock(hashtext(%s))", [MIGRATING])
        try:
            call_command("migrate", interactive=False, verbosity=0)
        finally:
            cursor.execute("SELECT pg_advisory_unlock(hashtext(%s))", [MIGRATING])
    call_command("collectstatic", interactive=False, verbosity=0)


def check_port(host: str, port: int) -> None:
    """Raise `CommandError` where the service could not listen."""
    with socket.socket(socket.AF_INET6 if ":" in host else socket.AF_INET) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((host, port))
        except OSError as error:
            raise CommandError(f"Port {port} cannot be used ({error.strerror}). Choose another: --port N.") from error


def address(port: int) -> str:
    """Where people find the service: BASE_URL if it is set, else this machine."""
    return settings.BASE_URL if "BASE_URL" in os.environ else f"http://127.0.0.1:{port}"


def run(*, host: str, port: int) -> int:
    """Serve until a child ends or this process is told to; returns the exit code. SIGINT and SIGTERM go to both."""
    told: list[int] = []

    def note(number: int, _: FrameType | None) -> None:
        told.append(number)

    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, note)
    children = [_start(command, port=port) for command in commands(host=host, port=port)]
    try:
        while not told and all(child.poll() is None for child in children):
            time.sleep(0.2)
    finally:
        ended = [child.poll() for child in children]
        _end(children)
    return 0 if told else next((code for code in ended if code is not None), 1) or 1


def commands(*, host: str, port: int) -> list[Sequence[str]]:
    """The application server, with as many workers as there are cores, and the job worker."""
    address = f"[{host}]:{port}" if ":" in host else f"{host}:{port}"
    workers = str(settings.WORKERS)
    server = ["gunicorn", "config.wsgi", "--bind", address, "--workers", workers, "--log-level", "warning"]
    return [
        [sys.executable, "-m", *server, "--no-control-socket"],
        [sys.executable, "manage.py", "procrastinate", "--verbosity", "0", "worker"],
    ]


def _start(command: Sequence[str], *, port: int) -> subprocess.Popen[bytes]:
    """Start a child in a session of its own, so that a Ctrl+C in the terminal reaches it through us, once."""
    environment = {**os.environ, "BASE_URL": address(port), "THROUGHLINE_NO_VENV": "1"}
    return subprocess.Popen(  # noqa: S603  # our own commands; they complain on stderr
        command, cwd=settings.BASE_DIR, env=environment, stdout=subprocess.DEVNULL, start_new_session=True
    )


def _end(children: Sequence[subprocess.Popen[bytes]]) -> None:
    for child in children:
        if child.poll() is None:
            child.send_signal(signal.SIGTERM)
    deadline = time.monotonic() + PATIENCE
    for child in children:
        try:
            child.wait(max(0.0, deadline - time.monotonic()))
        except subprocess.TimeoutExpired:
            child.kill()
            child.wait()
