"""The tree counts each passage, person and study once, whatever hangs under a tag, and only what one may see."""

import pytest
from pytest_django import DjangoAssertNumQueries

from research.codebook import tree
from research.codebook.tree import Use
from research.models import Highlight, Tag, User
from tests.factories import (
    HighlightFactory,
    HighlightParticipantFactory,
    InterviewFactory,
    NoteFactory,
    ParticipantFactory,
    StudyFactory,
    TagFactory,
    TaggingFactory,
)


@pytest.fixture
def capture(db: None) -> Tag:
    """A tag with two under it."""
    capture = TagFactory.create(name="Capture")
    TagFactory.create(name="Photo", parent=capture)
    TagFactory.create(name="blur", parent=capture)
    return capture


def use_of(tag: Tag, viewer: User) -> Use:
    return next(branch.use for branch in tree.of(viewer) if branch.tag == tag)


def test_tags_come_in_the_order_of_their_paths(capture: Tag, ada: User) -> None:
    TagFactory.create(name="Approval")

    assert [(one.path, one.place, one.siblings, one.has_children) for one in tree.of(ada)] == [
        (("Approval",), 1, 2, False),
        (("Capture",), 2, 2, True),
        (("Capture", "blur"), 1, 2, False),
        (("Capture", "Photo"), 2, 2, False),
    ]


def test_what_two_tags_under_one_have_counts_once_above(capture: Tag, ada: User) -> None:
    photo, blur = capture.children.order_by("-name")
    highlight, other = HighlightFactory(), HighlightFactory()
    person = ParticipantFactory()
    for each in (highlight, other):
        HighlightParticipantFactory(highlight=each, participant=person)
    for tag, on in ((photo, highlight), (blur, highlight), (blur, other), (capture, other), (capture, other)):
        TaggingFactory(tag=tag, highlight=on)

    assert use_of(capture, ada) == Use(own=1, highlights=2, participants=1, studies=2)
    assert use_of(blur, ada).own == 2


def test_withdrawn_words_count_for_nothing(capture: Tag, ada: User) -> None:
    tagging = TaggingFactory(tag=capture)
    Highlight.objects.filter(pk=tagging.highlight_id).update(
        state="withdrawn", start=None, end=None, quote="", prefix="", suffix=""
    )

    assert use_of(capture, ada) == Use()


def test_what_a_private_study_has_counts_for_its_members_only(capture: Tag, ada: User, ben: User) -> None:
    study = StudyFactory(private=True, lead=ada)
    TagFactory(name="Secret", study=study)
    TaggingFactory(tag=capture, highlight=HighlightFactory(note=NoteFactory(interview=InterviewFactory(study=study))))

    assert use_of(capture, ada).highlights == 1
    assert use_of(capture, ben).highlights == 0
    assert "Secret" in [branch.tag.name for branch in tree.of(ada)]
    assert "Secret" not in [branch.tag.name for branch in tree.of(ben)]


def test_a_merged_tag_is_no_longer_in_the_tree(capture: Tag, ada: User) -> None:
    TagFactory(name="Old", merged_into=capture)

    assert "Old" not in [branch.tag.name for branch in tree.of(ada)]


def test_more_tags_ask_no_more_queries(
    capture: Tag, ada: User, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    ada.has_perm("research.view_tag")
    for _ in range(6):
        TaggingFactory(tag=TagFactory(parent=capture, study=StudyFactory()))

    with django_assert_num_queries(2):
        assert len(tree.of(ada)) == 9
