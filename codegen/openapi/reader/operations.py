"""Reads path items, operations, bodies and responses (OpenAPI 3.x, sections of the same names)."""

from __future__ import annotations

import re
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

from codegen.ir.api import Body, Encoding, Header, In, Media, Operation, OpId, Param, Response, SecurityRequirement
from codegen.ir.types import AnyValue, Kind, Scalar
from codegen.openapi.reader.deprecation import read_deprecation
from codegen.openapi.reader.parameters import ParameterReader
from codegen.openapi.reader.querypaths import without_query
from codegen.openapi.reader.security import read_requirements
from codegen.openapi.reader.servers import read_servers
from codegen.openapi.reader.stated import Overrides, stated_operation
from codegen.openapi.structure.openapi3 import METHODS

if TYPE_CHECKING:
    from codegen.core.diagnostic import Diagnostics
    from codegen.openapi.reader.node import Node
    from codegen.openapi.reader.schema import SchemaReader
    from codegen.openapi.reader.workspace import Workspace

_MOST_SEGMENTS = 200
_PLACE = re.compile(r"\{([^{}]*)\}")
_STATUS = re.compile(r"[1-5](?:\d\d|[xX]{2})")


@dataclass(slots=True)
class OperationReader:
    """Reads operations; an invalid one is reported and skipped."""

    workspace: Workspace
    schemas: SchemaReader
    found: Diagnostics
    security: tuple[SecurityRequirement, ...]
    overrides: Overrides = ()
    callbacks: list[Operation] = field(default_factory=list)
    parameters: ParameterReader = field(init=False)

    def __post_init__(self) -> None:
        """Create the reader of parameters."""
        self.parameters = ParameterReader(self.workspace, self.schemas, self.found)

    def read_paths(self, paths: list[tuple[str, Node]]) -> list[Operation]:
        """Read every operation of a Paths Object in document order."""
        operations: list[Operation] = []
        for template, item in paths:
            if template.startswith("x-"):
                continue
            if not template.startswith("/"):
                self.found.error("invalid-value", f"a path must start with '/': {template!r}", item.location)
                continue
            if template.count("/") > _MOST_SEGMENTS:
                message = f"path with more than {_MOST_SEGMENTS} segments"
                self.found.error("nesting-too-deep", message, item.location)
                continue
            operations.extend(self.read_item(template, item))
        return operations

    def read_item(self, template: str, item: Node) -> list[Operation]:
        """Read the operations of one Path Item Object."""
        target = self.workspace.follow(item)
        if target is None:
            return []
        shared = self.parameters.listed(target)
        operations = []
        for key, node in target.members():
            if key in METHODS:
                operations.append(self._operation(template, key.upper(), node, target, shared))
        for key, node in target.entries("additionalOperations"):
            if key.lower() in METHODS:
                message = f"{key} is not an additional method: use '{key.lower()}' in the path item itself"
                self.found.error("duplicate-operation", message, node.location)
                continue
            operations.append(self._operation(template, key, node, target, shared))
        return [operation for operation in operations if operation is not None]

    def read_webhooks(self, webhooks: list[tuple[str, Node]], name: str = "{} webhook") -> list[Operation]:
        """Read webhooks or callbacks, from a map of names (or expressions) to Path Item Objects."""
        calls: list[Operation] = []
        for key, reference in webhooks:
            item = self.workspace.follow(reference) if not key.startswith("x-") else None
            if item is None:
                continue
            nodes = [(method, node) for method, node in item.members() if method in METHODS]
            shared = self.parameters.listed(item)
            for method, node in nodes:
                whole = name.format(key) if len(nodes) == 1 else f"{name.format(key)} {method}"
                call = self._operation(key, method.upper(), node, item, shared, identity=whole)
                if call is not None:
                    calls.append(call)
        return calls

    def _read_callbacks(self, node: Node, owner: str) -> None:
        for key, reference in node.entries("callbacks"):
            callback = self.workspace.follow(reference) if not key.startswith("x-") else None
            if callback is None:
                continue
            label = f"{owner} {key} callback".replace("{", "{{").replace("}", "}}")
            calls = self.read_webhooks(list(callback.members()), label)
            several = len(calls) > 1
            self.callbacks.extend(
                replace(call, id=OpId(f"{call.id} {n}") if several else call.id) for n, call in enumerate(calls, 1)
            )

    def _operation(
        self, template: str, method: str, node: Node, item: Node, shared: list[Param], identity: str = ""
    ) -> Operation | None:
        target = node.followed()
        if target is None or not isinstance(target.value, dict) or self._lacks_body(target):
            return None
        node = target
        path, params = self._path(template, node, shared, split=not identity)
        if not identity:
            self._read_callbacks(node, node.text("operationId") or f"{method} {template}")
        security = read_requirements(node)
        body = node.get("requestBody")
        return Operation(
            id=OpId(identity or f"{method} {template}"),
            method=method,
            path=path,
            location=node.location,
            params=tuple(params),
            body=self.body(body) if body is not None else None,
            responses=self._responses(node),
            operation_id=node.text("operationId"),
            tags=node.strings("tags"),
            summary=node.words("summary") or item.words("summary"),
            description=node.words("description") or item.words("description"),
            deprecated=node.flag("deprecated"),
            deprecation=read_deprecation(node),
            security=self.security if security is None else security,
            servers=read_servers(node if node.has("servers") else item, self.found),
            stated=stated_operation(node, self.overrides),
        )

    def _lacks_body(self, operation: Node) -> bool:
        """Return whether the body of an operation is unresolved: without it, calls would be wrong."""
        body = operation.get("requestBody")
        return body is not None and body.refers and self.workspace.follow(body) is None

    def _path(
        self, template: str, node: Node, shared: list[Param], *, split: bool
    ) -> tuple[tuple[str, ...], list[Param]]:
        """Return the path of an operation, which is not split for webhooks and callbacks, and its parameters."""
        own = self.parameters.listed(node)
        stated = {(param.where, param.name) for param in own}
        params = own + [param for param in shared if (param.where, param.name) not in stated]
        if not split:
            return (template,), self._check_path_params((template,), params, node)
        template, params = without_query(template, params)
        path = self._split(template, node)
        return path, self._check_path_params(path, params, node)

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
                    "path-parameter-missing",
                    f"path parameter '{param.name}' is not in the path template",
                    param.location,
                )
                continue
            kept.append(param)
        for name in dict.fromkeys(names):
            if name not in declared:
                self.found.warning(
                    "path-parameter-missing",
                    f"path parameter '{name}' is not declared; treated as a required string",
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

    def body(self, reference: Node) -> Body | None:
        """Read a request body; None for an invalid one."""
        node = self.workspace.follow_object(reference)
        if node is None:
            return None
        content = node.container("content")
        if content is None:
            self.found.error("missing-property", "a request body needs 'content'", node.location)
            return None
        media = self.media(node)
        if not media:
            if content.value == {}:
                message = "the content of this body has no media type; the body is ignored"
                self.found.warning("missing-property", message, content.location)
            return None
        return Body(
            media=media, required=node.flag("required"), location=node.location, description=node.words("description")
        )

    def media(self, owner: Node) -> tuple[Media, ...]:
        """Read the media types of a request or response body."""
        result: list[Media] = []
        for name, reference in owner.entries("content"):
            node = self.workspace.follow_object(reference)
            if node is None:
                continue
            schema, item = node.get("schema"), node.get("itemSchema")
            result.append(
                Media(
                    content_type=name.strip(),
                    type=self.schemas.read(schema) if schema is not None else None,
                    item=self.schemas.read(item) if item is not None else None,
                    encodings={key: _encoding(child) for key, child in node.objects("encoding")},
                    location=node.location,
                )
            )
        return tuple(result)

    def _responses(self, operation: Node) -> tuple[Response, ...]:
        result: list[Response] = []
        for status, reference in operation.entries("responses"):
            if status.startswith("x-"):
                continue
            code = _status(status)
            if not code:
                self.found.error("invalid-value", f"invalid response code {status!r}", reference.location)
                continue
            if code in {response.status for response in result}:
                message = f"duplicate response {code}; this one is ignored"
                self.found.incomplete("duplicate-name", message, reference.location)
                continue
            node = self.workspace.follow_object(reference)
            if node is None:
                if reference.refers:  # reported: its content is unknown
                    result.append(Response(status=code, media=_any_json(reference), location=reference.location))
                continue
            result.append(
                Response(
                    status=code,
                    media=self.media(node),
                    headers=self.headers(node),
                    description=node.words("description"),
                    location=node.location,
                )
            )
        return tuple(result)

    def headers(self, owner: Node) -> tuple[Header, ...]:
        """Read the headers of a response."""
        result: list[Header] = []
        for name, reference in owner.entries("headers"):
            node = self.workspace.follow_object(reference)
            if node is None or name.lower() == "content-type":
                continue
            _, value_type = self.parameters.value(node)
            required = node.flag("required")
            words = node.words("description")
            result.append(
                Header(name=name, type=value_type, required=required, description=words, location=node.location)
            )
        return tuple(result)


def _any_json(node: Node) -> tuple[Media, ...]:
    """Return the content of a response that is not described."""
    return (Media(content_type="application/json", type=AnyValue(location=node.location), location=node.location),)


def _status(text: str) -> str:
    """Return a normalised status code, range such as ``2XX``, or ``default``; an empty string for invalid ones."""
    plain = text.strip()
    if plain.lower() == "default":
        return "default"
    return plain.upper() if _STATUS.fullmatch(plain) else ""


def _encoding(node: Node) -> Encoding:
    explode = node.flag("explode") if node.has("explode") else None
    return Encoding(
        style=node.text("style"),
        explode=explode,
        allow_reserved=node.flag("allowReserved"),
        content_type=node.text("contentType"),
    )
