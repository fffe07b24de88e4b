"""Studies, interviews, highlights, tags, participants and consents: lists, and what is done to several at once."""

from datetime import timedelta

import pytest
from django.contrib.messages import get_messages
from django.test import Client
from django.utils import timezone

from research.models import Consent, Highlight, Interview, Participant, Study, Tag, User
from tests.factories import (
    ConsentFactory,
    HighlightFactory,
    InsightEvidenceFactory,
    InterviewFactory,
    NoteFactory,
    ParticipantFactory,
    StudyFactory,
    TagFactory,
    TaggingFactory,
)


@pytest.fixture
def desk(client: Client, ada: User) -> Client:
    client.force_login(ada)
    return client


def act(desk: Client, model: str, action: str, rows: list[int], **given: object) -> str:
    answered = {"answered": "1"} if given else {}
    response = desk.post(
        f"/research/{model}/", {"action": action, "_selected_action": rows, **answered, **given}, follow=False
    )
    shown = " ".join(str(message) for message in get_messages(response.wsgi_request))
    return shown or response.content.decode()


def test_a_study_is_begun_with_a_title(desk: Client, ada: User) -> None:
    desk.post(
        "/research/study/add/",
        {"title": "Being late", "status": "active", "memberships-TOTAL_FORMS": 0, "memberships-INITIAL_FORMS": 0},
    )

    study = Study.objects.get()
    assert (study.slug, study.lead, study.created_by) == ("being-late", ada, ada)


def test_studies_are_closed_and_opened(desk: Client, ada: User) -> None:
    study = StudyFactory.create(lead=ada)

    assert "1 study is private to lead and members now." in act(desk, "study", "make_private", [study.pk])
    assert "private" in desk.get("/research/study/").content.decode()
    assert "open now" in act(desk, "study", "make_open", [study.pk])


def test_a_study_that_cannot_close_says_why(desk: Client) -> None:
    study = StudyFactory.create()
    note = NoteFactory.create(interview=InterviewFactory(study=study))
    InsightEvidenceFactory.create(highlight=HighlightFactory(note=note), insight__title="Out there")

    assert "Out there" in act(desk, "study", "make_private", [study.pk])


def test_interviews_move_to_another_study(desk: Client) -> None:
    interview, study = InterviewFactory.create(), StudyFactory.create(title="Elsewhere")
    assert "Which study?" in act(desk, "interview", "move", [interview.pk])

    assert "1 moved to Elsewhere" in act(desk, "interview", "move", [interview.pk], study=study.pk)

    assert Interview.objects.get().study == study


def test_the_interviews_tell_who_when_and_how_much_was_marked(desk: Client) -> None:
    note = NoteFactory.create(interview=InterviewFactory(title="On being late", status="no_show"))
    note.interview.participants.add(ParticipantFactory.create(code="P-0007"))
    HighlightFactory.create(note=note)

    page = desk.get("/research/interview/").content.decode()

    assert all(shown in page for shown in ("On being late", "P-0007", ", no-show", "transcript"))


def test_highlights_are_tagged_together(desk: Client) -> None:
    rows = [one.pk for one in HighlightFactory.create_batch(2)]
    tag = TagFactory.create(name="Lateness", parent=TagFactory(name="Time"))
    assert "Time/Lateness" in act(desk, "highlight", "add_tags", rows)

    assert "2 tags given" in act(desk, "highlight", "add_tags", rows, tags=[tag.pk])

    assert tag.highlights.count() == 2


def test_highlights_get_a_kind_together(desk: Client) -> None:
    rows = [one.pk for one in HighlightFactory.create_batch(2)]
    assert "What are they?" in act(desk, "highlight", "set_kind", rows)

    assert "2 marked as need" in act(desk, "highlight", "set_kind", rows, kind="need")


def test_a_highlight_s_page_tells_what_rests_on_it(desk: Client) -> None:
    evidence = InsightEvidenceFactory.create(insight__title="Nobody is on time")
    evidence.highlight.participants.add(ParticipantFactory.create(code="P-0007"))

    page = desk.get(f"/research/highlight/{evidence.highlight_id}/change/").content.decode()

    assert all(shown in page for shown in ("Nobody is on time", "P-0007", "characters 0 to 12"))


def test_one_s_own_highlights_are_deleted_and_others_are_not(desk: Client, ada: User) -> None:
    own, other = HighlightFactory.create(created_by=ada), HighlightFactory.create()

    for one in (own, other):
        desk.post(f"/research/highlight/{one.pk}/delete/", {"post": "yes"})

    assert list(Highlight.objects.all()) == [other]
    assert "lead deletes" in act(desk, "highlight", "delete_selected", [other.pk], post="yes")


def test_tags_read_as_a_tree(desk: Client) -> None:
    TagFactory.create(name="Zones", parent=TagFactory(name="Calendar"))
    TagFactory.create(name="Budget")

    page = desk.get("/research/tag/").content.decode()

    assert page.index("Budget") < page.index(">Calendar<") < page.index("Calendar / Zones")
    assert desk.get("/research/tag/?o=2").status_code == 200


def test_tags_are_merged_after_saying_what_moves(desk: Client) -> None:
    old, kept = TagFactory.create(name="Tardiness"), TagFactory.create(name="Lateness")
    TaggingFactory.create(tag=old)
    assert "1 highlights move there" in act(desk, "tag", "merge", [old.pk])

    assert "1 merged into Lateness" in act(desk, "tag", "merge", [old.pk], into=kept.pk)

    assert Tag.objects.get(pk=old.pk).merged_into == kept
    assert "Lateness" in desk.get(f"/research/tag/{old.pk}/change/").content.decode()


def test_a_participant_gets_the_next_code(desk: Client) -> None:
    desk.post("/research/participant/add/", {"code": "", "role": "carpenter", "attributes": "{}"})

    assert Participant.objects.get().code == "P-0001"


def test_a_participant_s_page_tells_what_they_permitted_and_where_they_spoke(desk: Client) -> None:
    participant = ParticipantFactory.create()
    InterviewFactory.create(title="On being late").participants.add(participant)
    now = timezone.now()
    for scope, given in (
        ("record", {}),
        ("quote_publicly", {"withdrawn_at": now}),
        ("contact_again", {"expires_at": now}),
        ("take_part", {"given_at": now + timedelta(days=1)}),
    ):
        ConsentFactory.create(participant=participant, scope=scope, **given)

    page = desk.get(f"/research/participant/{participant.pk}/change/").content.decode()

    assert all(shown in page for shown in ("On being late", "in force", "withdrawn", "run out", "not yet"))


def test_a_consent_is_withdrawn(client: Client, priya: User) -> None:
    consent = ConsentFactory.create()
    client.force_login(priya)

    assert "1 consent is withdrawn" in act(client, "consent", "withdraw", [consent.pk])

    assert Consent.objects.get().withdrawn_at
    assert "withdrawn already" in act(client, "consent", "withdraw", [consent.pk])
