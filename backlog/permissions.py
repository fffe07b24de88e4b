"""What each role may do in the backlog. See `research.permissions`."""

from collections.abc import Mapping

from research.permissions import Role, manage, view

_READS = view(
    "backlogitem",
    "externalreference",
    "acceptancecriterion",
    "dependency",
    "evidence",
    "score",
    "assumptiontest",
    "persontold",
    "release",
) | {"view_internal_backlogitem"}
_STRATEGY = ("productvision", "objective", "keyresult", "outcomeopportunity", "checkin")
_KANO = ("kanosurvey", "kanoquestion", "kanoanswer")
_TESTS = manage("assumptiontest", "persontold")
_ITEMS = manage("backlogitem", "externalreference", "acceptancecriterion", "dependency", "evidence")
_DECIDES = _TESTS | _ITEMS | manage("release", "roadmaplink") | {"add_score", "view_score", "view_internal_backlogitem"}

GRANTS: Mapping[Role, frozenset[str]] = {
    Role.RESEARCHER: _READS | view(*_STRATEGY) | manage("evidence", *_KANO) | _TESTS,
    Role.PRODUCT_MANAGER: _DECIDES | manage(*_STRATEGY, *_KANO),
    Role.PRODUCT_OWNER: _DECIDES | view(*_STRATEGY, *_KANO),
    Role.STAKEHOLDER: view("backlogitem", "externalreference", "acceptancecriterion", "dependency"),
    Role.PRIVACY_OFFICER: frozenset(),
    Role.ADMINISTRATOR: frozenset(),
}
