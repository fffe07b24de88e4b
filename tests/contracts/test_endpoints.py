"""Every route × method × role × (own, a private study's) object answers as one table says; and every list keeps its pace."""

from collections.abc import Callable, Iterator
from typing import Any

import pytest
from django.db import connection
from django.db.models import Model
from django.test.utils import CaptureQueriesContext
from django.urls import get_resolver
from rest_framework.test import APIClient

from backlog.models import BacklogItem
from config.api import router
from research.models import Study, User
from tests.factories import (
    AcceptanceCriterionFactory,
    AccountFactory,
    AssumptionTestFactory,
    BacklogItemFactory,
    CheckInFactory,
    ConsentFactory,
    DependencyFactory,
    EventSourceFactory,
    EvidenceFactory,
    FunnelFactory,
    FunnelMetricFactory,
    HighlightFactory,
    ImportRunFactory,
    InsightEvidenceFactory,
    InsightFactory,
    InterviewFactory,
    KanoAnswerFactory,
    KanoQuestionFactory,
    KanoSurveyFactory,
    KeyResultFactory,
    LiveLogFactory,
    MeasurementFactory,
    MetricFactory,
    NoteFactory,
    OpportunityEvidenceFactory,
    OpportunityFactory,
    ParticipantFactory,
    PersonToldFactory,
    ProductVisionFactory,
    ReleaseFactory,
    ScoreFactory,
    SegmentFactory,
    SegmentRuleFactory,
    StudyFactory,
    SurveyFactory,
    SurveyResponseFactory,
    TagFactory,
    TurnFactory,
    UserFactory,
)

NAMES = ("ada", "ben", "cleo", "dev", "priya", "gus", "eve")
R, W, NO = "read", "write", ""

#                            ada ben cleo dev priya gus eve
TABLE: dict[str, tuple[str, ...]] = {
    "studies":               (W, R, R, NO, R, NO, NO),
    "participants":          (W, R, R, NO, R, NO, NO),
    "accounts":              (W, R, R, NO, R, NO, NO),
    "segments":              (W, R, R, NO, R, NO, NO),
    "consents":              (W, R, R, NO, W, NO, NO),
    "interviews":            (W, R, R, NO, R, NO, NO),
    "notes":                 (W, R, R, NO, R, NO, NO),
    "turns":                 (R, R, R, NO, R, NO, NO),
    "highlights":            (W, R, R, NO, R, NO, NO),
    "tags":                  (W, R, R, NO, R, NO, NO),
    "insights":              (W, W, R, R, R, NO, NO),
    "insight-evidence":      (W, W, R, NO, R, NO, NO),
    "evidence-classes":      (R, R, R, NO, R, NO, NO),
    "opportunities":         (W, W, R, R, R, NO, NO),
    "opportunity-evidence":  (W, W, R, NO, R, NO, NO),
    "event-sources":         (W, W, R, NO, R, NO, NO),
    "event-imports":         (W, W, R, NO, R, NO, NO),
    "metrics":               (W, W, R, NO, R, NO, NO),
    "measurements":          (W, W, R, NO, R, NO, NO),
    "funnels":               (W, W, R, NO, R, NO, NO),
    "funnel-metrics":        (W, W, R, NO, R, NO, NO),
    "segment-rules":         (W, W, R, NO, R, NO, NO),
    "surveys":               (W, W, R, NO, R, NO, NO),
    "survey-responses":      (W, W, R, NO, R, NO, NO),
    "products":              (R, R, R, R, R, NO, NO),
    "users":                 (R, R, R, R, R, W, NO),
    "backlog-items":         (R, W, W, R, NO, NO, NO),
    "acceptance-criteria":   (R, W, W, R, NO, NO, NO),
    "dependencies":          (R, W, W, R, NO, NO, NO),
    "evidence":              (W, W, W, NO, NO, NO, NO),
    "scores":                (R, W, W, NO, NO, NO, NO),
    "assumption-tests":      (W, W, W, NO, NO, NO, NO),
    "people-told":           (W, W, W, NO, NO, NO, NO),
    "kano-surveys":          (W, W, R, NO, NO, NO, NO),
    "kano-questions":        (W, W, R, NO, NO, NO, NO),
    "kano-answers":          (W, W, R, NO, NO, NO, NO),
    "visions":               (R, W, R, NO, NO, NO, NO),
    "objectives":            (R, W, R, NO, NO, NO, NO),
    "key-results":           (R, W, R, NO, NO, NO, NO),
    "check-ins":             (R, W, R, NO, NO, NO, NO),
    "releases":              (R, W, W, NO, NO, NO, NO),
}  # fmt: skip
PATHS = {
    "me/": (R, R, R, R, R, R, R),
    "interviews/<int:pk>/live-log/": (W, R, R, NO, R, NO, NO),
    "event-sources/<int:pk>/names/": (R, R, R, NO, R, NO, NO),
    "event-sources/<int:pk>/properties/": (R, R, R, NO, R, NO, NO),
    "event-sources/<int:pk>/values/": (R, R, R, NO, R, NO, NO),
    "funnels/<int:pk>/results/": (R, R, R, NO, R, NO, NO),
    "surveys/<int:pk>/results/": (R, R, R, NO, R, NO, NO),
    "surveys/<int:pk>/opportunity-scores/": (R, R, R, NO, NO, NO, NO),
    "kano-surveys/<int:pk>/results/": (R, R, R, NO, NO, NO, NO),
    "compare/": (R, R, R, NO, R, NO, NO),
    "highlights/<int:pk>/similar/": (R, R, R, NO, R, NO, NO),
    "insights/<int:pk>/similar/": (R, R, R, R, R, NO, NO),
    "insights/<int:pk>/suggestions/": (R, R, R, NO, R, NO, NO),
    "tags/suggestions/": (R, R, R, NO, R, NO, NO),
    "backlog-items/<int:pk>/trace/": (R, R, R, R, NO, NO, NO),
    "backlog-items/<int:pk>/support/": (R, R, R, NO, NO, NO, NO),
    "backlog-items/<int:pk>/loop/": (R, R, R, NO, NO, NO, NO),
    "trace/<str:key>/": (R, R, R, R, NO, NO, NO),
    "insights/<int:pk>/impact/": (R, R, R, R, R, NO, NO),
    "participants/<int:pk>/impact/": (R, R, R, NO, R, NO, NO),
    "evidence-debt/": (R, R, R, R, NO, NO, NO),
    "roadmap/": (R, R, R, R, NO, NO, NO),
    "scores/ranking/": (R, R, R, NO, NO, NO, NO),
    "scores/changes/": (R, R, R, NO, NO, NO, NO),
    "search/": (R, R, R, R, R, NO, NO),
    "saved-searches/": (W, W, W, W, W, NO, NO),
}

ASKED = {
    "event-sources/<int:pk>/properties/": "?event=Paid",
    "event-sources/<int:pk>/values/": "?event=Paid&property=plan",
    "scores/ranking/": "?framework=rice",
    "tags/suggestions/": "?text=tunnel",
}
"""What an address has to be asked with."""

WRITTEN_ONLY = {
    "notes/<int:pk>/proposals/",
    "highlights/<int:pk>/link/",
    "kano-surveys/<int:pk>/store-scores/",
    "opportunities/<int:pk>/place/",
    "saved-searches/<int:pk>/",
    "saved-searches/<int:pk>/look/",
}
"""Addresses without a GET; the tests of each say who may write there."""

Maker = Callable[[Study], Model]


def published(study: Study | None) -> Model:
    return InsightFactory.create(status="published", study=study)


def note_in(study: Study) -> Model:
    return NoteFactory.create(interview=InterviewFactory(study=study))


def met_in(study: Study) -> Model:
    participant = ParticipantFactory.create()
    InterviewFactory.create(study=study).participants.add(participant)
    return participant


MAKERS: dict[str, Maker] = {
    "studies": lambda study: study,
    "participants": met_in,
    "survey-responses": lambda study: SurveyResponseFactory.create(participant=met_in(study)),
    "consents": lambda study: ConsentFactory.create(study=study),
    "interviews": lambda study: InterviewFactory.create(study=study),
    "notes": note_in,
    "turns": lambda study: TurnFactory.create(note=note_in(study)),
    "highlights": lambda study: HighlightFactory.create(note=note_in(study)),
    "tags": lambda study: TagFactory.create(study=study),
    "insights": published,
    "insight-evidence": lambda study: InsightEvidenceFactory.create(
        insight=published(study), highlight=HighlightFactory(note=note_in(study))
    ),
    "evidence": lambda study: EvidenceFactory.create(insight=published(study)),
    "assumption-tests": lambda study: AssumptionTestFactory.create(study=study),
    "people-told": lambda study: PersonToldFactory.create(participant=met_in(study)),
}
OPEN_TO_ALL: dict[str, Callable[[], Model]] = {
    "accounts": AccountFactory.create,
    "segments": SegmentFactory.create,
    "evidence-classes": lambda: InsightEvidenceFactory.create().evidence_class,
    "opportunities": OpportunityFactory.create,
    "opportunity-evidence": OpportunityEvidenceFactory.create,
    "event-sources": EventSourceFactory.create,
    "event-imports": ImportRunFactory.create,
    "metrics": MetricFactory.create,
    "measurements": MeasurementFactory.create,
    "funnels": FunnelFactory.create,
    "funnel-metrics": FunnelMetricFactory.create,
    "segment-rules": SegmentRuleFactory.create,
    "surveys": SurveyFactory.create,
    "products": lambda: StudyFactory.create().product,
    "users": UserFactory.create,
    "backlog-items": BacklogItemFactory.create,
    "acceptance-criteria": AcceptanceCriterionFactory.create,
    "dependencies": DependencyFactory.create,
    "scores": ScoreFactory.create,
    "kano-surveys": KanoSurveyFactory.create,
    "kano-questions": KanoQuestionFactory.create,
    "kano-answers": KanoAnswerFactory.create,
    "visions": ProductVisionFactory.create,
    "objectives": lambda: KeyResultFactory.create().objective,
    "key-results": lambda: CheckInFactory.create().key_result,
    "check-ins": CheckInFactory.create,
    "releases": ReleaseFactory.create,
}
VIEWSETS: dict[str, Any] = {prefix: viewset for prefix, viewset, _ in router.registry}


def made(prefix: str, *, private: bool = False) -> Model:
    if prefix in OPEN_TO_ALL:
        return OPEN_TO_ALL[prefix]()
    return MAKERS[prefix](StudyFactory.create(private=private))


@pytest.fixture
def people(ada: User, ben: User, cleo: User, dev: User, priya: User, gus: User, eve: User) -> dict[str, APIClient]:
    clients = {}
    for name, user in zip(NAMES, (ada, ben, cleo, dev, priya, gus, eve), strict=True):
        clients[name] = APIClient()
        clients[name].force_authenticate(user)
    return clients


def allowed(prefix: str) -> Iterator[tuple[str, str]]:
    return zip(NAMES, TABLE[prefix], strict=True)


def test_every_resource_stands_in_the_table() -> None:
    assert set(TABLE) == set(VIEWSETS)
    assert set(MAKERS) | set(OPEN_TO_ALL) == set(VIEWSETS)


def test_every_other_address_stands_in_the_table() -> None:
    root: Any = next(one for one in get_resolver().url_patterns if str(one.pattern) == "api/")
    first = next(one for one in root.url_patterns if str(one.pattern) == "v1/")
    plain = {str(one.pattern) for one in first.url_patterns if not str(one.pattern).startswith("^")}

    assert plain == set(PATHS) | WRITTEN_ONLY


@pytest.mark.parametrize("prefix", sorted(VIEWSETS))
def test_reading_is_for_those_whose_role_reads(prefix: str, people: dict[str, APIClient]) -> None:
    found = made(prefix)
    query = f"?note={found.note_id}" if prefix == "turns" else ""  # type: ignore[attr-defined]

    listed = {name: people[name].get(f"/api/v1/{prefix}/{query}").status_code for name in NAMES}
    looked_at = {name: people[name].get(f"/api/v1/{prefix}/{found.pk}/").status_code for name in NAMES}

    expected = {name: 200 if may else 403 for name, may in allowed(prefix)}
    assert listed == expected
    assert looked_at == expected


@pytest.mark.parametrize("prefix", sorted(VIEWSETS))
def test_writing_is_for_those_whose_role_writes(prefix: str, people: dict[str, APIClient]) -> None:
    methods = [one for one in ("post", "patch", "delete") if one in offered(prefix)]

    for name, may in allowed(prefix):
        for method in methods:
            found = made(prefix)
            address = f"/api/v1/{prefix}/" if method == "post" else f"/api/v1/{prefix}/{found.pk}/"
            status = getattr(people[name], method)(address, {}).status_code
            if may == W:
                assert status in {200, 201, 204, 400, 409} or (status == 403 and prefix == "highlights"), (name, method)
            else:
                assert status == 403, (name, method, status)


@pytest.mark.parametrize("prefix", sorted(VIEWSETS))
def test_what_is_not_offered_is_405(prefix: str, people: dict[str, APIClient]) -> None:
    found = made(prefix)
    writer = next((name for name, may in allowed(prefix) if may), "ada")
    query = f"?note={found.note_id}" if prefix == "turns" else ""  # type: ignore[attr-defined]

    for method in {"post", "patch", "delete", "put"} - offered(prefix):
        address = f"/api/v1/{prefix}/{query}" if method == "post" else f"/api/v1/{prefix}/{found.pk}/"
        assert getattr(people[writer], method)(address, {}).status_code == 405, method


def offered(prefix: str) -> set[str]:
    viewset = VIEWSETS[prefix]
    actions = {"post": "create", "patch": "partial_update", "delete": "destroy"}
    return {one for one, action in actions.items() if hasattr(viewset, action) and one in viewset.http_method_names}


@pytest.mark.parametrize("prefix", sorted(VIEWSETS))
def test_actions_are_for_those_whose_role_writes(prefix: str, people: dict[str, APIClient]) -> None:
    for extra in VIEWSETS[prefix].get_extra_actions():
        if "post" not in extra.mapping:
            continue
        for name, may in allowed(prefix):
            found = made(prefix)
            at = f"{found.pk}/{extra.url_path}" if extra.detail else extra.url_path
            status = people[name].post(f"/api/v1/{prefix}/{at}/", {}).status_code
            if may == W:
                assert status in {200, 201, 400, 409}, (extra.url_path, name, status)
            else:
                assert status == 403, (extra.url_path, name, status)


@pytest.mark.parametrize("prefix", sorted(VIEWSETS))
def test_actions_that_only_read_are_for_those_who_read(prefix: str, people: dict[str, APIClient]) -> None:
    for extra in VIEWSETS[prefix].get_extra_actions():
        if "get" not in extra.mapping:
            continue
        for name, may in allowed(prefix):
            found = made(prefix)
            at = f"{found.pk}/{extra.url_path}" if extra.detail else extra.url_path
            status = people[name].get(f"/api/v1/{prefix}/{at}/").status_code
            assert status == (200 if may else 403), (extra.url_path, name, status)


@pytest.mark.parametrize("prefix", sorted(MAKERS))
def test_a_private_study_s_rows_are_not_there_for_others(prefix: str, people: dict[str, APIClient]) -> None:
    found = made(prefix, private=True)

    for name, may in allowed(prefix):
        if not may:
            continue
        assert people[name].get(f"/api/v1/{prefix}/{found.pk}/").status_code == 404, name
        if prefix == "turns":
            assert people[name].get(f"/api/v1/turns/?note={found.note_id}").status_code == 404  # type: ignore[attr-defined]
        else:
            listed = people[name].get(f"/api/v1/{prefix}/").json()["results"]
            assert found.pk not in [row["id"] for row in listed], name
        for method in offered(prefix) - {"post"} if may == W else ():
            assert getattr(people[name], method)(f"/api/v1/{prefix}/{found.pk}/", {}).status_code == 404
        for extra in VIEWSETS[prefix].get_extra_actions() if may == W else ():
            if extra.detail:
                status = people[name].post(
                    f"/api/v1/{prefix}/{found.pk}/{extra.url_path}/", BODIES.get(extra.url_path, {})
                )
                assert status.status_code == 404, extra.url_path


BODIES: dict[str, dict[str, Any]] = {
    "correct": {"text": "x"},
    "attribute-speaker": {"speaker": "x"},
    "place": {"start": 0, "end": 1},
    "attribute": {"participants": []},
    "confirm": {"reason": "x"},
    "move": {"study": 0},
    "merge": {"into": 0},
    "undo-merge": {"merged": 0},
}
"""What an action must be told before it looks for its row; a missing row of its own answers first or 400."""


@pytest.mark.parametrize("prefix", sorted(MAKERS))
def test_members_see_a_private_study_s_rows(prefix: str, people: dict[str, APIClient], ada: User) -> None:
    study = StudyFactory.create(private=True, lead=ada)

    found = MAKERS[prefix](study)

    assert people["ada"].get(f"/api/v1/{prefix}/{found.pk}/").status_code == 200


@pytest.mark.parametrize("pattern", sorted(PATHS))
def test_other_addresses_are_for_their_roles(pattern: str, people: dict[str, APIClient]) -> None:
    item = BacklogItemFactory.create()
    item.external_references.create(key="PAY-1")
    pk = {
        "backlog-items": item,
        "insights": published(None),
        "highlights": HighlightFactory.create(),
        "participants": ParticipantFactory.create(),
        "funnels": FunnelFactory.create(),
        "event-sources": EventSourceFactory.create(),
        "interviews": LiveLogFactory.create().interview,
        "kano-surveys": KanoSurveyFactory.create(),
        "surveys": SurveyFactory.create(opportunity="scores" in pattern),
    }
    address = pattern.replace("<str:key>", "PAY-1")
    address = address.replace("<int:pk>", str(getattr(pk.get(pattern.split("/", maxsplit=1)[0]), "pk", 0)))

    statuses = {name: people[name].get(f"/api/v1/{address}{ASKED.get(pattern, '')}").status_code for name in NAMES}

    assert statuses == {name: 200 if may else 403 for name, may in zip(NAMES, PATHS[pattern], strict=True)}


@pytest.mark.parametrize("prefix", sorted(VIEWSETS))
def test_nobody_is_asked_who_they_are(prefix: str, db: None) -> None:
    response = APIClient().get(f"/api/v1/{prefix}/")

    assert response.status_code == 401
    assert response["WWW-Authenticate"].startswith("Token")


@pytest.mark.parametrize("prefix", sorted(VIEWSETS))
def test_more_rows_ask_no_more_queries(prefix: str, people: dict[str, APIClient]) -> None:
    client = people["gus" if prefix == "users" else "ada"]
    rows = [richly_made(prefix) for _ in range(2)]
    note = getattr(rows[0], "note", None)
    query = f"?note={note.pk}" if prefix == "turns" and note else ""
    client.get(f"/api/v1/{prefix}/{query}")

    few, _ = asked(client, f"/api/v1/{prefix}/{query}")
    for _ in range(4):
        richly_made(prefix, note=note)
    many, response = asked(client, f"/api/v1/{prefix}/{query}")

    assert len(response.json()["results"]) >= (1 if prefix == "products" else 4)
    assert many == few


def richly_made(prefix: str, *, note: Any = None) -> Model:
    """A row with something at the end of its many-to-many relations."""
    if prefix == "turns" and note is not None:
        return TurnFactory.create(note=note)
    found = made(prefix)
    for field in found._meta.many_to_many:
        if field.name in {"segments", "participants", "tags"}:
            through = getattr(found, field.name)
            factory: Any = {"segments": SegmentFactory, "participants": ParticipantFactory, "tags": TagFactory}[
                field.name
            ]
            through.add(factory.create(), factory.create())
    if isinstance(found, BacklogItem):
        found.external_references.create(key=f"PAY-{found.pk}")
        EvidenceFactory.create(item=found)
    return found


def asked(client: APIClient, address: str) -> tuple[int, Any]:
    with CaptureQueriesContext(
        connection,
    ) as queries:
        response = client.get(address)
    assert response.status_code == 200, response.content
    return len(queries), response
