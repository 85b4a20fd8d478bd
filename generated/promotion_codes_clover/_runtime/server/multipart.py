"""Reading multipart bodies: fields into memory, files to disk, both within limits."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final, cast

from starlette.datastructures import FormData, Headers
from starlette.formparsers import MultiPartException, MultiPartParser

from ..shared.media import text_codec
from .errors import ServiceError
from .faults import Fault
from .forms import tree

if TYPE_CHECKING:
    from collections.abc import AsyncGenerator, MutableMapping

    from starlette.requests import Request

    from .forms import Branch, Limits

MULTIPART: Final = "multipart/form-data"
_FILES: Final = "codegen.files"


class _Parser(MultiPartParser):
    """Also bounds what the fields of a body take together: each is held in memory."""

    def __init__(self, headers: Headers, stream: AsyncGenerator[bytes, None], limits: Limits) -> None:
        """Take the bounds of one request."""
        super().__init__(headers, stream, max_files=limits.files, max_fields=limits.pairs, max_part_size=limits.part)
        self.room = limits.body
        self.ended = False

    def on_part_data(self, data: bytes, start: int, end: int) -> None:
        """Take a piece of a part."""
        if self._current_part.file is None:
            self.room -= end - start
            if self.room < 0:
                msg = "The fields of the body are too large together."
                raise MultiPartException(msg)
        super().on_part_data(data, start, end)

    def on_end(self) -> None:
        """Take the boundary behind the last part."""
        self.ended = True

    async def parse(self) -> FormData:
        """Return the parts. Raises ``MultiPartException`` also for a body that breaks off."""
        data = await super().parse()
        if not self.ended:
            await data.close()
            msg = "The body breaks off."
            raise MultiPartException(msg)
        return data


async def read_multipart(request: Request, limits: Limits) -> Branch:
    """Return the tree of a multipart body; files stay on disk until `close_files`.

    Raises ``Fault`` for a body that is none or holds too much, ``ServiceError`` (413) for one that is too long.
    """
    try:
        data = await _Parser(
            _as_form(request.headers["content-type"]), _bounded(request, limits.upload), limits
        ).parse()
    except MultiPartException as error:
        raise Fault((), "invalid", detail=error.message) from None
    request.scope[_FILES] = data
    return tree([(_unescaped(name), value) for name, value in data.multi_items()], limits)


async def close_files(scope: MutableMapping[str, Any]) -> None:
    """Forget the files of a request."""
    data = scope.pop(_FILES, None)
    if data is not None:
        await cast("FormData", data).close()


async def _bounded(request: Request, limit: int) -> AsyncGenerator[bytes, None]:
    size = 0
    async for chunk in request.stream():
        size += len(chunk)
        if size > limit:
            raise ServiceError(413, f"The request body is larger than {limit} bytes.")
        yield chunk


def _as_form(content_type: str) -> Headers:
    """Return the header as one of a form: the parts of the other multipart types are told by their names, too.

    Raises ``Fault`` for a character set that is none.
    """
    if not text_codec(content_type):
        raise Fault((), "encoding")
    _, _, parameters = content_type.partition(";")
    return Headers({"content-type": f"{MULTIPART};{parameters}"})


def _unescaped(name: str) -> str:
    """Undo what the HTML standard has clients escape in the name of a part: quotes and line ends."""
    if "%" not in name:
        return name
    return name.replace("%22", '"').replace("%0D", "\r").replace("%0A", "\n")
