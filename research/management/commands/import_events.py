from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from research.behaviour import imports
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
        source = EventSource.objects.filter(name__iexact=options["source"]).first()
        if source is None:
            names = ", ".join(EventSource.objects.order_by("name").values_list("name", flat=True)) or "none yet"
            raise CommandError(f"There is no event source {options['source']!r}. There are: {names}.")
        by = _person(options["by"])
        for path in options["paths"]:
            if not path.exists():
                raise CommandError(f"There is no {path}.")
        failed = [path for path in options["paths"] if not self._imported(path, source=source, by=by)]
        if failed:
            raise CommandError(f"Not all could be read: {', '.join(map(str, failed))}.")

    def _imported(self, path: Path, *, source: EventSource, by: User | None) -> bool:
        one = imports.run_path(path, source=source, by=by, told=self._tell)
        self.stdout.write(
            f"{path}: {one.events_added:,} new events, {one.duplicates:,} known already, "
            f"{one.rows_refused:,} rows not understood."
        )
        for problem in one.problems:
            self.stdout.write(f"  {problem['file']}, line {problem['line']}: {problem['sentence']}")
        if one.error:
            self.stdout.write(f"  {one.error}")
        return one.state == ImportRun.State.DONE

    def _tell(self, one: ImportRun) -> None:
        self.stdout.write(f"  {one.percentage} %, {one.events_read:,} events read")


def _person(username: str | None) -> User | None:
    if username is None:
        return None
    user = User.objects.filter(username=username).first()
    if user is None:
        raise CommandError(f"There is nobody called {username!r}.")
    return user
