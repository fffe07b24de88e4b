"""Releases: the record, and the page that tells what is in one and what that takes."""

from collections.abc import Collection, Iterator
from dataclasses import dataclass
from decimal import Decimal
from typing import Any, cast

from django.contrib import admin, messages
from django.contrib.auth.decorators import permission_required
from django.core.exceptions import PermissionDenied
from django.db.models import Model
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils import timezone
from django.utils.safestring import SafeString

from backlog.models import BacklogItem, BacklogItemQuerySet, Release
from backlog.operations import releases
from backlog.scoring.inputs import in_words
from backlog.scoring.moscow import MOST_MUSTS, PRIORITIES
from backlog.scoring.release_plan import Plan
from backlog.tracing import efforts, support
from research.admin import marks, strength
from research.admin.base import RecordAdmin, WorkplaceList
from research.admin.links import form_address_of
from research.admin.product import OneProduct
from research.admin.refusals import SHOWN, explain
from research.admin.showing import page
from research.evidence_strength import assess
from research.models import User

MOST_OFFERED = 100
"""Items of no release that its page offers to take in, in the order of the backlog."""

TONES: dict[str, marks.Tone] = {"in_progress": "warn", "shipped": "good", "called_off": "bad"}


class ReleaseList(WorkplaceList):
    def url_for_result(self, result: Model) -> str:
        return reverse("release", args=[result.pk])


@admin.register(Release)
class ReleaseAdmin(OneProduct, RecordAdmin[Release]):
    list_display = ("name", "state", "starts_on", "ships_on", "capacity")
    list_filter = ("status", "product")
    search_fields = ("name",)
    ordering = ("-ships_on", "-pk")
    fields = ("product", "name", "starts_on", "ships_on", "status", "capacity", "notes")

    @admin.display(description="status", ordering="status")
    def state(self, release: Release) -> SafeString:
        return marks.chip(release.get_status_display(), TONES.get(release.status, "plain"))

    def get_changelist(self, request: HttpRequest, **kwargs: Any) -> type[WorkplaceList]:
        return ReleaseList

    def save_model(self, request: HttpRequest, obj: Release, form: Any, change: bool) -> None:
        if change:
            super().save_model(request, obj, form, change)
        else:
            releases.add(obj, by=cast("User", request.user))


@dataclass(frozen=True, kw_only=True)
class Row:
    item: BacklogItem
    effort: str
    source: str
    priority: str
    band: SafeString
    flags: SafeString
    address: str


@dataclass(frozen=True, kw_only=True)
class Part:
    """A part of a bar of 100, in words."""

    words: str
    x: float
    width: float
    tone: str


@permission_required("backlog.view_release", raise_exception=True)
def view(request: HttpRequest, pk: int) -> HttpResponse:
    """Show a release; or move the items that are selected into another, out of it or into it."""
    found = get_object_or_404(Release.objects.visible_to(request.user).select_related("product"), pk=pk)
    if request.method == "POST":
        return _moved(request, found)
    items = list(_items(found).filter(release=found))
    offered = list(_items(found).unfinished().filter(release=None)[:MOST_OFFERED])
    known = efforts.of_items([*items, *offered])
    plan = efforts.plan_of(found, items, known)
    others = Release.objects.visible_to(request.user).ahead().filter(product=found.product).exclude(pk=found.pk)
    return page(
        request,
        "workplace/release.html",
        title="Release",
        subtitle=found.name,
        release=found,
        tone=TONES.get(found.status, "plain"),
        plan=plan,
        effort=in_words(plan.effort),
        capacity=in_words(found.capacity) if found.capacity is not None else "",
        bar=list(_bar(plan)),
        split=list(_split(plan)),
        most_musts=MOST_MUSTS,
        rows=_rows(items, found, known),
        offered=_rows(offered, found, known),
        others=list(others.order_by("ships_on", "pk")),
        form_address=form_address_of(found),
        may={
            "move": request.user.has_perm("backlog.change_backlogitem"),
            "change": request.user.has_perm("backlog.change_release"),
        },
    )


def _items(release: Release) -> BacklogItemQuerySet:
    return BacklogItem.objects.filter(product=release.product_id).defer("search").order_by("rank", "pk")


def _moved(request: HttpRequest, release: Release) -> HttpResponse:
    if not request.user.has_perm("backlog.change_backlogitem"):
        raise PermissionDenied
    chosen = [one for one in request.POST.getlist("item")[:400] if one.isascii() and one.isdecimal() and len(one) < 19]
    items = list(BacklogItem.objects.visible_to(request.user).filter(pk__in=chosen).defer("search"))
    given = request.POST.get("into", "")
    known = given.isascii() and given.isdecimal() and len(given) < 19
    into = Release.objects.visible_to(request.user).filter(pk=given).first() if known else None
    if not items or not (into or given == "none"):
        messages.warning(request, "Select items, and where they should go.")
    else:
        try:
            many = releases.put(items, into=into, by=cast("User", request.user))
        except SHOWN as error:
            messages.error(request, explain(error).sentence)
        else:
            where = f"is in {into.name} now" if into else "is in no release now"
            messages.success(request, f"One item {where}." if many == 1 else f"{many} items: each {where}.")
    return HttpResponseRedirect(reverse("release", args=[release.pk]))


def _rows(items: Collection[BacklogItem], release: Release, known: Any) -> list[Row]:
    """Weigh the items. Three queries, however many they are."""
    at = timezone.now()
    standings = support.of_items([item.pk for item in items], at=at)
    whole = efforts.counted_in_parts(items, known)
    rows = []
    for item in items:
        weighed, effort = assess(standings[item.pk].problem, at=at), known[item.pk]
        rows.append(
            Row(
                item=item,
                effort="" if effort.days is None or item.pk in whole else in_words(effort.days),
                source="counted in its parts" if item.pk in whole else effort.source,
                priority=PRIORITIES.get(effort.priority_in(release.name), ""),
                band=strength.band(weighed.band),
                flags=strength.flags(weighed.flags, is_short=True),
                address=form_address_of(item),
            )
        )
    return rows


def _bar(plan: Plan) -> Iterator[Part]:
    """Draw what is planned within the capacity, or both within what is planned where that is more."""
    if plan.capacity is None:
        return
    whole = max(plan.capacity, plan.effort)
    within = float(100 * min(plan.effort, plan.capacity) / whole)
    yield Part(words="planned", x=0, width=round(within, 2), tone="good")
    if plan.effort > plan.capacity:
        yield Part(words="too much", x=round(within, 2), width=round(100 - within, 2), tone="bad")


def _split(plan: Plan) -> Iterator[tuple[Part, Any, str]]:
    """Draw what each priority takes of all that is planned."""
    x = Decimal(0)
    for one in plan.slices:
        if not one.items:
            continue
        share = one.share or Decimal(0)
        part = Part(words=one.words, x=round(float(x), 2), width=round(float(share), 2), tone=one.priority or "open")
        yield part, one, in_words(share.quantize(Decimal("0.1"))) if one.share is not None else ""
        x += share
