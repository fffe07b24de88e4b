from typing import Any

from django.core.management.base import BaseCommand, CommandError

from research.operations import demo_rows
from research.operations.refusals import Refused


class Command(BaseCommand):
    help = "Removes the demo data and its people, and nothing else. Refuses where work of your own rests on them."

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            removed = demo_rows.clear()
        except Refused as refusal:
            raise CommandError(str(refusal)) from refusal
        self.stdout.write(f"Removed {removed:,} rows of demo data." if removed else "There is no demo data here.")
