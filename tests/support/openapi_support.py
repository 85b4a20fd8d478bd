"""docs/openapi-support.md: what becomes of each construct, every line of it taken from a golden case."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from tests.support.cases import CASES, generated

PAGE = CASES.parents[1] / "docs" / "openapi-support.md"


@dataclass(frozen=True)
class Row:
    """A construct, what is made of it, and the case that shows it. ``shows`` stands in its output, word by word."""

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
                "parameters, bodies, replies and path items of any file are brought in before the rewriting",
                "swagger_2_files",
                "lambda: m.UploadCreateParams",
            ),
            Row(
                "Swagger 2.0",
                "rewritten as OpenAPI 3.0 before it is read; findings point into the original",
                "swagger_2",
            ),
            Row(
                "OpenAPI Overlay 1.0",
                "`overlays` in the configuration or `--overlay`",
                "overlays",
                "label: str | None = None",
            ),
            Row("Several files, relative `$ref`", "within the document's folder", "multi_file_refs"),
            Row(
                "References to parameters, bodies, replies, headers, path items, `#/paths/…`",
                "followed",
                "references",
                "class AGetResponse(Model)",
            ),
            Row("`info.version` that is a number", "taken as written", "servers"),
            Row(
                "Links, examples, `externalDocs`, `xml`",
                "not used: they say nothing of the shape of a JSON value",
                "references",
            ),
            Row(
                "Invalid documents",
                "all findings at once, sorted, with the source line; exit 2, nothing is written",
                "unresolved_ref",
                "error[unresolved-ref]",
            ),
        ),
    ),
    Section(
        "Schemas",
        (
            Row("`nullable: true` (3.0)", "`T | None`", "nullable_30"),
            Row('`type: [T, "null"]`, a null branch (3.1)', "`T | None`", "nullable_31"),
            Row("`enum` of strings that a server sends", "open: values to come are accepted", "open_enums"),
            Row("`enum` of strings that only callers send", "closed", "closed_request_enums"),
            Row("`enum` of any scalar, with null", "`Literal`", "enums_of_any_type", 'Literal["a", 1, True] | None'),
            Row(
                "`enum` of fractions, arrays or objects",
                "`Literal` holds none: a rule checks them",
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
            Row("`allOf`", "merged into one class; constraints that cannot hold together are reported", "allof"),
            Row("`oneOf`, `anyOf`", "a union; inline objects are named by what tells them apart", "inline_unions"),
            Row(
                "`oneOf` of which several fit",
                "taken: variants are not told apart beyond what a discriminator says",
                "inline_unions",
            ),
            Row(
                "`discriminator` with `mapping`",
                "selects the variant, several values may lead to one; each variant carries its values as constants",
                "discriminators",
                'TaggedUnion("kind", (("cat",), ("dog", "puppy")))',
            ),
            Row(
                "`discriminator` with implicit names",
                "the value is the component's name, or the constant that the variant declares",
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
                "`discriminator` that does not tell all variants apart",
                "a plain union, with a warning",
                "discriminators",
                "warning[discriminator-unusable]",
            ),
            Row(
                "`discriminator` of a base whose heirs name it in `allOf`",
                "what refers to the base takes every heir: `AnyPet`, a union that ends with the base",
                "discriminator_families",
                'AnyDog = TypeAliasType( "AnyDog", Annotated[ Poodle | Dog, TaggedUnion(',
            ),
            Row(
                "`additionalProperties`",
                "a schema: typed; false: closed, where only callers send it; else kept",
                "map_values",
            ),
            Row(
                "`patternProperties`",
                "values typed where nothing else may stand beside them, and checked name by name",
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
                "`prefixItems` that others may follow",
                "a list of all the types, checked place by place",
                "schema_rules",
                "list[str | int | bool]",
            ),
            Row("Arrays, `items`", "`list`", "arrays_and_tuples"),
            Row("`uniqueItems`", "a rule", "schema_rules", 'SchemaAssertion({"uniqueItems": True})'),
            Row("`contains`, `minContains`, `maxContains`", "a rule", "schema_rules", '"maxContains": 2'),
            Row("the schema `false`", "a rule that no value meets", "schema_rules", 'SchemaAssertion({"not": {}})'),
            Row("`not`", "a rule", "schema_rules", 'SchemaAssertion({"not": {"enum": ["forbidden"]}})'),
            Row(
                "`if`, `then`, `else`, `dependentRequired`, `dependentSchemas`, `minProperties`, `maxProperties`",
                "rules of the class",
                "schema_rules",
                "__assertion__ = model_assertion(",
            ),
            Row(
                "`unevaluatedProperties`",
                "as `additionalProperties` of the merged object; beside `anyOf` or `if` a warning says that it is not "
                "checked",
                "schema_rules",
                "class Rest(Model): __pydantic_extra__: dict[str, int]",
            ),
            Row(
                "`unevaluatedItems`",
                "as `items`, with the same exception",
                "schema_rules",
                "Annotated[tuple[str]",
            ),
            Row(
                "Rules that hold a recursive schema, patterns with lookaround, limits beside formats of another type",
                "not checked, with a warning",
                "schema_rules",
                "values are not checked against 'not': it is recursive",
            ),
            Row("Recursion", "of any shape", "self_recursion"),
            Row("`$defs`, `$anchor`", "followed; one class", "schema_keywords", "first: Part | None = None"),
            Row(
                "Keywords beside `$ref` (3.1)",
                "hold together with the target; those for another type say nothing",
                "schema_keywords",
                "class Beside(Model)",
            ),
            Row(
                "`$id`, `$self`, `$dynamicRef`; references through references",
                "followed; nothing is fetched from such an address",
                "schema_identifiers",
                "street: Road | None = None",
            ),
            Row(
                "`readOnly`, `writeOnly`",
                "at every depth; one that travels both ways is `Account` in replies and `AccountInput` in requests "
                "(`AccountRequest` where that name is taken)",
                "read_and_write_only",
                "owner: OwnerInput",
            ),
            Row("Formats", "`datetime`, `date`, `UUID`, `bytes` …", "formats"),
            Row("Defaults, lengths, ranges, patterns", "`Field(…)`", "defaults_and_constraints"),
            Row("`deprecated`", "said in docstrings", "deprecated"),
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
            Row("`style`, `explode`, `allowReserved`", "client and server alike", "path_styles"),
            Row(
                "Parameters with `content`",
                "JSON, or text as it is; a server also takes JSON text without its quotes",
                "parameters_everywhere",
            ),
            Row(
                "Paths with a fragment, such as `/#Action=CreateUser`",
                "the fragment is not sent; a server tells operations apart by the parameters that it names",
                "paths_with_queries",
                'marks=(Mark("query", "Action", "CreateUser"),)',
            ),
            Row(
                "Paths with a query",
                "sent as such; its parameters are query parameters",
                "paths_with_queries",
                'fixed=("full=true",)',
            ),
            Row(
                "Paths that differ in the names of their parameters alone",
                "a warning: a server cannot tell them apart and takes the first operation",
                "paths_with_queries",
                "warning[ambiguous-path]",
            ),
            Row("`deepObject` and nested form bodies", "brackets to any depth", "nested_forms"),
            Row("JSON bodies", "one argument per property", "json_body"),
            Row(
                "Several media types of a body",
                "JSON before forms before multipart before others; the shape of each is a model",
                "media_types",
                "class ReportCreateParams(Model)",
            ),
            Row("Several successful replies", "a union", "media_types", "m.ReportCreateStatus202Response"),
            Row("Binary and text replies", "`bytes`, `str`", "binary_and_text"),
            Row(
                "`*/*` or `application/*` with anything but text",
                "JSON",
                "raw_content",
                'Media("application/json", lambda: m.Thing)',
            ),
            Row("JSON that is `format: binary` as a whole", "a file: `bytes`, not read", "raw_content", "raw=True"),
            Row(
                "Bodies and replies in nothing but XML, CSV, images and the like",
                "raw: their schema does not say how they are written",
                "raw_content",
                "body: FileInput",
            ),
            Row(
                "`itemSchema` of streams (3.2)",
                "the items are models",
                "media_types",
                "class EventRetrieveResponse(Model)",
            ),
            Row("`query` method, `additionalOperations` (3.2)", "operations like others", "openapi_32"),
            Row(
                "`in: querystring` (3.2)",
                "one argument for the whole query",
                "openapi_32",
                "whole: FilterRetrieveParamsWhole | None = None",
            ),
            Row(
                "No operationId, or one that is used twice",
                "methods are named by their paths; a second use is a warning",
                "operation_ids",
                "warning[duplicate-operation]",
            ),
            Row("Servers with variables, relative servers, servers of one operation", "`base_url`", "servers"),
            Row("Security schemes", "`api_key=`, `auth=`", "security_schemes"),
            Row(
                "Webhooks and callbacks",
                "models of their bodies and replies",
                "webhooks_and_callbacks",
                "class OrderPaidWebhookParams(Model)",
            ),
            Row("Tags", "do not name anything; `include` and `exclude` select by them", "tags"),
        ),
    ),
    Section(
        "Documents that are not quite right",
        (
            Row(
                "Numbers, booleans, dates without quotes where YAML means text: in `enum`, `const` and `default` of a "
                "string, `info.version`, keys",
                "the text that was typed",
                "unquoted_text",
                'Literal["1", "1.10", "017", "on", "No", "22:22", "2020-01-01", "1_000", "true"]',
            ),
            Row(
                "`swagger: 2`, a `---` at the end of the file", "understood", "unquoted_text", 'on: str | None = "yes"'
            ),
            Row(
                "Members that OpenAPI does not know",
                "not read, with a warning; in schemas only where they look like a keyword, as others are allowed",
                "unknown_fields",
                "warning[unknown-field]: 'parameter' is no member that OpenAPI knows here; it is not read",
            ),
            Row(
                "`contact`, `license`, `example` and whatever else no code is made of, with a wrong type in it",
                "a warning",
                "unknown_fields",
                "warning[invalid-type]: expected an object, found a string",
            ),
            Row(
                "`allOf`, `anyOf`, `oneOf`, `enum` or `type` that is empty",
                "as if it were not there, with a warning",
                "contradictions",
                "any_of_none: Any | None = None",
            ),
            Row(
                "Values of an `enum`, a `const` or a `default` that are none of their schema",
                "generated as listed, with a warning",
                "contradictions",
                "warning[enum-mismatch]: the value 3 is greater than 'maximum' allows",
            ),
            Row(
                "`enum` of scalars beside `type: array`",
                "that of the items, with a warning",
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
                "'minimum' is greater than 'maximum': no value can meet both",
            ),
            Row(
                "Keywords beside `$ref` in 3.0, members beside the `$ref` of a parameter",
                "not read, with a warning; `nullable: true` is",
                "contradictions",
                "warning[ref-siblings]: 'minProperties' beside '$ref' says nothing in OpenAPI 3.0",
            ),
            Row(
                "Parameters without `schema` and `content`; an empty `content`",
                "any value; no body; with a warning",
                "contradictions",
                "parameter 'free' has neither 'schema' nor 'content': any value is taken",
            ),
            Row(
                "`oauth2` without `flows` or `tokenUrl`, requirements of schemes that are not there",
                "callers bring a token; a warning",
                "contradictions",
                "warning[unknown-security-scheme]",
            ),
            Row(
                "`2xx`, `Default` in lower and upper case; `type: file` in 3.x",
                "understood",
                "contradictions",
                "upload: File | None = None",
            ),
            Row(
                "`required` names that are no properties",
                "fields of any value",
                "contradictions",
                "none: Any",
            ),
        ),
        text=(
            "Understood without a word: `nullable` in 3.1, lists of types in 3.0, both spellings of exclusive bounds "
            "in all versions,\nmissing `items` (any), `description`, `paths` or `responses` (none), path parameters "
            "without `required: true`, null in place\nof free text and of what no code is made of. Header parameters "
            "named `Accept`, `Content-Type` or `Authorization` are\nignored, as OpenAPI asks. Nothing is generated of "
            "`links`, `examples`, `allowEmptyValue`, `externalDocs`, `xml`, `headers`\nof an encoding, and extensions "
            "(`x-…`) beside those that this page names.\n\nAny other member of a wrong type is an error at its place, "
            "and all of them are told in one run, also beside keys that\nstand twice and numbers that are none."
        ),
    ),
)

INTRODUCTION = """\
# OpenAPI support

What becomes of each construct. The last column leads to a golden case: a document, and the package
made of it.
Nothing that is valid is dropped in silence: what has no counterpart is a warning or `incomplete`, at its line.

This page is written by `make update-snapshots` from `tests/support/openapi_support.py`; a test holds every piece of
code on it against the case.
"""

OVERLAYS = """\
## Rules and discriminators

What no Python type says is a rule: a JSON Schema, written in place of all references, that travels with the type as
`Annotated[…, SchemaAssertion({…})]`, or with the class as `__assertion__`. It is evaluated on the JSON form of what
callers and services give, and in `model_validate`; its patterns run in linear time. Replies are read without rules, as
they are read without limits of length and range.

A discriminator selects before anything else is looked at, so an error names the place in the variant that was meant,
and an unknown value is an error at the property, with the values that are allowed. In a reply an unknown value is no
error: the object stays as it was sent, or becomes the base of its family, and `on_drift` hears of it.

A family is a base with a discriminator and the schemas that name it in their `allOf`. `AnyPet` is its union: a field of
that type holds a `Cat`, a `Dog`, or a `Pet` where the value says that, or nothing.

## Overlays

An [OpenAPI Overlay 1.0](https://spec.openapis.org/overlay/v1.0.0.html) changes a document that one does not own. List
overlays in the configuration, `overlays = ["corrections.yaml"]`, or give `--overlay corrections.yaml`, several times if
need be: they are applied in order, before anything else is read.

```yaml
overlay: 1.0.0
info: {title: Corrections, version: "1"}
actions:
  - target: $.paths[?@.get['x-internal']]
    remove: true
  - target: $.components.schemas.Thing.properties
    update: {label: {type: string}}
```

Targets are JSONPath expressions (RFC 9535). `update` merges into objects, appends to arrays (an array within the update
is appended to the one in the document) and replaces other values. A target that selects nothing is a warning. Findings
in what an overlay brings in point into the overlay.

## Swagger 2.0

Body and form parameters become a request body, `collectionFormat` a style, `host`, `basePath` and `schemes` servers
(https first), `type: file` binary content, `x-nullable: true` a nullable type. `collectionFormat: tsv`, and `ssv` or
`pipes` outside of queries, have no counterpart: a warning says so, and commas are used. `server/openapi.json` holds the
rewritten document.
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
    """Return what the page says that a case shows, and does not stand in its output."""
    output = generated(case)
    text = " ".join("\n".join([*output.files.values(), output.diagnostics]).split())
    said = [row.shows for section in SECTIONS for row in section.rows if row.case == case.name]
    return [shows for shows in said if " ".join(shows.split()) not in text]


def _line(row: Row) -> str:
    shown = f": `{row.shows}`" if row.shows else ""
    cells = (row.construct, row.text + shown, f"[{row.case}](../tests/cases/{row.case})")
    return "| " + " | ".join(cell.replace("|", "\\|") for cell in cells) + " |"
