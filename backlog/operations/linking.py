"""From a passage to what rests on it, in one step: an insight, an opportunity or a backlog item, there or new.

The chain is kept whole: an opportunity and an item rest on insights, so where none cites the passage yet, a draft is
begun that says what the passage says.
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import TypeAlias

from django.db import transaction
from django.utils.text import Truncator

from backlog.models import BacklogItem
from backlog.operations import backlog_items
from backlog.operations import evidence as item_evidence
from research.models import Highlight, Insight, Opportunity, Record, Study, User
from research.operations import evidence, opportunities
from research.operations.refusals import Unacceptable

Target: TypeAlias = Insight | Opportunity | BacklogItem
LONGEST_TITLE = 120
NEW: dict[str, Callable[[str], Target]] = {
    "insight": lambda words: Insight(title=words),
    "opportunity": lambda words: Opportunity(statement=words),
    "item": lambda words: BacklogItem(title=words),
}
LONGEST = {"insight": 200, "opportunity": 300, "item": 200}


@dataclass(frozen=True, kw_only=True)
class Linked:
    """What the passage now leads to. `made` are the rows that are new, in the order they were made."""

    insight: Insight
    target: Target
    made: tuple[Record, ...]


@transaction.atomic
def link(highlight: Highlight, *, to: Target, by: User) -> Linked:
    """Rest the target on the passage, through an insight where it is none.

    Raises what `evidence.cite`, `evidence.open_opportunity` and `backlog.operations.evidence.link` raise.
    """
    if isinstance(to, Insight):
        return Linked(insight=to, target=to, made=(evidence.cite(insight=to, highlight=highlight, by=by),))
    insight, made = _insight_of(highlight, by=by)
    made.append(_rest(to, insight, by=by))
    return Linked(insight=insight, target=to, made=tuple(made))


@transaction.atomic
def link_new(highlight: Highlight, *, kind: str, words: str, by: User) -> Linked:
    """Make an insight, opportunity or item of these words, and rest it on the passage. Raises `Unacceptable`, too."""
    words = " ".join(words.split())
    if kind not in NEW or not words or len(words) > LONGEST[kind]:
        raise Unacceptable(f"Say in at most {LONGEST.get(kind, 200)} characters what it is.", field="new")
    target = _saved(NEW[kind](words), highlight, by=by)
    linked = link(highlight, to=target, by=by)
    return Linked(insight=linked.insight, target=target, made=(target, *linked.made))


def _saved(target: Target, highlight: Highlight, *, by: User) -> Target:
    if isinstance(target, BacklogItem):
        return backlog_items.add(target, by=by)
    if isinstance(target, Opportunity):
        return opportunities.add(target, by=by)
    target.study, target.owner, target.created_by = _private_study(highlight), by, by
    target.save()
    return target


def _insight_of(highlight: Highlight, *, by: User) -> tuple[Insight, list[Record]]:
    """Return the newest insight that cites the passage and everybody may see, or begin one; and what is new."""
    citing = Insight.objects.visible_to(by).current().alive().open().filter(evidence__highlight=highlight)
    if found := citing.order_by("-pk").first():
        return found, []
    draft = Insight(title=Truncator(" ".join(highlight.quote.split())).chars(LONGEST_TITLE))
    _saved(draft, highlight, by=by)
    return draft, [draft, evidence.cite(insight=draft, highlight=highlight, by=by)]


def _rest(target: Opportunity | BacklogItem, insight: Insight, *, by: User) -> Record:
    if isinstance(target, Opportunity):
        return evidence.open_opportunity(opportunity=target, insight=insight, by=by)
    return item_evidence.link(item=target, insight=insight, by=by)


def _private_study(highlight: Highlight) -> Study | None:
    study = highlight.note.interview.study
    return study if study and study.visibility == Study.Visibility.PRIVATE else None
