"""Permissions are given per scope, and taken back from a moment on."""

from datetime import UTC, datetime, timedelta

import pytest
from django.db import IntegrityError

from research.models import Consent, User
from research.operations import consents
from research.operations.consents import WithdrawnAlready
from research.operations.refusals import Unacceptable
from tests.factories import ConsentFactory, ParticipantFactory, StudyFactory

NOW = datetime(2026, 6, 1, 12, tzinfo=UTC)


def test_one_is_given_for_each_scope(ada: User) -> None:
    given = consents.give(
        participant=ParticipantFactory.create(), scopes=["record", "quote_internally"], given_at=NOW, by=ada
    )

    assert [one.scope for one in given] == ["record", "quote_internally"]


def test_what_is_in_force_is_not_given_twice(ada: User) -> None:
    participant = ParticipantFactory.create()
    consents.give(participant=participant, scopes=["record"], given_at=NOW, by=ada)

    again = consents.give(
        participant=participant, scopes=["record", "contact_again"], given_at=NOW + timedelta(days=1), by=ada
    )

    assert [one.scope for one in again] == ["contact_again"]


def test_a_study_s_consent_is_another_than_the_general_one(ada: User) -> None:
    participant = ParticipantFactory.create()
    consents.give(participant=participant, scopes=["record"], given_at=NOW, by=ada)

    given = consents.give(participant=participant, scopes=["record"], study=StudyFactory.create(), given_at=NOW, by=ada)

    assert len(given) == 1


def test_an_unknown_scope_is_refused(ada: User) -> None:
    with pytest.raises(Unacceptable, match="sing"):
        consents.give(participant=ParticipantFactory.create(), scopes=["sing"], given_at=NOW, by=ada)


def test_a_consent_is_withdrawn_once(priya: User) -> None:
    consent = ConsentFactory.create(given_at=NOW)

    withdrawn = consents.withdraw(consent, at=NOW + timedelta(days=1), by=priya)

    assert withdrawn.withdrawn_at == NOW + timedelta(days=1)
    with pytest.raises(WithdrawnAlready):
        consents.withdraw(consent, at=NOW + timedelta(days=2), by=priya)


def test_a_consent_is_not_withdrawn_before_it_was_given(priya: User) -> None:
    with pytest.raises(Unacceptable):
        consents.withdraw(ConsentFactory.create(given_at=NOW), at=NOW - timedelta(days=1), by=priya)


def test_two_for_the_same_thing_do_not_overlap(db: None) -> None:
    first = ConsentFactory.create(given_at=NOW, expires_at=NOW + timedelta(days=10))
    renewed = ConsentFactory.create(participant=first.participant, given_at=NOW + timedelta(days=10))
    assert Consent.objects.in_force(at=NOW + timedelta(days=11)).get() == renewed

    with pytest.raises(IntegrityError, match="consents_for_the_same_thing_do_not_overlap"):
        ConsentFactory.create(participant=first.participant, given_at=NOW + timedelta(days=5))
