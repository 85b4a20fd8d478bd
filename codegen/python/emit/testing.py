"""Emits ``testing.py``: an in-memory fake of the API with a typed fake of each method."""

from __future__ import annotations

from dataclasses import dataclass
from random import Random
from typing import TYPE_CHECKING

from codegen.ir.types import Kind, Scalar
from codegen.ir.walk import descend
from codegen.python.code import Code, fmt, ident, join, literal
from codegen.python.emit.annotate import Annotator
from codegen.python.emit.formats import takes_facets
from codegen.python.emit.imports import Imports
from codegen.python.emit.pattern_samples import matching
from codegen.python.emit.patterns import usable_pattern
from codegen.python.emit.responses import response_annotation
from codegen.python.emitter import Emitted
from codegen.python.render import render

if TYPE_CHECKING:
    from collections.abc import Iterator

    from codegen.ir.api import Api
    from codegen.ir.types import Facets
    from codegen.python.code import Ident
    from codegen.python.emitter import EmitInput
    from codegen.python.names import NameTable, ResourceName

_RUNTIME = "._runtime.client.testing"
_SAMPLES = "._runtime.client.samples"
_MATCHES = 4
"""Strings generated per pattern: lists of distinct items need several."""
_RESERVED = frozenset({"handle", "client", "async_client"})


@dataclass(frozen=True, slots=True)
class AttributeView:
    """A method or resource, declared for type checkers."""

    name: Code
    annotation: Code


@dataclass(frozen=True, slots=True)
class FakeView:
    """One class: ``children`` maps attributes to classes, ``methods`` to the descriptions of their operations."""

    name: Code
    children: Code
    methods: Code
    attributes: list[AttributeView]


def build_testing(given: EmitInput) -> Emitted:
    """Return ``testing.py``."""
    api, names = given.api, given.names
    shadowing = {"m"} & {str(item.method) for item in names.operations.values()}
    shadowing |= {"m"} & {str(resource.attribute) for resource in names.resources.values()}
    annotator = Annotator(api, names, up=".", hidden=frozenset(shadowing))
    rows = [_row(api, names, annotator, key) for key in names.resources]
    top = [resource for key, resource in names.resources.items() if len(key) == 1]
    runtime = Imports()
    for module, name in (("typing", "TYPE_CHECKING"), ("typing", "Any"), *((_RUNTIME, name) for name in _NAMES)):
        runtime.use(module, name)
    runtime.use(_SAMPLES, "Builder")
    if rows:
        runtime.use(_RUNTIME, "FakeNode")
    runtime.use_module("httpx2")
    annotator.import_packages()
    annotator.imports.use("collections.abc", "Mapping")
    annotator.imports.use("typing", "ClassVar")
    annotator.imports.names["typing"].discard("Any")  # the module imports it at run time
    text = render(
        "client/testing.py.jinja",
        imports=runtime.lines(),
        checked=annotator.imports.lines(),
        rows=rows,
        samples=join(", ", [literal(_patterns(api)), *([literal(tuple(given.samples))] if given.samples else [])]),
        top=FakeView(ident("Fake"), _children(top), literal({}), _attributes(top)),
    )
    emitted = Emitted()
    emitted.add("testing.py", text)
    return emitted


_NAMES = ("FakeBase", "FakeMethod", "RecordedCall", "UnexpectedCallError", "fixture")


def _patterns(api: Api) -> dict[str, tuple[str, ...]]:
    """Return strings that match each pattern of the models, as pydantic's engine reads it."""
    found: dict[str, dict[str, None]] = {}
    for definition in api.definitions.values():
        for node in descend(definition.type):
            if isinstance(node, Scalar) and node.kind is Kind.STRING and node.facets.pattern and takes_facets(node):
                usable = usable_pattern(node.facets.pattern)
                if usable is not None:
                    found.setdefault(usable, {}).update(dict.fromkeys(_matching(node.facets)))
    return {pattern: tuple(texts) for pattern, texts in found.items() if texts}


def _matching(facets: Facets) -> Iterator[str]:
    """Yield strings that match a pattern and have an allowed length."""
    least, most = facets.min_length or 0, facets.max_length
    for number in range(_MATCHES):
        random = Random(f"{facets.pattern} {number}")  # noqa: S311 - data for tests
        text = matching(facets.pattern or "", random, least)
        if text is not None and len(text) >= least and (most is None or len(text) <= most):
            yield text


def _fake(resource: ResourceName) -> Ident:
    return ident(f"{resource.sync_class}Fake")


def _children(resources: list[ResourceName]) -> Code:
    return literal({str(resource.attribute): str(_fake(resource)) for resource in resources})


def _attributes(resources: list[ResourceName]) -> list[AttributeView]:
    shown = [resource for resource in resources if str(resource.attribute) not in _RESERVED]
    return [AttributeView(resource.attribute, _fake(resource)) for resource in shown]


def _row(api: Api, names: NameTable, annotator: Annotator, key: tuple[str, ...]) -> FakeView:
    resource = names.resources[key]
    children = names.children_of(key)
    methods = {
        names.operations[operation.id].method: operation
        for operation in api.operations
        if names.operations[operation.id].resource == key
    }
    annotator.hidden = frozenset(str(name) for name in [*methods, *(child.attribute for child in children)])
    attributes = [
        AttributeView(name, fmt("FakeMethod[{}]", response_annotation(annotator, operation)))
        for name, operation in methods.items()
    ]
    places = {
        str(name): f"{resource.module}:{names.operations[operation.id].constant}" for name, operation in methods.items()
    }
    return FakeView(_fake(resource), _children(children), literal(places), [*attributes, *_attributes(children)])
