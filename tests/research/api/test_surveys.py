"""/surveys/, /survey-responses/ and /surveys/<id>/results/"""

from datetime import UTC, date, datetime, timedelta
from io import BytesIO
from typing import Any

import pytest
from rest_framework.test import APIClient

from research.models import Interview, Measurement, Survey, SurveyResponse, User
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
    SurveyStatementFactory,
)

SURVEYS, RESPONSES, IMPORT = "/api/v1/surveys/", "/api/v1/survey-responses/", "/api/v1/survey-responses/import/"


def scores(promoters: int, passives: int, detractors: int, *, wave: str = "2026-Q1", segment: str = "") -> str:
    numbers = [*([10] * promoters), *([7] * passives), *([3] * detractors)]
    return "score,wave,segment\n" + "\n".join(f"{score},{wave},{segment}" for score in numbers)


def bring(client: APIClient, survey: Survey, text: str) -> Any:
    return client.post(IMPORT, {"survey": survey.pk, "text": text}, format="json")


def waves_of(client: APIClient, survey: Survey) -> list[dict[str, Any]]:
    waves: list[dict[str, Any]] = client.get(f"{SURVEYS}{survey.pk}/results/").json()["groups"][0]["waves"]
    return waves


def test_nps_comes_out_as_its_source_prints_it(client: APIClient) -> None:
    survey = SurveyFactory.create()

    brought = bring(client, survey, scores(50, 30, 20))

    assert brought.json() == {"created": 100, "unchanged": 0}
    (wave,) = waves_of(client, survey)
    assert (wave["nps"], wave["n"], wave["wave"]) == (30.0, 100, "2026-Q1")
    assert (round(wave["margin"], 2), round(wave["low"], 2), round(wave["high"], 2)) == (15.31, 14.05, 44.20)
    assert (wave["promoters"], wave["passives"], wave["detractors"]) == (50, 30, 20)
    assert wave["distribution"] == [0, 0, 0, 20, 0, 0, 0, 30, 0, 0, 50]
    assert wave["change"] is None


def test_a_change_between_waves_tells_whether_it_may_be_chance(client: APIClient) -> None:
    survey = SurveyFactory.create()
    for text in (scores(50, 30, 20), scores(52, 30, 18, wave="2026-Q2"), scores(90, 5, 5, wave="2026-Q3")):
        bring(client, survey, text)

    _, second, third = waves_of(client, survey)

    assert second["change"]["value"] == 4.0
    assert not second["change"]["is_significant"]
    assert second["change"]["low"] < 0 < second["change"]["high"]
    assert third["change"]["value"] == 51.0
    assert third["change"]["is_significant"]


def test_segments_are_counted_by_themselves_and_in_everybody(client: APIClient) -> None:
    survey, segment = SurveyFactory.create(), SegmentFactory.create(name="Travellers")
    bring(client, survey, scores(1, 0, 0, segment="travellers"))
    bring(client, survey, scores(0, 0, 1))

    groups = client.get(f"{SURVEYS}{survey.pk}/results/").json()["groups"]

    found = {one["segment"]: [(wave["nps"], wave["n"]) for wave in one["waves"]] for one in groups}
    assert found == {None: [(0.0, 2)], segment.pk: [(100.0, 1)]}


def test_results_are_of_all_answers_whoever_asks(client: APIClient) -> None:
    survey = SurveyFactory.create()
    SurveyResponseFactory.create(survey=survey)

    few = client.get(f"{SURVEYS}{survey.pk}/results/")
    missing = client.get(f"{SURVEYS}{SurveyFactory.create(opportunity=True).pk}/results/")

    assert few.json()["n"] == 1
    assert missing.status_code == 404


def test_waves_become_measurements_with_n_and_are_corrected_not_repeated(client: APIClient) -> None:
    metric = MetricFactory.create(formula="nps", period="quarter")
    survey, segment = SurveyFactory.create(metric=metric), SegmentFactory.create(name="Travellers")
    bring(client, survey, scores(50, 30, 20))
    bring(client, survey, scores(1, 0, 1, wave="2026-Q2", segment="Travellers"))

    first = client.post(f"{SURVEYS}{survey.pk}/measure/", {}, format="json")
    again = client.post(f"{SURVEYS}{survey.pk}/measure/", {}, format="json")

    assert len(first.json()["measurements"]) == 3
    assert again.json() == {"measurements": []}
    one = Measurement.objects.get(period_end=date(2026, 3, 31))
    assert (one.metric, one.segment, one.n, float(one.value or 0)) == (metric, None, 100, 30.0)
    bring(client, survey, scores(1, 0, 0))
    assert client.post(f"{SURVEYS}{survey.pk}/measure/", {}, format="json").json() == {"measurements": [one.pk]}
    assert Measurement.objects.filter(segment=segment).count() == 1


def test_a_survey_without_a_metric_is_not_measured(client: APIClient) -> None:
    answer = client.post(f"{SURVEYS}{SurveyFactory.create().pk}/measure/", {}, format="json")

    assert answer.status_code == 409
    assert "Choose a metric first" in answer.content.decode()


@pytest.mark.parametrize(
    ("metric", "sentence"),
    [
        pytest.param({"formula": "cac", "period": "quarter"}, "Only a metric with the formula NPS", id="formula"),
        pytest.param({"formula": "nps", "period": "month"}, "of different length", id="period"),
    ],
)
def test_a_metric_that_cannot_be_fed_is_refused(client: APIClient, metric: dict[str, str], sentence: str) -> None:
    chosen = MetricFactory.create(**metric)

    answer = client.post(SURVEYS, {"kind": "nps", "title": "NPS", "metric": chosen.pk}, format="json")

    assert answer.status_code == 400
    assert sentence in answer.content.decode()


def test_a_new_survey_asks_in_the_usual_words(client: APIClient) -> None:
    answer = client.post(SURVEYS, {"kind": "nps", "title": "NPS"}, format="json")

    assert answer.status_code == 201, answer.content
    assert answer.json()["question"].startswith("How likely are you to recommend")
    assert answer.json()["follow_up"] == "What is the main reason for your score?"


def test_a_survey_of_opportunities_keeps_the_words_that_it_asked(client: APIClient) -> None:
    first, second = OpportunityFactory.create(statement="I lose receipts."), OpportunityFactory.create()
    body = {"kind": "opportunity", "title": "What matters", "opportunities": [second.pk, first.pk]}

    made = client.post(SURVEYS, body, format="json").json()
    first.statement = "Receipts get lost."
    first.save()
    asked = client.get(f"{SURVEYS}{made['id']}/").json()["statements"]

    assert [one["opportunity"] for one in asked] == [second.pk, first.pk]
    assert asked[1]["wording"] == "I lose receipts."


@pytest.mark.parametrize(
    ("body", "sentence"),
    [
        pytest.param({"kind": "opportunity"}, "Say which opportunities", id="none"),
        pytest.param({"kind": "nps", "opportunities": [0]}, "asks about no opportunities", id="of nps"),
    ],
)
def test_opportunities_belong_to_their_kind(client: APIClient, body: dict[str, Any], sentence: str) -> None:
    if "opportunities" in body:
        body = {**body, "opportunities": [OpportunityFactory.create().pk]}

    answer = client.post(SURVEYS, {"title": "What matters", **body}, format="json")

    assert answer.status_code == 400
    assert sentence in answer.content.decode()


def test_what_was_answered_stays_as_it_was_asked(client: APIClient) -> None:
    rating = SurveyRatingFactory.create()
    survey = rating.response.survey
    address = f"{SURVEYS}{survey.pk}/"

    other = client.patch(address, {"opportunities": [OpportunityFactory.create().pk]}, format="json")
    wording = client.patch(address, {"question": "And now?"}, format="json")
    title = client.patch(address, {"title": "Another name"}, format="json")

    assert (other.status_code, wording.status_code, title.status_code) == (409, 409, 200)
    assert "it keeps asking what it asked" in other.content.decode()


def test_one_closes_a_survey_and_opens_it_again(client: APIClient) -> None:
    survey = SurveyFactory.create()
    client.post(f"{SURVEYS}{survey.pk}/close/", {}, format="json")

    refused = client.post(RESPONSES, {"survey": survey.pk, "score": 9}, format="json")
    client.post(f"{SURVEYS}{survey.pk}/reopen/", {}, format="json")
    taken = client.post(RESPONSES, {"survey": survey.pk, "score": 9}, format="json")

    assert (refused.status_code, taken.status_code) == (409, 201)


def test_a_link_is_made_shown_and_closed(client: APIClient) -> None:
    survey, segment = SurveyFactory.create(), SegmentFactory.create()
    until = (datetime.now(UTC) + timedelta(days=20)).isoformat()
    address = f"{SURVEYS}{survey.pk}/"

    made = client.post(f"{address}open-link/", {"segment": segment.pk, "expires_at": until}, format="json")
    (link,) = made.json()["links"]
    closed = client.post(f"{address}close-link/", {"link": link["id"]}, format="json")

    assert made.status_code == 201
    assert link["segment"] == segment.pk
    assert len(link["address"].rstrip("/").rsplit("/", 1)[1]) >= 32
    assert closed.json()["links"][0]["closed_at"]
    assert closed.json()["version"] > made.json()["version"]


def test_only_who_may_hand_a_link_on_sees_it(client: APIClient, cleo: User) -> None:
    link = SurveyLinkFactory.create()
    reader = APIClient()
    reader.force_authenticate(cleo)

    assert len(client.get(f"{SURVEYS}{link.survey_id}/").json()["links"]) == 1
    assert reader.get(f"{SURVEYS}{link.survey_id}/").json()["links"] == []


@pytest.mark.parametrize("days", [-1, 400])
def test_a_link_works_for_a_year_at_most(client: APIClient, days: int) -> None:
    until = (datetime.now(UTC) + timedelta(days=days)).isoformat()

    answer = client.post(f"{SURVEYS}{SurveyFactory.create().pk}/open-link/", {"expires_at": until}, format="json")

    assert answer.status_code == 400


@pytest.mark.parametrize(
    ("body", "field"),
    [
        pytest.param({}, "score", id="no score"),
        pytest.param({"score": 11}, "score", id="beyond ten"),
        pytest.param({"score": -1}, "score", id="below nought"),
        pytest.param({"score": 9, "comment": "x" * 2001}, "comment", id="a long comment"),
        pytest.param({"score": 9, "ratings": [{"opportunity": 1, "importance": 5, "satisfaction": 5}]}, "ratings", id="rated"),
        pytest.param({"score": 9, "answered_at": "2999-01-01T00:00:00Z"}, "answered_at", id="from the future"),
        pytest.param({"score": 9, "answered_at": "0001-01-01T00:00:00Z"}, "answered_at", id="of the year one"),
        pytest.param({"score": 9, "name": "Ann"}, "name", id="an unknown field"),
    ],
)  # fmt: skip
def test_an_answer_that_does_not_fit_is_400(client: APIClient, body: dict[str, Any], field: str) -> None:
    answer = client.post(RESPONSES, {"survey": SurveyFactory.create().pk, **body}, format="json")

    assert answer.status_code == 400
    assert f"/{field}" in answer.content.decode()


def test_ratings_are_taken_of_what_was_asked_only(client: APIClient) -> None:
    statement = SurveyStatementFactory.create()
    other = OpportunityFactory.create()

    def rated(*rows: tuple[int, int, int]) -> Any:
        ratings = [{"opportunity": pk, "importance": one, "satisfaction": two} for pk, one, two in rows]
        return client.post(RESPONSES, {"survey": statement.survey_id, "ratings": ratings}, format="json")

    taken = rated((statement.opportunity_id, 5, 2))

    assert taken.status_code == 201, taken.content
    assert taken.json()["ratings"] == [{"opportunity": statement.opportunity_id, "importance": 5, "satisfaction": 2}]
    assert rated((other.pk, 5, 2)).status_code == 400
    assert rated((statement.opportunity_id, 5, 2), (statement.opportunity_id, 4, 2)).status_code == 400
    assert rated((statement.opportunity_id, 6, 2)).status_code == 400
    assert rated().status_code == 400


def test_who_it_was_may_be_told_later_but_not_what_was_said(client: APIClient) -> None:
    response = SurveyResponseFactory.create()
    address, participant = f"{RESPONSES}{response.pk}/", ParticipantFactory.create()

    assert client.patch(address, {"participant": participant.pk}, format="json").status_code == 200
    assert client.patch(address, {"score": 1}, format="json").status_code == 400
    response.refresh_from_db()
    assert (response.participant, response.score) == (participant, 9)


def test_a_sheet_comes_whole_or_not_at_all_and_names_every_line(client: APIClient) -> None:
    survey = SurveyFactory.create()
    SegmentFactory.create(name="Travellers")

    answer = bring(
        client,
        survey,
        "score,comment,segment,answered_at\n9,Good,Travellers,2026-02-01\n11,,,\nx,,,\n7,,Nobody,\n7,,,2026-13-01",
    )

    assert answer.status_code == 400
    pointers = [flaw["pointer"] for flaw in answer.json()["errors"]]
    assert pointers == ["/text/3/score", "/text/4/score", "/text/5/segment", "/text/6/answered_at"]
    assert not SurveyResponse.objects.exists()


def test_the_same_key_is_the_same_answer(client: APIClient) -> None:
    survey = SurveyFactory.create()
    sheet = "key;score;comment\nr-1;9;Good\nr-2;4;Slow"

    first, again = bring(client, survey, sheet), bring(client, survey, sheet)
    twice = bring(client, survey, "key,score\nr-3,1\nr-3,2")

    assert first.json() == {"created": 2, "unchanged": 0}
    assert again.json() == {"created": 0, "unchanged": 2}
    assert twice.status_code == 400
    assert SurveyResponse.objects.count() == 2


def test_ratings_come_as_a_sheet_by_number_or_by_their_words(client: APIClient) -> None:
    statement = SurveyStatementFactory.create(wording="I lose receipts.")
    other = SurveyStatementFactory.create(survey=statement.survey)
    sheet = (
        "key,opportunity,importance,satisfaction\n"
        f"r-1,i lose RECEIPTS.,5,1\nr-1,{other.opportunity_id},2,4\nr-2,{other.opportunity_id},5,5"
    )

    brought = bring(client, statement.survey, sheet)
    wrong = bring(client, statement.survey, "key,opportunity,importance,satisfaction\nr-9,Something else,5,1")

    assert brought.json() == {"created": 2, "unchanged": 0}
    assert SurveyResponse.objects.get(source_key="r-1").ratings.count() == 2
    assert wrong.status_code == 400


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        pytest.param("comment\nGood", "one of them is “score”", id="no score"),
        pytest.param("score,mail\n9,a@b.c", "no column of this name: mail", id="an unknown column"),
        pytest.param("score,wave\n9,2026-01", "A wave of this survey is a quarter", id="a wave of another length"),
        pytest.param("score,wave\n9,2999-Q1", "does not come from the future", id="a wave to come"),
        pytest.param("score,key\n9," + "k" * 101, "at most 100 characters", id="a long key"),
    ],
)
def test_a_sheet_that_does_not_fit_says_why(client: APIClient, text: str, sentence: str) -> None:
    answer = bring(client, SurveyFactory.create(), text)

    assert answer.status_code == 400
    assert sentence in answer.content.decode()


def test_a_file_with_broken_bytes_is_refused(client: APIClient) -> None:
    survey = SurveyFactory.create()

    for content in (b"score\n9\x00", b"\xff\xfe\x00"):
        sheet = client.post(IMPORT, {"survey": survey.pk, "file": _file(content)}, format="multipart")
        assert sheet.status_code == 400


def test_a_large_sheet_asks_no_more_queries_than_a_small_one(
    client: APIClient, django_assert_max_num_queries: Any
) -> None:
    with django_assert_max_num_queries(30):
        bring(client, SurveyFactory.create(), scores(200, 100, 100))


def test_comments_become_feedback_once_each_and_lead_back(client: APIClient) -> None:
    survey = SurveyFactory.create()
    person = ParticipantFactory.create()
    said = SurveyResponseFactory.create(
        survey=survey, score=3, comment="It <b>hangs</b>.\nEvery day.", participant=person
    )
    SurveyResponseFactory.create(survey=survey)

    made = client.post(f"{SURVEYS}{survey.pk}/take-up-comments/", {}, format="json").json()["interviews"]
    again = client.post(f"{SURVEYS}{survey.pk}/take-up-comments/", {}, format="json").json()["interviews"]

    assert (len(made), again) == (1, [])
    feedback = Interview.objects.get(pk=made[0])
    note = feedback.notes.get()
    assert (feedback.kind, feedback.study, list(feedback.participants.all())) == ("survey_answer", None, [person])
    assert note.text == "> It <b>hangs</b>.\n> Every day."
    assert feedback.source_url == f"http://testserver/research/surveyresponse/{said.pk}/change/"
    assert client.get(f"{RESPONSES}{said.pk}/").json()["feedback"] == feedback.pk
    feedback.notes.all().delete()
    feedback.delete()
    assert client.post(f"{SURVEYS}{survey.pk}/take-up-comments/", {}, format="json").json()["interviews"] == []


def test_a_highlight_in_a_comment_is_word_for_word(client: APIClient) -> None:
    survey = SurveyFactory.create()
    SurveyResponseFactory.create(survey=survey, comment="It hangs every day.")
    client.post(f"{SURVEYS}{survey.pk}/take-up-comments/", {}, format="json")
    note = client.get("/api/v1/notes/").json()["results"][0]

    marked = client.post("/api/v1/highlights/", {"note": note["id"], "start": 5, "end": 10}, format="json")

    assert marked.status_code == 201, marked.content
    assert marked.json()["quote"] == "hangs"
    assert marked.json()["verbatim"] is True


def test_comments_are_taken_up_wave_by_wave(client: APIClient) -> None:
    survey = SurveyFactory.create()
    SurveyResponseFactory.create(survey=survey, comment="First.")
    SurveyResponseFactory.create(survey=survey, wave=date(2026, 4, 1), comment="Second.")

    made = client.post(f"{SURVEYS}{survey.pk}/take-up-comments/", {"wave": "2026-04-01"}, format="json")

    assert len(made.json()["interviews"]) == 1
    assert SurveyResponse.objects.not_taken_up().get().comment == "First."


def test_a_comment_of_somebody_who_objects_is_neither_shown_nor_taken_up(client: APIClient) -> None:
    survey, person = SurveyFactory.create(), ParticipantFactory.create()
    now = datetime.now(UTC)
    ConsentFactory.create(
        participant=person,
        scope="quote_internally",
        given_at=now - timedelta(days=9),
        withdrawn_at=now - timedelta(days=1),
    )
    said = SurveyResponseFactory.create(survey=survey, comment="Not to be read.", participant=person)

    shown = client.get(f"{RESPONSES}{said.pk}/").json()
    made = client.post(f"{SURVEYS}{survey.pk}/take-up-comments/", {}, format="json").json()

    assert (shown["comment"], shown["withheld"]) == ("", "consent withdrawn")
    assert made == {"interviews": []}
    assert client.get(f"{SURVEYS}{survey.pk}/results/").json()["n"] == 1


def test_answers_are_filtered(client: APIClient) -> None:
    survey = SurveyFactory.create()
    low = SurveyResponseFactory.create(survey=survey, score=2, comment="Slow.")
    SurveyResponseFactory.create(survey=survey, score=9)
    SurveyResponseFactory.create()

    for query in ("score_max=6", "has_comment=true", "score_max=6&is_taken_up=false&wave=2026-01-01"):
        rows = client.get(f"{RESPONSES}?survey={survey.pk}&{query}").json()["results"]
        assert [row["id"] for row in rows] == [low.pk], query
    assert client.get(f"{RESPONSES}?score_max=eleven").status_code == 400


def _file(content: bytes) -> Any:
    file = BytesIO(content)
    file.name = "answers.csv"
    return file
