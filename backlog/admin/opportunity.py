"""Opportunities, as the backlog knows them: with the outcome under which each hangs."""

from typing import Any, cast

from django import forms
from django.contrib import admin
from django.db.models import Q
from django.http import HttpRequest
from django.urls import reverse
from django.utils.html import format_html

from backlog.admin.tree import HANGING
from backlog.models import KeyResult
from backlog.operations import outcomes
from research.admin.opportunity import OpportunityAdmin
from research.admin.record_form import RecordForm
from research.models import Opportunity, User


class OutcomeField(forms.ModelChoiceField[KeyResult]):
    def label_from_instance(self, obj: KeyResult) -> str:
        return _called(obj)


class HangingForm(RecordForm):
    outcome = OutcomeField(
        KeyResult.objects.none(),
        required=False,
        empty_label="None yet",
        label="Hangs under",
        help_text="The outcome that meeting it would move. One within another opportunity hangs where that hangs.",
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if "outcome" not in self.fields:
            return
        field = cast("OutcomeField", self.fields["outcome"])
        now = outcomes.outcome_of(self.instance) if self.instance.pk else None
        rows = KeyResult.objects.select_related("objective", "metric").filter(
            Q(objective__closed_on__isnull=True) | Q(pk=now.pk if now else None)
        )
        if self.instance.product_id:
            rows = rows.filter(objective__product=self.instance.product_id)
        field.queryset = rows.order_by("objective__due_on", "objective", "pk")
        self.initial.setdefault("outcome", now.pk if now else None)


admin.site.unregister(Opportunity)


@admin.register(Opportunity)
class HangingOpportunityAdmin(OpportunityAdmin):
    form = HangingForm

    def get_fields(self, request: HttpRequest, obj: Opportunity | None = None) -> list[Any]:
        fields = [name for name in super().get_fields(request, obj) if name != "outcome"]
        if self._may_hang(request, obj):
            return [*fields, "outcome"]
        return [*fields, "hangs_under"] if obj and request.user.has_perm("backlog.view_keyresult") else fields

    def get_readonly_fields(self, request: HttpRequest, obj: Opportunity | None = None) -> tuple[Any, ...]:
        return (*super().get_readonly_fields(request, obj), "hangs_under")

    @admin.display(description="hangs under")
    def hangs_under(self, opportunity: Opportunity) -> str:
        found = outcomes.outcome_of(opportunity)
        if found is None:
            return "no outcome itself"
        address = f"{reverse('strategy')}?product={opportunity.product_id}#objective-{found.objective_id}"
        return format_html('<a href="{}">{}</a>', address, _called(found))

    def save_model(self, request: HttpRequest, obj: Opportunity, form: Any, change: bool) -> None:
        """Whoever may not hang it is not asked where, and changes nothing about it."""
        super().save_model(request, obj, form, change)
        if {"outcome", "parent"} & set(form.changed_data) and self._may_hang(request, obj):
            by = cast("User", request.user)
            outcomes.place(obj, outcome=form.cleaned_data["outcome"], parent=obj.parent, by=by)

    def _may_hang(self, request: HttpRequest, obj: Opportunity | None) -> bool:
        return self.has_change_permission(request, obj) and request.user.has_perms(HANGING)


def _called(one: KeyResult) -> str:
    return f"{one.objective.title}: {one.metric.name}"
