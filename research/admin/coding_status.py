"""How far each person is with coding an interview."""

from typing import Any

from django.contrib import admin
from django.http import HttpRequest
from django.utils import timezone
from django.utils.safestring import SafeString

from research.admin import marks
from research.admin.base import WorkplaceAdmin
from research.admin.links import link_to
from research.models import CodingStatus
from research.operations import coding

TONES: dict[str, marks.Tone] = {"in_progress": "warn", "done": "good"}


@admin.register(CodingStatus)
class CodingStatusAdmin(WorkplaceAdmin[CodingStatus]):
    list_display = ("interview_title", "user", "state", "updated_at", "interview_link")
    list_filter = ("status", "user", "interview__study")
    list_select_related = ("interview", "user")
    search_fields = ("interview__title", "user__username")
    ordering = ("-updated_at", "-pk")
    fields = ("interview", "user", "status")
    autocomplete_fields = ("interview", "user")

    def get_readonly_fields(self, request: HttpRequest, obj: CodingStatus | None = None) -> tuple[Any, ...]:
        return (*super().get_readonly_fields(request, obj), *(("interview", "user") if obj else ()))

    def save_model(self, request: HttpRequest, obj: CodingStatus, form: Any, change: bool) -> None:
        kept = coding.set_status(obj.interview, status=obj.status, by=obj.user, at=timezone.now())
        obj.pk, obj._state.adding = kept.pk, False

    def heading(self, obj: CodingStatus) -> str:
        return f"{obj.interview.title}, {obj.user}"

    @admin.display(description="interview", ordering="interview__title")
    def interview_title(self, row: CodingStatus) -> str:
        return row.interview.title

    @admin.display(description="status", ordering="status")
    def state(self, row: CodingStatus) -> SafeString:
        return marks.chip(row.get_status_display(), TONES.get(row.status, "plain"))

    @admin.display(description="where")
    def interview_link(self, row: CodingStatus) -> str:
        return link_to(row.interview, "Open the interview")
