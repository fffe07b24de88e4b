"""Making the vectors that are missing, and forgetting those that may no longer be."""

from datetime import datetime, timedelta
from typing import Any

from django.db import connection, transaction
from django.db.models import QuerySet
from django.utils import timezone

from research.meaning import model as models_of_language
from research.meaning import passages, storage
from research.models import Consent, Highlight, Meaning, Note, Turn

BATCH = 500
LOOKS_BACK = timedelta(days=2)


def is_possible() -> bool:
    """Whether there is a model, and a table for what it makes."""
    return models_of_language.is_installed() and storage.is_there()


def why_not() -> str:
    """Say in one sentence what is missing, or nothing."""
    if not models_of_language.is_installed():
        return "Search by meaning is not installed (the extra “semantic”); words are searched."
    if not storage.is_there():
        return "This database has no pgvector 0.8, so that only words are searched."
    return ""


def catch_up(*, most: int = 20_000) -> int:
    """Look at rows that were not looked at yet, batch by batch; returns how many passages. About 1,000 a second.

    Does nothing, and returns 0, where search by meaning is not possible.
    """
    if not is_possible():
        return 0
    done = 0
    for kind in Meaning.Kind.values:
        while done < most and (learnt := _learn(kind)):
            done += learnt
    return done


def _learn(kind: str) -> int:
    """Understand one batch. Words that change, or are taken back, meanwhile are left for the next time.

    The model works outside any transaction. Then, while nobody can change a word (`storage.LOCK`), the batch is
    gathered again, and of what is still the same the vectors are kept.
    """
    ids = passages.missing(kind, model=models_of_language.ID, limit=BATCH)
    if not ids:
        return 0
    model = models_of_language.load()
    found = passages.gather(kind, ids, at=timezone.now())
    with_words = [passage for passage in found if passage.words]
    vectors = model.of_passages([(passage.words, passage.around) for passage in with_words])
    made = dict(zip(with_words, vectors, strict=True))
    with transaction.atomic():
        storage.hold_still()
        now = passages.gather(kind, ids, at=timezone.now())
        rows = [
            Meaning(
                kind=passage.kind,
                target=passage.target,
                part=passage.part,
                model=models_of_language.ID,
                text_hash=passage.text_hash,
                vector=made.get(passage),
            )
            for passage in now
            if passage in made or not passage.words
        ]
        Meaning.objects.filter(kind=kind, target__in=ids).delete()
        Meaning.objects.bulk_create(rows)
    return len(rows)


def reconsider(*, at: datetime) -> int:
    """Forget what was decided by consents that ran out, or began, in the last two days; returns how many rows.

    Withdrawing is told by a trigger at once; for the passing of time somebody has to look at the clock.
    """
    if not storage.is_there():
        return 0
    just_now = (at - LOOKS_BACK, at)
    consents = Consent.objects.filter(scope=Consent.Scope.PROCESS_AUTOMATICALLY)
    ran_out = consents.filter(expires_at__range=just_now).values("participant")
    began = consents.filter(given_at__range=just_now).values("participant")
    return _forget(ran_out, understood=True) + _forget(began, understood=False)


def _forget(participants: QuerySet[Any, Any], *, understood: bool) -> int:
    """Forget vectors of interviews of these people, or that there is none."""
    notes = Note.objects.filter(interview__participants__in=participants).values("pk")
    of_kind = {
        Meaning.Kind.TURN: Turn.objects.filter(note__in=notes).values("pk"),
        Meaning.Kind.HIGHLIGHT: Highlight.objects.filter(note__in=notes).values("pk"),
        Meaning.Kind.NOTE: notes,
    }
    rows = Meaning.objects.filter(vector__isnull=not understood)
    return sum(rows.filter(kind=kind, target__in=targets).delete()[0] for kind, targets in of_kind.items())


def progress() -> tuple[int, int]:
    """Return how many passages are understood, and how many were looked at. One query."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT count(vector), count(*) FROM research_meaning")
        understood, looked_at = cursor.fetchone()
    return understood, looked_at
