"""How strong the evidence behind a statement is."""

import re
from dataclasses import replace
from datetime import UTC, datetime, timedelta, timezone

import pytest
from hypothesis import given
from hypothesis import strategies as st

from research.evidence_strength import Band, Bands, EvidenceFacts, Flag, Strength, assess

NOW = datetime(2026, 3, 31, 12, tzinfo=UTC)
A_YEAR_AGO = datetime(2025, 3, 31, 12, tzinfo=UTC)
A_MOMENT = timedelta(microseconds=1)
SOLID = EvidenceFacts(
    participants=5,
    supporting=5,
    backing=5,
    accounts=2,
    studies=1,
    classes=1,
    mentions=8,
    newest_at=NOW,
    opposite_sought_at=NOW,
)
NOBODY = EvidenceFacts()


def strength(facts: EvidenceFacts, **changes: object) -> Strength:
    return assess(replace(facts, **changes), at=NOW)  # type: ignore[arg-type]  # names and types are the test's


@st.composite
def all_facts(draw: st.DrawFn) -> EvidenceFacts:
    """Facts that evidence can have: no more accounts or backers than people, and so on."""
    backing, others = draw(st.integers(0, 12)), draw(st.integers(0, 12))
    supporting = draw(st.integers(0, backing))
    mentions = backing + others + draw(st.integers(0, 9))
    times = st.none() | st.timedeltas(timedelta(days=-900), timedelta(days=90)).map(NOW.__add__)
    return EvidenceFacts(
        participants=backing + others,
        supporting=supporting,
        qualifying=draw(st.integers(backing - supporting, backing)),
        contradicting=draw(st.integers(others, others + backing)),
        backing=backing,
        accounts=draw(st.integers(1, backing)) if backing else 0,
        studies=draw(st.integers(0, 4)) if backing else 0,
        classes=draw(st.integers(1, 4)) if backing else 0,
        is_only_opinions=draw(st.booleans()),
        mentions=mentions,
        without_consent=draw(st.integers(0, mentions)),
        newest_at=draw(times),
        confirmed_at=draw(times),
        opposite_sought_at=draw(times),
    )


# --- bands


@pytest.mark.parametrize(
    ("backing", "accounts", "studies", "classes", "band"),
    [
        pytest.param(0, 0, 0, 0, Band.NONE, id="nobody"),
        pytest.param(1, 1, 1, 1, Band.SINGLE_VOICE, id="one person"),
        pytest.param(1, 1, 3, 3, Band.SINGLE_VOICE, id="one person in many studies"),
        pytest.param(2, 2, 2, 2, Band.THIN, id="two people"),
        pytest.param(4, 4, 4, 4, Band.THIN, id="four people"),
        pytest.param(5, 1, 1, 1, Band.THIN, id="five people of one account"),
        pytest.param(50, 1, 9, 4, Band.THIN, id="many people of one account"),
        pytest.param(5, 2, 1, 1, Band.SOLID, id="five people in two accounts"),
        pytest.param(50, 50, 1, 1, Band.SOLID, id="many people in one study"),
        pytest.param(5, 2, 0, 1, Band.SOLID, id="feedback without a study"),
        pytest.param(5, 2, 2, 1, Band.STRONG, id="a second study"),
        pytest.param(5, 2, 1, 2, Band.STRONG, id="a second class"),
        pytest.param(5, 2, 2, 2, Band.STRONG, id="both"),
    ],
)
def test_those_who_back_it_decide_the_band(backing: int, accounts: int, studies: int, classes: int, band: Band) -> None:
    facts = EvidenceFacts(backing=backing, accounts=accounts, studies=studies, classes=classes)

    assert assess(facts, at=NOW).band is band


def test_nothing_is_none_and_raises_no_flag() -> None:
    result = assess(NOBODY, at=NOW)

    assert (result.band, result.flags, result.sort_number) == (Band.NONE, (), 0)
    assert result.reasons == ("No participant says so.",)


def test_what_contradicts_backs_nothing() -> None:
    result = strength(NOBODY, participants=9, contradicting=9, mentions=9)

    assert (result.band, result.flags) == (Band.NONE, (Flag.CONTESTED,))


def test_a_team_sets_its_own_thresholds() -> None:
    bands = Bands(
        solid_participants=2,
        solid_accounts=1,
        strong_studies=3,
        strong_classes=3,
        contested_percent=50,
        stale_months=1,
    )
    facts = replace(
        SOLID, participants=3, backing=2, accounts=1, studies=2, classes=2, contradicting=1, newest_at=A_YEAR_AGO
    )

    assert assess(facts, at=NOW, bands=bands).band is Band.SOLID
    assert assess(facts, at=NOW, bands=bands).flags == (Flag.STALE,)
    assert assess(replace(facts, studies=3), at=NOW, bands=bands).band is Band.STRONG
    assert "Strong takes 3 studies or 3 classes of evidence." in assess(facts, at=NOW, bands=bands).reasons


MORE_SUPPORT = st.fixed_dictionaries({name: st.integers(0, 3) for name in ("accounts", "studies", "classes")})


@given(all_facts(), st.integers(0, 5), MORE_SUPPORT)
def test_more_support_never_weakens(facts: EvidenceFacts, people: int, more: dict[str, int]) -> None:
    before = assess(facts, at=NOW)

    after = assess(
        replace(
            facts,
            participants=facts.participants + people,
            supporting=facts.supporting + people,
            backing=facts.backing + people,
            accounts=facts.accounts + more["accounts"],
            studies=facts.studies + more["studies"],
            classes=facts.classes + more["classes"],
        ),
        at=NOW,
    )

    order = list(Band)
    assert order.index(after.band) >= order.index(before.band)
    assert after.sort_number >= before.sort_number
    assert Flag.CONTESTED not in after.flags or Flag.CONTESTED in before.flags


@given(all_facts(), all_facts())
def test_the_sort_number_orders_by_band_then_by_people(one: EvidenceFacts, other: EvidenceFacts) -> None:
    first, second = assess(one, at=NOW), assess(other, at=NOW)

    order = list(Band)
    by_hand = [(order.index(first.band), one.backing), (order.index(second.band), other.backing)]
    assert (first.sort_number < second.sort_number) == (by_hand[0] < by_hand[1])


# --- flags


@pytest.mark.parametrize(
    ("contradicting", "participants", "is_contested"),
    [
        pytest.param(3, 10, True, id="30 %"),
        pytest.param(2, 7, False, id="28.6 %"),
        pytest.param(299, 1_000, False, id="29.9 %"),
        pytest.param(300, 1_000, True, id="30 % of many"),
        pytest.param(1, 3, True, id="one of three"),
        pytest.param(1, 4, False, id="one of four"),
        pytest.param(0, 1, False, id="none of one"),
        pytest.param(0, 0, False, id="none of none"),
    ],
)
def test_three_in_ten_against_it_make_it_contested(contradicting: int, participants: int, is_contested: bool) -> None:
    result = strength(SOLID, contradicting=contradicting, participants=participants)

    assert (Flag.CONTESTED in result.flags) == is_contested


@pytest.mark.parametrize(
    ("newest_at", "confirmed_at", "is_stale"),
    [
        pytest.param(A_YEAR_AGO, None, False, id="twelve months to the moment"),
        pytest.param(A_YEAR_AGO - A_MOMENT, None, True, id="a moment older"),
        pytest.param(A_YEAR_AGO - A_MOMENT, A_YEAR_AGO, False, id="confirmed since"),
        pytest.param(A_YEAR_AGO - 2 * A_MOMENT, A_YEAR_AGO - A_MOMENT, True, id="confirmed too long ago"),
        pytest.param(NOW, datetime(2020, 1, 1, tzinfo=UTC), False, id="new evidence after an old confirmation"),
        pytest.param(None, None, False, id="no date"),
    ],
)
def test_evidence_goes_stale_after_twelve_months(
    newest_at: datetime | None, confirmed_at: datetime | None, is_stale: bool
) -> None:
    result = strength(SOLID, newest_at=newest_at, confirmed_at=confirmed_at)

    assert (Flag.STALE in result.flags) == is_stale


def test_a_leap_day_has_an_anniversary() -> None:
    leap_day = datetime(2028, 2, 29, tzinfo=UTC)
    newest_at = datetime(2027, 2, 28, tzinfo=UTC)

    assert Flag.STALE not in assess(replace(SOLID, newest_at=newest_at), at=leap_day).flags
    assert Flag.STALE in assess(replace(SOLID, newest_at=newest_at - A_MOMENT), at=leap_day).flags


def test_consent_that_is_gone_is_flagged() -> None:
    result = strength(SOLID, without_consent=1)

    assert result.flags == (Flag.CONSENT,)
    assert "Consent was withdrawn or has expired for 1 of 8 mentions." in result.reasons


def test_evidence_that_nobody_challenged_is_flagged() -> None:
    result = strength(SOLID, opposite_sought_at=None)

    assert result.flags == (Flag.OPPOSITE_NOT_SOUGHT,)
    assert "Nobody looked for the opposite." in result.reasons


def test_opinions_alone_are_named() -> None:
    result = strength(SOLID, is_only_opinions=True)

    assert result.is_only_opinions
    assert "All of it is opinion: wishes and predictions, nothing that happened." in result.reasons
    assert not strength(NOBODY, is_only_opinions=True).is_only_opinions


# --- reasons


@pytest.mark.parametrize(
    ("facts", "reasons"),
    [
        pytest.param(
            replace(SOLID, participants=7, backing=6, accounts=4, qualifying=1, contradicting=2),
            (
                "6 participants in 4 accounts say so.",
                "1 study and 1 class of evidence.",
                "Strong takes 2 studies or 2 classes of evidence.",
                "1 of 7 participants: true with a limit.",
                "2 of 7 participants speak against it.",
                "8 mentions in all.",
                "Newest mention from less than a month ago.",
            ),
            id="solid",
        ),
        pytest.param(
            EvidenceFacts(participants=1, supporting=1, backing=1, accounts=1, studies=1, classes=1, mentions=1),
            (
                "1 participant in 1 account says so.",
                "1 study and 1 class of evidence.",
                "Solid takes 5 participants in 2 accounts.",
                "Nobody looked for the opposite.",
                "1 mention in all.",
                "No mention has a date.",
            ),
            id="single voice",
        ),
        pytest.param(
            replace(SOLID, studies=2),
            (
                "5 participants in 2 accounts say so.",
                "2 studies and 1 class of evidence.",
                "8 mentions in all.",
                "Newest mention from less than a month ago.",
            ),
            id="strong",
        ),
    ],
)
def test_the_reasons_can_be_recounted(facts: EvidenceFacts, reasons: tuple[str, ...]) -> None:
    assert assess(facts, at=NOW).reasons == reasons


@pytest.mark.parametrize(
    ("newest_at", "confirmed_at", "reason"),
    [
        pytest.param(datetime(2025, 1, 31, tzinfo=UTC), None, "from 14 months ago, not confirmed since.", id="stale"),
        pytest.param(
            datetime(2025, 1, 31, tzinfo=UTC),
            datetime(2025, 1, 1, tzinfo=UTC),
            "from 14 months ago, not confirmed since.",
            id="confirmed before it",
        ),
        pytest.param(
            datetime(2023, 3, 31, tzinfo=UTC),
            datetime(2026, 1, 31, tzinfo=UTC),
            "from 36 months ago, last confirmed 2 months ago.",
            id="confirmed",
        ),
        pytest.param(datetime(2026, 2, 28, 12, tzinfo=UTC), None, "from 1 month ago.", id="a month to the moment"),
        pytest.param(datetime(2026, 2, 28, 13, tzinfo=UTC), None, "from less than a month ago.", id="not quite"),
        pytest.param(datetime(2026, 5, 1, tzinfo=UTC), None, "from less than a month ago.", id="dated tomorrow"),
        pytest.param(
            datetime(2026, 3, 1, 1, tzinfo=timezone(timedelta(hours=14))), None, "from 1 month ago.", id="zone"
        ),
    ],
)
def test_the_age_is_told_in_whole_months(newest_at: datetime, confirmed_at: datetime | None, reason: str) -> None:
    result = strength(SOLID, newest_at=newest_at, confirmed_at=confirmed_at)

    assert result.reasons[-1] == f"Newest mention {reason}"


@given(all_facts())
def test_every_figure_that_decided_is_in_the_reasons(facts: EvidenceFacts) -> None:
    result = assess(facts, at=NOW)

    told = set(map(int, re.findall(r"\d+", " ".join(result.reasons))))
    decided = {facts.backing, facts.accounts, facts.studies, facts.classes} if facts.backing else set()
    beside = {facts.contradicting, facts.participants} if facts.contradicting else set()
    assert decided | beside | {facts.qualifying, facts.without_consent, facts.mentions} - {0} <= told


@given(all_facts())
def test_every_flag_has_its_reason(facts: EvidenceFacts) -> None:
    result = assess(facts, at=NOW)

    words = {
        Flag.CONTESTED: "against it",
        Flag.STALE: "months ago",
        Flag.CONSENT: "Consent",
        Flag.OPPOSITE_NOT_SOUGHT: "Nobody looked for the opposite",
    }
    assert all(words[flag] in " ".join(result.reasons) for flag in result.flags)
    assert len(set(result.flags)) == len(result.flags)
