"""Explain why committed output is stale: what changed since it was written."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal, TypeAlias

from codegen.output.manifest import MANIFEST, Manifest

if TYPE_CHECKING:
    from collections.abc import Mapping

    from codegen.output import FileTree
    from codegen.output.plan import Plan

Kind: TypeAlias = Literal["unwritten", "conflict", "edited", "deleted", "input", "config", "generator"]

_HEADS: Mapping[Kind, str] = {
    "unwritten": "never generated, or the manifest is missing or damaged",
    "conflict": "codegen.lock has conflict markers of git",
    "edited": "edited by hand",
    "deleted": "deleted by hand",
    "input": "input changed",
    "config": "configuration changed: settings of this target that affect the output",
    "generator": "generator or engine version changed",
}
_SHOWN = 5


@dataclass(frozen=True, slots=True, kw_only=True)
class Cause:
    """One reason. ``what`` lists files (``edited``, ``deleted``, ``input``) or versions (``generator``), sorted."""

    kind: Kind
    what: tuple[str, ...] = ()

    @property
    def message(self) -> str:
        """The cause in one line; long lists are cut."""
        names = [*self.what[:_SHOWN], *([f"and {len(self.what) - _SHOWN} more"] if len(self.what) > _SHOWN else [])]
        return f"{_HEADS[self.kind]}: {', '.join(names)}" if names else _HEADS[self.kind]


def find_causes(tree: FileTree, plan: Plan, previous: Manifest | None, *, conflict: bool = False) -> tuple[Cause, ...]:
    """Compare the previous manifest with that of a fresh run, and the files with the previous manifest.

    ``conflict`` says that the previous manifest has conflict markers. Several causes may apply; all are returned.
    Differences that the manifests do not explain are manual edits.
    """
    if previous is None:
        return (Cause(kind="unwritten"),)
    fresh = Manifest.from_bytes(tree[MANIFEST])
    deleted = _deleted(plan, previous)
    edited = {*plan.edited, *plan.blocked}
    causes = [Cause(kind="conflict")] if conflict else []
    changes = (
        Cause(kind="input", what=_changed(previous.inputs, fresh.inputs)),
        Cause(kind="generator", what=_engines(previous, fresh)),
    )
    causes += [cause for cause in changes if cause.what]
    if previous.settings != fresh.settings:
        causes.append(Cause(kind="config"))
    if not causes and not edited and not deleted:
        edited = {MANIFEST}
    by_hand = (
        Cause(kind="edited", what=tuple(sorted(edited))),
        Cause(kind="deleted", what=tuple(sorted(deleted))),
    )
    return (*(cause for cause in by_hand if cause.what), *causes)


def _deleted(plan: Plan, previous: Manifest) -> set[str]:
    return {path for path in plan.added if path in previous.outputs and previous.outputs[path].mode == "owned"}


def _changed(old: Mapping[str, str], new: Mapping[str, str]) -> tuple[str, ...]:
    return tuple(sorted(name for name in {*old, *new} if old.get(name) != new.get(name)))


def _engines(old: Manifest, new: Manifest) -> tuple[str, ...]:
    before = {**old.engines, "codegen": old.generator}
    after = {**new.engines, "codegen": new.generator}
    versions = [
        f"{name} {before.get(name, 'absent')} → {after.get(name, 'absent')}" for name in _changed(before, after)
    ]
    return (*versions, *(["templates"] if old.templates != new.templates else []))
