"""A passage leads to an insight, an opportunity or an item, and the chain between them is whole."""

import pytest

from backlog.models import BacklogItem, Evidence
from backlog.operations import linking
from research.models import Highlight, Insight, InsightEvidence, Opportunity, OpportunityEvidence, User
from research.operations.evidence import CitedAlready, InterviewersWords, PrivateWords
from research.operations.refusals import Unacceptable
from tests.factories import (
    BacklogItemFactory,
    HighlightFactory,
    InsightEvidenceFactory,
    InsightFactory,
    NoteFactory,
    OpportunityFactory,
    StudyFactory,
)


@pytest.fixture
def highlight(db: None) -> Highlight:
    return HighlightFactory.create(note=NoteFactory(interview__kind="support_ticket", interview__study=None))


def test_an_insight_cites_the_passage(highlight: Highlight, ada: User) -> None:
    insight = InsightFactory.create()

    linked = linking.link(highlight, to=insight, by=ada)

    assert [row.highlight for row in InsightEvidence.objects.filter(insight=insight)] == [highlight]
    assert linked.made == (InsightEvidence.objects.get(),)
    with pytest.raises(CitedAlready):
        linking.link(highlight, to=insight, by=ada)


@pytest.mark.parametrize("make", [OpportunityFactory, BacklogItemFactory])
def test_what_rests_on_insights_gets_a_draft_that_says_what_the_passage_says(
    highlight: Highlight, ada: User, make: type
) -> None:
    target = make.create()  # type: ignore[attr-defined]

    linked = linking.link(highlight, to=target, by=ada)

    assert (linked.insight.title, linked.insight.status, linked.insight.owner) == (highlight.quote, "draft", ada)
    assert [type(row) for row in linked.made[:2]] == [Insight, InsightEvidence]
    resting = OpportunityEvidence if isinstance(target, Opportunity) else Evidence
    assert resting.objects.get().insight == linked.insight


def test_an_insight_that_cites_the_passage_already_carries_the_link(highlight: Highlight, ada: User) -> None:
    insight = InsightEvidenceFactory.create(highlight=highlight).insight

    linked = linking.link(highlight, to=BacklogItemFactory.create(), by=ada)

    assert (linked.insight, [type(row) for row in linked.made]) == (insight, [Evidence])


@pytest.mark.parametrize(
    ("kind", "model"),
    [("insight", Insight), ("opportunity", Opportunity), ("item", BacklogItem)],
)
def test_something_new_is_made_and_rests_on_the_passage(
    highlight: Highlight, ada: User, kind: str, model: type
) -> None:
    linked = linking.link_new(highlight, kind=kind, words="  Receipts   get lost ", by=ada)

    assert isinstance(linked.target, model)
    assert "Receipts get lost" in {getattr(linked.target, "title", ""), getattr(linked.target, "statement", "")}
    assert linked.insight.evidence.get().highlight == highlight


@pytest.mark.parametrize(("kind", "words"), [("insight", " "), ("insight", "x" * 201), ("sale", "x")])
def test_what_is_nothing_is_refused(highlight: Highlight, ada: User, kind: str, words: str) -> None:
    with pytest.raises(Unacceptable):
        linking.link_new(highlight, kind=kind, words=words, by=ada)


def test_private_words_make_an_insight_of_their_study_and_no_opportunity(ada: User) -> None:
    study = StudyFactory.create(private=True, lead=ada)
    private = HighlightFactory.create(note=NoteFactory(interview__study=study))

    assert linking.link_new(private, kind="insight", words="Inside", by=ada).insight.study == study
    with pytest.raises(PrivateWords):
        linking.link(private, to=OpportunityFactory.create(), by=ada)


def test_an_interviewer_s_words_lead_nowhere(ada: User) -> None:
    with pytest.raises(InterviewersWords):
        linking.link(HighlightFactory.create(by_interviewer=True), to=OpportunityFactory.create(), by=ada)
