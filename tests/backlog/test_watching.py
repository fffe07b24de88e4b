"""Saved searches tell their owner what came since they looked."""

from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from rest_framework.test import APIClient

from backlog import tasks, watching
from backlog.models import SavedSearch
from research.models import User
from research.operations.refusals import Unacceptable
from research.search.finding import Filters
from tests.factories import (
    BacklogItemFactory,
    HighlightFactory,
    InsightFactory,
    NoteFactory,
    SavedSearchFactory,
    StudyFactory,
    TagFactory,
)


def kept(by: User, q: str = "gasket", *, kind: str = "", **filters: Any) -> SavedSearch:
    return watching.keep(name="Gaskets", q=q, kind=kind, filters=Filters(**filters), by=by, at=timezone.now())


def new(saved: SavedSearch) -> int:
    tasks.watch_searches(timestamp=0)
    saved.refresh_from_db()
    return saved.new


def test_only_what_came_since_and_has_the_words_is_new(ada: User) -> None:
    InsightFactory(title="Gaskets leak")
    saved = kept(ada)
    assert new(saved) == 0

    InsightFactory(title="Gaskets leak in winter")
    InsightFactory(title="Hoses leak")
    BacklogItemFactory(title="A better gasket")
    TagFactory(name="Gasket")

    assert new(saved) == 3
    watching.look(saved, at=timezone.now())
    assert new(saved) == 0


def test_it_keeps_to_its_kind_and_its_filters(ada: User) -> None:
    study = StudyFactory()
    of_study, of_kind = kept(ada, study=study.pk), SavedSearchFactory(user=ada, q="gasket", kind="insight")

    HighlightFactory(note=NoteFactory(text="A gasket.", interview__study=study))
    HighlightFactory(note=NoteFactory(text="A gasket, too."))
    InsightFactory(title="Gasket")

    assert new(of_study) == 2, "A note and a highlight."
    assert new(of_kind) == 1


def test_what_its_owner_may_not_see_is_no_news(ada: User, ben: User) -> None:
    mine, theirs = kept(ada), kept(ben)
    study = StudyFactory(private=True, lead=ben)

    HighlightFactory(note=NoteFactory(text="A gasket.", interview__study=study))

    assert (new(mine), new(theirs)) == (0, 2)


def test_a_filter_without_words_is_enough_and_nothing_is_not(ada: User) -> None:
    saved = kept(ada, "", study=StudyFactory().pk)
    assert saved.filters.keys() == {"study"}

    with pytest.raises(Unacceptable):
        watching.keep(name="Nothing", q=" -", kind="", filters=Filters(), by=ada, at=timezone.now())


def test_names_are_taken_once_a_person(ada: User, ben: User) -> None:
    kept(ada)
    kept(ben)
    with pytest.raises(watching.NameTaken):
        kept(ada)


def test_there_is_a_limit(ada: User, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(watching, "MOST_OF_ONE", 1)
    kept(ada)
    with pytest.raises(watching.TooMany):
        watching.keep(name="Two", q="hose", kind="", filters=Filters(), by=ada, at=timezone.now())


def test_moments_are_kept(ada: User) -> None:
    moment = timezone.now()
    saved = kept(ada, held_from=moment)
    saved.refresh_from_db()

    assert watching.filters_of(saved) == Filters(held_from=moment)


def test_news_ask_one_query_a_kind_however_much_came(ada: User) -> None:
    saved = kept(ada, kind="insight")
    watching.check(saved)

    def queries() -> int:
        with CaptureQueriesContext(connection) as asked:
            watching.check(saved)
        return len(asked)

    InsightFactory(title="Gasket")
    few = queries()
    InsightFactory.create_batch(5, title="Gasket")
    assert queries() == few


def test_over_the_api_they_are_one_s_own(ada: User, ben: User) -> None:
    client, other = APIClient(), APIClient()
    client.force_authenticate(ada)
    other.force_authenticate(ben)

    made = client.post("/api/v1/saved-searches/", {"name": "Gaskets", "q": "gasket", "type": "insight"})
    assert made.status_code == 201
    InsightFactory(title="Gasket")
    watching.check_all()

    (row,) = client.get("/api/v1/saved-searches/").json()["results"]
    assert (row["name"], row["type"], row["new"]) == ("Gaskets", "insight", 1)
    address = f"/api/v1/saved-searches/{row['id']}/"
    assert other.get("/api/v1/saved-searches/").json() == {"results": []}
    assert other.post(f"{address}look/").status_code == other.delete(address).status_code == 404
    assert client.post(f"{address}look/").json()["new"] == 0
    assert client.delete(address).status_code == 204
    assert client.delete(address).status_code == 404


@pytest.mark.parametrize(
    ("body", "status"),
    [
        ({"q": "gasket"}, 400),
        ({"name": "x"}, 400),
        ({"name": "x", "q": "y", "study": 0}, 400),
        ({"name": "x", "q": "y", "type": "nonsense"}, 400),
        ({"name": "x", "q": "y", "more": 1}, 400),
        ({"name": "x" * 101, "q": "y"}, 400),
        ({"name": "\0", "q": "y"}, 400),
    ],
)
def test_what_makes_no_sense_is_refused(body: dict[str, Any], status: int, ada: User) -> None:
    client = APIClient()
    client.force_authenticate(ada)

    assert client.post("/api/v1/saved-searches/", body).status_code == status


def test_on_the_page_a_search_is_saved_followed_and_taken_away(client: Client, ada: User) -> None:
    client.force_login(ada)
    study = StudyFactory(title="Winter")

    client.post(f"/search/?q=gasket&study={study.pk}&start=2026-01-01", {"name": "<b>Gaskets</b>"})
    saved = SavedSearch.objects.get()
    NoteFactory(text="A gasket.", interview__study=study, interview__held_at=timezone.now())
    watching.check_all()
    home = client.get("/").content.decode()
    assert "New for your searches" in home
    assert "&lt;b&gt;Gaskets&lt;/b&gt;" in home

    led = client.get(f"/search/saved/{saved.pk}/", follow=True)
    assert led.redirect_chain == [(f"/search/?q=gasket&study={study.pk}&start=2026-01-01", 302)]
    assert "New for your searches" not in client.get("/").content.decode()

    assert "Gaskets" in client.get("/search/").content.decode()
    client.post(f"/search/saved/{saved.pk}/remove/")
    assert not SavedSearch.objects.exists()


def test_another_s_search_is_not_there(client: Client, ada: User, ben: User) -> None:
    saved = kept(ben)
    client.force_login(ada)

    assert client.get(f"/search/saved/{saved.pk}/").status_code == 404
    assert client.post(f"/search/saved/{saved.pk}/remove/").status_code == 404
    assert client.get(f"/search/saved/{saved.pk}/remove/").status_code == 405
