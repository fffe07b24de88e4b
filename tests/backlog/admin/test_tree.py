"""The opportunity tree as a page, and how its boxes are placed."""

from html import unescape
from itertools import pairwise

import pytest
from django.test import Client

from backlog.admin.drawn_tree import MOST_LINES, drawn, wrapped
from backlog.tracing.opportunity_tree import Node
from research.models import Product, User
from tests.factories import BacklogItemFactory, InsightFactory, OpportunityFactory, ProductFactory, StudyFactory

PAGE = "/opportunities/tree/"


def box(pk: int, *children: Node, text: str = "I never know who is away") -> Node:
    return Node(kind="opportunity" if pk else "root", pk=pk, text=text, children=children)


@pytest.fixture
def desk(client: Client, ben: User) -> Client:
    """Ben, logged in."""
    client.force_login(ben)
    return client


def test_boxes_stand_apart_and_children_to_the_right_of_what_they_hang_on() -> None:
    root = box(0, box(1, box(3), box(4)), box(2, box(5, text="word " * 60)))

    placed = drawn(root).placed

    by_key = {one.node.key: one for one in placed}
    assert all(one.x > by_key[one.parent].x for one in placed if one.parent)
    columns: dict[int, list[tuple[int, int]]] = {}
    for one in placed:
        columns.setdefault(one.x, []).append((one.y, one.y + one.height))
    for boxes in columns.values():
        boxes.sort()
        assert all(above[1] < below[0] for above, below in pairwise(boxes))


def test_the_first_of_each_stands_beside_what_it_hangs_on() -> None:
    first = drawn(box(0, *(box(number) for number in range(1, 9)))).placed[:2]

    assert abs((first[0].y + first[0].middle) - (first[1].y + first[1].middle)) <= 1


def test_everything_lies_within_the_picture() -> None:
    drawing = drawn(box(0, box(1, box(2)), box(3)))

    assert max(one.x + one.width for one in drawing.placed) <= drawing.width
    assert max(one.y + one.height for one in drawing.placed) <= drawing.height


def test_what_is_folded_is_counted_and_not_drawn() -> None:
    placed = drawn(box(0, box(1, box(2), box(3))), folded={"o1"}).placed

    assert [(one.node.key, one.folded) for one in placed] == [("r0", 0), ("o1", 2)]


@pytest.mark.parametrize(
    ("text", "lines"),
    [
        pytest.param("short", ["short"], id="short"),
        pytest.param("two words", ["two", "words"], id="words"),
        pytest.param("abcdefghij", ["abcdef", "ghij"], id="a long word"),
        pytest.param("漢字漢字", ["漢字漢", "字"], id="wide signs"),
        pytest.param("", [""], id="nothing"),
    ],
)
def test_text_is_broken_into_lines(text: str, lines: list[str]) -> None:
    assert wrapped(text, 6) == lines


def test_a_long_text_ends_in_a_sign() -> None:
    lines = wrapped("word " * 60, 12)

    assert len(lines) == MOST_LINES
    assert lines[-1].endswith("…")


@pytest.mark.parametrize(
    ("name", "status"), [("ada", 200), ("ben", 200), ("cleo", 200), ("dev", 200), ("priya", 200), ("gus", 403)]
)
def test_it_opens_for_whoever_reads_opportunities(
    client: Client, name: str, status: int, request: pytest.FixtureRequest
) -> None:
    client.force_login(request.getfixturevalue(name))
    OpportunityFactory()

    assert client.get(PAGE).status_code == status
    assert client.get(f"{PAGE}drawing/").status_code == status


def test_it_is_a_picture_and_an_outline_of_the_same(desk: Client) -> None:
    one = OpportunityFactory(statement="I never know", status="target")
    item = BacklogItemFactory(title="Show it", addresses=one)

    page = desk.get(PAGE).content.decode()

    assert 'role="tree" aria-label="Opportunity tree of' in page
    assert 'aria-label="I never know. pain point, target. Evidence: none.' in page
    assert "A target with one solution: compare at least three." in page
    assert f'href="/research/opportunity/{one.pk}/change/"' in page
    assert f'href="/backlog/backlogitem/{item.pk}/change/"' in page


def test_a_box_is_folded_by_its_address(desk: Client) -> None:
    one = OpportunityFactory()
    OpportunityFactory(parent=one, statement="Hidden for now")
    product = Product.objects.earliest("pk")

    opened = desk.get(PAGE).content.decode()
    folded = desk.get(f"{PAGE}?product={product.pk}&folded=o{one.pk}").content.decode()

    assert f'href="{PAGE}?product={product.pk}&amp;folded=o{one.pk}"' in opened
    assert 'aria-label="Hidden for now.' in opened
    assert 'aria-label="Hidden for now.' not in folded
    assert 'aria-expanded="false"' in folded


def test_each_product_has_a_tree_of_its_own(desk: Client) -> None:
    other = ProductFactory(name="Ragwort")
    OpportunityFactory(statement="Of the other", product=other)

    assert "Of the other" not in desk.get(PAGE).content.decode()
    assert "Of the other" in desk.get(f"{PAGE}?product={other.pk}").content.decode()


@pytest.mark.parametrize(
    ("query", "status"),
    [
        ("product=x", 404),
        ("product=0", 404),
        ("product=99999999999999999999", 404),
        ("folded=%3Cscript%3E", 200),
        ("folded=o99999999999999999999.x", 200),
        ("folded=%00", 400),
    ],
)
def test_nonsense_in_its_address_breaks_nothing(desk: Client, query: str, status: int) -> None:
    assert desk.get(f"{PAGE}?{query}").status_code == status


def test_an_empty_tree_says_how_to_begin(desk: Client) -> None:
    page = desk.get(PAGE).content.decode()

    assert "Nothing in the tree yet." in page
    assert "Add opportunity" in page


def test_whoever_only_reads_is_offered_no_change(client: Client, dev: User) -> None:
    client.force_login(dev)
    OpportunityFactory()

    page = client.get(PAGE).content.decode()

    assert "Add opportunity" not in page
    assert 'data-act="move"' not in page


def test_words_of_people_are_never_markup(desk: Client) -> None:
    hostile = '"><script>alert(1)</script>'
    BacklogItemFactory(title=hostile, addresses=OpportunityFactory(statement=hostile))

    page = desk.get(PAGE).content.decode()

    assert "<script>alert" not in page
    assert hostile in unescape(page)


def test_the_list_of_opportunities_leads_to_it(desk: Client) -> None:
    assert f'href="{PAGE}"' in desk.get("/research/opportunity/").content.decode()


def test_one_comes_with_an_open_insight_that_one_may_see(desk: Client, dev: User) -> None:
    OpportunityFactory()
    shown, private = InsightFactory(title="They wait"), InsightFactory(title="Secret", study=StudyFactory(private=True))

    assert "In your hand:" in desk.get(f"{PAGE}?insight={shown.pk}").content.decode()
    for pk in (private.pk, "x", "99999999999999999999"):
        answer = desk.get(f"{PAGE}?insight={pk}")
        assert answer.status_code == 200
        assert "In your hand:" not in answer.content.decode()
    desk.force_login(dev)
    assert "In your hand:" not in desk.get(f"{PAGE}?insight={shown.pk}").content.decode()
