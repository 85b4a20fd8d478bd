"""Builds requests and interprets responses, independent of the transport."""

from __future__ import annotations

import platform
import re
import uuid
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Any, Final, Generic, TypeVar
from urllib.parse import quote, unquote, urljoin, urlsplit, urlunsplit

from ..shared.drift import VersionDrift
from ..shared.jsonsize import takes_more
from ..shared.omit import Omit
from ..shared.wirenames import wire_name
from .arguments import to_wire, without_omitted
from .auth import REDACTED, UNSIGNED, Credentials, Signature, is_secret, sign
from .bodies import Content, encode_body
from .content import decode
from .deadline import Deadline
from .errors import (
    APIConnectionError,
    APIDeadlineError,
    ApiError,
    APITimeoutError,
    ReceivedResponse,
    ResponseDecodeError,
    ResponseValidationError,
    SentRequest,
    class_for,
)
from .forms import brackets
from .headers import HeaderMap
from .limits import DEFAULT_RESPONSE_SIZE
from .responses import accepted, error_details, raw_body, read
from .retry import RetryPolicy, may_repeat
from .styles import encode_header, encode_path, encode_query
from .urls import build_path, join, origin

if TYPE_CHECKING:
    import httpx2

    from ..shared.drift import Drift
    from ..shared.operation import ApiInfo, Operation, Param
    from .options import RequestOptions

T = TypeVar("T")

MAX_REDIRECTS: Final = 5
SAFE_HEADERS: Final = frozenset({"accept", "user-agent"})
IDEMPOTENCY_KEY: Final = "Idempotency-Key"
KEY_HEADER: Final = re.compile(r"(?:x-)?idempotency-?(?:key|token)", re.IGNORECASE)
REDIRECTS: Final = frozenset({301, 302, 303, 307, 308})


@dataclass(frozen=True)
class ClientSettings:
    """Settings of a client."""

    info: ApiInfo
    base_url: str = field(repr=False)
    credentials: Credentials = field(default_factory=Credentials)
    headers: Mapping[str, str | None] = field(default_factory=dict[str, "str | None"], repr=False)
    max_retries: int = 2
    max_reply_size: int | None = DEFAULT_RESPONSE_SIZE
    deadline: float | None = None
    strict: bool = False
    on_drift: Callable[[Drift], object] | None = None
    retry: RetryPolicy = field(default_factory=RetryPolicy)
    new_key: Callable[[], str] = lambda: str(uuid.uuid4())


@dataclass(frozen=True)
class Outgoing:
    """A request to send."""

    method: str
    url: str = field(repr=False)
    headers: tuple[tuple[str, str], ...] = field(repr=False)
    content: Content


class Call(Generic[T]):
    """The state of one call: its request, retries and redirects; interprets the responses."""

    def __init__(
        self,
        settings: ClientSettings,
        operation: Operation[T],
        outgoing: Outgoing,
        options: RequestOptions,
        signature: Signature = UNSIGNED,
    ) -> None:
        self.settings = settings
        self.operation = operation
        self.outgoing: Outgoing = outgoing
        self.is_cross_origin: bool = False
        seconds = settings.deadline if isinstance(options.deadline, Omit) else options.deadline
        self.deadline: Deadline = Deadline(seconds)
        self.retries: int = 0
        self.on_retry: Callable[[float, str], None] | None = None
        self.on_request: Callable[[httpx2.Request], None] | None = None
        self._redirects = 0
        limit = settings.max_retries if isinstance(options.max_retries, Omit) else options.max_retries
        headers = {name.lower(): value for name, value in outgoing.headers}
        key = headers.get(key_header(operation, settings.info).lower() or IDEMPOTENCY_KEY.lower())
        self._limit = limit if may_repeat(outgoing.method, key) and outgoing.content.repeatable() else 0

    def wait_after_failure(self, error: Exception) -> float | None:
        """Return the seconds to wait before a retry after a request without response, None without a retry."""
        if self.retries >= self._limit or isinstance(error, ValueError):
            return None
        delay = self.settings.retry.backoff(self.retries)
        if not self.deadline.allows(delay):
            return None
        return self._retry(delay, type(error).__name__)

    def wait_after_response(self, status: int, headers: Mapping[str, str]) -> float | None:
        """Return the seconds to wait before the request is sent again, None if the response is final."""
        if status in REDIRECTS and self._redirect(headers.get("location", "")):
            return 0.0
        if status < 400 or self.retries >= self._limit:  # noqa: PLR2004
            return None
        delay = self.settings.retry.delay(status, headers, self.retries)
        if delay is None or not self.deadline.allows(delay):
            return None
        return self._retry(delay, str(status))

    def _retry(self, delay: float, reason: str) -> float:
        self.retries += 1
        if self.on_retry is not None:
            self.on_retry(delay, reason)
        return delay

    def announce(self, request: httpx2.Request) -> None:
        """Call ``on_request`` with a request that is about to be sent."""
        if self.on_request is not None:
            self.on_request(request)

    @property
    def is_redirected(self) -> bool:
        """Whether the URL comes from a redirect."""
        return self._redirects > 0

    def _redirect(self, location: str) -> bool:
        """Follow a redirect of GET or HEAD, to another origin without credentials and custom headers."""
        if not location or self._redirects >= MAX_REDIRECTS or self.outgoing.method not in ("GET", "HEAD"):
            return False
        old = urlsplit(self.outgoing.url)
        try:
            new = urlsplit(urljoin(self.outgoing.url, location))
            same_origin = origin(old) == origin(new)
        except ValueError:
            return False
        if same_origin:
            headers = self.outgoing.headers
        elif new.scheme in ("http", "https") and new.hostname and (old.scheme, new.scheme) != ("https", "http"):
            headers = tuple(pair for pair in self.outgoing.headers if pair[0].lower() in SAFE_HEADERS)
            self.is_cross_origin = True
        else:
            return False
        self._redirects += 1
        self.outgoing = replace(self.outgoing, url=urlunsplit(new._replace(fragment="")), headers=headers)
        return True

    def result(self, status: int, headers: Mapping[str, str], content: bytes) -> T:
        """Return the value of the final response.

        :raises APIStatusError: the response is an error.
        :raises ResponseDecodeError: the content is not valid for its media type.
        :raises ResponseValidationError: the client is strict and the response differs from its type.
        """
        operation, info = self.operation, self.settings.info
        if not 200 <= status < 300:  # noqa: PLR2004
            response = ReceivedResponse(status, headers, self._body(headers, content))
            details = error_details(operation, info, status, headers, response.body)
            raise class_for(status)(details, request=self.sent(), response=response, retries=self.retries)
        value: Any
        try:
            value, drifts = read(operation, status, headers, content, self.settings.max_reply_size)
        except ValueError as error:
            raise self.unreadable(error, status, headers, content) from None
        self.report(drifts, status, headers, content)
        result: T = value
        return result

    def _body(self, headers: Mapping[str, str], content: bytes) -> object:
        """Return the body of an error, as text if it would take too much memory as JSON."""
        most = self.settings.max_reply_size
        parse = most is None or not takes_more(content, most)
        return raw_body(headers, content) if parse else decode(headers.get("content-type", ""), content)

    def unreadable(
        self, error: ValueError, status: int, headers: Mapping[str, str], content: bytes
    ) -> ResponseDecodeError:
        """Return the exception for a response whose content is not valid for its media type."""
        response = ReceivedResponse(status, headers, self._body(headers, content))
        msg = f"the response cannot be read: {error}"
        return ResponseDecodeError(msg, request=self.sent(), response=response, retries=self.retries)

    def report(self, found: Sequence[Drift], status: int, headers: Mapping[str, str], content: bytes) -> None:
        """Pass the differences of a response from its type to ``on_drift``.

        :raises ResponseValidationError: the client is strict, and there are differences.
        """
        drifts = [replace(drift, operation=self.operation.name) for drift in found]
        if self.settings.on_drift is not None:
            for drift in drifts:
                self.settings.on_drift(drift)
        if drifts and self.settings.strict:
            response = ReceivedResponse(status, headers, raw_body(headers, content))
            raise ResponseValidationError(drifts, request=self.sent(), response=response, retries=self.retries)

    def compare_version(self, status: int, headers: Mapping[str, str], content: bytes = b"") -> None:
        """Report a response of an API version other than that of the package.

        :raises ResponseValidationError: the client is strict, and it is of another version.
        """
        info = self.settings.info
        got = headers.get(info.version_header.lower()) if info.version_header else None
        if got is not None and got != info.expected_version:
            drift = VersionDrift("", info.expected_version, got, header=info.version_header)
            self.report([drift], status, headers, content)

    def failure(self, error: Exception, *, timeout: bool) -> ApiError:
        """Return the exception for a request without a response."""
        if timeout and self.deadline.expired:
            msg = f"the call did not end within its deadline of {self.deadline.seconds} seconds"
            return APIDeadlineError(msg, request=self.sent(), retries=self.retries)
        kind = APITimeoutError if timeout else APIConnectionError
        sent = self.sent()
        address = urlsplit(sent.url)
        what = f"no response from {address.scheme}://{address.netloc}{' in time' if timeout else ''}"
        return kind(f"{what}: {type(error).__name__}: {error}", request=sent, retries=self.retries)

    def sent(self) -> SentRequest:
        """Return the request with secrets redacted."""
        return redact(self.outgoing, self.settings.info)


def prepare(
    settings: ClientSettings,
    operation: Operation[T],
    params: Mapping[str, object],
    body: object,
    options: RequestOptions,
    link: str = "",
) -> Call[T]:
    """Build the request of a call. ``link`` is a URL from a response, which replaces path and query.

    :raises InvalidArgumentError: an argument cannot be sent.
    """
    path = build_path(operation.path, _path_values(operation, params))
    signature = sign(operation, settings.info, settings.credentials, settings.base_url)
    headers, cookies = HeaderMap(), list(signature.cookies)
    query = list(operation.fixed)
    _start_headers(headers, settings, operation)
    headers.update(signature.headers)
    headers.update(settings.headers.items())
    for param, value in _outside_path(operation, params, headers):
        if param.where == "header":
            if value is not None:
                headers.set(param.name, encode_header(param, value))
        else:
            query += encode_query(param, value)
    content = encode_body(operation.body, body, options.body, operation.method, _content_type(options))
    if content.content_type:
        headers.set("Content-Type", content.content_type)
    if cookies:
        headers.set("Cookie", "; ".join(cookies))
    _set_idempotency(headers, settings, operation, options)
    headers.update(options.headers.items())
    query += [*_extra_query(options.query), *signature.query]
    # the operation's own server is used unless the caller set base_url
    own = operation.base_url if settings.base_url == settings.info.base_url else ""
    url = join(own or settings.base_url, path, query)
    return Call(settings, operation, Outgoing(operation.method, url, headers.pairs(), content), options, signature)


def _content_type(options: RequestOptions) -> str:
    """Return the media type of the body that the caller asks for, empty if any."""
    named = [value for name, value in options.headers.items() if name.lower() == "content-type"]
    return (named[0] if named else None) or ""


def _path_values(operation: Operation[object], params: Mapping[str, object]) -> dict[str, str]:
    """Return the encoded path parameters by wire name."""
    encoded: dict[str, str] = {}
    for param in operation.params:
        if param.where == "path":
            tp: Any = param.type() if param.type else Any
            value = params.get(param.argument)
            value = None if value is None or isinstance(value, Omit) else to_wire(tp, value, param.argument)
            encoded[param.name] = encode_path(param, value)
    return encoded


def _start_headers(headers: HeaderMap, settings: ClientSettings, operation: Operation[object]) -> None:
    info = settings.info
    headers.set("Accept", accepted(operation))
    agent = f"{quote(info.package)}/{quote(info.version)} python/{platform.python_version()}"
    headers.set("User-Agent", agent)
    headers.update(info.headers.items())


def _outside_path(
    operation: Operation[object], params: Mapping[str, object], headers: HeaderMap
) -> list[tuple[Param, object]]:
    """Validate the parameters of query, headers and cookies, and return those to send in JSON form.

    A required header may be one of ``headers``, those of the client.
    """
    outside = {param.argument: param for param in operation.params if param.where != "path"}
    of_client = {
        name: headers.get(param.name)
        for name, param in outside.items()
        if param.where == "header" and param.required and headers.get(param.name) is not None
    }
    passed = {name: value for name, value in params.items() if name in outside and not isinstance(value, Omit)}
    given = without_omitted({**of_client, **passed})
    tp: Any = operation.query() if operation.query else dict[str, Any]
    written: Mapping[str, object] = to_wire(tp, given)
    keys = {(wire_name(tp, name) if operation.query else name): param for name, param in outside.items()}
    return [(keys[key], value) for key, value in written.items() if key in keys]


def _extra_query(query: Mapping[str, object]) -> list[str]:
    written: Mapping[str, object] = to_wire(Any, dict(query), "request_options.query")
    return [
        f"{quote(key, safe='')}={quote(text, safe='')}"
        for name, value in written.items()
        for key, text in brackets(name, value)
    ]


def key_header(operation: Operation[object], info: ApiInfo) -> str:
    """Return the header for idempotency keys, of the API or declared by the operation; empty if there is none."""
    declared = (
        param.name for param in operation.params if param.where == "header" and KEY_HEADER.fullmatch(param.name)
    )
    return info.idempotency_header or next(declared, "")


def _set_idempotency(
    headers: HeaderMap, settings: ClientSettings, operation: Operation[object], options: RequestOptions
) -> None:
    name = key_header(operation, settings.info)
    if options.idempotency_key is not None:
        headers.set(name or IDEMPOTENCY_KEY, options.idempotency_key)
    elif name and operation.method == "POST" and headers.get(name) is None:
        headers.set(name, settings.new_key())


def redact(outgoing: Outgoing, info: ApiInfo) -> SentRequest:
    """Return a request with secrets redacted."""
    headers = {name.lower(): REDACTED if is_secret(name, info, "header") else value for name, value in outgoing.headers}
    url = urlsplit(outgoing.url)
    parts = [part.partition("=") for part in url.query.split("&")]
    query = "&".join(
        f"{name}={REDACTED}" if is_secret(unquote(name), info, "query") else f"{name}{equals}{value}"
        for name, equals, value in parts
    )
    host = url.netloc.rpartition("@")[2]
    return SentRequest(outgoing.method, urlunsplit((url.scheme, host, url.path, query, "")), headers)
