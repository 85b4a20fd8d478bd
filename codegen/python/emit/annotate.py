"""Converts IR types to Python annotations, for received values and for arguments of callers."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

from codegen.ir.lookup import as_list, is_list, resolved
from codegen.ir.types import (
    NO_FACETS,
    AnyValue,
    Choice,
    Expandable,
    Kind,
    ListOf,
    MapOf,
    Never,
    Object,
    RefTo,
    Scalar,
    TupleOf,
    Union,
    Usage,
)
from codegen.python.code import Code, dotted, fmt, ident, join, literal
from codegen.python.emit.facets import facet_arguments
from codegen.python.emit.formats import RUNTIME, chosen_place, python_type
from codegen.python.emit.imports import Imports
from codegen.python.emit.marks import type_marks

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence

    from codegen.ir.api import Api
    from codegen.ir.types import DefId, Type
    from codegen.python.names import ModelName, NameTable

_NONE = literal(None)
_MAX_OPEN = 32
"""Aliases of aliases that are written out; deeper ones are named."""


def has_sent_alias(api: Api, target: DefId) -> bool:
    """Return whether ``params`` has an alias for a definition that callers send: a union, or an enum.

    A closed enum without a class needs none: its own alias has the same values.
    """
    definition = api.definitions[target]
    node = definition.type
    return Usage.SENT in definition.usage and (isinstance(node, Union) or (isinstance(node, Choice) and is_wider(node)))


def is_wider(node: Choice) -> bool:
    """Return whether the type of a received enum is not the values that callers may pass."""
    return node.open or node.kind == "enum"


@dataclass(slots=True)
class Annotator:
    """Writes annotations for one file and collects their imports.

    ``up`` is the relative import path from the file to the package (``"."``, ``".."``). Models are written ``m.Name``,
    their TypedDicts ``p.Name`` (``models`` and ``params`` override the prefixes); when ``local``, models are written
    without prefix, and imported unless defined in ``home``. In ``params_module``, a module of ``params/``, aliases of
    other modules are imported by name: zuban rejects recursive aliases that are attributes of a package. ``hidden``
    lists the names that the scope shadows: a method ``list`` or ``m``, a field ``date``.
    """

    api: Api
    names: NameTable
    up: str
    imports: Imports = field(default_factory=Imports)
    local: bool = False
    home: str = ""
    params_module: str = ""
    hidden: frozenset[str] = frozenset()
    models: str = "m"
    params: str = "p"
    uses_models: bool = False
    uses_params: bool = False
    _open: list[DefId] = field(default_factory=list)

    def __post_init__(self) -> None:
        """Choose prefixes that the scope does not shadow: names from documents never start with an underscore."""
        self.models = f"_{self.models}" if self.models in self.hidden else self.models
        self.params = f"_{self.params}" if self.params in self.hidden else self.params

    def received(self, node: Type) -> Code:
        """Return the annotation of a value in models; it is also a valid run-time expression."""
        return self._nullable(self._received(node), nullable=node.nullable)

    def sent(self, node: Type) -> Code:
        """Return the annotation of a value that a caller passes: models or TypedDicts, times in all accepted types."""
        return self._nullable(self._sent(node), nullable=node.nullable)

    def checked(self, node: Type) -> Code:
        """Return the annotation of a received value with its marks, without length and range constraints."""
        return self._nullable(self._marked(node, self._received(node, self.checked)), nullable=node.nullable)

    def constrained(self, node: Type) -> Code:
        """Return the annotation of a received value with all marks and the constraints of nested types."""
        return self._nullable(self._marked(node, self._received(node, self._inner)), nullable=node.nullable)

    def annotated(self, node: Type) -> Code:
        """Return the annotation of a received value with all marks and constraints."""
        return self._inner(node)

    def _inner(self, node: Type) -> Code:
        plain = self._received(node, self._inner)
        arguments = facet_arguments(node)
        limits = [fmt("{}({})", self.imports.use("pydantic", "Field"), join(", ", arguments))] if arguments else []
        return self._nullable(self._marked(node, plain, limits), nullable=node.nullable)

    def _marked(self, node: Type, plain: Code, limits: Sequence[Code] = ()) -> Code:
        marks = [*limits, *type_marks(self.api, self.names, self.imports, f"{self.up}{RUNTIME}", node)]
        if not marks:
            return plain
        return fmt("{}[{}]", self.imports.use("typing", "Annotated"), join(", ", [plain, *marks]))

    def builtin(self, name: str) -> Code:
        """Return a builtin, qualified if the scope shadows its name."""
        if name == "None":
            return _NONE
        if name in self.hidden:
            self.imports.use_module("builtins")
            return dotted("builtins", name)
        return ident(name)

    def python(self, module: str, name: str) -> Code:
        """Return a type of a module: empty for builtins, ``@formats`` for a module of the runtime."""
        if not module:
            return self.builtin(name)
        if " as " in name:  # a type that the configuration chose
            return self.imports.use_as(module, *name.split(" as "))
        place = f"{self.up}{RUNTIME}.{module[1:]}" if module.startswith("@") else module
        if name not in self.hidden:
            return self.imports.use(place, name)
        alias = f"{name}_aliased"
        while alias in self.hidden:
            alias += "_"
        return self.imports.use_as(place, name, alias)

    def model(self, target: DefId) -> Code:
        """Return the class (or alias) of a definition."""
        place = self.names.models[target]
        name = place.name
        if self.local:
            return name if place.module == self.home else self.imports.use(f".{place.module}", name)
        self.uses_models = True
        return dotted(self.models, name)

    def import_packages(self) -> None:
        """Add the imports of ``m`` and ``p`` if annotations use them."""
        for used, package, name in (
            (self.uses_models, "models", self.models),
            (self.uses_params, "params", self.params),
        ):
            if used:
                self.imports.use_as(self.up, package, name)

    def _nullable(self, code: Code, *, nullable: bool) -> Code:
        return fmt("{} | {}", code, _NONE) if nullable and code not in {"Any", "None"} else code

    def _received(self, node: Type, inner: Callable[[Type], Code] | None = None) -> Code:
        if node.chosen:
            return self.python(*chosen_place(node.chosen))
        match node:
            case AnyValue() | Never():
                return self.imports.use("typing", "Any")
            case Scalar():
                kind = python_type(node)
                return self.python(kind.module, kind.name)
            case Choice():
                return self._choice(node)
            case RefTo(target=target, cut=cut):
                return self.lazy(target) if cut and self.local else self.model(target)
            case Expandable(targets=targets):
                return self._expandable(targets)
            case _:
                return self._composed(node, inner or self.received)

    def _composed(self, node: Type, below: Callable[[Type], Code]) -> Code:
        """Return the annotation of a compound value, whose parts ``below`` annotates."""
        match node:
            case ListOf(item=item):
                return fmt("{}[{}]", self.builtin("list"), below(item))
            case TupleOf():
                return self._tuple(node, below)
            case MapOf(value=value):
                return fmt("{}[{}, {}]", self.builtin("dict"), self.builtin("str"), below(value))
            case Union(variants=variants):
                return self._union([below(variant) for variant in variants])
            case _:
                msg = f"a {type(node).__name__} has no annotation: run hoist and allof first"
                raise TypeError(msg)

    def lazy(self, target: DefId) -> Code:
        """Return the alias of a cut reference."""
        return self.imports.use("._refs", self.names.lazy[target])

    def _expandable(self, targets: tuple[DefId, ...]) -> Code:
        name = self.names.refs[targets]
        if self.local:
            return self.imports.use("._refs", name)
        self.uses_models = True
        return dotted(self.models, name)

    def _choice(self, node: Choice) -> Code:
        values = join(", ", [literal(value) for value in node.values])
        code = fmt("{}[{}]", self.imports.use("typing", "Literal"), values)
        return fmt("{} | {}", code, self.builtin("str")) if node.open else code

    def _tuple(self, node: TupleOf, below: Callable[[Type], Code]) -> Code:
        if is_list(node):
            return self._received(replace(as_list(node), facets=NO_FACETS), below)
        return fmt("{}[{}]", self.builtin("tuple"), join(", ", [below(item) for item in node.items]))

    @staticmethod
    def _union(parts: Iterable[Code]) -> Code:
        return join(" | ", list(dict.fromkeys(parts)))

    def _sent_parts(self, node: Type) -> list[Code]:
        """Return the alternatives of an argument one by one, so that duplicates can be removed."""
        match node:
            case Scalar():
                parts = [self.python(*place) for place in python_type(node).arguments]
            case Union(variants=variants):
                parts = [part for variant in variants for part in self._sent_parts(variant)]
            case _:
                parts = [self._sent(node)]
        return [*parts, _NONE] if node.nullable and "Any" not in parts and "None" not in parts else parts

    def _sent(self, node: Type) -> Code:
        match node:
            case Scalar():
                return self._union([self.python(*place) for place in python_type(node).arguments])
            case ListOf(item=item):
                return self._sequence(item)
            case MapOf(value=value):
                return fmt(
                    "{}[{}, {}]", self.imports.use("collections.abc", "Mapping"), self.builtin("str"), self.sent(value)
                )
            case TupleOf():
                return self._tuple(node, self.sent)
            case Union(variants=variants):
                return self._union(part for variant in variants for part in self._sent_parts(variant))
            case RefTo(target=target):
                return self._sent_reference(target)
            case Expandable():
                return self.builtin("str")
            case Choice():
                return self._choice(replace(node, open=False))
            case _:
                return self._received(node)

    def sent_enum(self, target: DefId, node: Choice) -> Code:
        """Return what callers may pass for an enum: its values, and members of its class."""
        values = self._choice(replace(node, open=False))
        return fmt("{} | {}", self._sent_model(target), values) if node.kind == "enum" else values

    def _sequence(self, item: Type) -> Code:
        """Return the type of a list; not ``Sequence`` for strings, since a ``str`` is a ``Sequence[str]`` itself."""
        inner = self.sent(item)
        if self._is_enum(item) or (isinstance(item, Scalar) and item.kind is Kind.STRING):
            return fmt("{}[{}] | {}[{}, ...]", self.builtin("list"), inner, self.builtin("tuple"), inner)
        return fmt("{}[{}]", self.imports.use("collections.abc", "Sequence"), inner)

    def _is_enum(self, node: Type) -> bool:
        """Return whether a type, or the definition that it refers to, is an enum: what is sent is what is received."""
        return isinstance(resolved(self.api, node), Choice)

    def _sent_reference(self, target: DefId) -> Code:
        node = self.api.definitions[target].type
        if isinstance(node, Object):
            self.uses_params = True
            typed = self.names.models[target].typed_dict
            mapping = typed if self.local else dotted(self.params, typed)
            return self._union([self._sent_model(target), mapping])
        if target in self._open or len(self._open) == _MAX_OPEN or (node.chosen and isinstance(node, AnyValue)):
            return self._sent_model(target)
        if isinstance(node, Choice) and not is_wider(node):
            return self._sent_model(target)
        if has_sent_alias(self.api, target):
            return self._sent_alias(self.names.models[target])
        self._open.append(target)
        try:
            return self.sent(node)
        finally:
            self._open.pop()

    def _sent_alias(self, name: ModelName) -> Code:
        if not self.params_module:
            self.uses_params = True
            return dotted(self.params, name.typed_dict)
        if name.module != self.params_module:
            self.imports.use(f".{name.module}", name.typed_dict)
        return name.typed_dict

    def _sent_model(self, target: DefId) -> Code:
        self.uses_models = True
        return dotted(self.models, self.names.models[target].name)
