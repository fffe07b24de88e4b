"""Who may do what: the roles, and the permissions that each holds in this app.

Other apps add theirs in a `permissions.py` of their own with the same name, `GRANTS`;
`operations.roles.ensure()` gathers them all into groups. Row by row, `visible_to(user)` decides.
"""

from collections.abc import Mapping
from enum import StrEnum


class Role(StrEnum):
    """The groups that Throughline writes. The value is the group's name and what people read."""

    RESEARCHER = "researcher"
    PRODUCT_MANAGER = "product manager"
    PRODUCT_OWNER = "product owner"
    STAKEHOLDER = "stakeholder"
    PRIVACY_OFFICER = "privacy officer"
    ADMINISTRATOR = "administrator"


def view(*models: str) -> frozenset[str]:
    """Codenames for reading these models."""
    return frozenset(f"view_{model}" for model in models)


def manage(*models: str) -> frozenset[str]:
    """Codenames for reading, adding, changing and deleting these models."""
    return frozenset(f"{verb}_{model}" for verb in ("add", "change", "delete", "view") for model in models)


_FRAME = ("product", "study", "account", "segment", "evidenceclass", "guidequestion")
_FIELDWORK = ("participant", "consent", "interview", "codingstatus", "note", "turn", "livelog", "liveline")
_CODING = ("tag", "highlight", "highlightparticipant", "tagging")
_SYNTHESIS = ("insight", "insightevidence", "opportunity", "opportunityevidence")
_SURVEYS = ("survey", "surveystatement", "surveylink", "surveyresponse", "surveyrating")
_FIGURES = ("metric", "measurement", *_SURVEYS)
_BEHAVIOUR = ("eventsource", "importrun", "funnel", "funnelmetric", "segmentrule")

_READS_RESEARCH = view(*_FRAME, *_FIELDWORK, *_CODING, *_SYNTHESIS, *_BEHAVIOUR, *_FIGURES, "user") | {
    "view_unpublished_insight"
}

GRANTS: Mapping[Role, frozenset[str]] = {
    Role.RESEARCHER: _READS_RESEARCH | manage(*_FRAME, *_FIELDWORK, *_CODING, *_SYNTHESIS, *_BEHAVIOUR, *_FIGURES),
    Role.PRODUCT_MANAGER: _READS_RESEARCH | manage(*_SYNTHESIS, *_BEHAVIOUR, *_FIGURES),
    Role.PRODUCT_OWNER: _READS_RESEARCH,
    Role.STAKEHOLDER: view("product", "insight", "opportunity", "user"),
    Role.PRIVACY_OFFICER: _READS_RESEARCH | manage("consent", "contactdetails"),
    Role.ADMINISTRATOR: manage("user", "apitoken", "invitation"),
}
