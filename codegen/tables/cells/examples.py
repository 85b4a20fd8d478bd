"""Parses examples on reference pages: JSON values and curl calls."""

from __future__ import annotations

import json
import re
import shlex
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Literal
from urllib.parse import parse_qsl, unquote_plus, urlsplit, urlunsplit

from codegen.core.location import Location
from codegen.tables.model import Example

if TYPE_CHECKING:
    from collections.abc import Iterator

    from codegen.core.json import Json

_DATA = frozenset(
    {"-d", "--data", "--data-raw", "--data-binary", "--data-ascii", "--data-urlencode", "--form", "-F", "--json"}
)
_IGNORED = frozenset({"-A", "--user-agent", "-o", "--output", "-b", "--cookie", "-m", "--max-time"})
_WITH_VALUE = _DATA | _IGNORED | {"-X", "--request", "--url", "-u", "--user", "-H", "--header"}
_JSON_TYPE = re.compile(r"content-type:\s*application/(?:[\w.+-]+\+)?json\b", re.IGNORECASE)
_NESTED = 500
"""Fewer than the characters of a value that is nested too deeply."""
_BEARER = re.compile(r"authorization:\s*bearer\s", re.IGNORECASE)
_HEAD = re.compile(r"\s*+(?:\$\s*+)?curl\s")


def starts_call(line: str) -> bool:
    """Return whether a line starts a curl call."""
    return _HEAD.match(line) is not None


def call_lines(lines: list[str], start: int) -> int:
    """Return the index of the line after the call that starts at ``start``; a trailing backslash continues a call."""
    end = start
    while end < len(lines) - 1 and lines[end].rstrip().endswith("\\"):
        end += 1
    return end + 1


@dataclass(slots=True)
class _Call:
    method: str = ""
    url: str = ""
    auth: Literal["", "basic", "bearer"] = ""
    query: bool = False
    json: bool = False
    data: list[str] = field(default_factory=list)


def read_call(text: str, location: Location) -> Example | None:
    """Parse a curl call; return None when it is not a valid shell command with a URL."""
    try:
        words = shlex.split(text.replace("\\\n", " ").strip().removeprefix("$"))
    except ValueError:
        return None
    call = _Call()
    waiting = iter(words[1:])
    for word in waiting:
        _apply(call, word, waiting)
    if not call.url:
        return None
    try:
        parts = urlsplit(call.url if "//" in call.url else "//" + call.url)
    except ValueError:
        return None
    body = _json_body(call)
    pairs = parse_qsl(parts.query, keep_blank_values=True)
    pairs += [] if body is not None else [_pair(item) for item in call.data]
    method = call.method or ("GET" if call.query or not call.data else "POST")
    url = urlunsplit((parts.scheme, parts.netloc, parts.path, "", ""))
    return Example(
        kind="curl", location=location, method=method, url=url, parameters=tuple(pairs), auth=call.auth, value=body
    )


def _json_body(call: _Call) -> Json:
    """Return the object that a call sends as JSON; None for a form, for no body, and for invalid JSON."""
    if call.query or not (call.json or any(item.lstrip().startswith("{") for item in call.data)):
        return None
    try:
        value: Json = json.loads("".join(call.data))
    except (ValueError, RecursionError):
        return None
    return value if isinstance(value, dict) else None


def _apply(call: _Call, word: str, following: Iterator[str]) -> None:
    """Apply one word of a command line; options with a value also consume the next word."""
    name, _, value = word.partition("=")
    if word in _WITH_VALUE:
        _apply_option(call, word, next(following, ""))
    elif name in _DATA and value:
        call.data.append(value)
    elif word in {"-G", "--get"}:
        call.query = True
    elif not word.startswith("-") and not call.url:
        call.url = word


def _apply_option(call: _Call, option: str, value: str) -> None:
    if option in _DATA:
        call.json = call.json or option == "--json"
        call.data.append(value)
    elif option in {"-X", "--request"}:
        call.method = value.upper()
    elif option == "--url":
        call.url = value
    elif option in {"-u", "--user"}:
        call.auth = "basic"
    elif option in {"-H", "--header"}:
        _apply_header(call, value)


def _apply_header(call: _Call, header: str) -> None:
    call.auth = "bearer" if _BEARER.match(header) else call.auth
    call.json = call.json or _JSON_TYPE.match(header) is not None


def _pair(item: str) -> tuple[str, str]:
    name, _, value = item.partition("=")
    return unquote_plus(name), unquote_plus(value)


def read_json(text: str, offset: int, location: Location) -> tuple[Example | None, int]:
    """Parse the JSON object or array at ``offset``; return it, or None for anything else, and where reading ended.

    Text up to that offset need not be tried again, so that a page of invalid values is read in linear time.
    """
    try:
        value, end = json.JSONDecoder().raw_decode(text, offset)
    except json.JSONDecodeError as error:
        return None, error.pos
    except ValueError:  # an integer with too many digits
        return None, offset
    except RecursionError:
        return None, min(offset + _NESTED, len(text))
    return (Example(kind="json", location=location, value=value) if isinstance(value, dict | list) else None), end
