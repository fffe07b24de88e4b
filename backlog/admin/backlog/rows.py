"""The rows of the backlog: what an item stands on, scores, takes, and waits for."""

from collections import defaultdict
from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from typing import Any

from django.utils import timezone
from django.utils.safestring import SafeString

from backlog.admin.backlog.asking import Asked
from backlog.admin.delivery import days
from backlog.models import BacklogItem, Dependency, Score
from backlog.scoring.confidence import in_short
from backlog.scoring.frameworks import Framework
from backlog.scoring.inputs import Input
from backlog.scoring.ranking import Entrant, ranked
from backlog.tracing import item_trees, support
from backlog.tracing import scores as reading
from backlog.tracing.item_trees import Part
from research.admin import strength
from research.admin.links import form_address_of
from research.evidence_strength import assess


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
    estimate: str = ""
    below: str = ""
    blocked_by: list[tuple[str, str]] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)


def rows_of(items: list[BacklogItem], asked: Asked) -> list[Row]:
    """Weigh and rank the items. Six queries, however many they are."""
    at, ids = timezone.now(), [item.pk for item in items]
    found = Score.objects.current().filter(item__in=ids, framework=asked.framework.name)
    by_item = {score.item_id: score for score in found}
    standings = support.of_items(ids, at=at)
    places = _places(items, by_item)
    trees, blockers = item_trees.of(ids, viewer=asked.viewer), _blockers(ids)
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
                estimate="" if item.estimate is None else f"{item.estimate.normalize():f}",
                below=_below(trees[item.pk]),
                blocked_by=blockers[item.pk],
                notes=given.result["notes"] if given else [],
            )
        )
    return rows


def _blockers(ids: Collection[int]) -> Mapping[int, list[tuple[str, str]]]:
    """Return what still blocks each item, as a name and an address. One query."""
    found: dict[int, list[tuple[str, str]]] = defaultdict(list)
    ties = Dependency.objects.blocking().filter(target__in=ids).select_related("source").order_by("source__number")
    for tie in ties.only("target", "source__number", "source__title"):
        found[tie.target_id].append((str(tie.source), form_address_of(tie.source)))
    return found


def _below(top: Part) -> str:
    """Say what the parts of an item come to, if it has any."""
    if not top.parts:
        return ""
    summed = item_trees.rolled(top)
    known = f", {days(summed.estimate)}" if summed.estimate is not None and summed.estimate != top.estimate else ""
    return f"{summed.done} of {summed.parts} parts done{known}"


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


def _typed(value: Any) -> str:
    """Return a value as a form holds it."""
    return f"{value:f}" if hasattr(value, "as_tuple") else str(value)


def _option(value: str, words: str) -> str:
    """A number comes with its meaning; a word is its meaning."""
    return f"{value} {words}" if value[:1].isdecimal() else words
