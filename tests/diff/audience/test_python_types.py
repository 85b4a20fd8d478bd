"""Levels of a scalar's change in Python."""

from __future__ import annotations

import pytest

from codegen.diff.audience.python_types import retyped
from codegen.ir.types import Kind
from codegen.python.emit.formats import BY_FORMAT
from tests.diff.apis import api, body, holder, operation, report, response


@pytest.mark.parametrize("kind", [kind for kind in Kind if kind is not Kind.NULL])
@pytest.mark.parametrize("text", sorted({text for _, text in BY_FORMAT}))
def test_a_format_matters_where_it_has_its_own_type(kind: Kind, text: str) -> None:
    found = retyped(str(kind), f"{kind} ({text})")
    assert (found == ("INFO", "INFO", "INFO")) == ((kind, text) not in BY_FORMAT)


@pytest.mark.parametrize(
    ("old", "new", "expected"),
    [
        ("string", "string (email)", ("INFO", "INFO", "INFO")),
        ("string", "string (date-time)", ("INFO", "ERR", "ERR")),
        ("string (date-time)", "string", ("ERR", "ERR", "ERR")),
        ("string (date-time)", "string (date)", ("ERR", "ERR", "ERR")),
        ("integer", "integer (unix-time)", ("INFO", "ERR", "ERR")),
        ("integer", "number", ("INFO", "ERR", "INFO")),
        ("number", "integer", ("ERR", "INFO", "ERR")),
        ("integer", "string", ("ERR", "ERR", "ERR")),
        ("integer (int32)", "integer (int64)", ("INFO", "INFO", "INFO")),
        ("object", "string", None),
        (None, "string", None),
        ("string (byte)", "string (base64url)", ("INFO", "INFO", "INFO")),
        ("string (binary)", "string", ("ERR", "ERR", "ERR")),
        ("integer (unix-time)", "number", ("ERR", "ERR", "ERR")),
    ],
)
def test_scalars(old: str, new: str, expected: object) -> None:
    assert retyped(old, new) == expected


def test_the_wire_and_python_may_differ() -> None:
    plain, exact, mail = (
        {"type": "string"},
        {"type": "string", "format": "date-time"},
        {"type": "string", "format": "email"},
    )
    sent, read = (
        lambda schema, make=make: api({"POST /a": operation(**make(holder(schema)))}) for make in (body, response)
    )
    for make, new, wire, caller, service in (
        (sent, exact, "ERR", "INFO", "ERR"),
        (read, exact, "INFO", "ERR", "ERR"),
        (sent, mail, "ERR", "INFO", "INFO"),
        (read, mail, "INFO", "INFO", "INFO"),
    ):
        (finding,) = report(make(plain), make(new)).findings
        verdicts = finding.verdicts
        assert (verdicts.wire, verdicts.caller, verdicts.service) == (wire, caller, service)
