import json
import os
import signal
import sys
from argparse import ArgumentParser
from dataclasses import asdict
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from config.benchmark import alone, facts, measuring, report, serving, works
from config.benchmark.report import Line
from research.importers.corpus import SIZES
from research.models import Highlight

AT_ONCE = 8


class Command(BaseCommand):
    help = "Asks the running service what people ask, and the database the same, over a corpus of this size."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--size", choices=[*SIZES], default="small", help="What generate_corpus filled it with.")
        parser.add_argument("--json", type=Path, metavar="FILE", help="Write the figures there, too.")
        parser.add_argument("--only", default="", metavar="WORDS", help="Only lines whose name holds these words.")

    def handle(self, *args: Any, **options: Any) -> None:
        signal.signal(signal.SIGTERM, lambda *_: sys.exit(1))  # so that the service ends with us
        there, wanted = Highlight.objects.count(), SIZES[options["size"]].highlights
        if there < wanted:
            raise CommandError(f"There are {there:,} highlights, not {wanted:,}: generate_corpus makes them.")
        if alone.pgbench() is None:
            self.stdout.write("There is no pgbench here: its column stays empty.")
        self.stdout.write(report.HEAD)
        with facts.gathered() as known, serving.running() as service:
            chosen = [work for work in works.all_of(known) if options["only"] in work.name]
            lines = [self._measured(work, known, service) for work in chosen]
            memory = service.largest_worker()
        self.stdout.write(
            f"\nA web worker after the run: {memory:.0f} MiB (goal ≤ 200). Load: {os.getloadavg()[0]:.1f}."
        )
        if options["json"]:
            found = {"size": options["size"], "memory_mib": memory, "lines": [asdict(line) for line in lines]}
            options["json"].write_text(json.dumps(found, indent=2, ensure_ascii=False) + "\n")

    def _measured(self, work: works.Work, known: facts.Facts, service: serving.Service) -> Line:
        """Measure one line, and show it as soon as it is there."""

        def ask(number: int) -> int:
            return service.ask(work.call(number), known, number=number)

        size = ask(0)
        ours = measuring.timed(ask, is_long=work.is_long)
        at_once = None if work.is_long else measuring.timed(ask, workers=AT_ONCE)
        reference = _reference(work, known)
        line = Line(
            name=work.name,
            goal=work.goal,
            bytes=size,
            ours=ours,
            at_once=at_once,
            sql=measuring.timed(reference, is_long=work.is_long) if reference else None,
            pgbench=None if work.is_long else alone.rate(work, clients=1),
            pgbench_at_once=None if work.is_long else alone.rate(work, clients=AT_ONCE),
        )
        self.stdout.write(report.row(line))
        self.stdout.flush()
        return line


def _reference(work: works.Work, known: facts.Facts) -> Any:
    if work.sql:
        return alone.asking(work)
    if work.rows > 1:
        return alone.copying_in(known, work.rows)
    return alone.copying_out if work.is_long else None
