"""Closing the loop: whom to tell that an item shipped, who was told, and who must be left alone, and why."""

from collections import Counter
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, TypedDict

from django.db.models import QuerySet
from django.utils import timezone

from backlog.models import BacklogItem, PersonTold, voices
from backlog.models.evidence_facts import BACKING
from backlog.models.voices import Voice
from research.models import ContactDetails, HighlightParticipant, Interview, Participant, Viewer
from research.models.highlight import withheld

HIDDEN = "spoke in a study that you do not see"
MOST_SHIPPED = 50
"""Items that are looked through for people to tell: those that changed last."""


class ToldDocument(TypedDict):
    id: int
    on: date
    how: str
    note: str
    by: str | None


class ContactDocument(TypedDict):
    name: str
    email: str
    phone: str


class PersonDocument(TypedDict):
    """Somebody who agreed to be contacted. `quote` is what they said; `contact` is for those who may read it."""

    participant: int
    code: str
    role: str
    account: str | None
    heard_on: date | None
    quote: str
    contact: ContactDocument | None
    told: ToldDocument | None


class OthersDocument(TypedDict):
    """People who are not on the list, counted by the reason. `told` of them were told before it held."""

    reason: str
    people: int
    told: int


class LoopDocument(TypedDict):
    item: int
    number: int
    title: str
    is_shipped: bool
    people: list[PersonDocument]
    others: list[OthersDocument]
    message: str


@dataclass(frozen=True, kw_only=True)
class OpenLoop:
    """A shipped item with people who agreed to be told of it, and who were not."""

    item: BacklogItem
    waiting: int


def of_item(pk: int, *, viewer: Viewer, at: datetime) -> LoopDocument:
    """Return the list of one item. Raises `BacklogItem.DoesNotExist`. Nine queries, however many people.

    Those in studies that the viewer does not see are counted and nothing else, and so is whoever may not be contacted.
    """
    item = BacklogItem.objects.visible_to(viewer).get(pk=pk)
    said = voices.of_items([pk], at=at)
    seen = _seen(said, viewer=viewer)
    listed = [one for one in said if not one.refusal and one.interviews & seen]
    told = {one.participant_id: one for one in PersonTold.objects.filter(item=pk).select_related("by")}
    people = _people(listed, told=told, seen=seen, viewer=viewer, at=at)
    return {
        "item": pk,
        "number": item.number,
        "title": item.title,
        "is_shipped": item.status == BacklogItem.Status.DONE and item.kind != BacklogItem.Kind.SPIKE,
        "people": sorted(people, key=lambda one: (one["told"] is not None, one["code"])),
        "others": _others(said, listed, told=told, seen=seen),
        "message": message(item),
    }


def still_open(*, viewer: Viewer, at: datetime) -> list[OpenLoop]:
    """Return shipped items with people to tell, the latest first. Five queries."""
    done = BacklogItem.objects.visible_to(viewer).shipped()
    items = list(done.order_by("-updated_at", "-pk").defer("search")[:MOST_SHIPPED])
    waiting = Counter(one.item for one in _waiting([item.pk for item in items], viewer=viewer, at=at))
    return [OpenLoop(item=item, waiting=waiting[item.pk]) for item in items if waiting[item.pk]]


def waiting_of(participant: int, items: Collection[int], *, viewer: Viewer, at: datetime) -> set[int]:
    """Return those of the items that shipped and of which the person is to be told. Five queries."""
    shipped = BacklogItem.objects.shipped().filter(pk__in=items)
    ids = list(shipped.order_by("-updated_at", "-pk").values_list("pk", flat=True)[:MOST_SHIPPED])
    return {one.item for one in _waiting(ids, viewer=viewer, at=at) if one.participant == participant}


def message(item: BacklogItem) -> str:
    """Return words to begin with, for everybody alike. What is in square brackets is for the sender to fill in."""
    for_what = f"\n\nWith it, you should be able {item.i_want}." if item.i_want.startswith("to ") else ""
    return (
        f"Hello [name],\n\n[in May] you told us how this goes for you: [their words]\n\n"
        f"What you said led to this, and it is there now: {item.title}.{for_what}\n\n"
        "Thank you. If you try it, we would like to hear whether it helps, also if it does not.\n\n[your name]"
    )


def _waiting(ids: Sequence[int], *, viewer: Viewer, at: datetime) -> list[Voice]:
    agreed = [one for one in voices.of_items(ids, at=at) if not one.refusal]
    if not agreed:
        return []
    seen = _seen(agreed, viewer=viewer)
    told = set(PersonTold.objects.filter(item__in=ids).values_list("item", "participant"))
    return [one for one in agreed if one.interviews & seen and (one.item, one.participant) not in told]


def _seen(said: Iterable[Voice], *, viewer: Viewer) -> set[int]:
    """Return the interviews among theirs that the viewer may see. One query."""
    held = {pk for one in said for pk in one.interviews}
    return set(Interview.objects.visible_to(viewer).filter(pk__in=held).values_list("pk", flat=True))


def _people(
    listed: Sequence[Voice], *, told: dict[int, PersonTold], seen: set[int], viewer: Viewer, at: datetime
) -> list[PersonDocument]:
    ids = [one.participant for one in listed]
    quotes, contacts = _quotes(listed, seen=seen, at=at), _contacts(ids, viewer=viewer)
    rows = Participant.objects.visible_to(viewer).filter(pk__in=ids).select_related("account").defer("search")
    return [
        {
            "participant": row.pk,
            "code": row.code,
            "role": row.role,
            "account": row.account.name if row.account else None,
            "heard_on": timezone.localdate(when) if (when := quotes.get(row.pk, ("", None))[1]) is not None else None,
            "quote": quotes.get(row.pk, ("", None))[0],
            "contact": contacts.get(row.pk),
            "told": _told(told[row.pk]) if row.pk in told else None,
        }
        for row in rows
    ]


def _told(one: PersonTold) -> ToldDocument:
    return {
        "id": one.pk,
        "on": one.on,
        "how": one.how,
        "note": one.note,
        "by": str(one.by) if one.by else None,
    }


def _quotes(listed: Sequence[Voice], *, seen: set[int], at: datetime) -> dict[int, tuple[str, datetime | None]]:
    """Return the newest passage of each that may be quoted, with when it was said. One query."""
    insights = {pk for one in listed for pk in one.insights}
    spoken: QuerySet[Any] = HighlightParticipant.objects.filter(
        participant__in=[one.participant for one in listed],
        highlight__insight_evidence__insight__in=insights,
        highlight__insight_evidence__stance__in=BACKING,
        highlight__note__interview__in=seen,
    )
    rows = (
        spoken.exclude(highlight__quote="")
        .annotate(withheld=withheld("highlight", at=at))
        .filter(withheld="")
        .order_by("participant", "-highlight__note__interview__held_at", "highlight__start", "pk")
        .distinct("participant")
    )
    held_at = "highlight__note__interview__held_at"
    found = rows.values_list("participant", "highlight__quote", held_at)
    return {person: (" ".join(quote.split()), when) for person, quote, when in found}


def _contacts(people: Sequence[int], *, viewer: Viewer) -> dict[int, ContactDocument]:
    """Return names and addresses, for whoever may read them. One query, or none."""
    if not viewer.has_perm("research.view_contactdetails"):
        return {}
    rows = ContactDetails.objects.visible_to(viewer).filter(participant__in=people)
    return {row.participant_id: {"name": row.name, "email": row.email, "phone": row.phone} for row in rows}


def _others(
    said: Sequence[Voice], listed: Sequence[Voice], *, told: dict[int, PersonTold], seen: set[int]
) -> list[OthersDocument]:
    known = {one.participant for one in listed}
    reasons = {
        one.participant: one.refusal if one.interviews & seen else HIDDEN
        for one in said
        if one.participant not in known
    }
    counted = Counter(reasons.values())
    told_of = Counter(reason for person, reason in reasons.items() if person in told)
    return [{"reason": reason, "people": people, "told": told_of[reason]} for reason, people in sorted(counted.items())]
