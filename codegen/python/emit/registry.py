"""The emitters. A new part of the output is one file and one row here."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

from codegen.python.emit.client import build_client
from codegen.python.emit.models import build_models
from codegen.python.emit.operations import build_operations
from codegen.python.emit.params import build_params
from codegen.python.emit.server import build_server
from codegen.python.emit.testing import build_testing
from codegen.python.emit.webhooks import build_webhooks

if TYPE_CHECKING:
    from collections.abc import Collection

    from codegen.ir.api import Api
    from codegen.python.code import Code
    from codegen.python.names import NameTable


@dataclass(frozen=True, slots=True, kw_only=True)
class Input:
    """What every emitter gets: the finished IR and the names."""

    api: Api
    names: NameTable


@dataclass(frozen=True, slots=True)
class Emitter:
    """A row: the emitter's name, the parts of the output (``--emit``) that need it, and its function."""

    name: str
    parts: frozenset[str]
    build: Callable[[Input], Mapping[str, Code]]


EMITTERS: tuple[Emitter, ...] = (
    Emitter(
        "models",
        frozenset({"models", "client", "server"}),
        lambda given: build_models(given.api, given.names),
    ),
    Emitter("operations", frozenset({"client", "server"}), lambda given: build_operations(given.api, given.names)),
    Emitter("params", frozenset({"client"}), lambda given: build_params(given.api, given.names)),
    Emitter("client", frozenset({"client"}), lambda given: build_client(given.api, given.names)),
    Emitter("testing", frozenset({"client"}), lambda given: build_testing(given.api, given.names)),
    Emitter("webhooks", frozenset({"client"}), lambda given: build_webhooks(given.api, given.names)),
    Emitter("server", frozenset({"server"}), lambda given: build_server(given.api, given.names)),
)


def emit_parts(given: Input, parts: Collection[str], step: Callable[[str], None]) -> dict[str, Code]:
    """Run the emitters that the wanted parts need; each writes files of its own. ``step`` hears their names."""
    files: dict[str, Code] = {}
    for emitter in EMITTERS:
        if emitter.parts & set(parts):
            step(emitter.name)
            files.update(emitter.build(given))
    return files
