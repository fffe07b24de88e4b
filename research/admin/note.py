"""The facts of a text. It is read in the reader; the forms here name speakers, and mark and correct without scripts."""

from typing import Any, cast

from django import forms
from django.contrib import admin
from django.db.models import OuterRef, QuerySet
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.template.response import TemplateResponse
from django.urls import URLPattern, path

from research import anchoring
from research.admin.asking import AskingAdmin
from research.admin.base import RecordAdmin
from research.admin.counting import with_counts
from research.admin.highlight import tag_choice
from research.admin.links import address_of, link_to
from research.anchoring import QuoteSelector
from research.models import Highlight, Note, User
from research.operations import highlights, notes, speakers
from research.operations.highlights import Mark
from research.operations.notes import LONGEST
from research.operations.refusals import Unacceptable
from research.operations.speakers import Speaker

PERSON, COLLEAGUE = "participant", "interviewer"


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
    list_display = ("of", "begins", "kind", "language", "highlight_count", "created_at")
    list_display_links = ("begins",)
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
        return link_to(note, note.interview.title)

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
