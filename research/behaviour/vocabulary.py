"""The words of a source's events: what they are called, what they say, and how often. Of the newest that there are."""

from dataclasses import dataclass

from django.db import connection

from research.behaviour.funnels import names

__all__ = ["Properties", "Value", "names", "properties", "values"]

LOOKED_AT = 2_000
MOST_PROPERTIES = 200
MOST_VALUES = 50

_NEWEST = """
    SELECT properties, user_properties, rest FROM research_event
    WHERE source_id = %(source)s AND name = %(event)s ORDER BY at DESC LIMIT %(looked_at)s
"""


@dataclass(frozen=True, kw_only=True)
class Properties:
    """Names of properties, of the event and of the user as they were then."""

    event: tuple[str, ...]
    user: tuple[str, ...]


@dataclass(frozen=True, kw_only=True)
class Value:
    """What a property says, and in how many of the events looked at."""

    value: str
    count: int


def properties(source_id: int, event: str) -> Properties:
    """Return what the newest 2,000 events of this name say, by name. One query."""
    keys = "SELECT DISTINCT {owner}, jsonb_object_keys({column}) FROM newest"
    parts = ("0", "properties"), ("0", "rest"), ("1", "user_properties")
    asked = " UNION ".join(keys.format(owner=owner, column=column) for owner, column in parts)
    with connection.cursor() as cursor:
        cursor.execute(
            f"WITH newest AS ({_NEWEST}) SELECT * FROM ({asked}) found (owner, name) ORDER BY 1, 2",  # noqa: S608  (our own words)
            {"source": source_id, "event": event, "looked_at": LOOKED_AT},
        )
        found = cursor.fetchall()
    of_event, of_user = ([name for owner, name in found if owner == which][:MOST_PROPERTIES] for which in (0, 1))
    return Properties(event=tuple(of_event), user=tuple(of_user))


def values(source_id: int, event: str, *, name: str) -> list[Value]:
    """Return what a property says in the newest 2,000 events, most frequent first; `user.plan`: of the user."""
    own = name.removeprefix("user.")
    said = "user_properties ->> %(name)s" if own != name else "coalesce(properties ->> %(name)s, rest ->> %(name)s)"
    with connection.cursor() as cursor:
        cursor.execute(
            f"""
            SELECT value, count(*) FROM (SELECT {said} AS value FROM ({_NEWEST}) newest) said
            WHERE value IS NOT NULL AND length(value) <= 200 GROUP BY 1 ORDER BY 2 DESC, 1 LIMIT %(most)s
            """,  # noqa: S608  (our own words)
            {"source": source_id, "event": event, "name": own, "looked_at": LOOKED_AT, "most": MOST_VALUES},
        )
        return [Value(value=value, count=count) for value, count in cursor.fetchall()]
