"""Parameters, and what they share with headers: a schema, or content of one media type."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from codegen.ir.api import In, Param
from codegen.ir.types import ABSENT, AnyValue

if TYPE_CHECKING:
    from codegen.core.diagnostic import Diagnostics
    from codegen.ir.types import Type
    from codegen.openapi.reader.node import Node
    from codegen.openapi.reader.schema import SchemaReader
    from codegen.openapi.reader.workspace import Workspace

_DEFAULT_STYLE = {In.PATH: "simple", In.QUERY: "form", In.HEADER: "simple", In.COOKIE: "form", In.QUERYSTRING: ""}
_STYLES = {
    In.PATH: {"simple", "label", "matrix"},
    In.QUERY: {"form", "spaceDelimited", "pipeDelimited", "deepObject"},
    In.HEADER: {"simple"},
    In.COOKIE: {"form", "cookie"},
}
_TOKEN = re.compile(r"[!#$%&'*+.^_`|~0-9A-Za-z-]+")
"""The name of a header (RFC 9110, section 5.1)."""
_IGNORED_HEADERS = {"accept", "content-type", "authorization"}


@dataclass(frozen=True, slots=True)
class ParameterReader:
    """Reads parameters; one that is broken is reported and left out, the others stay."""

    workspace: Workspace
    schemas: SchemaReader
    found: Diagnostics

    def listed(self, owner: Node) -> list[Param]:
        """Read the parameters of a path item or an operation."""
        params: dict[tuple[In, str], Param] = {}
        for node in owner.nodes("parameters"):
            param = self.one(node)
            if param is None:
                continue
            key = (param.where, param.name)
            if key not in params:
                params[key] = param
            elif replace(param, location=params[key].location) == params[key]:
                self.found.warning("duplicate-name", f"parameter '{param.name}' is listed twice", node.location)
            else:
                message = f"parameter '{param.name}' is listed twice, with another meaning"
                self.found.error("duplicate-name", message, node.location)
        return list(params.values())

    def one(self, reference: Node) -> Param | None:
        """Read a parameter, or what a reference to one leads to; None where it is broken."""
        node = self.workspace.follow_object(reference)
        if node is None:
            return None
        name, where = self._identity(node)
        if not name or where is None:
            self.value(node)  # for its diagnostics
            return None
        if where is In.HEADER and name.lower() in _IGNORED_HEADERS:
            return None  # OpenAPI, Parameter Object: such definitions shall be ignored
        if where is In.HEADER:
            check_header_name(node, name)
        content_type, value_type = self.value(node, f"parameter {name[:60]!r}")
        schema = node.get("schema")
        default = schema.get("default") if schema is not None else None
        style = self._style(node, where)
        required = node.flag("required")  # read wherever it stands, for its findings
        return Param(
            name=name,
            where=where,
            type=value_type,
            required=required or where is In.PATH,
            style=style,
            explode=node.flag("explode", default=style in {"form", "cookie"}),
            allow_reserved=node.flag("allowReserved"),
            content_type=content_type,
            default=ABSENT if default is None else default.value,
            description=node.words("description"),
            deprecated=node.flag("deprecated"),
            location=node.location,
        )

    def _identity(self, node: Node) -> tuple[str, In | None]:
        """Return the name of a parameter and where it stands; reports where one of both is missing."""
        name, place = node.text("name"), node.text("in")
        where = In(place) if place in set(In) else None
        if not name and (not node.has("name") or node.raw("name") == ""):  # a name of another type has been reported
            self.found.error("missing-property", "a parameter needs 'name'", node.location)
        elif name and where is None:
            message = "a parameter needs a valid 'in' (path, query, header or cookie)"
            self.found.error("missing-property", message, node.location)
        return name, where

    def _style(self, node: Node, where: In) -> str:
        style = node.text("style") or _DEFAULT_STYLE[where]
        if where in _STYLES and style not in _STYLES[where]:
            place = node.location.child("style")
            self.found.error("invalid-value", f"no style {style!r} in a {where} parameter", place)
            return _DEFAULT_STYLE[where]
        return style

    def value(self, node: Node, what: str = "") -> tuple[str, Type]:
        """Read the type of a parameter or header, and the media type where ``content`` gives one.

        ``what`` is the name of a parameter in messages: one of no type is worth a warning.
        """
        content = node.get("content")
        schema = node.get("schema")
        media = list(content.members()) if content is not None else []
        if schema is not None:
            if media:
                message = "'content' is not read beside 'schema'"
                self.found.warning("invalid-value", message, node.location.child("content"))
            return "", self.schemas.read(schema)
        if not media:
            if what and content is None:
                message = f"{what} has neither 'schema' nor 'content': any value is taken"
                self.found.warning("missing-property", message, node.location)
            elif what:
                message = f"the content of {what} names no media type: any value is taken"
                self.found.warning("missing-property", message, node.location.child("content"))
            return "", AnyValue(location=node.location)
        for _, other in media[1:]:
            message = "only the first media type of 'content' is read here"
            self.found.warning("invalid-value", message, other.location)
        name, first = media[0]
        inner = first.get("schema") if isinstance(first.value, dict) else None
        return name, self.schemas.read(inner) if inner is not None else AnyValue(location=first.location)


def check_header_name(node: Node, name: str) -> None:
    """Warn of a header that no request can hold, which is named at ``node``."""
    if name and not _TOKEN.fullmatch(name):
        node.found.warning(
            "invalid-header-name",
            f"{name!r} is no name of a header: calls that send it fail",
            node.location.child("name"),
            hint="names of headers are letters, digits and dashes",
        )
