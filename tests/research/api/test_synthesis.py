"""Insights from draft to published, what they rest on, and the opportunities they open."""

import pytest
from rest_framework.test import APIClient

from research.models import Insight, User
from tests.factories import (
    ConsentFactory,
    EvidenceClassFactory,
    EvidenceFactory,
    HighlightFactory,
    HighlightParticipantFactory,
    InsightEvidenceFactory,
    InsightFactory,
    MeasurementFactory,
    OpportunityEvidenceFactory,
    OpportunityFactory,
    StudyFactory,
    TagFactory,
    UserFactory,
)

API = "/api/v1"


@pytest.fixture
def client(ada: User) -> APIClient:
    client = APIClient()
    client.force_authenticate(ada)
    return client


def test_an_insight_goes_from_draft_to_archive_and_back(client: APIClient) -> None:
    spoken = HighlightParticipantFactory.create()
    insight = InsightEvidenceFactory.create(highlight=spoken.highlight).insight
    at = f"{API}/insights/{insight.pk}"

    refused = client.post(f"{at}/publish/", {})
    ConsentFactory.create(participant=spoken.participant)
    steps = [client.post(f"{at}/{step}/", {}) for step in ("submit", "publish", "archive", "reopen")]

    assert refused.status_code == 409
    assert spoken.participant.code in refused.json()["detail"]
    assert [one.json()["status"] for one in steps] == ["in_review", "published", "archived", "draft"]


def test_publishing_asks_whether_somebody_looked_for_the_opposite(client: APIClient) -> None:
    at = f"{API}/insights/{InsightFactory.create().pk}"
    asked = client.get(f"{at}/").json()["asks"]

    answered = client.post(f"{at}/seek-opposite/", {}).json()

    assert len(asked) == 1
    assert answered["asks"] == []
    assert answered["opposite_sought_by"]


def test_still_true_keeps_the_reason(client: APIClient) -> None:
    answer = client.post(f"{API}/insights/{InsightFactory.create().pk}/confirm/", {"reason": "Heard it again."})

    assert answer.json()["confirmation_reason"] == "Heard it again."


def test_a_step_from_the_wrong_state_is_409(client: APIClient) -> None:
    insight = InsightFactory.create(status="archived")

    assert client.post(f"{API}/insights/{insight.pk}/submit/", {}).status_code == 409


def test_an_insight_that_something_rests_on_is_not_deleted(client: APIClient) -> None:
    linked = EvidenceFactory.create()

    answer = client.delete(f"{API}/insights/{linked.insight_id}/")

    assert answer.status_code == 409
    assert Insight.objects.exists()


def test_insights_are_found_by_tag_highlight_and_opportunity(client: APIClient) -> None:
    tag, opened = TagFactory.create(), OpportunityEvidenceFactory.create()
    cited = InsightEvidenceFactory.create()
    cited.insight.tags.add(tag)

    found = [
        [row["id"] for row in client.get(f"{API}/insights/", query).json()["results"]]
        for query in ({"tag": tag.pk}, {"highlight": cited.highlight_id}, {"opportunity": opened.opportunity_id})
    ]

    assert found == [[cited.insight_id], [cited.insight_id], [opened.insight_id]]


def test_words_are_cited_weighed_anew_and_taken_away(client: APIClient) -> None:
    insight, opinion = InsightFactory.create(), EvidenceClassFactory.create(is_opinion=True)
    at = f"{API}/insight-evidence/"

    made = client.post(at, {"insight": insight.pk, "highlight": HighlightFactory.create().pk}).json()
    weighed = client.patch(f"{at}{made['id']}/", {"stance": "contradicts", "evidence_class": opinion.pk}).json()
    strength = client.get(f"{API}/insights/{insight.pk}/").json()["strength"]
    gone = client.delete(f"{at}{made['id']}/")

    insight.refresh_from_db()
    assert made["stance"] == "supports"
    assert (weighed["stance"], weighed["evidence_class"]) == ("contradicts", opinion.pk)
    assert (strength["band"], strength["contradicting"]) == ("none", 1)
    assert (gone.status_code, insight.version) == (204, 4)


def test_an_interviewer_s_words_are_409(client: APIClient) -> None:
    highlight = HighlightFactory.create(by_interviewer=True)

    answer = client.post(f"{API}/insight-evidence/", {"insight": InsightFactory.create().pk, "highlight": highlight.pk})

    assert answer.status_code == 409


def test_a_statement_is_enough_for_an_opportunity(client: APIClient) -> None:
    above = OpportunityFactory.create()

    made = client.post(f"{API}/opportunities/", {"statement": "I never know who is away", "parent": above.pk})
    below = client.get(f"{API}/opportunities/", {"parent": above.pk}).json()["results"]

    assert made.status_code == 201
    assert [row["id"] for row in below] == [made.json()["id"]]
    assert made.json()["strength"]["band"] == "none"


def test_an_opportunity_rests_on_open_insights(client: APIClient, ada: User) -> None:
    opportunity, at = OpportunityFactory.create(), f"{API}/opportunity-evidence/"
    private = InsightFactory.create(study=StudyFactory(private=True, lead=ada))

    refused = client.post(at, {"opportunity": opportunity.pk, "insight": private.pk})
    made = client.post(at, {"opportunity": opportunity.pk, "insight": InsightFactory.create().pk}).json()
    weighed = client.patch(f"{at}{made['id']}/", {"stance": "qualifies"}).json()
    gone = client.delete(f"{at}{made['id']}/")

    assert (refused.status_code, weighed["stance"], gone.status_code) == (409, "qualifies", 204)


def test_an_administrator_gives_another_role(gus: User) -> None:
    client, person = APIClient(), UserFactory.create()
    client.force_authenticate(gus)
    at = f"{API}/users/{person.pk}/"

    given = client.patch(at, {"role": "researcher", "first_name": "Mo"})
    refused = client.patch(at, {"role": "emperor"})

    assert (given.json()["role"], given.json()["first_name"]) == ("researcher", "Mo")
    assert refused.json()["errors"][0]["pointer"] == "/role"
    assert client.patch(at, {"username": "other"}).status_code == 400


def test_an_insight_rests_on_a_measurement(client: APIClient) -> None:
    insight, measurement = InsightFactory.create(), MeasurementFactory.create()
    at = f"{API}/insight-evidence/"

    made = client.post(at, {"insight": insight.pk, "measurement": measurement.pk}).json()
    listed = client.get(at, {"measurement": measurement.pk}).json()["results"]
    again = client.post(at, {"insight": insight.pk, "measurement": measurement.pk})
    gone = client.delete(f"{API}/measurements/{measurement.pk}/")

    assert (made["measurement"], made["highlight"], made["stance"]) == (measurement.pk, None, "supports")
    assert [one["id"] for one in listed] == [made["id"]]
    assert (again.status_code, gone.status_code) == (409, 409)
    assert client.get(f"{API}/insights/{insight.pk}/").json()["strength"]["measurements"] == 1


@pytest.mark.parametrize("ends", ["neither", "both", "no value"])
def test_evidence_that_is_not_exactly_one_thing_is_refused(client: APIClient, ends: str) -> None:
    body = {"insight": InsightFactory.create().pk}
    if ends == "both":
        body |= {"highlight": HighlightFactory.create().pk, "measurement": MeasurementFactory.create().pk}
    if ends == "no value":
        body |= {"measurement": MeasurementFactory.create(metric__formula="churn", value=None).pk}

    answer = client.post(f"{API}/insight-evidence/", body)

    assert answer.status_code == (409 if ends == "no value" else 400)
