"""What the address of the backlog asks for, and the items that fit."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.db.models import Exists, F, FilteredRelation, OuterRef, Q, QuerySet
from django.http import HttpRequest

from backlog.models import BacklogItem, Dependency
from backlog.scoring.frameworks import FRAMEWORKS, Framework
from backlog.tracing import item_trees
from research.models import Product, Viewer
from research.models.searching import beginning_with

OF_ITEMS = {name: one for name, one in FRAMEWORKS.items() if one.subject == "item"}
ORDERS = {"rank": "Our order", "score": "Score"}
SCORED = {"": "Scored or not", "yes": "Scored", "no": "Not scored yet"}
BLOCKED = {"": "Blocked or not", "yes": "Blocked", "no": "Not blocked"}


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
    blocked: str
    epic: BacklogItem | None
    viewer: Viewer
    product: Product | None

    @property
    def is_narrowed(self) -> bool:
        """Whether anything but the framework and the order is asked for."""
        chosen = (self.words, self.kind, self.horizon, self.scored, self.blocked, self.epic)
        return any(chosen) or self.status != "open"


def asked_for(request: HttpRequest) -> Asked:
    def one_of(name: str, known: Mapping[str, Any] | list[str], usual: str = "") -> str:
        given = request.GET.get(name, usual)
        return given if given in known else usual

    def record(name: str, rows: Any) -> Any:
        given = request.GET.get(name, "")
        is_number = given.isascii() and given.isdecimal() and len(given) < 19
        return rows.filter(pk=given).first() if is_number else None

    return Asked(
        framework=OF_ITEMS[one_of("framework", OF_ITEMS, "rice")],
        order=one_of("order", ORDERS, "rank"),
        words=request.GET.get("q", "")[:200],
        status=one_of("status", ["open", "all", *BacklogItem.Status.values], "open"),
        kind=one_of("kind", BacklogItem.Kind.values),
        horizon=one_of("horizon", BacklogItem.Horizon.values),
        scored=one_of("scored", SCORED),
        blocked=one_of("blocked", BLOCKED),
        epic=record("epic", BacklogItem.objects.filter(kind=BacklogItem.Kind.EPIC).defer("search")),
        viewer=request.user,
        product=record("product", Product.objects.all()) or Product.objects.order_by("pk").first(),
    )


def items(asked: Asked) -> QuerySet[BacklogItem]:
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
    if asked.epic:
        rows = rows.filter(pk__in=item_trees.ids_below(asked.epic.pk, viewer=asked.viewer))
    if asked.blocked:
        is_blocked = Exists(Dependency.objects.blocking().filter(target=OuterRef("pk")))
        rows = rows.filter(is_blocked if asked.blocked == "yes" else ~is_blocked)
    if asked.words and (words := beginning_with(asked.words)):
        number = asked.words.strip().removeprefix("#")
        by_number = Q(number=number) if number.isascii() and number.isdecimal() and len(number) < 10 else Q()
        rows = rows.filter(Q(search=words) | by_number if by_number else Q(search=words))
    if asked.order == "score":
        return rows.order_by(
            F("given__comparable_with").asc(nulls_last=True), F("given__score").desc(nulls_last=True), "rank", "pk"
        )
    return rows.order_by("rank", "pk")
