"""Builds a server scaffold, owned by the user: one file per resource and an ``app.py``."""

from __future__ import annotations

import sys
from dataclasses import dataclass
from typing import TYPE_CHECKING

from codegen.python.code import Code, docstring, dotted, ident, literal
from codegen.python.emit.annotate import Annotator
from codegen.python.emit.imports import Imports
from codegen.python.emit.server import (
    ServiceArgumentView,
    method_arguments,
    method_doc,
    service_argument,
    service_return,
)
from codegen.python.naming.identifiers import suffixed
from codegen.python.render import render

if TYPE_CHECKING:
    from codegen.ir.api import Api, Operation
    from codegen.python.code import Ident
    from codegen.python.names import NameTable, ResourceName

APP = "app.py"
_IMPORTABLE = sys.stdlib_module_names | {
    *("annotated_types", "anyio", "app", "fastapi", "httpx2", "idna", "multipart", "pydantic", "pydantic_core"),
    *("python_multipart", "sniffio", "starlette", "typing_extensions", "typing_inspection", "uvicorn"),
}
"""Modules that the server imports: the folder of the scaffold precedes others in the import path."""
_IMPORTED = frozenset({"RequestContext", "ServiceError"})


@dataclass(frozen=True, slots=True)
class ServiceFile:
    """One service: its file, the generated base class, and the methods to implement."""

    path: str
    service: str
    methods: tuple[str, ...]
    code: Code


@dataclass(frozen=True, slots=True)
class Scaffold:
    """All services and the application."""

    services: tuple[ServiceFile, ...]
    app: Code


@dataclass(frozen=True, slots=True)
class _ScaffoldMethodView:
    name: Code
    arguments: list[ServiceArgumentView]
    replies: Code
    doc: Code
    message: Code


@dataclass(frozen=True, slots=True)
class _ScaffoldServiceView:
    module: Code
    name: Code
    argument: Code


def build_scaffold(api: Api, names: NameTable, package: str) -> Scaffold:
    """Return the files for an API whose generated package is imported as ``package``."""
    services: list[ServiceFile] = []
    rows: list[_ScaffoldServiceView] = []
    for key, resource in names.resources.items():
        operations = names.operations_of(api, key)
        if not operations:
            continue
        taken = str(resource.module) in {*_IMPORTABLE, package.split(".", 1)[0]}
        module = suffixed(resource.module) if taken else resource.module
        services.append(_service(api, names, resource, operations, f"{module}.py", package))
        rows.append(_ScaffoldServiceView(module, _class_name(resource), service_argument(resource)))
    app = render("server/scaffold_app.py.jinja", package=dotted(*package.split(".")), rows=rows)
    return Scaffold(tuple(services), app)


def _class_name(resource: ResourceName) -> Ident:
    name = ident(resource.service.removesuffix("Service"))
    return suffixed(name) if name in _IMPORTED else name


def _service(
    api: Api, names: NameTable, resource: ResourceName, operations: list[Operation], path: str, package: str
) -> ServiceFile:
    methods = tuple(str(names.operations[operation.id].method) for operation in operations)
    annotator = Annotator(api, names, up="..", hidden=frozenset(methods))
    views = [_method(names, annotator, operation) for operation in operations]
    annotator.import_packages()
    runtime = Imports()
    runtime.use("typing", "TYPE_CHECKING")
    runtime.use(f"{package}.server", "ServiceError")
    runtime.use(f"{package}.server", resource.service)
    checked = _absolute(annotator.imports, package)
    checked.use(f"{package}.server", "RequestContext")
    code = render(
        "server/scaffold_service.py.jinja",
        doc=docstring(f"Implements {'.'.join(names.operations[operations[0].id].resource)}."),
        imports=runtime.lines(),
        checked=checked.lines(),
        name=_class_name(resource),
        service=resource.service,
        class_doc=docstring("Implement methods as ``async def``, or as ``def``, which runs in a thread.", 4),
        methods=views,
    )
    return ServiceFile(path, str(resource.service), methods, code)


def _method(names: NameTable, annotator: Annotator, operation: Operation) -> _ScaffoldMethodView:
    own = names.operations[operation.id]
    return _ScaffoldMethodView(
        name=own.method,
        arguments=list(method_arguments(names, annotator, operation, ident("RequestContext"))),
        replies=service_return(annotator, operation),
        doc=method_doc(operation),
        message=literal(f"{'.'.join((*own.resource, own.method))} is not implemented yet."),
    )


def _absolute(imports: Imports, package: str) -> Imports:
    """Return the imports of a folder of the package as absolute imports for a file outside of it."""
    outside = Imports(modules=set(imports.modules))
    for module, names in imports.names.items():
        name = f"{package}.{module[2:]}".rstrip(".") if module.startswith("..") else module
        outside.names.setdefault(name, set()).update(names)
    return outside
