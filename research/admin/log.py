"""Log: one form, behind a button on every page, that ends in the note of an interview or a piece of feedback."""

import re
from dataclasses import replace
from typing import Any, cast

from django import forms
from django.contrib import messages
from django.contrib.auth.decorators import permission_required
from django.core.files.uploadedfile import UploadedFile
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils import timezone

from research.admin.links import address_of
from research.admin.showing import page
from research.importers import notes
from research.importers.transcripts import UnreadableTranscript
from research.models import Consent, Interview, Participant, Study, User
from research.operations import interviews
from research.operations.interviews import Captured, Text
from research.operations.refusals import Refused

NEW = "new"
MOST_SUGGESTED = 500
FIELD_OF_REFUSAL = {"code": "who", "consent": "consents"}


class Codes(forms.CharField):
    """Participants' codes, whether they are there yet or not; an empty one stands for the next free number."""

    def clean(self, value: Any) -> list[str]:
        words = re.split(r"[\s,;]+", super().clean(value))
        codes = list(dict.fromkeys(word.upper() for word in words if word))
        for code in codes:
            Participant._meta.get_field("code").run_validators(code)
        return ["" if code == NEW.upper() else code for code in codes]


class LogForm(forms.Form):
    """Six inputs; a text that is pasted and one that is dropped are two ways into the same."""

    kind = forms.ChoiceField(choices=[(kind, label.capitalize()) for kind, label in Interview.Kind.choices])
    study = forms.ModelChoiceField(Study.objects.none(), required=False, empty_label="No study (feedback only)")
    who = Codes(
        required=False,
        help_text="Codes of who was there, with commas. An unknown code is a new participant; so is “new”.",
        widget=forms.TextInput(attrs={"list": "participants", "autocomplete": "off", "placeholder": "P-0042, new"}),
    )
    held_at = forms.DateTimeField(
        label="When",
        widget=forms.DateTimeInput(attrs={"type": "datetime-local"}, format="%Y-%m-%dT%H:%M"),
    )
    consents = forms.MultipleChoiceField(
        label="They agreed to",
        required=False,
        choices=[(scope, label.capitalize()) for scope, label in Consent.Scope.choices],
        widget=forms.CheckboxSelectMultiple,
    )
    text = forms.CharField(
        label="Transcript or notes",
        required=False,
        strip=False,
        widget=forms.Textarea(attrs={"placeholder": "Paste the text, or drop a file here."}),
    )
    file = forms.FileField(label="or choose a file", required=False)

    def __init__(self, *args: Any, user: User, **kwargs: Any) -> None:
        super().__init__(*args, **{"label_suffix": "", **kwargs})
        self.user = user
        study = cast("forms.ModelChoiceField[Study]", self.fields["study"])
        study.queryset = Study.objects.visible_to(user).order_by("-created_at", "-id")

    def clean(self) -> dict[str, Any]:
        """Read the text here, so that a broken file is an error of its field, with its line."""
        cleaned = super().clean() or {}
        file, pasted = cleaned.get("file"), cleaned.get("text", "")
        if file and pasted.strip():
            self.add_error("file", "Paste a text or choose a file, not both.")
            return cleaned
        field = "file" if file else "text"
        try:
            cleaned["read"] = read(file, pasted)
        except UnreadableTranscript as error:
            self.add_error(field, str(error))
        return cleaned

    def capture(self) -> Captured | None:
        """Log it in one call. Whatever is refused becomes an error of the form."""
        given = self.cleaned_data
        try:
            return interviews.capture(
                kind=given["kind"],
                study=given["study"],
                codes=given["who"],
                held_at=given["held_at"],
                consent_scopes=given["consents"],
                text=given["read"],
                by=self.user,
                at=timezone.now(),
            )
        except Refused as error:
            named = getattr(error, "field", "")
            field = FIELD_OF_REFUSAL.get(named, named)
            self.add_error(field if field in self.fields else None, str(error))
        return None


def read(file: UploadedFile[Any] | None, pasted: str) -> Text | None:
    """Read a text that was dropped or pasted; None for neither. Raises `UnreadableTranscript`."""
    if file:
        return notes.read(file.read(), name=file.name or "")
    if pasted.strip():
        return replace(notes.read(pasted.encode("utf-8", "replace"), name="pasted.txt"), original=None)
    return None


@permission_required("research.add_interview", raise_exception=True)
def view(request: HttpRequest) -> HttpResponse:
    """Show the form, or log what it holds and go on: to the note, to the interview, or to logging it live."""
    user = cast("User", request.user)
    if request.method == "POST":
        form = LogForm(request.POST, request.FILES, user=user)
        if form.is_valid() and (captured := form.capture()):
            if "live" in request.POST and not captured.interview.is_feedback:
                return HttpResponseRedirect(reverse("live", args=[captured.interview.pk]))
            messages.success(request, _told(captured))
            return HttpResponseRedirect(address_of(captured.note or captured.interview))
    else:
        form = LogForm(user=user, initial=_initial(request, user))
    status = 400 if form.errors else 200
    return page(request, "workplace/log.html", title="Log", status=status, form=form, participants=_suggestions(user))


def _told(captured: Captured) -> str:
    """Say what was recognised. Only numbers: labels are names, and messages travel in cookies."""
    turns = list(captured.note.turns.exclude(speaker="")) if captured.note else []
    labels = {turn.speaker for turn in turns}
    known = {turn.speaker for turn in turns if turn.participant_id or turn.interviewer_id}
    if not captured.note:
        return "Logged. The note can follow later."
    if not labels:
        return "Logged. Mark the passages that matter."
    speakers = f"{len(labels)} speaker{'s' if len(labels) > 1 else ''}"
    return f"Logged a transcript of {len(turns)} turns: {speakers}, {len(known)} of them known. Mark what matters."


def _initial(request: HttpRequest, user: User) -> dict[str, Any]:
    """Start from the address (`?study=3`), else from where the person logged last. One query."""
    last = Interview.objects.filter(created_by=user, study__isnull=False).order_by("-id")
    study = request.GET.get("study") or last.values_list("study", flat=True).first()
    return {
        "kind": request.GET.get("kind", Interview.Kind.DISCOVERY),
        "study": study,
        "who": request.GET.get("who", ""),
        "held_at": timezone.localtime().replace(second=0, microsecond=0),
    }


def _suggestions(user: User) -> list[tuple[str, str]]:
    """Codes with what helps to tell who it is; the newest."""
    people = Participant.objects.visible_to(user).order_by("-id").values_list("code", "role", "account__name")
    return [(code, ", ".join(filter(None, rest))) for code, *rest in people[:MOST_SUGGESTED]]
