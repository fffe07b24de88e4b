"""Tags are found by their paths, and become one without losing a highlight."""

from datetime import timedelta

import pytest
from django.utils import timezone

from research.models import Highlight, Insight, Merge, Study, Tag, Tagging, User
from research.operations import tags
from research.operations.refusals import Unacceptable
from research.operations.tags import CannotMerge, CannotSplit, CannotUnmerge, ForeignTag, UnknownTag, WrongPlace
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

    tags.merge([old], into=zones, by=ada, at=timezone.now())

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

    tags.merge([old], into=zones, by=ada, at=timezone.now())

    assert sorted(Tagging.objects.values_list("tag", "tagged_by"), key=str) == sorted(
        [(zones.pk, ada.pk), (zones.pk, ben.pk), (zones.pk, None)], key=str
    )


def test_a_signpost_points_to_where_it_went_at_last(zones: Tag, ada: User) -> None:
    first, second = TagFactory.create_batch(2)

    tags.merge([first], into=second, by=ada, at=timezone.now())
    tags.merge([Tag.objects.get(pk=second.pk)], into=zones, by=ada, at=timezone.now())

    first.refresh_from_db()
    assert first.merged_into == zones


def test_a_tag_does_not_swallow_what_it_hangs_under(zones: Tag, ada: User) -> None:
    above = Tag.objects.get(name="Calendar")

    with pytest.raises(CannotMerge):
        tags.merge([above], into=zones, by=ada, at=timezone.now())


def test_repository_tags_do_not_become_one_study_s(zones: Tag, ada: User) -> None:
    with pytest.raises(CannotMerge):
        tags.merge([zones], into=TagFactory.create(study=StudyFactory()), by=ada, at=timezone.now())


def test_a_tag_is_not_merged_into_itself(ada: User) -> None:
    tag, other = TagFactory.create(), TagFactory.create()

    with pytest.raises(tags.CannotMerge):
        tags.merge([other, tag], into=tag, by=ada, at=timezone.now())

    assert Tag.objects.get(pk=other.pk).merged_into is None


def test_two_tags_of_one_name_do_not_come_to_hang_beside_each_other(zones: Tag, ada: User) -> None:
    TagFactory.create(name="Summer", parent=zones)
    old = TagFactory.create()
    TagFactory.create(name="SUMMER", parent=old)

    with pytest.raises(CannotMerge, match="SUMMER"):
        tags.merge([old], into=zones, by=ada, at=timezone.now())


def world() -> dict[str, object]:
    """Everything that a merge of tags can change, but for versions and moments of change."""
    return {
        "tags": list(Tag.objects.order_by("pk").values_list("pk", "parent", "name", "aliases", "study", "merged_into")),
        "taggings": sorted(
            Tagging.objects.values_list("highlight", "tag", "tagged_by", "tagged_at", "is_example"), key=str
        ),
        "insights": sorted(Insight.tags.through.objects.values_list("insight", "tag")),
    }


@pytest.fixture
def old(zones: Tag) -> Tag:
    """A tag with all that can hang on one; some of it hangs on `zones`, too."""
    ada, ben = UserFactory.create_batch(2)
    old = TagFactory.create(name="Clock changes", aliases=["DST", "TZ"], parent=zones.parent)
    TagFactory.create(name="Summer", parent=old)
    TagFactory.create(merged_into=old)
    shared, own = HighlightFactory.create_batch(2)
    for tag, highlight, by in (
        (zones, shared, ada),
        (old, shared, ada),
        (old, shared, ben),
        (old, own, ben),
        (zones, shared, None),
        (old, shared, None),
    ):
        tagging = TaggingFactory.create(tag=tag, highlight=highlight, tagged_by=by)
        Tagging.objects.filter(pk=tagging.pk).update(
            tagged_at=timezone.now() - timedelta(days=tagging.pk), is_example=tag == old
        )
    one, other = InsightFactory.create_batch(2)
    one.tags.add(old)
    other.tags.add(old, zones)
    return old


def test_an_undone_merge_leaves_everything_as_it_was(zones: Tag, old: Tag, ada: User) -> None:
    before = world()
    tags.merge([old], into=zones, by=ada, at=timezone.now())
    assert world() != before

    tags.unmerge(old, by=ada, at=timezone.now())

    assert world() == before
    assert not Merge.objects.standing().exists()


def test_what_has_gone_elsewhere_since_a_merge_stays_there(zones: Tag, old: Tag, ada: User) -> None:
    tags.merge([old], into=zones, by=ada, at=timezone.now())
    elsewhere = TagFactory.create()
    Tag.objects.filter(name="Summer").update(parent=elsewhere)
    gone = Tagging.objects.filter(tag=zones).exclude(tagged_by=None).earliest("pk")
    Highlight.objects.filter(pk=gone.highlight_id).delete()

    tags.unmerge(old, by=ada, at=timezone.now())

    assert Tag.objects.get(name="Summer").parent == elsewhere
    assert not Tagging.objects.filter(highlight=gone.highlight_id).exists()


def test_merges_are_undone_last_first(zones: Tag, old: Tag, ada: User) -> None:
    third = TagFactory.create()
    tags.merge([old], into=zones, by=ada, at=timezone.now())
    tags.merge([zones], into=third, by=ada, at=timezone.now())

    with pytest.raises(CannotUnmerge):
        tags.unmerge(old, by=ada, at=timezone.now())
    tags.unmerge(zones, by=ada, at=timezone.now())
    tags.unmerge(old, by=ada, at=timezone.now())

    old.refresh_from_db()
    assert old.merged_into is None


def test_a_signpost_goes_with_the_tag_that_it_points_to(zones: Tag, ada: User) -> None:
    old = TagFactory.create()
    tags.merge([old], into=zones, by=ada, at=timezone.now())

    zones.delete()

    assert not Tag.objects.filter(pk=old.pk).exists()


def test_what_was_not_merged_is_not_parted(zones: Tag, ada: User) -> None:
    with pytest.raises(CannotUnmerge):
        tags.unmerge(zones, by=ada, at=timezone.now())


def test_a_split_moves_the_chosen_highlights_whoever_tagged_them(zones: Tag, old: Tag, ada: User) -> None:
    shared = Tagging.objects.filter(tag=zones).earliest("pk").highlight
    new = TagFactory.create()

    tags.split(old, highlights=[shared], into=new, by=ada)

    assert Tagging.objects.filter(tag=new, highlight=shared).count() == 3
    assert Tagging.objects.filter(tag=old).count() == 1


def test_an_undone_split_leaves_everything_as_it_was(zones: Tag, old: Tag, ada: User) -> None:
    before = world()
    carried = tags.split(old, highlights=Highlight.objects.all(), into=zones, by=ada)
    assert world() != before

    tags.rejoin(old, carried=carried, out_of=zones, by=ada)

    assert world() == before


def test_a_split_that_moves_nothing_says_so(zones: Tag, ada: User) -> None:
    with pytest.raises(CannotSplit):
        tags.split(zones, highlights=[HighlightFactory.create()], into=TagFactory.create(), by=ada)


def test_highlights_do_not_get_another_study_s_tag_by_a_split(zones: Tag, old: Tag, ada: User) -> None:
    with pytest.raises(ForeignTag):
        tags.split(old, highlights=Highlight.objects.all(), into=TagFactory.create(study=StudyFactory()), by=ada)


@pytest.fixture
def study(db: None) -> Study:
    return StudyFactory.create()


def test_a_promoted_tag_leaves_its_study_and_what_hangs_under_it_there(study: Study, ada: User) -> None:
    above = TagFactory.create(study=study)
    tag = TagFactory.create(study=study, parent=above)
    below = TagFactory.create(study=study, parent=tag)

    tags.promote(tag, by=ada)

    for row in (tag, below):
        row.refresh_from_db()
    assert (tag.study, tag.parent) == (None, None)
    assert (below.study, below.parent) == (study, tag)


def test_a_promoted_tag_goes_back_while_nobody_else_uses_it(study: Study, ada: User) -> None:
    above = TagFactory.create(study=study)
    tag = TagFactory.create(study=study, parent=above)
    TaggingFactory.create(tag=tag, highlight=HighlightFactory(note__interview__study=study))
    tags.promote(tag, by=ada)

    tags.bind(tag, study=study, under=above, by=ada)

    tag.refresh_from_db()
    assert (tag.study, tag.parent) == (study, above)


def test_a_tag_that_others_use_is_not_bound_to_a_study(zones: Tag, old: Tag, study: Study, ada: User) -> None:
    with pytest.raises(WrongPlace):
        tags.bind(old, study=study, by=ada)


def test_what_is_the_repository_s_is_not_promoted(zones: Tag, ada: User) -> None:
    with pytest.raises(WrongPlace):
        tags.promote(zones, by=ada)


def test_a_passage_shows_what_a_tag_is_for_whoever_gave_it(zones: Tag, ada: User) -> None:
    highlight = HighlightFactory.create()
    for by in (ada, None):
        TaggingFactory.create(tag=zones, highlight=highlight, tagged_by=by)

    tags.exemplify(zones, highlight=highlight, is_example=True, by=ada)
    assert set(highlight.taggings.values_list("is_example", flat=True)) == {True}
    tags.exemplify(zones, highlight=highlight, is_example=False, by=ada)

    assert set(highlight.taggings.values_list("is_example", flat=True)) == {False}


def test_only_a_passage_of_the_tag_is_its_example(zones: Tag, ada: User) -> None:
    with pytest.raises(ForeignTag):
        tags.exemplify(zones, highlight=HighlightFactory.create(), is_example=True, by=ada)
