"""Compare the kept inputs of a vendored package with those of its source."""

from __future__ import annotations

import tempfile
from pathlib import Path
from typing import TYPE_CHECKING

from codegen.core.errors import InternalError
from codegen.diff.inputs.documents import compare_sides, read_side
from codegen.pipeline.inputs import restore_inputs

if TYPE_CHECKING:
    from collections.abc import Mapping

    from codegen.diff.match.compared_api import ComparedApi
    from codegen.diff.model.changes import Report


def api_changes(old: Mapping[str, bytes], new: Mapping[str, bytes], labels: tuple[str, str]) -> Report | None:
    """Compare two sets of kept inputs named by ``labels``. Returns None when one of them cannot be read."""
    with tempfile.TemporaryDirectory(prefix="codegen-diff-", ignore_cleanup_errors=True) as scratch:
        before = _side(old, Path(scratch, "old"), labels[0])
        after = _side(new, Path(scratch, "new"), labels[1])
        return None if before is None or after is None else compare_sides(before, after)


def _side(inputs: Mapping[str, bytes], folder: Path, label: str) -> ComparedApi | None:
    target = restore_inputs(inputs, folder)
    if target is None:
        return None
    try:
        return read_side(target, label).side
    except InternalError:
        return None
