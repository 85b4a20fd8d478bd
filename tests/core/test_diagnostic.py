"""Accumulating and ordering diagnostics."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from codegen.core.diagnostic import Diagnostic, Diagnostics, Related, Severity
from codegen.core.location import Location

DIAGNOSTICS = st.builds(
    Diagnostic,
    code=st.sampled_from("ab"),
    severity=st.sampled_from(Severity),
    message=st.sampled_from("xy"),
    location=st.builds(Location, st.sampled_from("fg"), st.sampled_from(["", "/p"]), st.integers(0, 2)),
    hint=st.just(""),
    related=st.just(()),
)


@given(st.lists(DIAGNOSTICS, max_size=8), st.randoms())
def test_the_order_of_reports_does_not_matter(items: list[Diagnostic], random: object) -> None:
    shuffled = list(items)
    random.shuffle(shuffled)  # type: ignore[attr-defined]
    assert list(Diagnostics(items)) == list(Diagnostics(shuffled))
    assert len(list(Diagnostics(items))) == len(set(items)) == len(Diagnostics(items))


def test_errors_precede_warnings_at_one_location() -> None:
    found = Diagnostics()
    here = Location("f", "/a", 1, 1)
    found.warning("a", "w", here)
    found.incomplete("a", "i", here)
    found.error("z", "e", here)
    assert [item.severity for item in found] == [Severity.ERROR, Severity.INCOMPLETE, Severity.WARNING]


def test_diagnostics_are_sorted_and_deduplicated() -> None:
    found = Diagnostics()
    found.warning("b", "x", Location("b"))
    found.warning("b", "x", Location("b"))
    found.incomplete("a", "y", Location("a", "", 10))
    found.error("a", "y", Location("a", "", 9))
    assert [(item.location.file, item.location.line) for item in found] == [("a", 9), ("a", 10), ("b", 0)]
    assert len(found) == 3
    assert found.failed
    assert found.count(Severity.WARNING) == 2


def test_only_errors_fail() -> None:
    found = Diagnostics()
    found.warning("a", "w", Location("f"))
    found.incomplete("a", "i", Location("f"))
    assert not found.failed
    other = Diagnostics()
    other.error("a", "e", Location("f"), "do this", Related("there", Location("g")))
    found.extend(other)
    assert found.failed
    assert found.count(Severity.ERROR) == 1
    last = found.items[-1]
    assert (last.hint, last.related) == ("do this", (Related("there", Location("g")),))
