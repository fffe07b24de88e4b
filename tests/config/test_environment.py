"""Environment variables are read with their types, or stop the start with one sentence."""

from pathlib import Path

import pytest
from django.core.exceptions import ImproperlyConfigured

from config import environment


@pytest.mark.parametrize(
    ("value", "expected"), [("yes", True), ("ON", True), ("0", False), ("false", False), ("", True)]
)
def test_a_flag_is_said_in_words(monkeypatch: pytest.MonkeyPatch, value: str, expected: bool) -> None:
    monkeypatch.setenv("NAME", value)

    assert environment.flag("NAME", default=True) is expected


def test_numbers_words_and_addresses(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("NUMBER", " 7 ")
    monkeypatch.setenv("WORDS", "a, b,,c ")
    monkeypatch.setenv("ADDRESS", "https://example.com/")

    assert environment.number("NUMBER", 1) == 7
    assert environment.number("NONE", 1) == 1
    assert environment.words("WORDS") == ["a", "b", "c"]
    assert environment.address("ADDRESS", "") == "https://example.com"


@pytest.mark.parametrize(
    ("read", "value", "sentence"),
    [
        pytest.param(lambda: environment.flag("NAME", default=False), "perhaps", "say yes or no", id="flag"),
        pytest.param(lambda: environment.number("NAME", 1), "-1", "whole number", id="number"),
        pytest.param(lambda: environment.address("NAME", ""), "example.com", "http://", id="address"),
    ],
)
def test_what_cannot_be_understood_is_said(
    monkeypatch: pytest.MonkeyPatch, read: object, value: str, sentence: str
) -> None:
    monkeypatch.setenv("NAME", value)

    with pytest.raises(ImproperlyConfigured, match=sentence):
        read()  # type: ignore[operator]


def test_a_value_may_lie_in_a_file(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    (tmp_path / "value").write_text("secret\n")
    monkeypatch.setenv("NAME_FILE", str(tmp_path / "value"))

    assert environment.text("NAME") == "secret"

    monkeypatch.setenv("NAME", "other")
    with pytest.raises(ImproperlyConfigured, match="not both"):
        environment.text("NAME")


def test_a_file_that_is_not_there_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("NAME_FILE", "/nowhere/value")

    with pytest.raises(ImproperlyConfigured, match="/nowhere/value"):
        environment.text("NAME")


def test_a_secret_is_made_once(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    kept_in = tmp_path / "deeper" / "key"

    first, second = (environment.secret("NAME", kept_in=kept_in) for _ in range(2))

    assert first == second
    assert len(first) == 60
    assert kept_in.stat().st_mode & 0o777 == 0o600

    monkeypatch.setenv("NAME", "given")
    assert environment.secret("NAME", kept_in=kept_in) == "given"
