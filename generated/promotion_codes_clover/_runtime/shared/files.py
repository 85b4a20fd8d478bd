"""Files in multipart and binary bodies, streamed while they are sent."""

from __future__ import annotations

import os
from collections.abc import AsyncIterable, AsyncIterator, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import IO, TYPE_CHECKING, Annotated, Any, Final, TypeAlias, TypeGuard

from pydantic import BaseModel
from pydantic_core import PydanticCustomError, PydanticSerializationUnexpectedValue, core_schema

if TYPE_CHECKING:
    from pydantic import GetCoreSchemaHandler, GetJsonSchemaHandler
    from pydantic.json_schema import JsonSchemaValue

FileContent: TypeAlias = bytes | os.PathLike[str] | IO[bytes] | Iterable[bytes] | AsyncIterable[bytes]
CHUNK: Final = 65_536


@dataclass(frozen=True)
class Upload:
    """A file to send: its content, file name and media type."""

    content: FileContent = field(repr=False)
    filename: str | None = None
    content_type: str | None = None

    def size(self) -> int | None:
        """Return the size in bytes, or None if it is unknown before reading."""
        if isinstance(self.content, bytes):
            return len(self.content)
        if isinstance(self.content, os.PathLike):
            return Path(self.content).stat().st_size
        if is_file(self.content) and self.content.seekable():
            start = self.content.tell()
            end = self.content.seek(0, os.SEEK_END)
            self.content.seek(start)
            return end - start
        return None

    def start(self) -> int | None:
        """Return the start position of a file object, so that a retry sends the same bytes."""
        return self.content.tell() if is_file(self.content) and self.content.seekable() else None

    def repeatable(self) -> bool:
        """Return whether the content can be sent again."""
        if is_file(self.content):
            return self.content.seekable()
        return isinstance(self.content, (bytes, os.PathLike, list, tuple))

    def chunks(self, start: int | None = None) -> Iterator[bytes]:
        """Yield the content in chunks.

        :raises TypeError: the content is an asynchronous iterator, which only ``AsyncClient`` can send.
        """
        if isinstance(self.content, bytes):
            yield self.content
        elif isinstance(self.content, os.PathLike):
            with Path(self.content).open("rb") as file:
                yield from iter(lambda: file.read(CHUNK), b"")
        elif is_file(self.content):
            if start is not None:
                self.content.seek(start)
            read = self.content.read
            yield from iter(lambda: read(CHUNK), b"")
        elif isinstance(self.content, Iterable):
            yield from self.content
        else:
            msg = "only AsyncClient can send an asynchronous iterator"
            raise TypeError(msg)

    async def achunks(self, start: int | None = None) -> AsyncIterator[bytes]:
        """Yield the content in chunks."""
        if isinstance(self.content, AsyncIterable):
            async for chunk in self.content:
                yield chunk
        else:
            for chunk in self.chunks(start):
                yield chunk


def is_file(content: object) -> TypeGuard[IO[bytes]]:
    """Return whether the content is a file object."""
    return hasattr(content, "read") and hasattr(content, "seekable")


def as_upload(value: Any) -> Upload:
    """Convert any accepted form of a file (`FileInput`) to an `Upload`.

    :raises ValueError: the value is not a `FileInput`.
    """
    same = value  # type checkers lose the element types of a value narrowed by a case
    match value:
        case Upload():
            return value
        case bytearray() | memoryview():
            return Upload(bytes(same))
        case (None | str() as name, content) if isinstance(value, tuple):
            return Upload(as_upload(content).content, name)
        case (None | str() as name, content, None | str() as content_type) if isinstance(value, tuple):
            return Upload(as_upload(content).content, name, content_type)
        case os.PathLike():
            return Upload(same, Path(same).name)
        case _ if is_file(value):
            name = getattr(value, "name", None)
            return Upload(value, Path(name).name if isinstance(name, str) else None)
        case bytes() | AsyncIterable():
            return Upload(same)
        case Iterable() if not isinstance(value, (str, Mapping, BaseModel, tuple)):
            return Upload(same)
        case _:
            pass
    kind = "file"
    msg = "Input should be bytes, a path, a file object, an iterator of bytes, or a tuple of file name and one of these"
    raise PydanticCustomError(kind, msg)


def _placeholder(value: object) -> str:
    if not isinstance(value, Upload):
        msg = "expected a file"
        raise PydanticSerializationUnexpectedValue(msg)
    return value.filename or ""


@dataclass(frozen=True)
class FileCodec:
    """Pydantic schema of a file argument: any `FileInput` is validated to an `Upload`, which has no JSON form."""

    def __get_pydantic_core_schema__(self, source: object, handler: GetCoreSchemaHandler) -> core_schema.CoreSchema:
        return core_schema.no_info_plain_validator_function(
            as_upload, serialization=core_schema.plain_serializer_function_ser_schema(_placeholder, when_used="json")
        )

    def __get_pydantic_json_schema__(
        self, schema: core_schema.CoreSchema, handler: GetJsonSchemaHandler
    ) -> JsonSchemaValue:
        return {"type": "string", "format": "binary"}


if TYPE_CHECKING:
    BinaryFile: TypeAlias = Upload
    """The type of a model field; at run time any `FileInput` is accepted and converted."""
else:
    BinaryFile: TypeAlias = Annotated[Any, FileCodec()]
