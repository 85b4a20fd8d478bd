"""Calls a generated client with the generated server of the same package as its transport."""

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
from codegen.ir.bodies import body_fields
from codegen.ir.lookup import definition_of
from tests.support.samples import Style, sample

if TYPE_CHECKING:
    from fastapi import FastAPI

    from codegen.ir.api import Api, Operation
    from codegen.python.names import NameTable

BASE_URL = "http://api.test"
IDS = ("id_1", "a/b", "é ü", "100%", "x?y#z", "a+b", "..a")
EMPTY = {"204", "205"}
_JSON: TypeAdapter[object] = TypeAdapter(object)


class InProcess(httpx2.BaseTransport):
    """A synchronous transport that calls an ASGI application."""

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
    """The next response of the services, and the requests that they received; JSON values, as files get closed."""

    reply: object = None
    asked: list[object] = field(default_factory=list)


def build_app(package: str, desk: Desk) -> tuple[FastAPI, Mapping[str, Any]]:
    """Make the application with services that use the desk; return it with its operations by id.

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
        name = f"{service}_" if f"{service}_" in parameters else service
        arguments[name] = type("Made", (base,), methods)()
    return server.create_app(**arguments), {route.operation.id: route.operation for route in server._ROUTES}


def _answer(desk: Desk, *, is_async: bool) -> Callable[..., object]:
    def method(_: object, *arguments: object) -> object:
        desk.asked = [plain(argument) for argument in arguments[:-1]]
        return desk.reply

    async def async_method(self: object, *arguments: object) -> object:
        return method(self, *arguments)

    return async_method if is_async else method


class Parties:
    """Both clients of a package, its server, and their event loop.

    ``lenient`` accepts a value as another variant of a union if its text or JSON is equal: without a discriminator the
    variant is ambiguous.
    """

    def __init__(self, package: str, names: NameTable, runner: asyncio.Runner, *, lenient: bool = False) -> None:
        module = importlib.import_module(package)
        self.lenient = lenient
        self.desk = Desk()
        self.app, self.operations = build_app(package, self.desk)
        self._names = names
        self._runner = runner
        common: dict[str, Any] = {"base_url": BASE_URL, "strict": True, "max_retries": 0}
        if module.Client.api.security:
            common["api_key"] = "sk"
        http = httpx2.Client(transport=InProcess(self.app, runner))
        self._sync = module.Client(**common, http_client=http)
        async_http = httpx2.AsyncClient(transport=httpx2.ASGITransport(app=self.app))
        self._async = module.AsyncClient(**common, http_client=async_http)

    def _arrived(self, expected: list[object], path: int) -> bool:
        """Return whether the service received what was sent. In a path, a number and a string of digits are equal."""
        asked = list(self.desk.asked)
        if self.lenient and len(asked) == len(expected):
            asked[:path] = map(str, asked[:path])
            expected = [*map(str, expected[:path]), *expected[path:]]
        return asked == expected

    def call(self, operation: Operation, drawn: Drawn, *, is_async: bool) -> Any:
        """Call an operation and return its response; for a page, the response that it holds."""
        self.desk.reply = drawn.reply
        if is_async:
            result = self._runner.run(self._call_async(operation, drawn))
        else:
            result = method_of(self._sync, self._names, operation)(*drawn.positional, **drawn.keywords)
        return result if self.operations[operation.id].page is None else result.body

    async def _call_async(self, operation: Operation, drawn: Drawn) -> Any:
        return await method_of(self._async, self._names, operation)(*drawn.positional, **drawn.keywords)

    def difference(self, operation: Operation, drawn: Drawn, *, is_async: bool) -> str:
        """Call an operation; return what was not received as sent, or an empty string."""
        expected = [plain(value) for value in drawn.expected]
        self.desk.asked = []
        try:
            reply = self.call(operation, drawn, is_async=is_async)
        except Exception as error:  # noqa: BLE001 - every failure is reported
            return f"{error!r} for {expected}"
        if not self._arrived(expected, len(drawn.positional)):
            return f"sent {expected}, the server saw {self.desk.asked}"
        same_kind = isinstance(reply, type(drawn.reply)) or (self.lenient and isinstance(reply, BaseModel))
        if not same_kind or plain(reply) != plain(drawn.reply):
            return f"replied {drawn.reply!r}, the client saw {reply!r}"
        return ""


@dataclass(frozen=True)
class Drawn:
    """A call: the arguments of the method, what the service should receive, and its response."""

    positional: tuple[object, ...]
    keywords: Mapping[str, object]
    expected: tuple[object, ...]
    reply: Any


def draw(api: Api, names: NameTable, operation: Operation, descriptor: Any, rng: Random) -> Drawn:
    """Draw a call of an operation.

    :raises ValueError: what was drawn breaks a rule of its type.
    :raises NotImplementedError: there are no samples of a type.
    """
    own = names.operations[operation.id]
    path = _path(operation, descriptor, rng)
    keywords: dict[str, object] = {}
    expected: list[object] = [*path]
    if descriptor.query is not None:
        query = sample(descriptor.query(), rng)
        query = _with_defaults(query, descriptor)
        arguments = {str(name) for (where, _), name in own.params.items() if where is not In.PATH}
        keywords |= {name: getattr(query, name) for name in query.model_fields_set if name in arguments}
        expected.append(query)
    if descriptor.body is not None:
        body, given = _body(api, names, operation, descriptor, rng)
        keywords |= given
        expected.append(body)
    return Drawn(path, keywords, tuple(expected), _reply(descriptor, rng))


def _with_defaults(query: Any, descriptor: Any) -> Any:
    """Set properties that are required and have a default, which are arguments without a default in the client."""
    wanted = {param.argument for param in descriptor.params if param.required and param.where != "path"}
    missing = wanted & type(query).model_fields.keys() - query.model_fields_set
    return query.model_copy(update={name: getattr(query, name) for name in sorted(missing)})


def _path(operation: Operation, descriptor: Any, rng: Random) -> tuple[object, ...]:
    types = {param.name: param.type() for param in descriptor.params if param.where == "path" and param.type}
    return tuple(
        rng.choice(IDS) if types.get(name, str) is str else sample(types[name], rng)
        for name in dict.fromkeys(operation.path[1::2])
    )


def _body(
    api: Api, names: NameTable, operation: Operation, descriptor: Any, rng: Random
) -> tuple[Any, Mapping[str, object]]:
    """Draw a body; return it with its arguments: one per property, or the body as a whole."""
    own = names.operations[operation.id]
    assert operation.body is not None
    fields = body_fields(api, operation)
    media = descriptor.body.media[0] if fields else min(descriptor.body.media, key=_rank)
    body = _content(media, rng, Style())
    target = definition_of(api, operation.body.media[0].type)
    if not fields or target is None:
        return body, {str(own.body_argument): body}
    (body.__pydantic_extra__ or {}).clear()  # properties without a name have no argument
    known = {wire: names.fields[target, wire] for wire in own.body}
    return body, {
        str(argument): getattr(body, known[wire])
        for wire, argument in own.body.items()
        if known[wire] in body.model_fields_set
    }


def _rank(media: Any) -> int:
    """Return the sort key by which clients choose a media type for a value that is not a file."""
    kind = essence(media)
    form = kind == "application/x-www-form-urlencoded"
    return [is_json(media), form, kind.startswith("multipart/"), kind.startswith("text/"), True].index(True)


def essence(media: Any) -> str:
    """Return the media type without its parameters."""
    return str(media.content_type).partition(";")[0].strip().lower()


def is_json(media: Any) -> bool:
    """Return whether a media type is JSON."""
    return essence(media) in {"application/json", "text/json"} or essence(media).endswith("+json")


def _content(media: Any, rng: Random, style: Style) -> Any:
    if media.type is not None:
        return sample(media.type(), rng, style)
    if is_json(media) or _rank(media) < 3:
        return {"a": rng.randrange(1000) if is_json(media) else "b"}
    return "text é" if essence(media).startswith("text/") else b"%PDF-1.7 " + rng.randbytes(1000)


def _reply(descriptor: Any, rng: Random) -> Any:
    declared = [response for response in descriptor.responses if response.status[0] == "2"]
    success = next(iter(declared or [one for one in descriptor.responses if one.status == "default"]), None)
    if success is None or not success.media or success.status in EMPTY or descriptor.method == "HEAD":
        return None
    media = next(filter(is_json, success.media), success.media[0])
    if is_json(media) or (essence(media) == "*/*" and media.type is not None):
        return _content(media, rng, Style(nulls=True))
    return "text é" if essence(media).startswith("text/") else b"%PDF-1.7 " + rng.randbytes(1000)


def streams(descriptor: Any) -> bool:
    """Return whether the response of an operation is a stream of messages."""
    kinds = [media for response in descriptor.responses if response.status[0] == "2" for media in response.media]
    return any(media.item is not None or essence(media) == "text/event-stream" for media in kinds)


def plain(value: object) -> object:
    """Return a value as JSON; a file is its bytes."""
    if hasattr(value, "chunks"):
        return b"".join(value.chunks())
    if isinstance(value, BaseModel):
        kinds = type(value).model_fields
        fields = ((name, getattr(value, name)) for name in kinds)
        files = {kinds[name].alias or name: plain(item) for name, item in fields if _has_file(item)}
        dumped = value.model_dump(mode="json", by_alias=True, exclude_unset=True, warnings=False)
        return {**dumped, **files} if files else dumped
    if isinstance(value, list):
        return [plain(item) for item in value]
    if isinstance(value, dict):
        return {key: plain(item) for key, item in value.items()}
    return value if isinstance(value, bytes) else _JSON.dump_python(value, mode="json")


def _has_file(value: object) -> bool:
    return hasattr(value, "chunks") or (isinstance(value, list) and any(map(_has_file, value)))


def method_of(client: object, names: NameTable, operation: Operation) -> Callable[..., Any]:
    """Return the method of a client for an operation."""
    own = names.operations[operation.id]
    found: Any = client
    for depth in range(len(own.resource)):
        found = getattr(found, names.resources[own.resource[: depth + 1]].attribute)
    return getattr(found, own.method)  # type: ignore[no-any-return]


def leaves(value: object) -> int:
    """Count the scalars in a value."""
    if isinstance(value, dict):
        return sum(map(leaves, value.values()))
    return sum(map(leaves, value)) if isinstance(value, list) else 1
