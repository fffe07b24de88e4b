"""Which records may be the same thing twice."""

import pytest

from research.models import User
from research.operations import duplicates
from tests.factories import (
    AccountFactory,
    InsightFactory,
    InterviewFactory,
    OpportunityFactory,
    ParticipantFactory,
    ProductFactory,
    StudyFactory,
)


def test_insights_are_alike_by_title_or_statement(ada: User) -> None:
    insight = InsightFactory(title="Nobody trusts the calendar", statement="People keep a second one on paper.")
    by_title = InsightFactory(title="Nobody trusts a calendar", statement="")
    by_statement = InsightFactory(title="Paper", statement="They keep a second one on paper.")
    InsightFactory(title="Receipts get lost", statement="Until the end of the month nobody looks for them.")

    assert set(duplicates.of(insight, viewer=ada)) == {by_title, by_statement}


def test_opportunities_are_alike_within_their_product(ada: User) -> None:
    one = OpportunityFactory(statement="I never know who is away this week")
    other = OpportunityFactory(statement="I never know who is away")
    OpportunityFactory(statement="I never know who is away", product=ProductFactory())

    assert duplicates.of(one, viewer=ada) == [other]


def test_accounts_are_alike_by_name_or_domain(ada: User) -> None:
    account = AccountFactory(name="Acme", domain="acme.example")
    legal = AccountFactory(name="Acme GmbH")
    renamed = AccountFactory(name="Umbrella", domain="ACME.example")
    AccountFactory(name="Initech", domain="initech.example")

    assert set(duplicates.of(account, viewer=ada)) == {legal, renamed}


@pytest.mark.parametrize(("code", "is_alike"), [("p142", True), ("P.0142", True), ("P-0143", False), ("P-1420", False)])
def test_codes_are_alike_when_only_their_punctuation_differs(code: str, is_alike: bool, ada: User) -> None:
    participant = ParticipantFactory(code="P-0142")
    other = ParticipantFactory(code=code)

    assert (duplicates.of(participant, viewer=ada) == [other]) is is_alike


def test_people_of_one_role_in_one_account_are_alike(ada: User) -> None:
    account = AccountFactory()
    one = ParticipantFactory(role="Office manager", account=account)
    other = ParticipantFactory(role="office manager", account=account)
    ParticipantFactory(role="office manager", account=AccountFactory())

    assert duplicates.of(one, viewer=ada) == [other]


def test_what_one_may_not_see_is_like_nothing(ada: User) -> None:
    hidden = StudyFactory(private=True)
    InsightFactory(title="Nobody trusts it", study=hidden)
    InterviewFactory(study=hidden).participants.add(ParticipantFactory(code="P142"))

    assert duplicates.of(InsightFactory(title="Nobody trusts it", statement=""), viewer=ada) == []
    assert duplicates.of(ParticipantFactory(code="P-142"), viewer=ada) == []


def test_what_is_about_to_be_written_is_compared_by_what_it_is_called(ada: User) -> None:
    insight = InsightFactory(title="Nobody trusts the calendar")

    assert duplicates.called("insight", "Nobody trusts a calendar", viewer=ada) == [insight]
    assert duplicates.called("insight", " ", viewer=ada) == []
    assert duplicates.called("opportunity", "x" * 100_000, viewer=ada) == []
