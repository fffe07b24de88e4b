"""The inbox: what waits, one piece of it, and what may be done with it."""

import json
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from research.models import CodingStatus, Interview, User
from tests.factories import (
    AccountFactory,
    BacklogItemFactory,
    CodingStatusFactory,
    EvidenceFactory,
    HighlightFactory,
    InsightEvidenceFactory,
    InsightFactory,
    InterviewFactory,
    NoteFactory,
    OpportunityEvidenceFactory,
    OpportunityFactory,
    ParticipantFactory,
    StudyFactory,
    TagFactory,
    TaggingFactory,
)

HOSTILE = "<img src=x onerror=alert(1)>"


@pytest.fixture
def desk(client: Client, ada: User) -> Client:
    client.force_login(ada)
    return client


def came_in(title: str, text: str = "Where did my receipt go?", **given: Any) -> Interview:
    interview = InterviewFactory.create(**{"kind": "support_ticket", "study": None, "title": title, **given})
    NoteFactory.create(interview=interview, kind="notes", text=text)
    return interview


def listed(client: Client, query: str = "") -> list[str]:
    return [line.interview.title for line in client.get(f"/inbox/{query}").context["lines"]]


def test_feedback_waits_until_somebody_is_done_with_it(desk: Client, ben: User) -> None:
    came_in("waits")
    CodingStatusFactory.create(interview=came_in("begun"), user=ben, status="in_progress")
    CodingStatusFactory.create(interview=came_in("done"), user=ben, status="done")
    InterviewFactory.create(title="a conversation")

    assert set(listed(desk)) == {"waits", "begun"}
    assert listed(desk, "?done=yes") == ["done"]


def test_the_list_is_narrowed_by_kind_account_and_words(desk: Client) -> None:
    account = AccountFactory.create()
    ticket, review = came_in("ticket", "A lost receipt"), came_in("review", "It never syncs", kind="app_review")
    review.participants.add(ParticipantFactory.create(account=account), ParticipantFactory.create(account=account))

    assert listed(desk, "?kind=app_review") == ["review"]
    assert listed(desk, f"?account={account.pk}") == ["review"]
    assert listed(desk, "?q=receip") == ["ticket"]
    assert listed(desk, "?q=ticke") == [ticket.title]
    assert listed(desk, f"?q=sync&kind=app_review&account={account.pk}") == ["review"]


@pytest.mark.parametrize(
    "query",
    ["?kind=nonsense", "?account=x", "?account=99999999999999999999", "?open=-1", "?open=999999999", "?q=%27%26"],
)
def test_nonsense_in_the_address_shows_the_inbox(desk: Client, query: str) -> None:
    came_in("waits")

    assert desk.get(f"/inbox/{query}").status_code == 200


def test_a_piece_shows_its_words_its_marks_and_what_rests_on_them(desk: Client) -> None:
    interview = came_in("open me", "Where did my receipt go? 🙂 It was here.")
    note = interview.notes.get()
    highlight = HighlightFactory.create(note=note, start=0, end=24)
    TaggingFactory.create(highlight=highlight, tag=TagFactory.create(name="Lost", colour="orange"))
    insight = InsightEvidenceFactory.create(highlight=highlight, insight=InsightFactory(title="They get lost")).insight
    OpportunityEvidenceFactory.create(insight=insight, opportunity=OpportunityFactory(statement="I lose them"))
    EvidenceFactory.create(insight=insight, item=BacklogItemFactory(title="Keep them"))

    page = desk.get(f"/inbox/?open={interview.pk}").content.decode()

    assert f'data-marks="{highlight.pk} ">Where did my receipt go?</mark> 🙂 It was here.</div>' in page
    for shown in ("tag-orange", "They get lost", "I lose them", "Keep them"):
        assert shown in page


def test_putting_away_and_back_works_without_a_script(desk: Client, ada: User) -> None:
    interview = came_in("a ticket")

    desk.post("/inbox/", {"interview": interview.pk, "step": "done"})
    assert (CodingStatus.objects.get().user, listed(desk)) == (ada, [])
    assert "Done by Ada" in desk.get(f"/inbox/?open={interview.pk}").content.decode()

    desk.post("/inbox/", {"interview": interview.pk, "step": "reopen"})
    assert listed(desk) == ["a ticket"]


def test_what_one_may_not_see_is_neither_listed_nor_opened_nor_put_away(desk: Client) -> None:
    hidden = came_in("Behind the door", study=StudyFactory.create(private=True))

    assert listed(desk, f"?open={hidden.pk}") == []
    assert "Behind the door" not in desk.get(f"/inbox/?open={hidden.pk}").content.decode()
    assert desk.post("/inbox/", {"interview": hidden.pk, "step": "done"}).status_code == 404
    assert desk.post("/inbox/", {"interview": "x", "step": "done"}).status_code == 404
    assert desk.post("/inbox/", {"interview": InterviewFactory.create().pk, "step": "done"}).status_code == 404


@pytest.mark.parametrize(
    ("name", "status", "may"),
    [
        pytest.param("ben", 200, {"link"}, id="links and makes nothing but"),
        pytest.param("cleo", 200, set(), id="reads"),
        pytest.param("priya", 200, set(), id="reads, too"),
        pytest.param("dev", 403, None, id="stakeholder"),
        pytest.param("gus", 403, None, id="administrator"),
    ],
)
def test_what_a_role_may_not_do_is_not_offered(
    client: Client, name: str, status: int, may: set[str] | None, request: pytest.FixtureRequest
) -> None:
    client.force_login(request.getfixturevalue(name))
    interview = came_in("a ticket")

    answer = client.get("/inbox/")

    assert answer.status_code == status
    if may is not None:
        assert {each for each in ("mark", "put_away", "link") if answer.context["may"][each]} == may
        assert 'id="inbox-toolbar"' not in answer.content.decode()
        assert client.post("/inbox/", {"interview": interview.pk, "step": "done"}).status_code == 404


def test_hostile_words_are_words(desk: Client) -> None:
    interview = came_in(HOSTILE, HOSTILE)
    TagFactory.create(name="<img src=x onerror=alert(1)>".replace("/", ""))
    HighlightFactory.create(note=interview.notes.get(), start=1, end=9)

    page = desk.get("/inbox/").content.decode()

    assert "<img src=x" not in page


def test_an_empty_inbox_says_what_will_come(desk: Client) -> None:
    assert "All read" in desk.get("/inbox/").content.decode()
    assert "Nothing fits" in desk.get("/inbox/?q=nothing").content.decode()
    assert "Nothing is done yet" in desk.get("/inbox/?done=yes").content.decode()


def test_more_feedback_and_marks_ask_no_more(desk: Client) -> None:
    def fill(count: int) -> int:
        for number in range(count):
            interview = came_in(f"ticket {number}")
            interview.participants.add(ParticipantFactory.create(account=AccountFactory()))
            highlight = HighlightFactory.create(note=first.notes.get())
            TaggingFactory.create(highlight=highlight)
            insight = InsightEvidenceFactory.create(highlight=highlight).insight
            OpportunityEvidenceFactory.create(insight=insight)
            EvidenceFactory.create(insight=insight)
        address = f"/inbox/?open={first.pk}"
        desk.get(address)
        with CaptureQueriesContext(connection) as queries:
            desk.get(address)
        return len(queries)

    first = came_in("first")

    assert fill(2) == fill(4)


# --- What a passage may be linked to


def found(client: Client, query: str) -> list[tuple[str, str]]:
    results = json.loads(client.get(f"/inbox/targets/{query}").content)["results"]
    return [(row["to"], row["label"]) for row in results]


def test_targets_are_found_by_their_words(desk: Client) -> None:
    InsightFactory.create(title="Receipts get lost")
    InsightFactory.create(title="Receipts, archived", status="archived")
    InsightFactory.create(title="Receipts behind the door", study=StudyFactory.create(private=True))
    OpportunityFactory.create(statement="I lose every receipt")
    BacklogItemFactory.create(title="Keep receipts")
    BacklogItemFactory.create(title="Receipts, finished", status="done")
    OpportunityFactory.create(statement="Something else")

    assert found(desk, "?q=recei") == [
        ("insight", "Receipts get lost"),
        ("opportunity", "I lose every receipt"),
        ("item", "Keep receipts"),
    ]
    assert len(found(desk, "")) == 4


def test_only_what_a_role_may_link_is_offered(client: Client, ben: User, cleo: User, dev: User) -> None:
    InsightFactory.create(title="Receipts", status="published")
    BacklogItemFactory.create(title="Receipts")
    client.force_login(ben)
    assert {to for to, _ in found(client, "?q=receipts")} == {"insight", "item"}

    client.force_login(cleo)
    assert {to for to, _ in found(client, "?q=receipts")} == {"item"}
