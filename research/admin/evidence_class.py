"""Kinds of evidence and what each weighs: reference data that a team may edit."""

from typing import Any, cast

from django.contrib import admin
from django.http import HttpRequest

from research.admin.base import RecordAdmin
from research.models import EvidenceClass, User
from research.operations import evidence_classes


@admin.register(EvidenceClass)
class EvidenceClassAdmin(RecordAdmin[EvidenceClass]):
    list_display = ("name", "weight", "is_opinion", "description")
    list_filter = ("is_opinion",)
    search_fields = ("name", "description")
    search_help_text = "From an opinion to a launch (Gilad's Confidence Meter). Weights are compared, never added up."
    ordering = ("weight", "name")
    fields = ("name", "description", "weight", "is_opinion")

    def save_model(self, request: HttpRequest, obj: EvidenceClass, form: Any, change: bool) -> None:
        if change:
            super().save_model(request, obj, form, change)
        else:
            evidence_classes.add(obj, by=cast("User", request.user))
