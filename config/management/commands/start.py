import sys
from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand
from django.urls import reverse
from django.utils import timezone

from config import service
from research.operations import invitations


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
        if secret := invitations.invite_first_administrator(at=timezone.now()):
            self.stdout.write("Nobody administers Throughline yet. This link makes the first administrator, once:")
            self.stdout.write(address + reverse("join", args=[secret]))
            self.stdout.write(f"It is good for {invitations.LIFETIME.days} days; another start prints another.")
        self.stdout.write(f"Throughline runs on {address}/ (stop it with Ctrl+C).")
        self.stdout.flush()
        sys.exit(service.run(host=host, port=port))
