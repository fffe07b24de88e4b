"""Problem and solution evidence stand apart, and both come before a score."""

from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from django.utils import timezone

from backlog.models import BacklogItem
from backlog.tracing import support
from research.models import EvidenceClass, Highlight, Participant, Stance, User
from tests.factories import (
    AccountFactory,
    AssumptionTestFactory,
    BacklogItemFactory,
    EvidenceFactory,
    HighlightFactory,
    HighlightParticipantFactory,
    InsightEvidenceFactory,
    InsightFactory,
    InterviewFactory,
    MeasurementFactory,
    MetricFactory,
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


@pytest.mark.parametrize(
    ("people", "class_name", "percent"),
    [
        pytest.param(1, "Anecdotal", 50, id="one is an anecdote"),
        pytest.param(3, "Anecdotal", 50, id="three are"),
        pytest.param(4, "User evidence", 80, id="four are users"),
    ],
)
def test_usability_tests_behind_the_item_are_about_its_solution(
    item: BacklogItem, people: int, class_name: str, percent: int
) -> None:
    insight = EvidenceFactory.create(item=item).insight
    for _ in range(people):
        heard(insight, kind="usability_test")

    found = standing(item)

    assert (found.solution.tests, found.solution.participants) == (people, people)
    assert found.solution.class_name == class_name
    assert found.support.percent == percent


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


def test_reach_is_suggested_from_the_latest_figure_that_backs_the_item_or_its_opportunity(
    item: BacklogItem, ben: User
) -> None:
    metric = MetricFactory.create(name="Step 2 to 3", unit="%")
    insight = EvidenceFactory.create(item=item).insight
    september = {"value": 59, "n": 8214, "period_start": date(2026, 9, 1), "period_end": date(2026, 9, 30)}
    for given in ({"value": 57, "n": 9999}, september, {"metric": MetricFactory.create(), "n": None}):
        measurement = MeasurementFactory.create(**{"metric": metric, **given})
        InsightEvidenceFactory.create(insight=insight, highlight=None, measurement=measurement)
    doubt = MeasurementFactory.create(n=77)
    InsightEvidenceFactory.create(insight=insight, highlight=None, measurement=doubt, stance="contradicts")

    suggestions = support.of_item(item.pk, viewer=ben, at=timezone.now())["reach_suggestions"]

    assert [one["reach"] for one in suggestions] == [3, 8214]
    assert suggestions[1]["derivation"] == (
        "Step 2 to 3: 59 %, n = 8,214, Sep 2026. It is about 8,214 people or events in 30 days: the most that it can "
        "be in that time. 59 % of them are 4,846, the others 3,368. How many, not why."
    )
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

    with django_assert_max_num_queries(4):
        found = support.of_items([item.pk, *[one.pk for one in others]], at=timezone.now())

    assert found[others[0].pk].support.percent is None
    assert found[item.pk].solution.weight == Decimal(1)


@pytest.mark.parametrize(
    ("slug", "percent"),
    [
        pytest.param(None, 50, id="the problem alone"),
        pytest.param("self-conviction", 50, id="0.01"),
        pytest.param("pitch-deck", 50, id="0.03"),
        pytest.param("thematic-support", 50, id="0.1"),
        pytest.param("opinion", 50, id="0.15"),
        pytest.param("estimates", 50, id="0.5"),
        pytest.param("anecdotal", 50, id="1"),
        pytest.param("market-data", 50, id="2"),
        pytest.param("user-evidence", 80, id="3"),
        pytest.param("test-results", 100, id="4.5"),
        pytest.param("launch-data", 100, id="10"),
    ],
)
def test_the_class_of_a_supporting_test_decides(item: BacklogItem, slug: str | None, percent: int) -> None:
    if slug:
        checked(item, result="supported", of=slug)

    assert standing(item).support.percent == percent


@pytest.mark.parametrize(
    ("slug", "percent"),
    [
        pytest.param("opinion", None, id="under 1"),
        pytest.param("estimates", None, id="0.5"),
        pytest.param("anecdotal", 50, id="1"),
        pytest.param("user-evidence", 80, id="3"),
        pytest.param("launch-data", 100, id="10"),
    ],
)
def test_without_the_problem_a_weak_test_leaves_a_moonshot(slug: str, percent: int | None, db: None) -> None:
    item = BacklogItemFactory.create()
    checked(item, result="supported", of=slug)

    assert standing(item).support.percent == percent


def test_opinions_never_add_up(item: BacklogItem) -> None:
    for _ in range(12):
        checked(item, result="supported", of="opinion")

    assert standing(item).solution.weight == Decimal("0.15")
    assert standing(item).support.percent == 50


@pytest.mark.parametrize("result", ["refuted", "inconclusive"])
def test_what_did_not_support_it_supports_nothing(item: BacklogItem, result: str) -> None:
    checked(item, result=result, of="launch-data")

    assert standing(item).solution.tests == 0
    assert standing(item).support.percent == 50


def test_a_refuted_test_takes_nothing_away_and_is_told(item: BacklogItem) -> None:
    checked(item, result="supported", of="user-evidence", participants=8)
    checked(item, result="refuted", of="test-results", participants=900)

    because = standing(item).support.because

    assert standing(item).support.percent == 80
    assert because.endswith("1 test of the solution (usability study, 8 participants; 1 refuted an assumption)")


def test_a_score_is_held_against_its_tests_in_words(item: BacklogItem, ben: User) -> None:
    checked(item, result="refuted", of="user-evidence")
    ScoreFactory.create(item=item, inputs={**RICE, "confidence": 80})

    told = support.of_item(item.pk, viewer=ben, at=timezone.now())

    assert told["overclaim"] == (
        "80 % claimed; 3 participants about the problem and no test in favour of the solution"
        " (1 refuted an assumption) support 50 %."
    )
    assert told["solution"]["refuted"] == 1
    assert told["solution"]["words"] == "not tested in its favour; 1 test refuted an assumption"


def test_people_are_those_of_the_best_test(item: BacklogItem) -> None:
    checked(item, result="supported", of="market-data", participants=400)
    checked(item, result="supported", of="user-evidence", participants=8)

    assert standing(item).support.because.endswith("2 tests of the solution (best: usability study, 8 participants)")


@pytest.mark.parametrize(("result", "tests"), [("supported", 1), ("refuted", 0)])
def test_a_session_that_a_test_leads_to_counts_once_and_by_its_result(
    item: BacklogItem, result: str, tests: int
) -> None:
    session = heard(EvidenceFactory.create(item=item).insight, kind="usability_test").note.interview

    AssumptionTestFactory.create(item=item, interview=session, result=result)

    assert standing(item).solution.tests == tests


def test_planned_tests_are_no_evidence(item: BacklogItem) -> None:
    AssumptionTestFactory.create(item=item)

    assert standing(item).solution.tests == 0


def checked(item: BacklogItem, *, result: str, of: str, participants: int = 8) -> None:
    evidence_class = EvidenceClass.objects.get(slug=of)
    AssumptionTestFactory.create(item=item, result=result, evidence_class=evidence_class, participants=participants)
