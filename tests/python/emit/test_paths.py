from __future__ import annotations

import pytest

from codegen.core.location import Location
from codegen.ir.api import In, Operation, OpId, Param
from codegen.ir.types import Kind, Scalar
from codegen.python.emit.paths import Mark, WirePath, wire_path

PLACE = Location("spec.yaml", "/paths", 0, 0)


def operation(path: tuple[str, ...], *declared: tuple[In, str]) -> Operation:
    params = tuple(
        Param(
            name=name,
            where=where,
            type=Scalar(kind=Kind.STRING),
            required=True,
            style="form",
            explode=True,
            location=PLACE,
        )
        for where, name in declared
    )
    return Operation(id=OpId("GET /"), method="GET", path=path, params=params, location=PLACE)


@pytest.mark.parametrize(
    ("path", "declared", "wire"),
    [
        (("/a",), (), WirePath(("/a",))),
        (("/a/", "id", ""), (), WirePath(("/a/", "id", ""))),
        (
            ("/#Action=One&Version",),
            ((In.QUERY, "Action"), (In.QUERY, "Version")),
            WirePath(("/",), (), (Mark(In.QUERY, "Action", "One"), Mark(In.QUERY, "Version", None))),
        ),
        (
            ("/#X-Target=A.B",),
            ((In.HEADER, "X-Target"),),
            WirePath(("/",), (), (Mark(In.HEADER, "X-Target", "A.B"),)),
        ),
        (("/a/", "id", "#whatever"), (), WirePath(("/a/", "id", ""))),
        (
            ("/a?full=yes%20no&v",),
            ((In.QUERY, "v"),),
            WirePath(("/a",), ("full=yes%20no",), (Mark(In.QUERY, "full", "yes no"), Mark(In.QUERY, "v", None))),
        ),
        (("/a?x=", "id", ""), (), WirePath(("/a?x=", "id", ""))),
    ],
)
def test_fragments_and_queries_are_removed(
    path: tuple[str, ...], declared: tuple[tuple[In, str], ...], wire: WirePath
) -> None:
    assert wire_path(operation(path, *declared)) == wire
