"""Scores as a list: sorted, narrowed, with all that they ever were. They are given on the backlog's own pages."""

from typing import Any

from django.contrib import admin
from django.http import HttpRequest
from django.utils.html import format_html_join
from django.utils.safestring import SafeString

from backlog.models import Score
from backlog.tracing import scores
from research.admin.base import WorkplaceAdmin
from research.admin.links import link_to


@admin.register(Score)
class ScoreAdmin(WorkplaceAdmin[Score]):
    list_display = ("subject", "framework", "value", "comparable_with", "segment", "reason", "by", "at")
    list_filter = ("framework", "is_current", "comparable_with", "at", "by")
    list_select_related = ("item", "opportunity", "segment", "by", "replaces")
    search_fields = ("item__title", "opportunity__statement", "reason")
    ordering = ("-at", "-pk")
    fields = ("subject_link", "framework", "value", "explanation", "changed", "reason", "segment", "by", "at")
    readonly_fields = ("subject_link", "value", "explanation", "changed")

    def heading(self, obj: Score) -> str:
        return f"{obj.get_framework_display()}: {scores.value_of(obj)}"

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    @admin.display(description="what", ordering="item__rank")
    def subject(self, score: Score) -> str:
        return scores.subject_of(score)

    @admin.display(description="what")
    def subject_link(self, score: Score) -> str:
        return link_to(score.item or score.opportunity, scores.subject_of(score))

    @admin.display(description="score", ordering="score")
    def value(self, score: Score) -> str:
        return scores.value_of(score)

    @admin.display(description="explanation")
    def explanation(self, score: Score) -> str:
        return " ".join([score.result["explanation"], *score.result["notes"]])

    @admin.display(description="changed")
    def changed(self, score: Score) -> SafeString:
        """What is otherwise than in the score before."""
        rows = ((one["label"], one["before"] or "–", one["now"] or "–") for one in scores.changes_of(score))
        return format_html_join("", "<div>{}: {} → {}</div>", rows)
