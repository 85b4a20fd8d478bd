"""Compiles the runtime modules of generated packages once per process: they are the same in every package."""

from __future__ import annotations

import _imp
import marshal
from importlib.machinery import SourceFileLoader
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from types import CodeType

    import pytest

RUNTIME = "/_runtime/"


def keep_compiled_runtime(patch: pytest.MonkeyPatch) -> None:
    """Make imports reuse the byte code of a runtime module with the same source, instead of writing it to a file."""
    kept: dict[bytes, bytes] = {}
    compiled, written = SourceFileLoader.source_to_code, SourceFileLoader.set_data

    def source_to_code(self: SourceFileLoader, data: bytes, path: str, *more: Any, **options: Any) -> CodeType:
        if RUNTIME not in path:
            return compiled(self, data, path, *more, **options)
        if data not in kept:
            kept[data] = marshal.dumps(compiled(self, data, path, *more, **options))
        code: CodeType = marshal.loads(kept[data])  # noqa: S302 - made above
        _imp._fix_co_filename(code, path)
        return code

    def set_data(self: SourceFileLoader, path: str, data: bytes, *, _mode: int = 0o666) -> None:
        if RUNTIME not in path:
            written(self, path, data, _mode=_mode)

    patch.setattr(SourceFileLoader, "source_to_code", source_to_code)
    patch.setattr(SourceFileLoader, "set_data", set_data)
