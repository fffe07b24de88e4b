"""Insights are published on evidence that may be quoted, and kept alive afterwards."""

from datetime import UTC, datetime, timedelta

import pytest

from research.models import Consent, Highlight, Insight, Interview, Participant, User
from research.operations import insights
from research.operations.insights import NotReadyToPublish, ReasonMissing, WrongState
from tests.factories import (
    ConsentFactory,
    HighlightFactory,
    HighlightParticipantFactory,
    InsightEvidenceFactory,
    InsightFactory,
    InterviewFactory,
    NoteFactory,
    ParticipantFactory,
)

NOW = datetime(2026, 6, 1, 12, tzinfo=UTC)
QUOTE = Consent.Scope.QUOTE_INTERNALLY


@pytest.fixture
def participant(db: None) -> Participant:
    return ParticipantFactory.create(code="P-0007")


@pytest.fixture
def insight(participant: Participant) -> Insight:
    """A draft that cites one passage of the participant."""
    return cites(InsightFactory.create(), participant)


def cites(insight: Insight, participant: Participant, *, kind: str = Interview.Kind.DISCOVERY) -> Insight:
    highlight = HighlightFactory.create(note=NoteFactory.create(interview=InterviewFactory.create(kind=kind)))
    HighlightParticipantFactory.create(highlight=highlight, participant=participant)
    InsightEvidenceFactory.create(insight=insight, highlight=highlight)
    return insight


def consent(participant: Participant, **kwargs: object) -> Consent:
    return ConsentFactory.create(participant=participant, scope=QUOTE, given_at=NOW - timedelta(days=90), **kwargs)


def test_publishing_needs_consent_to_be_quoted(insight: Insight, participant: Participant, ada: User) -> None:
    with pytest.raises(NotReadyToPublish, match="P-0007"):
        insights.publish(insight, by=ada, at=NOW)
    consent(participant)

    published = insights.publish(insight, by=ada, at=NOW)

    assert (published.status, published.published_at) == ("published", NOW)


@pytest.mark.parametrize(
    "ended",
    [
        pytest.param({"expires_at": NOW - timedelta(days=1)}, id="run out"),
        pytest.param({"withdrawn_at": NOW - timedelta(days=1)}, id="withdrawn"),
    ],
)
def test_a_consent_that_ended_does_not_count(
    insight: Insight, participant: Participant, ended: dict[str, datetime]
) -> None:
    consent(participant, **ended)

    assert insights.unquotable(insight, at=NOW) == ["P-0007"]


def test_the_most_specific_consent_decides(insight: Insight, participant: Participant) -> None:
    consent(participant)
    interview = Highlight.objects.get().note.interview
    consent(participant, study=interview.study, withdrawn_at=NOW - timedelta(days=2))

    assert insights.unquotable(insight, at=NOW) == ["P-0007"]

    consent(participant, study=interview.study, interview=interview)
    assert insights.unquotable(insight, at=NOW) == []


def test_a_consent_for_another_study_says_nothing(insight: Insight, participant: Participant) -> None:
    consent(participant, study=InterviewFactory.create().study)

    assert insights.unquotable(insight, at=NOW) == ["P-0007"]


def test_feedback_that_came_by_itself_may_be_quoted_until_somebody_objects(participant: Participant) -> None:
    insight = cites(InsightFactory.create(), participant, kind=Interview.Kind.APP_REVIEW)
    assert insights.unquotable(insight, at=NOW) == []

    consent(participant, withdrawn_at=NOW - timedelta(days=1))

    assert insights.unquotable(insight, at=NOW) == ["P-0007"]


def test_publishing_says_all_that_is_missing(ada: User) -> None:
    with pytest.raises(NotReadyToPublish, match=r"statement.*supports"):
        insights.publish(InsightFactory.create(statement=""), by=ada, at=NOW)


def test_nobody_having_looked_for_the_opposite_is_asked_and_does_not_block(insight: Insight, ada: User) -> None:
    assert insights.needs_opposite_sought(insight)

    insight = insights.seek_opposite(insight, by=ada, at=NOW)

    assert not insights.needs_opposite_sought(insight)
    assert (insight.opposite_sought_by, insight.opposite_sought_at) == (ada, NOW)


def test_still_true_needs_a_reason(insight: Insight, ada: User) -> None:
    with pytest.raises(ReasonMissing):
        insights.confirm(insight, reason="  ", by=ada, at=NOW)

    confirmed = insights.confirm(insight, reason="Heard it again.", by=ada, at=NOW)

    assert (confirmed.confirmed_by, confirmed.confirmation_reason) == (ada, "Heard it again.")


@pytest.mark.parametrize(
    ("step", "start", "end"),
    [
        ("submit", "draft", "in_review"),
        ("archive", "published", "archived"),
        ("archive", "draft", "archived"),
        ("reopen", "published", "draft"),
        ("reopen", "archived", "draft"),
    ],
)
def test_steps_lead_from_state_to_state(ada: User, step: str, start: str, end: str) -> None:
    insight = InsightFactory.create(status=start)

    assert getattr(insights, step)(insight, by=ada).status == end


@pytest.mark.parametrize(("step", "start"), [("submit", "published"), ("archive", "archived"), ("reopen", "draft")])
def test_a_step_from_the_wrong_state_is_refused(ada: User, step: str, start: str) -> None:
    with pytest.raises(WrongState):
        getattr(insights, step)(InsightFactory.create(status=start), by=ada)


def test_what_is_published_is_not_published_again(insight: Insight, participant: Participant, ada: User) -> None:
    consent(participant)
    insight = insights.publish(insight, by=ada, at=NOW)

    with pytest.raises(WrongState):
        insights.publish(insight, by=ada, at=NOW)


def test_an_owner_is_assigned_to_many(ada: User, ben: User) -> None:
    assert insights.assign(InsightFactory.create_batch(2), owner=ben, by=ada) == 2

    assert set(Insight.objects.values_list("owner__username", flat=True)) == {"ben"}


def test_history_says_what_an_insight_was(insight: Insight, ada: User) -> None:
    insights.submit(insight, by=ada)

    statuses = insight.events.order_by("pgh_id").values_list("status", flat=True)  # type: ignore[attr-defined]
    assert list(statuses) == ["draft", "in_review"]
