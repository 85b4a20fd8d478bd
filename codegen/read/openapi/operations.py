"""Path items, operations, parameters, bodies and responses (OpenAPI 3.x, sections of the same names)."""

from __future__ import annotations

import re
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

from codegen.ir.api import (
    Body,
    Encoding,
    Header,
    In,
    Media,
    Operation,
    OpId,
    Param,
    Response,
    SecurityRequirement,
)
from codegen.ir.types import ABSENT, AnyValue, Kind, Scalar
from codegen.read.openapi.headernames import check_header_name
from codegen.read.openapi.pathitems import METHODS, check_members
from codegen.read.openapi.querypaths import without_query
from codegen.read.openapi.security import read_requirements
from codegen.read.openapi.servers import read_servers

if TYPE_CHECKING:
    from codegen.core.diagnostic import Diagnostics
    from codegen.ir.types import Type
    from codegen.read.openapi.node import Node
    from codegen.read.openapi.schema import SchemaReader
    from codegen.read.openapi.workspace import Workspace

_PLACE = re.compile(r"\{([^{}]*)\}")
_STATUS = re.compile(r"[1-5](?:\d\d|[xX]{2})")
_DEFAULT_STYLE = {In.PATH: "simple", In.QUERY: "form", In.HEADER: "simple", In.COOKIE: "form", In.QUERYSTRING: ""}
_STYLES = {
    In.PATH: {"simple", "label", "matrix"},
    In.QUERY: {"form", "spaceDelimited", "pipeDelimited", "deepObject"},
    In.HEADER: {"simple"},
    In.COOKIE: {"form", "cookie"},
}
_IGNORED_HEADERS = {"accept", "content-type", "authorization"}


@dataclass(slots=True)
class OperationReader:
    """Reads operations; one that is broken is reported and left out, the others stay."""

    workspace: Workspace
    schemas: SchemaReader
    found: Diagnostics
    security: tuple[SecurityRequirement, ...]
    callbacks: list[Operation] = field(default_factory=list)

    def read_paths(self, paths: Node) -> list[Operation]:
        """Read every operation of a Paths Object in document order."""
        operations: list[Operation] = []
        for template, item in paths.members():
            if template.startswith("x-"):
                continue
            if not template.startswith("/"):
                self.found.error("invalid-value", f"a path starts with '/': {template!r}", item.location)
                continue
            operations.extend(self.read_item(template, item))
        return operations

    def read_item(self, template: str, item: Node) -> list[Operation]:
        """Read the operations of one Path Item Object."""
        target = self.workspace.follow(item)
        if target is None:
            return []
        check_members(target)
        shared = self._params(target)
        operations = []
        for key, node in target.members():
            if key in METHODS:
                operations.append(self._operation(template, key.upper(), node, target, shared))
        extra = target.get("additionalOperations")
        for key, node in extra.members() if extra is not None else ():
            if key.lower() in METHODS:
                message = f"{key} is no additional method: it stands in the path item itself, as '{key.lower()}'"
                self.found.error("duplicate-operation", message, node.location)
                continue
            operations.append(self._operation(template, key, node, target, shared))
        return [operation for operation in operations if operation is not None]

    def read_webhooks(self, webhooks: Node, name: str = "{} webhook") -> list[Operation]:
        """Read the calls that the API makes, from a map of names (or expressions) to Path Item Objects."""
        calls: list[Operation] = []
        for key, reference in webhooks.members():
            item = self.workspace.follow(reference) if not key.startswith("x-") else None
            if item is None:
                continue
            nodes = [(method, node) for method, node in item.members() if method in METHODS]
            shared = self._params(item)
            for method, node in nodes:
                whole = name.format(key) if len(nodes) == 1 else f"{name.format(key)} {method}"
                call = self._operation(key, method.upper(), node, item, shared, identity=whole)
                if call is not None:
                    calls.append(call)
        return calls

    def _read_callbacks(self, callbacks: Node, owner: str) -> None:
        for key, reference in callbacks.members():
            node = self.workspace.follow(reference) if not key.startswith("x-") else None
            if node is None:
                continue
            label = f"{owner} {key} callback".replace("{", "{{").replace("}", "}}")
            calls = self.read_webhooks(node, label)
            several = len(calls) > 1
            self.callbacks.extend(
                replace(call, id=OpId(f"{call.id} {n}") if several else call.id) for n, call in enumerate(calls, 1)
            )

    def _operation(
        self, template: str, method: str, node: Node, item: Node, shared: list[Param], identity: str = ""
    ) -> Operation | None:
        if not isinstance(node.value, dict):
            node.wrong("an operation")
            return None
        own = self._params(node)
        stated = {(param.where, param.name) for param in own}
        params = own + [param for param in shared if (param.where, param.name) not in stated]
        written, params = (template, params) if identity else without_query(template, params)
        path = (template,) if identity else self._split(written, node)
        params = self._check_path_params(path, params, node)
        callbacks = node.get("callbacks")
        if callbacks is not None and not identity:
            self._read_callbacks(callbacks, node.text("operationId") or f"{method} {template}")
        security = node.get("security")
        servers = node.get("servers") or item.get("servers")
        body = node.get("requestBody")
        responses = node.get("responses")
        return Operation(
            id=OpId(identity or f"{method} {template}"),
            method=method,
            path=path,
            location=node.location,
            params=tuple(params),
            body=self.body(body) if body is not None else None,
            responses=self._responses(responses) if responses is not None else (),
            operation_id=node.text("operationId"),
            tags=node.strings("tags"),
            summary=node.words("summary") or item.words("summary"),
            description=node.words("description") or item.words("description"),
            deprecated=node.flag("deprecated"),
            security=self.security if security is None else read_requirements(security),
            servers=read_servers(servers, self.found) if servers is not None else (),
        )

    @staticmethod
    def _split(template: str, node: Node) -> tuple[str, ...]:
        parts = _PLACE.split(template)
        if any("{" in part or "}" in part for part in parts[::2]):
            node.found.error("invalid-value", f"unbalanced braces in the path {template!r}", node.location)
        return tuple(parts)

    def _check_path_params(self, path: tuple[str, ...], params: list[Param], node: Node) -> list[Param]:
        names = path[1::2]
        declared = {param.name for param in params if param.where is In.PATH}
        kept = []
        for param in params:
            if param.where is In.PATH and param.name not in names:
                self.found.warning(
                    "path-parameter-missing", f"the path has no place for parameter '{param.name}'", param.location
                )
                continue
            kept.append(param)
        for name in dict.fromkeys(names):
            if name not in declared:
                self.found.warning(
                    "path-parameter-missing",
                    f"path parameter '{name}' is not declared; it is taken as a required string",
                    node.location,
                )
                text = Scalar(kind=Kind.STRING, location=node.location)
                kept.append(
                    Param(
                        name=name,
                        where=In.PATH,
                        type=text,
                        required=True,
                        style="simple",
                        explode=False,
                        location=node.location,
                    )
                )
        return kept

    def _params(self, owner: Node) -> list[Param]:
        listed = owner.get("parameters")
        params: dict[tuple[In, str], Param] = {}
        for node in listed.items() if listed is not None else ():
            param = self.param(node)
            if param is None:
                continue
            key = (param.where, param.name)
            if key in params:
                self.found.error("duplicate-name", f"parameter '{param.name}' is listed twice", node.location)
                continue
            params[key] = param
        return list(params.values())

    def param(self, reference: Node) -> Param | None:
        """Read a parameter, or what a reference to one leads to; None where it is broken."""
        node = self.workspace.follow(reference)
        if node is None:
            return None
        name, place = node.text("name"), node.text("in")
        if not isinstance(node.value, dict) or not name or place not in set(In):
            missing = "'name'" if not name else "a valid 'in' (path, query, header or cookie)"
            if name or not node.has("name") or node.raw("name") == "":  # text() has reported a name that is no text
                self.found.error("missing-property", f"a parameter needs {missing}", node.location)
            if isinstance(node.value, dict):
                self._value(node)  # for its findings
            return None
        where = In(place)
        if where is In.HEADER and name.lower() in _IGNORED_HEADERS:
            return None  # OpenAPI, Parameter Object: such definitions shall be ignored
        if where is In.HEADER:
            check_header_name(node, name)
        content_type, value_type = self._value(node)
        style = node.text("style") or _DEFAULT_STYLE[where]
        if where in _STYLES and style not in _STYLES[where]:
            self.found.error(
                "invalid-value", f"no style {style!r} in a {where} parameter", node.location.child("style")
            )
            style = _DEFAULT_STYLE[where]
        schema = node.get("schema")
        default = schema.get("default") if schema is not None else None
        required = node.flag("required")
        if where is In.PATH and not required:
            required = True
        return Param(
            name=name,
            where=where,
            type=value_type,
            required=required,
            style=style,
            explode=node.flag("explode", default=style in {"form", "cookie"}),
            allow_reserved=node.flag("allowReserved"),
            content_type=content_type,
            default=ABSENT if default is None else default.value,
            description=node.words("description"),
            deprecated=node.flag("deprecated"),
            location=node.location,
        )

    def _value(self, node: Node) -> tuple[str, Type]:
        """Read the type of a parameter or header, and the media type where ``content`` gives one."""
        content = node.get("content")
        schema = node.get("schema")
        if schema is not None:
            return "", self.schemas.read(schema)
        for name, media in content.members() if content is not None else ():
            inner = media.get("schema")
            return name, self.schemas.read(inner) if inner is not None else AnyValue(location=media.location)
        return "", AnyValue(location=node.location)

    def body(self, reference: Node) -> Body | None:
        """Read a request body; None where it is broken."""
        node = self.workspace.follow(reference)
        if node is None:
            return None
        content = node.get("content")
        if content is None:
            self.found.error("missing-property", "a request body needs 'content'", node.location)
            return None
        media = self.media(content)
        if not media:
            return None
        return Body(
            media=media, required=node.flag("required"), location=node.location, description=node.words("description")
        )

    def media(self, content: Node) -> tuple[Media, ...]:
        """Read the media types of a body or reply."""
        result: list[Media] = []
        for name, reference in content.members():
            node = self.workspace.follow_object(reference)
            if node is None:
                continue
            schema, item = node.get("schema"), node.get("itemSchema")
            encoding = node.get("encoding")
            result.append(
                Media(
                    content_type=name.strip(),
                    type=self.schemas.read(schema) if schema is not None else None,
                    item=self.schemas.read(item) if item is not None else None,
                    encodings={key: _encoding(child) for key, child in encoding.members()}
                    if encoding is not None
                    else {},
                    location=node.location,
                )
            )
        return tuple(result)

    def _responses(self, responses: Node) -> tuple[Response, ...]:
        result: list[Response] = []
        for status, reference in responses.members():
            if status.startswith("x-"):
                continue
            if status != "default" and not _STATUS.fullmatch(status):
                self.found.error("invalid-value", f"no such response code: {status!r}", reference.location)
                continue
            node = self.workspace.follow_object(reference)
            if node is None:
                continue
            content, headers = node.get("content"), node.get("headers")
            result.append(
                Response(
                    status=status.upper() if status != "default" else status,
                    media=self.media(content) if content is not None else (),
                    headers=self.headers(headers) if headers is not None else (),
                    description=node.words("description"),
                    location=node.location,
                )
            )
        return tuple(result)

    def headers(self, headers: Node) -> tuple[Header, ...]:
        """Read the headers of a reply."""
        result: list[Header] = []
        for name, reference in headers.members():
            node = self.workspace.follow_object(reference)
            if node is None or name.lower() == "content-type":
                continue
            _, value_type = self._value(node)
            required = node.flag("required")
            words = node.words("description")
            result.append(
                Header(name=name, type=value_type, required=required, description=words, location=node.location)
            )
        return tuple(result)


def _encoding(node: Node) -> Encoding:
    explode = node.flag("explode") if node.has("explode") else None
    return Encoding(
        style=node.text("style"),
        explode=explode,
        allow_reserved=node.flag("allowReserved"),
        content_type=node.text("contentType"),
    )
