"""Data model of what an SDK states about itself."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True, kw_only=True)
class SdkArgument:
    """A parameter of a method. ``kind`` is ``positional``, ``either`` or ``keyword``."""

    name: str
    kind: str = "keyword"
    required: bool = True


@dataclass(frozen=True, slots=True, kw_only=True)
class SdkCall:
    """A method that sends one request: ``name`` is its dotted name from the client, ``path`` has ``{name}`` parameters.

    ``wires`` maps wire names of parameters and body properties to arguments. ``returns`` are the names of the classes
    in the annotation of the result. ``order`` is a rank among methods that send the same request; the lowest is the
    plain one. ``page`` is the class of a page.
    """

    verb: str
    path: str
    name: str
    arguments: tuple[SdkArgument, ...] = ()
    wires: Mapping[str, str] = field(default_factory=dict)
    returns: tuple[str, ...] = ()
    order: tuple[int, ...] = ()
    place: str = ""
    page: str = ""

    @property
    def key(self) -> str:
        """Return verb and path, as in a document."""
        return f"{self.verb} {self.path}"


@dataclass(frozen=True, slots=True, kw_only=True)
class SdkClass:
    """A public class with its annotated fields, by Python name; ``wires`` maps them to other wire names.

    ``kind`` is ``data``, ``error`` or ``code`` (resources, clients, helpers).
    """

    name: str
    module: str
    fields: tuple[str, ...] = ()
    wires: Mapping[str, str] = field(default_factory=dict)
    kind: str = "data"


@dataclass(frozen=True, slots=True, kw_only=True)
class PageFacts:
    """Pagination that a page class implements; keys as in ``[targets.NAME.pagination]``."""

    settings: Mapping[str, str]


@dataclass(frozen=True, slots=True, kw_only=True)
class ClientFacts:
    """Settings of the client class: environment variables, base URLs, constant headers, arguments, retries."""

    name: str = ""
    environment: tuple[str, ...] = ()
    base_urls: tuple[str, ...] = ()
    headers: Mapping[str, str] = field(default_factory=dict)
    arguments: tuple[SdkArgument, ...] = ()
    retries: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Sdk:
    """Everything that was read. ``maker`` names the recognised generator; ``pages`` are page classes by name."""

    label: str
    maker: str
    calls: tuple[SdkCall, ...]
    classes: tuple[SdkClass, ...]
    client: ClientFacts
    pages: Mapping[str, PageFacts] = field(default_factory=dict)
    unread: tuple[str, ...] = ()
