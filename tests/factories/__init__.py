"""Valid objects of every model, for tests. Each factory makes what its object cannot be without, and no more."""

from tests.factories.backlog import BacklogItemFactory, EvidenceFactory, ExternalReferenceFactory
from tests.factories.coding import (
    HighlightFactory,
    HighlightParticipantFactory,
    TagFactory,
    TaggingFactory,
    quote_of,
)
from tests.factories.fieldwork import (
    AccountFactory,
    CodingStatusFactory,
    ConsentFactory,
    ContactDetailsFactory,
    InterviewFactory,
    NoteFactory,
    ParticipantFactory,
    ProductFactory,
    SegmentFactory,
    StudyFactory,
    StudyMemberFactory,
    TurnFactory,
)
from tests.factories.people import (
    ApiTokenFactory,
    DemoRowFactory,
    IdempotencyKeyFactory,
    InvitationFactory,
    ThrottleCounterFactory,
    UserFactory,
)
from tests.factories.synthesis import (
    EvidenceClassFactory,
    InsightEvidenceFactory,
    InsightFactory,
    OpportunityEvidenceFactory,
    OpportunityFactory,
)

__all__ = [
    "AccountFactory",
    "ApiTokenFactory",
    "BacklogItemFactory",
    "CodingStatusFactory",
    "ConsentFactory",
    "ContactDetailsFactory",
    "DemoRowFactory",
    "EvidenceClassFactory",
    "EvidenceFactory",
    "ExternalReferenceFactory",
    "HighlightFactory",
    "HighlightParticipantFactory",
    "IdempotencyKeyFactory",
    "InsightEvidenceFactory",
    "InsightFactory",
    "InterviewFactory",
    "InvitationFactory",
    "NoteFactory",
    "OpportunityEvidenceFactory",
    "OpportunityFactory",
    "ParticipantFactory",
    "ProductFactory",
    "SegmentFactory",
    "StudyFactory",
    "StudyMemberFactory",
    "TagFactory",
    "TaggingFactory",
    "ThrottleCounterFactory",
    "TurnFactory",
    "UserFactory",
    "quote_of",
]
