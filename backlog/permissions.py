"""What each role may do in the backlog. See `research.permissions`."""

from collections.abc import Mapping

from research.permissions import Role, manage, view

_READS = view("backlogitem", "externalreference", "evidence", "score", "assumptiontest", "persontold", "release") | {
    "view_internal_backlogitem"
}
_STRATEGY = ("productvision", "objective", "keyresult", "outcomeopportunity", "checkin")
_KANO = ("kanosurvey", "kanoquestion", "kanoanswer")
_TESTS = manage("assumptiontest", "persontold")
_DECIDES = (
    _TESTS
    | manage("backlogitem", "externalreference", "evidence", "release", "roadmaplink")
    | {"add_score", "view_score", "view_internal_backlogitem"}
)

GRANTS: Mapping[Role, frozenset[str]] = {
    Role.RESEARCHER: _READS | view(*_STRATEGY) | manage("evidence", *_KANO) | _TESTS,
    Role.PRODUCT_MANAGER: _DECIDES | manage(*_STRATEGY, *_KANO),
    Role.PRODUCT_OWNER: _DECIDES | view(*_STRATEGY, *_KANO),
    Role.STAKEHOLDER: view("backlogitem", "externalreference"),
    Role.PRIVACY_OFFICER: frozenset(),
    Role.ADMINISTRATOR: frozenset(),
}
