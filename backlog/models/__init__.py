"""The records of deciding. One noun a file, its queryset directly above it."""

from backlog.models.acceptance_criterion import AcceptanceCriterion, AcceptanceCriterionQuerySet
from backlog.models.assumption_test import AssumptionTest, AssumptionTestQuerySet
from backlog.models.backlog_item import BacklogItem, BacklogItemQuerySet
from backlog.models.dependency import Dependency, DependencyQuerySet
from backlog.models.evidence import Evidence, EvidenceQuerySet
from backlog.models.external_reference import ExternalReference
from backlog.models.kano_answer import KanoAnswer, KanoAnswerQuerySet, Tally
from backlog.models.kano_survey import KanoQuestion, KanoQuestionQuerySet, KanoSurvey, KanoSurveyQuerySet
from backlog.models.person_told import PersonTold, PersonToldQuerySet
from backlog.models.release import Release, ReleaseQuerySet
from backlog.models.roadmap_link import RoadmapLink, RoadmapLinkQuerySet
from backlog.models.saved_filter import SavedFilter, SavedFilterQuerySet
from backlog.models.saved_search import SavedSearch, SavedSearchQuerySet
from backlog.models.score import Score, ScoreQuerySet
from backlog.models.strategy import (
    CheckIn,
    CheckInQuerySet,
    KeyResult,
    KeyResultQuerySet,
    Objective,
    ObjectiveQuerySet,
    OutcomeOpportunity,
    ProductVision,
    ProductVisionQuerySet,
)

__all__ = [
    "AcceptanceCriterion",
    "AcceptanceCriterionQuerySet",
    "AssumptionTest",
    "AssumptionTestQuerySet",
    "BacklogItem",
    "BacklogItemQuerySet",
    "CheckIn",
    "CheckInQuerySet",
    "Dependency",
    "DependencyQuerySet",
    "Evidence",
    "EvidenceQuerySet",
    "ExternalReference",
    "KanoAnswer",
    "KanoAnswerQuerySet",
    "KanoQuestion",
    "KanoQuestionQuerySet",
    "KanoSurvey",
    "KanoSurveyQuerySet",
    "KeyResult",
    "KeyResultQuerySet",
    "Objective",
    "ObjectiveQuerySet",
    "OutcomeOpportunity",
    "PersonTold",
    "PersonToldQuerySet",
    "ProductVision",
    "ProductVisionQuerySet",
    "Release",
    "ReleaseQuerySet",
    "RoadmapLink",
    "RoadmapLinkQuerySet",
    "SavedFilter",
    "SavedFilterQuerySet",
    "SavedSearch",
    "SavedSearchQuerySet",
    "Score",
    "ScoreQuerySet",
    "Tally",
]
