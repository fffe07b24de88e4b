"""Demo data is taken away exactly, and never under somebody's own work."""

from datetime import UTC, datetime

import pytest
from django.apps import apps

from backlog.importers import demo as backlog_demo
from backlog.models import BacklogItem, OutcomeOpportunity
from research.importers import demo as research_demo
from research.importers.demo import NamesAreTaken
from research.models import (
    DemoRow,
    Highlight,
    Insight,
    InsightEvidence,
    Interview,
    Participant,
    Product,
    Study,
    Tag,
    User,
)
from research.operations import demo_rows
from research.operations.demo_rows import OwnWorkRestsOnIt
from tests.factories import InterviewFactory, StudyFactory, TaggingFactory, UserFactory

NOW = datetime(2026, 11, 24, 9, tzinfo=UTC)


@pytest.fixture
def demo(db: None) -> None:
    with demo_rows.remembered():
        backlog_demo.load(research_demo.load(at=NOW))


def rows() -> dict[str, int]:
    return {
        model._meta.label: model._base_manager.count()
        for label in ("research", "backlog")
        for model in apps.get_app_config(label).get_models(include_auto_created=True)
        if model._meta.managed
    }


def test_there_is_as_much_as_was_promised(demo: None) -> None:
    assert Study.objects.count() == 3
    assert Study.objects.private().count() == 1
    assert Interview.objects.sessions().held().count() == 14
    assert Interview.objects.feedback().count() >= 12
    assert Participant.objects.count() >= 12
    assert 38 <= Tag.objects.count() <= 45
    assert Highlight.objects.count() >= 160
    assert Insight.objects.count() == 20
    assert BacklogItem.objects.count() == 26
    assert InsightEvidence.objects.measured().count() == 4
    assert OutcomeOpportunity.objects.count() == 3


def test_nothing_is_left_afterwards(db: None) -> None:
    before = rows()
    with demo_rows.remembered():
        backlog_demo.load(research_demo.load(at=NOW))

    removed = demo_rows.clear()

    assert removed > 1_500
    assert rows() == before
    assert not demo_rows.are_there()
    assert Product.objects.get().name == "Our product"


def test_own_work_stays(demo: None) -> None:
    own = StudyFactory.create(product=Product.objects.create(name="Ours"), created_by=User.objects.get(username="ada"))

    demo_rows.clear()

    own.refresh_from_db()
    assert own.created_by is None
    assert Study.objects.count() == 1


def test_own_work_that_rests_on_it_is_named(demo: None) -> None:
    interview = InterviewFactory.create(study=Study.objects.get(slug="month-end"))
    tagging = TaggingFactory.create(highlight=Highlight.objects.earliest("pk"), tag=Tag.objects.earliest("pk"))
    before = DemoRow.objects.count()

    with pytest.raises(OwnWorkRestsOnIt, match=rf"interview {interview.pk}.*tagging {tagging.pk}"):
        demo_rows.clear()

    assert DemoRow.objects.count() == before
    assert Interview.objects.count() > 20


def test_an_own_interview_with_a_demo_participant_is_own_work(demo: None) -> None:
    own = InterviewFactory.create(study=StudyFactory(product=Product.objects.create(name="Ours")))
    own.participants.add(Participant.objects.earliest("pk"))

    with pytest.raises(OwnWorkRestsOnIt, match=rf"interview {own.pk}"):
        demo_rows.clear()


def test_the_demo_s_people_do_not_take_the_place_of_others(db: None) -> None:
    UserFactory.create(username="priya")

    with pytest.raises(NamesAreTaken, match="priya"):
        research_demo.load(at=NOW)
