"""The search page."""

import html
import re

import pytest
from django.test import Client

from research.models import User
from tests.factories import HighlightFactory, InsightFactory, NoteFactory, StudyFactory, TagFactory, TurnFactory


@pytest.fixture
def desk(client: Client, ada: User) -> Client:
    client.force_login(ada)
    return client


def test_a_hit_leads_to_the_passage(desk: Client) -> None:
    highlight = HighlightFactory(note__text="My gasket leaks.", start=3, end=9)
    note = NoteFactory(text="Hello.\nThe gasket leaks.")
    TurnFactory(note=note, start=7, end=24)
    insight = InsightFactory(title="Gaskets leak")

    links = re.findall(r'class="search-hit" href="([^"]+)"', desk.get("/search/?q=gasket").content.decode())

    assert {
        f"/notes/{highlight.note_id}/?highlight={highlight.pk}",
        f"/notes/{note.pk}/?at=7",
        f"/research/insight/{insight.pk}/change/",
    } <= {html.unescape(link) for link in links}


def test_words_of_people_are_never_markup(desk: Client) -> None:
    InsightFactory(title="<img src=x> gasket", statement="<script>alert(1)</script> gasket")

    page = desk.get("/search/?q=gasket&type=insight").content.decode()

    assert "<script>alert" not in page
    assert "<img src=x>" not in page
    assert "<mark>gasket</mark>" in page


def test_tabs_count_and_one_kind_goes_on(desk: Client) -> None:
    InsightFactory.create_batch(25, title="Gasket")
    TagFactory(name="Gasket")

    first = desk.get("/search/?q=gasket")
    insights = desk.get("/search/?q=gasket&type=insight")
    last = desk.get("/search/?q=gasket&type=insight&page=2")

    assert [(tab.label, tab.count) for tab in first.context["tabs"]] == [("All", ""), ("Insights", "25"), ("Tags", "1")]
    assert [len(section.lines) for section in first.context["sections"]] == [4, 1]
    assert [len(section.lines) for section in insights.context["sections"]] == [20]
    assert [len(section.lines) for section in last.context["sections"]] == [5]
    assert (insights.context["sections"][0].more, last.context["sections"][0].more) == (
        "?q=gasket&type=insight&page=2",
        "",
    )


def test_a_typing_mistake_is_offered_to_be_mended(desk: Client) -> None:
    TagFactory(name="Calendar")

    page = desk.get("/search/?q=calender")

    assert page.context["meant"] == "?q=calendar"


@pytest.mark.parametrize(
    "query", ["page=0", "page=x", "page=99999", "type=nonsense", "study=99999", "start=x", "q=" + "x" * 500]
)
def test_nonsense_in_the_address_is_told(desk: Client, query: str) -> None:
    assert desk.get(f"/search/?{query}").status_code == 400


def test_somebody_elses_private_study_is_no_choice(desk: Client) -> None:
    study = StudyFactory(title="Secret pilot", private=True)

    assert "Secret pilot" not in desk.get("/search/").content.decode()
    assert desk.get(f"/search/?study={study.pk}").status_code == 400
