"""Answers to a survey from a CSV: parsed, checked against what was asked, and saved all at once or not at all.

NPS: a line is an answer. Importance and satisfaction: a line is one rating, and lines with the same `key` are one
answer. A key that came in before is the same answer again, and is left as it is.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, time
from typing import Any, cast
from zoneinfo import ZoneInfo

from django.db import transaction

from research.importers import sheets
from research.importers.sheets import Line, SheetFlaw, UnreadableSheet
from research.models import Account, Participant, Segment, Survey, SurveyResponse, SurveyStatement, User
from research.operations import survey_answers
from research.operations.refusals import Unacceptable
from research.operations.survey_answers import Answer, Rating
from research.statistics import periods

WHO = ("segment", "account", "participant")
ABOUT = ("key", "answered_at", "wave", *WHO)
COLUMNS: Mapping[str, tuple[str, ...]] = {
    Survey.Kind.NPS: ("score", "comment"),
    Survey.Kind.OPPORTUNITY: ("opportunity", "importance", "satisfaction"),
}
NEEDED: Mapping[str, tuple[str, ...]] = {
    Survey.Kind.NPS: ("score",),
    Survey.Kind.OPPORTUNITY: ("key", "opportunity", "importance", "satisfaction"),
}
LONGEST_KEY = 100


@dataclass(frozen=True, kw_only=True)
class Brought:
    """How many answers are new, and how many were there."""

    created: int = 0
    unchanged: int = 0


@dataclass(kw_only=True)
class _Known:
    """What lines may name, by the names that they use."""

    survey: Survey
    statements: Mapping[int, SurveyStatement]
    rows: Mapping[str, Mapping[str, Any]]
    keys: set[str]
    answers: dict[str, Answer] = field(default_factory=dict)
    again: set[str] = field(default_factory=set)

    def opportunity(self, text: str) -> int:
        """By its number, or by the words that were asked."""
        if text.isascii() and text.isdigit() and len(text) < 18:
            return int(text)
        found = next((one for one in self.statements.values() if one.wording.casefold() == text.casefold()), None)
        if found is None:
            raise Unacceptable(f"The survey does not ask about “{text[:60]}”.", field="opportunity")
        return found.opportunity_id


def bring(content: bytes, *, survey: Survey, by: User, at: datetime) -> Brought:
    """Save what the sheet holds. Raises `UnreadableSheet`, and `SurveyClosed`. Nine queries."""
    allowed = {*ABOUT, *COLUMNS[survey.kind]}
    lines = sheets.parse(content, needed=NEEDED[survey.kind], allowed=allowed)
    with transaction.atomic():
        survey = Survey.objects.locked().select_related("product").get(pk=survey.pk)
        known = _known(survey, by=by)
        flaws = _read(lines, known, at=at)
        if flaws:
            raise UnreadableSheet(*flaws[: sheets.MOST_FLAWS])
        saved = survey_answers.take_all(survey, list(known.answers.values()), by=by, at=at)
    return Brought(created=len(saved), unchanged=len(known.again))


def _known(survey: Survey, *, by: User) -> _Known:
    return _Known(
        survey=survey,
        statements=survey_answers.asked_by(survey),
        rows={
            "segment": {one.name.casefold(): one for one in Segment.objects.visible_to(by)},
            "account": {one.name.casefold(): one for one in Account.objects.visible_to(by)},
            "participant": {one.code.casefold(): one for one in Participant.objects.visible_to(by)},
        },
        keys=set(survey.responses.exclude(source_key="").values_list("source_key", flat=True)),
    )


def _read(lines: list[Line], known: _Known, *, at: datetime) -> list[SheetFlaw]:
    """Collect the answers, and return what is wrong."""
    flaws: list[SheetFlaw] = []
    for line in lines:
        try:
            _take_in(line, known, at=at)
        except Unacceptable as error:
            flaws.append(sheets.flaw_of(line, error))
    return flaws


def _take_in(line: Line, known: _Known, *, at: datetime) -> None:
    """Add the line's answer, or its rating to the answer that it belongs to. Raises `Unacceptable`."""
    key = line.cells.get("key", "")
    if len(key) > LONGEST_KEY:
        raise Unacceptable(f"A key has at most {LONGEST_KEY} characters.", field="key")
    if key in known.keys:
        known.again.add(key)
        return
    if known.survey.is_nps:
        if key and key in known.answers:
            raise Unacceptable("Another line has this key.", field="key")
        answer = Answer(response=_response(line.cells, known))
        known.answers[key or f"\n{line.number}"] = answer  # no cell begins so
    else:
        if not key:
            raise Unacceptable("Say by a key which lines are one answer.", field="key")
        before = known.answers.get(key)
        ratings = (*(before.ratings if before else ()), _rating(line.cells, known))
        answer = Answer(response=before.response if before else _response(line.cells, known), ratings=ratings)
        known.answers[key] = answer
    survey_answers.checked(answer, statements=known.statements, at=at)


def _response(cells: Mapping[str, str], known: _Known) -> SurveyResponse:
    wave = _wave(cells["wave"], known.survey) if "wave" in cells else None
    return SurveyResponse(
        survey=known.survey,
        wave=cast("date", wave),  # filled in by the operation, where it is none
        answered_at=_answered_at(cells, wave, zone=ZoneInfo(known.survey.product.time_zone)),
        score=_whole(cells, "score") if "score" in cells else None,
        comment=cells.get("comment", ""),
        source_key=cells.get("key", ""),
        **{name: sheets.named(known.rows[name], cells[name], field=name) for name in WHO if name in cells},
    )


def _rating(cells: Mapping[str, str], known: _Known) -> Rating:
    if "opportunity" not in cells:
        raise Unacceptable("Say which opportunity it is about.", field="opportunity")
    return Rating(
        opportunity=known.opportunity(cells["opportunity"]),
        importance=_whole(cells, "importance"),
        satisfaction=_whole(cells, "satisfaction"),
    )


def _whole(cells: Mapping[str, str], name: str) -> int:
    text = cells.get(name, "")
    if not text.isascii() or not text.isdigit() or len(text) > 3:
        raise Unacceptable("Give a whole number.", field=name)
    return int(text)


def _wave(text: str, survey: Survey) -> date:
    try:
        period = periods.read(text)
    except ValueError as error:
        raise Unacceptable("Give a wave such as 2026-Q1, 2026-01 or 2026.", field="wave") from error
    if periods.around(period.start, survey.wave_length) != period:
        raise Unacceptable(f"A wave of this survey is a {survey.wave_length}.", field="wave")
    return period.start


def _answered_at(cells: Mapping[str, str], wave: date | None, *, zone: ZoneInfo) -> Any:
    """Return when it was answered; where only the wave is known, its first day; None is now."""
    told = sheets.moment(cells, "answered_at", zone=zone)
    return told or (datetime.combine(wave, time(12), zone) if wave else None)
