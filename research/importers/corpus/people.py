"""The frame: colleagues, studies, accounts, segments, the people who were listened to, and tags."""

from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from research.importers.corpus.copying import Writer
from research.importers.corpus.sizes import Size
from research.importers.corpus.words import DOINGS, THINGS, Language, Zipf
from research.models import Account, Consent, Participant, Product, Segment, Study, Tag, User
from research.operations import roles
from research.permissions import Role

SEGMENTS = ("Small offices", "Large companies", "Hospitals", "Schools", "Agencies", "Public service")
ROLES = ("office manager", "accountant", "team lead", "nurse", "teacher", "planner", "support agent", "buyer")
COLLEAGUES = 8
PRIVATE_EVERY = 20
"""So rarely a study is private."""
BRANCHES, LEAVES = 12, 16
WITHDRAWN, EXPIRED, UNASKED = 0.03, 0.06, 0.08
"""Shares of people who took their consent back (up to the first), whose consent ran out, whom nobody asked."""


@dataclass(frozen=True, kw_only=True)
class Frame:
    """Ids of what everything else hangs on."""

    product: int
    users: tuple[int, ...]
    studies: range
    private: frozenset[int]
    participants: range
    tags: Zipf


def bring(writer: Writer, *, size: Size, language: Language) -> Frame:
    product = Product.objects.order_by("pk").first() or Product.objects.create(name="Our product")
    users = tuple(_colleague(number).pk for number in range(1, COLLEAGUES + 1))
    studies = _studies(writer, size=size, product=product.pk, users=users, language=language)
    return Frame(
        product=product.pk,
        users=users,
        studies=studies,
        private=frozenset(studies[PRIVATE_EVERY - 1 :: PRIVATE_EVERY]),
        participants=_participants(writer, size=size),
        tags=_tags(writer, users=users),
    )


def _colleague(number: int) -> User:
    """Somebody who reads and writes research, and cannot log in."""
    user, is_new = User.objects.get_or_create(username=f"colleague-{number}", defaults={"password": "!"})
    return roles.assign(user, role=Role.RESEARCHER) if is_new else user


def _studies(writer: Writer, *, size: Size, product: int, users: tuple[int, ...], language: Language) -> range:
    names = ("product_id", "slug", "title", "questions", "method", "visibility", "lead_id", "created_by_id")
    first = (Study.objects.order_by("-pk").values_list("pk", flat=True).first() or 0) + 1
    rows = []
    for at in range(size.studies):
        lead = users[at % len(users)]
        thing = THINGS[at % len(THINGS)]
        visibility = "private" if at % PRIVATE_EVERY == PRIVATE_EVERY - 1 else "open"
        title = f"How people deal with the {thing}, round {at // len(THINGS) + 1}"
        rows.append((product, f"study-{first + at}", title, language.question(), "interviews", visibility, lead, lead))
    return writer.write(Study, names, rows)


def _participants(writer: Writer, *, size: Size) -> range:
    random = writer.random
    segments = list(Segment.objects.order_by("pk").values_list("pk", flat=True)[: len(SEGMENTS)])
    segments = segments or list(writer.write(Segment, ("name",), [(name,) for name in SEGMENTS]))
    first = Account.objects.count() + 1
    plans = ("free", "team", "business", "enterprise")
    accounts = writer.write(
        Account,
        ("name", "plan", "size"),
        [(f"Company {first + at}", random.choice(plans), random.randint(3, 5_000)) for at in range(size.accounts)],
    )
    first = Participant.objects.count() + 1
    people = writer.write(
        Participant,
        ("code", "role", "account_id"),
        [(f"P-{first + at:05}", random.choice(ROLES), random.choice(accounts)) for at in range(size.participants)],
    )
    writer.write(
        Participant.segments.through,
        ("participant_id", "segment_id"),
        [(person, random.choice(segments)) for person in people],
    )
    _consents(writer, people)
    return people


def _consents(writer: Writer, people: range) -> None:
    """Most permitted to be quoted for good; some took it back, for some it ran out, and some were never asked."""
    rows: list[tuple[Any, ...]] = []
    given = writer.at - timedelta(days=800)
    for person in people:
        chance = writer.random.random()
        withdrawn = writer.at - timedelta(days=3) if chance < WITHDRAWN else None
        expires = writer.at - timedelta(days=10) if WITHDRAWN <= chance < EXPIRED else None
        rows.append((person, "take_part", given, None, None))
        if not EXPIRED <= chance < UNASKED:
            rows.append((person, "quote_internally", given, expires, withdrawn))
    writer.write(Consent, ("participant_id", "scope", "given_at", "expires_at", "withdrawn_at"), rows)


def _tags(writer: Writer, *, users: tuple[int, ...]) -> Zipf:
    """Return the tags' ids as they are drawn: twelve branches of sixteen tags, a few of them used all the time."""
    colours = Tag.Colour.values
    names = ("name", "parent_id", "colour", "created_by_id")
    taken = set(Tag.objects.filter(parent=None).values_list("name", flat=True))
    free = [thing.capitalize() for thing in THINGS if thing.capitalize() not in taken][:BRANCHES]
    branches = writer.write(
        Tag, names, [(name, None, colours[at % len(colours)], users[0]) for at, name in enumerate(free)]
    )
    leaves = writer.write(
        Tag,
        names,
        [
            (f"hard to {doing}", branch, colours[at % len(colours)], users[0])
            for doing in DOINGS[:LEAVES]
            for at, branch in enumerate(branches)
        ],
    )
    return Zipf([*map(str, leaves), *map(str, branches)])
