import importlib.util
import os
import pwd
import stat
from pathlib import Path

import pytest
from django.core.exceptions import ImproperlyConfigured

from config.database.embedded import permissions, programs
from config.database.embedded.programs import EmbeddedPostgresError


def test_without_the_package_the_two_ways_out_are_named(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(importlib.util, "find_spec", lambda name: None)

    with pytest.raises(ImproperlyConfigured, match=r"set DATABASE_URL .* or install the embedded one"):
        programs.folder()


@pytest.mark.parametrize(
    ("printed", "line"),
    [
        pytest.param(
            "creating\ninitdb: error: No space left on device\nremoving", "initdb: error: No space left on device"
        ),
        pytest.param("waiting\n2026 [1] FATAL:  lock file exists\nHINT: none", "2026 [1] FATAL:  lock file exists"),
        pytest.param("one\n\ntwo\n", "two"),
        pytest.param("", ""),
    ],
)
def test_the_line_that_names_the_error_is_told(printed: str, line: str) -> None:
    assert programs.telling_line(printed) == line


def test_a_program_that_fails_raises_what_it_said() -> None:
    with pytest.raises(EmbeddedPostgresError, match="could not open file"):
        programs.run("pg_controldata", "/nowhere")


def test_an_ordinary_user_runs_the_server_as_itself(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(os, "geteuid", lambda: 1000)

    assert programs.account() is None


def test_root_gets_a_system_user_for_the_server_made(monkeypatch: pytest.MonkeyPatch) -> None:
    made: list[str] = []
    monkeypatch.setattr(os, "geteuid", lambda: 0)
    monkeypatch.setattr("subprocess.run", lambda command, **options: made.append(command[-1]))
    myself = pwd.getpwuid(os.getuid())

    def find(name: str) -> pwd.struct_passwd:
        if name not in made:
            raise KeyError(name)
        return myself

    monkeypatch.setattr(pwd, "getpwnam", find)

    assert programs.account() == myself
    assert made == ["throughline"]


def test_a_system_user_that_cannot_be_made_is_explained(monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(*arguments: object, **options: object) -> None:
        raise FileNotFoundError("useradd")

    monkeypatch.setattr(os, "geteuid", lambda: 0)
    monkeypatch.setattr("subprocess.run", fail)
    monkeypatch.setattr(programs, "ACCOUNT", "nobody-has-this-name")

    with pytest.raises(EmbeddedPostgresError, match="start Throughline as an ordinary user, or set DATABASE_URL"):
        programs.account()


def test_the_way_to_the_data_is_opened_for_passing_and_not_for_listing(tmp_path: Path) -> None:
    closed = tmp_path / "closed"
    closed.mkdir(mode=0o700)

    permissions.open_the_way_to(closed / "data")

    assert stat.S_IMODE(closed.stat().st_mode) == 0o701


def test_programs_and_libraries_of_a_closed_installation_are_opened(tmp_path: Path) -> None:
    programs_folder = tmp_path / "package" / "pginstall" / "bin"
    library = tmp_path / "package.libs" / "libpq.so"
    programs_folder.mkdir(parents=True, mode=0o700)
    library.parent.mkdir(mode=0o700)
    library.touch(mode=0o600)
    (programs_folder / "postgres").touch(mode=0o700)
    (programs_folder / "postmaster").symlink_to("missing")

    permissions.open_programs(programs_folder)

    assert stat.S_IMODE((programs_folder / "postgres").stat().st_mode) == 0o755
    assert stat.S_IMODE(programs_folder.stat().st_mode) == 0o755
    assert stat.S_IMODE(library.stat().st_mode) == 0o644
