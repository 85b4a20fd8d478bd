"""Fetch sources of vendored code: a generated folder, a document, a commit of a git repository, a package."""

from __future__ import annotations

import importlib.util
import io
import os
import re
import subprocess
import tarfile
import tempfile
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, replace
from importlib.machinery import PathFinder
from pathlib import Path
from typing import TYPE_CHECKING

from codegen.config import target_from_flags
from codegen.core.diagnostic import Diagnostics
from codegen.core.errors import UsageError
from codegen.output.base import read_base
from codegen.output.folder import is_plain, read_file
from codegen.output.manifest import MANIFEST, InvalidManifestError, Manifest, VendorSource
from codegen.pipeline.inputs import DOCUMENT, document_inputs, keep_inputs
from codegen.python.parts import find_parts

if TYPE_CHECKING:
    from codegen.openapi.document import Document
    from codegen.pipeline.generate import Generator

PACKAGE = "package:"
_GIT = re.compile(r"git\+((?:file|ssh|https)://[^@#]*(?:@[^@#/]+/[^@#]*)?)(?:@([^#]+))?(?:#(.*))?")
_TIMEOUT = 300


@dataclass(frozen=True, slots=True, kw_only=True)
class Fetched:
    """Content of a source: the files of a package without its manifest, the manifest, and the commit of a git source.

    ``inputs`` are the kept inputs of the package. For a document, ``found``, ``root`` and ``documents`` belong to the
    diagnostics of its generation.
    """

    files: Mapping[str, bytes]
    manifest: Manifest
    inputs: Mapping[str, bytes]
    revision: str = ""
    found: Diagnostics
    root: Path
    documents: Mapping[str, Document]


def is_path(source: str) -> bool:
    """Return whether a source is a path, which locks store relative to the package."""
    return not source.startswith((PACKAGE, "git+"))


def fetch(origin: VendorSource, base: Path, package: str, generator: Generator) -> Fetched:
    """Fetch a source whose path is relative to ``base``, for a package of a given name.

    Raises ``UsageError`` with one sentence when there is no source, and ``OSError``.
    """
    if origin.source.startswith(PACKAGE):
        return _from_folder(_installed(origin.source.removeprefix(PACKAGE)), origin.source)
    if not origin.source.startswith("git+"):
        place = Path(os.path.normpath(base / origin.source))
        return _from_path(place, origin, package, generator)
    with _checkout(origin.source) as (place, revision):
        fetched = _from_path(place, origin, package, generator)
    return replace(fetched, revision=revision)


def _from_path(place: Path, origin: VendorSource, package: str, generator: Generator) -> Fetched:
    if place.is_dir():
        return _from_folder(place, origin.source)
    if place.is_file():
        return _from_document(place, origin, package, generator)
    msg = f"{origin.source} does not exist"
    raise UsageError(msg)


def _from_folder(folder: Path, source: str) -> Fetched:
    """Return the current files listed by the manifest of a generated or vendored package."""
    try:
        manifest = Manifest.from_bytes(read_file(folder / MANIFEST))
    except FileNotFoundError as error:
        msg = f"{source} is not a generated package: it has no {MANIFEST}"
        raise UsageError(msg) from error
    except InvalidManifestError as error:
        msg = f"the {MANIFEST} of {source} cannot be used: {error}"
        raise UsageError(msg) from error
    paths = [path for path in manifest.outputs if not path.startswith(".codegen/")]
    wrong = [path for path in paths if not is_plain(folder, path)]
    if wrong:
        msg = f"{source} is incomplete: {wrong[0]} is missing"
        raise UsageError(msg)
    files = {path: (folder / path).read_bytes().replace(b"\r\n", b"\n") for path in paths}
    inputs = _inputs(folder, files)
    return Fetched(files=files, manifest=manifest, inputs=inputs, found=Diagnostics(), root=folder, documents={})


def _inputs(folder: Path, files: Mapping[str, bytes]) -> Mapping[str, bytes]:
    """Return the inputs of a package, as far as they were kept."""
    base = read_base(folder)
    if base is not None and base.inputs:
        return base.inputs
    return document_inputs(files[DOCUMENT]) if DOCUMENT in files else {}


def _from_document(place: Path, origin: VendorSource, package: str, generator: Generator) -> Fetched:
    target = target_from_flags(
        str(place),
        cwd=place.parent,
        tables=origin.tables,
        package=package or None,
        emit=[row.name for row in find_parts([origin.only] if origin.only else ())],
    )
    found = Diagnostics()
    result = generator(target, found)
    documents = result.documents
    files = dict(result.tree) if result.tree is not None and not found.failed else {}
    manifest = Manifest.from_bytes(files.pop(MANIFEST)) if files else Manifest(generator="")
    inputs = keep_inputs(target, manifest.inputs) if files else {}
    return Fetched(files=files, manifest=manifest, inputs=inputs, found=found, root=target.root, documents=documents)


def _installed(name: str) -> Path:
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
def _checkout(source: str) -> Iterator[tuple[Path, str]]:
    """Export a commit to a temporary folder; yield the folder and the commit. Raises ``UsageError``."""
    match = _GIT.fullmatch(source)
    if match is None:
        msg = f"{source!r} is not git+file://PATH@REVISION#FOLDER, nor the same with ssh or https"
        raise UsageError(msg)
    url, revision, below = match[1], match[2] or "HEAD", (match[3] or "").strip("/")
    if revision.startswith("-") or ".." in below.split("/"):
        msg = f"{source!r} has no revision or no folder of a repository"
        raise UsageError(msg)
    with tempfile.TemporaryDirectory(prefix="codegen-vendor-", ignore_cleanup_errors=True) as scratch:
        clone, place = Path(scratch, "clone"), Path(scratch, "files")
        _git("clone", "--quiet", "--bare", "--", url, str(clone))
        commit = _git(
            "-C", str(clone), "rev-parse", "--verify", "--quiet", "--end-of-options", f"{revision}^{{commit}}"
        )
        name = commit.decode().strip()
        archive = _git("-C", str(clone), "archive", "--format=tar", name)
        with tarfile.open(fileobj=io.BytesIO(archive)) as tar:
            tar.extractall(place, filter="data")
        yield place / below, name


def _git(*arguments: str) -> bytes:
    """Run git without prompts. Raises ``UsageError`` with its message."""
    environ = {**os.environ, "GIT_TERMINAL_PROMPT": "0", "GIT_ALLOW_PROTOCOL": "file:ssh:https", "LC_ALL": "C"}
    try:
        done = subprocess.run(  # noqa: S603 - no shell; options end before what the user gave
            ["git", *arguments],  # noqa: S607 - the git of the user
            capture_output=True,
            check=True,
            timeout=_TIMEOUT,
            env=environ,
        )
    except FileNotFoundError as error:
        msg = "this source needs git, which is not installed"
        raise UsageError(msg) from error
    except subprocess.TimeoutExpired as error:
        msg = f"git timed out after {_TIMEOUT} s"
        raise UsageError(msg) from error
    except subprocess.CalledProcessError as error:
        lines = error.stderr.decode(errors="replace").strip().splitlines()
        fatal = next((line for line in lines if line.startswith("fatal: ")), "no such revision")
        msg = f"git failed: {fatal.removeprefix('fatal: ')}"
        raise UsageError(msg) from error
    return done.stdout
