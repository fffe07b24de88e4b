"""Who a participant is, kept apart from what they said."""

from typing import Self

from django.db import models

from research.declarations import Declaration
from research.models.participant import Participant
from research.models.record import Record, RecordQuerySet, Viewer


class ContactDetailsQuerySet(RecordQuerySet["ContactDetails"]):
    def visible_to(self, user: Viewer) -> Self:
        return self.filter(participant__in=Participant.objects.visible_to(user))


class ContactDetails(Record):
    """A participant's name and addresses. Read and written by the privacy officer only."""

    participant = models.OneToOneField(Participant, on_delete=models.CASCADE, related_name="contact_details")
    name = models.CharField(max_length=200, blank=True)
    email = models.EmailField(blank=True)
    phone = models.CharField(max_length=50, blank=True)
    notes = models.TextField(blank=True)

    objects = ContactDetailsQuerySet.as_manager()
    declaration = Declaration(personal=("name", "email", "phone", "notes"))

    class Meta:
        verbose_name = "contact details"
        verbose_name_plural = "contact details"

    def __str__(self) -> str:
        return f"contact details {self.pk}"
