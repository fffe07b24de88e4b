"""Makes `.venv` from the hashed requirements and starts manage.py again inside it. Standard library only.

The environment is whole when its stamp says from which files, by which Python and for which place it was made. The
stamp is taken away before anything is changed and written last, so that an interrupted installation is repaired by
the next start. A lock on the folder makes starts that come at once wait for one another.
"""

import fcntl
import hashlib
import importlib.util
import os
import subprocess
import sys
import sysconfig
import tempfile
import threading
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
RUN_TIME = "requirements.txt"
DEVELOPMENT = "requirements-dev.txt"
DEVELOPMENT_COMMANDS = {"test", "checks"}
NETWORK_TROUBLE = (
    "Failed to establish a new connection",
    "Failed to resolve",
    "Temporary failure in name resolution",
    "Name or service not known",
    "Network is unreachable",
    "ConnectTimeoutError",
    "ReadTimeoutError",
    "ProxyError",
    "Connection refused",
    "Connection reset",
)


def ensure_packages(arguments: Sequence[str], root: Path = ROOT) -> None:
    """Return where the packages are at hand; else make them so and start the same command again.

    `arguments` are those of manage.py. Ends the process with one sentence if the packages cannot be had.
    """
    files = requirement_files(arguments)
    if leaves_the_environment_alone():
        _require_packages(files)
        return
    environment = Environment(folder=root / ".venv", files=tuple(root / name for name in files))
    environment.update()
    _start_again(environment.python)


def requirement_files(arguments: Sequence[str]) -> tuple[str, ...]:
    is_development = len(arguments) > 1 and arguments[1] in DEVELOPMENT_COMMANDS
    return (RUN_TIME, DEVELOPMENT) if is_development else (RUN_TIME,)


def leaves_the_environment_alone() -> bool:
    is_declined = os.environ.get("THROUGHLINE_NO_VENV", "0") not in {"", "0"}
    return is_declined or sys.prefix != sys.base_prefix


@dataclass(frozen=True)
class Environment:
    """A virtual environment of ours, and the requirement files whose packages it must have."""

    folder: Path
    files: tuple[Path, ...]

    @property
    def python(self) -> Path:
        return self.folder / "bin" / "python"

    @property
    def stamp(self) -> Path:
        return self.folder / "throughline-stamp"

    def update(self) -> None:
        if self.is_whole():
            return
        self._require_venv()
        with self._lock():
            if not self.is_whole():  # another start may have made it while this one waited
                self._install()

    def is_whole(self) -> bool:
        return set(self._marks()) <= self._stamped() and os.access(self.python, os.X_OK)

    def _install(self) -> None:
        """Add what is missing to an environment of this Python, else make it anew."""
        _say("Installing Throughline's packages into .venv: once, about a minute ...")
        is_usable = self._identity() in self._stamped() and os.access(self.python, os.X_OK)
        self.stamp.unlink(missing_ok=True)
        if not is_usable:
            _run([sys.executable, "-m", "venv", "--clear", self.folder], "The environment .venv could not be made")
        _run([self.python, *self._pip()], "The packages could not be installed")
        unfinished = self.stamp.with_suffix(".new")
        unfinished.write_text("\n".join(self._marks()))
        unfinished.replace(self.stamp)

    def _pip(self) -> list[str | Path]:
        options = ["--require-hashes", "--disable-pip-version-check", "--no-input", "--progress-bar=off"]
        return ["-m", "pip", "install", *options, *(part for file in self.files for part in ("--requirement", file))]

    def _marks(self) -> list[str]:
        digests = [f"{file.name} {hashlib.sha256(file.read_bytes()).hexdigest()}" for file in self.files]
        return [self._identity(), *digests]

    def _identity(self) -> str:
        """Return what an environment cannot outlive: another Python, another kind of machine, another place."""
        return f"{sys.implementation.cache_tag} {sysconfig.get_platform()} {self.folder}"

    def _stamped(self) -> set[str]:
        return set(self.stamp.read_text().splitlines()) if self.stamp.exists() else set()

    def _require_venv(self) -> None:
        if not all(importlib.util.find_spec(module) for module in ("venv", "ensurepip")):
            version = "{}.{}".format(*sys.version_info)
            sys.exit(f"Python's venv module is missing: on Debian and Ubuntu, apt install python{version}-venv.")

    @contextmanager
    def _lock(self) -> Iterator[None]:
        try:
            self.folder.mkdir(exist_ok=True)
            descriptor = os.open(self.folder, os.O_RDONLY)
        except OSError as error:
            sys.exit(f"Throughline's packages cannot be installed into {self.folder}: {error.strerror}.")
        try:
            with _said_after_two_seconds("Waiting for another start, which is installing Throughline's packages ..."):
                fcntl.flock(descriptor, fcntl.LOCK_EX)
            yield
        finally:
            os.close(descriptor)


def _require_packages(files: Sequence[str]) -> None:
    """End with a sentence where the environment that is left alone lacks the packages."""
    needed = "pytest" if DEVELOPMENT in files else "django"
    if importlib.util.find_spec(needed) is None:
        sys.exit(
            f"{needed} is not installed in {sys.prefix}, which Throughline leaves alone: "
            f"run {sys.executable} -m pip install -r {files[-1]}, or start it outside a virtual environment."
        )


def _start_again(python: Path) -> None:
    sys.stdout.flush()
    sys.stderr.flush()
    os.execv(python, [str(python), *sys.orig_argv[1:]])


def _run(command: Sequence[str | Path], failure: str) -> None:
    """Run silently; show the last lines, and end with one sentence, only if it fails."""
    environment = {**os.environ, "PIP_USER": "0"}
    with tempfile.TemporaryFile("w+", errors="replace") as output:
        done = subprocess.run(command, check=False, env=environment, stdout=output, stderr=subprocess.STDOUT)
        output.seek(0)
        printed = output.read()
    if done.returncode != 0:
        _say("\n".join(printed.strip().splitlines()[-8:]))
        sys.exit(f"{failure}: {_reason(printed)}")


def _reason(printed: str) -> str:
    if any(trouble in printed for trouble in NETWORK_TROUBLE):
        return "the package index cannot be reached. Check the network, then start again."
    return "see the lines above. The next start tries again."


def _say(text: str) -> None:
    sys.stderr.write(f"{text}\n")
    sys.stderr.flush()


@contextmanager
def _said_after_two_seconds(text: str) -> Iterator[None]:
    timer = threading.Timer(2, _say, [text])
    timer.daemon = True
    timer.start()
    try:
        yield
    finally:
        timer.cancel()
