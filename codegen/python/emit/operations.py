"""Emits ``_operations/``: one description per operation, shared by client and server."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from codegen.ir.api import In
from codegen.ir.lookup import is_file
from codegen.python.code import Code, fmt, join, literal
from codegen.python.emit.annotate import Annotator
from codegen.python.emit.paths import wire_path
from codegen.python.emit.responses import response_annotation
from codegen.python.emit.servers import own_base_url
from codegen.python.emit.streams import item_type, stream_switch
from codegen.python.emitter import Emitted
from codegen.python.render import render

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from codegen.ir.api import Api, Body, Encoding, Media, Operation, Pagination, Param, Response
    from codegen.ir.types import Type
    from codegen.python.emit.paths import Mark, WirePath
    from codegen.python.emitter import EmitInput
    from codegen.python.names import NameTable, OperationName

_RUNTIME = ".._runtime.shared.operation"


@dataclass(frozen=True, slots=True)
class OperationView:
    """One constant: its name, its response type, and the arguments of its description."""

    constant: Code
    replies: Code
    arguments: list[Code]


def build_operations(given: EmitInput) -> Emitted:
    """Return the files of ``_operations/``: one module per resource that has operations."""
    api, names = given.api, given.names
    emitted = Emitted()
    for key, resource in names.resources.items():
        operations = names.operations_of(api, key)
        if operations:
            constants = [names.operations[operation.id].constant for operation in operations]
            emitted.add(f"_operations/{resource.module}.py", _OperationsModule(api, names).code(operations), constants)
    if emitted.code:
        emitted.add("_operations/__init__.py", render("package/empty.py.jinja"))
    return emitted


class _OperationsModule:
    """Writes one module."""

    def __init__(self, api: Api, names: NameTable) -> None:
        self.api = api
        self.names = names
        self.annotator = Annotator(api, names, up="..")

    def code(self, operations: list[Operation]) -> Code:
        """Return the module of some operations."""
        rows = [self._operation(operation) for operation in operations]
        self._use("Operation")
        self.annotator.import_packages()
        return render("client/operations.py.jinja", imports=self.annotator.imports.lines(), rows=rows)

    def _use(self, name: str) -> Code:
        return self.annotator.imports.use(_RUNTIME, name)

    def _operation(self, operation: Operation) -> OperationView:
        names = self.names.operations[operation.id]
        wire = wire_path(operation)
        arguments = [
            fmt("id={}", literal(operation.id)),
            fmt("name={}", literal(".".join((*names.resource, names.method)))),
            fmt("method={}", literal(operation.method)),
            fmt("path={}", literal(wire.path if wire.path[-1] else wire.path[:-1])),
        ]
        if operation.params:
            arguments.append(fmt("params={}", _tuple(self._param(param, names) for param in operation.params)))
        if operation.query is not None:
            arguments.append(fmt("query=lambda: {}", self.annotator.model(operation.query)))
        if operation.body is not None:
            arguments.append(fmt("body={}", self._body(operation.body)))
        if operation.responses:
            arguments.append(fmt("responses={}", _tuple(map(self._response, operation.responses))))
        arguments += self._security(operation)
        if operation.pagination is not None:
            arguments.append(fmt("page={}", self._page(operation.pagination)))
        arguments += self._rare_arguments(operation, wire)
        return OperationView(names.constant, response_annotation(self.annotator, operation), arguments)

    @staticmethod
    def _security(operation: Operation) -> list[Code]:
        security = tuple(tuple(name for name, _ in requirement.schemes) for requirement in operation.security)
        scopes = tuple(tuple(scopes for _, scopes in requirement.schemes) for requirement in operation.security)
        arguments = [fmt("security={}", literal(security))] if security else []
        if any(any(of) for of in scopes):
            arguments.append(fmt("scopes={}", literal(scopes)))
        return arguments

    def _rare_arguments(self, operation: Operation, wire: WirePath) -> list[Code]:
        """Return rare arguments: optional streaming, an own server, and fixed parts of the path."""
        switch = stream_switch(self.api, operation)
        arguments = [fmt("stream_switch={}", literal(switch))] if switch else []
        own = own_base_url(self.api.servers, operation.servers)
        if own:
            arguments.append(fmt("base_url={}", literal(own)))
        if wire.query:
            arguments.append(fmt("fixed={}", literal(wire.query)))
        if wire.marks:
            arguments.append(fmt("selectors={}", _tuple(map(self._mark, wire.marks))))
        return arguments

    def _mark(self, mark: Mark) -> Code:
        arguments = [literal(str(mark.where)), literal(mark.name)]
        if mark.value is not None:
            arguments.append(literal(mark.value))
        return fmt("{}({})", self._use("Selector"), join(", ", arguments))

    def _param(self, param: Param, names: OperationName) -> Code:
        argument = names.params[param.where, param.name]
        arguments = [
            literal(param.name),
            literal(str(argument)),
            literal(str(param.where)),
            literal(param.style),
            literal(param.explode),
        ]
        if param.required:
            arguments.append(fmt("required=True"))
        if param.allow_reserved:
            arguments.append(fmt("allow_reserved=True"))
        if param.content_type:
            arguments.append(fmt("content_type={}", literal(param.content_type)))
        if param.where is In.PATH:
            arguments.append(fmt("type={}", self._limited(param.type)))
        return fmt("{}({})", self._use("Param"), join(", ", arguments))

    def _thunk(self, node: Type) -> Code:
        """Return the type of a response: limits are not checked."""
        return fmt("lambda: {}", self.annotator.checked(node))

    def _limited(self, node: Type) -> Code:
        """Return the type of a parameter or body, with its limits."""
        return fmt("lambda: {}", self.annotator.annotated(node))

    def _body(self, body: Body) -> Code:
        arguments = [_tuple(self._media(media, self._limited) for media in body.media)]
        if body.required:
            arguments.append(fmt("required=True"))
        return fmt("{}({})", self._use("Body"), join(", ", arguments))

    def _media(self, media: Media, thunk: Callable[[Type], Code]) -> Code:
        arguments = [literal(media.content_type)]
        if media.type is not None:
            arguments.append(thunk(media.type))
        if media.encodings:
            rows = [fmt("{}: {}", literal(name), self._encoding(item)) for name, item in media.encodings.items()]
            arguments.append(fmt("encodings={{{}}}", join(", ", rows)))
        item = item_type(media)
        if item is not None:
            arguments.append(fmt("item={}", thunk(item)))
        if is_file(self.api, media):
            arguments.append(fmt("raw=True"))
        if media.media_range:
            arguments.append(fmt("media_range={}", literal(media.media_range)))
        return fmt("{}({})", self._use("Media"), join(", ", arguments))

    def _encoding(self, encoding: Encoding) -> Code:
        arguments: list[Code] = []
        if encoding.style:
            arguments.append(fmt("style={}", literal(encoding.style)))
        if encoding.explode is not None:
            arguments.append(fmt("explode={}", literal(encoding.explode)))
        if encoding.allow_reserved:
            arguments.append(fmt("allow_reserved=True"))
        if encoding.content_type:
            arguments.append(fmt("content_type={}", literal(encoding.content_type)))
        return fmt("{}({})", self._use("Encoding"), join(", ", arguments))

    def _response(self, response: Response) -> Code:
        arguments = [literal(response.status)]
        if response.media:
            arguments.append(_tuple(self._media(media, self._thunk) for media in response.media))
        return fmt("{}({})", self._use("Response"), join(", ", arguments))

    def _page(self, pages: Pagination) -> Code:
        if pages.kind != "id":
            return self._next_page(pages)
        values = {
            "items": _path(pages.items),
            "after": pages.after,
            "before": pages.before,
            "more": _path(pages.more),
        }
        arguments = [fmt(f"{name}={{}}", literal(value)) for name, value in values.items() if value]
        if pages.id != "id":
            arguments.append(fmt("id={}", literal(pages.id)))
        return fmt("{}({})", self._use("CursorPage"), join(", ", arguments))

    def _next_page(self, pages: Pagination) -> Code:
        values = {
            "param": pages.after,
            "before": pages.before,
            "next": pages.next,
            "previous": pages.previous,
            "more": pages.more,
            "total": pages.total,
            "size": pages.size,
        }
        arguments = [literal(_path(pages.items)), literal(pages.kind)]
        arguments += [fmt(f"{name}={{}}", literal(value)) for name, value in values.items() if value]
        if pages.start != 1:
            arguments.append(fmt("start={}", literal(pages.start)))
        return fmt("{}({})", self._use("NextPage"), join(", ", arguments))


def _path(steps: tuple[str, ...]) -> str | tuple[str, ...]:
    """Return a path of property names; a single name as a string."""
    return steps[0] if len(steps) == 1 else steps or ""


def _tuple(parts: Iterable[Code]) -> Code:
    items = list(parts)
    return fmt("({},)" if len(items) == 1 else "({})", join(", ", items))
