"""Times in the zone of whoever looks."""

from datetime import UTC, datetime

import pytest
from django.test import Client

from research.models import Interview, User
from tests.factories import InterviewFactory, StudyFactory


def test_times_are_shown_and_taken_in_the_zone_of_the_browser(client: Client, ada: User) -> None:
    client.force_login(ada)
    client.cookies["time_zone"] = "America%2FSao_Paulo"
    interview = InterviewFactory(held_at=datetime(2026, 3, 4, 15, 0, tzinfo=UTC))

    page = client.get(f"/research/interview/{interview.pk}/change/").content.decode()
    form = {"kind": "discovery", "study": StudyFactory().pk, "who": "P-1", "held_at": "2026-03-05T09:30"}
    client.post("/log/", form)

    assert 'value="12:00:00"' in page
    assert Interview.objects.latest("id").held_at == datetime(2026, 3, 5, 12, 30, tzinfo=UTC)


@pytest.mark.parametrize("name", ["", "Nowhere/Land", "../../etc/passwd", "/etc/passwd", "a%00b", "x" * 5000, "%FF"])
def test_a_cookie_that_names_no_zone_changes_nothing(client: Client, ada: User, name: str) -> None:
    client.force_login(ada)
    client.cookies["time_zone"] = name

    assert client.get("/log/").status_code == 200
