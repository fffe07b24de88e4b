"""Whom to tell that an item shipped: those whose words led to it, who agreed, and nobody else."""

from datetime import timedelta
from typing import Any

import pytest
from django.utils import timezone

from backlog.models import BacklogItem, PersonTold
from backlog.operations import loops as telling
from backlog.tracing import loops
from research.models import Consent, Participant, Study, User
from tests.factories import (
    BacklogItemFactory,
    ConsentFactory,
    ContactDetailsFactory,
    EvidenceFactory,
    HighlightFactory,
    HighlightParticipantFactory,
    InsightEvidenceFactory,
    InterviewFactory,
    NoteFactory,
    OpportunityEvidenceFactory,
    OpportunityFactory,
    ParticipantFactory,
    PersonToldFactory,
    StudyFactory,
    UserFactory,
)

pytestmark = pytest.mark.django_db
AGAIN = Consent.Scope.CONTACT_AGAIN


@pytest.fixture
def item() -> BacklogItem:
    made: BacklogItem = BacklogItemFactory.create(
        title="Keep a receipt", status="done", addresses=OpportunityFactory.create()
    )
    return made


def heard(
    insight: Any,
    code: str,
    *,
    agreed: bool = True,
    study: Study | None = None,
    stance: str = "supports",
    words: str = "I keep paper",
) -> Participant:
    """Somebody says something that backs the insight, and may be contacted again unless it is said."""
    study = study or StudyFactory.create()
    person = Participant.objects.filter(code=code).first() or ParticipantFactory.create(code=code)
    interview = InterviewFactory.create(study=study)
    interview.participants.add(person)
    highlight = HighlightFactory.create(note=NoteFactory.create(interview=interview, text=words))
    HighlightParticipantFactory.create(highlight=highlight, participant=person)
    InsightEvidenceFactory.create(insight=insight, highlight=highlight, stance=stance)
    if agreed:
        ConsentFactory.create(participant=person, scope=AGAIN, study=study)
    return person


def listed(item: BacklogItem, viewer: User) -> list[str]:
    return [one["code"] for one in loops.of_item(item.pk, viewer=viewer, at=timezone.now())["people"]]


def others(item: BacklogItem, viewer: User) -> dict[str, tuple[int, int]]:
    found = loops.of_item(item.pk, viewer=viewer, at=timezone.now())["others"]
    return {one["reason"]: (one["people"], one["told"]) for one in found}


def test_they_are_those_behind_the_item_and_its_opportunity(item: BacklogItem, ben: User) -> None:
    heard(EvidenceFactory.create(item=item).insight, "P-1")
    heard(OpportunityEvidenceFactory.create(opportunity=item.addresses).insight, "P-2")
    heard(EvidenceFactory.create().insight, "P-3")

    assert listed(item, ben) == ["P-1", "P-2"]


@pytest.mark.parametrize(
    ("link", "passage"),
    [
        pytest.param("contradicts", "supports", id="the insight speaks against the item"),
        pytest.param("supports", "contradicts", id="the passage speaks against the insight"),
    ],
)
def test_who_spoke_against_it_did_not_lead_to_it(item: BacklogItem, ben: User, link: str, passage: str) -> None:
    heard(EvidenceFactory.create(item=item, stance=link).insight, "P-1", stance=passage)

    assert listed(item, ben) == []


def test_others_are_counted_with_the_reason(item: BacklogItem, ben: User) -> None:
    insight = EvidenceFactory.create(item=item).insight
    heard(insight, "P-1", agreed=False)
    withdrawn, expired = heard(insight, "P-2", agreed=False), heard(insight, "P-3", agreed=False)
    past = timezone.now() - timedelta(days=1)
    ConsentFactory.create(participant=withdrawn, scope=AGAIN, withdrawn_at=past)
    ConsentFactory.create(participant=expired, scope=AGAIN, expires_at=past)

    assert listed(item, ben) == []
    assert others(item, ben) == {
        "consent expired": (1, 0),
        "consent withdrawn": (1, 0),
        "no consent recorded": (1, 0),
    }


def test_who_withdrew_once_is_left_alone(item: BacklogItem, ben: User) -> None:
    insight = EvidenceFactory.create(item=item).insight
    person = heard(insight, "P-1")
    study = StudyFactory.create()
    heard(insight, "P-1", agreed=False, study=study)
    ConsentFactory.create(
        participant=person, scope=AGAIN, study=study, withdrawn_at=timezone.now() - timedelta(hours=1)
    )

    assert listed(item, ben) == []


def test_a_withdrawal_takes_them_off_the_list_and_keeps_that_they_were_told(item: BacklogItem, ben: User) -> None:
    person = heard(EvidenceFactory.create(item=item).insight, "P-1")
    tell(item, person, by=ben)
    assert listed(item, ben) == ["P-1"]

    Consent.objects.filter(scope=AGAIN).update(withdrawn_at=timezone.now())

    assert listed(item, ben) == []
    assert others(item, ben) == {"consent withdrawn": (1, 1)}


def test_a_private_study_s_people_are_counted_and_not_named(item: BacklogItem, ada: User, ben: User) -> None:
    study = StudyFactory.create(private=True, lead=ada)
    evidence = EvidenceFactory.create(item=item)
    evidence.insight.study = study
    evidence.insight.save()
    heard(evidence.insight, "P-1", study=study)

    assert listed(item, ada) == ["P-1"]
    assert listed(item, ben) == []
    assert others(item, ben) == {loops.HIDDEN: (1, 0)}


def test_names_and_addresses_are_for_those_who_may_read_them(item: BacklogItem, ben: User) -> None:
    person = heard(EvidenceFactory.create(item=item).insight, "P-1")
    ContactDetailsFactory.create(participant=person, name="Ida", email="ida@example.org")
    officer = UserFactory.create(username="both", role="product manager")
    officer.groups.add(*UserFactory.create(username="other", role="privacy officer").groups.all())

    def contact(viewer: User) -> Any:
        return loops.of_item(item.pk, viewer=viewer, at=timezone.now())["people"][0]["contact"]

    assert contact(ben) is None
    assert contact(officer)["email"] == "ida@example.org"


def test_their_words_are_shown_while_they_may_be_quoted(item: BacklogItem, ben: User) -> None:
    person = heard(EvidenceFactory.create(item=item).insight, "P-1")

    def quote() -> str:
        return loops.of_item(item.pk, viewer=ben, at=timezone.now())["people"][0]["quote"]

    assert quote() == ""
    ConsentFactory.create(participant=person, scope=Consent.Scope.QUOTE_INTERNALLY)
    assert quote() == "I keep paper"


def test_an_open_loop_is_a_shipped_item_with_somebody_to_tell(item: BacklogItem, ben: User) -> None:
    insight = EvidenceFactory.create(item=item).insight
    person = heard(insight, "P-1")
    heard(EvidenceFactory.create(item__status="ready").insight, "P-2")
    BacklogItemFactory.create(status="done")

    found = loops.still_open(viewer=ben, at=timezone.now())
    assert [(one.item, one.waiting) for one in found] == [(item, 1)]
    assert loops.waiting_of(person.pk, [item.pk], viewer=ben, at=timezone.now()) == {item.pk}

    tell(item, person, by=ben)
    assert loops.still_open(viewer=ben, at=timezone.now()) == []
    assert loops.waiting_of(person.pk, [item.pk], viewer=ben, at=timezone.now()) == set()


def test_erasing_a_participant_forgets_that_they_were_told() -> None:
    told = PersonToldFactory.create()

    told.participant.delete()

    assert not PersonTold.objects.exists()


def test_nobody_is_told_twice_or_early_or_against_their_will(item: BacklogItem, ben: User) -> None:
    insight = EvidenceFactory.create(item=item).insight
    person, unasked = heard(insight, "P-1"), heard(insight, "P-2", agreed=False)
    tell(item, person, by=ben)

    with pytest.raises(telling.ToldAlready):
        tell(item, person, by=ben)
    with pytest.raises(telling.NotAgreed, match="no consent recorded"):
        tell(item, unasked, by=ben)
    with pytest.raises(telling.NotTheirWords):
        tell(item, ParticipantFactory.create(), by=ben)
    with pytest.raises(telling.NotThenYet):
        tell(item, person, by=ben, on=timezone.localdate() + timedelta(days=1))
    item.status = "in_progress"
    item.save()
    with pytest.raises(telling.NotShipped):
        tell(item, person, by=ben)


@pytest.mark.parametrize("many", [2, 6])
def test_more_people_ask_no_more_queries(
    item: BacklogItem, ben: User, many: int, django_assert_max_num_queries: Any
) -> None:
    insight = EvidenceFactory.create(item=item).insight
    for number in range(many):
        heard(insight, f"P-{number}")
    ben.has_perm("any")

    with django_assert_max_num_queries(9):
        assert len(listed(item, ben)) == many


def tell(item: BacklogItem, person: Participant, *, by: User, on: Any = None) -> PersonTold:
    told = PersonTold(item=item, participant=person, on=on or timezone.localdate(), how="call")
    return telling.tell(told, by=by, at=timezone.now())
