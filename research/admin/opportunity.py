"""Opportunities as the tree they are, with the insights that open them."""

from collections.abc import Collection
from datetime import datetime
from typing import Any, cast

from django.contrib import admin
from django.contrib.admin.views.main import ORDER_VAR
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils.html import format_html
from django.utils.safestring import SafeString

from research.admin import marks
from research.admin.base import ReadOnlyInline, RecordAdmin, RecordInline
from research.admin.insight_evidence import save_evidence
from research.admin.links import link_to
from research.admin.merging import MergingAdmin
from research.admin.product import OneProduct
from research.admin.strength import WeighedAdmin, WeighedList
from research.evidence_strength import EvidenceFacts
from research.models import Opportunity, OpportunityEvidence, User, evidence_facts
from research.operations import evidence, opportunities

DEEPEST = 6
STATUS_TONES: dict[str, marks.Tone] = {"target": "warn", "addressed": "good"}


class TreeList(WeighedList):
    """Children stand below their parent, unless somebody sorts by a column."""

    def get_ordering(self, request: HttpRequest, queryset: QuerySet[Any]) -> list[Any]:
        return super().get_ordering(request, queryset) if ORDER_VAR in self.params else ["tree_ordering", "pk"]


class OpeningInline(RecordInline):
    """The insights that open it."""

    model = OpportunityEvidence
    autocomplete_fields = ("insight",)
    classes = ("wordy",)
    verbose_name = "insight"
    verbose_name_plural = "evidence: the insights that open it"
    readonly_fields = ("cited",)

    def get_fields(self, request: HttpRequest, obj: Any = None) -> tuple[str, ...]:
        return ("insight", "stance") if self.has_change_permission(request, obj) else ("cited", "stance")

    def get_queryset(self, request: HttpRequest) -> QuerySet[Any]:
        return super().get_queryset(request).select_related("insight")

    @admin.display(description="insight")
    def cited(self, row: OpportunityEvidence) -> str:
        return link_to(row.insight, row.insight.title)


class ChildInline(ReadOnlyInline):
    model = Opportunity
    fk_name = "parent"
    fields = ("opportunity", "kind", "status")
    readonly_fields = ("opportunity",)
    show_change_link = False
    classes = ("wordy",)
    verbose_name_plural = "opportunities within it"

    @admin.display(description="opportunity")
    def opportunity(self, row: Opportunity) -> str:
        return link_to(row, row.statement)


@admin.register(Opportunity)
class OpportunityAdmin(OneProduct, MergingAdmin[Opportunity], WeighedAdmin[Opportunity], RecordAdmin[Opportunity]):
    list_display = ("indented", "kind", "state", "evidence")
    list_display_links = ("indented",)
    list_filter = ("status", "kind", "product")
    search_fields = ("search",)
    search_help_text = "A need, pain point or desire, as a customer would say it; never a solution."
    fields = ("product", "statement", "kind", "status", "parent")
    autocomplete_fields = ("parent",)
    inlines = (OpeningInline, ChildInline)
    actions = ("merge_two",)

    def facts_of(self, ids: Collection[int], *, at: datetime) -> dict[int, EvidenceFacts]:
        return evidence_facts.of_opportunities(ids, at=at)

    def get_queryset(self, request: HttpRequest) -> QuerySet[Any]:
        rows: QuerySet[Any] = cast("Any", super().get_queryset(request)).with_tree_fields()
        return rows

    def get_changelist(self, request: HttpRequest, **kwargs: Any) -> type[TreeList]:
        return TreeList

    def get_fields(self, request: HttpRequest, obj: Opportunity | None = None) -> list[Any]:
        """Where it is only read, what it is part of is named in words."""
        fields = super().get_fields(request, obj)
        is_read = obj is not None and not self.has_change_permission(request, obj)
        return ["part_of" if name == "parent" and is_read else name for name in fields]

    @admin.display(description="part of")
    def part_of(self, opportunity: Opportunity) -> str:
        parent = opportunity.parent
        return link_to(parent, parent.statement if parent else None)

    def get_inlines(self, request: HttpRequest, obj: Opportunity | None) -> Any:
        return self.inlines if obj else (OpeningInline,)

    @admin.display(description="opportunity", ordering="statement")
    def indented(self, opportunity: Any) -> SafeString:
        return format_html(
            '<span class="branch branch-{}">{}</span>', min(opportunity.tree_depth, DEEPEST), opportunity.statement
        )

    @admin.display(description="status", ordering="status")
    def state(self, opportunity: Opportunity) -> SafeString:
        return marks.chip(opportunity.get_status_display(), STATUS_TONES.get(opportunity.status, "plain"))

    def save_model(self, request: HttpRequest, obj: Opportunity, form: Any, change: bool) -> None:
        if change:
            super().save_model(request, obj, form, change)
        else:
            opportunities.add(obj, by=cast("User", request.user))

    def save_formset(self, request: HttpRequest, form: Any, formset: Any, change: bool) -> None:
        if formset.model is OpportunityEvidence:
            save_evidence(
                formset, by=cast("User", request.user), cite=_open, weigh=evidence.weigh, remove=evidence.remove
            )
        else:
            super().save_formset(request, form, formset, change)


@admin.register(OpportunityEvidence)
class OpportunityEvidenceAdmin(RecordAdmin[OpportunityEvidence]):
    """One insight that opens an opportunity. It is made on the opportunity's page; the menu does not list it."""

    list_display = ("__str__", "stance", "opportunity_link", "insight_link")
    list_filter = ("stance",)
    list_select_related = ("opportunity", "insight")
    fields = ("opportunity_link", "insight_link", "stance")
    readonly_fields = ("opportunity_link", "insight_link")

    def has_module_permission(self, request: HttpRequest) -> bool:
        return False

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    @admin.display(description="opportunity")
    def opportunity_link(self, row: OpportunityEvidence) -> str:
        return link_to(row.opportunity, row.opportunity.statement)

    @admin.display(description="insight")
    def insight_link(self, row: OpportunityEvidence) -> str:
        return link_to(row.insight, row.insight.title)

    def save_model(self, request: HttpRequest, obj: OpportunityEvidence, form: Any, change: bool) -> None:
        evidence.weigh(obj, by=cast("User", request.user))

    def delete_model(self, request: HttpRequest, obj: OpportunityEvidence) -> None:
        evidence.remove(obj, by=cast("User", request.user))


def _open(row: OpportunityEvidence, by: User) -> OpportunityEvidence:
    return evidence.open_opportunity(opportunity=row.opportunity, insight=row.insight, stance=row.stance, by=by)
