"""The workplace's pages of the backlog, and those of research that show what rests on them."""

from backlog.admin import (
    assumption_test,
    backlog_item,
    evidence,
    insight,
    kano_records,
    opportunity,
    participant,
    release,
    score,
    strategy_records,
)

__all__ = [
    "assumption_test",
    "backlog_item",
    "evidence",
    "insight",
    "kano_records",
    "opportunity",
    "participant",
    "release",
    "score",
    "strategy_records",
]
