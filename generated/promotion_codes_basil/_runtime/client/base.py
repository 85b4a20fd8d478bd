"""Settings, connection handling and request building of both clients."""

from __future__ import annotations

import inspect
import threading
import warnings
from collections.abc import AsyncGenerator, AsyncIterator, Awaitable, Callable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from functools import partial
from http.cookiejar import CookieJar, DefaultCookiePolicy
from typing import TYPE_CHECKING, Any, ClassVar, Final, Generic, TypeAlias, TypeVar
from urllib.parse import urlsplit

import httpx2

from ..shared.omit import Omit, omit
from .auth import Credentials, Secret, from_environment
from .deadline import Deadline, Timeouts, bound_waits
from .engine import Call, ClientSettings, prepare
from .errors import InvalidArgumentError
from .limits import DEFAULT_RESPONSE_SIZE
from .logs import configure
from .options import RequestOptions
from .retry import RetryPolicy

if TYPE_CHECKING:
    from typing import Self

    from ..shared.drift import Drift
    from ..shared.operation import ApiInfo, Operation
    from .hooks import Hooks

T = TypeVar("T")
H = TypeVar("H", httpx2.Client, httpx2.AsyncClient)

Timeout: TypeAlias = float | httpx2.Timeout | None
Proxy: TypeAlias = str | httpx2.URL | httpx2.Proxy
Auth: TypeAlias = httpx2.Auth | Callable[[httpx2.Request], httpx2.Request]
AsyncAuth: TypeAlias = httpx2.Auth | Callable[[httpx2.Request], httpx2.Request | Awaitable[httpx2.Request]]

DEFAULT_TIMEOUT: Final = httpx2.Timeout(60.0, connect=10.0)
DEFAULT_RETRIES: Final = 2
UNSENT: Final = (httpx2.RequestError, httpx2.InvalidURL, ValueError)
"""Exceptions of the HTTP client without a complete response.

A host name that cannot be encoded raises ``UnicodeError``, a redirect to ``// @`` raises ``ValueError``.
"""
NO_OPTIONS: Final = RequestOptions()


@dataclass
class Connection(Generic[H]):
    """The HTTP client of a client and its ``with_options`` copies; created at first use if none was passed."""

    make: Callable[[], H]
    http: H | None = None
    owned: bool = True
    closed: bool = False
    lock: threading.Lock = field(default_factory=threading.Lock, repr=False)

    def get(self) -> H:
        """Return the HTTP client.

        :raises RuntimeError: the client was closed.
        """
        with self.lock:
            if self.closed:
                msg = "the client is closed"
                raise RuntimeError(msg)
            if self.http is None:
                self.http = self.make()
            return self.http

    def release(self) -> H | None:
        """Close the connection, and return the HTTP client if this package has to close it."""
        with self.lock:
            self.closed = True
            http, self.http = self.http, None
            return http if self.owned else None


class CallableAuth(httpx2.Auth):
    """Signs requests with a coroutine function."""

    def __init__(self, sign: Callable[[httpx2.Request], Awaitable[httpx2.Request]]) -> None:
        self._sign = sign

    async def async_auth_flow(self, request: httpx2.Request) -> AsyncGenerator[httpx2.Request, httpx2.Response]:
        """Sign and send the request."""
        yield await self._sign(request)


class BaseClient(Generic[H]):
    """Base class of both clients. The generated class sets ``api``."""

    api: ClassVar[ApiInfo]

    _settings: ClientSettings
    _connection: Connection[H]
    _timeout: Timeout | Omit
    _hooks: Hooks | None
    _auth: Auth | AsyncAuth | None

    def __init__(  # noqa: PLR0913 - each is a keyword that users write
        self,
        *,
        api_key: str | None = None,
        credentials: Mapping[str, Secret | None] | None = None,
        auth: Auth | AsyncAuth | None = None,
        base_url: str | None = None,
        timeout: Timeout | Omit = omit,
        deadline: float | None = None,
        max_retries: int = DEFAULT_RETRIES,
        max_reply_size: int | None = DEFAULT_RESPONSE_SIZE,
        headers: Mapping[str, str | None] | None = None,
        http_client: H | None = None,
        transport: Any = None,
        proxy: Proxy | None = None,
        http2: bool = False,
        strict: bool = False,
        on_drift: Callable[[Drift], object] | None = None,
        retry: RetryPolicy | None = None,
        hooks: Hooks | None = None,
    ) -> None:
        """Create a client; it connects with the first call.

        :param api_key: The secret for any security scheme. Without secrets and ``auth``, environment variables are
            used: ``<NAME>_API_KEY``, ``<NAME>_<SCHEME>``.
        :param credentials: Secrets by the names of the document's security schemes, if one secret is not enough; a pair
            for HTTP basic.
        :param auth: Signs each request, instead of the above.
        :param base_url: The base URL of the API; default: the first server of the document.
        :param timeout: Seconds, or one limit per phase; None disables it.
        :param deadline: Seconds for a whole call with its retries and the body of its response; None for no limit.
        :param max_retries: The most retries of a failed request that can be repeated safely.
        :param max_reply_size: The most bytes of a response held in memory, decompressed; None disables the limit.
        :param headers: Sent with every request; None removes a header.
        :param http_client: Sends the requests, with its own settings; the caller closes it.
        :param transport: The transport of the HTTP client, such as a wrapper or a mock.
        :param proxy: The proxy, instead of those in environment variables.
        :param http2: Enable HTTP/2, which requires the extra ``httpx2[http2]``.
        :param strict: Raise an error if a response differs from its type.
        :param on_drift: Called with each such difference.
        :param retry: When requests are retried, and the delays.
        :param hooks: Called around each operation.
        :raises ValueError: both an HTTP client and settings for one are passed.
        :raises InvalidArgumentError: an ``api_key`` is passed, and the document declares header parameters but no
            security scheme.
        """
        check_key(self.api, api_key)
        configure(self.api)
        settings: dict[str, Any] = {"transport": transport, "proxy": proxy, "http2": http2}
        if http_client is not None:
            _refuse(settings)
        given = {name: secret for name, secret in (credentials or {}).items() if secret is not None}
        has_auth = bool(given) or (api_key, auth) != (None, None)
        self._settings = ClientSettings(
            info=self.api,
            base_url=self.api.base_url if base_url is None else base_url,
            credentials=Credentials(api_key, given) if has_auth else from_environment(self.api),
            headers=dict(headers or {}),
            max_retries=max_retries,
            max_reply_size=max_reply_size,
            deadline=Deadline(deadline).seconds,
            strict=strict,
            on_drift=on_drift,
            retry=retry or RetryPolicy(),
        )
        self._timeout = timeout
        self._hooks = hooks
        self._auth = CallableAuth(auth) if inspect.iscoroutinefunction(auth) else auth
        # copies with other credentials share the connections, and must not share cookies
        settings["cookies"] = CookieJar(DefaultCookiePolicy(allowed_domains=()))
        self._connection = Connection(partial(self._make_http, settings), http_client, owned=http_client is None)
        if isinstance(http_client, httpx2.Client):
            bound_waits(http_client)

    def __repr__(self) -> str:
        return f"{type(self).__name__}(base_url={self._settings.base_url.rpartition('@')[2]!r})"

    def _make_http(self, settings: Mapping[str, Any]) -> H:
        raise NotImplementedError

    def with_options(  # noqa: PLR0913 - each is a keyword that users write
        self,
        *,
        api_key: str | Omit = omit,
        credentials: Mapping[str, Secret | None] | Omit = omit,
        base_url: str | Omit = omit,
        timeout: Timeout | Omit = omit,
        deadline: float | Omit | None = omit,
        max_retries: int | Omit = omit,
        max_reply_size: int | Omit | None = omit,
        headers: Mapping[str, str | None] | Omit = omit,
        strict: bool | Omit = omit,
        on_drift: Callable[[Drift], object] | Omit | None = omit,
        retry: RetryPolicy | Omit = omit,
        hooks: Hooks | Omit | None = omit,
    ) -> Self:
        """Return a copy with other settings that shares the connections.

        ``headers`` and ``credentials`` are merged with the present ones; None removes one.
        """
        check_key(self.api, None if isinstance(api_key, Omit) else api_key)
        old = self._settings
        new_secrets = not (isinstance(api_key, Omit) and isinstance(credentials, Omit))
        settings = replace(
            old,
            credentials=old.credentials.changed(api_key, credentials),
            on_drift=old.on_drift if isinstance(on_drift, Omit) else on_drift,
            retry=old.retry if isinstance(retry, Omit) else retry,
            base_url=old.base_url if isinstance(base_url, Omit) else base_url,
            max_retries=old.max_retries if isinstance(max_retries, Omit) else max_retries,
            max_reply_size=old.max_reply_size if isinstance(max_reply_size, Omit) else max_reply_size,
            deadline=old.deadline if isinstance(deadline, Omit) else Deadline(deadline).seconds,
            headers=old.headers if isinstance(headers, Omit) else {**old.headers, **headers},
            strict=old.strict if isinstance(strict, Omit) else strict,
        )
        made = type(self).__new__(type(self))
        # not all attributes are copied: cached resources refer to this client
        vars(made).update(
            _settings=settings,
            _timeout=self._timeout if isinstance(timeout, Omit) else timeout,
            _hooks=self._hooks if isinstance(hooks, Omit) else hooks,
            _auth=None if new_secrets else self._auth,
            _connection=self._connection,
        )
        return made

    def _prepare(
        self,
        operation: Operation[T],
        params: Mapping[str, object],
        body: object,
        options: RequestOptions | None,
        link: str = "",
    ) -> Call[T]:
        try:
            return prepare(self._settings, operation, params, body, options or NO_OPTIONS, link)
        except UnicodeError as error:
            raise not_text(error) from None

    def _request(
        self,
        http: H,
        call: Call[Any],
        options: RequestOptions | None,
        content: bytes | Iterator[bytes] | AsyncIterator[bytes] | None,
    ) -> httpx2.Request:
        outgoing = call.outgoing
        try:
            headers = [(name.encode("ascii"), value.encode()) for name, value in outgoing.headers]
        except UnicodeError as error:
            raise not_text(error) from None
        if isinstance(content, bytes):
            content = content if outgoing.content.content_type else None
        elif outgoing.content.length is not None:
            headers.append((b"Content-Length", str(outgoing.content.length).encode()))
        timeout = self._timeout_of(http, options)
        try:
            url = httpx2.URL(outgoing.url)
            if call.is_cross_origin:  # the HTTP client's own headers and cookies must not leave this API
                limits = {"timeout": httpx2.Timeout(timeout).as_dict()}
                request = httpx2.Request(outgoing.method, url, headers=headers, extensions=limits)
            else:
                request = http.build_request(outgoing.method, url, headers=headers, content=content, timeout=timeout)
        except (httpx2.InvalidURL, UnicodeError) as error:
            if call.is_redirected:
                raise call.failure(error, timeout=False) from error
            msg = f"invalid URL: {error}"
            raise InvalidArgumentError(msg) from None
        if call.deadline.seconds is not None:
            request.extensions["timeout"] = Timeouts(request.extensions["timeout"], call.deadline)
        call.announce(request)
        return request

    def _timeout_of(self, http: H, options: RequestOptions | None) -> Timeout:
        """Return the timeout of a call: its own, the client's, or the default."""
        if options is not None and not isinstance(options.timeout, Omit):
            return options.timeout
        if not isinstance(self._timeout, Omit):
            return self._timeout
        return DEFAULT_TIMEOUT if self._connection.owned else http.timeout

    def _signer(self, call: Call[Any]) -> Any:
        """Return the ``auth`` argument for sending a request."""
        if call.is_cross_origin:
            return None
        if self._auth is not None:
            return self._auth
        url = urlsplit(call.outgoing.url)
        if url.username is not None and any(name.lower() == "authorization" for name, _ in call.outgoing.headers):
            return httpx2.Auth()  # credentials in the URL would replace the configured header
        return httpx2.USE_CLIENT_DEFAULT


def check_key(info: ApiInfo, api_key: str | None) -> None:
    """Check that an API with an ``api_key`` has a security scheme, which defines where it is sent.

    Warns if it has none.

    :raises InvalidArgumentError: it has none, but header parameters, one of which may be meant.
    """
    if api_key is None or info.security:
        return
    named = ", ".join(
        f"{argument}= ({name})" if argument else name for name, argument in info.header_parameters.items()
    )
    unknown = "api_key: the document declares no security scheme, so it is not known where to send it"
    if named:
        msg = f"{unknown}; pass the header parameter instead: {named}"
        raise InvalidArgumentError(msg)
    warnings.warn(f"{unknown}, and it is not sent; use headers= or auth=", stacklevel=4)


def _refuse(settings: Mapping[str, Any]) -> None:
    if any(value not in (None, False) for value in settings.values()):
        msg = "transport, proxy and http2 must be set on the http_client that is passed"
        raise ValueError(msg)


def not_text(error: UnicodeError) -> InvalidArgumentError:
    """Return the error for an argument with a lone surrogate, without the value, which may be secret."""
    return InvalidArgumentError(f"an argument cannot be sent as UTF-8: {getattr(error, 'reason', 'invalid text')}")


def lower(response: httpx2.Response) -> dict[str, str]:
    """Return the headers of a response by lower-case name."""
    return dict(response.headers)
