"""Studies: what is asked, who works on it, and who may read it."""

from collections.abc import Iterator
from typing import Any, cast

from django import forms
from django.contrib import admin
from django.contrib.admin.widgets import AdminTextareaWidget
from django.db.models import OuterRef, QuerySet
from django.http import HttpRequest, HttpResponse
from django.utils.safestring import SafeString

from research.admin import marks
from research.admin.asking import AskingAdmin, Button
from research.admin.base import ReadOnlyInline, RecordAdmin, RecordInline
from research.admin.counting import with_counts
from research.admin.links import link_to, link_to_list
from research.admin.product import OneProduct
from research.models import GuideQuestion, Highlight, Interview, Study, StudyMember, User
from research.operations import guides, studies


class GuideForm(forms.Form):
    template = forms.ChoiceField(label="Guide", widget=forms.RadioSelect)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        kinds = [(one.name, f"{one.title}: {one.about}") for one in guides.templates()]
        cast("forms.ChoiceField", self.fields["template"]).choices = kinds


class GuideInline(RecordInline):
    model = GuideQuestion
    fields = ("position", "text", "probes")
    verbose_name = "question"
    verbose_name_plural = "guide: what interviewers want to hear about"
    show_change_link = False
    ordering = ("position", "pk")

    def formfield_for_dbfield(self, db_field: Any, request: HttpRequest, **kwargs: Any) -> Any:
        field = super().formfield_for_dbfield(db_field, request, **kwargs)
        if field and db_field.name in {"text", "probes"}:
            field.widget = AdminTextareaWidget(attrs={"rows": 1, "cols": 50})
        return field


class MemberInline(RecordInline):
    model = StudyMember
    fields = ("user",)
    verbose_name = "member"
    verbose_name_plural = "members: they read the study while it is private"
    show_change_link = False


class InterviewInline(ReadOnlyInline):
    model = Interview
    fields = ("what", "kind", "status", "held_at")
    readonly_fields = fields
    show_change_link = False
    verbose_name_plural = "interviews, the latest first"

    def get_queryset(self, request: HttpRequest) -> QuerySet[Any]:
        return super().get_queryset(request).order_by("-held_at", "-pk")

    @admin.display(description="interview")
    def what(self, interview: Interview) -> str:
        return link_to(interview, interview.title)


@admin.register(Study)
class StudyAdmin(OneProduct, AskingAdmin[Study], RecordAdmin[Study]):
    list_display = ("title", "access", "status", "lead", "interview_count", "highlight_count", "starts_on")
    list_filter = ("status", "visibility", "lead", "product")
    list_select_related = ("lead",)
    search_fields = ("search",)
    fields = ("product", "title", "slug", "questions", "method", "status", "lead", "starts_on", "ends_on", "keep_until")
    autocomplete_fields = ("lead",)
    inlines = (GuideInline, MemberInline, InterviewInline)
    actions = ("begin_guide", "make_private", "make_open")

    def get_queryset(self, request: HttpRequest) -> QuerySet[Any]:
        rows: QuerySet[Any] = super().get_queryset(request)
        return with_counts(
            rows,
            interview_total=Interview.objects.sessions().filter(study=OuterRef("pk")),
            highlight_total=Highlight.objects.filter(note__interview__study=OuterRef("pk")),
        )

    def get_inlines(self, request: HttpRequest, obj: Study | None) -> Any:
        return self.inlines if obj else (MemberInline,)

    def buttons(self, request: HttpRequest, obj: Study) -> Iterator[Button]:
        yield Button(action="begin_guide", label="Add questions from a guide …")
        if obj.visibility == Study.Visibility.OPEN:
            yield Button(action="make_private", label="Make private")
        else:
            yield Button(action="make_open", label="Open to all")

    def save_model(self, request: HttpRequest, obj: Study, form: Any, change: bool) -> None:
        if change:
            super().save_model(request, obj, form, change)
        else:
            studies.add(obj, by=cast("User", request.user))

    @admin.display(description="access", ordering="visibility")
    def access(self, study: Study) -> SafeString | str:
        return marks.chip("private", "warn") if study.visibility == Study.Visibility.PRIVATE else "open"

    @admin.display(description="interviews", ordering="interview_total")
    def interview_count(self, study: Study) -> SafeString:
        total = study.interview_total  # type: ignore[attr-defined]  # annotated
        return link_to_list(Interview, total, study__id__exact=study.pk)

    @admin.display(description="highlights", ordering="highlight_total")
    def highlight_count(self, study: Study) -> SafeString:
        total = study.highlight_total  # type: ignore[attr-defined]  # annotated
        return link_to_list(Highlight, total, note__interview__study__id__exact=study.pk)

    @admin.action(description="Add questions from a guide …", permissions=["change"])
    def begin_guide(self, request: HttpRequest, queryset: QuerySet[Study]) -> HttpResponse | None:
        by = cast("User", request.user)
        form = self.answer(request, GuideForm)
        if not form.is_valid():
            lead = "They are put at the end of the study's guide. Change, order and drop them there."
            question = "Which guide do you begin with?"
            return self.ask(
                request, queryset, form=form, action="begin_guide", question=question, button="Add", lead=lead
            )
        template = form.cleaned_data["template"]

        def step() -> str:
            added = sum(len(guides.begin(study, template=template, by=by)) for study in queryset)
            return f"{added} {'question was' if added == 1 else 'questions were'} added to the guide."

        self.attempt(request, step)
        return None

    @admin.action(description="Make private", permissions=["change"])
    def make_private(self, request: HttpRequest, queryset: QuerySet[Study]) -> None:
        self._each(request, queryset, studies.make_private, "private to lead and members")

    @admin.action(description="Open to everyone who reads research", permissions=["change"])
    def make_open(self, request: HttpRequest, queryset: QuerySet[Study]) -> None:
        self._each(request, queryset, studies.make_open, "open")

    def _each(self, request: HttpRequest, queryset: QuerySet[Study], step: Any, done: str) -> None:
        def steps() -> str:
            made = [step(study, by=request.user) for study in queryset]
            return f"{len(made)} {'study is' if len(made) == 1 else 'studies are'} {done} now."

        self.attempt(request, steps)
