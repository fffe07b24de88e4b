"""What actions on lists do not accept, and where a list's counts lead."""

from typing import Any

import pytest
from django.db.models import Model
from django.test import Client

from research.models import Highlight, Interview, User
from tests.factories import HighlightFactory, InterviewFactory, StudyFactory, TagFactory


@pytest.fixture
def desk(client: Client, ada: User) -> Client:
    """Ada, logged in."""
    client.force_login(ada)
    return client


def act(desk: Client, action: str, *rows: Model, **given: Any) -> Any:
    """Choose the action for the rows; `answered` is what its question is answered with."""
    selected = {"action": action, "_selected_action": [row.pk for row in rows], **given}
    return desk.post(f"/research/{rows[0]._meta.model_name}/", selected, follow=True)


def test_a_tag_of_a_private_study_is_not_accepted_from_others(desk: Client) -> None:
    hidden = TagFactory(study=StudyFactory(private=True))

    answer = act(desk, "add_tags", HighlightFactory(), answered="1", tags=[hidden.pk])

    assert answer.status_code == 400
    assert not Highlight.objects.filter(tags=hidden).exists()


def test_interviews_do_not_move_to_a_study_out_of_sight(desk: Client) -> None:
    interview, hidden = InterviewFactory(), StudyFactory(private=True)

    answer = act(desk, "move", interview, answered="1", study=hidden.pk)

    assert answer.status_code == 400
    assert Interview.objects.get(pk=interview.pk).study == interview.study


def test_a_count_leads_to_what_was_counted(desk: Client) -> None:
    highlight = HighlightFactory()
    HighlightFactory()
    link = f"/research/highlight/?note__interview__study__id__exact={highlight.note.interview.study_id}"

    listed = desk.get("/research/study/").content.decode()
    answer = desk.get(link)

    assert f'href="{link}"' in listed
    assert list(answer.context["cl"].result_list) == [highlight]
