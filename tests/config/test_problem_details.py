"""What the database and the operations refuse, in the words of HTTP."""

from typing import Any

import pytest
from django.core.exceptions import PermissionDenied, RequestDataTooBig, SuspiciousOperation, ValidationError
from django.db import DatabaseError, InterfaceError, OperationalError, connection, transaction
from django.db.models import ProtectedError
from django.http import Http404, UnreadablePostError
from django.test import Client

from backlog.admin import dashboard
from config.problem_details import describe
from research.api.studies import StudyViewSet
from research.models import Account, Consent, Highlight, Insight, Interview, Participant, Product, Study, Tag, User
from research.operations.highlights import MarksRefused
from research.operations.refusals import NotYours, Refused, Unacceptable
from tests.factories import (
    AccountFactory,
    ConsentFactory,
    HighlightFactory,
    InterviewFactory,
    ParticipantFactory,
    ProductFactory,
    StudyFactory,
    TagFactory,
)


def raised_by(write: Any) -> Exception:
    """Return what the write raises, at the latest when the transaction would end."""
    with pytest.raises((DatabaseError, ProtectedError)) as caught:
        written_to_the_end(write)
    return caught.value


@transaction.atomic
def written_to_the_end(write: Any) -> None:
    write()
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")


def answer_to(write: Any) -> tuple[int, str, list[str]]:
    problem = describe(raised_by(write))
    assert problem is not None
    return problem.status, problem.detail, [flaw.pointer for flaw in problem.flaws]


def test_a_name_that_is_taken(db: None) -> None:
    AccountFactory.create(name="Acme")

    answer = answer_to(lambda: Account.objects.create(name="ACME"))

    assert answer == (409, "There is an account of this name already.", ["/name"])


def test_a_code_that_is_taken(db: None) -> None:
    ParticipantFactory.create(code="P-0001")

    answer = answer_to(lambda: Participant.objects.create(code="p-0001"))

    assert answer == (409, "There is a participant with this code already.", ["/code"])


def test_a_value_that_is_taken_without_a_sentence_of_its_own(db: None) -> None:
    ProductFactory.create(name="One")

    answer = answer_to(lambda: Product.objects.create(name="One"))

    assert answer == (409, "This value is taken already.", ["/name"])


def test_what_a_check_refuses(db: None) -> None:
    study = StudyFactory.create(starts_on="2026-02-01")

    status, detail, _ = answer_to(lambda: Study.objects.filter(pk=study.pk).update(ends_on="2026-01-01"))

    assert (status, detail) == (400, "A study cannot end before it starts.")


def test_what_a_check_without_a_sentence_refuses(db: None) -> None:
    study = StudyFactory.create()

    status, detail, _ = answer_to(lambda: Study.objects.filter(pk=study.pk).update(visibility="ajar"))

    assert (status, detail) == (400, "This must hold: a study is open or private.")


def test_two_consents_at_once(db: None) -> None:
    held = ConsentFactory.create()

    status, detail, _ = answer_to(
        lambda: Consent.objects.create(participant=held.participant, scope=held.scope, given_at=held.given_at)
    )

    assert (status, detail) == (409, "There is a consent for the same thing in that time already.")


def test_a_ring_of_tags(db: None) -> None:
    above = TagFactory.create()
    below = TagFactory.create(parent=above)

    status, detail, pointers = answer_to(lambda: Tag.objects.filter(pk=above.pk).update(parent=below))

    assert (status, pointers) == (400, ["/parent"])
    assert "its own ancestor" in detail


def test_what_a_trigger_refuses_at_the_end(db: None) -> None:
    highlight = HighlightFactory.create()

    status, detail, _ = answer_to(lambda: Highlight.objects.filter(pk=highlight.pk).update(quote="never said"))

    assert (status, detail) == (409, "A highlight must quote what its note says at that place.")


def test_something_that_is_not_there_any_more(db: None) -> None:
    status, detail, _ = answer_to(lambda: Insight.objects.create(title="x", study_id=999_999))

    assert status == 409
    assert "changed meanwhile" in detail


def test_nothing_where_something_must_be(db: None) -> None:
    interview = InterviewFactory.create()

    answer = answer_to(lambda: Interview.objects.filter(pk=interview.pk).update(title=None))

    assert answer == (400, "This may not be empty.", ["/title"])


def test_a_row_that_others_rest_on_is_told_by_their_kinds_only(db: None) -> None:
    interview = InterviewFactory.create(title="Secret title")

    status, detail, _ = answer_to(interview.study.delete)

    assert status == 409
    assert "interviews" in detail
    assert "Secret" not in detail


@pytest.mark.parametrize(
    ("error", "status"),
    [
        pytest.param(Refused("No."), 409, id="refused"),
        pytest.param(Unacceptable("No.", field="title"), 400, id="unacceptable"),
        pytest.param(NotYours("No."), 403, id="another's"),
        pytest.param(MarksRefused({3: "No."}), 400, id="marks"),
        pytest.param(ValidationError({"title": ["No."]}), 400, id="validation by field"),
        pytest.param(ValidationError("No."), 400, id="validation"),
        pytest.param(Http404(), 404, id="not found"),
        pytest.param(PermissionDenied(), 403, id="denied"),
        pytest.param(OperationalError("gone"), 503, id="no database"),
        pytest.param(InterfaceError("closed"), 503, id="no connection"),
        pytest.param(RequestDataTooBig(), 413, id="too big"),
        pytest.param(SuspiciousOperation(), 400, id="suspicious"),
        pytest.param(UnreadablePostError(), 400, id="broken off"),
    ],
)
def test_every_refusal_has_its_status(error: Exception, status: int) -> None:
    problem = describe(error)

    assert problem is not None
    assert problem.status == status
    assert problem.body()["title"]


def test_a_refusal_is_named_and_points_to_its_field() -> None:
    problem = describe(Unacceptable("No.", field="title"))

    assert problem is not None
    assert problem.body()["type"] == "urn:throughline:problem:unacceptable"
    assert problem.body()["errors"] == [{"pointer": "/title", "detail": "No.", "in": "body"}]


def test_what_nobody_expected_stays_an_error() -> None:
    assert describe(KeyError("x")) is None


def test_what_nobody_expected_is_told_in_the_words_of_whoever_asked(
    client: Client, monkeypatch: pytest.MonkeyPatch, ada: User
) -> None:
    def break_down(*_: Any, **__: Any) -> None:
        raise ZeroDivisionError

    client.raise_request_exception = False
    client.force_login(ada)
    monkeypatch.setattr(StudyViewSet, "list", break_down)
    monkeypatch.setattr(dashboard, "of", break_down)

    asked, looked = client.get("/api/v1/studies/"), client.get("/")

    assert (asked.status_code, asked["Content-Type"]) == (500, "application/problem+json")
    assert asked.json()["detail"] == "Something broke on our side. It was noted."
    assert (looked.status_code, looked["Content-Type"]) == (500, "text/html; charset=utf-8")
