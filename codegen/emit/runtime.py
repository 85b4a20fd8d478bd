"""The runtime modules that travel with a package, copied as they are."""

from __future__ import annotations

from typing import TYPE_CHECKING

from codegen.render import templates_root

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator
    from pathlib import Path

_MODELS = frozenset({"__init__", "drift", "files", "formats", "lazy", "model", "operation", "ref"})
"""Modules that models and descriptions of operations need, and what these import."""


def build_runtime(emit: Collection[str]) -> dict[str, bytes]:
    """Return the files of ``_runtime/`` that the emitted parts need."""
    root = templates_root() / "runtime"
    files: dict[str, bytes] = {}
    for path in _modules(root):
        name = path.relative_to(root).as_posix()
        in_server = name.startswith("server/")
        wanted = "server" in emit if in_server else "client" in emit or path.stem in _MODELS or "server" in emit
        if wanted:
            files[f"_runtime/{name}"] = path.read_bytes().replace(b"\r\n", b"\n")
    return files


def _modules(root: Path) -> Iterator[Path]:
    yield from sorted(path for path in root.rglob("*.py") if "__pycache__" not in path.parts)
