"""``codegen adopt``: names of SDKs in the layouts of several makers."""

from __future__ import annotations

import io
import json
import subprocess
import sys
import tarfile
import tomllib
import zipfile
from pathlib import Path
from typing import Any

import pytest

from codegen.cli import main
from tests.adopt.sdks import CREATE, DELETE, DOCUMENT, LIST, NAMES, RETRIEVE, SDKS, SEARCH, write


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    (tmp_path / "forum.yaml").write_text(DOCUMENT, encoding="utf-8")
    monkeypatch.chdir(tmp_path)
    return tmp_path


def adopted(sdk: str, *arguments: str) -> dict[str, Any]:
    assert main(["adopt", sdk, "--spec", "forum.yaml", "--target", "forum", *arguments]) == 0
    return tomllib.loads(Path("codegen.toml").read_text(encoding="utf-8"))["targets"]["forum"]


@pytest.mark.parametrize("maker", SDKS)
def test_names_of_every_maker(folder: Path, maker: str, capsys: pytest.CaptureFixture[str]) -> None:
    write(folder / "sdk", SDKS[maker])
    names = adopted("sdk")["names"]
    assert [names[key] for key in (RETRIEVE, DELETE, LIST, CREATE, SEARCH)] == list(NAMES[maker])
    equal = 4 if maker == "Fern" else 5
    assert f"the names of {equal} of 5 methods (5 operations" in capsys.readouterr().out


def test_a_method_of_the_client_itself_is_reported(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    write(folder / "sdk", SDKS["Fern"])
    adopted("sdk")
    out = capsys.readouterr().out
    assert "  search: a method of the client itself; it is generated as root.search\n" in out


def test_everything_but_names(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    write(folder / "sdk", SDKS["Stainless"])
    target = adopted("sdk")
    assert target["names"]["#/components/schemas/ThreadMessage"] == "Message"
    assert target["arguments"] == {
        RETRIEVE: ["id=message_id", "*", "thread_id"],
        DELETE: ["id=message_id", "*", "thread_id"],
        LIST: ["from=after"],
    }
    assert target["pagination"] == {LIST: {"kind": "cursor", "items": "rows", "param": "from", "next": "next_key"}}
    assert target["client"] == {"env_prefix": "BOARD", "headers": {"forum-version": "2024-06-01"}}
    out = capsys.readouterr().out
    assert "  BOARD_BASE_URL: the SDK reads this environment variable; generated clients do not\n" in out
    assert "  max_retries: the SDK's default is 5; that of generated clients is 2\n" in out


def test_names_of_wire_parameters_of_a_raw_client(folder: Path) -> None:
    write(folder / "sdk", SDKS["Fern"])
    assert adopted("sdk")["arguments"][RETRIEVE] == ["includeAll=show_all"]


def test_paths_that_lack_a_prefix_of_the_document(folder: Path) -> None:
    text = DOCUMENT.replace("  /threads", "  /v2/threads").replace("  /search", "  /v2/search")
    (folder / "forum.yaml").write_text(text.replace("servers: [{url: https://api.forum.test/v1}]\n", ""), "utf-8")
    files = {path: text.replace("forum.test/v1", "forum.test/v2") for path, text in SDKS["Stainless"].items()}
    write(folder / "sdk", files)
    target = adopted("sdk")
    assert target["names"]["POST /v2/search"] == "search.run"
    assert target["client"]["base_url"] == "https://api.forum.test"


def test_comments_and_settings_of_the_configuration_stay(folder: Path) -> None:
    write(folder / "sdk", SDKS["Stainless"])
    text = '# ours\n[targets.forum]\nspec = "forum.yaml" # the document\n\n[targets.forum.names]\n'
    text += f'"{LIST}" = "messages.all"\n'
    (folder / "codegen.toml").write_text(text, encoding="utf-8")
    target = adopted("sdk")
    written = (folder / "codegen.toml").read_text(encoding="utf-8")
    assert written.startswith(text)
    assert target["names"][LIST] == "messages.all"
    assert target["names"][SEARCH] == "search.run"
    assert main(["adopt", "sdk"]) == 0
    assert (folder / "codegen.toml").read_text(encoding="utf-8") == written


def test_pins_by_operation_id_stay(folder: Path) -> None:
    write(folder / "sdk", SDKS["Stainless"])
    text = DOCUMENT.replace(
        "    post:\n      requestBody:\n        content",
        "    post:\n      operationId: find\n      requestBody:\n        content",
    )
    assert text != DOCUMENT
    (folder / "forum.yaml").write_text(text, encoding="utf-8")
    pins = '[targets.forum]\nspec = "forum.yaml"\nnames = {find = "everything.find"}\narguments = {find = ["q=text"]}\n'
    (folder / "codegen.toml").write_text(pins, encoding="utf-8")
    target = adopted("sdk")
    assert target["names"]["find"] == "everything.find"
    assert SEARCH not in target["names"]
    assert target["arguments"]["find"] == ["q=text"]


def test_a_configuration_in_pyproject(folder: Path) -> None:
    write(folder / "sdk", SDKS["Stainless"])
    text = '[project]\nname = "x"\n\n[tool.spec-codegen.targets.forum]\nspec = "forum.yaml"\n'
    (folder / "pyproject.toml").write_text(text, encoding="utf-8")
    assert main(["adopt", "sdk", "--target", "forum"]) == 0
    written = (folder / "pyproject.toml").read_text(encoding="utf-8")
    assert tomllib.loads(written)["tool"]["spec-codegen"]["targets"]["forum"]["names"][SEARCH] == "search.run"
    assert not (folder / "codegen.toml").exists()


def test_a_dry_run_writes_nothing(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    write(folder / "sdk", SDKS["Stainless"])
    assert main(["adopt", "sdk", "--spec", "forum.yaml", "--dry-run"]) == 0
    assert tomllib.loads(capsys.readouterr().out)["targets"]["forum"]["names"][SEARCH] == "search.run"
    assert not (folder / "codegen.toml").exists()


def test_without_the_extra(folder: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    monkeypatch.setitem(sys.modules, "tomlkit", None)
    assert main(["adopt", "sdk", "--spec", "forum.yaml"]) == 2
    assert capsys.readouterr().err.startswith("codegen: codegen adopt needs tomlkit: pip install ")
    assert not (folder / "codegen.toml").exists()


def test_pages_without_a_successor_are_single_pages(folder: Path) -> None:
    files = dict(SDKS["Stainless"])
    lines = files["forum/pagination.py"].partition("    def next_page_info")[0]
    files["forum/pagination.py"] = lines + "    def next_page_info(self):\n        return None\n"
    write(folder / "sdk", files)
    assert adopted("sdk")["pagination"] == {LIST: {"kind": "link", "items": "rows"}}


def test_a_json_report(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    write(folder / "sdk", SDKS["Stainless"])
    adopted("sdk", "--format", "json", "--all")
    value = json.loads(capsys.readouterr().out)
    assert (value["target"], value["matched"], value["equal_names"], value["operations"]) == ("forum", 5, 5, 5)
    assert value["client"] == ["env_prefix", "headers"]


def test_operations_that_the_sdk_lacks(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    write(folder / "sdk", {path: text for path, text in SDKS["Speakeasy"].items() if "find" not in path})
    adopted("sdk")
    line = 'the SDK has no method for it; to pin its name, add "POST /search" = "search.create" to names'
    assert line in capsys.readouterr().out


def test_api_md_names_methods(folder: Path) -> None:
    listed = (
        '- <code title="post /search">client.search.<a href="./src/forum/x.py">everything</a>(\\*\\*params)</code>\n'
    )
    write(folder / "sdk", {**SDKS["Stainless"], "api.md": listed})
    assert adopted("sdk")["names"][SEARCH] == "search.everything"


def _wheel(path: Path, files: dict[str, str]) -> None:
    with zipfile.ZipFile(path, "w") as archive:
        for name, text in files.items():
            archive.writestr(name, text)


def test_a_wheel(folder: Path) -> None:
    _wheel(folder / "forum-1.0-py3-none-any.whl", dict(SDKS["Speakeasy"]))
    assert adopted("forum-1.0-py3-none-any.whl")["names"][SEARCH] == "find.everywhere"


def test_a_source_distribution(folder: Path) -> None:
    with tarfile.open(folder / "forum-1.0.tar.gz", "w:gz") as archive:
        for name, text in SDKS["Speakeasy"].items():
            row = tarfile.TarInfo(f"forum-1.0/src/{name}")
            row.size = len(text.encode())
            archive.addfile(row, io.BytesIO(text.encode()))
    assert adopted("forum-1.0.tar.gz")["names"][SEARCH] == "find.everywhere"


def test_an_installed_package(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    write(folder / "site", {**SDKS["Speakeasy"], "forum/__init__.py": "raise SystemExit('imported')\n"})
    monkeypatch.syspath_prepend(str(folder / "site"))
    assert adopted("forum")["names"][SEARCH] == "find.everywhere"


def test_a_commit_of_a_repository(folder: Path) -> None:
    write(folder / "repository", SDKS["Speakeasy"])
    git = ["git", "-c", "user.name=a", "-c", "user.email=a@example.com", "-C", str(folder / "repository")]
    for command in (["init", "-q"], ["add", "."], ["commit", "-qm", "one"], ["tag", "v1"]):
        subprocess.run([*git, *command], check=True)
    assert adopted(f"git+file://{folder}/repository@v1")["names"][SEARCH] == "find.everywhere"


@pytest.mark.slow
def test_stripe_and_the_promotion_codes(folder: Path) -> None:
    spec = Path(__file__).parents[2] / "spec/promotion_codes/2025-12-15.clover/openapi.yaml"
    (folder / "forum.yaml").write_bytes(spec.read_bytes())
    assert {
        key: name for key, name in adopted("stripe")["names"].items() if "/" in key and not key.startswith("#")
    } == {
        "GET /v1/promotion_codes": "promotion_codes.list",
        "POST /v1/promotion_codes": "promotion_codes.create",
        "GET /v1/promotion_codes/{promotion_code}": "promotion_codes.retrieve",
        "POST /v1/promotion_codes/{promotion_code}": "promotion_codes.update",
    }
