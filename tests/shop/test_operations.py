"""Tests that all operations of the documents are generated."""

from __future__ import annotations

import importlib
import inspect
import re
from typing import TYPE_CHECKING, Any

import pytest

from codegen.core.diagnostic import Severity

if TYPE_CHECKING:
    from collections.abc import Callable

    from codegen.ir.types import Definition
    from tests.shop.conftest import Package

pytestmark = pytest.mark.slow
METHODS = ("get", "put", "post", "delete", "options", "head", "patch", "trace")
COUNTS = {"shop": 29, "newer_shop": 30, "clover": 4}


def declared(package: Package) -> set[str]:
    paths = package.document["paths"]
    return {f"{method.upper()} {path}" for path, item in paths.items() for method in item if method in METHODS}


def routes(package: Package) -> list[Any]:
    return list(importlib.import_module(f"{package.name}.server._app")._ROUTES)


def test_the_number_of_operations(package: Package) -> None:
    assert len(declared(package)) == COUNTS.get(package.name, len(declared(package)))
    assert len(re.findall(r'^\s*"?operationId"?:', package.source, re.MULTILINE)) == len(declared(package))


def test_no_element_is_reported_as_not_generated(package: Package) -> None:
    assert [str(item) for item in package.findings if item.severity is not Severity.WARNING] == []


def test_every_operation_has_a_route_and_a_service_method(package: Package) -> None:
    assert {route.operation.id for route in routes(package)} == declared(package)
    for route in routes(package):
        module = importlib.import_module(f"{package.name}.server.{route.service}")
        for ending in ("Service", "Base"):
            (service,) = (
                kind for name, kind in vars(module).items() if name.endswith(ending) and inspect.isclass(kind)
            )
            assert callable(getattr(service, route.method))


@pytest.mark.parametrize("kind", ["Client", "AsyncClient"])
def test_every_operation_has_a_client_method(
    package: Package, kind: str, record_property: Callable[[str, object], None]
) -> None:
    client = getattr(importlib.import_module(package.name), kind)(api_key="sk_test")
    methods = set()
    for route in routes(package):
        found = client
        for name in route.operation.name.split("."):
            found = getattr(found, name)
        assert inspect.signature(found).parameters["request_options"].kind is inspect.Parameter.KEYWORD_ONLY
        methods.add((type(found.__self__), found.__name__))
    total = len(declared(package))
    assert len(methods) == total
    record_property("counts", f"{package.name}: {len(methods)} of {total} operations are in {kind}")


def test_no_class_is_numbered(package: Package) -> None:
    """Check that digits at the end of a class name are in the document too."""
    names = {key: str(place.name) for key, place in package.names.models.items()}
    numbered = {key: name for key, name in names.items() if name[-1].isdigit()}
    for key, name in numbered.items():
        digits = re.findall(r"\d+$", name)
        assert [re.findall(r"\d+$", word) for word in words(package.api.definitions[key])][-1] == digits, name
    others = [*package.names.refs.values(), *package.names.lazy.values()]
    others += [place.sync_class for place in package.names.resources.values()]
    others += [place.method for place in package.names.operations.values()]
    assert [name for name in others if re.search(r"\d(Ref)?$", name)] == []


def words(definition: Definition) -> list[str]:
    return [definition.origin.component or definition.origin.owner, *(step.word for step in definition.origin.path)]


def test_class_names_are_unique(package: Package) -> None:
    names = [str(place.name) for place in package.names.models.values()]
    assert len(set(names)) == len(names)
