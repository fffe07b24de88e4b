"""The links between items and insights."""

from django.test import Client

from research.models import User
from tests.factories import EvidenceFactory, InsightFactory, StudyFactory

LIST = "/backlog/evidence/"


def test_a_link_is_taken_away_and_its_item_counts_the_version_up(client: Client, ada: User) -> None:
    evidence = EvidenceFactory()
    item = evidence.item
    client.force_login(ada)

    client.post(f"{LIST}{evidence.pk}/delete/", {"post": "yes"})

    item.refresh_from_db()
    assert not item.evidence.exists()
    assert item.version == 2


def test_a_link_to_an_insight_out_of_sight_is_not_listed(client: Client, ben: User) -> None:
    EvidenceFactory(insight=InsightFactory(study=StudyFactory(private=True)))
    client.force_login(ben)

    assert list(client.get(LIST).context["cl"].result_list) == []
