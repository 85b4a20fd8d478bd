"""One document → a package with a copy of the runtime, and one that imports the distribution → the same behaviour."""

from __future__ import annotations

import asyncio
import sys
from typing import TYPE_CHECKING

import pytest

from codegen import __version__
from codegen.core.options import RUNTIMES
from codegen.python.render import runtime_root
from tests.support.packages import Package, imported, make_tree, run_python, write_tree

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

SPEC = """
openapi: 3.1.0
info: {title: Files, version: "1"}
paths:
  /files:
    get:
      parameters: [{name: cursor, in: query, schema: {type: string}}]
      responses:
        "200":
          description: ok
          content:
            application/json:
              schema:
                type: object
                properties:
                  data: {type: array, items: {$ref: "#/components/schemas/File"}}
                  next_cursor: {type: [string, "null"]}
    post:
      requestBody:
        content:
          multipart/form-data:
            schema: {type: object, required: [file], properties: {file: {type: string, format: binary}}}
      responses:
        "200": {description: ok, content: {application/json: {schema: {$ref: "#/components/schemas/File"}}}}
  /files/{id}/events:
    get:
      parameters: [{name: id, in: path, required: true, schema: {type: string}}]
      responses:
        "200": {description: ok, content: {application/jsonl: {schema: {$ref: "#/components/schemas/File"}}}}
  /files/{id}/content:
    get:
      parameters: [{name: id, in: path, required: true, schema: {type: string}}]
      responses:
        "200": {description: ok, content: {application/octet-stream: {}}}
components:
  schemas:
    File:
      type: object
      required: [id]
      properties:
        id: {type: string}
        created: {type: integer, format: unix-time}
        tags: {type: array, uniqueItems: true, items: {type: string}}
        source: {oneOf: [{$ref: "#/components/schemas/Web"}, {$ref: "#/components/schemas/Disk"}],
                 discriminator: {propertyName: kind}}
    Web: {type: object, required: [kind], properties: {kind: {const: Web}, url: {type: string}}}
    Disk: {type: object, required: [kind], properties: {kind: {const: Disk}, path: {type: string}}}
"""


def install(folder: Path, version: str = __version__) -> Path:
    """Make the runtime importable from a folder, as an installation of its distribution does."""
    metadata = folder / f"spec_codegen_runtime-{version}.dist-info" / "METADATA"
    metadata.parent.mkdir(parents=True)
    metadata.write_text(f"Metadata-Version: 2.1\nName: spec-codegen-runtime\nVersion: {version}\n")
    (folder / "spec_codegen_runtime").symlink_to(runtime_root())
    return folder


def write(folder: Path, runtime: str) -> Path:
    tree, found = make_tree(SPEC, folder, package=f"files_{runtime}", runtime=runtime)
    assert not found.failed
    return write_tree(tree, folder / f"files_{runtime}")


@pytest.fixture(scope="module")
def installed(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    place = install(tmp_path_factory.mktemp("site"))
    sys.path.insert(0, str(place))
    yield place
    sys.path.remove(str(place))
    for name in [name for name in sys.modules if name.split(".")[0] == "spec_codegen_runtime"]:
        del sys.modules[name]


@pytest.fixture(scope="module", params=RUNTIMES)
def package(
    request: pytest.FixtureRequest, installed: Path, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Package]:
    assert installed.is_dir()
    with imported(write(tmp_path_factory.mktemp("runtime"), request.param)) as made:
        yield made


@pytest.mark.slow
def test_pages(package: Package) -> None:
    fake = package.testing.Fake()
    fake.files.list.returns({"data": [{"id": "a"}], "next_cursor": "c"}, {"data": [{"id": "b"}], "next_cursor": None})
    assert [file.id for file in fake.client().files.list()] == ["a", "b"]
    assert fake.files.list.calls[1].query == {"cursor": "c"}


@pytest.mark.slow
def test_uploads(package: Package) -> None:
    fake = package.testing.Fake()
    fake.files.create.returns({"id": "a", "source": {"kind": "Disk", "path": "/x"}})
    file = fake.client().files.create(file=package.Upload(b"text", "a.txt"))
    assert type(file.source) is package.models.Disk
    assert fake.files.create.calls[0].body == {"file": b"text"}


@pytest.mark.slow
def test_streams_and_downloads(package: Package) -> None:
    fake = package.testing.Fake()
    fake.files.events.returns([{"id": "a"}, {"id": "b"}])
    fake.files.content.returns(b"12345")
    client = fake.client()
    with client.files.events("f") as stream:
        assert [file.id for file in stream] == ["a", "b"]
    with client.files.with_streaming_response.content("f") as response:
        assert b"".join(response.iter_bytes()) == b"12345"

    async def read() -> list[str]:
        async with fake.async_client() as client:
            return [file.id async for file in await client.files.events("f")]

    assert asyncio.run(read()) == ["a", "b"]


@pytest.mark.slow
def test_assertions_and_server(package: Package) -> None:
    with pytest.raises(ValueError, match="tags"):
        package.models.File.model_validate({"id": "a", "tags": ["x", "x"]})
    app = package.server.create_app(missing="answer")
    assert app.title


@pytest.mark.slow
def test_the_package_has_a_copy_or_none(tmp_path: Path) -> None:
    assert (write(tmp_path / "bundled", "bundled") / "_runtime" / "shared").is_dir()
    place = write(tmp_path / "package", "package")
    assert not (place / "_runtime").exists()
    assert not [path for path in place.rglob("*.py") if "._runtime." in path.read_text(encoding="utf-8")]


@pytest.mark.slow
@pytest.mark.parametrize("other", ["", "0.0.1"])
def test_a_missing_or_other_runtime_is_one_line(tmp_path: Path, other: str) -> None:
    place = write(tmp_path, "package").parent
    paths = [place, *([install(tmp_path / "site", other)] if other else [])]
    state = f"version {other} is installed" if other else "it is not installed"
    script = "try:\n    import files_package\nexcept ImportError as error:\n    print(error)"
    wanted = f"spec-codegen-runtime=={__version__}"
    assert run_python(script, *paths) == f"files_package needs {wanted}, {state}: pip install {wanted}\n"
