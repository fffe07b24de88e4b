"""The saturation of a study as a picture and a sentence."""

import pytest

from research.admin.saturation_chart import GROUND, WIDTH, chart, sentence
from research.statistics import saturation

SIX = [{1}, {2}, {3}, {4}, {5}, {6}]


@pytest.mark.parametrize(
    ("interviews", "told"),
    [
        pytest.param([], "The curve begins with the first interview whose coding is done.", id="none"),
        pytest.param(SIX, "2 coded interviews more before it can be told.", id="only the base"),
        pytest.param([*SIX, {1}], "1 coded interview more before it can be told.", id="half a run"),
        pytest.param([*SIX, {1}, {2}], "Saturated: 6+2 at ≤ 5 %.", id="saturated"),
        pytest.param(
            [*SIX, {7}, {8}],
            "Not yet: the last 2 interviews brought 2 new tags, 33 % of the 6 in the first 6.",
            id="not yet",
        ),
        pytest.param(
            [set()] * 8, "The first interviews have no tags, so that nothing can be compared with them.", id="untagged"
        ),
    ],
)
def test_it_is_told_in_a_sentence(interviews: list[set[int]], told: str) -> None:
    assert sentence(saturation.of(interviews)) == told


@pytest.mark.parametrize("number", [1, 8, 60])
def test_everything_lies_in_the_picture(number: int) -> None:
    made = chart(saturation.of([{one} for one in range(number)]), titles=["Talk"] * number)

    assert all(float(stop.x) >= 0 and float(stop.x) + float(stop.width) <= WIDTH for stop in made.stops)
    assert all(0 <= float(stop.curve_y) <= float(stop.y) + 0.1 <= GROUND for stop in made.stops)


def test_the_base_is_marked_once_it_is_full() -> None:
    assert chart(saturation.of(SIX[:5]), titles=["Talk"] * 5).base_width == ""
    assert float(chart(saturation.of(SIX), titles=["Talk"] * 6).base_width) > 0
