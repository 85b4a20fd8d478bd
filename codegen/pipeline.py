"""From a target to the files of its package: reads inputs, prints nothing, writes nothing."""

from __future__ import annotations

import glob
import hashlib
import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from importlib.metadata import version
from pathlib import Path
from typing import TYPE_CHECKING, TypeAlias

from codegen import __version__
from codegen.core.diagnostic import Severity
from codegen.core.location import Location
from codegen.core.pycode import Code
from codegen.emit.package import build_package
from codegen.emit.registry import Input, emit_parts
from codegen.emit.runtime import build_runtime
from codegen.ir.types import Object
from codegen.naming import NamingOptions, build_names
from codegen.output.manifest import MANIFEST, Manifest
from codegen.output.tree import FileTree
from codegen.passes.aliases import break_alias_cycles
from codegen.passes.allof import merge_all_of
from codegen.passes.cut import cut_cycles, module_roots
from codegen.passes.hoist import hoist
from codegen.passes.infer import infer
from codegen.passes.merge import MergePolicy, merge_tables
from codegen.passes.select import Choice, select
from codegen.passes.usage import open_enums, received_definitions, sent_definitions
from codegen.read.document import load, read_bytes
from codegen.read.openapi import read_api
from codegen.read.tables import read_tables
from codegen.render import format_files, verify_source

if TYPE_CHECKING:
    from codegen.config import Selection, Target
    from codegen.core.diagnostic import Diagnostics
    from codegen.ir.api import Api
    from codegen.ir.names import NameTable
    from codegen.ir.types import DefId
    from codegen.read.document import Document

Step: TypeAlias = Callable[[str], None]

ENGINES = ("black", "datamodel-code-generator", "jinja2", "pydantic")
"""Distributions whose version shapes the output; the manifest names them."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Result:
    """A package in memory, what it was made of, and the documents that messages point into."""

    tree: FileTree | None
    inputs: Mapping[str, str]
    documents: Mapping[str, Document]


@dataclass(frozen=True, slots=True, kw_only=True)
class Prepared:
    """An API ready for emitting: hoisted, cut and named."""

    api: Api
    names: NameTable
    sent: frozenset[DefId]
    closed: frozenset[DefId]
    inputs: Mapping[str, str]
    documents: Mapping[str, Document]


def _quiet(_: str) -> None:
    """Say nothing of the steps."""


def generate(target: Target, found: Diagnostics, step: Step = _quiet) -> Result | None:
    """Make the files of a target's package; its tree is None when nothing could be made. Findings are in ``found``.

    ``step`` hears what is being done.
    """
    step(f"{target.name}: reading {target.spec}")
    document = load(target.root / target.spec, name=target.spec, found=found)
    if document is None:
        return None
    prepared = prepare(document, target, found)
    if prepared is None:
        return Result(tree=None, inputs={}, documents={document.name: document})
    given = Input(api=prepared.api, names=prepared.names, sent=prepared.sent, closed=prepared.closed)
    code = emit_parts(given, target.emit, lambda part: step(f"{target.name}: {part}"))
    code |= build_package(
        prepared.api,
        package=target.package,
        emit=target.emit,
        headers=target.client.headers,
        version_header=target.client.version_header,
        env_prefix=target.client.env_prefix,
        idempotency_header=target.client.idempotency_header,
    )
    step(f"{target.name}: formatting {len(code)} files")
    files = _files(code, target.formatter) | build_runtime(target.emit)
    if "server" in target.emit:
        files["server/openapi.json"] = _source(prepared.documents[target.spec])
    files[MANIFEST] = _manifest(target, prepared, files).to_bytes()
    return Result(tree=FileTree(files), inputs=prepared.inputs, documents=prepared.documents)


def prepare(document: Document, target: Target, found: Diagnostics) -> Prepared | None:
    """Read, join and name the inputs of a target: everything up to the emitters."""
    reading = read_api(document, found)
    if reading is None:
        return None
    inputs = {name: item.sha256 for name, item in reading.documents.items()}
    api = break_alias_cycles(merge_all_of(reading.api, found), found)
    api = _join_tables(api, target, inputs, found)
    api = select(api, _choice(target.include), _choice(target.exclude), found)
    if found.count(Severity.ERROR) and not api.operations and not api.definitions:
        return None
    api = cut_cycles(open_enums(hoist(infer(api))))
    options = NamingOptions(package=target.package, pins=target.names)
    names = build_names(api, module_roots(api), options, found)
    sent = frozenset(sent_definitions(api))
    return Prepared(
        api=api,
        names=names,
        sent=sent,
        closed=_closed(api, sent),
        inputs=inputs,
        documents=reading.documents,
    )


def _choice(selection: Selection) -> Choice:
    return Choice(tags=selection.tags, paths=selection.paths, operations=selection.operations)


def _closed(api: Api, sent: frozenset[DefId]) -> frozenset[DefId]:
    """Return the definitions that refuse unknown fields: closed by the document, and sent by callers alone."""
    only_sent = sent - received_definitions(api)
    return frozenset(key for key in only_sent if _is_closed(api, key))


def _is_closed(api: Api, key: DefId) -> bool:
    node = api.definitions[key].type
    return isinstance(node, Object) and node.additional is None


def _join_tables(api: Api, target: Target, inputs: dict[str, str], found: Diagnostics) -> Api:
    sources: dict[str, bytes] = {}
    for pattern in target.tables:
        matches = sorted(glob.glob(pattern, root_dir=target.root, recursive=True))  # noqa: PTH207 - patterns may climb
        if not matches:
            found.error("file-not-found", f"no schema table matches {pattern!r}", Location(pattern))
        for match in matches:
            name = Path(match).as_posix()
            if (target.root / match).is_file():
                content = read_bytes(target.root / match, name=name, found=found)
                if content is not None:
                    sources[name] = content
                    inputs[name] = hashlib.sha256(content.replace(b"\r\n", b"\n")).hexdigest()
    if not sources:
        return api
    errors = found.count(Severity.ERROR)
    tables = read_tables(sources, found)
    if found.count(Severity.ERROR) > errors:
        return api  # what a broken table lacks is no contradiction
    policy = MergePolicy(default=target.authority, overrides=target.authority_overrides)
    return merge_tables(api, tables, policy, found)


def _files(code: Mapping[str, Code], formatter: str) -> dict[str, bytes]:
    """Format the Python files and check that each can be read back."""
    python = {path: str(text) for path, text in code.items() if path.endswith(".py")}
    formatted = format_files(python, formatter)
    for path, text in formatted.items():
        verify_source(path, text)
    other = {path: str(text).encode() for path, text in code.items() if not path.endswith(".py")}
    return {path: text.encode() for path, text in formatted.items()} | other


def _source(document: Document) -> bytes:
    """Return the document as the server serves it: JSON, whatever it was written in."""
    return (json.dumps(document.value, ensure_ascii=False, separators=(",", ":")) + "\n").encode()


def _manifest(target: Target, prepared: Prepared, files: Mapping[str, bytes]) -> Manifest:
    return Manifest(
        generator=__version__,
        api_version=prepared.api.version,
        settings=target.settings_digest,
        engines={name: version(name) for name in ENGINES},
        inputs=prepared.inputs,
        outputs=Manifest.digests(files),
    )
