"""Studies begin with a title, and close only when nothing open rests on them."""

import pytest

from research.models import Product, Study, User
from research.operations import studies
from research.operations.studies import NoProduct, OpenWorkRestsOnIt
from tests.factories import (
    HighlightFactory,
    InsightEvidenceFactory,
    InsightFactory,
    InterviewFactory,
    NoteFactory,
    OpportunityEvidenceFactory,
    ProductFactory,
    StudyFactory,
)


def test_a_title_is_enough(ada: User) -> None:
    study = studies.add(Study(title="Über die Zeit"), by=ada)

    assert (study.slug, study.lead, study.visibility) == ("uber-die-zeit", ada, "open")
    assert study.product == Product.objects.get()


@pytest.mark.parametrize(("title", "slug"), [("Same title", "same-title-3"), ("研究", "study"), ("x" * 200, "x" * 80)])
def test_a_slug_is_made_that_is_free(ada: User, title: str, slug: str) -> None:
    StudyFactory.create(slug="same-title")
    StudyFactory.create(slug="same-title-2")

    assert studies.add(Study(title=title), by=ada).slug == slug


def test_of_several_products_one_is_named(ada: User) -> None:
    ProductFactory.create()

    with pytest.raises(NoProduct):
        studies.add(Study(title="Which?"), by=ada)


def test_members_read_a_private_study(ada: User, ben: User, dev: User) -> None:
    study = StudyFactory.create(private=True, lead=ada)

    studies.set_members(study, members=[ben], by=ada)

    seen = [study in Study.objects.visible_to(user) for user in (ada, ben, dev)]
    assert seen == [True, True, False]


def test_a_study_closes_while_only_its_own_insights_cite_it(ada: User) -> None:
    study = StudyFactory.create()
    note = NoteFactory.create(interview=InterviewFactory(study=study))
    InsightEvidenceFactory.create(insight=InsightFactory(study=study), highlight=HighlightFactory(note=note))

    assert studies.make_private(study, by=ada).visibility == "private"


def test_a_study_does_not_close_under_open_work(ada: User) -> None:
    study = StudyFactory.create()
    note = NoteFactory.create(interview=InterviewFactory(study=study))
    InsightEvidenceFactory.create(highlight=HighlightFactory(note=note), insight=InsightFactory(title="Out there"))
    OpportunityEvidenceFactory.create(insight=InsightFactory(study=study), opportunity__statement="I wait")

    with pytest.raises(OpenWorkRestsOnIt, match=r"Out there.*I wait"):
        studies.make_private(study, by=ada)


def test_a_study_opens_again(ada: User) -> None:
    assert studies.make_open(StudyFactory.create(private=True), by=ada).visibility == "open"
