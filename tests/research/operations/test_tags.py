"""Tags are found by their paths, and become one without losing a highlight."""

import pytest

from research.models import Insight, Tag, Tagging, User
from research.operations import tags
from research.operations.refusals import Unacceptable
from research.operations.tags import CannotMerge, UnknownTag
from tests.factories import HighlightFactory, InsightFactory, StudyFactory, TagFactory, TaggingFactory, UserFactory


@pytest.fixture
def zones(db: None) -> Tag:
    return TagFactory.create(name="Time zones", parent=TagFactory(name="Calendar"), aliases=["TZ"])


@pytest.mark.parametrize("path", ["Calendar/Time zones", "calendar / TIME ZONES", "tz"])
def test_a_tag_is_found_by_its_path_or_alias(zones: Tag, ada: User, path: str) -> None:
    assert tags.find(path, viewer=ada, study=None) == zones


@pytest.mark.parametrize("path", ["Time zones", "Calendar/Nothing", "Calendar/Time zones/Deeper", "Nothing"])
def test_a_path_that_leads_nowhere_is_refused(zones: Tag, ada: User, path: str) -> None:
    with pytest.raises(UnknownTag):
        tags.find(path, viewer=ada, study=None)


@pytest.mark.parametrize("path", ["", "Calendar//Time zones", "/", "x" * 101])
def test_what_is_no_path_is_refused(ada: User, path: str) -> None:
    with pytest.raises(Unacceptable):
        tags.find_or_add(path, by=ada, study=None)


def test_a_study_s_own_tag_comes_first(ada: User) -> None:
    study = StudyFactory.create()
    TagFactory.create(name="Trust")
    own = TagFactory.create(name="Trust", study=study)

    assert tags.find("Trust", viewer=ada, study=study) == own


def test_a_private_study_s_tag_is_not_found_from_outside(ada: User) -> None:
    TagFactory.create(name="Secret", study=StudyFactory(private=True))

    with pytest.raises(UnknownTag):
        tags.find("Secret", viewer=ada, study=None)


def test_what_is_missing_of_a_path_is_added(zones: Tag, ada: User) -> None:
    made = tags.find_or_add("Calendar/Holidays/Regional", by=ada, study=None)

    assert made.parent
    assert (made.name, made.parent.name, made.parent.parent) == ("Regional", "Holidays", zones.parent)
    assert Tag.objects.count() == 4


def test_merging_takes_highlights_insights_and_children_along(zones: Tag, ada: User) -> None:
    old = TagFactory.create(name="Clock changes", aliases=["DST"])
    child = TagFactory.create(parent=old)
    tagging = TaggingFactory.create(tag=old)
    insight = InsightFactory.create()
    insight.tags.add(old)

    tags.merge([old], into=zones, by=ada)

    for row in (zones, old, child, tagging):
        row.refresh_from_db()
    assert (tagging.tag, child.parent, old.merged_into) == (zones, zones, zones)
    assert zones.aliases == ["TZ", "Clock changes", "DST"]
    assert list(Insight.objects.get().tags.all()) == [zones]


def test_merging_leaves_one_tagging_per_person(zones: Tag) -> None:
    ada, ben = UserFactory.create_batch(2)
    old, highlight = TagFactory.create(), HighlightFactory.create()
    for tag, by in ((zones, ada), (old, ada), (old, ben), (zones, None), (old, None)):
        TaggingFactory.create(tag=tag, highlight=highlight, tagged_by=by)

    tags.merge([old], into=zones, by=ada)

    assert sorted(Tagging.objects.values_list("tag", "tagged_by"), key=str) == sorted(
        [(zones.pk, ada.pk), (zones.pk, ben.pk), (zones.pk, None)], key=str
    )


def test_a_signpost_points_to_where_it_went_at_last(zones: Tag, ada: User) -> None:
    first, second = TagFactory.create_batch(2)

    tags.merge([first], into=second, by=ada)
    tags.merge([Tag.objects.get(pk=second.pk)], into=zones, by=ada)

    first.refresh_from_db()
    assert first.merged_into == zones


def test_a_tag_does_not_swallow_what_it_hangs_under(zones: Tag, ada: User) -> None:
    above = Tag.objects.get(name="Calendar")

    with pytest.raises(CannotMerge):
        tags.merge([above], into=zones, by=ada)


def test_repository_tags_do_not_become_one_study_s(zones: Tag, ada: User) -> None:
    with pytest.raises(CannotMerge):
        tags.merge([zones], into=TagFactory.create(study=StudyFactory()), by=ada)


def test_a_tag_is_not_merged_into_itself(ada: User) -> None:
    tag, other = TagFactory.create(), TagFactory.create()

    with pytest.raises(tags.CannotMerge):
        tags.merge([other, tag], into=tag, by=ada)

    assert Tag.objects.get(pk=other.pk).merged_into is None
