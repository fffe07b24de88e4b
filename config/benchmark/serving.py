"""The service as it is deployed, at a port of its own, and what is asked of it."""

import http.client
import json
import os
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from django.conf import settings
from django.core.management.base import CommandError

from config.benchmark.facts import Facts
from config.benchmark.works import Call

PATIENCE = 120.0
MEBIBYTE = 1024 * 1024


@dataclass(frozen=True, kw_only=True)
class Service:
    port: int
    process: "subprocess.Popen[bytes]"

    def ask(self, call: Call, facts: Facts, *, number: int) -> int:
        """Send the request and read the whole answer; returns its length. Keys take turns, as people do."""
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=120)
        headers = {"Authorization": f"Token {facts.tokens[number % len(facts.tokens)]}"}
        if call.is_page:
            headers = {"Cookie": f"{settings.SESSION_COOKIE_NAME}={facts.session}"}
        body = None if call.body is None else json.dumps(call.body)
        if body is not None:
            headers["Content-Type"] = "application/json"
        connection.request("GET" if body is None else "POST", call.path, body=body, headers=headers)
        answer = connection.getresponse()
        length = 0
        while part := answer.read(MEBIBYTE):
            length += len(part)
        connection.close()
        if answer.status >= 300:
            raise CommandError(f"{call.path} answered {answer.status}.")
        return length

    def largest_worker(self) -> float:
        """Return the resident memory of the largest web worker, in MiB; 0 where the system does not tell."""
        return max((_memory(pid) for pid in _below(self.process.pid) if "config.wsgi" in _command(pid)), default=0.0)


@contextmanager
def running() -> Iterator[Service]:
    """Start `manage.py start` and wait until it answers; end it afterwards."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    command = [sys.executable, "manage.py", "start", "--port", str(port)]
    process = subprocess.Popen(  # noqa: S603  (our own command)
        command, cwd=settings.BASE_DIR, stdout=subprocess.DEVNULL, env={**os.environ, "THROUGHLINE_NO_VENV": "1"}
    )
    try:
        _wait(port, process)
        yield Service(port=port, process=process)
    finally:
        process.terminate()
        process.wait()


def _wait(port: int, process: "subprocess.Popen[bytes]") -> None:
    deadline = time.monotonic() + PATIENCE
    while time.monotonic() < deadline and process.poll() is None:
        try:
            with socket.create_connection(("127.0.0.1", port), timeout=1):
                return
        except OSError:
            time.sleep(0.2)
    raise CommandError("The service did not start.")


def _below(pid: int) -> list[int]:
    try:
        children = Path(f"/proc/{pid}/task/{pid}/children").read_text().split()
    except OSError:
        return []
    return [found for child in children for found in (int(child), *_below(int(child)))]


def _command(pid: int) -> str:
    return Path(f"/proc/{pid}/cmdline").read_text()


def _memory(pid: int) -> float:
    fields = Path(f"/proc/{pid}/statm").read_text().split()
    return int(fields[1]) * os.sysconf("SC_PAGE_SIZE") / MEBIBYTE
