"""Input and output of emitters."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from codegen.core.errors import InternalError
from codegen.core.options import MODEL_KINDS, NO_OPTIONS

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from codegen.core.json import Json
    from codegen.core.options import Options
    from codegen.ir.api import Api
    from codegen.ir.types import DefId
    from codegen.python.code import Code
    from codegen.python.names import NameTable


@dataclass(frozen=True, slots=True, kw_only=True)
class EmitInput:
    """The prepared IR, its names, the options and the kind of models of the target, and the source document.

    ``bases`` are the mixins of classes, ``shared`` the models that another package has: ``module:Name as _Name``.
    ``parts`` are the parts that are generated, with their requirements. ``samples`` are values that configured types
    may accept.
    ``parts`` are the parts that are generated, with their requirements. With ``installed``, the runtime is not copied
    into the package, which imports the distribution.
    """

    api: Api
    names: NameTable
    options: Options = NO_OPTIONS
    models: str = MODEL_KINDS[0]
    parts: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    document: Json = None
    bases: Mapping[DefId, str] = field(default_factory=dict)
    shared: Mapping[DefId, str] = field(default_factory=dict)
    samples: Sequence[Json] = ()
    installed: bool = False


@dataclass(slots=True)
class Emitted:
    """Files by path: ``code`` is Python, ``data`` anything else.

    ``defines`` maps paths to the exact top-level names of a module; a module that is not listed is only parsed.
    ``deprecated`` are the names of classes that are marked as deprecated.
    """

    code: dict[str, Code] = field(default_factory=dict)
    data: dict[str, bytes] = field(default_factory=dict)
    defines: dict[str, frozenset[str]] = field(default_factory=dict)
    deprecated: set[str] = field(default_factory=set)

    def add(self, path: str, code: Code, defines: Iterable[str] | None = None) -> None:
        """Add a module and, if known, its exact top-level names."""
        self.code[path] = code
        if defines is not None:
            self.defines[path] = frozenset(defines)

    def update(self, other: Emitted) -> None:
        """Add the files of another emitter. Raises ``InternalError`` for a path that exists already."""
        duplicates = sorted({*self.code, *self.data} & {*other.code, *other.data})
        if duplicates:
            msg = f"two emitters write {duplicates[0]}"
            raise InternalError(msg)
        self.code |= other.code
        self.data |= other.data
        self.defines |= other.defines
        self.deprecated |= other.deprecated
