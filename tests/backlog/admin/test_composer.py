"""The insight composer, as the server shows it and as plain forms use it."""

from datetime import timedelta
from html import unescape
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from research.models import Highlight, Insight, User
from research.operations import merges
from tests.factories import (
    AccountFactory,
    ConsentFactory,
    EvidenceFactory,
    HighlightFactory,
    HighlightParticipantFactory,
    InsightEvidenceFactory,
    InsightFactory,
    InterviewFactory,
    MeasurementFactory,
    NoteFactory,
    ParticipantFactory,
    SegmentFactory,
    StudyFactory,
    TagFactory,
    TaggingFactory,
)

HOSTILE = "<script>alert(1)</script><b>bold</b>"


@pytest.fixture
def desk(client: Client, ada: User) -> Client:
    """Ada, logged in."""
    client.force_login(ada)
    return client


def address(insight: Insight, part: str = "") -> str:
    return f"/insights/{insight.pk}/compose/{part}"


def said_by(participant: Any = None, **fields: Any) -> Highlight:
    """A passage of somebody who may be quoted."""
    voice = HighlightParticipantFactory(
        participant=participant or ParticipantFactory(), highlight=HighlightFactory(**fields)
    )
    if not voice.participant.consents.exists():
        ConsentFactory(participant=voice.participant)
    highlight: Highlight = voice.highlight
    return highlight


def found(client: Client, insight: Insight, **query: Any) -> list[int]:
    answer = client.get(address(insight, "passages/"), query)
    assert answer.status_code == 200
    return [card.pk for card in answer.context["found"].cards]


@pytest.mark.parametrize(
    ("name", "status"), [("ada", 200), ("ben", 200), ("cleo", 403), ("dev", 403), ("priya", 403), ("gus", 403)]
)
def test_it_opens_for_whoever_writes_insights(
    client: Client, name: str, status: int, request: pytest.FixtureRequest
) -> None:
    client.force_login(request.getfixturevalue(name))
    insight = InsightFactory()

    for part in ("", "evidence/", "passages/"):
        assert client.get(address(insight, part)).status_code == status
    assert client.get("/insights/new/").status_code == status


def test_a_private_study_s_insight_is_there_for_its_members_only(desk: Client, ada: User) -> None:
    assert desk.get(address(InsightFactory(study=StudyFactory(private=True)))).status_code == 404
    assert desk.get(address(InsightFactory(study=StudyFactory(private=True, lead=ada)))).status_code == 200


def test_a_merged_insight_s_composer_leads_to_the_one_that_stays(desk: Client, ada: User) -> None:
    gone, kept = InsightFactory.create_batch(2)
    merges.merge(gone, into=kept, by=ada, at=timezone.now())

    answer = desk.get(address(gone))

    assert (answer.status_code, answer.headers["Location"]) == (301, address(kept))


def test_passages_are_found_by_words_tag_kind_study_and_segment(desk: Client) -> None:
    insight, segment, above = InsightFactory(), SegmentFactory(), TagFactory()
    person = ParticipantFactory()
    person.segments.add(segment)
    spoken = said_by(person, kind="need")
    tagged = TaggingFactory(tag=TagFactory(parent=above)).highlight
    words = HighlightFactory(note=NoteFactory(text="Everything is on paper twice."), end=22)

    assert set(found(desk, insight)) == {spoken.pk, tagged.pk, words.pk}
    assert found(desk, insight, q="paper") == [words.pk]
    assert found(desk, insight, tag=above.pk) == [tagged.pk]
    assert found(desk, insight, kind="need") == [spoken.pk]
    assert found(desk, insight, study=spoken.note.interview.study_id) == [spoken.pk]
    assert found(desk, insight, segment=segment.pk) == [spoken.pk]
    assert found(desk, insight, segment=segment.pk, kind="delight") == []


def test_what_cannot_be_evidence_is_not_offered(desk: Client, ada: User) -> None:
    private = StudyFactory(private=True, lead=ada)
    HighlightFactory(by_interviewer=True)
    HighlightFactory(state="withdrawn", start=None, end=None, quote="")
    HighlightFactory(note__interview__study=StudyFactory(private=True))
    theirs = HighlightFactory(note__interview__study=private)

    assert found(desk, InsightFactory()) == []
    assert found(desk, InsightFactory(study=private)) == [theirs.pk]


def test_the_list_goes_on_after_its_last_row(desk: Client) -> None:
    note = NoteFactory()
    rows = sorted((HighlightFactory(note=note).pk for _ in range(23)), reverse=True)
    insight = InsightFactory()

    page = desk.get(address(insight, "passages/")).content.decode()

    assert f"after={rows[19]}" in page
    assert found(desk, insight, after=rows[19]) == rows[20:]
    assert "data-more" not in desk.get(address(insight, f"passages/?after={rows[19]}")).content.decode()


@pytest.mark.parametrize(
    "query", ["tag=x", "tag=99999999999999999999", "kind=nonsense", "study=-1", "after=x", "after=9" * 12, "q=%20"]
)
def test_a_filter_that_fits_nothing_is_pas_over(desk: Client, query: str) -> None:
    insight, highlight = InsightFactory(), HighlightFactory()

    answer = desk.get(address(insight, f"?{query}"))

    assert answer.status_code == 200
    assert [card.pk for card in answer.context["found"].cards] in ([highlight.pk], [])


def test_neither_list_asks_more_often_for_more_rows(desk: Client) -> None:
    insight = InsightFactory()

    def grow(times: int) -> None:
        for _ in range(times):
            person = ParticipantFactory(account=AccountFactory())
            person.segments.add(SegmentFactory())
            highlight = said_by(person)
            TaggingFactory(highlight=highlight)
            InsightEvidenceFactory(insight=insight, highlight=highlight)

    def asked() -> int:
        with CaptureQueriesContext(connection) as queries:
            assert desk.get(address(insight)).status_code == 200
        return len(queries)

    grow(2)
    asked()
    two = asked()
    grow(4)

    assert asked() == two


def test_a_passage_takes_a_stance_changes_it_and_is_taken_away_by_plain_buttons(desk: Client, ada: User) -> None:
    insight, highlight = InsightFactory(), HighlightFactory()

    desk.post(address(insight), {"stand": f"{highlight.pk}:supports"})
    assert insight.evidence.get().created_by == ada
    desk.post(address(insight), {"stand": f"{highlight.pk}:contradicts"})
    assert insight.evidence.get().stance == "contradicts"
    desk.post(address(insight), {"remove": str(highlight.pk)})

    assert not insight.evidence.exists()


@pytest.mark.parametrize(
    "given", [{"stand": "x:supports"}, {"stand": "1:loves"}, {"remove": "0"}, {"stand": "9" * 30}, {}]
)
def test_nonsense_ties_nothing(desk: Client, given: dict[str, str]) -> None:
    assert desk.post(address(InsightFactory()), given).status_code == 404


def test_what_one_may_not_see_is_not_tied(desk: Client) -> None:
    insight, hidden = InsightFactory(), HighlightFactory(note__interview__study=StudyFactory(private=True))

    assert desk.post(address(insight), {"stand": f"{hidden.pk}:supports"}).status_code == 404
    assert not insight.evidence.exists()


def test_an_interviewer_s_words_are_refu_with_a_sentence(desk: Client) -> None:
    asked = HighlightFactory(by_interviewer=True)

    answer = desk.post(address(InsightFactory()), {"stand": f"{asked.pk}:supports"}, follow=True)

    assert [str(one) for one in answer.context["messages"]] == ["These are an interviewer's words: nobody's evidence."]


def test_each_person_account_and_segment_counts_once(desk: Client) -> None:
    insight, account, segment = InsightFactory(), AccountFactory(name="Acme"), SegmentFactory(name="Clerks")
    one, other = ParticipantFactory.create_batch(2, account=account)
    for person in (one, other):
        person.segments.add(segment)
    for person in (one, one, other):
        InsightEvidenceFactory(insight=insight, highlight=said_by(person))
    note = NoteFactory(interview=InterviewFactory())
    for _ in range(2):  # nobody knows whose words these are: one person an interview
        InsightEvidenceFactory(insight=insight, highlight=HighlightFactory(note=note))

    heard = desk.get(address(insight, "evidence/")).context["heard"]

    assert (heard.participants, heard.accounts, heard.segments) == (3, 2, ("Clerks",))


def test_what_was_added_since_publication_is_marked(desk: Client) -> None:
    insight = InsightFactory(status="published", published_at=timezone.now() - timedelta(days=1))
    old = InsightEvidenceFactory(insight=insight)
    type(old).objects.filter(pk=old.pk).update(created_at=timezone.now() - timedelta(days=2))
    new = InsightEvidenceFactory(insight=insight)

    answer = desk.get(address(insight, "evidence/"))

    cards = {card.pk: card.is_new for _, _, cards in answer.context["groups"] for card in cards}
    assert cards == {old.highlight_id: False, new.highlight_id: True}
    assert answer.content.decode().count("new since publication") == 2  # the figure and the mark


def test_words_that_may_not_be_quoted_are_left_out_of_the_evidence_and_marked_in_the_list(desk: Client) -> None:
    insight = InsightFactory()
    highlight = HighlightParticipantFactory().highlight
    InsightEvidenceFactory(insight=insight, highlight=highlight)

    evidence = desk.get(address(insight, "evidence/")).content.decode()

    assert "The words are left out: no consent recorded." in evidence
    assert highlight.quote not in evidence
    assert "may not be quoted: no consent recorded" in desk.get(address(insight, "passages/")).content.decode()


def test_what_rests_on_it_and_the_next_steps_are_shown(desk: Client) -> None:
    item = EvidenceFactory(insight=InsightFactory()).item
    insight = item.evidence.get().insight

    page = desk.get(address(insight)).content.decode()

    assert f"#{item.number} {item.title}" in page
    assert "Submit for review" in page
    assert 'value="publish"' in page


def test_a_step_is_taken_and_one_stays_where_one_is(desk: Client) -> None:
    insight = InsightFactory()

    answer = desk.post(address(insight), {"step": "submit"})

    insight.refresh_from_db()
    assert insight.status == Insight.Status.IN_REVIEW
    assert answer.headers["Location"] == address(insight)


def test_what_is_missing_for_publishing_is_told(desk: Client) -> None:
    answer = desk.post(address(InsightFactory()), {"step": "publish"}, follow=True)

    assert "nothing supports it yet" in str(next(iter(answer.context["messages"])))


def test_still_true_takes_a_reason(desk: Client) -> None:
    insight = InsightFactory(status="published", published_at=timezone.now())

    refu = desk.post(address(insight), {"still_true": "1", "reason": " "}, follow=True)
    desk.post(address(insight), {"still_true": "1", "reason": "Heard it again last week."})

    assert "Say why it is still true." in str(next(iter(refu.context["messages"])))
    insight.refresh_from_db()
    assert insight.confirmation_reason == "Heard it again last week."


def test_text_is_saved_by_a_plain_form_and_never_over_somebody_else_s(desk: Client) -> None:
    insight = InsightFactory()
    given = {"save": "1", "title": "They wait", "statement": "For one another.", "body": "", "version": insight.version}

    assert desk.post(address(insight), given).status_code == 302
    answer = desk.post(address(insight), {**given, "title": "They wait for long"})

    insight.refresh_from_db()
    assert insight.title == "They wait"
    assert answer.status_code == 400
    assert "Somebody saved this while you were editing it" in answer.content.decode()


def test_an_insight_begins_with_the_passages_one_comes_with(desk: Client, ada: User) -> None:
    highlight = HighlightFactory()

    begun = desk.get(f"/insights/new/?highlight={highlight.pk}")
    answer = desk.post("/insights/new/", {"title": "They wait", "statement": "", "highlight": [highlight.pk]})

    insight = Insight.objects.get()
    assert "It begins with 1 highlight" in begun.content.decode()
    assert answer.headers["Location"] == address(insight)
    assert (insight.owner, insight.created_by, insight.status) == (ada, ada, "draft")
    assert insight.evidence.get().highlight == highlight


def test_an_insight_of_a_private_study_s_passage_stays_in_that_study(desk: Client, ada: User) -> None:
    study = StudyFactory(private=True, lead=ada)
    highlight = HighlightFactory(note__interview__study=study)

    desk.post("/insights/new/", {"title": "They wait", "highlight": [highlight.pk]})

    assert Insight.objects.get().study == study


def test_an_insight_is_not_begun_without_a_title_nor_with_what_one_may_not_see(desk: Client) -> None:
    hidden = HighlightFactory(note__interview__study=StudyFactory(private=True))

    assert desk.post("/insights/new/", {"title": " "}).status_code == 400
    assert desk.post("/insights/new/", {"title": "x", "highlight": [hidden.pk]}).status_code == 400
    assert desk.post("/insights/new/", {"title": "x", "highlight": ["nonsense"]}).status_code == 400
    assert "It begins with" not in desk.get(f"/insights/new/?highlight={hidden.pk}&highlight=x").content.decode()
    assert not Insight.objects.exists()


def test_words_of_people_are_never_markup(desk: Client) -> None:
    note = NoteFactory(text=HOSTILE, interview=InterviewFactory(title=HOSTILE))
    highlight = HighlightFactory(note=note, end=len(HOSTILE))
    TaggingFactory(highlight=highlight, tag=TagFactory(name="<img src=x onerror=alert(1)>"))
    insight = InsightFactory(title=HOSTILE, statement=HOSTILE, body=HOSTILE)
    InsightEvidenceFactory(insight=insight, highlight=highlight)

    for page in (address(insight), f"/insights/new/?highlight={highlight.pk}"):
        html = desk.get(page).content.decode()
        assert HOSTILE not in html
        assert "<img src=x" not in html
        assert HOSTILE in unescape(html)


def test_its_page_and_the_list_lead_to_it(desk: Client) -> None:
    insight = InsightFactory()

    assert f'href="{address(insight)}"' in desk.get(f"/research/insight/{insight.pk}/change/").content.decode()
    assert 'href="/insights/new/"' in desk.get("/research/insight/").content.decode()


# --- measurements


def test_measurements_are_found_by_the_words_of_their_metric_beside_the_insight(desk: Client) -> None:
    insight = InsightFactory()
    MeasurementFactory(metric__name="Activation", metric__unit="%", value=41, n=8214)
    MeasurementFactory(metric__name="Churn", metric__formula="churn", value=None)

    page = desk.get(address(insight), {"among": "measurements", "q": "activ"}).content.decode()
    none = desk.get(address(insight), {"among": "measurements", "q": "churn"}).content.decode()

    assert "<strong>41 %</strong> Activation" in page
    assert "how many, not why" in page
    assert "No measurement is called so." in none


def test_a_measurement_takes_a_stance_another_and_is_taken_away_by_plain_forms(desk: Client) -> None:
    insight, measurement = InsightFactory(), MeasurementFactory(metric__name="Activation")
    key = f"m{measurement.pk}"

    desk.post(address(insight), {"stand": f"{key}:supports"})
    page = desk.get(address(insight)).content.decode()
    desk.post(address(insight), {"stand": f"{key}:contradicts"})
    stance = insight.evidence.get(measurement=measurement).stance
    desk.post(address(insight), {"remove": key})

    assert "Activation" in page
    assert f'data-piece="{key}"' in page
    assert stance == "contradicts"
    assert not insight.evidence.exists()


@pytest.mark.parametrize("key", ["m0", "m999999", "m", "mm1", "m-1", "m99999999999999999999"])
def test_a_measurement_that_is_not_there_is_not_found(desk: Client, key: str) -> None:
    assert desk.post(address(InsightFactory()), {"stand": f"{key}:supports"}).status_code == 404


def test_a_page_asks_as_often_for_six_measurements_as_for_two(desk: Client, django_assert_num_queries: Any) -> None:
    insight = InsightFactory()

    def cite(number: int) -> None:
        for measurement in MeasurementFactory.create_batch(number, segment=SegmentFactory()):
            InsightEvidenceFactory(insight=insight, highlight=None, measurement=measurement)

    cite(2)
    desk.get(address(insight), {"among": "measurements"})
    with CaptureQueriesContext(connection) as two:
        desk.get(address(insight), {"among": "measurements"})
    cite(4)

    with django_assert_num_queries(len(two)):
        desk.get(address(insight), {"among": "measurements"})
