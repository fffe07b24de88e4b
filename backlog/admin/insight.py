"""Insights, as the backlog knows them: what is built on one, and linking several to an item."""

from typing import Any, cast

from django import forms
from django.contrib import admin
from django.contrib.admin.widgets import AutocompleteSelect
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse

from backlog.admin import used_by
from backlog.models import BacklogItem, Evidence
from backlog.operations import evidence
from backlog.tracing import impact
from research.admin.insight import InsightAdmin
from research.models import Insight, User


class ItemForm(forms.Form):
    item = forms.ModelChoiceField(BacklogItem.objects.none(), label="Backlog item", help_text="Its number or title.")

    def __init__(self, *args: Any, user: User, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        item = cast("forms.ModelChoiceField[BacklogItem]", self.fields["item"])
        item.queryset = BacklogItem.objects.visible_to(user)
        item.widget = AutocompleteSelect(Evidence._meta.get_field("item"), admin.site, choices=item.choices)


admin.site.unregister(Insight)


@admin.register(Insight)
class LinkedInsightAdmin(InsightAdmin):
    actions = (*InsightAdmin.actions, "link_to_item")

    def has_link_permission(self, request: HttpRequest) -> bool:
        return request.user.has_perm("backlog.add_evidence")

    @admin.action(description="Link to a backlog item …", permissions=["link"])
    def link_to_item(self, request: HttpRequest, queryset: QuerySet[Insight]) -> HttpResponse | None:
        by = cast("User", request.user)
        form = self.answer(request, ItemForm, user=by)
        if not form.is_valid():
            return self.ask(
                request,
                queryset,
                form=form,
                action="link_to_item",
                question="Which item do they support?",
                lead="They become evidence for it. What speaks against it can be said on the item's page.",
                button="Link",
            )
        item = form.cleaned_data["item"]

        def step() -> str:
            linked = evidence.link_all(item=item, insights=list(queryset), by=by)
            return f"{linked} linked to {item}." if linked else f"They are evidence for {item} already."

        self.attempt(request, step)
        return None

    def render_change_form(self, request: HttpRequest, context: dict[str, Any], *args: Any, **kwargs: Any) -> Any:
        if obj := kwargs.get("obj"):
            viewer = cast("User", request.user)
            context["used_by"] = used_by.shown(impact.of_insight(obj.pk, viewer=viewer), to=viewer)
        return super().render_change_form(request, context, *args, **kwargs)
