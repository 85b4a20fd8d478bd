"""The workflows of docs/sources.md, run with a document on a local server and repositories on disk."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path

import pytest
import yaml

from tests.support.loopback import Reply, Server, serving

ROOT = Path(__file__).parents[2]
SPEC = """openapi: 3.1.0
info: {title: Pets, version: '1'}
paths:
  /pets:
    get:
      responses:
        '200': {description: ok, content: {application/json: {schema: {$ref: '#/components/schemas/Pet'}}}}
components: {schemas: {Pet: {type: object, properties: {name: {type: string}}}}}
"""
COMPATIBLE = SPEC.replace("properties: {name", "properties: {size: {type: integer}, name")
BREAKING = SPEC.replace("name: {type: string}", "name: {type: integer}")
GH = """#!/bin/sh
printf '%s\\n' "$*" >> "$CALLS"
if [ "$1 $2" = "pr list" ]; then cat "$CALLS.open" 2>/dev/null; fi
if [ "$1 $2" = "pr create" ]; then echo 7 > "$CALLS.open"; fi
exit 0
"""

pytestmark = [pytest.mark.slow, pytest.mark.skipif(sys.platform == "win32", reason="the steps are for bash")]


def workflows() -> dict[str, dict[str, object]]:
    """Return the workflows of the page by name, and check their length."""
    text = (ROOT / "docs" / "sources.md").read_text(encoding="utf-8")
    blocks = re.findall(r"```yaml\n(.*?)```", text, re.DOTALL)
    assert all(len(block.splitlines()) <= 12 for block in blocks)
    loaded = [yaml.load(block, Loader=yaml.BaseLoader) for block in blocks]  # noqa: S506 - strings only
    return {value["name"]: value for value in loaded}


@dataclass
class Hosting:
    """A repository on a host, the server of the document, and a machine that runs workflows."""

    origin: Path
    machine: Path
    server: Server
    runs: int = 0
    environ: dict[str, str] = field(default_factory=dict)

    def publish(self, text: str, status: int = 200) -> None:
        self.server.replies["/openapi.yaml"] = Reply(text.encode(), status=status)

    def shell(self, folder: Path, script: str, **more: str) -> subprocess.CompletedProcess[str]:
        environ = {
            **os.environ,
            "PATH": os.pathsep.join([str(self.machine / "bin"), str(Path(sys.executable).parent), os.environ["PATH"]]),
            "PYTHONPATH": str(ROOT),
            "CALLS": str(self.machine / "calls"),
            "GIT_CONFIG_GLOBAL": str(self.machine / "gitconfig"),
            "RUNNER_TEMP": str(self.machine),
            "GITHUB_OUTPUT": str(self.machine / "output"),
            "GITHUB_ACTION_PATH": str(ROOT),
            **more,
        }
        command = ["bash", "--noprofile", "--norc", "-eo", "pipefail", "-c", script]
        return subprocess.run(command, cwd=folder, env=environ, capture_output=True, text=True, check=False)

    def ok(self, folder: Path, script: str) -> str:
        done = self.shell(folder, script)
        assert done.returncode == 0, done.stdout + done.stderr
        return done.stdout

    def run(self, name: str, **matrix: str) -> tuple[int, str]:
        """Run the steps of a workflow in a new checkout, until one fails; return the exit code and the output."""
        (job,) = workflows()[name]["jobs"].values()  # type: ignore[attr-defined]
        self.runs += 1
        folder = self.machine / f"run{self.runs}"
        folder.mkdir()
        for step in job["steps"]:
            done = self.step(step, folder, matrix)
            if done.returncode:
                return done.returncode, done.stdout + done.stderr
        return 0, ""

    def step(
        self, step: Mapping[str, object], folder: Path, matrix: Mapping[str, str]
    ) -> subprocess.CompletedProcess[str]:
        uses, given = str(step.get("uses", "")), step.get("with", {})
        if uses.startswith("actions/checkout"):
            return self.shell(folder, f"git clone --quiet --depth=1 file://{self.origin} .")
        if not uses:
            script = re.sub(r"\$\{\{ matrix\.(\w+) \}\}", lambda found: matrix[found[1]], str(step["run"]))
            return self.shell(folder, script)
        assert "/spec-codegen" in uses
        return self.action(folder, {"install": "false", **given})  # type: ignore[dict-item]

    def action(self, folder: Path, inputs: Mapping[str, str]) -> subprocess.CompletedProcess[str]:
        """Run the step of the action that its mode selects."""
        value = yaml.safe_load((ROOT / "action.yml").read_text(encoding="utf-8"))
        everything = {name: row["default"] for name, row in value["inputs"].items()} | dict(inputs)
        name = "update" if everything["mode"] == "update" else "report"
        step = next(step for step in value["runs"]["steps"] if step.get("id") == name)
        environ = {key: everything[re.findall(r"inputs\.([a-z-]+)", text)[0]] for key, text in step["env"].items()}
        (self.machine / "output").write_text("", encoding="utf-8")
        return self.shell(folder, step["run"], **environ)

    @property
    def calls(self) -> list[str]:
        """Return the commands of gh since the last time."""
        path = self.machine / "calls"
        lines = path.read_text(encoding="utf-8").splitlines() if path.exists() else []
        path.unlink(missing_ok=True)
        return [line.replace(str(self.machine), "TEMP") for line in lines]

    def branch(self) -> str:
        return self.ok(self.origin, "git rev-parse --quiet --verify refs/heads/api-update || true").strip()

    def pull_request_checks(self, revision: str) -> int:
        """Check a revision as a pull request is checked, and return the exit code."""
        self.runs += 1
        folder = self.machine / f"run{self.runs}"
        self.ok(self.machine, f"git clone --quiet --branch {revision} file://{self.origin} {folder}")
        return self.action(folder, {"diff": "false"}).returncode

    def merge(self) -> None:
        self.ok(self.origin, "git update-ref refs/heads/main refs/heads/api-update && git branch -D api-update")
        (self.machine / "calls.open").unlink()


@pytest.fixture
def hosting(tmp_path: Path) -> Iterator[Hosting]:
    machine, origin = tmp_path / "machine", tmp_path / "origin.git"
    (machine / "bin").mkdir(parents=True)
    commands = {
        "codegen": f'#!/bin/sh\nexec "{sys.executable}" -m codegen "$@"\n',
        "gh": GH,
        "pip": "#!/bin/sh\nexit 0\n",
    }
    for name, text in commands.items():
        (machine / "bin" / name).write_text(text, encoding="utf-8")
        (machine / "bin" / name).chmod(0o755)
    settings = "[user]\nname = n\nemail = e@example.com\n[init]\ndefaultBranch = main\n"
    (machine / "gitconfig").write_text(settings, encoding="utf-8")
    with serving() as server:
        made = Hosting(origin, machine, server)
        made.publish(SPEC)
        folder = tmp_path / "first"
        folder.mkdir()
        config = f'[targets.pets]\nspec = "http://127.0.0.1:{server.port}/openapi.yaml"\nemit = ["models"]\n'
        (folder / "codegen.toml").write_text(config, encoding="utf-8")
        made.ok(folder, "git init --quiet && codegen update && git add . && git commit --quiet --message first")
        made.ok(folder, f"git clone --quiet --bare . {origin}")
        yield made
    shutil.rmtree(machine, ignore_errors=True)


def test_the_update_workflow(hosting: Hosting) -> None:
    assert hosting.run("Update") == (0, "")
    assert (hosting.calls, hosting.branch()) == ([], "")

    hosting.publish(COMPATIBLE)
    assert hosting.run("Update") == (0, "")
    created = "pr create --head api-update --title Update API documents --body-file TEMP/codegen-update.md"
    assert hosting.calls[-1] == created
    assert "size" in (hosting.machine / "codegen-update.md").read_text(encoding="utf-8")
    first = hosting.branch()
    assert hosting.ok(hosting.origin, "git diff --name-only main api-update").split() == [
        "generated/pets/codegen.lock",
        "generated/pets/models/pet.py",
        "sources/pets/openapi.yaml",
        "sources/pets/sources.lock",
    ]
    assert hosting.run("Update") == (0, "")
    assert (hosting.calls, hosting.branch()) == ([], first)

    hosting.publish(BREAKING)
    assert hosting.run("Update") == (0, "")
    edited = "pr edit 7 --title Update API documents (breaking changes) --body-file TEMP/codegen-update.md"
    assert hosting.calls[-1] == edited
    assert hosting.branch() != first

    hosting.publish("", status=503)
    code, output = hosting.run("Update")
    assert code == 2
    assert "codegen: pets: status 503 for" in output
    assert hosting.calls == []
    assert hosting.pull_request_checks("api-update") == 0
    assert hosting.pull_request_checks("main") == 0
    hosting.merge()
    hosting.publish(BREAKING)
    assert hosting.run("Update") == (0, "")
    assert (hosting.calls, hosting.branch()) == ([], "")


def test_the_notification_workflow(hosting: Hosting) -> None:
    job = workflows()["Notify"]["jobs"]["notify"]  # type: ignore[index]
    for consumer in job["strategy"]["matrix"]["consumer"]:
        assert hosting.run("Notify", consumer=consumer) == (0, "")
        assert hosting.calls == [f"api repos/{consumer}/dispatches --field event_type=api-changed"]
    accepted = workflows()["Update"]["on"]["repository_dispatch"]["types"]  # type: ignore[index]
    assert accepted == ["api-changed"]


def test_the_audit_workflow(hosting: Hosting) -> None:
    assert hosting.run("Audit") == (0, "")
    hosting.publish(COMPATIBLE)
    code, output = hosting.run("Audit")
    assert code == 1
    assert "the source has another version: run codegen update" in output
    hosting.publish("", status=503)
    assert hosting.run("Audit")[0] == 2


def test_an_unknown_mode_of_the_action(hosting: Hosting) -> None:
    done = hosting.action(hosting.machine, {"mode": "updat"})
    assert done.returncode == 2
    assert "unknown mode updat" in done.stdout
