"""A fetched document, and the errors of fetching."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from codegen.core.errors import UsageError

MAX_BYTES = 64 * 1024 * 1024
MAX_FILES = 100
SECONDS = 60.0


class SourceError(UsageError):
    """A source cannot be fetched; nothing was written."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Fetched:
    """A document with the files that it refers to, by path relative to its folder; the document itself comes first.

    ``facts`` identify this version at its source: ``etag``, ``commit``, ``package_version`` and ``time``. None of them
    depends on the run. ``files`` is empty if the source answers that its document is the pinned one.
    """

    files: Mapping[str, bytes]
    facts: Mapping[str, str] = field(default_factory=dict)
