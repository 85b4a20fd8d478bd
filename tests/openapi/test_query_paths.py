from __future__ import annotations

import pytest

from codegen.core.location import Location
from codegen.ir.api import In, Param
from codegen.ir.types import Kind, Scalar
from codegen.openapi.reader.querypaths import without_query


def param(where: In, name: str) -> Param:
    place = Location("spec.yaml", f"/{name}", 0, 0)
    kind = Scalar(kind=Kind.STRING)
    return Param(name=name, where=where, type=kind, required=True, style="simple", explode=False, location=place)


@pytest.mark.parametrize(
    ("template", "names", "path", "moved"),
    [
        ("/a/{id}", ["id"], "/a/{id}", [(In.PATH, "id")]),
        ("/a?q={text}", ["text"], "/a", [(In.QUERY, "q")]),
        ("/a/{id}?q={text}&v=2", ["id", "text"], "/a/{id}?v=2", [(In.PATH, "id"), (In.QUERY, "q")]),
        ("/a?v=2", [], "/a?v=2", []),
        ("/a/{id}?again={id}", ["id"], "/a/{id}?again={id}", [(In.PATH, "id")]),
        ("/a{?q,limit}", [], "/a", []),
        ("/a?q={text}#x", ["text"], "/a?q={text}#x", [(In.PATH, "text")]),
    ],
)
def test_parameters_in_the_query_of_a_template(
    template: str, names: list[str], path: str, moved: list[tuple[In, str]]
) -> None:
    written, params = without_query(template, [param(In.PATH, name) for name in names])
    assert written == path
    assert [(item.where, item.name) for item in params] == moved


def test_a_declared_parameter_is_kept() -> None:
    params = [param(In.PATH, "text"), param(In.QUERY, "q")]
    assert without_query("/a?q={text}", params) == ("/a", params[1:])
