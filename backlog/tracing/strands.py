"""Whose words stand behind what in a trace, put into an order in which few lines cross. Pure."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from backlog.tracing.documents import EvidenceDocument, HighlightDocument, TraceDocument

STANCES = ("supports", "qualifies", "contradicts")
MOST_PEOPLE = 24
"""So many people stand for themselves; where there are more, their accounts do."""


@dataclass(frozen=True, kw_only=True)
class Passage:
    """A passage with those it is from, and how it stands to each insight behind which it is (by its number)."""

    pk: int
    words: str
    people: tuple[str, ...]
    insights: Mapping[int, str]


@dataclass(frozen=True, kw_only=True)
class Person:
    """Somebody, or an account that stands for its people. `about` is their account, or how many they are."""

    name: str
    about: str

    @property
    def whole(self) -> str:
        return f"{self.name} · {self.about}" if self.about else self.name


def insights_of(trace: TraceDocument) -> list[EvidenceDocument]:
    """Return each insight once: the item's own, then those that only its opportunity has."""
    opportunity = trace["opportunity"]
    found: dict[int, EvidenceDocument] = {}
    for link in [*trace["evidence"], *(opportunity["evidence"] if opportunity else [])]:
        found.setdefault(link["insight"]["id"], link)
    return list(found.values())


def composed(link: str, passage: str) -> str:
    """Return how a passage stands to what an insight is linked to; the table of `research.models.evidence_facts`."""
    if link == passage == "contradicts":
        return "qualifies"
    return max(link, passage, key=STANCES.index)


def people_of(passage: Mapping[str, Any]) -> tuple[str, ...]:
    """Return whose words they are; the unnamed of one interview count as one person."""
    codes = tuple(one["code"] for one in passage["participants"])
    return codes or (f"unnamed-{passage['interview']['id']}",)


def told(trace: TraceDocument) -> str:
    """Say in words what the picture shows."""
    insights = insights_of(trace)
    everyone = {code for link in insights for passage in link["highlights"] for code in people_of(passage)}
    passages = {passage["id"] for link in insights for passage in link["highlights"]}
    whole = f"{count(len(passages), 'passage')} of {count(len(everyone), 'person', 'people')}"
    parts = [_told(number, link) for number, link in enumerate(insights, start=1)]
    return " ".join([f"{whole} in {count(len(insights), 'insight')}.", *parts])


def _told(number: int, link: EvidenceDocument) -> str:
    stances = Counter(passage["stance"] for passage in link["highlights"])
    parts = [
        f"{stances[stance]} {words}"
        for stance, words in zip(STANCES, ("in support", "with a limit", "against"), strict=True)
        if stances[stance]
    ]
    if link["measurements"]:
        parts.append(measured(link))
    return f"Insight {number}, {link['insight']['title']}: {', '.join(parts) or 'no passage in sight'}."


def measured(link: EvidenceDocument) -> str:
    """Say how many figures stand beside an insight's words; nothing where there is none."""
    return count(len(link["measurements"]), "measurement") if link["measurements"] else ""


def passages_of(insights: Sequence[EvidenceDocument]) -> list[Passage]:
    """Return each passage once."""
    documents: dict[int, HighlightDocument] = {}
    behind: dict[int, dict[int, str]] = {}
    for number, link in enumerate(insights):
        for passage in link["highlights"]:
            documents.setdefault(passage["id"], passage)
            behind.setdefault(passage["id"], {})[number] = passage["stance"]
    return [
        Passage(
            pk=pk,
            words=f"words left out: {one['withheld']}" if one["withheld"] else " ".join(one["quote"].split()),
            people=people_of(one),
            insights=behind[pk],
        )
        for pk, one in documents.items()
    ]


def ordered(
    passages: Sequence[Passage], insights: Sequence[EvidenceDocument]
) -> tuple[dict[str, Person], list[Passage]]:
    """Put people near the insights that they are behind, and passages between the two, so that few lines cross."""
    named = _named(insights)
    if len(named) > MOST_PEOPLE:
        passages, named = _by_account(passages, named)
    places: dict[str, list[int]] = {key: [] for key in named}
    for passage in passages:
        for code in passage.people:
            places[code] += passage.insights
    people = sorted(named, key=lambda key: (sum(places[key]) / max(1, len(places[key])), named[key].name))
    row = {key: place for place, key in enumerate(people)}

    def near(passage: Passage) -> tuple[int, int, float]:
        first = min(passage.insights)
        stance = STANCES.index(passage.insights[first])
        return first, stance, sum(row[code] for code in passage.people) / len(passage.people)

    return {key: named[key] for key in people}, sorted(passages, key=near)


def _named(insights: Sequence[EvidenceDocument]) -> dict[str, Person]:
    named: dict[str, Person] = {}
    for link in insights:
        for passage in link["highlights"]:
            for one in passage["participants"]:
                named[one["code"]] = Person(name=one["code"], about=one["account"] or "")
            if not passage["participants"]:
                named[people_of(passage)[0]] = Person(name="unnamed", about="")
    return named


def _by_account(passages: Sequence[Passage], named: Mapping[str, Person]) -> tuple[list[Passage], dict[str, Person]]:
    """Let accounts stand for their people; the largest do, and one bar for the others and for people without any."""
    sizes = Counter(one.about for one in named.values() if one.about)
    large = {account for account, _ in sizes.most_common(MOST_PEOPLE - 1)}
    group = {key: f"account-{one.about}" if one.about in large else "others" for key, one in named.items()}
    heads = Counter(group.values())
    grouped = [
        Passage(
            pk=one.pk,
            words=one.words,
            people=tuple(dict.fromkeys(group[code] for code in one.people)),
            insights=one.insights,
        )
        for one in passages
    ]
    return grouped, {
        key: Person(name=key.removeprefix("account-"), about=count(number, "person", "people"))
        for key, number in heads.items()
    }


def count(number: int, one: str, more: str = "") -> str:
    return f"{number} {one if number == 1 else more or one + 's'}"
