"""Who was told that what their words led to is there."""

from typing import Self

from django.conf import settings
from django.db import models

from backlog.models.backlog_item import BacklogItem
from research.declarations import Declaration
from research.models import Participant, Viewer


class PersonToldQuerySet(models.QuerySet["PersonTold"]):
    def visible_to(self, user: Viewer) -> Self:
        return self.filter(participant__in=Participant.objects.visible_to(user))


class PersonTold(models.Model):
    """A participant heard from somebody, some day, that an item shipped. It goes with the participant."""

    class How(models.TextChoices):
        EMAIL = "email", "e-mail"
        CALL = "call", "call"
        MESSAGE = "message", "message"
        IN_PERSON = "in_person", "in person"
        OTHER = "other", "another way"

    item = models.ForeignKey(BacklogItem, on_delete=models.CASCADE, related_name="people_told")
    participant = models.ForeignKey(Participant, on_delete=models.CASCADE, related_name="+")
    on = models.DateField()
    how = models.CharField(max_length=9, choices=How, default=How.EMAIL)
    note = models.TextField(blank=True, help_text="What they said to it.")
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, editable=False, related_name="+"
    )
    at = models.DateTimeField(auto_now_add=True, editable=False)

    objects = PersonToldQuerySet.as_manager()
    declaration = Declaration(personal=("note",), impersonal=("how",))

    class Meta:
        verbose_name_plural = "people told"
        constraints = [
            models.UniqueConstraint(
                fields=["item", "participant"],
                name="a_person_is_told_once_of_an_item",
                violation_error_message="They were told of this already.",
            )
        ]

    def __str__(self) -> str:
        return f"participant {self.participant_id} told of item {self.item_id}"
