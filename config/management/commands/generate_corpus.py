import sys
from argparse import ArgumentParser
from datetime import UTC, datetime, time
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.db import connection, transaction
from django.utils import timezone

from backlog.importers import corpus as backlog_corpus
from research.importers import corpus
from research.operations import demo_rows

WIDTH = 40


class Command(BaseCommand):
    help = "Fills an empty database with made-up research, to try Throughline at size. The same seed, the same rows."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--size", choices=[*corpus.SIZES], default="small")
        parser.add_argument("--seed", type=int, default=1)
        parser.add_argument(
            "--beside-real-data", action="store_true", help="Also where research is kept already. It cannot be undone."
        )

    def handle(self, *args: Any, **options: Any) -> None:
        if corpus.holds_research() and not options["beside_real_data"]:
            kind = "the demo data" if demo_rows.are_there() else "research"
            raise CommandError(
                f"This database holds {kind}. Made-up interviews would stand among it for good: give an empty database"
                " in DATABASE_URL, or say --beside-real-data."
            )
        size = corpus.SIZES[options["size"]]
        today = datetime.combine(timezone.now().date(), time(), tzinfo=UTC)
        with transaction.atomic():
            made = corpus.generate(size, seed=options["seed"], at=today, progress=self._show)
            items = backlog_corpus.generate(made, size)
            self.stderr.write("Checking that all of it is true …")
            with connection.cursor() as cursor:
                # What is checked at commit is planned by what is known of the tables, and so far they were empty.
                cursor.execute("ANALYZE")
        with connection.cursor() as cursor:
            cursor.execute("VACUUM ANALYZE")
        self.stdout.write(
            f"{size.interviews:,} interviews, {size.highlights:,} highlights, {size.insights:,} insights,"
            f" {len(items):,} items."
        )

    def _show(self, done: int, of: int) -> None:
        """Draw how far it is, over and over on a terminal, in a line at the end elsewhere."""
        filled = WIDTH * done // of
        line = f"[{'█' * filled}{'·' * (WIDTH - filled)}] {done:,} of {of:,} highlights"
        if sys.stderr.isatty():
            self.stderr.write(f"\r{line}", ending="\n" if done >= of else "")
        elif done >= of or done % 100_000 == 0:
            self.stderr.write(line)
        self.stderr.flush()
