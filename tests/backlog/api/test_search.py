"""/search/"""

from typing import Any

import pytest
from rest_framework.test import APIClient

from research.models import User
from tests.factories import HighlightFactory, InsightFactory, StudyFactory, TagFactory

ADDRESS = "/api/v1/search/"


@pytest.fixture
def client(ada: User) -> APIClient:
    client = APIClient()
    client.force_authenticate(ada)
    return client


def test_an_answer_tells_where_the_words_are(client: APIClient) -> None:
    highlight = HighlightFactory(note__text="My gasket leaks.", start=3, end=9, kind="pain_point")

    answer = client.get(ADDRESS, {"q": "gasket", "type": "highlight"}).json()

    (found,) = answer["results"]
    assert found["snippet"] == [{"text": "gasket", "is_match": True}]
    assert (found["type"], found["id"], found["note"]) == ("highlight", highlight.pk, highlight.note_id)
    assert (found["start"], found["end"], found["highlight_kind"]) == (3, 9, "pain_point")
    assert answer["totals"] == [{"type": "highlight", "count": 1, "similar": 0, "is_capped": False}]
    assert (answer["next"], answer["did_you_mean"]) == (None, None)


def test_pages_of_one_type_follow_one_another(client: APIClient) -> None:
    made = {InsightFactory(title=f"Gasket {number}").pk for number in range(5)}

    seen: list[int] = []
    address: str | None = f"{ADDRESS}?q=gasket&type=insight&limit=2"
    while address:
        page = client.get(address).json()
        seen += [row["id"] for row in page["results"]]
        address = page["next"]

    assert len(seen) == 5
    assert set(seen) == made


def test_nothing_asked_finds_nothing(client: APIClient) -> None:
    InsightFactory()

    assert client.get(ADDRESS).json()["results"] == []
    assert client.get(ADDRESS, {"q": " !!! "}).json()["results"] == []


@pytest.mark.parametrize(
    ("asked", "pointer"),
    [
        pytest.param({"q": "x" * 401}, "/q", id="too long"),
        pytest.param({"type": "nonsense"}, "/type", id="a type that there is not"),
        pytest.param({"study": "999999"}, "/study", id="a study that is missing"),
        pytest.param({"tag": "x"}, "/tag", id="no number"),
        pytest.param({"from": "yesterday"}, "/from", id="no moment"),
        pytest.param({"limit": "0"}, "/limit", id="no page"),
        pytest.param({"cursor": "forged"}, "/cursor", id="a forged cursor"),
        pytest.param({"nonsense": "1"}, "/nonsense", id="an unknown parameter"),
    ],
)
def test_what_does_not_fit_is_pointed_to(asked: dict[str, Any], pointer: str, client: APIClient) -> None:
    answer = client.get(ADDRESS, asked)

    assert answer.status_code == 400
    assert [flaw["pointer"] for flaw in answer.json()["errors"]] == [pointer]


def test_a_filter_by_what_is_not_seen_answers_as_if_it_were_missing(client: APIClient) -> None:
    hidden = StudyFactory(private=True)
    tag = TagFactory(study=hidden)

    for name, pk in (("study", hidden.pk), ("tag", tag.pk)):
        answer = client.get(f"{ADDRESS}?q=x&{name}={pk}")
        assert answer.status_code == 400
        assert answer.json()["errors"][0]["detail"].startswith(f"There is no {name}")


def test_a_cursor_belongs_to_its_type(client: APIClient) -> None:
    InsightFactory.create_batch(3, title="Gasket")
    following = client.get(ADDRESS, {"q": "gasket", "type": "insight", "limit": "1"}).json()["next"]

    assert client.get(following.replace("type=insight", "type=item")).status_code == 400
