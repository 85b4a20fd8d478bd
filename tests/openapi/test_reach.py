"""References out of the folder of a document: rejected, unless the user allows a folder or an origin."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from codegen.cli import main
from tests.support.documents import document, replying
from tests.support.loopback import Reply, Server, serving

THING = (
    "Thing:\n  type: object\n  properties: {made: {type: string}, inner: {$ref: '#/Inner'}}\nInner: {type: integer}\n"
)


@pytest.fixture
def place(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    for name in ("api", "common", "secret"):
        (tmp_path / name).mkdir()
    (tmp_path / "common" / "thing.yaml").write_text(THING, encoding="utf-8")
    (tmp_path / "secret" / "thing.yaml").write_text(THING.replace("made", "SECRET"), encoding="utf-8")
    monkeypatch.chdir(tmp_path)
    return tmp_path


@pytest.fixture(scope="module")
def server() -> Iterator[Server]:
    with serving() as made:
        yield made


def write(place: Path, ref: str) -> None:
    spec: Any = document(paths={"/a": {"get": replying({"$ref": ref})}})
    (place / "api" / "spec.json").write_text(json.dumps(spec, indent=1), encoding="utf-8")


def run(*options: str) -> int:
    return main(["generate", "--spec", "api/spec.json", "--package", "made", "--formatter", "none", *options])


def models(place: Path) -> str:
    return "".join(path.read_text(encoding="utf-8") for path in (place / "generated/made/models").glob("*.py"))


@pytest.mark.slow
@pytest.mark.parametrize("ref", ["../common/thing.yaml#/Thing", "../api/../common/./thing.yaml#/Thing"])
def test_an_allowed_folder(place: Path, ref: str) -> None:
    write(place, ref)
    assert run() == 2
    assert run("--allow-refs", "common") == 0
    assert "made: str | None" in models(place)
    assert '"../common/thing.yaml"' in (place / "generated/made/codegen.lock").read_text(encoding="utf-8")


def test_an_absolute_path_into_an_allowed_folder(place: Path) -> None:
    write(place, f"{place}/common/thing.yaml#/Thing")
    assert run("--allow-refs", "common") == 0
    assert str(place) not in (place / "generated/made/codegen.lock").read_text(encoding="utf-8")


@pytest.mark.slow
@pytest.mark.parametrize(
    "ref",
    [
        "../secret/thing.yaml#/Thing",
        "../common/../secret/thing.yaml#/Thing",
        "../common/%2e%2e/secret/thing.yaml#/Thing",
        "../common/link.yaml#/Thing",
        "../common-secret/thing.yaml#/Thing",
        "../../../../../../../../../etc/passwd",
        "/etc/passwd",
        "..",
    ],
)
def test_other_folders_are_rejected(place: Path, capsys: pytest.CaptureFixture[str], ref: str) -> None:
    (place / "common" / "link.yaml").symlink_to(place / "secret" / "thing.yaml")
    (place / "common-secret").mkdir()
    (place / "common-secret" / "thing.yaml").write_text(THING, encoding="utf-8")
    write(place, ref)
    assert run("--allow-refs", "common") == 2
    assert "error[ref-outside-folder]" in capsys.readouterr().err
    assert not (place / "generated").exists()


def test_references_of_a_document_in_an_allowed_folder_are_restricted(
    place: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (place / "common" / "thing.yaml").write_text("Thing: {$ref: '../secret/thing.yaml#/Thing'}", encoding="utf-8")
    write(place, "../common/thing.yaml#/Thing")
    assert run("--allow-refs", "common") == 2
    assert "common/thing.yaml:1:9: error[ref-outside-folder]" in capsys.readouterr().err


@pytest.mark.slow
def test_allowed_folders_in_the_configuration(place: Path) -> None:
    write(place, "../common/thing.yaml#/Thing")
    lines = ("[targets.made]", 'spec = "api/spec.json"', 'allow_refs = ["common"]', 'formatter = "none"')
    (place / "codegen.toml").write_text("\n".join(lines), encoding="utf-8")
    assert main(["generate"]) == 0
    assert main(["check"]) == 0


@pytest.mark.parametrize("entry", ["ftp://example.com", "https://example.com/folder"])
def test_invalid_entries(place: Path, capsys: pytest.CaptureFixture[str], entry: str) -> None:
    write(place, "thing.yaml")
    assert run("--allow-refs", entry) == 2
    assert entry in capsys.readouterr().err
    (place / "codegen.toml").write_text(
        f'[targets.made]\nspec = "api/spec.json"\nallow_refs = ["{entry}"]', encoding="utf-8"
    )
    assert main(["generate"]) == 2
    assert "codegen.toml:3:1: error[config-invalid]" in capsys.readouterr().err


@pytest.mark.slow
def test_an_allowed_origin(place: Path, server: Server) -> None:
    origin = f"http://127.0.0.1:{server.port}"
    server.replies |= {
        "/v1/thing.yaml": Reply(b"Thing: {$ref: 'parts/inner.json#/Inner'}"),
        "/v1/parts/inner.json": Reply(b'{"Inner": {"type": "object", "properties": {"made": {"type": "string"}}}}'),
    }
    server.asked.clear()
    write(place, f"{origin}/v1/thing.yaml#/Thing")
    assert run() == 2
    assert not server.asked, "no request to an origin that is not allowed"
    assert run("--allow-refs", origin) == 0
    assert "made: str | None" in models(place)
    assert [path for _, path in server.asked] == ["/v1/thing.yaml", "/v1/parts/inner.json"]
    assert f'"{origin}/v1/thing.yaml"' in (place / "generated/made/codegen.lock").read_text(encoding="utf-8")


@pytest.mark.slow
@pytest.mark.parametrize(
    "ref", ["file:///etc/passwd", "/etc/passwd", "../../../etc/passwd", "//example.com/a", "https://example.com/a"]
)
def test_references_of_a_remote_document_are_restricted_to_allowed_origins(
    place: Path, server: Server, capsys: pytest.CaptureFixture[str], ref: str
) -> None:
    origin = f"http://127.0.0.1:{server.port}"
    server.replies["/thing.yaml"] = Reply(f"Thing: {{$ref: '{ref}'}}".encode())
    write(place, f"{origin}/thing.yaml#/Thing")
    assert run("--allow-refs", origin, "/etc") == 2
    said = capsys.readouterr().err
    code = "ref-unreachable" if ref.startswith(("/etc", "..")) else "ref-outside-folder"
    assert f"{origin}/thing.yaml:1:9: error[{code}]" in said
    assert "root:" not in said


def test_a_failed_request_is_not_repeated(place: Path, server: Server, capsys: pytest.CaptureFixture[str]) -> None:
    url = f"http://127.0.0.1:{server.port}/gone.yaml"
    server.asked.clear()
    spec: Any = document({name: {"$ref": f"{url}#/{name}"} for name in "abc"})
    (place / "api" / "spec.json").write_text(json.dumps(spec), encoding="utf-8")
    assert run("--allow-refs", f"http://127.0.0.1:{server.port}") == 2
    assert capsys.readouterr().err.count("error[ref-unreachable]") == 3
    assert len(server.asked) == 1
