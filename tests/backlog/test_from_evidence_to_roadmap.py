"""What a product manager is here for, told once from end to end over the API.

From an imported funnel and five interviews to an opportunity, three solutions, their RICE with an honest confidence, a
ranked backlog, a roadmap entry and an objective with a graded key result; a stakeholder reads the roadmap and asks of
its entry who says so.
"""

import json
from datetime import timedelta
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.utils import timezone
from rest_framework.test import APIClient

from research import tasks
from research.models import EvidenceClass, User

SAID = (
    "The wheel turned for four hours and then my receipts were gone.",
    "I never know whether it was sent, so I send it twice.",
    "In the tunnel it says uploading, and at home there is nothing.",
    "I keep every slip in a freezer bag until the money is here.",
    "It said sent, and finance had never seen it.",
)


class Caller:
    """Somebody's calls; whatever is refused fails the story."""

    def __init__(self, user: User) -> None:
        self.client = APIClient()
        self.client.force_authenticate(user)

    def post(self, path: str, body: dict[str, Any], *, form: str = "json") -> Any:
        answer = self.client.post(f"/api/v1/{path}/", body, format=form)
        assert answer.status_code in {200, 201}, answer.content
        return answer.json()

    def patch(self, path: str, body: dict[str, Any]) -> Any:
        answer = self.client.patch(f"/api/v1/{path}/", body, format="json")
        assert answer.status_code == 200, answer.content
        return answer.json()

    def get(self, path: str, **query: Any) -> Any:
        answer = self.client.get(f"/api/v1/{path}/", query)
        assert answer.status_code == 200, answer.content
        return answer.json()


@pytest.fixture
def researcher(ada: User) -> Caller:
    return Caller(ada)


@pytest.fixture
def manager(ben: User) -> Caller:
    return Caller(ben)


@pytest.fixture
def stakeholder(dev: User) -> Caller:
    return Caller(dev)


def interviews_heard(researcher: Caller) -> int:
    """Five interviews at five accounts, a highlight each; the insight that rests on them, published. Its id."""
    study = researcher.post("studies", {"title": "On the road", "lead": researcher.get("me")["id"]})["id"]
    insight = researcher.post("insights", {"title": "Sent or not", "statement": "People cannot tell what was sent."})
    for number, words in enumerate(SAID, start=1):
        account = researcher.post("accounts", {"name": f"Account {number}"})["id"]
        participant = researcher.post("participants", {"code": f"P-{number:04}", "account": account})["id"]
        logged = researcher.post(
            "interviews/capture",
            {
                "study": study,
                "kind": "discovery",
                "participants": [participant],
                "held_at": (timezone.now() - timedelta(days=number)).isoformat(),
                "consent": ["record", "quote_internally", "quote_publicly"],
                "text": words,
            },
        )
        highlight = researcher.post(
            "highlights",
            {"note": logged["note"]["id"], "start": 0, "end": len(words), "kind": "pain_point"},
        )
        researcher.post(
            "insight-evidence", {"insight": insight["id"], "highlight": highlight["id"], "stance": "supports"}
        )
    researcher.post(f"insights/{insight['id']}/seek-opposite", {})
    researcher.post(f"insights/{insight['id']}/submit", {})
    researcher.post(f"insights/{insight['id']}/publish", {})
    return int(insight["id"])


def funnel_imported(manager: Caller) -> int:
    """Ten begin a claim, six send it: a Mixpanel export, read by the job. The funnel's id."""
    begun = timezone.now() - timedelta(days=20)
    events = [
        {
            "event": name,
            "properties": {
                "time": int((begun + timedelta(minutes=minute)).timestamp()),
                "distinct_id": f"user{number}",
                "$insert_id": f"{name}{number}",
            },
        }
        for name, minute, many in (("Claim begun", 0, 10), ("Claim sent", 5, 6))
        for number in range(many)
    ]
    source = manager.post("event-sources", {"name": "App", "tool": "mixpanel"})["id"]
    export = SimpleUploadedFile("export.json", "\n".join(map(json.dumps, events)).encode())
    run = manager.post("event-imports", {"source": source, "file": export}, form="multipart")["id"]
    tasks.import_events(run=run)
    assert manager.get(f"event-imports/{run}")["events_added"] == 16
    steps = [{"event": "Claim begun"}, {"event": "Claim sent"}]
    return int(
        manager.post("funnels", {"source": source, "name": "Sending", "preset": "mixpanel", "steps": steps})["id"]
    )


def test_from_a_funnel_and_five_interviews_to_a_roadmap_that_answers_who_says_so(
    researcher: Caller, manager: Caller, stakeholder: Caller, client: Client, dev: User
) -> None:
    # What was observed, and the opportunity that it opens.
    insight = interviews_heard(researcher)
    opportunity = manager.post("opportunities", {"kind": "pain_point", "statement": "I cannot tell what was sent"})[
        "id"
    ]
    manager.post("opportunity-evidence", {"opportunity": opportunity, "insight": insight, "stance": "supports"})
    loss = manager.post(
        f"funnels/{funnel_imported(manager)}/attach", {"from_step": 1, "to_step": 2, "opportunity": opportunity}
    )
    measured = manager.get(f"measurements/{loss['measurement']}")
    assert measured["inputs"] == {"converted": 6, "entered": 10}

    # An outcome that it hangs under.
    metric = manager.post("metrics", {"name": "Claims sent twice", "direction": "down", "unit": "percent"})["id"]
    today = timezone.localdate()
    objective = manager.post(
        "objectives",
        {"title": "People trust that it arrived", "starts_on": f"{today - timedelta(days=60)}", "due_on": f"{today}"},
    )["id"]
    result = manager.post(
        "key-results",
        {"objective": objective, "metric": metric, "start": 20, "target": 10, "opportunities": [opportunity]},
    )["id"]

    # Three solutions, one of them tested, scored and compared with what the evidence supports.
    items = [
        manager.post(
            "backlog-items", {"kind": "solution", "title": title, "addresses": opportunity, "horizon": horizon}
        )
        for title, horizon in (
            ("A receipt for the receipt", "now"),
            ("A tray on the phone", "next"),
            ("A stamp", "later"),
        )
    ]
    for item in items:
        manager.post("evidence", {"item": item["id"], "insight": insight, "stance": "supports"})
    inputs = {"reach": 500, "reach_period": "quarter", "impact": 3, "confidence": 80, "effort": 2}
    claimed = manager.post("scores", {"item": items[0]["id"], "framework": "rice", "inputs": inputs})
    assert claimed["value"] == 600
    support = manager.get(f"backlog-items/{items[0]['id']}/support")
    assert support["overclaim"] == (
        "80 % claimed; 5 participants about the problem and no test of the solution support 50 %."
    )
    for item, confidence, reach in zip(items, (50, 50, 50), (500, 300, 100), strict=True):
        manager.post(
            "scores",
            {
                "item": item["id"],
                "framework": "rice",
                "inputs": {**inputs, "confidence": confidence, "reach": reach},
            },
        )
    assert manager.get(f"backlog-items/{items[0]['id']}/support")["overclaim"] == ""
    ranked = manager.get("scores/ranking", framework="rice")["rankings"][0]["places"]
    assert [(one["rank"], one["item"], one["value"]) for one in ranked] == [
        (1, items[0]["id"], "375"),
        (2, items[1]["id"], "225"),
        (3, items[2]["id"], "75"),
    ]

    # The key result is met, and graded once the objective is closed.
    manager.post(
        "check-ins", {"key_result": result, "on": f"{today}", "value": 12, "state": "on_track", "note": "Nearly."}
    )
    manager.post(f"objectives/{objective}/close", {})
    assert manager.get(f"key-results/{result}")["standing"]["grade"] == 0.8

    # A stakeholder reads the roadmap, and asks of its entry who says so.
    roadmap = stakeholder.get("roadmap")
    entries = {entry["title"]: entry for entry in roadmap["entries"]}
    assert [entry["horizon"] for entry in entries.values()] == ["now", "next", "later"]
    assert entries["A receipt for the receipt"]["outcome"]["metric"] == "Claims sent twice"
    assert entries["A receipt for the receipt"]["strength"]["band"] in {"solid", "strong"}
    trace = stakeholder.get(f"backlog-items/{items[0]['id']}/trace")
    quotes = {highlight["quote"] for link in trace["evidence"] for highlight in link["highlights"]}
    assert quotes == set(SAID)
    client.force_login(dev)
    page = client.get(f"/who-says-so/{items[0]['id']}/").content.decode()
    assert "freezer bag" in page
    assert "how many, not why" in page
    assert "P-0001" in page
    assert EvidenceClass.objects.filter(name="Behaviour data").exists()
