from __future__ import annotations

import bz2
import hashlib
import io
import tarfile

import pytest

from codegen.output import archive
from codegen.output.archive import InvalidArchiveError, pack, unpack

_DIGEST = "7766c45b05dd64b8432fa204dd6ef790359d4f68e661f4a57458d4a3a021b4c7"
_FILES = {"b/é.py": b"x" * 1000, "a.py": b"\xff\r\n", f"{'d' * 150}/{'e' * 150}": b"", "empty": b""}


def test_it_reads_what_it_writes_and_equal_files_give_equal_bytes() -> None:
    content = pack(_FILES)
    assert dict(unpack(content)) == _FILES
    assert content == pack(dict(reversed(_FILES.items())))
    assert len(content) < 1000
    assert dict(unpack(pack({}))) == {}


def test_its_bytes_are_the_same_on_every_machine() -> None:
    assert hashlib.sha256(pack(_FILES)).hexdigest() == _DIGEST


def _tar(name: str, kind: bytes = tarfile.REGTYPE) -> bytes:
    buffer = io.BytesIO()
    with tarfile.open(fileobj=buffer, mode="w") as file:
        row = tarfile.TarInfo(name)
        row.type, row.linkname = kind, "/etc/passwd" if kind == tarfile.SYMTYPE else ""
        file.addfile(row)
    return bz2.compress(buffer.getvalue())


@pytest.mark.parametrize(
    "content", [b"", b"<<<<<<< HEAD\n", pack(_FILES)[:-30], pack(_FILES) + b"x", bz2.compress(b"no archive" * 200),
                _tar("../x"), _tar("/x"), _tar("a//b"), _tar("a", tarfile.SYMTYPE), _tar("a", tarfile.DIRTYPE),
                bz2.compress(bz2.decompress(pack(_FILES))[:2000])],
)  # fmt: skip
def test_what_is_no_archive_of_ours_is_refused(content: bytes) -> None:
    with pytest.raises(InvalidArchiveError):
        unpack(content)


def _sparse(size: int) -> bytes:
    """A file of which the archive holds nothing (GNU tar, Storing Sparse Files, PAX Format 1.0)."""
    holes = {"GNU.sparse.major": "1", "GNU.sparse.minor": "0", "GNU.sparse.name": "a", "GNU.sparse.realsize": str(size)}
    row = tarfile.TarInfo("a")
    row.pax_headers, row.size = holes, 512
    buffer = io.BytesIO()
    with tarfile.open(fileobj=buffer, mode="w", format=tarfile.PAX_FORMAT) as file:
        file.addfile(row, io.BytesIO(b"0\n".ljust(512, b"\0")))
    return bz2.compress(buffer.getvalue())


@pytest.mark.parametrize("size", [1, 2**40])
def test_files_larger_than_what_the_archive_holds_are_refused(size: int) -> None:
    with pytest.raises(InvalidArchiveError):
        unpack(_sparse(size))


def test_an_archive_of_more_files_than_any_package_has_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(archive, "MAX_FILES", 3)
    with pytest.raises(InvalidArchiveError, match="too much"):
        unpack(pack(_FILES))


def test_a_bomb_is_not_opened(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(archive, "MAX_BYTES", 999)
    with pytest.raises(InvalidArchiveError, match="too much"):
        unpack(pack(_FILES))
