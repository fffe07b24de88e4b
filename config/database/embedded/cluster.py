"""The data directory: how it is made, and what is in it before the first migration."""

import os
import shutil
from pathlib import Path

import psycopg
from django.core.exceptions import ImproperlyConfigured

from config.database.embedded import permissions, programs

SUPERUSER = "postgres"
APPLICATION = "throughline"

# Values in postgresql.conf, for the owner to change. The log must never repeat what people said: no statements,
# no details with the values of a row.
CONFIGURATION = {
    "shared_buffers": "128MB",
    "random_page_cost": "1.1",
    "jit": "off",
    "timezone": "UTC",
    "log_timezone": "UTC",
    "log_checkpoints": "off",
    "log_min_error_statement": "panic",
    "log_error_verbosity": "terse",
}


def create(data: Path) -> None:
    """Make the cluster beside its place and rename it, so that an interrupted start leaves no half of one."""
    unfinished = data.with_name("unfinished")
    shutil.rmtree(unfinished, ignore_errors=True)
    permissions.make_folder(unfinished, programs.account())
    try:
        programs.run("initdb", *_options(unfinished))
    except programs.EmbeddedPostgresError as error:
        shutil.rmtree(unfinished, ignore_errors=True)
        raise programs.EmbeddedPostgresError(
            f"The embedded PostgreSQL could not be made in {data.parent}: {error}"
        ) from error
    unfinished.rename(data)


def _options(data: Path) -> list[str | Path]:
    """Return initdb's options. The built-in locale sorts by code point, alike on every machine and in every release.

    Any local connection is trusted, as only the server's own user (and root) can reach the socket.
    """
    locale = "en_US.UTF-8" if os.uname().sysname == "Darwin" else "C.UTF-8"
    return [
        "--pgdata",
        data,
        f"--username={SUPERUSER}",
        "--auth=trust",
        "--encoding=UTF8",
        f"--locale={locale}",
        "--locale-provider=builtin",
        "--builtin-locale=C.UTF-8",
        "--lc-messages=C",
        "--no-instructions",
        *(f"--set={name}={value}" for name, value in CONFIGURATION.items()),
    ]


def check_version(data: Path) -> None:
    found = (data / "PG_VERSION").read_text().strip()
    if found != programs.major_version():
        raise ImproperlyConfigured(
            f"{data} was written by PostgreSQL {found}, but version {programs.major_version()} is installed: "
            "dump it with the old version and load it into a new one, or move it away to start afresh."
        )


def prepare(host: Path, port: int) -> None:
    """Make the application's role and database, once. The database comes last: where it exists, nothing is missing.

    The role may create databases (the tests need one) and trusted extensions in them. `vector` is not trusted, so it
    goes into the template from which every database is made.
    """
    with _connect(host, port, SUPERUSER) as connection:
        if _exists(connection, "pg_database", "datname"):
            return
        if not _exists(connection, "pg_roles", "rolname"):
            connection.execute(f"CREATE ROLE {APPLICATION} LOGIN CREATEDB")
        with _connect(host, port, "template1") as template:
            template.execute("CREATE EXTENSION IF NOT EXISTS vector")
        connection.execute(f"CREATE DATABASE {APPLICATION} OWNER {APPLICATION}")


def _connect(host: Path, port: int, database: str) -> psycopg.Connection:
    return psycopg.connect(host=str(host), port=port, user=SUPERUSER, dbname=database, autocommit=True)


def _exists(connection: psycopg.Connection, table: str, column: str) -> bool:
    found = connection.execute(f"SELECT 1 FROM {table} WHERE {column} = %s", [APPLICATION])  # noqa: S608  # constants
    return found.fetchone() is not None
