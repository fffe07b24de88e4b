"""The saturation of a study as a picture and a sentence. Pure."""

from collections.abc import Sequence
from dataclasses import dataclass

from research.statistics.saturation import Saturation

WIDTH, GROUND, TALLEST, WIDEST = 360, 130, 106, 44
SOURCE = "Guest, Namey & Chen (2020)"


@dataclass(frozen=True, kw_only=True)
class Stop:
    """One interview: a bar for its new tags, and a point of the curve of all tags so far."""

    title: str
    new: int
    known: int
    x: str
    width: str
    y: str
    height: str
    middle: str
    curve_y: str


@dataclass(frozen=True, kw_only=True)
class Chart:
    """Drawn on 360 × 152 with its ground at y = 130. `base_width` is how far the base reaches, 0 if it is not full."""

    stops: tuple[Stop, ...]
    curve: str
    base_width: str
    sentence: str
    method: str


def chart(saturation: Saturation, *, titles: Sequence[str]) -> Chart:
    """Lay out the curve; `titles` are those of its interviews."""
    step = min(WIDEST, WIDTH / max(1, saturation.n))
    most = max((one.known for one in saturation.interviews), default=0) or 1
    stops = tuple(
        Stop(
            title=title,
            new=one.new,
            known=one.known,
            x=_number(place * step + step * 0.18),
            width=_number(step * 0.64),
            y=_number(GROUND - one.new / most * TALLEST),
            height=_number(one.new / most * TALLEST),
            middle=_number(place * step + step / 2),
            curve_y=_number(GROUND - one.known / most * TALLEST),
        )
        for place, (one, title) in enumerate(zip(saturation.interviews, titles, strict=True))
    )
    is_full = saturation.n >= saturation.base
    return Chart(
        stops=stops,
        curve=" ".join(f"{stop.middle},{stop.curve_y}" for stop in stops),
        base_width=_number(saturation.base * step) if is_full else "",
        sentence=sentence(saturation),
        method=(
            f"{SOURCE}: new tags in {saturation.run} interviews in a row ÷ different tags in the first "
            f"{saturation.base}, at most {saturation.threshold * 100:g} %. n = {_count(saturation.n, 'interview')} "
            "whose coding is done, in the order they were held."
        ),
    )


def sentence(saturation: Saturation) -> str:
    """Say where the study stands."""
    if not saturation.n:
        return "The curve begins with the first interview whose coding is done."
    if saturation.still_needed:
        return f"{_count(saturation.still_needed, 'coded interview')} more before it can be told."
    if saturation.reached_after is not None:
        return f"Saturated: {saturation}."
    last = saturation.runs[-1]
    if last.share is None:
        return "The first interviews have no tags, so that nothing can be compared with them."
    return (
        f"Not yet: the last {saturation.run} interviews brought {_count(last.new, 'new tag')}, "
        f"{last.share * 100:.0f} % of the {saturation.base_tags} in the first {saturation.base}."
    )


def _number(value: float) -> str:
    """A coordinate, written as SVG has it whatever the locale."""
    return f"{value:.1f}".removesuffix(".0")


def _count(number: int, one: str) -> str:
    return f"{number} {one}" if number == 1 else f"{number} {one}s"
