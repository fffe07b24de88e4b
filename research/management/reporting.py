"""What commands that import have in common: whose import it is, and how they tell of each file."""

from collections.abc import Iterable
from typing import TextIO

from django.core.management.base import CommandError, OutputWrapper

from research.models import EventSource, ImportRun, User


def person(username: str | None) -> User | None:
    """Return who is called so, nobody where none is named. Raises `CommandError`."""
    if username is None:
        return None
    user = User.objects.filter(username=username).first()
    if user is None:
        raise CommandError(f"There is nobody called {username!r}.")
    return user


def event_source(name: str) -> EventSource:
    """Return the event source of this name. Raises `CommandError`, which names those that there are."""
    source = EventSource.objects.filter(name__iexact=name).first()
    if source is None:
        names = ", ".join(EventSource.objects.order_by("name").values_list("name", flat=True)) or "none yet"
        raise CommandError(f"There is no event source {name!r}. There are: {names}.")
    return source


def tell(out: OutputWrapper | TextIO, name: object, said: str, details: Iterable[object] = ()) -> None:
    """Write a line about a file, and under it a line for each detail."""
    out.write(f"{name}: {said}\n")
    for detail in details:
        out.write(f"  {detail}\n")


def said(one: ImportRun) -> str:
    """Say what came of an import of events."""
    return (
        f"{one.events_added:,} new events, {one.duplicates:,} known already, {one.rows_refused:,} rows not understood."
    )


def details(one: ImportRun) -> list[str]:
    """Say what was not understood, what was left out, and why it ended early, if it did."""
    told = [f"{each['file']}, line {each['line']}: {each['sentence']}" for each in one.problems]
    if one.dropped_properties:
        told.append(f"Left out, because they tell who somebody is: {dropped(one)}.")
    return [*told, one.error] if one.error else told


def dropped(one: ImportRun) -> str:
    ordered = sorted(one.dropped_properties.items(), key=lambda item: -item[1])
    return ", ".join(f"{name} ({count:,})" for name, count in ordered)
