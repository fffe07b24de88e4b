"""Texts, with who speaks and what was marked in them.

The page reads; the forms on it mark a passage, correct the text and name speakers, each by one operation.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, cast

from django import forms
from django.contrib import admin
from django.db.models import OuterRef, Prefetch, QuerySet
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.template.response import TemplateResponse
from django.urls import URLPattern, path

from research import anchoring
from research.admin import marks
from research.admin.asking import AskingAdmin
from research.admin.base import RecordAdmin
from research.admin.counting import with_counts
from research.admin.highlight import tag_choice
from research.admin.links import address_of, link_to
from research.anchoring import QuoteSelector
from research.models import Highlight, Note, Participant, Tag, Turn, User
from research.operations import highlights, notes, speakers
from research.operations.highlights import Mark
from research.operations.notes import LONGEST
from research.operations.refusals import Unacceptable
from research.operations.speakers import Speaker

PERSON, COLLEAGUE = "participant", "interviewer"


@dataclass(frozen=True, kw_only=True)
class Line:
    """What one speaker says in one go; `at` is minutes and seconds, empty where nobody knows."""

    speaker: str
    known_as: str
    at: str
    text: str
    is_interviewer: bool


class MarkForm(forms.Form):
    passage = forms.CharField(
        strip=True,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text="Paste the words from the text; more of them, if the same words stand there twice.",
    )
    kind = forms.ChoiceField(choices=Highlight.Kind.choices, initial=Highlight.Kind.NONE)
    comment = forms.CharField(required=False, max_length=2_000)

    def __init__(self, *args: Any, note: Note, user: User, **kwargs: Any) -> None:
        super().__init__(*args, **{"label_suffix": "", **kwargs})
        self.note = note
        self.fields["tags"] = tag_choice(user, required=False)

    def mark(self, by: User) -> Highlight:
        """Raises `Unacceptable` where the words are not found, or found twice."""
        words = self.cleaned_data["passage"].replace("\r\n", "\n")
        anchor = anchoring.find(self.note.text, QuoteSelector(exact=words))
        if anchor is None:
            raise Unacceptable("These words do not stand in the text just once.", field="passage")
        mark = Mark(
            note=self.note,
            start=anchor.start,
            end=anchor.end,
            kind=self.cleaned_data["kind"],
            comment=self.cleaned_data["comment"],
            tags=tuple(self.cleaned_data["tags"]),
        )
        return highlights.mark(mark, by=by)


class SpeakerForm(forms.Form):
    speaker = forms.ChoiceField()
    person = forms.ChoiceField(label="is")

    def __init__(self, *args: Any, note: Note, **kwargs: Any) -> None:
        super().__init__(*args, **{"label_suffix": "", **kwargs})
        labels = note.turns.exclude(speaker="").order_by("speaker").values_list("speaker", flat=True).distinct()
        people = [(f"{PERSON}-{one.pk}", one.code) for one in note.interview.participants.order_by("code")]
        colleagues = [
            (f"{COLLEAGUE}-{one.pk}", f"{one.get_short_name() or one.username}, interviewer")
            for one in note.interview.interviewers.order_by("username")
        ]
        cast("forms.ChoiceField", self.fields["speaker"]).choices = [(label, label) for label in labels]
        cast("forms.ChoiceField", self.fields["person"]).choices = [*people, *colleagues, ("", "nobody known yet")]
        self.fields["person"].required = False

    def attribute(self, note: Note, by: User) -> int:
        kind, _, pk = self.cleaned_data["person"].partition("-")
        speaker = Speaker(
            participant=note.interview.participants.get(pk=pk) if kind == PERSON else None,
            interviewer=note.interview.interviewers.get(pk=pk) if kind == COLLEAGUE else None,
        )
        return speakers.attribute(note, label=self.cleaned_data["speaker"], speaker=speaker, by=by)


class CorrectForm(forms.Form):
    text = forms.CharField(strip=False, max_length=LONGEST, widget=forms.Textarea(attrs={"rows": 30}))


@admin.register(Note)
class NoteAdmin(AskingAdmin[Note], RecordAdmin[Note]):
    list_display = ("of", "kind", "language", "begins", "highlight_count", "created_at")
    list_display_links = ("of",)
    list_filter = ("kind", "language", "interview__study")
    list_select_related = ("interview",)
    search_fields = ("search",)
    fields = ("interview", "kind", "language", "original_name")
    add_fields = ("interview", "kind", "language", "text")
    operated_fields = ("original_name",)
    autocomplete_fields = ("interview",)

    def get_queryset(self, request: HttpRequest) -> QuerySet[Any]:
        marked = Highlight.objects.filter(note=OuterRef("pk"))
        rows = super().get_queryset(request).defer("original", "search")
        return with_counts(rows, highlight_total=marked)

    def get_fields(self, request: HttpRequest, obj: Note | None = None) -> list[Any]:
        return list(self.fields if obj else self.add_fields)

    def get_readonly_fields(self, request: HttpRequest, obj: Note | None = None) -> tuple[Any, ...]:
        fixed = ("interview", "kind") if obj else ()
        return (*super().get_readonly_fields(request, obj), *fixed)

    def heading(self, obj: Note) -> str:
        return obj.interview.title

    def save_model(self, request: HttpRequest, obj: Note, form: Any, change: bool) -> None:
        if change:
            super().save_model(request, obj, form, change)
            return
        made = notes.add(
            interview=obj.interview,
            kind=obj.kind,
            text=obj.text,
            language=obj.language,
            by=cast("User", request.user),
        )
        obj.pk, obj._state.adding = made.pk, False

    def get_urls(self) -> list[URLPattern]:
        own = [
            path("<int:pk>/mark/", self.admin_site.admin_view(self.mark_view), name="research_note_mark"),
            path("<int:pk>/speaker/", self.admin_site.admin_view(self.speaker_view), name="research_note_speaker"),
            path("<int:pk>/correct/", self.admin_site.admin_view(self.correct_view), name="research_note_correct"),
        ]
        return [*own, *super().get_urls()]

    def render_change_form(self, request: HttpRequest, context: dict[str, Any], *args: Any, **kwargs: Any) -> Any:
        obj = kwargs.get("obj")
        if obj:
            context |= self._reading(obj, cast("User", request.user))
        return super().render_change_form(request, context, *args, **kwargs)

    def mark_view(self, request: HttpRequest, pk: int) -> HttpResponse:
        """Mark a passage by its words."""
        note, by = self._note(request, pk, "research.add_highlight"), cast("User", request.user)
        form = MarkForm(request.POST or None, note=note, user=by)
        if form.is_valid():
            done = self.attempt(request, lambda: f"Marked. It is highlight {form.mark(by).pk}.")
            if done:
                return HttpResponseRedirect(address_of(note))
        return self._form(request, note, form, title="Mark a passage", button="Mark")

    def speaker_view(self, request: HttpRequest, pk: int) -> HttpResponse:
        """Say who a speaker of the transcript is."""
        note, by = self._note(request, pk, "research.change_note"), cast("User", request.user)
        form = SpeakerForm(request.POST or None, note=note)
        if form.is_valid():
            done = self.attempt(request, lambda: f"{form.attribute(note, by)} turns and what is marked in them follow.")
            if done:
                return HttpResponseRedirect(address_of(note))
        return self._form(request, note, form, title="Who is who", button="Save")

    def correct_view(self, request: HttpRequest, pk: int) -> HttpResponse:
        """Correct the text; then say what became of the highlights."""
        note, by = self._note(request, pk, "research.change_note"), cast("User", request.user)
        form = CorrectForm(request.POST or None, initial={"text": note.text}, label_suffix="")
        if form.is_valid():

            def step() -> str:
                done = notes.correct(note, text=form.cleaned_data["text"], by=by)
                moved, lost = len(done.moved), len(done.detached)
                return f"Corrected. {len(done.unchanged)} highlights stay, {moved} moved, {lost} lost their words."

            if self.attempt(request, step):
                return HttpResponseRedirect(address_of(note))
        return self._form(request, note, form, title="Correct the text", button="Save the text")

    @admin.display(description="interview", ordering="interview__title")
    def of(self, note: Note) -> str:
        return note.interview.title

    @admin.display(description="begins")
    def begins(self, note: Note) -> str:
        return f"{note.text[:80]} …" if len(note.text) > 80 else note.text

    @admin.display(description="highlights", ordering="highlight_total")
    def highlight_count(self, note: Note) -> int:
        return int(note.highlight_total)  # type: ignore[attr-defined]  # annotated

    def _note(self, request: HttpRequest, pk: int, permission: str) -> Note:
        note = Note.objects.visible_to(request.user).select_related("interview").filter(pk=pk).first()
        if note is None or not request.user.has_perm(permission):
            raise Http404
        return note

    def _form(self, request: HttpRequest, note: Note, form: forms.Form, *, title: str, button: str) -> TemplateResponse:
        context = {
            **self.admin_site.each_context(request),
            "opts": self.opts,
            "title": title,
            "note": note,
            "form": form,
            "button": button,
            "back": address_of(note),
        }
        return TemplateResponse(request, "workplace/note_form.html", context, status=400 if form.errors else 200)

    def _reading(self, note: Note, viewer: User) -> dict[str, Any]:
        """What the page shows of the note: its lines, and what is marked. Five queries."""
        turns = note.turns.select_related("participant", "interviewer").order_by("start", "pk")
        named = Prefetch("tags", Tag.objects.order_by("name").distinct())
        people = Prefetch("participants", Participant.objects.order_by("code"))
        marked = note.highlights.order_by("start", "pk").prefetch_related(named, people)
        return {
            "interview": note.interview,
            "interview_link": link_to(note.interview, note.interview.title),
            "lines": _lines(note, list(turns)),
            "marked": [_shown(one) for one in marked],
            "may_mark": viewer.has_perm("research.add_highlight"),
            "may_correct": viewer.has_perm("research.change_note"),
        }


def _lines(note: Note, turns: Sequence[Turn]) -> list[Line]:
    if not turns:
        return [Line(speaker="", known_as="", at="", text=note.text, is_interviewer=False)]
    return [
        Line(
            speaker=turn.speaker,
            known_as=_known_as(turn),
            at=_clock(turn.start_ms),
            text=note.text[turn.start : turn.end],
            is_interviewer=turn.interviewer_id is not None,
        )
        for turn in turns
    ]


def _known_as(turn: Turn) -> str:
    if turn.participant:
        return turn.participant.code
    if turn.interviewer:
        return turn.interviewer.get_short_name() or turn.interviewer.get_username()
    return turn.speaker


def _clock(milliseconds: int | None) -> str:
    if milliseconds is None:
        return ""
    minutes, seconds = divmod(milliseconds // 1000, 60)
    return f"{minutes // 60}:{minutes % 60:02}:{seconds:02}" if minutes >= 60 else f"{minutes}:{seconds:02}"


def _shown(highlight: Highlight) -> dict[str, Any]:
    return {
        "words": marks.quote(highlight),
        "tags": marks.tags(highlight.tags.all()),
        "kind": "" if highlight.kind == Highlight.Kind.NONE else highlight.get_kind_display(),
        "people": ", ".join(person.code for person in highlight.participants.all()),
        "state": "" if highlight.state == Highlight.State.ANCHORED else highlight.get_state_display(),
        "address": address_of(highlight),
    }
