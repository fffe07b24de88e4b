"""The people who were listened to."""

from typing import Self

from django.apps import apps
from django.contrib.postgres.indexes import GinIndex
from django.core.validators import RegexValidator
from django.db import models
from django.db.models import Exists, OuterRef, Q
from django.db.models.functions import Upper

from research.declarations import Declaration
from research.models.account import Account
from research.models.record import Record, RecordQuerySet, Viewer
from research.models.searching import search_document
from research.models.segment import Segment


class ParticipantQuerySet(RecordQuerySet["Participant"]):
    def visible_to(self, user: Viewer) -> Self:
        """People met in an interview that the person may see, and people met in none yet."""
        met = Participant.interviews.through.objects.filter(participant=OuterRef("pk"))
        # Interview imports Participant, so that it is reached through the registry.
        seen = met.filter(interview__in=apps.get_model("research.Interview").objects.visible_to(user))
        return self.current().filter(Q(Exists(seen)) | ~Q(Exists(met)))

    def current(self) -> Self:
        """Not merged into another."""
        return self.filter(merged_into__isnull=True)


class Participant(Record):
    """A person who was listened to, under a pseudonym; who they are stands in ContactDetails.

    The code is what everybody says and sees; names and addresses need a permission of their own.
    """

    code = models.CharField(
        "pseudonym",
        max_length=40,
        blank=True,
        validators=[RegexValidator(r"^[A-Za-z0-9][A-Za-z0-9._-]*\Z", "Use letters, digits, dots and dashes.")],
        help_text="Such as P-0142; the next free number if left empty. Never a name.",
    )
    role = models.CharField(max_length=100, blank=True, help_text="What they do, such as office manager.")
    account = models.ForeignKey(Account, on_delete=models.SET_NULL, null=True, blank=True, related_name="participants")
    segments = models.ManyToManyField(Segment, blank=True, related_name="participants")
    attributes = models.JSONField(default=dict, blank=True, help_text="Anything else to compare people by.")
    merged_into = models.ForeignKey(
        "self", on_delete=models.CASCADE, null=True, blank=True, editable=False, related_name="merged_participants"
    )
    search = search_document("code", "role")

    objects = ParticipantQuerySet.as_manager()
    declaration = Declaration(personal=("role", "attributes"), impersonal=("code",), searchable=("code", "role"))

    class Meta:
        indexes = [
            GinIndex(fields=["search"], name="participant_search"),
            models.Index(fields=["code", "id"], name="participant_by_code"),
        ]
        constraints = [
            models.UniqueConstraint(
                Upper("code"),
                name="a_participant_has_a_code_of_their_own",
                violation_error_message="There is a participant with this code already.",
            ),
            models.CheckConstraint(condition=~Q(code=""), name="a_participant_has_a_code"),
        ]

    def __str__(self) -> str:
        return self.code
