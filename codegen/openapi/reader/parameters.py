"""Reads parameters, and the schema or content that they share with headers."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from codegen.ir.api import In, Param
from codegen.ir.types import ABSENT, AnyValue
from codegen.openapi.reader.deprecation import read_deprecation
from codegen.openapi.reader.objects import read_default
from codegen.openapi.reader.stated import stated_member

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
"""Header names (RFC 9110, section 5.1)."""
_IGNORED_HEADERS = {"accept", "content-type", "authorization"}


@dataclass(frozen=True, slots=True)
class ParameterReader:
    """Reads parameters; an invalid one is reported and skipped."""

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
                self.found.warning("duplicate-name", f"duplicate parameter '{param.name}'", node.location)
            else:
                message = f"duplicate parameter '{param.name}' with a different definition"
                self.found.error("duplicate-name", message, node.location)
        return list(params.values())

    def one(self, reference: Node) -> Param | None:
        """Read a parameter, or the target of a reference to one; None for an invalid one."""
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
        schema = node.get("schema") or node.part("content").part(content_type).get("schema")
        style = self._style(node, where)
        required = node.flag("required")  # read in any case, for its diagnostics
        return Param(
            name=name,
            where=where,
            type=value_type,
            required=required or where is In.PATH,
            style=style,
            explode=node.flag("explode", default=style in {"form", "cookie"}),
            allow_reserved=node.flag("allowReserved"),
            content_type=content_type,
            default=ABSENT if schema is None else read_default(schema),
            description=node.words("description"),
            deprecated=node.flag("deprecated"),
            deprecation=read_deprecation(node),
            location=node.location,
            stated=stated_member(node),
        )

    def _identity(self, node: Node) -> tuple[str, In | None]:
        """Return the name and the location of a parameter; report missing ones."""
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

        ``what`` is the name of a parameter in messages; if it is set, a missing type is a warning.
        """
        content = node.container("content")
        schema = node.get("schema")
        media = list(content.members()) if content is not None else []
        if schema is not None:
            if media:
                message = "'content' is ignored beside 'schema'"
                self.found.warning("invalid-value", message, node.location.child("content"))
            return "", self.schemas.read(schema)
        if not media:
            if what and content is None:
                message = f"{what} has neither 'schema' nor 'content': any value is accepted"
                self.found.warning("missing-property", message, node.location)
            elif what:
                message = f"the content of {what} has no media type: any value is accepted"
                self.found.warning("missing-property", message, node.location.child("content"))
            return "", AnyValue(location=node.location)
        for _, other in media[1:]:
            message = "only the first media type of 'content' is used here"
            self.found.warning("invalid-value", message, other.location)
        name, first = media[0]
        inner = first.get("schema") if isinstance(first.value, dict) else None
        return name, self.schemas.read(inner) if inner is not None else AnyValue(location=first.location)


def check_header_name(node: Node, name: str) -> None:
    """Warn of an invalid header name at ``node``."""
    if name and not _TOKEN.fullmatch(name):
        node.found.warning(
            "invalid-header-name",
            f"{name!r} is not a valid header name: calls that send it fail",
            node.location.child("name"),
            hint="header names consist of letters, digits and dashes",
        )
