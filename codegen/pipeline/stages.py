"""What the steps of the pipeline return: from the documents of a target to the files of its package."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping

    from codegen.config import Target
    from codegen.core.diagnostic import Diagnostics
    from codegen.ir.api import Api
    from codegen.openapi.document import Document
    from codegen.output import FileTree
    from codegen.python.emitter import Emitted
    from codegen.python.names import NameTable
    from codegen.tables.model import Table


@dataclass(frozen=True, slots=True, kw_only=True)
class Prepared:
    """An API ready for emitting: hoisted, cut and named. ``read`` is the API before its objects were hoisted."""

    api: Api
    read: Api
    names: NameTable


@dataclass(frozen=True, slots=True, kw_only=True)
class Stage:
    """What every step returns: all diagnostics so far, and all documents that were read, by the file they name."""

    target: Target
    found: Diagnostics
    documents: Mapping[str, Document]

    @property
    def inputs(self) -> dict[str, str]:
        """The sha256 of every file that was read, by name."""
        return {name: document.sha256 for name, document in self.documents.items() if name}


@dataclass(frozen=True, slots=True, kw_only=True)
class Sources(Stage):
    """The inputs of a target as they were read.

    ``document`` has the overlays applied, and is made of the tables where the target has no other; then ``tables``,
    which holds what is to be joined, is empty. ``document`` and ``api`` are None where they cannot be used.
    """

    document: Document | None = None
    api: Api | None = None
    tables: tuple[Table, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Preparation(Stage):
    """The API of a target, named; None where nothing of it can be used. ``document`` is what a server serves."""

    document: Document | None = None
    prepared: Prepared | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Emission(Preparation):
    """The files of the package but for its manifest, not formatted yet; none without an API."""

    files: Emitted


@dataclass(frozen=True, slots=True, kw_only=True)
class Result(Stage):
    """A package in memory; its ``tree`` is None when nothing could be made."""

    prepared: Prepared | None = None
    tree: FileTree | None = None
