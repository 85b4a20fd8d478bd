"""Branches that both regenerate their packages merge in git, and `codegen generate` rebuilds a conflicted lock."""

from __future__ import annotations

import json
import subprocess
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from codegen.cli.entry import main
from codegen.output import MANIFEST

if TYPE_CHECKING:
    from collections.abc import Callable

_CONFIG = '[targets.shop]\nspec = "api.json"\nformatter = "none"\n'
_NAMES = ("Basket", "Customer", "Invoice", "Order", "Voucher")


def _document() -> dict[str, Any]:
    text = {"type": "string"}
    schemas = {name: {"type": "object", "required": ["id"], "properties": {"id": text}} for name in _NAMES}
    paths = {f"/{name.lower()}s/{{id}}": {"get": _operation(name)} for name in _NAMES}
    return {
        "openapi": "3.1.0",
        "info": {"title": "Shop", "version": "1"},
        "paths": paths,
        "components": {"schemas": schemas},
    }


def _operation(name: str) -> dict[str, Any]:
    schema = {"$ref": f"#/components/schemas/{name}"}
    return {
        "operationId": f"get{name}",
        "parameters": [{"name": "id", "in": "path", "required": True, "schema": {"type": "string"}}],
        "responses": {"200": {"description": "ok", "content": {"application/json": {"schema": schema}}}},
    }


class Repository:
    """A git repository with a document and its generated package."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.package = folder / "generated" / "shop"
        self.git("init", "--quiet", "--initial-branch=main")
        self.git("config", "user.email", "someone@example.com")
        self.git("config", "user.name", "Someone")

    def git(self, *arguments: str, code: int = 0) -> str:
        done = subprocess.run(
            ["git", *arguments],  # noqa: S607 - the git of the machine
            cwd=self.folder,
            capture_output=True,
            text=True,
            check=False,
        )
        assert done.returncode == code, done.stdout + done.stderr
        return done.stdout

    def write(self, document: dict[str, Any]) -> None:
        (self.folder / "api.json").write_text(json.dumps(document, indent=2) + "\n")

    def commit(self) -> None:
        self.git("add", "--all")
        self.git("commit", "--quiet", "--message", "change")

    def branch(self, name: str, change: Callable[[dict[str, Any]], object], *flags: str) -> None:
        """Commit a change of the document, and the regenerated package, on a branch off main."""
        self.git("checkout", "--quiet", "-b", name, "main")
        document = json.loads((self.folder / "api.json").read_text())
        change(document)
        self.write(document)
        assert main(["generate", *flags]) == 0
        self.commit()

    def conflicts(self) -> list[str]:
        return self.git("diff", "--name-only", "--diff-filter=U").split()


@pytest.fixture
def repository(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Repository:
    monkeypatch.chdir(tmp_path)
    made = Repository(tmp_path)
    made.write(_document())
    (tmp_path / "codegen.toml").write_text(_CONFIG)
    assert main(["generate"]) == 0
    made.commit()
    return made


def _property(schema: str, name: str) -> Callable[[dict[str, Any]], object]:
    def change(document: dict[str, Any]) -> None:
        document["components"]["schemas"][schema]["properties"][name] = {"type": "string"}

    return change


def _new_operation(name: str) -> Callable[[dict[str, Any]], object]:
    def change(document: dict[str, Any]) -> None:
        operation = {**_operation(name), "operationId": f"cancel{name}"}
        document["paths"][f"/{name.lower()}s/{{id}}"]["delete"] = operation

    return change


@pytest.mark.slow
@pytest.mark.parametrize("merge_base", ["false", "true"])
@pytest.mark.parametrize(
    ("one", "other"),
    [
        (_property("Basket", "colour"), _property("Voucher", "code")),
        (_new_operation("Basket"), _new_operation("Voucher")),
        (_property("Basket", "colour"), _new_operation("Order")),
    ],
)
def test_changes_of_different_parts_conflict_in_the_lock_only(
    repository: Repository, one: Callable[..., object], other: Callable[..., object], merge_base: str
) -> None:
    (repository.folder / "codegen.toml").write_text(f"{_CONFIG}merge_base = {merge_base}\n")
    assert main(["generate"]) == 0
    if repository.git("status", "--porcelain"):
        repository.commit()
    repository.branch("one", one)
    repository.branch("other", other)
    repository.git("merge", "--quiet", "--no-edit", "one", code=1)
    assert repository.conflicts() == [f"generated/shop/{MANIFEST}"]
    assert main(["verify", "generated"]) == 2
    assert main(["generate"]) == 0
    repository.commit()
    assert main(["check"]) == 0
    assert main(["verify", "generated"]) == 0
    merged = {path: path.read_bytes() for path in repository.package.rglob("*") if path.is_file()}
    for path in merged:
        path.unlink()
    assert main(["generate"]) == 0
    assert repository.git("status", "--porcelain") == ""


@pytest.mark.slow
def test_edits_are_found_in_a_merged_package(repository: Repository, capsys: pytest.CaptureFixture[str]) -> None:
    order = repository.package / "models" / "order.py"
    order.write_text(order.read_text() + "\n# kept by --merge\n")
    assert main(["generate", "--merge"]) == 0
    repository.commit()
    repository.branch("one", _property("Basket", "colour"))
    repository.branch("other", _property("Voucher", "code"))
    repository.git("merge", "--quiet", "--no-edit", "one", code=1)
    customer = repository.package / "models" / "customer.py"
    text = customer.read_text()
    customer.write_text(text + "\n# edited while merging\n")
    capsys.readouterr()
    assert main(["generate"]) == 2
    assert "models/customer.py: error[output-edited]" in capsys.readouterr().err
    assert main(["generate", "--merge"]) == 0
    assert "# kept by --merge" in order.read_text()
    assert "# edited while merging" in customer.read_text()


@pytest.mark.slow
def test_an_edit_is_merged_with_the_committed_text(repository: Repository) -> None:
    order = repository.package / "models" / "order.py"
    order.write_text("# mine\n" + order.read_text())
    repository.commit()
    _property("Order", "total")(document := _document())
    repository.write(document)
    assert main(["generate"]) == 2
    assert main(["generate", "--merge"]) == 0
    assert order.read_text().startswith("# mine\n")
    assert "total" in order.read_text()
    assert main(["check"]) == 0


@pytest.mark.slow
@pytest.mark.parametrize("style", ["merge", "diff3"])
def test_generated_files_with_conflicts_are_written_again(repository: Repository, style: str) -> None:
    repository.git("config", "merge.conflictStyle", style)
    repository.branch("one", _property("Order", "colour"))
    repository.branch("other", _property("Order", "code"))
    repository.git("merge", "--quiet", "--no-edit", "one", code=1)
    assert "generated/shop/models/order.py" in repository.conflicts()
    document = _document()
    _property("Order", "code")(document)
    _property("Order", "colour")(document)
    repository.write(document)
    assert main(["generate"]) == 0
    repository.commit()
    assert main(["verify", "generated"]) == 0
