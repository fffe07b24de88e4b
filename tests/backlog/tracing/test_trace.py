"""The trace of an item: who says so, exactly where, and how sure are we?"""

from datetime import date
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from backlog.models import BacklogItem
from backlog.tracing import trace
from backlog.tracing.documents import TraceDocument
from research.models import Highlight, Interview, Participant, User
from tests.backlog.tracing import worlds
from tests.backlog.tracing.worlds import ACROSS, NOW, World
from tests.factories import (
    AssumptionTestFactory,
    BacklogItemFactory,
    EvidenceFactory,
    HighlightParticipantFactory,
    InsightEvidenceFactory,
    InsightFactory,
    MeasurementFactory,
    OpportunityEvidenceFactory,
    OpportunityFactory,
    SegmentFactory,
    StudyFactory,
    StudyMemberFactory,
    TurnFactory,
)

pytestmark = pytest.mark.django_db


@pytest.fixture
def world() -> World:
    return worlds.build()


def told(world: World, viewer: User) -> TraceDocument:
    return trace.of_item(world.item.pk, viewer=viewer, at=NOW)


def passages(document: TraceDocument) -> dict[int, Any]:
    return {passage["id"]: passage for link in document["evidence"] for passage in link["highlights"]}


def test_it_gives_back_the_exact_words_with_place_time_and_people(world: World, ada: User) -> None:
    text = world.across.note.text

    found = passages(told(world, ada))[world.across.pk]

    assert text[found["start"] : found["end"]] == found["quote"] == ACROSS
    assert found == {
        "id": world.across.pk,
        "stance": "supports",
        "evidence_class": "User evidence",
        "quote": ACROSS,
        "withheld": "",
        "verbatim": True,
        "kind": "workaround",
        "state": "anchored",
        "start": world.across.start,
        "end": world.across.end,
        "start_ms": 63_000,
        "end_ms": 69_000,
        "tags": [{"id": world.across.tags.get().pk, "name": "Calendar"}],
        "note": world.across.note_id,
        "interview": {"id": world.across.note.interview_id, "title": "Two planners", "held_at": "2026-08-20T09:30:00Z"},
        "participants": [
            {"code": "P-0001", "role": "office manager", "account": "Nordlicht GmbH", "segments": ["planners"]},
            {"code": "P-0002", "role": "driver", "account": None, "segments": []},
        ],
    }


def test_it_names_the_item_its_insights_and_its_opportunity(world: World, ada: User) -> None:
    document = told(world, ada)

    assert document["item"] == {
        "id": world.item.pk,
        "number": world.item.number,
        "kind": "story",
        "title": "One calendar",
        "status": "idea",
        "external_references": [{"key": "PAY-123", "url": "https://tracker.example.com/PAY-123"}],
    }
    link = document["evidence"][0]
    assert (link["stance"], link["comment"], link["insight"]) == (
        "supports",
        "The reason for it.",
        {
            "id": world.open_insight.pk,
            "title": "Two calendars",
            "statement": world.open_insight.statement,
            "status": "published",
        },
    )
    opportunity = document["opportunity"]
    assert opportunity
    assert (opportunity["id"], opportunity["statement"]) == (world.opportunity.pk, "I miss days")
    assert opportunity["evidence"][0]["highlights"] == link["highlights"]


def test_a_measurement_stands_beside_the_words_with_value_n_period_and_source(
    world: World, ada: User, dev: User
) -> None:
    measurement = MeasurementFactory.create(
        metric__name="Step 2 to 3",
        metric__formula="conversion",
        value="0.41",
        low="0.4",
        high="0.42",
        n=8214,
        period_start=date(2026, 7, 1),
        period_end=date(2026, 9, 30),
        segment=SegmentFactory.create(name="New customers"),
        source_url="https://charts.example/7",
        read_on=date(2026, 10, 2),
    )
    cited = InsightEvidenceFactory.create(insight=world.open_insight, highlight=None, measurement=measurement)

    document = told(world, ada)

    expected = {
        "id": measurement.pk,
        "stance": "supports",
        "evidence_class": cited.evidence_class.name,
        "metric": {
            "id": measurement.metric_id,
            "name": "Step 2 to 3",
            "unit": "",
            "formula": "conversion",
        },
        "value": 0.41,
        "low": 0.4,
        "high": 0.42,
        "n": 8214,
        "period_start": "2026-07-01",
        "period_end": "2026-09-30",
        "segment": "New customers",
        "source_url": "https://charts.example/7",
        "read_on": "2026-10-02",
        "said": "41 %",
        "period": "Q3 2026",
        "interval": "40 to 42 %",
    }
    assert document["evidence"][0]["measurements"] == [expected]
    assert document["opportunity"]
    assert document["opportunity"]["evidence"][0]["measurements"] == [expected]
    assert told(world, dev)["evidence"][0]["measurements"] == [expected]


def test_what_supports_comes_first(world: World, ada: User) -> None:
    links = told(world, ada)["evidence"]

    assert [link["stance"] for link in links] == ["supports", "qualifies"]
    assert [passage["stance"] for passage in links[0]["highlights"]] == ["supports"] * 4 + ["contradicts"]


def test_a_detached_passage_says_so_and_keeps_its_quote(world: World, ada: User) -> None:
    found = passages(told(world, ada))[world.detached.pk]

    assert (found["state"], found["quote"], found["start"], found["start_ms"]) == (
        "detached",
        "It was *always* so.",
        None,
        None,
    )


def test_a_withdrawn_passage_is_absent(world: World, ada: User) -> None:
    assert world.withdrawn.pk not in passages(told(world, ada))


def test_an_interviewer_s_words_are_absent(world: World, ada: User) -> None:
    Highlight.objects.filter(pk=world.noted.pk).update(by_interviewer=True)

    assert world.noted.pk not in passages(told(world, ada))


def test_words_without_consent_are_left_out_and_say_why(world: World, ada: User) -> None:
    document = told(world, ada)

    found = passages(document)[world.silent.pk]
    assert (found["quote"], found["withheld"]) == ("", "consent withdrawn")
    assert found["participants"][0]["code"] == "P-0003"
    assert "Hates the export" not in str(document)
    assert "consent" in document["strength"]["flags"]


def test_one_voice_that_refuses_withholds_a_passage_of_several(world: World, ada: User) -> None:
    HighlightParticipantFactory.create(highlight=world.across, participant=world.silenced)

    assert passages(told(world, ada))[world.across.pk]["quote"] == ""


@pytest.mark.parametrize(
    ("kind", "withheld"),
    [
        pytest.param(Interview.Kind.DISCOVERY, "no consent recorded", id="a session"),
        pytest.param(Interview.Kind.APP_REVIEW, "", id="feedback came by itself"),
    ],
)
def test_without_a_recorded_consent_only_feedback_is_quoted(world: World, ada: User, kind: str, withheld: str) -> None:
    world.office.consents.all().delete()
    Interview.objects.filter(pk=world.across.note.interview_id).update(kind=kind)

    assert passages(told(world, ada))[world.across.pk]["withheld"] == withheld


def test_what_was_noted_is_not_called_verbatim(world: World, ada: User) -> None:
    found = passages(told(world, ada))[world.noted.pk]

    assert (found["verbatim"], found["quote"], found["start_ms"]) == (False, "Keeps paper by the phone.", None)


def test_a_passage_that_starts_between_two_cues_has_the_next_one_s_time(world: World, ada: User) -> None:
    gap = world.across.note.text.index("\n")
    Highlight.objects.filter(pk=world.across.pk).update(start=gap, quote=world.across.note.text[gap : world.across.end])

    assert passages(told(world, ada))[world.across.pk]["start_ms"] == 63_000


def test_cues_without_times_leave_the_times_empty(world: World, ada: User) -> None:
    world.across.note.turns.update(start_ms=None, end_ms=None)

    found = passages(told(world, ada))[world.across.pk]
    assert (found["start_ms"], found["end_ms"]) == (None, None)


def test_the_labels_of_a_file_stay_out_of_it(world: World, ada: User) -> None:
    assert "Maria" not in str(told(world, ada))


# --- who may see what


def test_a_member_of_the_private_study_sees_its_passages(world: World, ada: User) -> None:
    StudyMemberFactory.create(study=world.private_study, user=ada)

    document = told(world, ada)

    assert world.private.pk in passages(document)
    assert document["not_shown"] == 0


def test_others_are_told_only_how_many_passages_they_do_not_see(world: World, ada: User) -> None:
    document = told(world, ada)

    assert world.private.pk not in passages(document)
    assert world.private_insight.title not in str(document)
    assert document["not_shown"] == 1


def test_a_stakeholder_sees_the_words_behind_published_insights_only(world: World, dev: User) -> None:
    document = told(world, dev)

    assert world.across.pk in passages(document)
    assert world.unpublished.pk not in passages(document)
    assert document["not_shown"] == 2


def test_the_strength_is_the_same_for_everyone(world: World, ada: User, dev: User) -> None:
    StudyMemberFactory.create(study=world.private_study, user=ada)

    assert told(world, ada)["strength"] == told(world, dev)["strength"]


def test_the_strength_counts_the_whole_item_and_the_opportunity_apart(world: World, dev: User) -> None:
    document = told(world, dev)

    strength = document["strength"]
    assert (strength["band"], strength["participants"], strength["mentions"]) == ("thin", 4, 7)
    assert strength["newest"] == worlds.HELD_AT
    assert "4 participants in 4 accounts say so." in strength["reasons"]
    assert document["opportunity"]
    assert document["opportunity"]["strength"]["mentions"] == 5
    assert document["opportunity"]["not_shown"] == 0


# --- finding the item


@pytest.mark.parametrize("key", ["PAY-123", "pay-123"])
def test_an_item_is_found_by_its_key_elsewhere(world: World, ada: User, key: str) -> None:
    assert trace.of_key(key, viewer=ada, at=NOW) == told(world, ada)


@pytest.mark.parametrize("key", ["PAY-12", "PAY-1234", "PAY_123", "PAY%", ""])
def test_no_other_key_finds_it(world: World, ada: User, key: str) -> None:
    with pytest.raises(BacklogItem.DoesNotExist):
        trace.of_key(key, viewer=ada, at=NOW)


def test_a_missing_item_is_named_so(ada: User) -> None:
    with pytest.raises(BacklogItem.DoesNotExist):
        trace.of_item(10**9, viewer=ada, at=NOW)


def test_an_item_without_anything_has_an_empty_trace(ada: User) -> None:
    document = trace.of_item(BacklogItemFactory.create().pk, viewer=ada, at=NOW)

    assert (document["evidence"], document["opportunity"], document["not_shown"]) == ([], None, 0)
    assert document["strength"]["band"] == "none"


# --- cost


@pytest.mark.parametrize("size", [2, 20])
def test_the_chain_takes_one_statement_whatever_its_size(ada: User, size: int) -> None:
    item = BacklogItemFactory.create(addresses=OpportunityFactory.create())
    for _ in range(size):
        insight = InsightFactory.create()
        EvidenceFactory.create(item=item, insight=insight)
        OpportunityEvidenceFactory.create(opportunity=item.addresses, insight=insight)
        AssumptionTestFactory.create(item=item)
        for _ in range(size // 2):
            highlight = InsightEvidenceFactory.create(insight=insight).highlight
            HighlightParticipantFactory.create(highlight=highlight)
            TurnFactory.create(note=highlight.note)
            InsightEvidenceFactory.create(insight=insight, highlight=None, measurement=MeasurementFactory.create())
    ada.has_perm("research.view_insight")  # her permissions are read once a request

    with CaptureQueriesContext(connection) as queries:
        trace.of_item(item.pk, viewer=ada, at=NOW)

    assert len(queries) == 3  # the chain, the item's facts, its opportunity's facts


def test_people_in_the_trace_are_those_that_were_credited(world: World, ada: User) -> None:
    codes = {person["code"] for passage in passages(told(world, ada)).values() for person in passage["participants"]}

    assert codes == set(Participant.objects.values_list("code", flat=True))


def test_it_tells_the_tests_of_the_solution_known_ones_first(world: World, ada: User, dev: User) -> None:
    AssumptionTestFactory.create(item=world.item, assumption="They find it")
    AssumptionTestFactory.create(item=world.item, assumption="They trust it", result="refuted", participants=8)
    AssumptionTestFactory.create(item=world.item, study=StudyFactory.create(private=True), result="supported")

    known, published = (told(world, viewer)["tests"] for viewer in (ada, dev))

    assert [(one["assumption"], one["state"], one["result"]) for one in known] == [
        ("They trust it", "done", "refuted"),
        ("They find it", "planned", ""),
    ]
    assert (known[0]["participants"], known[0]["evidence_class"]) == (8, "User evidence")
    assert known[0]["done_on"] == timezone.localdate().isoformat()
    assert [one["assumption"] for one in published] == ["They trust it"]
