"""The public page of a survey: what it asks, takes once, and refuses."""

import re
import uuid
from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from research.models import SurveyLink, SurveyResponse
from research.public import doors
from tests.factories import SegmentFactory, SurveyFactory, SurveyLinkFactory, SurveyStatementFactory

pytestmark = pytest.mark.django_db


def address(link: SurveyLink) -> str:
    return f"/answer/{link.secret}/"


def send(client: Client, link: SurveyLink, **given: Any) -> Any:
    return client.post(address(link), {"answer": str(uuid.uuid4()), **given})


def test_whoever_has_the_link_answers_without_logging_in(client: Client) -> None:
    link = SurveyLinkFactory.create(segment=SegmentFactory.create())

    page = client.get(address(link))
    form = re.search(r'name="answer" value="([0-9a-f-]+)"', page.content.decode())
    assert form is not None
    sent = client.post(address(link), {"answer": form[1], "score": "3", "comment": " It hangs. "}, follow=True)

    assert page.status_code == 200
    assert "How likely are you to recommend us?" in page.content.decode()
    assert "Thank you" in sent.content.decode()
    found = SurveyResponse.objects.get()
    assert (str(found.uuid), found.score, found.comment) == (form[1], 3, "It hangs.")
    assert (found.survey, found.segment, found.created_by) == (link.survey, link.segment, None)
    assert (found.participant, found.account) == (None, None)


def test_the_same_form_sent_twice_is_one_answer(client: Client) -> None:
    link = SurveyLinkFactory.create()
    given = {"answer": str(uuid.uuid4()), "score": "9"}

    statuses = [client.post(address(link), given).status_code for _ in range(2)]

    assert statuses == [302, 302]
    assert SurveyResponse.objects.count() == 1


@pytest.mark.parametrize(
    "given",
    [
        pytest.param({}, id="nothing"),
        pytest.param({"score": "11"}, id="beyond ten"),
        pytest.param({"score": "many"}, id="no number"),
        pytest.param({"score": "9", "comment": "x" * 2001}, id="a long comment"),
        pytest.param({"score": "9", "comment": "\x00"}, id="a NUL"),
        pytest.param({"score": "9", "answer": "not-an-id"}, id="no id"),
    ],
)
def test_what_does_not_fit_comes_back_with_a_sentence(client: Client, given: dict[str, str]) -> None:
    answer = send(client, SurveyLinkFactory.create(), **given)

    assert answer.status_code == 400
    assert "Something is missing below" in answer.content.decode() or "x00" in str(given)
    assert not SurveyResponse.objects.exists()


@pytest.mark.parametrize(
    "change",
    [
        pytest.param({"closed_at": timezone.now()}, id="closed by hand"),
        pytest.param({"expires_at": timezone.now() - timedelta(days=1)}, id="run out"),
        pytest.param({"survey__closed_at": timezone.now()}, id="of a closed survey"),
    ],
)
def test_a_link_that_leads_nowhere_says_so_and_takes_nothing(client: Client, change: dict[str, Any]) -> None:
    link = SurveyLinkFactory.create(**change)

    asked, sent = client.get(address(link)), send(client, link, score="9")

    assert (asked.status_code, sent.status_code) == (410, 410)
    assert "Nothing is open here" in asked.content.decode()
    assert "recommend" not in asked.content.decode()
    assert not SurveyResponse.objects.exists()


def test_a_guess_is_like_a_link_that_is_gone(client: Client) -> None:
    assert client.get("/answer/guessed/").status_code == 410


def test_answering_too_often_from_one_place_is_put_off(client: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(doors, "WRITES", 2)
    link = SurveyLinkFactory.create()

    statuses = [send(client, link, score="9").status_code for _ in range(3)]

    assert statuses == [302, 302, 429]
    assert SurveyResponse.objects.count() == 2


def test_both_halves_of_a_question_are_answered_or_none(client: Client) -> None:
    one = SurveyStatementFactory.create(wording="I lose receipts.")
    other = SurveyStatementFactory.create(survey=one.survey)
    link = SurveyLinkFactory.create(survey=one.survey)

    half = send(client, link, **{f"importance_{one.pk}": "5"})
    nothing = send(client, link)
    whole = send(client, link, **{f"importance_{one.pk}": "5", f"satisfaction_{one.pk}": "2"})

    assert (half.status_code, nothing.status_code, whole.status_code) == (400, 400, 302)
    assert "Choose one here, too." in half.content.decode()
    assert "Answer one of the questions at least." in nothing.content.decode()
    ratings = list(SurveyResponse.objects.get().ratings.values_list("statement", "importance", "satisfaction"))
    assert ratings == [(one.pk, 5, 2)]
    assert other.wording in client.get(address(link)).content.decode()


def test_nothing_runs_or_is_styled_inline(client: Client) -> None:
    answer = client.get(address(SurveyLinkFactory.create()))

    assert not re.search(r"<style|\sstyle=|\son\w+=|<script(?![^>]*\ssrc=)", answer.content.decode())


def test_hostile_words_of_a_question_stay_words(client: Client) -> None:
    survey = SurveyFactory.create(question="<script>alert(1)</script>")

    page = client.get(address(SurveyLinkFactory.create(survey=survey))).content.decode()

    assert "<script>alert" not in page
    assert "&lt;script&gt;" in page
