"""/me/"""

from rest_framework.test import APIClient

from research.models import User

ADDRESS = "/api/v1/me/"


def test_a_role_and_what_it_allows_are_told(client: APIClient, ada: User) -> None:
    me = client.get(ADDRESS).json()

    assert (me["id"], me["username"], me["role"]) == (ada.pk, "ada", "researcher")
    assert "research.add_insight" in me["permissions"]


def test_somebody_without_a_role_is_answered(eve: User) -> None:
    client = APIClient()
    client.force_authenticate(eve)

    answer = client.get(ADDRESS)

    assert answer.status_code == 200
    assert (answer.json()["role"], answer.json()["permissions"]) == (None, [])


def test_nobody_is_asked_to_log_in(db: None) -> None:
    assert APIClient().get(ADDRESS).status_code == 401
