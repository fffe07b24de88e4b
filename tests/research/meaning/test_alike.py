"""More like this, what may support or contradict, and which tags the like bears."""

from collections.abc import Sequence
from typing import Any

import pytest
from django.test import Client
from rest_framework.test import APIClient

from research.meaning import learning, opposition
from research.models import Highlight, User
from tests.factories import (
    HighlightFactory,
    InsightEvidenceFactory,
    InsightFactory,
    NoteFactory,
    StudyFactory,
    TagFactory,
    TaggingFactory,
)

TUNNEL = "On the train I lost three receipts, since there is no connection in the tunnels."
MOUNTAIN = "In the mountains I have no reception, and the pictures of my receipts were gone."
CAKE = "My colleague bakes a lemon cake for everybody's birthday."
FINE = "I never lose a receipt without a connection, that always works for me."


def feedback(words: str, **values: Any) -> Highlight:
    note = NoteFactory.create(interview__kind="app_review", interview__study=None, text=words)
    made: Highlight = HighlightFactory.create(note=note, start=0, end=len(words), **values)
    return made


def got(user: User, address: str) -> Any:
    client = APIClient()
    client.force_authenticate(user)
    response = client.get(f"/api/v1/{address}")
    assert response.status_code == 200, response.content
    return response.json()


def ids(answer: dict[str, Any]) -> Sequence[int]:
    return [row["id"] for row in answer["results"]]


def test_more_like_this_is_nearest_first_and_not_the_passage_itself(ada: User) -> None:
    tunnel, cake, mountain = feedback(TUNNEL), feedback(CAKE), feedback(MOUNTAIN)
    HighlightFactory.create(note=tunnel.note, start=0, end=30)
    learning.catch_up()

    answer = got(ada, f"highlights/{tunnel.pk}/similar/")

    assert ids(answer) == [mountain.pk, cake.pk]
    assert answer["results"][0]["quote"] == MOUNTAIN
    assert answer["because"] == ""


def test_nothing_of_a_private_study_is_shown(ada: User, ben: User) -> None:
    study = StudyFactory.create(private=True, lead=ben)
    note = NoteFactory.create(interview__study=study, interview__kind="app_review", text=MOUNTAIN)
    private = HighlightFactory.create(note=note, start=0, end=len(MOUNTAIN))
    tunnel = feedback(TUNNEL)
    learning.catch_up()

    assert ids(got(ben, f"highlights/{tunnel.pk}/similar/")) == [private.pk]
    assert ids(got(ada, f"highlights/{tunnel.pk}/similar/")) == []


def test_what_may_support_is_no_evidence_yet(ada: User) -> None:
    insight = InsightFactory.create(title="Lost without a connection", statement=f"People say: {TUNNEL}")
    cited, fresh = feedback(TUNNEL), feedback(MOUNTAIN)
    InsightEvidenceFactory.create(insight=insight, highlight=cited)
    learning.catch_up()

    assert ids(got(ada, f"insights/{insight.pk}/suggestions/?stance=supports")) == [fresh.pk]


def test_what_may_contradict_speaks_of_the_same_and_says_the_opposite(ada: User) -> None:
    insight = InsightFactory.create(
        title="Lost receipts", statement="People lose receipts where there is a bad connection."
    )
    feedback(CAKE)
    feedback("I lost my receipts where the connection was bad.")
    opposed = feedback(FINE, kind="delight")
    learning.catch_up()

    assert ids(got(ada, f"insights/{insight.pk}/suggestions/?stance=contradicts"))[0] == opposed.pk


@pytest.mark.parametrize(
    ("statement", "quote", "kind", "signs"),
    [
        ("People wait for weeks.", "They wait for weeks with us.", "none", 0),
        ("People wait for weeks.", "I never wait.", "none", 1),
        ("People wait for weeks.", "It is always fast.", "delight", 2),
        ("Approval is easy and fast.", "I wait and wait.", "pain_point", 2),
        ("Nobody reads the rules.", "I don't read rules.", "none", 0),
        ("As pessoas esperam.", "Eu nunca espero.", "none", 1),
    ],
)
def test_signs_of_opposition_are_counted(statement: str, quote: str, kind: str, signs: int) -> None:
    assert opposition.between(statement, Highlight(quote=quote, kind=kind)) == signs


def test_insights_that_say_the_same_are_found_and_archived_ones_are_not(ada: User) -> None:
    one = InsightFactory.create(title="Tunnels", statement=TUNNEL)
    same = InsightFactory.create(title="Mountains", statement=MOUNTAIN)
    InsightFactory.create(title="Old", statement=TUNNEL, status="archived")
    learning.catch_up()

    assert ids(got(ada, f"insights/{one.pk}/similar/")) == [same.pk]


def test_tags_are_suggested_by_those_of_the_like(ada: User) -> None:
    lost, sweet = TagFactory.create(name="Lost receipts"), TagFactory.create(name="Cake")
    for words in (TUNNEL, MOUNTAIN):
        TaggingFactory.create(highlight=feedback(words), tag=lost)
    TaggingFactory.create(highlight=feedback(CAKE), tag=sweet)
    learning.catch_up()

    answer = got(ada, "tags/suggestions/?text=my receipts vanish without a connection")

    assert [(row["name"], row["highlights"]) for row in answer["results"]] == [("Lost receipts", 2), ("Cake", 1)]


@pytest.mark.parametrize("query", ["", "?text=", "?text=%20", "?text=x&limit=0", "?text=x&limit=51", "?text=x&more=1"])
def test_a_question_for_tags_that_makes_no_sense_is_400(query: str, ada: User) -> None:
    client = APIClient()
    client.force_authenticate(ada)

    assert client.get(f"/api/v1/tags/suggestions/{query}").status_code == 400


def test_the_composer_lists_what_may_support_and_what_may_contradict(client: Client, ada: User) -> None:
    client.force_login(ada)
    insight = InsightFactory.create(title="Lost", statement="People lose receipts where there is a bad connection.")
    feedback("I lost my receipts where the connection was bad.")
    feedback(FINE, kind="delight")
    learning.catch_up()
    passages = f"/insights/{insight.pk}/compose/passages/"

    supporting = client.get(f"{passages}?among=supporting").content.decode()
    contradicting = client.get(f"{passages}?among=contradicting").content.decode()
    narrowed = client.get(f"{passages}?among=supporting&kind=delight").content.decode()

    assert supporting.index("the connection was bad") < supporting.index("I never lose")
    assert "I never lose" in contradicting
    assert "the connection was bad" not in contradicting
    assert "the connection was bad" not in narrowed
