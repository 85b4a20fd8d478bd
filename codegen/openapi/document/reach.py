"""Restricts references to the folder of the document, and to folders and origins that the user allows."""

from __future__ import annotations

import os
import posixpath
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import SplitResult, unquote, urljoin, urlunsplit

from codegen.core.origin import WebOrigin, origin_of, parse_origin
from codegen.openapi.document.fetch import AllowedOrigins, Fetcher
from codegen.openapi.document.load import load, parse
from codegen.openapi.document.reach_error import ReachError, outside

if TYPE_CHECKING:
    from codegen.core.diagnostic import Diagnostics
    from codegen.openapi.document.model import Document

_ROOT = ""
_FOLDER_HINT = "--allow-refs FOLDER allows another folder"


@dataclass(frozen=True, slots=True, kw_only=True)
class Allowed:
    """Allowed folders and origins besides the folder of the document."""

    folders: tuple[Path, ...] = ()
    origins: tuple[WebOrigin, ...] = ()


NOTHING = Allowed()


def allowed(entries: Sequence[str], root: Path) -> Allowed:
    """Parse a list of the user: entries with ``://`` are origins, others are folders relative to ``root``.

    Raises ``ValueError`` for an invalid origin.
    """
    return Allowed(
        folders=tuple(root / entry for entry in entries if "://" not in entry),
        origins=tuple(parse_origin(entry) for entry in entries if "://" in entry),
    )


@dataclass(slots=True)
class Reach:
    """Resolves and loads the documents that references name.

    Documents have keys: an empty string for the root document, the path of a file relative to the folder of the root
    document, the URL of a remote document.
    """

    root: Document
    allowed: Allowed = NOTHING
    _fetcher: Fetcher = field(init=False)
    _moved: dict[str, str] = field(default_factory=dict)
    _failed: dict[str, ReachError] = field(default_factory=dict)

    def __post_init__(self) -> None:
        """Create the fetcher for all references of one document."""
        self._fetcher = Fetcher(AllowedOrigins(self.allowed.origins))

    def key(self, base: str, reference: SplitResult) -> str:
        """Return the key of the document that a reference in the document ``base`` names.

        Does no I/O. Raises ``ReachError`` for references that are never allowed.
        """
        if reference.scheme or reference.netloc or "://" in base:
            return self._address(base, reference)
        path = unquote(reference.path)
        if "\\" in path or "\0" in path:
            raise _leaves(path, "")
        here = posixpath.normpath(posixpath.join(posixpath.dirname(base), path))
        if here.startswith(("/", "../")) or here == "..":
            if not self.allowed.folders:
                raise _leaves(path)
            folder = Path(os.path.abspath(self._folder)).as_posix()  # noqa: PTH100 - symbolic links are checked when the file is loaded
            here = os.path.relpath(posixpath.join(folder, here), folder).replace(os.sep, "/")
        if here == ".":
            raise _leaves(path)
        return _ROOT if here == self.root.path.name else here

    def load(self, key: str, found: Diagnostics) -> tuple[str, Document | None]:
        """Load a document. Return its key, which changes with redirects, and None for an invalid document.

        Raises ``ReachError`` if it is not allowed or does not exist.
        """
        if "://" in key:
            content, address = self._fetched(key)
            return address, parse(content, name=address, found=found)
        file, home = self._folder / key, self._folder.resolve()
        try:
            place, exists = file.resolve(), file.is_file()
        except (OSError, RuntimeError, ValueError):  # the name is too long, or a cycle of symbolic links
            place, exists = home, False
        if not any(place.is_relative_to(folder) for folder in (home, *map(Path.resolve, self.allowed.folders))):
            if key.startswith("../"):
                raise _leaves(key)
            message = f"{key!r} is a symbolic link out of the document's folder"
            raise outside(message, _FOLDER_HINT)
        if not exists:
            message = f"no such file beside the document: {key!r}"
            raise _missing(message)
        name = posixpath.normpath(posixpath.join(posixpath.dirname(self.root.name), key))
        return key, load(file, name=name, found=found)

    def moved(self, key: str) -> str:
        """Return the key of a document after redirects."""
        return self._moved.get(key, key)

    def _fetched(self, key: str) -> tuple[bytes, str]:
        """Fetch a document; a failed request is not repeated."""
        if key in self._failed:
            raise self._failed[key]
        try:
            response = self._fetcher.fetch(key)
        except ReachError as error:
            self._failed[key] = error
            raise
        self._moved[key] = response.url
        return response.content or b"", response.url

    @property
    def _folder(self) -> Path:
        return self.root.path.parent

    def _address(self, base: str, reference: SplitResult) -> str:
        """Return the URL that a reference names. References of remote documents never name files."""
        address = urljoin(base if "://" in base else "", urlunsplit(reference._replace(fragment="")))
        if not self.allowed.origins or not address.startswith(("https://", "http://")):
            message = f"the reference {urlunsplit(reference)!r} is outside of the document's folder"
            raise outside(message, _network_hint(address))
        return address


def _leaves(path: str, hint: str = _FOLDER_HINT) -> ReachError:
    return outside(f"the reference to {path!r} is outside of the document's folder", hint)


def _missing(message: str) -> ReachError:
    return ReachError("unresolved-ref", message)


def _network_hint(address: str) -> str:
    try:
        return f"--allow-refs {origin_of(address)} allows it"
    except ValueError:
        return ""
