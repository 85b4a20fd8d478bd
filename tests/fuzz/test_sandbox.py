"""Tests that the sandbox of the fuzz tests detects packages with side effects."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

import pytest

from tests.support.inventory import missing, unexplained
from tests.support.sandbox import Imported, Sandbox

EMPTY = {
    "__init__.py": b"",
    "models/__init__.py": b"__all__ = ()\n",
    "server/__init__.py": b"",
    "server/_app.py": b"_ROUTES = ()\n",
}


@pytest.fixture(scope="module")
def sandbox() -> Iterator[Sandbox]:
    made = Sandbox(seconds=2)
    yield made
    made.close()


def with_code(code: str) -> Mapping[str, bytes]:
    return {**EMPTY, "strange.py": code.encode()}


@pytest.mark.slow
@pytest.mark.parametrize(
    ("code", "problem"),
    [
        ("import socket; socket.create_connection(('127.0.0.1', 9))", "it does socket."),
        ("import socket; socket.getaddrinfo('localhost', 80)", "it does socket.getaddrinfo"),
        ("import subprocess, sys; subprocess.run([sys.executable, '-V'])", "it does subprocess.Popen"),
        ("import os; os.system('true')", "it does os.system"),
        ("import os; os.remove('/nowhere/file')", "it does os.remove"),
        ("open('/tmp/file', 'w')", "it writes '/tmp/file'"),
        ("import pathlib; pathlib.Path('/tmp/file').write_text('')", "it writes"),
        ("import pwned", "it imports 'pwned'"),
        ("import yaml", "it imports 'yaml'"),
        ("def f(x=pwned_call()): ...", "it ran the payload"),
        ("class A:\n    pwned_call()", "it ran the payload"),
        ("try:\n    pwned_call()\nexcept Exception:\n    pass", "it ran the payload"),
        ("1 +", "SyntaxError"),
        ("from .missing import x", "No module named"),
        ("raise SystemExit", "SystemExit"),
        ("import warnings; warnings.warn('w')", "UserWarning"),
        ("import os; os._exit(0)", "it ended the process"),
        ("x = bytearray(3 * 1024**3)", "MemoryError"),
        ("while True: pass", "it takes more than 2 seconds"),
    ],
)
def test_forbidden_actions_are_detected(sandbox: Sandbox, code: str, problem: str) -> None:
    assert problem in sandbox.load(with_code(code)).problem


@pytest.mark.slow
def test_a_package_that_only_defines(sandbox: Sandbox) -> None:
    made = sandbox.load(
        {
            **EMPTY,
            "models/__init__.py": b"from typing import Annotated, Literal\nfrom pydantic import BaseModel, Field\n"
            b"class A(BaseModel):\n    b: Annotated[Literal['x', 'y'] | str | None, Field(alias='B')] = None\n"
            b"__all__ = ('A',)\n",
        }
    )
    assert made == Imported(models={"A": {"B": frozenset({"x", "y"})}})


@pytest.mark.slow
def test_models_that_cannot_be_built_are_reported(sandbox: Sandbox) -> None:
    models = b"from pydantic import BaseModel\nclass A(BaseModel):\n    b: 'Gone'\n__all__ = ('A',)\n"
    assert "class-not-fully-defined" in sandbox.load({**EMPTY, "models/__init__.py": models}).problem


def test_missing_elements_are_reported() -> None:
    text = {"type": "string"}
    document = {
        "openapi": "3.1.0",
        "paths": {"/a": {"get": {}, "put": {}}, "x-b": {"get": {}}},
        "components": {
            "schemas": {
                "Whole": {"type": "object", "properties": {"a": text, "b": {"type": "string", "enum": ["x", "y"]}}},
                "Less": {"type": "object", "properties": {"c": text, "d": text}},
                "Member": {"type": "object", "properties": {"e": {"type": "string", "enum": ["x", "y"]}}},
            }
        },
    }
    made = Imported(
        operations={"GET /a": frozenset()},
        models={
            "Whole": {"a": frozenset(), "b": frozenset({"x", "y"})},
            "Less": {"c": frozenset()},
            "Member": {"e": frozenset({"x"})},
        },
    )
    lost = missing(document, made)
    assert lost == ["/paths/~1a/put", "/components/schemas/Less", "/components/schemas/Member"]
    assert unexplained(lost, ["/paths/~1a", "/components/schemas/Less/properties/d"]) == ["/components/schemas/Member"]
