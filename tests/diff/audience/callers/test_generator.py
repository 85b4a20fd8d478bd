"""Breaking changes by the generator alone."""

from __future__ import annotations

import textwrap

from codegen.diff.audience.callers.generator import generator_changes

OLD = """
class Thing:
    a: int
    b: str | None

    def save(self, *, force: bool = False, **more: object) -> None: ...
    def load(self, key: str, *, fast: bool = False) -> None: ...
    def _hidden(self) -> None: ...

class Gone:
    a: int

LIMIT = 1
"""
NEW = """
class Thing:
    a: float

    def save(self, *, safe: bool = False, **more: object) -> None: ...
    def load(self, key: str, kind: str, *, fast: bool) -> None: ...
"""


def found(old: str, new: str, path: str = "models/thing.py") -> list[tuple[str, str]]:
    files = ({path: textwrap.dedent(text).encode()} for text in (old, new))
    return [(change.id, change.subject) for change in generator_changes(*files)]


def test_changes_by_the_generator() -> None:
    assert found(OLD, NEW) == [
        ("caller-generator-type-changed", "models.thing.Thing.a"),
        ("caller-generator-name-removed", "models.thing.Thing.b"),
        ("caller-generator-signature-changed", "models.thing.Thing.load"),
        ("caller-generator-signature-changed", "models.thing.Thing.load"),
        ("caller-generator-name-removed", "models.thing.Gone"),
        ("caller-generator-name-removed", "models.thing.LIMIT"),
    ]


def test_stubs_are_for_services() -> None:
    assert found("class A:\n    def f(self): ...\n", "class A: ...\n", "server/things.py") == [
        ("service-generator-name-removed", "server.things.A.f")
    ]


def test_private_names_and_additions_are_not_reported() -> None:
    assert found(OLD, OLD) == []
    assert found("_A = 1\n", "B = 2\n") == []
    assert found("def f(a=1): ...\n", "def f(a=1, b=2): ...\nC = 3\n") == []
    assert found("class A: ...\n", "", "_runtime/a.py") == []
    assert found("class A: ...\n", "", "README.md") == []


def test_a_removed_module_is_reported_once() -> None:
    assert [change.subject for change in generator_changes({"models/a.py": b"class A:\n    b: int\n"}, {})] == [
        "models.a"
    ]
