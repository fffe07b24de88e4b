"""The environment that manage.py makes, from packages made on the spot: nothing is downloaded."""

import base64
import hashlib
import importlib.util
import os
import shutil
import subprocess
import sys
import zipfile
from collections.abc import Sequence
from pathlib import Path

import pytest

from config import bootstrap
from config.bootstrap import Environment

ROOT = Path(__file__).resolve().parents[2]
MANAGE = """
import sys
from pathlib import Path
from config import bootstrap

bootstrap.ensure_packages(sys.argv, Path(__file__).parent)

import django
print("django", django.VERSION, *sys.argv[1:])
"""


@pytest.fixture
def project(tmp_path: Path) -> Path:
    """A checkout with a manage.py and one package to install, which bears the name that is looked for."""
    (tmp_path / "manage.py").write_text(MANAGE)
    (tmp_path / "config").mkdir()
    shutil.copy(ROOT / "config" / "bootstrap.py", tmp_path / "config" / "bootstrap.py")
    require(tmp_path / "requirements.txt", wheel(tmp_path, name="django", version="1"))
    require(tmp_path / "requirements-dev.txt", wheel(tmp_path, name="tool", version="1"))
    return tmp_path


@pytest.fixture
def environment(project: Path) -> Environment:
    return Environment(folder=project / ".venv", files=(project / "requirements.txt",))


def wheel(folder: Path, *, name: str, version: str) -> Path:
    files = {
        f"{name}.py": f"VERSION = {version!r}\n",
        f"{name}-{version}.dist-info/METADATA": f"Metadata-Version: 2.1\nName: {name}\nVersion: {version}\n",
        f"{name}-{version}.dist-info/WHEEL": "Wheel-Version: 1.0\nRoot-Is-Purelib: true\nTag: py3-none-any\n",
    }
    digests = {path: base64.urlsafe_b64encode(hashlib.sha256(text.encode()).digest()) for path, text in files.items()}
    record = [f"{path},sha256={digest.rstrip(b'=').decode()},{len(files[path])}" for path, digest in digests.items()]
    files[f"{name}-{version}.dist-info/RECORD"] = "\n".join([*record, f"{name}-{version}.dist-info/RECORD,,"])
    path = folder / f"{name}-{version}-py3-none-any.whl"
    with zipfile.ZipFile(path, "w") as archive:
        for inside, text in files.items():
            archive.writestr(inside, text)
    return path


def require(requirements: Path, package: Path, *, digest: str = "") -> None:
    """Require the package of this folder, with its hash or with another."""
    name, version, *_ = package.name.split("-")
    digest = digest or hashlib.sha256(package.read_bytes()).hexdigest()
    requirements.write_text(f"--no-index\n--find-links {package.parent}\n{name}=={version} --hash=sha256:{digest}\n")


def start(project: Path, *arguments: str) -> "subprocess.Popen[str]":
    """Start manage.py as a person does: outside any environment."""
    python = getattr(sys, "_base_executable", sys.executable)
    variables = {name: value for name, value in os.environ.items() if not name.startswith(("THROUGHLINE", "PYTHON"))}
    return subprocess.Popen(
        [python, project / "manage.py", *arguments],
        env=variables,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )


def has(environment: Environment, module: str) -> bool:
    return subprocess.run([environment.python, "-c", f"import {module}"], check=False).returncode == 0


def test_starts_that_come_at_once_make_one_environment_and_the_next_one_is_silent(project: Path) -> None:
    together = [start(project, "demo", "--port", "1") for _ in range(2)]
    outcomes = [process.communicate() for process in together]
    silent = start(project, "demo").communicate()

    assert [printed for printed, _ in outcomes] == ["django 1 demo --port 1\n"] * 2
    assert sum(said.count("Installing") for _, said in outcomes) == 1
    assert silent == ("django 1 demo\n", "")


def test_an_interrupted_installation_is_repaired(environment: Environment) -> None:
    (environment.folder / "bin").mkdir(parents=True)
    environment.python.touch(mode=0o755)

    environment.update()

    assert has(environment, "django")
    assert environment.is_whole()


def test_what_changed_or_is_needed_besides_is_added_to_a_whole_environment(
    project: Path, environment: Environment
) -> None:
    environment.update()
    (environment.folder / "kept").touch()
    require(project / "requirements.txt", wheel(project, name="django", version="2"))
    assert not environment.is_whole()

    for_tests = Environment(environment.folder, files=(*environment.files, project / "requirements-dev.txt"))
    for_tests.update()

    assert has(environment, "tool")
    assert environment.is_whole()
    assert (environment.folder / "kept").exists()


def test_an_environment_that_a_failed_change_left_is_not_trusted(project: Path, environment: Environment) -> None:
    environment.update()
    before = (project / "requirements.txt").read_text()
    (project / "requirements.txt").write_text("--no-index\nabsent==1 --hash=sha256:" + "0" * 64)
    with pytest.raises(SystemExit):
        environment.update()

    (project / "requirements.txt").write_text(before)

    assert not environment.is_whole()


def test_another_python_makes_it_anew(environment: Environment, monkeypatch: pytest.MonkeyPatch) -> None:
    environment.update()
    (environment.folder / "old").touch()
    monkeypatch.setattr("sysconfig.get_platform", lambda: "another")

    environment.update()

    assert not (environment.folder / "old").exists()


def test_a_package_with_another_hash_is_not_installed(
    project: Path, environment: Environment, capsys: pytest.CaptureFixture[str]
) -> None:
    package = wheel(project, name="django", version="1")
    require(project / "requirements.txt", package, digest="0" * 64)

    with pytest.raises(SystemExit, match="The packages could not be installed: see the lines above"):
        environment.update()

    assert "HASHES" in capsys.readouterr().err
    assert not environment.is_whole()
    assert not has(environment, "django")


def test_an_index_out_of_reach_is_a_sentence(
    project: Path, environment: Environment, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PIP_RETRIES", "1")
    monkeypatch.delenv("PIP_FIND_LINKS", raising=False)
    digest = "0" * 64
    (project / "requirements.txt").write_text(f"--index-url http://127.0.0.1:1/\ndjango==1 --hash=sha256:{digest}\n")

    with pytest.raises(SystemExit, match="Check the network, then start again"):
        environment.update()


def test_a_missing_venv_module_is_a_sentence(environment: Environment, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(importlib.util, "find_spec", lambda name: None)

    with pytest.raises(SystemExit, match=r"apt install python3\.\d+-venv"):
        environment.update()


def test_a_place_that_cannot_be_written_is_a_sentence(environment: Environment) -> None:
    environment.folder.touch()

    with pytest.raises(SystemExit, match=r"cannot be installed into .*\.venv: File exists"):
        environment.update()


@pytest.mark.parametrize(
    ("variable", "prefix", "is_left_alone"),
    [
        pytest.param("1", sys.base_prefix, True, id="told to"),
        pytest.param("0", "/some/environment", True, id="inside an environment"),
        pytest.param("0", sys.base_prefix, False, id="neither"),
    ],
)
def test_an_environment_that_is_there_is_left_alone(
    project: Path, monkeypatch: pytest.MonkeyPatch, variable: str, prefix: str, is_left_alone: bool
) -> None:
    started: list[Sequence[str]] = []
    monkeypatch.setattr(os, "execv", lambda python, arguments: started.append(arguments))
    monkeypatch.setattr(Environment, "update", lambda self: None)
    monkeypatch.setattr(sys, "prefix", prefix)
    monkeypatch.setenv("THROUGHLINE_NO_VENV", variable)

    bootstrap.ensure_packages(["manage.py", "demo"], project)

    assert (started == []) is is_left_alone


@pytest.mark.parametrize(
    ("command", "sentence"),
    [
        pytest.param("demo", "django is not installed in .* pip install -r requirements.txt", id="run"),
        pytest.param("test", "pytest is not installed in .* pip install -r requirements-dev.txt", id="develop"),
    ],
)
def test_an_environment_that_is_left_alone_and_lacks_the_packages_is_a_sentence(
    monkeypatch: pytest.MonkeyPatch, command: str, sentence: str
) -> None:
    monkeypatch.setenv("THROUGHLINE_NO_VENV", "1")
    monkeypatch.setattr(importlib.util, "find_spec", lambda name: None)

    with pytest.raises(SystemExit, match=sentence):
        bootstrap.ensure_packages(["manage.py", command])


def test_waiting_for_long_is_told(capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("threading.Timer", Immediately)

    with bootstrap._said_after_two_seconds("Waiting ..."):
        pass

    assert capsys.readouterr().err == "Waiting ...\n"


class Immediately:
    """A timer that does not wait."""

    def __init__(self, seconds: float, function: object, arguments: Sequence[str]) -> None:
        assert callable(function)
        self.start = lambda: function(*arguments)

    def cancel(self) -> None:
        pass
