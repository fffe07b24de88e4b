"""What people are asked about features: how they would feel with each, and without it."""

from typing import Self

from django.db import models
from django.db.models import Q

from backlog.models.backlog_item import BacklogItem
from research.declarations import Declaration
from research.models import Product, PublicLink, PublicLinkQuerySet, Record, RecordQuerySet, Segment, Viewer

FEWEST, MOST = 3, 15
"""Items of one survey: with fewer nothing is compared, with more nobody reads to the end."""


class KanoSurveyQuerySet(  # type: ignore[override]  # its manager is of both kinds
    RecordQuerySet["KanoSurvey"], PublicLinkQuerySet["KanoSurvey"]
):
    def visible_to(self, user: Viewer) -> Self:
        """All of them: answers tell of nobody who gave them."""
        return self


class KanoSurvey(Record, PublicLink):
    """Three to fifteen items that people are asked about, under one link.

    It is answered until it runs out or is closed. `segments` are those that the link may be sent to apart, by
    `?segment=` with their number; without it, an answer is of no segment. Once somebody has answered, what is asked
    stays.
    """

    product = models.ForeignKey(Product, on_delete=models.PROTECT, related_name="+")
    title = models.CharField(max_length=200, help_text="For colleagues; whoever answers does not see it.")
    introduction = models.TextField(
        max_length=1_000,
        blank=True,
        help_text="What stands above the questions, such as why you ask and how long it takes.",
    )
    segments = models.ManyToManyField(
        Segment, blank=True, related_name="+", help_text="Each gets a link of its own, so that answers are told apart."
    )

    objects = KanoSurveyQuerySet.as_manager()
    declaration = Declaration(impersonal=("title", "introduction", "secret"))

    class Meta:
        verbose_name = "Kano survey"
        indexes = [models.Index(fields=["-created_at", "id"], name="kano_survey_newest")]
        constraints = [models.CheckConstraint(condition=~Q(title=""), name="a_kano_survey_has_some_title")]

    def __str__(self) -> str:
        return f"Kano survey {self.pk}"


class KanoQuestionQuerySet(models.QuerySet["KanoQuestion"]):
    def visible_to(self, user: Viewer) -> Self:
        return self.filter(survey__in=KanoSurvey.objects.visible_to(user))

    def locked(self) -> Self:
        return self.select_for_update(of=("self",), no_key=True)

    def in_order(self) -> Self:
        return self.order_by("position", "pk")


class KanoQuestion(models.Model):
    """An item in the words that people read: how they would feel if it were there, and if it were not."""

    survey = models.ForeignKey(KanoSurvey, on_delete=models.CASCADE, related_name="questions")
    item = models.ForeignKey(BacklogItem, on_delete=models.PROTECT, related_name="+")
    functional = models.CharField("if it is there", max_length=300)
    dysfunctional = models.CharField("if it is not there", max_length=300)
    position = models.PositiveSmallIntegerField(help_text="Among ourselves; people see them in random order.")

    objects = KanoQuestionQuerySet.as_manager()
    declaration = Declaration(impersonal=("functional", "dysfunctional"))

    class Meta:
        verbose_name = "Kano question"
        constraints = [
            models.UniqueConstraint(
                fields=["survey", "item"],
                name="a_kano_survey_asks_about_an_item_once",
                violation_error_message="The survey asks about this item already.",
            ),
            models.UniqueConstraint(
                fields=["survey", "position"], name="questions_of_a_kano_survey_stand_one_after_another"
            ),
            models.CheckConstraint(
                condition=Q(position__gte=1, position__lte=MOST), name="a_kano_survey_asks_about_fifteen_items_at_most"
            ),
            models.CheckConstraint(
                condition=~Q(functional="") & ~Q(dysfunctional=""), name="a_kano_question_is_asked_both_ways"
            ),
        ]

    def __str__(self) -> str:
        return f"question {self.position} of Kano survey {self.survey_id}"
