"""The roadmap of a product for an audience: what is to come when, for which outcome, and on what it stands.

Internal are: items that are marked so, owners, effort, and what stands behind a solution. Stakeholders read all the
rest, with the figures of outcomes; whoever has a link reads neither those figures nor anything about single people.
"""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from enum import StrEnum
from typing import TypedDict

from django.db.models import Q

from backlog.models import BacklogItem, BacklogItemQuerySet, KeyResult, OutcomeOpportunity, Release
from backlog.models.backlog_item import SEES_INTERNAL
from backlog.scoring.confidence import in_short
from backlog.tracing import efforts, support
from backlog.tracing.efforts import Effort
from backlog.tracing.support import Standing
from research.evidence_strength import StrengthDocument, described
from research.models import Opportunity, Product, Viewer, figures

MOST = 400
"""Entries that a roadmap shows at most, in the order of the backlog."""

OFF_THE_ROADMAP = (BacklogItem.Kind.TASK, BacklogItem.Kind.SPIKE)
"""Kinds that are steps on the way, and nobody waits for."""


class Audience(StrEnum):
    """For whom a roadmap is drawn. The public has a link and no account."""

    TEAM = "team"
    STAKEHOLDERS = "stakeholders"
    PUBLIC = "public"


class NotForThem(Exception):
    """Somebody asks for an audience's view that they do not belong to."""


class ReleaseDocument(TypedDict):
    id: int
    name: str
    starts_on: str
    ships_on: str
    status: str
    notes: str


class OutcomeDocument(TypedDict):
    """A key result: from where to where its metric is to go. The figures are None for whoever has a link only."""

    id: int
    metric: str
    start: str | None
    target: str | None


class ObjectiveDocument(TypedDict):
    id: int
    title: str
    due_on: str


class InternalDocument(TypedDict):
    """What the team sees besides. `effort` is in person-days, None where nobody said; `solution`: how it was tested."""

    is_internal: bool
    owner: str | None
    effort: float | None
    effort_source: str
    solution: str
    supported_confidence: str


class EntryDocument(TypedDict):
    """`people` says so; `strength` is of them all, whoever asks. `internal` is None but for the team."""

    id: int
    number: int
    title: str
    kind: str
    status: str
    horizon: str
    part_of: str | None
    release: ReleaseDocument | None
    opportunity: str | None
    outcome: OutcomeDocument | None
    objective: ObjectiveDocument | None
    people: int
    strength: StrengthDocument
    internal: InternalDocument | None


class RoadmapDocument(TypedDict):
    """Entries in the order of the backlog. `releases` are all that are not called off, by the day they ship."""

    product: str
    audience: str
    entries: list[EntryDocument]
    releases: list[ReleaseDocument]
    is_truncated: bool


@dataclass(frozen=True, kw_only=True)
class _Found:
    """What the entries of a roadmap are told from."""

    audience: Audience
    at: datetime
    standings: Mapping[int, Standing]
    efforts: Mapping[int, Effort]
    outcomes: Mapping[int, KeyResult]
    statements: Mapping[int, str]


def audience_of(viewer: Viewer) -> Audience:
    """Return the view that a person gets who asks for none."""
    return Audience.TEAM if viewer.has_perm(SEES_INTERNAL) else Audience.STAKEHOLDERS


def check(audience: Audience, viewer: Viewer) -> None:
    """Raises `NotForThem`: the team may look at every view, others at their own."""
    if audience is Audience.TEAM and not viewer.has_perm(SEES_INTERNAL):
        raise NotForThem("The team’s view is for the team.")


def of_product(product: Product, *, audience: Audience, viewer: Viewer, at: datetime) -> RoadmapDocument:
    """Return the roadmap. Eight queries for the team, seven for others, however much is on it. Raises `NotForThem`."""
    check(audience, viewer)
    rows = entries(product, audience=audience, viewer=viewer).order_by("rank", "pk")
    found = list(rows[: MOST + 1])
    items = found[:MOST]
    releases = Release.objects.visible_to(viewer).filter(product=product).exclude(status=Release.Status.CALLED_OFF)
    statements, outcomes = _placed(product, viewer=viewer)
    known = _Found(
        audience=audience,
        at=at,
        standings=support.of_items([item.pk for item in items], at=at),
        efforts=efforts.of_items(items) if audience is Audience.TEAM else {},
        outcomes=outcomes,
        statements=statements,
    )
    return {
        "product": product.name,
        "audience": audience.value,
        "entries": [_entry(item, known) for item in items],
        "releases": [release_document(one) for one in releases.order_by("ships_on", "pk")],
        "is_truncated": len(found) > MOST,
    }


def entries(product: Product, *, audience: Audience, viewer: Viewer) -> BacklogItemQuerySet:
    """Return the items on the roadmap: what is unfinished, and what went out with a release."""
    rows = BacklogItem.objects.visible_to(viewer).filter(product=product).exclude(kind__in=OFF_THE_ROADMAP)
    rows = rows.filter(~Q(status__in=["done", "dropped"]) | Q(status="done", release__isnull=False))
    if audience is not Audience.TEAM:
        rows = rows.filter(is_internal=False)
    return rows.defer("search").select_related("release", "owner", "parent")


def release_document(release: Release) -> ReleaseDocument:
    return {
        "id": release.pk,
        "name": release.name,
        "starts_on": release.starts_on.isoformat(),
        "ships_on": release.ships_on.isoformat(),
        "status": release.status,
        "notes": release.notes,
    }


def day(text: str) -> date:
    return date.fromisoformat(text)


def _entry(item: BacklogItem, known: _Found) -> EntryDocument:
    standing = known.standings[item.pk]
    result = known.outcomes.get(item.addresses_id or 0)
    is_shown = item.release and item.release.status != Release.Status.CALLED_OFF
    is_parent_shown = item.parent and (known.audience is Audience.TEAM or not item.parent.is_internal)
    return {
        "id": item.pk,
        "number": item.number,
        "title": item.title,
        "kind": item.kind,
        "status": item.status,
        "horizon": item.horizon,
        "part_of": item.parent.title if item.parent and is_parent_shown else None,
        "release": release_document(item.release) if item.release and is_shown else None,
        "opportunity": known.statements.get(item.addresses_id or 0),
        "outcome": _outcome(result, known.audience) if result else None,
        "objective": _objective(result) if result else None,
        "people": standing.problem.backing,
        "strength": _strength(standing, known),
        "internal": _internal(item, standing, known.efforts[item.pk]) if known.audience is Audience.TEAM else None,
    }


def _strength(standing: Standing, known: _Found) -> StrengthDocument:
    """Flags and reasons tell of consent and of what the team still owes: not for those outside."""
    told = described(standing.problem, at=known.at)
    return {**told, "flags": [], "reasons": []} if known.audience is Audience.PUBLIC else told


def _outcome(one: KeyResult, audience: Audience) -> OutcomeDocument:
    has_figures = audience is not Audience.PUBLIC

    def said(value: Decimal) -> str | None:
        return figures.said(value, one.metric) if has_figures else None

    return {"id": one.pk, "metric": one.metric.name, "start": said(one.start), "target": said(one.target)}


def _objective(one: KeyResult) -> ObjectiveDocument:
    objective = one.objective
    return {"id": objective.pk, "title": objective.title, "due_on": objective.due_on.isoformat()}


def _internal(item: BacklogItem, standing: Standing, effort: Effort) -> InternalDocument:
    return {
        "is_internal": item.is_internal,
        "owner": str(item.owner) if item.owner else None,
        "effort": None if effort.days is None else float(effort.days),
        "effort_source": effort.source,
        "solution": in_short(standing.solution),
        "supported_confidence": standing.support.words,
    }


def _placed(product: Product, *, viewer: Viewer) -> tuple[dict[int, str], dict[int, KeyResult]]:
    """Return what each opportunity says, and the outcome that it hangs under: its own, else its nearest parent's.

    Two queries.
    """
    rows = list(
        Opportunity.objects.visible_to(viewer).filter(product=product).values_list("pk", "parent_id", "statement")
    )
    hanging = OutcomeOpportunity.objects.filter(key_result__objective__product=product)
    with_results = hanging.select_related("key_result__metric", "key_result__objective")
    own = {one.opportunity_id: one.key_result for one in with_results}
    parents = {pk: parent for pk, parent, _ in rows}
    return {pk: statement for pk, _, statement in rows}, dict(_inherited(parents, own))


def _inherited(parents: Mapping[int, int | None], own: Mapping[int, KeyResult]) -> Iterable[tuple[int, KeyResult]]:
    for pk in parents:
        for above in _upwards(pk, parents):
            if above in own:
                yield pk, own[above]
                break


def _upwards(pk: int, parents: Mapping[int, int | None]) -> Collection[int]:
    """The opportunity and those above it, nearest first. The database knows no cycles."""
    way: list[int] = []
    at: int | None = pk
    while at is not None:
        way.append(at)
        at = parents.get(at)
    return way
