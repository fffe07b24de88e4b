from argparse import ArgumentParser
from datetime import date
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from research.behaviour import pulls
from research.management import reporting
from research.models import ImportRun
from research.operations.refusals import Refused


class Command(BaseCommand):
    help = (
        "Asks Amplitude or Mixpanel for the events of some days, with the credentials of the environment. "
        "Events that are here already stay as they are."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--source", required=True, metavar="NAME", help="The event source, as it is called.")
        parser.add_argument("--from", dest="first", required=True, type=date.fromisoformat, metavar="2026-10-01")
        parser.add_argument("--to", dest="last", required=True, type=date.fromisoformat, metavar="2026-10-31")
        parser.add_argument("--by", metavar="USERNAME", help="Whose import it is; the system's, if left out.")

    def handle(self, *args: Any, **options: Any) -> None:
        source, by = reporting.event_source(options["source"]), reporting.person(options["by"])
        try:
            one = pulls.pull_now(source=source, first=options["first"], last=options["last"], by=by, told=self._tell)
        except Refused as refusal:
            raise CommandError(str(refusal)) from refusal
        reporting.tell(self.stdout, one.name, reporting.said(one), reporting.details(one))
        if one.state != ImportRun.State.DONE:
            until = f"{one.pulled_until} is the last day that is here" if one.pulled_until else "no day is here"
            raise CommandError(f"Not all came: {until}. {one.error}")

    def _tell(self, one: ImportRun) -> None:
        self.stdout.write(f"  {one.percentage} %, {one.events_read:,} events read")
