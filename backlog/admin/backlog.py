"""The backlog as a page: items in their order, what they stand on, and what they score by a framework."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, cast

from django.contrib import messages
from django.contrib.auth.decorators import permission_required
from django.core.exceptions import PermissionDenied
from django.db.models import F, FilteredRelation, Q, QuerySet
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils import timezone
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.safestring import SafeString
from django.views.decorators.http import require_POST

from backlog.admin import drawn_scatter
from backlog.admin.drawn_scatter import Plotted, Scatter
from backlog.models import BacklogItem, Score
from backlog.operations import backlog_items, scores
from backlog.scoring.confidence import in_short
from backlog.scoring.frameworks import FRAMEWORKS, Framework
from backlog.scoring.inputs import Input
from backlog.scoring.plane import PLANES
from backlog.scoring.ranking import Entrant, ranked
from backlog.tracing import scores as reading
from backlog.tracing import support
from research.admin import strength
from research.admin.links import form_address_of
from research.admin.refusals import SHOWN, explain
from research.admin.showing import page
from research.evidence_strength import assess
from research.models import Product, User
from research.models.searching import beginning_with

MOST = 200
"""Items that the page shows at once. Whoever looks for more narrows the list."""

OF_ITEMS = {name: one for name, one in FRAMEWORKS.items() if one.subject == "item"}
ORDERS = {"rank": "Our order", "score": "Score"}
SCORED = {"": "Scored or not", "yes": "Scored", "no": "Not scored yet"}


@dataclass(frozen=True, kw_only=True)
class Asked:
    """What the address asks for, of what there is."""

    framework: Framework
    order: str
    words: str
    status: str
    kind: str
    horizon: str
    scored: str
    product: Product | None


@dataclass(frozen=True, kw_only=True)
class Cell:
    """An input of the framework in a row: what it asks, and what was answered last."""

    asks: Input
    value: str

    @property
    def choices(self) -> list[tuple[str, str, bool]]:
        shown = ((_typed(one.value), one.words) for one in self.asks.choices)
        return [(value, _option(value, words), value == self.value) for value, words in shown]


@dataclass(frozen=True, kw_only=True)
class Row:
    item: BacklogItem
    position: int
    cells: list[Cell]
    band: SafeString
    flags: SafeString
    solution: str
    supports: str
    address: str
    score: Score | None = None
    value: str = ""
    rank: int | None = None
    tie: str = ""
    overclaim: str = ""
    group: str = ""
    notes: list[str] = field(default_factory=list)


@permission_required(("backlog.view_backlogitem", "backlog.view_score"), raise_exception=True)
def view(request: HttpRequest) -> HttpResponse:
    """Show the backlog; or change what is selected, all of it alike."""
    if request.method == "POST":
        return _change_all(request)
    asked = _asked(request)
    items = list(_items(asked)[: MOST + 1])
    rows = _rows(items[:MOST], asked)
    return page(
        request,
        "workplace/backlog.html",
        title="Backlog",
        asked=asked,
        rows=rows,
        inputs=asked.framework.inputs,
        note=_note(rows),
        scatter=_scatter(rows, asked),
        is_truncated=len(items) > MOST,
        is_narrowed=any((asked.words, asked.status != "open", asked.kind, asked.horizon, asked.scored)),
        frameworks=[(name, one.label) for name, one in OF_ITEMS.items()],
        orders=ORDERS.items(),
        kinds=BacklogItem.Kind.choices,
        statuses=BacklogItem.Status.choices,
        horizons=BacklogItem.Horizon.choices,
        scored=SCORED.items(),
        products=list(Product.objects.order_by("pk")),
        may={
            "change": request.user.has_perm("backlog.change_backlogitem"),
            "score": request.user.has_perm("backlog.add_score"),
            "add": request.user.has_perm("backlog.add_backlogitem"),
        },
        here=request.get_full_path(),
    )


@require_POST
@permission_required("backlog.add_score", raise_exception=True)
def score(request: HttpRequest, pk: int) -> HttpResponse:
    """Score an item from a plain form, and go back."""
    item = BacklogItem.objects.visible_to(request.user).filter(pk=pk).first()
    framework = request.POST.get("framework", "")
    if item is None or framework not in OF_ITEMS:
        raise Http404
    given = {one.name: request.POST.get(one.name, "") for one in OF_ITEMS[framework].inputs}
    reason = request.POST.get("reason", "")[:500]
    try:
        made = scores.give(
            framework=framework,
            inputs=given,
            item=item,
            reason=reason,
            by=cast("User", request.user),
            at=timezone.now(),
        )
    except SHOWN as error:
        messages.error(request, explain(error).sentence)
    else:
        messages.success(request, f"#{item.number}: {made.result['explanation']}")
    return HttpResponseRedirect(_back(request))


def _change_all(request: HttpRequest) -> HttpResponse:
    if not request.user.has_perm("backlog.change_backlogitem"):
        raise PermissionDenied
    chosen = [one for one in request.POST.getlist("item")[:MOST] if one.isascii() and one.isdecimal() and len(one) < 19]
    items = list(BacklogItem.objects.visible_to(request.user).filter(pk__in=chosen))
    fields = (("status", BacklogItem.Status.values), ("horizon", BacklogItem.Horizon.values))
    values = {name: request.POST[name] for name, known in fields if request.POST.get(name) in known}
    if not items or not values:
        messages.warning(request, "Select items, and what they should become.")
    else:
        many = backlog_items.change_all(items, values=values, by=cast("User", request.user))
        messages.success(request, f"Changed {many} item{'' if many == 1 else 's'}.")
    return HttpResponseRedirect(_back(request))


def _back(request: HttpRequest) -> str:
    """Return to the list as it was narrowed, and to nowhere outside."""
    address = request.POST.get("here", "")
    is_ours = url_has_allowed_host_and_scheme(address, allowed_hosts={request.get_host()})
    return address if is_ours else reverse("backlog")


def _asked(request: HttpRequest) -> Asked:
    def one_of(name: str, known: Mapping[str, Any] | list[str], usual: str = "") -> str:
        given = request.GET.get(name, usual)
        return given if given in known else usual

    product = request.GET.get("product", "")
    by_number = product.isascii() and product.isdecimal() and len(product) < 19
    return Asked(
        framework=OF_ITEMS[one_of("framework", OF_ITEMS, "rice")],
        order=one_of("order", ORDERS, "rank"),
        words=request.GET.get("q", "")[:200],
        status=one_of("status", ["open", "all", *BacklogItem.Status.values], "open"),
        kind=one_of("kind", BacklogItem.Kind.values),
        horizon=one_of("horizon", BacklogItem.Horizon.values),
        scored=one_of("scored", SCORED),
        product=(Product.objects.filter(pk=product).first() if by_number else None)
        or Product.objects.order_by("pk").first(),
    )


def _items(asked: Asked) -> QuerySet[BacklogItem]:
    """The items that fit, with the place of their current score, in the order that is asked for."""
    current = Q(scores__is_current=True, scores__framework=asked.framework.name)
    rows = BacklogItem.objects.filter(product=asked.product).annotate(
        given=FilteredRelation("scores", condition=current)
    )
    rows = rows.defer("search").select_related("addresses", "owner")
    if asked.status == "open":
        rows = rows.unfinished()
    elif asked.status != "all":
        rows = rows.filter(status=asked.status)
    narrowed = {"kind": asked.kind, "horizon": asked.horizon}
    rows = rows.filter(**{name: value for name, value in narrowed.items() if value})
    if asked.scored:
        rows = rows.filter(given__isnull=asked.scored == "no")
    if asked.words and (words := beginning_with(asked.words)):
        number = asked.words.strip().removeprefix("#")
        by_number = Q(number=number) if number.isascii() and number.isdecimal() and len(number) < 10 else Q()
        rows = rows.filter(Q(search=words) | by_number if by_number else Q(search=words))
    if asked.order == "score":
        return rows.order_by(
            F("given__comparable_with").asc(nulls_last=True), F("given__score").desc(nulls_last=True), "rank", "pk"
        )
    return rows.order_by("rank", "pk")


def _rows(items: list[BacklogItem], asked: Asked) -> list[Row]:
    """Weigh and rank the items. Four queries, however many they are."""
    at, ids = timezone.now(), [item.pk for item in items]
    found = Score.objects.current().filter(item__in=ids, framework=asked.framework.name)
    by_item = {score.item_id: score for score in found}
    standings = support.of_items(ids, at=at)
    places = _places(items, by_item)
    rows = []
    for position, item in enumerate(items, start=1):
        given, standing = by_item.get(item.pk), standings[item.pk]
        weighed = assess(standing.problem, at=at)
        rank, tie = places.get(item.pk, (None, ""))
        rows.append(
            Row(
                item=item,
                position=position,
                cells=_cells(asked.framework, given),
                band=strength.band(weighed.band),
                flags=strength.flags(weighed.flags, is_short=True),
                solution=in_short(standing.solution),
                supports=standing.support.words,
                address=form_address_of(item),
                score=given,
                value=reading.value_of(given) if given else "",
                rank=rank,
                tie=tie,
                overclaim=support.against(given, standing) if given else "",
                group=given.comparable_with if given else "",
                notes=given.result["notes"] if given else [],
            )
        )
    return rows


def _places(items: list[BacklogItem], by_item: Mapping[int | None, Score]) -> dict[int, tuple[int, str]]:
    entrants = [
        Entrant(key=item.pk, name=f"#{item.number}", number=given.score, group=given.comparable_with)
        for item in items
        if (given := by_item.get(item.pk))
    ]
    return {place.key: (place.rank, place.tie) for ranking in ranked(entrants) for place in ranking.places}


def _cells(framework: Framework, given: Score | None) -> list[Cell]:
    values = given.inputs if given else {}
    return [Cell(asks=one, value=_typed(values.get(one.name, ""))) for one in framework.inputs]


def _note(rows: list[Row]) -> str:
    groups = sorted({row.group for row in rows if row.group})
    if len(groups) < 2:
        return ""
    return f"Ranked apart: {', '.join(groups)}. What is not comparable is not put in one order."


def _scatter(rows: list[Row], asked: Asked) -> Scatter | None:
    """Draw what may be compared with most others."""
    plane = PLANES.get(asked.framework.name)
    given = [row for row in rows if row.score]
    if plane is None or not given:
        return None
    groups = [row.group for row in given]
    largest = max(groups, key=groups.count)
    plotted = [
        Plotted(
            item=row.item.pk,
            label=f"#{row.item.number}",
            title=row.item.title,
            point=plane.of(row.score.inputs, row.score.result["details"]),
        )
        for row in given
        if row.score and row.group == largest
    ]
    return drawn_scatter.drawn(plane, plotted)


def _typed(value: Any) -> str:
    """Return a value as a form holds it."""
    return f"{value:f}" if hasattr(value, "as_tuple") else str(value)


def _option(value: str, words: str) -> str:
    """A number comes with its meaning; a word is its meaning."""
    return f"{value} {words}" if value[:1].isdecimal() else words
