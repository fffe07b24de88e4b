"""Whose words become vectors, and when a vector is forgotten."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.db import transaction
from django.utils import timezone

from research.meaning import learning, model, passages
from research.models import Consent, Meaning, User
from research.operations import consents, notes
from tests.factories import (
    ConsentFactory,
    HighlightFactory,
    HighlightParticipantFactory,
    InsightFactory,
    InterviewFactory,
    NoteFactory,
    ParticipantFactory,
    TurnFactory,
    UserFactory,
)

WORDS = "There is no connection in the tunnel."


def understood() -> set[tuple[str, int]]:
    return set(Meaning.objects.filter(vector__isnull=False).values_list("kind", "target"))


def agreed(participant: Any, **consent: Any) -> Consent:
    made: Consent = ConsentFactory.create(participant=participant, scope="process_automatically", study=None, **consent)
    return made


@pytest.fixture
def sunniva() -> Any:
    return ParticipantFactory.create()


@pytest.fixture
def note(sunniva: Any) -> Any:
    interview = InterviewFactory.create()
    interview.participants.add(sunniva)
    return NoteFactory.create(text=WORDS, interview=interview)


@pytest.fixture
def turn(note: Any, sunniva: Any) -> Any:
    return TurnFactory.create(note=note, start=0, end=len(WORDS), participant=sunniva)


@pytest.fixture
def highlight(note: Any, sunniva: Any) -> Any:
    made = HighlightFactory.create(note=note, start=0, end=len(WORDS))
    HighlightParticipantFactory.create(highlight=made, participant=sunniva)
    return made


def test_words_of_somebody_who_agreed_are_understood(turn: Any, highlight: Any, sunniva: Any) -> None:
    agreed(sunniva)

    learning.catch_up()

    assert understood() == {("turn", turn.pk), ("highlight", highlight.pk)}


def test_without_consent_to_automatic_processing_they_are_not(turn: Any, highlight: Any) -> None:
    learning.catch_up()

    assert understood() == set()
    assert Meaning.objects.count() == 2, "Both were looked at, so that nobody looks at them every minute."


def test_feedback_came_by_itself(db: None) -> None:
    review = NoteFactory.create(interview__kind="app_review", interview__study=None, text=f"{WORDS}\n\nNot even a bar.")

    learning.catch_up()

    assert understood() == {("note", review.pk)}
    assert sorted(Meaning.objects.values_list("part", flat=True)) == [0, len(WORDS) + 2]


def test_one_of_two_who_did_not_agree_keeps_what_both_say_out(note: Any, sunniva: Any) -> None:
    agreed(sunniva)
    other = ParticipantFactory.create()
    note.interview.participants.add(other)
    both = HighlightFactory.create(note=note, start=0, end=5)
    of_nobody = HighlightFactory.create(note=note, start=0, end=len(WORDS))
    for person in (sunniva, other):
        HighlightParticipantFactory.create(highlight=both, participant=person)
    hers = TurnFactory.create(note=note, start=0, end=len(WORDS), participant=sunniva)

    learning.catch_up()

    assert understood() == {("turn", hers.pk)}
    (passage,) = passages.gather("turn", [hers.pk], at=timezone.now())
    assert passage.around == "", "What is around may be the other's."
    assert of_nobody.pk not in {target for _, target in understood()}


def test_an_interviewer_s_questions_are_left_out(note: Any, sunniva: Any) -> None:
    agreed(sunniva)
    TurnFactory.create(note=note, start=0, end=len(WORDS), interviewer=UserFactory())

    learning.catch_up()

    assert understood() == set()


def test_what_says_nothing_is_left_out(sunniva: Any) -> None:
    agreed(sunniva)
    interview = InterviewFactory.create()
    interview.participants.add(sunniva)
    TurnFactory.create(note=NoteFactory(text="Yes, yes.", interview=interview), start=0, end=9, participant=sunniva)

    learning.catch_up()

    assert understood() == set()


FORGETTING: dict[str, Callable[[Any, Any, Any], Any]] = {
    "a withdrawal": lambda turn, highlight, consent: consents.withdraw(consent, at=timezone.now(), by=UserFactory()),
    "a consent that is deleted": lambda turn, highlight, consent: consent.delete(),
    "another speaker in the interview": lambda turn, highlight, consent: turn.note.interview.participants.add(
        ParticipantFactory()
    ),
    "another study": lambda turn, highlight, consent: InterviewFactory._meta.model.objects.filter(
        pk=turn.note.interview_id
    ).update(kind="usability_test"),
}


@pytest.mark.parametrize("event", FORGETTING)
def test_the_database_forgets_by_itself_upon(event: str, turn: Any, highlight: Any, sunniva: Any) -> None:
    consent = agreed(sunniva)
    learning.catch_up()
    assert understood()

    FORGETTING[event](turn, highlight, consent)

    assert not Meaning.objects.exists()


def test_a_vector_goes_with_its_highlight_and_its_turn(turn: Any, highlight: Any, sunniva: Any) -> None:
    agreed(sunniva)
    learning.catch_up()

    turn.delete()
    highlight.delete()

    assert not Meaning.objects.exists()


def test_a_corrected_text_is_understood_anew(turn: Any, sunniva: Any, ada: User) -> None:
    agreed(sunniva)
    learning.catch_up()
    (before,) = Meaning.objects.values_list("text_hash", flat=True)

    notes.correct(turn.note, text=WORDS.replace("tunnel", "valley"), by=ada)
    assert not Meaning.objects.exists()
    learning.catch_up()

    (after,) = Meaning.objects.values_list("text_hash", flat=True)
    assert bytes(after) != bytes(before)


def test_naming_a_speaker_makes_it_look_again(highlight: Any, sunniva: Any) -> None:
    agreed(sunniva)
    learning.catch_up()

    HighlightParticipantFactory.create(highlight=highlight, participant=ParticipantFactory())

    assert not Meaning.objects.filter(kind="highlight").exists()


def test_an_insight_is_understood_anew_when_its_statement_changes(db: None) -> None:
    insight = InsightFactory.create(title="Tunnels", statement=WORDS)
    learning.catch_up()
    assert understood() == {("insight", insight.pk)}

    insight.owner = UserFactory()
    insight.save()
    assert understood() == {("insight", insight.pk)}

    insight.statement = "There is a connection."
    insight.save()
    assert understood() == set()


def test_a_consent_that_ran_out_is_noticed_within_the_hour(turn: Any, sunniva: Any) -> None:
    now = timezone.now()
    agreed(sunniva, given_at=now - timedelta(days=9), expires_at=now + timedelta(minutes=5))
    learning.catch_up()

    assert learning.reconsider(at=now) == 0
    assert learning.reconsider(at=now + timedelta(minutes=6)) == 1
    assert understood() == set()


def test_words_that_change_while_the_model_works_are_left_for_the_next_time(
    turn: Any, sunniva: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    consent = agreed(sunniva)
    encoder = model.load()

    class Slow:
        def of_passages(self, given: Any) -> Any:
            with transaction.atomic():
                consents.withdraw(consent, at=timezone.now(), by=UserFactory())
            return encoder.of_passages(given)

    monkeypatch.setattr(model, "load", Slow)
    learning.catch_up()

    assert understood() == set()
