"""The whole tree: vision → objective → outcome → opportunity → solution → test.

Its lower part is the opportunity tree. Opportunities that hang under an outcome are found there, with all within them;
the others stand apart. Whoever does not read strategy gets the lower part alone.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import datetime

from django.db.models import Prefetch, Q
from django.utils import formats, timezone

from backlog.models import CheckIn, KeyResult, Objective, OutcomeOpportunity, ProductVision
from backlog.operations import objectives
from backlog.tracing import opportunity_tree
from backlog.tracing.opportunity_tree import Node
from research.models import Product, Viewer, figures

STATES = dict(CheckIn.State.choices)


def of_product(product: Product, *, viewer: Viewer, at: datetime) -> Node:
    """Return the tree, as far as the person may see it. Five queries more than the lower part, however large.

    Objectives that are closed are shown while something hangs under them.
    """
    root = opportunity_tree.of_product(product, viewer=viewer, at=at)
    if not viewer.has_perm("backlog.view_objective"):
        return root
    hung = {one.pk: one for one in root.children}
    shown = [_objective(one, hung, at=at) for one in _objectives(product, list(hung), viewer=viewer)]
    vision = ProductVision.objects.filter(product=product).newest_first().first()
    if vision:
        root = replace(root, text=vision.statement, about=f"vision of {product.name}")
    return replace(root, children=(*shown, *_apart(root, shown))) if shown else root


def _objectives(product: Product, hung: Sequence[int], *, viewer: Viewer) -> list[Objective]:
    """The open ones, what is due first; then those closed that still hold something."""
    holding = OutcomeOpportunity.objects.filter(opportunity__in=hung)
    results = (
        KeyResult.objects.visible_to(viewer)
        .select_related("metric")
        .defer("metric__search")
        .prefetch_related("check_ins", Prefetch("hanging", holding.order_by("pk")))
    )
    rows = Objective.objects.visible_to(viewer).filter(product=product)
    rows = rows.filter(Q(closed_on__isnull=True) | Q(key_results__hanging__in=holding)).distinct()
    found = rows.prefetch_related(Prefetch("key_results", results.order_by("pk"))).order_by("due_on", "pk")
    return sorted(found[: opportunity_tree.MOST], key=lambda one: one.closed_on is not None)


def _objective(one: Objective, hung: Mapping[int, Node], *, at: datetime) -> Node:
    results = list(one.key_results.all())
    grade = objectives.grade(one, today=timezone.localdate(at))
    closed = "closed" if grade is None else f"closed, grade {grade:.2f}"
    return Node(
        kind="objective",
        pk=one.pk,
        text=one.title,
        about=f"objective, {closed if one.closed_on else 'due ' + formats.date_format(one.due_on, 'j M Y')}",
        warnings=() if results else ("No key result says how one would know.",),
        children=tuple(_outcome(result, one, hung, at=at) for result in results),
    )


def _outcome(one: KeyResult, objective: Objective, hung: Mapping[int, Node], *, at: datetime) -> Node:
    one.objective = objective
    standing = objectives.standing(one, today=timezone.localdate(at))
    said = objectives.in_time(one.check_ins.all())
    children = tuple(hung[row.opportunity_id] for row in one.hanging.all() if row.opportunity_id in hung)
    if standing.pace is None:
        state, way = standing.colour or "", standing.grade or 0.0
        words = f"graded {way:.2f}, {state}"
    else:
        state, way = said[-1].state if said else standing.pace.state, standing.pace.way
        words = f"{STATES[state]}, {100 * way:.0f} %"
    is_bare = objective.closed_on is None and not children
    return Node(
        kind="outcome",
        pk=one.pk,
        text=f"{one.metric.name}: {figures.said(one.start, one.metric)} → {figures.said(one.target, one.metric)}",
        about=f"outcome, {words}",
        status=str(state),
        version=one.version,
        way=way,
        warnings=("No opportunity hangs under it yet.",) if is_bare else (),
        children=children,
    )


def _apart(root: Node, shown: Sequence[Node]) -> Iterator[Node]:
    """What hangs under no outcome, in a box of its own."""
    held = {one.pk for above in shown for one in above.walked() if one.kind == "opportunity"}
    left = tuple(one for one in root.children if one.pk not in held)
    if left:
        yield Node(
            kind="apart", pk=root.pk, text="Under no outcome yet", about="choose what they would move", children=left
        )
