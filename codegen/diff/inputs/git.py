"""Export files and folders of a git revision."""

from __future__ import annotations

import io
import re
import tarfile
from pathlib import Path, PurePosixPath

from codegen.core.errors import UsageError
from codegen.core.git import GitError, run_git

_ELSEWHERE = re.compile(rb"\$ref[\"']?\s*:\s*[\"']?(?![\"'#\s])")
"""A reference to another document."""


def checkout(revision: str, file: str, cwd: Path, scratch: Path) -> Path:
    """Export a file or folder of a revision to an empty folder and return its path.

    The path is relative to the current folder. A document that refers to other files is exported with its folder, a
    manifest with its package. Raises ``UsageError`` when git fails.
    """
    name = Path(file).as_posix()
    wanted = name if name.startswith(("./", "../")) else f"./{name}"
    place = PurePosixPath(wanted)
    if _git(["cat-file", "-t", f"{revision}:{wanted}"], cwd, f"{revision}:{file}").strip() == b"tree":
        _unpack(revision, place, cwd, scratch)
        return scratch
    content = _git(["show", f"{revision}:{wanted}"], cwd, f"{revision}:{file}")
    if place.name == "codegen.lock" or _ELSEWHERE.search(content):
        _unpack(revision, place.parent, cwd, scratch)
    (scratch / place.name).write_bytes(content)
    return scratch / place.name


def _unpack(revision: str, folder: PurePosixPath, cwd: Path, scratch: Path) -> None:
    """Write the files of a folder."""
    name = folder.as_posix()
    wanted = name if name.startswith(("./", "../")) else "./" if name == "." else f"./{name}"
    data = _git(["archive", "--format=tar", f"{revision}:{wanted}"], cwd, f"{revision}:{name}")
    unpack(data, scratch)


def unpack(data: bytes, scratch: Path) -> None:
    """Write the files of an archive to a folder. Links are left out: they could point anywhere."""
    with tarfile.open(fileobj=io.BytesIO(data)) as archive:
        for member in archive:
            content = archive.extractfile(member) if member.isfile() else None
            place = scratch / PurePosixPath(member.name)
            if content is not None and scratch in place.parents and ".." not in place.parts:
                place.parent.mkdir(parents=True, exist_ok=True)
                place.write_bytes(content.read())


def _git(arguments: list[str], cwd: Path, name: str) -> bytes:
    """Run git. Raises ``UsageError``."""
    try:
        return run_git(arguments, cwd)
    except GitError as error:
        msg = f"git cannot show {name}: {error}"
        raise UsageError(msg) from error
