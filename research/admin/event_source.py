"""Where events come from, and the exports that were brought in."""

from typing import Any, cast

from django import forms
from django.contrib import admin, messages
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import UploadedFile
from django.forms import Script
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString

from research.admin import marks
from research.admin.base import ReadOnlyInline, RecordAdmin, WorkplaceAdmin
from research.admin.links import address_of_list, form_address_of
from research.admin.product import OneProduct
from research.behaviour import imports, pulls
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


class FilesInput(forms.ClearableFileInput):
    allow_multiple_selected = True


class FilesField(forms.FileField):
    """Files, or all of a folder: a list of them, empty if there are none."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(**{"widget": FilesInput(), "required": False, **kwargs})

    def clean(self, data: Any, initial: Any = None) -> "list[UploadedFile[bytes]]":
        given = data if isinstance(data, list | tuple) else [data]
        files = [super(FilesField, self).clean(one, initial) for one in given if one]
        for file in files:
            if (file.size or 0) > LARGEST_FILE:
                raise ValidationError(f"A file has at most {LARGEST_FILE >> 20} MiB here. Use manage.py import_events.")
        return [file for file in files if not str(file.name).startswith(".")]


class ImportForm(forms.ModelForm[ImportRun]):
    """Files that fit through the browser, or days that the tool itself is asked for. Larger files the command reads."""

    file = FilesField(
        label="Exports",
        help_text=(
            f"As Amplitude or Mixpanel gives them, packed or not, at most {LARGEST_FILE >> 20} MiB each. "
            "Larger ones: manage.py import_events."
        ),
    )
    folder = FilesField(
        label="Or a folder of them",
        help_text="All files in it, at most a hundred.",
        widget=FilesInput(attrs={"webkitdirectory": True}),
    )
    pulled_from = forms.DateField(
        label="Or ask the tool: from",
        required=False,
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
        help_text="With the credentials of the environment.",
    )
    pulled_to = forms.DateField(
        label="To",
        required=False,
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
        help_text="The last day, yesterday at most.",
    )

    class Meta:
        model = ImportRun
        fields = ("source",)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **{"label_suffix": "", **kwargs})

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        files = [*cleaned.get("file", []), *cleaned.get("folder", [])]
        days = [cleaned.get("pulled_from"), cleaned.get("pulled_to")]
        if not self.errors and bool(files) == any(days):
            self.add_error("file", "Choose files, or the days to ask the tool for.")
        elif any(days) and not all(days):
            self.add_error("pulled_to" if days[0] else "pulled_from", "Give the first and the last day.")
        return {**cleaned, "files": files}

    def begin(self, *, by: User) -> list[ImportRun]:
        """Ask for all of them: an import each."""
        given, source = self.cleaned_data, self.cleaned_data["source"]
        if given["pulled_from"]:
            return [pulls.begin(source=source, first=given["pulled_from"], last=given["pulled_to"], by=by)]
        return [
            imports.begin(source=source, name=file.name or "file", content=file.read(), by=by)
            for file in given["files"]
        ]


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
    readonly_fields = ("shown_state", "progress", "duplicates", "shown_problems", "shown_dropped")
    actions = ("retry",)

    class Media:
        js = (Script("research/event_imports.js", type="module"),)

    def get_queryset(self, request: HttpRequest) -> Any:
        return super().get_queryset(request).defer("content")

    def get_fields(self, request: HttpRequest, obj: ImportRun | None = None) -> Any:
        if obj is None:
            return ("source", "file", "folder", "pulled_from", "pulled_to")
        told = ("events_read", "events_added", "duplicates", "rows_refused", "shown_problems", "shown_dropped")
        failure = ("error",) if obj.error else ()
        return ("source", "name", "shown_state", *failure, "progress", *told, "created_by", "started_at", "ended_at")

    def has_change_permission(self, request: HttpRequest, obj: ImportRun | None = None) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: ImportRun | None = None) -> bool:
        """What came in and what did not stays known. It goes with its source."""
        return False

    def save_model(self, request: HttpRequest, obj: ImportRun, form: Any, change: bool) -> None:
        begun = form.begin(by=cast("User", request.user))
        obj.pk = begun[0].pk
        obj.refresh_from_db()
        obj.others = len(begun) - 1  # type: ignore[attr-defined]  # for the answer, which follows

    def response_add(self, request: HttpRequest, obj: ImportRun, post_url_continue: str | None = None) -> HttpResponse:
        """Lead to where it is watched: the import, or the list of them."""
        if others := getattr(obj, "others", 0):
            self.message_user(request, f"{others + 1} exports are on their way in.", messages.SUCCESS)
            return HttpResponseRedirect(address_of_list(ImportRun))
        self.message_user(request, "It is on its way in. A worker reads it.", messages.SUCCESS)
        return HttpResponseRedirect(form_address_of(obj))

    @admin.action(description="Try again what failed", permissions=["add"])
    def retry(self, request: HttpRequest, rows: Any) -> None:
        self.attempt(request, lambda: self._retried(rows))

    def _retried(self, rows: Any) -> str:
        for run in rows.select_related("source"):
            pulls.retry(run)
        return "A worker goes on with it."

    @admin.display(description="left out, because it tells who somebody is")
    def shown_dropped(self, run: ImportRun) -> SafeString | str:
        counts = sorted(run.dropped_properties.items(), key=lambda item: (-item[1], item[0]))
        rows = ((name, f"{count:,}") for name, count in counts)
        lines = format_html_join("", "<li><code>{}</code>: {}</li>", rows)
        return format_html("<ul>{}</ul>", lines) if counts else "nothing"

    @admin.display(description="state", ordering="state")
    def shown_state(self, run: ImportRun) -> SafeString:
        return _state(run)

    @admin.display(description="read")
    def progress(self, run: ImportRun) -> SafeString:
        return format_html(
            '<span data-import="{}" data-state="{}"><progress max="100" value="{}" aria-label="Read of {}"></progress>'
            " <span>{} %, {} events read</span></span>",
            run.pk,
            run.state,
            run.percentage,
            run.name,
            run.percentage,
            f"{run.events_read:,}",
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
