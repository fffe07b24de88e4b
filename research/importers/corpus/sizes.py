"""How much there is of everything."""

from collections.abc import Mapping
from dataclasses import dataclass


@dataclass(frozen=True, kw_only=True)
class Size:
    """All else follows from these: about as many of each as a team that works so has."""

    interviews: int
    highlights: int
    insights: int
    items: int

    @property
    def studies(self) -> int:
        return max(4, self.interviews // 100)

    @property
    def participants(self) -> int:
        return max(2, self.interviews * 4 // 5)

    @property
    def accounts(self) -> int:
        return max(2, self.participants // 8)

    @property
    def opportunities(self) -> int:
        return max(2, self.items // 10)

    @property
    def marks_of_an_interview(self) -> int:
        return self.highlights // self.interviews


SIZES: Mapping[str, Size] = {
    "small": Size(interviews=100, highlights=2_000, insights=100, items=40),
    "medium": Size(interviews=2_000, highlights=50_000, insights=2_500, items=1_000),
    "large": Size(interviews=20_000, highlights=1_000_000, insights=50_000, items=20_000),
}
