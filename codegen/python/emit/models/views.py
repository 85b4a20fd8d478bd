"""Prepares the values of the class template: annotations, defaults and docstrings, all as code."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from codegen.ir.lookup import may_be_null
from codegen.ir.types import Absent, AnyValue, Object, Usage
from codegen.python.code import Code, docstring, fmt, ident, join, literal
from codegen.python.emit.annotate import Annotator
from codegen.python.emit.defaults import default_code, is_filled, takes_default
from codegen.python.emit.deprecations import class_mark
from codegen.python.emit.descriptions import described_element
from codegen.python.emit.facets import facet_arguments, rule_of
from codegen.python.emit.formats import RUNTIME, chosen_place
from codegen.python.emit.marks import MODEL_ASSERTION

if TYPE_CHECKING:
    from collections.abc import Iterable

    from codegen.ir.types import DefId, Definition, Field
    from codegen.python.code import Ident
    from codegen.python.emit.imports import Imports
    from codegen.python.emitter import EmitInput
    from codegen.python.names import NameTable

_EMPTY = join("", [])
_NONE = literal(None)


@dataclass(frozen=True, slots=True)
class FieldView:
    """One field. ``arguments`` are those of ``Field(...)``, empty without any; ``default`` is empty if required.

    Docstrings end with an empty line, which separates them from the next field.
    """

    name: Code
    hint: Code
    arguments: Code
    default: Code
    doc: Code


@dataclass(frozen=True, slots=True)
class ClassView:
    """One class. ``bases`` are a mixin of the configuration, if any, and ``Model``.

    ``extra`` is the annotation of unknown properties if the document types them; ``closed`` forbids them. ``rule``
    checks assertions that no type expresses. ``nullable`` lists the wire names of fields that may be null, for servers:
    their hints do not differ from those of optional fields. ``filled`` lists the Python names of fields that are sent
    with their default if unset, ``required`` those of them that are required. ``withheld`` lists the properties that
    requests must not contain, with their JSON types. ``deprecated`` is the decorator of a deprecated model.
    """

    name: Code
    bases: Code
    doc: Code
    fields: list[FieldView]
    extra: Code
    closed: bool
    nullable: Code
    filled: Code
    required: Code
    withheld: Code
    rule: Code
    deprecated: Code

    @property
    def empty(self) -> bool:
        """Return whether the body has no statement."""
        return not (self.fields or self.doc or self.closed or self.extra or self.withheld or self.rule)


def class_view(given: EmitInput, key: DefId, node: Object, imports: Imports) -> ClassView:
    """Return the view of one class. ``imports`` collects the imports of its code."""
    api, names = given.api, given.names
    definition = api.definitions[key]
    annotator = Annotator(
        api,
        names,
        up="..",
        imports=imports,
        local=True,
        home=names.models[key].module,
        hidden=frozenset(str(names.fields[key, item.name]) for item in node.fields),
    )
    base = imports.use(f"..{RUNTIME}.model", "Model")
    if node.closed:
        imports.use("pydantic", "ConfigDict")
        imports.use("typing", "ClassVar")
    nullable = sorted(item.name for item in node.fields if may_be_null(api, item.type))
    filled = [item for item in node.fields if is_filled(api, item.type, item.default, required=is_required(item))]
    if nullable or filled or node.withheld:
        imports.use("typing", "ClassVar")
    return ClassView(
        name=names.models[key].name,
        bases=_bases(annotator, given.bases.get(key, ""), base),
        doc=_doc(definition, names.models[key].name),
        fields=[_field(annotator, names.fields[key, item.name], item, definition.usage) for item in node.fields],
        extra=_extra(annotator, node),
        closed=node.closed,
        nullable=join(", ", [literal(name) for name in nullable]),
        filled=_names(names, key, filled),
        required=_names(names, key, filter(is_required, filled)),
        withheld=_withheld(node),
        rule=_rule(annotator, node),
        deprecated=class_mark(imports, definition, names.models[key].name),
    )


def _bases(annotator: Annotator, mixin: str, base: Code) -> Code:
    """Return the base classes: a mixin of the configuration, if any, and the one of all models."""
    return fmt("{}, {}", annotator.python(*chosen_place(mixin)), base) if mixin else base


def _rule(annotator: Annotator, node: Object) -> Code:
    """Return the expression for assertions that no type expresses, empty without any."""
    rule = rule_of(node)
    if not rule:
        return _EMPTY
    annotator.imports.use(f"..{RUNTIME}.assertions", MODEL_ASSERTION)
    return fmt("{}({})", ident(MODEL_ASSERTION), literal(rule))


def _withheld(node: Object) -> Code:
    return join(", ", [fmt("{}: {}", literal(name), literal(" ".join(kinds))) for name, kinds in node.withheld])


def _names(names: NameTable, key: DefId, fields: Iterable[Field]) -> Code:
    return join(", ", [literal(name) for name in sorted(str(names.fields[key, item.name]) for item in fields)])


def _extra(annotator: Annotator, node: Object) -> Code:
    """Return the annotation of unknown properties, empty if the document does not type them."""
    if node.additional is None or isinstance(node.additional, AnyValue):
        return _EMPTY
    annotator.imports.use("pydantic", "Field")
    annotator.imports.use("typing", "TYPE_CHECKING")  # BaseModel declares the attribute with another type
    return annotator.annotated(node.additional)


def _field(annotator: Annotator, name: Ident, item: Field, usage: Usage) -> FieldView:
    # with an assertion, constraints move into its Annotated, so that pydantic applies them to the plain type
    ruled = rule_of(item.type) is not None
    arguments = [] if ruled else facet_arguments(item.type)
    if name != item.name:
        arguments.insert(0, fmt("alias={}", literal(item.name)))
    if item.deprecated and Usage.RECEIVED in usage:  # pydantic warns readers: services have to read what clients send
        arguments.append(fmt("deprecated={}", literal(item.deprecation or f"{name} is deprecated.")))
    if arguments:
        annotator.imports.use("typing", "Annotated")
        annotator.imports.use("pydantic", "Field")
    return FieldView(
        name=name,
        hint=_hint(annotator, item),
        arguments=join(", ", arguments),
        default=_default(annotator, item),
        doc=_field_doc(item),
    )


def _hint(annotator: Annotator, item: Field) -> Code:
    hint = annotator.annotated(item.type) if rule_of(item.type) else annotator.constrained(item.type)
    may_be_none = item.type.nullable or hint == _NONE
    return hint if is_required(item) or may_be_none else fmt("{} | {}", hint, _NONE)


def is_required(item: Field) -> bool:
    """Return whether a field is required to build a model; unspecified means optional."""
    return item.required is True


def _default(annotator: Annotator, item: Field) -> Code:
    """Return the declared default if the type takes it, otherwise None for an optional field."""
    if isinstance(item.default, Absent) or not takes_default(annotator.api, item.type, item.default):
        return _EMPTY if is_required(item) else _NONE
    return default_code(annotator, item.type, item.default)


def _doc(definition: Definition, name: str) -> Code:
    text = described_element(definition, name)
    return fmt("{}\n", docstring(text, 4)) if text else _EMPTY


def _field_doc(item: Field) -> Code:
    text = described_element(item, item.name)
    return fmt("{}\n", docstring(text, 4)) if text else _EMPTY
