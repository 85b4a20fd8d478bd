"""What references may reach: the folder of the document, and what the user allows besides."""

from __future__ import annotations

import os
import posixpath
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import SplitResult, unquote, urljoin, urlunsplit

from codegen.core.origin import WebOrigin, origin_of, parse_origin
from codegen.openapi.document.fetch import Fetcher
from codegen.openapi.document.load import load, parse
from codegen.openapi.document.reach_error import ReachError, outside

if TYPE_CHECKING:
    from codegen.core.diagnostic import Diagnostics
    from codegen.openapi.document.model import Document

_ROOT = ""
_FOLDER_HINT = "--allow-refs FOLDER allows another folder"


@dataclass(frozen=True, slots=True, kw_only=True)
class Allowed:
    """Folders and origins beside the document's own folder."""

    folders: tuple[Path, ...] = ()
    origins: tuple[WebOrigin, ...] = ()


NOTHING = Allowed()


def allowed(entries: Sequence[str], root: Path) -> Allowed:
    """Read a user's list: what holds ``://`` is an origin, the rest are folders, relative to ``root``.

    Raises ``ValueError`` for an origin that is none.
    """
    return Allowed(
        folders=tuple(root / entry for entry in entries if "://" not in entry),
        origins=tuple(parse_origin(entry) for entry in entries if "://" in entry),
    )


@dataclass(slots=True)
class Reach:
    """Finds and loads the documents that references name.

    Documents have keys: an empty text for the root document, for a file its path relative to the root document's
    folder, for a document of the network its address.
    """

    root: Document
    allowed: Allowed = NOTHING
    _fetcher: Fetcher = field(init=False)
    _moved: dict[str, str] = field(default_factory=dict)
    _failed: dict[str, ReachError] = field(default_factory=dict)

    def __post_init__(self) -> None:
        """Make what fetches, for all references of one document."""
        self._fetcher = Fetcher(self.allowed.origins)

    def key(self, base: str, reference: SplitResult) -> str:
        """Return the key of the document that a reference names, seen from the document ``base``.

        Nothing is opened. Raises ``ReachError`` for what can never be reached.
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
            folder = Path(os.path.abspath(self._folder)).as_posix()  # noqa: PTH100 - links are looked at when it is read
            here = os.path.relpath(posixpath.join(folder, here), folder).replace(os.sep, "/")
        if here == ".":
            raise _leaves(path)
        return _ROOT if here == self.root.path.name else here

    def load(self, key: str, found: Diagnostics) -> tuple[str, Document | None]:
        """Load a document. Returns its key, which is another one where the network has moved it, and None if it is bad.

        Raises ``ReachError`` when it is outside of what is allowed, or not there.
        """
        if "://" in key:
            content, address = self._fetched(key)
            return address, parse(content, name=address, found=found)
        file, home = self._folder / key, self._folder.resolve()
        try:
            place, exists = file.resolve(), file.is_file()
        except (OSError, RuntimeError, ValueError):  # a name too long, a loop of links
            place, exists = home, False
        if not any(place.is_relative_to(folder) for folder in (home, *map(Path.resolve, self.allowed.folders))):
            if key.startswith("../"):
                raise _leaves(key)
            message = f"{key!r} is a link out of the document's folder"
            raise outside(message, _FOLDER_HINT)
        if not exists:
            message = f"there is no file {key!r} beside the document"
            raise _missing(message)
        name = posixpath.normpath(posixpath.join(posixpath.dirname(self.root.name), key))
        return key, load(file, name=name, found=found)

    def moved(self, key: str) -> str:
        """Return the key under which a document was loaded."""
        return self._moved.get(key, key)

    def _fetched(self, key: str) -> tuple[bytes, str]:
        """Fetch a document; one that cannot be had is asked for once."""
        if key in self._failed:
            raise self._failed[key]
        try:
            content, self._moved[key] = self._fetcher.fetch(key)
        except ReachError as error:
            self._failed[key] = error
            raise
        return content, self._moved[key]

    @property
    def _folder(self) -> Path:
        return self.root.path.parent

    def _address(self, base: str, reference: SplitResult) -> str:
        """Return the address that a reference names. A document of the network never leads to a file."""
        address = urljoin(base if "://" in base else "", urlunsplit(reference._replace(fragment="")))
        if not self.allowed.origins or not address.startswith(("https://", "http://")):
            message = f"the reference {urlunsplit(reference)!r} leaves the document's folder"
            raise outside(message, _network_hint(address))
        return address


def _leaves(path: str, hint: str = _FOLDER_HINT) -> ReachError:
    return outside(f"the reference to {path!r} leaves the document's folder", hint)


def _missing(message: str) -> ReachError:
    return ReachError("unresolved-ref", message)


def _network_hint(address: str) -> str:
    try:
        return f"--allow-refs {origin_of(address)} allows it"
    except ValueError:
        return ""
