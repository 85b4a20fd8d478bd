"""Path items, operations, parameters, bodies and responses (OpenAPI 3.x, sections of the same names)."""

from __future__ import annotations

import re
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

from codegen.ir.api import Body, Encoding, Header, In, Media, Operation, OpId, Param, Response, SecurityRequirement
from codegen.ir.types import Kind, Scalar
from codegen.openapi.reader.parameters import ParameterReader
from codegen.openapi.reader.pathitems import METHODS, check_members
from codegen.openapi.reader.querypaths import without_query
from codegen.openapi.reader.security import read_requirements
from codegen.openapi.reader.servers import read_servers

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
    """Reads operations; one that is broken is reported and left out, the others stay."""

    workspace: Workspace
    schemas: SchemaReader
    found: Diagnostics
    security: tuple[SecurityRequirement, ...]
    callbacks: list[Operation] = field(default_factory=list)
    parameters: ParameterReader = field(init=False)

    def __post_init__(self) -> None:
        """Make what reads parameters."""
        self.parameters = ParameterReader(self.workspace, self.schemas, self.found)

    def read_paths(self, paths: Node) -> list[Operation]:
        """Read every operation of a Paths Object in document order."""
        operations: list[Operation] = []
        for template, item in paths.members():
            if template.startswith("x-"):
                continue
            if not template.startswith("/"):
                self.found.error("invalid-value", f"a path starts with '/': {template!r}", item.location)
                continue
            if template.count("/") > _MOST_SEGMENTS:
                message = f"a path of more than {_MOST_SEGMENTS} segments"
                self.found.error("nesting-too-deep", message, item.location)
                continue
            operations.extend(self.read_item(template, item))
        return operations

    def read_item(self, template: str, item: Node) -> list[Operation]:
        """Read the operations of one Path Item Object."""
        target = self.workspace.follow(item)
        if target is None:
            return []
        check_members(target)
        shared = self.parameters.listed(target)
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
            check_members(item)
            nodes = [(method, node) for method, node in item.members() if method in METHODS]
            shared = self.parameters.listed(item)
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
        own = self.parameters.listed(node)
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
            if content.value == {}:
                message = "the content of this body names no media type: there is none"
                self.found.warning("missing-property", message, content.location)
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
            code = _status(status)
            if not code:
                self.found.error("invalid-value", f"no such response code: {status!r}", reference.location)
                continue
            if code in {response.status for response in result}:
                message = f"the response {code} is described twice; this one is left out"
                self.found.incomplete("duplicate-name", message, reference.location)
                continue
            node = self.workspace.follow_object(reference)
            if node is None:
                continue
            content, headers = node.get("content"), node.get("headers")
            result.append(
                Response(
                    status=code,
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
            _, value_type = self.parameters.value(node)
            required = node.flag("required")
            words = node.words("description")
            result.append(
                Header(name=name, type=value_type, required=required, description=words, location=node.location)
            )
        return tuple(result)


def _status(text: str) -> str:
    """Return a status code, a range such as ``2XX``, or ``default`` as it should be written, else an empty text."""
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
