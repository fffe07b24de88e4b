"""Rules that say by properties who in the events of a source belongs to a segment."""

from typing import Any

from django.contrib import admin
from django.http import HttpRequest

from research.admin.base import RecordAdmin
from research.admin.funnel_steps import ConditionsField
from research.admin.record_form import RecordForm
from research.behaviour import questions
from research.models import SegmentRule


class SegmentRuleForm(RecordForm):
    conditions = ConditionsField(
        help_text="A condition a line, all of which hold: is, is not, contains, >, <, is set. Of the user: user.plan."
    )

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        if "conditions" in cleaned:
            try:
                questions.conditions(cleaned["conditions"], of="The rule")
            except questions.NotAFunnel as error:
                self.add_error("conditions", str(error))
        return cleaned


@admin.register(SegmentRule)
class SegmentRuleAdmin(RecordAdmin[SegmentRule]):
    form = SegmentRuleForm
    list_display = ("segment_name", "source", "said")
    list_filter = ("source",)
    list_select_related = ("segment", "source")
    search_fields = ("segment__name",)
    fields = ("source", "segment", "conditions")

    def get_readonly_fields(self, request: HttpRequest, obj: SegmentRule | None = None) -> tuple[Any, ...]:
        return (*super().get_readonly_fields(request, obj), *(("source", "segment") if obj else ()))

    def heading(self, obj: SegmentRule) -> str:
        return f"{obj.segment.name} in {obj.source.name}"

    @admin.display(description="segment", ordering="segment__name")
    def segment_name(self, rule: SegmentRule) -> str:
        return rule.segment.name

    @admin.display(description="belongs to it whose event says")
    def said(self, rule: SegmentRule) -> str:
        return ConditionsField().prepare_value(rule.conditions).replace("\n", "; ") or "everybody"
