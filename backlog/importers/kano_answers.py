"""Answers to a Kano survey from a CSV: parsed, planned against what was asked, and saved all at once or not at all.

A line is one person's answer about one item; lines with the same `respondent` are one person, who answered every
question. A respondent who came in before is left as they are.
"""

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from uuid import UUID, uuid5
from zoneinfo import ZoneInfo

from django.db import transaction

from backlog.models import KanoQuestion, KanoSurvey
from backlog.operations import kano_answers
from backlog.operations.kano_answers import Submission, SurveyClosed
from backlog.scoring.kano import POSITIONS, Answer
from research.importers import sheets
from research.importers.sheets import Line, SheetFlaw, UnreadableSheet
from research.models import Segment, User
from research.operations.refusals import Unacceptable

NEEDED = ("respondent", "item", "functional", "dysfunctional")
COLUMNS = (*NEEDED, "segment", "answered_at")
LONGEST_KEY = 100
_WORDS = {words.casefold().replace("’", "'"): number for number, words in enumerate(POSITIONS, start=1)}


@dataclass(frozen=True, kw_only=True)
class Brought:
    """How many respondents are new, and of which segments, and how many were there."""

    created: int = 0
    unchanged: int = 0
    by_segment: Mapping[str, int] = field(default_factory=dict)


@dataclass(kw_only=True)
class _Person:
    """What the lines of one respondent say so far, and where they began."""

    line: Line
    segment: Segment | None
    answered_at: datetime | None
    answers: dict[int, Answer] = field(default_factory=dict)


@dataclass(frozen=True, kw_only=True)
class _Plan:
    submissions: list[Submission]
    brought: Brought


def looked_at(content: bytes, *, survey: KanoSurvey, by: User, at: datetime) -> Brought:
    """Tell what `bring` would do. Saves nothing. Raises `UnreadableSheet` with every flaw, and `SurveyClosed`."""
    return _plan(content, survey=survey, by=by, at=at).brought


def bring(content: bytes, *, survey: KanoSurvey, by: User, at: datetime) -> Brought:
    """Save what the sheet holds. Raises `UnreadableSheet`, and `SurveyClosed`."""
    with transaction.atomic():
        plan = _plan(content, survey=survey, by=by, at=at)
        kano_answers.take(survey, plan.submissions, at=at)
    return plan.brought


def _plan(content: bytes, *, survey: KanoSurvey, by: User, at: datetime) -> _Plan:
    """Five queries."""
    lines = sheets.parse(content, needed=NEEDED, allowed=COLUMNS)
    questions = list(survey.questions.select_related("item").in_order())
    by_number = {str(one.item.number): one for one in questions}
    segments = {one.name.casefold(): one for one in Segment.objects.visible_to(by)}
    zone = ZoneInfo(survey.product.time_zone)
    people: dict[str, _Person] = {}
    flaws = []
    for line in lines:
        try:
            _take_in(line, people, questions=by_number, segments=segments, zone=zone)
        except Unacceptable as error:
            flaws.append(sheets.flaw_of(line, error))
    submissions = {_number(survey, key): _submission(survey, key, person) for key, person in people.items()}
    if not flaws:
        flaws = _incomplete(people, survey, questions=questions, at=at)
    if flaws:
        raise UnreadableSheet(*flaws[: sheets.MOST_FLAWS])
    there = kano_answers.answered(survey, list(submissions))
    new = [one for respondent, one in submissions.items() if respondent not in there]
    if new and not survey.is_open(at=at):
        raise SurveyClosed("The survey takes no answers any more. Open it again to bring some.")
    named = Counter(one.segment.name if one.segment else "no segment" for one in new)
    return _Plan(
        submissions=new, brought=Brought(created=len(new), unchanged=len(there), by_segment=dict(sorted(named.items())))
    )


def _take_in(
    line: Line,
    people: dict[str, _Person],
    *,
    questions: Mapping[str, KanoQuestion],
    segments: Mapping[str, Segment],
    zone: ZoneInfo,
) -> None:
    """Add the line's answer to the person that it belongs to. Raises `Unacceptable`."""
    cells = line.cells
    key = cells.get("respondent", "")
    if not 0 < len(key) <= LONGEST_KEY:
        raise Unacceptable(f"Say who answered: a key of at most {LONGEST_KEY} characters.", field="respondent")
    item = cells.get("item", "").removeprefix("#")
    if item not in questions:
        raise Unacceptable(f"The survey does not ask about item “{item[:20]}”.", field="item")
    segment = sheets.named(segments, cells["segment"], field="segment") if "segment" in cells else None
    answered_at = sheets.moment(cells, "answered_at", zone=zone)
    person = people.setdefault(key, _Person(line=line, segment=segment, answered_at=answered_at))
    if segment and person.segment != segment:
        raise Unacceptable("This respondent is of another segment in an earlier line.", field="segment")
    question = questions[item]
    if question.pk in person.answers:
        raise Unacceptable("This respondent has answered about this item in an earlier line.", field="item")
    person.answers[question.pk] = Answer(
        functional=_position(cells, "functional"), dysfunctional=_position(cells, "dysfunctional")
    )


def _incomplete(
    people: Mapping[str, _Person], survey: KanoSurvey, *, questions: list[KanoQuestion], at: datetime
) -> list[SheetFlaw]:
    flaws = []
    for key, person in people.items():
        missing = [f"#{one.item.number}" for one in questions if one.pk not in person.answers]
        try:
            if missing:
                raise Unacceptable(f"This respondent says nothing about {', '.join(missing)}.", field="respondent")
            kano_answers.check(_submission(survey, key, person), questions=questions, at=at)
        except Unacceptable as error:
            flaws.append(sheets.flaw_of(person.line, error))
    return flaws


def _submission(survey: KanoSurvey, key: str, person: _Person) -> Submission:
    return Submission(
        respondent=_number(survey, key), answers=person.answers, segment=person.segment, answered_at=person.answered_at
    )


def _number(survey: KanoSurvey, key: str) -> UUID:
    """Return the same number for the same key, so that a sheet brought twice is brought once; the key is not kept."""
    return uuid5(survey.uuid, key)


def _position(cells: Mapping[str, str], name: str) -> int:
    text = cells.get(name, "").casefold().replace("’", "'")
    position = _WORDS.get(text, int(text) if len(text) == 1 and text in "12345" else 0)
    if not position:
        raise Unacceptable("Give a position from 1 (I like it) to 5 (I dislike it).", field=name)
    return position
