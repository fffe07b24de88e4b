"""Who says so? The trace of an item as a page."""

from datetime import date
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from backlog.models import BacklogItem
from research.models import Consent, Highlight, Insight, Participant, Segment, User
from tests.factories import (
    AccountFactory,
    AssumptionTestFactory,
    BacklogItemFactory,
    ConsentFactory,
    EvidenceFactory,
    HighlightFactory,
    HighlightParticipantFactory,
    InsightEvidenceFactory,
    InsightFactory,
    InterviewFactory,
    MeasurementFactory,
    NoteFactory,
    OpportunityEvidenceFactory,
    OpportunityFactory,
    SegmentFactory,
    StudyFactory,
    TurnFactory,
    quote_of,
)

HOSTILE = "<script>alert(1)</script>\"'<img src=x onerror=alert(1)>"


@pytest.fixture
def desk(client: Client, ben: User) -> Client:
    """Ben, logged in."""
    client.force_login(ben)
    return client


def page_of(item: BacklogItem, **asked: object) -> str:
    query = "&".join(f"{name}={value}" for name, value in asked.items())
    return f"/who-says-so/{item.pk}/?{query}"


def said(
    item: BacklogItem, *, words: str = "I keep two calendars", consent: bool = True, person: Any = None, **given: Any
) -> Insight:
    """Somebody's words, with their time, behind an insight behind the item."""
    note = NoteFactory(**given)
    turn = TurnFactory(note=note, start_ms=252_000, end_ms=260_000)
    highlight = HighlightFactory(**quote_of(note, words))
    voice = HighlightParticipantFactory(
        highlight=highlight,
        participant__code=f"P-{4200 + turn.pk}",
        **({"participant__account": person} if person else {}),
    )
    if consent:
        ConsentFactory(participant=voice.participant, scope=Consent.Scope.QUOTE_INTERNALLY)
    insight: Insight = InsightFactory(status=Insight.Status.PUBLISHED, study=note.interview.study)
    InsightEvidenceFactory(insight=insight, highlight=highlight)
    EvidenceFactory(item=item, insight=insight)
    return insight


def test_the_words_stand_there_with_speaker_time_and_the_way_into_the_note(desk: Client) -> None:
    item = BacklogItemFactory()
    insight = said(item)
    highlight = Highlight.objects.get(insight_evidence__insight=insight)

    page = desk.get(page_of(item)).content.decode()

    assert "“I keep two calendars”" in page
    assert highlight.speakers.get().participant.code in page
    assert "4:12" in page
    assert f'href="/notes/{highlight.note_id}/?highlight={highlight.pk}"' in page
    assert f'href="/research/insight/{insight.pk}/change/"' in page


def test_the_picture_comes_in_two_sizes_and_says_in_words_what_it_shows(desk: Client) -> None:
    item = BacklogItemFactory()
    insight = said(item)

    page = desk.get(page_of(item)).content.decode()

    assert page.count('<svg class="flow ') == 2
    assert f"1 passage of 1 person in 1 insight. Insight 1, {insight.title}: 1 in support." in page


def test_an_item_without_evidence_says_what_to_do(desk: Client) -> None:
    page = desk.get(page_of(BacklogItemFactory())).content.decode()

    assert "Nothing is linked to this item yet." in page
    assert '<svg class="flow ' not in page


def test_words_that_may_not_be_quoted_are_said_to_be_left_out_and_are_nowhere_to_copy(desk: Client) -> None:
    item = BacklogItemFactory()
    said(item, consent=False)

    page = desk.get(page_of(item)).content.decode()

    assert "The words are left out: no consent recorded." in page
    assert "two calendars" not in page


def test_passages_that_one_may_not_see_are_counted_and_not_shown(desk: Client) -> None:
    item = BacklogItemFactory()
    said(item, interview=InterviewFactory(study=StudyFactory(private=True)))

    page = desk.get(page_of(item)).content.decode()

    assert "Not shown here: 1 passage that you may not see." in page
    assert "1 participant in 1 account says so." in page
    assert "two calendars" not in page


def test_an_insight_behind_item_and_opportunity_is_quoted_once(desk: Client) -> None:
    item = BacklogItemFactory(addresses=OpportunityFactory(statement="I double-book"))
    OpportunityEvidenceFactory(opportunity=item.addresses, insight=said(item))

    page = desk.get(page_of(item)).content.decode()

    assert "I double-book" in page
    assert "Its words stand above." in page
    assert page.count('<blockquote class="quote">“I keep two calendars”') == 1


def test_a_stakeholder_reads_who_says_so_and_is_led_to_no_note(client: Client, dev: User) -> None:
    item = BacklogItemFactory()
    said(item)
    client.force_login(dev)

    page = client.get(page_of(item)).content.decode()

    assert "“I keep two calendars”" in page
    assert 'href="/notes/' not in page


@pytest.mark.parametrize(("name", "status"), [("ada", 200), ("cleo", 200), ("priya", 403), ("gus", 403), ("eve", 302)])
def test_whoever_reads_the_backlog_may_ask(
    client: Client, name: str, status: int, request: pytest.FixtureRequest
) -> None:
    client.force_login(request.getfixturevalue(name))

    assert client.get(page_of(BacklogItemFactory())).status_code == status


def test_an_account_is_asked_for_alone(desk: Client) -> None:
    item = BacklogItemFactory()
    nordlicht, other = AccountFactory(name="Nordlicht"), AccountFactory(name="Other")
    said(item, person=nordlicht)
    said(item, person=other, words="neither of them is right")

    page = desk.get(page_of(item, account=nordlicht.pk)).content.decode()

    assert "I keep two calendars" in page
    assert "neither of them is right" not in page
    assert "2 participants in 2 accounts say so." in page


def test_a_segment_is_asked_for_alone(desk: Client) -> None:
    item = BacklogItemFactory()
    segment: Segment = SegmentFactory(name="planners")
    speaker = Participant.objects.get(spoken_highlights__highlight__insight_evidence__insight=said(item))
    speaker.segments.add(segment)
    said(item, words="neither of them is right")

    page = desk.get(page_of(item, segment=segment.pk)).content.decode()

    assert "I keep two calendars" in page
    assert "neither of them is right" not in page


@pytest.mark.parametrize(("asked", "status"), [("x", 400), ("-1", 400), ("99999999999999999999", 404), ("%00", 400)])
@pytest.mark.parametrize("name", ["account", "segment"])
def test_nonsense_is_refused(desk: Client, name: str, asked: str, status: int) -> None:
    item = BacklogItemFactory()
    said(item)

    assert desk.get(page_of(item, **{name: asked})).status_code == status


def test_an_account_that_speaks_out_of_sight_is_not_named(desk: Client) -> None:
    item = BacklogItemFactory()
    account = AccountFactory(name="Secret Ltd")
    said(item, person=account, interview=InterviewFactory(study=StudyFactory(private=True)))

    assert "Secret Ltd" not in desk.get(page_of(item)).content.decode()
    assert desk.get(page_of(item, account=account.pk)).status_code == 404


def test_there_is_no_trace_of_nothing(desk: Client) -> None:
    assert desk.get("/who-says-so/4711/").status_code == 404


def test_hostile_words_never_become_markup(desk: Client) -> None:
    item = BacklogItemFactory(title=HOSTILE, addresses=OpportunityFactory(statement=HOSTILE))
    note = NoteFactory(text=HOSTILE, interview=InterviewFactory(title=HOSTILE))
    insight = said(item, words=HOSTILE, text=HOSTILE, interview=note.interview, person=AccountFactory(name=HOSTILE))
    Insight.objects.filter(pk=insight.pk).update(title=HOSTILE, statement=HOSTILE)

    answer = desk.get(page_of(item))

    assert "<script>alert" not in answer.content.decode()
    assert "<img" not in answer.context["copies"]["rich"]
    assert HOSTILE in answer.context["copies"]["plain"]


def test_much_evidence_asks_as_often_as_little(desk: Client) -> None:
    item = BacklogItemFactory()
    for _ in range(2):
        said(item, person=AccountFactory())
    desk.get(page_of(item))
    with CaptureQueriesContext(connection) as two:
        desk.get(page_of(item))
    for _ in range(4):
        said(item, person=AccountFactory())

    with CaptureQueriesContext(connection) as six:
        desk.get(page_of(item))

    assert len(six) == len(two)


def test_a_measurement_stands_below_the_words_says_how_many_and_leads_to_its_chart(
    desk: Client, client: Client, dev: User
) -> None:
    item = BacklogItemFactory()
    measurement = MeasurementFactory(
        metric__name=HOSTILE,
        metric__unit="%",
        value=41,
        n=8214,
        period_start=date(2026, 9, 1),
        period_end=date(2026, 9, 30),
        source_url="https://charts.example/7",
    )
    InsightEvidenceFactory(insight=said(item), highlight=None, measurement=measurement)

    page = desk.get(page_of(item)).content.decode()
    client.force_login(dev)
    theirs = client.get(page_of(item)).content.decode()

    assert "<strong>41 %</strong> &lt;script&gt;alert(1)" in page
    assert "how many, not why" in page
    assert "n = 8,214 · Sep 2026" in page
    assert 'href="https://charts.example/7"' in page
    assert "1 passage, 1 person, 1 measurement" in page
    assert HOSTILE not in page
    assert f'href="/metrics/{measurement.metric_id}/"' in page
    assert "<strong>41 %</strong>" in theirs
    assert f'href="/metrics/{measurement.metric_id}/"' not in theirs


def test_a_figure_alone_is_shown_and_falls_away_with_whose_words_are_asked_for(desk: Client) -> None:
    item = BacklogItemFactory()
    nordlicht = AccountFactory()
    said(item, person=nordlicht)
    insight = InsightFactory(title="Only counted")
    InsightEvidenceFactory(insight=insight, highlight=None, measurement=MeasurementFactory())
    EvidenceFactory(item=item, insight=insight)

    whole = desk.get(page_of(item)).content.decode()
    narrowed = desk.get(page_of(item, account=nordlicht.pk)).content.decode()

    assert "Only counted" in whole
    assert "No passage of it is in your sight." not in whole
    assert "Only counted" not in narrowed


def test_tests_of_the_solution_stand_there_with_what_was_to_count(client: Client, ada: User) -> None:
    test = AssumptionTestFactory.create(result="refuted", result_words="<b>Two</b> did.", participants=8)
    client.force_login(ada)

    shown = client.get(reverse("who_says_so", args=[test.item_id])).content.decode()

    assert "Refuted" in shown
    assert "usability study, 8 participants, done" in shown
    assert test.criterion in shown
    assert "&lt;b&gt;Two&lt;/b&gt; did." in shown
