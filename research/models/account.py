"""Organisations that participants belong to."""

from typing import Self

from django.contrib.postgres.indexes import GinIndex
from django.db import models
from django.db.models.functions import Lower

from research.declarations import Declaration
from research.models.record import Record, RecordQuerySet, Viewer
from research.models.searching import search_document


class AccountQuerySet(RecordQuerySet["Account"]):
    def visible_to(self, user: Viewer) -> Self:
        """All that were not merged into another: accounts frame what is heard, and hold none of it."""
        return self.current()

    def current(self) -> Self:
        """Not merged into another."""
        return self.filter(merged_into__isnull=True)


class Account(Record):
    """The organisation that a participant works for. Others say company or customer."""

    name = models.CharField(max_length=200)
    domain = models.CharField(max_length=253, blank=True, help_text="Such as example.com.")
    plan = models.CharField(max_length=100, blank=True, help_text="What they pay for.")
    size = models.PositiveIntegerField("people", null=True, blank=True)
    notes = models.TextField(blank=True)
    merged_into = models.ForeignKey(
        "self", on_delete=models.CASCADE, null=True, blank=True, editable=False, related_name="merged_accounts"
    )
    search = search_document("name", "domain", "notes")

    objects = AccountQuerySet.as_manager()
    declaration = Declaration(
        personal=("notes",), impersonal=("name", "domain", "plan"), searchable=("name", "domain", "notes")
    )

    class Meta:
        indexes = [GinIndex(fields=["search"], name="account_search")]
        constraints = [
            models.UniqueConstraint(
                Lower("name"),
                name="an_account_has_a_name_of_its_own",
                violation_error_message="There is an account of this name already.",
            ),
        ]

    def __str__(self) -> str:
        return self.name
