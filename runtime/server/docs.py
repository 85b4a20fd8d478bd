"""Renders an OpenAPI document as the HTML page ``/docs``, without scripts and external resources."""

from __future__ import annotations

import json
import re
from html import escape
from typing import TYPE_CHECKING, Any, Final, cast

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

_METHODS: Final = ("get", "put", "post", "delete", "options", "head", "patch", "trace", "query")
_DEEPEST: Final = 8
_STYLE: Final = """
body{font:16px/1.5 system-ui,sans-serif;max-width:62rem;margin:2rem auto;padding:0 1rem;color:#1a1a1a;background:#fff}
h1,h2{line-height:1.2}summary{cursor:pointer}code,pre{font:14px/1.4 ui-monospace,monospace}
details{border:1px solid #ccc;border-radius:4px;margin:.5rem 0;padding:.4rem .8rem}
table{border-collapse:collapse;width:100%}td,th{text-align:left;vertical-align:top;padding:.2rem .8rem .2rem 0}
b.m{display:inline-block;min-width:4.5rem}.d{text-decoration:line-through}p{margin:.4rem 0;white-space:pre-line}
"""
_TAG: Final = re.compile(r"<[^<>]*>")


def page(document: bytes) -> bytes:
    """Render an OpenAPI document (JSON) as HTML."""
    api: Any = json.loads(document)
    info = _object(api.get("info"))
    title = f"{info.get('title', 'API')} {info.get('version', '')}".strip()
    parts = [
        '<!doctype html><html lang="en"><meta charset="utf-8">',
        '<meta name="viewport" content="width=device-width,initial-scale=1">',
        f"<title>{escape(title)}</title><style>{_STYLE}</style><h1>{escape(title)}</h1>",
        _prose(info),
        '<p><a href="openapi.json">openapi.json</a></p><h2>Operations</h2>',
        *_operations(api),
        "<h2>Schemas</h2>",
        *_schemas(_object(_object(api.get("components")).get("schemas"))),
        "</html>",
    ]
    return "\n".join(parts).encode()


def _object(value: Any) -> Mapping[str, Any]:
    return cast("dict[str, Any]", value) if isinstance(value, dict) else {}


def _list(value: Any) -> list[Any]:
    return list(cast("Iterable[Any]", value)) if isinstance(value, list) else []


def _prose(node: Mapping[str, Any]) -> str:
    text = _TAG.sub("", str(node.get("description") or node.get("summary") or ""))
    return f"<p>{escape(text.strip())}</p>" if text.strip() else ""


def _operations(api: Mapping[str, Any]) -> Iterator[str]:
    for path, item in _object(api.get("paths")).items():
        shared = _list(_object(item).get("parameters"))
        for method in _METHODS:
            operation = _object(_object(item).get(method))
            if operation:
                yield _operation(api, method, path, operation, shared)


def _operation(api: Mapping[str, Any], method: str, path: str, operation: Mapping[str, Any], shared: list[Any]) -> str:
    params = [_resolved(api, param) for param in (*shared, *_list(operation.get("parameters")))]
    rows = [
        _row(
            str(param.get("name", "")),
            f"{param.get('in', '')}{', required' if param.get('required') is True else ''}",
            _type(param.get("schema")),
            param,
        )
        for param in params
    ]
    body = _resolved(api, operation.get("requestBody"))
    responses = [(status, _resolved(api, response)) for status, response in _object(operation.get("responses")).items()]
    marked = ' class="d"' if operation.get("deprecated") is True else ""
    return "".join(
        (
            f"<details><summary><b class=m>{method.upper()}</b> <code{marked}>{escape(path)}</code> ",
            escape(str(operation.get("summary") or operation.get("operationId") or "")),
            f"</summary>{_prose({'description': operation.get('description')})}",
            _table("Parameters", rows),
            _table("Body", [_row(kind, "", _type(_object(media).get("schema")), {}) for kind, media in _media(body)]),
            _table("Responses", [row for status, response in responses for row in _response(status, response)]),
            "</details>",
        )
    )


def _media(node: Mapping[str, Any]) -> list[tuple[str, Any]]:
    return list(_object(node.get("content")).items())


def _response(status: str, response: Mapping[str, Any]) -> list[str]:
    return [
        _row(status, kind, _type(_object(media).get("schema")), response)
        for kind, media in _media(response) or [("", None)]
    ]


def _schemas(schemas: Mapping[str, Any]) -> Iterator[str]:
    for name, schema in schemas.items():
        node = _object(schema)
        listed = _list(node.get("required"))
        rows = [
            _row(field, "required" if field in listed else "", _type(inner), _object(inner))
            for field, inner in _object(node.get("properties")).items()
        ]
        what = "" if rows else f"<p>{_type(schema)}</p>"
        label = escape(name, quote=True)
        yield f'<details id="{label}"><summary>{label}</summary>{_prose(node)}{what}{_table("Fields", rows)}</details>'


def _table(title: str, rows: list[str]) -> str:
    return f"<h4>{title}</h4><table>{''.join(rows)}</table>" if rows else ""


def _row(name: str, note: str, kind: str, node: Mapping[str, Any]) -> str:
    return f"<tr><td><code>{escape(name)}</code><td>{escape(note)}<td>{kind}<td>{_prose(node)}</tr>"


def _resolved(api: Mapping[str, Any], node: Any, depth: int = 0) -> Mapping[str, Any]:
    reference = _object(node).get("$ref")
    if not isinstance(reference, str) or not reference.startswith("#/") or depth > _DEEPEST:
        return _object(node)
    found: Any = api
    for token in reference[2:].split("/"):
        found = _object(found).get(token.replace("~1", "/").replace("~0", "~"))
    return _resolved(api, found, depth + 1)


def _type(schema: Any, depth: int = 0) -> str:
    """Return the HTML of a type, with links to referenced schemas."""
    node = _object(schema)
    reference = node.get("$ref")
    if isinstance(reference, str):
        name = escape(reference.rpartition("/")[2], quote=True)
        return f'<a href="#{name}">{name}</a>'
    if depth > _DEEPEST:
        return "…"
    for word in ("anyOf", "oneOf", "allOf"):
        options = _list(node.get(word))
        if options:
            joint = " and " if word == "allOf" else " or "
            return joint.join(_type(option, depth + 1) for option in options)
    if _list(node.get("enum")):
        return " | ".join(f"<code>{escape(json.dumps(value))}</code>" for value in node["enum"])
    return _json_type(node, depth)


def _json_type(node: Mapping[str, Any], depth: int) -> str:
    kind = " or ".join(map(str, _list(node.get("type")))) or str(node.get("type") or "any")
    if "array" in kind and "items" in node:
        return f"{escape(kind)} of {_type(node['items'], depth + 1)}"
    if "additionalProperties" in node and _object(node["additionalProperties"]):
        return f"{escape(kind)} of {_type(node['additionalProperties'], depth + 1)}"
    return escape(f"{kind} ({node['format']})" if node.get("format") else kind)
