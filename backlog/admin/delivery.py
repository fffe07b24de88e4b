"""An item's page as delivery sees it: its checklist, its parts, what it depends on, what it is called elsewhere."""

import re
from collections.abc import Callable
from dataclasses import dataclass
from decimal import Decimal
from typing import Any, cast

from django.contrib import messages
from django.contrib.auth.decorators import permission_required
from django.core.exceptions import ValidationError
from django.db import connection, transaction
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect, JsonResponse, QueryDict
from django.shortcuts import get_object_or_404
from django.utils import timezone
from django.views.decorators.http import require_GET, require_POST

from backlog.models import AcceptanceCriterion, BacklogItem, Dependency, ExternalReference
from backlog.models.backlog_item import SEES_INTERNAL
from backlog.operations import criteria, dependencies, references
from backlog.operations.references import NotRecognised
from backlog.tracing import item_trees
from backlog.tracing.item_trees import Part, Rolled
from research.admin.links import form_address_of
from research.admin.refusals import SHOWN, explain
from research.models import User, Viewer
from research.models.searching import beginning_with

NUMBER = re.compile(r"\s*#?(\d{1,9})\b.*", re.DOTALL)
DEEPEST = 12
MOST_OTHERS = 8
WAYS = (
    ("blocked_by", "is blocked by"),
    ("blocks", "blocks"),
    ("relates", "relates to"),
    ("duplicates", "duplicates"),
    ("duplicated_by", "is duplicated by"),
)
"""How one says from an item's page that it depends on another."""


class NoSuchItem(NotRecognised):
    """A number that no item of the product has."""


@dataclass(frozen=True, kw_only=True)
class Line:
    """A part in the outline: how deep it hangs, and what its own parts come to."""

    part: Part
    depth: int
    kind: str
    status: str
    address: str
    rolled: Rolled
    estimate: str


@dataclass(frozen=True, kw_only=True)
class Tie:
    """A dependency as the page of one end tells it."""

    id: int
    words: str
    other: BacklogItem
    address: str
    is_in_the_way: bool


@dataclass(frozen=True, kw_only=True)
class Delivery:
    criteria: list[AcceptanceCriterion]
    met: int
    above: list[tuple[str, str]]
    lines: list[Line]
    rolled: Rolled
    total: str
    disagrees: str
    ties: list[Tie]
    references: list[ExternalReference]
    ways: tuple[tuple[str, str], ...] = WAYS


def days(estimate: Decimal | None) -> str:
    """Say an estimate as people do: 2.5 d."""
    return "" if estimate is None else f"{estimate.normalize():f} d"


def of(item: BacklogItem, *, viewer: Viewer) -> Delivery:
    """Gather what the page shows. Four queries, and one for each level above the item."""
    top = item_trees.of([item.pk], viewer=viewer)[item.pk]
    sees_effort = viewer.has_perm(SEES_INTERNAL)
    summed = item_trees.rolled(top)
    checklist = list(item.criteria.select_related("met_by").in_order())
    ties = Dependency.objects.visible_to(viewer).of(item).select_related("source", "target").order_by("kind", "pk")
    return Delivery(
        criteria=checklist,
        met=sum(one.met_at is not None for one in checklist),
        above=_above(item, viewer=viewer),
        lines=[line for part in top.parts for line in _lines(part, depth=0, sees_effort=sees_effort)],
        rolled=summed,
        total=days(summed.estimate) if sees_effort else "",
        disagrees=_disagrees(item, summed),
        ties=[_tie(one, item) for one in ties],
        references=list(item.external_references.order_by("pk")),
    )


@require_POST
@permission_required("backlog.change_backlogitem", raise_exception=True)
def act(request: HttpRequest, pk: int) -> HttpResponse:
    """Do one step on the item's page, tell what came of it, and go back there."""
    by = cast("User", request.user)
    item = get_object_or_404(BacklogItem.objects.visible_to(by).defer("search"), pk=pk)
    step = STEPS.get(request.POST.get("act", ""))
    if step is None:
        raise Http404
    try:
        with transaction.atomic():
            sentence = step(item, request.POST, by)
            connection.check_constraints()
    except SHOWN as error:
        messages.error(request, explain(error).sentence)
    except ValidationError as error:
        messages.error(request, " ".join(error.messages))
    else:
        messages.success(request, sentence)
    return HttpResponseRedirect(f"{form_address_of(item)}#delivery")


@require_GET
@permission_required("backlog.view_backlogitem", raise_exception=True)
def others(request: HttpRequest, pk: int) -> HttpResponse:
    """Return the first other items of the product that a number or begun words (`?q=`) fit, as JSON."""
    rows = BacklogItem.objects.visible_to(request.user)
    item, words = get_object_or_404(rows.defer("search"), pk=pk), request.GET.get("q", "")[:200]
    number, asked = NUMBER.fullmatch(words), beginning_with(words)
    rows = rows.filter(product=item.product_id).exclude(pk=pk).order_by("rank", "pk").only("number", "title", "kind")
    if number:
        rows = rows.filter(number=number[1])
    found = rows.filter(search=asked) if asked and not number else rows
    shown = [{"id": one.pk, "label": str(one), "hint": one.get_kind_display()} for one in found[:MOST_OTHERS]]
    return JsonResponse({"results": shown if words.strip() else []})


def _paste(item: BacklogItem, given: QueryDict, by: User) -> str:
    made = criteria.paste(item, text=given.get("text", ""), by=by)
    return "Added a criterion." if len(made) == 1 else f"Added {len(made)} criteria."


def _revise(item: BacklogItem, given: QueryDict, by: User) -> str:
    words = {name: str(given[name]) for name in ("given", "when", "then") if name in given}
    criteria.revise(_criterion(item, given), **words, by=by)
    return "Saved the criterion."


def _tick(item: BacklogItem, given: QueryDict, by: User) -> str:
    is_met = given["act"] == "tick"
    criteria.tick(_criterion(item, given), is_met=is_met, by=by, at=timezone.now())
    return "Met." if is_met else "Not met."


def _shift(item: BacklogItem, given: QueryDict, by: User) -> str:
    one, rows = _criterion(item, given), list(item.criteria.in_order())
    place = rows.index(one) + (-2 if given["act"] == "up" else 1)
    after = rows[min(place, len(rows) - 1)] if place >= 0 else None
    if after == one:
        return "It stands last already."
    criteria.move(one, after=after, by=by)
    return "Moved."


def _remove(item: BacklogItem, given: QueryDict, by: User) -> str:
    criteria.remove(_criterion(item, given), by=by)
    return "Removed the criterion."


def _refer(item: BacklogItem, given: QueryDict, by: User) -> str:
    return f"{references.add(item, reference=given.get('reference', ''), by=by).key} names it elsewhere."


def _unrefer(item: BacklogItem, given: QueryDict, by: User) -> str:
    found = get_object_or_404(item.external_references, pk=_number(given, "row"))
    references.remove(found, by=by)
    return f"{found.key} does not name it any more."


def _depend(item: BacklogItem, given: QueryDict, by: User) -> str:
    number = NUMBER.fullmatch(given.get("other", ""))
    others = BacklogItem.objects.visible_to(by).filter(product=item.product_id).defer("search")
    other = others.filter(number=number[1]).first() if number else None
    if other is None:
        raise NoSuchItem("Name the other item by its number, such as #12.", field="other")
    way = given.get("way", "")
    source, target = (other, item) if way.endswith("_by") else (item, other)
    kind = {"blocked_by": "blocks", "duplicated_by": "duplicates"}.get(way, way)
    if kind not in Dependency.Kind.values:
        raise Http404
    dependencies.add(source=source, kind=kind, target=target, by=by)
    return f"#{item.number} {dict(WAYS)[way]} #{other.number}."


def _undepend(item: BacklogItem, given: QueryDict, by: User) -> str:
    dependencies.remove(get_object_or_404(Dependency.objects.of(item), pk=_number(given, "row")), by=by)
    return "They do not depend on each other like that any more."


STEPS: dict[str, Callable[[BacklogItem, QueryDict, User], str]] = {
    "paste": _paste,
    "revise": _revise,
    "tick": _tick,
    "untick": _tick,
    "up": _shift,
    "down": _shift,
    "remove": _remove,
    "refer": _refer,
    "unrefer": _unrefer,
    "depend": _depend,
    "undepend": _undepend,
}


def _criterion(item: BacklogItem, given: QueryDict) -> AcceptanceCriterion:
    found = get_object_or_404(item.criteria, pk=_number(given, "row"))
    found.item = item
    return found


def _number(given: QueryDict, name: str) -> int:
    text = given.get(name, "")
    if not (text.isascii() and text.isdecimal() and len(text) < 19):
        raise Http404
    return int(text)


def _above(item: BacklogItem, *, viewer: Viewer) -> list[tuple[str, str]]:
    """Return what it is part of, the largest first, as name and address; up to what the person may not see."""
    sees_internal = viewer.has_perm(SEES_INTERNAL)
    found: list[tuple[str, str]] = []
    parent = item.parent
    while parent and len(found) < DEEPEST and (sees_internal or not parent.is_internal):
        found.insert(0, (str(parent), form_address_of(parent)))
        parent = parent.parent
    return found


def _lines(part: Part, *, depth: int, sees_effort: bool) -> list[Line]:
    summed = item_trees.rolled(part)
    line = Line(
        part=part,
        depth=min(depth, DEEPEST),
        kind=BacklogItem.Kind(part.kind).label,
        status=BacklogItem.Status(part.status).label,
        address=form_address_of(BacklogItem(pk=part.id)),
        rolled=summed,
        estimate=days(summed.estimate) if sees_effort else "",
    )
    return [line, *(below for each in part.parts for below in _lines(each, depth=depth + 1, sees_effort=sees_effort))]


def _disagrees(item: BacklogItem, summed: Rolled) -> str:
    """Say where the item's status is not what its parts come to."""
    is_settled = item.status in (summed.status, BacklogItem.Status.DROPPED)
    if summed.status is None or is_settled:
        return ""
    return f"Its parts are {summed.words}; it says {item.get_status_display()}."


def _tie(one: Dependency, item: BacklogItem) -> Tie:
    is_source = one.source_id == item.pk
    other = one.target if is_source else one.source
    turned = {"blocks": "is blocked by", "duplicates": "is duplicated by"}
    is_open = other.status not in (BacklogItem.Status.DONE, BacklogItem.Status.DROPPED)
    return Tie(
        id=one.pk,
        words=one.get_kind_display() if is_source else turned.get(one.kind, "relates to"),
        other=other,
        address=form_address_of(other),
        is_in_the_way=one.kind == Dependency.Kind.BLOCKS and not is_source and is_open,
    )


def context(item: BacklogItem, *, viewer: Any) -> dict[str, Any]:
    """Return what the item's page needs for it."""
    return {
        "delivery": of(item, viewer=viewer),
        "may_deliver": viewer.has_perm("backlog.change_backlogitem"),
        "may_add_part": viewer.has_perm("backlog.add_backlogitem") and item.kind != BacklogItem.Kind.TASK,
    }
