"""Reads the settings of an SDK's client and the pagination of its page classes."""

from __future__ import annotations

import ast
import re
from typing import TYPE_CHECKING

from codegen.adopt.calls import arguments_of
from codegen.adopt.facts import ClientFacts, PageFacts
from codegen.adopt.index import dotted, text

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from codegen.adopt.index import Class, Function, Index, Module

_VARIABLE = re.compile(r"[A-Z][A-Z0-9]*(?:_[A-Z0-9]+)+")
_URL = re.compile(r"https?://[A-Za-z0-9.-]+(?::\d+)?(?:/[\w./-]*)?")
_HEADER = re.compile(r"[A-Za-z][A-Za-z0-9-]*")
_USUAL = ("accept", "authorization", "content-type", "user-agent", "idempotency-key", "x-api-key")
_OF_MAKERS = ("x-stainless-", "x-fern-", "x-crayon-", "x-speakeasy-")
_RETRIES = "max_retries"


def client_facts(index: Index, root: Class | None) -> ClientFacts:
    """Return the settings of the client class; without one, what the modules of the SDK state."""
    lineage = index.lineage(root) if root is not None else []
    modules = list(dict.fromkeys(item.module for item in lineage))
    init = next((item.methods["__init__"] for item in lineage if "__init__" in item.methods), None)
    variables = _variables(modules) or _variables(index.modules.values())
    urls = _urls(item.methods["__init__"] for item in lineage if "__init__" in item.methods)
    return ClientFacts(
        name=root.name if root is not None else "",
        environment=tuple(variables),
        base_urls=tuple(urls or _environment_urls(index)),
        headers=_headers(lineage),
        arguments=tuple(arguments_of(init)) if init is not None else (),
        retries=_retries(index, init),
    )


def _variables(modules: Iterable[Module]) -> list[str]:
    """Return the environment variables that modules read, in order."""
    found: dict[str, None] = {}
    for module in modules:
        for node in ast.walk(module.tree):
            match node:
                case ast.Call(func=function, args=[ast.Constant(value=str(name)), *_]) if _reads(dotted(function)):
                    found[name] = None
                case ast.Subscript(value=owner, slice=ast.Constant(value=str(name))) if _reads(dotted(owner)):
                    found[name] = None
    return [name for name in found if _VARIABLE.fullmatch(name)]


def _reads(function: str) -> bool:
    return function.endswith(("environ.get", "getenv", "environ")) or function == "required_env"


def _urls(functions: Iterable[Function]) -> list[str]:
    found = (text(node) for function in functions for node in ast.walk(function))
    return list(dict.fromkeys(url for url in found if _URL.fullmatch(url)))


def _environment_urls(index: Index) -> list[str]:
    """Return the URLs of a class of environments (Fern), or of a list ``SERVERS`` (Speakeasy)."""
    found: dict[str, None] = {}
    for module in index.modules.values():
        for node in module.tree.body:
            name = node.name if isinstance(node, ast.ClassDef) else _assigned(node)
            if name.endswith("Environment") or name == "SERVERS":
                found |= {url: None for url in map(text, ast.walk(node)) if _URL.fullmatch(url)}
    return list(found)


def _assigned(node: ast.stmt) -> str:
    is_plain = isinstance(node, ast.Assign) and len(node.targets) == 1
    return dotted(node.targets[0]) if is_plain and isinstance(node, ast.Assign) else ""


def _headers(lineage: Iterable[Class]) -> dict[str, str]:
    """Return the constant headers that the client sends and that are not those of its maker."""
    found: dict[str, str] = {}
    for item in lineage:
        method = item.methods.get("default_headers")
        for node in ast.walk(method) if method is not None else ():
            for key, value in zip(node.keys, node.values, strict=True) if isinstance(node, ast.Dict) else ():
                match key, value:
                    case ast.Constant(value=str(name)), ast.Constant(value=str(sent)) if _is_own(name):
                        found.setdefault(name, sent)
    return found


def _is_own(name: str) -> bool:
    return bool(_HEADER.fullmatch(name)) and not name.lower().startswith((*_USUAL, *_OF_MAKERS))


def _retries(index: Index, init: Function | None) -> int | None:
    """Return the default of ``max_retries``, also of a constant."""
    if init is None:
        return None
    args = init.args
    positional = [*args.posonlyargs, *args.args]
    pairs = [
        *zip(positional[len(positional) - len(args.defaults) :], args.defaults, strict=True),
        *zip(args.kwonlyargs, args.kw_defaults, strict=True),
    ]
    value = next((default for item, default in pairs if item.arg == _RETRIES), None)
    if isinstance(value, ast.Constant) and isinstance(value.value, int):
        return value.value
    name = dotted(value).rpartition(".")[2]
    constants = (_constant(module, name) for module in index.modules.values()) if name else ()
    return next((number for number in constants if number is not None), None)


def _constant(module: Module, name: str) -> int | None:
    for node in module.tree.body:
        is_named = _assigned(node) == name
        if is_named and isinstance(node, ast.Assign) and isinstance(node.value, ast.Constant):
            return node.value.value if isinstance(node.value.value, int) else None
    return None


def page_facts(index: Index) -> dict[str, PageFacts]:
    """Return the pagination of classes with ``next_page_info`` (Stainless)."""
    found = {}
    for item in index.classes():
        follow, items = item.methods.get("next_page_info"), item.methods.get("_get_page_items")
        if follow is not None and items is not None and (settings := _settings(follow, items)):
            found[item.name] = PageFacts(settings=settings)
    return found


def _settings(follow: Function, items: Function) -> dict[str, str]:
    """Return the settings of a page class; none if it does something else."""
    params = [(text(key), value) for key, value in _params(follow)]
    rows = _attributes(items)
    if not params and rows and not _calls(follow):  # a single page, which has no successor
        return {"kind": "link", "items": rows[0]}
    if len(params) != 1 or not params[0][0]:
        return {}
    return _settings_of_param(*params[0], follow, rows)


def _settings_of_param(param: str, value: ast.expr, follow: Function, rows: list[str]) -> dict[str, str]:
    """Return the settings of a page class that requests the next page with one parameter."""
    lead = {"items": rows[0]} if rows else {}
    if isinstance(value, ast.Attribute):  # an attribute of the last item
        return {"kind": "id", **lead, "param": param, "id": value.attr}
    if isinstance(value, ast.BinOp):
        return {"kind": "page", **lead, "param": param}
    cursor = next((name for name in _attributes(follow) if name not in rows), "")
    return {"kind": "cursor", **lead, "param": param, "next": cursor} if cursor else {}


def _calls(function: Function) -> bool:
    return any(isinstance(node, ast.Call) for node in ast.walk(function))


def _params(function: Function) -> Iterator[tuple[ast.expr | None, ast.expr]]:
    """Yield the items of the dictionary in ``PageInfo(params={…})``."""
    for node in ast.walk(function):
        if isinstance(node, ast.Call) and dotted(node.func) == "PageInfo":
            for part in node.keywords:
                if part.arg == "params" and isinstance(part.value, ast.Dict):
                    yield from zip(part.value.keys, part.value.values, strict=True)


def _attributes(function: Function) -> list[str]:
    """Return the attributes of ``self`` that a method reads."""
    nodes = [node for node in ast.walk(function) if isinstance(node, ast.Attribute)]
    own = [node.attr for node in nodes if isinstance(node.value, ast.Name) and node.value.id == "self"]
    return list(dict.fromkeys(name for name in own if not name.startswith("_") and name != "next_page_info"))
