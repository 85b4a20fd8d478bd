"""Emits ``server/``: per resource an abstract service, a base class that responds with 501, and routes; an app."""

from __future__ import annotations

import json
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from codegen.core.media_type import FORM, JSON, MULTIPART, MediaType
from codegen.core.printed import visible_json
from codegen.ir.api import In
from codegen.ir.lookup import object_fields
from codegen.python.code import Code, docstring, fmt, ident, join, literal
from codegen.python.emit.annotate import Annotator
from codegen.python.emit.deprecations import method_mark
from codegen.python.emit.descriptions import operation_paragraphs, resource_text
from codegen.python.emit.imports import Imports
from codegen.python.emit.lazy import lazy_package
from codegen.python.emit.responses import response_annotation, successes
from codegen.python.emitter import Emitted
from codegen.python.naming.identifiers import pascal, split_words
from codegen.python.render import render

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from codegen.core.json import Json
    from codegen.ir.api import Api, Body, Media, Operation
    from codegen.python.code import Ident
    from codegen.python.emitter import EmitInput
    from codegen.python.names import NameTable, ResourceName

_SERVER = ".._runtime.server"
_BODY_INDENT = 8
_APP_KEYWORDS = frozenset(
    {
        *("missing", "authenticate", "unknown", "unset", "read_only", "limits", "validate_replies"),
        *("document", "docs", "lifespan"),
        *("build_app", "build_router"),
    }
)
"""Arguments of ``create_app`` and ``create_router`` except services, and functions that these call."""

_EXPORTS: Mapping[str, str] = {
    "Credential": f"{_SERVER}.security",
    "Limits": f"{_SERVER}.forms",
    "RequestContext": f"{_SERVER}.context",
    "ServiceError": f"{_SERVER}.errors",
    "create_app": "._app",
    "create_router": "._app",
}


@dataclass(frozen=True, slots=True)
class ServiceArgumentView:
    """One argument of a service method."""

    name: Code
    annotation: Code


@dataclass(frozen=True, slots=True)
class HeaderView:
    """One declared response header: its name as a literal."""

    key: Code
    annotation: Code


@dataclass(frozen=True, slots=True)
class HeadersView:
    """The TypedDict of the declared headers of successful responses of an operation."""

    name: Code
    key: Code
    fields: list[HeaderView]


@dataclass(frozen=True, slots=True)
class ServiceMethodView:
    """One method of a service: ``key`` is its name as a literal, ``full_name`` includes the resource."""

    name: Code
    key: Code
    full_name: Code
    constant: Code
    arguments: list[ServiceArgumentView]
    replies: Code
    doc: Code
    deprecated: Code


@dataclass(frozen=True, slots=True)
class ServiceView:
    """One service of ``create_app``: its module and its argument."""

    module: Code
    alias: Code
    argument: Code
    keyword: Code
    service: Code


def build_server(given: EmitInput) -> Emitted:
    """Return the files of ``server/``, including the source document, which is served as ``openapi.json``."""
    api, names = given.api, given.names
    emitted = Emitted(data={"server/openapi.json": _source(given.document)})
    exports = dict(_EXPORTS)
    rows: list[ServiceView] = []
    for key, resource in names.resources.items():
        operations = names.operations_of(api, key)
        if not operations:
            continue
        emitted.add(f"server/{resource.module}.py", _module(api, names, key, operations))
        exports |= dict.fromkeys((resource.service, base_name(resource)), f".{resource.module}")
        rows.append(_service(resource))
    app = render("server/app.py.jinja", rows=rows, schemes=_scheme_names(api), has_schemes=bool(api.security_schemes))
    emitted.add("server/_app.py", app)
    init = lazy_package("Abstract services and the FastAPI application.", exports, up="..")
    emitted.add("server/__init__.py", init)
    return emitted


def _source(document: Json) -> bytes:
    """Return the document as indented JSON, independent of its source format: branches that change it can be merged."""
    return visible_json(json.dumps(document, ensure_ascii=False, indent=2) + "\n").encode()


def base_name(resource: ResourceName) -> Ident:
    """Return the name of the base class that responds with 501."""
    return ident(f"{resource.service.removesuffix('Service')}Base")


def service_argument(resource: ResourceName) -> Ident:
    """Return the argument of ``create_app`` for the service of a resource."""
    return ident(f"{resource.module}_") if resource.module in _APP_KEYWORDS else resource.module


def _scheme_names(api: Api) -> Code:
    """Return the type of security scheme names."""
    names = [literal(name) for name in dict.fromkeys(scheme.name for scheme in api.security_schemes)]
    return fmt("Literal[{}]", join(", ", names)) if names else ident("str")


def _service(resource: ResourceName) -> ServiceView:
    return ServiceView(
        module=resource.module,
        alias=ident(f"_{resource.module}"),
        argument=service_argument(resource),
        keyword=literal(str(resource.module)),
        service=resource.service,
    )


def _module(api: Api, names: NameTable, key: tuple[str, ...], operations: list[Operation]) -> Code:
    resource = names.resources[key]
    hidden = frozenset(str(names.operations[operation.id].method) for operation in operations)
    annotator = Annotator(api, names, up="..", hidden=hidden)
    headers = {operation.id: _headers(names, annotator, resource, operation) for operation in operations}
    runtime = Imports()
    methods = [_method(names, annotator, operation, headers[operation.id], runtime) for operation in operations]
    annotator.import_packages()
    checked = annotator.imports
    if any(headers.values()):
        checked.use("typing", "TypedDict")
    checked.use("collections.abc", "Awaitable")
    checked.use(f"{_SERVER}.context", "RequestContext")
    for module, name in (
        ("abc", "ABC"),
        ("abc", "abstractmethod"),
        ("typing", "TYPE_CHECKING"),
        ("typing", "Final"),
        (f"{_SERVER}.endpoint", "Route"),
        (f"{_SERVER}.errors", "not_implemented"),
    ):
        runtime.use(module, name)
    runtime.use_as(".._operations", resource.module, "_operations")
    lead = resource_text(api, operations).strip() or f"Implements {'.'.join(key)}."
    return render(
        "server/resource.py.jinja",
        doc=docstring(f"Service of {'.'.join(key)}."),
        imports=runtime.lines(),
        checked=checked.lines(),
        headers=[view for view in headers.values() if view is not None],
        service=resource.service,
        service_doc=docstring(
            f"{lead}\n\nImplement each method as ``async def``, or as ``def``, which runs in a thread.", 4
        ),
        base=base_name(resource),
        keyword=literal(str(resource.module)),
        methods=methods,
    )


def _headers(
    names: NameTable, annotator: Annotator, resource: ResourceName, operation: Operation
) -> HeadersView | None:
    """Return the declared headers of successful responses, None if there are none."""
    types: dict[str, list[Code]] = {}
    for response in successes(operation):
        for header in response.headers:
            types.setdefault(header.name, []).append(annotator.received(header.type))
    if not types:
        return None
    method = pascal(split_words(str(names.operations[operation.id].method)))
    name = f"{resource.service.removesuffix('Service')}{method}Headers"
    fields = [
        HeaderView(literal(header), join(" | ", list(dict.fromkeys(annotations))))
        for header, annotations in types.items()
    ]
    return HeadersView(ident(name), literal(name), fields)


def _context(annotator: Annotator, operation: Operation, headers: HeadersView | None) -> Code:
    """Return the type of the context, with the response headers and status codes that the method may set."""
    plain = ident("RequestContext")
    statuses = [response.status for response in successes(operation)]
    chosen = len(statuses) > 1 and all(status.isdecimal() for status in statuses)
    if headers is None and not chosen:
        return plain
    any_ = annotator.imports.use("typing", "Any")
    if not chosen:
        return fmt("{}[{}, {}]", plain, any_, any_ if headers is None else headers.name)
    literals = join(", ", [literal(int(status)) for status in statuses])
    union = fmt("{}[{}]", annotator.imports.use("typing", "Literal"), literals)
    return fmt("{}[{}, {}, {}]", plain, any_, any_ if headers is None else headers.name, union)


def _method(
    names: NameTable, annotator: Annotator, operation: Operation, headers: HeadersView | None, marks: Imports
) -> ServiceMethodView:
    context = _context(annotator, operation, headers)
    own = names.operations[operation.id]
    return ServiceMethodView(
        name=own.method,
        key=literal(str(own.method)),
        full_name=literal(".".join((*own.resource, own.method))),
        constant=own.constant,
        arguments=list(method_arguments(names, annotator, operation, context)),
        replies=service_return(annotator, operation),
        doc=method_doc(operation),
        deprecated=method_mark(marks, operation, annotator.hidden),
    )


def service_return(annotator: Annotator, operation: Operation) -> Code:
    """Return the return type of a method: also ``Response`` if not every body is JSON, for instance for streams."""
    returned = response_annotation(annotator, operation)
    media = [media for response in successes(operation) for media in response.media]
    if all(one.media_type.is_json for one in media):
        return returned
    return fmt("{} | {}", returned, annotator.imports.use("fastapi", "Response"))


def method_arguments(
    names: NameTable, annotator: Annotator, operation: Operation, context: Code
) -> Iterator[ServiceArgumentView]:
    """Yield the arguments in the order of the runtime: path parameters, ``params``, ``body``, ``context``."""
    own = names.operations[operation.id]
    taken = {"self", "context", "params", "body"}
    by_name = {param.name: param for param in operation.params if param.where is In.PATH}
    for wire_name in dict.fromkeys(operation.path[1::2]):
        param = by_name[wire_name]
        name = own.params[In.PATH, wire_name]
        while name in taken:
            name = ident(f"{name}_")
        taken.add(name)
        yield ServiceArgumentView(name, annotator.received(param.type))
    if operation.query is not None:
        yield ServiceArgumentView(ident("params"), annotator.model(operation.query))
    if operation.body is not None:
        yield ServiceArgumentView(ident("body"), _body(annotator, operation.body))
    yield ServiceArgumentView(ident("context"), context)


def _body(annotator: Annotator, body: Body) -> Code:
    """Return the type of a body. An optional body may be None, except a form that may be an empty object."""
    parts = [_media(annotator, media) for media in body.media]
    absent = not body.required and any(_may_be_absent(annotator.api, media) for media in body.media)
    if absent or any(media.type is not None and media.type.nullable for media in body.media):
        parts.append(annotator.builtin("None"))
    return join(" | ", list(dict.fromkeys(parts)))


def _may_be_absent(api: Api, media: Media) -> bool:
    is_form = media.media_type.essence in (FORM, MULTIPART)
    return not is_form or any(item.required for item in object_fields(api, media.type).values())


def _media(annotator: Annotator, media: Media) -> Code:
    if media.type is not None:
        return annotator.received(replace(media.type, nullable=False))
    kind = media.media_type
    if kind.is_json or kind.essence in (FORM, MULTIPART) or kind.covers(MediaType.parse(JSON)):
        return annotator.builtin("object")
    return annotator.builtin("str" if kind.is_text else "bytes")


def method_doc(operation: Operation) -> Code:
    """Return the docstring of a method from the descriptions of the operation."""
    return docstring("\n\n".join(operation_paragraphs(operation)), _BODY_INDENT)
