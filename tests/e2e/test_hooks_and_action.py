"""The hooks of pre-commit and the steps of the action, run over a repository that uses them."""

from __future__ import annotations

import os
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

import pytest
import yaml

ROOT = Path(__file__).parents[2]
SPEC = "openapi: 3.1.0\ninfo: {title: T, version: '1'}\npaths: {}\ncomponents: {schemas: {Pet: {type: object}}}\n"
CONFIG = '[targets.pets]\nspec = "pets.yaml"\nemit = ["models"]\n'

pytestmark = [
    pytest.mark.slow,
    pytest.mark.skipif(sys.platform == "win32", reason="the action's steps are for bash"),
]


@dataclass(frozen=True)
class Repository:
    folder: Path
    commands: Path

    def run(self, *argv: str, **environ: str) -> subprocess.CompletedProcess[str]:
        path = os.pathsep.join([str(self.commands), str(Path(sys.executable).parent), os.environ["PATH"]])
        everything = {**os.environ, "PATH": path, "PYTHONPATH": str(ROOT), **environ}
        return subprocess.run(argv, cwd=self.folder, env=everything, capture_output=True, text=True, check=False)

    def stale(self) -> None:
        (self.folder / "pets.yaml").write_text(SPEC.replace("Pet", "Dog"))

    def edited(self) -> None:
        (self.folder / "generated" / "pets" / "models" / "pet.py").write_text("edited\n")


@pytest.fixture
def repository(tmp_path: Path) -> Repository:
    """A repository with fresh output, and a command ``codegen`` that runs this checkout."""
    commands = tmp_path / "bin"
    commands.mkdir()
    (commands / "codegen").write_text(f'#!/bin/sh\nexec "{sys.executable}" -m codegen "$@"\n')
    (commands / "codegen").chmod(0o755)
    repository = Repository(tmp_path / "repository", commands)
    repository.folder.mkdir()
    (repository.folder / "pets.yaml").write_text(SPEC)
    (repository.folder / "codegen.toml").write_text(CONFIG)
    assert repository.run("codegen", "generate").returncode == 0
    assert repository.run("git", "init", "--quiet").returncode == 0
    return repository


def hook(repository: Repository, name: str) -> subprocess.CompletedProcess[str]:
    """Run a hook as pre-commit does; ``language`` alone differs, since nothing is installed here."""
    rows = yaml.safe_load((ROOT / ".pre-commit-hooks.yaml").read_text())
    row = next(row for row in rows if row["id"] == name) | {"language": "system"}
    config = {"repos": [{"repo": "local", "hooks": [row]}]}
    (repository.folder / ".pre-commit-config.yaml").write_text(yaml.safe_dump(config))
    assert repository.run("git", "add", ".").returncode == 0
    home = str(repository.folder.parent / "cache")
    return repository.run(sys.executable, "-m", "pre_commit", "run", "--all-files", "--verbose", PRE_COMMIT_HOME=home)


@pytest.mark.parametrize("name", ["codegen-check", "codegen-generate", "codegen-verify"])
def test_hooks_pass_over_fresh_output(repository: Repository, name: str) -> None:
    done = hook(repository, name)
    assert done.returncode == 0, done.stdout + done.stderr


@pytest.mark.parametrize(
    ("name", "word"), [("codegen-check", "the input moved: pets.yaml"), ("codegen-generate", "files were modified")]
)
def test_hooks_fail_when_the_document_moved(repository: Repository, name: str, word: str) -> None:
    repository.stale()
    done = hook(repository, name)
    assert done.returncode == 1
    assert word in done.stdout


def test_the_hook_for_edits(repository: Repository) -> None:
    repository.edited()
    done = hook(repository, "codegen-verify")
    assert done.returncode == 1
    assert "generated/pets/models/pet.py: edited" in done.stdout


def action(repository: Repository, **inputs: str) -> tuple[int, str, str]:
    """Run the steps of the action and return the exit code, what they print, and the report."""
    value = yaml.safe_load((ROOT / "action.yml").read_text())
    given = {name: row["default"] for name, row in value["inputs"].items()} | {"install": "false", **inputs}
    step = next(step for step in value["runs"]["steps"] if step.get("id") == "report")
    environ = {key: given[text.split("inputs.")[1].split()[0]] for key, text in step["env"].items()}
    script = repository.folder.parent / "step.sh"
    script.write_text(step["run"])
    temporary = repository.folder.parent
    output, summary = temporary / "output", temporary / "summary"
    output.unlink(missing_ok=True)
    summary.unlink(missing_ok=True)
    done = repository.run(
        "bash", "--noprofile", "--norc", "-eo", "pipefail", str(script),
        RUNNER_TEMP=str(temporary), GITHUB_OUTPUT=str(output), GITHUB_STEP_SUMMARY=str(summary), **environ,
    )  # fmt: skip
    report = Path(output.read_text().strip().removeprefix("file="))
    assert report.read_text() == summary.read_text()
    return done.returncode, done.stdout + done.stderr, report.read_text()


def test_the_action_passes_over_fresh_output(repository: Repository) -> None:
    code, told, report = action(repository)
    assert code == 0, told
    assert "### codegen check\n\n````\ngenerated/pets: up to date\n" in report
    assert "### codegen verify\n\n````\n" in report


def test_the_action_annotates_and_reports(repository: Repository) -> None:
    repository.stale()
    repository.edited()
    code, told, report = action(repository, targets="pets")
    assert code == 1
    assert "::error file=generated/pets/models/pet.py,title=edited::the file was changed after it was written" in told
    assert "error file=generated/pets/models/pet.py,title=edited: the file" in report
    assert "::error" not in report


def test_parts_of_the_action_can_be_left_out(repository: Repository) -> None:
    repository.edited()
    assert action(repository, verify="")[0] == 1
    (repository.folder / "codegen.toml").unlink()
    assert action(repository, check="false")[0] == 1
    code, told, report = action(repository, check="false", verify="")
    assert (code, told, report) == (0, "", "")
