"""/highlights/"""

from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from rest_framework.test import APIClient

from research.models import Highlight, Tag, User
from tests.factories import (
    HighlightFactory,
    InsightEvidenceFactory,
    InterviewFactory,
    NoteFactory,
    StudyFactory,
    TagFactory,
    TaggingFactory,
)

ADDRESS = "/api/v1/highlights/"
TEXT = "It is 👩‍💻 fine. Honestly, I keep two calendars."


def marking(note: Any, passage: str, **more: Any) -> dict[str, Any]:
    start = note.text.index(passage)
    return {"note": note.pk, "start": start, "end": start + len(passage), **more}


def test_a_passage_is_answered_with_its_quote(client: APIClient, ada: User) -> None:
    note = NoteFactory.create(text=TEXT)

    answer = client.post(ADDRESS, marking(note, "two calendars"))

    assert answer.status_code == 201
    assert answer.json()["quote"] == "two calendars"
    assert answer.json()["created_by"] == ada.pk
    assert answer["Location"].endswith(f"{ADDRESS}{answer.json()['id']}/")


def test_a_branch_has_what_any_tag_under_it_has(client: APIClient) -> None:
    root = TagFactory.create()
    below = TagFactory.create(parent=TagFactory.create(parent=root))
    found = [HighlightFactory.create(), HighlightFactory.create()]
    for highlight, tag in zip(found, (root, below), strict=True):
        TaggingFactory.create(highlight=highlight, tag=tag)
    TaggingFactory.create(highlight=found[1], tag=root)
    TaggingFactory.create()

    answer = client.get(ADDRESS, {"branch": root.pk})

    assert [one["id"] for one in answer.json()["results"]] == [found[1].pk, found[0].pk]


def test_a_branch_that_one_may_not_see_has_nothing(client: APIClient) -> None:
    hidden = TaggingFactory.create(tag=TagFactory.create(study=StudyFactory.create(private=True)))
    assert client.get(ADDRESS, {"branch": hidden.tag.pk}).json()["results"] == []


def test_all_that_one_may_see_comes_as_csv(client: APIClient) -> None:
    seen = HighlightFactory.create()
    HighlightFactory.create(note__interview__study=StudyFactory.create(private=True))

    answer = client.get(f"{ADDRESS}export/", HTTP_ACCEPT="text/csv")

    lines = b"".join(answer.streaming_content).decode("utf-8-sig").splitlines()  # type: ignore[attr-defined]
    assert answer["Content-Type"].startswith("text/csv")
    assert lines[0].startswith("id,note,interview,study,start,end,kind,state,verbatim,withheld,quote,comment")
    assert [line.split(",")[0] for line in lines[1:]] == [str(seen.pk)]


def test_a_browser_counts_in_utf16(client: APIClient) -> None:
    note = NoteFactory.create(text=TEXT)
    start = len(TEXT[: TEXT.index("two")].encode("utf-16-le")) // 2

    answer = client.post(ADDRESS, {"note": note.pk, "start": start, "end": start + 13, "offset_unit": "utf16"})

    assert answer.json()["quote"] == "two calendars"


def test_half_of_a_character_cannot_be_marked(client: APIClient) -> None:
    note = NoteFactory.create(text=TEXT)

    answer = client.post(ADDRESS, {"note": note.pk, "start": 7, "end": 9, "offset_unit": "utf16"})

    assert answer.status_code == 400
    assert answer.json()["errors"][0]["pointer"] == "/start"


@pytest.mark.parametrize(
    ("start", "end"),
    [
        pytest.param(3, 3, id="nothing"),
        pytest.param(5, 2, id="backwards"),
        pytest.param(0, 10_000, id="beyond the text"),
        pytest.param(-1, 2, id="before the text"),
    ],
)
def test_a_range_that_is_none_is_refused(start: int, end: int, client: APIClient) -> None:
    note = NoteFactory.create(text=TEXT)

    answer = client.post(ADDRESS, {"note": note.pk, "start": start, "end": end})

    assert answer.status_code == 400
    assert not Highlight.objects.exists()


def test_tags_come_by_id_and_by_path(client: APIClient) -> None:
    note = NoteFactory.create(text=TEXT)
    above = TagFactory.create(name="Calendar")
    below = TagFactory.create(name="Time zones", parent=above)

    answer = client.post(ADDRESS, marking(note, "two", tags=[above.pk, "calendar/time zones"]))

    assert [tag["id"] for tag in answer.json()["tags"]] == [above.pk, below.pk]
    assert answer.json()["tags"][1]["path"] == "Calendar/Time zones"


def test_an_unknown_path_is_added_only_on_request(client: APIClient) -> None:
    note = NoteFactory.create(text=TEXT)

    refused = client.post(ADDRESS, marking(note, "two", tags=["New/Topic"]))
    taken = client.post(ADDRESS, marking(note, "two", tags=["New/Topic"], create_tags=True))

    assert refused.status_code == 400
    assert refused.json()["errors"][0]["pointer"] == "/tags/0"
    assert taken.status_code == 201
    assert Tag.objects.get(name="Topic").parent == Tag.objects.get(name="New")


def test_a_note_out_of_sight_and_a_missing_one_answer_alike(client: APIClient) -> None:
    hidden = NoteFactory.create(interview=InterviewFactory(study=StudyFactory(private=True)))

    answers = [client.post(ADDRESS, {"note": pk, "start": 0, "end": 2}) for pk in (hidden.pk, 999_999)]

    assert {answer.status_code for answer in answers} == {400}
    flaws = [
        answer.content.replace(str(pk).encode(), b"?") for answer, pk in zip(answers, (hidden.pk, 999_999), strict=True)
    ]
    assert flaws[0] == flaws[1]


@pytest.mark.parametrize("is_bare", [True, False])
def test_many_are_marked_at_once(is_bare: bool, client: APIClient) -> None:
    note = NoteFactory.create(text=TEXT)
    rows = [marking(note, "two"), marking(note, "calendars", tags=["Tools"], create_tags=True)]

    answer = client.post(f"{ADDRESS}bulk/", rows if is_bare else {"highlights": rows}, format="json")

    assert answer.status_code == 201
    assert [row["quote"] for row in answer.json()["highlights"]] == ["two", "calendars"]


def test_one_that_cannot_be_marked_stops_them_all_and_is_named(client: APIClient) -> None:
    note = NoteFactory.create(text=TEXT)
    rows = [marking(note, "two"), {"note": note.pk, "start": 0, "end": 9_999}, {"note": 999_999, "start": 0, "end": 1}]

    of_fields = client.post(f"{ADDRESS}bulk/", {"highlights": rows}, format="json")
    of_ranges = client.post(f"{ADDRESS}bulk/", {"highlights": rows[:2]}, format="json")

    assert [flaw["pointer"] for flaw in of_fields.json()["errors"]] == ["/highlights/2/note"]
    assert [flaw["pointer"] for flaw in of_ranges.json()["errors"]] == ["/highlights/1"]
    assert {of_fields.status_code, of_ranges.status_code} == {400}
    assert not Highlight.objects.exists()


def test_more_passages_ask_no_more_queries(client: APIClient) -> None:
    note = NoteFactory.create(text=TEXT)
    tag = TagFactory.create()

    def queries(number: int) -> int:
        with CaptureQueriesContext(connection) as asked:
            rows = [marking(note, "two", tags=[tag.pk])] * number
            assert client.post(f"{ADDRESS}bulk/", {"highlights": rows}, format="json").status_code == 201
        return len(asked)

    queries(1)

    assert queries(20) == queries(2)


def test_a_highlight_that_is_evidence_is_not_deleted(client: APIClient, ada: User) -> None:
    cited = InsightEvidenceFactory.create(highlight=HighlightFactory(created_by=ada)).highlight

    answer = client.delete(f"{ADDRESS}{cited.pk}/")

    assert answer.status_code == 409
    assert "insight" in answer.json()["detail"]


def test_only_the_lead_deletes_what_another_marked(client: APIClient, ada: User) -> None:
    theirs = HighlightFactory.create()

    refused = client.delete(f"{ADDRESS}{theirs.pk}/")
    study = theirs.note.interview.study
    study.lead = ada
    study.save()
    allowed = client.delete(f"{ADDRESS}{theirs.pk}/")

    assert (refused.status_code, allowed.status_code) == (403, 204)


def test_it_is_placed_elsewhere(client: APIClient) -> None:
    note = NoteFactory.create(text=TEXT)
    made = client.post(ADDRESS, marking(note, "two")).json()

    answer = client.post(f"{ADDRESS}{made['id']}/place/", {"start": 0, "end": 5})

    assert answer.json()["quote"] == "It is"
    assert answer.json()["version"] > made["version"]


def test_a_tag_that_is_renamed_is_not_kept_from_whoever_knows_the_version(client: APIClient) -> None:
    note = NoteFactory.create(text=TEXT)
    made = client.post(ADDRESS, marking(note, "two", tags=["Old"], create_tags=True))
    Tag.objects.update(name="New")

    answer = client.get(f"{ADDRESS}{made.json()['id']}/", headers={"If-None-Match": made["ETag"]})

    assert answer.status_code == 200
    assert answer.json()["tags"][0]["name"] == "New"


def test_kind_comment_and_tags_change(client: APIClient) -> None:
    note = NoteFactory.create(text=TEXT)
    made = client.post(ADDRESS, marking(note, "two", tags=["A"], create_tags=True)).json()

    body = {"kind": "need", "comment": "hm", "tags": ["B"], "create_tags": True}
    answer = client.patch(f"{ADDRESS}{made['id']}/", body, format="json").json()

    assert (answer["kind"], answer["comment"]) == ("need", "hm")
    assert [tag["name"] for tag in answer["tags"]] == ["B"]
