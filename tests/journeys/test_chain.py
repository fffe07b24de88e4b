"""From a real transcript to a backlog item whose trace gives back the exact words, with speaker and time."""

from html import unescape
from pathlib import Path
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from rest_framework.test import APIClient

from research.models import User

TRANSCRIPTS = Path(__file__).parent.parent / "research" / "importers" / "files"
API = "/api/v1"


def sent(client: APIClient, address: str, body: dict[str, Any], *, form: bool = False) -> dict[str, Any]:
    answer = client.post(f"{API}/{address}/", body, format="multipart" if form else "json")
    assert answer.status_code in {200, 201}, answer.content
    found: dict[str, Any] = answer.json()
    return found


@pytest.mark.parametrize("name", ["teams.vtt", "zoom.vtt", "otter.txt", "meet.txt", "interview.srt", "teams.docx"])
def test_a_transcript_becomes_evidence_for_an_item(name: str, ada: User, ben: User, client: Client) -> None:
    researcher, manager = APIClient(), APIClient()
    researcher.force_authenticate(ada)
    manager.force_authenticate(ben)
    study = sent(researcher, "studies", {"title": "Working together"})
    file = SimpleUploadedFile(name, (TRANSCRIPTS / name).read_bytes())
    body = {"kind": "discovery", "study": study["id"], "codes": ["P-0007"], "consent": ["quote_internally"]}
    captured = sent(researcher, "interviews/capture", {**body, "file": file}, form=True)
    note, participant = captured["note"], captured["interview"]["participants"][0]
    turns = researcher.get(f"{API}/turns/?note={note['id']}").json()["results"]
    turn = max((one for one in turns if one["speaker"]), key=lambda one: one["end"] - one["start"])
    words = note["text"][turn["start"] : turn["end"]]

    sent(researcher, f"notes/{note['id']}/attribute-speaker", {"speaker": turn["speaker"], "participant": participant})
    mark = {"note": note["id"], "start": turn["start"], "end": turn["end"], "kind": "pain_point"}
    highlight = sent(researcher, "highlights", {**mark, "tags": ["Meetings/Clashes"], "create_tags": True})
    insight = sent(researcher, "insights", {"title": "They clash", "statement": "People wait for one another."})
    sent(researcher, "insight-evidence", {"insight": insight["id"], "highlight": highlight["id"], "stance": "supports"})
    sent(researcher, f"insights/{insight['id']}/publish", {})
    item = sent(manager, "backlog-items", {"title": "Warn before a clash", "external_references": [{"key": "PAY-1"}]})
    sent(manager, "evidence", {"item": item["id"], "insight": insight["id"], "stance": "supports"})

    trace = researcher.get(f"{API}/trace/pay-1/").json()
    [evidence] = trace["evidence"]
    [passage] = evidence["highlights"]
    assert (passage["quote"], passage["verbatim"], passage["start_ms"]) == (words, True, turn["start_ms"])
    assert [one["code"] for one in passage["participants"]] == ["P-0007"]
    assert [tag["name"] for tag in passage["tags"]] == ["Clashes"]
    assert (trace["strength"]["band"], trace["strength"]["participants"]) == ("single voice", 1)

    client.force_login(ada)
    page = client.get(f"/who-says-so/{item['id']}/").content.decode()
    assert "P-0007" in page
    assert words.split("\n")[0][:30] in unescape(page)
