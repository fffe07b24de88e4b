"""The composed statement gives what the querysets give, for whoever asks."""

from datetime import timedelta
from typing import Any

import pytest

from backlog.tracing import chain, compiled, trace
from research.models import User
from tests.backlog.tracing import worlds
from tests.backlog.tracing.worlds import NOW, World
from tests.factories import StudyMemberFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def world() -> World:
    return worlds.build()


def composed(world: World, viewer: User, *, at: Any = NOW) -> Any:
    statement = compiled.statement(trace._document, viewer=viewer)
    return statement.first(viewer=viewer, at=at, subject=world.item.pk)


def slow(world: World, viewer: User, *, at: Any = NOW) -> Any:
    return chain.items(viewer=viewer, at=at).filter(pk=world.item.pk).first()


@pytest.mark.parametrize("name", ["ada", "ben", "cleo", "dev", "priya", "eve"])
def test_everybody_is_shown_what_the_querysets_show_them(
    world: World, name: str, request: pytest.FixtureRequest
) -> None:
    viewer = request.getfixturevalue(name)
    assert trace._read_document(composed(world, viewer)) == slow(world, viewer)


def test_people_of_the_same_permissions_do_not_see_through_each_other_s_eyes(world: World, ada: User) -> None:
    member = StudyMemberFactory.create(study=world.private_study).user
    member.groups.set(ada.groups.all())
    first, second = (trace._read_document(composed(world, viewer)) for viewer in (ada, member))
    assert first == slow(world, ada)
    assert second == slow(world, member)
    assert first != second


def test_the_moment_is_that_of_the_question(world: World, ada: User) -> None:
    for at in (NOW, NOW - timedelta(days=4_000)):
        assert trace._read_document(composed(world, ada, at=at)) == slow(world, ada, at=at)


def test_a_permission_that_is_not_named_is_not_forgotten(ada: User) -> None:
    def build(viewer: Any, at: Any, subject: int) -> Any:
        viewer.has_perm("research.view_contactdetails")

    with pytest.raises(LookupError, match="view_contactdetails"):
        compiled.statement(build, viewer=ada)
