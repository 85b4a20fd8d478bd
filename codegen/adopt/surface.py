"""Compares the public surface of a Python package with that of a generated one: what callers of the package lose."""

from __future__ import annotations

import ast
from collections import Counter
from dataclasses import dataclass
from typing import TYPE_CHECKING

from codegen.adopt.match import match_calls
from codegen.python.emit.surface import build_surface
from codegen.python.render import runtime_root

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from codegen.adopt.facts import Sdk, SdkArgument, SdkCall
    from codegen.pipeline.stages import Prepared
    from codegen.python.emit.surface import Surface, SurfaceArgument, SurfaceModel, SurfaceOperation
    from codegen.python.names import NameTable

ERR, WARN, INFO = "ERR", "WARN", "INFO"
KINDS: Mapping[str, str] = {
    "method-removed": ERR,
    "method-renamed": ERR,
    "argument-removed": ERR,
    "argument-required": ERR,
    "argument-keyword-only": ERR,
    "argument-order": ERR,
    "class-removed": ERR,
    "exception-removed": ERR,
    "field-removed": WARN,
    "client-argument-removed": WARN,
    "method-added": INFO,
    "class-added": INFO,
}
"""Kinds of differences with their severities, as those of ``codegen diff``."""
_REQUEST_OPTIONS = frozenset(
    {"extra_headers", "extra_query", "extra_body", "timeout", "options", "params"}
    | {"retries", "server_url", "timeout_ms", "http_headers", "_request_timeout", "_request_auth", "_content_type"}
    | {"_headers", "_host_index", "async_req", "client", "idempotency_key", "request_timeout"}
)
"""Arguments of all methods of makers that set options of one request; their loss is reported once per name."""
_CLIENT_OPTIONS = frozenset(
    {"api_key", "base_url", "timeout", "max_retries", "headers", "http_client", "transport", "proxy", "self"}
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Difference:
    """One difference: ``kind`` is a key of ``KINDS``, ``subject`` the name that callers use."""

    kind: str
    subject: str
    message: str

    @property
    def level(self) -> str:
        """Return the severity."""
        return KINDS[self.kind]


@dataclass(frozen=True, slots=True, kw_only=True)
class SurfaceReport:
    """All differences, most severe first, with the numbers of methods and classes that are equal."""

    old: str
    new: str
    differences: tuple[Difference, ...]
    methods: tuple[int, int]
    classes: tuple[int, int]

    def count(self, level: str) -> int:
        """Return the number of differences of a severity."""
        return sum(1 for item in self.differences if item.level == level)


def compare_surfaces(sdk: Sdk, prepared: Prepared) -> SurfaceReport:
    """Compare the surface of an SDK with that of a generated package."""
    surface = build_surface(prepared.api, prepared.names)
    matching = match_calls(sdk, prepared.api, prepared.names)
    operations = {f"{item.method} {item.path}": item for item in surface.operations}
    found: list[Difference] = []
    lost: Counter[str] = Counter()
    equal = 0
    for key, call in matching.calls.items():
        operation = operations[key]
        if operation.name != call.name:
            found.append(_difference("method-renamed", call.name, f"is {operation.name} in the generated package"))
        else:
            equal += 1
        found += _arguments(call, operation, lost)
    found += [
        _difference("method-removed", call.name, f"sends {call.key}, which the document does not have")
        for call in matching.unmatched
    ]
    found += [
        _difference("argument-removed", name, f"an option of a request in {count} methods; use request_options")
        for name, count in lost.items()
    ]
    found += [
        _difference("method-added", item.name, f"sends {key}")
        for key, item in operations.items()
        if key not in matching.calls
    ]
    classes, same, total = _classes(sdk, surface, prepared.names)
    found += classes
    found += _client(sdk)
    order = list(KINDS)
    return SurfaceReport(
        old=sdk.label,
        new=surface.package,
        differences=tuple(sorted(found, key=lambda item: (order.index(item.kind), item.subject, item.message))),
        methods=(equal, len(matching.calls) + len(matching.unmatched)),
        classes=(same, total),
    )


def _difference(kind: str, subject: str, message: str) -> Difference:
    return Difference(kind=kind, subject=subject, message=message)


def _arguments(call: SdkCall, operation: SurfaceOperation, lost: Counter[str]) -> Iterator[Difference]:
    """Yield the differences of the arguments of a method; options of a request are counted in ``lost``."""
    if not call.arguments:
        return
    ours = {item.name: item for item in operation.arguments}
    for argument in call.arguments:
        subject = f"{call.name}({argument.name})"
        own = ours.get(argument.name)
        if own is not None:
            yield from _changed_argument(subject, argument, own)
        elif argument.name in _REQUEST_OPTIONS:
            lost[argument.name] += 1
        elif argument.name != "request_options":  # all generated methods have it
            yield _difference("argument-removed", subject, "the generated method has no such argument")
    yield from _new_arguments(call, operation)
    yield from _changed_order(call, operation)


def _changed_argument(subject: str, argument: SdkArgument, own: SurfaceArgument) -> Iterator[Difference]:
    """Yield the difference of an argument that both methods have."""
    if argument.kind != "keyword" and not own.positional:
        yield _difference("argument-keyword-only", subject, "is a keyword argument of the generated method")
    elif own.required and not argument.required:
        yield _difference("argument-required", subject, "is required by the generated method")


def _new_arguments(call: SdkCall, operation: SurfaceOperation) -> Iterator[Difference]:
    """Yield the required arguments that only the generated method has."""
    known = {argument.name for argument in call.arguments}
    for own in operation.arguments:
        if own.required and own.name not in known:
            subject = f"{call.name}({own.name})"
            yield _difference("argument-required", subject, "is required by the generated method only")


def _changed_order(call: SdkCall, operation: SurfaceOperation) -> Iterator[Difference]:
    """Yield the difference of the order of positional arguments that both methods have."""
    theirs = [item.name for item in call.arguments if item.kind != "keyword"]
    ours = [item.name for item in operation.arguments if item.positional and item.name in theirs]
    if ours != [name for name in theirs if name in ours]:
        yield _difference("argument-order", call.name, f"positional arguments are {', '.join(ours)}")


def _classes(sdk: Sdk, surface: Surface, names: NameTable) -> tuple[list[Difference], int, int]:
    """Return the differences of classes, the number of names that both packages have, and that of the SDK."""
    ours = {item.name: item for item in surface.models}
    theirs = _data_classes(sdk)
    equal = theirs.keys() & (ours.keys() | {str(item.typed_dict) for item in names.models.values()})
    found: list[Difference] = []
    for name in theirs.keys() & ours.keys():
        found += _fields(name, theirs[name], ours[name])
    raised = {item.name for item in sdk.classes if item.kind == "error"} - _exceptions()
    rows = (
        ("class-removed", theirs.keys() - equal, "the generated package has no such class"),
        ("exception-removed", raised, "the generated package has no such exception"),
        ("class-added", ours.keys() - theirs.keys(), "only the generated package has this class"),
    )
    found += [_difference(kind, name, message) for kind, subjects, message in rows for name in subjects]
    return found, len(equal), len(theirs)


def _data_classes(sdk: Sdk) -> dict[str, set[str]]:
    """Return the fields of the SDK's data classes; classes of the same name are one."""
    found: dict[str, set[str]] = {}
    for item in sdk.classes:
        if item.kind == "data":
            found.setdefault(item.name, set()).update(item.fields)
    return found


def _exceptions() -> set[str]:
    """Return the names of the exceptions of generated clients."""
    text = (runtime_root() / "client" / "errors.py").read_text(encoding="utf-8")
    return {node.name for node in ast.parse(text).body if isinstance(node, ast.ClassDef)}


def _fields(name: str, fields: set[str], own: SurfaceModel) -> Iterator[Difference]:
    known = {text for row in own.fields for text in (row.name, row.wire)}
    if own.kind == "class":
        for row in sorted(fields - known):
            yield _difference("field-removed", f"{name}.{row}", "the generated class has no such field")


def _client(sdk: Sdk) -> Iterator[Difference]:
    for argument in sdk.client.arguments:
        if argument.name not in _CLIENT_OPTIONS and not argument.name.startswith("_"):
            message = "compare it with the arguments of the generated client"
            yield _difference("client-argument-removed", f"{sdk.client.name}({argument.name})", message)
