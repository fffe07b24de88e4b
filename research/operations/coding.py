"""How far somebody is with coding an interview, and coding it without seeing the others' marks."""

from collections.abc import Collection
from datetime import datetime

from django.db import transaction

from research.models import BlindCoding, CodingStatus, Interview, User
from research.operations.refusals import NotYours, Refused, Unacceptable


class CodedBlindAlready(Refused):
    """The interview is being coded blind."""


@transaction.atomic
def set_status(interview: Interview, *, status: str, by: User, at: datetime) -> CodingStatus:
    """Say how far one is. When the last of those who code it blind is done, they see each other's marks."""
    if status not in CodingStatus.Status.values:
        raise Unacceptable(f"There is no status {status!r}.", field="status")
    Interview.objects.locked().get(pk=interview.pk)
    kept, _ = CodingStatus.objects.update_or_create(interview=interview, user=by, defaults={"status": status})
    blind = BlindCoding.objects.closed().filter(interview=interview)
    done = CodingStatus.objects.filter(interview=interview, status=CodingStatus.Status.DONE).values("user")
    if blind.filter(coder=by).exists() and not blind.exclude(coder__in=done).exists():
        blind.update(opened_at=at)
    return kept


@transaction.atomic
def ask_blind(interview: Interview, *, coders: Collection[User], by: User) -> list[BlindCoding]:
    """Let two people or more code the interview blind, from now until all are done. Whoever was done starts anew.

    Raises `Unacceptable` for fewer, and `CodedBlindAlready`.
    """
    people = sorted(set(coders), key=lambda person: person.pk)
    if len(people) < 2:
        raise Unacceptable("Name at least two people who code it.", field="coders")
    Interview.objects.locked().get(pk=interview.pk)
    if BlindCoding.objects.closed().filter(interview=interview).exists():
        raise CodedBlindAlready("The interview is being coded blind. Open it first.")
    CodingStatus.objects.filter(interview=interview, user__in=people, status=CodingStatus.Status.DONE).update(
        status=CodingStatus.Status.IN_PROGRESS
    )
    return BlindCoding.objects.bulk_create(
        BlindCoding(interview=interview, coder=person, asked_by=by) for person in people
    )


@transaction.atomic
def open_up(interview: Interview, *, by: User, at: datetime) -> int:
    """Let those who code the interview blind see each other's marks now; returns how many they are.

    Raises `NotYours` unless one asked for it, leads the study, or is not among the coders.
    """
    blind = BlindCoding.objects.closed().filter(interview=interview)
    is_bound = blind.filter(coder=by).exclude(asked_by=by).exists()
    if is_bound and not (interview.study and interview.study.lead_id == by.pk):
        raise NotYours("Whoever asked for blind coding opens it, or it opens when all are done.")
    return blind.update(opened_at=at)
