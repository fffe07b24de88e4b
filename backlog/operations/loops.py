"""Closing the loop: telling people that what their words led to is there."""

from datetime import datetime

from django.db import transaction
from django.utils import timezone

from backlog.models import BacklogItem, PersonTold, voices
from research.models import User
from research.operations.refusals import Refused, Unacceptable


class NotShipped(Refused):
    """The item is not done, or is a spike: there is nothing to tell yet."""


class NotTheirWords(Unacceptable):
    """Nothing that the person said is behind the item."""


class NotAgreed(Refused):
    """The person did not agree to be contacted again, or does not any more."""


class ToldAlready(Refused):
    """Somebody told them of this item already."""


class NotThenYet(Unacceptable):
    """The day lies in the future."""


@transaction.atomic
def tell(told: PersonTold, *, by: User | None, at: datetime) -> PersonTold:
    """Note that a person was told. Raises `NotShipped`, `NotTheirWords`, `NotAgreed`, `ToldAlready`, `NotThenYet`.

    The item is held meanwhile, so that two at once do not both write to them without knowing.
    """
    item = BacklogItem.objects.locked().get(pk=told.item_id)
    if not BacklogItem.objects.shipped().filter(pk=item.pk).exists():
        raise NotShipped("It has not shipped: there is nothing to tell yet.")
    if told.on > timezone.localdate(at):
        raise NotThenYet("This day has not come yet.", field="on")
    voice = next((one for one in voices.of_items([item.pk], at=at) if one.participant == told.participant_id), None)
    if voice is None:
        raise NotTheirWords("Nothing that they said is behind this item.", field="participant")
    if voice.refusal:
        raise NotAgreed(f"They may not be contacted: {voice.refusal}.")
    if PersonTold.objects.filter(item=item, participant=told.participant_id).exists():
        raise ToldAlready("They were told of this already.")
    told.by = by
    told.save()
    return told


@transaction.atomic
def untell(told: PersonTold, *, by: User) -> None:
    """Take the note away: they were not told after all."""
    told.delete()
