from datetime import timedelta
from typing import Any

import factory
from django.utils import timezone
from factory.django import DjangoModelFactory, Password

from research.models import ApiToken, DemoRow, IdempotencyKey, Invitation, Merge, ThrottleCounter, User, Visit, Word
from research.operations import api_tokens, roles
from research.permissions import Role


class UserFactory(DjangoModelFactory[User]):
    """A person; `role=Role.RESEARCHER` gives them one."""

    class Meta:
        model = User
        skip_postgeneration_save = True

    username = factory.Sequence(lambda number: f"person{number}")
    password = Password("correct horse battery")
    first_name = factory.LazyAttribute(lambda user: user.username.capitalize())

    @factory.post_generation
    def role(self: User, create: bool, extracted: Role | None, **_: Any) -> None:
        if extracted is not None:
            roles.assign(self, role=extracted)


class ApiTokenFactory(DjangoModelFactory[ApiToken]):
    class Meta:
        model = ApiToken

    user = factory.SubFactory(UserFactory)
    name = "a program"
    prefix = "tl_abcde"
    sha256 = factory.Sequence(lambda number: api_tokens.digest(f"secret{number}"))


class InvitationFactory(DjangoModelFactory[Invitation]):
    class Meta:
        model = Invitation

    role = Role.RESEARCHER
    sha256 = factory.Sequence(lambda number: api_tokens.digest(f"link{number}"))
    expires_at = factory.LazyFunction(lambda: timezone.now() + timedelta(days=7))


class IdempotencyKeyFactory(DjangoModelFactory[IdempotencyKey]):
    class Meta:
        model = IdempotencyKey

    user = factory.SubFactory(UserFactory)
    key = factory.Sequence(lambda number: f"key-{number}")
    request_sha256 = "0" * 64


class DemoRowFactory(DjangoModelFactory[DemoRow]):
    class Meta:
        model = DemoRow

    model = "research.study"
    row_id = factory.Sequence(lambda number: number + 1)


class ThrottleCounterFactory(DjangoModelFactory[ThrottleCounter]):
    class Meta:
        model = ThrottleCounter

    scope = "login"
    caller = factory.Sequence(lambda number: f"{number:064}")
    window = factory.LazyFunction(timezone.now)


class MergeFactory(DjangoModelFactory[Merge]):
    class Meta:
        model = Merge

    noun = Merge.Noun.ACCOUNT
    kept_id = 1
    merged_id = factory.Sequence(lambda number: number + 2)
    merged_at = factory.LazyFunction(timezone.now)


class VisitFactory(DjangoModelFactory[Visit]):
    class Meta:
        model = Visit

    user = factory.SubFactory(UserFactory)
    seen_at = factory.LazyFunction(timezone.now)


class WordFactory(DjangoModelFactory[Word]):
    class Meta:
        model = Word

    word = factory.Sequence(lambda number: f"word{number}")
    notes = 1
