import sys
from argparse import ArgumentParser
from typing import Any

import pytest
from django.core.management.base import BaseCommand


class Command(BaseCommand):
    """Runs pytest in this process. Whatever follows `test` is pytest's."""

    help = "Runs the test suite; arguments are passed on to pytest, and so is its exit code."
    requires_system_checks = []

    def run_from_argv(self, argv: list[str]) -> None:
        """Pass the arguments on untouched: Django's own parser would claim `-v` and refuse the others."""
        sys.exit(pytest.main(argv[2:]))

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("arguments", nargs="*")

    def handle(self, *args: Any, **options: Any) -> None:
        sys.exit(pytest.main(options["arguments"]))
