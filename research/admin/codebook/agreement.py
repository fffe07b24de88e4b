"""Agreement of two people who coded the same note: the figures, and where they do not agree."""

from typing import Any, cast

from django.contrib.auth.decorators import permission_required
from django.http import HttpRequest, HttpResponse
from django.urls import reverse

from research.admin.codebook.tags import number_of
from research.admin.showing import page
from research.codebook import agreement
from research.codebook.agreement import Agreement
from research.models import Note, User


@permission_required("research.view_tagging", raise_exception=True)
def view(request: HttpRequest) -> HttpResponse:
    """List the notes that two people or more have tagged; with `?note=`, compare two of them."""
    user = cast("User", request.user)
    note = _note(request, user)
    people = agreement.coders(note, viewer=user) if note else []
    chosen = _chosen(request, people)
    found = agreement.of(note, first=chosen[0], second=chosen[1], viewer=user) if note and chosen else None
    return page(
        request,
        "workplace/codebook/agreement.html",
        title="Agreement",
        notes=agreement.notes(user),
        note=note,
        people=people,
        chosen=chosen,
        found=found,
        disagreements=_shown(found) if found else [],
    )


def _note(request: HttpRequest, user: User) -> Note | None:
    rows = Note.objects.visible_to(user).select_related("interview__study").defer("text", "original", "search")
    return rows.filter(pk=number_of(request.GET.get("note", ""))).first()


def _chosen(request: HttpRequest, people: list[User]) -> tuple[User, User] | None:
    """The two who are asked for, else the first two. None where there are no two."""
    by_pk = {person.pk: person for person in people}
    first, second = (by_pk.get(number_of(request.GET.get(name, ""))) for name in ("first", "second"))
    rest = [person for person in people if person not in (first, second)]
    pair = [person or (rest.pop(0) if rest else None) for person in (first, second)]
    return (pair[0], pair[1]) if pair[0] and pair[1] and pair[0] != pair[1] else None


def _shown(found: Agreement) -> list[dict[str, Any]]:
    """The words that only one of them tagged, each once with all the tags that the other did not give."""
    reader = reverse("note", args=[found.note.pk])
    shown: dict[tuple[int, str, int], dict[str, Any]] = {}
    for one in found.disagreements:
        address = f"{reader}?highlight={one.highlight}"
        words = {"is": one, "address": address, "tags": []}
        shown.setdefault((one.highlight, one.words, one.coder.pk), words)["tags"].append(one.tag)
    return list(shown.values())
