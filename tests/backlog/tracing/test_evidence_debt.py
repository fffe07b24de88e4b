"""Items and insights that need evidence."""

from datetime import datetime, timedelta
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from backlog.models import BacklogItem
from backlog.tracing import evidence_debt
from backlog.tracing.evidence_debt import Kind, Place, Subject
from research.evidence_strength import EvidenceFacts
from research.models import Insight, User
from tests.backlog.tracing import worlds
from tests.backlog.tracing.worlds import NOW, World
from tests.factories import (
    BacklogItemFactory,
    EvidenceFactory,
    HighlightParticipantFactory,
    InsightEvidenceFactory,
    InsightFactory,
    OpportunityEvidenceFactory,
    OpportunityFactory,
)

pytestmark = pytest.mark.django_db

SOLID = EvidenceFacts(
    participants=5,
    supporting=5,
    backing=5,
    accounts=2,
    studies=1,
    classes=1,
    mentions=5,
    newest_at=NOW,
    opposite_sought_at=NOW,
)


def facts(**changes: Any) -> EvidenceFacts:
    return EvidenceFacts(**{name: changes.get(name, getattr(SOLID, name)) for name in SOLID.__slots__})


# --- what is owed


@pytest.mark.parametrize(
    ("changes", "owed"),
    [
        pytest.param({}, {}, id="nothing"),
        pytest.param(
            {"participants": 0, "supporting": 0, "backing": 0, "mentions": 0, "newest_at": None},
            {Kind.NO_EVIDENCE: "Nobody's words support it."},
            id="nothing behind it",
        ),
        pytest.param(
            {
                "participants": 0,
                "supporting": 0,
                "backing": 0,
                "mentions": 0,
                "newest_at": None,
                "measurements": 2,
                "measurements_backing": 2,
            },
            {Kind.NO_EVIDENCE: "Nobody's words support it: 2 measurements tell how many, not why."},
            id="no evidence",
        ),
        pytest.param({"backing": 1}, {Kind.SINGLE_VOICE: "Only one participant says so."}, id="a single voice"),
        pytest.param(
            {"is_only_opinions": True},
            {Kind.ONLY_OPINIONS: "All of it is opinion: wishes and predictions, nothing that happened."},
            id="only opinions",
        ),
        pytest.param(
            {"participants": 6, "contradicting": 2},
            {Kind.CONTRADICTED: "Of 6 participants, 2 said the contrary."},
            id="contradicted",
        ),
        pytest.param({"participants": 9, "contradicting": 2}, {}, id="hardly contradicted"),
        pytest.param(
            {"opposite_sought_at": None},
            {Kind.OPPOSITE_NOT_SOUGHT: "Nobody looked for the opposite."},
            id="nobody looked for the opposite",
        ),
        pytest.param(
            {"newest_at": datetime(2025, 3, 1, tzinfo=NOW.tzinfo)},
            {Kind.STALE: "The newest words are of March 2025, and nobody said lately that it is still true."},
            id="stale",
        ),
        pytest.param(
            {"without_consent": 1},
            {Kind.CONSENT: "Consent to be quoted is missing for 1 of 5 mentions."},
            id="consent",
        ),
    ],
)
def test_every_debt_has_its_reason(changes: dict[str, Any], owed: dict[Kind, str]) -> None:
    assert evidence_debt.debts(facts(**changes), at=NOW) == owed


# --- what is listed


@pytest.fixture
def world() -> World:
    return worlds.build()


def listed(viewer: User, **options: Any) -> list[Any]:
    return evidence_debt.page(viewer=viewer, at=NOW, size=100, **options).results


def test_items_and_insights_are_listed_with_all_their_debts(world: World, ada: User) -> None:
    assert listed(ada) == [
        {
            "type": "item",
            "id": world.item.pk,
            "number": world.item.number,
            "title": "One calendar",
            "status": "idea",
            "band": "thin",
            "debts": [
                {"kind": "opposite_not_sought", "reason": "Nobody looked for the opposite."},
                {"kind": "consent", "reason": "Consent to be quoted is missing for 1 of 7 mentions."},
            ],
        },
        {
            "type": "insight",
            "id": world.draft.pk,
            "number": None,
            "title": world.draft.title,
            "status": "draft",
            "band": "single voice",
            "debts": [
                {"kind": "single_voice", "reason": "Only one participant says so."},
                {"kind": "opposite_not_sought", "reason": "Nobody looked for the opposite."},
            ],
        },
        {
            "type": "insight",
            "id": world.open_insight.pk,
            "number": None,
            "title": "Two calendars",
            "status": "published",
            "band": "thin",
            "debts": [{"kind": "consent", "reason": "Consent to be quoted is missing for 1 of 5 mentions."}],
        },
    ]  # the two are contradicted by one of four participants: less than 30 %


def test_a_stakeholder_sees_what_published_insights_owe(world: World, dev: User) -> None:
    assert [one["id"] for one in listed(dev, subject=Subject.INSIGHT)] == [world.open_insight.pk]


def test_what_is_finished_or_archived_owes_nothing(ada: User) -> None:
    for status in (BacklogItem.Status.DONE, BacklogItem.Status.DROPPED):
        BacklogItemFactory.create(status=status)
    InsightFactory.create(status=Insight.Status.ARCHIVED)

    assert listed(ada) == []


def test_one_kind_of_debt_is_asked_for(world: World, ada: User) -> None:
    assert [one["id"] for one in listed(ada, kind=Kind.SINGLE_VOICE)] == [world.draft.pk]
    assert listed(ada, kind=Kind.STALE) == []


def test_an_item_without_evidence_is_told_what_its_opportunity_rests_on(world: World, ada: User) -> None:
    known = BacklogItemFactory.create(addresses=world.opportunity, rank="2")
    unknown = BacklogItemFactory.create(addresses=OpportunityFactory.create(), rank="3")
    neither = BacklogItemFactory.create(rank="4")

    reasons = {one["id"]: one["debts"][0]["reason"] for one in listed(ada, kind=Kind.NO_EVIDENCE)}

    assert reasons == {
        known.pk: "Nobody's words support it. The opportunity that it addresses rests on 4 participants in "
        "4 accounts; nothing says that this item meets it.",
        unknown.pk: "Nobody's words support it. Nobody's words open the opportunity that it addresses either.",
        neither.pk: "Nobody's words support it.",
    }


# --- pages


def everything(viewer: User, **options: Any) -> list[tuple[str, int]]:
    found: list[tuple[str, int]] = []
    after: Place | None = None
    while True:
        page = evidence_debt.page(viewer=viewer, at=NOW, after=after, **options)
        found += [(one["type"], one["id"]) for one in page.results]
        after = page.next
        if after is None:
            return found


@pytest.mark.parametrize("window", [1, 2, 3, 4, 7, 200])
@pytest.mark.parametrize("size", [1, 2, 3, 100])
def test_pages_meet_everything_once(ada: User, monkeypatch: pytest.MonkeyPatch, window: int, size: int) -> None:
    items = [BacklogItemFactory.create(rank=rank) for rank in ("b", "a", "c", "a")]
    insights = [InsightFactory.create() for _ in range(3)]
    monkeypatch.setattr(evidence_debt, "WINDOW", window)

    found = everything(ada, size=size)

    order = [items[1], items[3], items[0], items[2]]
    assert found == [("item", one.pk) for one in order] + [("insight", one.pk) for one in reversed(insights)]


def test_a_window_without_debt_is_an_empty_page_and_not_the_end(ada: User, monkeypatch: pytest.MonkeyPatch) -> None:
    for _ in range(3):
        BacklogItemFactory.create()
    monkeypatch.setattr(evidence_debt, "WINDOW", 2)

    page = evidence_debt.page(viewer=ada, at=NOW, size=10, kind=Kind.STALE)

    assert (page.results, page.next is not None) == ([], True)


@pytest.mark.parametrize("size", [2, 20])
def test_a_page_takes_five_queries(ada: User, size: int) -> None:
    for _ in range(size):
        insight = InsightFactory.create()
        HighlightParticipantFactory.create(highlight=InsightEvidenceFactory.create(insight=insight).highlight)
        EvidenceFactory.create(insight=insight)
        opened = OpportunityEvidenceFactory.create(insight=insight)
        BacklogItemFactory.create(addresses=opened.opportunity)
    ada.has_perm("research.view_insight")

    with CaptureQueriesContext(connection) as queries:
        results = evidence_debt.page(viewer=ada, at=NOW, size=100).results

    assert len(queries) == 5
    assert len(results) == size * 3


def test_an_old_confirmation_does_not_pay_the_debt(ada: User) -> None:
    old = NOW - timedelta(days=800)
    evidence = InsightEvidenceFactory.create(
        insight__confirmed_at=old, insight__confirmation_reason="Yes.", highlight__note__interview__held_at=old
    )

    assert [one["id"] for one in listed(ada, kind=Kind.STALE)] == [evidence.insight.pk]
