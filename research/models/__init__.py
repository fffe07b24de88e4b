"""The records of research. One noun a file, its queryset directly above it."""

from research.models.account import Account, AccountQuerySet
from research.models.api_token import ApiToken, ApiTokenQuerySet
from research.models.blind_coding import BlindCoding, BlindCodingQuerySet
from research.models.coding_status import CodingStatus, CodingStatusQuerySet
from research.models.consent import Consent, ConsentQuerySet
from research.models.contact_details import ContactDetails, ContactDetailsQuerySet
from research.models.demo_row import DemoRow
from research.models.event import Event
from research.models.event_source import EventSource, EventSourceQuerySet
from research.models.evidence_class import EvidenceClass, EvidenceClassQuerySet
from research.models.funnel import Funnel, FunnelQuerySet
from research.models.funnel_metric import FunnelMetric, FunnelMetricQuerySet
from research.models.guide_question import GuideQuestion, GuideQuestionQuerySet
from research.models.highlight import Highlight, HighlightParticipant, HighlightParticipantQuerySet, HighlightQuerySet
from research.models.idempotency_key import IdempotencyKey
from research.models.import_run import ImportRun, ImportRunQuerySet
from research.models.insight import Insight, InsightQuerySet
from research.models.insight_evidence import InsightEvidence, InsightEvidenceQuerySet, Stance
from research.models.interview import Interview, InterviewQuerySet
from research.models.invitation import Invitation, InvitationQuerySet
from research.models.live_log import LiveLine, LiveLineQuerySet, LiveLog, LiveLogQuerySet
from research.models.meaning import Meaning
from research.models.measurement import Measurement, MeasurementQuerySet
from research.models.merge import Merge, MergeQuerySet
from research.models.metric import Metric, MetricQuerySet
from research.models.note import Note, NoteQuerySet
from research.models.opportunity import Opportunity, OpportunityQuerySet
from research.models.opportunity_evidence import OpportunityEvidence, OpportunityEvidenceQuerySet
from research.models.participant import Participant, ParticipantQuerySet
from research.models.product import Product, ProductQuerySet
from research.models.public_link import PublicLink, PublicLinkQuerySet
from research.models.record import Record, RecordQuerySet, Viewer
from research.models.segment import Segment, SegmentQuerySet
from research.models.segment_rule import SegmentRule, SegmentRuleQuerySet
from research.models.study import Study, StudyMember, StudyQuerySet
from research.models.survey import (
    Survey,
    SurveyLink,
    SurveyLinkQuerySet,
    SurveyQuerySet,
    SurveyStatement,
    SurveyStatementQuerySet,
)
from research.models.survey_response import (
    SurveyRating,
    SurveyRatingQuerySet,
    SurveyResponse,
    SurveyResponseQuerySet,
)
from research.models.tag import Tag, TagQuerySet
from research.models.tag_branch import TagBranch
from research.models.tagging import Tagging, TaggingQuerySet
from research.models.throttle_counter import ThrottleCounter
from research.models.turn import Turn, TurnQuerySet
from research.models.user import User
from research.models.visit import Visit, VisitQuerySet
from research.models.word import Word

__all__ = [
    "Account",
    "AccountQuerySet",
    "ApiToken",
    "ApiTokenQuerySet",
    "BlindCoding",
    "BlindCodingQuerySet",
    "CodingStatus",
    "CodingStatusQuerySet",
    "Consent",
    "ConsentQuerySet",
    "ContactDetails",
    "ContactDetailsQuerySet",
    "DemoRow",
    "Event",
    "EventSource",
    "EventSourceQuerySet",
    "EvidenceClass",
    "EvidenceClassQuerySet",
    "Funnel",
    "FunnelMetric",
    "FunnelMetricQuerySet",
    "FunnelQuerySet",
    "GuideQuestion",
    "GuideQuestionQuerySet",
    "Highlight",
    "HighlightParticipant",
    "HighlightParticipantQuerySet",
    "HighlightQuerySet",
    "IdempotencyKey",
    "ImportRun",
    "ImportRunQuerySet",
    "Insight",
    "InsightEvidence",
    "InsightEvidenceQuerySet",
    "InsightQuerySet",
    "Interview",
    "InterviewQuerySet",
    "Invitation",
    "InvitationQuerySet",
    "LiveLine",
    "LiveLineQuerySet",
    "LiveLog",
    "LiveLogQuerySet",
    "Meaning",
    "Measurement",
    "MeasurementQuerySet",
    "Merge",
    "MergeQuerySet",
    "Metric",
    "MetricQuerySet",
    "Note",
    "NoteQuerySet",
    "Opportunity",
    "OpportunityEvidence",
    "OpportunityEvidenceQuerySet",
    "OpportunityQuerySet",
    "Participant",
    "ParticipantQuerySet",
    "Product",
    "ProductQuerySet",
    "PublicLink",
    "PublicLinkQuerySet",
    "Record",
    "RecordQuerySet",
    "Segment",
    "SegmentQuerySet",
    "SegmentRule",
    "SegmentRuleQuerySet",
    "Stance",
    "Study",
    "StudyMember",
    "StudyQuerySet",
    "Survey",
    "SurveyLink",
    "SurveyLinkQuerySet",
    "SurveyQuerySet",
    "SurveyRating",
    "SurveyRatingQuerySet",
    "SurveyResponse",
    "SurveyResponseQuerySet",
    "SurveyStatement",
    "SurveyStatementQuerySet",
    "Tag",
    "TagBranch",
    "TagQuerySet",
    "Tagging",
    "TaggingQuerySet",
    "ThrottleCounter",
    "Turn",
    "TurnQuerySet",
    "User",
    "Viewer",
    "Visit",
    "VisitQuerySet",
    "Word",
]
