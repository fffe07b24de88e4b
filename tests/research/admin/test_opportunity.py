"""Opportunities: a tree, opened by insights."""

from typing import Any

import pytest
from django.test import Client

from research.models import Opportunity, Product, User
from tests.factories import InsightFactory, OpportunityEvidenceFactory, OpportunityFactory, ProductFactory, StudyFactory

LIST = "/research/opportunity/"


@pytest.fixture
def desk(client: Client, ben: User) -> Client:
    """Ben, logged in."""
    client.force_login(ben)
    return client


def form(evidence: int = 0, **given: Any) -> dict[str, Any]:
    return {
        "statement": "I never know who is away",
        "kind": "need",
        "status": "open",
        "evidence-TOTAL_FORMS": evidence,
        "evidence-INITIAL_FORMS": 0,
        "children-TOTAL_FORMS": 0,
        "children-INITIAL_FORMS": 0,
        **given,
    }


def test_children_stand_indented_below_their_parent(desk: Client) -> None:
    first = OpportunityFactory()
    OpportunityFactory()
    child = OpportunityFactory(parent=first)

    answer = desk.get(LIST)

    assert list(answer.context["cl"].result_list)[:2] == [first, child]
    assert f'<span class="branch branch-1">{child.statement}</span>' in answer.content.decode()


def test_the_only_product_goes_without_saying(desk: Client, ben: User) -> None:
    desk.post(f"{LIST}add/", form())

    made = Opportunity.objects.get()
    assert made.product == Product.objects.get()
    assert made.created_by == ben
    assert 'name="product"' not in desk.get(f"{LIST}add/").content.decode()


def test_with_a_second_product_it_is_asked_for(desk: Client) -> None:
    ProductFactory()

    answer = desk.post(f"{LIST}add/", form())

    assert answer.context["adminform"].form.errors == {"product": ["This field is required."]}


def test_insights_that_open_it_are_gathered_on_the_page(desk: Client, ben: User) -> None:
    insight = InsightFactory()

    desk.post(f"{LIST}add/", form(1, **{"evidence-0-insight": insight.pk, "evidence-0-stance": "supports"}))

    evidence = Opportunity.objects.get().evidence.get()
    assert (evidence.insight, evidence.created_by) == (insight, ben)


def test_an_insight_of_a_private_study_opens_nothing(desk: Client, ben: User) -> None:
    insight = InsightFactory(study=StudyFactory(private=True, lead=ben))

    answer = desk.post(f"{LIST}add/", form(1, **{"evidence-0-insight": insight.pk, "evidence-0-stance": "supports"}))

    assert "An opportunity cites open insights only." in answer.content.decode()
    assert not Opportunity.objects.exists()


def test_a_circle_is_refused_with_a_sentence(desk: Client) -> None:
    above = OpportunityFactory()
    below = OpportunityFactory(parent=above)

    answer = desk.post(f"{LIST}{above.pk}/change/", form(parent=below.pk, version=above.version))

    assert answer.status_code == 200
    assert answer.context["adminform"].form.errors
    above.refresh_from_db()
    assert above.parent is None


def test_evidence_taken_away_counts_the_version_up(desk: Client) -> None:
    evidence = OpportunityEvidenceFactory()
    opportunity = evidence.opportunity

    desk.post(f"/research/opportunityevidence/{evidence.pk}/delete/", {"post": "yes"})

    assert not opportunity.evidence.exists()
    opportunity.refresh_from_db()
    assert opportunity.version == 2


def test_an_opportunity_with_others_within_it_is_not_deleted(desk: Client) -> None:
    child = OpportunityFactory(parent=OpportunityFactory())

    answer = desk.post(f"{LIST}{child.parent_id}/delete/", {"post": "yes"})

    assert "would require deleting the following protected" in " ".join(answer.content.decode().split())
    assert Opportunity.objects.count() == 2


def test_whoever_only_reads_it_is_led_on_in_words(client: Client, cleo: User) -> None:
    evidence = OpportunityEvidenceFactory(opportunity__parent=OpportunityFactory(statement="I plan the week"))
    client.force_login(cleo)

    page = client.get(f"{LIST}{evidence.opportunity_id}/change/").content.decode()

    assert f'<a href="/research/insight/{evidence.insight_id}/change/">{evidence.insight.title}</a>' in page
    assert ">I plan the week</a>" in page
