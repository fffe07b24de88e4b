"""The links between items and insights, one by one. They are made and taken away on the item's page."""

from typing import Any, cast

from django.contrib import admin
from django.http import HttpRequest

from backlog.models import Evidence
from backlog.operations import evidence
from research.admin.base import RecordAdmin
from research.admin.links import link_to
from research.models import User


@admin.register(Evidence)
class EvidenceAdmin(RecordAdmin[Evidence]):
    list_display = ("__str__", "stance", "item_link", "insight_link", "comment")
    list_filter = ("stance",)
    list_select_related = ("item", "insight")
    search_fields = ("item__title", "insight__title")
    fields = ("item_link", "insight_link", "stance", "comment")
    readonly_fields = ("item_link", "insight_link")

    def has_module_permission(self, request: HttpRequest) -> bool:
        """The menu does not list it."""
        return False

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    @admin.display(description="item")
    def item_link(self, row: Evidence) -> str:
        return link_to(row.item)

    @admin.display(description="insight")
    def insight_link(self, row: Evidence) -> str:
        return link_to(row.insight, row.insight.title)

    def save_model(self, request: HttpRequest, obj: Evidence, form: Any, change: bool) -> None:
        evidence.weigh(obj, by=cast("User", request.user))

    def delete_model(self, request: HttpRequest, obj: Evidence) -> None:
        evidence.unlink(obj, by=cast("User", request.user))
