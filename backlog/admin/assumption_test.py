"""Assumption tests as a list and as records. They are planned and their results recorded on pages of their own."""

from typing import Any, cast

from django.contrib import admin
from django.http import HttpRequest
from django.urls import reverse
from django.utils import timezone
from django.utils.safestring import SafeString

from backlog.models import AssumptionTest
from backlog.operations import assumption_tests
from research.admin import marks
from research.admin.base import RecordAdmin
from research.admin.links import link_to
from research.models import User

TONES: dict[str, marks.Tone] = {"supported": "good", "refuted": "bad", "inconclusive": "warn"}


def standing(test: AssumptionTest) -> SafeString:
    """Return what came out, or how far it is."""
    return marks.chip(test.get_result_display() or test.state, TONES.get(test.result, "plain"))


@admin.register(AssumptionTest)
class AssumptionTestAdmin(RecordAdmin[AssumptionTest]):
    list_display = ("assumption", "outcome", "kind", "method", "participants", "item_link", "criterion", "done_on")
    list_filter = ("result", "kind", "method", "evidence_class", "done_on")
    list_select_related = ("item", "evidence_class")
    search_fields = ("assumption", "criterion", "item__title")
    fieldsets = (
        (None, {"fields": ("item", "assumption", "kind", "method", "plan", "criterion", "criterion_at")}),
        ("When and with whom", {"fields": ("planned_on", "started_on", "participants")}),
        ("What it leads to", {"fields": ("interview", "study", "measurement")}),
        ("What came out", {"fields": ("outcome", "result_words", "done_on", "evidence_class", "effect", "result_at")}),
    )
    autocomplete_fields = ("item", "interview", "study", "measurement")
    operated_fields = ("criterion_at", "outcome", "result_words", "done_on", "evidence_class", "effect", "result_at")

    def heading(self, obj: AssumptionTest) -> str:
        return obj.assumption

    def get_readonly_fields(self, request: HttpRequest, obj: AssumptionTest | None = None) -> tuple[Any, ...]:
        """What a result was held against is read and no longer typed."""
        names = super().get_readonly_fields(request, obj)
        if obj is None:
            return names
        return (*names, "item", "assumption", "criterion") if obj.result else (*names, "item")

    def get_fieldsets(self, request: HttpRequest, obj: AssumptionTest | None = None) -> Any:
        """A test that is new has no result."""
        fieldsets = super().get_fieldsets(request, obj)
        if obj is not None and obj.result:
            return fieldsets
        return [one for one in fieldsets if one[0] != "What came out"]

    @admin.display(description="result", ordering="result")
    def outcome(self, test: AssumptionTest) -> SafeString:
        return standing(test)

    @admin.display(description="item", ordering="item")
    def item_link(self, test: AssumptionTest) -> str:
        return link_to(test.item)

    @admin.display(description="what it did")
    def effect(self, test: AssumptionTest) -> str:
        return effect_of(test)

    def render_change_form(self, request: HttpRequest, context: dict[str, Any], *args: Any, **kwargs: Any) -> Any:
        obj = kwargs.get("obj")
        if obj and self.has_change_permission(request, obj):
            context["record_address"] = reverse("record_test", args=[obj.pk])
        return super().render_change_form(request, context, *args, **kwargs)

    def save_model(self, request: HttpRequest, obj: AssumptionTest, form: Any, change: bool) -> None:
        save = assumption_tests.revise if change else assumption_tests.plan
        save(obj, by=cast("User", request.user), at=timezone.now())


def effect_of(test: AssumptionTest) -> str:
    """Say what the result did to the confidence that the item's evidence supports."""
    if not test.supported_after:
        return ""
    if test.supported_before == test.supported_after:
        return f"The confidence that is supported stayed: {test.supported_after}."
    return f"The confidence that is supported went from {test.supported_before} to {test.supported_after}."
