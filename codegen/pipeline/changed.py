"""Find the targets whose inputs, settings or generator changed since a git revision."""

from __future__ import annotations

from dataclasses import dataclass
from fnmatch import fnmatchcase
from pathlib import Path, PurePosixPath
from typing import TYPE_CHECKING, Any

from codegen.config.discover import own_tables
from codegen.core.diagnostic import Diagnostics
from codegen.core.errors import UsageError
from codegen.core.git import GitError, run_git
from codegen.output.manifest import MANIFEST, InvalidManifestError, Manifest
from codegen.output.publish import read_manifest
from codegen.pipeline.steps import program

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from codegen.config import Target

_SHARED = ("tables", "types")


@dataclass(frozen=True, slots=True)
class _Base:
    """A revision: its settings, the paths that differ from it, and the place of the configuration in the repository."""

    revision: str
    root: Path
    prefix: str
    settings: dict[str, Any]
    paths: frozenset[str]

    def read(self, path: str) -> bytes | None:
        """Return a file of the revision by its path relative to the configuration; None if there is none."""
        try:
            return run_git(["show", f"{self.revision}:{self.prefix}{path}"], self.root)
        except GitError:
            return None


def find_changed(config: Path, targets: Sequence[Target], revision: str) -> dict[str, tuple[str, ...]]:
    """Return why each changed target changed, by its name: ``input``, ``settings``, ``generator``.

    Files that are not committed count, generated ones do not. Raises ``UsageError`` for an unknown revision, or outside
    a repository.
    """
    try:
        base = _base(config, revision)
    except GitError as error:
        msg = f"git cannot compare with {revision!r}: {error.first_error()}"
        raise UsageError(msg) from error
    now = _settings(config.read_bytes(), config.name)
    reasons = {target.name: tuple(_reasons(target, base, now)) for target in targets}
    return {name: found for name, found in reasons.items() if found}


def _base(config: Path, revision: str) -> _Base:
    root = config.parent
    if not revision or revision.startswith("-"):
        msg = "not a revision"
        raise GitError(msg)
    commit = run_git(["rev-parse", "--verify", "--end-of-options", f"{revision}^{{commit}}"], root).decode().strip()
    prefix = run_git(["rev-parse", "--show-prefix"], root).decode().rstrip("\n")
    listed = run_git(["diff", "--name-only", "-z", "--no-renames", "--relative", commit, "--"], root)
    untracked = run_git(["ls-files", "--others", "--exclude-standard", "-z"], root)
    paths = (listed + untracked).decode(errors="surrogateescape").split("\0")
    base = _Base(commit, root, prefix, {}, frozenset(filter(None, paths)))
    content = base.read(config.name)
    return _Base(commit, root, prefix, _settings(content or b"", config.name), base.paths)


def _settings(content: bytes, name: str) -> dict[str, Any]:
    own = own_tables(content, name)
    return own if isinstance(own, dict) else {}


def _reasons(target: Target, base: _Base, now: dict[str, Any]) -> Iterator[str]:
    folder = target.folder
    manifest = read_manifest(folder, folder.name, Diagnostics(), force=True)
    if any(_is_input(path, target, manifest) for path in base.paths):
        yield "input"
    if _own(target, now) != _own(target, base.settings):
        yield "settings"
    then = (
        base.read(f"{folder.relative_to(base.root).as_posix()}/{MANIFEST}")
        if folder.is_relative_to(base.root)
        else None
    )
    if then is not None and _made_by(then) != program(target):
        yield "generator"


def _is_input(path: str, target: Target, manifest: Manifest | None) -> bool:
    """Return whether a target reads a file: one that it read the last time, or any beside the document before that."""
    if path in {target.spec, *target.overlays} or any(_matches(path, pattern) for pattern in target.tables):
        return True
    if manifest is not None and manifest.inputs:
        return path in manifest.inputs
    beside = PurePosixPath(target.spec).parent.as_posix()
    generated = (target.root / path).is_relative_to(target.output)
    return bool(target.spec) and not generated and (beside == "." or path.startswith(f"{beside}/"))


def _matches(path: str, pattern: str) -> bool:
    return fnmatchcase(path, pattern) or fnmatchcase(path, pattern.replace("**/", ""))


def _own(target: Target, settings: dict[str, Any]) -> tuple[object, ...]:
    """Return the tables that decide a target."""
    shared = tuple(settings.get(key) for key in _SHARED)
    if target.discovered_by:
        return (settings.get("discover"), *shared)
    targets = settings.get("targets")
    return (targets.get(target.name) if isinstance(targets, dict) else None, *shared)


def _made_by(content: bytes) -> tuple[str, str, dict[str, str]] | None:
    try:
        manifest = Manifest.from_bytes(content)
    except InvalidManifestError:
        return None
    return manifest.generator, manifest.templates, dict(manifest.engines)
