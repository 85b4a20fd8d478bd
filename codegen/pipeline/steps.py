"""From a target to the files of its package: reads inputs, prints nothing, writes nothing."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from importlib.metadata import version
from typing import TYPE_CHECKING, TypeAlias

from codegen import __version__
from codegen.core.diagnostic import Diagnostics, Severity
from codegen.ir.types import Object
from codegen.openapi.document import load
from codegen.openapi.document.reach import allowed
from codegen.openapi.overlay import apply_overlay
from codegen.openapi.reader import read_api
from codegen.output.manifest import MANIFEST, Manifest, folder_digest
from codegen.output.tree import FileTree
from codegen.passes.aliases import break_alias_cycles
from codegen.passes.allof import merge_all_of
from codegen.passes.bases import find_families, open_families
from codegen.passes.defaults import report_defaults
from codegen.passes.directions import split_directions
from codegen.passes.discriminators import settle_discriminators
from codegen.passes.hoist import hoist
from codegen.passes.infer import infer
from codegen.passes.media import settle_media
from codegen.passes.select import Choice, select
from codegen.passes.tagged import tag_unions
from codegen.passes.usage import open_enums, received_definitions, sent_definitions
from codegen.python.assemble import emit_parts, report_parts
from codegen.python.emitter import EmitInput
from codegen.python.lowering.branching import mark_branching
from codegen.python.lowering.cut import cut_cycles, module_roots
from codegen.python.naming import NamingOptions, build_names
from codegen.python.parts import RESERVED
from codegen.python.render import format_files, runtime_root, templates_root, verify_source
from codegen.tables import read_tables
from codegen.tables.endpoints import complete_endpoints
from codegen.tables.join.merge import MergePolicy, merge_tables
from codegen.tables.join.merge_operations import merge_operations
from codegen.tables.join.stated import stated, with_limits
from codegen.tables.source import table_files, tables_source
from codegen.tables.to_openapi.document import relocate

if TYPE_CHECKING:
    from codegen.config import Selection, Target
    from codegen.ir.api import Api
    from codegen.ir.types import DefId
    from codegen.openapi.document import Document
    from codegen.python.emitter import Emitted
    from codegen.python.names import NameTable

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
    """An API ready for emitting: hoisted, cut and named. ``read`` is the API before its objects were hoisted."""

    api: Api
    read: Api
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
    step(f"{target.name}: reading {target.spec or 'schema tables'}")
    if target.spec:
        document, inputs = load(target.root / target.spec, name=target.spec, found=found), None
    else:
        document, inputs = _from_tables(target, found)
    if document is None:
        return None
    prepared = prepare(document, target, found, inputs)
    if not target.spec:
        relocate(found, document.value)
    if prepared is None:
        _, overlays = _overlaid(document, target, Diagnostics())
        return Result(tree=None, inputs={}, documents={document.name: document, **overlays})
    given = EmitInput(
        api=prepared.api,
        names=prepared.names,
        sent=prepared.sent,
        closed=prepared.closed,
        options=target.options,
        document=prepared.documents[document.name].value,
    )
    report_parts(given, target.emit, found)
    emitted = emit_parts(given, target.emit, lambda part: step(f"{target.name}: {part}"))
    step(f"{target.name}: formatting {len(emitted.code)} files")
    files = _formatted(emitted, target.formatter) | emitted.data
    files[MANIFEST] = _manifest(target, prepared, files).to_bytes()
    return Result(tree=FileTree(files), inputs=prepared.inputs, documents=prepared.documents)


def _overlaid(document: Document, target: Target, found: Diagnostics) -> tuple[Document, dict[str, Document]]:
    """Apply the overlays of a target in order; return the document, and the overlays by name."""
    overlays: dict[str, Document] = {}
    for name in target.overlays:
        overlay = load(target.root / name, name=name, found=found)
        if overlay is not None:
            overlays[name] = overlay
            document = apply_overlay(document, overlay, found)
    return document, overlays


def _from_tables(target: Target, found: Diagnostics) -> tuple[Document | None, Mapping[str, str]]:
    """Return the document that a target's tables make, and the digests of their files."""
    made = tables_source(target, found)
    return (None, {}) if made is None else (made[0], made[1].digests)


def prepare(
    document: Document, target: Target, found: Diagnostics, made_of: Mapping[str, str] | None = None
) -> Prepared | None:
    """Read, join and name the inputs of a target: everything up to the emitters.

    ``made_of`` holds the digests of the tables that the document was made of, None for a document of its own.
    """
    document, overlays = _overlaid(document, target, found)
    reading = read_api(document, found, allowed(target.allow_refs, target.root))
    if reading is None:
        return None
    inputs = {name: item.sha256 for name, item in reading.documents.items()} if made_of is None else dict(made_of)
    inputs |= {name: item.sha256 for name, item in overlays.items()}
    report_defaults(reading.api, found)
    families = find_families(reading.api)
    api = open_families(break_alias_cycles(merge_all_of(reading.api, found), found), families)
    if made_of is None:
        api = _join_tables(api, target, inputs, found)
    api = select(api, _choice(target.include), _choice(target.exclude), found)
    if found.count(Severity.ERROR) and not api.operations and not api.definitions:
        return None
    read = api
    settled = split_directions(settle_discriminators(settle_media(read)))
    api = mark_branching(cut_cycles(open_enums(tag_unions(hoist(infer(settled, target.pagination, found)), found))))
    options = NamingOptions(package=target.package, pins=target.names, reserved=RESERVED)
    names = build_names(api, module_roots(api), options, found)
    sent = frozenset(sent_definitions(api))
    return Prepared(
        api=api,
        read=read,
        names=names,
        sent=sent,
        closed=_closed(api, sent),
        inputs=inputs,
        documents={**reading.documents, **overlays},
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
    files = table_files(target.root, target.tables, found)
    inputs.update(files.digests)
    sources = files.contents
    if not sources:
        return api
    errors = found.count(Severity.ERROR)
    tables = read_tables(sources, found)
    tables = tuple(with_limits(table) if target.tables_settings.inferred else stated(table) for table in tables)
    if found.count(Severity.ERROR) > errors:
        return api  # what a broken table lacks is no contradiction
    policy = MergePolicy(default=target.authority, overrides=target.authority_overrides)
    tables = complete_endpoints(tables, target.tables_settings.operations)
    joined = merge_tables(api, [table for table in tables if table.kind == "object"], policy, found)
    return merge_operations(joined, [table for table in tables if table.kind == "parameters"], found)


def _formatted(emitted: Emitted, formatter: str) -> dict[str, bytes]:
    """Format the Python files, and check that each can be read back and defines what was planned."""
    formatted = format_files({path: str(text) for path, text in emitted.code.items()}, formatter)
    for path, text in formatted.items():
        verify_source(path, text, emitted.defines.get(path))
    return {path: text.encode() for path, text in formatted.items()}


def _manifest(target: Target, prepared: Prepared, files: Mapping[str, bytes]) -> Manifest:
    return Manifest(
        generator=__version__,
        api_version=prepared.api.version,
        settings=target.settings_digest,
        templates=folder_digest(templates_root(), runtime_root()),
        engines={name: version(name) for name in (*ENGINES, *(("ruff",) if target.formatter == "ruff" else ()))},
        inputs=prepared.inputs,
        outputs=Manifest.digests(files),
    )
