"""Where events come from, and the exports that were brought in."""

from typing import Any, cast

from django import forms
from django.contrib import admin
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import UploadedFile
from django.forms import Script
from django.http import HttpRequest
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString

from research.admin import marks
from research.admin.base import ReadOnlyInline, RecordAdmin, WorkplaceAdmin
from research.admin.product import OneProduct
from research.behaviour import imports
from research.behaviour.imports import LARGEST_FILE
from research.models import EventSource, ImportRun, User
from research.operations import event_sources

TONES: dict[str, marks.Tone] = {"done": "good", "failed": "bad", "running": "plain", "waiting": "plain"}


def _state(run: ImportRun) -> SafeString:
    return marks.chip(run.get_state_display(), TONES[run.state])


class ImportInline(ReadOnlyInline):
    model = ImportRun
    fields = ("name", "shown_state", "events_added", "rows_refused", "created_at")
    readonly_fields = fields
    verbose_name_plural = "imports, the latest first"
    ordering = ("-pk",)

    def get_queryset(self, request: HttpRequest) -> Any:
        return super().get_queryset(request).defer("content")

    @admin.display(description="state")
    def shown_state(self, run: ImportRun) -> SafeString:
        return _state(run)


@admin.register(EventSource)
class EventSourceAdmin(OneProduct, RecordAdmin[EventSource]):
    list_display = ("name", "tool", "time_zone", "updated_at")
    list_filter = ("tool", "product")
    search_fields = ("name",)
    fields = ("product", "name", "tool", "time_unit", "time_zone", "allowed_properties")
    inlines = (ImportInline,)

    def get_readonly_fields(self, request: HttpRequest, obj: EventSource | None = None) -> tuple[Any, ...]:
        """What was brought in was read as the tool's: it does not change."""
        return (*super().get_readonly_fields(request, obj), *(("product", "tool") if obj else ()))

    def save_model(self, request: HttpRequest, obj: EventSource, form: Any, change: bool) -> None:
        if change:
            super().save_model(request, obj, form, change)
        else:
            event_sources.add(obj, by=cast("User", request.user))


class ImportForm(forms.ModelForm[ImportRun]):
    """A file that fits through the browser; larger ones the command reads."""

    file = forms.FileField(
        label="Export",
        help_text=(
            f"As Amplitude or Mixpanel gives it, packed or not, at most {LARGEST_FILE >> 20} MiB. "
            "Larger ones and folders: manage.py import_events."
        ),
    )

    class Meta:
        model = ImportRun
        fields = ("source",)

    def clean_file(self) -> "UploadedFile[bytes]":
        file = cast("UploadedFile[bytes]", self.cleaned_data["file"])
        if (file.size or 0) > LARGEST_FILE:
            raise ValidationError(f"A file has at most {LARGEST_FILE >> 20} MiB here. Use manage.py import_events.")
        return file


@admin.register(ImportRun)
class ImportRunAdmin(WorkplaceAdmin[ImportRun]):
    """An import is asked for and watched; nothing of it is edited."""

    form = ImportForm
    list_display = (
        "name",
        "source",
        "shown_state",
        "progress",
        "events_added",
        "duplicates",
        "rows_refused",
        "created_at",
    )
    list_filter = ("state", "source")
    list_select_related = ("source",)
    search_fields = ("name",)
    readonly_fields = ("shown_state", "progress", "duplicates", "shown_problems")

    class Media:
        js = (Script("research/event_imports.js", type="module"),)

    def get_queryset(self, request: HttpRequest) -> Any:
        return super().get_queryset(request).defer("content")

    def get_fields(self, request: HttpRequest, obj: ImportRun | None = None) -> Any:
        if obj is None:
            return ("source", "file")
        told = ("events_read", "events_added", "duplicates", "rows_refused", "shown_problems")
        failure = ("error",) if obj.error else ()
        return ("source", "name", "shown_state", *failure, "progress", *told, "created_by", "started_at", "ended_at")

    def has_change_permission(self, request: HttpRequest, obj: ImportRun | None = None) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: ImportRun | None = None) -> bool:
        """What came in and what did not stays known. It goes with its source."""
        return False

    def save_model(self, request: HttpRequest, obj: ImportRun, form: Any, change: bool) -> None:
        file = form.cleaned_data["file"]
        run = imports.begin(
            source=obj.source, name=file.name or "file", content=file.read(), by=cast("User", request.user)
        )
        obj.pk = run.pk
        obj.refresh_from_db()

    @admin.display(description="state", ordering="state")
    def shown_state(self, run: ImportRun) -> SafeString:
        return _state(run)

    @admin.display(description="read")
    def progress(self, run: ImportRun) -> SafeString:
        return format_html(
            '<span data-import="{}" data-state="{}"><progress max="100" value="{}" aria-label="Read of {}"></progress>'
            " <span>{} %</span></span>",
            run.pk,
            run.state,
            run.percentage,
            run.name,
            run.percentage,
        )

    @admin.display(description="known already")
    def duplicates(self, run: ImportRun) -> str:
        return f"{run.duplicates:,}"

    @admin.display(description="what was not understood")
    def shown_problems(self, run: ImportRun) -> SafeString | str:
        if not run.problems:
            return "–"
        rows = ((one["file"], one["line"], one["sentence"]) for one in run.problems)
        lines = format_html_join("", "<li>{}, line {}: {}</li>", rows)
        more = run.rows_refused - len(run.problems)
        return format_html("<ul>{}</ul>{}", lines, f"and {more:,} more" if more > 0 else "")
