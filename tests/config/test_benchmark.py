"""The benchmark's own parts; what it measures is run by hand and stands in docs/performance.md."""

import json
from collections.abc import Mapping
from typing import Any

import pytest
from django.core.management import CommandError, call_command
from django.db import connection, transaction
from django.urls import resolve

from backlog.importers import corpus as backlog_corpus
from config.benchmark import facts, measuring, questions, report, works
from config.benchmark.measuring import Times
from config.benchmark.report import Line
from research.importers import corpus
from research.importers.corpus import Size
from research.models import ApiToken, Highlight
from tests.config.test_generate_corpus import AT

TINY = Size(interviews=30, highlights=240, insights=40, items=20)


def test_each_number_is_asked_once_by_however_many(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(measuring, "MOST", 20)
    asked: list[int] = []
    found = measuring.timed(asked.append, workers=4)
    assert len(asked) == len(set(asked))
    assert found.number >= 40
    assert found.median <= found.p95


def test_what_goes_wrong_ends_the_line() -> None:
    def act(number: int) -> None:
        if number == 5:
            raise CommandError("no")

    with pytest.raises(CommandError, match="no"):
        measuring.timed(act, workers=2)


def test_a_row_tells_times_and_ratios() -> None:
    ours = Times(number=100, median=8.0, p95=9.5, rate=100.0)
    line = Line(
        name="trace",
        goal="≤ 2× SQL",
        bytes=30_000,
        ours=ours,
        at_once=Times(number=100, median=30.0, p95=40.0, rate=240.0),
        sql=Times(number=100, median=2.0, p95=3.0, rate=400.0),
        pgbench=500.0,
        pgbench_at_once=800.0,
    )
    assert report.row(line) == (
        "| trace (30 kB) | 8.0 (9.5) | 30.0 (40.0) | 240 | 2.0 (3.0) | 4.0× | 500 and 800 | 30% | ≤ 2× SQL |"
    )


@pytest.mark.django_db
def test_it_refuses_a_repository_that_is_too_small() -> None:
    with pytest.raises(CommandError, match="generate_corpus"):
        call_command("benchmark", "--size", "small")


@pytest.mark.django_db
def test_every_line_can_be_asked_of_the_service_and_of_the_database() -> None:
    with transaction.atomic():
        made = corpus.generate(TINY, seed=1, at=AT, progress=lambda done, of: None)
        backlog_corpus.generate(made, TINY)
    before = Highlight.objects.count()
    with facts.gathered() as known:
        for work in works.all_of(known):
            call = work.call(0)
            resolve(call.path.split("?")[0])  # raises where there is no such address
            assert json.dumps(call.body)
            if work.sql:
                _run(work.sql, work.parameters(0))
    assert not ApiToken.objects.filter(name=facts.NAME).exists()
    assert Highlight.objects.count() == before


def _run(sql: str, parameters: Mapping[str, Any]) -> None:
    with connection.cursor() as cursor:
        cursor.execute(sql, parameters)


@pytest.mark.django_db
def test_what_is_marked_in_sql_is_a_highlight_like_any_other() -> None:
    with transaction.atomic():
        made = corpus.generate(TINY, seed=1, at=AT, progress=lambda done, of: None)
        backlog_corpus.generate(made, TINY)
    with facts.gathered() as known:
        work = next(one for one in works.all_of(known) if one.sql == questions.MARK)
        _run(work.sql, work.parameters(0))
        marked = Highlight.objects.get(comment=facts.COMMENT)
        assert marked.taggings.count() == 2
        assert marked.quote
