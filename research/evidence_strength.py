"""How strong the evidence behind a statement is: facts in; band, flags and reasons out.

Ours, and plain on purpose: bands that a sceptic can recount, never a score. "Backing" is what supports or
qualifies, for whoever says "yes, but" says yes; it alone decides the band:

    none          nobody backs it
    single voice  1 participant does
    thin          fewer than 5 do, or they are fewer than 2 accounts
    solid         5 participants in 2 accounts
    strong        solid, and the backing comes from 2 studies or is of 2 evidence classes

What contradicts never lowers a band: it raises a flag beside it.

A measurement is no participant: it says how many, not why. So it never lifts a statement that nobody's words carry,
nor makes thin backing solid. Its class counts beside the classes of words, so that words of one kind and a figure
that backs them are strong together.
"""

from calendar import monthrange
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from typing import TypedDict


class Band(StrEnum):
    """From weakest to strongest."""

    NONE = "none"
    SINGLE_VOICE = "single voice"
    THIN = "thin"
    SOLID = "solid"
    STRONG = "strong"


class Flag(StrEnum):
    CONTESTED = "contested"
    STALE = "stale"
    CONSENT = "consent"
    OPPOSITE_NOT_SOUGHT = "nobody looked for the opposite"


@dataclass(frozen=True, slots=True, kw_only=True)
class Bands:
    """Where bands and flags begin. Reference data that a team may edit."""

    solid_participants: int = 5
    solid_accounts: int = 2
    strong_studies: int = 2
    strong_classes: int = 2
    contested_percent: int = 30
    stale_months: int = 12


DEFAULT_BANDS = Bands()


@dataclass(frozen=True, slots=True, kw_only=True)
class EvidenceFacts:
    """Counts of distinct people and things behind one insight, opportunity or item.

    People: the unattributed passages of one interview count together as one person, an interviewer's words
    for nobody. Somebody who says both counts under both stances, and once in `participants`. Accounts: a
    person without an account is an account of their own. Studies: feedback that belongs to none adds none.

    `participants`, `mentions`, `without_consent` and `newest_at` are of all the words; `backing` and the
    four after it only of what supports or qualifies, of which `classes` and `is_only_opinions` count measurements,
    too. `measured_to` is the last day that a measurement is about. Where several insights are put together,
    `confirmed_at` and `opposite_sought_at` are the earliest of theirs, and None once one of them has none.
    """

    participants: int = 0
    supporting: int = 0
    qualifying: int = 0
    contradicting: int = 0
    backing: int = 0
    accounts: int = 0
    studies: int = 0
    classes: int = 0
    is_only_opinions: bool = False
    mentions: int = 0
    without_consent: int = 0
    newest_at: datetime | None = None
    confirmed_at: datetime | None = None
    opposite_sought_at: datetime | None = None
    measurements: int = 0
    measurements_backing: int = 0
    measurements_against: int = 0
    measured_to: date | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Strength:
    """`sort_number` orders by band, then by how many back it. It is for sorting only and never shown."""

    band: Band
    flags: tuple[Flag, ...]
    reasons: tuple[str, ...]
    is_only_opinions: bool
    sort_number: float


def assess(facts: EvidenceFacts, *, at: datetime, bands: Bands = DEFAULT_BANDS) -> Strength:
    """Return how strong the evidence is at that moment. All times are aware."""
    band = _band(facts, bands)
    flags = tuple(_flags(facts, at=at, bands=bands))
    return Strength(
        band=band,
        flags=flags,
        reasons=(
            *_reasons_for_band(band, facts, bands=bands),
            *_reasons_beside_it(facts),
            *_reasons_in_figures(facts),
            *_reasons_of_age(facts, at=at, is_stale=Flag.STALE in flags),
        ),
        is_only_opinions=facts.backing > 0 and facts.is_only_opinions,
        sort_number=list(Band).index(band) + 1 - 1 / (1 + facts.backing),
    )


def _band(facts: EvidenceFacts, bands: Bands) -> Band:
    if facts.backing <= 1:
        return Band.SINGLE_VOICE if facts.backing else Band.NONE
    if facts.backing < bands.solid_participants or facts.accounts < bands.solid_accounts:
        return Band.THIN
    if facts.studies >= bands.strong_studies or facts.classes >= bands.strong_classes:
        return Band.STRONG
    return Band.SOLID


def _flags(facts: EvidenceFacts, *, at: datetime, bands: Bands) -> Iterator[Flag]:
    if facts.contradicting and 100 * facts.contradicting >= bands.contested_percent * facts.participants:
        yield Flag.CONTESTED
    if facts.newest_at:
        last_true_at = max(facts.newest_at, facts.confirmed_at or facts.newest_at)
        if last_true_at < _months_before(at, bands.stale_months):
            yield Flag.STALE
    if facts.without_consent:
        yield Flag.CONSENT
    if facts.backing and not facts.opposite_sought_at:
        yield Flag.OPPOSITE_NOT_SOUGHT


def _reasons_for_band(band: Band, facts: EvidenceFacts, *, bands: Bands) -> Iterator[str]:
    if band is Band.NONE:
        yield "No participant says so."
        return
    yield f"{_people(facts.backing, accounts=facts.accounts)} {'says' if facts.backing == 1 else 'say'} so."
    yield f"{_studies(facts.studies)} and {_classes(facts.classes)} of evidence."
    if band is Band.SOLID:
        yield f"Strong takes {_studies(bands.strong_studies)} or {_classes(bands.strong_classes)} of evidence."
    elif band is not Band.STRONG:
        yield f"Solid takes {_people(bands.solid_participants, accounts=bands.solid_accounts)}."


def _reasons_beside_it(facts: EvidenceFacts) -> Iterator[str]:
    everyone = _count(facts.participants, "participant")
    if facts.backing and facts.is_only_opinions:
        yield "All of it is opinion: wishes and predictions, nothing that happened."
    if facts.qualifying:
        yield f"{facts.qualifying} of {everyone}: true with a limit."
    if facts.contradicting:
        yield f"{facts.contradicting} of {everyone} {'speaks' if facts.contradicting == 1 else 'speak'} against it."
    if facts.backing and not facts.opposite_sought_at:
        yield "Nobody looked for the opposite."
    if facts.mentions:
        yield f"{_count(facts.mentions, 'mention')} in all."
    if facts.without_consent:
        mentions = _count(facts.mentions, "mention")
        yield f"Consent was withdrawn or has expired for {facts.without_consent} of {mentions}."


def _reasons_in_figures(facts: EvidenceFacts) -> Iterator[str]:
    if facts.measurements_backing:
        verb = "backs" if facts.measurements_backing == 1 else "back"
        yield f"{_count(facts.measurements_backing, 'measurement')} {verb} it: how many, not why."
    if facts.measurements_against:
        verb = "speaks" if facts.measurements_against == 1 else "speak"
        yield f"{_count(facts.measurements_against, 'measurement')} {verb} against it."
    if facts.measured_to:
        yield f"The latest is of {facts.measured_to:%B %Y}."


def _reasons_of_age(facts: EvidenceFacts, *, at: datetime, is_stale: bool) -> Iterator[str]:
    if not facts.newest_at:
        if facts.mentions:
            yield "No mention has a date."
        return
    confirmed = ""
    if facts.confirmed_at and facts.confirmed_at > facts.newest_at:
        confirmed = f", last confirmed {_age(facts.confirmed_at, at)} ago"
    elif is_stale:
        confirmed = ", not confirmed since"
    yield f"Newest mention from {_age(facts.newest_at, at)} ago{confirmed}."


def _people(participants: int, *, accounts: int) -> str:
    return f"{_count(participants, 'participant')} in {_count(accounts, 'account')}"


def _studies(number: int) -> str:
    return _count(number, "study", "studies")


def _classes(number: int) -> str:
    return _count(number, "class", "classes")


def _count(number: int, one: str, more: str = "") -> str:
    return f"{number} {one if number == 1 else more or one + 's'}"


def _age(then: datetime, at: datetime) -> str:
    """The age in whole months, by the calendar of `at`."""
    local = then.astimezone(at.tzinfo)
    months = (at.year - local.year) * 12 + at.month - local.month
    if months > 0 and _months_before(at, months) < local:
        months -= 1
    return _count(months, "month") if months > 0 else "less than a month"


def _months_before(at: datetime, months: int) -> datetime:
    """The same day so many months earlier, or the last day of that month."""
    year, month = divmod(at.year * 12 + at.month - 1 - months, 12)
    day = min(at.day, monthrange(year, month + 1)[1])
    return at.replace(year=year, month=month + 1, day=day)


class StrengthDocument(TypedDict):
    """Of everything, whoever asks. `accounts` and `studies` are of those who back it, the other counts of all.

    A measurement is nobody: it counts in `measurements` only.
    """

    band: str
    flags: list[str]
    participants: int
    accounts: int
    studies: int
    supporting: int
    qualifying: int
    contradicting: int
    mentions: int
    measurements: int
    newest: datetime | None
    reasons: list[str]


def described(facts: EvidenceFacts, *, at: datetime) -> StrengthDocument:
    """Return the facts and what follows from them, as part of an answer."""
    strength = assess(facts, at=at)
    return {
        "band": strength.band.value,
        "flags": [flag.value for flag in strength.flags],
        "participants": facts.participants,
        "accounts": facts.accounts,
        "studies": facts.studies,
        "supporting": facts.supporting,
        "qualifying": facts.qualifying,
        "contradicting": facts.contradicting,
        "mentions": facts.mentions,
        "measurements": facts.measurements,
        "newest": facts.newest_at,
        "reasons": list(strength.reasons),
    }
