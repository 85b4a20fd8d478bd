"""An API as the emitters see it, for jobs that need more than the files."""

from __future__ import annotations

from typing import TYPE_CHECKING

from codegen.core.diagnostic import Diagnostics
from codegen.openapi.document import load
from codegen.pipeline import steps as pipeline

if TYPE_CHECKING:
    from codegen.config import Target


def prepared_api(target: Target) -> pipeline.Prepared | None:
    """Read and name the document of a target; None when it cannot be used. Findings are those of ``generate``."""
    found = Diagnostics()
    document = load(target.root / target.spec, name=target.spec, found=found) if target.spec else None
    if document is None:
        return None
    return pipeline.prepare(document, target, found)
