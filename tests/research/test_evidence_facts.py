"""What is behind insights, opportunities and items: the database counts as a person would."""

import random
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from backlog.models import evidence_facts as items_facts
from research.evidence_strength import Band, EvidenceFacts, Flag, assess
from research.models import (
    Consent,
    EvidenceClass,
    Highlight,
    HighlightParticipant,
    Insight,
    InsightEvidence,
    Interview,
    Participant,
    Stance,
    evidence_facts,
)
from research.operations import insights
from tests.factories import (
    AccountFactory,
    BacklogItemFactory,
    ConsentFactory,
    EvidenceFactory,
    HighlightFactory,
    HighlightParticipantFactory,
    InsightEvidenceFactory,
    InsightFactory,
    InterviewFactory,
    MeasurementFactory,
    NoteFactory,
    OpportunityEvidenceFactory,
    OpportunityFactory,
    ParticipantFactory,
    StudyFactory,
)

pytestmark = pytest.mark.django_db

NOW = datetime(2026, 9, 1, tzinfo=UTC)
NEVER = datetime.max.replace(tzinfo=UTC)
QUOTABLE = Consent.Scope.QUOTE_INTERNALLY


# --- the same facts, counted slowly


@dataclass(frozen=True, kw_only=True)
class Voice:
    """One person in one passage."""

    highlight: Highlight
    stance: str
    evidence_class: EvidenceClass
    participant: Participant | None

    @property
    def interview(self) -> Interview:
        return self.highlight.note.interview

    @property
    def person(self) -> tuple[str, int]:
        return ("participant", self.participant.pk) if self.participant else ("somebody in", self.interview.pk)

    @property
    def account(self) -> tuple[str, int]:
        if self.participant and self.participant.account_id:
            return "account", self.participant.account_id
        return self.person

    @property
    def is_refused(self) -> bool:
        if self.participant is None:
            return False
        rows = [
            row
            for row in Consent.objects.filter(participant=self.participant, scope=QUOTABLE)
            if row.study_id in (None, self.interview.study_id) and row.interview_id in (None, self.interview.pk)
        ]
        if not rows:
            return not self.interview.is_feedback
        for_interview = [row for row in rows if row.interview_id]
        for_study = [row for row in rows if row.study_id]
        row = max(for_interview or for_study or rows, key=lambda row: row.given_at)
        return not row.given_at <= NOW < min(row.expires_at or NEVER, row.withdrawn_at or NEVER)


def composed(one: str, other: str) -> str:
    against = [one, other].count(Stance.CONTRADICTS)
    if against == 1:
        return Stance.CONTRADICTS
    return Stance.QUALIFIES if against == 2 or Stance.QUALIFIES in (one, other) else Stance.SUPPORTS


def voices(insight: Insight, stance: str) -> Iterator[Voice]:
    for evidence in insight.evidence.all():
        highlight = evidence.highlight
        if highlight is None or highlight.state == Highlight.State.WITHDRAWN or highlight.by_interviewer:
            continue
        speakers: list[Participant | None] = list(highlight.participants.all())
        for participant in speakers or [None]:
            yield Voice(
                highlight=highlight,
                stance=composed(stance, evidence.stance),
                evidence_class=evidence.evidence_class,
                participant=participant,
            )


def figures(insight: Insight, stance: str) -> Iterator[tuple[InsightEvidence, str]]:
    """The measurements that it rests on, each with its stance towards what rests on the insight."""
    for evidence in insight.evidence.measured():
        yield evidence, composed(stance, evidence.stance)


def earliest(moments: list[datetime | None]) -> datetime | None:
    known = [moment for moment in moments if moment]
    return min(known) if known and len(known) == len(moments) else None


def slowly(links: list[tuple[Insight, str]]) -> EvidenceFacts:
    heard = [voice for insight, stance in links for voice in voices(insight, stance)]
    backing = [voice for voice in heard if voice.stance != Stance.CONTRADICTS]
    read = [figure for insight, stance in links for figure in figures(insight, stance)]
    classes = [voice.evidence_class for voice in backing]
    classes += [evidence.evidence_class for evidence, stance in read if stance != Stance.CONTRADICTS]
    people = defaultdict(set)
    for voice in heard:
        people[voice.stance].add(voice.person)
    return EvidenceFacts(
        participants=len({voice.person for voice in heard}),
        supporting=len(people[Stance.SUPPORTS]),
        qualifying=len(people[Stance.QUALIFIES]),
        contradicting=len(people[Stance.CONTRADICTS]),
        backing=len({voice.person for voice in backing}),
        accounts=len({voice.account for voice in backing}),
        studies=len({voice.interview.study_id for voice in backing} - {None}),
        classes=len(set(classes)),
        is_only_opinions=bool(classes) and all(one.is_opinion for one in classes),
        mentions=len({voice.highlight for voice in heard}),
        without_consent=len({voice.highlight for voice in heard if voice.is_refused}),
        newest_at=max((voice.interview.held_at for voice in heard if voice.interview.held_at), default=None),
        confirmed_at=earliest([insight.confirmed_at for insight, _ in links]),
        opposite_sought_at=earliest([insight.opposite_sought_at for insight, _ in links]),
        measurements=len({one.measurement for one, _ in read}),
        measurements_backing=len({one.measurement for one, stance in read if stance != Stance.CONTRADICTS}),
        measurements_against=len({one.measurement for one, stance in read if stance == Stance.CONTRADICTS}),
        measured_to=max((one.measurement.period_end for one, _ in read if one.measurement), default=None),
    )


# --- random small worlds


class World:
    """Insights, opportunities and items over a few interviews. Small, so that people and accounts meet again."""

    def __init__(self, seed: int) -> None:
        self.dice = random.Random(seed)
        self.studies = [StudyFactory.create() for _ in range(2)]
        accounts = [AccountFactory.create() for _ in range(2)]
        self.people = [ParticipantFactory.create(account=self.dice.choice([None, *accounts])) for _ in range(5)]
        self.classes = list(EvidenceClass.objects.all())
        self.interviews = [self.interview() for _ in range(5)]
        self.consents()
        self.highlights = [self.highlight(NoteFactory.create(interview=one)) for one in self.interviews * 4]
        self.measurements = [MeasurementFactory.create() for _ in range(3)]
        self.insights = [self.insight() for _ in range(5)]
        self.opportunities = [OpportunityFactory.create() for _ in range(3)]
        self.items = [BacklogItemFactory.create() for _ in range(3)]
        for insight in self.insights:
            for opportunity in self.some(self.opportunities):
                OpportunityEvidenceFactory.create(opportunity=opportunity, insight=insight, stance=self.stance())
            for item in self.some(self.items):
                EvidenceFactory.create(item=item, insight=insight, stance=self.stance())

    def some(self, things: list[Any]) -> list[Any]:
        return self.dice.sample(things, self.dice.randint(0, len(things)))

    def moment(self, *, chance: float = 1, days: tuple[int, int] = (-900, -1)) -> datetime | None:
        return NOW + timedelta(days=self.dice.randint(*days)) if self.dice.random() < chance else None

    def stance(self) -> str:
        return self.dice.choice(Stance.values)

    def interview(self) -> Interview:
        kind = self.dice.choice([Interview.Kind.DISCOVERY, Interview.Kind.SUPPORT_CALL, Interview.Kind.APP_REVIEW])
        study = self.dice.choice([None, *self.studies] if kind == Interview.Kind.APP_REVIEW else self.studies)
        return InterviewFactory.create(kind=kind, study=study, held_at=self.moment(chance=0.8))

    def consents(self) -> None:
        places: list[dict[str, Any]] = [
            {},
            *({"study": study} for study in self.studies),
            *({"study": one.study, "interview": one} for one in self.interviews if one.study),
        ]
        for person in self.people:
            for place in self.some(places):
                given_at = NOW + timedelta(days=self.dice.randint(-900, 3))
                ends = self.dice.choice([{}, {}, {"expires_at": 400}, {"withdrawn_at": 400}])
                times = {name: given_at + timedelta(days=self.dice.randint(0, most)) for name, most in ends.items()}
                ConsentFactory.create(participant=person, given_at=given_at, **times, **place)
                if times and max(times.values()) < NOW and self.dice.random() < 0.5:
                    ConsentFactory.create(participant=person, given_at=max(times.values()), **place)

    def highlight(self, note: Any) -> Highlight:
        state = self.dice.choice([*Highlight.State.values, Highlight.State.ANCHORED, Highlight.State.ANCHORED])
        fields: dict[str, Any] = {"state": state}
        if state in (Highlight.State.DETACHED, Highlight.State.WITHDRAWN):
            fields |= {"start": None, "end": None, "quote": "gone" if state == Highlight.State.DETACHED else ""}
        is_interviewers = self.dice.random() < 0.1
        highlight = HighlightFactory.create(note=note, by_interviewer=is_interviewers, **fields)
        for person in [] if is_interviewers else self.dice.sample(self.people, self.dice.choice([0, 0, 1, 1, 1, 2])):
            HighlightParticipantFactory.create(highlight=highlight, participant=person)
        return highlight

    def insight(self) -> Insight:
        confirmed_at = self.moment(chance=0.5)
        insight = InsightFactory.create(
            confirmed_at=confirmed_at,
            confirmation_reason="Still so." if confirmed_at else "",
            opposite_sought_at=self.moment(chance=0.7),
        )
        for highlight in self.some(self.highlights)[: self.dice.randint(0, 12)]:
            InsightEvidenceFactory.create(
                insight=insight,
                highlight=highlight,
                stance=self.stance(),
                evidence_class=self.dice.choice(self.classes),
            )
        for measurement in self.some(self.measurements):
            InsightEvidenceFactory.create(
                insight=insight,
                highlight=None,
                measurement=measurement,
                stance=self.stance(),
                evidence_class=self.dice.choice(self.classes),
            )
        return insight


@pytest.mark.parametrize("seed", range(20))
def test_the_database_counts_as_a_person_would(seed: int) -> None:
    world = World(seed)

    of_insights = evidence_facts.of_insights([one.pk for one in world.insights], at=NOW)
    of_opportunities = evidence_facts.of_opportunities([one.pk for one in world.opportunities], at=NOW)
    of_items = items_facts.of_items([one.pk for one in world.items], at=NOW)

    assert of_insights == {one.pk: slowly([(one, Stance.SUPPORTS)]) for one in world.insights}
    assert of_opportunities == {
        one.pk: slowly([(link.insight, link.stance) for link in one.evidence.all()]) for one in world.opportunities
    }
    assert of_items == {
        one.pk: slowly([(link.insight, link.stance) for link in one.evidence.all()]) for one in world.items
    }


@pytest.mark.parametrize("seed", range(20, 26))
def test_consent_is_missed_exactly_where_publishing_is_refused(seed: int) -> None:
    world = World(seed)

    facts = evidence_facts.of_insights([one.pk for one in world.insights], at=NOW)

    for insight in world.insights:
        assert bool(facts[insight.pk].without_consent) == bool(insights.unquotable(insight, at=NOW))


# --- one rule at a time


def facts(insight: Insight) -> EvidenceFacts:
    return evidence_facts.of_insights([insight.pk], at=NOW)[insight.pk]


def hear(
    insight: Insight,
    *people: Participant,
    stance: str = Stance.SUPPORTS,
    slug: str = "user-evidence",
    by_interviewer: bool = False,
    **interview: Any,
) -> Highlight:
    """Let the people say one passage in an interview of their own, held ten days ago."""
    held = InterviewFactory.create(**{"held_at": NOW - timedelta(days=10), **interview})
    highlight = HighlightFactory.create(note__interview=held, by_interviewer=by_interviewer)
    for person in people:
        HighlightParticipantFactory.create(highlight=highlight, participant=person)
    evidence_class = EvidenceClass.objects.get(slug=slug)
    InsightEvidenceFactory.create(insight=insight, highlight=highlight, stance=stance, evidence_class=evidence_class)
    return highlight


def person(**fields: Any) -> Participant:
    """Somebody who agreed to be quoted."""
    participant = ParticipantFactory.create(**fields)
    ConsentFactory.create(participant=participant, given_at=NOW - timedelta(days=900))
    return participant


def test_nothing_has_no_facts() -> None:
    insight = InsightFactory.create()

    found = evidence_facts.of_insights([insight.pk, 10**9], at=NOW)

    assert found == {insight.pk: EvidenceFacts(), 10**9: EvidenceFacts()}
    assert evidence_facts.of_insights([], at=NOW) == {}


def test_what_nobody_is_known_to_have_said_is_one_person_an_interview() -> None:
    insight = InsightFactory.create()
    study = StudyFactory.create()
    interview = InterviewFactory.create(study=study)
    for _ in range(3):
        InsightEvidenceFactory.create(insight=insight, highlight__note__interview=interview)
    hear(insight, study=study)

    assert (facts(insight).participants, facts(insight).accounts, facts(insight).mentions) == (2, 2, 4)


def test_an_interviewer_s_words_and_withdrawn_words_count_for_nobody() -> None:
    insight = InsightFactory.create()
    hear(insight, by_interviewer=True)
    withdrawn = hear(insight, person())
    withdrawn.state, withdrawn.start, withdrawn.end, withdrawn.quote = Highlight.State.WITHDRAWN, None, None, ""
    withdrawn.save()

    assert facts(insight) == EvidenceFacts()


def measure(insight: Insight, *, stance: str = Stance.SUPPORTS) -> None:
    InsightEvidenceFactory.create(
        insight=insight,
        highlight=None,
        measurement=MeasurementFactory.create(),
        stance=stance,
        evidence_class=EvidenceClass.objects.get(slug="behaviour-data"),
    )


def test_a_measurement_is_nobody() -> None:
    insight = InsightFactory.create()
    measure(insight)

    found = facts(insight)

    assert (found.participants, found.backing, found.accounts, found.mentions) == (0, 0, 0, 0)
    assert (found.measurements, found.measurements_backing, found.measurements_against) == (1, 1, 0)
    assert assess(found, at=NOW).band is Band.NONE


def test_words_of_one_kind_are_strong_beside_a_measurement_that_backs_them_and_not_beside_one_that_does_not() -> None:
    backed, denied = InsightFactory.create(), InsightFactory.create()
    for insight in (backed, denied):
        study = StudyFactory.create()
        for _ in range(5):
            hear(insight, person(account=AccountFactory.create()), study=study)
    measure(backed)
    measure(denied, stance=Stance.CONTRADICTS)

    assert assess(facts(backed), at=NOW).band is Band.STRONG
    assert assess(facts(denied), at=NOW).band is Band.SOLID


def test_a_person_who_says_both_counts_once_in_all_and_under_both() -> None:
    insight = InsightFactory.create()
    one = person()
    hear(insight, one)
    hear(insight, one, stance=Stance.CONTRADICTS)

    found = facts(insight)
    assert (found.participants, found.supporting, found.contradicting, found.backing) == (1, 1, 1, 1)


@pytest.mark.parametrize(
    ("consents", "kind", "is_missed"),
    [
        pytest.param([], "discovery", 1, id="a session without a consent"),
        pytest.param([], "app_review", 0, id="feedback without a consent"),
        pytest.param([{"withdrawn_at": NOW}], "app_review", 1, id="feedback, withdrawn this moment"),
        pytest.param([{}], "discovery", 0, id="in force"),
        pytest.param([{"expires_at": NOW}], "discovery", 1, id="expires this moment"),
        pytest.param([{"expires_at": NOW + timedelta(seconds=1)}], "discovery", 0, id="expires in a second"),
        pytest.param([{}, {"study": True, "withdrawn_at": NOW}], "discovery", 1, id="the study's beats the general"),
        pytest.param([{"withdrawn_at": NOW}, {"study": True}], "discovery", 0, id="a specific grant beats, too"),
        pytest.param(
            [{"study": True}, {"study": True, "interview": True, "withdrawn_at": NOW}],
            "discovery",
            1,
            id="the interview's beats the study's",
        ),
        pytest.param([{"scope": Consent.Scope.QUOTE_PUBLICLY}], "discovery", 1, id="another scope"),
    ],
)
def test_the_most_specific_consent_decides(consents: list[dict[str, Any]], kind: str, is_missed: int) -> None:
    insight, participant = InsightFactory.create(), ParticipantFactory.create()
    interview = hear(insight, participant, kind=kind).note.interview
    for consent in consents:
        place = {"study": interview.study, "interview": interview}
        fields = {name: place[name] if value is True else value for name, value in consent.items()}
        ConsentFactory.create(participant=participant, given_at=NOW - timedelta(days=99), **fields)

    assert facts(insight).without_consent == is_missed


STANCES = [
    (Stance.SUPPORTS, Stance.SUPPORTS, "supporting"),
    (Stance.SUPPORTS, Stance.QUALIFIES, "qualifying"),
    (Stance.SUPPORTS, Stance.CONTRADICTS, "contradicting"),
    (Stance.QUALIFIES, Stance.SUPPORTS, "qualifying"),
    (Stance.QUALIFIES, Stance.QUALIFIES, "qualifying"),
    (Stance.QUALIFIES, Stance.CONTRADICTS, "contradicting"),
    (Stance.CONTRADICTS, Stance.SUPPORTS, "contradicting"),
    (Stance.CONTRADICTS, Stance.QUALIFIES, "contradicting"),
    (Stance.CONTRADICTS, Stance.CONTRADICTS, "qualifying"),
]


@pytest.mark.parametrize(("of_insight", "of_passage", "counts_as"), STANCES)
def test_stances_compose_along_the_chain(of_insight: str, of_passage: str, counts_as: str) -> None:
    insight = InsightFactory.create()
    hear(insight, person(), stance=of_passage)
    item = EvidenceFactory.create(insight=insight, stance=of_insight).item

    found = items_facts.of_items([item.pk], at=NOW)[item.pk]

    counts = {name: getattr(found, name) for name in ("supporting", "qualifying", "contradicting")}
    assert counts == {"supporting": 0, "qualifying": 0, "contradicting": 0, counts_as: 1}


# --- every band and flag, from rows


def bands() -> Iterator[tuple[Insight, Band]]:
    """One insight for every way into a band, without any flag."""
    account = AccountFactory.create()
    study, other = StudyFactory.create(), StudyFactory.create()
    sought = {"opposite_sought_at": NOW}
    for people, in_account, last, band in [
        (0, 0, {}, Band.NONE),
        (1, 0, {}, Band.SINGLE_VOICE),
        (2, 0, {}, Band.THIN),
        (5, 5, {}, Band.THIN),
        (5, 4, {}, Band.SOLID),
        (5, 4, {"study": other}, Band.STRONG),
        (5, 4, {"slug": "market-data"}, Band.STRONG),
    ]:
        insight = InsightFactory.create(**sought)
        crowd = [person(account=account if number < in_account else None) for number in range(people)]
        for number, one in enumerate(crowd):
            hear(insight, one, **{"study": study, **(last if number == people - 1 else {})})
        yield insight, band


def test_every_band_comes_from_rows() -> None:
    cases = list(bands())

    found = evidence_facts.of_insights([insight.pk for insight, _ in cases], at=NOW)

    told = [assess(found[insight.pk], at=NOW) for insight, _ in cases]
    assert [one.band for one in told] == [band for _, band in cases]
    assert not any(one.flags for one in told)


@pytest.mark.parametrize(
    ("fields", "heard", "flags"),
    [
        pytest.param({}, {"stance": Stance.CONTRADICTS}, (Flag.CONTESTED,), id="contested"),
        pytest.param({}, {"held_at": NOW - timedelta(days=500)}, (Flag.STALE,), id="stale"),
        pytest.param(
            {"confirmed_at": NOW - timedelta(days=5), "confirmation_reason": "Asked again."},
            {"held_at": NOW - timedelta(days=500)},
            (),
            id="confirmed still true",
        ),
        pytest.param({"opposite_sought_at": None}, {}, (Flag.OPPOSITE_NOT_SOUGHT,), id="opposite not sought"),
    ],
)
def test_flags_come_from_rows(fields: dict[str, Any], heard: dict[str, Any], flags: tuple[Flag, ...]) -> None:
    insight = InsightFactory.create(**{"opposite_sought_at": NOW, **fields})
    hear(insight, person(), **heard)

    assert assess(facts(insight), at=NOW).flags == flags


def test_a_missing_consent_raises_its_flag_and_opinions_are_told() -> None:
    insight = InsightFactory.create(opposite_sought_at=NOW)
    hear(insight, ParticipantFactory.create(), slug=EvidenceClass.objects.filter(is_opinion=True)[0].slug)

    strength = assess(facts(insight), at=NOW)

    assert strength.flags == (Flag.CONSENT,)
    assert strength.is_only_opinions


@pytest.mark.parametrize("rows", [2, 20])
def test_a_page_takes_one_query(rows: int) -> None:
    page = [InsightEvidenceFactory.create().insight.pk for _ in range(rows)]

    with CaptureQueriesContext(connection) as queries:
        evidence_facts.of_insights(page, at=NOW)

    assert len(queries) == 1


def test_the_people_of_the_property_are_really_mixed() -> None:
    """A guard for the random worlds: they hold every case that the property is about."""
    for seed in range(20):
        World(seed)

    assert HighlightParticipant.objects.unquotable(at=NOW).exists()
    assert set(Highlight.objects.values_list("state", flat=True)) == set(Highlight.State.values)
