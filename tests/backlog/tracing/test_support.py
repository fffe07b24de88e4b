"""Problem and solution evidence stand apart, and both come before a score."""

from decimal import Decimal
from typing import Any

import pytest
from django.utils import timezone

from backlog.models import BacklogItem
from backlog.tracing import support
from research.models import Highlight, Participant, Stance, User
from tests.factories import (
    AccountFactory,
    BacklogItemFactory,
    EvidenceFactory,
    HighlightFactory,
    HighlightParticipantFactory,
    InsightEvidenceFactory,
    InsightFactory,
    InterviewFactory,
    NoteFactory,
    OpportunityEvidenceFactory,
    OpportunityFactory,
    ParticipantFactory,
    ScoreFactory,
    SegmentFactory,
    StudyFactory,
)
from tests.factories.backlog import RICE


def heard(
    insight: Any, *, kind: str = "discovery", private: bool = False, person: Participant | None = None
) -> Highlight:
    """Somebody says so, in a session of that kind."""
    study = StudyFactory.create(private=private)
    note = NoteFactory.create(interview=InterviewFactory.create(kind=kind, study=study))
    highlight: Highlight = HighlightFactory.create(note=note)
    person = person or ParticipantFactory.create(account=AccountFactory.create())
    HighlightParticipantFactory.create(highlight=highlight, participant=person)
    if private:
        insight.study = study
        insight.save()
    InsightEvidenceFactory.create(insight=insight, highlight=highlight)
    return highlight


@pytest.fixture
def item(db: None) -> BacklogItem:
    """Three people have the problem: two by the item's own insight, one by its opportunity's."""
    found: BacklogItem = BacklogItemFactory.create(addresses=OpportunityFactory.create())
    own = EvidenceFactory.create(item=found).insight
    above = OpportunityEvidenceFactory.create(opportunity=found.addresses).insight
    heard(own)
    heard(own)
    heard(above)
    return found


def standing(item: BacklogItem) -> support.Standing:
    return support.of_items([item.pk], at=timezone.now())[item.pk]


def test_the_problem_is_heard_from_its_own_insights_and_its_opportunity_s(item: BacklogItem) -> None:
    found = standing(item)

    assert (found.problem.backing, found.solution.tests, found.support.percent) == (3, 0, Decimal(50))


def test_a_usability_test_behind_the_item_is_about_its_solution(item: BacklogItem) -> None:
    heard(EvidenceFactory.create(item=item).insight, kind="usability_test")

    found = standing(item)

    assert (found.solution.tests, found.solution.participants, found.support.percent) == (1, 1, Decimal(80))
    assert found.solution.class_name == "User evidence"


def test_a_usability_test_behind_the_opportunity_is_not(item: BacklogItem) -> None:
    above = OpportunityEvidenceFactory.create(opportunity=item.addresses).insight
    heard(above, kind="usability_test")

    assert standing(item).solution.tests == 0


@pytest.mark.parametrize("link_stance", [Stance.CONTRADICTS])
def test_a_test_that_went_against_it_supports_nothing(item: BacklogItem, link_stance: str) -> None:
    heard(EvidenceFactory.create(item=item, stance=link_stance).insight, kind="usability_test")

    assert standing(item).support.percent == 50


def test_eighty_percent_on_three_voices_is_called_out(item: BacklogItem, ben: User) -> None:
    score = ScoreFactory.create(item=item, inputs={**RICE, "confidence": 80})

    told = support.of_item(item.pk, viewer=ben, at=timezone.now())

    sentence = "80 % claimed; 3 participants about the problem and no test of the solution support 50 %."
    assert told["overclaim"] == sentence
    assert support.overclaims([score], at=timezone.now()) == {score.pk: sentence}


def test_reach_is_suggested_with_its_derivation_and_stays_out_of_the_score(item: BacklogItem, ben: User) -> None:
    segment = SegmentFactory.create(name="Payroll clerks", size=1200)
    for person in Participant.objects.order_by("pk")[:2]:
        person.segments.add(segment)

    least, most = support.of_item(item.pk, viewer=ben, at=timezone.now())["reach_suggestions"]

    assert (least["reach"], most["reach"]) == (3, 1200)
    assert least["derivation"].startswith("3 distinct participants in 3 accounts have it")
    assert most["derivation"].startswith("The segment Payroll clerks holds 1,200 people; 2 participants of it say so.")
    assert not item.scores.exists()


def test_segments_are_counted_by_what_one_may_see(item: BacklogItem, ben: User) -> None:
    segment = SegmentFactory.create(size=50)
    hidden = ParticipantFactory.create()
    hidden.segments.add(segment)
    heard(EvidenceFactory.create(item=item, insight=InsightFactory.create()).insight, private=True, person=hidden)

    suggestions = support.of_item(item.pk, viewer=ben, at=timezone.now())["reach_suggestions"]

    assert [one["reach"] for one in suggestions] == [4]


def test_the_persona_s_segment_is_suggested_though_nobody_of_it_spoke(item: BacklogItem, ben: User) -> None:
    item.persona = SegmentFactory.create(size=70)
    item.save()

    *_, last = support.of_item(item.pk, viewer=ben, at=timezone.now())["reach_suggestions"]

    assert last["reach"] == 70
    assert "0 participants of it say so" in last["derivation"]
    assert "the one that the item is for" in last["derivation"]


def test_more_items_ask_no_more_queries(item: BacklogItem, django_assert_max_num_queries: Any) -> None:
    heard(EvidenceFactory.create(item=item).insight, kind="usability_test")
    others = BacklogItemFactory.create_batch(5)

    with django_assert_max_num_queries(3):
        found = support.of_items([item.pk, *[one.pk for one in others]], at=timezone.now())

    assert found[others[0].pk].support.percent is None
    assert found[item.pk].solution.weight == Decimal(3)
