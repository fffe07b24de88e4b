"""What is there of the demo data so far, and how its files are read."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import Any

import yaml

from research.models import (
    Account,
    EvidenceClass,
    Insight,
    Interview,
    Metric,
    Opportunity,
    Participant,
    Product,
    Segment,
    Study,
    Survey,
    Tag,
    User,
)

DIRECTORY = Path(__file__).resolve().parent.parent.parent / "demo"

Row = Mapping[str, Any]


@dataclass(kw_only=True)
class World:
    """What is there so far, by the names that the files use."""

    product: Product
    users: dict[str, User] = field(default_factory=dict)
    accounts: dict[str, Account] = field(default_factory=dict)
    segments: dict[str, Segment] = field(default_factory=dict)
    studies: dict[str, Study] = field(default_factory=dict)
    participants: dict[str, Participant] = field(default_factory=dict)
    interviews: dict[str, Interview] = field(default_factory=dict)
    tags: dict[str, Tag] = field(default_factory=dict)
    insights: dict[str, Insight] = field(default_factory=dict)
    opportunities: dict[str, Opportunity] = field(default_factory=dict)
    surveys: dict[str, Survey] = field(default_factory=dict)
    metrics: dict[str, Metric] = field(default_factory=dict)
    classes: dict[str, EvidenceClass] = field(default_factory=dict)


def read(name: str, directory: Path = DIRECTORY) -> Any:
    return yaml.safe_load((directory / name).read_text(encoding="utf-8"))


def moment(text: str) -> datetime:
    return datetime.fromisoformat(text)


def without_key(row: Row) -> dict[str, Any]:
    return {name: value for name, value in row.items() if name != "key"}
