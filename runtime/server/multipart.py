"""Parses multipart bodies within limits: fields to memory, files to disk."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final, cast

from starlette.datastructures import FormData, Headers
from starlette.formparsers import MultiPartException, MultiPartParser

from ..shared.media import text_codec
from .forms import tree
from .receiving import chunks_of, within
from .violations import Violation

if TYPE_CHECKING:
    from collections.abc import AsyncGenerator, MutableMapping

    from starlette.requests import Request

    from .forms import Branch, Limits

MULTIPART: Final = "multipart/form-data"
_FILES: Final = "codegen.files"


class _Parser(MultiPartParser):
    """Limits the total size of the fields of a body too, which are held in memory."""

    def __init__(self, headers: Headers, stream: AsyncGenerator[bytes, None], limits: Limits) -> None:
        """Store the limits of one request."""
        super().__init__(headers, stream, max_files=limits.files, max_fields=limits.pairs, max_part_size=limits.part)
        self.remaining = limits.body
        self.ended = False

    def on_part_data(self, data: bytes, start: int, end: int) -> None:
        """Handle a chunk of a part."""
        if self._current_part.file is None:
            self.remaining -= end - start
            if self.remaining < 0:
                msg = "The fields of the body exceed the limit in total."
                raise MultiPartException(msg)
        super().on_part_data(data, start, end)

    def on_end(self) -> None:
        """Handle the closing boundary."""
        self.ended = True

    async def parse(self) -> FormData:
        """Return the parts. Raises ``MultiPartException`` also for a truncated body."""
        data = await super().parse()
        if not self.ended:
            await data.close()
            msg = "The body is truncated."
            raise MultiPartException(msg)
        return data


async def read_multipart(request: Request, limits: Limits) -> Branch:
    """Return the tree of a multipart body; files stay on disk until `close_files`.

    Raises ``Violation`` for an invalid body or too many parts, ``ServiceError`` for too many bytes (413) or
    too much time (408).
    """
    try:
        headers = _as_form(request.headers["content-type"])
        with within(limits.upload_seconds):
            data = await _Parser(headers, chunks_of(request, limits.upload), limits).parse()
    except MultiPartException as error:
        raise Violation((), "invalid", detail=error.message) from None
    request.scope[_FILES] = data
    return tree([(_unescaped(name), value) for name, value in data.multi_items()], limits)


async def close_files(scope: MutableMapping[str, Any]) -> None:
    """Close and delete the files of a request."""
    data = scope.pop(_FILES, None)
    if data is not None:
        await cast("FormData", data).close()


def _as_form(content_type: str) -> Headers:
    """Return the header with the type ``multipart/form-data``: other multipart types are parsed by part names too.

    Raises ``Violation`` for an unknown character set.
    """
    if not text_codec(content_type):
        raise Violation((), "encoding")
    _, _, parameters = content_type.partition(";")
    return Headers({"content-type": f"{MULTIPART};{parameters}"})


def _unescaped(name: str) -> str:
    """Unescape the name of a part: quotes and line ends (HTML standard, multipart/form-data encoding)."""
    if "%" not in name:
        return name
    return name.replace("%22", '"').replace("%0D", "\r").replace("%0A", "\n")
