"""Parses the address of a document that is not a file: a URL, a file of a git revision, an application, a package."""

from __future__ import annotations

import re
from dataclasses import dataclass
from pathlib import PurePosixPath
from typing import TYPE_CHECKING, TypeAlias
from urllib.parse import unquote, urlsplit

from codegen.core.origin import origin_of
from codegen.core.paths import UnsafePathError, check_path
from codegen.core.suggest import closest

if TYPE_CHECKING:
    from pathlib import Path

SNAPSHOTS = "sources"
"""The folder of the snapshots, beside the configuration."""

_SCHEMES = ("http", "https", "git+https", "git+http", "git+ssh", "git+file", "app", "package")
_SUFFIXES = (".json", ".yaml", ".yml")
_DEFAULT_NAME = "openapi.yaml"
_SCHEME = re.compile(r"[A-Za-z][A-Za-z0-9+.-]*(?=://)|(?:app|package|https?|git\+[a-z]+)(?=:)")
_SECRET_NAME = re.compile(r"token|key|secret|pass|pwd|auth|sig|cred|code|jwt", re.IGNORECASE)
_MAX_PLAIN = 20
_HIDDEN = "***"
_REVISION = re.compile(r"[\w.][\w./~^@{}+-]{0,199}")
_DOTTED = re.compile(r"[^\W\d]\w*(\.[^\W\d]\w*)*")
_DISTRIBUTION = re.compile(r"[A-Za-z0-9]([A-Za-z0-9._-]{0,98}[A-Za-z0-9])?")


@dataclass(frozen=True, slots=True, kw_only=True)
class _StatedAddress:
    """An address as the configuration states it."""

    text: str

    @property
    def shown(self) -> str:
        """Return the address for messages and locks."""
        return self.text


@dataclass(frozen=True, slots=True, kw_only=True)
class WebAddress(_StatedAddress):
    """A document at an ``http`` or ``https`` URL."""

    @property
    def document(self) -> str:
        """Return the file name of the snapshot."""
        return _file_name(unquote(urlsplit(self.text).path))

    @property
    def shown(self) -> str:
        """Return the address for messages and locks: values of the query that could be credentials are left out."""
        url, mark, query = self.text.partition("?")
        return url + mark + "&".join(_masked(part) for part in query.split("&"))


@dataclass(frozen=True, slots=True, kw_only=True)
class GitAddress(_StatedAddress):
    """A file of a revision. Without ``repository``, of the repository that contains the configuration."""

    repository: str
    revision: str
    path: str

    @property
    def document(self) -> str:
        """Return the file name of the snapshot."""
        return _file_name(self.path)


@dataclass(frozen=True, slots=True, kw_only=True)
class AppAddress(_StatedAddress):
    """An object of Python code that makes the document: ``module`` and the attribute path ``name``."""

    module: str
    name: str

    @property
    def document(self) -> str:
        """Return the file name of the snapshot."""
        return "openapi.json"


@dataclass(frozen=True, slots=True, kw_only=True)
class PackageAddress(_StatedAddress):
    """A file of an installed distribution."""

    distribution: str
    path: str

    @property
    def document(self) -> str:
        """Return the file name of the snapshot."""
        return _file_name(self.path)


Address: TypeAlias = WebAddress | GitAddress | AppAddress | PackageAddress


def _masked(parameter: str) -> str:
    name, mark, value = parameter.partition("=")
    return f"{name}={_HIDDEN}" if mark and (_SECRET_NAME.search(name) or len(value) > _MAX_PLAIN) else parameter


def _file_name(path: str) -> str:
    """Return the last segment of a path if it is a portable name with a suffix of documents, else a default name."""
    name = PurePosixPath(path).name
    try:
        check_path(name)
    except UnsafePathError:
        return _DEFAULT_NAME
    return name if name.lower().endswith(_SUFFIXES) else _DEFAULT_NAME


def parse_address(text: str, root: Path) -> Address | None:
    """Parse an address; return None for the path of a file. A file that exists relative to ``root`` is a path.

    Raises ``ValueError`` for an invalid address.
    """
    match = _SCHEME.match(text)
    if match is None:
        return _local_revision(text, root)
    scheme = match[0].lower()
    if scheme in {"http", "https"}:
        return _web(text)
    if scheme == "app":
        return _app(text)
    if scheme == "package":
        return _package(text)
    if scheme in _SCHEMES:
        return _git(text)
    msg = f"unknown scheme {match[0]!r}: {closest(scheme, _SCHEMES)}"
    raise ValueError(msg)


def _web(text: str) -> WebAddress:
    origin_of(text)
    if "${" in text:
        msg = "an address has no ${…}: send credentials with source_headers"
        raise ValueError(msg)
    if not text.isascii() or not text.isprintable() or " " in text:
        msg = "a URL has ASCII characters without spaces only: percent-encode the others"
        raise ValueError(msg)
    return WebAddress(text=text.partition("#")[0])


def _git(text: str) -> GitAddress:
    """Parse ``git+SCHEME://HOST/REPOSITORY@REVISION#PATH``; without a revision, ``HEAD``."""
    url, mark, path = text.removeprefix("git+").partition("#")
    if not mark or not path:
        msg = "a git address ends with the path of the document: git+https://HOST/REPOSITORY@REVISION#PATH"
        raise ValueError(msg)
    parts = urlsplit(url)
    if parts.password is not None or (parts.username is not None and parts.scheme != "ssh"):
        msg = "a git address has no credentials: set CODEGEN_TOKEN_HOST, or use a credential helper of git"
        raise ValueError(msg)
    if parts.scheme != "file" and not parts.hostname:
        msg = "a git address needs a host: git+https://HOST/REPOSITORY@REVISION#PATH"
        raise ValueError(msg)
    repository, at, revision = parts.path.rpartition("@")
    check_path(path)
    prefix = f"{parts.scheme}://{parts.netloc}"
    return _revision(text, prefix + (repository if at else parts.path), revision if at else "HEAD", path)


def _local_revision(text: str, root: Path) -> GitAddress | None:
    """Parse ``REVISION:PATH`` of the repository of the configuration; drive letters of Windows are paths."""
    revision, colon, path = text.partition(":")
    if not colon or (len(revision) == 1 and path[:1] in {"/", "\\"}) or _exists(root, text):
        return None
    return _revision(text, "", revision, path)


def _exists(root: Path, text: str) -> bool:
    try:
        return (root / text).exists()
    except (OSError, ValueError):
        return True  # not an address either; reading the file reports the reason


def _revision(text: str, repository: str, revision: str, path: str) -> GitAddress:
    if not _REVISION.fullmatch(revision) or ".." in revision:
        msg = f"{revision!r} is not a git revision"
        raise ValueError(msg)
    path = path.removeprefix("./")
    above = re.match(r"(\.\./)*", path)
    check_path(path[above.end() if above else 0 :])
    return GitAddress(text=text, repository=repository, revision=revision, path=path)


def _app(text: str) -> AppAddress:
    module, colon, name = text.partition(":")[2].partition(":")
    if not colon or not _DOTTED.fullmatch(module) or not _DOTTED.fullmatch(name.removesuffix("()")):
        msg = "an application is named app:MODULE:ATTRIBUTE, such as app:shop.main:app"
        raise ValueError(msg)
    return AppAddress(text=text, module=module, name=name.removesuffix("()"))


def _package(text: str) -> PackageAddress:
    distribution, mark, path = text.partition(":")[2].partition("#")
    if not mark or not path or not _DISTRIBUTION.fullmatch(distribution):
        msg = "a file of a package is named package:NAME#PATH, such as package:shop-api#shop_api/openapi.yaml"
        raise ValueError(msg)
    check_path(path)
    return PackageAddress(text=text, distribution=distribution, path=path)
