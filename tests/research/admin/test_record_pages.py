"""What every record's pages do, whatever they show."""

from typing import Any

import pytest
from django.db import IntegrityError, transaction
from django.test import Client

from research.admin.refusals import explain
from research.models import Insight, Participant, Study, User
from research.operations.refusals import Unacceptable
from tests.factories import (
    ApiTokenFactory,
    HighlightFactory,
    InsightEvidenceFactory,
    InsightFactory,
    InterviewFactory,
    NoteFactory,
    ParticipantFactory,
    StudyFactory,
)

pytestmark = pytest.mark.urls("tests.research.admin.pages")

NO_EVIDENCE = {
    "evidence-TOTAL_FORMS": "0",
    "evidence-INITIAL_FORMS": "0",
}


@pytest.fixture
def desk(client: Client, ada: User) -> Client:
    """Ada, logged in."""
    client.force_login(ada)
    return client


def change(insight: Insight, **given: Any) -> dict[str, Any]:
    return {"title": insight.title, "statement": "", "study": "", **NO_EVIDENCE, **given}


def test_whoever_adds_a_record_is_its_author(desk: Client, ada: User) -> None:
    desk.post("/research/insight/add/", {"title": "Nobody files", "statement": "", "study": "", **NO_EVIDENCE})

    assert Insight.objects.get().created_by == ada


def test_a_stale_form_overwrites_nothing_and_keeps_what_was_typed(desk: Client) -> None:
    insight = InsightFactory(title="As it was")
    shown = insight.version
    insight.title = "As somebody else saved it"
    insight.save()

    answer = desk.post(f"/research/insight/{insight.pk}/change/", change(insight, title="Mine", version=shown))

    insight.refresh_from_db()
    assert insight.title == "As somebody else saved it"
    assert "Somebody saved this while you were editing it" in answer.content.decode()
    assert 'value="Mine"' in answer.content.decode()


def test_a_form_carries_the_version_that_it_shows(desk: Client) -> None:
    insight = InsightFactory()

    answer = desk.get(f"/research/insight/{insight.pk}/change/")

    assert f'<input type="hidden" name="version" value="{insight.version}" id="id_version">' in answer.content.decode()


def test_a_fresh_form_saves(desk: Client) -> None:
    insight = InsightFactory()

    desk.post(f"/research/insight/{insight.pk}/change/", change(insight, title="Mine", version=insight.version))

    assert Insight.objects.get().title == "Mine"


def test_what_one_may_not_see_is_neither_listed_nor_opened(desk: Client) -> None:
    hidden = InsightFactory(title="Behind the door", study=StudyFactory(private=True))

    listed = desk.get("/research/insight/")
    opened = desk.get(f"/research/insight/{hidden.pk}/change/", follow=True)

    assert "Behind the door" not in listed.content.decode()
    assert "Behind the door" not in opened.content.decode()
    assert "doesn’t exist" in opened.content.decode()


def test_what_one_may_not_see_is_neither_offered_nor_accepted(desk: Client) -> None:
    hidden = StudyFactory(title="Behind the door", private=True)
    insight = InsightFactory(study=StudyFactory(title="Ajar"))
    InsightFactory(study=StudyFactory(title="Also ajar"))

    listed = desk.get("/research/insight/")
    form = desk.get(f"/research/insight/{insight.pk}/change/")
    answer = desk.post(f"/research/insight/{insight.pk}/change/", change(insight, study=hidden.pk))

    assert "Ajar" in listed.content.decode()
    assert "Behind the door" not in listed.content.decode()
    assert "Behind the door" not in form.content.decode()
    assert "not one of the available choices" in answer.content.decode()


def test_type_ahead_offers_what_one_may_see(desk: Client) -> None:
    StudyFactory(title="Behind the door", private=True)
    StudyFactory(title="In front of the door")

    answer = desk.get("/autocomplete/?app_label=research&model_name=consent&field_name=study&term=door")

    assert [found["text"] for found in answer.json()["results"]] == ["In front of the door"]


def test_a_long_list_is_counted_only_so_far(desk: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("research.admin.base.MOST_COUNTED", 3)
    StudyFactory.create_batch(5)

    assert desk.get("/research/study/").context["cl"].result_count == 3


def test_saving_what_was_deleted_meanwhile_says_that_it_is_gone(desk: Client) -> None:
    insight = InsightFactory()
    Insight.objects.all().delete()

    answer = desk.post(f"/research/insight/{insight.pk}/change/", change(insight), follow=True)

    assert "doesn’t exist" in answer.content.decode()


def test_what_the_database_would_refuse_at_commit_is_told_in_the_form(desk: Client, ada: User) -> None:
    study = StudyFactory(private=True, lead=ada)
    note = NoteFactory(interview=InterviewFactory(study=study))
    insight = InsightFactory(study=study)
    evidence = InsightEvidenceFactory(insight=insight, highlight=HighlightFactory(note=note))

    answer = desk.post(
        f"/research/insight/{insight.pk}/change/",
        change(
            insight,
            title="Set free",
            **{
                "evidence-TOTAL_FORMS": "1",
                "evidence-INITIAL_FORMS": "1",
                "evidence-0-id": evidence.pk,
                "evidence-0-insight": insight.pk,
                "evidence-0-highlight": evidence.highlight_id,
                "evidence-0-stance": "supports",
                "evidence-0-evidence_class": evidence.evidence_class_id,
            },
        ),
    )

    assert answer.status_code == 200
    assert "Words of a private study are evidence for insights of that study only." in answer.content.decode()
    assert 'value="Set free"' in answer.content.decode()
    assert "successfully" not in answer.content.decode()
    assert Insight.objects.get().study == study


def test_what_an_operation_refuses_is_told_beside_its_field(desk: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(*_: Any, **__: Any) -> None:
        raise Unacceptable("Codes begin with a letter here.", field="code")

    monkeypatch.setattr("research.operations.participants.add", refuse)

    answer = desk.post("/research/participant/add/", {"code": "P-0007", "role": "dispatcher"})

    assert answer.context["adminform"].form.errors == {"code": ["Codes begin with a letter here."]}
    assert 'value="dispatcher"' in answer.content.decode()


def test_a_rule_that_is_broken_meanwhile_is_told_and_never_an_error(
    desk: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    def lose_the_race(participant: Participant, **_: Any) -> None:
        ParticipantFactory(code="P-0007")
        participant.save()

    monkeypatch.setattr("research.operations.participants.add", lose_the_race)

    answer = desk.post("/research/participant/add/", {"code": "P-0007", "role": ""})

    assert "There is a participant with this code already." in answer.content.decode()


def test_deleting_what_others_rest_on_is_refused_with_a_sentence(desk: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    study = StudyFactory()

    def appear_meanwhile(*_: Any, **__: Any) -> None:
        InterviewFactory(study=study)
        Study.objects.get(pk=study.pk).delete()

    monkeypatch.setattr("tests.research.admin.pages.StudyAdmin.delete_model", appear_meanwhile)

    answer = desk.post(f"/research/study/{study.pk}/delete/", {"post": "yes"}, follow=True)

    assert "It cannot be deleted: interviews rest on it." in answer.content.decode()
    assert Study.objects.exists()


def test_what_an_operation_owns_is_shown_and_not_typed(desk: Client) -> None:
    study = StudyFactory()

    answer = desk.get(f"/research/study/{study.pk}/change/")

    assert "open to everyone who reads research" in answer.content.decode()
    assert 'name="visibility"' not in answer.content.decode()


@pytest.mark.parametrize(
    "address",
    [
        pytest.param("/research/study/?title__startswith=%00", id="filter"),
        pytest.param("/research/study/?q=%00", id="search"),
        pytest.param("/research/study/%00/change/", id="id"),
        pytest.param("/autocomplete/?term=%00", id="type-ahead"),
    ],
)
def test_nul_in_an_address_is_a_bad_request(desk: Client, address: str) -> None:
    assert desk.get(address).status_code == 400


def test_selecting_what_is_no_number_is_a_bad_request(desk: Client) -> None:
    answer = desk.post("/research/study/", {"action": "delete_selected", "_selected_action": "all"})

    assert answer.status_code == 400


def test_a_list_asks_as_often_for_six_rows_as_for_two(
    desk: Client, django_assert_num_queries: Any, django_assert_max_num_queries: Any
) -> None:
    StudyFactory.create_batch(2)
    desk.get("/research/study/")
    with django_assert_max_num_queries(30) as two:
        desk.get("/research/study/")
    StudyFactory.create_batch(4)

    with django_assert_num_queries(len(two)):
        desk.get("/research/study/")


def test_a_rule_without_words_of_its_own_is_told_by_its_name(db: None) -> None:
    with pytest.raises(IntegrityError) as broken, transaction.atomic():
        ApiTokenFactory(scope="all")

    assert explain(broken.value).sentence == "An api token reads or writes."
