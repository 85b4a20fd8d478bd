"""Lists the calls of an SDK: public methods and functions that send a request, with their names from the client."""

from __future__ import annotations

import ast
import re
from dataclasses import replace
from typing import TYPE_CHECKING

from codegen.adopt.facts import SdkArgument, SdkCall
from codegen.adopt.groups import Attributes, Groups, find_groups, is_asynchronous
from codegen.adopt.index import annotation_names, dotted
from codegen.adopt.requests import Request, requests_of, wire_names

if TYPE_CHECKING:
    from collections.abc import Iterator

    from codegen.adopt.index import Class, Function, Index, Module

_MOST_STEPS = 3
_VARIANTS = ("_with_http_info", "_without_preload_content", "_raw", "_async", "_asyncio", "_detailed")
_CLASS_ENDS = ("Api", "API", "Client", "Service", "Resource")
_WORD = re.compile(r"(?<=[a-z0-9])(?=[A-Z])|(?<=[A-Z])(?=[A-Z][a-z])")
_OWN = ("self", "cls")


class Calls:
    """Finds the requests of methods, also those that a method sends by calling others."""

    def __init__(self, index: Index) -> None:
        """Find the classes that send requests themselves."""
        self.index = index
        self.attributes = Attributes(index)
        self._own: dict[ast.AST, list[Request]] = {}
        direct = {item for item in index.classes() if any(self._requests(one) for one in item.methods.values())}
        self.carriers = direct | {item for item in index.classes() if self._delegates(item, direct)}

    def _delegates(self, item: Class, direct: set[Class]) -> bool:
        """Return whether a class sends requests by a base class, or by an object that only itself uses."""
        private = (target for name, target in self.attributes.of(item).items() if name.startswith("_"))
        return any(one in direct for one in (*self.index.lineage(item), *private))

    def _requests(self, function: Function) -> list[Request]:
        if function not in self._own:
            self._own[function] = list(requests_of(function))
        return self._own[function]

    def follow(
        self, item: Class, function: Function, steps: int = _MOST_STEPS
    ) -> tuple[list[Request], int, dict[str, str]]:
        """Return the requests of a method, the number of methods in between, and the wire names of its parameters."""
        own = self._requests(function)
        if own or not steps:
            return own, 0, wire_names(function)
        for owner, name in self._called(item, function):
            method = self.method(owner, name)
            if method is None or method is function:
                continue
            found, depth, wires = self.follow(owner, method, steps - 1)
            if found:
                names = {argument.name for argument in arguments_of(function)}
                return found, depth + 1, {wire: name for wire, name in wires.items() if name in names}
        return [], 0, {}

    def _called(self, item: Class, function: Function) -> Iterator[tuple[Class, str]]:
        """Yield the methods that a method calls: on itself, or on an object that it holds."""
        for node in ast.walk(function):
            parts = dotted(node.func).split(".") if isinstance(node, ast.Call) else []
            if len(parts) < 2 or parts[0] not in _OWN:  # noqa: PLR2004 - self and a method
                continue
            holder: Class | None = item
            for name in parts[1:-1]:
                holder = self.attributes.of(holder).get(name) if holder is not None else None
            if holder is not None:
                yield holder, parts[-1]

    def method(self, item: Class, name: str) -> Function | None:
        """Return a method of a class or of its base classes."""
        owners = self.index.lineage(item)
        return next((owner.methods[name] for owner in owners if name in owner.methods), None)

    def of_class(self, item: Class, chain: tuple[str, ...], lead: tuple[int, ...]) -> Iterator[SdkCall]:
        """Yield the calls of the public methods of a class and its base classes."""
        seen: set[str] = set()
        for owner in self.index.lineage(item):
            for name, function in owner.methods.items():
                if name in seen or name.startswith("_") or is_asynchronous(name) or _is_property(function):
                    continue
                seen.add(name)
                requests, depth, wires = self.follow(item, function)
                if len({(one.verb, one.path) for one in requests}) == 1:
                    yield _call(owner, function, chain, requests[0], wires, (*lead, _variant(name), depth))


def _is_property(function: Function) -> bool:
    return any(dotted(part).endswith(("property", ".setter", "overload")) for part in function.decorator_list)


def _variant(name: str) -> int:
    """Return 1 for the name of a variant of another method."""
    return int(name.endswith(_VARIANTS))


def arguments_of(function: Function) -> list[SdkArgument]:
    """Return the parameters of a method without its first one."""
    args = function.args
    positional = [*args.posonlyargs, *args.args]
    needed = len(positional) - len(args.defaults)
    rows = [
        SdkArgument(
            name=item.arg, kind="positional" if item in args.posonlyargs else "either", required=number < needed
        )
        for number, item in enumerate(positional)
        if item.arg not in _OWN or number
    ]
    keywords = zip(args.kwonlyargs, args.kw_defaults, strict=True)
    return [*rows, *(SdkArgument(name=item.arg, required=default is None) for item, default in keywords)]


def _call(
    owner: Class,
    function: Function,
    chain: tuple[str, ...],
    request: Request,
    wires: dict[str, str],
    order: tuple[int, ...],
) -> SdkCall:
    arguments = arguments_of(function)
    known = {argument.name for argument in arguments}
    filled = {wire: name for wire, name in request.names.items() if name in known}
    page = next((text for text in annotation_names(function.returns)[:1] if _is_page(text)), "")
    return SdkCall(
        verb=request.verb,
        path=request.path,
        name=".".join((*chain, function.name)),
        arguments=tuple(arguments),
        wires={**wires, **filled},
        returns=tuple(name.rpartition(".")[2] for name in annotation_names(function.returns)),
        order=order,
        place=f"{owner.module.path}:{function.lineno}",
        page=page.rpartition(".")[2],
    )


def _is_page(name: str) -> bool:
    return "Page" in name.rpartition(".")[2]


def find_calls(index: Index) -> tuple[tuple[SdkCall, ...], Groups]:
    """Return all calls of an SDK, those of the client's resources first."""
    calls = Calls(index)
    groups = find_groups(calls.attributes, calls.carriers)
    found: list[SdkCall] = []
    for item, chain in groups.chains.items():
        found += calls.of_class(item, chain, (0, len(chain)))
    for item in index.classes():
        if item not in groups.chains and item in calls.carriers and not _is_internal(item):
            found += calls.of_class(item, (_group_name(item.name),), (1, 1))
    for module in index.modules.values():
        found += _of_module(module)
    return tuple(found), groups


def _is_internal(item: Class) -> bool:
    """Return whether callers do not use a class: private, asynchronous, or the raw half of another."""
    return item.name.startswith(("_", "Raw")) or is_asynchronous(item.name)


def _group_name(name: str) -> str:
    """Return the name of a resource for a class that no client holds: ``PetsApi`` is ``pets``."""
    end = next((end for end in _CLASS_ENDS if name.endswith(end) and name != end), "")
    return "_".join(word.lower() for word in _WORD.split(name.removesuffix(end)))


def _of_module(module: Module) -> Iterator[SdkCall]:
    """Yield the call of a module such as ``api/pets/get_pet.py``, with a function per form (openapi-python-client)."""
    builder = module.functions.get("_get_kwargs")
    public = next((module.functions[name] for name in ("sync", "sync_detailed") if name in module.functions), None)
    parts = module.name.split(".")
    if builder is None or public is None or "api" not in parts:
        return
    requests = list(requests_of(builder))
    below = parts[len(parts) - 1 - parts[::-1].index("api") + 1 :]
    if requests:
        wires = {**wire_names(builder), **requests[0].names}
        call = SdkCall(verb=requests[0].verb, path=requests[0].path, name=".".join(below))
        returns = [name.rpartition(".")[2] for name in annotation_names(public.returns)]
        yield replace(
            call,
            arguments=tuple(item for item in arguments_of(public) if item.name != "client"),
            wires=wires,
            returns=tuple(returns),
            order=(0, len(below), 0, 0),
            place=f"{module.path}:{builder.lineno}",
        )
