"""What each role may do in the backlog. See `research.permissions`."""

from collections.abc import Mapping

from research.permissions import Role, manage, view

_READS = view("backlogitem", "externalreference", "evidence")

GRANTS: Mapping[Role, frozenset[str]] = {
    Role.RESEARCHER: _READS | manage("evidence"),
    Role.PRODUCT_MANAGER: manage("backlogitem", "externalreference", "evidence"),
    Role.PRODUCT_OWNER: manage("backlogitem", "externalreference", "evidence"),
    Role.STAKEHOLDER: view("backlogitem", "externalreference"),
    Role.PRIVACY_OFFICER: frozenset(),
    Role.ADMINISTRATOR: frozenset(),
}
