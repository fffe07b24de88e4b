import sys
from argparse import ArgumentParser
from datetime import datetime
from typing import Any, cast

from django.core.management.base import BaseCommand, CommandError
from django.db import transaction
from django.utils import timezone

from backlog.exporters import markdown
from backlog.importers import demo as backlog_demo
from backlog.models import ExternalReference
from backlog.tracing import trace
from backlog.tracing.documents import TraceDocument
from config import service
from research.behaviour import demo as behaviour_demo
from research.importers import demo as research_demo
from research.meaning import learning
from research.models import User
from research.operations import demo_rows
from research.search import vocabulary

LOGINS = ("ada", "ben", "cleo", "dev", "priya", "gus")
SHOWN_KEY = "PAY-123"
"""The item whose trace is printed: the strongest of the demo data."""
SHOWN_WORDS = 4


class Command(BaseCommand):
    help = "Sets everything up with demo data, shows where one backlog item comes from, and runs the service."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--host", default="127.0.0.1", help="The address to listen on.")
        parser.add_argument("--port", type=int, default=8000)
        parser.add_argument("--no-server", action="store_true", help="Set up, print, and end.")

    def handle(self, *args: Any, **options: Any) -> None:
        host, port = options["host"], options["port"]
        if not options["no_server"]:
            service.check_port(host, port)
        service.prepare()
        self._load()
        learning.catch_up()
        if not vocabulary.is_built():
            vocabulary.rebuild()
        self._show_trace()
        self._show_people()
        if options["no_server"]:
            return
        self.stdout.write(f"Throughline runs on {service.address(port)}/ (stop it with Ctrl+C).")
        self.stdout.flush()
        sys.exit(service.run(host=host, port=port))

    def _load(self) -> None:
        if demo_rows.are_there():
            return
        self.stdout.write("Loading the demo data …")
        self.stdout.flush()
        try:
            with transaction.atomic(), demo_rows.remembered():
                self._bring(at=timezone.now())
        except research_demo.NamesAreTaken as error:
            raise CommandError(str(error)) from error

    def _bring(self, *, at: datetime) -> None:
        world = research_demo.load(at=at)
        behaviour_demo.load(world, at=at)
        backlog_demo.load(world)

    def _show_trace(self) -> None:
        """Print the trace as a researcher sees it; nothing where the item or she has been taken away since."""
        reader = User.objects.filter(username=LOGINS[0]).first()
        if reader and ExternalReference.objects.filter(key=SHOWN_KEY).exists():
            document = trace.of_key(SHOWN_KEY, viewer=reader, at=timezone.now())
            self.stdout.write(markdown.trace(_begun(document)))
            self.stdout.write(f"… and more: open the item in the backlog, or ask the API for {SHOWN_KEY}'s trace.\n")

    def _show_people(self) -> None:
        self.stdout.write(f"Log in with the password {research_demo.PASSWORD} as:")
        for user in User.objects.filter(username__in=LOGINS).prefetch_related("groups").order_by("pk"):
            roles = ", ".join(group.name for group in user.groups.all())
            self.stdout.write(f"  {user.username:<6} {roles}")


def _begun(document: TraceDocument) -> TraceDocument:
    """Return the first words of each insight, as much as one reads in a terminal."""
    evidence = [{**link, "highlights": link["highlights"][:SHOWN_WORDS]} for link in document["evidence"]]
    return cast("TraceDocument", {**document, "evidence": evidence, "opportunity": None})
