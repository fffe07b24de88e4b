"""What `manage.py` does once the packages are there: one of Django's commands, its failures told in a sentence."""

import os
import sys
from collections.abc import Sequence

from django.core.exceptions import ImproperlyConfigured
from django.core.management import execute_from_command_line
from django.db.utils import NotSupportedError, OperationalError

OWN_PACKAGES = {"config", "research", "backlog", "tests"}


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
    except ModuleNotFoundError as error:
        if (error.name or "").partition(".")[0] in OWN_PACKAGES:
            raise
        install = f"{sys.executable} -m pip install -r requirements.txt"
        _end(arguments, error, f"The package {error.name} is not installed: run {install}.")


def _end(arguments: Sequence[str], error: Exception, sentence: str) -> None:
    if "--traceback" in arguments:
        raise error
    sys.exit(" ".join(sentence.split()))
