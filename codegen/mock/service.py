"""ASGI application that responds to every operation of an API with valid data."""

from __future__ import annotations

import importlib
import json
import re
import sys
from collections.abc import Awaitable, Callable
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path
from random import Random
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING, Any, TypeAlias

from codegen.core.diagnostic import Diagnostics
from codegen.core.errors import UsageError
from codegen.core.media_type import JSON
from codegen.ir.lookup import json_media
from codegen.mock.schema import Schemas
from codegen.mock.streams import framed
from codegen.mock.values import Values
from codegen.pipeline.steps import generate
from codegen.python.emit.responses import successes
from codegen.python.emit.server import service_argument
from codegen.python.emit.streams import is_sequential, stream_switch

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from codegen.config import Target
    from codegen.core.json import Json
    from codegen.ir.api import Api, Media, Operation, Response
    from codegen.openapi.document import Document
    from codegen.pipeline.stages import Prepared

PARTS = ("models", "server")

_ATTEMPTS = 8
_STATUS = re.compile(r"[1-5][0-9][0-9]")
_NAME = re.compile(r"[A-Za-z0-9!#$%&'*+.^_`|~-]+")
_FRAMING = frozenset({"connection", "content-length", "content-type", "transfer-encoding", "upgrade"})
"""Header fields for connection and framing, which the server sets itself."""

Asgi: TypeAlias = Callable[[Any, Any, Any], Awaitable[None]]
Report: TypeAlias = Callable[[Diagnostics, "Mapping[str, Document]"], None]
"""Receives the diagnostics, and the documents that they refer to."""


@dataclass(frozen=True, slots=True)
class MockResponse:
    """The response to one operation."""

    status: int
    content: bytes
    content_type: str
    headers: dict[str, str]


@contextmanager
def mock_app(target: Target, seed: int, report: Report | None = None) -> Iterator[Asgi]:
    """Generate the package of a target into a temporary folder and yield the ASGI application that mocks it.

    The generated server validates requests; responses are validated against the document; credentials are accepted
    unchecked. ``report`` receives the diagnostics. Raises ``UsageError`` when the target cannot be generated, and
    ``ModuleNotFoundError`` when FastAPI is not installed.
    """
    name = f"codegen_mock_{target.package}"  # its own name may be that of a library that it imports
    target = replace(target, emit=PARTS, formatter="none", runtime="", package=name)
    found = Diagnostics()
    result = generate(target, found)
    if report is not None:
        report(found, result.documents)
    prepared = result.prepared
    if result.tree is None or prepared is None or not prepared.api.operations:
        msg = f"{target.name} cannot be mocked: no operation of it can be generated"
        raise UsageError(msg)
    with TemporaryDirectory(prefix="codegen-mock-") as folder:
        for path, content in result.tree.items():
            place = Path(folder, target.package, path)
            place.parent.mkdir(parents=True, exist_ok=True)
            place.write_bytes(content)
        with _importable(folder, target.package):
            yield _app(prepared, result.documents, target.package, seed)


@contextmanager
def _importable(folder: str, package: str) -> Iterator[None]:
    """Make the package importable from a folder, and unload it at the end."""

    def own_modules() -> list[str]:
        return [name for name in sys.modules if name == package or name.startswith(f"{package}.")]

    before = {name: sys.modules.pop(name) for name in own_modules()}
    sys.path.insert(0, folder)
    try:
        yield
    finally:
        sys.path.remove(folder)
        for name in own_modules():
            del sys.modules[name]
        sys.modules.update(before)


def _app(prepared: Prepared, read: Mapping[str, Document], package: str, seed: int) -> Asgi:
    server: Any = importlib.import_module(f"{package}.server")
    response_class = importlib.import_module("starlette.responses").Response
    choose = importlib.import_module(f"{package}._runtime.server.accept").chosen
    documents = {name: document.value for name, document in read.items()}
    services: dict[str, _Service] = {}
    for operation in prepared.api.operations:
        own = prepared.names.operations[operation.id]
        argument = str(service_argument(prepared.names.resources[own.resource]))
        service = services.setdefault(argument, _Service())
        responder = _Responder(prepared.api, documents, operation, seed)
        setattr(service, str(own.method), _handler(server.ServiceError, response_class, choose, responder))
    app: Asgi = server.create_app(**services)
    return app


class _Service:
    """Holds one function per operation."""


def _handler(
    error_class: Callable[[int, str], Exception],
    response_class: Callable[..., object],
    choose: Callable[..., str | None],
    responder: _Responder,
) -> Callable[..., object]:
    """Return the handler of an operation: callers select by ``Prefer``, ``Accept``, or the property for streams."""

    async def handler(*arguments: object) -> object:
        context: Any = arguments[-1]
        switch = responder.switch
        streams = bool(switch) and any(getattr(argument, switch, None) is True for argument in arguments[:-1])
        try:
            selected = responder.respond(
                preferences(context.headers.getlist("prefer")),
                lambda kinds: choose(context.headers.get("accept", ""), kinds),
                streams=streams,
            )
        except UnknownPreferenceError as error:
            raise error_class(400, str(error)) from None
        return response_class(selected.content, selected.status, selected.headers, selected.content_type or None)

    return handler


class UnknownPreferenceError(Exception):
    """A ``Prefer`` header that asks for a status or an example that the document does not declare."""


def preferences(headers: Sequence[str]) -> dict[str, str]:
    """Return the preferences of ``Prefer`` headers (RFC 7240); ``code=404; example=x`` are two."""
    found: dict[str, str] = {}
    for part in re.split(r"[,;]", ",".join(headers)):
        name, _, value = part.partition("=")
        found.setdefault(name.strip().lower(), value.strip().strip('"'))
    return found


class _Responder:
    """Makes the responses of one operation, each when it is first requested."""

    def __init__(self, api: Api, documents: Mapping[str, Json], operation: Operation, seed: int) -> None:
        self._given = (api, documents, operation, seed)
        self._operation = operation
        self._known: dict[tuple[str, int, str], MockResponse] = {}
        self.switch = stream_switch(api, operation)

    def respond(
        self, prefer: Mapping[str, str], choose: Callable[[list[str]], str | None], *, streams: bool
    ) -> MockResponse:
        """Return the response to a request; ``choose`` selects a media type by ``Accept``."""
        response, status = self._response(prefer.get("code", ""))
        media = None if response is None else self._media(response, choose, streams=streams)
        example = prefer.get("example", "")
        number = response.media.index(media) if response is not None and media is not None else -1
        key = (response.status if response is not None else "", number, example)
        if key not in self._known:
            self._known[key] = response_of(*self._given, media, response, example)
        return replace(self._known[key], status=status or self._known[key].status)

    def _response(self, code: str) -> tuple[Response | None, int]:
        """Return the declared response for a preferred status, by default the first success, and that status."""
        declared = {response.status.upper(): response for response in self._operation.responses}
        if not code:
            return next(iter(successes(self._operation)), None), 0
        names = [code, f"{code[:1]}XX", "DEFAULT"] if _STATUS.fullmatch(code) else []
        found = next((declared[name] for name in names if name in declared), None)
        if found is None:
            msg = f"Prefer: the status {code[:20]!r} is not declared; declared: {', '.join(declared)}"
            raise UnknownPreferenceError(msg)
        return found, int(code)

    @staticmethod
    def _media(response: Response, choose: Callable[[list[str]], str | None], *, streams: bool) -> Media | None:
        if not response.media:
            return None
        usual = json_media(response.media) or response.media[0]
        ordered = [usual, *(media for media in response.media if media is not usual)]
        if streams:
            return next((media for media in ordered if is_sequential(media)), usual)
        kind = choose([media.content_type for media in ordered])
        return next((media for media in ordered if media.content_type == kind), usual)


def response_of(
    api: Api,
    documents: Mapping[str, Json],
    operation: Operation,
    seed: int,
    media: Media | None = None,
    response: Response | None = None,
    example: str = "",
) -> MockResponse:
    """Return a response: the document's example, or generated data, which is the same for the same seed.

    Raises ``UnknownPreferenceError`` if there is no ``example`` of that name.
    """
    schemas = Schemas(documents)
    values = Values(api, schemas, Random(f"{seed} {operation.id}"))  # noqa: S311 - data for tests
    response = response or next(iter(successes(operation)), None)
    if response is None:
        return MockResponse(200, b"", "", {})
    status = int(response.status.upper().replace("X", "0")) if response.status != "default" else 200
    headers = _headers(values, response)
    media = media or json_media(response.media) or next(iter(response.media), None)
    if media is None:
        if example:
            raise UnknownPreferenceError(_no_example(example, []))
        return MockResponse(status, b"", "", headers)
    kind = _field(media.content_type.replace("*/*", "application/json").replace("/*", "/plain"))
    if example:
        content = _named_example(schemas.at(media.location), example)
    else:
        content = _media_value(values, schemas, media, operation)
    return MockResponse(status, _serialized(media, kind, content).encode(), kind, headers)


def _headers(values: Values, response: Response) -> dict[str, str]:
    """Return generated values of the declared headers, without those that the server sets itself."""
    return {
        header.name: _field(_text(values.value(header.type)))
        for header in response.headers
        if _NAME.fullmatch(header.name) and header.name.lower() not in _FRAMING
    }


def _serialized(media: Media, kind: str, content: Json) -> str:
    """Return the text of a body of the media type ``kind``."""
    if is_sequential(media):
        return framed(media, content)
    if media.media_type.is_json or kind == JSON:
        return json.dumps(content, ensure_ascii=False)
    return _text(content)


def _named_example(written: Json, name: str) -> Json:
    """Return an example of a media type by name. Raises ``UnknownPreferenceError`` if there is none."""
    listed = written.get("examples") if isinstance(written, dict) else None
    known = listed if isinstance(listed, dict) else {}
    found = list(_values_of(known.get(name)))
    if not found:
        raise UnknownPreferenceError(_no_example(name, list(known)))
    return found[0]


def _no_example(name: str, known: list[str]) -> str:
    return f"Prefer: there is no example {name[:60]!r} of this response; examples: {', '.join(known) or 'none'}"


def _media_value(values: Values, schemas: Schemas, media: Media, operation: Operation) -> Json:
    """Return an example that is valid for its schema, or else a generated value."""
    kind = media.type if media.type is not None else media.item
    schema = media.location.child("schema" if media.type is not None else "itemSchema")
    for example in _examples(schemas.at(media.location)):
        if schemas.allows(example, schema):
            return example
    if kind is None:
        return {}

    def allows(value: Json) -> bool:
        return schemas.allows(value, schema)

    value = _last_page(values.value(kind), operation, allows)
    for _ in range(_ATTEMPTS):
        if allows(value):
            break
        value = _last_page(values.value(kind), operation, allows)
    return value


def _examples(written: Json) -> Iterator[Json]:
    """Yield the examples of a media type in the document."""
    if isinstance(written, dict):
        examples = written.get("examples")
        for holder in (written, *(examples.values() if isinstance(examples, dict) else ())):
            yield from _values_of(holder)


def _values_of(holder: Json) -> Iterator[Json]:
    """Yield the values of an Example Object, or the example of a media type."""
    if isinstance(holder, dict):
        yield from (holder[key] for key in ("example", "value", "dataValue") if key in holder)


def _last_page(value: Json, operation: Operation, allows: Callable[[Json], bool]) -> Json:
    """End a list with its first page, so that iterating over all pages terminates, if the schema allows that."""
    pages = operation.pagination
    for path in (pages.more, pages.next, pages.previous) if pages is not None else ():
        node = value
        for name in path[:-1]:
            node = node.get(name) if isinstance(node, dict) else None
        if path and isinstance(node, dict) and path[-1] in node:
            if isinstance(node[path[-1]], bool):
                node[path[-1]] = False
            else:
                _end(node, path[-1], lambda: allows(value))
    return value


def _end(node: dict[str, Json], name: str, is_allowed: Callable[[], bool]) -> None:
    """Replace a cursor by null, remove it, or make it empty; if the schema allows nothing of that, it stays."""
    old = node.pop(name)
    is_optional = is_allowed()
    for ending in (None, ""):
        node[name] = ending
        if is_allowed():
            return
        if is_optional:
            break
    node[name] = old
    if is_optional:
        del node[name]


def _field(text: str) -> str:
    """Return a valid HTTP field value (RFC 9110, 5.5): without line breaks and invalid characters."""
    return "".join(char if char.isprintable() and char <= "\xff" else "?" for char in text).strip()


def _text(value: Json) -> str:
    return value if isinstance(value, str) else json.dumps(value)
