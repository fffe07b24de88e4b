"""Backlog items with what they rest on, down to the words."""

import re
from collections.abc import Collection
from datetime import datetime
from typing import Any, cast

from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest
from django.urls import reverse
from django.utils import timezone
from django.utils.html import format_html
from django.utils.safestring import SafeString

from backlog.admin import delivery, testing
from backlog.models import BacklogItem, Evidence, ExternalReference, Score, evidence_facts
from backlog.models.backlog_item import SEES_INTERNAL
from backlog.operations import backlog_items, evidence, releases
from backlog.tracing import scores, support
from research.admin import marks
from research.admin.base import RecordAdmin, RecordInline
from research.admin.filters import GivenFilter
from research.admin.insight_evidence import save_evidence
from research.admin.links import link_to
from research.admin.product import OneProduct
from research.admin.strength import WeighedAdmin
from research.evidence_strength import EvidenceFacts
from research.models import User

STATUS_TONES: dict[str, marks.Tone] = {"in_progress": "warn", "done": "good"}
INTERNAL = {"owner", "estimate", "is_internal"}
"""What stakeholders do not see of an item."""
NUMBER = re.compile(r"#?(\d{1,9})")


class AddressesFilter(GivenFilter):
    called = "opportunity"
    words = {"Empty": "addresses none", "Not empty": "addresses one"}


class EvidenceInline(RecordInline):
    model = Evidence
    fields = ("insight", "stance", "comment")
    autocomplete_fields = ("insight",)
    verbose_name = "insight"
    verbose_name_plural = "evidence: the insights that it stands on"
    show_change_link = False
    classes = ("wordy",)


class ExternalReferenceInline(RecordInline):
    model = ExternalReference
    fields = ("key", "url")
    verbose_name_plural = "what it is called elsewhere"
    show_change_link = False
    classes = ("wordy",)


@admin.register(BacklogItem)
class BacklogItemAdmin(OneProduct, WeighedAdmin[BacklogItem], RecordAdmin[BacklogItem]):
    list_display = ("name", "kind", "state", "horizon", "evidence", "opportunity", "owner")
    list_display_links = ("name",)
    list_filter = (
        "status",
        "kind",
        "horizon",
        "release",
        "is_internal",
        "owner",
        "product",
        ("addresses", AddressesFilter),
    )
    list_select_related = ("owner", "addresses")
    search_fields = ("search", "external_references__key")
    search_help_text = "A number such as #12, a key such as PAY-123, or words."
    ordering = ("product", "rank", "pk")
    fieldsets = (
        (
            None,
            {
                "fields": (
                    "product",
                    "title",
                    "kind",
                    "status",
                    "horizon",
                    "release",
                    "estimate",
                    "owner",
                    "addresses",
                    "parent",
                    "is_internal",
                )
            },
        ),
        ("The story", {"fields": ("persona", "as_a", "i_want", "so_that", "description", "acceptance_criteria")}),
    )
    autocomplete_fields = ("addresses", "parent", "owner", "release")
    inlines = (EvidenceInline, ExternalReferenceInline)

    def heading(self, obj: BacklogItem) -> str:
        return str(obj)

    def facts_of(self, ids: Collection[int], *, at: datetime) -> dict[int, EvidenceFacts]:
        return evidence_facts.of_items(ids, at=at)

    def get_search_results(self, request: HttpRequest, queryset: Any, search_term: str) -> tuple[QuerySet[Any], bool]:
        """Find an item by the number that people say aloud, too."""
        if number := NUMBER.fullmatch(search_term.strip()):
            return queryset.filter(number=int(number[1])), False
        return super().get_search_results(request, queryset, search_term)

    def get_fieldsets(self, request: HttpRequest, obj: BacklogItem | None = None) -> Any:
        """Where it is only read, what it belongs to is named in words. A new item's criteria are typed as text."""
        fieldsets = super().get_fieldsets(request, obj)
        if obj:  # the criteria are a checklist above the form
            fieldsets = [
                (title, {**options, "fields": [name for name in options["fields"] if name != "acceptance_criteria"]})
                for title, options in fieldsets
            ]
        if obj is None or self.has_change_permission(request, obj):
            return fieldsets
        if not request.user.has_perm(SEES_INTERNAL):
            hidden = {*INTERNAL, "parent"} if obj.parent and obj.parent.is_internal else {*INTERNAL}
            fieldsets = [(title, {**given, "fields": _without(given["fields"], hidden)}) for title, given in fieldsets]
        read = {"addresses": "opportunity", "parent": "part_of"}
        return [
            (title, {**options, "fields": [read.get(name, name) for name in options["fields"]]})
            for title, options in fieldsets
        ]

    def get_list_display(self, request: HttpRequest) -> Any:
        return _without(super().get_list_display(request), set() if request.user.has_perm(SEES_INTERNAL) else INTERNAL)

    def get_list_filter(self, request: HttpRequest) -> Any:
        return _without(super().get_list_filter(request), set() if request.user.has_perm(SEES_INTERNAL) else INTERNAL)

    def get_inlines(self, request: HttpRequest, obj: BacklogItem | None) -> Any:
        """What it is called elsewhere is typed here for a new item; the page of one has a field to paste into."""
        return self.inlines if obj is None else [one for one in self.inlines if one is not ExternalReferenceInline]

    @admin.display(description="part of")
    def part_of(self, item: BacklogItem) -> str:
        return link_to(item.parent)

    @admin.display(description="item", ordering="rank")
    def name(self, item: BacklogItem) -> str:
        return str(item)

    @admin.display(description="status", ordering="status")
    def state(self, item: BacklogItem) -> SafeString:
        return marks.chip(item.get_status_display(), STATUS_TONES.get(item.status, "plain"))

    @admin.display(description="addresses", ordering="addresses")
    def opportunity(self, item: BacklogItem) -> str:
        return link_to(item.addresses, item.addresses.statement if item.addresses else None)

    @admin.display(description="evidence")
    def evidence(self, row: Any) -> SafeString:
        """The band, and behind it who says so."""
        weighed = super().evidence(row)
        return format_html(
            '<a class="says-link" href="{}">{}<span class="says-more">Who says so?</span></a>', _says_so(row), weighed
        )

    def render_change_form(self, request: HttpRequest, context: dict[str, Any], *args: Any, **kwargs: Any) -> Any:
        if obj := kwargs.get("obj"):
            context["says_so"] = _says_so(obj)
            if request.user.has_perm("backlog.view_persontold"):
                context["loop_address"] = reverse("close_the_loop", args=[obj.pk])
            context.update(delivery.context(obj, viewer=request.user))
            if request.user.has_perm("backlog.view_assumptiontest"):
                context["tests"] = testing.of(obj, viewer=request.user)
                context["may_plan"] = request.user.has_perm("backlog.add_assumptiontest")
                context["may_change"] = request.user.has_perm("backlog.change_assumptiontest")
            if request.user.has_perm("backlog.view_score"):
                context["support"] = support.of_item(obj.pk, viewer=request.user, at=timezone.now())
                context["scores"] = score_rows(obj)
        return super().render_change_form(request, context, *args, **kwargs)

    def save_model(self, request: HttpRequest, obj: BacklogItem, form: Any, change: bool) -> None:
        releases.check(obj, obj.release)
        if change:
            super().save_model(request, obj, form, change)
        else:
            backlog_items.add(obj, by=cast("User", request.user))

    def save_formset(self, request: HttpRequest, form: Any, formset: Any, change: bool) -> None:
        by = cast("User", request.user)
        if formset.model is Evidence:
            save_evidence(formset, by=by, cite=_link, weigh=evidence.weigh, remove=evidence.unlink)
            return
        formset.save(commit=False)
        if formset.has_changed():
            kept = [one.cleaned_data for one in formset.forms if one not in formset.deleted_forms]
            references = [ExternalReference(key=row["key"], url=row["url"]) for row in kept if row.get("key")]
            backlog_items.set_external_references(formset.instance, references=references, by=by)


def _without(names: Any, hidden: Collection[str]) -> list[Any]:
    return [name for name in names if name not in hidden]


def _link(row: Evidence, by: User) -> Evidence:
    return evidence.link(item=row.item, insight=row.insight, stance=row.stance, comment=row.comment, by=by)


def score_rows(item: BacklogItem) -> list[dict[str, Any]]:
    """Return what the item scores by each framework now, with what was changed last and why. One query."""
    rows = Score.objects.current().filter(item=item).select_related("replaces", "by").order_by("framework")
    return [
        {
            "framework": score.get_framework_display(),
            "value": scores.value_of(score),
            "explanation": score.result["explanation"],
            "notes": score.result["notes"],
            "changes": scores.changes_of(score) if score.replaces_id else [],
            "reason": score.reason,
            "by": score.by,
            "at": score.at,
            "history": f"{reverse('admin:backlog_score_changelist')}?item__id__exact={item.pk}",
        }
        for score in rows
    ]


def _says_so(item: BacklogItem) -> str:
    return reverse("who_says_so", args=[item.pk])
