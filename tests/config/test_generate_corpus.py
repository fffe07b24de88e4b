from datetime import UTC, datetime
from io import StringIO
from typing import Any

import pytest
from django.apps import apps
from django.core.management import CommandError, call_command
from django.db import connection, transaction
from django.db.models import Count, F, Q
from django.db.models.functions import Substr

from backlog.importers import corpus as backlog_corpus
from backlog.models import BacklogItem, Evidence
from research.importers import corpus
from research.importers.corpus import Size
from research.models import (
    Consent,
    Highlight,
    HighlightParticipant,
    Insight,
    InsightEvidence,
    Interview,
    Opportunity,
    OpportunityEvidence,
    Study,
    Tag,
    Tagging,
    Turn,
)
from research.operations import speakers
from research.operations.speakers import Passage
from tests import factories

pytestmark = pytest.mark.django_db

TINY = Size(interviews=30, highlights=150, insights=40, items=20)
AT = datetime(2026, 3, 2, tzinfo=UTC)


def made(*, seed: int = 1) -> None:
    with transaction.atomic():
        whole = corpus.generate(TINY, seed=seed, at=AT, progress=lambda done, of: None)
        backlog_corpus.generate(whole, TINY)
        with connection.cursor() as cursor:
            cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
            cursor.execute("SET CONSTRAINTS ALL DEFERRED")


def told() -> list[Any]:
    return [
        list(Highlight.objects.order_by("pk").values_list("uuid", "quote", "kind")),
        list(Insight.objects.order_by("pk").values_list("uuid", "statement")),
        list(BacklogItem.objects.order_by("pk").values_list("uuid", "title")),
        list(Consent.objects.order_by("pk").values_list("uuid", "scope", "withdrawn_at")),
    ]


def test_there_is_as_much_as_the_size_says_of_everything() -> None:
    made()
    assert Interview.objects.count() == TINY.interviews
    assert Highlight.objects.count() == TINY.highlights
    assert Insight.objects.count() == TINY.insights
    assert BacklogItem.objects.count() == TINY.items
    rest = (Turn, Tag, Tagging, Consent, InsightEvidence, Opportunity, OpportunityEvidence, Evidence)
    assert all(model._default_manager.exists() for model in rest)


def test_every_quote_is_what_its_note_says_with_what_stands_around_it() -> None:
    made()
    said = Substr("note__text", F("start") + 1, F("end") - F("start"))
    assert not Highlight.objects.annotate(said=said).exclude(quote=F("said")).exists()
    assert not Highlight.objects.filter(Q(prefix="") & Q(start__gt=0)).exists()


def test_the_words_are_those_of_whom_the_turns_say() -> None:
    made()
    rows = list(Highlight.objects.order_by("pk"))
    voices = speakers.voices([Passage(note=row.note_id, start=row.start or 0, end=row.end or 0) for row in rows])
    written = dict(HighlightParticipant.objects.values_list("highlight", "participant"))
    assert [{written[row.pk]} for row in rows] == [set(voice.participants) for voice in voices]


def test_what_is_found_and_what_is_remembered_is_kept_by_the_triggers() -> None:
    made()
    assert not Turn.objects.filter(search=None).exists()
    history = apps.get_model("research.InsightHistory")
    assert history._default_manager.count() == TINY.insights


def test_some_studies_are_private_and_their_words_stay_in_them() -> None:
    private = Size(interviews=2_000, highlights=2_000, insights=100, items=2)
    with transaction.atomic():
        corpus.generate(private, seed=1, at=AT, progress=lambda done, of: None)
    closed = InsightEvidence.objects.filter(highlight__note__interview__study__visibility=Study.Visibility.PRIVATE)
    assert closed.exists()
    assert not closed.exclude(insight__study=F("highlight__note__interview__study")).exists()


def test_a_few_tags_are_used_far_more_than_most() -> None:
    made()
    uses = sorted(Tag.objects.annotate(uses=Count("taggings")).values_list("uses", flat=True), reverse=True)
    assert sum(uses[:10]) > sum(uses[10:]) / 2


def test_the_same_seed_gives_the_same_rows_and_another_one_others() -> None:
    first = _in_a_world_of_its_own(seed=1)
    assert first == _in_a_world_of_its_own(seed=1)
    assert first != _in_a_world_of_its_own(seed=2)


def _in_a_world_of_its_own(*, seed: int) -> list[Any]:
    with transaction.atomic():
        made(seed=seed)
        rows = told()
        transaction.set_rollback(True)
    return rows


def test_a_second_one_comes_beside_the_first() -> None:
    made()
    made(seed=2)
    assert Highlight.objects.count() == 2 * TINY.highlights
    assert BacklogItem.objects.order_by("-number").values_list("number", flat=True)[0] == 2 * TINY.items


def test_what_is_made_by_hand_afterwards_gets_the_next_ids() -> None:
    made()
    highest = Interview.objects.order_by("-pk").values_list("pk", flat=True)[0]
    assert factories.InterviewFactory().pk == highest + 1


def test_it_refuses_a_database_that_holds_research() -> None:
    factories.InterviewFactory()
    with pytest.raises(CommandError, match="holds research"):
        call_command("generate_corpus")
    assert Interview.objects.count() == 1


@pytest.mark.usefixtures("first_rows_return")
@pytest.mark.django_db(transaction=True)
def test_the_command_fills_the_database_and_says_how_far_it_is(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(corpus.SIZES, "small", TINY)
    out, err = StringIO(), StringIO()
    call_command("generate_corpus", "--size", "small", stdout=out, stderr=err)
    assert "150 of 150 highlights" in err.getvalue()
    assert "30 interviews, 150 highlights, 40 insights, 20 items." in out.getvalue()
    with connection.cursor() as cursor:
        cursor.execute("SELECT reltuples FROM pg_class WHERE relname = 'research_highlight'")
        assert cursor.fetchone()[0] == TINY.highlights
