"""Suggestions for misspelled names."""

from __future__ import annotations

from codegen.core.suggest import closest


def test_the_closest_name_is_suggested() -> None:
    assert closest("targte", ["target", "spec"]) == "did you mean 'target'?"


def test_without_a_close_name_all_are_listed() -> None:
    assert closest("zzz", ["target", "spec"]) == "expected one of: spec, target"
