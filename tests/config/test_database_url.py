from pathlib import Path

import pytest
from django.core.exceptions import ImproperlyConfigured

from config import database
from config.database import url

DIRECTORY = Path("var/postgres")


@pytest.mark.parametrize(
    ("address", "expected"),
    [
        pytest.param(
            "postgres://ada:secret@db.example:5433/research",
            {"USER": "ada", "PASSWORD": "secret", "HOST": "db.example", "PORT": "5433", "NAME": "research"},
            id="everything",
        ),
        pytest.param(
            "postgresql://db.example/research", {"HOST": "db.example", "PORT": "", "USER": ""}, id="host only"
        ),
        pytest.param(
            "postgres://a%40b:p%2Fw%3A%23%25@h/one%20name",
            {"USER": "a@b", "PASSWORD": "p/w:#%", "NAME": "one name"},
            id="percent-encoding",
        ),
        pytest.param("postgres://[::1]:5432/x", {"HOST": "::1", "PORT": "5432"}, id="IPv6"),
        pytest.param("postgres://ada@/x?host=/run/postgresql", {"HOST": "/run/postgresql"}, id="socket directory"),
        pytest.param("postgres://%2Frun%2FPostgreSQL/x", {"HOST": "/run/PostgreSQL"}, id="socket as host"),
        pytest.param(
            "postgres://h/x?sslmode=verify-full&connect_timeout=3",
            {"OPTIONS": {"sslmode": "verify-full", "connect_timeout": "3"}},
            id="options",
        ),
        pytest.param("postgres://a,b:5433/x", {"HOST": "a,b", "PORT": ",5433"}, id="several hosts"),
    ],
)
def test_a_url_is_read_as_libpq_reads_it(address: str, expected: dict[str, object]) -> None:
    read = url.read(address)

    assert {name: read[name] for name in expected} == expected


@pytest.mark.parametrize(
    ("address", "sentence"),
    [
        pytest.param("mysql://h/x", "only Postgres is supported", id="another database"),
        pytest.param("research.sqlite3", "only Postgres is supported", id="a file"),
        pytest.param("postgres://ada:pass@h", "names no database", id="no database"),
        pytest.param(
            "postgres://ada:pass@h/x?colour=red", 'invalid URI query parameter: "colour"', id="unknown option"
        ),
        pytest.param("postgres://ada:pass%zz@h/x", "special characters as %XX", id="broken encoding"),
        pytest.param("postgres://[::1/ada:pass", "special characters as %XX", id="broken address"),
    ],
)
def test_a_url_that_cannot_be_used_is_refused_without_showing_a_password(address: str, sentence: str) -> None:
    with pytest.raises(ImproperlyConfigured, match="DATABASE_URL") as refused:
        url.read(address)

    assert sentence in str(refused.value)
    assert "pass" not in str(refused.value).replace("password", "")


@pytest.mark.parametrize("address", ["", "postgres://h/x"])
def test_connections_last_and_are_checked_before_they_are_used_again(address: str) -> None:
    entry = database.settings(url=address, directory=DIRECTORY)

    assert (entry["CONN_MAX_AGE"], entry["CONN_HEALTH_CHECKS"]) == (None, True)


def test_without_a_url_the_embedded_server_is_meant_and_not_started(tmp_path: Path) -> None:
    entry = database.settings(url="", directory=tmp_path / "postgres")

    assert entry["ENGINE"] == "config.database.embedded"
    assert list(tmp_path.iterdir()) == []
