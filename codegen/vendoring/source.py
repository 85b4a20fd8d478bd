"""Fetch sources of vendored code: a generated folder, a document, a commit of a git repository, a package."""

from __future__ import annotations

import os
from collections.abc import Mapping
from dataclasses import dataclass, replace
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
from codegen.sources.checkout import checkout, installed_folder

if TYPE_CHECKING:
    from codegen.openapi.document import Document
    from codegen.pipeline.generate import Generator

PACKAGE = "package:"


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
        return _from_folder(installed_folder(origin.source.removeprefix(PACKAGE)), origin.source)
    if not origin.source.startswith("git+"):
        place = Path(os.path.normpath(base / origin.source))
        return _from_path(place, origin, package, generator)
    with checkout(origin.source) as (place, revision):
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
