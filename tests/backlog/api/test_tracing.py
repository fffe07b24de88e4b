"""The questions that matter, over the API: trace, impact and evidence debt."""

from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from backlog.api.document_serializers import serializer_for
from backlog.tracing import evidence_debt, impact, trace
from backlog.tracing.documents import (
    DebtPageDocument,
    InsightImpactDocument,
    ParticipantImpactDocument,
    TraceDocument,
)
from research.models import User
from tests.backlog.tracing import worlds
from tests.backlog.tracing.worlds import World
from tests.factories import BacklogItemFactory, StudyMemberFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def world() -> World:
    return worlds.build()


def ask(path: str, *, viewer: User | None, **query: str) -> Any:
    client = Client()
    if viewer:
        client.force_login(viewer)
    return client.get(f"/api/v1/{path}", query_params=query)


# --- trace


def test_a_trace_gives_back_the_exact_words(world: World, ada: User) -> None:
    response = ask(f"backlog-items/{world.item.pk}/trace/", viewer=ada)

    assert response.status_code == 200
    passage = response.json()["evidence"][0]["highlights"][0]
    assert (passage["quote"], passage["start_ms"], passage["participants"][0]["code"]) == (
        worlds.ACROSS,
        63_000,
        "P-0001",
    )
    assert response.json()["strength"]["newest"].startswith("2026-08-20T09:30:00")


def test_a_stakeholder_reads_traces(world: World, dev: User) -> None:
    response = ask(f"backlog-items/{world.item.pk}/trace/", viewer=dev)

    assert response.status_code == 200
    assert response.json()["not_shown"] == 2


@pytest.mark.parametrize("key", ["PAY-123", "pay-123"])
def test_the_key_of_another_tool_finds_the_same_trace(world: World, ada: User, key: str) -> None:
    by_key, by_id = ask(f"trace/{key}/", viewer=ada), ask(f"backlog-items/{world.item.pk}/trace/", viewer=ada)

    assert by_key.json()["evidence"] == by_id.json()["evidence"]


def test_a_trace_as_markdown_is_ready_to_paste(world: World, ada: User) -> None:
    response = ask("trace/PAY-123/", viewer=ada, format="markdown")

    assert response["Content-Type"] == "text/markdown; charset=utf-8"
    text = response.content.decode()
    assert "> “nobody trusts the calendar.  \n> I keep my own 📒”\n" in text
    assert "> From notes:  \n> Keeps paper by the phone.\n" in text
    assert "> “It was \\*always\\* so.”\n" in text
    assert "Hates the export" not in text


@pytest.mark.parametrize(
    "path",
    [
        "backlog-items/999999999/trace/",
        "backlog-items/99999999999999999999999999/trace/",
        "trace/PAY-999/",
        "insights/999999999/impact/",
        "participants/999999999/impact/",
    ],
)
def test_what_is_not_there_is_not_found(ada: User, path: str) -> None:
    assert ask(path, viewer=ada).status_code == 404


def test_a_missing_item_is_a_problem_in_markdown_too(ada: User) -> None:
    response = ask("trace/PAY-999/", viewer=ada, format="markdown")

    assert (response.status_code, response["Content-Type"]) == (404, "application/problem+json")


def test_a_form_that_there_is_not_is_refused(world: World, ada: User) -> None:
    assert ask("trace/PAY-123/", viewer=ada, format="pdf").status_code == 406


# --- impact


def test_the_impact_of_an_insight_reaches_items(world: World, dev: User) -> None:
    response = ask(f"insights/{world.open_insight.pk}/impact/", viewer=dev)

    assert [one["id"] for one in response.json()["items"]] == [world.item.pk]


def test_the_impact_of_a_participant_reaches_items(world: World, priya: User) -> None:
    response = ask(f"participants/{world.office.pk}/impact/", viewer=priya)

    assert [one["id"] for one in response.json()["items"]] == [world.item.pk]


def test_what_one_may_not_see_has_no_impact(world: World, ada: User, dev: User) -> None:
    path = f"insights/{world.private_insight.pk}/impact/"

    assert ask(path, viewer=ada).status_code == 404
    assert ask(f"insights/{world.draft.pk}/impact/", viewer=dev).status_code == 404
    StudyMemberFactory.create(study=world.private_study, user=ada)
    assert ask(path, viewer=ada).status_code == 200


# --- evidence debt


def test_evidence_debt_lists_what_needs_evidence(world: World, ada: User) -> None:
    response = ask("evidence-debt/", viewer=ada)

    assert response.json()["next"] is None
    assert [(one["type"], one["id"]) for one in response.json()["results"]] == [
        ("item", world.item.pk),
        ("insight", world.draft.pk),
        ("insight", world.open_insight.pk),
    ]


def test_evidence_debt_is_filtered_by_kind_and_type(world: World, ada: User) -> None:
    single = ask("evidence-debt/", viewer=ada, kind="single_voice").json()["results"]
    items = ask("evidence-debt/", viewer=ada, type="item").json()["results"]

    assert ([one["id"] for one in single], [one["id"] for one in items]) == ([world.draft.pk], [world.item.pk])


def test_the_next_page_goes_on_where_the_last_ended(ada: User) -> None:
    items = [BacklogItemFactory.create() for _ in range(3)]

    first = ask("evidence-debt/", viewer=ada, limit="2").json()
    client = Client()
    client.force_login(ada)
    second = client.get(first["next"]).json()

    assert [one["id"] for one in first["results"] + second["results"]] == [item.pk for item in items]
    assert second["next"] is None


@pytest.mark.parametrize(
    "query",
    [
        pytest.param({"kind": "vibes"}, id="an unknown kind"),
        pytest.param({"type": "study"}, id="an unknown type"),
        pytest.param({"limit": "0"}, id="no page"),
        pytest.param({"limit": "101"}, id="too large a page"),
        pytest.param({"cursor": "forged"}, id="a forged cursor"),
        pytest.param({"cursor": "W10:forged"}, id="a forged signature"),
        pytest.param({"limit": "ten"}, id="no number"),
        pytest.param({"page": "2"}, id="an unknown parameter"),
    ],
)
def test_a_bad_question_is_refused_with_a_pointer(ada: User, query: dict[str, str]) -> None:
    response = ask("evidence-debt/", viewer=ada, **query)

    assert response.status_code == 400
    assert [(one["pointer"], one["in"]) for one in response.json()["errors"]] == [(f"/{next(iter(query))}", "query")]


# --- who may ask

PATHS = {
    "trace": "backlog-items/{item}/trace/",
    "trace by key": "trace/PAY-123/",
    "impact of an insight": "insights/{insight}/impact/",
    "impact of a participant": "participants/{participant}/impact/",
    "evidence debt": "evidence-debt/",
}
MAY = {
    "ada": set(PATHS),
    "ben": set(PATHS),
    "cleo": set(PATHS),
    "dev": {"trace", "trace by key", "impact of an insight", "evidence debt"},
    "priya": {"impact of an insight", "impact of a participant"},
    "gus": set[str](),
    "eve": set[str](),
}


@pytest.mark.parametrize("name", list(PATHS))
@pytest.mark.parametrize("who", list(MAY))
def test_roles_decide_who_may_ask(world: World, request: pytest.FixtureRequest, who: str, name: str) -> None:
    path = PATHS[name].format(item=world.item.pk, insight=world.open_insight.pk, participant=world.office.pk)

    response = ask(path, viewer=request.getfixturevalue(who))

    assert response.status_code == (200 if name in MAY[who] else 403)


# --- schema


def test_the_schema_s_serializers_hold_all_that_is_answered(world: World, ada: User) -> None:
    now = timezone.now()
    page = evidence_debt.page(viewer=ada, at=now, size=10)
    answers = {
        TraceDocument: trace.of_item(world.item.pk, viewer=ada, at=now),
        InsightImpactDocument: impact.of_insight(world.open_insight.pk, viewer=ada),
        ParticipantImpactDocument: impact.of_participant(world.office.pk, viewer=ada, at=now),
        DebtPageDocument: {"results": page.results, "next": None},
    }

    for document, answer in answers.items():
        assert plain(serializer_for(document)(answer).data) == plain(answer)


def plain(value: Any) -> Any:
    """Mappings as dictionaries, and moments as text, all the way down."""
    if isinstance(value, dict):
        return {key: plain(one) for key, one in value.items()}
    if isinstance(value, list):
        return [plain(one) for one in value]
    return value.isoformat().replace("+00:00", "Z") if hasattr(value, "isoformat") else value
