"""Products. While there is one, nobody is asked for it."""

from typing import Any
from zoneinfo import available_timezones

from django import forms
from django.contrib import admin
from django.contrib.admin.options import BaseModelAdmin
from django.http import HttpRequest

from research.admin.base import RecordAdmin
from research.admin.record_form import RecordForm
from research.models import Product


class OneProduct(BaseModelAdmin[Any]):
    """For pages of what belongs to a product: field and filter come up with the second product."""

    def get_fieldsets(self, request: HttpRequest, obj: Any = None) -> Any:
        fieldsets = super().get_fieldsets(request, obj)
        return [(name, {**options, "fields": _asked(options["fields"])}) for name, options in fieldsets]

    def get_list_filter(self, request: HttpRequest) -> list[Any]:
        return _asked(super().get_list_filter(request))  # type: ignore[misc]


class ProductForm(RecordForm):
    time_zone = forms.ChoiceField(
        choices=lambda: [(zone, zone) for zone in sorted(available_timezones())],
        initial="UTC",
        help_text="Weeks and days begin by its clocks.",
    )


@admin.register(Product)
class ProductAdmin(RecordAdmin[Product]):
    form = ProductForm
    list_display = ("name", "week_starts_on", "time_zone", "updated_at")
    search_fields = ("name",)
    fields = ("name", "description", "week_starts_on", "time_zone", "members")
    autocomplete_fields = ("members",)


def _asked(names: Any) -> list[Any]:
    """Leave the product out while there is no choice. One query where it is among the names."""
    is_choice = "product" not in names or Product.objects.count() > 1
    return [name for name in names if name != "product" or is_choice]
