"""A trace as a picture: people → passages → insights → the item, wide where the evidence is. Pure.

The unit of width is one passage behind one insight. It has one width all along the way: a passage of two speakers
takes half of it from each, a passage behind two insights is twice as wide. The opportunity that the item addresses
stands below it where insights are behind that alone; what is behind both goes to the item.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from backlog.tracing.documents import EvidenceDocument, TraceDocument
from backlog.tracing.shapes import WIDE, Band, Line, Measures, Node, Picture, wrapped
from backlog.tracing.strands import (
    STANCES,
    Passage,
    composed,
    count,
    insights_of,
    measured,
    ordered,
    passages_of,
    people_of,
)

TALL = 420
THICKEST = 24.0
THINNEST = 3.0
LABELLED = 12
"""So many passages say their first words in the picture."""
CROWDED = 10
"""So many insights have two lines each for their titles."""


@dataclass(frozen=True, kw_only=True)
class _Bar:
    kind: str
    of: str
    height: float
    title: str
    name: str
    along: Sequence[Passage]
    more: str = ""
    stance: str = ""


@dataclass(frozen=True, kw_only=True)
class _Placed:
    bar: _Bar
    y: float


def picture(trace: TraceDocument, measures: Measures = WIDE) -> Picture | None:
    """Lay the trace out. None where nothing is linked."""
    insights = insights_of(trace)
    if not insights:
        return None
    return _Layout(trace, insights, measures).picture()


class _Layout:
    """The four columns of bars, then the bands between them."""

    def __init__(self, trace: TraceDocument, insights: list[EvidenceDocument], measures: Measures) -> None:
        self.trace, self.insights, self.measures = trace, insights, measures
        self.number = {link["insight"]["id"]: number for number, link in enumerate(insights)}
        self.people, self.passages = ordered(passages_of(insights), insights)
        strands = sum(len(one.insights) for one in self.passages)
        self.is_labelled = len(self.passages) <= LABELLED and not measures.is_brief
        self.unit = min(THICKEST, max(THINNEST, TALL / max(1, strands)))

    def picture(self) -> Picture:
        columns = [self._people(), self._quotes(), self._findings(), self._targets()]
        rooms = [self._room(bars, place) for place, bars in enumerate(columns)]
        height = max(sum(room) for room in rooms)
        placed = [_stacked(bars, room, height=height) for bars, room in zip(columns, rooms, strict=True)]
        return Picture(
            width=self.measures.width,
            height=round(height) + 2,
            nodes=tuple(node for place, column in enumerate(placed) for node in self._nodes(column, place)),
            bands=(*self._said(*placed[:2]), *self._read(*placed[1:3]), *self._carried(*placed[2:])),
        )

    def _people(self) -> list[_Bar]:
        heights = dict.fromkeys(self.people, 0.0)
        for passage in self.passages:
            for code in passage.people:
                heights[code] += self._width(passage) / len(passage.people)
        return [
            _Bar(
                kind="person",
                of=code,
                height=heights[code],
                title=one.whole,
                name=one.name if self.measures.is_brief else one.whole,
                along=[passage for passage in self.passages if code in passage.people],
            )
            for code, one in self.people.items()
        ]

    def _quotes(self) -> list[_Bar]:
        return [
            _Bar(
                kind="passage",
                of=str(one.pk),
                height=self._width(one),
                title=one.words,
                name=one.words if self.is_labelled else "",
                along=[one],
                stance=max(one.insights.values(), key=STANCES.index),
            )
            for one in self.passages
        ]

    def _findings(self) -> list[_Bar]:
        bars = []
        for number, link in enumerate(self.insights):
            behind = [one for one in self.passages if number in one.insights]
            people = {code for one in link["highlights"] for code in people_of(one)}
            heard = [count(len(behind), "passage"), count(len(people), "person", "people")] if behind else []
            more = ", ".join([*heard, *filter(None, [measured(link)])]) or count(0, "passage")
            title = link["insight"]["title"]
            bars.append(
                _Bar(
                    kind="insight",
                    of=str(link["insight"]["id"]),
                    height=max(THINNEST, len(behind) * self.unit),
                    title=f"{title} ({more})",
                    name=str(number + 1) if self.measures.is_brief else f"{number + 1} {title}",
                    more="" if self.measures.is_brief else more,
                    along=behind,
                )
            )
        return bars

    def _targets(self) -> list[_Bar]:
        item, opportunity = self.trace["item"], self.trace["opportunity"]
        number = f"#{item['number']}"
        bars = [self._target("item", item, self.trace["evidence"], short=number, name=f"{number} {item['title']}")]
        if opportunity and self._beside:
            said = opportunity["statement"]
            bars.append(self._target("opportunity", opportunity, self._beside, short="need", name=said))
        return bars

    @property
    def _beside(self) -> list[EvidenceDocument]:
        """The opportunity's insights that the item has not."""
        return self.insights[len(self.trace["evidence"]) :]

    def _target(
        self, kind: str, document: Mapping[str, Any], evidence: Sequence[EvidenceDocument], *, short: str, name: str
    ) -> _Bar:
        widths = [max(THINNEST, self._behind(link)) for link in evidence]
        return _Bar(
            kind=kind,
            of=str(document["id"]),
            height=max(THINNEST, sum(widths)),
            title=name,
            name=short if self.measures.is_brief else name,
            along=[one for link in evidence for one in self._behind_in_order(self.number[link["insight"]["id"]])],
            more="" if self.measures.is_brief or kind == "item" else "the opportunity that it addresses",
        )

    def _behind(self, link: EvidenceDocument) -> float:
        number = self.number[link["insight"]["id"]]
        return sum(self.unit for one in self.passages if number in one.insights)

    def _width(self, passage: Passage) -> float:
        return self.unit * len(passage.insights)

    def _room(self, bars: Sequence[_Bar], place: int) -> list[float]:
        """How much height each bar takes with what is written beside it, and with the gap below."""
        gap = {1: 4 if self.unit > 6 else 1}.get(place, 10 if place > 1 else 4)
        return [max(bar.height, self.measures.line * len(self._written(bar, place))) + gap for bar in bars]

    def _written(self, bar: _Bar, place: int) -> list[tuple[str, bool]]:
        """Return the lines beside a bar, each with whether it is of its name."""
        letters, lines = self.measures.letters[place], self.measures.lines[place]
        if place == 2 and len(self.insights) > CROWDED:
            lines = 1
        name = [(text, True) for text in wrapped(bar.name, letters=letters, lines=lines)]
        return [*name, (bar.more, False)] if bar.more else name

    def _nodes(self, column: Sequence[_Placed], place: int) -> Iterator[Node]:
        x, node, line = self.measures.columns[place], self.measures.node, self.measures.line
        for placed in column:
            bar, written = placed.bar, self._written(placed.bar, place)
            first = placed.y + bar.height / 2 - line * (len(written) - 1) / 2 + 4
            yield Node(
                kind=bar.kind,
                of=bar.of,
                x=str(x),
                y=_number(placed.y),
                width=node,
                height=_number(bar.height),
                stance=bar.stance,
                title=bar.title,
                along=_along(bar.along),
                lines=tuple(
                    Line(text=text, y=_number(first + line * row), is_name=is_name)
                    for row, (text, is_name) in enumerate(written)
                ),
                text_x=x - 7 if place == 0 else x + node + 7,
                anchor="end" if place == 0 else "start",
            )

    def _said(self, people: Sequence[_Placed], quotes: Sequence[_Placed]) -> Iterator[Band]:
        """From people to what they said."""
        left = {placed.bar.of: placed.y for placed in people}
        order = {placed.bar.of: row for row, placed in enumerate(people)}
        for passage, placed in zip(self.passages, quotes, strict=True):
            share, right = placed.bar.height / len(passage.people), placed.y
            for code in sorted(passage.people, key=lambda key: order[key]):
                yield self._band(0, left[code], right, share, stance=placed.bar.stance, along=(passage,))
                left[code] += share
                right += share

    def _read(self, quotes: Sequence[_Placed], findings: Sequence[_Placed]) -> Iterator[Band]:
        """From passages to the insights that they are behind."""
        left = {placed.bar.of: placed.y for placed in quotes}
        for number, placed in enumerate(findings):
            right = placed.y
            for passage in self._behind_in_order(number):
                stance = passage.insights[number]
                yield self._band(1, left[str(passage.pk)], right, self.unit, stance=stance, along=(passage,))
                left[str(passage.pk)] += self.unit
                right += self.unit

    def _carried(self, findings: Sequence[_Placed], targets: Sequence[_Placed]) -> Iterator[Band]:
        """From insights to what they stand behind: one band for each way in which their passages stand to it."""
        start = {placed.bar.of: placed.y for placed in findings}
        for placed, links in zip(targets, [self.trace["evidence"], self._beside], strict=False):
            right = placed.y
            for link in sorted(links, key=lambda link: self.number[link["insight"]["id"]]):
                left = start[str(link["insight"]["id"])]
                for stance, along in self._streams(link):
                    width = max(THINNEST, self.unit * len(along))
                    yield self._band(2, left, right, width, stance=stance, along=along)
                    left += width
                    right += width

    def _streams(self, link: EvidenceDocument) -> Iterator[tuple[str, Sequence[Passage]]]:
        """What stands in one way to the link's other end goes together. The link itself shows, passages or none."""
        number = self.number[link["insight"]["id"]]
        behind = self._behind_in_order(number)
        if not behind:
            yield link["stance"], ()
        for stance in STANCES:
            along = [one for one in behind if composed(link["stance"], one.insights[number]) == stance]
            if along:
                yield stance, along

    def _behind_in_order(self, number: int) -> list[Passage]:
        behind = [one for one in self.passages if number in one.insights]
        return sorted(behind, key=lambda one: STANCES.index(one.insights[number]))

    def _band(
        self, place: int, left: float, right: float, width: float, *, stance: str, along: Iterable[Passage]
    ) -> Band:
        start, end = self.measures.columns[place] + self.measures.node, self.measures.columns[place + 1]
        middle, first, last = (start + end) / 2, left + width, right + width
        path = (
            f"M{start} {_number(left)}C{_number(middle)} {_number(left)} {_number(middle)} {_number(right)} "
            f"{end} {_number(right)}V{_number(last)}C{_number(middle)} {_number(last)} {_number(middle)} "
            f"{_number(first)} {start} {_number(first)}Z"
        )
        return Band(path=path, stance=stance, along=_along(along))


def _stacked(bars: Sequence[_Bar], rooms: Sequence[float], *, height: float) -> list[_Placed]:
    """Stack the bars in the middle of the picture's height, each in the middle of its room."""
    top = (height - sum(rooms)) / 2 + 1
    placed = []
    for bar, room in zip(bars, rooms, strict=True):
        placed.append(_Placed(bar=bar, y=top + (room - bar.height) / 2))
        top += room
    return placed


def _along(passages: Iterable[Passage]) -> str:
    return " ".join(str(one.pk) for one in passages)


def _number(value: float) -> str:
    """A coordinate, written as SVG has it whatever the locale."""
    return f"{value:.1f}".removesuffix(".0")
