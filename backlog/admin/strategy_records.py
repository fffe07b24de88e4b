"""Vision, objectives and key results as records: what the strategy page leads to."""

from typing import Any, cast

from django.contrib import admin
from django.http import HttpRequest

from backlog.models import KeyResult, Objective, OutcomeOpportunity, ProductVision
from backlog.operations import objectives
from research.admin.base import RecordAdmin, RecordInline
from research.admin.product import OneProduct
from research.models import User
from research.operations.studies import only_product


class KeyResultInline(RecordInline):
    model = KeyResult
    fields = ("metric", "start", "target", "is_committed", "weight")
    autocomplete_fields = ("metric",)
    verbose_name_plural = "key results: how one would know"


class HangingInline(RecordInline):
    model = OutcomeOpportunity
    fields = ("opportunity",)
    autocomplete_fields = ("opportunity",)
    show_change_link = False
    verbose_name = "opportunity"
    verbose_name_plural = "opportunities that hang under it"


@admin.register(ProductVision)
class ProductVisionAdmin(OneProduct, RecordAdmin[ProductVision]):
    """Versions are kept: to change the vision is to add the next one."""

    list_display = ("statement", "created_at", "created_by")
    list_filter = ("product",)
    list_select_related = ("created_by",)
    fields = ("product", "statement")

    def has_change_permission(self, request: HttpRequest, obj: ProductVision | None = None) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: ProductVision | None = None) -> bool:
        return False

    def save_model(self, request: HttpRequest, obj: ProductVision, form: Any, change: bool) -> None:
        if not obj.product_id:
            obj.product = only_product()
        super().save_model(request, obj, form, change)


@admin.register(Objective)
class ObjectiveAdmin(OneProduct, RecordAdmin[Objective]):
    list_display = ("title", "starts_on", "due_on", "closed_on")
    list_filter = ("product",)
    search_fields = ("title",)
    fields = ("product", "title", "why", "starts_on", "due_on", "closed_on")
    operated_fields = ("closed_on",)
    inlines = (KeyResultInline,)

    def save_model(self, request: HttpRequest, obj: Objective, form: Any, change: bool) -> None:
        if change:
            super().save_model(request, obj, form, change)
        else:
            objectives.add(obj, by=cast("User", request.user))


@admin.register(KeyResult)
class KeyResultAdmin(RecordAdmin[KeyResult]):
    list_display = ("metric", "objective", "start", "target", "is_committed", "weight")
    list_filter = ("is_committed", "objective")
    list_select_related = ("metric", "objective")
    search_fields = ("metric__name", "objective__title")
    fields = ("objective", "metric", "start", "target", "is_committed", "weight")
    autocomplete_fields = ("objective", "metric")
    inlines = (HangingInline,)

    def heading(self, obj: KeyResult) -> str:
        return f"{obj.metric.name}, for: {obj.objective.title}"
