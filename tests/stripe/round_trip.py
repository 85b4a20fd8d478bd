"""Calling a generated client against the generated server of the same package, without a socket between them."""

from __future__ import annotations

import asyncio
import importlib
import inspect
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from random import Random
from typing import TYPE_CHECKING, Any

import httpx2
from pydantic import BaseModel, TypeAdapter

from codegen.ir.api import In
from codegen.ir.lookup import object_fields
from codegen.ir.types import RefTo
from tests.support.samples import Style, sample

if TYPE_CHECKING:
    from fastapi import FastAPI

    from codegen.ir.api import Api, Operation
    from codegen.ir.names import NameTable

BASE_URL = "http://stripe.test"
IDS = ("id_1", "a/b", "é ü", "100%", "x?y#z", "a+b", "..a")
_JSON: TypeAdapter[object] = TypeAdapter(object)


class InProcess(httpx2.BaseTransport):
    """Lets a synchronous client talk to an ASGI application."""

    def __init__(self, app: FastAPI, runner: asyncio.Runner) -> None:
        self._inner = httpx2.ASGITransport(app=app)
        self._runner = runner

    def handle_request(self, request: httpx2.Request) -> httpx2.Response:
        async def handle() -> httpx2.Response:
            asked = httpx2.Request(request.method, request.url, headers=request.headers, content=request.read())
            asked.extensions = request.extensions
            response = await self._inner.handle_async_request(asked)
            return httpx2.Response(response.status_code, headers=response.headers, content=await response.aread())

        return self._runner.run(handle())


@dataclass
class Desk:
    """What the services answer next, and what they were asked: as JSON values, because files live no longer."""

    reply: object = None
    asked: list[object] = field(default_factory=list)


def build_app(package: str, desk: Desk) -> tuple[FastAPI, Mapping[str, Any]]:
    """Make the application with services that ask the desk, and give its operations by id.

    Every other method is ``async def``, the others are ``def``.
    """
    server = importlib.import_module(f"{package}.server._app")
    services: dict[str, dict[str, Callable[..., object]]] = {}
    for number, route in enumerate(server._ROUTES):
        services.setdefault(route.service, {})[route.method] = _answer(desk, is_async=number % 2 == 0)
    arguments = {}
    parameters = inspect.signature(server.create_app).parameters
    for service, methods in services.items():
        module = importlib.import_module(f"{package}.server.{service}")
        (base,) = (kind for name, kind in vars(module).items() if name.endswith("Service") and inspect.isclass(kind))
        name = service if service in parameters else f"{service}_"
        arguments[name] = type("Made", (base,), methods)()
    return server.create_app(**arguments), {route.operation.id: route.operation for route in server._ROUTES}


def _answer(desk: Desk, *, is_async: bool) -> Callable[..., object]:
    def method(_: object, *arguments: object) -> object:
        desk.asked = [plain(argument) for argument in arguments[:-1]]
        return desk.reply

    async def async_method(self: object, *arguments: object) -> object:
        return method(self, *arguments)

    return async_method if is_async else method


@dataclass(frozen=True)
class Drawn:
    """One call: what the method is given, what the service should see, and what it answers."""

    positional: tuple[object, ...]
    keywords: Mapping[str, object]
    expected: tuple[object, ...]
    reply: Any


def draw(api: Api, names: NameTable, operation: Operation, descriptor: Any, rng: Random) -> Drawn:
    """Draw a call of an operation."""
    own = names.operations[operation.id]
    path = tuple(rng.choice(IDS) for _ in operation.path[1::2])
    keywords: dict[str, object] = {}
    expected: list[object] = [*path]
    if descriptor.query is not None:
        query = sample(descriptor.query(), rng)
        arguments = {str(name) for (where, _), name in own.params.items() if where is not In.PATH}
        keywords |= {name: getattr(query, name) for name in query.model_fields_set if name in arguments}
        expected.append(query)
    if descriptor.body is not None:
        assert operation.body is not None
        body = sample(descriptor.body.media[0].type(), rng)
        keywords |= _spread(api, names, operation, body)
        expected.append(body)
    return Drawn(path, keywords, tuple(expected), _reply(descriptor, rng))


def _spread(api: Api, names: NameTable, operation: Operation, body: Any) -> dict[str, object]:
    """Give the arguments of a body: one per property, or the body as a whole."""
    own = names.operations[operation.id]
    assert operation.body is not None
    node = operation.body.media[0].type
    if not object_fields(api, node):
        return {}
    assert isinstance(node, RefTo)
    fields = {wire: names.fields[node.target, wire] for wire in own.body}
    return {
        str(argument): getattr(body, fields[wire])
        for wire, argument in own.body.items()
        if fields[wire] in body.model_fields_set
    }


def _reply(descriptor: Any, rng: Random) -> Any:
    media = next(response for response in descriptor.responses if response.status[0] == "2").media[0]
    if media.content_type != "application/json":
        return b"%PDF-1.7 " + rng.randbytes(1000)
    return sample(media.type(), rng, Style(nulls=True))


def plain(value: object) -> object:
    """Give what a value is in JSON."""
    if isinstance(value, BaseModel):
        files = {name: item for name, item in value if hasattr(item, "chunks")}
        dumped = value.model_dump(mode="json", by_alias=True, exclude_unset=True, warnings=False)
        return dumped | {name: b"".join(item.chunks()) for name, item in files.items()}
    return value if isinstance(value, bytes) else _JSON.dump_python(value, mode="json")


def method_of(client: object, descriptor: Any) -> Callable[..., Any]:
    """Find the method of a client by the operation's name."""
    found: Any = client
    for name in descriptor.name.split("."):
        found = getattr(found, name)
    return found  # type: ignore[no-any-return]


def leaves(value: object) -> int:
    """Count the scalars in a value."""
    if isinstance(value, dict):
        return sum(map(leaves, value.values()))
    return sum(map(leaves, value)) if isinstance(value, list) else 1
