"""The pages of the codebook: for those who read research, in as many queries whatever there is, safe from names."""

import re

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from research.models import Tag, User
from research.operations import tags
from tests.factories import (
    HighlightFactory,
    HighlightParticipantFactory,
    InsightFactory,
    NoteFactory,
    StudyFactory,
    TagFactory,
    TaggingFactory,
    UserFactory,
)

PAGES = ("/tags/", "/tags/tidy-up/", "/tags/co-occurrence/", "/tags/agreement/")
HOSTILE = "<script>alert(1)</script>"


@pytest.fixture
def desk(client: Client, ada: User) -> Client:
    """Ada, logged in."""
    client.force_login(ada)
    return client


@pytest.fixture
def tag(db: None) -> Tag:
    """A tag on the words of somebody."""
    tag = TagFactory.create(name="No signal", aliases=["Offline"])
    highlight = HighlightFactory(kind="need")
    HighlightParticipantFactory(highlight=highlight, participant__code="P-0042")
    TaggingFactory(tag=tag, highlight=highlight)
    return tag


@pytest.mark.parametrize("address", PAGES)
@pytest.mark.parametrize(
    ("name", "status"),
    [("ada", 200), ("ben", 200), ("cleo", 200), ("priya", 200), ("dev", 403), ("gus", 403), ("eve", 302)],
)
def test_pages_are_for_those_who_read_research(
    address: str, name: str, status: int, client: Client, request: pytest.FixtureRequest
) -> None:
    client.force_login(request.getfixturevalue(name))

    assert client.get(address).status_code == status


@pytest.mark.parametrize("address", PAGES)
def test_an_empty_repository_says_what_to_do(address: str, desk: Client) -> None:
    assert 'class="panel empty"' in desk.get(address).content.decode()


def test_only_whoever_changes_tags_is_offered_to(tag: Tag, client: Client, ada: User, ben: User) -> None:
    found = {}
    for user in (ada, ben):
        client.force_login(user)
        pages = [client.get(address).content.decode() for address in (f"/tags/?tag={tag.pk}", "/tags/tidy-up/")]
        found[user.username] = ['data-act="merge"' in pages[0], 'class="define"' in pages[1]]

    assert found == {"ada": [True, True], "ben": [False, False]}
    assert "New tag" not in client.get("/tags/").content.decode()


def test_the_panel_tells_of_the_tag_and_shows_its_words(tag: Tag, desk: Client) -> None:
    page = desk.get(f"/tags/?tag={tag.pk}").content.decode()

    assert "Offline" in page
    assert "How do you p" in page
    assert "P-0042" in page
    assert "No definition yet" in page


def test_a_branch_without_words_of_its_own_shows_those_below(tag: Tag, desk: Client) -> None:
    above = TagFactory.create(name="Capture")
    Tag.objects.filter(pk=tag.pk).update(parent=above)

    page = desk.get(f"/tags/?tag={above.pk}").content.decode()

    assert "under the tags below it" in page
    assert "How do you p" in page


@pytest.mark.parametrize("given", ["x", "-1", "99999999999999999999999", "0", "%00"])
@pytest.mark.parametrize("name", ["tag", "quotes", "under", "one", "note", "first"])
def test_nonsense_in_an_address_breaks_no_page(name: str, given: str, desk: Client, tag: Tag) -> None:
    for address in PAGES:
        assert desk.get(f"{address}?{name}={given}").status_code in (200, 400)


def test_a_private_study_s_words_are_not_shown(tag: Tag, desk: Client) -> None:
    note = NoteFactory(interview__study=StudyFactory(private=True), text="What nobody else shall read.")
    hidden, secret = HighlightFactory(note=note), TagFactory(name="Secret", study=note.interview.study)
    for each in (tag, secret):
        for by in UserFactory.create_batch(2):
            TaggingFactory(tag=each, highlight=hidden, tagged_by=by)

    pages = [
        desk.get(address).content.decode()
        for address in (
            f"/tags/?tag={tag.pk}",
            f"/tags/?tag={secret.pk}",
            "/tags/tidy-up/",
            f"/tags/co-occurrence/?one={tag.pk}&other={secret.pk}",
            f"/tags/agreement/?note={note.pk}",
        )
    ]

    assert not [page for page in pages if "What nobody" in page or "Secret" in page]
    assert desk.get(f"/tags/{tag.pk}/merge-preview/?into={secret.pk}").status_code == 404


def test_names_and_words_never_become_markup(desk: Client, ada: User, ben: User) -> None:
    hostile = TagFactory.create(name="<b onclick=x>", definition=HOSTILE, aliases=['"><img src=x>'])
    other = TagFactory.create(name="<b onclick=y>")
    note = NoteFactory(text=HOSTILE, interview__title=HOSTILE)
    for by in (ada, ben):
        for each in (hostile, other):
            TaggingFactory(tag=each, highlight=HighlightFactory(note=note, end=len(HOSTILE)), tagged_by=by)

    for address in (
        f"/tags/?tag={hostile.pk}",
        "/tags/tidy-up/",
        f"/tags/co-occurrence/?one={hostile.pk}&other={other.pk}",
        f"/tags/agreement/?note={note.pk}",
    ):
        page = desk.get(address).content.decode()
        assert HOSTILE not in page
        assert "<b onclick" not in page
        assert "<img src=x" not in page
        assert not re.search(r"\sstyle=|<style", page)


@pytest.mark.parametrize(
    "address", ["/tags/", "/tags/?tag={tag}", "/tags/tidy-up/", "/tags/co-occurrence/", "/tags/agreement/"]
)
def test_a_page_asks_as_often_for_six_as_for_two(address: str, tag: Tag, desk: Client) -> None:
    address = address.format(tag=tag.pk)

    def more(count: int) -> None:
        for _ in range(count):
            highlight = HighlightFactory()
            HighlightParticipantFactory(highlight=highlight)
            for by in UserFactory.create_batch(2):
                TaggingFactory(tag=tag, highlight=highlight, tagged_by=by)
                TaggingFactory(tag=TagFactory(parent=tag), highlight=highlight, tagged_by=by)

    more(2)
    desk.get(address)
    with CaptureQueriesContext(connection) as two:
        desk.get(address)
    more(4)

    with CaptureQueriesContext(connection) as six:
        desk.get(address)

    assert len(six) == len(two)


def test_a_merge_is_told_before_it_is_done(tag: Tag, desk: Client) -> None:
    into = TagFactory.create(name="Coverage")
    shared = tag.taggings.get().highlight
    TaggingFactory(tag=into, highlight=shared)
    TaggingFactory(tag=tag, highlight=HighlightFactory())
    TagFactory(parent=tag, name="Tunnels")
    InsightFactory().tags.add(tag)

    told = desk.get(f"/tags/{tag.pk}/merge-preview/?into={into.pk}").json()

    assert told == {
        "highlights": 2,
        "both": 1,
        "participants": 1,
        "insights": 1,
        "children": ["Tunnels"],
        "aliases": ["No signal", "Offline"],
    }


def test_a_merge_that_would_be_refused_says_why_before(tag: Tag, desk: Client) -> None:
    below = TagFactory.create(parent=tag)

    told = desk.get(f"/tags/{tag.pk}/merge-preview/?into={below.pk}").json()

    assert "stands above" in told["refusal"]


def test_what_was_merged_into_a_tag_can_be_undone_later(tag: Tag, desk: Client, ada: User) -> None:
    old = TagFactory.create(name="Dead zone")
    tags.merge([old], into=tag, by=ada, at=timezone.now())

    page = desk.get(f"/tags/?tag={tag.pk}").content.decode()

    assert "“Dead zone” was merged into it by Ada" in page
    assert f'data-unmerge="{old.pk}"' in page


def test_examples_come_first(tag: Tag, desk: Client) -> None:
    note = NoteFactory(text="What it is for.")
    example = HighlightFactory(note=note, end=len(note.text))
    TaggingFactory(tag=tag, highlight=example, is_example=True)
    TaggingFactory(tag=tag, highlight=HighlightFactory())

    page = desk.get(f"/tags/?tag={tag.pk}").content.decode()

    assert page.index("What it is for.") < page.index("How do you p")
    assert 'aria-pressed="true" hidden>Example' in page


def test_the_address_of_a_merged_tag_leads_to_where_it_went(tag: Tag, desk: Client) -> None:
    old, hidden = TagFactory(merged_into=tag), TagFactory(study=StudyFactory(private=True), merged_into=tag)

    assert desk.get(f"/tags/?tag={old.pk}").headers["Location"] == f"/tags/?tag={tag.pk}"
    assert desk.get(f"/tags/?tag={hidden.pk}").status_code == 200


def test_a_disagreement_leads_to_its_place_in_the_reader(tag: Tag, desk: Client, ada: User, ben: User) -> None:
    highlight = HighlightFactory()
    TaggingFactory(tag=tag, highlight=highlight, tagged_by=ada)
    other = HighlightFactory(note=highlight.note, start=20, end=25, quote=highlight.note.text[20:25])
    TaggingFactory(tag=tag, highlight=other, tagged_by=ben)

    page = desk.get(f"/tags/agreement/?note={highlight.note_id}").content.decode()

    assert f"/notes/{highlight.note_id}/?highlight={highlight.pk}" in page
    assert "by Ada, not by Ben" in page
    assert "not coded blind" in page


def test_a_note_with_one_coder_says_that_it_takes_two(tag: Tag, desk: Client) -> None:
    note = tag.taggings.get().highlight.note

    assert "One coder" in desk.get(f"/tags/agreement/?note={note.pk}").content.decode()
