"""Renders an update as Markdown, for the description of a pull request."""

from __future__ import annotations

from typing import TYPE_CHECKING

from codegen.core.printed import markdown
from codegen.diff.report.markdown import changes_lines
from codegen.diff.report.view import Options
from codegen.sources.lock import digest
from codegen.update.run import Effect

if TYPE_CHECKING:
    from collections.abc import Iterator

    from codegen.update.run import TargetUpdate, Update

_SHOWN = 12
_MAX_LENGTH = 60_000
_EFFECTS = {Effect.UNCHANGED: "unchanged", Effect.CHANGED: "changed", Effect.BREAKING: "breaking changes"}


def render_update(update: Update, options: Options | None = None) -> str:
    """Return one section per changed target, with the suggested version bump and the list of changes.

    A longer text than a description on GitHub can be is cut.
    """
    lines: list[str] = []
    size = 0
    for line in _lines(update, options or Options()):
        size += len(line) + 1
        if size > _MAX_LENGTH:
            lines += ["", "The list of changes is too long for this report; `codegen diff` prints all of them."]
            break
        lines.append(line)
    return "\n".join(lines) + "\n"


def _lines(update: Update, options: Options) -> Iterator[str]:
    yield "# Update of API documents"
    yield ""
    for item in update.targets:
        yield f"- {markdown(item.outcome.target.name)}: {_EFFECTS[item.effect]}{_bump(item)}"
    for item in update.targets:
        if item.effect is not Effect.UNCHANGED or item.unmatched:
            yield from _section(item, options)


def _bump(item: TargetUpdate) -> str:
    return f"; suggested version bump: **{item.bump}**" if item.report is not None and item.bump != "none" else ""


def _section(item: TargetUpdate, options: Options) -> Iterator[str]:
    source = item.outcome.target.source
    yield ""
    yield f"## {markdown(item.outcome.target.name)}"
    yield ""
    yield f"{markdown(source.shown if source is not None else '')}: {_versions(item)}."
    if item.unmatched:
        yield ""
        yield "Overlay actions that select nothing in the new document:"
        yield ""
        yield from (f"- {markdown(action)}" for action in item.unmatched)
    if item.report is not None:
        yield ""
        yield from changes_lines(item.report, options, "###")


def _versions(item: TargetUpdate) -> str:
    """Return the digests of the old and new document, in short."""
    change = item.change
    old = change.snapshot.files.get(change.snapshot.document)
    new = change.writes.get(change.snapshot.document)
    if new is None:
        return "other files of the snapshot changed" if change.new_document else "the document is unchanged"
    before = f"sha256 `{digest(old)[:_SHOWN]}` → " if old is not None else "first version, sha256 "
    return f"{before}`{digest(new)[:_SHOWN]}`"
