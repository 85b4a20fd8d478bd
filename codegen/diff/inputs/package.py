"""Read a generated package for comparison: its inputs, and the changes by another version of the generator."""

from __future__ import annotations

import tempfile
from dataclasses import replace
from glob import escape
from pathlib import Path
from typing import TYPE_CHECKING

from codegen import __version__
from codegen.core.errors import InternalError, UsageError
from codegen.core.requirements import version
from codegen.diff.audience.callers.generator import generator_changes
from codegen.diff.inputs.documents import ReadSide, read_side
from codegen.output.base import read_base
from codegen.output.folder import read_file
from codegen.output.manifest import MANIFEST, InvalidManifestError, Manifest, content_digest, folder_digest
from codegen.pipeline.inputs import DOCUMENT, restore_inputs
from codegen.pipeline.steps import emit, package
from codegen.python.parts import PARTS
from codegen.python.render import SOURCES, runtime_root, templates_root
from codegen.tables.formats.registry import SUFFIXES

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from codegen.config import Target
    from codegen.pipeline.stages import Preparation


def read_package(folder: Path, settings: Target, label: str) -> ReadSide:
    """Read the inputs of a package: the kept copies, its server's document, or the files that its manifest names.

    Raises ``UsageError`` when they cannot be determined.
    """
    manifest = _manifest(folder)
    base = read_base(folder)
    with tempfile.TemporaryDirectory(prefix="codegen-diff-", ignore_cleanup_errors=True) as scratch:
        kept = restore_inputs(base.inputs, Path(scratch)) if base is not None and base.inputs else None
        target = kept or _named(folder, manifest, settings)
        if target is None:
            msg = f"{label} does not contain its inputs, and the files that its {MANIFEST} names have changed"
            raise UsageError(msg)
        done = read_side(target, label)
        if done.side is not None:
            done.side.generator = _generator(manifest)
            if done.side.generator != current_generator(manifest):
                files = base.files if base is not None and base.files else _python(folder)
                done.side.by_generator = generator_changes(files, _made_again(done.preparation, files))
        return done


def current_generator(manifest: Manifest) -> str:
    """Return the generator versions that the manifest of a package generated now would have."""
    engines = {name: version(name) for name in manifest.engines}
    templates = folder_digest(templates_root(), runtime_root(), suffixes=SOURCES)
    return _generator(replace(manifest, generator=__version__, templates=templates, engines=engines))


def _generator(manifest: Manifest) -> str:
    engines = " ".join(f"{name} {number}" for name, number in sorted(manifest.engines.items()))
    return f"{manifest.generator} {manifest.templates} {engines}"


def _manifest(folder: Path) -> Manifest:
    try:
        return Manifest.from_bytes(read_file(folder / MANIFEST))
    except (OSError, InvalidManifestError) as error:
        msg = f"{folder.name}/{MANIFEST} cannot be read: {error}"
        raise UsageError(msg) from error


def _named(folder: Path, manifest: Manifest, settings: Target) -> Target | None:
    """Return a target over the package's own document, or over its only input if that is unchanged."""
    plain = replace(settings, tables=(), overlays=())
    if (folder / DOCUMENT).is_file():
        return replace(plain, root=folder, spec=DOCUMENT)
    if len(manifest.inputs) != 1:
        return None
    ((name, digest),) = manifest.inputs.items()
    for root in (settings.root, *folder.resolve().parents):
        if (root / name).is_file() and content_digest((root / name).read_bytes()) == digest:
            if Path(name).suffix.lower() in SUFFIXES:
                return replace(plain, root=root, spec="", tables=(escape(name),))
            return replace(plain, root=root, spec=name)
    return None


def _made_again(preparation: Preparation, files: Mapping[str, bytes]) -> Mapping[str, bytes]:
    """Return what this generator makes of the inputs, for the parts that the package has."""
    parts = tuple(row.name for row in PARTS if _has(row.name, files))
    try:
        made = package(emit(replace(preparation, target=replace(preparation.target, emit=parts))))
    except InternalError:
        return files
    return made.tree if made.tree is not None else files


def _has(part: str, files: Mapping[str, bytes]) -> bool:
    return f"{part}.py" in files or any(path.startswith(f"{part}/") for path in files)


def _python(folder: Path) -> dict[str, bytes]:
    return {path.relative_to(folder).as_posix(): path.read_bytes() for path in _files(folder)}


def _files(folder: Path) -> Iterator[Path]:
    return (path for path in folder.rglob("*.py") if path.is_file() and not path.is_symlink())
