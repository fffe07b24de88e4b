"""What people answered."""

from datetime import datetime
from typing import Any, Self

from django.db import models
from django.db.models import Case, Count, F, OuterRef, Q, Subquery, Value, When
from django.db.models.functions import Coalesce

from research.declarations import Declaration
from research.models.account import Account
from research.models.consent import Consent
from research.models.interview import Interview
from research.models.participant import Participant
from research.models.record import Record, RecordQuerySet, Viewer
from research.models.segment import Segment
from research.models.survey import Survey, SurveyStatement


class SurveyResponseQuerySet(RecordQuerySet["SurveyResponse"]):
    def visible_to(self, user: Viewer) -> Self:
        """Those of nobody in particular, and those of participants that the person may see."""
        return self.filter(Q(participant__isnull=True) | Q(participant__in=Participant.objects.visible_to(user)))

    def with_words(self, *, at: datetime) -> models.QuerySet[Any]:
        """Annotate `withheld` (why the comment is left out, empty where it is not) and `words`, empty where it is.

        As with all feedback: without a consent that decides it may be quoted. The comment itself stays in the database.
        """
        deciding = Consent.objects.deciding(
            Consent.Scope.QUOTE_INTERNALLY,
            participant=OuterRef("participant"),
            interview=OuterRef("feedback"),
            study=OuterRef("feedback__study"),
        )
        refusal = Coalesce(Subquery(deciding.refusal(at=at)), Value(""))
        said = Case(When(withheld="", then=F("comment")), default=Value(""), output_field=models.TextField())
        return self.defer("comment").annotate(withheld=refusal).annotate(words=said)

    def commented(self) -> Self:
        return self.exclude(comment="")

    def not_taken_up(self) -> Self:
        """Those whose comment is no feedback yet."""
        return self.filter(taken_up_at__isnull=True)

    def tallied(self) -> models.QuerySet[Any]:
        """Values: how many gave which score, by wave and segment."""
        rows = self.filter(score__isnull=False).order_by().values("wave", "segment", "score")
        return rows.annotate(number=Count("pk"))


class SurveyResponse(Record):
    """One person's answer: a score from 0 to 10 with an optional comment (NPS), or ratings (`SurveyRating`).

    `wave` is the first day of the stretch it counts into. Who it was is known seldom. `source_key` is how the tool that
    it was exported from calls it: the same key is the same answer. A comment becomes feedback once (`taken_up_at`).
    Written by `operations.survey_answers`.
    """

    survey = models.ForeignKey(Survey, on_delete=models.CASCADE, related_name="responses")
    wave = models.DateField(help_text="Its first day.")
    answered_at = models.DateTimeField("answered")
    segment = models.ForeignKey(Segment, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    account = models.ForeignKey(Account, on_delete=models.SET_NULL, null=True, blank=True, related_name="+")
    participant = models.ForeignKey(Participant, on_delete=models.SET_NULL, null=True, blank=True, related_name="+")
    score = models.PositiveSmallIntegerField(null=True, blank=True, help_text="From 0 to 10.")
    comment = models.TextField(blank=True, max_length=2_000)
    source_key = models.CharField("key", max_length=100, blank=True, help_text="Of the answer, where it came from.")
    feedback = models.OneToOneField(
        Interview, on_delete=models.SET_NULL, null=True, blank=True, editable=False, related_name="survey_response"
    )
    taken_up_at = models.DateTimeField("comment taken up", null=True, blank=True, editable=False)

    objects = SurveyResponseQuerySet.as_manager()
    declaration = Declaration(personal=("comment", "source_key"))

    class Meta:
        indexes = [models.Index(fields=["survey", "wave", "segment", "score"], name="survey_response_counted")]
        constraints = [
            models.CheckConstraint(
                condition=Q(score__isnull=True) | Q(score__gte=0, score__lte=10),
                name="a_score_goes_from_0_to_10",
                violation_error_message="A score goes from 0 to 10.",
            ),
            models.CheckConstraint(
                condition=Q(score__isnull=False) | Q(comment=""),
                name="a_comment_explains_a_score",
                violation_error_message="A comment comes with a score.",
            ),
            models.UniqueConstraint(
                fields=["survey", "source_key"],
                condition=~Q(source_key=""),
                name="an_answer_comes_in_once_by_its_key",
                violation_error_message="There is an answer with this key already.",
            ),
        ]

    def __str__(self) -> str:
        return f"survey response {self.pk}"


class SurveyRatingQuerySet(models.QuerySet["SurveyRating"]):
    def visible_to(self, user: Viewer) -> Self:
        return self.filter(response__in=SurveyResponse.objects.visible_to(user))


class SurveyRating(models.Model):
    """How important a statement is to somebody and how satisfied they are today, each from 1 to 5: both or none."""

    response = models.ForeignKey(SurveyResponse, on_delete=models.CASCADE, db_index=False, related_name="ratings")
    statement = models.ForeignKey(SurveyStatement, on_delete=models.PROTECT, related_name="ratings")
    importance = models.PositiveSmallIntegerField()
    satisfaction = models.PositiveSmallIntegerField()

    objects = SurveyRatingQuerySet.as_manager()
    declaration = Declaration()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["response", "statement"], name="a_statement_is_rated_once_in_an_answer"),
            models.CheckConstraint(
                condition=Q(importance__gte=1, importance__lte=5, satisfaction__gte=1, satisfaction__lte=5),
                name="ratings_go_from_1_to_5",
                violation_error_message="Ratings go from 1 to 5.",
            ),
        ]

    def __str__(self) -> str:
        return f"rating {self.pk} in survey response {self.response_id}"
