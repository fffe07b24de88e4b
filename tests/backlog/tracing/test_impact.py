"""What rests on an insight, and on one person's words."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from backlog.tracing import impact
from research.models import Highlight, Insight, Participant, Stance, User
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
    ParticipantFactory,
    StudyMemberFactory,
)

pytestmark = pytest.mark.django_db


@pytest.fixture
def world() -> World:
    return worlds.build()


def test_opportunities_and_items_rest_on_an_insight(world: World, ada: User) -> None:
    addressing = BacklogItemFactory.create(addresses=world.opportunity, rank="2")
    BacklogItemFactory.create()

    found = impact.of_insight(world.open_insight.pk, viewer=ada)

    assert found["insight"]["title"] == "Two calendars"
    assert found["opportunities"] == [
        {
            "id": world.opportunity.pk,
            "kind": "pain_point",
            "statement": "I miss days",
            "status": "open",
            "insights": [world.open_insight.pk],
        }
    ]
    assert found["items"] == [
        {
            "id": item.pk,
            "number": item.number,
            "kind": "story",
            "title": item.title,
            "status": "idea",
            "insights": insights,
            "opportunity": world.opportunity.pk,
        }
        for item, insights in [(world.item, [world.open_insight.pk]), (addressing, [])]
    ]
    assert not found["is_truncated"]


def test_an_item_that_addresses_something_else_says_so(world: World, ada: User) -> None:
    found = impact.of_insight(world.draft.pk, viewer=ada)

    assert found["opportunities"] == []
    assert [(item["id"], item["opportunity"]) for item in found["items"]] == [(world.item.pk, None)]


def test_an_insight_that_one_may_not_see_has_no_impact_to_see(world: World, ada: User, dev: User) -> None:
    with pytest.raises(Insight.DoesNotExist):
        impact.of_insight(world.private_insight.pk, viewer=ada)
    with pytest.raises(Insight.DoesNotExist):
        impact.of_insight(world.draft.pk, viewer=dev)
    StudyMemberFactory.create(study=world.private_study, user=ada)
    assert impact.of_insight(world.private_insight.pk, viewer=ada)["items"]


def test_all_that_rests_on_a_person_s_words(world: World, ada: User) -> None:
    found = impact.of_participant(world.office.pk, viewer=ada, at=NOW)

    assert found["participant"] == {
        "code": "P-0001",
        "role": "office manager",
        "account": "Nordlicht GmbH",
        "segments": ["planners"],
    }
    spoken = sorted([world.across.pk, world.detached.pk, world.against.pk])
    assert sorted(passage["id"] for passage in found["highlights"]) == spoken
    assert [(one["id"], one["highlights"]) for one in found["insights"]] == [(world.open_insight.pk, spoken)]
    assert [one["id"] for one in found["opportunities"]] == [world.opportunity.pk]
    assert [one["id"] for one in found["items"]] == [world.item.pk]


def test_passages_come_with_their_words_and_place(world: World, ada: User) -> None:
    found = impact.of_participant(world.office.pk, viewer=ada, at=NOW)

    passage = next(one for one in found["highlights"] if one["id"] == world.across.pk)
    assert passage == {
        "id": world.across.pk,
        "quote": worlds.ACROSS,
        "withheld": "",
        "verbatim": True,
        "kind": "workaround",
        "state": "anchored",
        "start": world.across.start,
        "end": world.across.end,
        "note": world.across.note_id,
        "interview": {"id": world.across.note.interview_id, "title": "Two planners", "held_at": "2026-08-20T09:30:00Z"},
    }


def test_words_without_consent_are_left_out(world: World, priya: User) -> None:
    passage = impact.of_participant(world.silenced.pk, viewer=priya, at=NOW)["highlights"][0]

    assert (passage["id"], passage["quote"], passage["withheld"]) == (world.silent.pk, "", "consent withdrawn")


def test_what_rests_only_on_private_words_is_seen_by_members(world: World, ada: User) -> None:
    before = impact.of_participant(world.driver.pk, viewer=ada, at=NOW)
    StudyMemberFactory.create(study=world.private_study, user=ada)
    after = impact.of_participant(world.driver.pk, viewer=ada, at=NOW)

    added = [one["id"] for one in after["insights"] if one not in before["insights"]]
    assert added == [world.private_insight.pk]
    assert len(after["highlights"]) == len(before["highlights"]) + 1


def test_what_rests_on_withdrawn_words_rests_on_nothing(world: World, ada: User) -> None:
    person = ParticipantFactory.create()
    HighlightParticipantFactory.create(highlight=world.withdrawn, participant=person)
    person.interviews.add(world.withdrawn.note.interview)

    found = impact.of_participant(person.pk, viewer=ada, at=NOW)

    assert (found["highlights"], found["insights"], found["items"]) == ([], [], [])


def test_a_person_met_only_in_private_is_not_found(world: World, ada: User) -> None:
    person = ParticipantFactory.create()
    person.interviews.add(world.private.note.interview)

    with pytest.raises(Participant.DoesNotExist):
        impact.of_participant(person.pk, viewer=ada, at=NOW)


def test_a_list_that_is_too_long_is_cut_and_says_so(world: World, ada: User, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(impact, "LIMIT", 1)
    BacklogItemFactory.create(addresses=world.opportunity, rank="2")

    found = impact.of_insight(world.open_insight.pk, viewer=ada)

    assert len(found["items"]) == 1
    assert found["is_truncated"]


@pytest.mark.parametrize("size", [2, 20])
def test_the_number_of_queries_does_not_grow(ada: User, size: int) -> None:
    person = ParticipantFactory.create()
    opportunity = OpportunityFactory.create()
    for number in range(size):
        insight = InsightFactory.create()
        highlight: Highlight = InsightEvidenceFactory.create(insight=insight, stance=Stance.SUPPORTS).highlight
        HighlightParticipantFactory.create(highlight=highlight, participant=person)
        OpportunityEvidenceFactory.create(opportunity=opportunity, insight=insight)
        EvidenceFactory.create(insight=insight, item__number=number + 1)
    ada.has_perm("research.view_insight")

    with CaptureQueriesContext(connection) as of_insight:
        impact.of_insight(insight.pk, viewer=ada)
    with CaptureQueriesContext(connection) as of_participant:
        impact.of_participant(person.pk, viewer=ada, at=NOW)

    assert (len(of_insight), len(of_participant)) == (3, 5)
