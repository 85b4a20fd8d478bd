"""Addresses of documents in ``spec``, and where their snapshots are."""

from __future__ import annotations

from pathlib import Path

import pytest

from codegen.config import AppAddress, GitAddress, PackageAddress, WebAddress, load_config, parse_address
from codegen.core.diagnostic import Diagnostics
from codegen.python.parts import PARTS


@pytest.mark.parametrize(
    "text", ["a.yaml", "./api/openapi.json", "../x.yaml", "C:\\api\\x.yaml", "C:/api/x.yaml", "/abs/x.yaml", ""]
)
def test_paths(tmp_path: Path, text: str) -> None:
    assert parse_address(text, tmp_path) is None


def test_a_file_with_a_colon_in_its_name_is_a_path(tmp_path: Path) -> None:
    (tmp_path / "v3:openapi.yaml").touch()
    assert parse_address("v3:openapi.yaml", tmp_path) is None
    assert parse_address("v2:openapi.yaml", tmp_path) is not None


@pytest.mark.parametrize(
    ("text", "repository", "revision", "path"),
    [
        ("git+https://host/o/r.git@v3#openapi.yaml", "https://host/o/r.git", "v3", "openapi.yaml"),
        ("git+https://host/@scope/r@feature/x#api/o.json", "https://host/@scope/r", "feature/x", "api/o.json"),
        ("git+ssh://git@host/o/r#x.yml", "ssh://git@host/o/r", "HEAD", "x.yml"),
        ("git+file:///srv/r@0123abc#x.yml", "file:///srv/r", "0123abc", "x.yml"),
        ("main:api/openapi.yaml", "", "main", "api/openapi.yaml"),
        ("HEAD~1:./openapi.yaml", "", "HEAD~1", "openapi.yaml"),
        ("v1:../api/openapi.yaml", "", "v1", "../api/openapi.yaml"),
    ],
)
def test_revisions(tmp_path: Path, text: str, repository: str, revision: str, path: str) -> None:
    expected = GitAddress(text=text, repository=repository, revision=revision, path=path)
    assert parse_address(text, tmp_path) == expected


def test_applications_packages_and_urls(tmp_path: Path) -> None:
    app = AppAddress(text="app:shop.main:make()", module="shop.main", name="make")
    assert parse_address("app:shop.main:make()", tmp_path) == app
    package = PackageAddress(text="package:shop-api#shop_api/o.yaml", distribution="shop-api", path="shop_api/o.yaml")
    assert parse_address("package:shop-api#shop_api/o.yaml", tmp_path) == package
    web = parse_address("https://host/api%20v1.json?version=3&token=s3cret#x", tmp_path)
    assert web == WebAddress(text="https://host/api%20v1.json?version=3&token=s3cret")
    assert (web.document, web.shown) == ("api v1.json", "https://host/api%20v1.json?version=3&token=***")


@pytest.mark.parametrize(
    ("text", "document"),
    [
        ("https://host/openapi", "openapi.yaml"),
        ("https://host/", "openapi.yaml"),
        ("https://host/con.json", "openapi.yaml"),
        ("https://host/a%2F..%2Fb.json", "b.json"),
        ("app:m:app", "openapi.json"),
        ("v1:a/b.yml", "b.yml"),
    ],
)
def test_names_of_snapshots(tmp_path: Path, text: str, document: str) -> None:
    address = parse_address(text, tmp_path)
    assert address is not None
    assert address.document == document


@pytest.mark.parametrize(
    ("text", "problem"),
    [
        ("htps://host/x", "unknown scheme 'htps': did you mean 'https'?"),
        ("file:///etc/passwd", "unknown scheme 'file'"),
        ("https:/host/x", "is not a valid host"),
        ("https://me:s3cret@host/x", "contains credentials"),
        ("https://host/${TOKEN}", "source_headers"),
        ("https://host/a b", "percent-encode"),
        ("https://host:99999/x", "ort"),
        ("git+https://host/r", "ends with the path"),
        ("git+https://me:s3cret@host/r#x", "no credentials"),
        ("git+https://host/r@--upload-pack=x#y", "is not a git revision"),
        ("git+ext://host/r#y", "unknown scheme 'git+ext'"),
        ("git+https:///r#y", "needs a host"),
        ("git+https://host/r@v1#../x", "'..'"),
        ("-x:y.yaml", "is not a git revision"),
        ("a..b:y.yaml", "is not a git revision"),
        ("main:/etc/passwd", "segment"),
        ("app:shop", "app:MODULE:ATTRIBUTE"),
        ("app:shop;x:y", "app:MODULE:ATTRIBUTE"),
        ("package:shop", "package:NAME#PATH"),
        ("package:shop#../x", "'..'"),
    ],
)
def test_invalid_addresses(tmp_path: Path, text: str, problem: str) -> None:
    with pytest.raises(ValueError, match=r".") as caught:
        parse_address(text, tmp_path)
    assert problem in str(caught.value)
    assert "s3cret" not in str(caught.value)


def load(folder: Path, text: str) -> tuple[list[str], list[str]]:
    """Return the paths of the documents, and the diagnostics."""
    (folder / "codegen.toml").write_text(text, encoding="utf-8")
    found = Diagnostics()
    config = load_config(folder / "codegen.toml", found, PARTS)
    lines = [f"{item.location.line}:{item.location.column} {item.message}" for item in found]
    return [target.spec for target in config.targets] if config is not None else [], lines


def test_snapshots_in_the_configuration(tmp_path: Path) -> None:
    text = '[targets.a]\nspec = "https://host/o.json"\n[targets.b]\nspec = "v1:api.yaml"\nsnapshot = "pins/b"\n'
    assert load(tmp_path, text) == (["sources/a/o.json", "pins/b/api.yaml"], [])


def test_invalid_sources_in_the_configuration(tmp_path: Path) -> None:
    text = (
        '[targets.a]\nspec = "htps://host/o.json"\n[targets.b]\nspec = "b.yaml"\nsnapshot = "x"\n'
        '[targets.c]\nspec = "https://host/c"\n[targets.c.source_headers]\n"A B" = "x"\nC = "a\\nb"\n'
    )
    _, lines = load(tmp_path, text)
    assert lines[0] == "2:1 'spec': unknown scheme 'htps': did you mean 'https'?"
    assert lines[1].startswith("5:1 'snapshot': needs an address")
    assert [line.partition(" ")[0] for line in lines[2:]] == ["9:1", "10:1"]


def test_two_sources_do_not_share_a_snapshot(tmp_path: Path) -> None:
    rows = '[targets.{}]\nspec = "https://host/{}.json"\nsnapshot = "pins"\n'
    assert "another source" in load(tmp_path, rows.format("a", "x") + rows.format("b", "y"))[1][0]
    assert load(tmp_path, rows.format("a", "x") + rows.format("b", "x"))[1] == []
