"""The transcript of an interview that was held: it comes hours later, and finds what was noted live."""

from typing import Any, cast

from django import forms
from django.contrib import messages
from django.contrib.auth.decorators import permission_required
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse

from research.admin.links import address_of
from research.admin.live import proposed
from research.admin.log import read
from research.admin.showing import page
from research.importers.transcripts import UnreadableTranscript
from research.models import Interview, Note, User
from research.operations import interviews
from research.operations.interviews import Text
from research.operations.refusals import Refused


class TranscriptForm(forms.Form):
    """A text that is pasted and one that is dropped are two ways into the same."""

    text = forms.CharField(
        label="Transcript",
        required=False,
        strip=False,
        widget=forms.Textarea(attrs={"placeholder": "Paste the transcript, or choose its file below."}),
    )
    file = forms.FileField(label="or choose a file", required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **{"label_suffix": "", **kwargs})

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        file, pasted = cleaned.get("file"), cleaned.get("text", "")
        if file and pasted.strip():
            self.add_error("file", "Paste a text or choose a file, not both.")
            return cleaned
        try:
            cleaned["read"] = read(file, pasted)
        except UnreadableTranscript as error:
            self.add_error("file" if file else "text", str(error))
            return cleaned
        if cleaned["read"] is None and not self.errors:
            self.add_error("text", "Paste the transcript, or choose its file.")
        return cleaned

    def keep(self, interview: Interview, *, by: User) -> Note | None:
        """Keep it in one call. Whatever is refused becomes an error of the form."""
        found: Text = self.cleaned_data["read"]
        text = Text(**{**vars(found), "kind": Note.Kind.TRANSCRIPT})
        try:
            return interviews.keep(text, interview=interview, by=by)
        except Refused as error:
            self.add_error(None, str(error))
        return None


@permission_required("research.add_note", raise_exception=True)
def view(request: HttpRequest, pk: int) -> HttpResponse:
    """Show the form, or keep what it holds and go on to the marks that wait for it, or else to the text."""
    interview = Interview.objects.visible_to(request.user).select_related("study").filter(pk=pk).first()
    if interview is None:
        raise Http404
    form = TranscriptForm(request.POST or None, request.FILES or None)
    if request.method == "POST" and form.is_valid():
        note = form.keep(interview, by=cast("User", request.user))
        if note:
            return HttpResponseRedirect(_onward(request, note))
    status = 400 if form.errors else 200
    return page(
        request,
        "workplace/transcript.html",
        title="Add the transcript",
        subtitle=interview.title,
        status=status,
        form=form,
        interview=interview,
        waiting=proposed(interview),
    )


def _onward(request: HttpRequest, note: Note) -> str:
    if proposed(note.interview):
        return reverse("proposals", args=[note.pk])
    messages.success(request, "The transcript is in. Mark what matters.")
    return address_of(note)
