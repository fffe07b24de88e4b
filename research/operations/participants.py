"""Adding the people who were listened to."""

from django.db import connection, transaction
from django.db.models import IntegerField, Max
from django.db.models.functions import Cast, Substr

from research.models import Participant, User
from research.operations.refusals import Unacceptable

NUMBERED = r"^P-[0-9]{1,9}$"
LOCK = "research.participants.code"


class CodeTaken(Unacceptable):
    """Another participant, out of the person's sight, has this code."""

    def __init__(self, code: str) -> None:
        super().__init__(f"The code {code} is taken.", field="who")
        self.code = code


@transaction.atomic
def add(participant: Participant, *, by: User | None) -> Participant:
    """Save a new participant; without a code they get the next free `P-0001`. At most three queries."""
    participant.code = participant.code or _next_code()
    participant.created_by = by
    participant.save()
    return participant


def find_or_add(code: str, *, by: User | None) -> Participant:
    """Return the participant of this code, whatever its case, or a new one. The code must be well formed.

    A code that was merged into another's leads to that one.
    Raises `CodeTaken` where the code is that of somebody whom the person may not see: met in private studies only.
    """
    named = Participant.objects.filter(code__iexact=code).select_related("merged_into").first()
    found = named and (named.merged_into or named)
    if found and by and not Participant.objects.visible_to(by).filter(pk=found.pk).exists():
        raise CodeTaken(code)
    return found or add(Participant(code=code), by=by)


def _next_code() -> str:
    """Return the code after the highest. Two at once queue on a lock that the transaction holds."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(hashtext(%s))", [LOCK])
    numbered = Participant.objects.filter(code__regex=NUMBERED)
    highest = numbered.aggregate(highest=Max(Cast(Substr("code", 3), IntegerField())))["highest"]
    return f"P-{(highest or 0) + 1:04}"
