"""Passages that are marked as evidence."""

from collections.abc import Iterator
from typing import Any, cast

from django import forms
from django.contrib import admin
from django.db.models import OuterRef, Prefetch, QuerySet
from django.http import HttpRequest, HttpResponse
from django.utils.safestring import SafeString
from django.utils.text import Truncator

from research.admin import marks
from research.admin.asking import AskingAdmin, Button
from research.admin.base import ReadOnlyInline, RecordAdmin
from research.admin.counting import with_counts
from research.admin.links import link_to
from research.admin.tag import path_of
from research.models import Highlight, InsightEvidence, Participant, Tag, User
from research.operations import highlights


class TagsForm(forms.Form):
    tags = forms.ModelMultipleChoiceField(Tag.objects.none(), help_text="Hold Ctrl or Cmd to choose several.")

    def __init__(self, *args: Any, user: User, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["tags"] = tag_choice(user)


class VoicesForm(forms.Form):
    participants = forms.ModelMultipleChoiceField(
        Participant.objects.none(),
        required=False,
        label="Whose words",
        widget=forms.SelectMultiple(attrs={"size": 10}),
        help_text="Hold Ctrl or Cmd for several; none where nobody knows.",
    )

    def __init__(self, *args: Any, user: User, passages: QuerySet[Highlight], **kwargs: Any) -> None:
        """Offer whoever took part in the interviews that the passages come from."""
        super().__init__(*args, **kwargs)
        there = Participant.objects.visible_to(user).filter(
            interviews__notes__highlights__in=passages.order_by().values("pk")
        )
        field = cast("forms.ModelMultipleChoiceField[Participant]", self.fields["participants"])
        field.queryset = there.order_by("code").distinct()


class KindForm(forms.Form):
    kind = forms.ChoiceField(choices=Highlight.Kind.choices, help_text="What the passages are for a person.")


def tag_choice(user: User, *, required: bool = True) -> "forms.ModelMultipleChoiceField[Tag]":
    """Return a field of the tags that the person may see, by their paths."""
    rows = Tag.objects.visible_to(user).current().with_path().order_by("path")  # type: ignore[misc]  # annotated
    several = forms.SelectMultiple(attrs={"size": 10})
    field = forms.ModelMultipleChoiceField(
        rows, required=required, widget=several, help_text="Hold Ctrl or Cmd for several."
    )
    field.label_from_instance = path_of  # type: ignore[method-assign,assignment]
    return field


class CitingInline(ReadOnlyInline):
    model = InsightEvidence
    fields = ("what", "stance", "evidence_class")
    readonly_fields = fields
    show_change_link = False
    verbose_name_plural = "insights that rest on it"

    def get_queryset(self, request: HttpRequest) -> QuerySet[Any]:
        return super().get_queryset(request).select_related("insight", "evidence_class")

    @admin.display(description="insight")
    def what(self, row: InsightEvidence) -> str:
        return link_to(row.insight, row.insight.title)


@admin.register(Highlight)
class HighlightAdmin(AskingAdmin[Highlight], RecordAdmin[Highlight]):
    list_display = ("words", "called", "kind", "voices", "source", "insight_count")
    list_display_links = ("words",)
    list_filter = ("kind", "state", "tags", "note__interview__study", "participants", "note__interview", "created_by")
    list_select_related = ("note__interview",)
    search_fields = ("search",)
    fields = ("words", "note_of", "kind", "comment", "called", "voices", "place", "condition")
    readonly_fields = ("words", "note_of", "called", "voices", "place", "condition")
    inlines = (CitingInline,)
    actions = ("add_tags", "replace_tags", "attribute", "set_kind")

    def get_queryset(self, request: HttpRequest) -> QuerySet[Any]:
        citing = InsightEvidence.objects.words_visible_to(request.user).filter(highlight=OuterRef("pk"))
        named = Prefetch("tags", Tag.objects.order_by("name").distinct())
        people = Prefetch("participants", Participant.objects.order_by("code"))
        rows = super().get_queryset(request).defer("search").prefetch_related(named, people)
        return with_counts(rows, insight_total=citing)

    def heading(self, obj: Highlight) -> str:
        return Truncator(obj.quote).chars(90) or str(obj)

    def has_add_permission(self, request: HttpRequest) -> bool:
        """Passages are marked where they stand: on their note's page."""
        return False

    def buttons(self, request: HttpRequest, obj: Highlight) -> Iterator[Button]:
        if obj.state != Highlight.State.WITHDRAWN:
            yield Button(action="replace_tags", label="Change tags …")
            yield Button(action="attribute", label="Whose words …")

    def delete_model(self, request: HttpRequest, obj: Highlight) -> None:
        highlights.delete(obj, by=cast("User", request.user))

    def delete_queryset(self, request: HttpRequest, queryset: QuerySet[Highlight]) -> None:
        for one in queryset:
            highlights.delete(one, by=cast("User", request.user))

    @admin.display(description="words", ordering="quote")
    def words(self, highlight: Highlight) -> SafeString:
        return marks.quote(highlight)

    @admin.display(description="tags")
    def called(self, highlight: Highlight) -> SafeString:
        return marks.tags(highlight.tags.all())

    @admin.display(description="who says so")
    def voices(self, highlight: Highlight) -> str:
        if highlight.by_interviewer:
            return "an interviewer"
        return ", ".join(person.code for person in highlight.participants.all()) or "nobody yet"

    @admin.display(description="interview")
    def source(self, highlight: Highlight) -> str:
        return link_to(highlight, highlight.note.interview.title)

    @admin.display(description="interview")
    def note_of(self, highlight: Highlight) -> str:
        return self.source(highlight)

    @admin.display(description="place")
    def place(self, highlight: Highlight) -> str:
        return "" if highlight.start is None else f"characters {highlight.start} to {highlight.end} of the note"

    @admin.display(description="insights", ordering="insight_total")
    def insight_count(self, highlight: Highlight) -> int:
        return int(highlight.insight_total)  # type: ignore[attr-defined]  # annotated

    @admin.display(description="state", ordering="state")
    def condition(self, highlight: Highlight) -> SafeString:
        tone: marks.Tone = "bad" if highlight.state in ("detached", "withdrawn") else "plain"
        return marks.chip(highlight.get_state_display(), tone)

    @admin.action(description="Tag …", permissions=["change"])
    def add_tags(self, request: HttpRequest, queryset: QuerySet[Highlight]) -> HttpResponse | None:
        by = cast("User", request.user)
        form = self.answer(request, TagsForm, user=by)
        if not form.is_valid():
            return self.ask(
                request, queryset, form=form, action="add_tags", question="Which tags fit them?", button="Tag"
            )

        def step() -> str:
            rows = list(queryset.select_related("note__interview"))
            new = highlights.tag(rows, tags=list(form.cleaned_data["tags"]), by=by)
            return f"{new} tags given; the others were there."

        self.attempt(request, step)
        return None

    @admin.action(description="Change tags …", permissions=["change"])
    def replace_tags(self, request: HttpRequest, queryset: QuerySet[Highlight]) -> HttpResponse | None:
        by = cast("User", request.user)
        chosen = {} if queryset.count() != 1 else {"tags": queryset.get().tags.all()}
        form = self.answer(request, TagsForm, user=by, initial=chosen)
        form.fields["tags"].required = False
        if not form.is_valid():
            return self.ask(
                request,
                queryset,
                form=form,
                action="replace_tags",
                question="Which tags, and no others?",
                button="Save",
            )

        def step() -> str:
            rows = list(queryset.select_related("note__interview"))
            for row in rows:
                highlights.set_tags(row, tags=list(form.cleaned_data["tags"]), by=by)
            return f"{len(rows)} {'highlight has' if len(rows) == 1 else 'highlights have'} these tags now."

        self.attempt(request, step)
        return None

    @admin.action(description="Say whose words …", permissions=["change"])
    def attribute(self, request: HttpRequest, queryset: QuerySet[Highlight]) -> HttpResponse | None:
        by = cast("User", request.user)
        form = self.answer(request, VoicesForm, user=by, passages=queryset)
        if not form.is_valid():
            return self.ask(
                request, queryset, form=form, action="attribute", question="Whose words are these?", button="Save"
            )
        people = list(form.cleaned_data["participants"])

        def step() -> str:
            rows = [highlights.attribute(row, participants=people, by=by) for row in queryset]
            named = ", ".join(person.code for person in people) or "nobody yet"
            return f"{len(rows)} {'highlight is' if len(rows) == 1 else 'highlights are'} attributed to {named}."

        self.attempt(request, step)
        return None

    @admin.action(description="Set kind …", permissions=["change"])
    def set_kind(self, request: HttpRequest, queryset: QuerySet[Highlight]) -> HttpResponse | None:
        form = self.answer(request, KindForm)
        if not form.is_valid():
            return self.ask(request, queryset, form=form, action="set_kind", question="What are they?", button="Set")
        kind = form.cleaned_data["kind"]

        def step() -> str:
            count = highlights.set_kind(list(queryset), kind=kind, by=cast("User", request.user))
            return f"{count} marked as {Highlight.Kind(kind).label}."

        self.attempt(request, step)
        return None
