"""The pages of surveys: all at a glance, NPS by wave and segment with its comments, links, and what is done from there."""

from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from research.admin import nps_charts
from research.models import Interview, Measurement, Survey, SurveyLink, SurveyResponse, User
from research.statistics import nps, periods
from research.surveying import nps_results
from tests.factories import (
    ConsentFactory,
    MetricFactory,
    OpportunityFactory,
    ParticipantFactory,
    SegmentFactory,
    SurveyFactory,
    SurveyLinkFactory,
    SurveyRatingFactory,
    SurveyResponseFactory,
)

HOSTILE = "<script>alert(1)</script>"


@pytest.fixture
def desk(client: Client, ben: User) -> Client:
    """Ben, logged in."""
    client.force_login(ben)
    return client


def answered(survey: Survey, *scores: int, wave: date = date(2026, 1, 1), **more: Any) -> None:
    for score in scores:
        SurveyResponseFactory.create(survey=survey, score=score, wave=wave, **more)


def text(answer: Any) -> str:
    return str(answer.content.decode())


def test_every_survey_is_there_with_its_last_wave(desk: Client) -> None:
    survey = SurveyFactory.create(title="Would they?")
    answered(survey, 10, 10, 10, 2)
    SurveyRatingFactory.create(response__survey__title="What matters")

    page = text(desk.get("/surveys/"))

    for words in ("Would they?", "50.0", "Q1 2026", "n = 4", "4 answers", "open"):
        assert words in page


def test_an_empty_list_says_what_to_do(desk: Client) -> None:
    assert "No survey yet" in text(desk.get("/surveys/"))


def test_a_list_asks_as_often_for_six_surveys_as_for_two(desk: Client) -> None:
    counts = []
    for number in (2, 4):
        for _ in range(number):
            answered(SurveyFactory.create(), 9, 3)
        with CaptureQueriesContext(connection) as queries:
            desk.get("/surveys/")
        counts.append(len(queries))

    assert counts[0] == counts[1]


def test_a_wave_shows_value_interval_n_and_the_change(desk: Client) -> None:
    survey = SurveyFactory.create()
    answered(survey, *([10] * 5), *([7] * 3), *([2] * 2))
    answered(survey, *([10] * 9), wave=date(2026, 4, 1))

    last, first = text(desk.get(f"/surveys/{survey.pk}/")), text(desk.get(f"/surveys/{survey.pk}/?wave=2026-Q1"))

    assert "+70.0" in last
    assert "Q2 2026" in last
    assert "Of 9 answers, 9 gave 10." in last
    assert "n = 10" in first
    assert "5 (50 %)" in first
    assert "Of 10 answers, 2 gave 2, 3 gave 7, 5 gave 10." in first


def test_a_segment_shows_its_own_wave_and_comments(desk: Client) -> None:
    survey, segment = SurveyFactory.create(), SegmentFactory.create(name="Travellers")
    answered(survey, 10, segment=segment, comment="Mine.")
    answered(survey, 2, comment="Others'.")

    page = text(desk.get(f"/surveys/{survey.pk}/?segment={segment.pk}"))

    assert "Mine." in page
    assert "Others" not in page
    assert "100.0" in page


@pytest.mark.parametrize(("query", "status"), [("?segment=x", 400), ("?segment=999999", 404), ("?wave=x", 200)])
def test_nonsense_in_an_address_is_answered(desk: Client, query: str, status: int) -> None:
    survey = SurveyFactory.create()
    answered(survey, 9)

    assert desk.get(f"/surveys/{survey.pk}/{query}").status_code == status


def test_nobody_has_answered_yet(desk: Client) -> None:
    for survey in (SurveyFactory.create(), SurveyFactory.create(opportunity=True)):
        assert "Nobody has answered yet" in text(desk.get(f"/surveys/{survey.pk}/"))


def test_hostile_words_stay_words_and_withheld_ones_stay_away(desk: Client) -> None:
    survey, person, now = SurveyFactory.create(title=HOSTILE), ParticipantFactory.create(), datetime.now(UTC)
    ConsentFactory.create(
        participant=person, scope="quote_internally", given_at=now - timedelta(2), withdrawn_at=now - timedelta(1)
    )
    answered(survey, 3, comment=HOSTILE)
    answered(survey, 4, comment="Not to be read.", participant=person)

    page = text(desk.get(f"/surveys/{survey.pk}/"))

    assert HOSTILE not in page
    assert "&lt;script&gt;" in page
    assert "Not to be read" not in page
    assert "Withheld: consent withdrawn." in page
    assert "Bring 1 comment to the inbox" in page


def test_a_page_asks_as_often_for_many_comments_as_for_two(desk: Client) -> None:
    survey = SurveyFactory.create()
    counts = []
    for number in (2, 6):
        for _ in range(number):
            answered(
                survey, 3, comment="Slow.", segment=SegmentFactory.create(), participant=ParticipantFactory.create()
            )
        with CaptureQueriesContext(connection) as queries:
            desk.get(f"/surveys/{survey.pk}/")
        counts.append(len(queries))

    assert counts[0] == counts[1]


def test_comments_go_to_the_inbox_by_one_button(desk: Client) -> None:
    survey = SurveyFactory.create()
    answered(survey, 3, comment="Slow.")

    told = desk.post(f"/surveys/{survey.pk}/comments/", follow=True)
    again = desk.post(f"/surveys/{survey.pk}/comments/", follow=True)

    assert "1 comment waits in the inbox." in text(told)
    assert "There was nothing new to bring." in text(again)
    assert Interview.objects.get().kind == "survey_answer"
    assert "in the feedback" in text(told)


def test_a_link_is_made_for_a_segment_and_closed(desk: Client) -> None:
    survey, segment = SurveyFactory.create(), SegmentFactory.create(name="Travellers")
    until = (datetime.now(UTC) + timedelta(days=9)).date().isoformat()

    made = desk.post(f"/surveys/{survey.pk}/links/", {"segment": segment.pk, "until": until}, follow=True)
    link = SurveyLink.objects.get()
    closed = desk.post(f"/surveys/{survey.pk}/links/{link.pk}/close/", follow=True)

    assert f"http://testserver/answer/{link.secret}/" in text(made)
    assert link.segment == segment
    assert link.secret not in text(closed)


@pytest.mark.parametrize("until", ["", "2000-01-01", "2999-01-01", "soon"])
def test_a_link_with_an_impossible_end_is_refused_with_a_sentence(desk: Client, until: str) -> None:
    survey = SurveyFactory.create()

    told = desk.post(f"/surveys/{survey.pk}/links/", {"until": until}, follow=True)

    assert "link works" in text(told)
    assert not SurveyLink.objects.exists()


def test_a_survey_is_closed_and_opened_again(desk: Client) -> None:
    link = SurveyLinkFactory.create()
    address = f"/surveys/{link.survey_id}/close/"

    closed = text(desk.post(address, {"step": "close"}, follow=True))
    opened = text(desk.post(address, {"step": "reopen"}, follow=True))

    assert "waits until the survey is open again" in closed
    assert "Make a link" not in closed
    assert "works until" in opened


def test_waves_are_written_into_the_metric(desk: Client) -> None:
    survey = SurveyFactory.create(metric=MetricFactory.create(formula="nps", period="quarter"))
    answered(survey, 9)

    told = text(desk.post(f"/surveys/{survey.pk}/measure/", follow=True))

    assert "1 value written." in told
    assert Measurement.objects.get().n == 1


def test_answers_come_as_a_sheet_and_flaws_are_named_by_line(desk: Client) -> None:
    survey = SurveyFactory.create()
    address = f"/surveys/{survey.pk}/csv/"

    wrong = desk.post(address, {"text": "score\n9\n12"})
    right = desk.post(address, {"text": "score\n9\n2"}, follow=True)

    assert wrong.status_code == 400
    assert "Line 3: Give a score from 0 to 10." in text(wrong)
    assert "2 new, 0 were there." in text(right)


def test_a_survey_is_made_in_a_form_that_leads_to_its_page(desk: Client) -> None:
    chosen = OpportunityFactory.create(statement="I lose receipts.")
    given = {"title": "What matters", "kind": "opportunity", "language": "en", "wave_length": "year"}

    refused = desk.post("/research/survey/add/", given)
    made = desk.post("/research/survey/add/", {**given, "opportunities": [chosen.pk]})

    survey = Survey.objects.get()
    assert "Say which opportunities it asks about." in text(refused)
    assert (made.status_code, made["Location"]) == (302, f"/surveys/{survey.pk}/")
    assert [one.wording for one in survey.statements.all()] == ["I lose receipts."]


def test_a_form_keeps_what_was_asked(desk: Client) -> None:
    survey = SurveyFactory.create()
    answered(survey, 9)
    given = {"title": "Another name", "language": "en", "wave_length": "quarter", "follow_up": survey.follow_up}
    address = f"/research/survey/{survey.pk}/change/"

    refused = desk.post(address, {**given, "question": "Something else?"})
    saved = desk.post(address, {**given, "question": survey.question})

    survey.refresh_from_db()
    assert "it keeps asking what it asked" in text(refused)
    assert saved.status_code == 302
    assert survey.title == "Another name"


@pytest.mark.parametrize("name", ["dev", "gus", "eve"])
def test_surveys_are_closed_to_whoever_reads_no_research(
    client: Client, name: str, request: pytest.FixtureRequest
) -> None:
    client.force_login(request.getfixturevalue(name))
    survey = SurveyFactory.create()

    assert {client.get(address).status_code for address in ("/surveys/", f"/surveys/{survey.pk}/")} <= {302, 403}


def test_a_reader_changes_nothing(client: Client, cleo: User) -> None:
    client.force_login(cleo)
    link = SurveyLinkFactory.create()
    survey = link.survey
    answered(survey, 3, comment="Slow.")

    page = text(client.get(f"/surveys/{survey.pk}/"))
    statuses = {client.post(f"/surveys/{survey.pk}/{step}/").status_code for step in ("links", "close", "comments")}

    assert "Make a link" not in page
    assert link.secret not in page
    assert "Bring 1 comment" not in page
    assert statuses == {403}
    assert not SurveyResponse.objects.filter(taken_up_at__isnull=False).exists()


def test_bars_stand_within_the_picture() -> None:
    by_score = (0, 1, 0, 400, 0, 0, 0, 3, 0, 0, 2)
    answers = nps.count_by_score(by_score)
    score = nps.score(answers)
    assert score is not None
    wave = nps_results.Wave(
        period=periods.read("2026-Q1"), by_score=by_score, answers=answers, score=score, change=None
    )

    drawn = nps_charts.distribution(wave)

    assert len(drawn.bars) == 11
    assert min(bar.y for bar in drawn.bars) >= nps_charts.TOP
    assert {round(bar.y + bar.height, 1) for bar in drawn.bars} == {float(drawn.floor)}
    assert drawn.bars[-1].x + drawn.bars[-1].width <= drawn.width


@pytest.mark.parametrize(
    ("value", "said"), [(-5.26, "−5.3"), (0.0, "0.0"), (-0.01, "0.0"), (30.0, "30.0")], ids=["minus", "0", "dust", "30"]
)
def test_points_read_as_people_write_them(value: float, said: str) -> None:
    assert nps_charts.points(value) == said
