"""Vendor packages: copy them into another repository, verify them, and update them by a three-way merge."""

from __future__ import annotations

import contextlib
import os
from dataclasses import dataclass, field, replace
from pathlib import Path
from types import MappingProxyType
from typing import TYPE_CHECKING

from codegen.core.diagnostic import Diagnostics
from codegen.core.errors import UsageError
from codegen.core.location import Location
from codegen.output.base import LOCK_FOLDER, Base, read_base
from codegen.output.conflict import holds_conflict, read_lock
from codegen.output.folder import is_plain, read_file, write_file
from codegen.output.manifest import MANIFEST, InvalidManifestError, Manifest, OutputFile, VendorSource, content_digest
from codegen.output.merge import Merged, merge_trees
from codegen.output.publish import Publication, publish
from codegen.output.tree import FileTree
from codegen.output.verify import find_packages
from codegen.vendoring.repair import rebuilt_manifest, unedited_files
from codegen.vendoring.source import Fetched, fetch, is_path
from codegen.vendoring.subset import take_subset

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from codegen.pipeline.generate import Generator


@dataclass(frozen=True, slots=True, kw_only=True)
class Vendored:
    """A vendored package on disk: its manifest, and the files as vendored."""

    folder: Path
    manifest: Manifest
    origin: VendorSource
    base: Mapping[str, bytes]
    inputs: Mapping[str, bytes]

    @property
    def edited(self) -> list[str]:
        """The edited or removed files, sorted."""
        local = _read(self.folder, self.base)
        return [path for path, old in self.base.items() if path not in local or _differs(local[path], old)]

    @property
    def conflicts(self) -> list[str]:
        """The files that contain conflict markers and are not recorded in the manifest like that, sorted."""
        rows = self.manifest.outputs
        local = _read(self.folder, (path for path, row in rows.items() if row.mode == "owned"))
        edited = (path for path, content in local.items() if content_digest(content) != rows[path].sha256)
        return sorted(path for path in edited if holds_conflict(local[path], path))


@dataclass(slots=True, kw_only=True)
class VendorRun:
    """Result of a run.

    ``publication`` is None when nothing was written; ``found`` or ``fetched.found`` say why.
    """

    folder: Path
    found: Diagnostics = field(default_factory=Diagnostics)
    fetched: Fetched | None = None
    publication: Publication | None = None
    merged: Merged = field(default_factory=Merged)
    before: Manifest | None = None
    after: Manifest | None = None


def find_vendored(start: Path) -> list[Path]:
    """Return the folders of vendored packages at or below a folder."""
    return [folder for folder in find_packages(start) if _is_vendored(folder)]


def _is_vendored(folder: Path) -> bool:
    try:
        return Manifest.from_bytes(read_file(folder / MANIFEST)).vendor is not None
    except (InvalidManifestError, OSError):
        return True  # a damaged lock is reported when it is opened


def open_vendored(folder: Path) -> Vendored:
    """Read the lock and the merge base of a vendored package. Raises ``UsageError`` when one of them is unusable.

    A lock with conflict markers of git is resolved.
    """
    try:
        manifest = read_lock(folder)
        base = _base(folder, manifest) if manifest.vendor else Base()
    except (InvalidManifestError, OSError) as error:
        msg = (
            f"{folder.name}: the lock of this vendored package cannot be used: {error}; "
            "'codegen vendor update --repair' rebuilds it and keeps edits, 'vendor remove --force' deletes the package"
        )
        raise UsageError(msg) from error
    if manifest.vendor is None:
        msg = f"{folder.name} is not vendored: it was generated here"
        raise UsageError(msg)
    return Vendored(folder=folder, manifest=manifest, origin=manifest.vendor, base=base.files, inputs=base.inputs)


def _base(folder: Path, manifest: Manifest) -> Base:
    """Return the merge base of a package. Raises ``InvalidManifestError`` if files are missing in it."""
    base = read_base(folder) or Base()
    for path in unedited_files(folder, manifest):
        if path not in base.files:
            msg = f"the merge base of {path} is missing or holds conflict markers"
            raise InvalidManifestError(msg)
    return base


def repair(folder: Path, source: str) -> Vendored:
    """Return a vendored package whose lock or merge base is missing or damaged.

    Files whose original is unknown are merged as if it was empty: both versions are kept, as a conflict. ``source`` is
    needed where no lock says it. Raises ``UsageError``.
    """
    manifest: Manifest | None = None
    with contextlib.suppress(InvalidManifestError, OSError):
        manifest = read_lock(folder)
    if manifest is not None and manifest.vendor is None:
        msg = f"{folder.name} is not vendored: it was generated here"
        raise UsageError(msg)
    if manifest is None:
        if not source:
            msg = f"{folder.name}: no lock says where this package is from: add --source SOURCE"
            raise UsageError(msg)
        manifest = rebuilt_manifest(folder, source)
    base = read_base(folder) or Base()
    files = {**unedited_files(folder, manifest), **base.files}
    origin = manifest.vendor or VendorSource(source=source)
    return Vendored(folder=folder, manifest=manifest, origin=origin, base=files, inputs=base.inputs)


def add(origin: VendorSource, base: Path, folder: Path, label: str, generator: Generator) -> VendorRun:
    """Copy a source (whose path is relative to ``base``) to a folder without other content.

    Raises ``UsageError`` when there is no source or the folder is occupied, and ``OSError``.
    """
    if (folder / MANIFEST).exists():
        msg = f"{label} already exists: update it, or remove it first"
        raise UsageError(msg)
    _refuse_place(folder, label)
    run = VendorRun(folder=folder)
    fetched, files = _fetch(run, origin, base, folder.name, generator)
    if files is None:
        return run
    kept = replace(_moved(origin, base, folder.parent), revision=fetched.revision)
    run.merged.files = dict(files)
    tree = _tree(run, kept, files)
    run.publication = publish(tree, folder, label, run.found)
    return run


def _refuse_place(folder: Path, label: str) -> None:
    """Raise ``UsageError`` for a folder inside of a package, or beside one whose name differs only in letter case."""
    for parent in folder.parents:
        if (parent / MANIFEST).exists():
            msg = f"{label} is inside of the package {parent.name}: choose a folder outside of packages with --into"
            raise UsageError(msg)
    names = [entry.name for entry in folder.parent.iterdir()] if folder.parent.is_dir() else []
    twin = next((name for name in names if name != folder.name and name.casefold() == folder.name.casefold()), None)
    if twin is not None:
        msg = f"{label} differs only in letter case from {twin}: choose another name with --package"
        raise UsageError(msg)


def update(
    package: Vendored,
    label: str,
    generator: Generator,
    *,
    source: str = "",
    renames: Mapping[str, str] = MappingProxyType({}),
    base: Path,
) -> VendorRun:
    """Merge the current source, or another one, into a vendored package.

    ``renames`` maps names of the selection to their new names. A path given as ``source`` is relative to ``base``.
    Raises ``UsageError`` when the source cannot be read or a merge is not finished, and ``OSError``.
    """
    if package.conflicts:
        msg = f"{label}/{package.conflicts[0]} contains conflict markers of an earlier merge: resolve them first"
        raise UsageError(msg)
    home = package.folder.parent
    origin = _moved(replace(package.origin, source=source), base, home) if source else package.origin
    origin = replace(origin, include=_renamed(origin.include, renames))
    run = VendorRun(folder=package.folder, before=package.manifest)
    fetched, files = _fetch(run, origin, home, package.folder.name, generator)
    if files is None:
        return run
    _write_lock(package)
    local = _read(package.folder, {**package.base, **files})
    ours = {path: content for path, content in local.items() if path in package.base}
    run.merged = merge_trees(package.base, ours, files)
    tree = _tree(run, replace(origin, revision=fetched.revision), files)
    known = {path: content_digest(content) for path, content in ours.items()}
    run.publication = publish(tree, package.folder, label, run.found, merged=known)
    return run


def _renamed(include: tuple[str, ...], renames: Mapping[str, str]) -> tuple[str, ...]:
    """Return the selection with new names. Raises ``UsageError`` for a name that it does not have."""
    for name in renames:
        if name not in include:
            listed = ", ".join(include) or "everything"
            msg = f"--rename {name}={renames[name]}: the package was not added with --include {name} (it has: {listed})"
            raise UsageError(msg)
    return tuple(renames.get(name, name) for name in include)


def _write_lock(package: Vendored) -> None:
    """Write a recovered or rebuilt lock, so that publication finds it."""
    place = package.folder / MANIFEST
    content = package.manifest.to_bytes()
    try:
        Manifest.from_bytes(read_file(place))
    except (InvalidManifestError, OSError):
        place.write_bytes(content)


def accept(package: Vendored, label: str, files: Iterable[str] = ()) -> VendorRun:
    """Record edited and removed files in the manifest: all of them, or the given ones. ``merged.kept`` lists them.

    Files with conflict markers, and given ones that are not edited, are errors, and nothing is written. Raises
    ``OSError``.
    """
    run = VendorRun(folder=package.folder, before=package.manifest)
    rows = dict(package.manifest.outputs)
    local = _read(package.folder, rows)
    edited = {
        path
        for path, row in rows.items()
        if row.mode == "owned" and (path not in local or content_digest(local[path]) != row.sha256)
    }
    for path in sorted(set(files) - edited):
        run.found.error("output-edited", "this is not an edited file of the package", Location(f"{label}/{path}"))
    for path in sorted(edited.intersection(files or edited)):
        if _refused(package, path, label, run.found):
            continue
        if path in local:
            rows[path] = OutputFile(sha256=content_digest(local[path]), generated=rows[path].as_generated)
        else:
            del rows[path]
        run.merged.kept.append(path)
    if not run.found.failed and run.merged.kept:
        run.after = replace(package.manifest, outputs=rows)
        write_file(package.folder / MANIFEST, run.after.to_bytes())
    return run


def _refused(package: Vendored, path: str, label: str, found: Diagnostics) -> bool:
    """Report an edit that cannot be accepted: conflict markers, or a change of the merge base."""
    if path in package.conflicts:
        message, hint = "this file contains conflict markers", "resolve them first"
    elif path.startswith(f"{LOCK_FOLDER}/"):
        message, hint = "the merge base was changed", "run codegen vendor update --repair"
    else:
        return False
    found.error("output-edited", message, Location(f"{label}/{path}"), hint)
    return True


def remove(package: Vendored, label: str, *, force: bool = False) -> VendorRun:
    """Delete the files of a vendored package, but not those of the user; edited ones block unless forced."""
    run = VendorRun(folder=package.folder, before=package.manifest)
    if not force:
        for path in package.edited:
            if (package.folder / path).exists():
                at = Location(f"{label}/{path}")
                run.found.error(
                    "output-edited", "this vendored file was edited by hand", at, "add --force to discard the edits"
                )
        if run.found.failed:
            return run
    _write_lock(package)
    run.publication = publish(FileTree({}), package.folder, label, run.found, force=True)
    if run.publication is not None and not any(package.folder.iterdir()):
        package.folder.rmdir()
    return run


def outdated(package: Vendored, generator: Generator) -> tuple[list[str], Fetched]:
    """Return the files that differ between the source and the vendored state, and the source; none if it has errors.

    Raises ``UsageError`` when it cannot be read, and ``OSError``.
    """
    run = VendorRun(folder=package.folder)
    fetched, files = _fetch(run, package.origin, package.folder.parent, package.folder.name, generator)
    if files is None:
        return [], fetched
    return sorted(path for path in {*files, *package.base} if files.get(path) != package.base.get(path)), fetched


def _differs(one: bytes, other: bytes) -> bool:
    return content_digest(one) != content_digest(other)


def _read(folder: Path, paths: Iterable[str]) -> dict[str, bytes]:
    """Return the content of existing files; links count as absent, publication rejects them."""
    return {path: (folder / path).read_bytes() for path in paths if is_plain(folder, path)}


def _moved(origin: VendorSource, base: Path, home: Path) -> VendorSource:
    """Return an origin with its path relative to ``home`` instead of ``base``."""
    if not is_path(origin.source):
        return origin
    place = os.path.normpath(base / origin.source)
    try:
        return replace(origin, source=Path(os.path.relpath(place, home)).as_posix())
    except ValueError:  # another drive
        return replace(origin, source=Path(place).as_posix())


def _fetch(
    run: VendorRun, origin: VendorSource, base: Path, package: str, generator: Generator
) -> tuple[Fetched, dict[str, bytes] | None]:
    """Return the source, and the files to vendor, or None when the source has errors."""
    run.fetched = fetched = fetch(origin, base, package, generator)
    if fetched.found.failed or not fetched.files:
        return fetched, None
    return fetched, take_subset(fetched.files, origin.only, origin.include)


def _tree(run: VendorRun, origin: VendorSource, upstream: Mapping[str, bytes]) -> FileTree:
    """Return everything to write: the merged files, the lock folder and the lock."""
    inputs = run.fetched.inputs if run.fetched else {}
    files = {**run.merged.files, **Base(files=upstream, inputs=inputs).entries}
    rows = _rows(run, files, upstream)
    manifest = run.fetched.manifest if run.fetched else Manifest(generator="")
    run.after = replace(manifest, outputs=rows, vendor=origin)
    return FileTree({**files, MANIFEST: run.after.to_bytes()})


def _rows(run: VendorRun, files: Mapping[str, bytes], upstream: Mapping[str, bytes]) -> dict[str, OutputFile]:
    """Return the rows of the manifest for the files to write, and for those that the user keeps."""
    rows = dict(Manifest.digests(files))
    for path, content in run.merged.files.items():
        if path in upstream and _differs(content, upstream[path]):
            rows[path] = replace(rows[path], generated=content_digest(upstream[path]))
    for path in run.merged.conflicts:
        if path in upstream:  # so that verification fails until the file was reviewed
            rows[path] = OutputFile(sha256=content_digest(upstream[path]))
    for path in run.merged.orphans:
        rows[path] = replace(rows[path], mode="scaffold")
    for path, row in (run.before.outputs if run.before else {}).items():
        if row.mode == "scaffold" and path not in rows and (run.folder / path).is_file():
            rows[path] = row
    return rows
