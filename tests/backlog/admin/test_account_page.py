"""An account: all that this customer has said."""

from datetime import timedelta
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from research.models import Account, Highlight, Insight, Interview, User
from tests.factories import (
    AccountFactory,
    BacklogItemFactory,
    ConsentFactory,
    EvidenceFactory,
    HighlightFactory,
    HighlightParticipantFactory,
    InsightEvidenceFactory,
    InsightFactory,
    InterviewFactory,
    NoteFactory,
    OpportunityEvidenceFactory,
    ParticipantFactory,
    StudyFactory,
    quote_of,
)

HOSTILE = "<script>alert(1)</script><img src=x onerror=alert(1)>"


@pytest.fixture
def desk(client: Client, ben: User) -> Client:
    client.force_login(ben)
    return client


def page_of(account: Account) -> str:
    return f"/accounts/{account.pk}/"


def said(account: Account, *, consent: bool = True, text: str = "I keep two calendars", **given: Any) -> Highlight:
    """What somebody of the account said in an interview."""
    note = NoteFactory(interview=given.pop("interview", None) or InterviewFactory(), text=text)
    highlight: Highlight = HighlightFactory(**quote_of(note, text), **given)
    person = ParticipantFactory(account=account)
    note.interview.participants.add(person)
    HighlightParticipantFactory(highlight=highlight, participant=person)
    if consent:
        ConsentFactory(participant=person)
    return highlight


def test_what_its_people_said_stands_by_kind(desk: Client) -> None:
    account = AccountFactory()
    said(account, kind="need")
    said(account, kind="pain_point")
    said(AccountFactory(), kind="delight")

    assert [group.title for group in desk.get(page_of(account)).context["groups"]] == ["Pain points", "Needs"]


def test_words_without_consent_are_left_out_and_counted(desk: Client) -> None:
    account = AccountFactory()
    said(account, consent=False)

    page = desk.get(page_of(account)).content.decode()

    assert "two calendars" not in page
    assert "1 passage is without words" in page


def test_whoever_agreed_to_be_contacted_is_named_before_one_calls(desk: Client) -> None:
    account = AccountFactory()
    willing, unwilling = ParticipantFactory.create_batch(2, account=account)
    ConsentFactory(participant=willing, scope="contact_again", study=StudyFactory())
    ConsentFactory(participant=unwilling, scope="contact_again", withdrawn_at=timezone.now() - timedelta(days=1))

    page = desk.get(page_of(account)).content.decode()

    assert f"Before you call: <strong>{willing.code}</strong> agreed to be contacted again." in page


def test_it_is_said_where_nobody_agreed(desk: Client) -> None:
    account = AccountFactory()
    ParticipantFactory(account=account)

    assert "Nobody here has agreed to be contacted again." in desk.get(page_of(account)).content.decode()


def test_interviews_and_feedback_stand_apart(desk: Client) -> None:
    account = AccountFactory()
    said(account, interview=InterviewFactory(title="A talk"))
    said(account, interview=InterviewFactory(title="A ticket", kind=Interview.Kind.SUPPORT_TICKET, study=None))

    context = desk.get(page_of(account)).context

    assert [one.title for _, one in context["interviews"]] == ["A talk"]
    assert [one.title for _, one in context["feedback"]] == ["A ticket"]


def test_what_rests_on_its_words_is_listed_down_to_the_backlog(desk: Client) -> None:
    account = AccountFactory()
    insight = InsightFactory(title="Two calendars", status=Insight.Status.PUBLISHED)
    InsightEvidenceFactory(insight=insight, highlight=said(account))
    EvidenceFactory(insight=insight, item=BacklogItemFactory(title="One calendar"))
    OpportunityEvidenceFactory(insight=insight, opportunity__statement="I miss days")

    page = desk.get(page_of(account)).content.decode()

    assert all(words in page for words in ("Two calendars", "One calendar", "I miss days"))


def test_a_private_study_s_words_are_shown_to_its_members_only(desk: Client, ben: User) -> None:
    account = AccountFactory()
    hidden = said(account, interview=InterviewFactory(title="Behind doors", study=StudyFactory(private=True)))
    InsightEvidenceFactory(
        insight=InsightFactory(study=hidden.note.interview.study, title="Kept inside"), highlight=hidden
    )

    page = desk.get(page_of(account)).content.decode()

    assert not [words for words in ("two calendars", "Behind doors", "Kept inside") if words in page]


def test_an_empty_account_says_what_will_stand_here(desk: Client) -> None:
    page = desk.get(page_of(AccountFactory())).content.decode()

    assert "Nothing is marked yet" in page
    assert "No participant belongs to this account yet." in page


def test_an_account_that_was_merged_leads_to_the_one_it_went_into(desk: Client) -> None:
    kept = AccountFactory()
    gone = AccountFactory(merged_into=kept)

    answer = desk.get(page_of(gone))

    assert (answer.status_code, answer.url) == (302, page_of(kept))  # type: ignore[attr-defined]


def test_there_is_no_page_of_no_account(desk: Client) -> None:
    assert desk.get("/accounts/4711/").status_code == 404


@pytest.mark.parametrize(("name", "status"), [("ada", 200), ("priya", 200), ("dev", 403), ("gus", 403), ("eve", 302)])
def test_whoever_reads_research_opens_it(
    client: Client, name: str, status: int, request: pytest.FixtureRequest
) -> None:
    client.force_login(request.getfixturevalue(name))

    assert client.get(page_of(AccountFactory())).status_code == status


def test_whoever_does_not_read_the_backlog_sees_none_of_it(client: Client, priya: User) -> None:
    account = AccountFactory()
    insight = InsightFactory()
    InsightEvidenceFactory(insight=insight, highlight=said(account))
    EvidenceFactory(insight=insight, item=BacklogItemFactory(title="One calendar"))
    client.force_login(priya)

    assert "One calendar" not in client.get(page_of(account)).content.decode()


def test_hostile_words_never_become_markup(desk: Client) -> None:
    account = AccountFactory(name=HOSTILE, notes=HOSTILE, plan=HOSTILE)
    said(account, text=HOSTILE, interview=InterviewFactory(title=HOSTILE))

    page = desk.get(page_of(account)).content.decode()

    assert "<script>alert" not in page
    assert "<img src=x" not in page


def test_much_that_was_said_asks_as_often_as_little(desk: Client) -> None:
    account = AccountFactory()
    for _ in range(2):
        InsightEvidenceFactory(highlight=said(account))
    desk.get(page_of(account))
    with CaptureQueriesContext(connection) as two:
        desk.get(page_of(account))
    for _ in range(4):
        InsightEvidenceFactory(highlight=said(account))

    with CaptureQueriesContext(connection) as six:
        desk.get(page_of(account))

    assert len(six) == len(two)


def test_lists_lead_here_and_the_form_is_one_click_away(desk: Client) -> None:
    account = AccountFactory()

    assert f'href="{page_of(account)}"' in desk.get("/research/account/").content.decode()
    assert f'href="/research/account/{account.pk}/change/"' in desk.get(page_of(account)).content.decode()
