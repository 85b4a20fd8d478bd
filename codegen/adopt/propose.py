"""Decides which pins and settings give a generated package the names of an SDK, and lists what they cannot express."""

from __future__ import annotations

import keyword
import re
from collections import Counter
from dataclasses import dataclass, field
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from codegen.ir.api import In
from codegen.ir.bodies import body_fields
from codegen.ir.lookup import object_fields, success_type
from codegen.ir.types import ListOf, Object, RefTo
from codegen.python.emit.arguments import path_params
from codegen.python.emit.signatures import attribute_path
from codegen.python.naming.reserved import complete
from codegen.python.parts import RESERVED

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from codegen.adopt.facts import Sdk, SdkCall, SdkClass
    from codegen.adopt.match import Matching
    from codegen.ir.api import Api, Operation
    from codegen.ir.types import DefId, Definition, Type
    from codegen.python.names import NameTable, OperationName

_PARAMETER = re.compile(r"\{([^{}]*)\}")
_LEAST_COMMON = 0.5
_LEAST_OF_ALL = 0.25
"""The share of fields that a schema and a class have in common, of the smaller one and of all fields."""
_ROOT = "root"
_API_KEY = "_API_KEY"
_RETRIES = 2
"""The default of generated clients, ``DEFAULT_RETRIES`` of the runtime."""


@dataclass(slots=True)
class Adoption:
    """Settings of a target, by key, and ``open``: what is not taken over, each with the line to add where one helps."""

    names: dict[str, str] = field(default_factory=dict)
    arguments: dict[str, list[str]] = field(default_factory=dict)
    pagination: dict[str, dict[str, str]] = field(default_factory=dict)
    client: dict[str, str | dict[str, str]] = field(default_factory=dict)
    open: list[str] = field(default_factory=list)


def propose(sdk: Sdk, api: Api, names: NameTable, matching: Matching, package: str) -> Adoption:
    """Return the settings for a package; ``names`` are the names without them."""
    made = Adoption()
    _methods(api, matching, made)
    _Types(sdk, api, names).propose(matching, made)
    for operation in api.operations:
        call = matching.calls.get(operation.id)
        if call is not None and call.arguments:
            _arguments(api, operation, call, names.operations[operation.id], made)
        if call is not None and call.page:
            _pages(sdk, api, operation, call, made)
    _beyond(api, matching, made)
    _client(sdk, api, matching, package, made)
    return made


def _methods(api: Api, matching: Matching, made: Adoption) -> None:
    for operation in api.operations:
        call = matching.calls.get(operation.id)
        if call is None:
            continue
        if not all(part.isidentifier() and not keyword.iskeyword(part) for part in call.name.split(".")):
            made.open.append(f"{operation.id}: {call.name} is not a valid name")
        else:
            made.names[operation.id] = call.name if "." in call.name else f"{_ROOT}.{call.name}"
    made.open += [
        f"{call.key}: the document has no such operation, so {call.name} is not generated"
        for call in matching.unmatched
    ]


def unnamed(api: Api, matching: Matching, names: NameTable) -> Iterator[str]:
    """Yield a line for ``names`` for each operation that the SDK has no method for, with its generated name."""
    for operation in api.operations:
        if operation.id not in matching.calls:
            chosen = names.operations[operation.id]
            name = f"{attribute_path(names, chosen.resource)}.{chosen.method}"
            yield f'the SDK has no method for it; to pin its name, add "{operation.id}" = "{name}" to names'


class _Types:
    """Pins class names: equal but for case, or the classes of the responses of matched operations."""

    def __init__(self, sdk: Sdk, api: Api, names: NameTable) -> None:
        self.api = api
        self.names = names
        self.classes: dict[str, SdkClass] = {}
        for item in sdk.classes:
            known = self.classes.get(item.name)
            if known is None or len(item.fields) > len(known.fields):
                self.classes[item.name] = item
        folded = Counter(_fold(name) for name in self.classes)
        self.folded = {_fold(name): name for name in self.classes if folded[_fold(name)] == 1}
        homes: dict[str, set[str]] = {}
        for item in sdk.classes:
            homes.setdefault(item.name, set()).add(item.module)
        self.unusable = complete(RESERVED).model_classes | {name for name, places in homes.items() if len(places) > 1}
        self.own = {str(names.models[key].name): key for key in api.definitions}

    def propose(self, matching: Matching, made: Adoption) -> None:
        taken = {name for name in self.own if name in self.classes}
        for key, definition in self.api.definitions.items():
            name = self._folded_name(key, definition)
            if self._is_free(key, name, taken):
                self._pin(definition, name, taken, made)
        for key, name in self._matched_responses(matching):
            if self._is_free(key, name, taken) and self._alike(key, name):
                self._pin(self.api.definitions[key], name, taken, made)

    def _folded_name(self, key: DefId, definition: Definition) -> str:
        """Return the name of the class that is equal but for case and separators; empty if there is none."""
        own = str(self.names.models[key].name)
        return self.folded.get(_fold(own)) or self.folded.get(_fold(definition.origin.component or own), "")

    def _is_free(self, key: DefId, name: str, taken: set[str]) -> bool:
        """Return whether a definition without a name of the SDK can get one that no other definition has."""
        return str(self.names.models[key].name) not in self.classes and name != "" and name not in taken

    def _matched_responses(self, matching: Matching) -> Iterator[tuple[DefId, str]]:
        """Yield the definitions of all responses of matched operations with the classes of the SDK."""
        for operation in self.api.operations:
            call = matching.calls.get(operation.id)
            if call is not None:
                yield from self._responses(operation, call)

    def _pin(self, definition: Definition, name: str, taken: set[str], made: Adoption) -> None:
        place = definition.origin.component or f"#{definition.location.pointer}"
        place = f"#{definition.location.pointer}" if definition.location.pointer else place
        if name not in self.unusable and place not in made.names and name not in made.names.values():
            made.names[place] = name
            taken.add(name)

    def _responses(self, operation: Operation, call: SdkCall) -> Iterator[tuple[DefId, str]]:
        """Yield definitions of a response with the classes of the SDK that stand for them."""
        names = [name for name in call.returns if name in self.classes and name != call.page]
        response = success_type(operation)
        if len(set(names)) != 1 or response is None:
            return
        for node in self._listed(operation, response) if call.page else (response,):
            target = _target(node)
            if target is not None and target in self.api.definitions:
                yield target, names[0]

    def _listed(self, operation: Operation, response: Type) -> list[Type]:
        """Return the type of the items of a page: as inferred, or of the lists in the response."""
        if operation.pagination is not None:
            return [operation.pagination.item]
        return [row.type for row in object_fields(self.api, response).values() if isinstance(row.type, ListOf)]

    def _alike(self, key: DefId, name: str) -> bool:
        """Return whether a definition and a class have at least half of their fields in common."""
        node, item = self.api.definitions[key].type, self.classes[name]
        ours = {part.name for part in node.fields} if isinstance(node, Object) else set()
        theirs = {item.wires.get(part, part) for part in item.fields}
        if not ours or not theirs:
            return not ours and not theirs
        common = len(ours & theirs)
        return common >= _LEAST_COMMON * min(len(ours), len(theirs)) and common >= _LEAST_OF_ALL * len(ours | theirs)


def _fold(name: str) -> str:
    return re.sub(r"[^a-z0-9]", "", name.lower())


def _target(node: Type) -> DefId | None:
    if isinstance(node, ListOf):
        node = node.item
    return node.target if isinstance(node, RefTo) else None


def _arguments(api: Api, operation: Operation, call: SdkCall, names: OperationName, made: Adoption) -> None:
    """Pin the names and the order of the arguments where they differ."""
    declared = {argument.name for argument in call.arguments}
    path = _path_arguments(operation, call, declared)
    wires = {wire: name for wire, name in call.wires.items() if name in declared}
    renamed = dict(_renamed(api, operation, names, path, wires))
    order = _path_order(operation, call, path)
    listed = [*order, *(wire for wire in renamed if wire not in order)]
    if listed:
        made.arguments[operation.id] = [f"{wire}={renamed[wire]}" if wire in renamed else wire for wire in listed]


def _path_arguments(operation: Operation, call: SdkCall, declared: set[str]) -> dict[str, str]:
    """Return the arguments of the SDK for path parameters of the document, which are paired by position."""
    found = {}
    written = _PARAMETER.findall(call.path.partition("?")[0])
    for param, theirs in zip(path_params(operation), written, strict=False):
        name = call.wires.get(theirs, theirs)
        if name in declared:
            found[param.name] = name
    return found


def _path_order(operation: Operation, call: SdkCall, path: Mapping[str, str]) -> list[str]:
    """Return the order of path parameters to pin, those after ``*`` by keyword only; empty if none is needed.

    The order cannot be pinned if the SDK lacks an argument for one of them.
    """
    ours = [param.name for param in path_params(operation)]
    kinds = {argument.name: argument.kind for argument in call.arguments}
    wires = [wire for name in kinds for wire, used in path.items() if used == name]
    positional = [wire for wire in wires if kinds[path[wire]] != "keyword"]
    if positional == ours[: len(positional)] or len(path) != len(ours):
        return []
    return [*positional, "*", *(wire for wire in wires if wire not in positional)]


def _renamed(
    api: Api, operation: Operation, names: OperationName, path: Mapping[str, str], wires: Mapping[str, str]
) -> Iterator[tuple[str, str]]:
    """Yield wire names with the arguments of the SDK that are not the generated ones."""
    used: set[str] = set()
    own = [
        (item.name, names.params[item.where, item.name], (path if item.where is In.PATH else wires).get(item.name))
        for item in operation.params
    ]
    own += [(item.name, names.body[item.name], wires.get(item.name)) for item in body_fields(api, operation)]
    for wire, name, wanted in own:
        if wanted and wanted != str(name) and wanted not in used and not keyword.iskeyword(wanted):
            used.add(wanted)
            yield wire, wanted


def _pages(sdk: Sdk, api: Api, operation: Operation, call: SdkCall, made: Adoption) -> None:
    """Take over the pagination of an operation, if none is inferred."""
    facts = sdk.pages.get(call.page)
    if operation.pagination is not None or facts is None:
        return
    response = success_type(operation)
    fields = set(object_fields(api, response)) if response is not None else set()
    settings = dict(facts.settings)
    named = {settings[key] for key in ("items", "next") if key in settings}
    if named <= fields and _takes_page(api, operation, settings):
        made.pagination[operation.id] = settings
    elif settings.get("items") in fields:
        made.pagination[operation.id] = {"kind": "link", "items": settings["items"]}
        made.open.append(
            f"{operation.id}: only one page of {call.page}: the document lacks its parameter or its cursor"
        )
    else:
        made.open.append(f"{operation.id}: the pages of {call.page} do not fit its response")


def _takes_page(api: Api, operation: Operation, settings: Mapping[str, str]) -> bool:
    """Return whether an operation has the parameter or the property that selects a page, if one is needed."""
    known = {param.name for param in operation.params} | {item.name for item in body_fields(api, operation)}
    return "param" not in settings or settings["param"] in known


def _beyond(api: Api, matching: Matching, made: Adoption) -> None:
    """List arguments that a generated method takes by keyword only, with their number."""
    counted: Counter[str] = Counter()
    example: dict[str, str] = {}
    for operation in api.operations:
        call = matching.calls.get(operation.id)
        for name in _positional_beyond_path(call) if call is not None else ():
            counted[name] += 1
            example.setdefault(name, call.name if call is not None else "")
    made.open += [
        f"{name}: positional in {count} methods of the SDK such as {example[name]}; "
        "parameters and properties of bodies are keyword arguments of generated methods"
        for name, count in sorted(counted.items(), key=lambda row: (-row[1], row[0]))[:20]
    ]
    alone = sorted(call.name for call in matching.calls.values() if "." not in call.name)
    made.open += [f"{name}: a method of the client itself; it is generated as {_ROOT}.{name}" for name in alone]


def _positional_beyond_path(call: SdkCall) -> list[str]:
    """Return the positional arguments that are not parameters of the path."""
    path = {call.wires.get(name, name) for name in _PARAMETER.findall(call.path)}
    return [item.name for item in call.arguments if item.kind != "keyword" and item.name not in path]


def _client(sdk: Sdk, api: Api, matching: Matching, package: str, made: Adoption) -> None:
    facts = sdk.client
    _environment(facts.environment, package, made)
    if facts.headers:
        made.client["headers"] = dict(sorted(facts.headers.items()))
    if not api.security_schemes:
        made.open.append("api_key: the document declares no security scheme, so generated clients do not send it")
    known = [server.url for server in api.servers if urlsplit(server.url).netloc]
    if facts.base_urls and not known:
        made.client["base_url"] = facts.base_urls[0].rstrip("/").removesuffix(matching.added) + matching.removed
    if facts.retries not in {None, _RETRIES}:
        made.open.append(f"max_retries: the SDK's default is {facts.retries}; that of generated clients is {_RETRIES}")


def _environment(variables: tuple[str, ...], package: str, made: Adoption) -> None:
    """Take over the prefix of the variable of the API key, and list the other variables with its first word."""
    key = next((name for name in variables if name.endswith(_API_KEY)), "")
    if not key:
        return
    prefix = key.removesuffix(_API_KEY)
    if prefix != package.upper():
        made.client["env_prefix"] = prefix
    made.open += [
        f"{name}: the SDK reads this environment variable; generated clients do not"
        for name in variables
        if name != key and name.startswith(key.split("_")[0])
    ]
