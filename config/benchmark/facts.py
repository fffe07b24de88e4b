"""What there is to ask about in a made-up repository."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import timedelta

from django.conf import settings
from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY
from django.contrib.sessions.backends.db import SessionStore
from django.db import connection
from django.utils import timezone

from research.importers.corpus.words import THINGS, TOOLS
from research.models import ApiToken, Highlight, Insight, Note, Tag, User
from research.operations import api_tokens

NAME = "benchmark"
COMMENT = "made by the benchmark"
MATCHES = {"rare": 30, "1k": 1_000, "10k": 10_000, "150k": 150_000}
CHOSEN = 40
"""So many of each are asked for in turn, so that not always the same pages are at hand."""


@dataclass(frozen=True, kw_only=True)
class Passage:
    """A sentence that the highlight of the same place has marked already; marks may coincide."""

    note: int
    start: int | None
    end: int | None
    participant: int


@dataclass(frozen=True, kw_only=True)
class Facts:
    """Whom to ask as, and ids and words to ask for."""

    user: int
    tokens: tuple[str, ...]
    session: str
    branch: int
    tag: int
    other: int
    items: tuple[int, ...]
    passages: tuple[Passage, ...]
    words: dict[str, str]
    note: int
    insight: int


@contextmanager
def gathered() -> Iterator[Facts]:
    """Return what to ask about; keys and what was written meanwhile are taken back afterwards."""
    users = list(User.objects.filter(username__startswith="colleague-").order_by("pk"))
    until = timezone.now() + timedelta(hours=6)
    tokens = tuple(api_tokens.issue(user=user, name=NAME, scope="write", expires_at=until)[1] for user in users)
    session = _session(users[0])
    try:
        yield _facts(users[0], tokens, str(session.session_key))
    finally:
        Highlight.objects.filter(comment=COMMENT).delete()
        ApiToken.objects.filter(name=NAME).delete()
        session.delete()


def _session(user: User) -> SessionStore:
    session = SessionStore()
    session[SESSION_KEY] = str(user.pk)
    session[BACKEND_SESSION_KEY] = settings.AUTHENTICATION_BACKENDS[0]
    session[HASH_SESSION_KEY] = user.get_session_auth_hash()
    session.save()
    return session


def _facts(user: User, tokens: tuple[str, ...], session: str) -> Facts:
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT addresses_id IS NULL, id FROM backlog_backlogitem ORDER BY md5(id::text) LIMIT %s", [CHOSEN]
        )
        items = tuple(pk for _, pk in cursor.fetchall())
    tags = list(Tag.objects.filter(parent__isnull=False, study=None).order_by("pk")[:2])
    marked = Highlight.objects.visible_to(user).placed().order_by("-pk")
    rows = marked.values_list("note", "start", "end", "speakers__participant")[:CHOSEN]
    return Facts(
        user=user.pk,
        tokens=tokens,
        session=session,
        branch=tags[0].parent_id or tags[0].pk,
        tag=tags[0].pk,
        other=tags[1].pk,
        items=items,
        passages=tuple(Passage(note=note, start=start, end=end, participant=who) for note, start, end, who in rows),
        words=_words(),
        note=Note.objects.visible_to(user).order_by("pk").values_list("pk", flat=True)[0],
        insight=Insight.objects.visible_to(user).published().order_by("-pk").values_list("pk", flat=True)[0],
    )


def _words() -> dict[str, str]:
    """Of each frequency the word that comes nearest to it, with how often it is there; and a phrase, and two words."""
    names = [*THINGS, *TOOLS]
    found = {name: _nearest(names, number) for name, number in MATCHES.items()}
    common, next_ = names[0], names[3]
    return {**found, "phrase": '"to the team"', "two words": f"{common} {next_}"}


def _nearest(names: list[str], wanted: int) -> str:
    """Halve the list, which is in the order of frequency."""
    low, high = 0, len(names) - 1
    while low < high:
        middle = (low + high) // 2
        if _matches(names[middle]) > wanted:
            low = middle + 1
        else:
            high = middle
    return names[low]


def _matches(word: str) -> int:
    with connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM research_highlight WHERE search @@ to_tsquery('throughline', %s)", [word])
        return int(cursor.fetchone()[0])
