"""What the database needs by itself: through psycopg, and by pgbench."""

import os
import re
import shutil
import subprocess
import tempfile
import threading
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

import psycopg
from django.db import connection
from psycopg import sql

from config.benchmark import questions
from config.benchmark.facts import COMMENT, Facts
from config.benchmark.works import Work

SECONDS = 2
SCRIPTS = 8
DEBIAN = "/usr/lib/postgresql/*/bin/pgbench"


def asking(work: Work) -> Callable[[int], object]:
    """Return what asks the question of the database and reads all of the answer; each thread has a connection."""
    own = threading.local()

    def act(number: int) -> object:
        if not hasattr(own, "connection"):
            own.connection = _connected()
        rows = own.connection.execute(work.sql, work.parameters(number), prepare=work.is_prepared)
        return rows.fetchall() if rows.description else None

    return act


def copying_in(facts: Facts, rows: int) -> Callable[[int], object]:
    """COPY so many highlights with all their indexes and triggers, and take them back."""
    names: tuple[str, ...] = (
        "uuid",
        "created_at",
        "updated_at",
        "version",
        "note_id",
        "start",
        "end",
        "quote",
        "prefix",
        "suffix",
    )
    names += ("kind", "verbatim", "by_interviewer", "comment", "state")
    columns = sql.SQL(", ").join(map(sql.Identifier, names))
    statement = sql.SQL("COPY research_highlight ({}) FROM STDIN").format(columns)

    def act(number: int) -> None:
        with _connected() as own, own.transaction(force_rollback=True), own.cursor() as cursor:
            cursor.execute("SELECT text FROM research_note WHERE id = %s", [facts.passages[0].note])
            one = facts.passages[0]
            text = cursor.fetchone()[0]  # type: ignore[index]  # it is there
            fixed = ("now", "now", 1, one.note, one.start, one.end, text[one.start : one.end], "", "")
            with cursor.copy(statement) as copy:
                for _ in range(rows):
                    copy.write_row((os.urandom(16).hex(), *fixed, "need", True, False, COMMENT, "anchored"))
            cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")

    return act


def copying_out(number: int) -> None:
    statement = sql.SQL("COPY ({}) TO STDOUT (FORMAT csv)").format(sql.SQL(questions.EXPORT))
    with _connected() as own, own.cursor() as cursor, cursor.copy(statement) as copy:
        for _ in copy:
            pass


def pgbench() -> str | None:
    """Return where pgbench is: beside the embedded server, on the path, or where Debian puts it."""
    beside = Path(os.environ.get("PGBENCH", "pgbench"))
    found = [shutil.which(str(beside)), *sorted(map(str, Path("/").glob(DEBIAN.lstrip("/"))), reverse=True)]
    return next((path for path in found if path), None)


def rate(work: Work, *, clients: int) -> float | None:
    """Return how many a second pgbench does of the statement, None where there is no pgbench."""
    program = pgbench()
    if program is None or not work.sql:
        return None
    with tempfile.TemporaryDirectory() as folder:
        scripts = []
        for number in range(SCRIPTS):
            script = Path(folder) / f"{number}.sql"
            script.write_text(_literal(work.sql, work.parameters(number)).replace("\n", " ") + ";")
            scripts += ["-f", str(script)]
        mode = "prepared" if work.is_prepared else "simple"
        command = [program, "-n", "-c", str(clients), "-j", "2", "-T", str(SECONDS), "-M", mode, *scripts, _conninfo()]
        told = subprocess.run(command, capture_output=True, text=True, check=True).stdout  # noqa: S603
    found = re.search(r"tps = ([0-9.]+)", told)
    return float(found[1]) if found else None


def _literal(statement: str, parameters: Mapping[str, Any]) -> str:
    with psycopg.ClientCursor(_connected()) as cursor:
        return cursor.mogrify(statement, parameters)


def _connected() -> "psycopg.Connection[tuple[Any, ...]]":
    return psycopg.connect(_conninfo(), autocommit=True)


def _conninfo() -> str:
    connection.ensure_connection()
    given = connection.connection.info
    parts = {"host": given.host, "port": str(given.port), "dbname": given.dbname, "user": given.user}
    return psycopg.conninfo.make_conninfo(**parts, password=given.password or None)
