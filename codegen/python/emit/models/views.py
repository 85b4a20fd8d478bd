"""Prepares the values of the class template: annotations, defaults and docstrings, all as code."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from codegen.ir.lookup import is_list, may_be_null
from codegen.ir.types import Absent, AnyValue, Choice, Object, TupleOf
from codegen.ir.walk import children, descend
from codegen.python.code import Code, docstring, fmt, ident, join, literal
from codegen.python.emit.annotate import Annotator
from codegen.python.emit.defaults import takes_default
from codegen.python.emit.descriptions import described
from codegen.python.emit.facets import facet_arguments, rule_of
from codegen.python.emit.formats import RUNTIME
from codegen.python.emit.marks import MODEL_ASSERTION, has_marks
from codegen.python.emit.models.synthetic import is_required

if TYPE_CHECKING:
    from codegen.ir.api import Api
    from codegen.ir.types import DefId, Definition, Field, Type
    from codegen.python.emit.imports import Imports
    from codegen.python.names import NameTable

_EMPTY = join("", [])
_NONE = literal(None)


@dataclass(frozen=True, slots=True)
class FieldView:
    """One field. ``hint`` replaces the engine's hint unless empty; ``arguments`` are those of ``Field(...)``.

    Docstrings end with an empty line, which separates them from the next field.
    """

    hint: Code
    arguments: Code
    default: Code
    doc: Code


@dataclass(frozen=True, slots=True)
class ClassView:
    """One class. ``extra`` is the annotation of unknown properties if the document types them; ``closed`` forbids them.

    ``rule`` checks assertions that no type expresses. ``nullable`` lists the wire names of fields that may be null, for
    servers: their hints do not differ from those of optional fields. ``withheld`` lists the properties that requests
    must not contain, with their JSON types.
    """

    doc: Code
    fields: dict[str, FieldView]
    extra: Code
    closed: bool
    nullable: Code
    withheld: Code
    rule: Code


def class_view(api: Api, names: NameTable, key: DefId, node: Object, imports: Imports) -> ClassView:
    """Return the view of one class. ``imports`` collects imports of its code that the engine does not write."""
    definition = api.definitions[key]
    annotator = Annotator(api, names, up="..", imports=imports, local=True, home=names.models[key].module)
    extra = _extra(annotator, node)
    if node.closed:
        imports.use("pydantic", "ConfigDict")
    rule = rule_of(node)
    if rule:
        imports.use(f"..{RUNTIME}.assertions", MODEL_ASSERTION)
    nullable = sorted(item.name for item in node.fields if may_be_null(api, item.type))
    if nullable or node.withheld:
        imports.use("typing", "ClassVar")
    return ClassView(
        doc=_doc(definition, 4),
        fields={
            names.fields[key, item.name]: _field(annotator, names.fields[key, item.name], item) for item in node.fields
        },
        extra=extra,
        closed=node.closed,
        nullable=join(", ", [literal(name) for name in nullable]),
        withheld=join(", ", [fmt("{}: {}", literal(name), literal(" ".join(kinds))) for name, kinds in node.withheld]),
        rule=fmt("{}({})", ident(MODEL_ASSERTION), literal(rule)) if rule else _EMPTY,
    )


def _extra(annotator: Annotator, node: Object) -> Code:
    """Return the annotation of unknown properties, empty if the document does not type them."""
    if node.additional is None or isinstance(node.additional, AnyValue):
        return _EMPTY
    annotator.imports.use("pydantic", "Field")
    return annotator.annotated(node.additional)


def _field(annotator: Annotator, name: str, item: Field) -> FieldView:
    # with an assertion, constraints move into its Annotated, so that pydantic applies them to the plain type
    ruled = rule_of(item.type) is not None
    arguments = [] if ruled else facet_arguments(item.type)
    if name != item.name:
        arguments.insert(0, fmt("alias={}", literal(item.name)))
    if isinstance(item.default, (list, dict)):
        annotator.imports.use("pydantic", "Field")
    if arguments:
        annotator.imports.use("typing", "Annotated")
        annotator.imports.use("pydantic", "Field")
    return FieldView(
        hint=_hint(annotator, item),
        arguments=join(", ", arguments),
        default=_default(item),
        doc=_field_doc(item),
    )


def _hint(annotator: Annotator, item: Field) -> Code:
    """Return the hint where the engine writes none, or not a correct one, otherwise nothing."""
    if not any(wrong(item.type) for wrong in (_constrained_below, _needs_escapes, _has_tuple, has_marks)):
        return _EMPTY
    hint = annotator.annotated(item.type) if rule_of(item.type) else annotator.constrained(item.type)
    return hint if is_required(item) or item.type.nullable else fmt("{} | {}", hint, _NONE)


def _has_tuple(node: Type) -> bool:
    """Return whether a type contains a tuple: in a list, the engine makes a class of it."""
    return any(isinstance(part, TupleOf) and not is_list(part) for part in descend(node))


def _constrained_below(node: Type) -> bool:
    """Return whether a nested type has constraints, which the engine does not write."""
    return any(facet_arguments(child) or _constrained_below(child) for child in children(node))


def _needs_escapes(node: Type) -> bool:
    """Return whether an enum value holds a non-printable character, which source text must escape."""
    choices = (part for part in descend(node) if isinstance(part, Choice))
    return any(isinstance(value, str) and not value.isprintable() for part in choices for value in part.values)


def _default(item: Field) -> Code:
    """Return the declared default if it is valid for the Python type, otherwise None for an optional field."""
    if isinstance(item.default, Absent) or not takes_default(item.type, item.default):
        return _EMPTY if is_required(item) else _NONE
    if isinstance(item.default, (list, dict)):
        return fmt("Field(default_factory=lambda: {})", literal(item.default))
    return literal(item.default)


def _doc(definition: Definition, indent: int) -> Code:
    text = described(definition.description.strip() or definition.title, deprecated=definition.deprecated)
    return fmt("{}\n", docstring(text, indent)) if text else _EMPTY


def _field_doc(item: Field) -> Code:
    text = described(item.description.strip() or item.title, deprecated=item.deprecated)
    return fmt("{}\n", docstring(text, 4)) if text else _EMPTY
