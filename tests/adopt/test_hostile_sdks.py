"""SDKs that are damaged, hostile or of something else: one clear line, nothing written, nothing imported."""

from __future__ import annotations

import gzip
import io
import os
import tarfile
import zipfile
from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from codegen.adopt import source
from codegen.adopt.read import load_sdk
from codegen.cli import main
from codegen.core.errors import UsageError
from tests.adopt.sdks import DOCUMENT, SDKS, write


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    (tmp_path / "forum.yaml").write_text(DOCUMENT, encoding="utf-8")
    monkeypatch.chdir(tmp_path)
    return tmp_path


def _zip(path: Path, name: str, content: bytes = b"x = 1\n", mode: int = 0o100644) -> None:
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        row = zipfile.ZipInfo(name)
        row.external_attr = mode << 16
        archive.writestr(row, content, zipfile.ZIP_DEFLATED)


def _tar(path: Path, name: str, kind: bytes = tarfile.REGTYPE) -> None:
    with tarfile.open(path, "w:gz") as archive:
        row = tarfile.TarInfo(name)
        row.type = kind
        row.linkname = "/etc/passwd"
        archive.addfile(row, io.BytesIO(b""))


def _nested(folder: Path) -> None:
    write(
        folder / "sdk", {"a.py": "x = " + "(" * 5000 + ")" * 5000, "b.py": "\0", "c.py": "x = " + "-" * 100_000 + "1"}
    )


def _other(folder: Path) -> None:
    calls = "".join(f"    def m{n}(self):\n        return self._get('/pets/{n}')\n" for n in range(9))
    write(folder / "sdk", {"other.py": f"class Pets:\n{calls}"})


CASES: dict[str, tuple[str, Callable[[Path], object], str]] = {
    "absent": ("sdk/none", lambda _: None, "sdk/none does not exist"),
    "not_installed": (
        "no-such-package-anywhere",
        lambda _: None,
        "is neither a file or folder nor a package that is installed",
    ),
    "javascript": ("sdk", lambda folder: write(folder / "sdk", {"index.js": "", "README.md": ""}), "not a Python SDK"),
    "obfuscated": (
        "sdk",
        lambda folder: write(folder / "sdk", {"a.py": "import zlib\nexec(zlib.decompress(b'x'))\n"}),
        "has no methods that send a request",
    ),
    "unparsable": ("sdk", _nested, "(3 modules cannot be parsed)"),
    "another_api": ("sdk", _other, "sdk is an SDK of another API: 0 of its 9 requests are among the 5 operations"),
    "no_archive": ("a.whl", lambda folder: (folder / "a.whl").write_bytes(b"PK"), "damaged, encrypted or no archive"),
    "other_file": ("a.txt", lambda folder: (folder / "a.txt").write_bytes(b"x"), "expected a folder, .whl"),
    "zip_traversal": ("a.whl", lambda folder: _zip(folder / "a.whl", "../../out.py"), "unsafe entry '../../out.py'"),
    "zip_absolute": ("a.whl", lambda folder: _zip(folder / "a.whl", "/out.py"), "unsafe entry '/out.py'"),
    "zip_link": ("a.whl", lambda folder: _zip(folder / "a.whl", "a.py", b"/etc/passwd", 0o120777), "not a Python SDK"),
    "tar_traversal": ("a.tar.gz", lambda folder: _tar(folder / "a.tar.gz", "../out.py"), "unsafe entry '../out.py'"),
    "tar_link": ("a.tar.gz", lambda folder: _tar(folder / "a.tar.gz", "a.py", tarfile.SYMTYPE), "not a Python SDK"),
    "tar_device": ("a.tar.gz", lambda folder: _tar(folder / "a.tar.gz", "a.py", tarfile.CHRTYPE), "not a Python SDK"),
    "no_tar": ("a.tgz", lambda folder: (folder / "a.tgz").write_bytes(gzip.compress(b"x" * 999)), "damaged"),
    "terminal": ("a.whl", lambda folder: _zip(folder / "a.whl", "../\x1b[2Jx.py"), "unsafe entry '../\\\\x1b[2Jx.py'"),
    "no_git_source": ("git+ftp://host/x", lambda _: None, "is not git+file://PATH@REVISION#FOLDER"),
}


@pytest.mark.parametrize("case", CASES)
def test_one_clear_line_and_nothing_written(folder: Path, case: str, capsys: pytest.CaptureFixture[str]) -> None:
    name, make, message = CASES[case]
    make(folder)
    before = sorted(str(path) for path in folder.rglob("*"))
    assert main(["adopt", name, "--spec", "forum.yaml"]) == 2
    captured = capsys.readouterr()
    assert captured.out == ""
    assert message in captured.err
    assert captured.err.startswith("codegen: ")
    assert captured.err.count("\n") == 1
    assert "\x1b" not in captured.err
    assert sorted(str(path) for path in folder.rglob("*")) == before


def test_sizes_and_numbers_are_limited(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(source, "MAX_FILE_BYTES", 1000)
    monkeypatch.setattr(source, "MAX_BYTES", 3000)
    _zip(folder / "bomb.whl", "a.py", b"#" * 10_000_000)
    with pytest.raises(UsageError, match="not a Python SDK"):
        load_sdk("bomb.whl", folder)
    write(folder / "many", {f"m{n}.py": "#" * 900 for n in range(9)})
    with pytest.raises(UsageError, match="too large"):
        load_sdk("many", folder)
    (folder / "bomb.tar.gz").write_bytes(gzip.compress(b"\0" * 20_000))
    with pytest.raises(UsageError, match=r"not a Python SDK|damaged"):
        load_sdk("bomb.tar.gz", folder)
    monkeypatch.setattr(source, "MAX_BYTES", 10_000_000)
    monkeypatch.setattr(source, "MAX_ENTRIES", 5)
    with pytest.raises(UsageError, match="more than 5 files"):
        load_sdk("many", folder)


def test_links_and_pipes_of_a_folder_are_not_read(folder: Path) -> None:
    outside = write(folder / "outside", SDKS["Speakeasy"])
    sdk = write(folder / "sdk", {"a.py": "x = 1\n"})
    (sdk / "forum").symlink_to(outside / "forum", target_is_directory=True)
    (sdk / "b.py").symlink_to(outside / "forum/messages.py")
    os.mkfifo(sdk / "c.py")
    assert sorted(source.read_sdk("sdk", folder).files) == ["a.py"]


def test_an_sdk_is_never_imported(folder: Path) -> None:
    trap = f"open({str(folder / 'ran')!r}, 'w').close()\n"
    write(folder / "sdk", {path: trap + text for path, text in SDKS["Speakeasy"].items() if path.endswith(".py")})
    assert load_sdk("sdk", folder).calls
    assert not (folder / "ran").exists()


@pytest.mark.slow
@settings(max_examples=40, suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
@given(
    content=st.binary(max_size=300),
    name=st.sampled_from(["a.whl", "a.tar.gz", "a.tgz", "a.zip"]),
    path=st.text(max_size=20),
)
def test_any_bytes_are_an_error_or_an_sdk(folder: Path, content: bytes, name: str, path: str) -> None:
    (folder / name).write_bytes(content)
    with pytest.raises(UsageError) as raised:
        load_sdk(name, folder)
    assert str(raised.value).isprintable()
    if name in {"a.whl", "a.zip"} and "\0" not in path:
        try:
            _zip(folder / name, path + ".py", content)
        except (ValueError, UnicodeError):
            return
        with pytest.raises(UsageError) as raised:
            load_sdk(name, folder)
        assert str(raised.value).isprintable()
