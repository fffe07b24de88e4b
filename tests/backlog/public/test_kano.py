"""The form of a Kano survey, as whoever has the link meets it."""

import re
from datetime import timedelta
from typing import Any
from unittest.mock import patch
from uuid import uuid4

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from backlog.models import KanoAnswer, KanoSurvey
from research.public import doors
from tests.factories import KanoSurveyFactory, SegmentFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def survey() -> KanoSurvey:
    return KanoSurveyFactory.create()


def address(survey: KanoSurvey, **query: Any) -> str:
    return reverse("kano_form", args=[survey.secret], query=query)


def answers(survey: KanoSurvey, **changed: Any) -> dict[str, Any]:
    positions = {
        f"{side}_{one.pk}": position
        for one in survey.questions.all()
        for side, position in (("with", 1), ("without", 5))
    }
    return {"respondent": uuid4(), **positions, **changed}


def test_answers_are_kept_and_thanked_for(client: Client, survey: KanoSurvey) -> None:
    response = client.post(address(survey), answers(survey), follow=True)

    assert "Thank you" in response.content.decode()
    kept = KanoAnswer.objects.filter(segment=None).values_list("functional", "dysfunctional")
    assert list(kept) == [(1, 5)] * 3


def test_the_segment_comes_from_the_link(client: Client, survey: KanoSurvey) -> None:
    segment = SegmentFactory.create()
    survey.segments.add(segment)

    client.post(address(survey, segment=segment.pk), answers(survey))

    assert set(KanoAnswer.objects.values_list("segment", flat=True)) == {segment.pk}


@pytest.mark.parametrize("given", ["other", "0", "x", "9" * 30], ids=["not sent to", "none", "no number", "too long"])
def test_a_segment_that_it_is_not_sent_to_leads_nowhere(client: Client, survey: KanoSurvey, given: str) -> None:
    given = str(SegmentFactory.create().pk) if given == "other" else given

    assert client.get(address(survey, segment=given)).status_code == 410


def test_sending_twice_is_sending_once(client: Client, survey: KanoSurvey) -> None:
    sent = answers(survey)

    responses = [client.post(address(survey), sent) for _ in range(2)]

    assert [one.status_code for one in responses] == [302, 302]
    assert KanoAnswer.objects.count() == 3


def test_it_is_all_or_nothing(client: Client, survey: KanoSurvey) -> None:
    left_out = survey.questions.in_order()[1]
    sent = answers(survey)
    del sent[f"without_{left_out.pk}"]

    response = client.post(address(survey), sent)

    page = response.content.decode()
    assert response.status_code == 400
    assert "1 answer is missing" in page
    assert f'href="#without_{left_out.pk}"' in page
    assert page.count("checked") == 5, "what was answered is still there"
    assert not KanoAnswer.objects.exists()


@pytest.mark.parametrize("given", ["0", "6", "x", ""], ids=["under", "over", "no number", "empty"])
def test_an_answer_is_one_of_the_five(client: Client, survey: KanoSurvey, given: str) -> None:
    first = survey.questions.in_order()[0]

    response = client.post(address(survey), answers(survey, **{f"with_{first.pk}": given}))

    assert response.status_code == 400
    assert not KanoAnswer.objects.exists()


def test_a_form_without_its_number_is_opened_again(client: Client, survey: KanoSurvey) -> None:
    response = client.post(address(survey), answers(survey, respondent="x"))

    assert response.status_code == 400
    assert "Open the link again" in response.content.decode()


def test_each_respondent_has_an_order_of_their_own(client: Client) -> None:
    survey = KanoSurveyFactory.create(items=8)

    pages = [client.get(address(survey)).content.decode() for _ in range(4)]

    orders = [tuple(re.findall(r'id="with_(\d+)"', page)) for page in pages]
    assert len(set(orders)) > 1
    assert {frozenset(one) for one in orders} == {frozenset(orders[0])}


def test_the_order_stays_when_something_was_missing(client: Client) -> None:
    survey = KanoSurveyFactory.create(items=8)
    page = client.get(address(survey)).content.decode()
    respondent = re.search(r'name="respondent" value="([^"]+)"', page)

    again = client.post(address(survey), {"respondent": respondent[1] if respondent else ""}).content.decode()

    assert re.findall(r'id="with_(\d+)"', page) == re.findall(r'id="with_(\d+)"', again)


@pytest.mark.parametrize(
    "state",
    [{"expires_at": timezone.now() - timedelta(minutes=1)}, {"closed_at": timezone.now()}],
    ids=["run out", "closed"],
)
def test_what_is_over_takes_nothing(client: Client, state: dict[str, Any]) -> None:
    survey = KanoSurveyFactory.create(**state)

    asked, sent = client.get(address(survey)), client.post(address(survey), answers(survey))

    assert (asked.status_code, sent.status_code) == (410, 410)
    assert not KanoAnswer.objects.exists()


@pytest.mark.parametrize("secret", ["x", "é", "%00", "a" * 300], ids=["short", "letters", "nul", "long"])
def test_an_unknown_link_leads_nowhere(client: Client, secret: str) -> None:
    assert client.get(f"/features/{secret}/").status_code in {400, 410}


def test_what_colleagues_wrote_for_themselves_is_not_shown(client: Client, survey: KanoSurvey) -> None:
    survey.title = "Secret title"
    survey.save()

    page = client.get(address(survey)).content.decode()

    assert "Secret title" not in page
    assert not [one.item.title for one in survey.questions.all() if one.item.title in page]


def test_words_are_words_only(client: Client) -> None:
    survey = KanoSurveyFactory.create(introduction="<script>alert(1)</script>")
    survey.questions.update(functional="<img src=x onerror=alert(1)>")

    page = client.get(address(survey)).content.decode()

    assert "<script" not in page
    assert "<img" not in page


def test_only_the_cookie_against_forged_forms_is_set(client: Client, survey: KanoSurvey) -> None:
    client.get(address(survey))
    client.post(address(survey), answers(survey), follow=True)

    assert set(client.cookies) == {"csrftoken"}


def test_a_forged_form_is_refused(survey: KanoSurvey) -> None:
    assert Client(enforce_csrf_checks=True).post(address(survey), answers(survey)).status_code == 403


def test_a_flood_is_put_off_in_words(client: Client, survey: KanoSurvey) -> None:
    with patch.object(doors, "WRITES", 1):
        client.post(address(survey), answers(survey))
        response = client.post(address(survey), answers(survey))

    assert response.status_code == 429
    assert "too often" in response.content.decode()
    assert KanoAnswer.objects.count() == 3


@pytest.mark.parametrize("items", [3, 15])
def test_more_questions_ask_no_more_queries(client: Client, django_assert_num_queries: Any, items: int) -> None:
    survey = KanoSurveyFactory.create(items=items)

    with django_assert_num_queries(3):
        client.get(address(survey))
