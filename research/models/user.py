"""People who log in."""

from django.contrib.auth.models import AbstractUser

from research.declarations import Declaration


class User(AbstractUser):
    """An account of the service. Empty on purpose: it exists so that it can grow without a migration of its own."""

    declaration = Declaration(
        personal=("username", "first_name", "last_name", "email"),
        impersonal=("password",),
    )
