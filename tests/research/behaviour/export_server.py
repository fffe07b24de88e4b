"""A server on this machine that answers as the export APIs of Amplitude and Mixpanel document it."""

import gzip
import threading
from base64 import b64encode
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qsl, urlsplit

from tests.research.behaviour import exports

KEY, SECRET, PROJECT = "key", "secret", "2195193"


@dataclass(frozen=True, kw_only=True)
class Answer:
    """`cut`: so many bytes of the body are missing when the connection ends."""

    status: int = 200
    body: bytes = b""
    headers: dict[str, str] = field(default_factory=dict)
    cut: int = 0


@dataclass(kw_only=True)
class Server:
    """`asked` are the requests' paths and parameters; `next_answers` come before what the API would say."""

    address: str
    asked: list[tuple[str, dict[str, str]]] = field(default_factory=list)
    next_answers: list[Answer] = field(default_factory=list)


Api = Callable[[dict[str, str]], Answer]


def amplitude(hours: dict[str, list[dict[str, Any]]], *, most_hours: int = 24) -> Api:
    """Rows by the hour of their arrival, such as 20261001T09; more than `most_hours` at once are too much."""

    def answer(asked: dict[str, str]) -> Answer:
        if int(asked["end"][-2:]) - int(asked["start"][-2:]) >= most_hours:
            return Answer(status=400, body=b"Cannot export; too much data")
        found = [rows for hour, rows in hours.items() if asked["start"] <= hour <= asked["end"]]
        if not found:
            return Answer(status=404, body=b"Raw data files were not found.")
        members = {
            f"{PROJECT}/{number}.json.gz": gzip.compress(exports.lines(rows)) for number, rows in enumerate(found)
        }
        return Answer(body=exports.zipped(members), headers={"Content-Type": "application/zip"})

    return answer


def mixpanel(days: dict[str, list[dict[str, Any]]]) -> Api:
    """Rows by day, such as 2026-10-01."""

    def answer(asked: dict[str, str]) -> Answer:
        if asked.get("project_id") != PROJECT:
            return Answer(status=400, body=b"project_id")
        rows = [row for day, some in days.items() if asked["from_date"] <= day <= asked["to_date"] for row in some]
        return Answer(body=gzip.compress(exports.lines(rows)), headers={"Content-Encoding": "gzip"})

    return answer


@contextmanager
def running(path: str, api: Api) -> Iterator[Server]:
    """Answer under this path to whoever has the key and the secret."""
    server: Server

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            parts = urlsplit(self.path)
            asked = dict(parse_qsl(parts.query))
            server.asked.append((parts.path, asked))
            self._send(self._answer(parts.path, asked))

        def _answer(self, asked_path: str, asked: dict[str, str]) -> Answer:
            if self.headers["Authorization"] != f"Basic {b64encode(f'{KEY}:{SECRET}'.encode()).decode()}":
                return Answer(status=401)
            if asked_path != path:
                return Answer(status=410)
            return server.next_answers.pop(0) if server.next_answers else api(asked)

        def _send(self, answer: Answer) -> None:
            self.send_response(answer.status)
            for name, value in answer.headers.items():
                self.send_header(name, value)
            self.send_header("Content-Length", str(len(answer.body)))
            self.end_headers()
            self.wfile.write(answer.body[: len(answer.body) - answer.cut])

        def log_message(self, *_: Any) -> None:
            """Say nothing."""

    with ThreadingHTTPServer(("127.0.0.1", 0), Handler) as http:
        server = Server(address=f"http://127.0.0.1:{http.server_port}")
        thread = threading.Thread(target=http.serve_forever, kwargs={"poll_interval": 0.02})
        thread.start()
        try:
            yield server
        finally:
            http.shutdown()
            thread.join()
