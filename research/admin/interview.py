"""Sessions with participants, and feedback that came by itself."""

from typing import Any, cast

from django import forms
from django.contrib import admin
from django.db.models import OuterRef, Prefetch, QuerySet
from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.utils.safestring import SafeString

from research.admin import live
from research.admin.asking import AskingAdmin
from research.admin.base import ReadOnlyInline, RecordAdmin
from research.admin.counting import with_counts
from research.admin.links import link_to, link_to_list
from research.models import Highlight, Interview, Note, Participant, Study, User
from research.operations import interviews


class StudyForm(forms.Form):
    study = forms.ModelChoiceField(Study.objects.none(), label="Move to")

    def __init__(self, *args: Any, user: User, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        study = cast("forms.ModelChoiceField[Study]", self.fields["study"])
        study.queryset = Study.objects.visible_to(user).order_by("title")


class NoteInline(ReadOnlyInline):
    model = Note
    fields = ("what", "language", "words", "created_at")
    readonly_fields = fields
    show_change_link = False
    verbose_name_plural = "notes and transcripts"

    def get_queryset(self, request: HttpRequest) -> QuerySet[Any]:
        return super().get_queryset(request).defer("original", "search").order_by("pk")

    @admin.display(description="note")
    def what(self, note: Note) -> str:
        return link_to(note, f"Open the {note.get_kind_display()}")

    @admin.display(description="words")
    def words(self, note: Note) -> str:
        return f"{len(note.text.split()):,}"


@admin.register(Interview)
class InterviewAdmin(AskingAdmin[Interview], RecordAdmin[Interview]):
    list_display = ("title", "kind", "people", "study", "held_on", "note_link", "highlight_count")
    list_filter = ("kind", "status", "study", "participants", "interviewers")
    list_select_related = ("study",)
    search_fields = ("search", "participants__code")
    ordering = ("-held_at", "-pk")
    date_hierarchy = None
    fields = (
        "title",
        "kind",
        "study",
        "status",
        "held_at",
        "duration",
        "participants",
        "interviewers",
        "summary",
        "recording_url",
        "source_url",
    )
    autocomplete_fields = ("participants", "interviewers")
    inlines = (NoteInline,)
    actions = ("move",)

    def get_queryset(self, request: HttpRequest) -> QuerySet[Any]:
        marked = Highlight.objects.filter(note__interview=OuterRef("pk"))
        people = Prefetch("participants", Participant.objects.order_by("code"))
        notes: Any = Prefetch("notes", Note.objects.only("pk", "interview", "kind").order_by("pk"))
        rows: QuerySet[Any] = super().get_queryset(request).prefetch_related(people, notes)
        return with_counts(rows, highlight_total=marked)

    def get_inlines(self, request: HttpRequest, obj: Interview | None) -> Any:
        return self.inlines if obj else ()

    def render_change_form(self, request: HttpRequest, context: dict[str, Any], *args: Any, **kwargs: Any) -> Any:
        obj = kwargs.get("obj")
        if obj and not obj.is_feedback:
            context["live"] = live.offered(obj, to=cast("User", request.user))
        return super().render_change_form(request, context, *args, **kwargs)

    def get_readonly_fields(self, request: HttpRequest, obj: Interview | None = None) -> tuple[Any, ...]:
        """The study is changed by moving."""
        return (*super().get_readonly_fields(request, obj), *(("study",) if obj else ()))

    @admin.display(description="who")
    def people(self, interview: Interview) -> str:
        return ", ".join(person.code for person in interview.participants.all())

    @admin.display(description="held", ordering="held_at")
    def held_on(self, interview: Interview) -> str:
        state = "" if interview.status == Interview.Status.HELD else f", {interview.get_status_display()}"
        return f"{timezone.localtime(interview.held_at):%-d %b %Y}{state}" if interview.held_at else state[2:]

    @admin.display(description="note")
    def note_link(self, interview: Interview) -> SafeString | str:
        note = next(iter(interview.notes.all()), None)
        return link_to(note, note.get_kind_display()) if note else ""

    @admin.display(description="highlights", ordering="highlight_total")
    def highlight_count(self, interview: Interview) -> SafeString:
        total = interview.highlight_total  # type: ignore[attr-defined]  # annotated
        return link_to_list(Highlight, total, note__interview__id__exact=interview.pk)

    @admin.action(description="Move to a study …", permissions=["change"])
    def move(self, request: HttpRequest, queryset: QuerySet[Interview]) -> HttpResponse | None:
        by = cast("User", request.user)
        form = self.answer(request, StudyForm, user=by)
        if not form.is_valid():
            return self.ask(request, queryset, form=form, action="move", question="Which study?", button="Move")
        study = form.cleaned_data["study"]

        def step() -> str:
            return f"{interviews.move(list(queryset), study=study, by=by)} moved to {study.title}."

        self.attempt(request, step)
        return None
