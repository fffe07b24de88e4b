"""What answers a question: on each shelf the rows that fit, the best of the newest 1,000 first.

Ranking all the rows of a common word would cost more than anybody's patience, so that of each kind only the newest
1,000 that fit are ranked; whoever is shown fewer than there are is told (`is_capped`).
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from functools import reduce
from operator import and_, or_
from typing import Any

from django.contrib.postgres.search import SearchConfig, SearchHeadline, SearchQuery, SearchRank
from django.db.models import Case, CharField, Count, Expression, F, Model, Q, QuerySet, TextField, Value, When, Window
from django.db.models.functions import Cast, Left

from research.models import Viewer
from research.models.searching import CONFIGURATION, OF_LANGUAGES
from research.search.question import Question, Term

MOST_RANKED = 1_000
BEGINS, ENDS = "\ue000", "\ue001"
"""Marks around what was found, for the database's snippets. For private use, so that no text means anything by them."""

Restrict = Callable[[QuerySet[Any], Any], QuerySet[Any]]


@dataclass(frozen=True, kw_only=True)
class Filters:
    """What the answers shall have to do with; ids that the person may see. None and () mean nothing in particular."""

    study: int | None = None
    tag: int | None = None
    segment: int | None = None
    account: int | None = None
    held_from: datetime | None = None
    held_until: datetime | None = None
    stance: str | None = None

    def given(self) -> dict[str, Any]:
        return {name: value for name, value in vars(self).items() if value is not None}


@dataclass(frozen=True, kw_only=True)
class Shelf:
    """One kind of answer.

    `rows` are those that the viewer may see. `title` and `words` are what an answer is called by and its snippet is
    cut from; `about` what else is told of it, by name. `restricts` says how each filter is asked here: a filter that is
    not in it leaves nothing, since the shelf cannot say. `in_languages` where documents are kept by their language.
    """

    kind: str
    model: type[Model]
    permission: str
    rows: Callable[[Viewer], QuerySet[Any]]
    title: str | Expression
    words: str | Expression
    restricts: Mapping[str, Restrict]
    about: Mapping[str, str | Expression] = field(default_factory=dict)
    language: str = ""
    code: str = ""
    meaning: str = ""

    @property
    def in_languages(self) -> bool:
        return bool(self.language)


@dataclass(frozen=True, kw_only=True)
class Part:
    """A piece of a snippet, and whether it is what was looked for."""

    text: str
    is_match: bool


@dataclass(frozen=True, kw_only=True)
class Hit:
    kind: str
    id: int
    title: str
    snippet: tuple[Part, ...]
    about: Mapping[str, Any]
    found_by: str = "words"


@dataclass(frozen=True, kw_only=True)
class Found:
    """The hits of one shelf on a page, of how many that have the words; more than that if `is_capped`.

    `similar` come on top of them: what was found by its meaning alone.
    """

    kind: str
    total: int
    is_capped: bool
    hits: tuple[Hit, ...]
    similar: int = 0

    @property
    def answers(self) -> int:
        return self.total + self.similar


def on(shelf: Shelf, question: Question, *, filters: Filters, viewer: Viewer, limit: int, offset: int = 0) -> Found:
    """Return what a shelf has, from `offset` on. One statement, and what its filters ask."""
    rows = narrowed(shelf, question, filters, shelf.rows(viewer))
    if rows is None:
        return nothing(shelf)
    query = tsquery(shelf, question)
    ranked = _ranked(shelf, question, rows, query).annotate(**_shown(shelf, shelf.words, query))
    found = list(ranked.values("pk", "total", *_columns(shelf))[offset : offset + limit])
    total = found[0]["total"] if found else 0
    hits = tuple(_hit(shelf, row) for row in found)
    return Found(kind=shelf.kind, total=total, is_capped=total >= MOST_RANKED, hits=hits)


def newest(shelf: Shelf) -> int:
    """Return the number of the row that came last, whoever may see it; 0 for none. One query, by the primary key."""
    rows: QuerySet[Any] = shelf.model._base_manager.all()
    return rows.order_by("-pk").values_list("pk", flat=True).first() or 0


def came_since(shelf: Shelf, question: Question, *, filters: Filters, viewer: Viewer, newest: int, most: int) -> int:
    """Count what has the words and came after the row of that number, up to `most`. One query, and its filters'."""
    rows = narrowed(shelf, question, filters, shelf.rows(viewer).filter(pk__gt=newest))
    if rows is None:
        return 0
    query = tsquery(shelf, question)
    found = rows.filter(_matches(shelf, question, query)) if query is not None else rows
    return len(found.order_by().values_list("pk", flat=True)[:most])


def ranked_ids(shelf: Shelf, question: Question, rows: QuerySet[Any]) -> list[int]:
    """Return the ids of what has the words, the best of the newest thousand first. One query."""
    return list(_ranked(shelf, question, rows, tsquery(shelf, question)).values_list("pk", flat=True))


def shown(
    shelf: Shelf,
    question: Question,
    rows: QuerySet[Any],
    ids: Sequence[int],
    *,
    unmarked: Mapping[int, str | Expression] | None = None,
) -> dict[int, Hit]:
    """Return those of the rows that have these ids as hits, by id. One query.

    Snippets are cut around the words; for the `unmarked`, which have none of them, from what is given for each.
    """
    query = tsquery(shelf, question)
    chosen = rows.model._base_manager.filter(pk__in=ids)
    told = _shown(shelf, shelf.words, query)
    if unmarked:
        begun = [When(pk=pk, then=Left(source, MOST_UNMARKED + 1)) for pk, source in unmarked.items()]
        told["shown_words"] = Case(*begun, default=told["shown_words"], output_field=TextField())
    return {row["pk"]: _hit(shelf, row) for row in chosen.annotate(**told).values("pk", *_columns(shelf))}


def _ranked(shelf: Shelf, question: Question, rows: QuerySet[Any], query: Any) -> QuerySet[Any]:
    if query is not None:
        rows = rows.filter(_matches(shelf, question, query))
    newest = rows.order_by("-pk").values("pk")[:MOST_RANKED]
    rank: Any = SearchRank(F("search"), query, cover_density=True) if query is not None else Value(0.0)
    chosen: QuerySet[Any] = rows.model._base_manager.filter(pk__in=newest)
    ranked: QuerySet[Any] = chosen.annotate(likeness=rank, total=Window(Count("*"))).order_by("-likeness", "-pk")
    return ranked


def _columns(shelf: Shelf) -> tuple[str, ...]:
    return ("shown_title", "shown_words", *(f"about_{name}" for name in shelf.about))


def nothing(shelf: Shelf) -> Found:
    return Found(kind=shelf.kind, total=0, is_capped=False, hits=())


def narrowed(shelf: Shelf, question: Question, filters: Filters, rows: QuerySet[Any]) -> QuerySet[Any] | None:
    """Apply the filters and what the question names. None: the shelf can say nothing about one of them."""
    asked = {**filters.given(), **{f"{name}_named": values for name, values in _named(question)}}
    if not asked.keys() <= shelf.restricts.keys():
        return None
    return reduce(lambda narrowed, name: shelf.restricts[name](narrowed, asked[name]), asked, rows)


def _named(question: Question) -> Iterator[tuple[str, tuple[str, ...]]]:
    every = {
        "tag": question.tags,
        "speaker": question.speakers,
        "study": question.studies,
        "kind": question.kinds,
    }
    return ((name, values) for name, values in every.items() if values)


def _matches(shelf: Shelf, question: Question, query: Any) -> Q:
    """By full text; and by the beginning of a code, if that alone is what was typed."""
    found = Q(search=query)
    if shelf.code and len(question.wanted) == 1 and not question.unwanted:
        (term, *_) = question.wanted[0]
        found |= Q(**{f"{shelf.code}__istartswith": "-".join(term.words)})
    return found


def tsquery(shelf: Shelf, question: Question) -> Any:
    """Return the question for the database; None without words.

    Asked in the stems of every language that rows may be kept in, and of each as a whole: what means nothing in one
    language ("in", "a") is a word in another, so that all words in any one language are wanted, never any of each.
    """
    if not question.has_words:
        return None
    configurations: Sequence[str] = tuple(OF_LANGUAGES.values()) if shelf.in_languages else (CONFIGURATION,)
    wanted = " & ".join(f"({' | '.join(map(_text, terms))})" for terms in question.wanted)
    unwanted = " & ".join(f"!({_text(term)})" for term in question.unwanted)
    wishes = [_stemmed(wanted, each) for each in configurations if wanted]
    refusals = [_stemmed(unwanted, each) for each in configurations if unwanted]
    return reduce(and_, [*([reduce(or_, wishes)] if wishes else []), *refusals])


def _stemmed(text: str, configuration: str) -> SearchQuery:
    return SearchQuery(text, config=configuration, search_type="raw")


def _text(term: Term) -> str:
    """Spell a term for `to_tsquery`. Its words hold letters and digits only."""
    words = [*term.words[:-1], f"{term.words[-1]}:*" if term.is_prefix else term.words[-1]]
    return " <-> ".join(words)


def _shown(shelf: Shelf, source: str | Expression, query: Any) -> dict[str, Any]:
    words: Any = F(source) if isinstance(source, str) else source
    title = F(shelf.title) if isinstance(shelf.title, str) else shelf.title
    if query is not None:
        words = SearchHeadline(
            words,
            query,
            config=_configuration(shelf),
            start_sel=BEGINS,
            stop_sel=ENDS,
            max_words=40,
            min_words=20,
            max_fragments=1,
        )
    about = {f"about_{name}": F(source) if isinstance(source, str) else source for name, source in shelf.about.items()}
    return {"shown_title": Cast(title, CharField()), "shown_words": words, **about}


def _configuration(shelf: Shelf) -> Any:
    """Return the stems that snippets are marked by: those of the row's own language where the shelf knows it."""
    if not shelf.language:
        return CONFIGURATION
    known = [
        When(**{f"{shelf.language}__istartswith": code}, then=Value(name))
        for code, name in OF_LANGUAGES.items()
        if code
    ]
    return SearchConfig(Case(*known, default=Value(OF_LANGUAGES[""]), output_field=CharField()))


def _hit(shelf: Shelf, row: Mapping[str, Any]) -> Hit:
    return Hit(
        kind=shelf.kind,
        id=row["pk"],
        title=row["shown_title"] or "",
        snippet=tuple(parts(row["shown_words"] or "")),
        about={name: row[f"about_{name}"] for name in shelf.about},
    )


MOST_UNMARKED = 240


def parts(snippet: str) -> Iterator[Part]:
    """Cut a snippet at the database's marks: pieces of text, never markup."""
    if BEGINS not in snippet:
        is_cut = len(snippet) > MOST_UNMARKED
        yield Part(text=f"{snippet[:MOST_UNMARKED].rsplit(maxsplit=1)[0]} …" if is_cut else snippet, is_match=False)
        return
    before, *marked = snippet.split(BEGINS)
    if before:
        yield Part(text=before, is_match=False)
    for piece in marked:
        match, _, after = piece.partition(ENDS)
        yield Part(text=match, is_match=True)
        if after:
            yield Part(text=after, is_match=False)
