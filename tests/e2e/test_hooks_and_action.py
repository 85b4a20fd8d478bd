"""The hooks of pre-commit and the steps of the action, run over a repository that uses them."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
import sysconfig
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


@pytest.fixture(scope="session")
def fresh(tmp_path_factory: pytest.TempPathFactory) -> Repository:
    """Return a repository with up-to-date output, and a command ``codegen`` that runs this checkout."""
    commands = tmp_path_factory.mktemp("bin")
    (commands / "codegen").write_text(f'#!/bin/sh\nexec "{sys.executable}" -m codegen "$@"\n')
    (commands / "codegen").chmod(0o755)
    repository = Repository(tmp_path_factory.mktemp("repository"), commands)
    (repository.folder / "pets.yaml").write_text(SPEC)
    (repository.folder / "codegen.toml").write_text(CONFIG)
    assert repository.run("codegen", "generate").returncode == 0
    assert repository.run("git", "init", "--quiet").returncode == 0
    return repository


@pytest.fixture
def repository(fresh: Repository, tmp_path: Path) -> Repository:
    shutil.copytree(fresh.folder, tmp_path / "repository")
    return Repository(tmp_path / "repository", fresh.commands)


@dataclass(frozen=True)
class Hooks:
    """A git repository with this project, as users refer to it in their configuration, and pre-commit's cache."""

    project: Path
    cache: Path
    revision: str

    def __call__(self, repository: Repository, *names: str) -> subprocess.CompletedProcess[str]:
        """Run hooks as users do, installed from the clone; dependencies come from this environment."""
        hooks = [{"id": name} for name in names]
        config = {"repos": [{"repo": str(self.project), "rev": self.revision, "hooks": hooks}]}
        (repository.folder / ".pre-commit-config.yaml").write_text(yaml.safe_dump(config))
        assert repository.run("git", "add", ".").returncode == 0
        environ = {
            "PATH": os.environ["PATH"],
            "PYTHONPATH": sysconfig.get_path("purelib"),
            "PIP_NO_INDEX": "1",
            "PIP_NO_BUILD_ISOLATION": "0",  # pip reads this as the value of --build-isolation
            "PRE_COMMIT_HOME": str(self.cache),
            "VIRTUALENV_NO_PERIODIC_UPDATE": "1",  # which downloads pip and setuptools
        }
        return repository.run(sys.executable, "-m", "pre_commit", "run", "--all-files", "--verbose", **environ)


@pytest.fixture(scope="session")
def hooks(tmp_path_factory: pytest.TempPathFactory) -> Hooks:
    for module in ("hatchling", "pre_commit"):
        pytest.importorskip(module, reason="pre-commit installs the project, which takes its build backend")
    project = tmp_path_factory.mktemp("project")
    for name in ("codegen", "runtime", "templates"):
        shutil.copytree(ROOT / name, project / name, ignore=shutil.ignore_patterns("__pycache__"))
    for name in ("pyproject.toml", "README.md", "LICENSE", ".pre-commit-hooks.yaml"):
        shutil.copy(ROOT / name, project / name)

    def git(*argv: str) -> str:
        identity = ("-c", "user.name=n", "-c", "user.email=e@example.com")
        arguments = ("git", *identity, *argv)
        return subprocess.run(arguments, cwd=project, check=True, capture_output=True, text=True).stdout.strip()

    git("init", "--quiet")
    git("add", "--all")
    git("commit", "--quiet", "--message", "all")
    return Hooks(project, tmp_path_factory.mktemp("cache"), git("rev-parse", "HEAD"))


def test_hooks_pass_over_fresh_output(repository: Repository, hooks: Hooks) -> None:
    done = hooks(repository, "codegen-check", "codegen-generate", "codegen-verify")
    assert done.returncode == 0, done.stdout + done.stderr
    assert done.stdout.count("Passed") == 3
    installed = [path.parent for path in hooks.cache.rglob("codegen/__init__.py") if "site-packages" in path.parts]
    assert len(installed) == 1


@pytest.mark.parametrize(
    ("name", "word"), [("codegen-check", "input changed: pets.yaml"), ("codegen-generate", "files were modified")]
)
def test_hooks_fail_after_a_change_of_the_document(repository: Repository, hooks: Hooks, name: str, word: str) -> None:
    repository.stale()
    done = hooks(repository, name)
    assert done.returncode == 1
    assert word in done.stdout


def test_the_hook_for_edits(repository: Repository, hooks: Hooks) -> None:
    repository.edited()
    done = hooks(repository, "codegen-verify")
    assert done.returncode == 1
    assert "generated/pets/models/pet.py: edited" in done.stdout


def action(repository: Repository, **inputs: str) -> tuple[int, str, str]:
    """Run the steps of the action and return the exit code, the output and the report."""
    value = yaml.safe_load((ROOT / "action.yml").read_text())
    given = {name: row["default"] for name, row in value["inputs"].items()} | {"install": "false", **inputs}
    step = next(step for step in value["runs"]["steps"] if step.get("id") == "report")
    environ = {key: given[re.findall(r"inputs\.([a-z-]+)", text)[0]] for key, text in step["env"].items()}
    script = repository.folder.parent / "step.sh"
    script.write_text(step["run"])
    temporary = repository.folder.parent
    output, summary = temporary / "output", temporary / "summary"
    output.unlink(missing_ok=True)
    summary.unlink(missing_ok=True)
    done = repository.run(
        "bash", "--noprofile", "--norc", "-eo", "pipefail", str(script),
        GITHUB_ACTION_PATH=str(ROOT), RUNNER_TEMP=str(temporary),
        GITHUB_OUTPUT=str(output), GITHUB_STEP_SUMMARY=str(summary), **environ,
    )  # fmt: skip
    report = Path(output.read_text().strip().removeprefix("file="))
    assert report.read_text() == summary.read_text()
    return done.returncode, done.stdout + done.stderr, report.read_text()


def test_the_action_passes_over_fresh_output(repository: Repository) -> None:
    code, output, report = action(repository)
    assert code == 0, output
    assert "### codegen check\n\n````\ngenerated/pets: up to date\n" in report
    assert "### codegen verify\n\n````\n" in report


def test_the_action_annotates_and_reports(repository: Repository) -> None:
    repository.stale()
    repository.edited()
    code, output, report = action(repository, targets="pets")
    assert code == 1
    assert "::error file=generated/pets/models/pet.py,title=edited::the file was changed after it was written" in output
    assert "error file=generated/pets/models/pet.py,title=edited: the file" in report
    assert "::error" not in report


def test_parts_of_the_action_can_be_disabled(repository: Repository) -> None:
    repository.edited()
    assert action(repository, verify="")[0] == 1
    (repository.folder / "codegen.toml").unlink()
    assert action(repository, check="false")[0] == 1
    code, output, report = action(repository, check="false", verify="")
    assert (code, output, report) == (0, "", "")


PATHS = "paths: {/pets: {get: {operationId: listPets, responses: {'200': {description: ok}}}}}"


def commit(repository: Repository, name: str) -> None:
    identity = ("-c", "user.name=n", "-c", "user.email=e@example.com")
    assert repository.run("git", "add", "--all").returncode == 0
    assert repository.run("git", *identity, "commit", "--quiet", "--message", name).returncode == 0


@pytest.fixture
def moved(repository: Repository) -> Repository:
    """Return a repository with an operation removed since the first commit, and the package regenerated."""
    document = repository.folder / "pets.yaml"
    document.write_text(SPEC.replace("paths: {}", PATHS))
    assert repository.run("codegen", "generate").returncode == 0
    commit(repository, "with an operation")
    document.write_text(SPEC)
    assert repository.run("codegen", "generate").returncode == 0
    commit(repository, "without")
    return repository


def test_the_action_reports_breaking_changes_of_the_document(moved: Repository) -> None:
    code, output, report = action(moved, base="HEAD~1")
    assert code == 1, output
    assert re.search(
        r"^::error file=pets\.yaml(,line=\d+,col=\d+)?,title=codegen diff [a-z-]+::.*/pets", output, re.MULTILINE
    )
    assert "::notice title=codegen diff::" in output
    assert "/pets" in report
    assert "major" in report
    assert "::" not in report
    assert action(moved, base="HEAD~1", **{"fail-on": "NONE"})[0] == 0
    assert action(moved, base="HEAD~1", diff="false", check="false", verify="") == (0, "", "")


def test_annotations_have_paths_relative_to_the_repository(moved: Repository) -> None:
    below = moved.folder / "api"
    below.mkdir()
    for name in ("pets.yaml", "codegen.toml", "generated"):
        (moved.folder / name).rename(below / name)
    commit(moved, "moved")
    inner = Repository(below, moved.commands)
    (below / "pets.yaml").write_text(SPEC.replace("type: object", "type: string"))
    assert inner.run("codegen", "generate").returncode == 0
    inner.edited()
    code, output, report = action(inner, base="HEAD")
    assert code == 1
    assert "::error file=api/generated/pets/models/pet.py,title=edited" in output
    assert "error file=generated/pets/models/pet.py" in report


def test_a_missing_base_is_a_warning(moved: Repository) -> None:
    code, output, _ = action(moved, base="0123456789")
    assert code == 0
    assert "::warning::0123456789 is not a commit of this repository" in output
    first = moved.run("git", "rev-list", "--max-parents=0", "HEAD").stdout.strip()
    (moved.folder / "pets.yaml").rename(moved.folder / "animals.yaml")
    (moved.folder / "codegen.toml").write_text(CONFIG.replace("pets.yaml", "animals.yaml"))
    assert moved.run("codegen", "generate").returncode == 0
    code, output, _ = action(moved, base=first)
    assert code == 0
    assert f"::notice::animals.yaml does not exist in {first}" in output


def test_git_of_the_action_does_not_use_a_bare_repository_of_the_checkout(moved: Repository) -> None:
    ran = moved.folder.parent / "ran"
    below = moved.folder / "api"
    shutil.copytree(moved.folder / ".git", below)
    shutil.copy(moved.folder / "codegen.toml", below)
    for key in ("core.sshCommand", "remote.origin.uploadpack"):
        assert moved.run("git", "config", "--file", str(below / "config"), key, f"touch {ran}; false").returncode == 0
    moved.run("git", "config", "--file", str(below / "config"), "remote.origin.url", str(moved.folder))
    code, output, _ = action(Repository(below, moved.commands), base="0123456789", check="false", verify="")
    assert code == 0
    assert "::warning::0123456789 is not a commit" in output
    assert not ran.exists()
    moved.run("git", "-C", str(below), "fetch", "origin")
    assert ran.exists(), "git runs the program where bare repositories are used"
