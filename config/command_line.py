"""What `manage.py` does once the packages are there: one of Django's commands, its failures told in a sentence."""

import os
import sys
from collections.abc import Sequence

from django.core.exceptions import ImproperlyConfigured
from django.core.management import execute_from_command_line
from django.db.utils import NotSupportedError, OperationalError


def run(arguments: Sequence[str]) -> None:
    """Run the command. A wrong setting or a database out of reach ends it with a sentence and exit code 1.

    `--traceback` shows where the failure came from instead.
    """
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")
    try:
        execute_from_command_line(list(arguments))
    except ImproperlyConfigured as error:
        _end(arguments, error, str(error))
    except (OperationalError, NotSupportedError) as error:
        _end(arguments, error, f"The database cannot be used: {error}")


def _end(arguments: Sequence[str], error: Exception, sentence: str) -> None:
    if "--traceback" in arguments:
        raise error
    sys.exit(" ".join(sentence.split()))
