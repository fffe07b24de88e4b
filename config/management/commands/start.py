import sys
from argparse import ArgumentParser
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand
from django.urls import reverse
from django.utils import timezone

from config import service
from research.models import User
from research.operations import invitations
from research.permissions import Role


class Command(BaseCommand):
    help = "Runs the service. Prints a one-time link for the first administrator while there is none."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--host", default="127.0.0.1", help="The address to listen on.")
        parser.add_argument("--port", type=int, default=8000)

    def handle(self, *args: Any, **options: Any) -> None:
        host, port = options["host"], options["port"]
        service.check_port(host, port)
        service.prepare()
        address = service.address(port)
        if not User.objects.filter(groups__name=Role.ADMINISTRATOR, is_active=True).exists():
            invitation, secret = invitations.invite(role=Role.ADMINISTRATOR, at=timezone.now(), by=None)
            link = address + reverse("invitation", args=[secret])
            self.stdout.write(
                f"Nobody administers Throughline yet. This link makes the first administrator, once:\n{link}"
            )
            self.stdout.write(f"It is good until {invitation.expires_at:%d %B %Y, %H:%M} {settings.TIME_ZONE}.")
        self.stdout.write(f"Throughline runs on {address}/ (stop it with Ctrl+C).")
        self.stdout.flush()
        sys.exit(service.run(host=host, port=port))
