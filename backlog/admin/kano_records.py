"""Kano surveys as records, under Manage. They are begun, read and ended on pages of their own."""

from typing import Any, cast

from django.contrib import admin
from django.http import HttpRequest
from django.urls import reverse
from django.utils import timezone
from django.utils.html import format_html
from django.utils.safestring import SafeString

from backlog.models import KanoSurvey
from backlog.operations import kano_surveys
from research.admin.base import RecordAdmin
from research.models import User


@admin.register(KanoSurvey)
class KanoSurveyAdmin(RecordAdmin[KanoSurvey]):
    list_display = ("title", "results", "product", "expires_at", "closed_at", "created_by")
    list_filter = ("product",)
    list_select_related = ("product", "created_by")
    search_fields = ("title",)
    autocomplete_fields = ("segments",)
    fields = ("results", "product", "title", "introduction", "segments", "expires_at", "closed_at")
    operated_fields = ("results", "product", "closed_at")

    def has_add_permission(self, request: HttpRequest) -> bool:
        """It begins with its items, on a page of its own."""
        return False

    @admin.display(description="results")
    def results(self, survey: KanoSurvey) -> SafeString:
        return format_html('<a href="{}">Results and links</a>', reverse("kano_survey", args=[survey.pk]))

    def save_model(self, request: HttpRequest, obj: KanoSurvey, form: Any, change: bool) -> None:
        given = {name: form.cleaned_data[name] for name in form.changed_data if name != "segments"}
        kano_surveys.change(obj, at=timezone.now(), by=cast("User", request.user), **given)
