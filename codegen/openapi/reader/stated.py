"""Reads names for generated code that documents state in extensions (``x-fern-sdk-method-name`` …)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from codegen.ir.api import StatedName

if TYPE_CHECKING:
    from codegen.openapi.reader.node import Node

_GROUPS = ("x-codegen-group", "x-fern-sdk-group-name", "x-speakeasy-group", "x-stainless-group", "x-ms-client-group")
_METHODS = (
    "x-codegen-method",
    "x-fern-sdk-method-name",
    "x-speakeasy-name-override",
    "x-stainless-method",
    "x-ms-client-name",
)
_SCHEMAS = ("x-codegen-name", "x-fern-type-name", "x-speakeasy-name-override", "x-stainless-name", "x-ms-client-name")
_VALUES = ("x-codegen-name", "x-fern-parameter-name", "x-fern-property-name", "x-speakeasy-name-override")
_MEMBERS = (*_VALUES, "x-stainless-name", "x-ms-client-name")
_BODY = "x-codegen-request-body-name"


def stated_operation(node: Node) -> StatedName:
    """Return the names that an operation states: of its group, its method, and its body."""
    group, group_key = _first(node, _GROUPS)
    method, method_key = _first(node, _METHODS)
    return StatedName(
        group=group, method=method[-1] if method else "", key=method_key or group_key, body=node.text(_BODY).strip()
    )


def stated_schema(node: Node) -> tuple[str, str]:
    """Return the class name that a schema states, and the extension."""
    return _single(node, _SCHEMAS)


def stated_member(node: Node) -> str:
    """Return the name that a parameter or property states."""
    return _single(node, _MEMBERS)[0]


def _single(node: Node, keys: tuple[str, ...]) -> tuple[str, str]:
    found, key = _first(node, keys)
    return "_".join(found), key


def _first(node: Node, keys: tuple[str, ...]) -> tuple[tuple[str, ...], str]:
    """Return the parts of the first extension that is a string or a list of strings, and its key."""
    for key in keys:
        texts = (node.text(key),) if node.text(key) else node.strings(key)
        parts = tuple(part.strip() for text in texts for part in text.split(".") if part.strip())
        if parts:
            return parts, key
    return (), ""
