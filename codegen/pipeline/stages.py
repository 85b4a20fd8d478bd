"""Results of the pipeline steps: from the documents of a target to the files of its package."""

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
    """An API ready for emitting: hoisted, cycles cut, named. ``read`` is the API before objects were hoisted."""

    api: Api
    read: Api
    names: NameTable


@dataclass(frozen=True, slots=True, kw_only=True)
class Stage:
    """Result of any step: all diagnostics so far, and all documents by file name."""

    target: Target
    found: Diagnostics
    documents: Mapping[str, Document]

    @property
    def inputs(self) -> dict[str, str]:
        """The sha256 of every file that was read, by name."""
        return {name: document.sha256 for name, document in self.documents.items() if name}


@dataclass(frozen=True, slots=True, kw_only=True)
class Sources(Stage):
    """The inputs of a target, as read.

    ``document`` has the overlays applied, or is made from the tables if the target has no other; then ``tables``, the
    tables to join, is empty. ``document`` and ``api`` are None if they are invalid.
    """

    document: Document | None = None
    api: Api | None = None
    tables: tuple[Table, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Preparation(Stage):
    """The named API of a target; None if it is unusable. ``document`` is the one that servers serve."""

    document: Document | None = None
    prepared: Prepared | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Emission(Preparation):
    """The unformatted files of the package, except its manifest; empty without an API."""

    files: Emitted


@dataclass(frozen=True, slots=True, kw_only=True)
class Result(Stage):
    """A package in memory; its ``tree`` is None when nothing was generated."""

    prepared: Prepared | None = None
    tree: FileTree | None = None
