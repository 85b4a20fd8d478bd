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
from codegen.ir.lookup import json_media
from codegen.mock.schema import Schemas
from codegen.mock.streams import framed
from codegen.mock.values import Values
from codegen.pipeline.steps import generate
from codegen.python.emit.responses import successes
from codegen.python.emit.server import service_argument
from codegen.python.emit.streams import is_sequential, stream_switch

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from codegen.config import Target
    from codegen.core.json import Json
    from codegen.ir.api import Api, Media, Operation
    from codegen.openapi.document import Document
    from codegen.pipeline.stages import Prepared

PARTS = ("models", "server")

_ATTEMPTS = 8
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
    target = replace(target, emit=PARTS, formatter="none")
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
        responses = responses_of(prepared.api, documents, operation, seed)
        switch = stream_switch(prepared.api, operation)
        setattr(service, str(own.method), _handler(response_class, choose, responses, switch))
    app: Asgi = server.create_app(**services)
    return app


class _Service:
    """Holds one function per operation."""


def _handler(
    response_class: Callable[..., object], choose: Callable[..., str], responses: list[MockResponse], switch: str
) -> Callable[..., object]:
    """Return the handler of an operation: callers select by ``Accept``, or by the property for streams."""
    by_kind = {item.content_type: item for item in reversed(responses)}

    async def handler(*arguments: object) -> object:
        context: Any = arguments[-1]
        if switch and any(getattr(argument, switch, None) is True for argument in arguments[:-1]):
            selected = responses[-1]
        else:
            kinds = [item.content_type for item in responses]
            selected = by_kind[choose(context.headers.get("accept", ""), kinds) or kinds[0]]
        return response_class(selected.content, selected.status, selected.headers, selected.content_type or None)

    return handler


def responses_of(api: Api, documents: Mapping[str, Json], operation: Operation, seed: int) -> list[MockResponse]:
    """Return the default response of an operation, and the streams that callers may select instead."""
    declared = next(iter(successes(operation)), None)
    usual = response_of(api, documents, operation, seed)
    streams = [media for media in declared.media if is_sequential(media)] if declared is not None else []
    others = (response_of(api, documents, operation, seed, media) for media in streams)
    return [usual, *(item for item in others if item.content_type != usual.content_type)]


def response_of(
    api: Api, documents: Mapping[str, Json], operation: Operation, seed: int, media: Media | None = None
) -> MockResponse:
    """Return a response: the document's example, or generated data, which is the same for the same seed."""
    schemas = Schemas(documents)
    values = Values(api, schemas, Random(f"{seed} {operation.id}"))  # noqa: S311 - data for tests
    response = next(iter(successes(operation)), None)
    if response is None:
        return MockResponse(200, b"", "", {})
    status = int(response.status.upper().replace("X", "0")) if response.status != "default" else 200
    headers = {
        header.name: _field(_text(values.value(header.type)))
        for header in response.headers
        if _NAME.fullmatch(header.name) and header.name.lower() not in _FRAMING
    }
    if not response.media:
        return MockResponse(status, b"", "", headers)
    media = media or json_media(response.media) or response.media[0]
    kind = _field(media.content_type.replace("*/*", "application/json").replace("/*", "/plain"))
    content = _media_value(values, schemas, media, operation)
    if is_sequential(media):
        return MockResponse(status, framed(media, content).encode(), kind, headers)
    if not media.media_type.is_json:
        return MockResponse(status, _text(content).encode(), kind, headers)
    return MockResponse(status, json.dumps(content, ensure_ascii=False).encode(), kind, headers)


def _media_value(values: Values, schemas: Schemas, media: Media, operation: Operation) -> Json:
    """Return an example that is valid for its schema, or else a generated value."""
    kind = media.type if media.type is not None else media.item
    schema = media.location.child("schema" if media.type is not None else "itemSchema")
    for example in _examples(schemas.at(media.location)):
        if schemas.allows(example, schema):
            return example
    if kind is None:
        return {}
    value = _last_page(values.value(kind), operation)
    for _ in range(_ATTEMPTS):
        if schemas.allows(value, schema):
            break
        value = _last_page(values.value(kind), operation)
    return value


def _examples(written: Json) -> Iterator[Json]:
    """Yield the examples of a media type in the document."""
    if isinstance(written, dict):
        examples = written.get("examples")
        for holder in (written, *(examples.values() if isinstance(examples, dict) else ())):
            if isinstance(holder, dict):
                yield from (holder[key] for key in ("example", "value", "dataValue") if key in holder)


def _last_page(value: Json, operation: Operation) -> Json:
    """End a list with its first page, so that iterating over all pages terminates."""
    pages = operation.pagination
    for path in (pages.more, pages.next, pages.previous) if pages is not None else ():
        node = value
        for name in path[:-1]:
            node = node.get(name) if isinstance(node, dict) else None
        if path and isinstance(node, dict) and path[-1] in node:
            if isinstance(node[path[-1]], bool):
                node[path[-1]] = False
            else:
                del node[path[-1]]
    return value


def _field(text: str) -> str:
    """Return a valid HTTP field value (RFC 9110, 5.5): without line breaks and invalid characters."""
    return "".join(char if char.isprintable() and char <= "\xff" else "?" for char in text).strip()


def _text(value: Json) -> str:
    return value if isinstance(value, str) else json.dumps(value)
