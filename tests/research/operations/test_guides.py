"""Guides begin with a template and end as the study needs them."""

import pytest

from research.models import GuideQuestion, User
from research.operations import guides
from research.operations.guides import NoSuchTemplate
from tests.factories import GuideQuestionFactory, StudyFactory

LEADING = (
    "would you use",
    "would you pay",
    "do you like",
    "don't you",
    "isn't it",
    "why did you leave",
    "do you think",
)


@pytest.mark.parametrize("template", guides.templates(), ids=lambda template: template.name)
def test_no_guide_leads_or_asks_for_a_forecast(template: guides.Template) -> None:
    asked = " ".join(f"{one.text} {one.probes}" for one in template.questions).lower()

    assert [words for words in LEADING if words in asked] == []


def test_a_guide_begins_with_a_template_in_its_order(ada: User) -> None:
    study = StudyFactory.create()

    guides.begin(study, template="discovery", by=ada)

    texts = list(study.guide.in_order().values_list("text", flat=True))
    assert texts == [one.text for one in guides.templates()[0].questions]


def test_what_the_guide_has_stays_and_is_not_doubled(ada: User) -> None:
    study = StudyFactory.create()
    GuideQuestionFactory.create(study=study, position=9, text="What came first?")
    guides.begin(study, template="churn", by=ada)

    assert guides.begin(study, template="churn", by=ada) == []
    assert study.guide.in_order().first() == GuideQuestion.objects.get(text="What came first?")


def test_a_guide_that_is_not_there_is_refused(ada: User) -> None:
    with pytest.raises(NoSuchTemplate):
        guides.begin(StudyFactory.create(), template="leading", by=ada)
