"""The lines of the benchmark: what is asked of the service, and the same as plain SQL."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import quote

from config.benchmark import questions
from config.benchmark.facts import COMMENT, Facts


@dataclass(frozen=True, kw_only=True)
class Call:
    """One request. With `body` it is a POST; a page of the workplace goes by session, the API by token."""

    path: str
    body: Mapping[str, Any] | None = None
    is_page: bool = False


@dataclass(frozen=True, kw_only=True)
class Work:
    """A line: the n-th request, the same in SQL with the n-th parameters, and what is aimed at."""

    name: str
    call: Callable[[int], Call]
    goal: str
    sql: str = ""
    parameters: Callable[[int], Mapping[str, Any]] = field(default=lambda number: {})
    is_prepared: bool = True
    """A search is never prepared: a plan for any word serves none."""
    rows: int = 1
    """How many rows one request writes or reads, for rates."""
    is_long: bool = False
    """Takes seconds: once is enough."""


BULK = 1_000


def all_of(facts: Facts) -> list[Work]:
    return [
        Work(
            name="page of 50 insights with their counts",
            call=lambda number: Call(path="/api/v1/insights/?limit=50"),
            sql=questions.INSIGHTS,
            goal="≤ 2× SQL, ≥ 40 % of pgbench",
        ),
        Work(
            name="page of a tag and its subtree",
            call=lambda number: Call(path=f"/api/v1/highlights/?branch={facts.branch}"),
            sql=questions.BRANCH,
            parameters=lambda number: {"tag": facts.branch},
            goal="≤ 4× SQL",
        ),
        *_searches(facts),
        Work(
            name="trace of an item",
            call=lambda number: Call(path=f"/api/v1/backlog-items/{facts.items[number % len(facts.items)]}/trace/"),
            sql=questions.TRACE,
            parameters=lambda number: {"item": facts.items[number % len(facts.items)]},
            goal="≤ 2× SQL, ≥ 55 % of pgbench",
        ),
        Work(
            name="POST a highlight with two tags",
            call=lambda number: Call(path="/api/v1/highlights/", body=_mark(facts, number)),
            sql=questions.MARK,
            parameters=lambda number: _marked(facts, number),
            goal="≤ 4× SQL",
        ),
        Work(
            name="POST 1,000 highlights at once",
            call=lambda number: Call(
                path="/api/v1/highlights/bulk/",
                body={"highlights": [_mark(facts, number + at) for at in range(BULK)]},
            ),
            goal="≥ 50 % of an indexed COPY",
            rows=BULK,
            is_long=True,
        ),
        Work(
            name="export of all highlights as CSV",
            call=lambda number: Call(path="/api/v1/highlights/export/"),
            goal="≤ 1.5× COPY TO",
            is_long=True,
        ),
        *_pages(facts),
    ]


def _searches(facts: Facts) -> Iterator[Work]:
    for name, words in facts.words.items():
        asked = " <-> ".join(words.strip('"').split()) if words.startswith('"') else " & ".join(words.split())
        yield Work(
            name=f"search: {name}",
            call=lambda number, words=words: Call(path=f"/api/v1/search/?type=highlight&limit=20&q={quote(words)}"),  # type: ignore[misc]
            sql=questions.SEARCH,
            parameters=lambda number, asked=asked: {"words": asked},  # type: ignore[misc]
            is_prepared=False,
            goal="≤ 2× SQL, p95 ≤ 25 ms",
        )


def _pages(facts: Facts) -> Iterator[Work]:
    for name, path in {
        "insights": "/research/insight/",
        "highlights": "/research/highlight/",
        "interviews": "/research/interview/",
        "participants": "/research/participant/",
        "reader": f"/notes/{facts.note}/",
        "an insight": f"/research/insight/{facts.insight}/change/",
        "backlog": "/backlog/",
        "a tag": f"/tags/?tag={facts.tag}",
        "tidy up": "/tags/tidy-up/",
        "tags that meet": "/tags/co-occurrence/",
        "home": "/",
    }.items():
        yield Work(
            name=f"page: {name}",
            call=lambda number, path=path: Call(path=path, is_page=True),  # type: ignore[misc]
            goal="≤ 60 ms, ≤ 20 queries",
        )


def _mark(facts: Facts, number: int) -> Mapping[str, Any]:
    passage = facts.passages[number % len(facts.passages)]
    place = {"note": passage.note, "start": passage.start, "end": passage.end}
    return {**place, "kind": "need", "comment": COMMENT, "tags": [facts.tag, facts.other]}


def _marked(facts: Facts, number: int) -> Mapping[str, Any]:
    passage = facts.passages[number % len(facts.passages)]
    named = {"user": facts.user, "tag": facts.tag, "other": facts.other, "comment": COMMENT}
    return {**vars(passage), **named}
