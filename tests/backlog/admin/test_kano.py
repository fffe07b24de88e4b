"""Kano surveys on their pages: begun from items, read by item and segment, ended, and kept as scores."""

import csv
from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from backlog.models import BacklogItem, KanoAnswer, KanoSurvey, Score
from research.models import User
from tests.factories import BacklogItemFactory, KanoAnswerFactory, KanoSurveyFactory, SegmentFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def ben_s(client: Client, ben: User) -> Client:
    client.force_login(ben)
    return client


@pytest.fixture
def survey() -> KanoSurvey:
    return KanoSurveyFactory.create()


def answer(survey: KanoSurvey, *, times: int = 1, **given: Any) -> None:
    for question in survey.questions.all():
        KanoAnswerFactory.create_batch(times, question=question, **given)


def page(client: Client, name: str, *args: Any, **query: Any) -> str:
    response = client.get(reverse(name, args=args, query=query))
    assert response.status_code == 200
    return response.content.decode()


def step(client: Client, name: str, survey: KanoSurvey, **given: Any) -> str:
    return client.post(reverse(name, args=[survey.pk]), given, follow=True).content.decode()


def wanted(items: list[BacklogItem], **more: Any) -> dict[str, Any]:
    words = {f"{side}_{one.pk}": f"{side} {one.pk}?" for one in items for side in ("functional", "dysfunctional")}
    until = (timezone.localdate() + timedelta(days=9)).isoformat()
    return {"step": "save", "item": [one.pk for one in items], "title": "Autumn", "until": until, **words, **more}


def test_items_chosen_in_the_backlog_are_asked_about_in_suggested_words(ben_s: Client) -> None:
    items = BacklogItemFactory.create_batch(3)

    response = ben_s.post(reverse("new_kano_survey"), {"step": "words", "item": [one.pk for one in items]})

    shown = response.content.decode()
    assert response.status_code == 200
    assert f"did this: “{items[0].title}”. How would you feel?" in shown
    assert f'formaction="{reverse("new_kano_survey")}"' in page(ben_s, "backlog")


@pytest.mark.parametrize("number", [0, 2, 16])
def test_too_few_and_too_many_are_chosen_again(ben_s: Client, number: int) -> None:
    items = BacklogItemFactory.create_batch(number)

    response = ben_s.post(reverse("new_kano_survey"), {"step": "words", "item": [one.pk for one in items]})

    assert response.status_code == 400
    assert f"Choose 3 to 15; these are {number}." in response.content.decode()
    assert response.content.decode().count(" checked") == number


def test_a_survey_is_made_with_a_link_for_everybody_and_for_each_segment(ben_s: Client) -> None:
    items, segment = BacklogItemFactory.create_batch(3), SegmentFactory.create(name="Riders")

    response = ben_s.post(reverse("new_kano_survey"), wanted(items, segments=[segment.pk]), follow=True)

    made = KanoSurvey.objects.get()
    shown = response.content.decode()
    assert list(made.questions.in_order().values_list("functional", flat=True)) == [
        f"functional {one.pk}?" for one in items
    ]
    assert reverse("kano_form", args=[made.secret]) in shown
    assert f"{made.secret}/?segment={segment.pk}" in shown


@pytest.mark.parametrize(
    "given", [{"title": ""}, {"until": "2020-01-01"}, {"until": "x"}], ids=["no title", "over already", "no day"]
)
def test_what_is_missing_is_said_and_nothing_is_lost(ben_s: Client, given: dict[str, str]) -> None:
    items = BacklogItemFactory.create_batch(3)

    response = ben_s.post(reverse("new_kano_survey"), wanted(items, **given))

    assert response.status_code == 400
    assert f"functional {items[0].pk}?" in response.content.decode()
    assert not KanoSurvey.objects.exists()


def test_results_tell_of_every_item_with_n_and_what_to_make_of_it(ben_s: Client, survey: KanoSurvey) -> None:
    answer(survey)

    shown = page(ben_s, "kano_survey", survey.pk)

    assert "n = 1" in shown
    assert shown.count("Only 1 answered: under 20 a category says little.") == 3
    assert "One-dimensional and Must-be do not differ significantly (Fong)" in shown
    assert "better 1.00, worse −1.00" in shown, "the picture in words"


def test_results_are_read_by_segment(ben_s: Client, survey: KanoSurvey) -> None:
    riders = SegmentFactory.create(name="Riders")
    answer(survey, segment=riders, functional=2)
    answer(survey, times=2)

    of_riders = page(ben_s, "kano_survey", survey.pk, segment=riders.pk)

    assert "Riders · n = 1" in of_riders
    assert "Category by segment" in of_riders


@pytest.mark.parametrize(("given", "status"), [("x", 400), ("999999", 404)])
def test_a_segment_that_is_none_is_refused(ben_s: Client, survey: KanoSurvey, given: str, status: int) -> None:
    assert ben_s.get(reverse("kano_survey", args=[survey.pk], query={"segment": given})).status_code == status


def test_results_come_as_csv_that_no_spreadsheet_runs(ben_s: Client, survey: KanoSurvey) -> None:
    BacklogItem.objects.update(title="=HYPERLINK(1)")
    answer(survey)

    text = page(ben_s, "kano_csv", survey.pk)

    rows = list(csv.DictReader(text.splitlines()))
    assert len(rows) == 3
    assert (rows[0]["title"], rows[0]["category"], rows[0]["One-dimensional"]) == (
        "'=HYPERLINK(1)",
        "One-dimensional",
        "1",
    )


def test_results_are_kept_as_scores_once(ben_s: Client, survey: KanoSurvey) -> None:
    answer(survey)

    first, again = (step(ben_s, "store_kano_scores", survey) for _ in range(2))

    assert "3 scores kept" in first
    assert "All scores are kept already." in again
    assert Score.objects.filter(framework="kano").count() == 3


def test_it_is_closed_by_hand_and_opened_again(ben_s: Client, survey: KanoSurvey) -> None:
    closed = step(ben_s, "close_kano_survey", survey)
    opened = step(ben_s, "close_kano_survey", survey, step="reopen")

    assert "Closed. The links lead nowhere any more." in closed
    assert "Open again, by the same links." in opened
    assert KanoSurvey.objects.get().is_open(at=timezone.now())


def test_what_has_run_out_is_opened_for_a_while(ben_s: Client) -> None:
    survey = KanoSurveyFactory.create(expires_at=timezone.now() - timedelta(days=1))

    step(ben_s, "close_kano_survey", survey, step="reopen")

    assert KanoSurvey.objects.get().is_open(at=timezone.now() + timedelta(days=29))


def test_words_change_until_somebody_has_answered(ben_s: Client, survey: KanoSurvey) -> None:
    words = {f"{side}_{one.pk}": "New?" for one in survey.questions.all() for side in ("functional", "dysfunctional")}

    changed = step(ben_s, "kano_words", survey, **words)
    answer(survey)
    refused = step(ben_s, "kano_words", survey, **dict.fromkeys(words, "Newer?"))

    assert "So it is asked from now on." in changed
    assert "Somebody has answered already" in refused
    assert set(survey.questions.values_list("functional", flat=True)) == {"New?"}


def test_a_sheet_is_looked_at_first_and_then_brought_in(ben_s: Client, survey: KanoSurvey) -> None:
    lines = [f"p1,#{one.item.number},I like it,5" for one in survey.questions.select_related("item")]
    text = "\n".join(["respondent,item,functional,dysfunctional", *lines])

    looked = step(ben_s, "kano_answers", survey, step="look", text=text)
    saved = KanoAnswer.objects.count()
    brought = step(ben_s, "kano_answers", survey, step="bring", text=text)

    assert "1 new respondent" in looked
    assert saved == 0
    assert "1 respondent came in." in brought
    assert KanoAnswer.objects.count() == 3


def test_a_sheet_s_flaws_are_told_by_line(ben_s: Client, survey: KanoSurvey) -> None:
    text = "respondent,item,functional,dysfunctional\np1,#0,1,5"

    response = ben_s.post(reverse("kano_answers", args=[survey.pk]), {"step": "look", "text": text})

    assert response.status_code == 400
    assert "Line 2: The survey does not ask about item “0”." in response.content.decode()


def test_who_reads_does_not_hand_the_link_on(client: Client, cleo: User, survey: KanoSurvey) -> None:
    client.force_login(cleo)

    assert survey.secret not in page(client, "kano_survey", survey.pk)
    assert client.post(reverse("close_kano_survey", args=[survey.pk])).status_code == 403
    assert client.get(reverse("new_kano_survey")).status_code == 403


def test_stakeholders_see_none_of_it(client: Client, dev: User, survey: KanoSurvey) -> None:
    client.force_login(dev)

    names = ("kano_survey", "kano_csv", "kano_answers", "kano_words")
    assert [client.get(reverse(name, args=[survey.pk])).status_code for name in names] == [403] * 4
    assert client.get(reverse("kano_surveys")).status_code == 403


def test_titles_are_words_only(ben_s: Client, survey: KanoSurvey) -> None:
    BacklogItem.objects.update(title="<script>x</script>")
    answer(survey)

    assert "<script>x" not in page(ben_s, "kano_survey", survey.pk)


def test_more_surveys_and_answers_ask_no_more_queries(
    ben_s: Client, survey: KanoSurvey, django_assert_max_num_queries: Any
) -> None:
    answer(survey, times=2, segment=SegmentFactory.create())
    addresses = [reverse("kano_surveys"), reverse("kano_survey", args=[survey.pk])]

    def asked() -> list[int]:
        counts = []
        for address in addresses:
            with django_assert_max_num_queries(30) as queries:
                ben_s.get(address)
            counts.append(len(queries))
        return counts

    asked()
    few = asked()
    for _ in range(4):
        answer(KanoSurveyFactory.create())
    answer(survey, times=4, segment=SegmentFactory.create())

    assert asked() == few
