"""Four steps from a target to the files of its package: read, prepare, emit, package.

Each is a function of the result of the previous step; it prints and writes nothing. Only ``read`` reads inputs.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING, TypeAlias

from codegen import __version__
from codegen.core.diagnostic import Diagnostics, Severity
from codegen.core.options import MODEL_KINDS
from codegen.core.requirements import version
from codegen.openapi.document import load
from codegen.openapi.document.reach import allowed
from codegen.openapi.formats import read_api
from codegen.openapi.overlay import apply_overlay
from codegen.output.manifest import MANIFEST, Manifest, folder_digest
from codegen.output.tree import FileTree
from codegen.passes.aliases import break_alias_cycles
from codegen.passes.allof import merge_all_of
from codegen.passes.chosen import choose_types
from codegen.passes.common_headers import find_common_headers
from codegen.passes.constants import complete_constants
from codegen.passes.defaults import inherit_defaults, report_defaults
from codegen.passes.directions import split_directions
from codegen.passes.discriminators import settle_discriminators
from codegen.passes.hierarchies import find_hierarchies, open_hierarchies, separate_children
from codegen.passes.hoist import hoist
from codegen.passes.infer import infer
from codegen.passes.listed import split_listing_parents
from codegen.passes.media import settle_media
from codegen.passes.named_enums import name_enums
from codegen.passes.nullable import move_nulls
from codegen.passes.select import OperationPatterns, select
from codegen.passes.tagged import tag_unions
from codegen.passes.usage import mark_usage, open_enums
from codegen.pipeline.configured_objects import mixins, report_places, samples_of_types, shared_models
from codegen.pipeline.formatting import Formatting
from codegen.pipeline.stages import Emission, Preparation, Prepared, Result, Sources, Stage
from codegen.python.assemble import emit_parts, report_parts
from codegen.python.emitter import EmitInput, Emitted
from codegen.python.lowering.branching import mark_branching
from codegen.python.lowering.cut import cut_cycles, module_roots
from codegen.python.naming import NamingOptions, build_names
from codegen.python.parts import RESERVED, find_parts, requirements
from codegen.python.render import SOURCES, runtime_root, templates_root
from codegen.sources.snapshot import check_snapshot
from codegen.tables import read_tables
from codegen.tables.dialects.registry import configured
from codegen.tables.endpoints import complete_endpoints
from codegen.tables.join.merge import MergePolicy, merge_tables
from codegen.tables.join.merge_operations import merge_operations
from codegen.tables.join.stated import stated, with_limits
from codegen.tables.source import page_documents, table_files, tables_source

if TYPE_CHECKING:
    from pathlib import Path

    from codegen.config import Selection, Target
    from codegen.ir.api import Api
    from codegen.openapi.document import Document
    from codegen.tables.model import Table

Step: TypeAlias = Callable[[str], None]

ENGINES = ("black", "jinja2", "pydantic")
"""Distributions whose version affects every output; recorded in the manifest."""
MODELS_ENGINE = "datamodel-code-generator"
IN_PROCESS = Formatting()
"""Formats in this process, and keeps nothing."""


def _quiet(_: str) -> None:
    """Ignore progress messages."""


def generate(target: Target, found: Diagnostics, step: Step = _quiet, formatting: Formatting = IN_PROCESS) -> Result:
    """Run all four steps. Diagnostics are also added to ``found``, even if a step raises; ``step`` receives progress.

    Raises ``InternalError`` and ``UsageError`` as ``emit`` and ``package`` do.
    """
    step(f"{target.name}: reading {target.spec or 'schema tables'}")
    reached: Stage
    reached = sources = read(target)
    try:
        reached = preparation = prepare(sources)
        reached = emission = emit(preparation, lambda part: step(f"{target.name}: {part}"))
        step(f"{target.name}: formatting {len(emission.files.code)} files")
        reached = result = package(emission, formatting)
    finally:
        found.extend(reached.found)
    return result


def read(target: Target, path: Path | None = None, name: str = "") -> Sources:
    """Read the documents and the schema tables of a target.

    ``path`` is read instead of the target's document, and named ``name`` in messages.
    """
    found = Diagnostics()
    if not target.spec and path is None:
        document, pages = tables_source(target, found)
        return _sources(document, pages, target, found)
    if path is None and not check_snapshot(target, found):
        return _sources(None, {}, target, found)
    content = target.content if path is None else None
    document = load(path or target.root / target.spec, name=name or target.spec, found=found, content=content)
    return _sources(None, {}, target, found) if document is None else read_document(document, target, found)


def read_document(document: Document, target: Target, found: Diagnostics | None = None) -> Sources:
    """Read a loaded document with the overlays and schema tables of a target.

    ``found`` holds the diagnostics of loading it, if any.
    """
    found = Diagnostics() if found is None else found
    documents: dict[str, Document] = {}
    for name in target.overlays:
        overlay = load(target.root / name, name=name, found=found)
        if overlay is not None:
            documents[name] = overlay
            document = apply_overlay(document, overlay, found)
    files = table_files(target.root, target.tables, found)
    documents |= page_documents(files, target.root)
    return _sources(document, documents, target, found, _tables(files, target, found))


def _sources(
    document: Document | None,
    documents: Mapping[str, Document],
    target: Target,
    found: Diagnostics,
    tables: tuple[Table, ...] = (),
) -> Sources:
    """Read the API of a document, and the documents that it references."""
    reading = read_api(document, found, allowed(target.allow_refs, target.root)) if document is not None else None
    if document is None or reading is None:
        known = documents if document is None else {document.name: document, **documents}
        return Sources(target=target, found=found, documents=known, document=document)
    return Sources(
        target=target,
        found=found,
        documents={**reading.documents, **documents},
        document=reading.documents[document.name],
        api=reading.api,
        tables=tables,
    )


def _tables(files: Mapping[str, bytes], target: Target, found: Diagnostics) -> tuple[Table, ...]:
    """Return the schema tables to join: none of an invalid page, since its omissions would be contradictions."""
    read = Diagnostics()
    tables = read_tables(files, read, configured(target.tables_settings.dialect))
    found.extend(read)
    invalid = {item.location.file for item in read if item.severity is Severity.ERROR}
    intact = [table for table in tables if table.location.file not in invalid]
    return tuple(with_limits(table) if target.tables_settings.inferred else stated(table) for table in intact)


def prepare(sources: Sources) -> Preparation:
    """Join documents and tables into one API, apply the passes, decide all names."""
    found = Diagnostics(list(sources.found.items))
    prepared = _prepared(sources.api, sources, found) if sources.api is not None else None
    return Preparation(
        target=sources.target,
        found=found,
        documents=sources.documents,
        document=sources.document,
        prepared=prepared,
    )


def _prepared(stated_api: Api, sources: Sources, found: Diagnostics) -> Prepared | None:
    target = sources.target
    report_defaults(stated_api, found)
    split = separate_children(split_listing_parents(stated_api))
    hierarchies = find_hierarchies(split)
    merged = merge_all_of(inherit_defaults(split), found)
    api = open_hierarchies(move_nulls(break_alias_cycles(merged, found)), hierarchies)
    api = _join_tables(api, sources.tables, target, found)
    read = select(api, _patterns(target.include), _patterns(target.exclude), found)
    if found.count(Severity.ERROR) and not read.operations and not read.definitions:
        return None
    settled = split_directions(settle_discriminators(settle_media(read)))
    tagged = tag_unions(hoist(find_common_headers(infer(settled, target.pagination, found))), found)
    api = mark_branching(cut_cycles(name_enums(open_enums(mark_usage(complete_constants(tagged))), target.enums)))
    options = NamingOptions(
        package=target.package,
        pins=target.names,
        arguments=target.arguments,
        reserved=RESERVED,
        settings=target.naming,
    )
    names = build_names(api, module_roots(api), options, found)
    return Prepared(api=api, read=read, names=names)


def _join_tables(api: Api, tables: tuple[Table, ...], target: Target, found: Diagnostics) -> Api:
    if not tables:
        return api
    policy = MergePolicy(default=target.authority, overrides=target.authority_overrides)
    tables = complete_endpoints(tables, target.tables_settings.operations)
    joined = merge_tables(api, [table for table in tables if table.kind == "object"], policy, found)
    return merge_operations(joined, [table for table in tables if table.kind == "parameters"], found)


def _patterns(selection: Selection) -> OperationPatterns:
    return OperationPatterns(tags=selection.tags, paths=selection.paths, operations=selection.operations)


def emit(preparation: Preparation, step: Step = _quiet) -> Emission:
    """Emit the unformatted files of every part; ``step`` receives the name of each emitter.

    Raises ``InternalError`` when the text does not match the decided names.
    """
    found = Diagnostics(list(preparation.found.items))
    prepared = preparation.prepared
    return Emission(
        target=preparation.target,
        found=found,
        documents=preparation.documents,
        document=preparation.document,
        prepared=prepared,
        files=_emitted(prepared, preparation, found, step) if prepared is not None else Emitted(),
    )


def _emitted(prepared: Prepared, preparation: Preparation, found: Diagnostics, step: Step) -> Emitted:
    target, document = preparation.target, preparation.document
    is_installed = target.runtime == "package"
    report_places(target, prepared, preparation.documents, found)
    given = EmitInput(
        api=choose_types(prepared.api, target.types, target.spec),
        names=prepared.names,
        options=target.options,
        models=target.models,
        parts=requirements(find_parts(target.emit), installed=is_installed),
        document=document.value if document is not None else None,
        bases=mixins(target, prepared.api, prepared.names),
        shared=shared_models(target, prepared.api, prepared.names),
        samples=samples_of_types(target, prepared.api, preparation.documents),
        installed=is_installed,
    )
    report_parts(given, target.emit, found)
    return emit_parts(given, target.emit, step)


def package(emission: Emission, formatting: Formatting = IN_PROCESS) -> Result:
    """Format and check the modules, and add the manifest; without an API there is no tree.

    Raises ``InternalError`` for a module that cannot be parsed or does not define the planned names, and ``UsageError``
    when the formatter is not installed.
    """
    tree = _tree(emission, emission.prepared, formatting) if emission.prepared is not None else None
    return Result(
        target=emission.target,
        found=emission.found,
        documents=emission.documents,
        prepared=emission.prepared,
        tree=tree,
    )


def _tree(emission: Emission, prepared: Prepared, formatting: Formatting) -> FileTree:
    target = emission.target
    code, defines = emission.files.code, emission.files.defines
    modules = {path: (str(text), defines.get(path)) for path, text in code.items()}
    files = formatting.finish(modules, target.formatter) | emission.files.data
    generator, templates, engines = program(target)
    manifest = Manifest(
        generator=generator,
        api_version=prepared.api.version,
        settings=target.settings_digest,
        templates=templates,
        engines=engines,
        inputs=emission.inputs,
        outputs=Manifest.digests(files),
    )
    return FileTree({**files, MANIFEST: manifest.to_bytes()})


def program(target: Target) -> tuple[str, str, dict[str, str]]:
    """Return the version of the generator, the digest of its templates, and the versions of a target's engines."""
    templates = folder_digest(templates_root(), runtime_root(), suffixes=SOURCES)
    return __version__, templates, {name: version(name) for name in _engines(target)}


def _engines(target: Target) -> tuple[str, ...]:
    """Return the distributions whose version affects the output of a target."""
    formatter = ("ruff",) if target.formatter == "ruff" else ()
    return (*ENGINES, *formatter, *((MODELS_ENGINE,) if target.models != MODEL_KINDS[0] else ()))
