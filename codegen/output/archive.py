"""Files in one compressed archive, with equal bytes for equal files."""

from __future__ import annotations

import io
import zipfile
import zlib
from typing import TYPE_CHECKING

from codegen.output.tree import FileTree, UnsafePathError

if TYPE_CHECKING:
    from collections.abc import Mapping

_DATE = (1980, 1, 1, 0, 0, 0)  # the first that the format can hold
_LEVEL = 9
MAX_BYTES = 512 * 1024 * 1024
"""More than any generated package; an archive that claims to hold more is refused."""


class InvalidArchiveError(ValueError):
    """The bytes are no archive of ours."""


def pack(files: Mapping[str, bytes]) -> bytes:
    """Return a zip archive: sorted, without times and modes of a machine."""
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as archive:
        for path in sorted(files):
            info = zipfile.ZipInfo(path, date_time=_DATE)
            info.compress_type = zipfile.ZIP_DEFLATED
            info.create_system = 3  # the format's word for Unix, on every system
            info.external_attr = 0o644 << 16
            archive.writestr(info, files[path], compresslevel=_LEVEL)
    return buffer.getvalue()


def unpack(content: bytes) -> FileTree:
    """Read an archive back. Raises ``InvalidArchiveError``, also for unsafe paths and for more than ``MAX_BYTES``."""
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            rows = archive.infolist()
            if sum(row.file_size for row in rows) > MAX_BYTES:
                msg = "it holds too much"
                raise InvalidArchiveError(msg)
            return FileTree({row.filename: archive.read(row) for row in rows})
    except UnsafePathError as error:
        raise InvalidArchiveError(str(error)) from error
    except (zipfile.BadZipFile, zlib.error, NotImplementedError, RuntimeError, EOFError, OSError) as error:
        msg = "it is damaged"
        raise InvalidArchiveError(msg) from error
