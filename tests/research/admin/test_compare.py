"""Compare, as a page and as CSV."""

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from research.models import CodingStatus, Interview, Tag, User
from tests.factories import (
    CodingStatusFactory,
    HighlightFactory,
    HighlightParticipantFactory,
    InterviewFactory,
    NoteFactory,
    ParticipantFactory,
    SegmentFactory,
    StudyFactory,
    TagFactory,
    TaggingFactory,
)

PAGE, CSV = "/compare/", "/compare/table.csv"


@pytest.fixture
def desk(client: Client, ada: User) -> Client:
    """Ada, logged in."""
    client.force_login(ada)
    return client


def heard(tag: Tag, *, participants: int = 1, coded: bool = True, role: str = "driver") -> Interview:
    """An interview with so many people, the first of whom says something that has the tag."""
    interview: Interview = InterviewFactory()
    people = ParticipantFactory.create_batch(participants, role=role)
    interview.participants.add(*people)
    if coded:
        CodingStatusFactory(interview=interview, status=CodingStatus.Status.DONE)
    highlight = HighlightFactory(note=NoteFactory(interview=interview))
    HighlightParticipantFactory(highlight=highlight, participant=people[0])
    TaggingFactory(tag=tag, highlight=highlight)
    return interview


@pytest.fixture
def tag(db: None) -> Tag:
    return TagFactory.create(name="No signal")


@pytest.mark.parametrize("address", [PAGE, CSV])
@pytest.mark.parametrize(
    ("name", "status"),
    [("ada", 200), ("ben", 200), ("cleo", 200), ("priya", 200), ("dev", 403), ("gus", 403), ("eve", 302)],
)
def test_it_is_for_those_who_read_research(
    address: str, name: str, status: int, client: Client, request: pytest.FixtureRequest
) -> None:
    client.force_login(request.getfixturevalue(name))

    assert client.get(address).status_code == status


def test_a_percentage_stands_beside_five_and_not_beside_four(tag: Tag, desk: Client) -> None:
    heard(tag, participants=5, role="driver")
    heard(tag, participants=4, role="bookkeeper")

    page = desk.get(f"{PAGE}?columns=roles").content.decode()

    assert "1 of 5" in page
    assert "20 %" in page
    assert "1 of 4" in page
    assert "25 %" not in page


def test_overlapping_columns_are_told(tag: Tag, desk: Client) -> None:
    person = heard(tag).participants.get()
    assert "overlap" not in desk.get(PAGE).content.decode().split("compare-form")[1]

    person.segments.add(SegmentFactory(), SegmentFactory())

    assert "1 participant stands in more than one column" in desk.get(PAGE).content.decode()


def test_a_cell_opens_the_words_behind_it(tag: Tag, desk: Client) -> None:
    heard(tag)
    page = desk.get(f"{PAGE}?columns=roles").content.decode()
    assert "How do you p" not in page

    opened = desk.get(f"{PAGE}?columns=roles&row={tag.pk}&column=driver").content.decode()

    assert f"row={tag.pk}&amp;column=driver#passages" in page
    assert "How do you p" in opened


@pytest.mark.parametrize("row", ["x", "0", "99999999999999999999999", "pain_point"])
def test_a_cell_that_there_is_not_opens_nothing(row: str, tag: Tag, desk: Client) -> None:
    heard(tag)

    assert 'id="passages"' not in desk.get(f"{PAGE}?row={row}&column=1").content.decode()


def test_nobody_s_coded_interviews_say_how_to_go_on(tag: Tag, desk: Client) -> None:
    heard(tag, coded=False)

    page = desk.get(PAGE).content.decode()

    assert "No coded interview yet" in page
    assert "1 held interview is not coded yet" in page
    assert "No signal" in desk.get(f"{PAGE}?coding=begun").content.decode()


@pytest.mark.parametrize("name", ["rows", "columns", "coding", "study", "tag", "row", "column"])
@pytest.mark.parametrize("given", ["x", "-1", "99999999999999999999999", "", "%00"])
def test_nonsense_in_an_address_breaks_nothing(name: str, given: str, tag: Tag, desk: Client) -> None:
    heard(tag)

    assert {desk.get(f"{address}?{name}={given}").status_code for address in (PAGE, CSV)} <= {200, 400}


def test_the_csv_has_n_under_each_column_s_name(tag: Tag, desk: Client) -> None:
    heard(tag, participants=5)

    answer = desk.get(f"{CSV}?columns=roles")

    assert answer.headers["Content-Disposition"] == 'attachment; filename="tags-by-roles.csv"'
    assert answer.content.decode("utf-8-sig").splitlines() == [
        "tags,driver,all",
        "participants (N),5,5",
        "No signal,1,1",
    ]


def test_a_hostile_name_is_text_on_the_page_and_in_the_csv(desk: Client) -> None:
    heard(TagFactory.create(name="=cmd|' <b onclick=x>"), role="<script>alert(1)")

    page = desk.get(f"{PAGE}?columns=roles").content.decode()
    csv = desk.get(f"{CSV}?columns=roles").content.decode("utf-8-sig")

    assert "<b onclick" not in page
    assert "<script>alert" not in page
    assert "\n'=cmd" in csv


def test_a_private_study_is_no_choice_and_counts_for_nothing(tag: Tag, desk: Client) -> None:
    interview = heard(tag)
    Interview.objects.filter(pk=interview.pk).update(study=StudyFactory(title="Hush", private=True))

    for address in (PAGE, f"{PAGE}?study={StudyFactory(private=True).pk}", CSV):
        page = desk.get(address).content.decode()
        assert "Hush" not in page
        assert "No signal" not in page


def test_it_asks_as_often_for_six_as_for_two(tag: Tag, desk: Client) -> None:
    for _ in range(2):
        heard(tag)
    address = f"{PAGE}?columns=participants&row={tag.pk}&column={heard(tag).participants.get().pk}"
    desk.get(address)
    with CaptureQueriesContext(connection) as two:
        desk.get(address)
    for _ in range(4):
        heard(TagFactory(parent=tag))

    with CaptureQueriesContext(connection) as six:
        desk.get(address)

    assert len(six) == len(two)
