"""`manage.py api_token` prints a key, alone."""

from datetime import timedelta
from io import StringIO

import pytest
from django.core.management import CommandError, call_command
from django.utils import timezone

from research.models import ApiToken, User
from research.operations import api_tokens


def command(*arguments: str) -> str:
    output = StringIO()
    call_command("api_token", *arguments, stdout=output)
    return output.getvalue()


def test_the_key_stands_alone_on_the_output(ada: User) -> None:
    secret = command("ada", "--name", "curl", "--scope", "write", "--days", "7").removesuffix("\n")

    token = ApiToken.objects.get(sha256=api_tokens.digest(secret))
    assert (token.user, token.name, token.scope) == (ada, "curl", "write")
    assert token.expires_at
    assert timedelta(days=6) < token.expires_at - timezone.now() <= timedelta(days=7)


@pytest.mark.parametrize(
    ("username", "days", "sentence"),
    [("nobody", "7", "nobody called 'nobody'"), ("ada", "0", "1 to 3650"), ("ada", "99999", "1 to 3650")],
)
def test_what_does_not_fit_is_said(ada: User, username: str, days: str, sentence: str) -> None:
    with pytest.raises(CommandError, match=sentence):
        command(username, "--name", "curl", "--scope", "read", "--days", days)

    assert not ApiToken.objects.exists()
