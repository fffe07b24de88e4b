"""/kano-surveys/, /kano-questions/ and /kano-answers/"""

from collections.abc import Iterator
from datetime import timedelta
from typing import Any
from uuid import uuid4

import pytest
from django.test import Client
from django.utils import timezone
from rest_framework.test import APIClient

from backlog.models import BacklogItem, KanoAnswer, KanoQuestion, KanoSurvey, Score
from research.models import User
from tests.factories import BacklogItemFactory, KanoAnswerFactory, KanoSurveyFactory, SegmentFactory

pytestmark = pytest.mark.django_db

REFERENCE = {"A": 216, "O": 56, "M": 13, "I": 275, "R": 23, "Q": 24}
POSITIONS = {"A": (1, 3), "O": (1, 5), "M": (3, 5), "I": (3, 3), "R": (5, 2), "Q": (1, 1)}


@pytest.fixture
def client(ben: User) -> APIClient:
    client = APIClient()
    client.force_authenticate(ben)
    return client


@pytest.fixture
def survey() -> KanoSurvey:
    return KanoSurveyFactory.create()


def sheet(survey: KanoSurvey, numbers: dict[str, int], segment: str = "") -> str:
    """Write a sheet in which so many respondents fall in each category, about every item."""

    def lines() -> Iterator[str]:
        for category, number in numbers.items():
            functional, dysfunctional = POSITIONS[category]
            for one in range(number):
                for question in survey.questions.select_related("item"):
                    yield f"{segment}{category}{one},#{question.item.number},{functional},{dysfunctional},{segment}"

    return "\n".join(["respondent,item,functional,dysfunctional,segment", *lines()])


def bring(client: APIClient, survey: KanoSurvey, text: str, **more: Any) -> Any:
    return client.post("/api/v1/kano-answers/import/", {"survey": survey.pk, "text": text, **more}, format="json")


def results(client: APIClient, survey: KanoSurvey) -> Any:
    return client.get(f"/api/v1/kano-surveys/{survey.pk}/results/").json()


def submission(survey: KanoSurvey, **more: Any) -> dict[str, Any]:
    answers = [{"question": one.pk, "functional": 1, "dysfunctional": 5} for one in survey.questions.in_order()]
    return {"survey": survey.pk, "answers": answers, **more}


def test_the_reference_comes_out_to_its_last_digit(client: APIClient, survey: KanoSurvey) -> None:
    assert bring(client, survey, sheet(survey, REFERENCE)).json() == {"created": 607, "unchanged": 0}

    answered = results(client, survey)
    outcome = answered["outcomes"][0]

    assert answered["n"] == 607
    assert answered["tie_rule"] == "M > O > A > I > R > Q"
    assert len(answered["outcomes"]) == 3
    assert outcome["counts"] == {
        "attractive": 216,
        "one_dimensional": 56,
        "must_be": 13,
        "indifferent": 275,
        "reverse": 23,
        "questionable": 24,
    }
    assert (outcome["category"], outcome["category_in_words"]) == ("I", "Indifferent")
    assert (outcome["better"], outcome["worse"]) == (0.4857, -0.1232)
    assert (outcome["category_strength"], outcome["total_strength"]) == (0.0972, 0.4695)
    assert outcome["is_significant"]
    assert outcome["notes"] == ["Indifferent and Attractive differ significantly (Fong): 275 − 216 = 59 reaches 28.2."]


def test_a_tie_is_decided_and_said(client: APIClient, survey: KanoSurvey) -> None:
    bring(client, survey, sheet(survey, {"A": 1, "M": 1}))

    outcome = results(client, survey)["outcomes"][0]

    assert (outcome["category"], outcome["is_tie"], outcome["is_significant"]) == ("M", True, False)
    assert outcome["notes"][0] == "Tied with Attractive: M > O > A > I > R > Q decides."
    assert outcome["notes"][-1] == "Only 2 answered: under 20 a category says little."
    assert outcome["continuous"] == {
        "functional": 2.0,
        "dysfunctional": 2.0,
        "functional_spread": 2.8284,
        "dysfunctional_spread": 2.8284,
    }


def test_where_nobody_fell_in_the_four_better_and_worse_are_undefined(client: APIClient, survey: KanoSurvey) -> None:
    bring(client, survey, sheet(survey, {"R": 1}))

    outcome = results(client, survey)["outcomes"][0]

    assert (outcome["better"], outcome["worse"]) == (None, None)
    assert outcome["continuous"]["functional_spread"] is None


def test_segments_are_told_apart_and_count_for_everybody(client: APIClient, survey: KanoSurvey) -> None:
    drivers = SegmentFactory.create(name="Drivers")
    bring(client, survey, sheet(survey, {"M": 2}, segment="Drivers"))
    bring(client, survey, sheet(survey, {"A": 3}))

    outcomes = results(client, survey)["outcomes"]

    told = [(one["segment"], one["category"], one["n"]) for one in outcomes[::3]]
    assert told == [(None, "A", 5), (drivers.pk, "M", 2)]


def test_a_survey_is_made_in_words_that_are_suggested(client: APIClient) -> None:
    items = [*BacklogItemFactory.create_batch(2), BacklogItemFactory.create(title="See each receipt.")]
    segment = SegmentFactory.create()

    response = client.post(
        "/api/v1/kano-surveys/",
        {
            "title": "What next?",
            "expires_at": (timezone.now() + timedelta(days=9)).isoformat(),
            "segments": [segment.pk],
            "questions": [{"item": one.pk} for one in items],
        },
        format="json",
    )

    body = response.json()
    name = items[0].product.name
    assert response.status_code == 201, body
    assert body["asks"][2]["functional"] == f"Suppose {name} did this: “See each receipt”. How would you feel?"
    assert Client().get(body["address"], {"segment": segment.pk}).status_code == 200


@pytest.mark.parametrize("number", [2, 16], ids=["two", "sixteen"])
def test_a_survey_asks_about_three_to_fifteen_items(client: APIClient, number: int) -> None:
    items = BacklogItemFactory.create_batch(number)
    body = {
        "title": "x",
        "expires_at": (timezone.now() + timedelta(days=9)).isoformat(),
        "questions": [{"item": one.pk} for one in items],
    }

    response = client.post("/api/v1/kano-surveys/", body, format="json")

    assert response.status_code == 400
    assert "Ask about 3 to 15 items at once" in response.content.decode()
    assert not KanoSurvey.objects.exists()


def test_who_may_not_hand_it_on_does_not_see_the_address(client: APIClient, survey: KanoSurvey, cleo: User) -> None:
    assert survey.secret in client.get(f"/api/v1/kano-surveys/{survey.pk}/").json()["address"]
    client.force_authenticate(cleo)
    assert survey.secret not in client.get(f"/api/v1/kano-surveys/{survey.pk}/").content.decode()


def test_a_person_s_answers_are_taken_once(client: APIClient, survey: KanoSurvey) -> None:
    sent = submission(survey, respondent=str(uuid4()))

    first, again = (client.post("/api/v1/kano-answers/", sent, format="json") for _ in range(2))

    assert (first.status_code, again.status_code) == (201, 201)
    assert first.json() == again.json()
    assert KanoAnswer.objects.count() == 3


def test_answers_are_whole_or_none(client: APIClient, survey: KanoSurvey) -> None:
    sent = submission(survey)
    sent["answers"].pop()

    response = client.post("/api/v1/kano-answers/", sent, format="json")

    assert response.status_code == 400
    assert "all or nothing" in response.content.decode()
    assert not KanoAnswer.objects.exists()


@pytest.mark.parametrize(
    "answers",
    [
        pytest.param([{"question": 0, "functional": 1, "dysfunctional": 1}], id="no question"),
        pytest.param([{"question": 1, "functional": 6, "dysfunctional": 1}], id="no position"),
        pytest.param([], id="none"),
        pytest.param("x", id="no list"),
    ],
)
def test_what_makes_no_sense_is_400(client: APIClient, survey: KanoSurvey, answers: Any) -> None:
    response = client.post("/api/v1/kano-answers/", {"survey": survey.pk, "answers": answers}, format="json")

    assert response.status_code == 400


def test_a_closed_survey_takes_no_answers_until_it_is_open_again(client: APIClient, survey: KanoSurvey) -> None:
    client.post(f"/api/v1/kano-surveys/{survey.pk}/close/")
    refused = client.post("/api/v1/kano-answers/", submission(survey), format="json")
    client.post(f"/api/v1/kano-surveys/{survey.pk}/reopen/", {}, format="json")
    taken = client.post("/api/v1/kano-answers/", submission(survey), format="json")

    assert (refused.status_code, taken.status_code) == (409, 201)


def test_what_is_asked_stays_once_somebody_has_answered(client: APIClient, survey: KanoSurvey) -> None:
    question = survey.questions.in_order()[0]
    address = f"/api/v1/kano-questions/{question.pk}/"

    before = client.patch(address, {"functional": "Better?"}, format="json")
    KanoAnswerFactory.create(question=question)
    after = client.patch(address, {"functional": "Best?"}, format="json")

    assert (before.status_code, after.status_code) == (200, 409)
    assert KanoQuestion.objects.get(pk=question.pk).functional == "Better?"


def test_a_sheet_is_looked_at_before_it_is_brought(client: APIClient, survey: KanoSurvey) -> None:
    text = sheet(survey, {"A": 2})

    looked = bring(client, survey, text, only_look=True).json()
    saved = KanoAnswer.objects.count()
    brought, again = (bring(client, survey, text).json() for _ in range(2))

    assert looked == brought == {"created": 2, "unchanged": 0}
    assert saved == 0
    assert again == {"created": 0, "unchanged": 2}


@pytest.mark.parametrize(
    ("line", "pointer", "sentence"),
    [
        pytest.param("r,#{0},9,1,", "/text/2/functional", "Give a position from 1", id="no position"),
        pytest.param("r,#999999,1,1,", "/text/2/item", "does not ask about item", id="another item"),
        pytest.param("r,#{0},1,1,Nobody", "/text/2/segment", "There is no segment", id="no segment"),
        pytest.param(",#{0},1,1,", "/text/2/respondent", "Say who answered", id="nobody"),
        pytest.param("r,#{0},1,1,", "/text/2/respondent", "says nothing about", id="not whole"),
        pytest.param("r,#{0},1,1,\nr,#{0},1,1,", "/text/3/item", "in an earlier line", id="twice"),
    ],
)
def test_a_sheet_s_flaws_are_told_by_line(
    client: APIClient, survey: KanoSurvey, line: str, pointer: str, sentence: str
) -> None:
    number = survey.questions.select_related("item").in_order()[0].item.number
    text = "respondent,item,functional,dysfunctional,segment\n" + line.format(number)

    response = bring(client, survey, text)

    assert response.status_code == 400
    told = [(one["pointer"], one["detail"]) for one in response.json()["errors"]]
    assert any(at.endswith(pointer) and sentence in detail for at, detail in told), told
    assert not KanoAnswer.objects.exists()


def test_results_are_kept_as_scores_with_what_stood_before(client: APIClient, survey: KanoSurvey) -> None:
    address = f"/api/v1/kano-surveys/{survey.pk}/store-scores/"
    nothing = client.post(address)
    bring(client, survey, sheet(survey, REFERENCE))

    first, again = client.post(address).json(), client.post(address).json()
    bring(client, survey, sheet(survey, {"A": 90}).replace("A", "Z"))
    later = client.post(address).json()

    item = BacklogItem.objects.get(pk=survey.questions.in_order()[0].item_id)
    current = Score.objects.current().get(item=item, framework="kano")
    assert nothing.status_code == 409
    assert (len(first["scores"]), again["scores"], len(later["scores"])) == (3, [], 3)
    assert (current.result["value"], current.replaces.result["value"]) == ("A", "I")  # type: ignore[union-attr]
    assert current.reason == f"Kano survey: {survey.title}"


def test_scores_are_kept_by_those_who_score(survey: KanoSurvey, ada: User, cleo: User, dev: User) -> None:
    KanoAnswerFactory.create(question=survey.questions.in_order()[0])
    statuses = []
    for person in (ada, cleo, dev):
        client = APIClient()
        client.force_authenticate(person)
        statuses.append(client.post(f"/api/v1/kano-surveys/{survey.pk}/store-scores/").status_code)

    assert statuses == [403, 200, 403]


def test_more_answers_ask_no_more_queries(
    client: APIClient, survey: KanoSurvey, django_assert_max_num_queries: Any
) -> None:
    SegmentFactory.create(name="Riders")
    bring(client, survey, sheet(survey, {"A": 1}, segment="Riders"))
    results(client, survey)
    with django_assert_max_num_queries(12) as few:
        results(client, survey)
    SegmentFactory.create(name="Drivers")
    bring(client, survey, sheet(survey, {"M": 6}, segment="Drivers"))
    with django_assert_max_num_queries(12) as many:
        results(client, survey)

    assert len(many) == len(few)
