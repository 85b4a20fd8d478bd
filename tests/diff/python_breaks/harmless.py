"""Changes that do not break Python callers: the old document and the new one."""

from __future__ import annotations

from tests.diff.apis import api, body, holder, operation, query, response
from tests.diff.python_breaks.parts import (
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
    named,
    params,
    ref,
    sends,
)

_MORE = {"type": "string", "enum": ["a", "b", "c"]}
_FAILS = {"404": {"description": "none", "content": {"application/json": {"schema": holder(TEXT)}}}}
_OLD_NULL = {"anyOf": [TEXT, {"type": "null"}]}

HARMLESS: dict[str, tuple[Json, Json]] = {
    "method added": (at("/things"), api({"GET /things": operation(), "GET /more": operation(operationId="m")})),
    "path parameter renamed, passed by position": (
        at("/things/{id}", **params({"name": "id", "in": "path", "required": True})),
        at("/things/{key}", **params({"name": "key", "in": "path", "required": True})),
    ),
    "argument added, optional": (at("/things"), asks(TEXT)),
    "argument became optional": (asks(TEXT, required=True), asks(TEXT)),
    "argument's enum got a member": (asks(ENUM), asks(_MORE)),
    "argument became nullable": (asks(TEXT), asks(NULLABLE)),
    "argument widened": (asks(NUMBER), asks({"type": "number"})),
    "argument renamed on the wire alone": (
        at("/things", **params({"name": "createdAfter", "in": "query"})),
        at("/things", **params({"name": "created_after", "in": "query"})),
    ),
    "required argument renamed on the wire alone": (
        at("/things", **params({"name": "accountId", "in": "query", "required": True})),
        at("/things", **params({"name": "account-id", "in": "query", "required": True})),
    ),
    "argument moved to a header": (
        at("/things", **params({"name": "trace_id", "in": "query"})),
        at("/things", **params({"name": "Trace-Id", "in": "header"})),
    ),
    "body's property renamed on the wire alone": (
        sends(fields("dueDate", dueDate=TEXT, other=NUMBER), required=True),
        sends(fields("due_date", due_date=TEXT, other=NUMBER), required=True),
    ),
    "field renamed on the wire alone": (
        gets(fields("dueDate", dueDate=TEXT)),
        gets(fields("due_date", due_date=TEXT)),
    ),
    "order of arguments": (
        at("/things", **params({"name": "a", "in": "query"}, {"name": "b", "in": "query"})),
        at("/things", **params({"name": "b", "in": "query"}, {"name": "a", "in": "query"})),
    ),
    "order of fields": (gets(fields(a=TEXT, b=NUMBER)), gets(fields(b=NUMBER, a=TEXT))),
    "order of methods": (
        api({"GET /a": operation(operationId="a"), "GET /b": operation(operationId="b")}),
        api({"GET /b": operation(operationId="b"), "GET /a": operation(operationId="a")}),
    ),
    "body added, optional": (api({"POST /t": operation()}), api({"POST /t": operation(**body(holder(TEXT)))})),
    "body became optional": (sends(holder(TEXT), required=True), sends(holder(TEXT))),
    "body's property added, optional": (sends(EMPTY), sends(fields(other=TEXT, weight=NUMBER))),
    "key of a nested dict added, optional": (
        sends(holder(fields(code=TEXT))),
        sends(holder(fields(code=TEXT, kind=NUMBER))),
    ),
    "body's property became optional": (sends(REQUIRED, required=True), sends(holder(TEXT), required=True)),
    "body's maxLength increased": (sends(holder({**TEXT, "maxLength": 3})), sends(holder({**TEXT, "maxLength": 5}))),
    "body as another media type, too": (
        sends(holder(TEXT)),
        api(
            {
                "POST /things": operation(
                    requestBody={
                        "content": {
                            "application/json": {"schema": holder(TEXT)},
                            "application/xml": {"schema": holder(TEXT)},
                        }
                    }
                )
            }
        ),
    ),
    "field added": (gets(EMPTY), gets(fields(other=TEXT, weight=NUMBER))),
    "field now required": (gets(holder(TEXT)), gets(REQUIRED)),
    "field no longer nullable": (gets(holder(NULLABLE)), gets(holder(TEXT))),
    "field's enum got a member": (gets(holder(ENUM)), gets(holder(_MORE))),
    "field's bounds": (gets(holder({**TEXT, "maxLength": 3})), gets(holder(TEXT))),
    "field's pattern": (gets(holder({**TEXT, "pattern": "^a"})), gets(holder({**TEXT, "pattern": "^b"}))),
    "null spelled in another way": (gets(holder(NULLABLE)), gets(holder(_OLD_NULL))),
    "allOf of one part": (gets(REQUIRED), gets({"allOf": [REQUIRED]})),
    "reference in place of an inline scalar": (
        gets(holder(TEXT)),
        named(gets(holder(ref("Label"))), Label=TEXT),
    ),
    "failing response described": (
        api({"GET /things": operation(**response(holder(TEXT)))}),
        api({"GET /things": operation(responses={**response(holder(TEXT))["responses"], **_FAILS})}),
    ),
    "response header added": (
        at("/things"),
        at("/things", responses={"200": {"description": "ok", "headers": {"X-A": {"schema": TEXT}}}}),
    ),
    "operationId of a method named by its path": (
        at("/things", operationId="a"),
        at("/things", operationId="b"),
    ),
    "tag": (at("/things"), at("/things", tags=["x"])),
    "description": (at("/things"), at("/things", description="More words")),
    "summary": (at("/things", summary="Few words"), at("/things", summary="Other words")),
    "deprecated method": (at("/things"), at("/things", deprecated=True)),
    "deprecated argument": (asks(TEXT), asks({**TEXT, "deprecated": True})),
    "unused component": (at("/things"), named(at("/things"), Unused=holder(TEXT))),
    "extension": (at("/things"), at("/things", **{"x-team": "shop"}, **query(TEXT))),
}
