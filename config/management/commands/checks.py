import os
import subprocess
import sys
import sysconfig
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

MODULE = (sys.executable, "-m")
MANAGE = (sys.executable, "manage.py")
CHECKS = {
    "ruff format": (*MODULE, "ruff", "format", "--check", "."),
    "ruff check": (*MODULE, "ruff", "check", "."),
    "mypy": (*MODULE, "mypy"),
    "import-linter": (str(Path(sysconfig.get_path("scripts")) / "lint-imports"),),
    "migrations": (*MANAGE, "makemigrations", "--check", "--dry-run"),
    "deployment": (*MANAGE, "check", "--deploy", "--fail-level", "WARNING"),
}


class Command(BaseCommand):
    help = "Runs every check but the tests: formatting, lint, types, layers, migrations and deployment settings."
    requires_system_checks = []

    def handle(self, *args: Any, **options: Any) -> None:
        """Run them all, whatever fails; the output of those that pass is not shown."""
        failed = [name for name, command in CHECKS.items() if not self._passes(name, command)]
        if failed:
            raise CommandError(f"Failed: {', '.join(failed)}.")

    def _passes(self, name: str, command: tuple[str, ...]) -> bool:
        done = subprocess.run(  # noqa: S603  # the constants above
            command,
            check=False,
            capture_output=True,
            text=True,
            cwd=settings.BASE_DIR,
            env={**os.environ, "BASE_URL": "https://throughline.example", "THROUGHLINE_NO_VENV": "1"},
        )
        is_passed = done.returncode == 0
        self.stdout.write(f"{name}: {'passed' if is_passed else 'FAILED'}")
        if not is_passed:
            self.stdout.write(done.stdout + done.stderr)
        self.stdout.flush()
        return is_passed
