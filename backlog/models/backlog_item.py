"""Delivery work, in an order."""

from typing import Self

import pghistory
from django.conf import settings
from django.contrib.postgres.indexes import GinIndex
from django.db import models
from django.db.models import Q
from tree_queries.query import TreeQuerySet

from backlog.models.release import Release
from backlog.models.triggers import large_holds_small
from research.declarations import Declaration
from research.models import Opportunity, Product, Record, RecordQuerySet, Segment, Viewer
from research.models.searching import search_document
from research.models.triggers import no_cycle

SEES_INTERNAL = "backlog.view_internal_backlogitem"
"""The permission to see what stakeholders do not: internal items, owners, scores and effort."""


class BacklogItemQuerySet(TreeQuerySet, RecordQuerySet["BacklogItem"]):
    def visible_to(self, user: Viewer) -> Self:
        """All of them for whoever works on them, else those that are not internal.

        What a trace of one shows depends on who asks, too.
        """
        return self if user.has_perm(SEES_INTERNAL) else self.filter(is_internal=False)

    def unfinished(self) -> Self:
        return self.exclude(status__in=[BacklogItem.Status.DONE, BacklogItem.Status.DROPPED])

    def shipped(self) -> Self:
        """Done, and there for people: a spike finds something out, and ships nothing."""
        return self.filter(status=BacklogItem.Status.DONE).exclude(kind=BacklogItem.Kind.SPIKE)


BacklogItemManager = models.Manager.from_queryset(BacklogItemQuerySet)


@pghistory.track(model_name="BacklogItemHistory", exclude=["search"])
class BacklogItem(Record):
    """A piece of delivery work: epic, story, solution, bug, task or spike. They nest.

    `number` is unique within the product and people say it aloud (`#12`); `rank` is a key that sorts by
    byte, so that an item moves between two others without touching them. Both are given by
    `operations.backlog_items.add`. An item hangs under one that is as large or larger (epic, solution, then story, bug
    and spike alike, task). `acceptance_criteria` is its criteria as one text; `operations.criteria` keeps it.
    """

    class Kind(models.TextChoices):
        EPIC = "epic", "epic"
        STORY = "story", "user story"
        SOLUTION = "solution", "solution"
        BUG = "bug", "bug"
        TASK = "task", "task"
        SPIKE = "spike", "spike"

    class Status(models.TextChoices):
        IDEA = "idea", "idea"
        READY = "ready", "ready"
        IN_PROGRESS = "in_progress", "in progress"
        DONE = "done", "done"
        DROPPED = "dropped", "dropped"

    class Horizon(models.TextChoices):
        NOW = "now", "now"
        NEXT = "next", "next"
        LATER = "later", "later"
        NOT_NOW = "not_now", "not now"

    product = models.ForeignKey(Product, on_delete=models.PROTECT, related_name="+")
    number = models.PositiveIntegerField(editable=False)
    kind = models.CharField(max_length=10, choices=Kind, default=Kind.STORY)
    parent = models.ForeignKey("self", on_delete=models.PROTECT, null=True, blank=True, related_name="children")
    title = models.CharField(max_length=200)
    description = models.TextField(blank=True)
    persona = models.ForeignKey(
        Segment, on_delete=models.SET_NULL, null=True, blank=True, related_name="+", help_text="The segment it is for."
    )
    as_a = models.CharField("as a", max_length=200, blank=True)
    i_want = models.CharField("I want", max_length=500, blank=True)
    so_that = models.CharField("so that", max_length=500, blank=True)
    acceptance_criteria = models.TextField(
        blank=True, help_text="Given …, when …, then …: each becomes a line of the checklist."
    )
    status = models.CharField(max_length=12, choices=Status, default=Status.IDEA)
    horizon = models.CharField(max_length=8, choices=Horizon, default=Horizon.LATER)
    rank = models.CharField(max_length=255, db_collation="C", editable=False)
    estimate = models.DecimalField(
        max_digits=7,
        decimal_places=2,
        null=True,
        blank=True,
        help_text="In person-days. Once something under it has one, those are counted instead.",
    )
    owner = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, blank=True, related_name="+"
    )
    addresses = models.ForeignKey(
        Opportunity,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        help_text="The opportunity that it would meet.",
    )
    release = models.ForeignKey(Release, on_delete=models.SET_NULL, null=True, blank=True, related_name="items")
    is_internal = models.BooleanField(
        "internal", default=False, help_text="Stakeholders do not see it, on the roadmap or anywhere else."
    )
    search = search_document("title", "description", "i_want", "acceptance_criteria")

    objects = BacklogItemManager()
    declaration = Declaration(
        personal=("description", "acceptance_criteria"),
        impersonal=("kind", "title", "as_a", "i_want", "so_that", "status", "horizon", "rank"),
        searchable=("title", "description", "i_want", "acceptance_criteria"),
    )

    class Meta:
        permissions = [("view_internal_backlogitem", "Can view what of the backlog is internal")]
        indexes = [
            GinIndex(fields=["search"], name="backlog_item_search"),
            models.Index(fields=["product", "rank", "id"], name="backlog_item_in_order"),
            models.Index(fields=["rank", "id"], name="backlog_item_by_rank"),
            models.Index(fields=["-created_at", "id"], name="backlog_item_newest"),
        ]
        constraints = [
            models.UniqueConstraint(
                fields=["product", "number"], name="a_backlog_item_has_a_number_of_its_own_in_its_product"
            ),
            models.CheckConstraint(condition=~Q(rank=""), name="a_backlog_item_has_a_rank"),
            models.CheckConstraint(
                condition=Q(estimate__gte=0),
                name="an_estimate_is_not_below_nothing",
                violation_error_message="An estimate is not below nothing.",
            ),
        ]
        triggers = [no_cycle("backlog_backlogitem", what="item"), large_holds_small()]

    def __str__(self) -> str:
        return f"#{self.number} {self.title}"
