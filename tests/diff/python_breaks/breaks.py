"""Changes that break Python callers: the old document, the new one, and the expected ids."""

from __future__ import annotations

from tests.diff.apis import api, body, holder, operation
from tests.diff.python_breaks.parts import (
    BOTH,
    EMPTY,
    ENUM,
    NULLABLE,
    NUMBER,
    REQUIRED,
    TEXT,
    Json,
    asks,
    at,
    fields,
    gets,
    listing,
    named,
    params,
    ref,
    sends,
)

_ONE = {"type": "string", "enum": ["a"]}
_MAP = {"type": "object", "additionalProperties": TEXT}
_NUMBERS = {"type": "object", "additionalProperties": NUMBER}

BREAKS: dict[str, tuple[Json, Json, str]] = {
    "method removed": (
        api({"GET /things": operation(), "POST /things": operation()}),
        at("/things"),
        "api-removed-without-deprecation",
    ),
    "deprecated method removed": (
        api({"GET /things": operation(), "POST /things": operation(deprecated=True)}),
        at("/things"),
        "api-removed-with-deprecation",
    ),
    "method moved": (
        at("/things", operationId="find"),
        at("/others/all", operationId="find"),
        "api-path-removed-without-deprecation",
    ),
    "method renamed, response no longer a list": (
        gets({"type": "array", "items": TEXT}),
        gets(holder(TEXT)),
        "caller-method-renamed response-body-type-changed",
    ),
    "argument removed": (asks(TEXT), at("/things"), "request-parameter-removed"),
    "argument renamed": (
        at("/things", **params({"name": "from", "in": "query"})),
        at("/things", **params({"name": "since", "in": "query"})),
        "request-parameter-removed",
    ),
    "argument renamed by a header of the same name": (
        at("/things", **params({"name": "key", "in": "query"})),
        at("/things", **params({"name": "key", "in": "query"}, {"name": "key", "in": "header"})),
        "caller-argument-renamed",
    ),
    "argument added, required": (at("/things"), asks(TEXT, required=True), "new-required-request-parameter"),
    "header added, required": (
        at("/things"),
        at("/things", **params({"name": "X-Key", "in": "header", "required": True})),
        "new-required-request-parameter",
    ),
    "argument became required": (asks(TEXT), asks(TEXT, required=True), "request-parameter-became-required"),
    "argument of another type": (asks(TEXT), asks(NUMBER), "request-parameter-type-changed"),
    "argument narrowed to an enum": (asks(TEXT), asks(ENUM), "request-parameter-became-enum"),
    "argument's enum lost a member": (asks(ENUM), asks(_ONE), "request-parameter-enum-value-removed"),
    "argument no longer nullable": (asks(NULLABLE), asks(TEXT), "request-parameter-became-not-nullable"),
    "argument narrowed": (
        asks({"type": ["string", "integer"]}),
        asks(TEXT),
        "request-parameter-list-of-types-narrowed",
    ),
    "items of an argument narrowed": (
        asks({"type": "array", "items": TEXT}),
        asks({"type": "array", "items": ENUM}),
        "request-parameter-became-enum",
    ),
    "body removed": (sends(holder(TEXT)), api({"POST /things": operation()}), "request-body-removed"),
    "body added, required": (
        api({"POST /t": operation()}),
        api({"POST /t": operation(**body(REQUIRED, required=True))}),
        "request-body-added-required",
    ),
    "body's property removed": (sends(fields(other=TEXT, p=NUMBER)), sends(EMPTY), "request-property-removed"),
    "body's property moved into an object": (
        sends(fields("p", p=TEXT), required=True),
        sends(fields("q", q=fields("kind", kind=_ONE, p=TEXT)), required=True),
        "new-required-request-property request-property-removed",
    ),
    "body's property became read-only": (
        sends(fields(other=TEXT, p=TEXT)),
        sends(fields(other=TEXT, p={**TEXT, "readOnly": True})),
        "request-optional-property-became-read-only",
    ),
    "body's property added, required": (
        sends(EMPTY, required=True),
        sends(BOTH, required=True),
        "new-required-request-property",
    ),
    "body's property became required": (
        sends(holder(TEXT), required=True),
        sends(REQUIRED, required=True),
        "request-property-became-required",
    ),
    "body's property of another type": (sends(holder(TEXT)), sends(holder(NUMBER)), "request-property-type-changed"),
    "variant of a body removed": (
        sends(holder({"anyOf": [TEXT, NUMBER, holder(TEXT)]})),
        sends(holder({"anyOf": [TEXT, NUMBER]})),
        "request-property-any-of-removed",
    ),
    "values of a map in a body narrowed": (
        sends(holder(_MAP)),
        sends(holder({"type": "object", "additionalProperties": ENUM})),
        "request-property-became-enum",
    ),
    "key of a nested dict renamed": (
        sends(holder(fields(minimumAmount=NUMBER, code=TEXT))),
        sends(holder(fields(minimum_amount=NUMBER, code=TEXT))),
        "request-property-removed",
    ),
    "key of a nested dict required": (
        sends(holder(fields(code=TEXT))),
        sends(holder(fields("code kind", code=TEXT, kind=TEXT))),
        "new-required-request-property request-property-became-required",
    ),
    "field removed": (gets(fields("p", p=NUMBER, other=TEXT)), gets(EMPTY), "response-required-property-removed"),
    "optional field removed": (gets(fields(p=NUMBER, other=TEXT)), gets(EMPTY), "response-optional-property-removed"),
    "field renamed by another of the same Python name": (
        gets(fields("userName", userName=TEXT)),
        gets(fields("userName user_name", userName=TEXT, user_name=NUMBER)),
        "caller-field-renamed",
    ),
    "field now optional": (gets(REQUIRED), gets(holder(TEXT)), "response-property-became-optional"),
    "field now nullable": (
        gets(REQUIRED),
        gets({**REQUIRED, "properties": {"p": NULLABLE}}),
        "response-property-became-nullable",
    ),
    "field of another type": (gets(holder(TEXT)), gets(holder(NUMBER)), "response-property-type-changed"),
    "field of items removed": (
        gets({"type": "array", "items": fields(id=TEXT, p=NUMBER)}),
        gets({"type": "array", "items": fields(id=TEXT)}),
        "response-optional-property-removed",
    ),
    "values of another type": (gets(holder(_MAP)), gets(holder(_NUMBERS)), "response-property-type-changed"),
    "variant of a field added": (
        gets(holder({"oneOf": [TEXT, NUMBER]})),
        gets(holder({"oneOf": [TEXT, NUMBER, fields("x", x=TEXT)]})),
        "response-property-one-of-added",
    ),
    "field of a page's items removed": (
        at("/things", **listing(id=TEXT, count=NUMBER)),
        at("/things", **listing(id=TEXT)),
        "response-optional-property-removed",
    ),
    "class renamed": (
        named(gets(ref("Thing")), Thing=REQUIRED),
        named(gets(ref("Item")), Item=REQUIRED),
        "caller-class-renamed",
    ),
    "response removed": (
        gets(holder(TEXT)),
        api({"GET /things": {"operationId": "op", "responses": {"204": {"description": "none"}}}}),
        "response-success-status-removed",
    ),
}
