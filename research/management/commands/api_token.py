from argparse import ArgumentParser
from datetime import timedelta
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from research.models import ApiToken, User
from research.operations import api_tokens


class Command(BaseCommand):
    help = "Prints a new API token for somebody. It is shown this once: only its digest is kept."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("username")
        parser.add_argument("--name", required=True, help="What uses it, so that you know it when you revoke it.")
        parser.add_argument("--scope", choices=ApiToken.Scope.values, required=True)
        parser.add_argument("--days", type=int, help="Days until it runs out; never, if left out.")

    def handle(self, *args: Any, **options: Any) -> None:
        user = User.objects.filter(username=options["username"], is_active=True).first()
        if user is None:
            raise CommandError(f"There is nobody called {options['username']!r}.")
        days = options["days"]
        if days is not None and not 1 <= days <= 3_650:
            raise CommandError("--days takes 1 to 3650.")
        expires_at = timezone.now() + timedelta(days=days) if days else None
        _, secret = api_tokens.issue(user=user, name=options["name"], scope=options["scope"], expires_at=expires_at)
        self.stdout.write(secret)
