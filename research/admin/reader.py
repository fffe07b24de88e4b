"""The reader: a note's text, what is marked in it, and the tools to mark. Its modules talk to the API."""

from typing import Any, cast

from django.contrib.auth.decorators import permission_required
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.urls import reverse
from django.utils.safestring import SafeString

from research.admin import marked
from research.admin.links import address_of, form_address_of
from research.admin.live import proposed
from research.admin.reading import markup, paragraphs
from research.admin.showing import page
from research.models import Highlight, LiveLog, Note, Study, User

RIGHTS = {
    "mark": "research.add_highlight",
    "change": "research.change_highlight",
    "delete": "research.delete_highlight",
    "correct": "research.change_note",
    "cite": "research.add_insightevidence",
    "code": "research.change_codingstatus",
}


@permission_required("research.view_note", raise_exception=True)
def view(request: HttpRequest, pk: int) -> HttpResponse:
    """Show the text; the page asks for what is marked once the text is there. The queries do not grow with it."""
    user = cast("User", request.user)
    note = _note(pk, user)
    interview = note.interview
    turns = list(note.turns.select_related("participant", "interviewer").order_by("start", "pk"))
    text = paragraphs(note, turns, recording_url=interview.recording_url)
    siblings = interview.notes.order_by("pk").only("pk", "kind", "interview")
    return page(
        request,
        "workplace/reader.html",
        title=note.get_kind_display().capitalize(),
        subtitle=interview.title,
        note=note,
        interview=interview,
        interview_address=address_of(interview),
        form_address=form_address_of(note),
        siblings=[(address_of(one), one.get_kind_display()) for one in siblings if one.pk != note.pk],
        proposals=note.kind == Note.Kind.TRANSCRIPT and LiveLog.objects.filter(interview=interview).exists(),
        people=interview.participants.order_by("code"),
        interviewers=[one.get_short_name() or one.get_username() for one in interview.interviewers.order_by("pk")],
        text=SafeString("".join(markup(one) for one in text)),
        speakers=list(dict.fromkeys(one.known_as for one in text if one.known_as)),
        word_count=len(note.text.split()),
        kinds=Highlight.Kind.choices,
        may={name: user.has_perm(permission) for name, permission in RIGHTS.items()},
        waiting=proposed(interview) if note.kind == Note.Kind.TRANSCRIPT else 0,
        settings=_settings(note, user),
    )


@permission_required("research.view_note", raise_exception=True)
def marks(request: HttpRequest, pk: int) -> HttpResponse:
    """Answer with what is marked, or that nothing has changed since the version that is known (If-None-Match)."""
    user = cast("User", request.user)
    note = _note(pk, user)
    tag = marked.etag(note, viewer=user)
    if request.headers.get("If-None-Match") == tag:
        return HttpResponse(status=304, headers={"ETag": tag})
    answer = JsonResponse(marked.document(note, viewer=user))
    answer.headers["ETag"] = tag
    answer.headers["Cache-Control"] = "no-cache"
    return answer


def _note(pk: int, user: User) -> Note:
    rows = Note.objects.visible_to(user).select_related("interview__study").defer("original", "search")
    note = rows.filter(pk=pk).first()
    if note is None:
        raise Http404
    return note


def _settings(note: Note, user: User) -> dict[str, Any]:
    """What the modules of the page need to know of it."""
    study = note.interview.study
    return {
        "note": note.pk,
        "interview": note.interview_id,
        "private_study": study.pk if study and study.visibility == Study.Visibility.PRIVATE else None,
        "leads": study is not None and study.lead_id == user.pk,
        "kind": note.kind,
        "user": user.pk,
        "address": reverse("note", args=[note.pk]),
        "marks": reverse("note_marks", args=[note.pk]),
        "may": {name: user.has_perm(permission) for name, permission in RIGHTS.items()},
    }
