"""Validation failures in error bodies."""

from __future__ import annotations

import pytest

from runtime.client.failures import LONGEST, failures

BODIES: list[tuple[object, str]] = [
    # FastAPI
    (
        {"detail": [{"loc": ["body", "payment"], "msg": "Unable to extract tag", "type": "x"}]},
        "body.payment: Unable to extract tag",
    ),
    ({"detail": [{"loc": ["query", "items", 0, "size"], "msg": "too large"}]}, "query.items.0.size: too large"),
    # RFC 9457, with pointers in fragments
    ({"title": "Invalid", "errors": [{"detail": "must be positive", "pointer": "#/age"}]}, "age: must be positive"),
    # with sources, as in JSON:API
    (
        {"errors": [{"source": {"pointer": "/data/name"}, "title": "Invalid", "detail": "is short"}]},
        "data.name: is short",
    ),
    ({"errors": [{"field": "email", "message": "is taken"}, {"message": "no"}]}, "email: is taken; no"),
    ({"error": {"message": "Bad", "details": [{"field": "a", "description": "b"}]}}, "a: b"),
    # maps of names to messages
    (
        {"errors": {"name": ["is empty", "is short"], "age": "is negative"}},
        "name: is empty, is short; age: is negative",
    ),
    ({"violations": [{"propertyPath": "x", "message": "m"}] * 5}, "m; m; m (and 2 more)"),
    # lists of messages, and an object as the detail of an HTTPException
    ({"errors": ["is empty", "is short"]}, "is empty; is short"),
    ({"message": ["a must be a string", "b is required"], "error": "Bad Request"}, "a must be a string; b is required"),
    ({"detail": {"code": 3, "message": "The pet was sold."}}, "The pet was sold."),
    # nothing to report
    ({"detail": "No such item"}, ""),
    ({"errors": ["a", 1, None], "detail": {"a": 1}}, ""),
    ({"errors": [{"msg": 1, "loc": [None]}]}, ""),
    ([], ""),
    (None, ""),
]


@pytest.mark.parametrize(("body", "expected"), BODIES)
def test_failures(body: object, expected: str) -> None:
    assert failures(body) == expected


def test_long_failures_are_cut() -> None:
    assert len(failures({"errors": [{"message": "a" * 10_000}]})) == LONGEST
