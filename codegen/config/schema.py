"""The JSON Schema of a configuration file, made from the tables that the loader uses."""

from __future__ import annotations

from typing import TYPE_CHECKING

from codegen.config.dialect import BODIES, DIALECTS, FLAGS, HEADINGS, KEYS_INSIDE, LISTS, MAX_RULES
from codegen.config.dialect import KEYS as DIALECT_KEYS
from codegen.config.discovered import SHARED_KEYS
from codegen.config.model import AUTHORITIES, FORMATTERS
from codegen.config.pages import KINDS, REQUIRED, STRING_KEYS
from codegen.config.places import ENUM_KINDS
from codegen.config.tables import ACCEPT_KEYS, TABLES_KEYS
from codegen.config.target import DEFAULT_OUTPUT, KEYS, SELECTION_KEYS
from codegen.core.options import GROUPINGS, MODEL_KINDS, NAMINGS, POSITIONALS, RUNTIMES

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from codegen.core.json import Json
    from codegen.core.options import Option, PartSyntax

_STRING: dict[str, Json] = {"type": "string"}
_STRINGS: dict[str, Json] = {"type": "array", "items": {"type": "string"}}
_PATH: dict[str, Json] = {"type": "string", "pattern": r"\S"}
_FLAG: Json = {"type": "boolean"}
_MAPPING: dict[str, Json] = {"type": "object", "additionalProperties": {"type": "string"}}


def config_schema(parts: Sequence[PartSyntax]) -> dict[str, Json]:
    """Return the JSON Schema of ``codegen.toml``; ``parts`` are the known parts of the output."""
    target = _object({key: _target_key(key, parts) for key in KEYS} | _options(parts))
    with_tables: Json = {"required": ["tables"], "properties": {"tables": {"minItems": 1}}}
    targets: Json = {
        "type": "object",
        "minProperties": 1,
        "additionalProperties": {**target, "anyOf": [{"required": ["spec"]}, with_tables]},
    }
    return {
        "$schema": "http://json-schema.org/draft-07/schema#",  # the version that editors of TOML support
        "title": "Configuration of spec-codegen",
        **_object(
            {
                "discover": _discover(parts),
                "targets": targets,
                "tables": _tables(),
                "types": _MAPPING,
                "verify": _verify(),
            }
        ),
        "anyOf": [{"required": ["targets"]}, {"required": ["discover"]}, {"required": ["verify"]}],
    }


def _discover(parts: Sequence[PartSyntax]) -> Json:
    """Return the schema of the table whose patterns select documents, and whose other keys are those of targets."""
    own: dict[str, Json] = {
        "glob": {
            "anyOf": [_PATH, {**_STRINGS, "minItems": 1}],
            "description": "patterns of documents, each of which is a target",
        },
        "ignore": {**_STRINGS, "description": "shell patterns of documents to leave out"},
    }
    shared = {key: _target_key(key, parts) for key in SHARED_KEYS}
    return {**_object(own | shared | _options(parts)), "required": ["glob"]}


def _verify() -> Json:
    rows: dict[str, Json] = {
        "exclude": {**_STRINGS, "description": "shell patterns of folders that codegen verify leaves out"},
        "packages": {**_STRINGS, "description": "packages that no target writes"},
    }
    return _object(rows)


def _object(properties: Mapping[str, Json]) -> dict[str, Json]:
    return {"type": "object", "additionalProperties": False, "properties": dict(properties)}


def _choice(values: Iterable[str], default: str | None = None) -> dict[str, Json]:
    return {"type": "string", "enum": [*values], **({} if default is None else {"default": default})}


def _target_key(key: str, parts: Sequence[PartSyntax]) -> Json:
    """Return the schema of a key of ``[targets.NAME]``; any value for a key without a row, which a test refuses."""
    selectable = [part.name for part in parts if part.selectable]
    rows: dict[str, Json] = {
        "spec": {**_PATH, "description": "OpenAPI document"},
        "snapshot": {**_PATH, "description": "folder of the snapshot of a document at an address"},
        "source_headers": {**_MAPPING, "description": "headers to send; ${NAME} is from the environment"},
        "tables": {**_STRINGS, "description": "shell patterns of schema tables to join with the document"},
        "overlays": {**_STRINGS, "description": "OpenAPI Overlays to apply to the document, in order"},
        "allow_refs": {**_STRINGS, "description": "folders and origins that references may reach"},
        "output": {**_PATH, "default": DEFAULT_OUTPUT, "description": "parent folder of the package"},
        "package": {"type": "string", "description": "name of the package (default: that of the target)"},
        "emit": {
            "type": "array", "minItems": 1, "items": _choice(selectable),
            "default": [part.name for part in parts if part.default], "description": "parts to generate",
        },
        "models": {**_choice(MODEL_KINDS, MODEL_KINDS[0]), "description": "kind of the models"},
        "formatter": {**_choice(FORMATTERS, "black"), "description": "formatter of the output"},
        "merge_base": {"type": "boolean", "default": False, "description": "keep the merge base in the package"},
        "authority": {**_choice(AUTHORITIES, "document"), "description": "source that wins over the other"},
        "authority_overrides": {"type": "object", "additionalProperties": _choice(AUTHORITIES)},
        "names": {**_MAPPING, "description": "pinned names"},
        "arguments": {"type": "object", "additionalProperties": _STRINGS, "description": "pinned arguments"},
        "grouping": {**_choice(GROUPINGS, GROUPINGS[0]), "description": "what decides the resources"},
        "naming": {**_choice(NAMINGS, NAMINGS[0]), "description": "what names methods"},
        "positional": {**_choice(POSITIONALS, POSITIONALS[0]), "description": "positional arguments of methods"},
        "types": {**_MAPPING, "description": "Python types by format or schema"},
        "extend": {**_MAPPING, "description": "mixins by model"},
        "shared": {**_MAPPING, "description": "modules of shared models by document"},
        "enums": {**_choice(ENUM_KINDS), "description": "constants beside enums, or enum classes"},
        "runtime": {**_choice(RUNTIMES, RUNTIMES[0]), "description": "where the runtime of the package is"},
        "include": _object(dict.fromkeys(SELECTION_KEYS, _STRINGS)),
        "exclude": _object(dict.fromkeys(SELECTION_KEYS, _STRINGS)),
        "pagination": {"type": "object", "additionalProperties": _page()},
    }  # fmt: skip
    return rows.get(key, {})


def _options(parts: Sequence[PartSyntax]) -> dict[str, Json]:
    """Return the tables of the parts that have options."""
    return {
        part.name: _object({option.name: _option(option) for option in part.options}) for part in parts if part.options
    }


def _option(option: Option) -> Json:
    return _STRING if option.keys is None else _MAPPING


def _page() -> Json:
    """Return the schema of the pagination of an operation: its kind decides which keys it needs."""
    properties: dict[str, Json] = {"kind": _choice(KINDS), "start": {"type": "integer"}}
    rules: list[Json] = []
    for kind, keys in REQUIRED.items():
        needed: dict[str, Json] = {"required": [*keys], "properties": {key: {"minLength": 1} for key in keys}}
        rules.append({"if": {"properties": {"kind": {"const": kind}}}, "then": needed})
    return {**_object(properties | dict.fromkeys(STRING_KEYS, _STRING)), "required": ["kind"], "allOf": rules}


def _tables() -> Json:
    accepted: dict[str, Json] = {
        **_object(dict.fromkeys(ACCEPT_KEYS, _STRING)),
        "required": ["difference", "reason"],
    }
    rows: dict[str, Json] = {
        "operations": _MAPPING,
        "accept": {"type": "array", "items": accepted},
        "inferred": _FLAG,
        "body": {"type": "string", "enum": ["", *BODIES]},
        "dialect": {"anyOf": [{"type": "string"}, _dialect()], "description": f"a .toml file, {', '.join(DIALECTS)}, "
                    "or rules"},
    }  # fmt: skip
    return _object({key: rows.get(key, {}) for key in TABLES_KEYS})


def _dialect() -> Json:
    rows: dict[str, Json] = {
        "extends": _choice(DIALECTS),
        "signs": _STRINGS,
        "wrapped_responses": _FLAG,
        "body": _choice(BODIES),
        "types": {"type": "object", "maxProperties": MAX_RULES, "additionalProperties": _STRING},
        **{name: _object({key: _dialect_key(name, key) for key in keys}) for name, keys in KEYS_INSIDE.items()},
    }
    return _object({key: rows.get(key, {}) for key in DIALECT_KEYS})


def _dialect_key(table: str, key: str) -> Json:
    """Return the schema of a key inside a table of a dialect."""
    if f"{table}.{key}" in LISTS:
        return {**_STRINGS, "maxItems": MAX_RULES}
    if table == "unmarked":
        return _FLAG if key == "nullable" else _choice(FLAGS)
    return _choice(HEADINGS) if key == "headings" else _STRING
