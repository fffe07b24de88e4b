"""The picture of a trace: where bars stand, how wide bands are, what is written, with one passage and with many."""

import re
from itertools import pairwise
from typing import Any

import pytest

from backlog.tracing import flow
from backlog.tracing.shapes import NARROW, WIDE, Measures, Node, Picture, wrapped
from backlog.tracing.strands import STANCES, composed, told
from tests.backlog.tracing.traces import evidence, passage, person, trace

SIZES = pytest.mark.parametrize("measures", [WIDE, NARROW], ids=["wide", "narrow"])
ADA, BEN = person("P-1", account="Nordlicht"), person("P-2")


def drawn(*links: Any, measures: Measures = WIDE, **given: Any) -> Picture:
    picture = flow.picture(trace(*links, **given), measures)
    assert picture
    return picture


def many(number: int, *, people: int, insights: int) -> Picture:
    crowd = [person(f"P-{code}", account=f"Account {code % 40}") for code in range(people)]
    links = [
        evidence(pk, *(passage(one, crowd[one % people]) for one in range(number) if one % insights == pk))
        for pk in range(insights)
    ]
    return drawn(*links)


def bars(picture: Picture, kind: str) -> list[Node]:
    return [node for node in picture.nodes if node.kind == kind]


def height(picture: Picture, kind: str) -> float:
    return sum(float(node.height) for node in bars(picture, kind))


def widths(picture: Picture, stance: str, place: int, measures: Measures = WIDE) -> list[float]:
    """How wide the bands of a stance are where they leave a column."""
    starts = rf"M{measures.columns[place] + measures.node} ([\d.]+)C.* ([\d.]+)Z"
    found = (re.match(starts, band.path) for band in picture.bands if band.stance == stance)
    return [round(float(one[2]) - float(one[1]), 1) for one in found if one]


def test_nothing_makes_no_picture() -> None:
    assert flow.picture(trace()) is None


def test_one_passage_runs_from_its_speaker_to_the_item_in_one_width() -> None:
    picture = drawn(evidence(1, passage(7, ADA)))

    assert [node.kind for node in picture.nodes] == ["person", "passage", "insight", "item"]
    assert {node.height for node in picture.nodes} == {"24"}
    assert [widths(picture, "supports", place) for place in range(3)] == [[24.0], [24.0], [24.0]]
    assert {band.along for band in picture.bands} == {"7"}


@pytest.mark.parametrize(("number", "unit"), [(1, 24), (10, 24), (20, 21), (125, 3.4), (400, 3)])
def test_more_passages_are_thinner_and_never_vanish(number: int, unit: float) -> None:
    picture = many(number, people=min(number, 10), insights=1)

    assert {node.height for node in bars(picture, "passage")} == {f"{unit:g}"}
    assert height(picture, "person") == pytest.approx(height(picture, "item"), rel=0.02)


@SIZES
@pytest.mark.parametrize("number", [1, 10, 125])
def test_no_bar_lies_on_another_or_outside(number: int, measures: Measures) -> None:
    crowd = [person(f"P-{code}") for code in range(9)]
    picture = drawn(
        *(evidence(pk, *(passage(one, crowd[one % 9]) for one in range(pk, number, 3))) for pk in range(3)),
        measures=measures,
    )

    for kind in ("person", "passage", "insight", "item"):
        column = bars(picture, kind)
        edges = [(float(node.y), float(node.y) + float(node.height)) for node in column]
        assert all(above[1] <= below[0] for above, below in pairwise(edges))
        assert all(top >= 0 and bottom <= picture.height for top, bottom in edges)


@SIZES
def test_no_line_of_text_touches_the_next_in_its_column(measures: Measures) -> None:
    crowd = [person(f"P-{code}") for code in range(24)]
    picture = drawn(*(evidence(pk, passage(pk, crowd[pk])) for pk in range(24)), measures=measures)

    for kind in ("person", "insight"):
        lines = sorted(float(line.y) for node in bars(picture, kind) for line in node.lines)
        assert all(below - above >= 12 for above, below in pairwise(lines))


def test_two_speakers_share_the_width_of_their_passage() -> None:
    picture = drawn(evidence(1, passage(7, ADA, BEN)))

    assert [node.height for node in bars(picture, "person")] == ["12", "12"]
    assert widths(picture, "supports", 0) == [12.0, 12.0]


def test_a_passage_behind_two_insights_is_twice_as_wide() -> None:
    picture = drawn(evidence(1, passage(7, ADA)), evidence(2, passage(7, ADA), passage(8, BEN)))

    assert {node.of: node.height for node in bars(picture, "passage")} == {"7": "48", "8": "24"}


def test_what_speaks_against_has_its_own_colour_all_the_way() -> None:
    picture = drawn(evidence(1, passage(7, ADA), passage(8, BEN, stance="contradicts")))

    assert [widths(picture, "contradicts", place) for place in range(3)] == [[24.0]] * 3
    assert {node.of: node.stance for node in bars(picture, "passage")} == {"7": "supports", "8": "contradicts"}


@pytest.mark.parametrize(
    ("link", "said", "whole"),
    [
        ("supports", "supports", "supports"),
        ("supports", "qualifies", "qualifies"),
        ("supports", "contradicts", "contradicts"),
        ("qualifies", "supports", "qualifies"),
        ("qualifies", "qualifies", "qualifies"),
        ("qualifies", "contradicts", "contradicts"),
        ("contradicts", "supports", "contradicts"),
        ("contradicts", "qualifies", "contradicts"),
        ("contradicts", "contradicts", "qualifies"),
    ],
)
def test_stances_compose_as_the_facts_compose_them(link: str, said: str, whole: str) -> None:
    picture = drawn(evidence(1, passage(7, ADA, stance=said), stance=link))

    assert composed(link, said) == whole
    assert {stance for stance in STANCES if widths(picture, stance, 2)} == {whole}


def test_the_opportunity_stands_below_where_insights_are_behind_it_alone() -> None:
    own, other = evidence(1, passage(7, ADA)), evidence(2, passage(8, BEN))

    assert not bars(drawn(own, opportunity=[own]), "opportunity")
    [below] = bars(drawn(own, opportunity=[own, other]), "opportunity")
    assert below.along == "8"


def test_an_insight_without_a_passage_in_sight_is_still_linked() -> None:
    picture = drawn(evidence(1))

    assert [node.kind for node in picture.nodes] == ["insight", "item"]
    assert widths(picture, "supports", 2) == [3.0]


def test_few_passages_say_their_first_words_and_many_do_not() -> None:
    assert bars(many(12, people=3, insights=2), "passage")[0].lines[0].text == "words 0"
    assert not any(node.lines for node in bars(many(13, people=3, insights=2), "passage"))


@pytest.mark.parametrize(("insights", "lines"), [(10, 3), (11, 2)])
def test_many_insights_take_one_line_each_for_their_titles(insights: int, lines: int) -> None:
    links = [evidence(pk, passage(pk, ADA)) for pk in range(insights)]
    for link in links:
        link["insight"]["title"] = "People keep a second calendar because the first is never right"

    assert {len(node.lines) for node in bars(drawn(*links), "insight")} == {lines}


def test_words_left_out_are_not_in_the_picture() -> None:
    [bar] = bars(drawn(evidence(1, passage(7, ADA, quote="", withheld="consent withdrawn"))), "passage")

    assert bar.title == "words left out: consent withdrawn"


def test_the_unnamed_of_one_interview_are_one_person() -> None:
    elsewhere = {"id": 2, "title": "Call", "held_at": None}
    picture = drawn(evidence(1, passage(7), passage(8), passage(9, interview=elsewhere)))

    assert [node.lines[0].text for node in bars(picture, "person")] == ["unnamed", "unnamed"]


def test_where_people_are_many_their_accounts_stand_for_them() -> None:
    picture = many(125, people=60, insights=5)

    names = [node.title for node in bars(picture, "person")]
    assert len(names) == 24
    assert "others · 17 people" in names
    assert "Account 0 · 2 people" in names


def test_long_titles_break_and_are_cut() -> None:
    assert wrapped("one two three four", letters=9, lines=2) == ["one two", "three fo…"]
    assert wrapped("one two", letters=20, lines=2) == ["one two"]
    assert wrapped("Donaudampfschiffahrt", letters=9, lines=1) == ["Donaudam…"]
    assert wrapped("anything", letters=0, lines=0) == []


def test_it_is_told_in_words() -> None:
    whole = trace(
        evidence(1, passage(7, ADA), passage(8, ADA, BEN, stance="contradicts")), evidence(2, passage(7, ADA))
    )

    assert told(whole) == (
        "2 passages of 2 people in 2 insights. Insight 1, Insight 1: 1 in support, 1 against. "
        "Insight 2, Insight 2: 1 in support."
    )
