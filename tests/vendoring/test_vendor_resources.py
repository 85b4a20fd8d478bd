"""Subsets of resources with their dependencies."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path

import pytest

from codegen.config import target_from_flags
from codegen.core.diagnostic import Diagnostics
from codegen.core.errors import UsageError
from codegen.output import MANIFEST
from codegen.pipeline.steps import generate
from codegen.vendoring.subset import take_subset

_SPEC = """
openapi: 3.1.0
info: {title: Shop, version: '1'}
servers: [{url: 'https://shop.example'}]
paths:
  /checkout/sessions:
    get:
      responses: {'200': {description: ok, content: {application/json: {schema: {type: array, items: &session {
        $ref: '#/components/schemas/Session'}}}}}}
    post:
      requestBody: {content: {application/json: {schema: {$ref: '#/components/schemas/SessionParams'}}}}
      responses: {'200': {description: ok, content: {application/json: {schema: *session}}}}
  /checkout/links:
    get: {responses: {'200': {description: ok, content: {application/json: {schema: {
      $ref: '#/components/schemas/Link'}}}}}}
  /pets:
    get: {responses: {'200': {description: ok, content: {application/json: {schema: {
      $ref: '#/components/schemas/Pet'}}}}}}
components:
  schemas:
    Session: {type: object, properties: {owner: {$ref: '#/components/schemas/Person'}}}
    SessionParams: {type: object, properties: {url: {type: string}}}
    Link: {type: object, properties: {id: {type: string}}}
    Pet:
      type: object
      properties: {owner: {$ref: '#/components/schemas/Person'}, tag: {$ref: '#/components/schemas/Tag'}}
    Person: {type: object, properties: {name: {type: string}}}
    Tag: {type: object, properties: {name: {type: string}}}
"""
_NAME = "c.checkout.sessions.list.__name__"
_SERVES = (
    "api.server.create_app(missing='answer'); "
    "print(*sorted({'checkout_links', 'checkout_sessions', 'pets'} & api.server.create_app.__kwdefaults__.keys()))"
)


@pytest.fixture(scope="module")
def files(tmp_path_factory: pytest.TempPathFactory) -> Mapping[str, bytes]:
    folder = tmp_path_factory.mktemp("shop")
    (folder / "api.yaml").write_text(_SPEC)
    found = Diagnostics()
    result = generate(target_from_flags("api.yaml", cwd=folder, formatter="none"), found)
    assert result.tree is not None, list(found)
    return {path: content for path, content in result.tree.items() if path != MANIFEST}


def write(files: Mapping[str, bytes], place: Path) -> None:
    for path, content in files.items():
        (place / "api" / path).parent.mkdir(parents=True, exist_ok=True)
        (place / "api" / path).write_bytes(content)


def run(place: Path, *arguments: str) -> str:
    done = subprocess.run([sys.executable, *arguments], cwd=place, capture_output=True, text=True, check=False)
    assert (done.returncode, done.stderr) == (0, ""), done.stdout
    return done.stdout


@pytest.mark.slow
@pytest.mark.parametrize(
    ("only", "include", "models", "program", "output"),
    [
        ("", ["checkout.sessions"], "Person Session SessionParams",
         f"c = api.Client(); print(hasattr(c, 'pets'), hasattr(c.checkout, 'links'), {_NAME}); {_SERVES}",
         "False False list\ncheckout_sessions\n"),
        ("client", ["checkout"], "Link Person Session SessionParams",
         "c = api.AsyncClient(); print(hasattr(c, 'pets'), c.checkout.links.retrieve.__name__, hasattr(api, 'server'))",
         "False retrieve False\n"),
        ("client", ["p*", "Link"], "Link Person Pet Tag",
         "c = api.Client(); print(hasattr(c, 'checkout'), c.pets.retrieve.__name__)",
         "False retrieve\n"),
        ("models", ["pets"], "Person Pet Tag", "print(hasattr(api, 'Client'))", "False\n"),
        ("server", ["checkout_links"], "Link", _SERVES, "checkout_links\n"),
    ],
)  # fmt: skip
def test_selected_resources_include_their_dependencies(
    files: Mapping[str, bytes], tmp_path: Path, only: str, include: list[str], models: str, program: str, output: str
) -> None:
    part = take_subset(files, only, include)
    write(part, tmp_path)
    shown = "import api; print(*sorted(api.models.__all__))"
    assert run(tmp_path, "-c", f"{shown}; {program}") == f"{models}\n{output}"
    assert [path for path in part if path not in files] == []


@pytest.mark.slow
def test_type_checkers_accept_the_subset(files: Mapping[str, bytes], tmp_path: Path) -> None:
    write(take_subset(files, "client", ["checkout.sessions"]), tmp_path)
    assert "Success" in run(tmp_path, "-m", "mypy", "--strict", "api")


@pytest.mark.parametrize(
    ("include", "near"), [("chekout", "'checkout'"), ("checkout.session", "'checkout.sessions'"), ("Pett", "'Pet'")]
)
def test_unknown_names_have_suggestions(files: Mapping[str, bytes], include: str, near: str) -> None:
    with pytest.raises(UsageError, match=f"no model or resource named '{include}': did you mean {near}"):
        take_subset(files, "", [include])
