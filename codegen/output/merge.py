"""Three-way merge of files: what was written, what the user made of it, and what comes now."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from merge3 import Merge3

from codegen.output.manifest import content_digest

if TYPE_CHECKING:
    from collections.abc import Mapping

LOCAL, UPSTREAM = "local", "upstream"


@dataclass(slots=True, kw_only=True)
class Merged:
    """The outcome of a merge: what to write, and how it came about, by path.

    ``conflicts`` maps paths to a sentence. ``merged`` are files with changes of both sides, ``kept`` those with local
    changes only; ``orphans`` are edited files that upstream no longer has and the user keeps; ``dropped`` are files
    that the user removed.
    """

    files: dict[str, bytes] = field(default_factory=dict)
    conflicts: dict[str, str] = field(default_factory=dict)
    merged: list[str] = field(default_factory=list)
    kept: list[str] = field(default_factory=list)
    orphans: list[str] = field(default_factory=list)
    dropped: list[str] = field(default_factory=list)


def merge_text(base: bytes, local: bytes, upstream: bytes) -> tuple[bytes, int]:
    """Merge line by line and return the text and how many conflicts it holds, marked as git marks them.

    Line ends are those of ``local``. Raises ``UnicodeDecodeError`` for text that is not UTF-8.
    """
    crlf = b"\r\n" in local
    old, mine, new = (_lines(text.replace(b"\r\n", b"\n").decode()) for text in (base, local, upstream))
    merge = Merge3(old, mine, new)
    count = sum(region[0] == "conflict" for region in merge.merge_regions())
    lines = merge.merge_lines(
        name_a=LOCAL, name_b=UPSTREAM, start_marker="<<<<<<<", mid_marker="=======", end_marker=">>>>>>>"
    )
    content = "".join(lines).encode()
    return content.replace(b"\n", b"\r\n") if crlf else content, count


def _lines(text: str) -> list[str]:
    """Return lines that all end with a line break, so that a marker never shares a line with text."""
    return [line + "\n" for line in text.removesuffix("\n").split("\n")] if text else []


def merge_trees(base: Mapping[str, bytes], local: Mapping[str, bytes], upstream: Mapping[str, bytes]) -> Merged:
    """Merge every file. ``local`` holds those files of ``base`` and ``upstream`` that exist now."""
    done = Merged()
    for path in sorted({*base, *upstream}):
        old, mine, new = base.get(path), local.get(path), upstream.get(path)
        if old is None:
            if new is not None:
                done.files[path] = new
        elif mine is None:
            _removed(path, old, new, done)
        elif content_digest(mine) == content_digest(old):
            if new is not None:
                done.files[path] = new
        elif new is None:
            done.files[path] = mine
            done.orphans.append(path)
            done.conflicts[path] = "edited here, and removed upstream: the file is kept, and is no longer managed"
        else:
            _edited(path, old, mine, new, done)
    return done


def _removed(path: str, old: bytes, new: bytes | None, done: Merged) -> None:
    if new is None:
        return
    if content_digest(new) == content_digest(old):
        done.dropped.append(path)
        return
    done.files[path] = new
    done.conflicts[path] = "removed here, and changed upstream: the file is back"


def _edited(path: str, old: bytes, mine: bytes, new: bytes, done: Merged) -> None:
    """Merge a file that the user edited and upstream still has."""
    done.files[path] = mine
    if content_digest(new) in {content_digest(old), content_digest(mine)}:
        done.kept.append(path)
        return
    try:
        done.files[path], count = merge_text(old, mine, new)
    except UnicodeDecodeError:
        done.conflicts[path] = "changed on both sides, and no text: your version is kept"
        return
    done.merged.append(path)
    if count:
        done.conflicts[path] = "1 conflict" if count == 1 else f"{count} conflicts"
