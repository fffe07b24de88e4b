"""The pages of insights: evidence beside the statement, and the steps that keep an insight alive."""

from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from research.models import Consent, Highlight, Insight, InsightEvidence, User
from tests.factories import (
    ConsentFactory,
    EvidenceClassFactory,
    HighlightFactory,
    HighlightParticipantFactory,
    InsightEvidenceFactory,
    InsightFactory,
    InterviewFactory,
    MeasurementFactory,
    NoteFactory,
    StudyFactory,
    TagFactory,
)

LIST = "/research/insight/"


@pytest.fixture
def desk(client: Client, ada: User) -> Client:
    """Ada, logged in."""
    client.force_login(ada)
    return client


def page_of(insight: Insight) -> str:
    return f"{LIST}{insight.pk}/change/"


def act(action: str, *insights: Insight, **given: Any) -> dict[str, Any]:
    return {"action": action, "_selected_action": [insight.pk for insight in insights], **given}


def told(answer: Any) -> list[str]:
    return [str(message) for message in answer.context["messages"]]


def form(insight: Insight, *, cited: int = 0, more: int = 0, **given: Any) -> dict[str, Any]:
    return {
        "title": insight.title,
        "statement": insight.statement,
        "version": insight.version,
        "evidence-TOTAL_FORMS": cited,
        "evidence-INITIAL_FORMS": cited,
        "evidence-2-TOTAL_FORMS": more,
        "evidence-2-INITIAL_FORMS": 0,
        **given,
    }


def quotable(insight: Insight) -> InsightEvidence:
    """Evidence from somebody who agreed to be quoted."""
    evidence: InsightEvidence = InsightEvidenceFactory(insight=insight)
    voice = HighlightParticipantFactory(highlight=evidence.highlight)
    ConsentFactory(participant=voice.participant, scope=Consent.Scope.QUOTE_INTERNALLY)
    return evidence


def test_an_insight_is_submitted_from_its_page_and_stays_there(desk: Client) -> None:
    insight = InsightFactory()

    answer = desk.post(LIST, act("submit", insight, from_page=insight.pk))

    insight.refresh_from_db()
    assert insight.status == Insight.Status.IN_REVIEW
    assert answer.headers["Location"] == page_of(insight)


def test_publishing_asks_whether_somebody_looked_for_the_opposite_and_blocks_nothing(desk: Client) -> None:
    insight = InsightFactory()
    quotable(insight)

    answer = desk.post(LIST, act("publish", insight), follow=True)

    insight.refresh_from_db()
    assert insight.status == Insight.Status.PUBLISHED
    assert told(answer) == [
        "1 insight published.",
        "Did somebody look for the opposite? Nobody has said so yet.",
    ]


def test_one_click_stores_who_looked_for_the_opposite_and_when(desk: Client, ada: User) -> None:
    insight = InsightFactory()
    assert "Did somebody look for the opposite?" in desk.get(page_of(insight)).content.decode()

    desk.post(LIST, act("seek_opposite", insight))

    insight.refresh_from_db()
    assert insight.opposite_sought_by == ada
    assert insight.opposite_sought_at
    page = desk.get(page_of(insight)).content.decode()
    assert "Did somebody look for the opposite?" not in page
    assert "Looked for by Ada on" in page


def test_what_is_missing_for_publishing_is_told_and_nothing_of_the_selection_is_published(desk: Client) -> None:
    ready, bare = InsightFactory(), InsightFactory(statement="")
    quotable(ready)

    answer = desk.post(LIST, act("publish", ready, bare), follow=True)

    assert told(answer) == [
        "The insight cannot be published: it makes no statement yet; nothing supports it yet.",
    ]
    assert not Insight.objects.published().exists()


def test_still_true_asks_for_a_reason_and_keeps_it(desk: Client, ada: User) -> None:
    insight = InsightFactory(title="Nobody files")

    asked = desk.post(LIST, act("still_true", insight, from_page=insight.pk))
    empty = desk.post(LIST, act("still_true", insight, answered=1, reason=" "))
    answer = desk.post(LIST, act("still_true", insight, answered=1, reason="Two more said so.", from_page=insight.pk))

    insight.refresh_from_db()
    assert "Nobody files" in asked.content.decode()
    assert empty.status_code == 400
    assert (insight.confirmed_by, insight.confirmation_reason) == (ada, "Two more said so.")
    assert answer.headers["Location"] == page_of(insight)


def test_an_owner_is_assigned_to_several_at_once(desk: Client, ben: User) -> None:
    some = InsightFactory.create_batch(2)

    asked = desk.post(LIST, act("assign_owner", *some))
    desk.post(LIST, act("assign_owner", *some, answered=1, owner=ben.pk))

    assert "Who looks after them?" in asked.content.decode()
    assert Insight.objects.filter(owner=ben).count() == 2


@pytest.mark.parametrize(
    ("status", "offered"),
    [
        pytest.param("draft", {"submit", "publish", "archive"}, id="draft"),
        pytest.param("in_review", {"publish", "reopen", "archive"}, id="in review"),
        pytest.param("published", {"still_true", "reopen", "archive"}, id="published"),
        pytest.param("archived", {"reopen"}, id="archived"),
    ],
)
def test_a_page_offers_the_steps_that_make_sense(desk: Client, status: str, offered: set[str]) -> None:
    answer = desk.get(page_of(InsightFactory(status=status)))

    assert {button.action for button in answer.context["buttons"]} == offered


def test_who_may_not_change_insights_is_offered_no_step(client: Client, cleo: User) -> None:
    client.force_login(cleo)
    insight = InsightFactory()

    answer = client.get(page_of(insight))
    client.post(LIST, act("archive", insight))

    insight.refresh_from_db()
    assert answer.context["buttons"] == []
    assert "Did somebody look for the opposite?" not in answer.content.decode()
    assert insight.status == Insight.Status.DRAFT


def test_the_page_shows_the_words_whose_they_are_and_how_they_stand(desk: Client) -> None:
    evidence = quotable(InsightFactory())
    evidence.stance = "contradicts"
    evidence.save()
    highlight = Highlight.objects.get(insight_evidence=evidence)
    code = highlight.speakers.get().participant.code

    page = desk.get(page_of(evidence.insight)).content.decode()

    assert f"“{highlight.quote}”" in page
    assert code in page
    assert "speaks against" in page
    assert "1 of 1 participant speaks against it." in page


def test_words_that_may_not_be_quoted_are_left_out(desk: Client) -> None:
    evidence = InsightEvidenceFactory()
    HighlightParticipantFactory(highlight=evidence.highlight)

    page = desk.get(page_of(evidence.insight)).content.decode()

    assert "The words are left out: no consent recorded." in page
    assert evidence.highlight.quote not in page


def test_evidence_is_cited_corrected_and_taken_away_on_the_page(desk: Client, ada: User) -> None:
    insight = InsightFactory()
    kept, gone = InsightEvidenceFactory.create_batch(2, insight=insight)
    opinion = EvidenceClassFactory(is_opinion=True)
    new = HighlightFactory()
    rows = {
        "evidence-0-id": kept.pk,
        "evidence-0-insight": insight.pk,
        "evidence-0-stance": "qualifies",
        "evidence-0-evidence_class": opinion.pk,
        "evidence-1-id": gone.pk,
        "evidence-1-insight": insight.pk,
        "evidence-1-stance": "supports",
        "evidence-1-evidence_class": gone.evidence_class_id,
        "evidence-1-DELETE": "on",
        "evidence-2-0-highlight": new.pk,
        "evidence-2-0-stance": "contradicts",
        "evidence-2-0-evidence_class": "",
    }

    answer = desk.post(page_of(insight), form(insight, cited=2, more=1, **rows))

    assert answer.status_code == 302
    assert set(insight.evidence.values_list("highlight", "stance", "evidence_class__slug", "created_by")) == {
        (kept.highlight_id, "qualifies", opinion.slug, None),
        (new.pk, "contradicts", "user-evidence", ada.pk),
    }


def test_an_interviewer_s_words_are_refused_with_a_sentence(desk: Client) -> None:
    insight = InsightFactory()
    asked = HighlightFactory(by_interviewer=True)

    rows = {"evidence-2-0-highlight": asked.pk, "evidence-2-0-stance": "supports", "evidence-2-0-evidence_class": ""}
    answer = desk.post(page_of(insight), form(insight, more=1, **rows))

    assert "These are an interviewer&#x27;s words: nobody&#x27;s evidence." in answer.content.decode()
    assert not insight.evidence.exists()


def test_words_of_a_private_study_are_refused_for_an_open_insight(desk: Client, ada: User) -> None:
    insight = InsightFactory()
    note = NoteFactory(interview=InterviewFactory(study=StudyFactory(private=True, lead=ada)))
    private = HighlightFactory(note=note)

    rows = {"evidence-2-0-highlight": private.pk, "evidence-2-0-stance": "supports", "evidence-2-0-evidence_class": ""}
    answer = desk.post(page_of(insight), form(insight, more=1, **rows))

    assert "Words of a private study are evidence for insights of that study only." in answer.content.decode()


def test_the_list_tells_how_strong_each_is_in_words(desk: Client) -> None:
    InsightFactory()
    old = InterviewFactory(held_at=timezone.now() - timedelta(days=500))
    InsightEvidenceFactory(highlight=HighlightFactory(note=NoteFactory(interview=old)))

    page = desk.get(LIST).content.decode()

    assert "no evidence" in page
    assert "single voice" in page
    assert "stale" in page


def test_an_insight_that_something_rests_on_is_not_deleted(desk: Client, ben: User, client: Client) -> None:
    evidence = InsightEvidenceFactory()
    client.force_login(ben)

    client.post(f"{LIST}{evidence.insight_id}/delete/", {"post": "yes"})

    assert not Insight.objects.exists()  # its own evidence goes with it


def test_a_page_asks_as_often_for_six_pieces_of_evidence_as_for_two(
    desk: Client, django_assert_num_queries: Any, django_assert_max_num_queries: Any
) -> None:
    insight = InsightFactory()
    InsightEvidenceFactory.create_batch(2, insight=insight)
    desk.get(page_of(insight))
    with django_assert_max_num_queries(40) as two:
        desk.get(page_of(insight))
    InsightEvidenceFactory.create_batch(4, insight=insight)

    with django_assert_num_queries(len(two)):
        desk.get(page_of(insight))


def test_more_evidence_is_found_by_its_words(desk: Client) -> None:
    HighlightFactory(end=25)
    HighlightFactory()

    query = "app_label=research&model_name=insightevidence&field_name=highlight&term=plan the we"
    answer = desk.get(f"/autocomplete/?{query}")

    assert [found["text"] for found in answer.json()["results"]] == ["How do you plan the week?"]


def test_evidence_that_is_corrected_on_its_own_page_counts_the_insight_s_version_up(desk: Client) -> None:
    evidence = InsightEvidenceFactory()
    insight = evidence.insight

    desk.post(
        f"/research/insightevidence/{evidence.pk}/change/",
        {"stance": "contradicts", "evidence_class": evidence.evidence_class_id, "version": evidence.version},
    )

    insight.refresh_from_db()
    assert insight.evidence.get().stance == "contradicts"
    assert insight.version == 2


def test_a_tag_of_another_study_is_refused_beside_its_field(desk: Client) -> None:
    foreign = TagFactory.create(name="Elsewhere", study=StudyFactory())
    insight = InsightFactory()

    answer = desk.post(page_of(insight), form(insight, tags=[foreign.pk]))

    assert answer.status_code == 200
    assert answer.context["adminform"].form.errors["tags"] == ["“Elsewhere” belongs to another study."]
    assert not insight.tags.exists()


def test_the_page_shows_a_measurement_beside_the_words_and_that_it_does_not_say_why(desk: Client) -> None:
    insight = quotable(InsightFactory()).insight
    measurement = MeasurementFactory(
        metric__name="Activation", metric__unit="%", value=41, n=8214, source_url="https://charts.example/7"
    )
    InsightEvidenceFactory(insight=insight, highlight=None, measurement=measurement)

    page = desk.get(page_of(insight)).content.decode()

    assert "<strong>41 %</strong> Activation" in page
    assert "how many, not why" in page
    assert "n = 8,214" in page
    assert 'href="https://charts.example/7"' in page
    assert "1 measurement backs it: how many, not why." in page


@pytest.mark.parametrize("is_both", [False, True])
def test_a_measurement_is_cited_on_the_page_and_not_together_with_words(desk: Client, is_both: bool) -> None:
    insight, measurement = InsightFactory(), MeasurementFactory()
    rows = {
        "evidence-2-0-highlight": HighlightFactory().pk if is_both else "",
        "evidence-2-0-measurement": measurement.pk,
        "evidence-2-0-stance": "supports",
        "evidence-2-0-evidence_class": "",
    }

    answer = desk.post(page_of(insight), form(insight, more=1, **rows))

    if is_both:
        assert "Evidence is either a highlight or a measurement." in answer.content.decode()
    assert [one.measurement for one in insight.evidence.all()] == ([] if is_both else [measurement])
