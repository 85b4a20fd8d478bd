"""Compiles the runtime modules of generated packages once per process: they are the same in every package."""

from __future__ import annotations

import _imp
import marshal
from importlib.machinery import SourceFileLoader
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from types import CodeType

    import pytest

RUNTIME = "/_runtime/"


def keep_compiled_runtime(patch: pytest.MonkeyPatch) -> None:
    """Make imports reuse the byte code of a runtime module with the same source, instead of writing it to a file."""
    kept: dict[tuple[bytes, int], bytes] = {}
    compiled, written = SourceFileLoader.source_to_code, SourceFileLoader.set_data

    def source_to_code(self: SourceFileLoader, data: bytes, path: str, *, _optimize: int = -1) -> CodeType:
        if RUNTIME not in path:
            return compiled(self, data, path, _optimize=_optimize)  # type: ignore[call-arg]
        key = bytes(data), _optimize
        if key not in kept:
            kept[key] = marshal.dumps(compiled(self, data, path, _optimize=_optimize))  # type: ignore[call-arg]
        code: CodeType = marshal.loads(kept[key])  # noqa: S302 - made above
        _imp._fix_co_filename(code, path)
        return code

    def set_data(self: SourceFileLoader, path: str, data: bytes, *, _mode: int = 0o666) -> None:
        if RUNTIME not in path:
            written(self, path, data, _mode=_mode)

    patch.setattr(SourceFileLoader, "source_to_code", source_to_code)
    patch.setattr(SourceFileLoader, "set_data", set_data)
