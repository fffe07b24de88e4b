"""Bounded pieces of research."""

from typing import Self

import pgtrigger
from django.conf import settings
from django.contrib.postgres.indexes import GinIndex
from django.db import models
from django.db.models import Exists, F, OuterRef, Q

from research.declarations import Declaration
from research.models.product import Product
from research.models.record import Record, RecordQuerySet, Viewer
from research.models.searching import search_document
from research.models.triggers import opportunities_cite_open_insights, private_words_stay_in_their_study


class StudyQuerySet(RecordQuerySet["Study"]):
    def visible_to(self, user: Viewer) -> Self:
        """Open studies, and the private ones that the person leads or belongs to."""
        own = Q(pk__in=[]) if user.pk is None else Q(lead=user.pk) | Exists(_membership(user.pk))
        return self.filter(Q(visibility=Study.Visibility.OPEN) | own)

    def private(self) -> Self:
        return self.filter(visibility=Study.Visibility.PRIVATE)


class Study(Record):
    """A bounded piece of research: its questions, method and dates.

    An *open* study is read by everyone whose role reads research; a *private* one by its lead and
    members only, and what rests on its words stays inside it: an insight that cites them names the study.
    """

    class Status(models.TextChoices):
        PLANNED = "planned", "planned"
        ACTIVE = "active", "in the field"
        DONE = "done", "done"

    class Visibility(models.TextChoices):
        OPEN = "open", "open to everyone who reads research"
        PRIVATE = "private", "private to its lead and members"

    product = models.ForeignKey(Product, on_delete=models.PROTECT, related_name="studies")
    slug = models.SlugField(max_length=80, unique=True, blank=True, help_text="Made from the title if left empty.")
    title = models.CharField(max_length=200)
    questions = models.TextField("research questions", blank=True)
    method = models.CharField(max_length=200, blank=True, help_text="Such as discovery interviews.")
    status = models.CharField(max_length=10, choices=Status, default=Status.ACTIVE)
    visibility = models.CharField(max_length=10, choices=Visibility, default=Visibility.OPEN)
    lead = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, blank=True, related_name="led_studies"
    )
    members = models.ManyToManyField(
        settings.AUTH_USER_MODEL, through="StudyMember", blank=True, related_name="studies"
    )
    starts_on = models.DateField("starts", null=True, blank=True)
    ends_on = models.DateField("ends", null=True, blank=True)
    keep_until = models.DateField(
        "keep recordings and texts until", null=True, blank=True, help_text="As promised to the participants."
    )
    search = search_document("title", "questions", "method")

    objects = StudyQuerySet.as_manager()
    declaration = Declaration(
        personal=("questions",),
        impersonal=("slug", "title", "method", "status", "visibility"),
        searchable=("title", "questions", "method"),
    )

    class Meta:
        verbose_name_plural = "studies"
        indexes = [
            GinIndex(fields=["search"], name="study_search"),
            models.Index(fields=["product", "-created_at", "id"], name="study_newest_of_a_product"),
        ]
        constraints = [
            models.CheckConstraint(
                condition=Q(ends_on__isnull=True) | Q(starts_on__isnull=True) | Q(ends_on__gte=F("starts_on")),
                name="a_study_ends_after_it_starts",
                violation_error_message="A study cannot end before it starts.",
            ),
            models.CheckConstraint(condition=Q(visibility__in=["open", "private"]), name="a_study_is_open_or_private"),
        ]
        triggers = [
            private_words_stay_in_their_study("research_study", on=pgtrigger.UpdateOf("visibility")),
            opportunities_cite_open_insights("research_study", on=pgtrigger.UpdateOf("visibility")),
        ]

    def __str__(self) -> str:
        return self.title


class StudyMember(models.Model):
    """Somebody who works on a study, and may read it while it is private."""

    study = models.ForeignKey(Study, on_delete=models.CASCADE, related_name="memberships")
    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="study_memberships")

    declaration = Declaration()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["study", "user"], name="a_person_is_once_a_member_of_a_study"),
        ]

    def __str__(self) -> str:
        return f"member {self.user_id} of study {self.study_id}"


def _membership(user_id: int) -> models.QuerySet[StudyMember]:
    return StudyMember.objects.filter(study=OuterRef("pk"), user=user_id)
