"""What a change of a scalar is in Python."""

from __future__ import annotations

import pytest

from codegen.diff.audience.python_types import FORMATS, retyped
from codegen.python.emit.formats import BY_FORMAT
from tests.diff.apis import api, body, holder, operation, reply, report


def test_formats_are_those_of_the_generated_code() -> None:
    assert set(FORMATS) == {name for _, name in BY_FORMAT}
    for (_, name), made in BY_FORMAT.items():
        if made.arguments[0][0] != "@files":
            assert set(FORMATS[name]) == {argument for _, argument in made.arguments}


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
        lambda schema, make=make: api({"POST /a": operation(**make(holder(schema)))}) for make in (body, reply)
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
