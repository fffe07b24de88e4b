import csv
import io
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from django.db import connection

from research.exporters import highlights
from research.importers import corpus
from research.importers.corpus import Size
from research.models import Consent, Highlight, Interview, User
from tests.factories import ConsentFactory, HighlightFactory, HighlightParticipantFactory, NoteFactory, StudyFactory

pytestmark = pytest.mark.django_db

AT = datetime(2026, 3, 2, tzinfo=UTC)


def read(viewer: User, *, at: datetime = AT) -> list[dict[str, str]]:
    whole = b"".join(highlights.csv(Highlight.objects.visible_to(viewer), at=at)).decode("utf-8-sig")
    return list(csv.DictReader(io.StringIO(whole, newline="")))


def told(viewer: User, *, at: datetime) -> list[tuple[int, str, str]]:
    rows = Highlight.objects.visible_to(viewer).with_words(at=at).order_by("pk")
    return [(row.pk, row.withheld, row.words) for row in rows]


def test_it_says_what_the_slow_way_says_of_every_highlight(ada: User) -> None:
    size = Size(interviews=60, highlights=240, insights=4, items=2)
    corpus.generate(size, seed=3, at=AT, progress=lambda done, of: None)
    quoted = list(Consent.objects.filter(scope="quote_internally").order_by("pk"))
    Consent.objects.filter(pk__in=[consent.pk for consent in quoted if consent.pk % 5 == 0]).delete()
    for consent, interview in zip(quoted, Interview.objects.order_by("pk"), strict=False):
        if consent.pk % 3 == 0:
            withdrawn_at = AT - timedelta(days=1) if consent.pk % 2 else None
            ConsentFactory.create(
                participant=consent.participant,
                scope="quote_internally",
                interview=interview,
                study=None,
                given_at=AT - timedelta(days=9 if consent.pk % 4 else -9),
                withdrawn_at=withdrawn_at,
            )
    Interview.objects.filter(pk__in=[one.pk for one in Interview.objects.all()[::7]]).update(kind="support_ticket")

    exported = [(int(row["id"]), row["withheld"], row["quote"]) for row in read(ada)]

    assert exported == told(ada, at=AT)
    assert {withheld for _, withheld, _ in exported} >= {"", "consent withdrawn", "no consent recorded"}


def test_a_private_study_s_words_are_not_in_it(ada: User) -> None:
    HighlightFactory.create(note__interview__study=StudyFactory.create(private=True))
    assert read(ada) == []


@pytest.mark.parametrize("words", ["=1+1", "+1", "-1", "@home"])
def test_what_looks_like_a_formula_is_a_text(ada: User, words: str) -> None:
    said = HighlightFactory.create(
        note=NoteFactory.create(text=f"{words} is all"), start=0, end=len(words), comment=words
    )
    [row] = read(ada)
    assert said.quote == words
    assert row["quote"] == row["comment"] == f"'{words}"


def test_lines_quotation_marks_and_wildcards_stay_what_they_are(ada: User) -> None:
    text = 'He said "100%s, {seen}",\nand left.'
    said = HighlightFactory.create(note=NoteFactory.create(text=text), start=0, end=len(text), comment="{seen} %s")
    [row] = read(ada)
    assert (row["quote"], row["comment"]) == (said.quote, "{seen} %s")


def test_all_of_it_is_one_statement_whatever_its_length(ada: User) -> None:
    for _ in range(6):
        HighlightParticipantFactory.create()
    rows = Highlight.objects.visible_to(ada)
    with connection.execute_wrapper(_refuse):
        assert b"".join(highlights.csv(rows, at=AT)).count(b"\n") == 7


def _refuse(execute: Any, sql: str, params: Any, many: bool, context: Any) -> Any:
    raise AssertionError(f"Besides the COPY there is: {sql}")
