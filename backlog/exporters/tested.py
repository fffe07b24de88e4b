"""Assumption tests in words, as every text of a trace tells them. Pure."""

from collections.abc import Mapping
from typing import Any

from backlog.models import AssumptionTest

METHODS = dict(AssumptionTest.Method.choices)
OUTCOMES = {"supported": "Supported", "refuted": "Refuted", "inconclusive": "Inconclusive"}
STATES = {"planned": "Planned", "running": "Running"}


def standing(test: Mapping[str, Any]) -> str:
    """Return what came out, or how far the test is: `Supported`, `Planned`."""
    return OUTCOMES.get(test["result"]) or STATES[test["state"]]


def how(test: Mapping[str, Any]) -> str:
    """Return how it was tested, on how many, when, and how much that weighs."""
    people = test["participants"]
    parts = [
        METHODS[test["method"]],
        f"{people} participant{'' if people == 1 else 's'}" if people else "",
        f"done {test['done_on']}" if test["done_on"] else "",
        test["evidence_class"].lower() if test["evidence_class"] else "",
    ]
    return ", ".join(filter(None, parts))


def criterion(test: Mapping[str, Any]) -> str:
    """Return what was to count as success, and since when."""
    if not test["criterion"]:
        return "Nobody has said yet what would count as success."
    return f"Success was to be, set {test['criterion_at'][:10]}: {test['criterion']}"
