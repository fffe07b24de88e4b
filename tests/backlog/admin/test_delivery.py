"""An item's page: its checklist, its parts, what it depends on and what it is called elsewhere."""

from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from backlog.models import BacklogItem, Dependency
from research.models import User
from tests.factories import (
    AcceptanceCriterionFactory,
    BacklogItemFactory,
    DependencyFactory,
    ExternalReferenceFactory,
)


@pytest.fixture
def item(client: Client, cleo: User) -> BacklogItem:
    client.force_login(cleo)
    made: BacklogItem = BacklogItemFactory(number=1, title="Keep the photo")
    return made


def step(client: Client, item: BacklogItem, act: str, **given: Any) -> str:
    answer = client.post(f"/backlog/{item.pk}/step/", {"act": act, **given}, follow=True)
    assert answer.status_code == 200
    return " ".join(str(one) for one in answer.context["messages"])


def test_pasted_criteria_become_a_checklist_that_is_ticked_and_ordered(client: Client, item: BacklogItem) -> None:
    said = step(client, item, "paste", text="Given a, when b, then c\nGiven d, when e, then f")
    first, second = item.criteria.in_order()
    step(client, item, "tick", row=first.pk)
    step(client, item, "up", row=second.pk)
    step(client, item, "revise", row=second.pk, then="g")

    assert said == "Added 2 criteria."
    assert [(one.then, one.met_at is not None) for one in item.criteria.in_order()] == [("g", False), ("c", True)]
    assert step(client, item, "down", row=first.pk) == "It stands last already."


@pytest.mark.parametrize(
    ("act", "given", "said"),
    [
        ("paste", {"text": " "}, "Say what shall hold."),
        ("depend", {"way": "blocks", "other": "#77"}, "Name the other item by its number, such as #12."),
        ("depend", {"way": "blocks", "other": "#1"}, "An item does not depend on itself."),
        ("refer", {"reference": "javascript:alert(1)"}, "This is no address of an issue in Jira, Linear or GitHub"),
    ],
)
def test_what_cannot_be_is_refused_in_words(
    client: Client, item: BacklogItem, act: str, given: dict[str, str], said: str
) -> None:
    assert step(client, item, act, **given).startswith(said)


def test_an_item_is_said_to_be_blocked_by_another(client: Client, item: BacklogItem) -> None:
    blocker = BacklogItemFactory(number=12, title="Storage")

    assert step(client, item, "depend", way="blocked_by", other="#12 Storage") == "#1 is blocked by #12."

    assert Dependency.objects.values_list("source", "target").get() == (blocker.pk, item.pk)
    assert "blocked by #12" in client.get("/backlog/").content.decode()
    step(client, item, "undepend", row=Dependency.objects.get().pk)
    assert not Dependency.objects.exists()


def test_a_step_that_is_none_or_of_another_item_is_not_found(client: Client, item: BacklogItem) -> None:
    other = AcceptanceCriterionFactory(item=BacklogItemFactory(number=9))

    for given in ({"act": "explode"}, {"act": "tick", "row": other.pk}, {"act": "tick", "row": "x"}, {}):
        assert client.post(f"/backlog/{item.pk}/step/", given).status_code == 404


def test_whoever_may_not_change_items_takes_no_step(client: Client, item: BacklogItem, ada: User) -> None:
    client.force_login(ada)

    assert client.post(f"/backlog/{item.pk}/step/", {"act": "paste", "text": "x"}).status_code == 403
    assert "data-step" not in client.get(f"/backlog/backlogitem/{item.pk}/change/").content.decode()


def test_the_page_shows_what_it_is_part_of_and_made_of(client: Client, item: BacklogItem) -> None:
    epic = BacklogItemFactory(number=5, title="<b>Epic</b>", kind="epic")
    BacklogItem.objects.filter(pk=item.pk).update(parent=epic, estimate=9)
    BacklogItemFactory(number=6, kind="task", parent=item, status="done", estimate="1.5")
    BacklogItemFactory(number=7, kind="task", parent=item, estimate=2)

    of_epic = client.get(f"/backlog/backlogitem/{epic.pk}/change/").context["delivery"]
    page = client.get(f"/backlog/backlogitem/{item.pk}/change/")

    assert (of_epic.total, of_epic.rolled.done, of_epic.rolled.parts, of_epic.rolled.words) == (
        "3.5 d",
        1,
        2,
        "in progress",
    )
    assert [line.depth for line in of_epic.lines] == [0, 1, 1]
    assert "&lt;b&gt;Epic" in page.content.decode()


@pytest.mark.parametrize("page", ["item", "backlog"])
def test_more_of_everything_asks_no_more_questions(client: Client, item: BacklogItem, page: str) -> None:
    address = f"/backlog/backlogitem/{item.pk}/change/" if page == "item" else "/backlog/"
    counts = []
    for many in (2, 4):
        for _ in range(many):
            AcceptanceCriterionFactory(item=item)
            ExternalReferenceFactory(item=item)
            DependencyFactory(target=item)
            BacklogItemFactory(parent=item, kind="task")
        with CaptureQueriesContext(
            connection,
        ) as asked:
            client.get(address)
        counts.append(len(asked))

    assert counts[0] == counts[1]
    assert page == "item" or counts[0] <= 20


def test_a_filter_is_kept_for_oneself_on_the_server(client: Client, item: BacklogItem, ben: User) -> None:
    client.post("/backlog/filters/", {"name": "Bugs", "query": "kind=bug&blocked=yes"})
    assert 'href="?kind=bug&amp;blocked=yes">Bugs' in client.get("/backlog/").content.decode()

    client.force_login(ben)
    assert "Bugs</a>" not in client.get("/backlog/").content.decode()


def test_the_backlog_is_narrowed_to_an_epic_and_to_what_is_blocked(client: Client, item: BacklogItem) -> None:
    epic = BacklogItemFactory(kind="epic")
    below = BacklogItemFactory(parent=BacklogItemFactory(parent=epic), title="Deep")
    DependencyFactory(source=item, target=below)
    DependencyFactory(source=BacklogItemFactory(status="done"), target=item)

    def shown(**asked: Any) -> set[int]:
        return {row.item.pk for row in client.get("/backlog/", asked).context["rows"]}

    assert shown(epic=epic.pk) == {below.parent_id, below.pk}
    assert shown(blocked="yes") == {below.pk}
    assert item.pk in shown(blocked="no")


def test_others_are_found_by_number_and_begun_words(client: Client, item: BacklogItem) -> None:
    BacklogItemFactory(number=12, title="Storage on the phone")

    def found(words: str) -> list[str]:
        return [one["label"] for one in client.get(f"/backlog/{item.pk}/others/", {"q": words}).json()["results"]]

    assert found("stor") == found("#12") == ["#12 Storage on the phone"]
    assert found("") == found("Keep") == []


def test_a_stakeholder_sees_neither_internal_parts_nor_effort(client: Client, item: BacklogItem, dev: User) -> None:
    BacklogItemFactory(parent=item, kind="task", title="Hidden", is_internal=True, estimate=7)
    BacklogItemFactory(parent=item, kind="task", title="Shown", estimate=5)
    client.force_login(dev)

    answer = client.get(f"/backlog/backlogitem/{item.pk}/change/")

    assert [line.part.title for line in answer.context["delivery"].lines] == ["Shown"]
    assert answer.context["delivery"].total == ""
    assert "Hidden" not in answer.content.decode()
