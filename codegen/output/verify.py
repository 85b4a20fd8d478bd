"""Whether a generated or vendored package is as it was written: offline, from ``codegen.lock`` alone.

This module imports the standard library only and nothing of its own package: its text is also the script
``.codegen/verify.py`` that is vendored beside the code, and ``codegen verify --script`` prints it.
"""

from __future__ import annotations

import argparse
import contextlib
import hashlib
import io
import json
import os
import re
import stat
import sys
from collections.abc import Iterator, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path

LOCK = "codegen.lock"
FORMATS = ("text", "json", "github")
EXIT_FRESH, EXIT_CHANGED, EXIT_INVALID = 0, 1, 2

_SKIPPED = frozenset({"__pycache__", "node_modules"})
_CONFLICT = (b"<<<<<<< ", b">>>>>>> ")
_CHUNK = 1024 * 1024
_LARGEST = 64 * 1024 * 1024
_COMMAND = re.compile(r"##(?=\w*\[)")


class InvalidLockError(ValueError):
    """There is no manifest, or it cannot be used."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Problem:
    """One file that is not as it was written.

    ``kind`` is ``edited``, ``conflict`` (edited, and holds merge markers), ``missing``, ``extra`` or ``moved``, with
    the new place in ``to``. Paths are relative to the package.
    """

    kind: str
    path: str
    to: str = ""

    @property
    def message(self) -> str:
        """One sentence without a final full stop."""
        texts = {
            "edited": "the file was changed after it was written",
            "conflict": "the file holds conflict markers",
            "missing": "the file is missing",
            "extra": "the file is not in the manifest",
            "moved": f"the file was moved to {self.to}",
        }
        return texts[self.kind]


def digest(path: Path) -> str:
    """Return the sha256 of a file with CRLF read as LF, as the manifest holds it, however large the file is."""
    found, held = hashlib.sha256(), b""
    with path.open("rb") as file:
        while chunk := file.read(_CHUNK):
            chunk = held + chunk
            held = b"\r" if chunk.endswith(b"\r") else b""
            found.update(chunk.removesuffix(held).replace(b"\r\n", b"\n"))
    found.update(held)
    return found.hexdigest()


def _is_plain(path: Path) -> bool:
    """Whether a path is an ordinary file: no link, and nothing that would be waited for."""
    try:
        return stat.S_ISREG(path.lstat().st_mode)
    except OSError:
        return False


def _lock(path: Path) -> bytes:
    """Return the text of a manifest. Raises ``InvalidLockError`` and ``OSError``."""
    if os.path.lexists(path) and not (_is_plain(path) and path.stat().st_size <= _LARGEST):
        msg = "is no ordinary file, or too large"
        raise InvalidLockError(msg)
    return path.read_bytes()


def _rows(folder: Path) -> dict[str, tuple[str, str]]:
    """Return path -> (sha256, mode). Raises ``InvalidLockError``; a path that could leave the folder is one, too."""
    try:
        value = json.loads(_lock(folder / LOCK))
        rows = {str(path): (str(row["sha256"]), str(row["mode"])) for path, row in value["outputs"].items()}
    except OSError as error:
        msg = f"cannot be read: {error.strerror or error}"
        raise InvalidLockError(msg) from error
    except InvalidLockError:
        raise
    except (ValueError, KeyError, TypeError, AttributeError, RecursionError) as error:
        msg = "is damaged (a merge conflict?)"
        raise InvalidLockError(msg) from error
    for path in rows:
        if "\\" in path or "\0" in path or not {"", ".", ".."}.isdisjoint(path.split("/")):
            msg = f"holds the unsafe path {path!r}"
            raise InvalidLockError(msg)
    return rows


def _below(folder: Path) -> Iterator[str]:
    """Yield every entry that is no folder; links are not followed, packages with their own manifest not entered."""
    waiting = [""]
    while waiting:
        prefix = waiting.pop()
        with os.scandir(folder / prefix) as entries:
            for entry in entries:
                if not entry.is_dir(follow_symlinks=False):
                    yield prefix + entry.name
                elif entry.name not in _SKIPPED and not (folder / prefix / entry.name / LOCK).exists():
                    waiting.append(f"{prefix}{entry.name}/")


def _state(path: Path, sha256: str) -> str:
    """Return the kind of problem an existing owned file has, or an empty text."""
    if not _is_plain(path):
        return "edited"
    if digest(path) == sha256:
        return ""
    return "conflict" if path.stat().st_size <= _LARGEST and holds_conflict(path.read_bytes()) else "edited"


def holds_conflict(content: bytes) -> bool:
    """Whether a file holds the markers of a merge that nobody has looked at."""
    lines = content.splitlines()
    return all(any(line.startswith(mark) for line in lines) for mark in _CONFLICT)


def verify(folder: Path) -> list[Problem]:
    """Compare a package with its manifest and return what differs, sorted by path.

    Scaffolded files are the user's: they may change and go. Raises ``InvalidLockError`` and ``OSError``.
    """
    rows = _rows(folder)
    present = sorted(path for path in _below(folder) if path != LOCK)
    here = set(present)
    extra = [path for path in present if path not in rows]
    found = {path: state for path, (sha256, mode) in rows.items() if mode == "owned" and path in here
             if (state := _state(folder / path, sha256))}  # fmt: skip
    problems = [Problem(kind=kind, path=path) for path, kind in found.items()]
    digests = {path: digest(folder / path) for path in extra if _is_plain(folder / path)}
    for path, (sha256, mode) in sorted(rows.items()):
        if mode != "owned" or path in here:
            continue
        place = next((place for place in sorted(digests) if digests[place] == sha256), "")
        if place:
            del digests[place]
            extra.remove(place)
        problems.append(Problem(kind="moved" if place else "missing", path=path, to=place))
    problems += [Problem(kind="extra", path=path) for path in extra]
    return sorted(problems, key=lambda problem: (problem.path, problem.kind))


def find_packages(start: Path) -> list[Path]:
    """Return the folders with a manifest: ``start`` itself, or those below it; hidden folders are not searched."""
    found: list[Path] = []
    waiting = [start]
    while waiting:
        folder = waiting.pop()
        if os.path.lexists(folder / LOCK) and (folder != start or _is_plain(folder / LOCK)):
            found.append(folder)
            continue
        with contextlib.suppress(OSError), os.scandir(folder) as entries:
            waiting += [
                folder / entry.name
                for entry in entries
                if entry.is_dir(follow_symlinks=False) and entry.name not in _SKIPPED and not entry.name.startswith(".")
            ]
    return sorted(found)


def _escape(text: str, more: str = "") -> str:
    """Escape text for a workflow command of GitHub Actions."""
    return "".join(f"%{ord(char):02X}" if char in "%\r\n" + more else char for char in text)


def render(label: str, problems: Sequence[Problem], form: str) -> list[str]:
    """Return the lines that report one package in one of ``FORMATS``; text that could steer its reader is escaped."""
    if form == "json":
        text = json.dumps({"kind": "package", "folder": label, "fresh": not problems,
                           "problems": [{**asdict(item), "message": item.message} for item in problems]})  # fmt: skip
        return [text.replace("##", r"#\u0023")]
    if form == "github":
        lines = [
            f"::error file={_escape(f'{label}/{item.path}', ':,')},title={item.kind}::{_escape(item.message)}"
            for item in problems
        ]
    else:
        lines = [f"{label}/{item.path}: {item.kind}: {item.message}" for item in problems]
    count = "1 file is" if len(problems) == 1 else f"{len(problems)} files are"
    lines.append(f"{label}: {count} not as written" if problems else f"{label}: as written")
    return [_visible(line) for line in lines]


def _visible(line: str) -> str:
    """Escape what could steer a terminal, and ``##[…]``, which the log of a build takes for a command."""
    text = "".join(char if char.isprintable() else ascii(char)[1:-1] for char in line)
    return _COMMAND.sub(r"#\\x23", text)


def report(start: Path, label: str, form: str, *, allow_extra: bool = False) -> tuple[list[str], int]:
    """Verify every package at or below a folder and return the lines to print and the exit code."""
    packages = find_packages(start)
    if not packages:
        return [_visible(f"{label}: there is no {LOCK} here or below")], EXIT_INVALID
    lines: list[str] = []
    code = EXIT_FRESH
    for folder in packages:
        name = label if folder == start else f"{label}/{folder.relative_to(start).as_posix()}".removeprefix("./")
        name = f"./{name}" if name.lstrip().startswith("::") else name  # a line that starts so is a command
        try:
            problems = [item for item in verify(folder) if not (allow_extra and item.kind == "extra")]
        except (InvalidLockError, OSError) as error:
            lines.append(_visible(f"{name}/{LOCK}: {error}"))
            code = EXIT_INVALID
            continue
        lines += render(name, problems, form)
        code = max(code, EXIT_CHANGED if problems else EXIT_FRESH)
    return lines, code


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Describe the arguments, the same for the command and the script."""
    parser.add_argument(
        "folder", nargs="?", metavar="DIR", help=f"a package, or a folder above (default: where {LOCK} is)"
    )
    parser.add_argument("--format", choices=FORMATS, default="text", help="format of the report (default: text)")
    parser.add_argument("--allow-extra", action="store_true", help="accept files that the manifest does not list")


def main(argv: Sequence[str] | None = None) -> int:
    """Run as a script: exit 0 when everything is as written, 1 when not, 2 without a usable manifest."""
    parser = argparse.ArgumentParser(description="Verify that generated files are as they were written.")
    add_arguments(parser)
    args = parser.parse_args(argv)
    beside = Path(__file__).resolve().parent.parent
    start = args.folder or (os.path.relpath(beside) if (beside / LOCK).is_file() else ".")
    lines, code = report(Path(start), Path(start).as_posix(), args.format, allow_extra=args.allow_extra)
    if isinstance(sys.stdout, io.TextIOWrapper):
        sys.stdout.reconfigure(errors="backslashreplace")
    sys.stdout.write("".join(f"{line}\n" for line in lines))
    return code


if __name__ == "__main__":
    sys.exit(main())
