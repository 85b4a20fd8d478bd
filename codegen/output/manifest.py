"""``codegen.lock``: what a generated package was made of and by, and what was written.

Sorted, without times or paths of a machine, so that equal runs give equal bytes.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from types import MappingProxyType
from typing import TYPE_CHECKING, Literal, TypeAlias

from codegen.core.paths import UnsafePathError, check_path
from codegen.core.printed import visible_json
from codegen.output.folder import scan

if TYPE_CHECKING:
    from pathlib import Path

    from codegen.core.json import Json

MANIFEST = "codegen.lock"
"""The name of the manifest in the folder of a package. The manifest does not list itself."""

FORMAT = 1
"""The format this program writes. It reads no later one."""

_MOST_INDENTED = 2

Mode: TypeAlias = Literal["owned", "scaffold"]

_EMPTY: Mapping[str, str] = MappingProxyType({})


class InvalidManifestError(ValueError):
    """The text is not a manifest of a known format."""


def content_digest(content: bytes) -> str:
    """Return the sha256 of a text file with CRLF read as LF: a checkout that changes line ends is not an edit."""
    return hashlib.sha256(content.replace(b"\r\n", b"\n")).hexdigest()


def folder_digest(*folders: Path, suffixes: tuple[str, ...] = ("",)) -> str:
    """Return the sha256 over names and contents of the files of folders whose names have one of the suffixes.

    Bytecode caches do not count. Raises ``OSError``.
    """
    rows = [
        f"{path} {content_digest((folder / path).read_bytes())}\n"
        for folder in folders
        for path in scan(folder).files
        if path.endswith(suffixes)
    ]
    return hashlib.sha256("".join(rows).encode()).hexdigest()


@dataclass(frozen=True, slots=True, kw_only=True)
class OutputFile:
    """A written file. ``owned`` files are rewritten on every run; ``scaffold`` files are the user's once written.

    ``sha256`` is that of the file as it was written. If hand edits were merged into it, ``generated`` is that of the
    file without them.
    """

    sha256: str
    mode: Mode = "owned"
    generated: str = ""

    @property
    def as_generated(self) -> str:
        """The sha256 of the file without any hand edit."""
        return self.generated or self.sha256

    def to_json(self) -> dict[str, str]:
        """Return the row of the manifest."""
        row = {"mode": self.mode, "sha256": self.sha256}
        return {**row, "generated": self.generated} if self.generated else row


@dataclass(frozen=True, slots=True, kw_only=True)
class VendorSource:
    """The source of a vendored package.

    ``source`` is as the user gave it; a path is relative to the folder that holds the package. ``revision`` is the
    commit of a git source. ``only`` and ``include`` select the part that was copied, ``tables`` are the schema
    tables that were read with a document.
    """

    source: str
    revision: str = ""
    only: str = ""
    include: tuple[str, ...] = ()
    tables: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Manifest:
    """The content of ``codegen.lock``.

    Paths of inputs are relative to the configuration, paths of outputs to the package. ``engines`` maps the
    distributions that affect the output to their versions; ``settings`` is the digest of the target's settings,
    ``templates`` that of the generator's templates. ``vendor`` is the source of a vendored package.
    """

    generator: str
    api_version: str = ""
    settings: str = ""
    templates: str = ""
    engines: Mapping[str, str] = field(default_factory=lambda: _EMPTY)
    inputs: Mapping[str, str] = field(default_factory=lambda: _EMPTY)
    outputs: Mapping[str, OutputFile] = field(default_factory=dict)
    vendor: VendorSource | None = None

    @staticmethod
    def digests(files: Mapping[str, bytes]) -> dict[str, OutputFile]:
        """Return the rows of owned files, for ``outputs``."""
        return {path: OutputFile(sha256=content_digest(content)) for path, content in files.items()}

    def to_bytes(self) -> bytes:
        """Return the text of the file, with one line per input and output, so that git merges branches."""
        value: dict[str, object] = {
            "format": FORMAT,
            "generator": self.generator,
            "api_version": self.api_version,
            "settings": self.settings,
            "templates": self.templates,
            "engines": dict(self.engines),
            "inputs": dict(self.inputs),
            "outputs": {path: row.to_json() for path, row in self.outputs.items()},
        }
        if self.vendor is not None:
            value["vendor"] = asdict(self.vendor)
        return visible_json(_render(value) + "\n").encode()

    @staticmethod
    def from_bytes(content: bytes) -> Manifest:
        """Read a manifest. Raises ``InvalidManifestError``; also for a path that could leave the folder."""
        try:
            value = json.loads(content)
        except (ValueError, RecursionError) as error:
            msg = "it is not JSON"
            raise InvalidManifestError(msg) from error
        if not isinstance(value, dict) or value.get("format") != FORMAT:
            msg = f"it is not of format {FORMAT}"
            raise InvalidManifestError(msg)
        return Manifest(
            generator=_text(value, "generator"),
            api_version=_text(value, "api_version"),
            settings=_text(value, "settings"),
            templates=_text(value, "templates"),
            engines=_texts(value, "engines"),
            inputs=_texts(value, "inputs"),
            outputs=_outputs(value),
            vendor=_origin(value),
        )


def _render(value: object, depth: int = 0) -> str:
    """Return JSON, sorted; what is nested more than twice is on one line."""
    if not isinstance(value, dict) or not value or depth == _MOST_INDENTED:
        return json.dumps(value, sort_keys=True, ensure_ascii=False)
    space = "  " * depth
    rows = [f"{space}  {_render(key)}: {_render(item, depth + 1)}" for key, item in sorted(value.items())]
    return "{\n" + ",\n".join(rows) + f"\n{space}}}"


def _text(value: dict[str, Json], key: str) -> str:
    found = value.get(key, "")
    if not isinstance(found, str):
        msg = f"{key!r} is not text"
        raise InvalidManifestError(msg)
    return found


def _object(value: dict[str, Json], key: str) -> dict[str, Json]:
    found = value.get(key, {})
    if not isinstance(found, dict):
        msg = f"{key!r} is not an object"
        raise InvalidManifestError(msg)
    return found


def _texts(value: dict[str, Json], key: str) -> dict[str, str]:
    found = _object(value, key)
    return {name: _text(found, name) for name in found}


def _list(value: dict[str, Json], key: str) -> tuple[str, ...]:
    found = value.get(key, [])
    if not isinstance(found, list) or not all(isinstance(item, str) for item in found):
        msg = f"{key!r} is not a list of texts"
        raise InvalidManifestError(msg)
    return tuple(str(item) for item in found)


def _origin(value: dict[str, Json]) -> VendorSource | None:
    if "vendor" not in value:
        return None
    row = _object(value, "vendor")
    return VendorSource(
        source=_text(row, "source"),
        revision=_text(row, "revision"),
        only=_text(row, "only"),
        include=_list(row, "include"),
        tables=_list(row, "tables"),
    )


def _outputs(value: dict[str, Json]) -> dict[str, OutputFile]:
    found = _object(value, "outputs")
    rows: dict[str, OutputFile] = {}
    for path in found:
        try:
            check_path(path)
        except UnsafePathError as error:
            raise InvalidManifestError(str(error)) from error
        row = _object(found, path)
        match row.get("mode"):
            case "owned" | "scaffold" as mode:
                rows[path] = OutputFile(sha256=_text(row, "sha256"), mode=mode, generated=_text(row, "generated"))
            case _:
                msg = f"the mode of {path!r} is unknown"
                raise InvalidManifestError(msg)
    return rows
