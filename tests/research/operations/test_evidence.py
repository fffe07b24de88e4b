"""Insights rest on words, and opportunities on insights."""

import pytest
from django.db import IntegrityError, connection
from django.db.models import ProtectedError

from research.models import Insight, InsightEvidence, Interview, Opportunity, Study, User
from research.operations import evidence
from research.operations.evidence import CitedAlready, InterviewersWords, NothingMeasured, NoWordsLeft, PrivateWords
from tests.factories import (
    EvidenceClassFactory,
    HighlightFactory,
    InsightEvidenceFactory,
    InsightFactory,
    InterviewFactory,
    MeasurementFactory,
    NoteFactory,
    OpportunityEvidenceFactory,
    OpportunityFactory,
    StudyFactory,
)


def private_highlight() -> HighlightFactory:
    return HighlightFactory.create(note=NoteFactory(interview=InterviewFactory(study=StudyFactory(private=True))))


@pytest.mark.parametrize(
    ("kind", "slug"),
    [
        ("discovery", "user-evidence"),
        ("usability_test", "user-evidence"),
        ("survey_answer", "market-data"),
        ("sales_call", "anecdotal"),
        ("app_review", "anecdotal"),
    ],
)
def test_the_kind_of_interview_gives_the_class(ada: User, kind: str, slug: str) -> None:
    highlight = HighlightFactory.create(note=NoteFactory(interview=InterviewFactory(kind=kind)))

    cited = evidence.cite(insight=InsightFactory.create(), highlight=highlight, by=ada)

    assert (cited.evidence_class.slug, cited.stance, cited.created_by) == (slug, "supports", ada)


def test_somebody_may_say_that_it_is_an_opinion(ada: User) -> None:
    opinion = EvidenceClassFactory.create(is_opinion=True)

    cited = evidence.cite(
        insight=InsightFactory.create(), highlight=HighlightFactory.create(), evidence_class=opinion, by=ada
    )

    assert cited.evidence_class == opinion


def test_citing_changes_the_insight(ada: User) -> None:
    insight = InsightFactory.create()

    cited = evidence.cite(insight=insight, highlight=HighlightFactory.create(), by=ada)
    evidence.remove(cited, by=ada)

    insight.refresh_from_db()
    assert insight.version == 3
    assert not InsightEvidence.objects.exists()


def test_the_same_words_are_cited_once(ada: User) -> None:
    cited = InsightEvidenceFactory.create()

    with pytest.raises(CitedAlready):
        evidence.cite(insight=cited.insight, highlight=cited.highlight, by=ada)


@pytest.mark.parametrize(
    ("highlight", "refusal"),
    [
        pytest.param({"by_interviewer": True}, InterviewersWords, id="an interviewer's"),
        pytest.param({"state": "withdrawn", "start": None, "end": None, "quote": ""}, NoWordsLeft, id="withdrawn"),
    ],
)
def test_some_words_are_nobody_s_evidence(ada: User, highlight: dict[str, object], refusal: type[Exception]) -> None:
    with pytest.raises(refusal):
        evidence.cite(insight=InsightFactory.create(), highlight=HighlightFactory.create(**highlight), by=ada)


def test_private_words_stay_in_their_study(ada: User) -> None:
    highlight = private_highlight()
    inside = InsightFactory.create(study=highlight.note.interview.study)

    with pytest.raises(PrivateWords):
        evidence.cite(insight=InsightFactory.create(), highlight=highlight, by=ada)

    assert evidence.cite(insight=inside, highlight=highlight, by=ada).insight == inside


def test_the_database_keeps_private_words_in_their_study_whoever_writes(db: None) -> None:
    highlight = private_highlight()

    InsightEvidenceFactory.create(highlight=highlight)

    with pytest.raises(IntegrityError, match="Words of a private study"):
        connection.check_constraints()


@pytest.mark.parametrize("change", ["study", "interview", "insight"])
def test_no_change_elsewhere_brings_private_words_out(db: None, change: str) -> None:
    study = StudyFactory.create()
    note = NoteFactory.create(interview=InterviewFactory(study=study))
    cited = InsightEvidenceFactory.create(highlight=HighlightFactory(note=note), insight=InsightFactory(study=study))
    secret = StudyFactory.create(private=True)
    connection.check_constraints()

    if change == "study":
        Insight.objects.filter(pk=cited.insight_id).update(study=None)
        Study.objects.filter(pk=study.pk).update(visibility="private")
    elif change == "interview":
        Interview.objects.filter(pk=note.interview_id).update(study=secret)
    else:
        Study.objects.filter(pk=study.pk).update(visibility="private")
        Insight.objects.filter(pk=cited.insight_id).update(study=None)

    with pytest.raises(IntegrityError, match="Words of a private study"):
        connection.check_constraints()


def test_an_opportunity_rests_on_open_insights(ada: User) -> None:
    opportunity = OpportunityFactory.create()
    private = InsightFactory.create(study=StudyFactory(private=True))

    with pytest.raises(PrivateWords):
        evidence.open_opportunity(opportunity=opportunity, insight=private, by=ada)
    opened = evidence.open_opportunity(opportunity=opportunity, insight=InsightFactory.create(), by=ada)
    evidence.remove(opened, by=ada)

    opportunity.refresh_from_db()
    assert opportunity.version == 3


def test_an_opportunity_cites_an_insight_once(ada: User) -> None:
    opened = OpportunityEvidenceFactory.create()

    with pytest.raises(CitedAlready):
        evidence.open_opportunity(opportunity=opened.opportunity, insight=opened.insight, by=ada)


def test_an_opportunity_is_not_its_own_ancestor(db: None) -> None:
    top = OpportunityFactory.create()
    below = OpportunityFactory.create(parent=OpportunityFactory(parent=top))

    with pytest.raises(IntegrityError, match="its own ancestor"):
        Opportunity.objects.filter(pk=top.pk).update(parent=below)


def test_a_measurement_is_cited_as_a_class_of_its_own(ada: User) -> None:
    insight = InsightFactory.create()
    did = MeasurementFactory.create()
    said = MeasurementFactory.create(metric__formula="nps")

    cited = [evidence.cite_measurement(insight=insight, measurement=one, by=ada) for one in (did, said)]

    assert [one.evidence_class.slug for one in cited] == ["behaviour-data", "market-data"]
    insight.refresh_from_db()
    assert insight.version == 3
    with pytest.raises(CitedAlready, match=r"This measurement is evidence for this insight already\."):
        evidence.cite_measurement(insight=insight, measurement=did, by=ada)


def test_a_measurement_without_a_value_says_nothing(ada: User) -> None:
    undefined = MeasurementFactory.create(metric__formula="churn", value=None)

    with pytest.raises(NothingMeasured):
        evidence.cite_measurement(insight=InsightFactory.create(), measurement=undefined, by=ada)


@pytest.mark.parametrize("is_both", [True, False])
def test_evidence_is_words_or_a_figure_and_never_both_or_neither(is_both: bool, db: None) -> None:
    cited = InsightEvidenceFactory.create()
    changed = {"measurement": MeasurementFactory.create()} if is_both else {"highlight": None}

    with pytest.raises(IntegrityError, match="insight_evidence_is_a_highlight_or_a_measurement"):
        InsightEvidence.objects.filter(pk=cited.pk).update(**changed)


def test_a_measurement_that_something_rests_on_is_not_deleted(db: None) -> None:
    measurement = MeasurementFactory.create()
    InsightEvidenceFactory.create(highlight=None, measurement=measurement)

    for kept in (measurement, measurement.metric):
        with pytest.raises(ProtectedError):
            kept.delete()
