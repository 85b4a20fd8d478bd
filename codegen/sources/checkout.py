"""Locates installed packages without importing them, and exports commits of git repositories."""

from __future__ import annotations

import importlib.util
import io
import os
import re
import tarfile
import tempfile
from contextlib import contextmanager
from importlib.machinery import PathFinder
from pathlib import Path
from typing import TYPE_CHECKING

from codegen.core.errors import UsageError
from codegen.core.git import GitError, GitSilentError, connecting_environ, run_git

if TYPE_CHECKING:
    from collections.abc import Iterator

_GIT = re.compile(r"git\+((?:file|ssh|https)://[^@#]*(?:@[^@#/]+/[^@#]*)?)(?:@([^#]+))?(?:#(.*))?")
_PROTOCOLS = "file:ssh:https"
_TIMEOUT = 300


def installed_folder(name: str) -> Path:
    """Return the folder of an installed package, without importing it. Raises ``UsageError``."""
    top, *below = name.split(".")
    try:
        spec = importlib.util.find_spec(top)
    except (ImportError, ValueError):
        spec = None
    for part in below:
        places = list(spec.submodule_search_locations or ()) if spec is not None else []
        spec = PathFinder.find_spec(part, places) if part and places else None
    places = list(spec.submodule_search_locations or ()) if spec is not None else []
    if not places:
        msg = f"package {name!r} is not installed in the environment of codegen"
        raise UsageError(msg)
    return Path(places[0])


@contextmanager
def checkout(source: str) -> Iterator[tuple[Path, str]]:
    """Export a commit to a temporary folder; yield the folder and the commit. Raises ``UsageError``."""
    match = _GIT.fullmatch(source)
    if match is None:
        msg = f"{source!r} is not git+file://PATH@REVISION#FOLDER, nor the same with ssh or https"
        raise UsageError(msg)
    url, revision, below = match[1], match[2] or "HEAD", (match[3] or "").strip("/")
    if revision.startswith("-") or ".." in below.split("/"):
        msg = f"{source!r} has no revision or no folder of a repository"
        raise UsageError(msg)
    with tempfile.TemporaryDirectory(prefix="codegen-checkout-", ignore_cleanup_errors=True) as scratch:
        clone, place = Path(scratch, "clone"), Path(scratch, "files")
        _git(Path(), "clone", "--quiet", "--bare", "--", url, str(clone))
        commit = _git(
            clone, "--git-dir=.", "rev-parse", "--verify", "--quiet", "--end-of-options", f"{revision}^{{commit}}"
        )
        name = commit.decode().strip()
        archive = _git(clone, "--git-dir=.", "archive", "--format=tar", name)
        with tarfile.open(fileobj=io.BytesIO(archive)) as tar:
            tar.extractall(place, filter="data")
        yield place / below, name


def _git(folder: Path, *arguments: str) -> bytes:
    """Run git in a folder. Raises ``UsageError`` with its message."""
    environ = connecting_environ(os.environ, _PROTOCOLS)
    try:
        return run_git(arguments, folder, seconds=_TIMEOUT, environ=environ)
    except GitSilentError as error:
        msg = "git failed: no such revision"
        raise UsageError(msg) from error
    except GitError as error:
        msg = f"git failed: {error.first_error()}"
        raise UsageError(msg) from error
