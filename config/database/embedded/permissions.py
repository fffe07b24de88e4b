"""What the server's system user must be able to reach when the service runs as root."""

import os
import pwd
import stat
from pathlib import Path

TRAVERSE = stat.S_IXGRP | stat.S_IXOTH
READ = stat.S_IRGRP | stat.S_IROTH


def open_the_way_to(path: Path) -> None:
    """Let every user pass through the folders above `path`, but not list them: `/root` becomes 0711."""
    for parent in path.parents:
        _add(parent, stat.S_IXOTH)


def open_programs(programs: Path) -> None:
    """Let every user run the programs and load their libraries, wherever the environment was installed."""
    open_the_way_to(programs)
    package = programs.parent.parent
    for root in (package, package.with_name(f"{package.name}.libs")):
        for folder, _, names in os.walk(root):
            _add(Path(folder), READ | TRAVERSE)
            for name in names:
                _open_file(Path(folder) / name)


def make_folder(path: Path, owner: pwd.struct_passwd | None) -> None:
    """Make a folder that only the server's user may enter."""
    path.mkdir(mode=0o700)
    if owner:
        os.chown(path, owner.pw_uid, owner.pw_gid)


def _open_file(path: Path) -> None:
    if not path.is_symlink():
        executable = path.stat().st_mode & stat.S_IXUSR
        _add(path, READ | TRAVERSE if executable else READ)


def _add(path: Path, bits: int) -> None:
    mode = path.stat().st_mode
    if mode & bits != bits:
        path.chmod(mode | bits)
