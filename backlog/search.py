"""What can be found: what research holds, and the backlog's items."""

from collections.abc import Collection
from dataclasses import dataclass
from functools import partial
from typing import Any

from django.db.models import F, Func, QuerySet, TextChoices, TextField, Value

from backlog.models import BacklogItem, Evidence
from research.meaning import learning, model
from research.models import Viewer
from research.search import finding, hybrid, question, shelves, spelling
from research.search.finding import Filters, Found, Shelf
from research.search.question import Question


def _resting_on(rows: QuerySet[Any], stance: str) -> QuerySet[Any]:
    return rows.filter(pk__in=Evidence.objects.filter(stance=stance).values("item"))


def _items(viewer: Viewer) -> QuerySet[Any]:
    return BacklogItem.objects.visible_to(viewer)


ITEMS = Shelf(
    kind="item",
    model=BacklogItem,
    permission="backlog.view_backlogitem",
    rows=_items,
    title="title",
    words=Func(Value("\n"), F("description"), F("i_want"), function="concat_ws", output_field=TextField()),
    about={"status": "status", "number": "number"},
    restricts={
        "held_from": lambda rows, moment: rows.filter(created_at__gte=moment),
        "held_until": lambda rows, moment: rows.filter(created_at__lt=moment),
        "stance": _resting_on,
    },
    code="external_references__key",
)

SHELVES = (shelves.HIGHLIGHTS, shelves.INSIGHTS, ITEMS, *(each for each in shelves.SHELVES[2:]))
"""In the order in which answers are worth looking at."""


class By(TextChoices):
    """How something is looked for, or was found."""

    BOTH = "both", "words and meaning"
    WORDS = "words", "words"
    MEANING = "meaning", "meaning"


@dataclass(frozen=True, kw_only=True)
class Answer:
    """What each shelf has; if none had the words, what they have by `did_you_mean`, the question without its mistakes.

    `by` is how it was looked for; `because` says why not by meaning, where that was wanted and cannot be.
    """

    found: tuple[Found, ...]
    did_you_mean: str | None
    by: str = By.WORDS
    because: str = ""


def answer(
    text: str,
    *,
    filters: Filters,
    viewer: Viewer,
    kinds: Collection[str],
    limit: int,
    offset: int = 0,
    by: str = By.BOTH,
) -> Answer:
    """Look on the shelves of these kinds that the viewer may read; nothing asked finds nothing.

    One query a shelf by words, three by both. Shelves that keep no meaning answer by words, whatever is asked. Where
    nothing is found and a word looks mistyped, the question is asked once more without the mistake.
    """
    asked = question.read(text)
    open_to = [shelf for shelf in SHELVES if shelf.kind in kinds and viewer.has_perm(shelf.permission)]
    if asked.is_empty and not filters.given():
        return Answer(found=tuple(finding.nothing(shelf) for shelf in open_to), did_you_mean=None)
    because = "" if by == By.WORDS else learning.why_not()
    look = partial(
        _look, open_to, by=By.WORDS if because else by, filters=filters, viewer=viewer, limit=limit, offset=offset
    )
    found, meant, corrected = look(text, asked), text, None
    if asked.wanted and not any(each.total for each in found):
        corrected = spelling.correct(text, asked, viewer=viewer)
    if corrected:
        better = look(corrected, question.read(corrected))
        found, meant = (better, corrected) if any(each.total for each in better) else (found, text)
    is_understood = not because and by != By.WORDS and bool(question.in_words(meant))
    return Answer(
        found=found,
        did_you_mean=corrected if meant == corrected else None,
        by=by if is_understood else By.WORDS,
        because=because,
    )


def _look(open_to: Collection[Shelf], text: str, asked: Question, *, by: str, **how: Any) -> tuple[Found, ...]:
    words = question.in_words(text) if by != By.WORDS else ""
    vector = model.load().of_words(words) if words else None
    return tuple(
        finding.on(shelf, asked, **how)
        if vector is None or not shelf.meaning
        else hybrid.on(shelf, asked, vector=vector, by_words=by == By.BOTH, **how)
        for shelf in open_to
    )
