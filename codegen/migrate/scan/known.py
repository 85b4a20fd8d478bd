"""What a scan infers about an expression: a part of the generated package, or a type."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, TypeAlias

import libcst as cst

from codegen.migrate.scan.literals import UNKNOWN, literal

if TYPE_CHECKING:
    from collections.abc import Iterator

    from codegen.ir.api import OpId
    from codegen.ir.types import DefId, Type


@dataclass(frozen=True, slots=True)
class PackageModule:
    """The package, or a module of it (``("models",)``)."""

    parts: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Namespace:
    """A parent package of the generated one."""

    name: str


@dataclass(frozen=True, slots=True)
class ClientClass:
    """``Client`` or ``AsyncClient``."""

    is_async: bool


@dataclass(frozen=True, slots=True)
class Client:
    """A client."""

    is_async: bool


@dataclass(frozen=True, slots=True)
class Resource:
    """A resource of a client. ``raw`` selects a view, whose methods return something else."""

    key: tuple[str, ...]
    is_async: bool
    raw: bool = False


@dataclass(frozen=True, slots=True)
class Method:
    """A method of a resource."""

    operation: OpId
    is_async: bool
    raw: bool = False


@dataclass(frozen=True, slots=True)
class ModelClass:
    """A model, or the TypedDict that mirrors it."""

    owner: DefId
    is_dict: bool = False


@dataclass(frozen=True, slots=True)
class ServiceClass:
    """The service of a resource: abstract, or the base class that answers 501 for missing methods."""

    key: tuple[str, ...]
    abstract: bool = True


@dataclass(frozen=True, slots=True)
class Value:
    """A value of a type of the API; ``is_dict`` for a TypedDict."""

    type: Type
    is_dict: bool = False


@dataclass(frozen=True, slots=True)
class Page:
    """A page of a list; ``pages`` marks an iterator over such pages."""

    item: Type
    pages: bool = False


@dataclass(frozen=True, slots=True)
class Awaitable:
    """An awaitable of something."""

    inner: Known


@dataclass(frozen=True, slots=True)
class Items:
    """A collection made by the scanned code itself; ``pairs`` marks pairs whose last element is the item."""

    item: Known
    pairs: bool = False


@dataclass(frozen=True, slots=True)
class Bound:
    """A bound method that returns a related value: ``items``, ``get``, ``pop``, ``next_page`` and others."""

    name: str
    owner: Known


@dataclass(frozen=True, slots=True, eq=False)
class DictLiteral:
    """A dict display, or a call of ``dict``, which may be passed on with ``**`` or as an argument.

    ``later`` holds subsequent assignments to its keys: the key, the target and the value.
    """

    node: cst.Dict | cst.Call
    later: list[tuple[str, cst.Subscript, cst.BaseExpression]] = field(default_factory=list)

    def entries(self) -> Iterator[tuple[object, cst.CSTNode, cst.BaseExpression]]:
        """Yield (key, node, value); a key that is not a literal is ``UNKNOWN``."""
        if isinstance(self.node, cst.Call):
            for arg in self.node.args:
                yield (arg.keyword.value if arg.keyword is not None else UNKNOWN), arg, arg.value
        else:
            for item in self.node.elements:
                yield (literal(item.key) if isinstance(item, cst.DictElement) else UNKNOWN), item, item.value
        yield from self.later


@dataclass(slots=True, eq=False)
class Function:
    """A function of the scanned code: its return value, and the arguments passed to it."""

    name: str
    is_async: bool
    params: list[str]
    returns: Typed | None = None
    given: dict[str, Typed] = field(default_factory=dict)


@dataclass(slots=True, eq=False)
class OwnClass:
    """A class of the scanned code: its attributes and methods, and the service it implements."""

    name: str
    members: dict[str, Typed] = field(default_factory=dict)
    bases: list[OwnClass] = field(default_factory=list)
    service: ServiceClass | None = None
    is_client: Typed | None = None

    def member(self, name: str, depth: int = 10) -> Typed | None:
        """Return a member of the class or of its bases."""
        if name in self.members:
            return self.members[name]
        found = (base.member(name, depth - 1) for base in self.bases if depth)
        return next((item for item in found if item is not None), None)

    def client(self, depth: int = 10) -> Typed | None:
        """Return the client that an instance of the class is."""
        found = (base.client(depth - 1) for base in self.bases if depth)
        return self.is_client or next((item for item in found if item is not None), None)


@dataclass(frozen=True, slots=True, eq=False)
class Instance:
    """An instance of a class of the scanned code."""

    of: OwnClass


@dataclass(frozen=True, slots=True)
class OwnModule:
    """A module of the scanned code."""

    name: str


@dataclass(frozen=True, slots=True)
class Other:
    """Something that is not part of the package: a module of the standard library, a literal."""


@dataclass(frozen=True, slots=True)
class Foreign:
    """Something from a module that is not scanned."""


Known: TypeAlias = (
    PackageModule
    | Namespace
    | ClientClass
    | Client
    | Resource
    | Method
    | ModelClass
    | ServiceClass
    | Value
    | Page
    | Awaitable
    | Items
    | Bound
    | DictLiteral
    | Function
    | OwnClass
    | Instance
    | OwnModule
    | Other
    | Foreign
)


@dataclass(frozen=True, slots=True)
class Typed:
    """Something inferred, with a confidence from 0 to 1."""

    known: Known
    sure: float = 1.0

    def but(self, known: Known, factor: float = 1.0) -> Typed:
        """Return something derived from this."""
        return Typed(known, round(self.sure * factor, 2))
