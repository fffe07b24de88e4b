"""Stretches of a text, as sets of its characters."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import pairwise


@dataclass(frozen=True, order=True)
class Span:
    """Characters from `start` up to but without `end`."""

    start: int
    end: int

    def __post_init__(self) -> None:
        if not 0 <= self.start < self.end:
            raise ValueError(f"{self.start} to {self.end} is no stretch of a text.")

    @property
    def length(self) -> int:
        return self.end - self.start


def union(spans: Iterable[Span]) -> tuple[Span, ...]:
    """Return the characters of all of them, as apart and ordered spans that do not touch."""
    joined: list[Span] = []
    for span in sorted(spans):
        if joined and span.start <= joined[-1].end:
            joined[-1] = Span(joined[-1].start, max(joined[-1].end, span.end))
        else:
            joined.append(span)
    return tuple(joined)


def length(spans: Iterable[Span]) -> int:
    """Count the characters, each once."""
    return sum(span.length for span in union(spans))


def difference(spans: Iterable[Span], without: Iterable[Span]) -> tuple[Span, ...]:
    """Return the characters of `spans` that are in none of `without`."""
    gone = union(without)
    return tuple(piece for span in union(spans) for piece in _pieces(span, gone))


def pieces(coders: Iterable[Iterable[Span]], *, length: int) -> Iterator[Span]:
    """Cut a text of this length wherever one of the coders' spans begins or ends."""
    edges = {0, length} | {edge for spans in coders for span in spans for edge in (span.start, span.end)}
    inside = sorted(edge for edge in edges if edge <= length)
    for start, end in pairwise(inside):
        yield Span(start, end)


def _pieces(span: Span, gone: tuple[Span, ...]) -> Iterator[Span]:
    start = span.start
    for hole in gone:
        if hole.end <= start or hole.start >= span.end:
            continue
        if hole.start > start:
            yield Span(start, hole.start)
        start = hole.end
    if start < span.end:
        yield Span(start, span.end)
