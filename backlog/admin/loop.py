"""Closing the loop: the people whose words led to an item, to be told that it is there."""

import csv
from collections.abc import Iterator
from typing import Any, cast

from django import forms
from django.contrib import messages
from django.contrib.auth.decorators import permission_required
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_GET, require_POST

from backlog.models import BacklogItem, PersonTold
from backlog.operations import loops as telling
from backlog.tracing import loops
from backlog.tracing.loops import LoopDocument
from research.admin.links import form_address_of
from research.admin.showing import page
from research.models import Participant, User
from research.operations.refusals import Refused

HOWS = dict(PersonTold.How.choices)
SEES = permission_required("backlog.view_persontold", raise_exception=True)
COLUMNS = ("participant", "role", "account", "name", "email", "phone", "told on", "how", "by", "note")
FORMULA = ("=", "+", "-", "@", "\t", "\r")


class TellForm(forms.Form):
    participant = forms.ModelChoiceField(Participant.objects.none())
    how = forms.ChoiceField(choices=PersonTold.How.choices)
    on = forms.DateField()
    note = forms.CharField(required=False, max_length=2_000)

    def __init__(self, *args: Any, by: User, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        people = cast("forms.ModelChoiceField[Participant]", self.fields["participant"])
        people.queryset = Participant.objects.visible_to(by)


@require_GET
@SEES
def view(request: HttpRequest, pk: int) -> HttpResponse:
    """Show whom to tell and who was told."""
    told = _document(request, pk)
    people = [{**one, "how_words": HOWS[one["told"]["how"]] if one["told"] else ""} for one in told["people"]]
    return page(
        request,
        "workplace/close_the_loop.html",
        title="Close the loop",
        subtitle=f"#{told['number']} {told['title']}",
        loop=told,
        people=people,
        waiting=sum(one["told"] is None for one in told["people"]),
        left_alone=sum(one["people"] for one in told["others"]),
        item_address=form_address_of(BacklogItem(pk=pk)),
        hows=PersonTold.How.choices,
        today=timezone.localdate(),
        may_tell=told["is_shipped"] and request.user.has_perm("backlog.add_persontold"),
        may_take_back=request.user.has_perm("backlog.delete_persontold"),
    )


@require_POST
@permission_required("backlog.add_persontold", raise_exception=True)
def tell(request: HttpRequest, pk: int) -> HttpResponse:
    """Note that somebody was told."""
    user = cast("User", request.user)
    item = get_object_or_404(BacklogItem.objects.visible_to(user), pk=pk)
    form = TellForm(request.POST, by=user)
    if not form.is_valid():
        messages.error(request, "Say who was told, on which day and how.")
        return _back(pk)
    try:
        told = telling.tell(PersonTold(item=item, **form.cleaned_data), by=user, at=timezone.now())
        messages.success(request, f"{told.participant.code} was told.")
    except Refused as error:
        messages.error(request, str(error))
    return _back(pk)


@require_POST
@permission_required("backlog.delete_persontold", raise_exception=True)
def untell(request: HttpRequest, pk: int) -> HttpResponse:
    """Take the note away that somebody was told."""
    user = cast("User", request.user)
    told = get_object_or_404(PersonTold.objects.visible_to(user).select_related("participant"), pk=pk)
    telling.untell(told, by=user)
    messages.success(request, f"{told.participant.code} is to be told again.")
    return _back(told.item_id)


@require_GET
@SEES
def as_csv(request: HttpRequest, pk: int) -> HttpResponse:
    """Send the list as CSV. Names and addresses are empty for whoever may not read them."""
    told = _document(request, pk)
    answer = HttpResponse(content_type="text/csv; charset=utf-8")
    answer["Content-Disposition"] = f'attachment; filename="close-the-loop-{told["number"]}.csv"'
    answer["Cache-Control"] = "no-store"
    writer = csv.writer(answer)
    writer.writerow(COLUMNS)
    writer.writerows([_harmless(cell) for cell in row] for row in _rows(told))
    return answer


def _rows(told: LoopDocument) -> Iterator[tuple[str, ...]]:
    for one in told["people"]:
        contact, done = one["contact"], one["told"]
        yield (
            one["code"],
            one["role"],
            one["account"] or "",
            *((contact["name"], contact["email"], contact["phone"]) if contact else ("", "", "")),
            *((str(done["on"]), HOWS[done["how"]], done["by"] or "", done["note"]) if done else ("", "", "", "")),
        )


def _harmless(cell: str) -> str:
    """Spreadsheets run what begins like a formula."""
    return f"'{cell}" if cell.startswith(FORMULA) else cell


def _document(request: HttpRequest, pk: int) -> LoopDocument:
    try:
        return loops.of_item(pk, viewer=cast("User", request.user), at=timezone.now())
    except BacklogItem.DoesNotExist as error:
        raise Http404 from error


def _back(item: int) -> HttpResponseRedirect:
    return HttpResponseRedirect(reverse("close_the_loop", args=[item]))
