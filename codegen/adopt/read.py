"""Reads everything that an SDK states: its maker, calls, classes and settings."""

from __future__ import annotations

import ast
import re
from typing import TYPE_CHECKING

from codegen.adopt.calls import find_calls
from codegen.adopt.client import client_facts, page_facts
from codegen.adopt.facts import Sdk, SdkCall, SdkClass
from codegen.adopt.index import Index, dotted
from codegen.adopt.source import read_sdk
from codegen.core.errors import UsageError
from codegen.core.printed import visible

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from pathlib import Path

    from codegen.adopt.index import Class

_API_MD = re.compile(
    r'<code title="(?P<verb>get|post|put|patch|delete) (?P<path>[^"\s]{1,1000})">client\.(?P<chain>[\w.]*)'
    r"<a [^>]{0,1000}>(?P<method>\w+)</a>"
)
_SIGNS: Mapping[str, tuple[str, ...]] = {
    "Stainless": (".stats.yml", "stainless.yml", "_base_client.py+_qs.py"),
    "Speakeasy": (".speakeasy/gen.yaml", "basesdk.py+sdkconfiguration.py"),
    "Fern": (".fern/metadata.json", "core/client_wrapper.py"),
    "openapi-generator": (".openapi-generator/VERSION", "api_client.py+rest.py"),
}
"""Files that tell the maker of an SDK; ``+`` joins files that must be there together."""


def load_sdk(source: str, cwd: Path) -> Sdk:
    """Read an SDK. Raises ``UsageError`` with one sentence if it cannot be read, or sends no requests."""
    files = read_sdk(source, cwd)
    index = Index(files.files)
    calls, groups = find_calls(index)
    listed = tuple(_listed(files.files))
    if not calls and not listed:
        more = f" ({len(index.unread)} modules cannot be parsed)" if index.unread else ""
        msg = f"{visible(source)} has no methods that send a request with a method and a path that can be read{more}"
        raise UsageError(msg)
    return Sdk(
        label=files.label,
        maker=_maker(files.files, calls),
        calls=(*listed, *calls),
        classes=tuple(_classes(index, set(groups.chains))),
        client=client_facts(index, groups.root),
        pages=page_facts(index),
        unread=(*files.unread, *index.unread),
    )


def _listed(files: Mapping[str, bytes]) -> Iterator[SdkCall]:
    """Yield the methods that an ``api.md`` lists (Stainless). They come before those of the code."""
    for path, content in files.items():
        if path.rpartition("/")[2] == "api.md":
            for found in _API_MD.finditer(content.decode(errors="replace")):
                verb, where, name = found["verb"].upper(), found["path"], found["chain"] + found["method"]
                yield SdkCall(verb=verb, path=where, name=name, order=(-1,), place=path)


def _maker(files: Mapping[str, bytes], calls: tuple[SdkCall, ...]) -> str:
    """Return the name of the generator that made an SDK; empty if it is not recognised."""
    for maker, signs in _SIGNS.items():
        if any(all(_has(files, name) for name in sign.split("+")) for sign in signs):
            return maker
    is_functions = any(call.order[:1] == (0,) and "/api/" in call.place and call.order[2:] == (0, 0) for call in calls)
    return "openapi-python-client" if is_functions and _has(files, "client.py") and _has(files, "types.py") else ""


def _has(files: Mapping[str, bytes], name: str) -> bool:
    return any(path == name or path.endswith("/" + name) for path in files)


def _classes(index: Index, resources: set[Class]) -> Iterator[SdkClass]:
    """Yield the public classes of an SDK, and aliases of types."""
    for module in index.modules.values():
        for item in module.classes.values():
            if not item.name.startswith("_"):
                yield _class(item, is_code=item in resources)
        for node in module.tree.body:
            name = _alias(node)
            if name:
                yield SdkClass(name=name, module=module.name)


def _class(item: Class, *, is_code: bool) -> SdkClass:
    rows = [node for node in item.node.body if isinstance(node, ast.AnnAssign) and isinstance(node.target, ast.Name)]
    named = [(dotted(node.target), node) for node in rows]
    return SdkClass(
        name=item.name,
        module=item.module.name,
        fields=tuple(name for name, _ in named if not name.startswith("_")),
        wires={name: wire for name, node in named if (wire := _wire(node))},
        kind="code" if is_code else _kind(item, has_fields=bool(rows)),
    )


def _kind(item: Class, *, has_fields: bool) -> str:
    """Return whether a class holds data, is an exception, or is code."""
    bases = [dotted(base).rpartition(".")[2] for base in item.node.bases]
    if item.name.endswith(("Error", "Exception")) or any(base.endswith(("Error", "Exception")) for base in bases):
        return "error"
    sends = any(not name.startswith("_") for name in item.methods) and not any(map(_is_data, bases))
    return "code" if sends or not (has_fields or bases) else "data"


def _is_data(base: str) -> bool:
    return base.endswith(("Model", "TypedDict", "Enum", "StripeObject", "Resource")) and not base.endswith(
        "APIResource"
    )


def _wire(node: ast.AnnAssign) -> str:
    """Return the alias of a field, wherever a keyword ``alias`` states one."""
    for part in ast.walk(node):
        if isinstance(part, ast.keyword) and part.arg == "alias" and isinstance(part.value, ast.Constant):
            return part.value.value if isinstance(part.value.value, str) else ""
    return ""


def _alias(node: ast.stmt) -> str:
    """Return the name of an alias such as ``Event: TypeAlias = Union[…]``; empty for other statements."""
    if isinstance(node, ast.AnnAssign) and dotted(node.annotation).endswith("TypeAlias"):
        return dotted(node.target)
    if isinstance(node, ast.Assign) and len(node.targets) == 1:
        name, value = dotted(node.targets[0]), dotted(node.value)
        is_type = isinstance(node.value, ast.Subscript) and value.rpartition(".")[2] in {
            "Union",
            "Annotated",
            "Literal",
        }
        return name if is_type and name[:1].isupper() else ""
    return ""
