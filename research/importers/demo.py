"""The demo data of research, brought in through the operations that people use.

`research/demo/` holds it: `frame.yaml` names people, studies and interviews, the transcripts lie beside it, and
one file of highlights per interview says what was marked. Everything is found by keys, codes, paths and slugs.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import yaml
from django.db.models import Exists, OuterRef

from research.importers import notes as note_files
from research.models import (
    Account,
    CodingStatus,
    Consent,
    ContactDetails,
    EvidenceClass,
    Highlight,
    Insight,
    InsightEvidence,
    Interview,
    Note,
    Opportunity,
    Participant,
    Product,
    Segment,
    Study,
    StudyMember,
    Tag,
    User,
)
from research.operations import (
    consents,
    evidence,
    highlights,
    insights,
    interviews,
    notes,
    participants,
    roles,
    speakers,
    studies,
)
from research.operations.highlights import Mark
from research.operations.speakers import Speaker

DIRECTORY = Path(__file__).resolve().parent.parent / "demo"
PASSWORD = "throughline-demo"  # noqa: S105  (printed beside the demo's address)

Row = Mapping[str, Any]


class NamesAreTaken(Exception):
    """People of this installation have the names of the demo's people."""


@dataclass(kw_only=True)
class World:
    """What is there so far, by the names that the files use."""

    product: Product
    users: dict[str, User] = field(default_factory=dict)
    accounts: dict[str, Account] = field(default_factory=dict)
    segments: dict[str, Segment] = field(default_factory=dict)
    studies: dict[str, Study] = field(default_factory=dict)
    participants: dict[str, Participant] = field(default_factory=dict)
    interviews: dict[str, Interview] = field(default_factory=dict)
    tags: dict[str, Tag] = field(default_factory=dict)
    insights: dict[str, Insight] = field(default_factory=dict)
    opportunities: dict[str, Opportunity] = field(default_factory=dict)
    classes: dict[str, EvidenceClass] = field(default_factory=dict)


def load(*, at: datetime) -> World:
    """Bring everything in, in the caller's transaction. Raises `NamesAreTaken`."""
    frame = read("frame.yaml")
    _check_names(frame["users"])
    world = World(product=_product(frame["product"]), classes={one.slug: one for one in EvidenceClass.objects.all()})
    _people(frame, world)
    _tags(frame["codebook"], world)
    _synthesis_and_fieldwork(frame, world, at=at)
    for row in frame["consents"]:
        _change_of_mind(row, world)
    return world


def _people(frame: Row, world: World) -> None:
    world.users = {row["username"]: _user(row) for row in frame["users"]}
    world.accounts = {row["key"]: Account.objects.create(**_without_key(row)) for row in frame["accounts"]}
    world.segments = {row["key"]: Segment.objects.create(**_without_key(row)) for row in frame["segments"]}
    for row in frame["studies"]:
        world.studies[row["slug"]] = _study(row, world)
    for row in frame["participants"]:
        world.participants[row["code"]] = _participant(row, world)
    for row in frame["contact_details"]:
        ContactDetails.objects.create(**{**row, "participant": world.participants[row["participant"]]})
    for row in frame["consents"]:
        _consents(row, world)


def _synthesis_and_fieldwork(frame: Row, world: World, *, at: datetime) -> None:
    """Insights first, since highlights name them; they are published once their evidence is there."""
    rows = read("insights.yaml")
    for row in rows:
        world.insights[row["key"]] = _insight(row, world)
    for row in frame["interviews"]:
        _interview(row, world)
    for row in read("feedback.yaml"):
        _feedback(row, world)
    # No evidence is younger than its insight's publication, or all of it would be called new.
    InsightEvidence.objects.filter(insight__in=world.insights.values()).update(created_at=at)
    for row in rows:
        _judge(row, world, at=at)
    for row in read("opportunities.yaml"):
        world.opportunities[row["key"]] = _opportunity(row, world)


def _without_key(row: Row) -> dict[str, Any]:
    return {name: value for name, value in row.items() if name != "key"}


def read(name: str, directory: Path = DIRECTORY) -> Any:
    return yaml.safe_load((directory / name).read_text(encoding="utf-8"))


def _check_names(rows: Iterable[Row]) -> None:
    taken = User.objects.filter(username__in=[row["username"] for row in rows])
    if names := sorted(taken.values_list("username", flat=True)):
        raise NamesAreTaken(f"These people are here already, so the demo's people cannot be: {', '.join(names)}.")


def _product(row: Row) -> Product:
    """The demo's product takes the place of the nameless first one while nothing hangs on that."""
    untouched = Product.objects.filter(version=1, name="Our product")
    used = (Exists(model.objects.filter(product=OuterRef("pk"))) for model in (Study, Opportunity))
    untouched.exclude(*used).delete()
    return Product.objects.create(**row)


def _user(row: Row) -> User:
    user = User(username=row["username"], first_name=row["first_name"])
    if row["login"]:
        user.set_password(PASSWORD)
    else:
        user.set_unusable_password()
    user.save()
    return roles.assign(user, role=row["role"])


def _study(row: Row, world: World) -> Study:
    lead = world.users[row["lead"]]
    plain = {name: value for name, value in row.items() if name not in {"lead", "members"}}
    study = studies.add(Study(product=world.product, lead=lead, **plain), by=lead)
    StudyMember.objects.bulk_create(StudyMember(study=study, user=world.users[name]) for name in row["members"])
    return study


def _participant(row: Row, world: World) -> Participant:
    account = world.accounts[row["account"]] if row["account"] else None
    person = Participant(code=row["code"], role=row["role"], account=account, attributes=row.get("attributes") or {})
    person = participants.add(person, by=world.users["ada"])
    person.segments.set([world.segments[key] for key in row["segments"]])
    return person


def _consents(row: Row, world: World) -> None:
    consents.give(
        participant=world.participants[row["participant"]],
        scopes=row["scopes"],
        study=world.studies[row["study"]] if row["study"] else None,
        given_at=moment(row["given_at"]),
        document_version=row["document_version"],
        by=world.users["ada"],
    )


def _change_of_mind(row: Row, world: World) -> None:
    """Some consents ran out, or were withdrawn, after what rests on them was published."""
    given = Consent.objects.filter(
        participant=world.participants[row["participant"]], scope__in=row["scopes"], given_at=moment(row["given_at"])
    )
    for consent in given if "after_publishing" in row else ():
        change = row["after_publishing"]
        if "withdrawn_at" in change:
            consents.withdraw(consent, at=moment(change["withdrawn_at"]), by=world.users["priya"])
        else:
            consent.expires_at = moment(change["expires_at"])
            consent.save(update_fields=["expires_at"])


def _tags(rows: Iterable[Row], world: World, parent: Tag | None = None, above: str = "") -> None:
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
        _tags(row.get("children", []), world, parent=tag, above=f"{above}{row['name']}/")


def _interview(row: Row, world: World) -> None:
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


def _feedback(row: Row, world: World) -> None:
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


def _insight(row: Row, world: World) -> Insight:
    owner = world.users[row["owner"]]
    insight = Insight.objects.create(
        title=row["title"],
        statement=row["statement"],
        body=row["body"] or "",
        study=world.studies[row["study"]] if row["study"] else None,
        owner=owner,
        created_by=owner,
    )
    insight.tags.set([world.tags[path] for path in row["tags"]])
    return insight


def _judge(row: Row, world: World, *, at: datetime) -> None:
    """Take the insight to where the file says it is, once its evidence is there."""
    insight, owner = world.insights[row["key"]], world.users[row["owner"]]
    if sought := row["opposite_sought"]:
        insight = insights.seek_opposite(insight, by=world.users[sought["by"]], at=moment(sought["at"]))
    if row["status"] in {Insight.Status.IN_REVIEW, Insight.Status.PUBLISHED}:
        insight = insights.submit(insight, by=owner)
    if row["status"] == Insight.Status.PUBLISHED:
        insight = insights.publish(insight, by=owner, at=at)
    if row["status"] == Insight.Status.ARCHIVED:
        insight = insights.archive(insight, by=owner)
    if confirmed := row["confirmed"]:
        by = world.users[confirmed["by"]]
        insight = insights.confirm(insight, reason=confirmed["reason"], by=by, at=moment(confirmed["at"]))
    world.insights[row["key"]] = insight


def _opportunity(row: Row, world: World) -> Opportunity:
    by = world.users["ben"]
    opportunity = Opportunity.objects.create(
        product=world.product,
        parent=world.opportunities[row["parent"]] if row["parent"] else None,
        kind=row["kind"],
        statement=row["statement"],
        status=row["status"],
        created_by=by,
    )
    for link in row["evidence"]:
        evidence.open_opportunity(
            opportunity=opportunity, insight=world.insights[link["insight"]], stance=link["stance"], by=by
        )
    return opportunity


def moment(text: str) -> datetime:
    return datetime.fromisoformat(text)
