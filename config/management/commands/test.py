import os
import sys

from django.core.management.base import BaseCommand


class Command(BaseCommand):
    """`manage.py test ARGUMENTS` is `pytest ARGUMENTS`, in this process."""

    help = "Runs the test suite. Arguments are passed on to pytest, and its exit code is this command's."

    def run_from_argv(self, argv: list[str]) -> None:
        """Become pytest. Not by importing it: coverage must see the application's modules being imported."""
        os.execv(sys.executable, [sys.executable, "-m", "pytest", *argv[2:]])  # noqa: S606  # no shell is wanted
