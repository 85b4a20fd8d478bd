"""In-memory fake of an API for tests: returns configured responses and records calls."""

from __future__ import annotations

import json
import re
import sys
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from importlib import import_module
from typing import Any, ClassVar, Final, Generic, TypeVar
from urllib.parse import parse_qsl, unquote

import httpx2
from pydantic import BaseModel

from ..shared.media import FORM, essence, is_json
from ..shared.operation import ApiInfo, Media, Operation, steps_of
from ..shared.selectors import satisfies
from ..shared.values import is_list, is_object
from .arguments import to_wire

T = TypeVar("T")
F = TypeVar("F", bound=Callable[..., Any])

BASE_URL: Final = "https://api.test"


class UnexpectedCallError(AssertionError):
    """A call without a configured response."""


@dataclass(frozen=True)
class RecordedCall:
    """A call: ``path`` are its path parameters, ``query`` and ``body`` the sent values.

    ``body`` is the value of JSON, the fields of a form by full name (``metadata[a]``), files as bytes, or the bytes of
    other bodies. Repeated names in a query or form have a list.
    """

    request: httpx2.Request = field(repr=False)
    path: Mapping[str, str]
    query: Mapping[str, Any]
    body: Any

    @property
    def headers(self) -> httpx2.Headers:
        """The headers, with case-insensitive names."""
        return self.request.headers


@dataclass(frozen=True)
class _FakeResponse:
    status: int
    value: object
    headers: Mapping[str, str]


class FakeMethod(Generic[T]):
    """A fake operation: its configured responses, and the recorded ``calls``."""

    def __init__(self, operation: Operation[T]) -> None:
        self._operation = operation
        self._responses: list[_FakeResponse] = []
        self.calls: list[RecordedCall] = []
        parts = [f"(?P<p{n // 2}>[^/]*)" if n % 2 else re.escape(part) for n, part in enumerate(operation.path)]
        self._pattern = re.compile("".join(parts))

    def returns(self, *values: T | Mapping[str, Any] | Sequence[Any], headers: Mapping[str, str] | None = None) -> None:
        """Respond with these values in turn, then always with the last one.

        JSON objects may be passed as dicts, a single page of a list as its items, a stream as the list of its values.
        """
        status = next((response.status for response in self._operation.responses if response.status[:1] == "2"), "200")
        number = int(status) if status.isdecimal() else 200
        self._responses = [_FakeResponse(number, self._paged(value), dict(headers or {})) for value in values]

    def _paged(self, value: object) -> object:
        page = self._operation.page
        if page is None or not page.items or not is_list(value):
            return value
        body = _nested([_plain(item) for item in value], steps_of(page.items))
        more = steps_of(page.more)
        return {**body, more[0]: False} if is_object(body) and len(more) == 1 else body

    def __repr__(self) -> str:
        return f"{type(self).__name__}({self._operation.name}, {len(self.calls)} calls)"

    def fails(self, status: int, body: object = None, headers: Mapping[str, str] | None = None) -> None:
        """Respond with an error: a JSON value, or None for an empty body."""
        self._responses = [_FakeResponse(status, body, dict(headers or {}))]

    def matches(self, request: httpx2.Request) -> re.Match[str] | None:
        """Return the match of a request's path, None if the request is not for this operation."""
        path = request.url.raw_path.decode("ascii").partition("?")[0]
        query = request.url.query.decode("ascii")
        selected = request.method == self._operation.method and satisfies(
            self._operation.selectors, query, request.headers
        )
        return self._pattern.fullmatch(path) if selected else None

    @property
    def rank(self) -> tuple[int, int, int]:
        """The precedence of the path: of several matches, the one with fewest parameters is used."""
        literal = sum(len(part) for part in self._operation.path[::2])
        return len(self._operation.path), -literal, -len(self._operation.selectors)

    def respond(self, request: httpx2.Request, match: re.Match[str]) -> httpx2.Response | None:
        """Record a call, and return the configured response, if any."""
        names = self._operation.path[1::2]
        path = {name: unquote(match[f"p{number}"]) for number, name in enumerate(names)}
        query = _gathered(request.url.query.decode())
        self.calls.append(RecordedCall(request, path, query, _decoded(request)))
        if not self._responses:
            return None
        fake = self._responses.pop(0) if len(self._responses) > 1 else self._responses[0]
        return self._response(fake, request.headers.get("accept", ""))

    def _response(self, fake: _FakeResponse, accept: str) -> httpx2.Response:
        headers = {name.lower(): value for name, value in fake.headers.items()}
        if fake.value is None:
            return httpx2.Response(fake.status, headers=headers)
        media = [one for response in self._operation.responses for one in response.media]
        media.sort(key=lambda one: one.content_type not in accept)
        kind, content = _encoded(fake.value, media[0] if media else Media("application/json"))
        return httpx2.Response(fake.status, headers={"content-type": kind, **headers}, content=content)


def _encoded(value: object, media: Media) -> tuple[str, bytes]:
    """Return the media type and content of a response: the declared media type if it can represent the value."""
    kind = media.content_type
    if isinstance(value, bytes | str) and not is_json(kind):
        return kind, value if isinstance(value, bytes) else value.encode()
    return kind if is_json(kind) else "application/json", _json(value).encode()


def _nested(value: object, names: Sequence[str]) -> object:
    return {names[0]: _nested(value, names[1:])} if names else value


def _plain(value: object) -> object:
    return value.model_dump(mode="json") if isinstance(value, BaseModel) else value


def _json(value: object) -> str:
    return json.dumps(to_wire(Any, _plain(value), "response"))


def _decoded(request: httpx2.Request) -> Any:
    content = request.read()
    kind = request.headers.get("content-type", "")
    if content and is_json(kind):
        return json.loads(content)
    if essence(kind) == FORM:
        return _gathered(content.decode())
    return content or None


def _gathered(text: str) -> dict[str, Any]:
    found: dict[str, list[str]] = {}
    for name, value in parse_qsl(text, keep_blank_values=True):
        found.setdefault(name, []).append(value)
    return {name: values if len(values) > 1 else values[0] for name, values in found.items()}


class FakeNode:
    """Base class of the generated resources of ``Fake``."""

    _children: ClassVar[Mapping[str, str]] = {}
    _methods: ClassVar[Mapping[str, str]] = {}

    def __init__(self, known: dict[str, FakeMethod[Any]] | None = None) -> None:
        self._known: dict[str, FakeMethod[Any]] = {} if known is None else known

    def __getattr__(self, name: str) -> Any:
        if name in self._children:
            made: Any = getattr(sys.modules[type(self).__module__], self._children[name])(self._known)
            return made
        path = self._methods.get(name)
        if path is None:
            msg = f"{type(self).__name__!r} object has no attribute {name!r}"
            raise AttributeError(msg, name=name)
        if path not in self._known:
            module, _, constant = path.partition(":")
            package = type(self).__module__.rpartition(".")[0]
            operation = getattr(import_module(f"._operations.{module}", package), constant)
            self._known[path] = FakeMethod(operation)
        return self._known[path]


class FakeBase(FakeNode):
    """Base class of the generated ``Fake``."""

    def handle(self, request: httpx2.Request) -> httpx2.Response:
        """Respond to a request.

        :raises UnexpectedCallError: no response is configured for it.
        """
        for method in sorted(self._known.values(), key=lambda method: method.rank):
            match = method.matches(request)
            response = method.respond(request, match) if match else None
            if response is not None:
                return response
        msg = f"no response is configured for {request.method} {request.url.raw_path.decode('ascii')}"
        raise UnexpectedCallError(msg)

    def _options(self, info: ApiInfo, options: Mapping[str, Any]) -> dict[str, Any]:
        key = {"api_key": "test"} if info.security else {}
        return {**key, "base_url": BASE_URL, "max_retries": 0, **options}


def fixture(make: F) -> F:
    """Make a function a pytest fixture if pytest is running, else return it unchanged."""
    pytest: Any = sys.modules.get("pytest")
    made: F = make if pytest is None else pytest.fixture(make)
    return made
