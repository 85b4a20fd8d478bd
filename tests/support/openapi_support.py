"""Writes docs/openapi-support.md: the output for each construct, verified against golden cases."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from tests.support.cases import CASES, generated

PAGE = CASES.parents[1] / "docs" / "openapi-support.md"


@dataclass(frozen=True)
class Row:
    """A construct, its result, and the case that covers it. ``shows`` is a literal part of the output of the case."""

    construct: str
    text: str
    case: str
    shows: str = ""


@dataclass(frozen=True)
class Section:
    title: str
    rows: tuple[Row, ...]
    text: str = ""


SECTIONS = (
    Section(
        "Documents",
        (
            Row("OpenAPI 3.0, 3.1, 3.2", "one reader for all", "minimal"),
            Row(
                "Swagger 2.0 in several files",
                "parameters, bodies, responses and path items of other files are inlined before the upgrade",
                "swagger_2_files",
                "lambda: m.UploadCreateParams",
            ),
            Row(
                "Swagger 2.0",
                "upgraded to OpenAPI 3.0 before it is read; diagnostics are located in the original",
                "swagger_2",
            ),
            Row(
                "OpenAPI Overlay 1.0, 1.1",
                "`overlays` in the configuration or `--overlay`",
                "overlays",
                "label: str | None = None",
            ),
            Row("Several files, relative `$ref`", "within the document's folder", "multi_file_refs"),
            Row(
                "References to parameters, bodies, responses, headers, path items, `#/paths/…`",
                "resolved",
                "references",
                "class AGetResponse(Model)",
            ),
            Row("`info.version` that is a number", "used as written", "servers"),
            Row(
                "Links, examples, `externalDocs`, `xml`",
                "ignored: they do not describe JSON values",
                "references",
            ),
            Row(
                "Invalid documents",
                "all diagnostics at once, sorted, with the source line; exit 2, nothing is written",
                "invalid_document",
                "error[invalid-type]",
            ),
            Row(
                "Unresolved references, wrong types of annotations",
                "left out with what depends on them; the rest is generated, exit 1",
                "dangling_refs",
                "incomplete[unresolved-ref]",
            ),
            Row(
                "References in place of operations, maps and arrays; `#/$defs/…` of a JSON Schema that was pasted",
                "followed, with a warning",
                "misplaced_refs",
                "warning[ref-position]",
            ),
        ),
    ),
    Section(
        "Schemas",
        (
            Row("`nullable: true` (3.0)", "`T | None`", "nullable_30"),
            Row('`type: [T, "null"]`, a null branch (3.1)', "`T | None`", "nullable_31"),
            Row("`enum` of strings that a server sends", "open: unlisted values are accepted", "open_enums"),
            Row("`enum` of strings that only callers send", "closed", "closed_request_enums"),
            Row("`enum` of any scalar, with null", "`Literal`", "enums_of_any_type", 'Literal["a", 1, True] | None'),
            Row(
                "`enum` of fractions, arrays or objects",
                "a rule, because `Literal` does not support them",
                "schema_rules",
                'Annotated[dict[str, Any], SchemaAssertion({"enum": [{"a": 1}, {"b": 2}]})]',
            ),
            Row("`const`", "`Literal` of one value", "enums_of_any_type", "version: Literal[2]"),
            Row(
                "`const` that is an object or array",
                "a rule",
                "schema_rules",
                'Annotated[dict[str, Any], SchemaAssertion({"enum": [{"a": [1]}]})]',
            ),
            Row("`allOf`", "merged into one class; contradictory constraints are reported", "allof"),
            Row(
                "`oneOf`, `anyOf`",
                "a union; inline objects are named by a distinguishing constant, title or property",
                "inline_unions",
            ),
            Row(
                "`oneOf` of which several variants are valid",
                "accepted: exclusiveness is not checked beyond the discriminator",
                "inline_unions",
            ),
            Row(
                "`discriminator` with `mapping`",
                "selects the variant; several values may select one; each variant has its values as constants",
                "discriminators",
                'TaggedUnion("kind", (("cat",), ("dog", "puppy")))',
            ),
            Row(
                "`discriminator` with implicit names",
                "the value is the name of the component, or the constant that the variant declares",
                "discriminators",
                'type: Literal["Circle"]',
            ),
            Row(
                "`discriminator` over unions, or over inline objects with constants",
                "selects through both",
                "discriminators",
                'TaggedUnion("type", (("Circle", "Square"), ("Text",)))',
            ),
            Row(
                "`discriminator` that does not distinguish all variants",
                "a plain union, with a warning",
                "discriminators",
                "warning[discriminator-unusable]",
            ),
            Row(
                "`discriminator` of a parent that subschemas refer to in `allOf`",
                "references to the parent accept every subschema: `AnyPet`, a union that ends with the parent",
                "discriminator_families",
                'AnyDog = TypeAliasType( "AnyDog", Annotated[ Poodle | Dog, TaggedUnion(',
            ),
            Row(
                "`additionalProperties`",
                "a schema: typed; false: rejected if only callers send the object; else kept",
                "map_values",
            ),
            Row(
                "`patternProperties`",
                "typed values if no other properties are allowed, checked by name",
                "schema_rules",
                "dict[str, int | str]",
            ),
            Row(
                "`propertyNames`",
                "a rule",
                "schema_rules",
                'SchemaAssertion({"propertyNames": {"pattern": "^[a-z]+$"}})',
            ),
            Row(
                "`prefixItems` and `items: false`",
                "a `tuple` of exactly that length",
                "schema_keywords",
                "tuple[str, int]",
            ),
            Row(
                "`prefixItems` with further items",
                "a list of the union of the types, checked by position",
                "schema_rules",
                "list[str | int | bool]",
            ),
            Row("Arrays, `items`", "`list`", "arrays_and_tuples"),
            Row("`uniqueItems`", "a rule", "schema_rules", 'SchemaAssertion({"uniqueItems": True})'),
            Row("`contains`, `minContains`, `maxContains`", "a rule", "schema_rules", '"maxContains": 2'),
            Row("the schema `false`", "a rule that no value satisfies", "schema_rules", 'SchemaAssertion({"not": {}})'),
            Row("`not`", "a rule", "schema_rules", 'SchemaAssertion({"not": {"enum": ["forbidden"]}})'),
            Row(
                "`if`, `then`, `else`, `dependentRequired`, `dependentSchemas`, `minProperties`, `maxProperties`",
                "rules of the class",
                "schema_rules",
                "__assertion__ = model_assertion(",
            ),
            Row(
                "`unevaluatedProperties`",
                "as `additionalProperties` of the merged object; not checked beside `anyOf` or `if`, with a warning",
                "schema_rules",
                "__pydantic_extra__: dict[str, int]",
            ),
            Row(
                "`unevaluatedItems`",
                "as `items`, with the same exception",
                "schema_rules",
                "Annotated[tuple[str]",
            ),
            Row(
                "Rules with a recursive schema, patterns with lookaround, limits beside formats of another type",
                "not checked, with a warning",
                "schema_rules",
                "values are not checked against 'not': it is recursive",
            ),
            Row("Recursion", "of any shape", "self_recursion"),
            Row("`$defs`, `$anchor`", "resolved; one class", "schema_keywords", "first: Part | None = None"),
            Row(
                "Keywords beside `$ref` (3.1)",
                "merged with the target; those for other types do not apply",
                "schema_keywords",
                "class Beside(Model)",
            ),
            Row(
                "`$id`, `$self`, `$dynamicRef`; chains of references",
                "resolved; these URIs are never fetched",
                "schema_identifiers",
                "street: Road | None = None",
            ),
            Row(
                "`readOnly`, `writeOnly`",
                "at every depth; a schema used in both directions is `Account` in responses and `AccountInput` in "
                "requests (`AccountRequest` if that name is taken)",
                "read_and_write_only",
                "owner: OwnerInput",
            ),
            Row("Formats", "`datetime`, `date`, `UUID`, `bytes` …", "formats"),
            Row("Defaults, lengths, ranges, patterns", "`Field(…)`", "defaults_and_constraints"),
            Row(
                "`deprecated`",
                "marked for type checkers (PEP 702) and in docstrings, with the reason and the sunset of extensions",
                "deprecated",
                "@deprecated(",
            ),
        ),
    ),
    Section(
        "Operations",
        (
            Row(
                "Parameters in path, query, header and cookie",
                "keyword arguments; path parameters are positional",
                "parameters_everywhere",
            ),
            Row("`style`, `explode`, `allowReserved`", "in client and server", "path_styles"),
            Row(
                "Parameters with `content`",
                "JSON, or plain text; a server also accepts JSON strings without quotes",
                "parameters_everywhere",
            ),
            Row(
                "Paths with a fragment, such as `/#Action=CreateUser`",
                "the fragment is not sent; a server selects the operation by the parameters in it",
                "paths_with_queries",
                'selectors=(Selector("query", "Action", "CreateUser"),)',
            ),
            Row(
                "Paths with a query",
                "sent as written; its parameters are query parameters",
                "paths_with_queries",
                'fixed=("full=true",)',
            ),
            Row(
                "Paths that differ only in the names of their parameters",
                "a warning: a server cannot distinguish them and uses the first operation",
                "paths_with_queries",
                "warning[ambiguous-path]",
            ),
            Row("`deepObject` and nested form bodies", "brackets to any depth", "nested_forms"),
            Row("JSON bodies", "one argument per property", "json_body"),
            Row(
                "Several media types of a body",
                "the arguments of all, chosen by what is passed; each has a model",
                "media_types",
                "class ReportCreateParams(Model)",
            ),
            Row("Several successful responses", "a union", "media_types", "m.ReportCreateStatus202Response"),
            Row("Binary and text responses", "`bytes`, `str`", "binary_and_text"),
            Row(
                "`*/*` or `application/*` with a schema other than a string",
                "JSON",
                "raw_content",
                'Media("application/json", lambda: m.Thing, media_range="*/*")',
            ),
            Row("JSON that is `format: binary` as a whole", "a file: `bytes`, not parsed", "raw_content", "raw=True"),
            Row(
                "Bodies and responses without JSON and forms (XML, CSV, images …)",
                "raw: their schema does not define the serialisation",
                "raw_content",
                "body: FileInput",
            ),
            Row(
                "`itemSchema` of streams (3.2)",
                "the items are models",
                "media_types",
                "class EventRetrieveResponse(Model)",
            ),
            Row("`query` method, `additionalOperations` (3.2)", "ordinary operations", "openapi_32"),
            Row(
                "`in: querystring` (3.2)",
                "one argument for the whole query",
                "openapi_32",
                "whole: FilterRetrieveParamsWhole | None = None",
            ),
            Row(
                "Missing or duplicate operationId",
                "methods are named by their paths; a duplicate is a warning",
                "operation_ids",
                "warning[duplicate-operation]",
            ),
            Row("Servers with variables, relative servers, servers of one operation", "`base_url`", "servers"),
            Row("Security schemes", "`api_key=`, `auth=`", "security_schemes"),
            Row(
                "Webhooks and callbacks",
                "models of their bodies and responses",
                "webhooks_and_callbacks",
                "class OrderPaidWebhookParams(Model)",
            ),
            Row("Tags", 'names of resources with `grouping = "tags"`; `include` and `exclude` select by them', "tags"),
        ),
    ),
    Section(
        "Incorrect documents",
        (
            Row(
                "Unquoted numbers, booleans and dates in YAML where a string is required: in `enum`, `const` and "
                "`default` of a string, `info.version`, keys",
                "the source text",
                "unquoted_text",
                'Literal["1", "1.10", "017", "on", "No", "22:22", "2020-01-01", "1_000", "true"]',
            ),
            Row("`swagger: 2`, a `---` at the end of the file", "accepted", "unquoted_text", 'on: str | None = "yes"'),
            Row(
                "Unknown properties",
                "ignored, with a warning; in schemas only if similar to a keyword, because others are allowed",
                "unknown_fields",
                "warning[unknown-field]: unknown property 'parameter' is ignored",
            ),
            Row(
                "A wrong type in `contact`, `license`, `example` and other parts that no code is generated from",
                "a warning",
                "unknown_fields",
                "warning[invalid-type]: expected an object, found a string",
            ),
            Row(
                "Empty `allOf`, `anyOf`, `oneOf`, `enum` or `type`",
                "ignored, with a warning",
                "contradictions",
                "any_of_none: Any | None = None",
            ),
            Row(
                "Values of an `enum`, a `const` or a `default` that violate their schema",
                "generated as listed, with a warning",
                "contradictions",
                "warning[enum-mismatch]: the value 3 is greater than 'maximum' allows",
            ),
            Row(
                "`enum` of scalars beside `type: array`",
                "applied to the items, with a warning",
                "contradictions",
                'many_of: list[Literal["a", "b"] | str] | None = None',
            ),
            Row(
                "`items` that is a list",
                "`prefixItems`, with a warning",
                "contradictions",
                'SchemaAssertion({"prefixItems": [{"type": "string"}, {"type": "integer"}]})',
            ),
            Row(
                "`minimum` above `maximum` and the like, `exclusiveMinimum: true` alone, `properties` of a scalar, "
                "`readOnly` with `writeOnly`",
                "a warning",
                "contradictions",
                "'minimum' is greater than 'maximum': no value satisfies both",
            ),
            Row(
                "Keywords beside `$ref` in 3.0, properties beside the `$ref` of a parameter",
                "ignored, with a warning; except `nullable: true`",
                "contradictions",
                "warning[ref-siblings]: 'minProperties' beside '$ref' is ignored in OpenAPI 3.0",
            ),
            Row(
                "Parameters without `schema` and `content`; an empty `content`",
                "any value; no body; with a warning",
                "contradictions",
                "parameter 'free' has neither 'schema' nor 'content': any value is accepted",
            ),
            Row(
                "`oauth2` without `flows` or `tokenUrl`, requirements of unknown schemes",
                "callers provide a token; a warning",
                "contradictions",
                "warning[unknown-security-scheme]",
            ),
            Row(
                "`2xx`, `Default` in lower and upper case; `type: file` in 3.x",
                "accepted",
                "contradictions",
                "upload: BinaryFile | None = None",
            ),
            Row(
                "Names in `required` without a property",
                "fields of any value",
                "contradictions",
                "none: Any",
            ),
        ),
        text=(
            "Accepted without a warning: `nullable` in 3.1, lists of types in 3.0, both notations of exclusive bounds "
            "in all versions,\nmissing `items` (any), `description`, `paths` or `responses` (none), path parameters "
            "without `required: true`, null in place\nof descriptions and of parts that no code is generated from. "
            "Header parameters named `Accept`, `Content-Type` or\n`Authorization` are ignored, as OpenAPI requires. "
            "Nothing is generated from `links`, `examples`, `allowEmptyValue`,\n`externalDocs`, `xml`, `headers` of an "
            "encoding, and extensions (`x-…`) other than those on this page.\n\nAny other property of a wrong type is "
            "an error at its location, and all of them are reported in one run, also beside\nduplicate keys and "
            "invalid numbers."
        ),
    ),
)

INTRODUCTION = """\
# OpenAPI support

The output for each construct. The last column links to a golden case: a document, and the generated package.
No valid construct is ignored silently: unsupported ones are a warning or `incomplete`, at their line.

This page is generated by `make update-snapshots` from `tests/support/openapi_support.py`; a test compares every code
snippet on it with the case.
"""

OVERLAYS = """\
## Rules and discriminators

What no Python type can express is an assertion: a JSON Schema without references that travels with the type as
`Annotated[…, SchemaAssertion({…})]`, or with the class as `__assertion__`. It is evaluated on the JSON form of what
callers and services pass, and in `model_validate`; its patterns run in linear time. Responses are read without
assertions, as they are read without limits of length and range.

A discriminator selects the variant before validation, so errors are located in that variant, and an unknown value is an
error at the property, with the allowed values. In a response an unknown value is not an error: the object stays as it
was sent, or becomes the parent of its hierarchy, and `on_drift` is called.

A hierarchy is a parent with a discriminator and the subschemas that refer to it in their `allOf`. `AnyPet` is its
union: a field of that type holds a `Cat`, a `Dog`, or a `Pet` if the discriminator has its value or is missing.

## Overlays

OpenAPI Overlays (1.0 and 1.1) change a document without editing it: see [overlays.md](overlays.md).

## Swagger 2.0

Body and form parameters become a request body, `collectionFormat` a style, `host`, `basePath` and `schemes` servers
(https first), `type: file` binary content, `x-nullable: true` a nullable type. `collectionFormat: tsv`, and `ssv` or
`pipes` outside of queries, are not supported: commas are used, with a warning. `server/openapi.json` is the upgraded
document.
"""


def page() -> str:
    parts = [INTRODUCTION]
    for section in SECTIONS:
        lines = [
            f"## {section.title}",
            "",
            "| construct | in Python | case |",
            "|---|---|---|",
            *map(_line, section.rows),
        ]
        parts.append("\n".join([*lines, *(["", section.text] if section.text else [])]) + "\n")
    return "\n".join([*parts, OVERLAYS])


def not_shown(case: Path) -> list[str]:
    """Return the snippets of the page that are missing in the output of a case."""
    output = generated(case)
    text = _without_layout("\n".join([*output.files.values(), output.diagnostics]))
    said = [row.shows for section in SECTIONS for row in section.rows if row.case == case.name]
    return [shows for shows in said if _without_layout(shows) not in text]


def _without_layout(text: str) -> str:
    return "".join(text.split()).replace("'", '"')


def _line(row: Row) -> str:
    shown = f": `{row.shows}`" if row.shows else ""
    cells = (row.construct, row.text + shown, f"[{row.case}](../tests/cases/{row.case})")
    return "| " + " | ".join(cell.replace("|", "\\|") for cell in cells) + " |"
