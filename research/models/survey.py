"""What people were asked in the same words again and again."""

from typing import Self

from django.conf import settings
from django.db import models
from django.db.models import Q

from research.declarations import Declaration
from research.models.metric import Metric
from research.models.opportunity import Opportunity
from research.models.product import Product
from research.models.public_link import PublicLink, PublicLinkQuerySet
from research.models.record import Record, RecordQuerySet, Viewer
from research.models.segment import Segment


class SurveyQuerySet(RecordQuerySet["Survey"]):
    def visible_to(self, user: Viewer) -> Self:
        """All of them: what is asked is no secret. Whose answers are seen, the answers say."""
        return self


class Survey(Record):
    """One question that is asked in waves: how likely people recommend us, or what matters to them and is met.

    Open until `closed_at`; a closed one takes no answers. `wave_length` says into which stretches of the calendar
    answers are counted. An NPS survey may feed a metric: each wave becomes a measurement of it. An opportunity survey
    asks for importance and satisfaction of each of its statements (`SurveyStatement`).
    """

    class Kind(models.TextChoices):
        NPS = "nps", "NPS"
        OPPORTUNITY = "opportunity", "importance and satisfaction"

    class WaveLength(models.TextChoices):
        MONTH = "month", "month"
        QUARTER = "quarter", "quarter"
        YEAR = "year", "year"

    product = models.ForeignKey(Product, on_delete=models.PROTECT, related_name="surveys")
    kind = models.CharField(max_length=11, choices=Kind, default=Kind.NPS)
    title = models.CharField(max_length=200, help_text="For colleagues; whoever answers does not see it.")
    question = models.CharField(
        max_length=500, blank=True, help_text="As it is asked. Left empty, in the usual words of its kind."
    )
    follow_up = models.CharField(
        "question for the comment", max_length=300, blank=True, help_text="Of NPS: asked below the score."
    )
    language = models.CharField(max_length=20, default="en", help_text="That it is asked in, such as en or pt-PT.")
    wave_length = models.CharField(
        "a wave is a", max_length=7, choices=WaveLength, default=WaveLength.QUARTER, help_text="Answers are counted so."
    )
    closed_at = models.DateTimeField("closed", null=True, blank=True, editable=False)
    metric = models.ForeignKey(
        Metric,
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        related_name="+",
        help_text="The NPS metric that its waves are measurements of.",
    )

    objects = SurveyQuerySet.as_manager()
    declaration = Declaration(impersonal=("kind", "title", "question", "follow_up", "language", "wave_length"))

    class Meta:
        indexes = [models.Index(fields=["-created_at", "id"], name="survey_newest")]
        constraints = [
            models.CheckConstraint(condition=~Q(title=""), name="a_survey_has_some_title"),
            models.CheckConstraint(
                condition=Q(kind="nps") | Q(metric__isnull=True),
                name="only_an_nps_survey_feeds_a_metric",
                violation_error_message="Only an NPS survey feeds a metric.",
            ),
        ]

    def __str__(self) -> str:
        return f"survey {self.pk}"

    @property
    def is_nps(self) -> bool:
        return self.kind == self.Kind.NPS

    @property
    def is_closed(self) -> bool:
        return self.closed_at is not None


class SurveyStatementQuerySet(models.QuerySet["SurveyStatement"]):
    def visible_to(self, user: Viewer) -> Self:
        return self.filter(survey__in=Survey.objects.visible_to(user))

    def in_order(self) -> Self:
        return self.order_by("position", "pk")


class SurveyStatement(models.Model):
    """One opportunity of a survey, in the words that people read: a later change of the opportunity changes no answer.

    Two of a survey may be of one opportunity, where that is what became of two by a merge.
    """

    survey = models.ForeignKey(Survey, on_delete=models.CASCADE, related_name="statements")
    opportunity = models.ForeignKey(Opportunity, on_delete=models.PROTECT, related_name="+")
    wording = models.CharField(max_length=300)
    position = models.PositiveSmallIntegerField()

    objects = SurveyStatementQuerySet.as_manager()
    declaration = Declaration(personal=("wording",))

    class Meta:
        verbose_name_plural = "statements of surveys"
        constraints = [
            models.UniqueConstraint(
                fields=["survey", "position"], name="statements_of_a_survey_stand_one_after_another"
            ),
        ]

    def __str__(self) -> str:
        return f"statement {self.position} of survey {self.survey_id}"


class SurveyLinkQuerySet(PublicLinkQuerySet["SurveyLink"]):
    def visible_to(self, user: Viewer) -> Self:
        return self.filter(survey__in=Survey.objects.visible_to(user))

    def taking_answers(self) -> Self:
        """Those of open surveys."""
        return self.filter(survey__closed_at__isnull=True)


class SurveyLink(PublicLink):
    """An unguessable address where a survey is answered without logging in, for one segment or for everybody."""

    survey = models.ForeignKey(Survey, on_delete=models.CASCADE, related_name="links")
    segment = models.ForeignKey(Segment, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    created_at = models.DateTimeField("created", auto_now_add=True)
    created_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, editable=False, related_name="+"
    )

    objects = SurveyLinkQuerySet.as_manager()
    declaration = Declaration(impersonal=("secret",))

    def __str__(self) -> str:
        return f"link {self.pk} of survey {self.survey_id}"
