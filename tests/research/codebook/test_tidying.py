"""What in a codebook asks for a hand, and what does not."""

from collections.abc import Iterable

import pytest
from pytest_django import DjangoAssertNumQueries

from research.codebook import tidying
from research.codebook.tidying import Pair
from research.models import Highlight, Tag, User
from tests.factories import HighlightFactory, InsightFactory, StudyFactory, TagFactory, TaggingFactory


def used(tag: Tag, *highlights: Highlight) -> Tag:
    for highlight in highlights or HighlightFactory.create_batch(2):
        TaggingFactory(tag=tag, highlight=highlight)
    return tag


def names(pairs: Iterable[Pair]) -> list[tuple[str, str]]:
    return [(pair.goes.tag.name, pair.stays.tag.name) for pair in pairs]


def made(name: str, **given: object) -> Tag:
    return TagFactory.create(**{"name": name, "definition": "When it fits.", **given})


def test_a_codebook_in_use_asks_for_nothing(ada: User) -> None:
    used(made("Approval"))
    used(made("Waiting"))

    assert tidying.of(ada).total == 0


def test_a_tag_that_nothing_has_is_unused_unless_it_is_needed(ada: User) -> None:
    made("Empty")
    made("On an insight").insights.add(InsightFactory())
    made("Merged", merged_into=made("Signposted"))
    used(made("Below", parent=made("Above others")))

    assert [one.tag.name for one in tidying.of(ada).unused] == ["Empty"]


def test_what_only_others_can_see_is_not_called_unused(ada: User) -> None:
    hidden = HighlightFactory(note__interview__study=StudyFactory(private=True))
    used(made("Elsewhere"), hidden)

    assert tidying.of(ada).unused == []


def test_a_tag_used_once_and_one_without_a_definition(ada: User) -> None:
    used(made("Rare"), HighlightFactory())
    used(made("Wordless", definition=" "))
    made("Unused and wordless", definition="")

    untidy = tidying.of(ada)

    assert [one.tag.name for one in untidy.used_once] == ["Rare"]
    assert [one.tag.name for one in untidy.undefined] == ["Wordless"]


@pytest.mark.parametrize(
    ("one", "other"),
    [
        pytest.param({"name": "Time zone"}, {"name": "Time zones"}, id="names alike"),
        pytest.param({"name": "Clock changes", "aliases": ["DST"]}, {"name": "dst"}, id="an alias"),
        pytest.param({"name": "Here", "aliases": ["x"]}, {"name": "There now", "aliases": ["X"]}, id="a shared alias"),
    ],
)
def test_two_that_look_like_one_are_named_with_the_one_that_is_used_more(
    one: dict[str, object], other: dict[str, object], ada: User
) -> None:
    used(made(**one), *HighlightFactory.create_batch(3))  # type: ignore[arg-type]
    used(made(**other))  # type: ignore[arg-type]

    assert names(tidying.of(ada).alike) == [(other["name"], one["name"])]


def test_a_tag_that_bears_the_name_of_the_one_above_it_is_no_twin(ada: User) -> None:
    used(made("Bulk approval", parent=made("Approval")))

    assert tidying.of(ada).alike == []


def test_tags_of_two_studies_are_not_offered_to_become_one(ada: User) -> None:
    for study in (StudyFactory(), StudyFactory()):
        made("Time zones", study=study)

    assert tidying.of(ada).alike == []


def test_a_study_s_tag_goes_into_the_repository_s_and_never_the_other_way(ada: User) -> None:
    study = StudyFactory()
    own = used(made("Time zones", study=study), *HighlightFactory.create_batch(4, note__interview__study=study))
    used(made("Time zone"), *Highlight.objects.filter(tags=own)[:2])

    assert names(tidying.of(ada).alike) == [("Time zones", "Time zone")]


def test_siblings_that_are_never_apart_are_named(ada: User) -> None:
    both = HighlightFactory.create_batch(2)
    used(made("Nagging"), *both)
    used(made("Reminders"), *both)
    used(made("Trust"), *both, HighlightFactory())
    used(made("Elsewhere", parent=made("Above")), *both)

    assert [sorted(pair) for pair in names(tidying.of(ada).together)] == [["Nagging", "Reminders"]]


def test_one_passage_in_common_is_no_habit(ada: User) -> None:
    once = HighlightFactory()
    used(made("Nagging"), once)
    used(made("Reminders"), once)

    assert tidying.of(ada).together == []


def test_more_tags_ask_no_more_queries(ada: User, django_assert_num_queries: DjangoAssertNumQueries) -> None:
    ada.has_perm("research.view_tag")
    for number in range(6):
        used(made(f"Tag number {number}"))

    with django_assert_num_queries(5):
        tidying.of(ada)
