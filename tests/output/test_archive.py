from __future__ import annotations

import io
import zipfile

import pytest

from codegen.output import archive
from codegen.output.archive import InvalidArchiveError, pack, unpack

_FILES = {"b/é.py": b"x" * 1000, "a.py": b"\xff\r\n"}


def test_it_reads_what_it_writes_and_equal_files_give_equal_bytes() -> None:
    content = pack(_FILES)
    assert dict(unpack(content)) == _FILES
    assert content == pack(dict(reversed(_FILES.items())))
    assert len(content) < 1000


def _zip(name: str) -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as file:
        file.writestr(name, b"x")
    return buffer.getvalue()


@pytest.mark.parametrize(
    "content", [b"", b"<<<<<<< HEAD\n", pack(_FILES)[:-30], _zip("../x"), _zip("/x"), _zip("a//b"),
                pack(_FILES)[:34] + b"\0\0\0" + pack(_FILES)[37:]],
)  # fmt: skip
def test_what_is_no_archive_of_ours_is_refused(content: bytes) -> None:
    with pytest.raises(InvalidArchiveError):
        unpack(content)


def test_a_bomb_is_not_opened(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(archive, "MAX_BYTES", 999)
    with pytest.raises(InvalidArchiveError, match="too much"):
        unpack(pack(_FILES))
