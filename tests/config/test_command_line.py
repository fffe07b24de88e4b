import ast
import os
import runpy
import sys
from io import StringIO
from pathlib import Path

import pytest
from django.core.exceptions import ImproperlyConfigured
from django.core.management import CommandError, call_command
from django.db import OperationalError

from config import command_line
from config.management.commands import checks, test

MANAGE = Path(__file__).resolve().parents[2] / "manage.py"


def failing_with(error: Exception, monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(arguments: list[str]) -> None:
        raise error

    monkeypatch.setattr(command_line, "execute_from_command_line", fail)


@pytest.mark.parametrize(
    ("error", "sentence"),
    [
        pytest.param(ImproperlyConfigured("SAY is 'x';\n say yes."), "SAY is 'x'; say yes.", id="setting"),
        pytest.param(OperationalError("no\n\tanswer"), "The database cannot be used: no answer", id="database"),
        pytest.param(ModuleNotFoundError(name="webvtt"), "The package webvtt is not installed: run", id="package"),
    ],
)
def test_what_its_owner_can_mend_is_told_in_one_line(
    monkeypatch: pytest.MonkeyPatch, error: Exception, sentence: str
) -> None:
    failing_with(error, monkeypatch)

    with pytest.raises(SystemExit) as ended:
        command_line.run(["manage.py", "demo"])

    assert str(ended.value.code).startswith(sentence)
    assert "\n" not in str(ended.value.code)


@pytest.mark.parametrize(
    ("error", "arguments"),
    [
        pytest.param(OperationalError("no answer"), ["--traceback"], id="asked for"),
        pytest.param(ModuleNotFoundError(name="research.nothing"), [], id="our own mistake"),
    ],
)
def test_what_a_developer_must_see_is_raised(
    monkeypatch: pytest.MonkeyPatch, error: Exception, arguments: list[str]
) -> None:
    failing_with(error, monkeypatch)

    with pytest.raises(type(error)):
        command_line.run(["manage.py", "demo", *arguments])


@pytest.mark.parametrize("version", [(2, 7, 18), (3, 10, 4)])
def test_an_old_python_is_told_what_is_needed(monkeypatch: pytest.MonkeyPatch, version: tuple[int, ...]) -> None:
    monkeypatch.setattr(sys, "version_info", version)

    with pytest.raises(SystemExit, match=r"needs Python 3\.11 or newer; this is Python {}\.{}\.".format(*version)):
        runpy.run_path(str(MANAGE))


def test_an_old_python_can_read_manage_py() -> None:
    tree = ast.parse(MANAGE.read_text(), feature_version=(3, 4))

    assert not any(isinstance(node, ast.JoinedStr | ast.FunctionDef | ast.AnnAssign) for node in ast.walk(tree))


def test_manage_py_runs_a_command(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    monkeypatch.setenv("THROUGHLINE_NO_VENV", "1")
    monkeypatch.setattr(sys, "argv", ["manage.py", "version"])

    runpy.run_path(str(MANAGE), run_name="__main__")

    assert capsys.readouterr().out.startswith(("5.", "6."))


def test_the_test_command_becomes_pytest_with_the_same_arguments(monkeypatch: pytest.MonkeyPatch) -> None:
    started: list[list[str]] = []
    monkeypatch.setattr(os, "execv", lambda python, arguments: started.append(arguments))

    test.Command().run_from_argv(["manage.py", "test", "-k", "one", "--cov"])

    assert started == [[sys.executable, "-m", "pytest", "-k", "one", "--cov"]]


def test_every_check_runs_though_one_fails_and_only_its_output_is_shown(monkeypatch: pytest.MonkeyPatch) -> None:
    said = StringIO()
    monkeypatch.setattr(
        checks,
        "CHECKS",
        {
            "first": (sys.executable, "-c", "raise SystemExit('here it is')"),
            "second": (sys.executable, "-c", "print('all is well')"),
        },
    )

    with pytest.raises(CommandError, match=r"Failed: first\."):
        call_command("checks", stdout=said)

    assert said.getvalue().split("\n") == ["first: FAILED", "here it is", "second: passed", ""]


def test_nothing_failed_is_silent_success(monkeypatch: pytest.MonkeyPatch) -> None:
    said = StringIO()
    monkeypatch.setattr(checks, "CHECKS", {"only": (sys.executable, "-c", "")})

    call_command("checks", stdout=said)

    assert said.getvalue() == "only: passed\n"
