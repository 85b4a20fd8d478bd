"""Files in one compressed archive (``.tar.bz2``), with equal bytes for equal files."""

from __future__ import annotations

import bz2
import io
import tarfile
from typing import TYPE_CHECKING

from codegen.core.paths import UnsafePathError
from codegen.output.tree import FileTree

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

_LEVEL = 9
MAX_BYTES = 512 * 1024 * 1024
MAX_FILES = 50_000
"""More than any generated package; an archive that holds more is refused."""


class InvalidArchiveError(ValueError):
    """The bytes are not an archive that this module wrote."""


def pack(files: Mapping[str, bytes]) -> bytes:
    """Return an archive: sorted, without times, owners and modes of a machine.

    bzip2 has one encoder, which gives equal bytes everywhere; those of deflate differ (zlib, zlib-ng).
    """
    buffer = io.BytesIO()
    with tarfile.open(fileobj=buffer, mode="w", format=tarfile.PAX_FORMAT, encoding="utf-8") as archive:
        for path in sorted(files):
            row = tarfile.TarInfo(path)  # its defaults: mode 0o644, time 0, no owner
            row.size = len(files[path])
            archive.addfile(row, io.BytesIO(files[path]))
    return bz2.compress(buffer.getvalue(), _LEVEL)


def unpack(content: bytes) -> FileTree:
    """Read an archive back.

    Raises ``InvalidArchiveError``, also for unsafe paths, for entries that are not files, and for more than
    ``MAX_BYTES`` or ``MAX_FILES``.
    """
    try:
        with tarfile.open(fileobj=io.BytesIO(_decompress(content)), mode="r:", encoding="utf-8") as archive:
            return FileTree({row.name: _read(archive, row) for row in _rows(archive)})
    except UnsafePathError as error:
        raise InvalidArchiveError(str(error)) from error
    except (tarfile.TarError, EOFError, OSError, ValueError) as error:
        msg = str(error) if isinstance(error, InvalidArchiveError) else "it is damaged"
        raise InvalidArchiveError(msg) from error


def _rows(archive: tarfile.TarFile) -> Iterator[tarfile.TarInfo]:
    for count, row in enumerate(archive):
        if count >= MAX_FILES:
            msg = "it holds too much"
            raise InvalidArchiveError(msg)
        yield row


def _decompress(content: bytes) -> bytes:
    decompressor = bz2.BZ2Decompressor()
    plain = decompressor.decompress(content, MAX_BYTES + 1)
    if len(plain) > MAX_BYTES:
        msg = "it holds too much"
        raise InvalidArchiveError(msg)
    if not decompressor.eof or decompressor.unused_data:
        raise EOFError
    return plain


def _read(archive: tarfile.TarFile, row: tarfile.TarInfo) -> bytes:
    # a sparse file is as large as its header says, whatever the archive holds of it
    file = archive.extractfile(row) if row.isreg() and not row.issparse() else None
    if file is None:
        raise EOFError
    content = file.read()
    if len(content) != row.size:
        raise EOFError
    return content
