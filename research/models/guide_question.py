"""What an interviewer wants to hear about: a study's guide."""

from typing import Self

from django.db import models
from django.db.models import Q

from research.declarations import Declaration
from research.models.record import Viewer
from research.models.study import Study


class GuideQuestionQuerySet(models.QuerySet["GuideQuestion"]):
    def visible_to(self, user: Viewer) -> Self:
        return self.filter(study__in=Study.objects.visible_to(user))

    def in_order(self) -> Self:
        return self.order_by("position", "pk")


class GuideQuestion(models.Model):
    """One question of a study's guide. `position` orders them; two on one place stand as they were added.

    Probes are what to ask on, one a line, where somebody does not come to it by themselves.
    """

    study = models.ForeignKey(Study, on_delete=models.CASCADE, db_index=False, related_name="guide")
    position = models.PositiveSmallIntegerField("order", default=0, help_text="The smallest comes first.")
    text = models.CharField(
        "question", max_length=500, help_text="About the last time it happened, not about in general."
    )
    probes = models.TextField(blank=True, help_text="What to ask on, one a line.")

    objects = GuideQuestionQuerySet.as_manager()
    declaration = Declaration(personal=("text", "probes"))

    class Meta:
        indexes = [models.Index(fields=["study", "position", "id"], name="guide_of_a_study_in_order")]
        constraints = [
            models.CheckConstraint(
                condition=~Q(text=""),
                name="a_guide_question_asks_something",
                violation_error_message="A question needs words.",
            ),
        ]

    def __str__(self) -> str:
        return f"question {self.pk} of study {self.study_id}"
