from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from codegen.core.diagnostic import Diagnostics, Severity
from codegen.core.location import Location, pointer, pointer_tokens
from codegen.core.suggest import closest


@given(st.lists(st.text(max_size=5), max_size=4))
def test_a_pointer_keeps_its_tokens(tokens: list[str]) -> None:
    assert pointer_tokens(pointer(*tokens)) == tuple(tokens)


def test_pointers_of_rfc_6901() -> None:
    assert [pointer("a/b"), pointer("m~n"), pointer(""), pointer(0)] == ["/a~1b", "/m~0n", "/", "/0"]
    with pytest.raises(ValueError, match="starts with '/'"):
        pointer_tokens("a")


def test_locations() -> None:
    assert str(Location("a.yaml", "/x", 3, 4).child("y", 0)) == "a.yaml#/x/y/0"
    assert str(Location("a.yaml", "", 3, 4)) == "a.yaml:3:4"


def test_findings_come_sorted_and_once() -> None:
    found = Diagnostics()
    found.warning("b", "x", Location("b"))
    found.warning("b", "x", Location("b"))
    found.incomplete("a", "y", Location("a", "", 10))
    found.error("a", "y", Location("a", "", 9))
    assert [(item.location.file, item.location.line) for item in found] == [("a", 9), ("a", 10), ("b", 0)]
    assert len(found) == 3
    assert found.failed
    assert found.count(Severity.WARNING) == 2


def test_hints() -> None:
    assert closest("targte", ["target", "spec"]) == "did you mean 'target'?"
    assert closest("zzz", ["target", "spec"]) == "known here: spec, target"
