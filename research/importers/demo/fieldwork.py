"""The demo's interviews and feedback, with what was marked in them."""

from collections.abc import Iterable
from datetime import datetime, timedelta

from django.utils import timezone

from research.importers import notes as note_files
from research.importers.demo.world import DIRECTORY, Row, World, moment, read
from research.models import CodingStatus, Highlight, Interview, Note, Tag, User
from research.operations import evidence, highlights, interviews, notes, speakers
from research.operations.highlights import Mark
from research.operations.speakers import Speaker


def bring_tags(rows: Iterable[Row], world: World, parent: Tag | None = None, above: str = "") -> None:
    for row in rows:
        inherited = parent.study if parent else None
        study = world.studies[row["study"]] if row.get("study") else inherited
        tag = Tag.objects.create(
            name=row["name"],
            parent=parent,
            study=study,
            colour=row["colour"],
            definition=row.get("definition", ""),
            aliases=row.get("aliases", []),
            created_by=world.users["ada"],
        )
        world.tags[above + row["name"]] = tag
        bring_tags(row.get("children", []), world, parent=tag, above=f"{above}{row['name']}/")


def hold(row: Row, world: World) -> None:
    interview = Interview.objects.create(
        study=world.studies[row["study"]],
        kind=row["kind"],
        title=row["title"],
        held_at=moment(row["held_at"]),
        duration=timedelta(minutes=row["duration_minutes"]),
        summary=row.get("summary", ""),
        recording_url=row.get("recording_url", ""),
        created_by=world.users[row["interviewers"][0]],
    )
    world.interviews[row["key"]] = interview
    interview.interviewers.set([world.users[name] for name in row["interviewers"] if name in world.users])
    interview.participants.set([world.participants[code] for code in row["participants"]])
    note = _note(row, interview, world)
    for username, status in (row.get("coding") or {}).items():
        CodingStatus.objects.create(interview=interview, user=world.users[username], status=status)
    _highlights(note, read(f"highlights/{row['key']}.yaml"), world)


def plan(row: Row, world: World, *, at: datetime) -> None:
    """An interview to come, at ten o'clock."""
    day = timezone.localtime(at) + timedelta(days=row["in_days"])
    interview = Interview.objects.create(
        study=world.studies[row["study"]],
        kind=row["kind"],
        title=row["title"],
        status=Interview.Status.PLANNED,
        held_at=day.replace(hour=10, minute=0, second=0, microsecond=0),
        created_by=world.users[row["interviewers"][0]],
    )
    interview.interviewers.set([world.users[name] for name in row["interviewers"]])
    interview.participants.set([world.participants[code] for code in row["participants"]])


def _note(row: Row, interview: Interview, world: World) -> Note:
    path = DIRECTORY / row["file"]
    by = world.users[row["interviewers"][0]]
    text = note_files.read(path.read_bytes(), name=path.name, kind=row["note_kind"], language=row["language"])
    note = interviews.keep(text, interview=interview, by=by)
    for label, name in (row.get("speakers") or {}).items():
        if note.turns.filter(speaker=label).exists():
            who = Speaker(participant=world.participants.get(name), interviewer=world.users.get(name))
            speakers.attribute(note, label=label, speaker=who, by=by)
    return note


def receive(row: Row, world: World) -> None:
    by = world.users["ada"]
    interview = Interview.objects.create(
        kind=row["kind"],
        title=row["title"],
        held_at=moment(row["received_at"]),
        source_url=row["source_url"],
        created_by=by,
    )
    if row["participant"]:
        interview.participants.add(world.participants[row["participant"]])
    note = notes.add(interview=interview, kind=Note.Kind.NOTES, text=row["text"], by=by)
    _highlights(note, row["highlights"], world)


def _highlights(note: Note, rows: Iterable[Row], world: World) -> None:
    for row in rows:
        by = world.users[row["by"]]
        start = note.text.index(row["quote"])
        mark = Mark(
            note=note,
            start=start,
            end=start + len(row["quote"]),
            kind=row["kind"],
            tags=tuple(world.tags[path] for path in row["tags"]),
            comment=row.get("comment") or "",
        )
        highlight = highlights.mark(mark, by=by)
        for link in row["evidence"]:
            _cite(highlight, link, world, by=by)


def _cite(highlight: Highlight, link: Row, world: World, *, by: User) -> None:
    chosen = link.get("evidence_class")
    evidence.cite(
        insight=world.insights[link["insight"]],
        highlight=highlight,
        stance=link["stance"],
        evidence_class=world.classes[chosen] if chosen else None,
        by=by,
    )
