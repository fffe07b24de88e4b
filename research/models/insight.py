"""Interpretations that rest on evidence."""

from typing import Self

import pghistory
import pgtrigger
from django.conf import settings
from django.contrib.postgres.indexes import GinIndex
from django.db import models
from django.db.models import Q

from research.declarations import Declaration
from research.models.record import Record, RecordQuerySet, Viewer
from research.models.searching import search_document
from research.models.study import Study
from research.models.tag import Tag
from research.models.triggers import opportunities_cite_open_insights, private_words_stay_in_their_study


class InsightQuerySet(RecordQuerySet["Insight"]):
    def visible_to(self, user: Viewer) -> Self:
        """Those of no study or a visible one; unpublished ones only for people who work on insights."""
        visible = self.current().filter(Q(study__isnull=True) | Q(study__in=Study.objects.visible_to(user)))
        return visible if user.has_perm("research.view_unpublished_insight") else visible.published()

    def current(self) -> Self:
        """Not merged into another."""
        return self.filter(merged_into__isnull=True)

    def published(self) -> Self:
        return self.filter(status=Insight.Status.PUBLISHED)

    def awaiting_review(self) -> Self:
        return self.filter(status=Insight.Status.IN_REVIEW)

    def alive(self) -> Self:
        """Not archived."""
        return self.exclude(status=Insight.Status.ARCHIVED)

    def open(self) -> Self:
        """Not bound to a private study."""
        return self.filter(Q(study__isnull=True) | Q(study__visibility=Study.Visibility.OPEN))


@pghistory.track(model_name="InsightHistory", exclude=["search"])
class Insight(Record):
    """An interpretation that rests on evidence: draft → in review → published → archived.

    Productboard, Canny and Jira Product Discovery call a single piece of feedback an insight; that is a
    highlight here. An insight that rests on a private study's words names that study, and is seen as it is.
    """

    class Status(models.TextChoices):
        DRAFT = "draft", "draft"
        IN_REVIEW = "in_review", "in review"
        PUBLISHED = "published", "published"
        ARCHIVED = "archived", "archived"

    study = models.ForeignKey(
        Study,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="insights",
        help_text="The private study whose words it rests on, if any.",
    )
    title = models.CharField(max_length=200)
    statement = models.TextField(blank=True, help_text="What you believe to be true, in one sentence or two.")
    body = models.TextField(blank=True, help_text="How you read the evidence, and its limits.")
    status = models.CharField(max_length=10, choices=Status, default=Status.DRAFT)
    owner = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, blank=True, related_name="owned_insights"
    )
    tags = models.ManyToManyField(Tag, blank=True, related_name="insights")
    published_at = models.DateTimeField("published", null=True, blank=True, editable=False)
    opposite_sought_at = models.DateTimeField("counter-evidence looked for", null=True, blank=True, editable=False)
    opposite_sought_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, blank=True, editable=False, related_name="+"
    )
    confirmed_at = models.DateTimeField("confirmed still true", null=True, blank=True, editable=False)
    confirmed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, blank=True, editable=False, related_name="+"
    )
    confirmation_reason = models.TextField(blank=True, editable=False)
    merged_into = models.ForeignKey(
        "self", on_delete=models.CASCADE, null=True, blank=True, editable=False, related_name="merged_insights"
    )
    search = search_document("title", "statement", "body")

    objects = InsightQuerySet.as_manager()
    declaration = Declaration(
        personal=("title", "statement", "body", "confirmation_reason"),
        impersonal=("status",),
        searchable=("title", "statement", "body"),
    )

    class Meta:
        permissions = [("view_unpublished_insight", "Can view insights before they are published")]
        indexes = [
            GinIndex(fields=["search"], name="insight_search"),
            models.Index(fields=["status", "-updated_at", "id"], name="insight_latest_of_a_status"),
            models.Index(fields=["-created_at", "id"], name="insight_newest"),
        ]
        constraints = [
            models.CheckConstraint(
                condition=~Q(status="published") | ~Q(statement=""),
                name="a_published_insight_makes_a_statement",
                violation_error_message="An insight needs a statement before it is published.",
            ),
            models.CheckConstraint(
                condition=Q(confirmed_at__isnull=True) | ~Q(confirmation_reason=""),
                name="a_confirmation_gives_its_reason",
                violation_error_message="Say why it is still true.",
            ),
        ]
        triggers = [
            private_words_stay_in_their_study("research_insight", on=pgtrigger.UpdateOf("study_id")),
            opportunities_cite_open_insights("research_insight", on=pgtrigger.UpdateOf("study_id")),
        ]

    def __str__(self) -> str:
        return f"insight {self.pk}"
