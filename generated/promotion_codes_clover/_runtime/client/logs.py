"""Logs of calls, with secrets redacted.

The logger has the name of the package. At the level INFO it gets a line per call and retry, at DEBUG also headers and
bodies. ``<PACKAGE>_LOG`` set to ``info`` or ``debug`` sets the level, and prints to standard error.
"""

from __future__ import annotations

import json
import logging
import os
import re
import warnings
from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING, Any, Final
from urllib.parse import quote, quote_plus, unquote_plus

from ..shared.media import FORM, essence, is_json
from ..shared.values import is_list, is_object
from .auth import REDACTED, is_secret

if TYPE_CHECKING:
    from ..shared.operation import ApiInfo
    from .auth import Credentials
    from .engine import Call
    from .raw import RawResponse

LEVELS: Final = {"info": logging.INFO, "debug": logging.DEBUG}
SENSITIVE: Final = re.compile(r"pass(?:word|phrase|code)|passwd|pwd|private[-_]?key|credential|cvc|cvv", re.IGNORECASE)
"""Names of secret properties, besides those of ``SECRET``."""
CONTROL: Final = re.compile(r"[\x00-\x1f\x7f]")
LONGEST: Final = 2000
"""The most characters of a body in the log."""


def configure(info: ApiInfo) -> None:
    """Set up the logger of a package as its environment variable says."""
    variable = f"{info.package.upper()}_LOG"
    value = os.environ.get(variable, "")
    level = LEVELS.get(value.strip().lower())
    if level is not None:
        logger = logging.getLogger(info.package)
        logger.setLevel(level)
        if not logger.hasHandlers():
            handler = logging.StreamHandler()
            handler.setFormatter(logging.Formatter("%(asctime)s %(levelname)s %(name)s: %(message)s"))
            logger.addHandler(handler)
    elif value:
        warnings.warn(f"{variable}={value!r} is ignored: it is neither 'info' nor 'debug'", stacklevel=4)


class CallLog:
    """Writes the log of one call."""

    def __init__(self, call: Call[Any]) -> None:
        self._call = call
        self._info = call.settings.info
        self._logger = logging.getLogger(self._info.package)

    def request(self) -> None:
        """Log the request, at the level DEBUG."""
        if self._logger.isEnabledFor(logging.DEBUG):
            content = self._call.outgoing.content
            data = content.data if isinstance(content.data, bytes) else None
            body = self._body(content.content_type, data, content.length)
            self._write(
                logging.DEBUG, f"{self._title()} headers={self._headers(self._call.sent().headers)} body={body}"
            )

    def retry(self, delay: float, reason: str) -> None:
        """Log that the request is sent again."""
        if self._logger.isEnabledFor(logging.INFO):
            self._write(logging.INFO, f"{self._title()} {reason}: retry {self._call.retries} in {delay:.2f} s")

    def end(self, seconds: float, response: RawResponse[Any] | None, error: BaseException | None) -> None:
        """Log the result of the call."""
        if not self._logger.isEnabledFor(logging.INFO):
            return
        if error is not None:
            self._write(logging.INFO, f"{self._title()} {type(error).__name__}: {error} ({seconds:.3f} s)")
        elif response is not None:
            self._write(logging.INFO, f"{self._title()} {response.status_code} ({seconds:.3f} s)")
            if self._logger.isEnabledFor(logging.DEBUG):
                self._response(response)

    def _response(self, response: RawResponse[Any]) -> None:
        headers = response.headers
        data = response.content if response.http_response.is_stream_consumed else None
        body = self._body(headers.get("content-type", ""), data, None)
        self._write(logging.DEBUG, f"{self._title()} headers={self._headers(headers)} body={body}")

    def _title(self) -> str:
        sent = self._call.sent()
        return f"{self._call.operation.name}: {sent.method} {sent.url}"

    def _write(self, level: int, text: str) -> None:
        """Write one line of ASCII: text of a server cannot forge a line."""
        line = self._masked(text).encode("ascii", "backslashreplace").decode()
        self._logger.log(level, "%s", CONTROL.sub(lambda found: f"\\x{ord(found[0]):02x}", line))

    def _masked(self, text: str) -> str:
        for secret in _secrets(self._call):
            text = text.replace(secret, REDACTED)
        return text

    def _headers(self, headers: Mapping[str, str]) -> dict[str, str]:
        return {name: self._header(name.lower(), value) for name, value in headers.items()}

    def _header(self, name: str, value: str) -> str:
        if self._is_secret(name):
            return REDACTED
        url, mark, _ = value.partition("?")
        return f"{url}?{REDACTED}" if mark and name in ("link", "location") else value

    def _is_secret(self, name: str) -> bool:
        kinds = ("header", "query", "cookie")
        return SENSITIVE.search(name) is not None or any(is_secret(name, self._info, where) for where in kinds)

    def _body(self, media: str, data: bytes | None, length: int | None) -> str:
        """Return a body as text with secrets redacted; only the size of files and streams."""
        if data == b"":
            return ""
        if data is not None and is_json(media):
            return self._masked(self._json(data))[:LONGEST]
        if data is not None and essence(media) == FORM:
            pairs = (pair.partition("=") for pair in data.decode(errors="replace").split("&"))
            shown = "&".join(
                f"{name}={REDACTED}" if self._is_secret(unquote_plus(name)) else f"{name}{equals}{value}"
                for name, equals, value in pairs
            )
            return self._masked(shown)[:LONGEST]
        size = length if data is None else len(data)
        return f"<{'a stream' if size is None else f'{size} bytes'} of {essence(media) or 'unknown type'}>"

    def _json(self, data: bytes) -> str:
        try:
            return json.dumps(self._redacted(json.loads(data)), ensure_ascii=False)
        except (ValueError, RecursionError):
            return f"<{len(data)} bytes of invalid JSON>"

    def _redacted(self, value: object) -> object:
        if is_object(value):
            return {
                name: REDACTED if self._is_secret(name) and item is not None else self._redacted(item)
                for name, item in value.items()
            }
        return [self._redacted(item) for item in value] if is_list(value) else value


def _secrets(call: Call[Any]) -> list[str]:
    """Return the secrets that the client knows, also as URLs and JSON spell them, longest first."""
    info = call.settings.info
    headers = [value for name, value in call.outgoing.headers if is_secret(name, info, "header")]
    known = {*_of(call.settings.credentials), *headers, *(value.rpartition(" ")[2] for value in headers)}
    spelled = {text for secret in known for text in (secret, *_spellings(secret))}
    return sorted(filter(None, spelled), key=len, reverse=True)


def _spellings(secret: str) -> Iterator[str]:
    yield quote(secret, safe="", errors="replace")
    yield quote_plus(secret, errors="replace")
    yield json.dumps(secret, ensure_ascii=False)[1:-1]


def _of(credentials: Credentials) -> Iterator[str]:
    for secret in (credentials.api_key, *credentials.schemes.values()):
        match secret:
            case str():
                yield secret
            case (_, str() as password):
                yield password
            case _:
                pass  # tokens are added when the request is sent
