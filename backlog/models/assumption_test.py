"""Checks of the beliefs that a solution rests on."""

from typing import Self

import pghistory
import pgtrigger
from django.db import models
from django.db.models import F, Q

from backlog.models.backlog_item import BacklogItem
from research.declarations import Declaration
from research.models import EvidenceClass, Interview, Measurement, Record, RecordQuerySet, Study, Viewer


class AssumptionTestQuerySet(RecordQuerySet["AssumptionTest"]):
    def visible_to(self, user: Viewer) -> Self:
        """Those of studies that the person may see; whoever reads only what is published sees results alone."""
        rows = self.filter(
            Q(study__isnull=True) | Q(study__in=Study.objects.visible_to(user)),
            Q(interview__isnull=True) | Q(interview__in=Interview.objects.visible_to(user)),
        )
        return rows if user.has_perm("backlog.view_assumptiontest") else rows.decided()

    def decided(self) -> Self:
        return self.exclude(result="")

    def in_story_order(self) -> Self:
        """What is known first, the latest on top; then what runs, then what is planned."""
        return self.order_by(
            F("done_on").desc(nulls_last=True), F("started_on").desc(nulls_last=True), "planned_on", "pk"
        )


@pghistory.track(model_name="AssumptionTestHistory")
class AssumptionTest(Record):
    """One assumption of a solution, how it is tested, and what came out.

    Planned, running, done: `result` is empty until it is done. What would count as success is said before: once there
    is a result, neither the assumption nor its criterion changes any more (a trigger), and a result stays one.
    `supported_before` and `supported_after` are the RICE confidence that the item's evidence supported, in words.
    """

    class Kind(models.TextChoices):
        DESIRABILITY = "desirability", "desirability"
        VIABILITY = "viability", "viability"
        FEASIBILITY = "feasibility", "feasibility"
        USABILITY = "usability", "usability"
        ETHICS = "ethics", "ethics"

    class Method(models.TextChoices):
        USABILITY_STUDY = "usability_study", "usability study"
        INTERVIEWS = "interviews", "interviews"
        EARLY_VERSION = "early_version", "early version or done by hand"
        SURVEY = "survey", "survey"
        SMOKE_TEST = "smoke_test", "smoke test"
        AB_TEST = "ab_test", "A/B test"
        LONGITUDINAL = "longitudinal", "longitudinal study"
        LAUNCH = "launch", "launch"
        TECHNICAL_TRIAL = "technical_trial", "technical trial"
        CALCULATION = "calculation", "calculation"
        EXPERT_REVIEW = "expert_review", "review by somebody who knows"

    class Result(models.TextChoices):
        SUPPORTED = "supported", "supported"
        REFUTED = "refuted", "refuted"
        INCONCLUSIVE = "inconclusive", "inconclusive"

    item = models.ForeignKey(BacklogItem, on_delete=models.CASCADE, related_name="assumption_tests")
    assumption = models.CharField(
        max_length=300, help_text="What has to be true for this to work: “Travellers trust a receipt they cannot see.”"
    )
    kind = models.CharField("kind of assumption", max_length=12, choices=Kind)
    method = models.CharField(max_length=16, choices=Method)
    plan = models.TextField(blank=True, help_text="Who does what, where and for how long.")
    criterion = models.CharField(
        "success criterion",
        max_length=300,
        blank=True,
        help_text="What would convince us, with a figure: “6 of 8 leave the paper on the desk.”"
        " It stays as it is once there is a result.",
    )
    criterion_at = models.DateTimeField("criterion set", null=True, editable=False)
    participants = models.PositiveIntegerField(null=True, blank=True, help_text="How many take part, or took part.")
    planned_on = models.DateField("planned for", null=True, blank=True)
    started_on = models.DateField("started", null=True, blank=True)
    done_on = models.DateField("done", null=True, blank=True, editable=False)
    interview = models.ForeignKey(Interview, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    study = models.ForeignKey(Study, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    measurement = models.ForeignKey(Measurement, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    result = models.CharField(max_length=12, choices=Result, blank=True, editable=False)
    result_words = models.TextField("what came out", blank=True, editable=False)
    result_at = models.DateTimeField("recorded", null=True, editable=False)
    evidence_class = models.ForeignKey(
        EvidenceClass, on_delete=models.PROTECT, null=True, editable=False, related_name="+"
    )
    supported_before = models.CharField(max_length=40, blank=True, editable=False)
    supported_after = models.CharField(max_length=40, blank=True, editable=False)

    objects = AssumptionTestQuerySet.as_manager()
    declaration = Declaration(
        personal=("plan", "result_words"),
        impersonal=("assumption", "kind", "method", "criterion", "result", "supported_before", "supported_after"),
    )

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(criterion="", criterion_at__isnull=True)
                | (~Q(criterion="") & Q(criterion_at__isnull=False)),
                name="a_criterion_has_the_moment_it_was_set",
            ),
            models.CheckConstraint(
                condition=Q(result="", result_at__isnull=True, done_on__isnull=True, evidence_class__isnull=True)
                | (~Q(result="") & Q(result_at__isnull=False, done_on__isnull=False, evidence_class__isnull=False)),
                name="a_result_has_its_day_and_its_evidence_class",
            ),
            models.CheckConstraint(
                condition=Q(result="") | Q(criterion_at__lt=F("result_at"), criterion_at__isnull=False),
                name="a_criterion_is_set_before_the_result",
                violation_error_message="Say what would count as success before you know the result.",
            ),
            models.CheckConstraint(
                condition=Q(started_on__isnull=True) | Q(done_on__isnull=True) | Q(started_on__lte=F("done_on")),
                name="an_assumption_test_starts_before_it_is_done",
                violation_error_message="A test starts before it is done.",
            ),
            models.CheckConstraint(
                condition=Q(interview__isnull=True, study__isnull=True)
                | Q(interview__isnull=True, measurement__isnull=True)
                | Q(study__isnull=True, measurement__isnull=True),
                name="an_assumption_test_leads_to_one_thing_at_most",
                violation_error_message="Name an interview, a study or a measurement: one of them.",
            ),
        ]
        triggers = [
            pgtrigger.Trigger(
                name="a_result_fixes_its_criterion",
                when=pgtrigger.Before,
                operation=pgtrigger.Update,
                func="""
                    IF OLD.result <> '' AND (
                        NEW.result = '' OR NEW.criterion <> OLD.criterion OR NEW.criterion_at <> OLD.criterion_at
                        OR NEW.assumption <> OLD.assumption OR NEW.item_id <> OLD.item_id
                    ) THEN
                        RAISE EXCEPTION USING
                            ERRCODE = 'check_violation',
                            CONSTRAINT = 'a_result_fixes_its_criterion',
                            MESSAGE = 'There is a result: what was tested, and what was to count as success, stay.';
                    END IF;
                    RETURN NEW;
                """,
            )
        ]

    @property
    def state(self) -> str:
        """`planned`, `running` or `done`."""
        if self.result:
            return "done"
        return "running" if self.started_on else "planned"

    def __str__(self) -> str:
        return f"assumption test {self.pk} of item {self.item_id}"
