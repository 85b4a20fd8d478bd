"""Tests for import statements."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from codegen.python.code import Ident
from codegen.python.emit.imports import Imports

PAIRS = st.lists(
    st.tuples(
        st.sampled_from(["typing", "pydantic", ".", "..", ".a", "..a.b", "uuid"]), st.sampled_from(["A", "b", "C_D"])
    )
)


def test_groups_and_order() -> None:
    imports = Imports()
    for module, name in [
        (".thing", "Thing"),
        ("typing", "Any"),
        ("pydantic", "Field"),
        ("..", "z"),
        ("datetime", "datetime"),
        ("datetime", "date"),
        (".._runtime.shared.model", "Model"),
        ("collections.abc", "Sequence"),
        ("typing_extensions", "TypeAliasType"),
        ("typing", "TYPE_CHECKING"),
    ]:
        imports.use(module, name)
    imports.use_module("builtins")
    imports.use_as("..", "models", "m")
    assert "\n".join(imports.lines()) == (
        "import builtins\n"
        "from collections.abc import Sequence\n"
        "from datetime import date, datetime\n"
        "from typing import TYPE_CHECKING, Any\n"
        "\n"
        "from pydantic import Field\n"
        "from typing_extensions import TypeAliasType\n"
        "\n"
        "from .. import models as m, z\n"
        "from .._runtime.shared.model import Model\n"
        "from .thing import Thing"
    )


@given(PAIRS, st.randoms())
def test_the_order_of_use_does_not_matter(pairs: list[tuple[str, str]], random: object) -> None:
    def lines(given: list[tuple[str, str]]) -> list[str]:
        imports = Imports()
        for module, name in given:
            imports.use(module, name)
        return [str(line) for line in imports.lines()]

    shuffled = list(pairs)
    random.shuffle(shuffled)  # type: ignore[attr-defined]
    assert lines(pairs) == lines(shuffled)
    statements = [line for line in lines(pairs) if line]
    assert len(statements) == len({module for module, _ in pairs})
    assert not lines(pairs) or (lines(pairs)[0] and lines(pairs)[-1])


def test_nothing() -> None:
    assert Imports().lines() == []
    assert not Imports()


def test_merging() -> None:
    one, two = Imports(), Imports()
    one.use("a", "A")
    two.use("a", "B")
    two.use_module("builtins")
    one.merge(two)
    assert one.names == {"a": {"A", "B"}}
    assert one.modules == {"builtins"}
    assert sorted(one.pairs()) == [("a", "A"), ("a", "B")]
    assert two.names == {"a": {"B"}}


def test_module_imports_are_a_group() -> None:
    imports = Imports()
    imports.use_module("builtins")
    imports.use("pydantic", "Field")
    assert [str(line) for line in imports.lines()] == ["import builtins", "", "from pydantic import Field"]


def test_names_are_identifiers() -> None:
    imports = Imports()
    assert isinstance(imports.use("a", "B"), Ident)
    with pytest.raises(ValueError, match="not a usable"):
        imports.use("a", "B; import os")
    imports = Imports()
    imports.names["a; import os"] = {"B"}
    with pytest.raises(ValueError, match="not a usable"):
        imports.lines()
