"""The roadmap's pages in the workplace: the board, the timeline, releases, and links."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from backlog.models import BacklogItem, RoadmapLink
from research.models import User
from tests.factories import BacklogItemFactory, ProductFactory, ReleaseFactory, RoadmapLinkFactory, ScoreFactory

MUST = {"priority": "must", "timebox": "Autumn", "effort": 2}


@pytest.fixture
def desk(client: Client, ben: User) -> Client:
    """Ben, logged in."""
    client.force_login(ben)
    return client


def test_the_board_has_every_entry_in_its_column_with_who_says_so(desk: Client) -> None:
    item = BacklogItemFactory(title="<i>Now</i>", horizon="now")
    BacklogItemFactory(horizon="not_now")

    page = desk.get("/roadmap/")

    columns = {column.horizon: [card.entry["id"] for card in column.cards] for column in page.context["columns"]}
    assert columns["now"] == [item.pk]
    assert "&lt;i&gt;Now&lt;/i&gt;" in page.content.decode()
    assert f"/who-says-so/{item.pk}/" in page.content.decode()


def test_an_empty_roadmap_says_how_to_begin(desk: Client) -> None:
    assert "Nothing is on the roadmap yet" in desk.get("/roadmap/").content.decode()


def test_a_stakeholder_reads_their_own_view_and_no_other(client: Client, dev: User) -> None:
    client.force_login(dev)
    BacklogItemFactory(title="A takeover", is_internal=True)
    item = BacklogItemFactory(title="A receipt", release=ReleaseFactory(name="Autumn"))

    page = client.get("/roadmap/?view=timeline").content.decode()

    assert "A receipt" in page
    assert "Autumn" in page
    assert "A takeover" not in page
    assert "/roadmap/links/" not in page
    assert client.get(f"/who-says-so/{item.pk}/").status_code == 200
    assert client.get("/roadmap/?audience=team").status_code == 403
    assert client.get(f"/releases/{item.release_id}/").status_code == 403
    assert client.get("/roadmap/links/").status_code == 403


def test_an_internal_item_is_nowhere_for_a_stakeholder(client: Client, dev: User) -> None:
    client.force_login(dev)
    hidden = BacklogItemFactory(title="A takeover", is_internal=True)

    assert client.get(f"/who-says-so/{hidden.pk}/").status_code == 404
    assert "A takeover" not in client.get("/backlog/backlogitem/").content.decode()
    assert client.get(f"/api/v1/backlog-items/{hidden.pk}/").status_code == 404
    assert client.get(f"/api/v1/backlog-items/{hidden.pk}/trace/").status_code == 404


def test_whose_work_it_is_stays_within_the_team(client: Client, dev: User, cleo: User) -> None:
    client.force_login(dev)
    item = BacklogItemFactory(owner=cleo, parent=BacklogItemFactory(title="A takeover", is_internal=True))

    form = client.get(f"/backlog/backlogitem/{item.pk}/change/").content.decode()
    listed = client.get("/backlog/backlogitem/").content.decode()

    for page in (form, listed):
        assert "cleo" not in page
        assert "A takeover" not in page
    assert client.get(f"/api/v1/backlog-items/{item.pk}/").json()["owner"] is None
    assert client.get(f"/api/v1/backlog-items/?owner={cleo.pk}").json()["results"] == []


def test_the_picture_comes_as_a_file_that_needs_no_style(desk: Client) -> None:
    assert desk.get("/roadmap/timeline.svg").status_code == 404
    BacklogItemFactory(title="A & B", release=ReleaseFactory())

    file = desk.get("/roadmap/timeline.svg")

    assert file["Content-Type"] == "image/svg+xml"
    assert file["Content-Disposition"] == 'attachment; filename="roadmap.svg"'
    assert file.content.startswith(b"<svg xmlns=")
    assert b"A &amp; B" in file.content


@pytest.mark.parametrize("query", ["?product=x", "?product=99999", "?product=%F0%9F%92%A9"])
def test_a_product_that_is_not_there_is_not_found(desk: Client, query: str) -> None:
    assert desk.get(f"/roadmap/{query}").status_code == 404


def test_a_longer_roadmap_takes_no_more_queries(desk: Client) -> None:
    def queries(many: int) -> int:
        for number in range(many):
            BacklogItemFactory(release=ReleaseFactory(), horizon="now" if number % 2 else "next")
        desk.get("/roadmap/?view=timeline")
        with CaptureQueriesContext(connection) as counted:
            desk.get("/roadmap/?view=timeline")
        return len(counted)

    assert queries(2) == queries(4)


def test_a_release_tells_what_it_takes_and_what_is_too_much(desk: Client) -> None:
    release = ReleaseFactory(name="Autumn", capacity=30)
    ScoreFactory(item=BacklogItemFactory(release=release, title="Hold it"), framework="moscow", inputs=MUST)

    page = desk.get(f"/releases/{release.pk}/").content.decode()

    for words in (
        "It takes 40 person-days, 10 more than the 30 that there are.",
        "Musts take 100 % of the effort",
        "2 person-months by its MoSCoW score",
        "Must have",
    ):
        assert words in page, words


def test_what_is_estimated_in_parts_is_counted_once(desk: Client) -> None:
    release = ReleaseFactory(capacity=30)
    epic = BacklogItemFactory(release=release, estimate=25)
    BacklogItemFactory(release=release, parent=epic, estimate="12.5")

    page = desk.get(f"/releases/{release.pk}/").content.decode()

    assert "12.5 of 30 person-days are planned" in page
    assert "counted in its parts" in page


def test_a_priority_for_another_timebox_says_nothing_here(desk: Client) -> None:
    release = ReleaseFactory(name="Winter")
    ScoreFactory(item=BacklogItemFactory(release=release), framework="moscow", inputs=MUST)

    page = desk.get(f"/releases/{release.pk}/").content.decode()

    assert "Must have" not in page
    assert "Not decided" in page


def test_items_move_between_releases_on_its_page(desk: Client) -> None:
    here, there = ReleaseFactory(), ReleaseFactory(name="There")
    item = BacklogItemFactory(release=here)

    moved = desk.post(f"/releases/{here.pk}/", {"item": item.pk, "into": there.pk}, follow=True).content.decode()

    assert "One item is in There now." in moved
    assert BacklogItem.objects.get().release == there
    desk.post(f"/releases/{there.pk}/", {"item": item.pk, "into": "none"})
    assert BacklogItem.objects.get().release is None


@pytest.mark.parametrize("into", ["", "x", "99999", "another product"])
def test_nowhere_is_no_place_to_move_to(desk: Client, into: str) -> None:
    here = ReleaseFactory()
    item = BacklogItemFactory(release=here)
    target = ReleaseFactory(product=ProductFactory()).pk if into == "another product" else into

    page = desk.post(f"/releases/{here.pk}/", {"item": item.pk, "into": target}, follow=True)

    assert page.status_code == 200
    assert BacklogItem.objects.get().release == here


def test_who_may_only_read_moves_nothing(client: Client, ada: User) -> None:
    client.force_login(ada)
    here = ReleaseFactory()
    item = BacklogItemFactory(release=here)

    assert client.get(f"/releases/{here.pk}/").status_code == 200
    assert client.post(f"/releases/{here.pk}/", {"item": item.pk, "into": "none"}).status_code == 403


def test_a_fuller_release_takes_no_more_queries(desk: Client) -> None:
    release = ReleaseFactory()

    def queries(many: int) -> int:
        for _ in range(many):
            ScoreFactory(item=BacklogItemFactory(release=release))
            BacklogItemFactory()
        desk.get(f"/releases/{release.pk}/")
        with CaptureQueriesContext(connection) as counted:
            desk.get(f"/releases/{release.pk}/")
        return len(counted)

    assert queries(2) == queries(4)


def test_a_link_is_made_copied_and_closed(desk: Client, ben: User) -> None:
    until = timezone.localdate() + timedelta(days=7)

    made = desk.post("/roadmap/links/", {"name": "The <b>board</b>", "until": str(until)}, follow=True)
    link = RoadmapLink.objects.get()

    assert f"/shared/roadmap/{link.secret}/" in made.content.decode()
    assert "The &lt;b&gt;board&lt;/b&gt;" in made.content.decode()
    assert (link.created_by, timezone.localtime(link.expires_at).date()) == (ben, until)
    closed = desk.post(f"/roadmap/links/{link.pk}/close/", follow=True).content.decode()
    assert "leads nowhere any more" in closed
    assert link.secret not in closed


@pytest.mark.parametrize("days", [-1, 400])
def test_a_link_works_for_a_while(desk: Client, days: int) -> None:
    until = timezone.localdate() + timedelta(days=days)

    page = desk.post("/roadmap/links/", {"name": "X", "until": str(until)})

    assert page.status_code == 400
    assert not RoadmapLink.objects.exists()


def test_a_link_needs_the_right_to_be_closed(client: Client, ada: User) -> None:
    client.force_login(ada)
    link = RoadmapLinkFactory()

    assert client.post(f"/roadmap/links/{link.pk}/close/").status_code == 403
