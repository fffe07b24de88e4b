from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from research.behaviour import imports
from research.management import reporting
from research.models import EventSource, ImportRun, User


class Command(BaseCommand):
    help = (
        "Imports exports of Amplitude or Mixpanel: files, ZIPs or folders of this machine, of any size. "
        "Events that are here already stay as they are."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("paths", nargs="+", type=Path, metavar="PATH")
        parser.add_argument("--source", required=True, metavar="NAME", help="The event source, as it is called.")
        parser.add_argument("--by", metavar="USERNAME", help="Whose import it is; the system's, if left out.")

    def handle(self, *args: Any, **options: Any) -> None:
        source = reporting.event_source(options["source"])
        by = reporting.person(options["by"])
        for path in options["paths"]:
            if not path.exists():
                raise CommandError(f"There is no {path}.")
        failed = [path for path in options["paths"] if not self._imported(path, source=source, by=by)]
        if failed:
            raise CommandError(f"Not all could be read: {', '.join(map(str, failed))}.")

    def _imported(self, path: Path, *, source: EventSource, by: User | None) -> bool:
        one = imports.run_path(path, source=source, by=by, told=self._tell)
        reporting.tell(self.stdout, path, reporting.said(one), reporting.details(one))
        return one.state == ImportRun.State.DONE

    def _tell(self, one: ImportRun) -> None:
        self.stdout.write(f"  {one.percentage} %, {one.events_read:,} events read")
