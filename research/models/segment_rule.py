"""Who in the events of a source belongs to a segment."""

from typing import Self

from django.db import models

from research.declarations import Declaration
from research.models.event_source import EventSource
from research.models.record import Record, RecordQuerySet, Viewer
from research.models.segment import Segment


class SegmentRuleQuerySet(RecordQuerySet["SegmentRule"]):
    def visible_to(self, user: Viewer) -> Self:
        """All of them, as with segments and event sources."""
        return self


class SegmentRule(Record):
    """A segment as events know it: whose event fulfils all `conditions` belonged to it then.

    `conditions` are those of a funnel's step, checked by `behaviour.questions`. Events name nobody, so participants
    do not count here: the rule says by properties what the segment says in words.
    """

    source = models.ForeignKey(EventSource, on_delete=models.CASCADE, related_name="segment_rules")
    segment = models.ForeignKey(Segment, on_delete=models.CASCADE, related_name="+")
    conditions = models.JSONField()

    objects = SegmentRuleQuerySet.as_manager()
    declaration = Declaration(impersonal=("conditions",))

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["source", "segment"],
                name="a_segment_has_one_rule_in_a_source",
                violation_error_message="This segment has a rule in this source already.",
            ),
        ]

    def __str__(self) -> str:
        return f"rule of segment {self.segment_id} in source {self.source_id}"
