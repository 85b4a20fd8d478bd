"""Finds the requests in functions of an SDK: calls and dictionaries that carry an HTTP method and a path."""

from __future__ import annotations

import ast
import re
from dataclasses import dataclass, field
from typing import TYPE_CHECKING
from urllib.parse import unquote

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from codegen.adopt.index import Function

_VERBS = ("get", "put", "post", "delete", "options", "head", "patch", "trace", "query")
_VERB_KEYS = ("method", "http_method", "verb")
_PATH_KEYS = ("path", "url", "resource_path", "endpoint", "path_template", "uri")
_VERB_NAME = re.compile(rf"_*(?P<verb>{'|'.join(_VERBS)})(?:_api_list|_raw|_async|_json|_page)*")
_PATH = re.compile(r"(?:https?://[^/{]+|\{[^{}]*\})?(?P<path>/?[\w.~{}:@$&'()*+,;=%!-]+(?:/[^\s#]*)?|/[^\s#]*)")
_LONGEST = 2000
_MOST_PARTS = 100


@dataclass(slots=True)
class Request:
    """An HTTP method and a path template; ``names`` maps its parameters to the variables in it."""

    verb: str
    path: str
    names: dict[str, str] = field(default_factory=dict)


@dataclass(slots=True)
class _Template:
    text: str
    names: dict[str, str] = field(default_factory=dict)


def requests_of(function: Function) -> Iterator[Request]:
    """Yield the requests that a function builds itself."""
    known = _assigned(function)
    for node in ast.walk(function):
        if isinstance(node, ast.Call):
            found = _request(node, known)
        elif isinstance(node, ast.Dict):
            found = _described(_items(node), known)
        else:
            continue
        if found is not None:
            yield found


def _assigned(function: Function) -> dict[str, ast.expr]:
    """Return the values of local variables that are assigned exactly once."""
    found: dict[str, list[ast.expr]] = {}
    for node in ast.walk(function):
        if isinstance(node, ast.Assign) and len(node.targets) == 1 and isinstance(node.targets[0], ast.Name):
            found.setdefault(node.targets[0].id, []).append(node.value)
    return {name: values[0] for name, values in found.items() if len(values) == 1}


def _items(node: ast.Dict) -> dict[str, ast.expr]:
    pairs = zip(node.keys, node.values, strict=True)
    return {key.value: value for key, value in pairs if isinstance(key, ast.Constant) and isinstance(key.value, str)}


def _request(node: ast.Call, known: Mapping[str, ast.expr]) -> Request | None:
    given = {part.arg: part.value for part in node.keywords if part.arg}
    described = _described(given, known)
    if described is not None:
        return described
    match = _VERB_NAME.fullmatch(node.func.attr) if isinstance(node.func, ast.Attribute) else None
    verb = _first_verb(given, node.args, known) or (match["verb"] if match else "")
    if not verb:
        return None
    values = [*(given[key] for key in _PATH_KEYS if key in given), *node.args]
    path = _first_path(values, known, bare=not match)
    return _made(verb, path) if path is not None else None


def _first_path(values: list[ast.expr], known: Mapping[str, ast.expr], *, bare: bool) -> _Template | None:
    """Return the first value that is a path and not the verb of the request."""
    for value in values:
        template = _template(value, known)
        if template is not None and template.text.lower() not in _VERBS and _is_path(template.text, bare=bare):
            return template
    return None


def _first_verb(given: Mapping[str, ast.expr], args: list[ast.expr], known: Mapping[str, ast.expr]) -> str:
    values = (*(given[key] for key in _VERB_KEYS if key in given), *args[:2])
    texts = (_template(value, known) for value in values)
    return next((text.text.lower() for text in texts if text is not None and text.text.lower() in _VERBS), "")


def _described(given: Mapping[str, ast.expr], known: Mapping[str, ast.expr]) -> Request | None:
    """Return the request of keywords or dictionary items such as ``method="GET", path="/things"``."""
    verb = next((_template(given[key], known) for key in _VERB_KEYS if key in given), None)
    path = next((_template(given[key], known) for key in _PATH_KEYS if key in given), None)
    if verb is None or path is None or verb.text.lower() not in _VERBS or not _is_path(path.text, bare=True):
        return None
    return _made(verb.text.lower(), path)


def _is_path(text: str, *, bare: bool) -> bool:
    """Return whether a text is a path; without a leading slash only where ``bare`` ones are expected."""
    if len(text) > _LONGEST or not _PATH.fullmatch(text):
        return False
    return bare or "/" in text


def _made(verb: str, template: _Template) -> Request:
    match = _PATH.fullmatch(template.text)
    path = "/" + (match["path"] if match else template.text).lstrip("/")
    return Request(verb.upper(), unquote(path), template.names)


def _template(node: ast.expr | None, known: Mapping[str, ast.expr], depth: int = 0) -> _Template | None:
    """Evaluate an expression as a path template, or return None."""
    if depth > 4:  # noqa: PLR2004 - variables that stand for variables
        return None
    match node:
        case ast.Constant(value=str(text)):
            return _Template(text)
        case ast.Name(id=name) if name in known:
            return _template(known[name], known, depth + 1)
        case ast.JoinedStr(values=values):
            return _joined(values)
        case ast.Call(func=ast.Attribute(value=owner, attr="format")):
            return _formatted(_template(owner, known, depth + 1), node)
        case ast.Call(args=[ast.Constant(value=str(text)), *_]) if "{" in text or text.startswith("/"):
            return _formatted(_Template(text), ast.Call(node.func, node.args[1:], node.keywords))
        case ast.BinOp(left=left, op=ast.Add(), right=right):
            return _added(left, right, known, depth + 1)
        case _:
            return None


def _joined(values: list[ast.expr]) -> _Template:
    made = _Template("")
    for part in values[:_MOST_PARTS]:
        if isinstance(part, ast.Constant):
            made.text += str(part.value)
        elif isinstance(part, ast.FormattedValue):
            name = _variable(part.value) or f"p{len(made.names)}"
            made.text += "{" + name + "}"
            made.names[name] = name
    return made


def _formatted(template: _Template | None, node: ast.Call) -> _Template | None:
    """Return a template with the variables that ``format`` or a function like it fills in."""
    if template is None:
        return None
    given = {part.arg: _variable(part.value) for part in node.keywords if part.arg}
    positions = iter([_variable(value) for value in node.args])

    def placed(found: re.Match[str]) -> str:
        return found[0] if found[1] else "{" + (next(positions, "") or "p") + "}"

    text = re.sub(r"\{(\w*)\}", placed, template.text[:_LONGEST])
    names = {name: given.get(name) or name for name in re.findall(r"\{(\w+)\}", text)}
    return _Template(text, names)


def _added(left: ast.expr, right: ast.expr, known: Mapping[str, ast.expr], depth: int) -> _Template | None:
    parts = []
    for node in (left, right):
        template = _template(node, known, depth)
        name = _variable(node)
        if template is None and not name:
            return None
        parts.append(template or _Template("{" + name + "}", {name: name}))
    return _Template(parts[0].text + parts[1].text, parts[0].names | parts[1].names)


def _variable(node: ast.expr) -> str:
    """Return the variable in an expression such as ``quote(str(name))``; empty if there is none."""
    if isinstance(node, ast.Attribute):
        return node.attr
    names = [part.id for part in ast.walk(node) if isinstance(part, ast.Name)]
    called = {id(part.func) for part in ast.walk(node) if isinstance(part, ast.Call)}
    values = [part.id for part in ast.walk(node) if isinstance(part, ast.Name) and id(part) not in called]
    return values[-1] if values else (names[0] if len(names) == 1 else "")


def wire_names(function: Function) -> dict[str, str]:
    """Return the parameters of a function by the wire names under which it sends them."""
    arguments = {item.arg for item in (*function.args.posonlyargs, *function.args.args, *function.args.kwonlyargs)}
    found: dict[str, str] = {}
    for node in ast.walk(function):
        for wire, value in _pairs(node):
            name = _variable(value)
            if name in arguments and name != "self":
                found.setdefault(wire, name)
    return found


def _pairs(node: ast.AST) -> Iterator[tuple[str, ast.expr]]:
    """Yield wire names with their values: of dictionaries, of ``x["wire"] = value``, of ``("wire", value)``."""
    match node:
        case ast.Dict():
            yield from _items(node).items()
        case ast.Assign(targets=[ast.Subscript(slice=ast.Constant(value=str(wire)))], value=value):
            yield wire, value
        case ast.Tuple(elts=[ast.Constant(value=str(wire)), value]):
            yield wire, value
