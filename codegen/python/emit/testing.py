"""Emits ``testing.py``: an in-memory fake of the API with a typed fake of each method."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from codegen.python.code import Code, fmt, ident, literal
from codegen.python.emit.annotate import Annotator
from codegen.python.emit.imports import Imports
from codegen.python.emit.responses import response_annotation
from codegen.python.emitter import Emitted
from codegen.python.render import render

if TYPE_CHECKING:
    from codegen.ir.api import Api
    from codegen.python.code import Ident
    from codegen.python.emitter import EmitInput
    from codegen.python.names import NameTable, ResourceName

_RUNTIME = "._runtime.client.testing"
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
        top=FakeView(ident("Fake"), _children(top), literal({}), _attributes(top)),
    )
    emitted = Emitted()
    emitted.add("testing.py", text)
    return emitted


_NAMES = ("FakeBase", "FakeMethod", "FakeNode", "RecordedCall", "UnexpectedCallError", "build", "fixture")


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
