"""What people answered about features."""

from collections.abc import Iterable
from typing import Self, TypedDict, cast

from django.db import models
from django.db.models import Count, Q
from django.utils import timezone

from backlog.models.kano_survey import KanoQuestion
from research.declarations import Declaration
from research.models import Segment, Viewer


class Tally(TypedDict):
    """How many gave these two answers to a question. `segment` None is of those whom no segment was known of."""

    question: int
    segment: int | None
    functional: int
    dysfunctional: int
    number: int


class KanoAnswerQuerySet(models.QuerySet["KanoAnswer"]):
    def visible_to(self, user: Viewer) -> Self:
        return self.filter(question__in=KanoQuestion.objects.visible_to(user))

    def locked(self) -> Self:
        return self.select_for_update(of=("self",), no_key=True)

    def tallied(self) -> Iterable[Tally]:
        """Count equal answers. One query, at most 25 rows for a question and segment."""
        rows = self.order_by().values("question", "segment", "functional", "dysfunctional")
        return cast("Iterable[Tally]", rows.annotate(number=Count("pk")))


class KanoAnswer(models.Model):
    """One respondent's two positions for an item: 1 I like it, 2 I expect it, 3 I don't mind, 4 I can live with it,
    5 I dislike it.

    `respondent` is a random number that holds the answers of one person together and leads to nobody. All questions
    of a survey are answered at once (`operations.kano_answers`); an answer is never changed.
    """

    class Position(models.IntegerChoices):
        LIKE = 1, "I like it"
        EXPECT = 2, "I expect it"
        NEUTRAL = 3, "I don't mind"
        TOLERATE = 4, "I can live with it"
        DISLIKE = 5, "I dislike it"

    question = models.ForeignKey(KanoQuestion, on_delete=models.CASCADE, related_name="answers")
    respondent = models.UUIDField()
    segment = models.ForeignKey(Segment, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    functional = models.PositiveSmallIntegerField(choices=Position)
    dysfunctional = models.PositiveSmallIntegerField(choices=Position)
    answered_at = models.DateTimeField(default=timezone.now)

    objects = KanoAnswerQuerySet.as_manager()
    declaration = Declaration(impersonal=("respondent",))

    class Meta:
        verbose_name = "Kano answer"
        constraints = [
            models.UniqueConstraint(
                fields=["question", "respondent"], name="a_respondent_answers_a_kano_question_once"
            ),
            models.CheckConstraint(
                condition=Q(functional__gte=1, functional__lte=5, dysfunctional__gte=1, dysfunctional__lte=5),
                name="a_kano_answer_is_one_of_five_positions",
            ),
        ]

    def __str__(self) -> str:
        return f"Kano answer {self.pk}"
