from argparse import ArgumentParser
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from research.importers import notes
from research.importers.plan import NotePlan
from research.importers.transcripts import UnreadableTranscript
from research.management import reporting
from research.models import Study
from research.operations.refusals import Refused


class Command(BaseCommand):
    help = "Imports transcripts and notes, one interview a file, all or none. --dry-run does all but keep the result."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("files", nargs="+", type=Path, metavar="FILE")
        parser.add_argument("--study", required=True, metavar="SLUG")
        parser.add_argument("--by", metavar="USERNAME", help="Whose import it is; the system's, if left out.")
        parser.add_argument("--dry-run", action="store_true")

    def handle(self, *args: Any, **options: Any) -> None:
        study = Study.objects.filter(slug=options["study"]).first()
        if study is None:
            raise CommandError(f"There is no study {options['study']!r}.")
        plans = self._plans(options["files"], study)
        for plan in plans:
            reporting.tell(self.stdout, plan.name, _said(plan), _details(plan))
        try:
            made = notes.execute(plans, study=study, by=reporting.person(options["by"]), dry_run=options["dry_run"])
        except Refused as refusal:
            raise CommandError(f"Nothing was imported. {refusal}") from refusal
        verb = "would be imported" if options["dry_run"] else "imported"
        self.stdout.write(f"{len(made)} of {len(plans)} files {verb} into {study.slug}.")

    def _plans(self, paths: Iterable[Path], study: Study) -> list[NotePlan]:
        """Read every file before anything is written; say of each that cannot be read what is wrong with it."""
        plans, errors = [], []
        for path in paths:
            try:
                plans.append(notes.plan(path.read_bytes(), name=path.name, study=study))
            except (UnreadableTranscript, OSError) as error:
                errors.append(f"{path}: {error}")
        if errors:
            raise CommandError("\n".join(["Nothing was imported.", *errors]))
        return plans


def _said(plan: NotePlan) -> str:
    if plan.changes_nothing:
        return f"is here already, as note {plan.known_note_id}."
    return f"{plan.parsed.format}, {len(plan.parsed.text.split()):,} words, {len(plan.parsed.turns)} turns"


def _details(plan: NotePlan) -> Iterator[object]:
    if plan.changes_nothing:
        return
    for speaker in plan.speakers:
        who = "participant" if speaker.participant_id else "interviewer" if speaker.interviewer_id else "not known yet"
        yield f"{speaker.label}: {speaker.turns} turns, {speaker.words:,} words, {who}"
    yield from plan.parsed.problems
