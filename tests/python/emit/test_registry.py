"""The registry of emitters."""

from __future__ import annotations

from itertools import combinations

import pytest

from codegen.config import EMITTERS as PARTS
from codegen.python.emit.registry import EMITTERS, Input, emit_parts
from tests.support.documents import prepared
from tests.support.mutations import PETS


def ignore(_: str) -> None:
    """Hear the steps."""


@pytest.fixture(scope="module")
def given() -> Input:
    ready = prepared(PETS)
    return Input(api=ready.api, names=ready.names)


def test_rows() -> None:
    assert len({emitter.name for emitter in EMITTERS}) == len(EMITTERS)
    assert set().union(*(emitter.parts for emitter in EMITTERS)) == set(PARTS)


def test_no_file_has_two_writers(given: Input) -> None:
    files = [set(emitter.build(given)) for emitter in EMITTERS]
    assert all(files)
    for one, two in combinations(files, 2):
        assert not one & two


@pytest.mark.parametrize("part", PARTS)
def test_the_whole_is_what_the_parts_are(given: Input, part: str) -> None:
    whole = emit_parts(given, PARTS, ignore)
    some = emit_parts(given, [part], ignore)
    assert some
    assert {path: whole[path] for path in some} == some


def test_no_part_no_file(given: Input) -> None:
    assert emit_parts(given, (), ignore) == {}


def test_every_file_compiles(given: Input) -> None:
    for path, code in emit_parts(given, PARTS, ignore).items():
        compile(code, path, "exec", dont_inherit=True)


def test_steps_are_heard(given: Input) -> None:
    heard: list[str] = []
    emit_parts(given, ["models"], heard.append)
    assert heard == ["models"]
