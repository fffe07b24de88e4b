"""Where a score lies between what it brings and what it takes: the value before the effort, against the effort."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True, kw_only=True)
class Point:
    across: float
    up: float


@dataclass(frozen=True, kw_only=True)
class Plane:
    """What the two axes are called, and where a score lies; `of` takes its inputs and its details."""

    across: str
    up: str
    of: Callable[[Mapping[str, Any], Mapping[str, Any]], Point]


PLANES: Mapping[str, Plane] = {
    "rice": Plane(
        across="Effort (person-months)",
        up="Reach × impact × confidence",
        of=lambda given, _: Point(
            across=given["effort"], up=given["reach"] * given["impact"] * given["confidence"] / 100
        ),
    ),
    "wsjf": Plane(
        across="Job size",
        up="Cost of delay",
        of=lambda given, details: Point(across=given["job_size"], up=details["cost_of_delay"]),
    ),
    "ice": Plane(
        across="Hardness (10 − ease)",
        up="Impact × confidence",
        of=lambda given, _: Point(across=10 - given["ease"], up=given["impact"] * given["confidence"]),
    ),
}
PLANES = {**PLANES, "ice_mean": PLANES["ice"]}
