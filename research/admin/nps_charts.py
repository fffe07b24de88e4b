"""Pictures of NPS: how the answers lie from 0 to 10, and the waves with their intervals. Nothing here asks."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

from research.admin import charting, figures
from research.admin.charting import Chart, Frame, Value
from research.models.figures import MINUS
from research.surveying.nps_results import Wave

WIDTH, HEIGHT, TOP, BOTTOM, GAP = 700, 190, 26, 30, 8
PITCH = WIDTH / 11
TREND = Frame(width=700, height=240, left=56, right=24, top=18, bottom=34)

Party = Literal["detractor", "passive", "promoter"]


@dataclass(frozen=True, kw_only=True)
class Bar:
    """How many gave one score: where its bar stands, and what is written above it."""

    score: int
    number: int
    share: str
    party: Party
    x: float
    y: float
    width: float
    height: float

    @property
    def middle(self) -> float:
        return round(self.x + self.width / 2, 1)


@dataclass(frozen=True, kw_only=True)
class Distribution:
    bars: tuple[Bar, ...]
    said: str
    width: int = WIDTH
    height: int = HEIGHT
    floor: int = HEIGHT - BOTTOM


def distribution(wave: Wave) -> Distribution:
    """Draw how many gave 0, 1, … 10."""
    most = max(wave.by_score)
    room = HEIGHT - TOP - BOTTOM
    bars = []
    for score, number in enumerate(wave.by_score):
        height = round(room * number / most, 1)
        bars.append(
            Bar(
                score=score,
                number=number,
                share=f"{number / wave.n:.0%}".replace("%", " %"),
                party=party(score),
                x=round(score * PITCH + GAP / 2, 1),
                y=round(TOP + room - height, 1),
                width=round(PITCH - GAP, 1),
                height=height,
            )
        )
    said = ", ".join(f"{number} gave {score}" for score, number in enumerate(wave.by_score) if number)
    return Distribution(bars=tuple(bars), said=f"Of {wave.n} answers, {said}.")


def party(score: int) -> Party:
    if score >= 9:
        return "promoter"
    return "passive" if score >= 7 else "detractor"


def trend(waves: Sequence[Wave]) -> Chart | None:
    """Draw the waves with their intervals; nothing where there is only one."""
    if len(waves) < 2:
        return None
    values = [
        Value(
            when=wave.period.end.toordinal(),
            label=label(wave),
            said=said(wave),
            value=wave.score.value,
            low=wave.score.interval.low,
            high=wave.score.interval.high,
        )
        for wave in waves
    ]
    return charting.chart(values, frame=TREND, said=lambda value: points(value, places=0))


def label(wave: Wave) -> str:
    return figures.period(wave.period.start, wave.period.end)


def said(wave: Wave) -> str:
    return f"{label(wave)}: NPS {points(wave.score.value)}, n = {wave.n:,}, 95 % interval {interval(wave)}"


def interval(wave: Wave) -> str:
    """Two digits: what its source prints."""
    return f"{points(wave.score.interval.low, places=2)} to {points(wave.score.interval.high, places=2)}"


def points(value: float, *, places: int = 1, sign: bool = False) -> str:
    """Write points with a minus that is one; with `sign`, a plus, too."""
    text = f"{value:{'+' if sign else ''}.{places}f}"
    return text.removeprefix("-") if not float(text) else text.replace("-", MINUS)


def change(wave: Wave) -> str:
    """Say how it moved since the wave before, and whether that may be chance. Nothing for a first wave."""
    if wave.change is None:
        return ""
    ends = wave.change.interval
    between = f"{points(ends.low, sign=True)} to {points(ends.high, sign=True)}"
    verdict = "significant" if wave.change.is_significant else "may be chance"
    return f"{points(wave.change.value, sign=True)} ({between}), {verdict}"


def tone(wave: Wave) -> str:
    if wave.change is None or not wave.change.is_significant:
        return "plain"
    return "good" if wave.change.value > 0 else "bad"
