"""The embedded backend as Django uses it, with a server of the module's own."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from django.db import NotSupportedError
from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.utils import ConnectionHandler
from pytest_django import DjangoDbBlocker

from config import database
from config.database.embedded import programs, server


@pytest.fixture(scope="module")
def directory(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    path = tmp_path_factory.mktemp("backend") / "postgres"
    yield path
    server._servers.pop(path.resolve()).leave()


@pytest.fixture
def connection(directory: Path, django_db_blocker: DjangoDbBlocker) -> Iterator[BaseDatabaseWrapper]:
    handler = ConnectionHandler({"default": database.settings(url="", directory=directory)})
    with django_db_blocker.unblock():
        yield handler["default"]
        handler.close_all()


def ask(connection: BaseDatabaseWrapper, question: str) -> Any:
    with connection.cursor() as cursor:
        cursor.execute(question)
        return cursor.fetchall()


def test_the_application_is_no_superuser_but_may_make_databases(connection: BaseDatabaseWrapper) -> None:
    [role] = ask(connection, "SELECT rolname, rolsuper, rolcreatedb FROM pg_roles WHERE rolname = current_user")

    assert role == ("throughline", False, True)


def test_the_application_owns_its_database_and_may_extend_it(connection: BaseDatabaseWrapper) -> None:
    for extension in ("btree_gist", "unaccent", "pg_trgm"):
        with connection.cursor() as cursor:
            cursor.execute(f"CREATE EXTENSION IF NOT EXISTS {extension}")

    assert ask(connection, "SELECT datdba::regrole::text FROM pg_database WHERE datname = current_database()") == [
        ("throughline",)
    ]


def test_commits_of_the_application_reach_the_disk(connection: BaseDatabaseWrapper) -> None:
    assert ask(connection, "SELECT current_setting('fsync'), current_setting('synchronous_commit')") == [("on", "on")]


def test_the_log_keeps_no_words_of_a_failed_statement(connection: BaseDatabaseWrapper, directory: Path) -> None:
    with pytest.raises(Exception, match="does not exist"):
        ask(connection, "SELECT nothing FROM nowhere WHERE words = 'I told you in confidence'")

    log = (directory / "data" / "server.log").read_text()
    assert "nowhere" in log
    assert "confidence" not in log


def test_a_test_database_knows_vectors_and_does_not_wait_for_the_disk(connection: BaseDatabaseWrapper) -> None:
    creation: Any = connection.creation
    name = creation._create_test_db(verbosity=0, autoclobber=True)
    connection.close()
    connection.settings_dict["NAME"] = name

    assert ask(connection, "SELECT current_setting('synchronous_commit'), '[1,2]'::vector::text") == [("off", "[1,2]")]


def test_text_sorts_by_code_point_and_cases_follow_unicode(connection: BaseDatabaseWrapper) -> None:
    assert ask(connection, "SELECT upper('éö'), 'Z' < 'a', 'z' < 'ö'") == [("ÉÖ", True, True)]


def test_a_server_older_than_15_is_refused(connection: BaseDatabaseWrapper, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(type(connection), "get_database_version", lambda self: (14, 9))

    with pytest.raises(NotSupportedError, match="PostgreSQL 15 or later is required"):
        connection.check_database_version_supported()


def test_dbshell_starts_the_packages_own_psql(connection: BaseDatabaseWrapper, monkeypatch: pytest.MonkeyPatch) -> None:
    started: list[list[str]] = []
    monkeypatch.setattr("subprocess.run", lambda command, **options: started.append(command))

    connection.client.runshell(["--version"])

    assert started[0][:3] == [str(programs.folder() / "psql"), "-U", "throughline"]
    assert connection.settings_dict["HOST"].endswith("/data")


def test_triggers_are_told_at_once_that_none_of_them_is_passed_over(connection: BaseDatabaseWrapper) -> None:
    assert ask(connection, "SELECT current_setting('pgtrigger.ignore')") == [("{}",)]
